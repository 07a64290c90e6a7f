//! Who a sender is by name: the token's word, else the register's, else nobody's; and what happens when the register cannot be asked.

use std::{fs, path::PathBuf};

use lakzegel_crypto::{EnvelopeId, State};
use lopdf::Document;
use serde_json::{Value, json};

use crate::common::{Office, Sent, Visit, now, said, wait_for};

/// A person of the tests, whom the provider knows by this identifier only.
const SUBJECT: &str = "burger-4711";
const NAME: &str = "Zofia Przykładowska";

/// An office with this register, and a table for it in its configuration.
fn office_with(table: &str) -> Office {
    let office = Office::new();
    office.write("screening.toml", &format!("{}\n[register]\n{table}\n", office.config()));
    office
}

/// An office whose register is a file of these lines, each a subject and a name of the tests' provider.
fn office_with_file(people: &[(&str, &str)]) -> Office {
    let office = office_with("file = \"register.tsv\"");
    write_file(&office, people);
    office
}

fn write_file(office: &Office, people: &[(&str, &str)]) {
    let issuer = &office.manifest.providers[0].issuer;
    let lines: String = people.iter().map(|(subject, name)| format!("{issuer}\t{subject}\t{name}\n")).collect();
    office.write("register.tsv", &lines);
}

/// An office whose register is this program for the shell. The program is told, as it would be anywhere, without one.
fn office_with_program(script: &str) -> Office {
    let office = Office::new();
    let path = office.path("look-up.sh");
    office.write("look-up.sh", script);
    let table = format!("[register]\nprogram = [\"/bin/sh\", {}]\n", json!(path));
    office.write("screening.toml", &format!("{}\n{table}", office.config()));
    office
}

fn send_as(office: &Office, subject: &str) -> Sent {
    send(office, &[("sub", subject)])
}

fn send(office: &Office, claims: &[(&str, &str)]) -> Sent {
    let mut visit = Visit::begun(&office.manifest.providers[0], now() - 90);
    claims.iter().for_each(|(claim, value)| drop(visit.claims.insert((*claim).to_owned(), (*value).into())));
    office.send_letter(&visit, office.letter(&visit))
}

fn person(office: &Office, id: EnvelopeId) -> Value {
    office.released_json(id)["evidence"]["person"].clone()
}

fn printed(office: &Office, id: EnvelopeId) -> String {
    let pdf = Document::load_mem(&office.released_pdf(id)).expect("the print is a PDF");
    pdf.extract_text(&[1]).expect("it has text")
}

fn shown(office: &Office, id: EnvelopeId) -> Value {
    let shown = office.person(&["show", &id.to_string()]);
    assert!(shown.success, "{}", shown.errors);
    serde_json::from_str(&shown.output).expect("it is JSON")
}

/// Every byte in the folder of the office's own data.
fn data(office: &Office) -> Vec<u8> {
    let files = fs::read_dir(office.path("data")).expect("it is there").map(|file| file.expect("it can be read").path());
    files.flat_map(|file: PathBuf| fs::read(file).expect("it can be read")).collect()
}

#[test]
fn a_name_is_shown_with_whose_word_it_is_wherever_somebody_decides_or_reads() {
    let office = office_with_file(&[(SUBJECT, NAME), ("burger-2", "Van het register")]);
    let from_token = send(&office, &[("sub", "burger-2"), ("name", "  Van de dienst ")]);
    let from_register = send_as(&office, SUBJECT);
    let unknown = send(&office, &[("sub", "burger-3"), ("name", " ")]);
    office.good_round();
    for (sent, name, source, words) in [
        (&from_token, json!("Van de dienst"), json!("token"), "Naam volgens Proefdienst"),
        (&from_register, json!(NAME), json!("register"), "Naam volgens het register"),
        (&unknown, Value::Null, Value::Null, "Naam niet bevestigd"),
    ] {
        let expected = json!({ "name": name, "source": source });
        assert_eq!(person(&office, sent.id), expected);
        assert_eq!(shown(&office, sent.id)["evidence"]["person"], expected);
        let print = printed(&office, sent.id);
        assert!(print.contains(words) && print.contains(name.as_str().unwrap_or("")), "{print}");
        assert!(print.contains("Zoë Afzender"), "the name to print stands beside it: {print}");
    }
}

#[test]
fn without_a_register_only_the_token_counts() {
    let office = Office::new();
    let (named, unknown) = (send(&office, &[("name", NAME)]), office.send());
    office.good_round();
    assert_eq!(person(&office, named.id), json!({ "name": NAME, "source": "token" }));
    assert_eq!(person(&office, unknown.id), json!({ "name": null, "source": null }));
}

#[test]
fn a_person_of_one_provider_is_not_anothers() {
    let office = office_with("file = \"register.tsv\"");
    office.write("register.tsv", &format!("https://elders.invalid\t{SUBJECT}\t{NAME}\n"));
    let sent = send_as(&office, SUBJECT);
    office.good_round();
    assert_eq!(person(&office, sent.id)["name"], Value::Null);
}

#[test]
fn the_file_is_read_again_when_it_has_changed_and_has_names_in_any_script() {
    let office = office_with_file(&[(SUBJECT, "مثال بنت تجربة")]);
    let process = office.spawn();
    let name_of = |sent: &Sent| {
        wait_for("the letter", || office.released().contains(&format!("{}.json", sent.id)).then_some(()));
        person(&office, sent.id)["name"].clone()
    };
    assert_eq!(name_of(&send_as(&office, SUBJECT)), "مثال بنت تجربة");
    // With a mark in front and line ends as spreadsheets write them; empty lines are none.
    let issuer = &office.manifest.providers[0].issuer;
    office.write("register.tsv", &format!("\u{feff}{issuer}\t{SUBJECT}\t王小明\r\n\r\n{issuer}\tburger-2\tR2-D2 O'Brien 3e\r\n"));
    assert_eq!(name_of(&send_as(&office, SUBJECT)), "王小明");
    assert_eq!(name_of(&send_as(&office, "burger-2")), "R2-D2 O'Brien 3e");
    assert!(process.stop().success);
}

#[test]
fn a_line_that_is_wrong_is_told_with_its_number_and_no_line_counts_until_it_is_right() {
    let office = office_with_file(&[]);
    let issuer = office.manifest.providers[0].issuer.clone();
    let good = format!("{issuer}\t{SUBJECT}\t{NAME}\n");
    for (lines, told) in [
        (format!("{good}{issuer} burger-2 geen tab\n"), "line 2 is not issuer TAB subject TAB name"),
        (format!("{good}\n{issuer}\tburger-2\t \n"), "line 3 is not"),
        (format!("{good}{issuer}\tburger-2\tte\tveel\n"), "line 2 is not"),
        (format!("a\tb\n{good}c\n"), "line 1 is not issuer TAB subject TAB name, line 3 is not"),
        (format!("{good}{good}"), "line 2 is about somebody who has a line already"),
        ("x\n".repeat(12), "line 10 is not issuer TAB subject TAB name, and 2 more lines"),
    ] {
        office.write("register.tsv", &lines);
        let checked = said(&mut office.with_config(&["check-config"]));
        assert!(!checked.success && checked.output.lines().count() == 1 && checked.output.contains(told), "{}", checked.output);
        let refused = office.round();
        assert!(!refused.success && refused.errors.contains(told), "{}", refused.errors);
        assert!(!refused.errors.contains(NAME) && !checked.output.contains(NAME), "names are not told");
    }
    fs::write(office.path("register.tsv"), b"a\tb\tc\nd\te\t\xff\n").expect("it can be written");
    let checked = said(&mut office.with_config(&["check-config"]));
    assert!(checked.output.contains("line 2 is not UTF-8"), "{}", checked.output);

    // One that goes wrong while the office is at work: the letter waits, is told so, and is released when the file is right.
    write_file(&office, &[]);
    let process = office.spawn();
    wait_for("the office to open", || office.path("data/screening.sqlite").exists().then_some(()));
    office.write("register.tsv", "half of a li");
    let sent = send_as(&office, SUBJECT);
    wait_for("the letter to wait", || {
        (office.list().letters.get(&sent.id).map(String::as_str) == Some("unchecked")).then_some(())
    });
    office.write("register.tsv", &good);
    wait_for("the letter", || office.released().contains(&format!("{}.json", sent.id)).then_some(()));
    assert_eq!(person(&office, sent.id)["name"], NAME);
    let stopped = process.stop();
    assert!(stopped.errors.contains("cannot be looked up") && stopped.errors.contains("line 1 is not"), "{}", stopped.errors);
}

#[test]
fn a_program_is_asked_by_json_and_without_a_shell() {
    let office = office_with_program(concat!(
        "read -r question; printf '%s\\n' \"$question\" >> \"${0%/*}/asked\"\n",
        "case \"$question\" in *'\"burger-4711\"'*) echo '{\"name\": \" Zofia Przykładowska \"}';; *) echo '{}';; esac\n",
    ));
    let strange = format!("\"$(touch {})\" é\n;", office.path("touched").display());
    let (known, unknown) = (send_as(&office, SUBJECT), send_as(&office, &strange));
    office.good_round();
    assert_eq!(person(&office, known.id), json!({ "name": NAME, "source": "register" }));
    assert_eq!(person(&office, unknown.id), json!({ "name": null, "source": null }));
    assert!(!office.path("touched").exists());
    let asked = fs::read_to_string(office.path("asked")).expect("it was asked");
    let asked: Vec<Value> = asked.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let issuer = &office.manifest.providers[0].issuer;
    assert!(asked.contains(&json!({ "issuer": issuer, "subject": SUBJECT })), "{asked:?}");
    assert!(asked.contains(&json!({ "issuer": issuer, "subject": strange })), "{asked:?}");
    // Somebody whose token has a name is nobody's business.
    let before = asked.len();
    send(&office, &[("sub", SUBJECT), ("name", NAME)]);
    office.good_round();
    assert_eq!(fs::read_to_string(office.path("asked")).expect("it was asked").lines().count(), before);
}

#[test]
fn a_program_that_fails_lets_the_letter_wait_and_nothing_is_lost() {
    for (script, told) in [
        ("exit 3", "ended with exit status: 3"),
        ("echo '{\"name\":\"Zofia\"}'; exit 1", "ended with exit status: 1"),
        ("echo Zofia", "must answer"),
        ("echo '{\"error\":\"no connection\"}'", "must answer"),
        ("echo '{\"name\":\"\"}'", "must answer"),
        ("echo '{}{}'", "must answer"),
        ("head -c 100000 /dev/zero | tr '\\0' ' '; echo '{}'", "must answer"),
        ("echo '{}'; exec sleep 600", "did not answer within 10 seconds"),
    ] {
        let office = office_with_program(script);
        let begin = now();
        let sent = send_as(&office, SUBJECT);
        let round = office.round();
        assert!(now() - begin < 300, "{script}: it is not waited for any longer");
        assert!(!round.success && round.errors.contains(told), "{script}: {}", round.errors);
        assert!(!round.errors.contains("Zofia"), "{script}: {}", round.errors);
        assert_eq!(office.state_of(sent.id), "unchecked", "{script}");
        let checked = said(&mut office.with_config(&["check-config"]));
        assert!(!checked.success && checked.output.contains(told), "{script}: {}", checked.output);
        office.write("look-up.sh", "echo '{\"name\":\"Zofia\"}'");
        office.good_round();
        assert_eq!(person(&office, sent.id)["name"], "Zofia", "{script}");
    }
    // The sender is told that the letter is here, and not more.
    let office = office_with_program("exit 1");
    let sent = send_as(&office, SUBJECT);
    assert_eq!(office.told(&sent).state, State::Received);
}

/// One person for whom the program hangs must not hold up everybody else's letters, nor the log's cosignature.
#[test]
fn a_program_that_fails_for_one_person_is_asked_for_the_others() {
    let office = office_with_program("read -r question; case \"$question\" in *'\"burger-4711\"'*) exit 1;; *) echo '{}';; esac");
    let process = office.spawn();
    wait_for("the office to open", || office.path("data/screening.sqlite").exists().then_some(()));
    let stuck = send_as(&office, SUBJECT);
    wait_for("the letter to wait", || {
        (office.list().letters.get(&stuck.id).map(String::as_str) == Some("unchecked")).then_some(())
    });
    let next = office.send();
    wait_for("the next letter", || office.released().contains(&format!("{}.json", next.id)).then_some(()));
    assert_eq!((office.state_of(stuck.id).as_str(), office.cosigned().last()), ("unchecked", Some(&2)));
    process.stop();
}

#[test]
fn a_register_that_fails_between_decision_and_print_keeps_the_letter_decided() {
    let office = office_with_file(&[(SUBJECT, NAME)]);
    let sent = send_as(&office, SUBJECT);
    office.reads();
    office.good_round();
    assert_eq!(office.state_of(sent.id), "waiting");
    assert_eq!(shown(&office, sent.id)["evidence"]["person"]["name"], NAME);
    let process = office.spawn();
    // It has read the register when it has judged another letter.
    let another = send_as(&office, SUBJECT);
    wait_for("the office to open", || office.list().letters.get(&another.id).filter(|state| *state == "waiting").map(drop));
    fs::remove_file(office.path("register.tsv")).expect("it can be taken away");

    // Whoever decides still reads the letter, and is told that the name is not known now.
    let shown = shown(&office, sent.id);
    assert_eq!(shown["letter"]["body"], sent.letter.body);
    let error = shown["evidence"]["person"]["error"].as_str().unwrap_or_default();
    assert!(error.contains("register.tsv cannot be read"), "{shown}");
    assert!(office.person(&["release", &sent.id.to_string()]).success);
    wait_for("a look at the letter", || {
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        (office.state_of(sent.id) == "releasing").then_some(())
    });
    assert!(office.released().is_empty());
    write_file(&office, &[(SUBJECT, NAME)]);
    wait_for("the letter", || office.released().contains(&format!("{}.json", sent.id)).then_some(()));
    assert_eq!(person(&office, sent.id)["name"], NAME);
    assert!(process.stop().errors.contains("not delivered; it is tried again"));
}

#[test]
fn a_register_is_a_file_or_a_program_that_is_there() {
    for (table, told) in [
        ("", "[register]: give either `file`, or `program`"),
        ("program = []", "[register]: give either"),
        ("file = \"register.tsv\"\nprogram = [\"/bin/true\"]", "[register]: give either"),
        ("file = \"register.tsv\"", "register.tsv cannot be read"),
        ("program = [\"look-up\"]", "look-up cannot be read"),
        ("program = [\"token\"]", "token is not a file that may be executed"),
        ("program = [\"fonts\"]", "fonts is not a file that may be executed"),
        ("database = \"here\"", "database"),
    ] {
        let office = office_with(table);
        let checked = said(&mut office.with_config(&["check-config"]));
        assert!(!checked.success && checked.output.contains(told), "{table}: {}", checked.output);
        let refused = office.round();
        assert!(!refused.success && refused.errors.contains(told), "{table}: {}", refused.errors);
    }
}

/// The names are the register's to keep: screening's own data and its log have none, so that a name that is taken out of the register is
/// gone everywhere but from what was released.
#[test]
fn no_name_is_in_the_database_or_in_the_log() {
    let office = office_with_file(&[(SUBJECT, NAME)]);
    let sent = send_as(&office, SUBJECT);
    let named = send(&office, &[("name", "Anneke Voorbeeld-van Proef")]);
    office.reads();
    let mut round = said(office.run_command(&["--once"]).env("RUST_LOG", "trace"));
    for id in [sent.id, named.id] {
        assert!(office.person(&["release", &id.to_string()]).success);
    }
    let second = said(office.run_command(&["--once"]).env("RUST_LOG", "trace"));
    round.errors.push_str(&second.errors);
    assert!(printed(&office, sent.id).contains(NAME), "there is a name to look for");
    let everything = [data(&office), round.errors.into_bytes(), office.person(&["list"]).output.into_bytes()].concat();
    for name in [NAME, "Przykładowska", "Voorbeeld-van Proef", SUBJECT] {
        let found = everything.windows(name.len()).any(|bytes| bytes == name.as_bytes());
        assert!(!found, "{name} is in the data or in the log");
    }
    assert!(String::from_utf8_lossy(&everything).contains(&sent.id.to_string()), "there is something to search");
}
