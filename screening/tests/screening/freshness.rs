//! Which manifest is the newest: the office knows it from its own file, states it every few minutes, and sees what the intake makes of that.

use lakzegel_crypto::{Freshness, Manifest, VerifiedManifest, note::Note};

use sha2::{Digest as _, Sha256};

use crate::common::{
    DAY, ORIGIN, Office, client_list, freshness_key, hash_of, now, root_keys, said, signed_by, with_client_list,
};

/// What the intake serves behind the manifest.
fn served(office: &Office) -> Freshness {
    let note = office.intake.says().freshness.clone().expect("the intake serves a statement");
    Freshness::verify(&note, freshness_key().verifier()).expect("the office signed it")
}

/// A statement about the office's manifest that was made so long ago, in seconds.
fn of_before(office: &Office, ago: u64) -> String {
    let manifest = lakzegel_crypto::Newest { number: office.manifest.version, hash: hash_of(&office.manifest) };
    let text = Freshness { manifest, client: None, at: now() - ago }.to_text();
    let mut note = Note::new(text.clone()).expect("it is text");
    note.add(freshness_key().sign(&text));
    note.to_string()
}

fn verified(manifest: &Manifest) -> VerifiedManifest {
    Manifest::verify(&signed_by(manifest, &[1, 2]), &root_keys(), now(), 0).expect("it is one")
}

fn alarms(office: &Office) -> Vec<String> {
    office.list().alarms
}

#[test]
fn the_manifest_in_use_is_stated_to_be_the_newest() {
    let office = Office::new();
    let began = now();
    office.good_round();
    let stated = served(&office);
    assert_eq!(stated.speaks_for(&verified(&office.manifest), now()), Ok(()));
    assert!((began..=now()).contains(&stated.at) && stated.client.is_none(), "{stated:?}");
    // What is served is seen at the next look.
    office.good_round();
    let health = said(&mut office.with_config(&["health"]));
    assert!(health.success && health.output.contains("that the manifest is the newest was stated"), "{}", health.output);

    // An office that begins anew says it anew, and goes on from what is there.
    office.good_round();
    assert!(served(&office).at > stated.at);
}

#[test]
fn a_newer_manifest_is_stated_as_soon_as_it_is_known_from_the_intake_or_from_the_offices_own_file() {
    let office = Office::new();
    office.good_round();
    let newer = Manifest { version: 8, issued: now() - 60, ..office.manifest.clone() };
    office.intake.says().manifest = signed_by(&newer, &[1, 2]);
    let round = office.good_round();
    assert_eq!((served(&office).manifest.number, served(&office).manifest.hash), (8, hash_of(&newer)));
    assert!(round.errors.contains("own manifest is not the newest"), "{}", round.errors);

    // An intake that does not have it takes no statement about it.
    let newest = Manifest { version: 9, ..newer.clone() };
    office.write("manifest.txt", &signed_by(&newest, &[1, 3]));
    office.intake.says().takes_freshness = false;
    let round = office.round();
    assert!(!round.success && round.errors.contains("does not serve the newest manifest"), "{}", round.errors);
    assert_eq!((served(&office).manifest.number, alarms(&office)), (8, vec![]), "there is time to give it to both");
    office.intake.says().takes_freshness = true;
    office.publish(&newest);
    let round = office.good_round();
    assert!(!round.errors.contains("not the newest"), "{}", round.errors);
    assert_eq!(served(&office).manifest.number, 9);
}

#[test]
fn an_intake_that_serves_a_superseded_manifest_for_a_day_is_an_alarm() {
    let office = Office::new();
    office.good_round();
    let newest = Manifest { version: 8, issued: now() - DAY, ..office.manifest.clone() };
    office.write("manifest.txt", &signed_by(&newest, &[1, 3]));
    for _ in 0..2 {
        assert!(!office.round().success);
    }
    let alarms = alarms(&office);
    assert!(alarms.len() == 1 && alarms[0].contains("superseded"), "{alarms:?}");
    // Going back behind what it had served itself was one before, and is.
    office.publish(&newest);
    office.good_round();
    office.intake.says().manifest = signed_by(&office.manifest, &[1, 2]);
    assert!(!office.round().success);
    assert_eq!(self::alarms(&office).len(), 2);
}

#[test]
fn a_statement_that_is_served_for_more_than_two_hours_is_an_alarm() {
    let office = Office::new();
    office.good_round();
    office.intake.says().takes_freshness = false;
    let served = |ago: u64| office.intake.says().freshness = Some(of_before(&office, ago));
    served(7_000);
    assert!(!office.round().success, "the intake takes nothing");
    assert_eq!(alarms(&office), [""; 0]);
    served(7_300);
    let round = office.round();
    assert!(!round.success && round.errors.contains("clients refuse to seal when it is a day old"), "{}", round.errors);
    let alarms = alarms(&office);
    assert!(alarms.len() == 1 && alarms[0].contains("for more than two hours") && alarms[0].contains("freshness"), "{alarms:?}");
    // One that says that it takes them, and serves an old one, is found out as well.
    office.intake.says().takes_freshness = true;
    office.intake.says().serves_freshness = false;
    served(7_400);
    assert!(!office.round().success);
    assert_eq!(self::alarms(&office).len(), 2);
    office.intake.says().serves_freshness = true;
    // What the key did not sign is no statement.
    let others = of_before(&office, 0).replace("manifest 7", "manifest 6");
    office.intake.says().freshness = Some(others);
    office.good_round();
    assert_eq!(self::served(&office).manifest.number, office.manifest.version);
}

#[test]
fn an_own_manifest_that_cannot_be_used_is_said_and_the_intakes_is_used() {
    let office = Office::new();
    for (content, complaint) in
        [(signed_by(&office.manifest, &[2]), "only 1 of the root keys"), ("not a manifest".to_owned(), "not a signed note")]
    {
        office.write("manifest.txt", &content);
        let round = office.round();
        assert!(!round.success && round.errors.contains(complaint), "{}", round.errors);
        let checked = said(&mut office.with_config(&["check-config"]));
        assert!(!checked.success && checked.output.contains("put the newest manifest there"), "{}", checked.output);
    }
    std::fs::remove_file(office.path("manifest.txt")).expect("it was there");
    let sent = office.send();
    assert!(!office.round().success);
    assert_eq!(office.state_of(sent.id), "released");
    assert_eq!(served(&office).manifest.number, office.manifest.version);
}

#[test]
fn the_newest_list_of_the_clients_files_is_stated_and_what_was_stated_stays_until_there_is_a_newer_one() {
    let office = Office::new();
    office.good_round();
    assert_eq!(served(&office).client, None);
    office.write("screening.toml", &with_client_list(&office.config()));
    let now = now();
    let list = client_list(ORIGIN, now - DAY, now + DAY, &[1, 3]);
    office.write("client.txt", &list);
    office.good_round();
    let stated = served(&office).client.expect("a list is stated");
    let text = list.split_once("\n\n").expect("signatures follow").0;
    assert_eq!((stated.number, stated.hash), (3, Sha256::digest(format!("{text}\n")).into()));

    // One that is over, one that is damaged, and none: intakes take no statement without what was stated before.
    let over = client_list(ORIGIN, now - 2 * DAY, now - DAY, &[1, 3]);
    for (list, complaint) in [(over.as_str(), "have a new list"), (&list[..300], "is not a signed note"), (&list, "")] {
        office.write("client.txt", list);
        let round = office.round();
        assert_eq!(round.success, complaint.is_empty(), "{}", round.errors);
        assert!(round.errors.contains(complaint), "{complaint}: {}", round.errors);
        assert_eq!(served(&office).client.map(|list| list.number), Some(3));
    }
    let alarms = alarms(&office);
    assert!(alarms.len() == 1 && alarms[0].contains("client-list"), "{alarms:?}");
    office.write("screening.toml", &office.config());
    office.good_round();
    assert_eq!(served(&office).client, Some(stated));
}
