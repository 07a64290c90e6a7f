//! A human decides: `list`, `show`, `release`, `withhold --ground`, beside a screening that holds what passes.

use lakzegel_crypto::{
    Evidence, Ground, SealedLetter, State,
    manifest::{Supervision, VolumeLimit},
};
use serde_json::{Value, json};

use crate::common::{Office, Said, Sent, Visit, now, said, wait_for};

/// An office that holds everything for a person, and some letters that wait there.
fn held<const N: usize>() -> (Office, [Sent; N]) {
    let office = Office::new();
    office.reads();
    office.round();
    let letters = std::array::from_fn(|_| office.send());
    office.good_round();
    (office, letters)
}

/// Waits until this is what the letter's sender is told.
fn told(office: &Office, sent: &Sent, state: State) {
    wait_for("the status", || {
        office.round();
        office.statuses(sent).pop().filter(|status| status.state == state)
    });
}

/// Whatever nobody has decided: there is no value that a configuration may leave out, and none that two offices understand differently.
#[test]
fn who_releases_letters_is_said_in_the_configuration_or_nothing_starts() {
    let office = Office::new();
    for supervision in ["", "supervision = \"\"\n", "supervision = \"hold\"\n", "supervision = true\n"] {
        office.write("screening.toml", &office.config().replace("supervision = \"rules\"\n", supervision));
        let refused = office.round();
        assert!(!refused.success && refused.errors.contains("supervision"), "{supervision:?}: {}", refused.errors);
        let checked = office.person(&["check-config"]);
        assert!(!checked.success && checked.output.contains("supervision"), "{supervision:?}: {}", checked.output);
    }
    let flag = said(&mut office.run_command(&["--once", "--hold"]));
    assert!(!flag.success, "the flag that a restart forgot is gone");
}

/// An office whose configuration says this.
fn supervises(office: &Office, words: &str) {
    office.write("screening.toml", &office.config().replace("supervision = \"rules\"\n", words));
}

/// Publishes the office's manifest anew, with this promise to senders.
fn promise(office: &mut Office, supervision: Supervision) {
    office.manifest.version += 1;
    office.manifest.supervision = supervision;
    office.publish(&office.manifest);
}

#[test]
fn an_office_that_supervises_less_than_its_manifest_tells_senders_does_not_start() {
    use Supervision::{Read, Rules, Sample};
    let mut office = Office::new();
    let sample = "supervision = \"sample\"\nsample_percent = 5\n";
    for (own, promised, keeps) in [
        ("supervision = \"rules\"\n", Read, false),
        ("supervision = \"rules\"\n", Sample, false),
        (sample, Read, false),
        (sample, Sample, true),
        (sample, Rules, true),
        ("supervision = \"read\"\n", Sample, true),
        ("supervision = \"read\"\n", Read, true),
    ] {
        promise(&mut office, promised);
        supervises(&office, own);
        let (checked, round) = (office.person(&["check-config"]), office.round());
        assert_eq!((checked.success, round.success), (keeps, keeps), "{own}{promised:?}: {}", round.errors);
        let told = "is less than what the manifest tells senders";
        assert!(keeps || (round.errors.contains(told) && checked.output.contains(told)), "{}{}", checked.output, round.errors);
    }
    // It remembers what it promised, also while the intake says nothing.
    supervises(&office, sample);
    office.intake.says().manifest.clear();
    let round = office.round();
    assert!(!round.success && round.errors.contains("is less than what the manifest tells senders"), "{}", round.errors);
}

#[test]
fn a_letter_is_supervised_as_its_sender_was_told_whatever_is_done_by_now() {
    let mut office = Office::new();
    promise(&mut office, Supervision::Read);
    supervises(&office, "supervision = \"read\"\n");
    office.good_round();
    let visit = office.visit();
    let told_before = office.letter(&visit);
    promise(&mut office, Supervision::Rules);
    supervises(&office, "supervision = \"rules\"\n");
    let (before, after) = (office.send_letter(&visit, told_before), office.send());
    office.good_round();
    assert_eq!((office.state_of(before.id), office.state_of(after.id)), ("waiting".to_owned(), "released".to_owned()));
}

#[test]
fn where_letters_are_drawn_by_chance_some_wait_for_a_person_and_some_do_not() {
    let mut office = Office::new();
    promise(&mut office, Supervision::Sample);
    for (words, mistake) in [
        ("supervision = \"sample\"\n", "needs sample_percent"),
        ("supervision = \"sample\"\nsample_percent = 0\n", "needs sample_percent"),
        ("supervision = \"sample\"\nsample_percent = 101\n", "needs sample_percent"),
        ("supervision = \"read\"\nsample_percent = 5\n", "leave one of them out"),
    ] {
        supervises(&office, words);
        let (checked, round) = (office.person(&["check-config"]), office.round());
        assert!(checked.output.contains(mistake) && round.errors.contains(mistake), "{words}: {}", round.errors);
    }
    supervises(&office, "supervision = \"sample\"\nsample_percent = 50\n");
    for _ in 0..30 {
        office.send();
    }
    office.good_round();
    let counts = office.list().counts;
    // Neither by chance: once in 500 million.
    assert!(counts.get("waiting").is_some_and(|count| *count > 0), "{counts:?}");
    assert!(counts.get("released").is_some_and(|count| *count > 0), "{counts:?}");
    assert_eq!(counts.values().sum::<u64>(), 30);
}

#[test]
fn a_threatening_letter_that_breaks_no_rule_waits_for_a_person_where_letters_are_read() {
    let office = Office::new();
    office.reads();
    let visit = office.visit();
    let threat = "Als jij morgen nog praat, weten wij waar je zus woont.\n".to_owned();
    let mut letter = office.letter(&visit);
    letter.body = threat;
    let sent = office.send_letter(&visit, letter);
    for _ in 0..3 {
        office.good_round();
    }
    assert_eq!(office.state_of(sent.id), "waiting");
    assert!(office.released().is_empty());
    assert!(office.person(&["list"]).output.starts_with("supervision = \"read\": every letter waits"));
}

#[test]
fn health_says_whether_the_office_works_and_how_it_supervises() {
    let office = Office::new();
    office.good_round();
    let health = office.person(&["health"]);
    assert!(health.success && health.output.contains("supervision = \"rules\""), "{}", health.output);
    assert!(health.output.contains("all of it succeeded") && health.output.contains("wait for a person: 0"), "{}", health.output);
    // The office that runs is another than the one that is configured by now.
    office.reads();
    assert!(office.person(&["health"]).output.contains("supervision = \"rules\""));
    office.send();
    office.good_round();
    let health = office.person(&["health"]);
    assert!(
        health.output.contains("supervision = \"read\"") && health.output.contains("wait for a person: 1"),
        "{}",
        health.output
    );
    office.intake.says().manifest.clear();
    office.round();
    let health = office.person(&["health"]);
    assert!(!health.success && health.output.contains("something in it failed"), "{}", health.output);
    let round = office.path("data/round.json");
    // Long ago, and by a clock that was wrong, at a time that is still to come.
    for at in [now() - 1000, now() + 1000] {
        let old = json!({ "at": at, "supervision": "read", "good": true });
        std::fs::write(&round, old.to_string()).expect("it can be written");
        let health = office.person(&["health"]);
        assert!(!health.success && health.output.contains("is `run` running?"), "{}", health.output);
    }
}

#[test]
fn a_letter_that_waits_is_released_or_withheld_by_a_person() {
    let (office, [one, two]) = held();
    let list = office.list();
    assert_eq!(list.counts, [("waiting".to_owned(), 2)].into());
    assert!(office.released().is_empty());
    told(&office, &one, State::InScreening);
    told(&office, &two, State::InScreening);

    let released = office.person(&["release", &one.id.to_string()]);
    assert!(released.success && released.output.contains("is released"), "{}", released.errors);
    // The first digits of an id are enough, in either case.
    let digits = two.id.to_string()[..12].to_uppercase();
    let withheld = office.person(&["withhold", &digits, "--ground", "offences"]);
    assert!(withheld.success && withheld.output.contains(&two.id.to_string()), "{}", withheld.errors);
    assert!(withheld.output.contains("offences"), "{}", withheld.output);

    office.good_round();
    let list = office.list();
    assert_eq!((&*list.letters[&one.id], &*list.letters[&two.id]), ("released", "withheld offences"));
    assert_eq!(office.released(), [format!("{}.json", one.id), format!("{}.pdf", one.id)]);
    assert_eq!(office.released_json(one.id)["decision"]["by"], "person");
    told(&office, &one, State::Screened);
    told(&office, &two, State::Withheld(Ground::Offences));
    assert!(office.statuses(&two).windows(2).all(|two| two[0].published_at < two[1].published_at), "the later one counts");
}

#[test]
fn deciding_twice_is_refused_clearly() {
    let (office, [one, two]) = held();
    let (first, second) = (one.id.to_string(), two.id.to_string());
    assert!(office.person(&["withhold", &first, "--ground", "order"]).success);
    assert!(office.person(&["release", &second]).success);
    for words in [
        vec!["release", &first],
        vec!["withhold", &first, "--ground", "victims"],
        vec!["release", &second],
        vec!["withhold", &second, "--ground", "victims"],
    ] {
        let again = office.person(&words);
        assert!(
            !again.success && again.errors.contains("only one that is waiting can be decided"),
            "{words:?}: {}",
            again.errors
        );
    }
    let again = office.person(&["release", &first]);
    assert!(again.errors.contains("this letter is withheld"), "{}", again.errors);
    office.round();
    assert_eq!([one.id, two.id].map(|id| office.state_of(id)), ["withheld order", "released"]);
}

#[test]
fn every_ground_of_the_law_can_be_given_and_no_other() {
    let (office, letters) = held::<4>();
    let grounds = [
        ("order", Ground::OrderAndSafety),
        ("public-order", Ground::PublicOrder),
        ("offences", Ground::Offences),
        ("victims", Ground::Victims),
    ];
    for ground in ["", "nonce", "because"] {
        let refused = office.person(&["withhold", &letters[0].id.to_string(), "--ground", ground]);
        assert!(!refused.success && refused.errors.contains("public-order"), "{ground}: {}", refused.errors);
    }
    let without = office.person(&["withhold", &letters[0].id.to_string()]);
    assert!(!without.success && without.errors.contains("--ground"), "{}", without.errors);
    for (letter, (name, _)) in letters.iter().zip(grounds) {
        assert!(office.person(&["withhold", &letter.id.to_string(), "--ground", name]).success);
        assert_eq!(office.state_of(letter.id), format!("withheld {name}"));
    }
    for (letter, (_, ground)) in letters.iter().zip(grounds) {
        told(&office, letter, State::Withheld(ground));
    }
    assert!(office.released().is_empty());
}

#[test]
fn a_person_decides_while_screening_runs() {
    let office = Office::new();
    office.reads();
    let process = office.spawn();
    let sent = office.send();
    wait_for("the letter", || {
        let listed = office.person(&["list"]);
        (listed.success && listed.output.contains("waiting")).then_some(())
    });
    assert!(office.person(&["release", &sent.id.to_string()]).success);
    wait_for("the print", || office.released().contains(&format!("{}.json", sent.id)).then_some(()));
    assert!(process.stop().success);
}

#[test]
fn show_tells_everything_known_and_changes_nothing() {
    let (office, [sent]) = held();
    let shown = office.person(&["show", &sent.id.to_string()]);
    assert!(shown.success, "{}", shown.errors);
    let json: Value = serde_json::from_str(&shown.output).expect("it is JSON");
    assert_eq!(json["letter"]["body"], sent.letter.body);
    assert_eq!(json["letter"]["sender_name"], sent.letter.sender_name);
    assert_eq!((&json["decision"]["state"], &json["print"]), (&"waiting".into(), &Value::Null));
    assert_eq!(office.state_of(sent.id), "waiting");
    assert!(office.released().is_empty());
}

/// Letters are anybody's text: they must not steer the terminal of whoever reads them, nor show another text than they have.
#[test]
fn show_disarms_what_a_terminal_would_act_upon() {
    let office = Office::new();
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    letter.body = "\u{1b}[2J\u{9b}31m\u{202e}moord\u{200b}\u{ad}\u{2060}\u{3164}\u{e0041}\u{fe0f}\u{a0} 👍 ouïe\n".to_owned();
    let sent = office.send_letter(&visit, letter);
    office.good_round();
    let shown = office.person(&["show", &sent.id.to_string()]);
    let json: Value = serde_json::from_str(&shown.output).expect("it is JSON");
    assert_eq!(json["letter"]["body"], sent.letter.body);
    assert_disarmed(&shown.output);
    assert!(shown.output.contains("👍 ouïe"));
}

/// Whatever cannot be seen or steers a terminal, in short: all of the first 16,384 characters, and beyond the two ends of each run of them.
fn unseen() -> Vec<char> {
    let is_unseen = |number: u32| char::from_u32(number).is_some_and(lakzegel_letter::is_unseen);
    let is_end = |number: &u32| *number < 0x4000 || !is_unseen(number - 1) || !is_unseen(number + 1);
    (0..0x11_0000).filter(|number| is_unseen(*number)).filter(is_end).filter_map(char::from_u32).collect()
}

#[test]
fn nothing_that_a_stranger_wrote_reaches_a_terminal_wherever_screening_prints_it() {
    let mut office = Office::new();
    let all: String = unseen().into_iter().collect();
    assert!(all.chars().count() > 100 && all.len() < 20_000, "{}", all.len());
    // As much as fits into a name, of all of it.
    let some: String = all.chars().filter(|character| !"\n\t\r\0".contains(*character)).step_by(2).take(90).collect();

    // What two root keys signed without looking, as far as a manifest can say it, and what a provider publishes.
    let line: String = some.chars().filter(|character| !character.is_control() && !character.is_whitespace()).take(40).collect();
    office.manifest.version += 1;
    office.manifest.providers[0].name = format!("Digi{line}D");
    office.manifest.volume_limits = vec![VolumeLimit { letters: 1, days: 1, basis: format!("huis{line}regels") }];
    office.publish(&office.manifest);
    office.intake.says().provider_keys.push(json!({ "kty": some, "kid": some, "alg": some }));
    let mut sent = Vec::new();
    let mut letter = |change: &dyn Fn(&mut Visit), spoil: &dyn Fn(&mut SealedLetter)| {
        let mut visit = office.visit();
        change(&mut visit);
        let mut letter = office.letter(&visit);
        spoil(&mut letter);
        sent.push(office.send_letter(&visit, letter));
    };
    let claim = |name: &'static str, value: &str| {
        let value = value.to_owned();
        move |visit: &mut Visit| drop(visit.claims.insert(name.to_owned(), value.clone().into()))
    };
    let head = |name: &'static str| {
        let value = some.clone();
        move |visit: &mut Visit| drop(visit.header.insert(name.to_owned(), value.clone().into()))
    };
    letter(&|_| (), &|letter| letter.body = format!("Dag {all}\n"));
    letter(&|_| (), &|letter| letter.recipient_name = some.clone());
    letter(&|_| (), &|letter| letter.recipient_number = some.chars().take(8).collect());
    letter(&|_| (), &|letter| letter.sender_name = some.clone());
    letter(&|_| (), &|letter| letter.evidence = Evidence::VisitorCode(all.chars().take(2_000).collect()));
    letter(&|_| (), &|letter| letter.evidence = Evidence::IdToken(format!("{some}.{some}.{some}")));
    for name in ["name", "iss", "aud", "acr", "nonce", "anything"] {
        letter(&claim(name, &some), &|_| ());
    }
    for name in ["alg", "kid", "typ"] {
        letter(&head(name), &|_| ());
    }
    // Twice, so that it is over the limit whose ground is shown.
    for _ in 0..2 {
        letter(&claim("sub", &some), &|_| ());
    }

    let mut printed = Vec::new();
    let mut print = |said: Said| printed.push(format!("{}{}", said.output, said.errors));
    print(office.round());
    for word in ["list", "health", "check-config"] {
        print(office.person(&[word]));
    }
    for sent in &sent {
        print(office.person(&["show", &sent.id.to_string()]));
    }
    for words in [&["show", &some][..], &["release", &some], &["withhold", &some, "--ground", "order"]] {
        print(office.person(words));
    }
    // An intake that says such things in place of a checkpoint, and of a manifest.
    office.intake.says().checkpoint = Some(format!("{some}\n\n\u{2014} {some} {some}\n"));
    print(office.round());
    office.intake.says().checkpoint = None;
    office.intake.says().manifest = format!("{all}\n\n\u{2014} {some} {some}\n");
    print(office.round());
    print(office.person(&["list"]));
    for text in &printed {
        assert_disarmed(text);
    }
    let printed = printed.concat();
    for known in ["\\u202e", "\\u009b", "\\u200b", "\\udb43"] {
        assert!(printed.contains(known), "so that this test can fail: {known} is in the letter");
    }
}

/// There is nothing in it that a terminal would act upon, or that cannot be seen.
fn assert_disarmed(text: &str) {
    let armed = |character: char| character != '\n' && lakzegel_letter::is_unseen(character);
    assert!(!text.contains(armed), "{text:?}");
}

/// Names come from providers, from the office's register and out of the manifest, and none of them has been checked by anybody.
#[test]
fn a_name_that_somebody_else_gives_cannot_hide_anything_wherever_it_is_shown() {
    const ARMED: &str = "Jan\u{202e}nesnaJ\u{1b}[2J\u{9b}\u{200b}\u{e0041}\u{2028}Directeur: akkoord";
    const SEEN: &str = "Jan\u{fffd}nesnaJ\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}\u{fffd}Directeur: akkoord";
    let mut office = Office::new();
    // What two root keys signed without looking.
    office.manifest.version += 1;
    office.manifest.providers[0].name = "Digi\u{202e}D\u{9b}".to_owned();
    office.manifest.volume_limits = vec![VolumeLimit { letters: 1, days: 1, basis: "huis\u{202e}regels\u{9b}".to_owned() }];
    office.publish(&office.manifest);
    office.write(
        "register.tsv",
        &format!("{}\tburger-r\t{}\n", office.manifest.providers[0].issuer, ARMED.replace('\u{2028}', "\u{85}")),
    );
    office.write("screening.toml", &(office.config() + "[register]\nfile = \"register.tsv\"\n"));
    let send = |subject: &str, name: Option<&str>| {
        let mut visit = office.visit();
        visit.claims.insert("sub".to_owned(), subject.into());
        name.map(|name| visit.claims.insert("name".to_owned(), name.into()));
        office.send_letter(&visit, office.letter(&visit))
    };
    let (by_token, by_register, twice) = (send("burger-t", Some(ARMED)), send("burger-r", None), send("burger-r", None));
    let endless = send("burger-e", Some(&"\u{9b}Jan ".repeat(500)));
    let round = office.good_round();
    assert_disarmed(&round.errors);
    for (sent, source) in [(&by_token, "token"), (&by_register, "register"), (&twice, "register")] {
        let shown = office.person(&["show", &sent.id.to_string()]);
        assert_disarmed(&shown.output);
        let shown: Value = serde_json::from_str(&shown.output).expect("it is JSON");
        let json = std::fs::read_to_string(office.path("released").join(format!("{}.json", sent.id))).expect("it is released");
        assert_disarmed(&json);
        for about in [shown, serde_json::from_str(&json).expect("it is JSON")] {
            assert_eq!(about["evidence"]["person"], json!({ "name": SEEN, "source": source }));
        }
        let print = lopdf::Document::load_mem(&office.released_pdf(sent.id)).expect("it is a PDF");
        let print = print.extract_text(&[1]).expect("it has text");
        assert!(print.contains("Naam volgens") && print.contains("akkoord"), "{print}");
        assert_disarmed(&print);
    }
    let long = office.released_json(endless.id)["evidence"]["person"]["name"].as_str().expect("a name").to_owned();
    assert!(long.len() <= lakzegel_letter::MAX_NAME && long.ends_with('…'), "{long}");
    let listed = office.person(&["list"]);
    assert!(listed.output.contains("huis\\u202eregels"), "{}", listed.output);
    assert_disarmed(&listed.output);
}

#[test]
fn a_letter_that_is_not_there_and_a_folder_that_is_none() {
    let (office, [_one, _two]) = held();
    let nobody = office.person(&["release", "0000000000000000"]);
    assert!(!nobody.success && nobody.errors.contains("no letter has an id"), "{}", nobody.errors);
    let all = office.person(&["release", ""]);
    assert!(!all.success && all.errors.contains("2 letters have an id"), "{}", all.errors);
    let elsewhere = said(office.with_config(&["list"]).env("LAKZEGEL_SCREENING_DATA", "mistyped"));
    assert!(!elsewhere.success && elsewhere.errors.contains("is not the data folder"), "{}", elsewhere.errors);
    assert!(!office.path("mistyped").exists());
}

/// Three letters a visit: whoever writes a fourth within the hour has to log in again, and has done nothing odd.
#[test]
fn who_has_used_up_a_visit_and_logs_in_again_is_not_flagged() {
    let office = Office::new();
    let visit = |subject: &str, ago: u64| {
        let mut visit = Visit::begun(&office.manifest.providers[0], now() - ago);
        visit.claims.insert("sub".to_owned(), subject.into());
        visit
    };
    let send = |visit: &Visit, minutes: u64| {
        let mut letter = office.letter(visit);
        letter.sealed_at = visit.issued + 60 * minutes;
        office.send_letter(visit, letter)
    };
    let (first, second) = (visit("burger-a", 3_000), visit("burger-a", 1_200));
    let _used_up = [5, 10, 20].map(|minutes| send(&first, minutes));
    let fourth = send(&second, 10);
    // Whose third letter is sealed after the second login: that login was not needed.
    let (early, late) = (visit("burger-b", 3_000), visit("burger-b", 2_000));
    let odd = [send(&early, 5), send(&early, 10), send(&early, 20), send(&late, 10)];
    office.good_round();
    let flags = office.list().flags;
    assert_eq!(flags.len(), odd.len(), "{flags:?}");
    assert!(
        flags.iter().zip(4..).all(|(flag, number)| flag.starts_with(&format!("FLAG: letter {number}: the same person"))),
        "{flags:?}"
    );
    let others = |sent: &Sent| office.released_json(sent.id)["evidence"]["letters_of_other_visits_within_the_hour"].clone();
    assert_eq!((others(&fourth), others(&odd[3])), (json!([]), json!([4, 5, 6])));
}

#[test]
fn one_person_with_two_visit_keys_within_the_hour_is_flagged_and_not_withheld() {
    let office = Office::new();
    let send_as = |person: &str, issued: u64| {
        let mut visit = Visit::begun(&office.manifest.providers[0], issued);
        visit.claims.insert("sub".to_owned(), person.into());
        let mut letter = office.letter(&visit);
        letter.sealed_at = issued + 60;
        office.send_letter(&visit, letter)
    };
    let login = now() - 6_000;
    let (first, second) = (send_as("burger-a", login), send_as("burger-a", login + 3_600));
    // An hour and a second later, and somebody else at the same time.
    let others = [send_as("burger-a", login - 3_601), send_as("burger-b", login)];
    let round = office.good_round();

    let list = office.list();
    assert_eq!(list.counts, [("released".to_owned(), 4)].into());
    assert_eq!(list.flags.len(), 2, "{:?}", list.flags);
    let flags = |sent: &Sent| office.released_json(sent.id)["evidence"]["letters_of_other_visits_within_the_hour"].clone();
    assert_eq!(flags(&second), json!([0]));
    others.iter().for_each(|other| assert_eq!(flags(other), json!([])));
    // Whoever looks at the first one afterwards sees it too.
    let shown = office.person(&["show", &first.id.to_string()]).output;
    let shown: Value = serde_json::from_str(&shown).expect("it is JSON");
    assert_eq!(shown["evidence"]["letters_of_other_visits_within_the_hour"], json!([1]));
    let flagged = round.errors.lines().filter(|line| line.contains("flagged")).count();
    assert_eq!(flagged, 1, "said when the second one is judged: {}", round.errors);
}
