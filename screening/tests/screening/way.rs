//! A good letter's way: logged, opened, checked, released, told.

use std::collections::BTreeSet;

use lakzegel_crypto::{EnvelopeId, Evidence, Ground, PADDED_LETTER_BYTES, State, TechnicalReason, log::Cosigned};
use lopdf::Document;

use crate::common::{DAY, ORIGIN, Office, Sent, now, padded, provider_jwk, said, seal_raw, wait_for};

#[test]
fn a_good_letter_is_released_with_all_that_is_known_about_it() {
    let begun = now();
    let office = Office::new();
    let sent = office.send();
    let round = office.good_round();

    let id = sent.id;
    assert_eq!(office.released(), [format!("{id}.json"), format!("{id}.pdf")]);
    let json = office.released_json(id);
    assert_eq!((&json["format"], &json["envelope"]), (&"lakzegel letter 1".into(), &id.to_string().into()));
    assert_eq!((&json["log_number"], &json["demo"]), (&0.into(), &true.into()));
    assert_eq!((&json["decision"]["state"], &json["decision"]["by"]), (&"released".into(), &"rules".into()));
    for at in [&json["seen_at"], &json["decision"]["at"]] {
        assert!(at.as_u64().is_some_and(|at| (begun..=now()).contains(&at)), "{json}");
    }
    let letter = &json["letter"];
    assert_eq!(letter["recipient_number"], sent.letter.recipient_number);
    assert_eq!(letter["recipient_name"], sent.letter.recipient_name);
    assert_eq!(letter["sender_name"], sent.letter.sender_name);
    assert_eq!(letter["body"], sent.letter.body);
    assert_eq!(letter["sealed_at"], sent.letter.sealed_at);
    assert_eq!((&letter["origin"], &letter["manifest_version"]), (&ORIGIN.into(), &7.into()));
    let evidence = &json["evidence"];
    assert_eq!(evidence["provider"]["id"], "proef");
    assert!(evidence["claims"]["sub"].as_str().is_some_and(|person| person.starts_with("burger-")), "{evidence}");
    assert_eq!((&json["rules"]["pages"], &json["rules"]["findings"]), (&1.into(), &serde_json::json!([])));
    assert_eq!((&json["print"]["pages"], &json["print"]["squeezed_lines"]), (&1.into(), &0.into()));

    // The sender's secrets are nobody's business: the reference, and the token with its signature.
    let text = json.to_string();
    let Evidence::IdToken(token) = &sent.letter.evidence else { panic!("it is a token") };
    let hex = base16ct::lower::encode_string(sent.letter.reference.as_bytes());
    for secret in [token, &hex, &sent.letter.reference.to_string()] {
        assert!(!text.contains(secret.as_str()), "{text}");
    }

    let pdf = Document::load_mem(&office.released_pdf(id)).expect("the print is a PDF");
    let printed = pdf.extract_text(&[1]).expect("it has text");
    for part in [
        "Lieve papa,",
        "Het gaat goed met ons. Tot snel!",
        "Voorbeeld de Ontvanger (1234567)",
        "Zoë Afzender",
        &id.to_string()[..16],
    ] {
        assert!(printed.contains(part), "{part} is not in {printed:?}");
    }
    assert!(round.output.is_empty());
}

#[test]
fn a_warning_does_not_hold_a_letter_up_and_is_written_down() {
    let office = Office::new();
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    letter.body = "Mijn nieuwe nummer is 06-12345678.\n".to_owned();
    let sent = office.send_letter(&visit, letter);
    office.good_round();
    let finding = &office.released_json(sent.id)["rules"]["findings"][0];
    assert_eq!((&finding["rule"], &finding["severity"]), (&"phone-number".into(), &"warn".into()));
    assert_eq!(finding["text"], "06-12345678");
}

#[test]
fn what_screening_holds_it_cosigns_and_nothing_twice() {
    let office = Office::new();
    office.good_round();
    assert_eq!(office.cosigned(), [0; 0], "an empty log says nothing");
    office.send();
    office.send();
    office.good_round();
    office.good_round();
    office.send();
    office.good_round();
    assert_eq!(office.cosigned(), [2, 3]);
}

#[test]
fn that_the_log_continues_is_said_at_once_and_that_the_envelopes_are_here_when_they_are() {
    let office = Office::new();
    office.send();
    let held_back = office.send();
    let bytes = office.intake.says().envelopes.remove(&held_back.id).expect("it was sent");
    office.round();
    assert_eq!((office.called_consistent(), office.cosigned()), (vec![2], vec![]), "one envelope is not here");
    office.send();
    office.round();
    office.round();
    assert_eq!((office.called_consistent(), office.cosigned()), (vec![2, 3], vec![]), "once for each checkpoint");
    office.intake.says().envelopes.insert(held_back.id, bytes);
    office.good_round();
    assert_eq!((office.called_consistent(), office.cosigned()), (vec![2, 3], vec![3]));
}

#[test]
fn an_intake_that_takes_no_cosignature_holds_no_letter_up_and_is_asked_again() {
    let office = Office::new();
    office.intake.says().takes_cosignature = |_| false;
    let sent = office.send();
    assert!(!office.round().success);
    assert_eq!(office.state_of(sent.id), "released");
    office.intake.says().takes_cosignature = |_| true;
    office.good_round();
    assert_eq!((office.called_consistent(), office.cosigned()), (vec![1], vec![1]));
}

#[test]
fn an_intake_that_refuses_one_word_of_screening_gets_the_other_and_health_says_it() {
    let only_seen: fn(Cosigned) -> bool = |by| by.seen_by_screening.is_some();
    let only_continues: fn(Cosigned) -> bool = |by| by.seen_by_screening.is_none();
    // Which word is refused, which is taken, and how large the log was when which one came.
    for (refused, takes, consistent, seen) in
        [("that the log continues", only_seen, vec![], vec![1]), ("that the envelopes are here", only_continues, vec![1], vec![])]
    {
        let office = Office::new();
        office.intake.says().takes_cosignature = takes;
        let sent = office.send();
        let round = office.round();
        assert_eq!((office.called_consistent(), office.cosigned()), (consistent, seen), "{refused}");
        assert!(!round.success && round.errors.contains("the log could not be followed to its end"), "{}", round.errors);
        let health = office.person(&["health"]);
        assert!(!health.success && health.output.contains("something in it failed"), "{refused}: {}", health.output);
        assert_eq!(office.state_of(sent.id), "released");

        // Only the one that was refused is sent again.
        office.intake.says().takes_cosignature = |_| true;
        office.good_round();
        assert_eq!(office.intake.says().cosignatures.len(), 2, "{refused}");
        let health = office.person(&["health"]);
        assert!(health.success && health.output.contains("all of it succeeded"), "{refused}: {}", health.output);
    }
}

#[test]
fn the_sender_is_told_with_the_reference_and_at_fixed_times() {
    let office = Office::new();
    let sent = office.send();
    // The first round of a new office has nothing to make up for.
    office.good_round();
    assert!(office.statuses(&sent).is_empty());
    let status = office.told(&sent);
    assert_eq!((status.state, status.envelope), (State::Screened, sent.id));
    assert!(status.published_at <= now());

    // Statuses go out at multiples of the interval and at no other time.
    let daily = office.send();
    said(office.run_command(&["--once"]).env("LAKZEGEL_SCREENING_PUBLISH_EVERY_SECONDS", "1000000000"));
    assert_eq!(office.state_of(daily.id), "released");
    assert!(office.statuses(&daily).is_empty());
}

/// Neither that something has changed nor that nothing has can be seen by whoever has no reference: at each fixed time all statuses are there anew.
#[test]
fn at_each_fixed_time_every_letter_has_a_new_status_whatever_has_become_of_it() {
    let office = Office::new();
    office.reads();
    office.good_round();
    let sent: Vec<_> = (0..4).map(|_| office.send()).collect();
    let mut visit = office.visit();
    visit.claims.insert("acr".to_owned(), "too-low".into());
    let refused = office.send_letter(&visit, office.letter(&visit));
    // One that opens, and is no letter as it should be: something is hidden behind it.
    let visit = office.visit();
    let letter = office.letter(&visit);
    let mut hidden = padded(&visit, &letter, &office.key);
    hidden[PADDED_LETTER_BYTES - 1] = 1;
    let unread = Sent { id: office.intake.add_bytes(&seal_raw(hidden, &office.key)), letter };
    office.told(&unread);
    assert!(office.person(&["release", &sent[0].id.to_string()]).success);
    assert!(office.person(&["withhold", &sent[1].id.to_string(), "--ground", "victims"]).success);
    let decided = now();
    let everybody: Vec<_> = sent.iter().chain([&refused, &unread]).collect();
    let newest = |sent| office.statuses(sent).pop().filter(|status| status.published_at > decided);
    wait_for("two more publications", || {
        office.good_round();
        let times: BTreeSet<u64> = office.statuses(&sent[3]).iter().map(|status| status.published_at).collect();
        (times.range(decided + 1..).count() >= 2).then_some(())
    });
    let states: Vec<State> = everybody.iter().map(|sent| newest(sent).expect("it was published anew").state).collect();
    let technical = |reason| State::Withheld(Ground::Technical(reason));
    assert_eq!(
        states,
        [
            State::Screened,
            State::Withheld(Ground::Victims),
            State::InScreening,
            State::InScreening,
            technical(TechnicalReason::Identity),
            technical(TechnicalReason::Unreadable),
        ]
    );
    // All of them at the same times, with other bytes each time.
    let times = |sent: &&Sent| office.statuses(sent).iter().map(|status| status.published_at).collect::<Vec<_>>();
    let of_one = times(&everybody[0]);
    assert!(of_one.windows(2).all(|two| two[0] < two[1]), "{of_one:?}");
    assert!(everybody.iter().all(|sent| times(sent) == of_one), "whoever is silent tells something");
    let bytes: Vec<Vec<u8>> = office.intake.says().statuses.iter().map(|(_, bytes)| bytes.clone()).collect();
    assert_eq!(bytes.iter().collect::<BTreeSet<_>>().len(), bytes.len());
}

#[test]
fn who_publishes_less_often_than_the_manifest_says_is_told() {
    let office = Office::new();
    let round = said(office.run_command(&["--once"]).env("LAKZEGEL_SCREENING_PUBLISH_EVERY_SECONDS", "21601"));
    assert!(!round.success && round.errors.contains("status-period"), "{}", round.errors);
    let round = said(office.run_command(&["--once"]).env("LAKZEGEL_SCREENING_PUBLISH_EVERY_SECONDS", "21600"));
    assert!(round.success, "{}", round.errors);
}

#[test]
fn the_same_message_sealed_again_is_ignored() {
    let office = Office::new();
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    let first = office.intake.add(&office.seal(&visit, &letter));
    letter.sealed_at += 300;
    let again = office.intake.add(&office.seal(&visit, &letter));
    office.good_round();
    assert_eq!((office.state_of(first), office.state_of(again)), ("released".to_owned(), "ignored".to_owned()));
    assert_eq!(office.released(), [format!("{first}.json"), format!("{first}.pdf")]);
}

#[test]
fn an_envelope_that_is_in_the_log_twice_is_one_letter() {
    let office = Office::new();
    let sent = office.send();
    office.intake.says().entries.push(sent.id);
    office.good_round();
    assert_eq!((office.list().letters.len(), office.released().len(), office.cosigned()), (1, 2, vec![2]));
}

/// An intake that holds back an envelope and brings it later must not get a letter delivered twice.
#[test]
fn a_copy_that_comes_late_is_still_a_copy() {
    let office = Office::new();
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    let held_back = office.seal(&visit, &letter);
    let late = office.intake.add(&held_back);
    office.intake.says().envelopes.remove(&late);
    letter.sealed_at += 60;
    let first = office.intake.add(&office.seal(&visit, &letter));
    office.round();
    assert_eq!((office.state_of(late), office.state_of(first)), ("missing".to_owned(), "released".to_owned()));
    office.intake.says().envelopes.insert(late, held_back.as_bytes().to_vec());
    office.good_round();
    assert_eq!((office.state_of(late), office.state_of(first)), ("ignored".to_owned(), "released".to_owned()));
    assert_eq!(office.released().len(), 2);
}

#[test]
fn letters_wait_for_a_provider_that_does_not_answer() {
    let office = Office::new();
    office.intake.says().provider_answers = false;
    let sent = office.send();
    let round = office.round();
    assert!(!round.success);
    assert_eq!(office.state_of(sent.id), "unchecked");
    assert_eq!(office.cosigned(), [1], "held is held");
    assert_eq!(office.told(&sent).state, State::Received);
    office.intake.says().provider_answers = true;
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
    let last = wait_for("the last status", || {
        office.round();
        office.statuses(&sent).pop().filter(|status| status.state != State::Received)
    });
    assert_eq!(last.state, State::Screened);
}

#[test]
fn keys_that_the_provider_showed_once_serve_when_it_is_silent() {
    let office = Office::new();
    office.good_round();
    office.intake.says().provider_answers = false;
    let sent = office.send();
    office.round();
    assert_eq!(office.state_of(sent.id), "released");
}

/// Keys are fetched whether there are letters or not: this one is gone when the letter comes out of its outbox.
#[test]
fn a_letter_that_waited_on_the_device_is_good_though_its_providers_key_is_gone() {
    let office = Office::new();
    office.good_round();
    office.intake.says().provider_keys = vec![provider_jwk(0x42)];
    let sent = office.send();
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
}

#[test]
fn a_letter_may_wait_on_the_device_as_long_as_the_manifest_says() {
    let office = Office::new();
    let visit = crate::common::Visit::begun(&office.manifest.providers[0], now() - 6 * DAY);
    let sent = office.send_letter(&visit, office.letter(&visit));
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
}

#[test]
fn screenings_own_downtime_does_not_count_against_a_letter() {
    let office = Office::new();
    // A slow machine takes a while for a round, of which there is another one in the letter's time.
    let begun = now();
    office.good_round();
    let life = 10 + 4 * (now() - begun);
    // The last look at the log was before the letter's time was over, however long ago that is now.
    let mut manifest = office.manifest.clone();
    (manifest.version, manifest.outbox_life, manifest.visit_life, manifest.clock_tolerance) = (8, 0, life, 0);
    office.publish(&manifest);
    let visit = office.visit_now();
    let mut letter = office.letter(&visit);
    (letter.sealed_at, letter.manifest_hash) = (visit.issued, crate::common::hash_of(&manifest));
    office.good_round();
    let sent = office.send_letter(&visit, letter);
    wait_for("the letter's time to be over", || (now() > visit.issued + life + 1).then_some(()));
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
}

#[test]
fn one_office_works_on_its_data_at_a_time() {
    let office = Office::new();
    let process = office.spawn();
    wait_for("the first one's data", || office.path("data/screening.sqlite").is_file().then_some(()));
    let second = office.round();
    assert!(!second.success && second.errors.contains("another screening is running"), "{}", second.errors);
    let stopped = process.stop();
    assert!(stopped.success, "{}", stopped.errors);
    assert!(stopped.errors.contains("\"stopped\""), "{}", stopped.errors);
    office.good_round();
}

#[test]
fn a_running_office_finds_new_letters_by_itself() {
    let office = Office::new();
    let process = office.spawn();
    let ids: Vec<EnvelopeId> = (0..3).map(|_| office.send().id).collect();
    wait_for("three letters", || (office.released().iter().filter(|name| name.ends_with(".json")).count() == 3).then_some(()));
    // The database follows the folder.
    wait_for("the office to know", || ids.iter().all(|id| office.state_of(*id) == "released").then_some(()));
    process.stop();
}
