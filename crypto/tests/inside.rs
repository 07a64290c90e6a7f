//! What is inside a seal is as hostile as what is outside: anybody can seal anything to a public key.

mod common;

use common::{ORIGIN, letter, mutations, opening_key, visit_key};
use ed25519_dalek::Signer as _;
use hpke::{Deserializable as _, Serializable as _, inout::InOutBuf};
use lakzegel_crypto::{Envelope, OpenError, SealedLetter, open};

const LABEL: &[u8] = b"lakzegel/v1 letter\0";

/// Seals these 40,960 bytes, whatever they are.
fn seal_raw(mut padded: Vec<u8>) -> Envelope {
    assert_eq!(padded.len(), 40_960);
    let key = opening_key();
    let config = key.config().encode();
    let header = [&[0, 1], key.config().key_id().as_bytes().as_slice()].concat();
    let info = [b"lakzegel/v1 seal\0", ORIGIN.as_bytes(), &key.config().hash(), &[0x64, 0x7a, 0, 1, 0, 3]].concat();
    let (encapsulated, tag) =
        hpke::single_shot_seal_inout_detached_with_rng::<hpke::aead::ChaCha20Poly1305, hpke::kdf::HkdfSha256, hpke::kem::XWing>(
            &hpke::OpModeS::Base,
            &<hpke::kem::XWing as hpke::Kem>::PublicKey::from_bytes(&config[3..1219]).expect("it is a public key"),
            &info,
            InOutBuf::from(padded.as_mut_slice()),
            &header,
            &mut common::encapsulation_rng(),
        )
        .expect("it seals");
    let bytes = [header.as_slice(), &encapsulated.to_bytes(), &padded, &tag.to_bytes()].concat();
    Envelope::decode(&bytes).expect("it has the form of an envelope")
}

/// The letter's content, without signature and fill.
fn content_of(letter: &SealedLetter) -> Vec<u8> {
    let message = letter.to_sign(opening_key().config()).expect("it fits").message().to_vec();
    message[LABEL.len() + 32..].to_vec()
}

/// Signs whatever the content is, and fills up with zeroes.
fn signed(content: &[u8]) -> Vec<u8> {
    let message = [LABEL, &opening_key().config().hash(), content].concat();
    let mut padded = [content, &visit_key().sign(&message).to_bytes()].concat();
    padded.resize(40_960, 0);
    padded
}

fn refusal(padded: Vec<u8>) -> OpenError {
    open(&seal_raw(padded), opening_key(), ORIGIN).expect_err("it must not open")
}

#[test]
fn the_same_bytes_made_by_hand_do_open() {
    assert!(open(&seal_raw(signed(&content_of(&letter()))), opening_key(), ORIGIN).expect("it is whole").letter == letter());
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let padded = signed(&content_of(&letter()));
    let end = content_of(&letter()).len() + 64;
    for place in (0..end).chain([end, end + 1, 40_959]) {
        let mut changed = padded.clone();
        changed[place] ^= 0x80;
        let refused = refusal(changed);
        if place >= end {
            assert_eq!(refused, OpenError::Fill);
        }
    }
}

#[test]
fn a_letter_cut_at_any_byte_is_refused_even_when_its_sender_signed_the_cut() {
    let content = content_of(&letter());
    for cut in 0..content.len() {
        // The signature, or the fill, is then read as the rest of the letter.
        refusal(signed(&content[..cut]));
    }
}

#[test]
fn every_length_that_lies_is_refused_even_when_its_sender_signed_the_lie() {
    let content = content_of(&letter());
    let letter = letter();
    let mut place = 1 + 16 + 8;
    let mut lengths = Vec::new();
    let mut skip = |lengths: &mut Vec<usize>, opaque: usize, then: usize| {
        lengths.push(place);
        place += 2 + opaque + then;
    };
    skip(&mut lengths, letter.origin.len(), 32 + 2 + 1 + 2);
    skip(&mut lengths, letter.recipient_number.len(), 0);
    skip(&mut lengths, letter.recipient_name.len(), 0);
    skip(&mut lengths, letter.sender_name.len(), 16 + 1);
    skip(&mut lengths, "header.payload.signature".len(), 32);
    skip(&mut lengths, letter.body.len(), 0);
    assert_eq!(place, content.len(), "the test walks over the whole letter");

    for at in lengths {
        let true_length = u16::from_be_bytes([content[at], content[at + 1]]);
        for lie in [0, true_length - 1, true_length + 1, 0x7fff, 0xffff] {
            let mut lying = content.clone();
            lying[at..at + 2].copy_from_slice(&lie.to_be_bytes());
            refusal(signed(&lying));
        }
    }
}

#[test]
fn unknown_kinds_and_text_that_is_not_utf8_are_refused() {
    let content = content_of(&letter());
    let mut unknown_kind = content.clone();
    unknown_kind[0] = 2;
    assert_eq!(refusal(signed(&unknown_kind)), OpenError::Content);

    let evidence_at = content.windows(6).position(|window| window == b"header").expect("the evidence is there");
    let mut unknown_evidence = content.clone();
    unknown_evidence[evidence_at - 3] = 9;
    assert_eq!(refusal(signed(&unknown_evidence)), OpenError::Content);

    let supervision_at = content.windows(7).position(|window| window == b"1234567").expect("the number is there") - 5;
    for unknown in [0, 4, 0xff] {
        let mut unknown_supervision = content.clone();
        assert_eq!(std::mem::replace(&mut unknown_supervision[supervision_at], unknown), 1);
        assert_eq!(refusal(signed(&unknown_supervision)), OpenError::Content);
    }

    let mut not_utf8 = content.clone();
    *not_utf8.last_mut().expect("it has a body") = 0xff;
    assert_eq!(refusal(signed(&not_utf8)), OpenError::Content);
}

#[test]
fn a_letter_for_another_deployment_is_refused_although_it_was_sealed_for_this_one() {
    let mut elsewhere = letter();
    elsewhere.origin = "test.invalid/elsewhere".to_owned();
    assert_eq!(refusal(signed(&content_of(&elsewhere))), OpenError::Origin);
}

#[test]
fn a_letter_signed_for_another_sealing_key_is_refused() {
    let content = content_of(&letter());
    let other = lakzegel_crypto::OpeningKey::from_seed(9, [0x99; 32]);
    let message = [LABEL, &other.config().hash(), &content].concat();
    let mut padded = [content.as_slice(), &visit_key().sign(&message).to_bytes()].concat();
    padded.resize(40_960, 0);
    assert_eq!(refusal(padded), OpenError::Signature);
}

#[test]
fn whatever_a_sender_puts_into_the_seal_and_signs_opens_to_a_letter_that_says_so_or_is_refused() {
    let mut opened = 0;
    for changed in mutations(&content_of(&letter()), 100) {
        if let Ok(inside) = open(&seal_raw(signed(&changed)), opening_key(), ORIGIN) {
            // There is one form for each letter: what was read says what was sealed, byte for byte.
            assert!(content_of(&inside.letter) == changed);
            opened += 1;
        }
    }
    assert!(opened > 0, "some changes are of words only, so that this test can fail");
}
