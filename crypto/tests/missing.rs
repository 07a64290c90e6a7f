//! Statements about lost envelopes: only two root keys make one, there is one text for each, and screening's own signature contradicts it.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::{
    NOW, ORIGIN, checkpoint, consistency_key, cosigner, entry, log_key, manifest, mutations, root_key, root_keys, tree,
};
use lakzegel_crypto::{
    MAX_MISSING, Missing, MissingError, Receipt, SaysOf, VerifiedReceipt,
    log::cosign,
    missing_notes,
    note::{Note, NoteError},
};

fn statement(entries: &[u64]) -> Missing {
    Missing::new(ORIGIN, NOW, entries.iter().map(|number| (*number, entry(*number))).collect()).expect("it is one")
}

/// A text that these root keys signed.
fn signed(text: &str, roots: &[u8]) -> String {
    let mut note = Note::new(text.to_owned()).expect("it is printable text");
    roots.iter().for_each(|root| note.add(root_key(*root).sign(text)));
    note.to_string()
}

#[test]
fn two_root_keys_make_a_statement_and_nobody_else_does() {
    let text = statement(&[4, 6]).to_text();
    assert_eq!(Missing::verify(&signed(&text, &[1, 3]), &root_keys()), Ok(statement(&[4, 6])));
    let refused = |note: &str| Missing::verify(note, &root_keys()).expect_err("it is refused");
    assert_eq!(refused(&signed(&text, &[2])), MissingError::Signatures(1));
    assert_eq!(refused(&signed(&text, &[2, 2])), MissingError::Signatures(1));
    let mut others = Note::new(text.clone()).expect("it is text");
    [log_key(), root_key(9)].iter().for_each(|key| others.add(key.sign(&text)));
    assert_eq!(refused(&others.to_string()), MissingError::Signatures(0));
    assert_eq!(refused(&signed(&text, &[1, 3]).replace("missing 4", "missing 5")), MissingError::Note(NoteError::Signature));
    assert_eq!(refused(&text), MissingError::Note(NoteError::Form));
    assert_eq!(
        refused(&signed(&manifest().to_text(), &[1, 2])),
        MissingError::Content,
        "what else root keys sign is no statement"
    );
    assert_eq!(refused(&signed(&text.replace(ORIGIN, "elsewhere.invalid"), &[1, 2])), MissingError::Origin);
}

#[test]
fn there_is_one_text_for_each_statement() {
    let text = statement(&[4, 6]).to_text();
    let id = entry(4).to_string();
    for (from, to) in [
        ("missing v1", "missing v2"),
        ("missing 4", "missing 04"),
        ("missing 4", "missing +4"),
        ("missing 4", "missing 6"),
        ("missing 4", "missing 7"),
        ("missing 4", "missing 18446744073709551616"),
        ("missing 4", "lost 4"),
        ("issued", "made"),
        ("missing 4", "missing  4"),
        (id.as_str(), &id.to_uppercase()),
        (id.as_str(), &id[1..]),
        (&format!("{id}\n"), &format!("{id}\n\n")),
        (&format!("{id}\n"), &format!("{id}\nmore 1\n")),
        (&format!("{id}\n"), &format!("{id} \n")),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        let refused = Missing::verify(&signed(&changed, &[1, 2]), &root_keys());
        assert_eq!(refused, Err(MissingError::Content), "{changed}");
    }
    let head = text.split_once("missing 4").expect("it is there").0;
    assert_eq!(Missing::verify(&signed(head, &[1, 2]), &root_keys()), Err(MissingError::Content), "it names none");
    for changed in mutations(text.as_bytes(), 2_000) {
        let Ok(changed) = String::from_utf8(changed) else { continue };
        if let Some(read) = Missing::parse_text(&changed) {
            assert_eq!(read.to_text(), changed);
        }
    }
}

#[test]
fn a_statement_has_so_many_entries_at_most_and_each_place_once() {
    let many = |count: u64| Missing::new(ORIGIN, NOW, (0..count).map(|number| (number, entry(number))).collect());
    let longest = many(MAX_MISSING as u64).expect("it fits");
    assert_eq!(Missing::verify(&signed(&longest.to_text(), &[1, 2, 3]), &root_keys()), Ok(longest));
    assert_eq!((many(0), many(MAX_MISSING as u64 + 1)), (None, None));
    for numbers in [[4, 4], [5, 4]] {
        assert_eq!(Missing::new(ORIGIN, NOW, numbers.map(|number| (number, entry(number))).to_vec()), None);
    }
}

/// The receipt for entry 4, which these keys of screening's have cosigned at these times.
fn receipt(cosigned: Option<u64>, consistent: Option<u64>) -> VerifiedReceipt {
    let tree = tree(7);
    let mut note = checkpoint(&tree).sign(&log_key());
    let text = note.text().to_owned();
    for (key, time) in [(cosigner(), cosigned), (consistency_key(), consistent)] {
        time.into_iter().for_each(|time| note.add(cosign(&text, &key, time)));
    }
    let proof = tree.prove_inclusion(4, 7).expect("it is there");
    let receipt = Receipt { envelope: None, continues: Vec::new(), index: 4, proof, checkpoint: note };
    receipt.verify(&entry(4), &manifest()).expect("it is right")
}

#[test]
fn a_statement_that_screenings_earlier_signature_or_the_log_contradicts_is_told_apart() {
    let says = |numbers: &[u64], receipt| statement(numbers).says_of(&entry(4), &receipt);
    assert_eq!(says(&[3, 5], receipt(None, None)), SaysOf::Nothing);
    assert_eq!(says(&[3, 4], receipt(None, None)), SaysOf::Lost);
    assert_eq!(says(&[4], receipt(Some(NOW), None)), SaysOf::Lost, "it was signed without this entry");
    assert_eq!(says(&[4], receipt(Some(NOW - 1), None)), SaysOf::Contradicted);
    assert_eq!(says(&[4], receipt(None, Some(NOW - 1))), SaysOf::Lost, "that the log continues says nothing of the envelope");
    let other = Missing::new(ORIGIN, NOW, vec![(4, entry(5))]).expect("it is one");
    assert_eq!(other.says_of(&entry(4), &receipt(None, None)), SaysOf::Contradicted, "the log has another envelope there");
}

#[test]
fn statements_behind_one_another_are_told_apart_whatever_stands_between_them() {
    let notes = [[1].as_slice(), &[2, 300], &[4]].map(|numbers| signed(&statement(numbers).to_text(), &[1, 2]));
    assert!(missing_notes(&notes.concat()).eq(notes.iter().map(String::as_str)));
    assert_eq!(missing_notes("").count(), 0);
    let rubbish = "lakzegel missing v1 \nno statement\n";
    let with = [rubbish, &notes[0], rubbish, &notes[1]].concat();
    let found: Vec<_> = missing_notes(&with).filter_map(|note| Missing::verify(note, &root_keys()).ok()).collect();
    assert_eq!(found, [statement(&[2, 300])], "rubbish spoils what it stands behind, and no other");
    for text in ["lakzegel missing v1\n", "\n", "lakzegel missing v1", "lakzegel missing v1\nlakzegel missing v1\n"] {
        assert_eq!(missing_notes(text).collect::<String>(), text);
    }
}
