//! An envelope that the log has and the database has lost: whoever has its bytes may bring them back.

use lakzegel_contract::ProblemType;
use reqwest::Method;

use crate::common::{DAY, Deployment, Sealed, Server, UNKNOWN, answer, bytes, expect_problem, grant, now, sealing_key, text};

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
