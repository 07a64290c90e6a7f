//! The power cut: the process is killed at a random moment under load, again and again. Whatever was acknowledged is still there.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use lakzegel_crypto::{
    EnvelopeId, Receipt,
    log::{Checkpoint, Tree, parse_entry_bundle},
    note::Note,
};
use tokio::task::JoinSet;

use crate::common::{Call, Deployment, Sealed, answer, bytes, grant, text, until};

const ROUNDS: u64 = 8;
const SENDERS: u64 = 12;
pub const GRANTS: u64 = 20_000;

/// What the senders know.
#[derive(Default)]
pub struct Known {
    next: AtomicU64,
    /// Number and receipt of each envelope that was acknowledged.
    acknowledged: Mutex<Vec<(u64, String)>>,
    /// Those that were sent, and to which no answer came.
    unsure: Mutex<Vec<u64>>,
}

impl Known {
    /// How many envelopes were acknowledged so far.
    pub fn count(&self) -> usize {
        self.acknowledged.lock().expect("no sender panics").len()
    }
}

/// Sends one envelope after another until the line breaks.
pub async fn send(call: Call, known: Arc<Known>) {
    loop {
        let number = known.next.fetch_add(1, Ordering::Relaxed);
        let Ok(answer) = call.upload(&Sealed::new(number), Some(&grant(number))).send().await else {
            known.unsure.lock().expect("no sender panics").push(number);
            return;
        };
        assert_eq!(answer.status(), 201);
        match answer.text().await {
            Ok(receipt) => known.acknowledged.lock().expect("no sender panics").push((number, receipt)),
            Err(_) => return known.unsure.lock().expect("no sender panics").push(number),
        }
    }
}

/// All entries, checked against the checkpoint.
pub async fn log(call: &Call) -> (Vec<EnvelopeId>, Tree) {
    let note = Note::parse(&text(call.get("/checkpoint").await).await).expect("the checkpoint is a note");
    let checkpoint = Checkpoint::parse(note.text()).expect("it is a checkpoint");
    let (mut ids, mut tree) = (Vec::new(), Tree::new());
    for tile in 0..checkpoint.size.div_ceil(256) {
        let width = (checkpoint.size - tile * 256).min(256);
        let part = if width < 256 { format!(".p/{width}") } else { String::new() };
        let bundle = bytes(call.get(&format!("/tile/entries/{tile:03}{part}")).await).await;
        ids.extend(parse_entry_bundle(&bundle).expect("the entries are envelope ids"));
    }
    ids.iter().for_each(|id| tree.push(id));
    assert_eq!((tree.size(), tree.root()), (checkpoint.size, checkpoint.root));
    (ids, tree)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let deployment = Deployment::new();
    deployment.start().await.stop().await;
    deployment.add_grants(0..GRANTS).await;
    let known = Arc::new(Known::default());
    for _ in 0..ROUNDS {
        let process = deployment.spawn();
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            senders.spawn(send(process.call.clone(), known.clone()));
        }
        let before = known.count();
        until("it is under load", async || known.count() > before + 15).await;
        let random = getrandom::u32().expect("there is randomness");
        tokio::time::sleep(Duration::from_millis(u64::from(random % 500))).await;
        process.kill();
        senders.join_all().await;
    }

    nothing_is_lost(&deployment, &known, ROUNDS).await;
}

/// Every envelope that was acknowledged is in the log, under every checkpoint that was given out; every other is there whole or not at
/// all. Of `GRANTS` grants, each took one. At least `kills` envelopes got no answer.
pub async fn nothing_is_lost(deployment: &Deployment, known: &Known, kills: u64) {
    let process = deployment.spawn();
    let acknowledged = known.acknowledged.lock().expect("no sender panics").clone();
    assert!(acknowledged.len() > 100, "there was load: {}", acknowledged.len());
    let (ids, tree) = log(&process.call).await;
    for (number, receipt) in &acknowledged {
        let sealed = Sealed::new(*number);
        let verified = deployment.verify(receipt, &sealed);
        assert_eq!(ids.get(verified.index as usize), Some(&sealed.id), "an acknowledged envelope is not in the log");
        let note = Receipt::parse(receipt).expect("it is a receipt").checkpoint;
        let checkpoint = Checkpoint::parse(note.text()).expect("it has a checkpoint");
        assert_eq!(tree.root_at(checkpoint.size), Some(checkpoint.root), "a checkpoint that was given out is not of this log");
    }
    for (number, receipt) in acknowledged.iter().rev().take(50) {
        let again = answer(process.call.upload(&Sealed::new(*number), None)).await;
        assert_eq!((again.status().as_u16(), &text(again).await), (200, receipt), "the retry gets the same receipt");
    }
    // An envelope without an answer is stored with its grant spent, or not stored with its grant left: never half.
    let unsure = known.unsure.lock().expect("no sender panics").clone();
    assert!(unsure.len() as u64 >= kills, "the kills hit somebody: {}", unsure.len());
    for number in unsure {
        let sealed = Sealed::new(number);
        let again = answer(process.call.upload(&sealed, Some(&grant(number)))).await;
        assert_eq!(again.status() == 200, ids.contains(&sealed.id));
        assert!(again.status().is_success());
        deployment.verify(&text(again).await, &sealed);
    }
    let (ids, _) = log(&process.call).await;
    assert_eq!(ids.len() as u64, known.next.load(Ordering::Relaxed), "every envelope is in the log, once");
    process.stop();
    let [envelopes, entries, _, grants] = deployment.stored().await;
    assert_eq!((envelopes as usize, entries as usize), (ids.len(), ids.len()));
    assert_eq!(grants as u64, GRANTS - ids.len() as u64, "and each took one grant");
}
