//! Envelopes that are lost: two root keys end the wait for them, and only where nothing speaks against it.

use std::fs;

use lakzegel_crypto::{EnvelopeId, Missing, note::Note};

use crate::common::{ORIGIN, Office, Said, now, program, root_key, said};

/// An office that holds one letter of two, and cannot sign for both.
fn with_a_gap() -> (Office, EnvelopeId, Vec<u8>) {
    let office = Office::new();
    office.send();
    office.good_round();
    let lost = office.send().id;
    let bytes = office.intake.says().envelopes.remove(&lost).expect("it was there");
    office.send();
    office.good_round();
    assert_eq!((office.cosigned(), office.called_consistent()), (vec![1], vec![1, 3]));
    (office, lost, bytes)
}

/// A statement by these root keys.
fn statement(issued: u64, entries: &[(u64, EnvelopeId)], roots: &[u8]) -> String {
    let text = Missing::new(ORIGIN, issued, entries.to_vec()).expect("it is one").to_text();
    let mut note = Note::new(text.clone()).expect("it is text");
    roots.iter().for_each(|root| note.add(root_key(*root).sign(&text)));
    note.to_string()
}

fn sign(office: &Office, root: u8) -> Said {
    office.write("root.key", &root_key(root).to_text());
    said(program().args(["missing", "sign", "--key"]).arg(office.path("root.key")).arg("--note").arg(office.path("lost.txt")))
}

fn draft(office: &Office, id: EnvelopeId) -> Said {
    said(office.with_config(&["missing", "draft", &id.to_string()[..12]]).arg("--out").arg(office.path("lost.txt")))
}

fn publish(office: &Office) -> Said {
    said(office.with_config(&["missing", "publish"]).arg("--note").arg(office.path("lost.txt")))
}

#[test]
fn two_root_keys_end_the_wait_for_a_lost_envelope_and_its_return_makes_that_void() {
    let (office, lost, bytes) = with_a_gap();
    let here = office.intake.says().entries[0];
    let refused = draft(&office, here);
    assert!(!refused.success && refused.errors.contains("is not missing here"), "{}", refused.errors);
    let drafted = draft(&office, lost);
    assert!(drafted.success, "{}", drafted.errors);
    let text = fs::read_to_string(office.path("lost.txt")).expect("the draft is there");
    assert_eq!(Missing::parse_text(&text).expect("it is a statement").entries, [(1, lost)]);

    assert!(sign(&office, 2).success);
    let alone = publish(&office);
    assert!(!alone.success && alone.errors.contains("only 1 of the root keys"), "{}", alone.errors);
    let twice = sign(&office, 2);
    assert!(!twice.success && twice.errors.contains("has signed this statement already"), "{}", twice.errors);
    office.good_round();
    assert_eq!(office.cosigned(), [1], "a draft is nothing");
    assert!(sign(&office, 3).success);
    let published = publish(&office);
    assert!(published.success, "{}", published.errors);

    let round = office.good_round();
    assert!(round.errors.contains("no longer waited for"), "{}", round.errors);
    assert_eq!(office.cosigned(), [1, 3]);
    assert_eq!(office.state_of(lost), "missing lost");
    let round = office.good_round();
    assert!(!round.errors.contains("ERROR"), "it is said once: {}", round.errors);
    // Another one that is missing is waited for.
    let next = office.send().id;
    let next_bytes = office.intake.says().envelopes.remove(&next).expect("it was there");
    office.good_round();
    assert_eq!(office.cosigned(), [1, 3]);

    office.intake.says().envelopes.insert(lost, bytes);
    let round = office.good_round();
    assert!(round.errors.contains("a lost envelope came back"), "{}", round.errors);
    assert_eq!(office.state_of(lost), "released", "it is a letter as any other");
    office.intake.says().envelopes.insert(next, next_bytes);
    office.good_round();
    assert_eq!((office.cosigned(), office.list().alarms.len()), (vec![1, 3, 4], 0));
}

/// One round ends in this alarm, which is remembered; the gap stays.
fn expect_alarm(office: &Office, kind: &str, cosigned: &[u64]) {
    let round = office.round();
    let line = round.errors.lines().find(|line| line.contains("ALARM")).unwrap_or_else(|| panic!("{}", round.errors));
    assert!(!round.success && line.contains(&format!("\"alarm\":\"{kind}\"")) && line.contains("\"first\":true"), "{line}");
    assert_eq!(office.cosigned(), cosigned);
    assert!(office.list().alarms.last().is_some_and(|alarm| alarm.contains(kind)));
}

#[test]
fn what_screening_signed_for_or_another_envelopes_entry_cannot_be_stated_to_be_lost() {
    let (office, lost, _) = with_a_gap();
    let first = office.intake.says().entries[0];
    let mut all = String::new();
    let mut publish = |note: &str| {
        all.push_str(note);
        office.intake.says().missing = all.clone();
    };
    publish(&statement(now(), &[(0, first)], &[1, 2]));
    expect_alarm(&office, "statement", &[1]);
    publish(&statement(now(), &[(1, first)], &[1, 2]));
    expect_alarm(&office, "statement", &[1]);
    publish(&statement(now(), &[(2, lost)], &[1, 2]));
    expect_alarm(&office, "statement", &[1]);
    office.good_round();
    // What is right in a statement counts, whatever else is in it.
    publish(&statement(now(), &[(0, first), (1, lost)], &[1, 3]));
    office.good_round();
    assert_eq!(office.cosigned(), [1, 3]);
}

#[test]
fn what_is_here_and_not_signed_for_yet_makes_a_statement_void() {
    let (office, lost, _) = with_a_gap();
    let held = office.intake.says().entries[2];
    office.intake.says().missing = statement(now(), &[(2, held)], &[1, 2]);
    let round = office.good_round();
    assert!(round.errors.contains("that is void"), "{}", round.errors);
    assert_eq!((office.cosigned(), office.state_of(held)), (vec![1], "released".to_owned()));
    assert_eq!(office.state_of(lost), "missing");
}

#[test]
fn a_statement_without_two_root_keys_for_this_office_counts_for_nothing() {
    let (office, lost, _) = with_a_gap();
    let good = statement(now(), &[(1, lost)], &[1, 2]);
    let others = Missing::new("elsewhere.invalid", now(), vec![(1, lost)]).expect("it is one").to_text();
    let mut elsewhere = Note::new(others.clone()).expect("it is text");
    [1, 2].into_iter().for_each(|root| elsewhere.add(root_key(root).sign(&others)));
    for note in [statement(now(), &[(1, lost)], &[3]), good.replace("missing 1", "missing 2"), elsewhere.to_string()] {
        office.intake.says().missing = note;
        expect_alarm(&office, "statement", &[1]);
    }
    office.intake.says().missing = statement(now() + 600, &[(1, lost)], &[1, 2]);
    let round = office.round();
    assert!(!round.success && round.errors.contains("of a time to come"), "{}", round.errors);
    assert_eq!(office.cosigned(), [1]);
}

#[test]
fn an_intake_that_takes_a_statement_back_is_an_alarm_and_changes_nothing() {
    let (office, lost, _) = with_a_gap();
    let good = statement(now(), &[(1, lost)], &[1, 2]);
    office.intake.says().missing = good.clone();
    office.good_round();
    assert_eq!(office.cosigned(), [1, 3]);
    office.intake.says().missing.clear();
    expect_alarm(&office, "statement-withdrawn", &[1, 3]);
    office.send();
    assert!(!office.round().success, "as long as it is gone");
    assert_eq!(office.cosigned(), [1, 3, 4]);
    office.intake.says().missing = good;
    office.good_round();
}
