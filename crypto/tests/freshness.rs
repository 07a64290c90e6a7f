//! Statements of freshness: only the manifest's key for it makes one, there is one text for each, and which manifest is still the newest by it.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::{DAY, NOW, freshness_key, log_key, manifest, mutations, root_keys, signed_by, verdict_key};
use lakzegel_crypto::{
    Freshness, FreshnessError, MAX_FRESHNESS_AGE, Manifest, Newest, VerifiedManifest,
    note::{Note, NoteError, SigningKey},
    split_freshness,
};

/// The manifest of this version, verified.
fn of_version(version: u64) -> VerifiedManifest {
    let manifest = Manifest { version, ..manifest() };
    Manifest::verify(&signed_by(&manifest, &[1, 2]), &root_keys(), NOW, 0).expect("it is one")
}

fn newest(manifest: &VerifiedManifest) -> Newest {
    Newest { number: manifest.version, hash: manifest.hash() }
}

fn statement() -> Freshness {
    Freshness { manifest: newest(&of_version(7)), client: Some(Newest { number: 3, hash: [0x77; 32] }), at: NOW }
}

fn signed(text: &str, key: &SigningKey) -> String {
    let mut note = Note::new(text.to_owned()).expect("it is printable text");
    note.add(key.sign(text));
    note.to_string()
}

fn verify(note: &str) -> Result<Freshness, FreshnessError> {
    Freshness::verify(note, freshness_key().verifier())
}

#[test]
fn the_key_for_it_makes_a_statement_and_no_other_key_does() {
    for statement in [statement(), Freshness { client: None, ..statement() }] {
        assert_eq!(verify(&signed(&statement.to_text(), &freshness_key())), Ok(statement));
    }
    let text = statement().to_text();
    for other in [verdict_key(), log_key()] {
        assert_eq!(verify(&signed(&text, &other)), Err(FreshnessError::Unsigned));
    }
    let changed = signed(&text, &freshness_key()).replace("manifest 7", "manifest 6");
    assert_eq!(verify(&changed), Err(FreshnessError::Note(NoteError::Signature)));
    assert_eq!(verify(&text), Err(FreshnessError::Note(NoteError::Form)));
    assert_eq!(verify(&signed(&manifest().to_text(), &freshness_key())), Err(FreshnessError::Content));
}

#[test]
fn the_newest_manifest_is_the_one_that_is_named_or_one_that_came_after() {
    let speaks_for = |version| statement().speaks_for(&of_version(version), NOW);
    assert_eq!(speaks_for(7), Ok(()));
    assert_eq!(speaks_for(8), Ok(()), "the office had not seen it yet");
    assert_eq!(speaks_for(6), Err(FreshnessError::Superseded(7)));
    let other = Manifest { letters_per_visit: 2, ..manifest() };
    let other = Manifest::verify(&signed_by(&other, &[1, 2]), &root_keys(), NOW, 0).expect("it is one");
    assert_eq!(statement().speaks_for(&other, NOW), Err(FreshnessError::Superseded(7)), "the same version with another text");
}

#[test]
fn a_statement_counts_for_less_than_a_day() {
    let at = |now| statement().speaks_for(&of_version(7), now);
    assert_eq!((MAX_FRESHNESS_AGE, at(NOW + DAY - 1)), (DAY, Ok(())));
    assert_eq!(at(NOW + DAY), Err(FreshnessError::Old(NOW)));
    // It is signed that it is no earlier: a clock that is slow takes nothing from it.
    assert_eq!(at(NOW - DAY), Ok(()));
    let endless = Freshness { at: u64::MAX, ..statement() };
    assert_eq!(endless.speaks_for(&of_version(7), u64::MAX - 1), Ok(()), "nothing overflows");
}

#[test]
fn there_is_one_text_for_each_statement() {
    let text = statement().to_text();
    for (from, to) in [
        ("fresh v1", "fresh v2"),
        ("manifest 7", "manifest 07"),
        ("manifest 7", "manifest +7"),
        ("manifest 7", "manifest  7"),
        ("manifest 7", "manifest 18446744073709551616"),
        ("client 3", "client 03"),
        ("client 3 ", "client"),
        ("client 3", "clients 3"),
        ("at ", "at 0"),
        ("at ", "on "),
        ("=\n", "\n"),
        ("=\n", "=\n\n"),
        ("client 3", "client 3 more"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(verify(&signed(&changed, &freshness_key())), Err(FreshnessError::Content), "{changed}");
    }
    assert_eq!(Freshness::parse_text(&format!("{text}more 1\n")), None);
    assert_eq!(Freshness::parse_text(text.trim_end()), None);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(Freshness::parse_text(&[lines[0], lines[2], lines[1], lines[3], ""].join("\n")), None, "another order");
    for changed in mutations(text.as_bytes(), 2_000) {
        let Ok(changed) = String::from_utf8(changed) else { continue };
        if let Some(read) = Freshness::parse_text(&changed) {
            assert_eq!(read.to_text(), changed);
        }
    }
}

#[test]
fn the_manifests_answer_is_both_one_behind_the_other() {
    let (manifest, statement) = (signed_by(&manifest(), &[1, 2]), signed(&statement().to_text(), &freshness_key()));
    assert_eq!(split_freshness(&format!("{manifest}{statement}")), (manifest.as_str(), Some(statement.as_str())));
    assert_eq!(split_freshness(&manifest), (manifest.as_str(), None));
    assert_eq!(split_freshness(""), ("", None));
    assert!(statement.len() <= 300, "{} bytes on each first visit's way", statement.len());
}
