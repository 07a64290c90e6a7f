//! The screening listener: its token, what goes out, and what may come in.

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    Manifest, Receipt, Reference, State, Status,
    log::{Checkpoint, Cosigned, cosign},
    manifest::{LogKey, Retired},
    note::{Algorithm, Note, SigningKey},
};
use reqwest::{Method, StatusCode, header::CONTENT_TYPE};
use tokio::task::JoinSet;

use crate::common::{
    Call, Deployment, ORIGIN, Sealed, TOKEN, answer, bytes, consistency_key, cosigner, expect_problem, grant, header, key, now,
    text, until, verdict_key, witness,
};

#[tokio::test(flavor = "multi_thread")]
async fn without_the_token_nothing_is_there() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    for (method, path) in [
        (Method::GET, "/v1/manifest"),
        (Method::GET, "/checkpoint"),
        (Method::GET, "/tile/entries/000"),
        (Method::POST, "/v1/statuses"),
        (Method::POST, "/v1/cosignatures"),
        (Method::POST, "/v1/admissions"),
        (Method::GET, "/v1/missing"),
        (Method::POST, "/v1/missing"),
        (Method::POST, "/v1/freshness"),
        (Method::GET, "/anything"),
    ] {
        let url = format!("http://{}{path}", server.call.screening);
        let ask = || server.call.http.request(method.clone(), &url);
        for request in [ask(), ask().bearer_auth("wrong"), ask().bearer_auth(&TOKEN[1..]), ask().header("authorization", TOKEN)] {
            expect_problem(answer(request).await, ProblemType::NotScreening).await;
        }
    }
    let manifest = answer(server.call.for_screening(Method::GET, "/v1/manifest")).await;
    assert_eq!(text(manifest).await, std::fs::read_to_string(deployment.path("manifest.txt")).expect("it is there"));
}

#[tokio::test(flavor = "multi_thread")]
async fn envelopes_go_to_screening_and_to_nobody_else() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1]).await;
    let sealed = Sealed::new(1);
    server.call.store(&sealed, &grant(1)).await;
    let path = format!("/v1/envelopes/{}", sealed.id);
    let envelope = answer(server.call.for_screening(Method::GET, &path)).await;
    assert_eq!(header(&envelope, "content-type"), "application/octet-stream");
    assert_eq!(bytes(envelope).await, sealed.bytes);
    expect_problem(server.call.get(&path).await, ProblemType::WrongMethod).await;
    let other = format!("/v1/envelopes/{}", Sealed::new(2).id);
    expect_problem(answer(server.call.for_screening(Method::GET, &other)).await, ProblemType::NotFound).await;
}

/// A status as screening publishes it, so many seconds from now.
pub fn status(reference: &Reference, from_now: i64, key: &SigningKey) -> Vec<u8> {
    let published_at = now().saturating_add_signed(from_now);
    let status = Status { state: State::InScreening, published_at, envelope: Sealed::new(1).id };
    status.encrypt(reference, ORIGIN, [from_now as u8; 12], key)
}

/// Publishes statuses, each at its reference's place.
pub async fn publish(call: &Call, statuses: &[(&Reference, &[u8])]) -> reqwest::Response {
    let placed = |(reference, bytes): &(&Reference, &[u8])| [reference.lookup_id(ORIGIN).as_bytes(), *bytes].concat();
    post_statuses(call, statuses.iter().flat_map(placed).collect()).await
}

async fn post_statuses(call: &Call, body: Vec<u8>) -> reqwest::Response {
    let request = call.for_screening(Method::POST, "/v1/statuses").header(CONTENT_TYPE, "application/octet-stream");
    answer(request.body(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn statuses_are_published_all_or_none_if_screening_signed_them_and_none_goes_back() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let (call, key) = (&server.call, verdict_key());
    let references = [0x77, 0x78].map(|byte| Reference::from_bytes([byte; 16]));
    let [one, other] = &references;
    let path = |reference: &Reference| format!("/v1/statuses/{}", reference.lookup_id(ORIGIN));
    let refused = async |answer| expect_problem(answer, ProblemType::BadStatus).await;
    expect_problem(call.get(&path(one)).await, ProblemType::NotFound).await;

    let good = status(one, -10, &key);
    let stranger = crate::common::key("verdict", Algorithm::Ed25519, 0x99);
    refused(publish(call, &[(one, &good), (other, &status(other, -10, &stranger))]).await).await;
    refused(publish(call, &[(one, &good), (other, &status(one, -10, &key))]).await).await;
    refused(publish(call, &[(one, &good), (other, &status(other, 3_600, &key))]).await).await;
    refused(publish(call, &[]).await).await;
    refused(post_statuses(call, [&one.lookup_id(ORIGIN).as_bytes()[..], &good, &[0]].concat()).await).await;
    refused(post_statuses(call, good.clone()).await).await;
    expect_problem(post_statuses(call, vec![0; 256 * (32 + good.len()) + 1]).await, ProblemType::TooLarge).await;
    expect_problem(call.get(&path(one)).await, ProblemType::NotFound).await;

    let published = async |reference: &Reference| {
        let published = call.get(&path(reference)).await;
        assert_eq!(header(&published, "cache-control"), "no-store");
        bytes(published).await
    };
    let of_others = status(other, -10, &key);
    let both = [(one, &good[..]), (other, &of_others[..])];
    // Twice: whoever did not hear the answer sends the same again.
    for _ in 0..2 {
        assert_eq!(publish(call, &both).await.status(), StatusCode::NO_CONTENT);
        assert_eq!((published(one).await, published(other).await), (good.clone(), of_others.clone()));
    }
    // A newer one for one of them comes with an older one for the other, or another of the same time: neither is published.
    let newer = status(one, -5, &key);
    let again =
        Status { state: State::Screened, ..Status::decrypt(&of_others, other, ORIGIN, key.verifier()).expect("it is whole") };
    for going_back in [status(other, -11, &key), again.encrypt(other, ORIGIN, [9; 12], &key)] {
        refused(publish(call, &[(one, &newer), (other, &going_back)]).await).await;
        assert_eq!((published(one).await, published(other).await), (good.clone(), of_others.clone()));
    }
    assert_eq!(publish(call, &[(one, &newer)]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(published(one).await, newer, "the later one takes the place of the earlier one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_goes_when_it_was_not_published_anew_for_the_whole_term() {
    let deployment = Deployment::new();
    let (fresh, old) = (Reference::from_bytes([0x77; 16]), Reference::from_bytes([0x78; 16]));
    let term = deployment.manifest().status_term.cast_signed();
    let server = deployment.start().await;
    let (newer, older) = (status(&fresh, -term + 600, &verdict_key()), status(&old, -term - 600, &verdict_key()));
    assert_eq!(publish(&server.call, &[(&fresh, &newer), (&old, &older)]).await.status(), StatusCode::NO_CONTENT);
    server.stop().await;
    // It tidies when it starts.
    let server = deployment.start().await;
    let path = |reference: &Reference| format!("/v1/statuses/{}", reference.lookup_id(ORIGIN));
    until("the old one is gone", async || server.call.get(&path(&old)).await.status() == StatusCode::NOT_FOUND).await;
    assert_eq!(bytes(server.call.get(&path(&fresh)).await).await, newer);
}

pub async fn checkpoint(call: &Call) -> Note {
    Note::parse(&text(call.get("/checkpoint").await).await).expect("the checkpoint is a note")
}

pub async fn cosignature(call: &Call, note: &Note) -> reqwest::Response {
    let request = call.for_screening(Method::POST, "/v1/cosignatures");
    answer(request.header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note.to_string())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cosigned_checkpoint_comes_into_receipts() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    deployment.add_grants(0..3).await;
    let newest = async |number| {
        let receipt = text(server.call.get(&format!("/v1/receipts/{}", Sealed::new(number).id)).await).await;
        let verified = deployment.verify(&receipt, &Sealed::new(number));
        (verified.size, verified.cosigned.seen_by_screening)
    };
    call.store(&Sealed::new(0), &grant(0)).await;
    let mut first = checkpoint(call).await;
    call.store(&Sealed::new(1), &grant(1)).await;
    let mut second = checkpoint(call).await;

    second.add(cosign(second.text(), &cosigner(), 2_000));
    assert_eq!(cosignature(call, &second).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(checkpoint(call).await, second, "the newest checkpoint shows it");
    assert_eq!(newest(0).await, (2, Some(2_000)));
    let first_receipt = call.store(&Sealed::new(2), &grant(2)).await;
    assert_eq!(newest(1).await, (2, Some(2_000)), "covered by the cosigned one");
    assert_eq!(newest(2).await, (3, None), "not covered yet");
    assert_eq!(text(answer(call.upload(&Sealed::new(2), None)).await).await, first_receipt);

    first.add(cosign(first.text(), &cosigner(), 3_000));
    assert_eq!(cosignature(call, &first).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(newest(0).await, (2, Some(2_000)), "an older checkpoint changes nothing");

    server.stop().await;
    let server = deployment.start().await;
    let receipt = text(server.call.get(&format!("/v1/receipts/{}", Sealed::new(0).id)).await).await;
    assert_eq!(deployment.verify(&receipt, &Sealed::new(0)).cosigned.seen_by_screening, Some(2_000), "it survives a restart");
}

/// Who has cosigned the newest receipt of an envelope, and over how many entries.
async fn words(deployment: &Deployment, call: &Call, number: u64) -> (u64, Cosigned) {
    let receipt = text(call.get(&format!("/v1/receipts/{}", Sealed::new(number).id)).await).await;
    let verified = deployment.verify(&receipt, &Sealed::new(number));
    (verified.size, verified.cosigned)
}

#[tokio::test(flavor = "multi_thread")]
async fn cosignatures_that_come_one_by_one_are_put_together_and_a_receipt_says_the_most_that_can_be_said() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    deployment.add_grants(0..3).await;
    let send = async |statement: &Note, key: &SigningKey, time| {
        let mut note = statement.clone();
        note.add(cosign(note.text(), key, time));
        assert_eq!(cosignature(call, &note).await.status(), StatusCode::NO_CONTENT);
    };
    let nothing = Cosigned::default();
    call.store(&Sealed::new(0), &grant(0)).await;
    let first = checkpoint(call).await;
    send(&first, &consistency_key(), 1_000).await;
    assert_eq!(words(&deployment, call, 0).await, (1, Cosigned { consistent: Some(1_000), ..nothing }));
    send(&first, &witness(1), 1_100).await;
    assert_eq!(words(&deployment, call, 0).await.1.witnessed, None, "one of three is not enough");
    send(&first, &consistency_key(), 1_200).await;
    send(&first, &witness(3), 1_300).await;
    let both = Cosigned { consistent: Some(1_000), witnessed: Some(1_300), ..nothing };
    assert_eq!(words(&deployment, call, 0).await, (1, both));

    // A longer log of which less is known: what is known of the shorter one is not forgotten.
    call.store(&Sealed::new(1), &grant(1)).await;
    let second = checkpoint(call).await;
    send(&second, &consistency_key(), 2_000).await;
    assert_eq!(words(&deployment, call, 0).await, (1, both));
    assert_eq!(words(&deployment, call, 1).await, (2, Cosigned { consistent: Some(2_000), ..nothing }));
    send(&second, &cosigner(), 2_100).await;
    let seen = Cosigned { consistent: Some(2_000), seen_by_screening: Some(2_100), witnessed: None };
    assert_eq!(words(&deployment, call, 0).await, (2, seen), "that screening has it counts for more than witnesses");

    call.store(&Sealed::new(2), &grant(2)).await;
    server.stop().await;
    let server = deployment.start().await;
    assert_eq!(words(&deployment, &server.call, 1).await, (2, seen), "it survives a restart");
    assert_eq!(words(&deployment, &server.call, 2).await, (3, nothing));
}

#[tokio::test(flavor = "multi_thread")]
async fn cosignatures_that_come_in_the_same_moment_all_stay() {
    const ROUNDS: u64 = 4;
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants(0..ROUNDS).await;
    let keys = || [cosigner(), consistency_key(), witness(1), witness(2), witness(3)];
    for number in 0..ROUNDS {
        server.call.store(&Sealed::new(number), &grant(number)).await;
        let statement = checkpoint(&server.call).await;
        let mut sent = JoinSet::new();
        for key in keys() {
            let (mut note, call) = (statement.clone(), server.call.clone());
            note.add(cosign(note.text(), &key, 1_000));
            sent.spawn(async move { cosignature(&call, &note).await.status() });
        }
        assert!(sent.join_all().await.iter().all(|status| *status == StatusCode::NO_CONTENT));
        assert_eq!(cosigners(&deployment, &checkpoint(&server.call).await), keys().len(), "of {} entries", number + 1);
    }
    server.stop().await;
    assert_eq!(deployment.count("SELECT count(*) FROM cosignatures").await, 1, "the last one says what the others do");
    let server = deployment.start().await;
    assert_eq!(cosigners(&deployment, &checkpoint(&server.call).await), keys().len(), "they are stored");
}

/// How many of those whom the manifest names have cosigned a checkpoint.
fn cosigners(deployment: &Deployment, note: &Note) -> usize {
    note.verify(deployment.manifest().cosigning_keys()).expect("no signature is false").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cosigned_checkpoint_of_keys_that_the_manifest_names_no_more_harms_nothing() {
    keys_of_before(&Deployment::new()).await;
}

/// The log goes on under another log key with another cosigner, and in the end the manifest names the old ones no more.
pub async fn keys_of_before(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..3).await;
    server.call.store(&Sealed::new(0), &grant(0)).await;
    let mut first = checkpoint(&server.call).await;
    first.add(cosign(first.text(), &cosigner(), 1_000));
    assert_eq!(cosignature(&server.call, &first).await.status(), StatusCode::NO_CONTENT);
    server.stop().await;

    let root = Checkpoint::parse(first.text()).expect("it is a checkpoint").root;
    let (new_log, new_cosigner) = (key("log", Algorithm::Ed25519, 0x29), key("screening", Algorithm::Cosignature, 0x2a));
    let log_key = LogKey { key: new_log.verifier().clone(), retired_at: None };
    let retired = LogKey { retired_at: Some(Retired { size: 1, root }), ..deployment.manifest().log_keys.remove(0) };
    let cosigner = new_cosigner.verifier().clone();
    let both = Manifest { version: 8, log_keys: vec![log_key.clone(), retired], cosigner, ..deployment.manifest() };
    let newest = async |call: &Call, number, manifest: &Manifest| {
        let id = Sealed::new(number).id;
        let receipt = Receipt::parse(&text(call.get(&format!("/v1/receipts/{id}")).await).await).expect("it is a receipt");
        let verified = receipt.verify(&id, manifest).expect("the manifest's keys confirm it");
        (verified.size, verified.cosigned.seen_by_screening)
    };
    deployment.publish(&both);
    deployment.write("log.key", &new_log.to_text());
    let server = deployment.start().await;
    assert_eq!(text(server.call.get("/checkpoint").await).await.lines().nth(1), Some("1"), "it is still the retired key's");
    server.call.store(&Sealed::new(1), &grant(1)).await;
    assert_eq!(newest(&server.call, 0, &both).await, (2, None), "what the old cosigner said is nobody's word now");
    server.stop().await;

    let only_new = Manifest { version: 9, log_keys: vec![log_key], ..both };
    deployment.publish(&only_new);
    let server = deployment.start().await;
    assert_eq!(deployment.count("SELECT count(*) FROM cosignatures").await, 1, "the old one is stored");
    // Whatever comes in, the intake looks first at what is stored.
    expect_problem(cosignature(&server.call, &first).await, ProblemType::BadCheckpoint).await;
    for number in 0..2 {
        assert_eq!(newest(&server.call, number, &only_new).await, (2, None));
    }
    let mut second = checkpoint(&server.call).await;
    second.add(cosign(second.text(), &new_cosigner, 2_000));
    assert_eq!(cosignature(&server.call, &second).await.status(), StatusCode::NO_CONTENT);
    server.call.store(&Sealed::new(2), &grant(2)).await;
    server.stop().await;
    let server = deployment.start().await;
    assert_eq!(newest(&server.call, 0, &only_new).await, (2, Some(2_000)), "a new word counts, and survives a restart");
    assert_eq!(newest(&server.call, 2, &only_new).await, (3, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_of_others_do_not_get_into_receipts() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([0]).await;
    server.call.store(&Sealed::new(0), &grant(0)).await;
    let mut note = checkpoint(&server.call).await;
    let expected = {
        let mut expected = note.clone();
        expected.add(cosign(note.text(), &cosigner(), 1));
        expected
    };
    for number in 7..30 {
        note.add(cosign(note.text(), &witness(number), 1));
    }
    note.add(cosign(note.text(), &cosigner(), 1));
    assert_eq!(cosignature(&server.call, &note).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(checkpoint(&server.call).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cosignature_on_anything_else_is_refused() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    deployment.add_grants([0]).await;
    call.store(&Sealed::new(0), &grant(0)).await;
    let genuine = checkpoint(call).await;

    // Not cosigned at all; cosigned by somebody else; a log of our key that never was; bytes that are no note.
    expect_problem(cosignature(call, &genuine).await, ProblemType::BadCheckpoint).await;
    let mut other = genuine.clone();
    other.add(cosign(other.text(), &key("screening", Algorithm::Cosignature, 0x99), 1));
    expect_problem(cosignature(call, &other).await, ProblemType::BadCheckpoint).await;
    let mut tree = lakzegel_crypto::log::Tree::new();
    tree.push(&Sealed::new(9).id);
    for tree in [tree, {
        let mut two = lakzegel_crypto::log::Tree::new();
        (0..2).for_each(|number| two.push(&Sealed::new(number).id));
        two
    }] {
        let statement = Checkpoint { origin: format!("{ORIGIN}/log"), size: tree.size(), root: tree.root() };
        let mut forged = statement.sign(&crate::common::log_key());
        forged.add(cosign(forged.text(), &cosigner(), 1));
        expect_problem(cosignature(call, &forged).await, ProblemType::BadCheckpoint).await;
    }
    let post = |media: &str, body: Vec<u8>| {
        answer(call.for_screening(Method::POST, "/v1/cosignatures").header(CONTENT_TYPE, media).body(body))
    };
    expect_problem(post("text/plain", vec![0xff; 100]).await, ProblemType::BadCheckpoint).await;
    expect_problem(post("text/plain", vec![b'a'; 5_000]).await, ProblemType::TooLarge).await;
    expect_problem(post("application/json", Vec::new()).await, ProblemType::WrongMediaType).await;
    assert_eq!(checkpoint(call).await, genuine);
}
