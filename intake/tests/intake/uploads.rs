//! Storing an envelope: once, durably, for one grant, with a receipt that proves it. What is public here holds with either database.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    EnvelopeId,
    log::{Tree, parse_entry_bundle},
};
use tokio::task::JoinSet;

use crate::common::{Deployment, Sealed, answer, bytes, expect_problem, grant, header, text, until, within_a_day};

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_is_stored_and_the_receipt_proves_it() {
    is_stored_and_proved(&Deployment::new()).await;
}

pub async fn is_stored_and_proved(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..2).await;
    for number in 0..2 {
        let sealed = Sealed::new(number);
        let receipt = server.call.store(&sealed, &grant(number)).await;
        let verified = deployment.verify(&receipt, &sealed);
        assert_eq!((verified.index, verified.size, verified.cosigned.is_nothing()), (number, number + 1, true));
    }
    assert_eq!(deployment.stored().await, [2, 2, 3, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_gets_the_same_receipt_without_a_grant() {
    retry(&Deployment::new()).await;
}

pub async fn retry(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..4).await;
    let sealed = Sealed::new(0);
    let receipt = server.call.store(&sealed, &grant(0)).await;
    // The log grows on: the receipt stays what it was.
    for number in 1..3 {
        server.call.store(&Sealed::new(number), &grant(number)).await;
    }
    for with in [None, Some(grant(0)), Some("not a grant".to_owned()), Some(grant(3))] {
        let again = answer(server.call.upload(&sealed, with.as_deref())).await;
        assert_eq!(again.status(), 200);
        assert_eq!(text(again).await, receipt);
    }
    assert_eq!(deployment.stored().await, [3, 3, 4, 1], "the unused grant was not spent");

    server.stop().await;
    let server = deployment.start().await;
    let again = answer(server.call.upload(&sealed, None)).await;
    assert_eq!((again.status().as_u16(), text(again).await), (200, receipt), "nor does a restart change it");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_grant_stores_one_envelope() {
    one_grant(&Deployment::new()).await;
}

pub async fn one_grant(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants([7]).await;
    let mut uploads = JoinSet::new();
    for number in 0..8 {
        let call = server.call.clone();
        uploads.spawn(async move { answer(call.upload(&Sealed::new(number), Some(&grant(7)))).await });
    }
    let answers = uploads.join_all().await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status() == 201);
    assert_eq!((won.len(), lost.len()), (1, 7));
    for answer in lost {
        expect_problem(answer, ProblemType::SpentGrant).await;
    }
    assert_eq!(deployment.stored().await, [1, 1, 2, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_envelope_at_the_same_time_is_stored_once() {
    same_envelope(&Deployment::new()).await;
}

pub async fn same_envelope(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..8).await;
    let mut uploads = JoinSet::new();
    for number in 0..8 {
        let call = server.call.clone();
        uploads.spawn(async move { text(answer(call.upload(&Sealed::new(0), Some(&grant(number)))).await).await });
    }
    let mut receipts = uploads.join_all().await;
    receipts.dedup();
    assert_eq!(receipts.len(), 1, "everybody gets the same receipt");
    deployment.verify(&receipts[0], &Sealed::new(0));
    assert_eq!(deployment.stored().await, [1, 1, 2, 7], "and only one grant is spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_make_one_consistent_log() {
    many_at_once(&Deployment::new()).await;
}

pub async fn many_at_once(deployment: &Deployment) {
    const COUNT: u64 = 400;
    let server = deployment.start().await;
    deployment.add_grants(0..COUNT).await;
    let mut uploads = JoinSet::new();
    for number in 0..COUNT {
        let call = server.call.clone();
        uploads.spawn(async move { (number, call.store(&Sealed::new(number), &grant(number)).await) });
    }
    let receipts = uploads.join_all().await;

    let mut log: Vec<EnvelopeId> = Vec::new();
    for path in ["/tile/entries/000".to_owned(), format!("/tile/entries/001.p/{}", COUNT - 256)] {
        let bundle = bytes(server.call.get(&path).await).await;
        log.extend(parse_entry_bundle(&bundle).expect("the entries are envelope ids"));
    }
    let mut tree = Tree::new();
    log.iter().for_each(|id| tree.push(id));
    for (number, receipt) in receipts {
        let sealed = Sealed::new(number);
        let verified = deployment.verify(&receipt, &sealed);
        assert_eq!(log[verified.index as usize], sealed.id);
        let checkpoint = lakzegel_crypto::Receipt::parse(&receipt).expect("it is a receipt").checkpoint;
        let checkpoint = lakzegel_crypto::log::Checkpoint::parse(checkpoint.text()).expect("it has a checkpoint");
        assert_eq!(tree.root_at(checkpoint.size), Some(checkpoint.root), "each checkpoint is a beginning of the one log");
    }
    let [envelopes, entries, checkpoints, grants] = deployment.stored().await;
    assert_eq!((envelopes, entries, grants), (COUNT as i64, COUNT as i64, 0));
    assert!(checkpoints < COUNT as i64 / 2, "uploads share transactions: {checkpoints} for {COUNT}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_counts_until_its_last_day() {
    within_a_day(|| async { last_day(&Deployment::new()).await }).await;
}

pub async fn last_day(deployment: &Deployment) {
    let server = deployment.start().await;
    let today = crate::common::now() / crate::common::DAY;
    deployment.add_grants_until([1], today).await;
    deployment.add_grants_until([2], today - 1).await;
    server.call.store(&Sealed::new(1), &grant(1)).await;
    expect_problem(answer(server.call.upload(&Sealed::new(2), Some(&grant(2)))).await, ProblemType::SpentGrant).await;

    server.stop().await;
    let _server = deployment.start().await;
    until("a lapsed grant is forgotten", async || deployment.count("SELECT count(*) FROM grants").await == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_are_kept_as_hashes_without_time_or_order() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants(0..20).await;
    server.call.store(&Sealed::new(0), &grant(0)).await;
    let mut database = deployment.database().await;
    let schema: String = sqlx::query_scalar("SELECT sql FROM sqlite_schema WHERE name = 'grants'")
        .fetch_one(&mut database)
        .await
        .expect("the table is there");
    assert!(schema.contains("hash BLOB PRIMARY KEY") && schema.contains("WITHOUT ROWID"), "{schema}");
    assert_eq!(deployment.count("SELECT count(*) FROM pragma_table_info('grants')").await, 2, "hash and last day");
    let hashes: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT hash FROM grants").fetch_all(&mut database).await.expect("the table can be read");
    assert!(hashes.is_sorted(), "the order is the hashes' own");
    assert_eq!(deployment.count("SELECT count(*) FROM pragma_table_info('entries')").await, 3, "number, id, checkpoint");
    assert_eq!(deployment.count("SELECT count(*) FROM pragma_table_info('envelopes')").await, 2, "number, bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_hash_of_a_grant_uploads_nothing() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1]).await;
    let mut database = deployment.database().await;
    let hash: Vec<u8> = sqlx::query_scalar("SELECT hash FROM grants").fetch_one(&mut database).await.expect("there is one");
    let before = deployment.stored().await;
    let sealed = Sealed::new(1);
    let shown = Base64UrlUnpadded::encode_string(&hash);
    expect_problem(answer(server.call.upload(&sealed, Some(&shown))).await, ProblemType::SpentGrant).await;
    let hex = base16ct::lower::encode_string(&hash);
    expect_problem(answer(server.call.upload(&sealed, Some(&hex))).await, ProblemType::NoGrant).await;
    assert_eq!(deployment.stored().await, before);
    server.call.store(&sealed, &grant(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_receipt_is_there_for_everybody() {
    newest_receipt(&Deployment::new()).await;
}

pub async fn newest_receipt(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..3).await;
    for number in 0..3 {
        server.call.store(&Sealed::new(number), &grant(number)).await;
    }
    let newest = server.call.get(&format!("/v1/receipts/{}", Sealed::new(0).id)).await;
    assert_eq!(header(&newest, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(deployment.verify(&text(newest).await, &Sealed::new(0)).size, 3);
    expect_problem(server.call.get(&format!("/v1/receipts/{}", Sealed::new(9).id)).await, ProblemType::NotFound).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_fails_leaves_nothing_behind() {
    let full = "CREATE TRIGGER full_disk BEFORE INSERT ON envelopes BEGIN SELECT RAISE(ABORT, 'full'); END";
    failed_transaction(&Deployment::new(), full, "DROP TRIGGER full_disk").await;
}

pub async fn failed_transaction(deployment: &Deployment, full: &'static str, not_full: &'static str) {
    let server = deployment.start().await;
    deployment.add_grants(0..3).await;
    server.call.store(&Sealed::new(0), &grant(0)).await;
    let (before, checkpoint) = (deployment.stored().await, text(server.call.get("/checkpoint").await).await);

    // The disk is full after the grant was spent and the checkpoint was signed, but before the commit.
    let mut database = deployment.database().await;
    sqlx::raw_sql(full).execute(&mut database).await.expect("the trigger can be made");
    for number in 1..3 {
        expect_problem(answer(server.call.upload(&Sealed::new(number), Some(&grant(number)))).await, ProblemType::Internal).await;
    }
    assert_eq!(deployment.stored().await, before, "nothing is stored, and no grant is spent");
    assert_eq!(text(server.call.get("/checkpoint").await).await, checkpoint, "and no checkpoint has escaped");

    sqlx::raw_sql(not_full).execute(&mut database).await.expect("the trigger can be removed");
    for number in 1..3 {
        let sealed = Sealed::new(number);
        let receipt = server.call.store(&sealed, &grant(number)).await;
        assert_eq!(deployment.verify(&receipt, &sealed).index, number);
    }
}
