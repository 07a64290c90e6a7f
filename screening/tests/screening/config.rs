//! The configuration: a file, variables that go before it, and an explanation of each mistake.

use std::fs;

use lakzegel_crypto::{OpeningKey, manifest::SealingKey, note::Algorithm};

use crate::common::{DAY, ORIGIN, Office, client_list, key, now, provider_jwk, root_key, said, signed_by, with_client_list};

/// What `check-config` says of this configuration, with these variables; whether it is content, and its lines.
fn check(office: &Office, config: &str, variables: &[(&str, &str)]) -> (bool, Vec<String>) {
    office.write("screening.toml", config);
    let said = said(office.with_config(&["check-config"]).envs(variables.iter().copied()));
    (said.success, said.output.lines().map(str::to_owned).collect())
}

/// The mistakes of this configuration are these and no others; each line has the words of its mistake.
fn expect(office: &Office, config: &str, mistakes: &[&str]) {
    let (content, lines) = check(office, config, &[]);
    assert!(!content && lines.len() == mistakes.len(), "{mistakes:?}: {lines:#?}");
    for (mistake, line) in mistakes.iter().zip(&lines) {
        assert!(line.contains(mistake), "{mistake}: {lines:#?}");
    }
}

#[test]
fn a_good_configuration_is_called_right_and_nothing_is_made() {
    let office = Office::new();
    let (content, lines) = check(&office, &office.config(), &[]);
    assert!(content && lines.len() == 1 && lines[0].ends_with("the intake and every provider answer."), "{lines:?}");
    assert!(!office.path("data").exists() && !office.path("released").exists());
    office.good_round();
    let before: Vec<_> = names(&office, "data").into_iter().chain(names(&office, "released")).collect();
    let process = office.spawn();
    crate::common::wait_for("the office to open", || office.path("data/screening.sqlite-wal").exists().then_some(()));
    let (content, lines) = check(&office, &office.config(), &[]);
    assert!(content, "the office at work is not in the way: {lines:?}");
    assert!(process.stop().success);
    let after: Vec<_> = names(&office, "data").into_iter().chain(names(&office, "released")).collect();
    assert_eq!(before, after);
}

/// What lies in a folder. Whether SQLite's own two files beside a database are there when an office has stopped, SQLite decides.
fn names(office: &Office, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(office.path(folder)).expect("it is there");
    let names = entries.map(|entry| entry.expect("it can be read").file_name().into_string().expect("it is readable"));
    let mut names: Vec<_> = names.filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm")).collect();
    names.sort();
    names
}

#[test]
fn what_cannot_be_understood_is_said_with_its_place() {
    let office = Office::new();
    for (config, mistake) in [
        (office.config().replace("data = \"data\"\n", ""), "data"),
        (office.config() + "biscuit = 2\n", "biscuit"),
        (office.config().replace("poll_every_seconds = 1", "poll_every_seconds = 0"), "poll_every_seconds"),
        ("this is not TOML".to_owned(), "TOML"),
    ] {
        let (content, lines) = check(&office, &config, &[]);
        assert!(!content && lines.concat().contains(mistake) && lines[0].contains("screening.toml"), "{mistake}: {lines:?}");
        let refused = office.round();
        assert!(!refused.success && refused.errors.contains(mistake), "{mistake}: {}", refused.errors);
    }
    let nowhere = said(office.command(&["check-config", "--config"]).arg(office.path("nowhere.toml")));
    assert!(!nowhere.success && nowhere.output.contains("nowhere.toml"), "{}", nowhere.output);
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_what_to_do() {
    let office = Office::new();
    office.write("short", "half a token");
    office.write("a-file", "and no folder");
    let config = office
        .config()
        .replace("root-keys.txt", "token")
        .replace("cosigner.key", "verdict.key")
        .replace("verdict_key = \"verdict.key\"", "verdict_key = \"gone.key\"")
        .replace("screening_token = \"token\"", "screening_token = \"short\"")
        .replace("http://", "ftp://")
        .replace("\"keys\"", "\"no-keys\"")
        .replace("\"fonts\"", "\"keys\"")
        .replace("\"data\"", "\"a-file\"")
        .replace("\"released\"", "\"/proc/released\"")
        .replace("\"notices\"", "\"/proc/notices\"");
    expect(
        &office,
        &config,
        &[
            "root_keys: ",
            "cosigner_key: the key in",
            "verdict_key: ",
            "screening_token: the token in",
            "intake must be http:// or https://",
            "sealing_keys: ",
            "fonts: ",
            "data: no file can be made in",
            "released: no file can be made in /proc",
            "notices: no file can be made in /proc",
        ],
    );
    let (_, lines) = check(&office, &config, &[]);
    for (line, advice) in lines.iter().zip([
        "four lines",
        "`note-key make --kind cosigner`",
        "`note-key make`",
        "make a longer one",
        "screening_listen",
        "`keys make`",
        "put the printing fonts there",
        "write there",
        "write there",
        "write there",
    ]) {
        assert!(line.contains(advice), "{advice}: {line}");
    }
    assert!(!lines.concat().contains("half a token"), "no secret is told: {lines:#?}");

    expect(&office, &office.config().replace("\"token\"", "\"gone\""), &["the same token as the intake's"]);
    let strange = key("verdict", Algorithm::Ed25519, 0x77).to_text();
    office.write("verdict.key", &strange);
    office.write("cosigner.key", &key("screening", Algorithm::Cosignature, 0x78).to_text());
    office.write("consistency.key", &key("consistency", Algorithm::Cosignature, 0x79).to_text());
    expect(
        &office,
        &office.config(),
        &["cosigner_key: the manifest that the intake serves names another key", "consistency_key: the", "verdict_key: the"],
    );
}

#[test]
fn the_intake_its_manifest_and_the_providers_are_asked() {
    let office = Office::new();
    let config = office.config();
    // A port that nobody listens on.
    let nobody = config.replace(&office.intake.address.to_string(), "127.0.0.1:9");
    expect(&office, &nobody, &["gives no manifest: no answer"]);
    office.write("token", "another-token-that-is-long-enough-to-be-one");
    expect(&office, &config, &["refuses the token; both must have the same"]);
    office.write("token", crate::common::TOKEN);

    let manifest = office.manifest.clone();
    office.intake.says().manifest = signed_by(&manifest, &[1]);
    expect(&office, &config, &["the manifest that the intake serves is refused: only 1 of the root keys signed"]);
    let other = lakzegel_crypto::Manifest { rules_version: manifest.rules_version + 1, ..manifest.clone() };
    office.publish(&other);
    expect(&office, &config, &["the manifest names rule set"]);

    // Two keys that nobody seals to any more: to one of them letters may still come.
    let life = |seed, accept_until| SealingKey {
        config: OpeningKey::from_seed(seed, [seed; 32]).config().clone(),
        seal_until: now() - 2 * DAY,
        accept_until,
        open_until: now() + 40 * DAY,
    };
    let (draining, over) = (life(1, now() + DAY), life(2, now() - DAY));
    let keys = [vec![over, draining.clone()], manifest.sealing_keys.clone()].concat();
    office.publish(&lakzegel_crypto::Manifest { sealing_keys: keys, ..manifest.clone() });
    expect(&office, &config, &[&format!("letters are sealed to the key {}", draining.config.key_id())]);

    office.publish(&manifest);
    office.intake.says().provider_answers = false;
    expect(&office, &config, &["provider proef: answered 503"]);
    office.intake.says().provider_answers = true;
    office.intake.says().provider_keys = vec![provider_jwk(0x41)];
    assert!(check(&office, &config, &[]).0);
    assert_eq!(office.cosigned(), [0; 0], "nothing was done");
    // What one root key signed is not in force for another deployment's root keys either.
    office.write(
        "root-keys.txt",
        &format!("{}\n{}\n", "demo.invalid/elders", [1, 2, 3].map(|number| root_key(number).verifier().to_string()).join("\n")),
    );
    expect(
        &office,
        &config,
        &["manifest: ", "the manifest that the intake serves is refused: the manifest is for another deployment"],
    );
}

#[test]
fn a_variable_goes_before_the_file() {
    let office = Office::new();
    let config = office.config();
    let (content, lines) = check(&office, &config, &[("LAKZEGEL_SCREENING_INTAKE", "elsewhere")]);
    assert!(!content && lines[0].contains("elsewhere"), "{lines:?}");
    let (content, lines) = check(&office, &config, &[("LAKZEGEL_SCREENING_POLL_EVERY_SECONDS", "soon")]);
    assert!(!content && lines[0].contains("poll_every_seconds"), "{lines:?}");
    let (content, lines) = check(&office, &config, &[("LAKZEGEL_SCREENING_FONTS", "nowhere")]);
    assert!(!content && lines[0].contains(&office.path("nowhere").display().to_string()), "relative to the file: {lines:?}");
}

#[test]
fn a_list_of_the_clients_files_that_cannot_be_stated_is_named_with_what_to_do() {
    let office = Office::new();
    let config = with_client_list(&office.config());
    expect(&office, &config, &["client_list: "]);
    let (now, manifest) = (now(), office.intake.says().manifest.clone());
    let good = client_list(ORIGIN, now - DAY, now + DAY, &[1, 3]);
    office.write("client.txt", &good);
    let (content, lines) = check(&office, &config, &[]);
    assert!(content, "{lines:?}");
    for (list, mistake) in [
        (
            client_list(ORIGIN, now - DAY, now + DAY, &[2]),
            "1 of the root keys signed it, and 2 must: have it signed with `client sign`",
        ),
        (good.replace("2026-12", "2027-01"), "a signature of a known key is false; give the list as"),
        (
            client_list("demo.invalid/another", now - DAY, now + DAY, &[1, 2]),
            "the list of another deployment, demo.invalid/another: give",
        ),
        (client_list(ORIGIN, now + DAY, now + 2 * DAY, &[1, 2]), "set this machine's clock right"),
        (client_list(ORIGIN, now - 2 * DAY, now, &[1, 2]), "have a new list of the same client signed"),
        (client_list(ORIGIN, now, now + 401 * DAY, &[1, 2]), "is not a list of a client's files, as `client draft` makes it now"),
        (manifest, "is not a list of a client's files"),
    ] {
        office.write("client.txt", &list);
        expect(&office, &config, &[mistake]);
        let (_, lines) = check(&office, &config, &[]);
        assert!(lines[0].starts_with("client_list: ") && lines[0].contains("client.txt"), "{lines:?}");
    }
}

#[test]
fn the_example_is_a_configuration() {
    let office = Office::new();
    let example =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/screening.example.toml")).expect("the example is there");
    // All that is wrong with it is that its files are not there; the root keys and the fonts are.
    expect(
        &office,
        &example,
        &[
            "client_list: ",
            "cosigner_key: ",
            "consistency_key: ",
            "verdict_key: ",
            "freshness_key: ",
            "screening_token: ",
            "register: ",
            "sealing_keys: ",
        ],
    );
    let (_, lines) = check(&office, &example, &[]);
    assert!(lines.iter().all(|line| line.contains("No such file")), "{lines:#?}");
}
