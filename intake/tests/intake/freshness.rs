//! That the manifest is the newest: screening states it, and the intake serves that behind the manifest, and goes back in nothing.

use std::io::Read as _;

use flate2::read::GzDecoder;
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{Freshness, Manifest, Newest, note::Note, note::SigningKey, split_freshness};
use reqwest::{
    Method, Response,
    header::{ACCEPT_ENCODING, CONTENT_TYPE},
};
use sha2::{Digest as _, Sha256};

use crate::common::{Call, Deployment, answer, bytes, expect_problem, freshness_key, header, now, text, until, verdict_key};

/// A statement that this manifest is the newest.
pub fn of(manifest: &Manifest, at: u64) -> Freshness {
    let hash = Sha256::digest(manifest.to_text()).into();
    Freshness { manifest: Newest { number: manifest.version, hash }, client: None, at }
}

fn signed(statement: &Freshness, key: &SigningKey) -> String {
    let mut note = Note::new(statement.to_text()).expect("it is text");
    note.add(key.sign(note.text()));
    note.to_string()
}

async fn post(call: &Call, note: &str) -> Response {
    let request = call.for_screening(Method::POST, "/v1/freshness").header(CONTENT_TYPE, "text/plain; charset=utf-8");
    answer(request.body(note.to_owned())).await
}

/// States this with the manifest's key; it is taken. Gives the note.
pub async fn state(call: &Call, statement: &Freshness) -> String {
    let note = signed(statement, &freshness_key());
    assert_eq!(post(call, &note).await.status(), 204, "{note}");
    note
}

pub async fn refused(call: &Call, note: &str) {
    expect_problem(post(call, note).await, ProblemType::BadFreshness).await;
}

/// What is served: the manifest, and the statement behind it.
pub async fn served(call: &Call) -> (String, Option<String>) {
    let served = text(call.get("/v1/manifest").await).await;
    let (manifest, statement) = split_freshness(&served);
    (manifest.to_owned(), statement.map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_screening_states_of_the_manifest_is_served_behind_it() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let note = std::fs::read_to_string(deployment.path("manifest.txt")).expect("it is there");
    assert_eq!(served(call).await, (note.clone(), None));
    let manifest = deployment.published();
    let first = state(call, &of(&manifest, now() - 10)).await;
    assert_eq!(served(call).await, (note.clone(), Some(first.clone())));
    assert_eq!(post(call, &first).await.status(), 204, "who did not hear the answer sends the same again");
    let for_screening = text(answer(call.for_screening(Method::GET, "/v1/manifest")).await).await;
    assert_eq!(for_screening, format!("{note}{first}"));
    // On the way of each first visit it is compressed, for whoever takes that.
    let compressed = answer(call.http.get(call.url("/v1/manifest")).header(ACCEPT_ENCODING, "br;q=0, gzip")).await;
    assert_eq!((header(&compressed, "content-encoding"), header(&compressed, "vary")), ("gzip", "Accept-Encoding"));
    let mut plain = String::new();
    GzDecoder::new(&bytes(compressed).await[..]).read_to_string(&mut plain).expect("it is gzip");
    assert_eq!(plain, for_screening);
    let second = state(call, &Freshness { client: Some(Newest { number: 3, hash: [3; 32] }), ..of(&manifest, now() - 5) }).await;
    assert_eq!(served(call).await, (note.clone(), Some(second.clone())));
    server.stop().await;
    let server = deployment.start().await;
    assert_eq!(served(&server.call).await, (note, Some(second)), "it is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_refused_unless_the_key_for_it_signed_it_and_it_goes_on_from_the_one_before() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let (call, manifest, key) = (&server.call, deployment.published(), freshness_key());
    let client = |number| Some(Newest { number, hash: [3; 32] });
    let good = Freshness { client: client(3), ..of(&manifest, now() - 10) };
    let stands = state(call, &good).await;
    refused(call, &signed(&Freshness { at: now(), ..good.clone() }, &verdict_key())).await;
    refused(call, &stands.replace("manifest 7", "manifest 6")).await;
    refused(call, &signed(&Freshness { at: now() + 3_600, ..good.clone() }, &key)).await;
    refused(call, &signed(&Freshness { at: good.at - 1, ..good.clone() }, &key)).await;
    refused(call, &signed(&Freshness { client: client(4), ..good.clone() }, &key)).await;
    refused(call, &signed(&Freshness { client: client(2), at: now(), ..good.clone() }, &key)).await;
    refused(call, &signed(&Freshness { client: None, at: now(), ..good.clone() }, &key)).await;
    let older = Newest { number: 6, hash: [6; 32] };
    refused(call, &signed(&Freshness { manifest: older, at: now(), ..good.clone() }, &key)).await;
    let newer = Newest { number: 8, hash: [8; 32] };
    refused(call, &signed(&Freshness { manifest: newer, at: now(), ..good.clone() }, &key)).await;
    let other = Newest { hash: [7; 32], ..good.manifest };
    refused(call, &signed(&Freshness { manifest: other, at: now(), ..good.clone() }, &key)).await;
    refused(call, "not a note").await;
    expect_problem(post(call, &"x".repeat(1_025)).await, ProblemType::TooLarge).await;
    assert_eq!(served(call).await.1, Some(stands));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_manifest_keeps_the_statement_as_long_as_the_key_is_the_same() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let manifest = deployment.published();
    let stands = state(&server.call, &of(&manifest, now() - 10)).await;
    let newer = Manifest { version: 8, ..manifest.clone() };
    deployment.publish(&newer);
    until("the newer one is served", async || served(&server.call).await.0.contains("\nversion 8\n")).await;
    assert_eq!(served(&server.call).await.1, Some(stands), "the office had not seen it yet");
    let stands = state(&server.call, &of(&newer, now())).await;
    assert_eq!(served(&server.call).await.1, Some(stands));

    let key = SigningKey::from_seed(freshness_key().verifier().name(), freshness_key().verifier().algorithm(), [0x55; 32]);
    let key = key.expect("the name is good");
    let newest = Manifest { version: 9, freshness_key: key.verifier().clone(), ..newer };
    deployment.publish(&newest);
    until("the newest is served", async || served(&server.call).await.0.contains("\nversion 9\n")).await;
    assert_eq!(served(&server.call).await.1, None);
    refused(&server.call, &signed(&of(&newest, now()), &freshness_key())).await;
    let note = signed(&of(&newest, now() + 1), &key);
    assert_eq!(post(&server.call, &note).await.status(), 204);
    assert_eq!(served(&server.call).await.1, Some(note));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_of_a_time_to_come_that_a_wrong_clock_left_counts_for_nothing() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let manifest = deployment.published();
    state(&server.call, &of(&manifest, now())).await;
    server.stop().await;
    let to_come = of(&manifest, now() + 7 * 86_400);
    let query = sqlx::query("UPDATE freshness SET at = $1, note = $2").bind(to_come.at.cast_signed());
    let mut database = deployment.database().await;
    query.bind(signed(&to_come, &freshness_key())).execute(&mut database).await.expect("the row is there");
    let server = deployment.start().await;
    assert_eq!(served(&server.call).await.1, None);
    let note = state(&server.call, &of(&manifest, now())).await;
    assert_eq!(served(&server.call).await.1, Some(note));
}
