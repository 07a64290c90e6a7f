//! Our sealing against other people's: the X-Wing draft's own test vectors, and the `hpke-rs` implementation both ways.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::{FixedRng, ORIGIN, letter, opening_key, visit_key};
use ed25519_dalek::Signer as _;
use hpke_rs::{
    Hpke, HpkePrivateKey, HpkePublicKey, Mode,
    hpke_types::{AeadAlgorithm, KdfAlgorithm, KemAlgorithm},
};
use hpke_rs_libcrux::HpkeLibcrux;
use lakzegel_crypto::{ENVELOPE_BYTES, Envelope, KeyConfig, OpeningKey, open};

/// HPKE's `info` as `docs/protocol.md` section 3 has it, put together here once more.
fn info(origin: &str, key: &KeyConfig) -> Vec<u8> {
    [b"lakzegel/v1 seal\0", origin.as_bytes(), &key.hash(), &[0x64, 0x7a, 0x00, 0x01, 0x00, 0x03]].concat()
}

fn oracle() -> Hpke<HpkeLibcrux> {
    Hpke::new(Mode::Base, KemAlgorithm::XWingDraft06, KdfAlgorithm::HkdfSha256, AeadAlgorithm::ChaCha20Poly1305)
}

#[test]
fn hpke_rs_opens_what_we_seal() {
    let key = opening_key();
    let to_sign = letter().to_sign(key.config()).expect("it fits");
    let message = to_sign.message().to_vec();
    let signature = visit_key().sign(&message).to_bytes();
    let envelope = to_sign.seal(signature, &mut common::encapsulation_rng()).expect("it is signed");
    let bytes = envelope.as_bytes();

    let secret = HpkePrivateKey::new(vec![0x11; 32]);
    let padded = oracle()
        .open(&bytes[10..1130], &secret, &info(ORIGIN, key.config()), &bytes[..10], &bytes[1130..], None, None, None)
        .expect("the oracle opens it");

    let content = &message[b"lakzegel/v1 letter\0".len() + 32..];
    assert_eq!(padded.len(), 40_960);
    assert_eq!(&padded[..content.len()], content);
    assert_eq!(padded[content.len()..content.len() + 64], signature);
    assert!(padded[content.len() + 64..].iter().all(|byte| *byte == 0));
}

#[test]
fn we_open_what_hpke_rs_seals() {
    let key = opening_key();
    let message = letter().to_sign(key.config()).expect("it fits").message().to_vec();
    let mut padded = message[b"lakzegel/v1 letter\0".len() + 32..].to_vec();
    padded.extend_from_slice(&visit_key().sign(&message).to_bytes());
    padded.resize(40_960, 0);

    let header = [&[0, 1], key.config().key_id().as_bytes().as_slice()].concat();
    let public_key = HpkePublicKey::new(key.config().encode()[3..1219].to_vec());
    let (encapsulated, ciphertext) =
        oracle().seal(&public_key, &info(ORIGIN, key.config()), &header, &padded, None, None, None).expect("the oracle seals it");
    let bytes = [header.as_slice(), &encapsulated, &ciphertext].concat();
    assert_eq!(bytes.len(), ENVELOPE_BYTES);

    let envelope = Envelope::decode(&bytes).expect("it has our form");
    assert!(open(&envelope, key, ORIGIN).expect("it is for us").letter == letter());
}

/// draft-connolly-cfrg-xwing-kem, `spec/test-vectors.json`: seed, encapsulation seed, public key, ciphertext.
#[test]
fn the_kem_is_the_drafts_x_wing() {
    let vectors = include_str!("vectors/upstream_xwing.txt");
    let value = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")).expect("each block has it");
        base16ct::lower::decode_vec(line).expect("it is hexadecimal")
    };
    let blocks: Vec<_> = vectors.split("\n\n").filter(|block| block.contains("seed = ")).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let seed: [u8; 32] = value(block, "seed").try_into().expect("a seed is 32 bytes");
        let key = OpeningKey::from_seed(1, seed);
        assert!(key.config().encode()[3..1219] == value(block, "pk"));

        let to_sign = letter().to_sign(key.config()).expect("it fits");
        let signature = visit_key().sign(to_sign.message()).to_bytes();
        let envelope = to_sign.seal(signature, &mut FixedRng(value(block, "eseed"))).expect("it is signed");
        assert!(envelope.as_bytes()[10..1130] == value(block, "ct"));
    }
}

/// The vectors of draft-ietf-hpke-pq: our suite in Base mode. What seals and opens here is the crate that we seal and open with.
#[test]
fn the_suite_is_the_working_groups_hpke() {
    use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
    use hpke::{aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::XWing};

    let vectors = include_str!("vectors/upstream_hpke.txt");
    let value = |name: &str| {
        let line = vectors.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")).expect("it is there");
        base16ct::lower::decode_vec(line).expect("it is hexadecimal")
    };
    let [info, aad, plaintext, ciphertext] = ["info", "aad", "pt", "ct"].map(value);
    let private_key = <XWing as hpke::Kem>::PrivateKey::from_bytes(&value("seed")).expect("it is a seed");
    let public_key = XWing::sk_to_pk(&private_key);
    assert!(public_key.to_bytes()[..] == value("pk"));

    let rng = &mut FixedRng(value("eseed"));
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &public_key,
        &info,
        &plaintext,
        &aad,
        rng,
    )
    .expect("it seals");
    assert!(encapsulated.to_bytes()[..] == value("enc"));
    assert_eq!(sealed, ciphertext);
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &private_key,
        &encapsulated,
        &info,
        &ciphertext,
        &aad,
    );
    assert_eq!(opened.expect("it opens"), plaintext);
}
