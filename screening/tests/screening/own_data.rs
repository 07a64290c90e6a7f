//! What the office keeps itself, and for how long: who people are, in the database's own files; keys, in the memory of the running program.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
};

use sha2::{Digest as _, Sha256};
use shake::{ExtendableOutput as _, Shake256, Update as _, XofReader as _};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::common::{Office, Process, Visit, now, program, said, wait_for};

/// Runs this SQL on the office's database, and gives the first column of what it answers.
pub fn ask(office: &Office, sql: &str) -> Vec<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(office.path("data/screening.sqlite")).create_if_missing(false);
        let mut connection = SqliteConnection::connect_with(&options).await.expect("the database is there");
        let rows = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await.expect("it is SQL");
        connection.close().await.expect("it closes");
        rows
    })
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Whether these bytes stand anywhere in the files of a folder.
fn is_in_files(folder: &Path, needle: &[u8]) -> bool {
    let files = fs::read_dir(folder).expect("the folder is there");
    files.flatten().any(|entry| fs::read(entry.path()).is_ok_and(|bytes| contains(&bytes, needle)))
}

#[test]
fn who_wrote_is_keyed_and_is_gone_from_the_files_when_its_term_is_over() {
    let office = Office::new();
    let visits: Vec<Visit> = (0..3).map(|_| office.visit()).collect();
    visits.iter().for_each(|visit| drop(office.send_letter(visit, office.letter(visit))));
    office.good_round();
    let people = ask(&office, "SELECT person FROM people");
    assert_eq!(people.len(), 3);
    for visit in &visits {
        let subject = visit.claims["sub"].as_str().expect("it is text");
        let issuer = &office.manifest.providers[0].issuer;
        for plain in [format!("{issuer}\0{subject}"), format!("{issuer}{subject}"), subject.to_owned()] {
            let hash: [u8; 32] = Sha256::digest(&plain).into();
            assert!(
                !people.contains(&hash.to_vec()) && !is_in_files(&office.path("data"), &hash),
                "who has the database can try it"
            );
        }
        assert!(!is_in_files(&office.path("data"), subject.as_bytes()));
    }
    let key = fs::read_to_string(office.path("person.key")).expect("it was made");
    let secret = key.trim().rsplit(' ').next().expect("a last word").to_owned();
    assert_eq!(secret.len(), 64);
    assert!(!is_in_files(&office.path("data"), secret.as_bytes()));

    // As if it had been long ago. A day less than the term, and nothing goes.
    let in_files = || people.iter().filter(|person| is_in_files(&office.path("data"), person)).count();
    ask(&office, "UPDATE people SET last_login = last_login - 7 * 86400");
    ask(&office, "UPDATE visits SET issued = issued - 7 * 86400");
    office.good_round();
    assert_eq!(in_files(), 3);
    ask(&office, "UPDATE people SET last_login = last_login - 2 * 86400");
    ask(&office, "UPDATE visits SET issued = issued - 2 * 86400");
    let process = office.spawn();
    wait_for("who wrote to be gone", || (in_files() == 0).then_some(()));
    assert!(office.path("data/screening.sqlite-wal").exists(), "the office is at work");
    assert!(process.stop().success);
    assert_eq!((ask(&office, "SELECT visit_key FROM visits").len(), office.list().letters.len()), (0, 3));
}

#[test]
fn after_the_term_a_letters_status_is_published_no_more_and_its_reference_is_gone() {
    let office = Office::new();
    let (old, new) = (office.send(), office.send());
    office.good_round();
    office.told(&old);
    ask(&office, "UPDATE entries SET seen_at = seen_at - 30 * 86400 WHERE number = 0");
    let before = now();
    wait_for("the next publication", || {
        office.good_round();
        office.statuses(&new).pop().filter(|status| status.published_at > before)
    });
    assert!(office.statuses(&old).pop().expect("it was told before").published_at <= before);
    assert_eq!(ask(&office, "SELECT id FROM letters WHERE reference IS NOT NULL"), [new.id.as_bytes()]);
}

#[test]
fn a_reference_is_never_readable_in_the_files_and_a_codes_name_and_halves_go_with_its_last_letter() {
    const NAME: &str = "Zoë Bezoekster-Voorbeeld";
    let office = Office::new();
    office.reads();
    let (decided, waiting) = (office.send(), office.send());
    office.good_round();
    office.told(&waiting);
    let begun = last_round(&office).expect("a round is over");
    let has = |bytes: &[u8]| is_in_files(&office.path("data"), bytes);
    for sent in [&decided, &waiting] {
        assert!(has(sent.id.as_bytes()), "so that this test can fail");
        assert!(!has(sent.letter.reference.as_bytes()), "whoever has the files cannot ask how a letter fares");
    }
    // One that a version of before kept as it is.
    let plain = base16ct::upper::encode_string(waiting.letter.reference.as_bytes());
    ask(&office, &format!("UPDATE letters SET reference = X'{plain}' WHERE number = 1"));
    assert!(has(waiting.letter.reference.as_bytes()));
    // The office is at work, so its write-ahead log is there, and its first round, which wipes in any case, is over.
    let process = office.spawn();
    wait_for("a round", || last_round(&office).filter(|at| *at > begun));
    let sheet = office.path("codes.pdf");
    let words = ["visitor-codes", "--name", NAME, "--date", &in_two_days(), "--count", "2", "--out", &sheet.to_string_lossy()];
    let made = office.person(&words);
    assert!(made.success, "{}", made.errors);
    let halves = ask(&office, "SELECT admission FROM visitor_codes");
    assert!(halves.len() == 2 && has(&halves[0]) && has(NAME.as_bytes()), "so that this test can fail");
    ask(&office, "UPDATE visitor_codes SET day = day - 2");
    wait_for("the intake to be told of codes", || (!office.intake.says().admissions.is_empty()).then_some(()));
    wait_for("the halves that admit to be gone", || (!halves.iter().any(|half| has(half))).then_some(()));
    assert!(office.person(&["release", &decided.id.to_string()]).success);
    wait_for("the reference of before to be encrypted", || (!has(waiting.letter.reference.as_bytes())).then_some(()));
    assert!(has(NAME.as_bytes()));
    assert!(office.path("data/screening.sqlite-wal").exists(), "the office is at work");
    // As if it had been long ago.
    ask(&office, "UPDATE visitor_codes SET day = day - 1000");
    wait_for("the name to be gone", || (!has(NAME.as_bytes())).then_some(()));
    assert!(process.stop().success);
}

/// The day after tomorrow as the desk writes it: the intake is not told of its codes yet.
fn in_two_days() -> String {
    let output =
        std::process::Command::new("date").args(["-u", "-d", "+2 days", "+%F"]).output().expect("there is a date command");
    String::from_utf8(output.stdout).expect("a date is text").trim().to_owned()
}

#[test]
fn nobody_is_known_again_under_another_key() {
    let office = Office::new();
    let send = || {
        let mut visit = Visit::begun(&office.manifest.providers[0], now() - 90);
        visit.claims.insert("sub".to_owned(), "burger-a".into());
        office.send_letter(&visit, office.letter(&visit));
        office.good_round()
    };
    send();
    send();
    assert_eq!((ask(&office, "SELECT person FROM people").len(), office.list().flags.len()), (1, 2));
    fs::remove_file(office.path("person.key")).expect("it can be removed");
    let round = send();
    assert!(round.errors.contains("there was no person key"), "{}", round.errors);
    assert_eq!((ask(&office, "SELECT person FROM people").len(), office.list().flags.len()), (2, 2));
}

/// What X-Wing makes of a seed (draft-connolly-cfrg-xwing-kem, section 5.2): ML-KEM's two seeds, and the secret of X25519.
fn expanded(seed: &[u8]) -> [[u8; 32]; 3] {
    let mut parts = [[0; 32]; 3];
    let mut hash = Shake256::default();
    hash.update(seed);
    let mut reader = hash.finalize_xof();
    parts.iter_mut().for_each(|part| reader.read(part));
    parts
}

/// How often these bytes stand in the memory of a running process.
///
/// # Errors
///
/// If the system does not let this user look.
fn count_in_memory(process: &Process, needles: &[Vec<u8>]) -> io::Result<Vec<usize>> {
    let maps = fs::read_to_string(format!("/proc/{}/maps", process.id()))?;
    let mut memory = File::open(format!("/proc/{}/mem", process.id()))?;
    let mut counts = vec![0; needles.len()];
    for line in maps.lines() {
        let mut words = line.split(' ');
        let (Some(range), Some(may)) = (words.next(), words.next()) else { continue };
        let Some((start, end)) = range.split_once('-') else { continue };
        if !may.starts_with("rw") {
            continue;
        }
        let [start, end] = [start, end].map(|number| u64::from_str_radix(number, 16).expect("an address"));
        // What was mapped a moment ago may be gone.
        let mut bytes = vec![0; usize::try_from(end - start).expect("it fits")];
        if memory.seek(SeekFrom::Start(start)).is_err() || memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for (needle, count) in needles.iter().zip(&mut counts) {
            *count += bytes.windows(needle.len()).filter(|window| window == needle).count();
        }
    }
    Ok(counts)
}

/// When the last round was over that the running office has told.
fn last_round(office: &Office) -> Option<u64> {
    let told: serde_json::Value = serde_json::from_slice(&fs::read(office.path("data/round.json")).ok()?).ok()?;
    told["at"].as_u64()
}

#[test]
fn a_key_that_was_destroyed_is_gone_from_the_running_programs_memory_after_a_round() {
    let office = Office::new();
    let id = office.key.key_id().to_string();
    let file = fs::read_to_string(office.path("keys").join(format!("{id}.seed"))).expect("the key is there");
    let digits = file.trim().rsplit(' ').next().expect("a last word").to_owned();
    let seed: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("digits")).collect();
    let needles = [vec![seed.clone(), digits.into_bytes()], expanded(&seed).map(Vec::from).into()].concat();

    let process = office.spawn();
    let sent = office.send();
    wait_for("the letter", || office.released().contains(&format!("{}.json", sent.id)).then_some(()));
    let limits = fs::read_to_string(format!("/proc/{}/limits", process.id())).expect("the process runs");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("Linux says it");
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "no memory is written to disk");
    match count_in_memory(&process, &needles) {
        // Who is not the administrator may not look: the program has closed itself off. `keys.rs` looks into its own memory for them.
        Err(error) => assert_eq!(error.kind(), io::ErrorKind::PermissionDenied),
        Ok(counts) => {
            assert!(counts[0] > 0, "the key is in use, and would be found: {counts:?}");
            assert!(said(program().args(["keys", "destroy", &id, "--keys"]).arg(office.path("keys"))).success);
            // No letter comes.
            let then = now();
            wait_for("a round and another", || (last_round(&office)? > then + 1).then_some(()));
            assert_eq!(
                count_in_memory(&process, &needles).expect("it may look"),
                [0; 5],
                "seed, its digits, and what is made of it"
            );
        }
    }
    assert!(process.stop().success);
}
