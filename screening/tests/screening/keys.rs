//! Sealing keys: made, listed, destroyed. The file is the key; when it is gone, so is every letter that was sealed to it.

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::common::{Office, make_sealing_key, program, said};

#[test]
fn keys_are_made_listed_and_destroyed() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let dir = folder.path().join("keys");
    let ids = [make_sealing_key(&dir), make_sealing_key(&dir)].map(|key| key.key_id().to_string());
    let list = || said(program().args(["keys", "list", "--keys"]).arg(&dir)).output;
    assert!(ids.iter().all(|id| list().contains(id.as_str())));
    let file = dir.join(format!("{}.seed", ids[0]));
    assert_eq!(fs::metadata(&file).expect("the file is there").permissions().mode() & 0o777, 0o600, "its owner's eyes only");

    // Another name for the same bytes on the disk: destroying overwrites them, and does not only take the name away.
    let witness = folder.path().join("witness");
    fs::hard_link(&file, &witness).expect("a file can have two names");
    let destroyed = said(program().args(["keys", "destroy", &ids[0], "--keys"]).arg(&dir));
    assert!(destroyed.success, "{}", destroyed.errors);
    assert_eq!(destroyed.output, format!("{} is destroyed\n", ids[0]));
    assert!(!file.exists());
    assert!(fs::read(&witness).expect("the other name is there").iter().all(|byte| *byte == 0));
    assert!(!list().contains(&ids[0]) && list().contains(&ids[1]));
    let log = fs::read_to_string(dir.join("keys.log")).expect("there is a record");
    assert_eq!(log.lines().filter(|line| line.ends_with(&format!(" destroyed {}", ids[0]))).count(), 1, "{log}");

    let again = said(program().args(["keys", "destroy", &ids[0], "--keys"]).arg(&dir));
    assert!(!again.success && again.errors.contains("there is no sealing key"), "{}", again.errors);
    let nonsense = said(program().args(["keys", "destroy", "../../etc/passwd", "--keys"]).arg(&dir));
    assert!(!nonsense.success, "only an id names a key");
}

#[test]
fn what_a_destroyed_key_opened_cannot_be_shown_any_more() {
    let office = Office::new();
    office.reads();
    office.round();
    let sent = office.send();
    office.good_round();
    assert!(office.person(&["show", &sent.id.to_string()]).success);
    let id = office.key.key_id().to_string();
    assert!(said(program().args(["keys", "destroy", &id, "--keys"]).arg(office.path("keys"))).success);
    let shown = office.person(&["show", &sent.id.to_string()]);
    assert!(!shown.success && shown.errors.contains("was destroyed"), "{}", shown.errors);
    // Released too late: nothing is delivered, and that is said.
    assert!(office.person(&["release", &sent.id.to_string()]).success);
    let round = office.round();
    assert!(round.errors.contains("its key is gone before it was delivered"), "{}", round.errors);
    assert_eq!(office.state_of(sent.id), "kept key-destroyed");
    assert!(office.released().is_empty());
}

#[test]
fn a_key_that_is_destroyed_while_screening_runs_opens_nothing_more() {
    let office = Office::new();
    let process = office.spawn();
    let first = office.send();
    crate::common::wait_for("the first letter", || office.released().contains(&format!("{}.json", first.id)).then_some(()));
    let id = office.key.key_id().to_string();
    assert!(said(program().args(["keys", "destroy", &id, "--keys"]).arg(office.path("keys"))).success);
    let second = office.send();
    crate::common::wait_for("the second letter", || {
        (office.list().letters.get(&second.id).map(String::as_str) == Some("kept key-destroyed")).then_some(())
    });
    process.stop();
}
