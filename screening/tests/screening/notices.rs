//! The first letter in somebody's name: pointed out to those who check, and told to that person, once, before it is released.

use std::fs;

use serde_json::{Value, json};

use crate::common::{Office, Sent, Visit, now, said};

const HOUR: u64 = 3_600;

/// A visit of this person that began so many seconds ago.
fn visit(office: &Office, person: &str, ago: u64) -> Visit {
    let mut visit = Visit::begun(&office.manifest.providers[0], now() - ago);
    visit.claims.insert("sub".to_owned(), person.into());
    visit
}

fn send(office: &Office, visit: &Visit) -> Sent {
    office.send_letter(visit, office.letter(visit))
}

/// Whether the letter is marked as a first one; in its JSON, in `show` and in `list`.
fn is_marked(office: &Office, sent: &Sent) -> bool {
    let shown = office.person(&["show", &sent.id.to_string()]);
    assert!(shown.success, "{}", shown.errors);
    let shown: Value = serde_json::from_str(&shown.output).expect("it is JSON");
    let mark = shown["evidence"]["first_letter_in_this_name"].as_bool().expect("it is said");
    assert_eq!(office.list().firsts.contains(&shown["log_number"].as_u64().expect("a number")), mark);
    mark
}

/// The people whom these notices are for.
fn people(notices: &[Value]) -> Vec<&str> {
    let mut people: Vec<&str> = notices.iter().map(|notice| notice["subject"].as_str().expect("text")).collect();
    people.sort_unstable();
    people
}

#[test]
fn the_first_letter_in_a_name_is_marked_and_its_person_is_told_of_the_login_and_of_nothing_else() {
    let office = Office::new();
    let (first, later) = (visit(&office, "burger-a", 5_000), visit(&office, "burger-a", 1_000));
    let sent = [send(&office, &first), send(&office, &first), send(&office, &later)];
    let others = visit(&office, "burger-b", 2_000);
    let other = send(&office, &others);
    let round = office.good_round();
    assert_eq!(sent.each_ref().map(|sent| is_marked(&office, sent)), [true, false, false]);
    assert!(is_marked(&office, &other));
    assert_eq!(office.released_json(sent[0].id)["evidence"]["first_letter_in_this_name"], json!(true));
    assert_eq!(round.errors.matches("the first letter in this person's name").count(), 2, "{}", round.errors);

    let names = office.notices();
    let mut notices = office.collect();
    notices.sort_by_key(|notice| notice["subject"].to_string());
    let issuer = &office.manifest.providers[0].issuer;
    let notice = |subject: &str, issued: u64| json!({ "format": "lakzegel notice 1", "issuer": issuer, "subject": subject, "login_hour": issued - issued % HOUR });
    // These and no others: a notice says nothing of the letter.
    assert_eq!(notices, [notice("burger-a", first.issued), notice("burger-b", others.issued)]);
    // Nor does its name.
    let known = office.person(&["show", &sent[0].id.to_string()]).output;
    for name in names {
        assert!(!known.contains(name.trim_end_matches(".json")), "{name}");
    }
    // What was collected does not come again, neither by itself nor with the next letter.
    send(&office, &first);
    office.good_round();
    assert_eq!(office.notices(), [""; 0]);
}

/// An intake says in which order letters come.
#[test]
fn a_letter_of_an_earlier_login_that_was_held_back_until_another_was_there_is_a_first_one_too() {
    let office = Office::new();
    let (taken, own) = (visit(&office, "burger-a", 5_000), visit(&office, "burger-a", 4_000));
    let own = send(&office, &own);
    office.good_round();
    let held_back = send(&office, &taken);
    office.good_round();
    assert!(is_marked(&office, &own) && is_marked(&office, &held_back));
    assert_eq!(people(&office.collect()), ["burger-a", "burger-a"]);
}

/// Else whoever took a login over would send a letter first that nobody looks at.
#[test]
fn a_letter_that_the_program_withholds_tells_its_person_and_leaves_the_mark_to_the_next() {
    let office = Office::new();
    let visit = visit(&office, "burger-a", 1_000);
    let mut withheld = office.letter(&visit);
    withheld.body = "Niet goed: \u{202e}\n".to_owned();
    let withheld = office.send_letter(&visit, withheld);
    office.good_round();
    assert_eq!(office.state_of(withheld.id), "withheld rules");
    assert_eq!(people(&office.collect()), ["burger-a"]);
    let sent = [send(&office, &visit), send(&office, &visit)];
    office.good_round();
    assert_eq!(sent.each_ref().map(|sent| is_marked(&office, sent)), [true, false]);
    assert_eq!(office.notices(), [""; 0]);
}

/// Whoever takes two logins over can bind both to one key.
#[test]
fn two_people_with_one_visit_key_are_both_told_and_both_letters_are_marked() {
    let office = Office::new();
    let mut visit = visit(&office, "burger-a", 1_000);
    let first = send(&office, &visit);
    visit.claims.insert("sub".to_owned(), "burger-b".into());
    let second = send(&office, &visit);
    office.good_round();
    assert_eq!(people(&office.collect()), ["burger-a", "burger-b"]);
    assert!(is_marked(&office, &first) && is_marked(&office, &second));
}

#[test]
fn a_letter_is_not_released_before_its_person_is_told() {
    let office = Office::new();
    let process = office.spawn();
    crate::common::wait_for("the spool", || office.path("notices").is_dir().then_some(()));
    // The folder goes while the office works.
    fs::remove_dir(office.path("notices")).expect("it is empty");
    let sent = office.send();
    crate::common::wait_for("the letter to wait", || (office.list().letters.get(&sent.id)? == "unchecked").then_some(()));
    crate::common::wait_for("health to fail", || (!office.person(&["health"]).success).then_some(()));
    assert_eq!(office.released(), [""; 0]);
    fs::create_dir(office.path("notices")).expect("a folder can be made");
    office.allow("notices", 0o700);
    crate::common::wait_for("the letter", || (office.state_of(sent.id) == "released").then_some(()));
    assert_eq!(office.collect().len(), 1);
    let said = process.stop();
    assert_eq!(said.errors.matches("a person cannot be told of a first letter").count(), 1, "{}", said.errors);
}

#[test]
fn health_says_how_many_notices_wait_and_since_when() {
    let office = Office::new();
    office.good_round();
    let waiting = || {
        let health = office.person(&["health"]);
        assert!(health.success, "{}", health.output);
        health.output.lines().find_map(|line| line.strip_prefix("notices that wait to be collected: ").map(str::to_owned))
    };
    assert_eq!(waiting().as_deref(), Some("0"));
    office.send();
    office.send();
    office.good_round();
    let file = fs::File::options().write(true).open(office.path("notices").join(&office.notices()[1])).expect("it is there");
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(7_200)).expect("its owner may");
    let said = waiting().expect("it is said");
    let seconds = said.strip_prefix("2, the oldest for ").and_then(|rest| rest.strip_suffix(" seconds")?.parse::<u64>().ok());
    assert!(seconds.is_some_and(|seconds| seconds >= 7_200), "{said}");
    office.collect();
    assert_eq!(waiting().as_deref(), Some("0"));
    fs::remove_dir(office.path("notices")).expect("it is empty");
    office.write("notices", "and no folder");
    let health = office.person(&["health"]);
    assert!(!health.success && health.output.contains("notices: the folder cannot be read"), "{}", health.output);
}

#[test]
fn without_a_spool_first_letters_are_marked_and_it_is_said_that_nobody_is_told() {
    let office = Office::new();
    let without = office.config().replace("notices = \"notices\"\n", "");
    assert_ne!(without, office.config());
    office.write("screening.toml", &without);
    let sent = office.send();
    office.good_round();
    assert!(is_marked(&office, &sent));
    assert_eq!(office.notices(), [""; 0]);
    let told = "nobody is told of the first letter in their name";
    for words in ["health", "check-config"] {
        let said = said(&mut office.with_config(&[words]));
        assert!(said.success && said.output.contains(told), "{words}: {}", said.output);
    }
    // From now on people are told; who wrote before is nobody new.
    office.write("screening.toml", &office.config());
    for words in ["health", "check-config"] {
        assert!(!office.person(&[words]).output.contains(told));
    }
    let new = office.send();
    office.good_round();
    assert_eq!(people(&office.collect()), [office.released_json(new.id)["evidence"]["claims"]["sub"].as_str().expect("text")]);
}
