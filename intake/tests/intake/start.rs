//! Starting: everything is checked first, and whatever is wrong is said in words that help.

use std::time::Duration;

use base64ct::Encoding as _;
use lakzegel_crypto::{
    Manifest, Receipt,
    log::{Checkpoint, Tree},
    manifest::{LogKey, Retired},
    note::Algorithm,
};
use lakzegel_intake::{Limits, Settings};

use crate::common::{DAY, Deployment, Sealed, answer, grant, key, log_key, now, refusal, signed_by, text, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_the_root_keys_do_not_vouch_for_is_refused() {
    let deployment = Deployment::new();
    let manifest = deployment.manifest();
    let expired = Manifest { issued: now() - 40 * DAY, expires: now() - 10 * DAY, ..manifest.clone() };
    let other_log = Manifest {
        log_keys: vec![LogKey { key: key("log", Algorithm::Ed25519, 0x77).verifier().clone(), retired_at: None }],
        ..manifest.clone()
    };
    for (note, words) in [
        (signed_by(&manifest, &[2]), "only 1 of the root keys signed the manifest; 2 must"),
        (signed_by(&expired, &[1, 2]), "the manifest expired at"),
        (signed_by(&other_log, &[1, 2]), "does not name this intake's log key"),
        (signed_by(&manifest, &[1, 2]).replacen("version 7", "version 8", 1), "a signature of a known key is false"),
        ("nonsense".to_owned(), "not a signed note"),
    ] {
        deployment.write("manifest.txt", &note);
        let said = refusal(deployment.settings()).await;
        assert!(said.contains(words) && said.contains("manifest.txt"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_manifest_than_the_one_before_is_refused() {
    let deployment = Deployment::new();
    deployment.start().await.stop().await;
    deployment.publish(&Manifest { version: 6, ..deployment.manifest() });
    let said = refusal(deployment.settings()).await;
    assert!(said.contains("older than version 7"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_wrong_file_is_named() {
    let deployment = Deployment::new();
    let missing = || deployment.path("nowhere");
    deployment.write("short-token", "short");
    deployment.write("other.key", "PRIVATE+KEY+nonsense");
    for (settings, words) in [
        (Settings { root_keys: missing(), ..deployment.settings() }, "nowhere cannot be read"),
        (Settings { log_key: missing(), ..deployment.settings() }, "nowhere cannot be read"),
        (Settings { manifest: missing(), ..deployment.settings() }, "nowhere cannot be read"),
        (Settings { client: missing(), ..deployment.settings() }, "nowhere cannot be read"),
        (Settings { client: deployment.path("client/strings"), ..deployment.settings() }, "build the client first"),
        (Settings { root_keys: deployment.path("log.key"), ..deployment.settings() }, "four lines"),
        (Settings { log_key: deployment.path("other.key"), ..deployment.settings() }, "PRIVATE+KEY+"),
        (Settings { screening_token: deployment.path("short-token"), ..deployment.settings() }, "shorter than 32"),
        (Settings { public_url: "brief.example".to_owned(), ..deployment.settings() }, "public_url must be"),
        (Settings { public_url: "https://brief.example/x".to_owned(), ..deployment.settings() }, "public_url must be"),
    ] {
        let said = refusal(settings).await;
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_intakes_do_not_share_a_data_directory() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let said = refusal(deployment.settings()).await;
    assert!(said.contains("another intake is using the data directory"), "{said}");
    server.stop().await;
    deployment.start().await.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_an_older_version_is_brought_up_to_date_and_another_is_refused() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([0]).await;
    let receipt = server.call.store(&Sealed::new(0), &grant(0)).await;
    server.stop().await;
    let as_it_was =
        "DROP TABLE _sqlx_migrations; DROP TABLE logins; DROP TABLE statements; DROP TABLE freshness; PRAGMA user_version = 2;
        DROP TABLE cosignatures; ALTER TABLE manifest DROP COLUMN note;
        CREATE TABLE cosigned (\"only\" INTEGER PRIMARY KEY CHECK (\"only\" = 1), note TEXT NOT NULL) STRICT";
    let mut database = deployment.database().await;
    sqlx::raw_sql(as_it_was).execute(&mut database).await.expect("the database can be changed");
    let server = deployment.start().await;
    assert_eq!(text(answer(server.call.upload(&Sealed::new(0), None)).await).await, receipt);
    server.stop().await;

    sqlx::raw_sql("PRAGMA user_version = 99").execute(&mut database).await.expect("the database can be changed");
    let said = refusal(deployment.settings()).await;
    assert!(said.contains("the database has schema version 99"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_does_not_match_what_was_signed_is_refused() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants(0..3).await;
    for number in 0..3 {
        server.call.store(&Sealed::new(number), &grant(number)).await;
    }
    server.stop().await;

    // As after a backup that is older than the last answer: the statements undo one another, so that the next starts from the whole.
    let forged = {
        let mut tree = Tree::new();
        (10..13).for_each(|number| tree.push(&Sealed::new(number).id));
        Checkpoint { origin: log_key().verifier().name().to_owned(), size: 3, root: tree.root() }.sign(&log_key()).to_string()
    };
    let mut database = deployment.database().await;
    let good: String =
        sqlx::query_scalar("SELECT note FROM checkpoints WHERE size = 3").fetch_one(&mut database).await.expect("it is there");
    let stranger = good.replace("/log\n", "/dog\n");
    for (damage, repair, words) in [
        (
            vec![("UPDATE checkpoints SET note = ? WHERE size = 3", forged.as_str())],
            vec![("UPDATE checkpoints SET note = ? WHERE size = 3", good.as_str())],
            "does not match what was signed",
        ),
        (
            vec![("UPDATE checkpoints SET note = ? WHERE size = 3", stranger.as_str())],
            vec![("UPDATE checkpoints SET note = ? WHERE size = 3", good.as_str())],
            "the last signed checkpoint in the database",
        ),
        (
            vec![("UPDATE entries SET number = 7 WHERE number = 1 AND ? = ''", "")],
            vec![("UPDATE entries SET number = 1 WHERE number = 7 AND ? = ''", "")],
            "entry 1 of the log is missing",
        ),
        (
            vec![("UPDATE entries SET id = zeroblob(32) WHERE number = 2 AND ? = ''", "")],
            vec![],
            "does not match what was signed",
        ),
    ] {
        for (statement, value) in damage {
            sqlx::raw_sql("PRAGMA foreign_keys = OFF").execute(&mut database).await.expect("it can be turned off");
            sqlx::query(statement).bind(value).execute(&mut database).await.expect("the damage can be done");
        }
        let said = refusal(deployment.settings()).await;
        assert!(said.contains(words), "{said}");
        for (statement, value) in repair {
            sqlx::query(statement).bind(value).execute(&mut database).await.expect("the damage can be repaired");
        }
    }
}

/// Replaces the manifest by a good one, which takes over, and then by a bad one, which does not.
async fn only_the_good_one_takes_over(bad: impl FnOnce(&Manifest) -> String) {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let manifest = deployment.manifest();
    let served = async || text(server.call.get("/v1/manifest").await).await;
    let good = signed_by(&Manifest { version: 8, letters_per_visit: 1, ..manifest.clone() }, &[2, 3]);
    deployment.write("manifest.txt", &good);
    until("the new manifest takes over", async || served().await == good).await;
    deployment.write("manifest.txt", &bad(&manifest));
    // The file is read every two seconds.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(served().await, good, "the one before stays");
    assert_eq!(server.call.get("/healthz").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_manifest_takes_over_and_a_bad_one_does_not() {
    let older = |manifest: &Manifest| signed_by(manifest, &[1, 2]);
    let half_signed = |manifest: &Manifest| signed_by(&Manifest { version: 9, ..manifest.clone() }, &[1]);
    let nonsense = |_: &Manifest| "nonsense".to_owned();
    // Each has an intake of its own, so that all of them wait at the same time.
    tokio::join!(
        only_the_good_one_takes_over(older),
        only_the_good_one_takes_over(half_signed),
        only_the_good_one_takes_over(nonsense),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_does_not_wait_for_connections_that_ask_nothing() {
    let deployment = Deployment::new();
    // Whoever waited for such a connection would wait for as long as it may last.
    let long = Duration::from_secs(3_600);
    let limits = Limits { header: long, connection: long, stop: long, ..Limits::default() };
    let server = deployment.start_with(limits).await;
    let _said_nothing_yet = tokio::net::TcpStream::connect(server.call.public).await.expect("the port is open");
    let call = server.call.clone();
    assert_eq!(call.get("/healthz").await.status(), 200, "and this one stays open");
    tokio::time::timeout(Duration::from_secs(60), server.stop()).await.expect("it stops at once");
    assert!(call.http.get(call.url("/healthz")).send().await.is_err());
    deployment.start().await.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_log_key_goes_on_where_the_retired_one_stopped() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1, 2]).await;
    let first = Sealed::new(1);
    let receipt = server.call.store(&first, &grant(1)).await;
    deployment.verify(&receipt, &first);
    let checkpoint = text(server.call.get("/checkpoint").await).await;
    server.stop().await;

    let root = checkpoint.lines().nth(2).expect("a checkpoint has a root").to_owned();
    let root = base64ct::Base64::decode_vec(&root).expect("it is base64").try_into().expect("a root has 32 bytes");
    let new = key("log", Algorithm::Ed25519, 0x29);
    let mut manifest = deployment.manifest();
    manifest.version += 1;
    manifest.log_keys[0].retired_at = Some(Retired { size: 1, root });
    manifest.log_keys.insert(0, LogKey { key: new.verifier().clone(), retired_at: None });
    deployment.publish(&manifest);
    deployment.write("log.key", &new.to_text());
    let server = deployment.start().await;
    let second = Sealed::new(2);
    let receipt = Receipt::parse(&server.call.store(&second, &grant(2)).await).expect("it is a receipt");
    assert_eq!(receipt.verify(&second.id, &manifest).expect("by the new key").size, 2);
    let again = text(answer(server.call.upload(&first, None)).await).await;
    let again = Receipt::parse(&again).expect("it is a receipt").verify(&first.id, &manifest);
    assert_eq!(again.expect("by the retired key, as it was").size, 1);
}
