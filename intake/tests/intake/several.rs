//! Several intakes on one PostgreSQL database: one log, each grant once, and each intake does without the others.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    EnvelopeId, Manifest, Receipt, Reference,
    log::{Checkpoint, Tree, cosign, parse_entry_bundle},
    note::{Algorithm, Note},
};
use lakzegel_intake::{Settings, start};
use reqwest::Method;
use sqlx::AssertSqlSafe;
use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    cluster::Cluster,
    common::{
        Call, DAY, Deployment, ORIGIN, Sealed, answer, bytes, cosigner, expect_problem, grant, key, now, text, until,
        verdict_key, within_a_day,
    },
    freshness,
    kill::{self, GRANTS, Known},
    lost, screening, uploads,
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
    within_a_day(|| async { uploads::last_day(&deployment().await).await }).await;
    uploads::newest_receipt(&deployment().await).await;
    lost::taken_again(&deployment().await).await;
    lost::stated(&deployment().await).await;
    screening::keys_of_before(&deployment().await).await;
    let full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION full_disk()";
    uploads::failed_transaction(&deployment().await, full, "DROP TRIGGER full_disk ON envelopes").await;
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
        let note = Receipt::parse(receipt).expect("it is a receipt").checkpoint;
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
        expect_problem(lost, ProblemType::SpentGrant).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn intakes_that_start_together_on_an_empty_database_make_it_once() {
    let deployment = deployment().await;
    let (one, two, three, four) = tokio::join!(deployment.start(), deployment.start(), deployment.start(), deployment.start());
    deployment.add_grants(0..4).await;
    for (number, server) in (0..).zip([one, two, three, four]) {
        let sealed = Sealed::new(number);
        let receipt = server.call.store(&sealed, &grant(number)).await;
        assert_eq!(deployment.verify(&receipt, &sealed).index, number, "each goes on where the one before ended");
    }
}

async fn receipt(call: &Call, number: u64) -> String {
    text(call.get(&format!("/v1/receipts/{}", Sealed::new(number).id)).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_intake_has_stored_every_other_shows() {
    let deployment = deployment().await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    deployment.add_grants(0..3).await;
    one.call.store(&Sealed::new(0), &grant(0)).await;
    deployment.verify(&receipt(&other.call, 0).await, &Sealed::new(0));
    one.call.store(&Sealed::new(1), &grant(1)).await;
    assert_eq!(other.call.get("/tile/0/000.p/2").await.status(), 200);
    one.call.store(&Sealed::new(2), &grant(2)).await;
    until("nobody asked for it, and it is there", async || checkpoint(&other.call).await.size == 3).await;

    let envelope = answer(other.call.for_screening(Method::GET, &format!("/v1/envelopes/{}", Sealed::new(2).id))).await;
    assert_eq!(bytes(envelope).await, Sealed::new(2).bytes);
    let reference = Reference::from_bytes([0x77; 16]);
    let path = format!("/v1/statuses/{}", reference.lookup_id(ORIGIN));
    for (from_now, by, at) in [(-10, &one, &other), (-5, &other, &one)] {
        let signed = screening::status(&reference, from_now, &verdict_key());
        assert_eq!(screening::publish(&by.call, &[(&reference, &signed)]).await.status(), 204);
        assert_eq!(bytes(at.call.get(&path).await).await, signed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_screening_states_to_one_intake_every_other_serves_with_the_manifest() {
    let deployment = deployment().await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    let manifest = deployment.published();
    let stated = freshness::state(&one.call, &freshness::of(&manifest, now() - 10)).await;
    until("the other has heard of it", async || freshness::served(&other.call).await.1.as_ref() == Some(&stated)).await;
    let later = freshness::state(&other.call, &freshness::of(&manifest, now())).await;
    until("so has the first", async || freshness::served(&one.call).await.1.as_ref() == Some(&later)).await;
    // What the other has refused it refuses, too: they go by one database.
    freshness::refused(&one.call, &stated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_cosignature_counts_whichever_intake_gets_which() {
    let deployment = deployment().await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    deployment.add_grants(0..2).await;
    one.call.store(&Sealed::new(0), &grant(0)).await;
    let mut older = screening::checkpoint(&one.call).await;
    one.call.store(&Sealed::new(1), &grant(1)).await;
    let mut newer = screening::checkpoint(&one.call).await;
    older.add(cosign(older.text(), &cosigner(), 1_000));
    newer.add(cosign(newer.text(), &cosigner(), 2_000));
    // At once, so that the other has not heard of it when the older one comes.
    let sent = tokio::join!(screening::cosignature(&other.call, &newer), screening::cosignature(&one.call, &older));
    assert_eq!(
        (sent.0.status().as_u16(), sent.1.status().as_u16()),
        (204, 204),
        "also over entries that only the other has stored"
    );
    for call in [&one.call, &other.call] {
        let newest =
            async || deployment.verify(&receipt(call, 0).await, &Sealed::new(0)).cosigned.seen_by_screening == Some(2_000);
        until("both show the newest", newest).await;
    }
    let restarted = deployment.start().await;
    assert_eq!(screening::checkpoint(&restarted.call).await, newer, "and it is what is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_one_intake_gets_is_served_by_all() {
    let deployment = deployment().await;
    let one = deployment.start().await;
    let file = std::fs::read_to_string(deployment.path("manifest.txt")).expect("the manifest is there");
    deployment.write("other-manifest.txt", &file);
    let other = deployment.start_as(Settings { manifest: deployment.path("other-manifest.txt"), ..deployment.settings() }).await;
    assert_eq!(text(other.call.get("/v1/manifest").await).await, file);
    deployment.publish(&Manifest { version: 8, ..deployment.manifest() });
    let new = std::fs::read_to_string(deployment.path("manifest.txt")).expect("the manifest is there");
    for call in [&one.call, &other.call] {
        until("the new manifest is served", async || text(call.get("/v1/manifest").await).await == new).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intake_that_is_killed_loses_nothing_and_the_other_goes_on() {
    const ROUNDS: u64 = 4;
    let deployment = deployment().await;
    deployment.start().await.stop().await;
    deployment.add_grants(0..GRANTS).await;
    let known = Arc::new(Known::default());
    for _ in 0..ROUNDS {
        let (one, other) = (deployment.spawn(), deployment.spawn());
        let (mut senders, mut others) = (JoinSet::new(), JoinSet::new());
        for _ in 0..8 {
            senders.spawn(kill::send(one.call.clone(), known.clone()));
            others.spawn(kill::send(other.call.clone(), known.clone()));
        }
        let before = known.count();
        until("both are under load", async || known.count() > before + 20).await;
        let random = getrandom::u32().expect("there is randomness");
        tokio::time::sleep(Duration::from_millis(u64::from(random % 500))).await;
        one.kill();
        senders.join_all().await;
        let before = known.count();
        until("the other goes on", async || known.count() > before + 20).await;
        other.kill();
        others.join_all().await;
    }
    kill::nothing_is_lost(&deployment, &known, 2 * ROUNDS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_costs_no_answer_and_is_used_again_when_it_is_back() {
    let cluster = Cluster::new();
    let deployment = Deployment::on(&cluster).await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    deployment.add_grants(0..GRANTS).await;
    let call = |number: u64| if number.is_multiple_of(2) { one.call.clone() } else { other.call.clone() };
    // Each sends one envelope after another until one is not stored.
    let next = Arc::new(AtomicU64::new(0));
    let (answers, mut answered) = mpsc::unbounded_channel();
    for sender in 0..16 {
        let (call, next, answers) = (call(sender), next.clone(), answers.clone());
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let answer = answer(call.upload(&Sealed::new(number), Some(&grant(number)))).await;
                let stored = answer.status() == 201;
                answers.send((number, answer)).expect("the test is there");
                if !stored {
                    return;
                }
            }
        });
    }
    drop(answers);
    let (mut stored, mut unsure) = (Vec::new(), Vec::new());
    while let Some((number, answer)) = answered.recv().await {
        if answer.status() == 201 {
            stored.push((number, text(answer).await));
        } else {
            expect_problem(answer, ProblemType::Internal).await;
            unsure.push(number);
        }
        if stored.len() == 100 && unsure.is_empty() {
            tokio::task::block_in_place(|| cluster.stop());
        }
    }
    let count = next.load(Ordering::Relaxed);
    assert_eq!(unsure.len(), 16, "everybody was told in the end");
    let shown = [checkpoint(&one.call).await, checkpoint(&other.call).await];
    for call in [&one.call, &other.call] {
        expect_problem(call.get("/healthz").await, ProblemType::Internal).await;
        expect_problem(answer(call.upload(&Sealed::new(count), Some(&grant(count)))).await, ProblemType::Internal).await;
    }

    tokio::task::block_in_place(|| cluster.start());
    for call in [&one.call, &other.call] {
        until("it works again", async || call.get("/healthz").await.status() == 200).await;
    }
    for (number, receipt) in stored {
        let sealed = Sealed::new(number);
        deployment.verify(&receipt, &sealed);
        let again = answer(call(number + 1).upload(&sealed, None)).await;
        assert_eq!((again.status().as_u16(), text(again).await), (200, receipt), "what was acknowledged is there");
    }
    for number in unsure {
        let sealed = Sealed::new(number);
        let again = answer(call(number).upload(&sealed, Some(&grant(number)))).await;
        assert!(again.status().is_success(), "stored with its grant spent, or not stored with its grant left");
        deployment.verify(&text(again).await, &sealed);
    }
    until("one shows what the other has stored", async || checkpoint(&one.call).await.size == count).await;
    let (_, tree) = kill::log(&one.call).await;
    for checkpoint in shown {
        assert_eq!(tree.root_at(checkpoint.size), Some(checkpoint.root), "what was shown meanwhile is a beginning of it");
    }
    let [envelopes, entries, _, grants] = deployment.stored().await;
    assert_eq!((envelopes, entries, grants), (count as i64, count as i64, (GRANTS - count) as i64));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_has_lost_what_was_shown_is_not_added_to() {
    let deployment = deployment().await;
    let server = deployment.start().await;
    let call = &server.call;
    deployment.add_grants(0..4).await;
    for number in 0..3 {
        call.store(&Sealed::new(number), &grant(number)).await;
    }
    let shown = text(call.get("/checkpoint").await).await;
    let mut database = deployment.database().await;
    let another_key = {
        let tree = kill::log(call).await.1;
        let key = key("log", Algorithm::Ed25519, 0x66);
        Checkpoint { origin: format!("{ORIGIN}/log"), size: 3, root: tree.root() }.sign(&key).to_string()
    };
    for damage in [
        format!("UPDATE checkpoints SET note = '{another_key}' WHERE size = 3"),
        "UPDATE entries SET id = sha256('') WHERE number = 1".to_owned(),
        // As after a return to an older backup.
        "DELETE FROM envelopes WHERE number = 2; DELETE FROM entries WHERE number = 2; DELETE FROM checkpoints WHERE size = 3"
            .to_owned(),
    ] {
        sqlx::raw_sql(AssertSqlSafe(damage)).execute(&mut database).await.expect("the damage can be done");
        let before = deployment.stored().await;
        expect_problem(answer(call.upload(&Sealed::new(3), Some(&grant(3)))).await, ProblemType::Internal).await;
        expect_problem(call.get("/healthz").await, ProblemType::Internal).await;
        assert_eq!(deployment.stored().await, before);
        assert_eq!(text(call.get("/checkpoint").await).await, shown, "what was shown stays");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_commit_waits_for_the_disk_whatever_the_server_is_set_to() {
    let deployment = deployment().await;
    let server = deployment.start().await;
    let mut database = deployment.database().await;
    // Who stores an envelope tells what its own transaction is set to.
    let notice = "CREATE TABLE noticed (setting TEXT);
        CREATE FUNCTION notice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO noticed VALUES (current_setting('synchronous_commit') || ', ' || current_setting('transaction_isolation'));
            RETURN NEW;
        END $$;
        CREATE TRIGGER notice BEFORE INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION notice()";
    sqlx::raw_sql(notice).execute(&mut database).await.expect("the trigger can be made");
    deployment.add_grants([0]).await;
    server.call.store(&Sealed::new(0), &grant(0)).await;
    let noticed: Vec<String> =
        sqlx::query_scalar("SELECT setting FROM noticed").fetch_all(&mut database).await.expect("the table can be read");
    assert_eq!(noticed, ["on, read committed"]);
    let set: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&mut database).await.expect("it is known");
    assert_eq!(set, "off", "the server is set otherwise");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_wait_for_its_disk_is_refused() {
    let cluster = Cluster::new();
    let deployment = Deployment::on(&cluster).await;
    cluster.execute("ALTER SYSTEM SET fsync = off").await;
    cluster.execute("SELECT pg_reload_conf()").await;
    until("it is refused", async || match start(deployment.settings()).await {
        Ok(intake) => {
            // The server has not heard yet.
            intake.stop().await;
            false
        }
        Err(error) => error.to_string().contains("set fsync = on"),
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_tidying_nothing_tells_which_grants_came_together_or_were_used() {
    const VISITS: u64 = 20;
    let deployment = deployment().await;
    let server = deployment.start().await;
    let mut database = deployment.database().await;
    sqlx::raw_sql("CREATE EXTENSION pageinspect").execute(&mut database).await.expect("it comes with the server");
    // Tidying is the first thing that an intake does, and what it does every hour. It begins a file, whose number was the table's own.
    let tidied = "SELECT count(*) FROM pg_class WHERE relname = 'day_salts' AND relfilenode <> oid";
    until("it is tidy", async || deployment.count(tidied).await == 1).await;
    // Each visit's grants in a transaction of their own, one of them used; whatever else a visit leaves behind comes in its order too.
    let tomorrow = (now() / DAY + 1) as i64;
    for visit in 0..VISITS {
        deployment.add_grants(3 * visit..3 * visit + 3).await;
        server.call.store(&Sealed::new(visit), &grant(3 * visit)).await;
        for insert in [
            "INSERT INTO admissions (day, hash) VALUES ($1, $2)",
            "INSERT INTO volume (letters, day, person) VALUES (1, $1, $2)",
            "INSERT INTO statuses (published_at, bytes, lookup) VALUES ($1 * 86400, $2, $2)",
            "INSERT INTO logins (minute, hash) VALUES ($1 * 1440, $2)",
        ] {
            let insert = sqlx::query(insert).bind(tomorrow).bind(Sealed::new(visit).id.as_bytes().to_vec());
            insert.execute(&mut database).await.expect("it can be added");
        }
    }
    // And what is over is gone for good.
    deployment.add_grants_until([1_000], 1).await;
    let over = "INSERT INTO day_salts VALUES (1, decode(repeat('a5', 32), 'hex')), (1000000, decode(repeat('5a', 32), 'hex'))";
    sqlx::raw_sql(over).execute(&mut database).await.expect("it can be added");

    let mut look = async |query: String| -> Vec<Vec<u8>> {
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&mut database).await.expect("the query is right")
    };
    let in_order = |table: &str, key: &str| format!("SELECT {key} FROM {table} ORDER BY ctid");
    let in_file =
        |table: &str| format!("SELECT t_data FROM heap_page_items(get_raw_page('{table}', 0)) WHERE t_data IS NOT NULL");
    let writers = |table: &str| format!("SELECT xmin::text::bytea FROM {table} GROUP BY 1");
    let tables = [
        ("grants", "hash", 41, 40),
        ("admissions", "hash", 20, 20),
        ("volume", "person", 20, 20),
        ("logins", "hash", 20, 20),
        ("statuses", "lookup", 20, 20),
    ];
    for (table, key, before, _) in tables {
        let rows = look(in_order(table, key)).await;
        assert_eq!(rows.len(), before, "{table}");
        assert!(!rows.is_sorted() && look(writers(table)).await.len() > 10, "{table}: so that this test can fail");
    }
    assert_eq!(look(in_file("grants")).await.len(), 61, "used grants are still in the file");
    assert_eq!(look(in_file("day_salts")).await.len(), 2);

    // Statuses are the last of it.
    let _other = deployment.start().await;
    until("it is tidy", async || look(writers("statuses")).await.len() == 1).await;
    for (table, key, _, left) in tables {
        let rows = look(in_order(table, key)).await;
        assert!(rows.is_sorted(), "{table}: the order is the key's own");
        assert_eq!(rows.len(), left, "{table}: the lapsed grant is gone, and nothing else");
        assert_eq!(look(writers(table)).await.len(), 1, "{table}: all are of one transaction");
        assert_eq!(look(in_file(table)).await.len(), left, "{table}: nothing else is in the file");
    }
    assert_eq!(look(in_file("day_salts")).await.len(), 1, "the salt of the day that is over is not in the file either");
    for visit in 0..VISITS {
        server.call.store(&Sealed::new(VISITS + visit), &grant(3 * visit + 1)).await;
        let spent = answer(server.call.upload(&Sealed::new(1_000), Some(&grant(3 * visit)))).await;
        expect_problem(spent, ProblemType::SpentGrant).await;
    }
}
