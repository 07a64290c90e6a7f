//! Who else can read or change what is the office's: what it makes is for its own user, and what others can read or change is refused.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use crate::common::{DAY, ORIGIN, Office, client_list, now, program, said, with_client_list};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

/// Everything in a folder, and the folder itself.
fn all(folder: PathBuf) -> Vec<PathBuf> {
    let inside: Vec<PathBuf> = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    [vec![folder], inside.into_iter().flat_map(all).collect()].concat()
}

#[test]
fn whatever_is_made_is_for_its_own_user_only_however_the_shell_is_set() {
    let office = Office::new();
    office.send();
    let generous = |words: &[&str]| {
        let mut command = Command::new("sh");
        command.args(["-c", "umask 000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_lakzegel-screening")]).args(words);
        said(command.current_dir(office.path("")))
    };
    let round = generous(&["run", "--once", "--config", "screening.toml"]);
    assert!(round.success, "{}", round.errors);
    for words in [
        &["keys", "make", "--keys", "new/keys"][..],
        &["note-key", "make", "--name", "demo.invalid/some/log", "--kind", "note", "--out", "log.key"],
        &[
            "visitor-codes",
            "--name",
            "Voorbeeld Bezoeker",
            "--date",
            "2099-01-01",
            "--out",
            "codes.pdf",
            "--config",
            "screening.toml",
        ],
    ] {
        let made = generous(words);
        assert!(made.success, "{words:?}: {}", made.errors);
    }
    let made = ["data", "released", "notices", "new", "person.key", "log.key", "log.key.pub", "codes.pdf"];
    let made: Vec<PathBuf> = made.into_iter().flat_map(|name| all(office.path(name))).collect();
    assert!(made.len() > 12, "{made:?}");
    for path in made {
        assert_eq!(mode(&path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
    assert_eq!(office.released().len(), 2);
}

#[test]
fn what_others_can_read_or_change_is_refused_and_the_remedy_that_is_said_mends_it() {
    let office = Office::new();
    office.send();
    let issuer = &office.manifest.providers[0].issuer;
    office.write("register.tsv", &format!("{issuer}\tsomebody\tNoor Voorbeeld\n"));
    office.write("register.sh", "#!/bin/sh\nread -r _question\necho '{\"name\":\"Noor Voorbeeld\"}'\n");
    office.allow("register.sh", 0o700);
    office.write("client.txt", &client_list(ORIGIN, now(), now() + DAY, &[1, 2]));
    let with_file = with_client_list(&office.config()) + "[register]\nfile = \"register.tsv\"\n";
    let with_program = office.config() + "[register]\nprogram = [\"register.sh\"]\n";
    office.write("screening.toml", &with_file);
    office.good_round();
    let (seed, json) = (format!("keys/{}.seed", office.key.key_id()), office.released()[0].clone());
    let notice = office.notices()[0].clone();
    fs::create_dir(office.path("elsewhere")).expect("a folder can be made");
    for (name, safe, loose) in [
        ("screening.toml", 0o644, &[0o664, 0o646, 0o666][..]),
        ("root-keys.txt", 0o644, &[0o664, 0o646]),
        ("client.txt", 0o644, &[0o664, 0o646]),
        ("token", 0o600, &[0o640, 0o604, 0o620, 0o602]),
        ("cosigner.key", 0o600, &[0o644, 0o660]),
        ("consistency.key", 0o600, &[0o644]),
        ("verdict.key", 0o400, &[0o644, 0o440]),
        ("person.key", 0o600, &[0o644]),
        ("keys", 0o700, &[0o755, 0o711, 0o750, 0o777]),
        (&seed, 0o600, &[0o644, 0o666]),
        ("keys/keys.log", 0o600, &[0o644]),
        ("data", 0o700, &[0o755, 0o770, 0o701]),
        ("data/screening.sqlite", 0o600, &[0o644, 0o660]),
        ("released", 0o700, &[0o755, 0o750]),
        ("notices", 0o700, &[0o755, 0o750]),
        (&format!("notices/{notice}"), 0o600, &[0o640, 0o604]),
        (&format!("released/{json}"), 0o600, &[0o640, 0o604]),
        ("register.tsv", 0o640, &[0o644, 0o660]),
        ("register.sh", 0o755, &[0o775, 0o757]),
        ("fonts", 0o775, &[0o777]),
        // Whoever can change the folder can put another file in its place.
        ("", 0o755, &[0o777, 0o775, 0o757]),
    ] {
        let config = if name == "register.sh" { &with_program } else { &with_file };
        fs::write(office.path("screening.toml"), config).expect("a file can be written");
        for loose in loose {
            office.allow(name, *loose);
            let path = office.path(name);
            let path = path.to_str().expect("the path is text").trim_end_matches('/');
            let checked = office.person(&["check-config"]);
            let line = checked.output.lines().next().unwrap_or_default();
            assert!(!checked.success && line.contains(path), "{name} {loose:o}: {}", checked.output);
            // Commands of people all begin in the same way.
            let commands = [&["run", "--once"][..], &["list"], &["show", "0"], &["release", "0"], &["health"]];
            for words in &commands[..if name == "token" { commands.len() } else { 2 }] {
                let refused = office.person(words);
                assert!(!refused.success && refused.errors.contains(line), "{name} {loose:o} {words:?}: {}", refused.errors);
            }
            let remedy = line.split('`').nth(1).expect("the remedy is named");
            assert!(Command::new("sh").args(["-c", remedy]).status().expect("there is a shell").success(), "{remedy}");
            let checked = office.person(&["check-config"]);
            assert!(checked.success, "{name} {loose:o} after {remedy}: {}", checked.output);
        }
        office.allow(name, safe);
        assert!(office.person(&["check-config"]).success, "{name} {safe:o}");
    }
    office.good_round();
}

/// A folder far above may not be everybody's, unless nobody can touch another's file there.
#[test]
fn the_way_to_what_is_believed_counts() {
    let office = Office::new();
    fs::create_dir_all(office.path("above/folder")).expect("a folder can be made");
    let file = office.path("above/folder/root-keys.txt");
    fs::copy(office.path("root-keys.txt"), &file).expect("a file can be copied");
    std::os::unix::fs::symlink(&file, office.path("link.txt")).expect("a link can be made");
    for name in ["above/folder/root-keys.txt", "link.txt"] {
        office.write("screening.toml", &office.config().replace("root-keys.txt", name));
        for (mode, is_right) in [(0o700, true), (0o755, true), (0o1777, true), (0o777, false), (0o757, false)] {
            office.allow("above", mode);
            let checked = office.person(&["check-config"]);
            let told = checked.output.contains(&format!("`chmod o-w {}`", office.path("above").display()));
            assert_eq!((checked.success, told), (is_right, !is_right), "{name} {mode:o}: {}", checked.output);
        }
        office.allow("above", 0o755);
    }
}

/// Somebody else's file is theirs to change whatever its mode is. Only the system's administrator can make one, so the test needs to be it.
#[test]
fn what_belongs_to_somebody_else_is_refused() {
    let office = Office::new();
    if std::os::unix::fs::chown(office.path("root-keys.txt"), Some(12_345), None).is_err() {
        println!("not tried: only the administrator gives files away");
        return;
    }
    let checked = office.person(&["check-config"]);
    assert!(!checked.success && checked.output.contains("belongs to the user with the number 12345"), "{}", checked.output);
    assert!(!office.round().success);
}

/// Root keys are used where no configuration is.
#[test]
fn a_root_key_that_others_can_read_signs_nothing() {
    let office = Office::new();
    office.write("manifest.txt", &office.manifest.to_text());
    office.write("root-1.key", &crate::common::root_key(1).to_text());
    let sign = || {
        let mut command = program();
        command.args(["manifest", "sign", "--key"]).arg(office.path("root-1.key"));
        said(command.arg("--note").arg(office.path("manifest.txt")))
    };
    office.allow("root-1.key", 0o644);
    let refused = sign();
    assert!(!refused.success && refused.errors.contains("chmod go="), "{}", refused.errors);
    office.allow("root-1.key", 0o600);
    assert!(sign().success);
}
