//! Visitor codes: screening says whom to admit, a code admits one visit on its day, and guessing is slow.

use std::time::{Duration, Instant};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    note::{Algorithm, Note, SigningKey},
    visit_nonce,
    visitor_code::{Admission, Admissions, CodeHalf},
};
use lakzegel_intake::{Settings, config::ProxySettings};
use reqwest::{Method, Response, StatusCode, header::CONTENT_TYPE};
use serde_json::Value;
use tokio::{
    task::JoinSet,
    time::{interval, sleep, timeout},
};

use crate::cluster::Cluster;
use crate::common::{Call, DAY, Deployment, ORIGIN, Sealed, answer, expect_problem, key, now, text, verdict_key, within_a_day};

/// The visiting desk's paper, of which there are as many as there are numbers.
pub fn code(number: u8) -> CodeHalf<Admission> {
    CodeHalf::from_random([number; 16])
}

pub fn nonce(visit: u8) -> String {
    visit_nonce(&[visit; 32])
}

fn list(day: u64, codes: &[u8]) -> Admissions {
    Admissions::new(ORIGIN, day, codes.iter().map(|number| code(*number).hash(ORIGIN, day)).collect()).expect("it is short")
}

async fn announce(call: &Call, note: &Note) -> Response {
    let request = call.for_screening(Method::POST, "/v1/admissions").header(CONTENT_TYPE, "text/plain; charset=utf-8");
    answer(request.body(note.to_string())).await
}

async fn announce_by(call: &Call, list: &Admissions, key: &SigningKey) -> Response {
    announce(call, &list.sign(key).expect("it is short")).await
}

async fn show(call: &Call, admission: &str, nonce: &str) -> Response {
    let request = call.http.post(call.url("/v1/admission")).header(CONTENT_TYPE, "application/vnd.lakzegel.login");
    answer(request.body(format!("admission={admission}&nonce={nonce}"))).await
}

async fn grants(answer: Response) -> Vec<String> {
    assert_eq!(answer.status(), StatusCode::OK);
    let said: Value = serde_json::from_str(&text(answer).await).expect("the answer is JSON");
    let grants = said["grants"].as_array().expect("there are grants");
    grants.iter().map(|grant| grant.as_str().expect("grants are text").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_admits_one_visit_with_as_many_grants_as_the_manifest_says() {
    within_a_day(admits_one_visit).await;
}

async fn admits_one_visit() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    assert_eq!(announce_by(call, &list(now() / DAY, &[1, 2]), &verdict_key()).await.status(), StatusCode::NO_CONTENT);

    let typed = code(1).to_string().to_lowercase().replace('-', "+");
    let given = grants(show(call, &typed, &nonce(1)).await).await;
    assert_eq!(given.len(), 3);
    let sealed = Sealed::new(1);
    deployment.verify(&call.store(&sealed, &given[0]).await, &sealed);

    // The answer was lost: the same visit asks again. What was spent stays spent.
    assert_eq!(grants(show(call, &code(1).to_string(), &nonce(1)).await).await, given);
    expect_problem(answer(call.upload(&Sealed::new(2), Some(&given[0]))).await, ProblemType::SpentGrant).await;
    expect_problem(show(call, &code(1).to_string(), &nonce(2)).await, ProblemType::UsedCode).await;
    // Announced again, it is as used as before.
    assert_eq!(announce_by(call, &list(now() / DAY, &[1, 2]), &verdict_key()).await.status(), StatusCode::NO_CONTENT);
    expect_problem(show(call, &code(1).to_string(), &nonce(2)).await, ProblemType::UsedCode).await;

    let others = grants(show(call, &code(2).to_string(), &nonce(2)).await).await;
    assert!(others.iter().all(|grant| !given.contains(grant)));
    server.stop().await;

    // An intake that was started anew, or another one with the same key and data, knows what was given.
    let server = deployment.start().await;
    assert_eq!(grants(show(&server.call, &code(1).to_string(), &nonce(1)).await).await, given);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_admits_one_visit_at_whichever_intake() {
    within_a_day(admits_one_visit_at_whichever_intake).await;
}

async fn admits_one_visit_at_whichever_intake() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    let codes: Vec<u8> = (0..10).collect();
    assert_eq!(announce_by(&one.call, &list(now() / DAY, &codes), &verdict_key()).await.status(), StatusCode::NO_CONTENT);
    for number in codes {
        let code = code(number).to_string();
        let (here, there) = (nonce(2 * number), nonce(2 * number + 1));
        let shown = tokio::join!(show(&one.call, &code, &here), show(&other.call, &code, &there));
        let (won, lost, who) = if shown.0.status() == 200 { (shown.0, shown.1, &here) } else { (shown.1, shown.0, &there) };
        let given = grants(won).await;
        expect_problem(lost, ProblemType::UsedCode).await;
        for call in [&one.call, &other.call] {
            assert_eq!(grants(show(call, &code, who).await).await, given, "the same visit gets the same grants at either");
        }
    }
    assert_eq!(deployment.count("SELECT count(*) FROM grants").await, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_screening_did_not_announce_for_today_admits_nobody() {
    within_a_day(only_todays_codes_admit).await;
}

async fn only_todays_codes_admit() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let today = now() / DAY;
    expect_problem(show(call, &code(1).to_string(), &nonce(1)).await, ProblemType::UnknownCode).await;
    for other_day in [today - 1, today + 1] {
        assert_eq!(announce_by(call, &list(other_day, &[1]), &verdict_key()).await.status(), StatusCode::NO_CONTENT);
        expect_problem(show(call, &code(1).to_string(), &nonce(1)).await, ProblemType::UnknownCode).await;
    }
    // A typing error, the wrong half's form, nothing at all.
    for typed in ["2222-2222-2222", "", "x"] {
        expect_problem(show(call, typed, &nonce(1)).await, ProblemType::UnknownCode).await;
    }
    expect_problem(show(call, &code(1).to_string(), "short").await, ProblemType::BadLogin).await;
    assert_eq!(deployment.count("SELECT count(*) FROM grants").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_screening_says_whom_to_admit() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let good = list(now() / DAY, &[1]);
    let other_key = key("verdict", Algorithm::Ed25519, 0x99);
    expect_problem(announce_by(call, &good, &other_key).await, ProblemType::BadAdmissions).await;
    let elsewhere = Admissions { origin: "other.invalid/lakzegel".to_owned(), ..good };
    expect_problem(announce_by(call, &elsewhere, &verdict_key()).await, ProblemType::BadAdmissions).await;
    let status = Note::new("lakzegel something else v1\n".to_owned()).expect("it is a text");
    expect_problem(announce(call, &status).await, ProblemType::BadAdmissions).await;
    assert_eq!(deployment.count("SELECT count(*) FROM admissions").await, 0);
    expect_problem(answer(call.http.post(call.url("/v1/admissions"))).await, ProblemType::NotFound).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_is_stopped_after_thirty_tries() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let begun = Instant::now();
    for tried in 0..200 {
        let answer = show(call, &code(tried).to_string(), &nonce(1)).await;
        if answer.status() == StatusCode::FORBIDDEN {
            expect_problem(answer, ProblemType::UnknownCode).await;
            continue;
        }
        // Tries come back one a second, also while somebody guesses: a slow machine gets as many more as it was slow.
        let more = begun.elapsed().as_secs();
        assert!((30..=30 + more).contains(&u64::from(tried)), "stopped after {tried} tries in {more} s");
        assert!(answer.headers().contains_key("retry-after"));
        return expect_problem(answer, ProblemType::TooMany).await;
    }
    panic!("nobody may guess for ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_manifest_has_no_visitor_codes_nothing_is_there() {
    let deployment = Deployment::new();
    deployment.publish(&lakzegel_crypto::Manifest { visitor_codes: false, ..deployment.manifest() });
    let server = deployment.start().await;
    assert_eq!(announce_by(&server.call, &list(now() / DAY, &[1]), &verdict_key()).await.status(), StatusCode::NO_CONTENT);
    expect_problem(show(&server.call, &code(1).to_string(), &nonce(1)).await, ProblemType::NotFound).await;
}

/// How many honest visitors there are on kiosks' networks, and as many elsewhere.
const VISITORS: u8 = 15;
/// How long a visitor waits.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many tries the guesser makes: fifty a second, or as many as this machine can hash at all.
const GUESSES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(20);

/// How many visitors on kiosks' networks, and how many elsewhere, are admitted in time while somebody guesses from so many networks.
async fn admitted_beside(guessing: u32) -> (usize, usize) {
    let deployment = Deployment::new();
    let proxy = Some(ProxySettings { address: [127, 0, 0, 1].into(), header: "X-Real-IP".to_owned() });
    let kiosk_networks = vec!["198.51.100.0/24".parse().expect("it is a network")];
    let server = deployment.start_as(Settings { proxy, kiosk_networks, ..deployment.settings() }).await;
    let codes: Vec<u8> = (0..2 * VISITORS).collect();
    assert_eq!(announce_by(&server.call, &list(now() / DAY, &codes), &verdict_key()).await.status(), StatusCode::NO_CONTENT);

    // A machine that does other things hashes slowly. What is tested is whose turn it is, so that everybody comes more slowly there.
    let begun = Instant::now();
    for _ in 0..4 {
        show_from(&server.call, "192.0.2.1", &code(200).to_string(), &nonce(200)).await;
    }
    let pause = PAUSE.max(begun.elapsed() / 4);
    let guesser = server.call.clone();
    let guesses = tokio::spawn(async move {
        let mut guesses = JoinSet::new();
        let mut clock = interval(pause);
        for number in 0..GUESSES {
            clock.tick().await;
            let (call, from) = (guesser.clone(), format!("10.{}.0.9", number % guessing));
            guesses.spawn(async move { show_from(&call, &from, &code(200).to_string(), &nonce(200)).await.status() });
        }
        guesses.join_all().await
    });
    let mut visitors = JoinSet::new();
    for number in codes {
        let (call, on_kiosk) = (server.call.clone(), number < VISITORS);
        // Two visitors come while there are eight guesses. Each guesser has had one before.
        let arrives = pause * 55 + pause * 8 * u32::from(number % VISITORS);
        let from = if on_kiosk { "198.51.100.7".to_owned() } else { format!("203.0.{number}.7") };
        visitors.spawn(async move {
            sleep(arrives).await;
            let answer = timeout(PATIENCE, show_from(&call, &from, &code(number).to_string(), &nonce(number))).await;
            (on_kiosk, answer.is_ok_and(|answer| answer.status() == StatusCode::OK))
        });
    }
    let visitors = visitors.join_all().await;
    let admitted = |kiosk| visitors.iter().filter(|(on_kiosk, admitted)| *on_kiosk == kiosk && *admitted).count();
    let guesses = guesses.await.expect("the guesser ends");
    assert!(guesses.iter().all(|status| [StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS].contains(status)));
    println!("{} on kiosks, {} elsewhere beside {guessing}", admitted(true), admitted(false));
    (admitted(true), admitted(false))
}

async fn show_from(call: &Call, from: &str, admission: &str, nonce: &str) -> Response {
    let request = call.http.post(call.url("/v1/admission")).header(CONTENT_TYPE, "application/vnd.lakzegel.login");
    answer(request.header("x-real-ip", from).body(format!("admission={admission}&nonce={nonce}"))).await
}

/// Guessers on so many networks keep no visitor out. They begin anew, up to three times, if too few were admitted: a machine is slow for a while,
/// or midnight comes and the codes are yesterday's, but who keeps others out does so each time.
async fn keep_no_visitor_out(guessing: u32) {
    let mut admitted = (0, 0);
    for _ in 0..3 {
        admitted = admitted_beside(guessing).await;
        if admitted.0 == 15 && admitted.1 >= 14 {
            return;
        }
    }
    panic!("{} on kiosks, {} elsewhere", admitted.0, admitted.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guesser_on_one_network_keeps_no_visitor_out() {
    keep_no_visitor_out(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessers_on_fifty_networks_keep_no_visitor_out() {
    keep_no_visitor_out(50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_nobody_named_changes_nothing() {
    let deployment = Deployment::new();
    let elsewhere = Some(ProxySettings { address: [192, 0, 2, 1].into(), header: "X-Real-IP".to_owned() });
    for proxy in [None, elsewhere] {
        let server = deployment.start_as(Settings { proxy, ..deployment.settings() }).await;
        let mut answers = Vec::new();
        for number in 0..60 {
            answers.push(show_from(&server.call, &format!("203.0.{number}.7"), &code(1).to_string(), &nonce(1)).await.status());
        }
        assert!(answers.contains(&StatusCode::TOO_MANY_REQUESTS), "all are of one network, whatever they say");
        server.stop().await;
    }
}
