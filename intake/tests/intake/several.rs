//! Several intakes on one PostgreSQL database: one log, each grant once, and each intake does without the others.

use std::collections::HashSet;

use lakzegel_crypto::{
    EnvelopeId,
    log::{Checkpoint, Tree, parse_entry_bundle},
    note::Note,
};
use lakzegel_intake::Problem;
use tokio::task::JoinSet;

use crate::{
    cluster::Cluster,
    common::{Call, Deployment, Sealed, answer, bytes, expect_problem, grant, text},
    uploads,
};

async fn deployment() -> Deployment {
    Deployment::on(&Cluster::shared()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_with_sqlite_holds_with_postgresql() {
    uploads::is_stored_and_proved(&deployment().await).await;
    uploads::retry(&deployment().await).await;
    uploads::one_grant(&deployment().await).await;
    uploads::same_envelope(&deployment().await).await;
    uploads::many_at_once(&deployment().await).await;
    uploads::last_day(&deployment().await).await;
    uploads::newest_receipt(&deployment().await).await;
}

async fn checkpoint(call: &Call) -> Checkpoint {
    let note = Note::parse(&text(call.get("/checkpoint").await).await).expect("the checkpoint is a note");
    Checkpoint::parse(note.text()).expect("it is a checkpoint")
}

/// The names of all full and partial tiles of a log of this size, entries included.
fn tiles(size: u64) -> Vec<String> {
    let mut paths = Vec::new();
    let mut add = |level: &str, width: u64| {
        for tile in 0..width.div_ceil(256) {
            let rest = width - tile * 256;
            let part = if rest < 256 { format!(".p/{rest}") } else { String::new() };
            paths.push(format!("/tile/{level}/{tile:03}{part}"));
        }
    };
    add("entries", size);
    add("0", size);
    add("1", size / 256);
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn two_intakes_make_one_log() {
    const COUNT: u64 = 600;
    let deployment = deployment().await;
    let (one, other) = tokio::join!(deployment.start(), deployment.start());
    deployment.add_grants(0..COUNT).await;
    let mut uploads = JoinSet::new();
    for number in 0..COUNT {
        let call = if number % 2 == 0 { one.call.clone() } else { other.call.clone() };
        uploads.spawn(async move { (number, call.store(&Sealed::new(number), &grant(number)).await) });
    }
    // Somebody looks at both all the while, as witnesses do.
    let mut seen = Vec::new();
    let mut last = [0, 0];
    let mut receipts = Vec::new();
    loop {
        for (call, last) in [&one.call, &other.call].into_iter().zip(&mut last) {
            let checkpoint = checkpoint(call).await;
            assert!(checkpoint.size >= *last, "a checkpoint never goes back");
            *last = checkpoint.size;
            seen.push(checkpoint);
        }
        while let Some(receipt) = uploads.try_join_next() {
            receipts.push(receipt.expect("every upload is stored"));
        }
        if uploads.is_empty() {
            break;
        }
    }

    let mut log: Vec<EnvelopeId> = Vec::new();
    for path in tiles(COUNT) {
        let tile = bytes(one.call.get(&path).await).await;
        assert_eq!(tile, bytes(other.call.get(&path).await).await, "{path}");
        if path.contains("entries") {
            log.extend(parse_entry_bundle(&tile).expect("each entry is an envelope id"));
        }
    }
    let mut tree = Tree::new();
    log.iter().for_each(|id| tree.push(id));
    assert_eq!((tree.size(), log.iter().collect::<HashSet<_>>().len() as u64), (COUNT, COUNT), "every envelope, once");
    for (number, receipt) in &receipts {
        let sealed = Sealed::new(*number);
        let verified = deployment.verify(receipt, &sealed);
        assert_eq!(log[verified.index as usize], sealed.id);
        let note = lakzegel_crypto::Receipt::parse(receipt).expect("it is a receipt").checkpoint;
        seen.push(Checkpoint::parse(note.text()).expect("it has a checkpoint"));
    }
    for call in [&one.call, &other.call] {
        call.get("/healthz").await;
        seen.push(checkpoint(call).await);
        assert_eq!(seen.last().map(|checkpoint| checkpoint.size), Some(COUNT), "both show all of it");
    }
    for checkpoint in seen {
        assert_eq!(tree.root_at(checkpoint.size), Some(checkpoint.root), "each checkpoint is a beginning of the one log");
    }
    // Each gives the other's receipts, byte for byte.
    for (number, receipt) in receipts {
        let call = if number % 2 == 0 { &other.call } else { &one.call };
        let again = answer(call.upload(&Sealed::new(number), None)).await;
        assert_eq!((again.status().as_u16(), text(again).await), (200, receipt));
    }
    assert_eq!(deployment.stored().await[3], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_counts_once_at_whichever_intake() {
    const ROUNDS: u64 = 40;
    let deployment = deployment().await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    deployment.add_grants(0..ROUNDS).await;
    for round in 0..ROUNDS {
        let [here, there] = [Sealed::new(2 * round), Sealed::new(2 * round + 1)];
        let grant = grant(round);
        let sent = tokio::join!(answer(one.call.upload(&here, Some(&grant))), answer(other.call.upload(&there, Some(&grant))));
        let (won, lost) = if sent.0.status() == 201 { sent } else { (sent.1, sent.0) };
        assert_eq!(won.status(), 201);
        expect_problem(lost, Problem::SpentGrant).await;
    }
    assert_eq!(deployment.stored().await, [ROUNDS as i64, ROUNDS as i64, ROUNDS as i64 + 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_sent_to_both_is_stored_once() {
    const ROUNDS: u64 = 40;
    let deployment = deployment().await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    deployment.add_grants(0..2 * ROUNDS).await;
    for round in 0..ROUNDS {
        let sealed = Sealed::new(round);
        let grants = [grant(2 * round), grant(2 * round + 1)];
        let send = |call: &Call, grant: &str| answer(call.upload(&sealed, Some(grant)));
        let (here, there) = tokio::join!(send(&one.call, &grants[0]), send(&other.call, &grants[1]));
        assert!(here.status().is_success() && there.status().is_success());
        let (here, there) = (text(here).await, text(there).await);
        assert_eq!(here, there, "both give the same receipt");
        assert_eq!(deployment.verify(&here, &sealed).index, round);
    }
    assert_eq!(deployment.stored().await, [ROUNDS as i64, ROUNDS as i64, ROUNDS as i64 + 1, ROUNDS as i64], "for one grant each");
}
