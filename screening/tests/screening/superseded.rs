//! Letters that were sealed by a manifest that had been replaced, or to a key that was withdrawn: pointed out wherever people look, and never a reason
//! to withhold.

use lakzegel_crypto::{Evidence, KeyConfig, Manifest, SealedLetter};
use serde_json::{Value, json};

use crate::{
    common::{DAY, Office, Sent, Visit, hash_of, make_sealing_key, now, seal},
    own_data::ask,
};

/// An office that knows its manifest, 7.
fn office() -> Office {
    let office = Office::new();
    office.good_round();
    office
}

/// Manifest 8, issued so many seconds ago. The intake serves it from now on.
fn replaced(office: &Office, ago: u64, change: &dyn Fn(&mut Manifest)) -> Manifest {
    let mut newer = Manifest { version: 8, issued: now() - ago, ..office.manifest.clone() };
    change(&mut newer);
    office.publish(&newer);
    newer
}

/// A good letter by manifest 7, sealed at this time.
fn letter_at(office: &Office, sealed_at: u64) -> (Visit, SealedLetter) {
    let visit = Visit::begun(&office.manifest.providers[0], sealed_at - 60);
    let letter = office.letter(&visit);
    assert_eq!(letter.sealed_at, sealed_at);
    (visit, letter)
}

fn send_at(office: &Office, sealed_at: u64) -> Sent {
    let (visit, letter) = letter_at(office, sealed_at);
    office.send_letter(&visit, letter)
}

/// A good letter of this moment by this manifest, sealed to this key.
fn send_to(office: &Office, manifest: &Manifest, key: &KeyConfig) -> Sent {
    let (visit, mut letter) = letter_at(office, now());
    letter.manifest_hash = hash_of(manifest);
    Sent { id: office.intake.add(&seal(&visit, &letter, key)), letter }
}

/// What a letter's JSON says of how it was sealed: which manifest should have been used, and whether the key was withdrawn.
fn said(json: &Value) -> (Value, Value) {
    (json["letter"]["manifest_superseded_by"].clone(), json["letter"]["sealing_key_withdrawn"].clone())
}

fn shown(office: &Office, sent: &Sent) -> (Value, Value) {
    let shown = office.person(&["show", &sent.id.to_string()]);
    assert!(shown.success, "{}", shown.errors);
    said(&serde_json::from_str(&shown.output).expect("it is JSON"))
}

/// What the released JSON says; `show` says the same.
fn released(office: &Office, sent: &Sent) -> (Value, Value) {
    let released = said(&office.released_json(sent.id));
    assert_eq!(shown(office, sent), released);
    released
}

fn old_manifest(number: u64) -> String {
    format!("FLAG: letter {number}: sealed by an old manifest, more than a day after manifest 8 was issued")
}

fn old_key(number: u64) -> String {
    format!("FLAG: letter {number}: sealed to a key that was withdrawn: the newest manifest no longer names it")
}

#[test]
fn a_letter_by_an_old_manifest_more_than_a_day_after_a_newer_one_is_flagged_everywhere_and_not_withheld() {
    let office = office();
    let newer = replaced(&office, 3 * DAY, &|_| {});
    let before = [send_at(&office, newer.issued - 60), send_at(&office, newer.issued + DAY)];
    let after = [send_at(&office, newer.issued + DAY + 1), send_at(&office, now())];
    let by_the_newer = send_to(&office, &newer, &office.key);
    let round = office.good_round();

    let list = office.list();
    assert_eq!(list.counts, [("released".to_owned(), 5)].into());
    assert_eq!(list.flags, [old_manifest(2), old_manifest(3)]);
    after.iter().for_each(|sent| assert_eq!(released(&office, sent), (json!(8), json!(false))));
    before.iter().chain([&by_the_newer]).for_each(|sent| assert_eq!(released(&office, sent), (Value::Null, json!(false))));
    let logged: Vec<&str> = round.errors.lines().filter(|line| line.contains("flagged")).collect();
    assert_eq!(logged.len(), 2, "{logged:?}");
    for (line, sent) in logged.iter().zip(&after) {
        assert!(
            line.contains(&sent.id.to_string()) && line.contains("\"newer\":8") && line.contains("\"level\":\"WARN\""),
            "{line}"
        );
    }
}

#[test]
fn a_letter_to_a_withdrawn_key_is_flagged_everywhere_and_not_withheld() {
    let office = office();
    let new_key = make_sealing_key(&office.path("keys"));
    let newer = replaced(&office, 3_600, &|newer| newer.sealing_keys[0].config = new_key.clone());
    let by_the_old = send_to(&office, &office.manifest, &office.key);
    let by_the_newer = send_to(&office, &newer, &office.key);
    let to_the_new = send_to(&office, &newer, &new_key);
    let round = office.good_round();

    let list = office.list();
    assert_eq!(list.counts, [("released".to_owned(), 3)].into());
    assert_eq!(list.flags, [old_key(0), old_key(1)]);
    [&by_the_old, &by_the_newer].into_iter().for_each(|sent| assert_eq!(released(&office, sent), (Value::Null, json!(true))));
    assert_eq!(released(&office, &to_the_new), (Value::Null, json!(false)));
    let logged: Vec<&str> = round.errors.lines().filter(|line| line.contains("flagged")).collect();
    assert_eq!(logged.len(), 2, "{logged:?}");
    assert!(logged.iter().all(|line| line.contains("withdrawn") && line.contains("\"level\":\"WARN\"")), "{logged:?}");
}

#[test]
fn a_key_whose_time_was_over_when_it_left_the_manifest_was_not_withdrawn() {
    let mut office = Office::new();
    let left = now() - 3_600;
    let key = &mut office.manifest.sealing_keys[0];
    (key.seal_until, key.accept_until, key.open_until) = (left, left, left);
    office.publish(&office.manifest);
    office.good_round();
    let new_key = make_sealing_key(&office.path("keys"));
    replaced(&office, 3_600, &|newer| {
        newer.issued = left;
        newer.sealing_keys[0].config = new_key.clone();
    });
    let sent = send_to(&office, &office.manifest, &office.key);
    office.good_round();
    assert_eq!((office.list().flags, released(&office, &sent)), (Vec::new(), (Value::Null, json!(false))));
}

/// An intake can keep a new manifest from screening for a while.
#[test]
fn what_is_learned_of_a_newer_manifest_later_is_pointed_out_to_whoever_decides_then() {
    let office = office();
    let gone = office.send();
    office.good_round();
    office.reads();
    let waits = office.send();
    office.good_round();
    assert_eq!((office.state_of(gone.id), office.state_of(waits.id)), ("released".to_owned(), "waiting".to_owned()));
    assert_eq!((office.list().flags, shown(&office, &waits)), (Vec::new(), (Value::Null, json!(false))));

    let new_key = make_sealing_key(&office.path("keys"));
    replaced(&office, 2 * DAY, &|newer| newer.sealing_keys[0].config = new_key.clone());
    office.good_round();
    assert_eq!(office.list().flags, [old_manifest(0), old_key(0), old_manifest(1), old_key(1)]);
    assert_eq!(shown(&office, &waits), (json!(8), json!(true)));
    assert_eq!(office.state_of(waits.id), "waiting");
    assert!(office.person(&["release", &waits.id.to_string()]).success);
    office.good_round();
    assert_eq!(released(&office, &waits), (json!(8), json!(true)));
    assert_eq!(said(&office.released_json(gone.id)), (Value::Null, json!(false)), "what was released stays as it was");
}

#[test]
fn how_a_letter_was_sealed_is_pointed_out_whoever_wrote_it_and_of_no_copy_and_of_no_letter_of_before() {
    let office = office();
    let new_key = make_sealing_key(&office.path("keys"));
    replaced(&office, 2 * DAY, &|newer| newer.sealing_keys[0].config = new_key.clone());
    let (mut visit, mut letter) = letter_at(&office, now());
    visit.claims.insert("nonce".to_owned(), "another".into());
    letter.evidence = Evidence::IdToken(visit.token());
    let nobodys = office.send_letter(&visit, letter);
    let (visit, mut letter) = letter_at(&office, now());
    let forgotten = office.send_letter(&visit, letter.clone());
    letter.sealed_at += 1;
    let copy = office.intake.add(&office.seal(&visit, &letter));
    let before = send_at(&office, now());
    office.good_round();
    let states = [nobodys.id, forgotten.id, copy, before.id].map(|id| office.state_of(id));
    assert_eq!(states, ["withheld nonce", "released", "ignored", "released"]);

    // As if its term were over; and as a version of before left it.
    ask(&office, "DELETE FROM visits WHERE visit_key = (SELECT visit_key FROM letters WHERE number = 1)");
    ask(&office, "UPDATE letters SET manifest_hash = NULL, key_id = NULL WHERE number = 3");
    assert_eq!(office.list().flags, [old_manifest(0), old_key(0), old_manifest(1), old_key(1)]);
    [&nobodys, &forgotten].into_iter().for_each(|sent| assert_eq!(shown(&office, sent), (json!(8), json!(true))));
    let copy = Sent { id: copy, letter };
    [&before, &copy].into_iter().for_each(|sent| assert_eq!(shown(&office, sent), (Value::Null, json!(false))));
}
