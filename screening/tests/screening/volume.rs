//! How many letters one person sends: counted against the manifest's limits, pointed out, and never a reason to withhold.

use lakzegel_crypto::{Manifest, manifest::VolumeLimit};
use serde_json::{Value, json};

use crate::common::{Office, Sent, Visit, now};

const HOUR: u64 = 3_600;

/// An office whose manifest has these limits: letters and days.
fn office_with(limits: &[(u32, u32)]) -> Office {
    let mut office = Office::new();
    let limit =
        |(letters, days): &(u32, u32)| VolumeLimit { letters: *letters, days: *days, basis: format!("artikel {letters}") };
    office.manifest = Manifest {
        version: office.manifest.version + 1,
        volume_limits: limits.iter().map(limit).collect(),
        ..office.manifest.clone()
    };
    office.publish(&office.manifest);
    office
}

/// A visit of this person that began so long ago.
fn visit(office: &Office, person: &str, ago: u64) -> Visit {
    let mut visit = Visit::begun(&office.manifest.providers[0], now() - ago);
    visit.claims.insert("sub".to_owned(), person.into());
    visit
}

fn send(office: &Office, person: &str, ago: u64) -> Sent {
    let visit = visit(office, person, ago);
    office.send_letter(&visit, office.letter(&visit))
}

/// What the released JSON says of the limits; `show` says the same.
fn over(office: &Office, sent: &Sent) -> Value {
    let released = office.released_json(sent.id)["evidence"]["over_volume_limits"].clone();
    assert_eq!(shown(office, sent), released);
    released
}

fn shown(office: &Office, sent: &Sent) -> Value {
    let shown = office.person(&["show", &sent.id.to_string()]);
    assert!(shown.success, "{}", shown.errors);
    serde_json::from_str::<Value>(&shown.output).expect("it is JSON")["evidence"]["over_volume_limits"].clone()
}

#[test]
fn a_letter_over_a_limit_is_pointed_out_everywhere_and_released() {
    let office = office_with(&[(2, 1), (4, 7)]);
    let hours = [26, 20, 12, 5, 1];
    let sent = hours.map(|ago| send(&office, "burger-a", ago * HOUR));
    let others = [20, 12].map(|ago| send(&office, "burger-b", ago * HOUR));
    let round = office.good_round();

    let list = office.list();
    assert_eq!(list.counts, [("released".to_owned(), 7)].into());
    let told = |letters: u32, limit: u32, days: u32| json!({ "letters": letters, "limit": limit, "days": days, "basis": format!("artikel {limit}") });
    assert_eq!(over(&office, &sent[0]), json!([]));
    assert_eq!(over(&office, &sent[1]), json!([]));
    assert_eq!(over(&office, &sent[2]), json!([told(3, 2, 1)]));
    assert_eq!(over(&office, &sent[3]), json!([told(4, 2, 1)]));
    // More than a day after the first, and the fifth of the week.
    assert_eq!(over(&office, &sent[4]), json!([told(4, 2, 1), told(5, 4, 7)]));
    others.iter().for_each(|other| assert_eq!(over(&office, other), json!([])));
    assert_eq!(
        list.flags,
        [
            "FLAG: letter 2: one person's letter 3 within 1 day; the limit is 2 (artikel 2)",
            "FLAG: letter 3: one person's letter 4 within 1 day; the limit is 2 (artikel 2)",
            "FLAG: letter 4: one person's letter 4 within 1 day; the limit is 2 (artikel 2)",
            "FLAG: letter 4: one person's letter 5 within 7 days; the limit is 4 (artikel 4)",
        ]
    );
    let logged: Vec<&str> = round.errors.lines().filter(|line| line.contains("go over a volume limit")).collect();
    assert_eq!(logged.len(), 4, "{logged:?}");
    for (line, id) in logged.iter().zip([&sent[2], &sent[3], &sent[4], &sent[4]]) {
        assert!(line.contains(&id.id.to_string()) && line.contains("\"level\":\"WARN\""), "{line}");
    }
}

#[test]
fn a_copy_is_no_letter_and_one_that_was_withheld_is() {
    let office = office_with(&[(2, 1)]);
    let visit = visit(&office, "burger-a", HOUR);
    let mut letter = office.letter(&visit);
    office.send_letter(&visit, letter.clone());
    letter.sealed_at += 60;
    let copy = office.intake.add(&office.seal(&visit, &letter));
    let mut withheld = office.letter(&visit);
    withheld.body = "Niet goed: \u{202e}\n".to_owned();
    let withheld = office.send_letter(&visit, withheld);
    assert!(office.round().success);
    assert_eq!((office.state_of(copy), office.state_of(withheld.id)), ("ignored".to_owned(), "withheld rules".to_owned()));
    assert_eq!(office.list().flags, [""; 0]);
    let third = office.send_letter(&visit, office.letter(&visit));
    office.good_round();
    assert_eq!(over(&office, &third)[0]["letters"], 3);
}

#[test]
fn the_newest_manifests_limits_count_and_without_any_nothing_is_counted() {
    let office = office_with(&[]);
    let sent = [3, 1].map(|ago| send(&office, "burger-a", ago * HOUR));
    office.good_round();
    assert_eq!(office.list().flags, [""; 0]);
    let stricter = VolumeLimit { letters: 1, days: 7, basis: "huisregels".to_owned() };
    office.publish(&Manifest { version: 9, issued: now(), volume_limits: vec![stricter], ..office.manifest.clone() });
    office.good_round();
    assert_eq!(office.list().flags, ["FLAG: letter 1: one person's letter 2 within 7 days; the limit is 1 (huisregels)"]);
    assert_eq!(shown(&office, &sent[1]), json!([{ "letters": 2, "limit": 1, "days": 7, "basis": "huisregels" }]));
    assert_eq!(
        office.released_json(sent[1].id)["evidence"]["over_volume_limits"],
        json!([]),
        "what was released stays as it was"
    );
}

#[test]
fn a_letter_that_waits_for_a_person_is_pointed_out_to_them() {
    let office = office_with(&[(1, 7)]);
    let sent = [3, 1].map(|ago| send(&office, "burger-a", ago * HOUR));
    office.reads();
    office.good_round();
    assert_eq!(office.state_of(sent[1].id), "waiting");
    assert_eq!((office.list().flags.len(), shown(&office, &sent[1])[0]["letters"].as_u64()), (1, Some(2)));
}
