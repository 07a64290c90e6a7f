//! A log that lies: refused with an alarm, and nothing that it says from then on is cosigned.

use lakzegel_crypto::{EnvelopeId, note::Algorithm};

use crate::common::{Office, key, said};

/// An office that has followed three letters honestly.
fn followed() -> (Office, Vec<EnvelopeId>) {
    let office = Office::new();
    let ids = (0..3).map(|_| office.send().id).collect();
    office.good_round();
    assert_eq!(office.cosigned(), [3]);
    (office, ids)
}

/// One round ends in this alarm, is remembered, and changes nothing.
fn expect_alarm(office: &Office, kind: &str) {
    let before = office.list().letters;
    let round = office.round();
    assert!(!round.success, "a round with an alarm has not succeeded");
    let line = round.errors.lines().find(|line| line.contains("ALARM")).unwrap_or_else(|| panic!("{}", round.errors));
    assert!(line.contains("\"level\":\"ERROR\"") && line.contains(&format!("\"alarm\":\"{kind}\"")), "{line}");
    assert!(line.contains("\"first\":true"), "{line}");
    assert_eq!(office.cosigned(), [3], "nothing is cosigned");
    let list = office.list();
    assert_eq!(list.letters, before, "nothing is taken over");
    assert_eq!(list.alarms.len(), 1);
    assert!(list.alarms[0].contains(kind), "{}", list.alarms[0]);
    // The same lie again is known already.
    let round = office.round();
    assert!(!round.success && round.errors.contains("\"first\":false"), "{}", round.errors);
    assert_eq!(office.list().alarms.len(), 1);
}

/// When the log is honest again, the office goes on.
fn expect_recovery(office: &Office) {
    let sent = office.send();
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
    assert_eq!(office.cosigned(), [3, 4]);
}

#[test]
fn a_checkpoint_with_a_false_signature() {
    let (office, _) = followed();
    // The log key's own name and id, under another size.
    let note = office.intake.says().true_checkpoint().to_string();
    office.intake.says().checkpoint = Some(note.replacen("\n3\n", "\n4\n", 1));
    expect_alarm(&office, "checkpoint");
    office.intake.says().checkpoint = None;
    expect_recovery(&office);
}

#[test]
fn a_checkpoint_that_somebody_else_signed() {
    let (office, _) = followed();
    office.intake.says().log_key = key("log", Algorithm::Ed25519, 0x77);
    expect_alarm(&office, "checkpoint");
    office.intake.says().log_key = crate::common::log_key();
    expect_recovery(&office);
}

#[test]
fn something_else_in_place_of_a_checkpoint() {
    let (office, _) = followed();
    office.intake.says().checkpoint = Some("<!doctype html><title>Bad gateway</title>\n".to_owned());
    expect_alarm(&office, "checkpoint");
}

#[test]
fn a_log_that_is_rolled_back() {
    let (office, ids) = followed();
    office.intake.says().entries.truncate(2);
    expect_alarm(&office, "rolled-back");
    office.intake.says().entries = ids;
    expect_recovery(&office);
}

#[test]
fn another_history_of_the_same_size() {
    let (office, ids) = followed();
    office.intake.says().entries.swap(0, 1);
    expect_alarm(&office, "forked");
    office.intake.says().entries = ids;
    expect_recovery(&office);
}

#[test]
fn another_history_that_is_longer() {
    let (office, ids) = followed();
    let visit = office.visit();
    office.send_letter(&visit, office.letter(&visit));
    office.intake.says().entries[1] = EnvelopeId::from_bytes([7; 32]);
    expect_alarm(&office, "forked");
    office.intake.says().entries = ids;
    expect_recovery(&office);
}

#[test]
fn entries_that_are_not_those_of_the_checkpoint() {
    let (office, _) = followed();
    let fourth = office.send();
    let mut other = office.intake.says().entries.clone();
    other[3] = EnvelopeId::from_bytes([7; 32]);
    office.intake.says().bundle = Some(other);
    expect_alarm(&office, "forked");
    office.intake.says().bundle = None;
    office.good_round();
    assert_eq!((office.state_of(fourth.id), office.cosigned()), ("released".to_owned(), vec![3, 4]));
}

#[test]
fn entries_that_are_not_there() {
    let (office, ids) = followed();
    office.send();
    office.intake.says().bundle = Some(ids);
    expect_alarm(&office, "entries");
}

/// The office has never held this log's letters, but it has its entries: a kill between the two lets nobody choose another history.
#[test]
fn a_history_that_changes_before_its_envelopes_were_given() {
    let office = Office::new();
    let sent: Vec<EnvelopeId> = (0..3).map(|_| office.send().id).collect();
    let envelopes = std::mem::take(&mut office.intake.says().envelopes);
    assert!(!office.round().success || !office.list().letters.is_empty());
    office.intake.says().entries.swap(0, 2);
    let round = office.round();
    assert!(round.errors.contains("\"alarm\":\"forked\""), "{}", round.errors);
    office.intake.says().entries.swap(0, 2);
    office.intake.says().envelopes = envelopes;
    office.good_round();
    assert!(sent.iter().all(|id| office.state_of(*id) == "released"));
}

#[test]
fn an_envelope_that_is_not_the_one_that_the_log_names() {
    let (office, _) = followed();
    let fourth = office.send();
    let fifth = office.send();
    let other = office.intake.says().envelopes[&fifth.id].clone();
    let true_one = office.intake.says().envelopes.insert(fourth.id, other).expect("it was there");
    let round = office.round();
    let line = round.errors.lines().find(|line| line.contains("does not give the envelope")).expect("it is reported");
    assert!(line.contains(&fourth.id.to_string()) && line.contains("\"level\":\"ERROR\""), "{line}");
    assert_eq!(office.state_of(fourth.id), "missing");
    assert_eq!(office.state_of(fifth.id), "released", "the next one goes on");
    assert_eq!(office.cosigned(), [3], "what is not held is not cosigned");
    office.intake.says().envelopes.insert(fourth.id, true_one);
    office.good_round();
    assert_eq!((office.state_of(fourth.id), office.cosigned()), ("released".to_owned(), vec![3, 5]));
}

#[test]
fn an_envelope_that_is_too_long_or_gone_or_unreadable() {
    let (office, _) = followed();
    let (long, gone, unreadable, good) = (office.send(), office.send(), office.send(), office.send());
    office.intake.says().envelopes.insert(long.id, vec![0; 100_000]);
    office.intake.says().envelopes.remove(&gone.id);
    office.intake.says().unreadable = Some(unreadable.id);
    office.round();
    let ids = [long.id, gone.id, unreadable.id, good.id];
    assert_eq!(ids.map(|id| office.state_of(id)), ["missing", "missing", "missing", "released"]);
    assert_eq!(office.cosigned(), [3]);
}

/// Every two words of the log that contradict each other are kept: the one that the office held, and the one that came.
#[test]
fn both_words_of_the_log_are_kept_as_proof() {
    let (office, _) = followed();
    office.intake.says().entries.swap(0, 1);
    let held = office.intake.says().cosignatures[0].1.clone();
    let other = office.intake.says().true_checkpoint().to_string();
    office.round();
    let database = std::fs::read(office.path("data/screening.sqlite")).expect("the database is there");
    let wal = std::fs::read(office.path("data/screening.sqlite-wal")).unwrap_or_default();
    let all = String::from_utf8_lossy(&[database, wal].concat()).into_owned();
    // The first signature line is the log's.
    let held = held.lines().take(5).collect::<Vec<_>>().join("\n");
    assert!(all.contains(&held) && all.contains(other.trim_end()), "one of the two is not kept");
}

#[test]
fn an_intake_that_does_not_answer_is_not_a_liar() {
    let (office, _) = followed();
    // A port on which nobody listens.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let nobody = format!("http://{}", listener.local_addr().expect("a listener has an address"));
    drop(listener);
    let round = said(office.run_command(&["--once"]).env("LAKZEGEL_SCREENING_INTAKE", nobody));
    assert!(!round.success && round.errors.contains("does not give the manifest"), "{}", round.errors);
    assert!(office.list().alarms.is_empty());
}
