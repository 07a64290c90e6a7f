//! An intake that claims or sends more than there can be: what one look takes is bounded, stored as it goes, and told.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use lakzegel_crypto::{EnvelopeId, log::Checkpoint};

use crate::common::{Office, Process, log_key, said, wait_for};

/// How many entries one look takes, at most.
const AT_ONCE: u64 = 16_384;

/// The log key's signed word that it has so many entries, which nobody can check without having them all.
fn claim(office: &Office, size: u64) {
    let origin = log_key().verifier().name().to_owned();
    let note = Checkpoint { origin, size, root: [size.to_be_bytes()[7]; 32] }.sign(&log_key());
    let mut said = office.intake.says();
    said.checkpoint = Some(note.to_string());
    said.endless = Some(EnvelopeId::from_bytes([9; 32]));
}

/// The most memory that a process ever had, in MB.
fn peak(process: &Process) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux says it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

/// The tiles that were asked for since the last time.
fn tiles(office: &Office) -> Vec<usize> {
    std::mem::take(&mut office.intake.says().tiles_asked)
}

#[test]
fn a_log_that_claims_more_than_can_be_is_an_alarm_and_nothing_of_it_is_taken() {
    let office = Office::new();
    office.send();
    // To an office that has seen nothing yet, and to one that was here a moment ago, to which less is possible.
    for size in [1_000_000_000_000, u64::MAX, 10_000_001] {
        claim(&office, size);
        let round = office.round();
        assert!(!round.success && round.errors.contains("\"alarm\":\"implausible\""), "{size}: {}", round.errors);
    }
    office.intake.says().checkpoint = None;
    office.intake.says().endless = None;
    assert_eq!(tiles(&office), [0; 0]);
    office.good_round();
    tiles(&office);
    claim(&office, 200_000);
    let round = office.round();
    assert!(!round.success && round.errors.contains("\"alarm\":\"implausible\""), "{}", round.errors);
    assert_eq!(tiles(&office), [0; 0], "nothing is asked for");
    let alarms = office.list().alarms;
    assert_eq!(alarms.len(), 4, "{alarms:?}");
    let health = office.person(&["health"]);
    assert!(!health.success && health.output.contains("alarms (`list` shows them): 4"), "{}", health.output);

    // When it is honest again, the office goes on.
    office.intake.says().checkpoint = None;
    office.intake.says().endless = None;
    let sent = office.send();
    office.good_round();
    assert_eq!((office.state_of(sent.id), office.cosigned()), ("released".to_owned(), vec![1, 2]));
}

#[test]
fn what_an_endless_log_gives_is_taken_in_parts_and_takes_no_memory() {
    let office = Office::new();
    claim(&office, 10_000_000);
    let process = office.spawn();
    wait_for("two looks", || (office.intake.says().tiles_asked.len() > 64).then_some(()));
    let most = peak(&process);
    println!("at most {most} MB");
    let stopped = process.stop();
    assert!(stopped.success, "{}", stopped.errors);
    assert!(most < 100, "{most} MB");
    let asked = tiles(&office);
    assert!(asked.iter().copied().eq(0..asked.len()), "each is asked for once, in order");
    assert!(stopped.errors.contains("the log is longer than one look takes"), "{}", stopped.errors);

    // It was stored as it came: the next start goes on, and one look takes so many and no more.
    let before = asked.len();
    assert!(office.round().success);
    let asked = tiles(&office);
    assert!(asked[0] <= before && asked[0] >= before - 16, "{} after {before}", asked[0]);
    assert_eq!(asked.len(), 64);
    let health = office.person(&["health"]);
    let behind = 10_000_000 - (asked[0] as u64 * 256 + AT_ONCE);
    let told = format!("entries that the log is said to have and that are not here yet: {behind}\n");
    assert!(health.output.contains(&told), "{told}{}", health.output);
    assert_eq!((office.cosigned(), office.list().letters.len()), (vec![], 0), "nothing of it counts before it is proved");
}

#[test]
fn a_long_log_that_is_true_is_taken_in_several_looks() {
    let office = Office::new();
    let sent = office.send();
    // One envelope under many entries: a letter once.
    office.intake.says().entries = vec![sent.id; AT_ONCE as usize + 300];
    office.good_round();
    assert_eq!((office.list().letters.len(), office.cosigned()), (0, vec![]), "it is not proved yet");
    // Meanwhile it has grown.
    let other = office.send();
    office.good_round();
    assert_eq!(office.cosigned(), [AT_ONCE + 301]);
    assert_eq!([sent.id, other.id].map(|id| office.state_of(id)), ["released", "released"]);
}

#[test]
fn parts_of_a_log_that_was_a_lie_accuse_nobody_who_is_honest() {
    let office = Office::new();
    claim(&office, 9_000_000);
    assert!(office.round().success);
    // The intake is put right: what was taken from the liar is given up, and the honest log is taken from its beginning.
    office.intake.says().checkpoint = None;
    office.intake.says().endless = None;
    let sent = office.send();
    office.good_round();
    assert_eq!((office.state_of(sent.id), office.cosigned()), ("released".to_owned(), vec![1]));

    // The same where the honest log is the longer one.
    let office = Office::new();
    claim(&office, AT_ONCE + 256);
    assert!(office.round().success);
    let sent = office.send();
    office.intake.says().checkpoint = None;
    office.intake.says().endless = None;
    office.intake.says().entries = vec![sent.id; AT_ONCE as usize + 300];
    for _ in 0..4 {
        office.good_round();
    }
    assert!(office.list().alarms.is_empty(), "{:?}", office.list().alarms);
    assert_eq!(office.cosigned(), [AT_ONCE + 300]);

    // Who lies on is found out.
    let office = Office::new();
    claim(&office, AT_ONCE + 256);
    assert!(office.round().success);
    let process = office.spawn();
    wait_for("an alarm", || office.list().alarms.iter().any(|alarm| alarm.contains("forked")).then_some(()));
    assert!(process.stop().success);
}

#[test]
fn envelopes_that_never_come_do_not_stand_before_the_others() {
    let office = Office::new();
    {
        let mut said = office.intake.says();
        said.entries = (0..300_u32).map(|number| EnvelopeId::of(&number.to_be_bytes())).collect();
    }
    let sent = office.send();
    let first = office.round();
    let named = first.errors.lines().filter(|line| line.contains("does not give the envelope that the log names")).count();
    assert!(named <= 8 && first.errors.contains("does not give so many envelopes"), "{named}: {}", first.errors);
    wait_for("the letter behind them", || {
        let said = office.round();
        said.errors.contains("delivered").then_some(())
    });
    assert_eq!((office.state_of(sent.id), office.cosigned()), ("released".to_owned(), vec![]));
}

/// Something between screening and its intake that passes everything on, but sends without an end whatever is asked for under one path; or hangs
/// up, if there is a `!` before the path.
struct Flood {
    address: SocketAddr,
    path: Arc<Mutex<String>>,
    sent: Arc<AtomicU64>,
}

impl Flood {
    fn start(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let flood = Self { address, path: Arc::new(Mutex::new("/nothing".to_owned())), sent: Arc::new(AtomicU64::new(0)) };
        let (path, sent) = (flood.path.clone(), flood.sent.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (path, sent) = (path.lock().expect("no thread panics").clone(), sent.clone());
                thread::spawn(move || Self::answer(stream, behind, &path, &sent));
            }
        });
        flood
    }

    /// One request on one connection.
    fn answer(mut client: TcpStream, behind: SocketAddr, path: &str, sent: &AtomicU64) -> Option<()> {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).ok()?;
            request.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&request).into_owned();
        let asked = head.split(' ').nth(1)?;
        if path.strip_prefix('!').is_some_and(|path| asked.starts_with(path)) {
            return None;
        }
        if asked.starts_with(path) {
            client.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").ok()?;
            // Until the other side has had enough; this test's own bound is one GB.
            while sent.load(Ordering::Relaxed) < 1 << 30 {
                client.write_all(&[b'a'; 16_384]).ok()?;
                sent.fetch_add(16_384, Ordering::Relaxed);
            }
            return Some(());
        }
        let length =
            head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        client.read_exact(&mut body).ok()?;
        let mut server = TcpStream::connect(behind).ok()?;
        server.write_all(head.replacen("\r\n", "\r\nconnection: close\r\n", 1).as_bytes()).ok()?;
        server.write_all(&body).ok()?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).ok()?;
        client.write_all(&answer).ok()
    }
}

#[test]
fn an_answer_without_an_end_is_cut_off_whatever_was_asked_for() {
    let office = Office::new();
    let flood = Flood::start(office.intake.address);
    let through = |office: &Office| {
        let mut command = office.run_command(&["--once"]);
        said(command.env("LAKZEGEL_SCREENING_INTAKE", format!("http://{}", flood.address)))
    };
    office.good_round();
    for path in ["/v1/manifest", "/checkpoint", "/tile/entries/", "/v1/envelopes/"] {
        let sent = office.send();
        *flood.path.lock().expect("no thread panics") = path.to_owned();
        flood.sent.store(0, Ordering::Relaxed);
        let begun = Instant::now();
        let round = through(&office);
        // What both ends' buffers take is sent and not read.
        let bytes = flood.sent.load(Ordering::Relaxed);
        assert!((1..32 << 20).contains(&bytes), "{path}: {bytes} bytes");
        assert!(begun.elapsed() < Duration::from_secs(120), "{path}");
        assert!(path == "/v1/envelopes/" || !round.success, "{path}: {}", round.errors);
        *flood.path.lock().expect("no thread panics") = "/nothing".to_owned();
        assert!(through(&office).success, "{path}: it goes on");
        assert_eq!(office.state_of(sent.id), "released", "{path}");
    }
}

#[test]
fn an_envelope_at_which_the_intake_hangs_up_does_not_stand_before_the_others() {
    let office = Office::new();
    office.good_round();
    let flood = Flood::start(office.intake.address);
    let through = || {
        let mut command = office.run_command(&["--once"]);
        said(command.env("LAKZEGEL_SCREENING_INTAKE", format!("http://{}", flood.address)))
    };
    let (first, second) = (office.send(), office.send());
    *flood.path.lock().expect("no thread panics") = format!("!/v1/envelopes/{}", first.id);
    for _ in 0..2 {
        let round = through();
        assert!(!round.success && round.errors.contains("could not be followed to its end"), "{}", round.errors);
    }
    assert_eq!([first.id, second.id].map(|id| office.state_of(id)), ["missing", "released"]);
    *flood.path.lock().expect("no thread panics") = "/nothing".to_owned();
    assert!(through().success);
    assert_eq!((office.state_of(first.id), office.cosigned()), ("released".to_owned(), vec![2]));
}
