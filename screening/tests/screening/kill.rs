//! The power cut: the program is killed at random moments while letters come in, and started again. Each letter is released once.

use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use lakzegel_crypto::{EnvelopeId, State, Status};
use serde_json::Value;

use crate::common::{Office, Sent, wait_for};

const LETTERS: usize = 40;
/// So that what happened can happen again, as far as moments can.
const SEED: u64 = 0x1ac2_e6e1;

/// Xorshift: the moments of the power cuts.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Takes away what is released as soon as its JSON is there, as the people do who print and hand out. What comes a second time is found.
fn take_away(office: &Office, taken: &mut BTreeMap<String, Vec<Value>>, count: &AtomicUsize) {
    for name in office.released() {
        let Some(id) = name.strip_suffix(".json") else { continue };
        count.fetch_add(1, Ordering::Relaxed);
        let (json, pdf) = (office.path("released").join(&name), office.path("released").join(format!("{id}.pdf")));
        let text = fs::read_to_string(&json).expect("the JSON is there");
        let print = fs::read(&pdf).expect("the print was there before the JSON");
        assert!(print.starts_with(b"%PDF-") && print.trim_ascii_end().ends_with(b"%%EOF"), "the print is whole");
        taken.entry(id.to_owned()).or_default().push(serde_json::from_str(&text).expect("the JSON is whole"));
        fs::remove_file(pdf).expect("it can be taken away");
        fs::remove_file(json).expect("it can be taken away");
    }
}

#[test]
fn each_letter_is_released_once_whatever_is_killed_when() {
    let office = Arc::new(Office::new());
    let mut moments = Moments(SEED);
    let stop = Arc::new(AtomicBool::new(false));
    let taken_away = Arc::new(AtomicUsize::new(0));
    let told = Arc::new(Mutex::new(Vec::new()));
    let postman = thread::spawn({
        let (office, stop, taken_away, told) = (office.clone(), stop.clone(), taken_away.clone(), told.clone());
        move || {
            let mut taken = BTreeMap::new();
            while !stop.load(Ordering::Relaxed) {
                take_away(&office, &mut taken, &taken_away);
                told.lock().expect("nobody failed").extend(office.collect());
                thread::sleep(Duration::from_micros(200));
            }
            take_away(&office, &mut taken, &taken_away);
            told.lock().expect("nobody failed").extend(office.collect());
            taken
        }
    });

    let mut sent: Vec<Sent> = Vec::new();
    let mut kills = 0;
    let is_all_done = |sent: &[Sent]| {
        let database = office.path("data/screening.sqlite");
        database.is_file() && {
            let letters = office.list().letters;
            sent.iter().all(|sent| letters.get(&sent.id).is_some_and(|state| state == "released"))
        }
    };
    // Holds the power cut back until something has happened, however slow the machine is, unless there is nothing left to do.
    let soon = |sent: &[Sent], happened: &dyn Fn() -> bool| {
        let mut looked = Instant::now();
        while !happened() {
            if looked.elapsed() > Duration::from_millis(1_500) {
                if is_all_done(sent) {
                    return;
                }
                looked = Instant::now();
            }
        }
    };
    let mut cut_short = 0;
    while sent.len() < LETTERS || kills < 24 {
        let mut process = office.spawn();
        let before = taken_away.load(Ordering::Relaxed);
        for _ in 0..1 + moments.next(2) {
            if sent.len() < LETTERS {
                sent.push(office.send());
            }
        }
        match moments.next(3) {
            0 => thread::sleep(Duration::from_millis(moments.next(700))),
            // The moments that matter most: a file has just been given its name, and the database does not know it yet.
            1 => soon(&sent, &|| taken_away.load(Ordering::Relaxed) > before),
            _ => soon(&sent, &|| office.released().iter().any(|name| name.ends_with(".json.tmp"))),
        }
        process.kill();
        kills += 1;
        if office.path("data/screening.sqlite").is_file() {
            let list = office.list();
            cut_short += list.letters.values().filter(|state| !matches!(state.as_str(), "released" | "missing")).count();
        }
    }
    let all = |list: &BTreeMap<EnvelopeId, String>| list.len() == LETTERS && list.values().all(|state| state == "released");
    let process = office.spawn();
    wait_for("every letter", || all(&office.list().letters).then_some(()));
    wait_for("every status", || {
        sent.iter().all(|sent| office.statuses(sent).last().is_some_and(|status| status.state == State::Screened)).then_some(())
    });
    wait_for("the cosignature", || office.cosigned().contains(&(LETTERS as u64)).then_some(()));
    assert!(process.stop().success);
    office.good_round();
    stop.store(true, Ordering::Relaxed);
    let taken = postman.join().expect("the postman found everything whole");

    assert!(kills >= 24 && cut_short > 0, "the kills hit letters on their way");
    assert!(office.released().is_empty(), "nothing is left over");
    assert_eq!(taken.len(), LETTERS, "nothing is lost");
    // Each letter is the first of somebody else.
    let mut told: Vec<Value> = std::mem::take(&mut told.lock().expect("nobody failed"));
    told.sort_by_key(|notice| notice["subject"].to_string());
    let mut people: Vec<Value> = taken.values().map(|json| json[0]["evidence"]["claims"]["sub"].clone()).collect();
    people.sort_by_key(Value::to_string);
    assert_eq!(told.iter().map(|notice| notice["subject"].clone()).collect::<Vec<_>>(), people, "each is told, and once");
    assert!(office.notices().is_empty(), "{:?}", office.notices());
    for (number, Sent { id, letter }) in sent.iter().enumerate() {
        let [json] = taken[&id.to_string()].as_slice() else {
            panic!("{id} was delivered {} times", taken[&id.to_string()].len())
        };
        assert_eq!((&json["log_number"], &json["envelope"]), (&number.into(), &id.to_string().into()));
        assert_eq!(json["letter"]["message_id"], base16ct::lower::encode_string(&letter.message_id));
    }
    for sent in &sent {
        let statuses = office.statuses(sent);
        assert!(statuses.iter().all(|status| status.envelope == sent.id));
        // Handed over again after a kill, it is the same one.
        let is_next = |two: &[Status]| two[0].published_at < two[1].published_at || two[0] == two[1];
        assert!(statuses.windows(2).all(is_next), "no status goes back, and there is one for each time");
    }
    // Cosigned sizes only grow, but for one that was handed over just before a kill and not remembered.
    assert!(office.cosigned().windows(2).all(|two| two[0] <= two[1]));
}
