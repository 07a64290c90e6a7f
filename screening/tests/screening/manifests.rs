//! Manifests: made and signed by people with root keys, and taken from the intake only when they are what a client would take.

use std::{fs, path::Path};

use lakzegel_crypto::{
    KeyConfig, Manifest,
    log::Checkpoint,
    manifest::Retired,
    note::{Algorithm, SigningKey},
};

use crate::common::{ORIGIN, Office, Said, hash_of, make_sealing_key, now, program, said, signed_by, wait_for};

/// Runs `manifest ...` with files of this folder.
fn manifest(dir: &Path, verb: &str, files: &[(&str, &str)]) -> Said {
    let mut command = program();
    command.args(["manifest", verb]);
    for (option, name) in files {
        command.arg(option).arg(dir.join(name));
    }
    said(&mut command)
}

/// A folder as the people with the root keys have it: note keys, root keys, a sealing key and the example's TOML file.
fn root_office() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let dir = folder.path();
    fs::create_dir(dir.join("keys")).expect("a folder can be made");
    let origin = "demo.invalid/lakzegel";
    let note_key = |name: &str, kind: &str, file: &str| {
        let name = format!("{origin}/{name}");
        let made = said(program().args(["note-key", "make", "--name", &name, "--kind", kind, "--out"]).arg(dir.join(file)));
        assert!(made.success, "{}", made.errors);
        assert_eq!(fs::read_to_string(dir.join(format!("{file}.pub"))).expect("the public half is there"), made.output);
        made.output
    };
    note_key("log", "note", "keys/log.key");
    note_key("screening", "cosigner", "keys/cosigner.key");
    note_key("consistency", "cosigner", "keys/consistency.key");
    note_key("verdict", "note", "keys/verdict.key");
    note_key("freshness", "note", "keys/freshness.key");
    let roots: String =
        (1..=3).map(|number| note_key(&format!("root-{number}"), "note", &format!("root-{number}.key"))).collect();
    fs::write(dir.join("root-keys.txt"), format!("{origin}\n{roots}")).expect("a file can be written");
    make_sealing_key(&dir.join("sealing"));
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("manifest.example.toml"), dir.join("manifest.toml"))
        .expect("the example is there");
    folder
}

const DRAFT: [(&str, &str); 3] = [("--config", "manifest.toml"), ("--keys", "sealing"), ("--out", "manifest.txt")];
const CHECK: [(&str, &str); 2] = [("--root-keys", "root-keys.txt"), ("--note", "manifest.txt")];

fn sign(dir: &Path, root: u8) -> Said {
    manifest(dir, "sign", &[("--key", &format!("root-{root}.key")), ("--note", "manifest.txt")])
}

/// Edits the TOML file.
fn configure(dir: &Path, from: &str, to: &str) {
    let path = dir.join("manifest.toml");
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("a file can be written");
}

#[test]
fn two_of_three_root_keys_make_a_manifest() {
    let folder = root_office();
    let dir = folder.path();
    let drafted = manifest(dir, "draft", &DRAFT);
    assert!(drafted.success, "{}", drafted.errors);
    let text = fs::read_to_string(dir.join("manifest.txt")).expect("the draft is there");
    let draft = Manifest::parse_text(&text).expect("it is a manifest");
    assert_eq!((draft.version, draft.sealing_keys.len(), draft.letters_per_visit), (1, 1, 3));
    assert_eq!(draft.time_zone, "Europe/Amsterdam");
    assert_eq!(draft.expires - draft.issued, 35 * 86_400);

    let unsigned = manifest(dir, "check", &CHECK);
    assert!(!unsigned.success, "a draft is nothing yet");
    assert!(sign(dir, 2).success);
    let once = manifest(dir, "check", &CHECK);
    assert!(!once.success && once.errors.contains('1'), "one signature is not enough: {}", once.errors);
    let again = sign(dir, 2);
    assert!(!again.success && again.errors.contains("has signed this manifest already"), "{}", again.errors);
    assert!(sign(dir, 3).success);
    let checked = manifest(dir, "check", &CHECK);
    assert!(checked.success, "{}", checked.errors);
    assert_eq!(checked.output, text, "what was drafted is what was signed");
    assert!(sign(dir, 1).success && manifest(dir, "check", &CHECK).success, "three are as good");
}

#[test]
fn witnesses_and_retired_log_keys_go_into_a_manifest() {
    let folder = root_office();
    let dir = folder.path();
    let origin = "demo.invalid/lakzegel";
    let old = SigningKey::from_seed(&format!("{origin}/log"), Algorithm::Ed25519, [0x41; 32]).expect("the name is valid");
    let last = Checkpoint { origin: format!("{origin}/log"), size: 7, root: [0x42; 32] };
    let mut keys: Vec<String> = vec![old.verifier().to_string()];
    for number in 1..=3_u8 {
        let key = SigningKey::from_seed(&format!("witness-{number}.invalid"), Algorithm::Cosignature, [number; 32]);
        keys.push(key.expect("the name is valid").verifier().to_string());
    }
    for (number, key) in keys.iter().enumerate() {
        fs::write(dir.join(format!("keys/{number}.pub")), format!("{key}\n")).expect("a file can be written");
    }
    fs::write(dir.join("last"), last.sign(&old).to_string()).expect("a file can be written");
    let lines = "\nwitness = [\"keys/1.pub\", \"keys/2.pub\", \"keys/3.pub\"]\nquorum = 2\n\n[[retired_log_key]]\n\
                 key = \"keys/0.pub\"\nlast_checkpoint = \"last\"\n\n[limits]";
    configure(dir, "\n[limits]", lines);
    let drafted = manifest(dir, "draft", &DRAFT);
    assert!(drafted.success, "{}", drafted.errors);
    let text = fs::read_to_string(dir.join("manifest.txt")).expect("the draft is there");
    let draft = Manifest::parse_text(&text).expect("it is a manifest");
    assert_eq!((draft.witnesses.keys.len(), draft.witnesses.quorum), (3, 2));
    let retired = &draft.log_keys[1];
    assert_eq!((retired.key.to_string(), retired.retired_at), (keys[0].clone(), Some(Retired { size: 7, root: [0x42; 32] })));

    // A checkpoint that another key signed says nothing of this one.
    let other = SigningKey::from_seed(&format!("{origin}/log"), Algorithm::Ed25519, [0x43; 32]).expect("the name is valid");
    for wrong in [last.sign(&other).to_string(), last.to_text()] {
        fs::write(dir.join("last"), wrong).expect("a file can be written");
        assert!(!manifest(dir, "draft", &DRAFT).success);
    }
    configure(dir, "quorum = 2", "quorum = 1");
    fs::write(dir.join("last"), last.sign(&old).to_string()).expect("a file can be written");
    let half = manifest(dir, "draft", &DRAFT);
    assert!(!half.success && half.errors.contains("more than half of the witnesses"), "{}", half.errors);
}

#[test]
fn a_changed_byte_fails() {
    let folder = root_office();
    let dir = folder.path();
    assert!(manifest(dir, "draft", &DRAFT).success && sign(dir, 1).success && sign(dir, 2).success);
    let path = dir.join("manifest.txt");
    let good = fs::read(&path).expect("the manifest is there");
    assert!(manifest(dir, "check", &CHECK).success);
    let text_ends = good.windows(2).position(|two| two == b"\n\n").expect("a note has a blank line");
    for place in [0, 20, text_ends / 2, text_ends - 1, good.len() - 10] {
        let mut changed = good.clone();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        fs::write(&path, changed).expect("a file can be written");
        assert!(!manifest(dir, "check", &CHECK).success, "byte {place} was changed");
    }
    fs::write(&path, good).expect("a file can be written");
    assert!(manifest(dir, "check", &CHECK).success);
}

#[test]
fn a_draft_that_nobody_would_accept_is_not_written() {
    for (from, to, error) in [
        ("validity_days = 35", "validity_days = 36", "at most 35 days"),
        ("Europe/Amsterdam", "Europe/Nergens", "is not in the IANA's database of time zones"),
        ("Europe/Amsterdam", "europe/amsterdam", "is not in the IANA's database of time zones"),
        ("seal_days = 60", "seal_days = 34", "no sealing key is active until the manifest expires"),
        ("version = 1\n", "version = 1\nbiscuit = 2\n", "biscuit"),
        ("algorithms = [\"EdDSA\"]", "algorithms = [\"HS256\"]", "contradicts itself"),
        ("algorithms = [\"EdDSA\"]", "algorithms = [\"none\"]", "contradicts itself"),
        ("origin = \"demo.invalid/lakzegel\"", "origin = \"demo.invalid/elders\"", "contradicts itself"),
        ("verdict_key = \"keys/verdict.key.pub\"", "verdict_key = \"keys/absent.pub\"", "absent.pub"),
    ] {
        let folder = root_office();
        configure(folder.path(), from, to);
        let drafted = manifest(folder.path(), "draft", &DRAFT);
        assert!(!drafted.success && drafted.errors.contains(error), "{to}: {}", drafted.errors);
        assert!(!folder.path().join("manifest.txt").exists(), "{to}");
    }
}

#[test]
fn only_manifests_are_signed() {
    let folder = root_office();
    fs::write(folder.path().join("manifest.txt"), "I owe you a thousand guilders.\n").expect("a file can be written");
    let signed = sign(folder.path(), 1);
    assert!(!signed.success && signed.errors.contains("is not a manifest"), "{}", signed.errors);
}

#[test]
fn a_manifest_with_a_key_that_nothing_can_be_sealed_to_is_not_signed() {
    let folder = root_office();
    assert!(manifest(folder.path(), "draft", &DRAFT).success);
    let path = folder.path().join("manifest.txt");
    let mut draft = Manifest::parse_text(&fs::read_to_string(&path).expect("the draft is there")).expect("it is a manifest");
    let mut key = draft.sealing_keys[0].config.encode();
    key[3..6].fill(0xff);
    draft.sealing_keys[0].config = KeyConfig::decode(&key).expect("its form is right");
    fs::write(&path, draft.to_text()).expect("a file can be written");
    let signed = sign(folder.path(), 1);
    assert!(!signed.success && signed.errors.contains("not a valid public key"), "{}", signed.errors);
}

#[test]
fn a_manifest_that_is_forged_older_or_another_deployments_is_refused_with_an_alarm() {
    let office = Office::new();
    let sent = office.send();
    office.good_round();
    let newer = |change: &dyn Fn(&mut Manifest)| {
        let mut manifest = office.manifest.clone();
        manifest.version += 1;
        change(&mut manifest);
        manifest
    };
    let evil = newer(&|manifest| manifest.providers[0].issuer = "https://kwaad.invalid".to_owned());
    let cases = [
        ("signed by one root key", signed_by(&evil, &[1])),
        ("signed twice by one", signed_by(&evil, &[2, 2])),
        ("signed by a stranger", signed_by(&evil, &[1, 9])),
        ("changed after signing", signed_by(&evil, &[1, 2]).replacen("letters-per-visit 3", "letters-per-visit 9", 1)),
        ("older", signed_by(&newer(&|manifest| manifest.version = 6), &[1, 2])),
        ("another deployment's", signed_by(&newer(&|manifest| manifest.origin = "demo.invalid/elders".to_owned()), &[1, 2])),
        ("no manifest", "<html>\n".to_owned()),
        ("nothing at all", String::new()),
    ];
    for (place, (case, note)) in cases.into_iter().enumerate() {
        office.intake.says().manifest = note;
        let round = office.round();
        assert!(
            !round.success && round.errors.contains("the manifest that the intake serves is refused"),
            "{case}: {}",
            round.errors
        );
        assert_eq!(office.list().alarms.len(), place + 1, "{case}");
    }
    // What was taken before stays in use.
    let next = office.send();
    office.round();
    assert_eq!([sent.id, next.id].map(|id| office.state_of(id)), ["released", "released"]);
}

#[test]
fn a_manifest_that_has_run_out_is_refused_and_is_no_alarm() {
    let office = Office::new();
    office.good_round();
    let mut manifest = office.manifest.clone();
    (manifest.version, manifest.expires) = (8, now() - 1);
    office.publish(&manifest);
    let round = office.round();
    assert!(!round.success && round.errors.contains("expired"), "{}", round.errors);
    assert!(office.list().alarms.is_empty());
}

#[test]
fn a_manifest_that_is_early_is_taken_when_its_time_has_come() {
    let office = Office::new();
    // It must be seen before its time: a slow machine takes a while to look.
    let begun = now();
    office.good_round();
    let mut manifest = office.manifest.clone();
    (manifest.version, manifest.clock_tolerance, manifest.issued) = (8, 0, now() + 4 + 4 * (now() - begun));
    office.publish(&manifest);
    let process = office.spawn();
    wait_for("the manifest's time", || (now() > manifest.issued + 1).then_some(()));
    let visit = office.visit_now();
    let mut letter = office.letter(&visit);
    (letter.manifest_hash, letter.sealed_at) = (hash_of(&manifest), now());
    let sent = office.send_letter(&visit, letter);
    wait_for("the letter", || office.released().contains(&format!("{}.json", sent.id)).then_some(()));
    let log = process.stop().errors;
    assert_eq!(log.matches("is refused").count(), 1, "reported once: {log}");
}

/// A client may have a manifest before screening has: then it is the letter that waits.
#[test]
fn a_letter_with_a_manifest_that_cannot_be_fetched_yet_waits_for_it() {
    let office = Office::new();
    office.good_round();
    let mut manifest = office.manifest.clone();
    manifest.version = 8;
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    letter.manifest_hash = hash_of(&manifest);
    let sent = office.send_letter(&visit, letter);
    for nothing in ["the intake is being changed\n", ""] {
        office.intake.says().manifest = nothing.to_owned();
        office.round();
        assert_eq!(office.state_of(sent.id), "unchecked", "{nothing:?}");
    }
    office.publish(&manifest);
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
}

#[test]
fn a_letter_of_the_manifest_before_this_one_is_judged_by_its_own() {
    let office = Office::new();
    office.good_round();
    let mut manifest = office.manifest.clone();
    (manifest.version, manifest.limits.characters) = (8, 10);
    office.publish(&manifest);
    office.good_round();
    let old = office.send();
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    letter.manifest_hash = hash_of(&manifest);
    let new = office.send_letter(&visit, letter);
    office.good_round();
    assert_eq!([old.id, new.id].map(|id| office.state_of(id)), ["released", "withheld rules"]);
    assert_eq!(office.released_json(old.id)["letter"]["manifest_version"], 7);
}

#[test]
fn letters_wait_for_a_screening_that_has_their_rule_set() {
    let office = Office::new();
    let mut manifest = office.manifest.clone();
    (manifest.version, manifest.rules_version) = (8, manifest.rules_version + 1);
    office.publish(&manifest);
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    (letter.manifest_hash, letter.rules_version) = (hash_of(&manifest), manifest.rules_version);
    let sent = office.send_letter(&visit, letter);
    let round = office.round();
    assert!(!round.success && round.errors.contains("does not have the letter's rule set"), "{}", round.errors);
    assert_eq!(office.state_of(sent.id), "unchecked");
}

#[test]
fn keys_that_are_not_the_manifests_are_reported_before_anybody_wonders() {
    let office = Office::new();
    let mut manifest = office.manifest.clone();
    manifest.version = 8;
    let key = SigningKey::from_seed(&format!("{ORIGIN}/consistency"), Algorithm::Cosignature, [9; 32]);
    manifest.consistency_key = key.expect("the name is valid").verifier().clone();
    office.publish(&manifest);
    let round = office.round();
    assert!(!round.success && round.errors.contains("names other keys of screening"), "{}", round.errors);
}
