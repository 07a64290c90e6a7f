//! Sealing and opening: what comes out is what went in, and nothing else opens.

mod common;

use std::ops::Range;

use common::{ORIGIN, encapsulation_rng, letter, opening_key, seal, visit_key};
use ed25519_dalek::Signer as _;
use hpke::Deserializable as _;
use lakzegel_crypto::{
    ENVELOPE_BYTES, Envelope, EnvelopeError, Evidence, KEM_ID, KEY_CONFIG_BYTES, KeyConfig, KeyConfigError, MAX_BODY_BYTES,
    MAX_EVIDENCE_BYTES, MAX_NAME_BYTES, MAX_NUMBER_BYTES, MAX_ORIGIN_BYTES, OpenError, OpeningKey, SealError, SealedLetter,
    TAG_BYTES, open, rehearse,
};

/// The largest letter that there can be.
fn largest() -> SealedLetter {
    letter_with(|letter| {
        letter.origin = "o".repeat(MAX_ORIGIN_BYTES);
        letter.recipient_number = "1".repeat(MAX_NUMBER_BYTES);
        letter.recipient_name = "n".repeat(MAX_NAME_BYTES);
        letter.sender_name = "s".repeat(MAX_NAME_BYTES);
        letter.evidence = Evidence::IdToken("e".repeat(MAX_EVIDENCE_BYTES));
        letter.body = "b".repeat(MAX_BODY_BYTES);
    })
}

/// The test's letter, changed.
fn letter_with(change: impl FnOnce(&mut SealedLetter)) -> SealedLetter {
    let mut letter = letter();
    change(&mut letter);
    letter
}

#[test]
fn a_sealed_letter_opens_to_itself() {
    for letter in [letter(), largest()] {
        let envelope = seal(&letter, opening_key().config());
        let opened = open(&envelope, opening_key(), &letter.origin).expect("it is ours");
        assert!(opened.letter == letter);
    }
}

#[test]
fn every_envelope_has_the_same_length() {
    let short = letter_with(|letter| letter.body = "x".to_owned());
    for letter in [short, letter(), largest()] {
        assert_eq!(seal(&letter, opening_key().config()).as_bytes().len(), ENVELOPE_BYTES);
    }
    assert_eq!(ENVELOPE_BYTES, 42_106);
}

#[test]
fn a_field_that_is_empty_or_too_long_is_named_and_not_sealed() {
    let too_long = |max: usize| "x".repeat(max + 1);
    let cases = [
        ("origin", letter_with(|letter| letter.origin = too_long(MAX_ORIGIN_BYTES))),
        ("recipient number", letter_with(|letter| letter.recipient_number = String::new())),
        ("recipient number", letter_with(|letter| letter.recipient_number = too_long(MAX_NUMBER_BYTES))),
        ("recipient name", letter_with(|letter| letter.recipient_name = too_long(MAX_NAME_BYTES))),
        ("sender name", letter_with(|letter| letter.sender_name = too_long(MAX_NAME_BYTES))),
        ("evidence", letter_with(|letter| letter.evidence = Evidence::IdToken(too_long(MAX_EVIDENCE_BYTES)))),
        ("text", letter_with(|letter| letter.body = String::new())),
        ("text", letter_with(|letter| letter.body = too_long(MAX_BODY_BYTES))),
    ];
    for (name, letter) in cases {
        assert_eq!(letter.to_sign(opening_key().config()).err(), Some(SealError::Field(name)));
    }
}

#[test]
fn a_signature_by_another_key_or_over_another_letter_does_not_open() {
    let key = opening_key();
    let other_key = OpeningKey::from_seed(2, [0x12; 32]);
    let message = letter().to_sign(key.config()).expect("it fits").message().to_vec();
    let by_visit_key = visit_key().sign(&message).to_bytes();
    let by_another = ed25519_dalek::SigningKey::from_bytes(&[0x52; 32]).sign(&message).to_bytes();
    let other_letter = letter_with(|letter| letter.body = "Iets anders".to_owned());

    for (letter, signature, key) in
        [(letter(), by_another, key), (other_letter, by_visit_key, key), (letter(), by_visit_key, &other_key)]
    {
        let to_sign = letter.to_sign(key.config()).expect("it fits");
        let envelope = to_sign.seal(signature, &mut encapsulation_rng()).expect("the signer answers for the signature");
        assert_eq!(open(&envelope, key, ORIGIN).err(), Some(OpenError::Signature));
    }
}

#[test]
fn nothing_is_sealed_to_a_public_key_that_the_kem_refuses() {
    let mut bytes = opening_key().config().encode();
    // The first two coefficients become 4095, and the modulus is 3329 (FIPS 203 section 7.2).
    bytes[3..6].fill(0xff);
    let key = KeyConfig::decode(&bytes).expect("its form is right");
    assert_eq!(key.check(), Err(KeyConfigError::PublicKey));
    assert_eq!(rehearse(ORIGIN, &key, &mut encapsulation_rng()), Err(SealError::Key));
    let to_sign = letter().to_sign(&key).expect("it fits");
    assert_eq!(to_sign.seal([0; 64], &mut encapsulation_rng()).err(), Some(SealError::Key));

    assert_eq!(opening_key().config().check(), Ok(()));
    assert_eq!(rehearse(ORIGIN, opening_key().config(), &mut encapsulation_rng()), Ok(()));
}

/// Where the ciphertext is in an envelope: behind version, key id and encapsulated key, before the tag.
const CIPHERTEXT: Range<usize> = 1_130..ENVELOPE_BYTES - TAG_BYTES;

#[test]
fn an_envelope_that_was_changed_anywhere_does_not_open() {
    let envelope = seal(&letter(), opening_key().config());
    let mut bytes = envelope.as_bytes().to_vec();
    // Every byte of the key id, the encapsulated key and the tag. Of the ciphertext both ends and some between: the next test has all of it.
    let around = (2..=CIPHERTEXT.start).chain(CIPHERTEXT.end - 1..ENVELOPE_BYTES);
    for place in around.chain(CIPHERTEXT.step_by(997)) {
        bytes[place] ^= 1;
        let changed = Envelope::decode(&bytes).expect("its form is still right");
        let refused = open(&changed, opening_key(), ORIGIN).expect_err("it was changed");
        let expected = if place < 10 { OpenError::OtherKey } else { OpenError::Seal };
        assert_eq!(refused, expected, "byte {place}");
        bytes[place] ^= 1;
    }
    // Other versions are no envelopes at all.
    for place in 0..2 {
        bytes[place] ^= 1;
        assert!(matches!(Envelope::decode(&bytes), Err(EnvelopeError::Version(_))), "byte {place}");
        bytes[place] ^= 1;
    }
    assert!(open(&Envelope::decode(&bytes).expect("it is whole again"), opening_key(), ORIGIN).is_ok());
}

/// Decapsulating takes most of the time that opening does, and comes to the same key for each of these: it is done once, and the rest of
/// what `open` does for each of the 40,960 bytes.
#[test]
fn a_ciphertext_that_was_changed_at_any_byte_does_not_open() {
    type Kem = hpke::kem::XWing;
    type Aead = hpke::aead::ChaCha20Poly1305;
    let envelope = seal(&letter(), opening_key().config());
    let (before, tag) = envelope.as_bytes().split_at(CIPHERTEXT.end);
    let (header, encapsulated) = before[..CIPHERTEXT.start].split_at(10);
    let info = [b"lakzegel/v1 seal\0", ORIGIN.as_bytes(), &opening_key().config().hash(), &[0x64, 0x7a, 0, 1, 0, 3]].concat();
    let mut context = hpke::setup_receiver::<Aead, hpke::kdf::HkdfSha256, Kem>(
        &hpke::OpModeR::Base,
        &<Kem as hpke::Kem>::PrivateKey::from_bytes(&[0x11; 32]).expect("it is the test's seed"),
        &<Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).expect("it is whole"),
        &info,
    )
    .expect("it decapsulates");
    let tag = hpke::aead::AeadTag::<Aead>::from_bytes(tag).expect("it is whole");
    let mut ciphertext = before[CIPHERTEXT].to_vec();
    for place in 0..ciphertext.len() {
        ciphertext[place] ^= 1;
        assert!(context.open_inout_detached(ciphertext.as_mut_slice().into(), header, &tag).is_err(), "byte {place}");
        ciphertext[place] ^= 1;
    }
    // What was refused was neither decrypted nor counted: the whole one still opens.
    assert_eq!(context.open_inout_detached(ciphertext.as_mut_slice().into(), header, &tag), Ok(()));
}

#[test]
fn an_envelope_for_another_key_or_deployment_does_not_open() {
    let envelope = seal(&letter(), opening_key().config());
    let other_key = OpeningKey::from_seed(1, [0x12; 32]);
    assert_eq!(open(&envelope, &other_key, ORIGIN).err(), Some(OpenError::OtherKey));
    assert_eq!(open(&envelope, opening_key(), "other.invalid").err(), Some(OpenError::Seal));

    // The key's number is part of the key: the same secret under another number is another key.
    let other_number = OpeningKey::from_seed(2, [0x11; 32]);
    assert_eq!(open(&envelope, &other_number, ORIGIN).err(), Some(OpenError::OtherKey));
}

#[test]
fn an_envelope_has_one_length_and_one_version() {
    let bytes = seal(&letter(), opening_key().config()).as_bytes().to_vec();
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Envelope::decode(&longer).err(), Some(EnvelopeError::Length));
    for cut in 0..bytes.len() {
        assert_eq!(Envelope::decode(&bytes[..cut]).err(), Some(EnvelopeError::Length));
    }
    let mut other_version = bytes;
    other_version[1] = 2;
    assert_eq!(Envelope::decode(&other_version).err(), Some(EnvelopeError::Version(2)));
}

#[test]
fn a_key_config_names_exactly_the_one_suite() {
    assert_eq!(KEM_ID, 0x647a, "0x004D is an older X-Wing");
    let bytes = opening_key().config().encode();
    assert_eq!(bytes.len(), KEY_CONFIG_BYTES);
    assert_eq!(KeyConfig::decode(&bytes).expect("it is ours").encode(), bytes);
    for cut in 0..bytes.len() {
        assert_eq!(KeyConfig::decode(&bytes[..cut]).err(), Some(KeyConfigError::Length));
    }
    assert_eq!(KeyConfig::decode(&[bytes.as_slice(), &[0]].concat()).err(), Some(KeyConfigError::Length));
    // KEM id, length of the suites, KDF id, AEAD id.
    for place in [1, 2, 1219, 1220, 1221, 1222, 1223, 1224] {
        let mut other = bytes.clone();
        other[place] ^= 1;
        assert_eq!(KeyConfig::decode(&other).err(), Some(KeyConfigError::Suite), "byte {place}");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let printed = format!("{:?}", letter());
    assert_eq!(printed, "SealedLetter(..)");
    let opened = open(&seal(&letter(), opening_key().config()), opening_key(), ORIGIN).expect("it is ours");
    assert_eq!(format!("{opened:?}"), "OpenedLetter { letter: SealedLetter(..) }");
}
