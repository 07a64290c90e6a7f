//! An envelope that the log has and the database has lost: whoever has its bytes may bring them back.

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{EnvelopeId, Missing, missing_notes, note::Note};
use reqwest::{Method, header::CONTENT_TYPE};

use crate::common::{
    Call, DAY, Deployment, ORIGIN, Sealed, Server, UNKNOWN, answer, bytes, expect_problem, grant, now, root_key, sealing_key,
    text,
};

/// Loses the envelopes of these entries, as a damaged disk would.
pub async fn lose(deployment: &Deployment, numbers: impl IntoIterator<Item = u64>) {
    let mut database = deployment.database().await;
    for number in numbers {
        let delete = sqlx::query("DELETE FROM envelopes WHERE number = $1").bind(number as i64);
        delete.execute(&mut database).await.expect("the row is there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_envelope_is_taken_again_without_a_grant_and_gets_the_same_receipt() {
    taken_again(&Deployment::new()).await;
}

pub async fn taken_again(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..4).await;
    let sealed = [0, 1, 2].map(Sealed::new);
    let mut receipts = Vec::new();
    for (number, sealed) in (0..).zip(&sealed) {
        receipts.push(server.call.store(sealed, &grant(number)).await);
    }
    lose(deployment, [1]).await;
    let for_screening = format!("/v1/envelopes/{}", sealed[1].id);
    let given = async |server: &Server| answer(server.call.for_screening(Method::GET, &for_screening)).await;
    expect_problem(given(&server).await, ProblemType::NotFound).await;

    // The id is the proof: other bytes are not what was lost.
    let mut other = Sealed { id: sealed[1].id, bytes: sealed[1].bytes.clone() };
    other.bytes[100] ^= 1;
    expect_problem(answer(server.call.upload(&other, Some(&grant(3)))).await, ProblemType::WrongHash).await;
    other.bytes.pop();
    expect_problem(answer(server.call.upload(&other, None)).await, ProblemType::WrongSize).await;
    expect_problem(given(&server).await, ProblemType::NotFound).await;

    // By now nobody may seal to the letter's key.
    server.stop().await;
    let mut manifest = deployment.manifest();
    manifest.version += 1;
    let mut newer = manifest.sealing_keys[0].clone();
    newer.config = sealing_key(UNKNOWN);
    let older = &mut manifest.sealing_keys[0];
    (older.seal_until, older.accept_until) = (now() - 8 * DAY, now() - DAY);
    manifest.sealing_keys.push(newer);
    deployment.publish(&manifest);
    let server = deployment.start().await;
    for with in [None, Some(grant(3))] {
        let again = answer(server.call.upload(&sealed[1], with.as_deref())).await;
        assert_eq!(again.status(), 200);
        assert_eq!(text(again).await, receipts[1]);
        assert_eq!(bytes(given(&server).await).await, sealed[1].bytes);
    }
    assert_eq!(deployment.stored().await, [3, 3, 4, 1], "no entry, no checkpoint, and no grant spent");
}

/// A statement that these root keys signed.
fn statement(origin: &str, entries: &[(u64, EnvelopeId)], roots: &[u8]) -> String {
    let text = Missing::new(origin, now(), entries.to_vec()).expect("it is one").to_text();
    let mut note = Note::new(text.clone()).expect("it is text");
    roots.iter().for_each(|root| note.add(root_key(*root).sign(&text)));
    note.to_string()
}

async fn state(call: &Call, note: String) -> reqwest::Response {
    let request = call.for_screening(Method::POST, "/v1/missing").header(CONTENT_TYPE, "text/plain; charset=utf-8");
    answer(request.body(note)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_root_keys_state_about_lost_envelopes_is_public_for_ever() {
    stated(&Deployment::new()).await;
}

pub async fn stated(deployment: &Deployment) {
    let server = deployment.start().await;
    deployment.add_grants(0..3).await;
    let ids = [0, 1, 2].map(|number| Sealed::new(number).id);
    for number in 0..3 {
        server.call.store(&Sealed::new(number), &grant(number)).await;
    }
    lose(deployment, [1, 2]).await;
    let published = async |call: &Call| text(call.get("/v1/missing").await).await;
    assert_eq!(published(&server.call).await, "");
    let good = statement(ORIGIN, &[(1, ids[1])], &[1, 3]);
    for (why, bad) in [
        ("one root key", statement(ORIGIN, &[(1, ids[1])], &[2])),
        ("another deployment", statement("elsewhere.invalid", &[(1, ids[1])], &[1, 2])),
        ("changed", good.replace("missing 1", "missing 2")),
        ("another envelope", statement(ORIGIN, &[(1, ids[2])], &[1, 2])),
        ("no such entry", statement(ORIGIN, &[(1, ids[1]), (3, ids[2])], &[1, 2])),
        ("the envelope is here", statement(ORIGIN, &[(0, ids[0]), (1, ids[1])], &[1, 2])),
        ("not text", "statement".to_owned()),
    ] {
        println!("{why}");
        expect_problem(state(&server.call, bad).await, ProblemType::BadStatement).await;
    }
    expect_problem(answer(server.call.http.post(server.call.url("/v1/missing"))).await, ProblemType::WrongMethod).await;
    assert_eq!(published(&server.call).await, "");

    let other = statement(ORIGIN, &[(2, ids[2])], &[2, 3]);
    for note in [&good, &other, &good] {
        assert_eq!(state(&server.call, note.clone()).await.status(), 204);
    }
    assert!(missing_notes(&published(&server.call).await).eq([&good, &other]));

    // It stays when the envelope comes back, and after a restart.
    assert_eq!(answer(server.call.upload(&Sealed::new(1), None)).await.status(), 200);
    server.stop().await;
    let server = deployment.start().await;
    assert_eq!(published(&server.call).await, [good.as_str(), &other].concat());
    let for_screening = answer(server.call.for_screening(Method::GET, "/v1/missing")).await;
    assert_eq!(text(for_screening).await, [good.as_str(), &other].concat());
    assert_eq!(state(&server.call, good).await.status(), 204, "the same again changes nothing, though its envelope is here");
    assert_eq!(published(&server.call).await.matches("missing 1").count(), 1);
}
