//! The same bytes come out in Wasm, where senders seal: a part of the vectors, run by wasm-bindgen's test runner.
#![cfg(target_family = "wasm")]

mod common;

use common::{ORIGIN, entry, letter, manifest, opening_key, reference, root_keys, seal, signed_by, verdict_key};
use lakzegel_crypto::{Manifest, Receipt, State, Status, open};
use wasm_bindgen_test::wasm_bindgen_test;

/// The value with this name in a file of vectors.
fn value<'a>(file: &'a str, name: &str) -> &'a str {
    file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")).expect("the vector is in the file")
}

/// The text with this name in a file of vectors.
fn text<'a>(file: &'a str, name: &str) -> &'a str {
    let start = format!("{name} <<<\n");
    let (_, rest) = file.split_once(start.as_str()).expect("the text is in the file");
    rest.split_once(">>>").expect("the text ends").0
}

#[wasm_bindgen_test]
fn an_envelope_sealed_in_wasm_is_the_vectors_envelope() {
    let envelope = seal(&letter(), opening_key().config());
    assert_eq!(envelope.id().to_string(), value(include_str!("vectors/03_envelope.txt"), "envelope_id"));
    assert!(open(&envelope, opening_key(), ORIGIN).expect("it is ours").letter == letter());
}

#[wasm_bindgen_test]
fn the_manifest_is_verified_in_wasm() {
    let note = text(include_str!("vectors/04_manifest.txt"), "manifest");
    assert!(Manifest::verify(note, &root_keys(), common::NOW, 0).is_ok());
    assert!(Manifest::verify(&signed_by(&manifest(), &[1]), &root_keys(), common::NOW, 0).is_err());
}

#[wasm_bindgen_test]
fn the_receipt_is_verified_in_wasm() {
    let receipt = Receipt::parse(text(include_str!("vectors/06_receipt.txt"), "seen_by_screening")).expect("it is a receipt");
    let verified = receipt.verify(&entry(4), &manifest()).expect("it is entry 4's");
    assert_eq!(verified.cosigned.seen_by_screening, Some(common::NOW + 60));
    assert!(receipt.verify(&entry(5), &manifest()).is_err());
}

#[wasm_bindgen_test]
fn a_status_is_read_in_wasm() {
    let status = Status { state: State::Screened, published_at: common::NOW, envelope: entry(4) };
    let bytes = status.encrypt(&reference(), ORIGIN, [1; 12], &verdict_key());
    assert_eq!(Status::decrypt(&bytes, &reference(), ORIGIN, verdict_key().verifier()), Ok(status));
}
