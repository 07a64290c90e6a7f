//! The demo's made-up people: the whole way of a login, which a real provider will replace and nothing else.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signature, VerifyingKey};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{Manifest, manifest::VolumeLimit, visit_nonce};
use lakzegel_intake::{Settings, start};
use reqwest::{
    Response,
    header::{CONTENT_TYPE, COOKIE},
};
use serde_json::Value;

use crate::cluster::Cluster;
use crate::common::{Call, Deployment, Sealed, answer, expect_problem, header, now, refusal, text};

fn nonce() -> String {
    visit_nonce(&[0x51; 32])
}

async fn json(answer: Response) -> Value {
    serde_json::from_str(&text(answer).await).expect("the answer is JSON")
}

/// A browser that is on its way to the provider.
struct Login {
    cookie: String,
    page: String,
}

async fn begin(call: &Call) -> Login {
    let answer = call.get(&format!("/v1/identity/proef/start?nonce={}", nonce())).await;
    assert_eq!(answer.status(), 303);
    let set = header(&answer, "set-cookie");
    assert!(set.starts_with("lakzegel-login=") && set.ends_with("; HttpOnly; SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    Login { cookie, page: header(&answer, "location").to_owned() }
}

/// The links of the provider's page.
async fn links(call: &Call, login: &Login) -> Vec<String> {
    let page = text(call.get(&login.page).await).await;
    page.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default().replace("&amp;", "&")).collect()
}

/// Chooses a person, and gives the query with which the provider sends the browser back.
async fn choose(call: &Call, login: &Login, person: usize) -> String {
    let answer = call.get(&links(call, login).await[person]).await;
    assert_eq!(answer.status(), 303);
    header(&answer, "location").strip_prefix("/identity?").expect("back to the app's page").to_owned()
}

async fn finish(call: &Call, cookie: &str, form: &str) -> Response {
    let request = call.http.post(call.url("/v1/identity/callback")).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    answer(request.header(COOKIE, format!("other=1; {cookie}")).body(form.to_owned())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_gives_a_token_for_the_visit_key_and_grants() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    for person in 0..5 {
        let login = begin(call).await;
        let form = choose(call, &login, person).await;
        let answer = finish(call, &login.cookie, &form).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (200, "no-store"));
        assert!(header(&answer, "set-cookie").contains("Max-Age=0"), "the cookie is over");
        let said = json(answer).await;

        let token = said["id_token"].as_str().expect("there is a token");
        let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
        let part = |text: &str| Base64UrlUnpadded::decode_vec(text).expect("the parts are base64url");
        let parse = |text: &str| -> Value { serde_json::from_slice(&part(text)).expect("the parts are JSON") };
        let (head, claims) = signed.split_once('.').expect("a token has three parts");
        let (head, claims) = (parse(head), parse(claims));
        let keys = json(call.get("/demo/identity/jwks.json").await).await;
        assert_eq!((&head["alg"], &head["kid"]), (&Value::from("EdDSA"), &keys["keys"][0]["kid"]));
        let key = part(keys["keys"][0]["x"].as_str().expect("the key is there")).try_into().expect("a key is 32 bytes");
        let signature = Signature::from_slice(&part(signature)).expect("a signature is 64 bytes");
        VerifyingKey::from_bytes(&key).and_then(|key| key.verify_strict(signed.as_bytes(), &signature)).expect("it verifies");
        for (claim, value) in [
            ("iss", "http://127.0.0.1/demo/identity"),
            ("aud", "lakzegel-demo"),
            ("acr", "urn:lakzegel:demo:substantial"),
            ("nonce", &nonce()),
            ("sub", &format!("demo-{}", person + 1)),
        ] {
            assert_eq!(claims[claim], value);
        }
        assert_eq!(claims["name"], said["name"]);
        assert_eq!(claims["exp"], said["expires_at"]);
        let issued = claims["iat"].as_u64().expect("iat is a number");
        assert!(issued.abs_diff(now()) < 5 && claims["auth_time"] == issued && claims["exp"] == issued + 300);

        let grants: Vec<_> = said["grants"].as_array().expect("there are grants").iter().filter_map(Value::as_str).collect();
        assert_eq!(grants.len(), 3, "as the manifest says");
        let sealed = Sealed::new(person as u64);
        deployment.verify(&call.store(&sealed, grants[0]).await, &sealed);
    }
    let configuration = json(call.get("/demo/identity/.well-known/openid-configuration").await).await;
    assert_eq!(configuration["issuer"], "http://127.0.0.1/demo/identity");
    assert_eq!(configuration["jwks_uri"], "http://127.0.0.1/demo/identity/jwks.json");
}

/// Logs somebody in, and gives how many grants that brought, or the answer that brought none.
async fn log_in(call: &Call, person: usize) -> Result<usize, Response> {
    let login = begin(call).await;
    let form = choose(call, &login, person).await;
    let answer = finish(call, &login.cookie, &form).await;
    if answer.status() != 200 {
        return Err(answer);
    }
    Ok(json(answer).await["grants"].as_array().expect("there are grants").len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_no_more_grants_a_day_than_the_manifest_allows() {
    let deployment = Deployment::new();
    let limit = |letters, days| VolumeLimit { letters, days, basis: "a regulation of the tests".to_owned() };
    deployment.publish(&Manifest { volume_limits: vec![limit(1, 7), limit(5, 1), limit(8, 1)], ..deployment.manifest() });
    let server = deployment.start().await;
    let call = &server.call;
    // Three letters a visit, five a day; the limit for a week is screening's to watch.
    let first = [log_in(call, 0).await, log_in(call, 0).await].map(|given| given.expect("there are some left"));
    assert_eq!(first, [3, 2]);
    expect_problem(log_in(call, 0).await.expect_err("the day is full"), ProblemType::VolumeLimit).await;
    assert_eq!(log_in(call, 1).await.expect("another person has their own"), 3);
    assert_eq!(deployment.count("SELECT count(*) FROM grants").await, 8);

    // What is stored says neither who nor, once the day's salt is gone, that it was the same person.
    server.stop().await;
    let mut stored = Vec::new();
    for file in std::fs::read_dir(deployment.path("data")).expect("the folder is there") {
        stored.extend(std::fs::read(file.expect("it is there").path()).expect("it can be read"));
    }
    for name in ["demo-1", "demo-2"] {
        assert!(!stored.windows(name.len()).any(|bytes| bytes == name.as_bytes()), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_for_a_day_is_counted_over_all_intakes() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    let limit = VolumeLimit { letters: 5, days: 1, basis: "a regulation of the tests".to_owned() };
    deployment.publish(&Manifest { volume_limits: vec![limit], ..deployment.manifest() });
    let (one, other) = (deployment.start().await, deployment.start().await);
    for person in 0..5 {
        let given = tokio::join!(log_in(&one.call, person), log_in(&other.call, person));
        let mut given = [given.0, given.1].map(|given| given.expect("there are some left"));
        given.sort();
        assert_eq!(given, [2, 3]);
        for call in [&one.call, &other.call] {
            expect_problem(log_in(call, person).await.expect_err("the day is full"), ProblemType::VolumeLimit).await;
        }
    }
    assert_eq!(deployment.count("SELECT count(*) FROM grants").await, 25);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_once_and_in_its_own_browser() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let login = begin(call).await;
    let form = choose(call, &login, 0).await;
    let (code, state) = form.split_once("&state=").expect("code and state come back");
    let other = begin(call).await;
    for (cookie, form) in [
        ("", form.clone()),
        (other.cookie.as_str(), form.clone()),
        ("lakzegel-login=", form.clone()),
        ("lakzegel-login=.", format!("{code}&state=")),
        (login.cookie.as_str(), format!("{code}&state=x{state}")),
        (login.cookie.as_str(), code.to_owned()),
        (login.cookie.as_str(), format!("state={state}")),
        (login.cookie.as_str(), format!("code=x&state={state}")),
        (login.cookie.as_str(), "%ff%00=&&&".to_owned()),
    ] {
        expect_problem(finish(call, cookie, &form).await, ProblemType::BadLogin).await;
    }
    assert_eq!(deployment.stored().await[3], 0, "no grants were given");
    assert_eq!(finish(call, &login.cookie, &form).await.status(), 200);
    expect_problem(finish(call, &login.cookie, &form).await, ProblemType::BadLogin).await;
    assert_eq!(deployment.stored().await[3], 3);
    let json = call.http.post(call.url("/v1/identity/callback")).header(CONTENT_TYPE, "application/json").body("{}");
    expect_problem(answer(json).await, ProblemType::WrongMediaType).await;
    expect_problem(finish(call, &login.cookie, &"x".repeat(9_000)).await, ProblemType::TooLarge).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_begun_at_one_intake_finishes_at_another() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    let login = begin(&one.call).await;
    // The made-up people belong to the intake where one of them is chosen, as a real provider belongs to none.
    let form = choose(&other.call, &login, 0).await;
    let answer = finish(&other.call, &login.cookie, &form).await;
    assert_eq!(answer.status(), 200);
    let said = json(answer).await;
    let grants: Vec<_> = said["grants"].as_array().expect("there are grants").iter().filter_map(Value::as_str).collect();
    for (number, call) in [&one.call, &other.call].into_iter().enumerate() {
        let sealed = Sealed::new(number as u64);
        deployment.verify(&call.store(&sealed, grants[number]).await, &sealed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_from_outside_gets_into_page_or_address() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let good = nonce();
    for bad in ["", "short", "%3Cscript%3E", &format!("{good}%0d%0ax:y"), &format!("{good}A"), &good.replace(&good[..1], "%22")] {
        expect_problem(call.get(&format!("/v1/identity/proef/start?nonce={bad}")).await, ProblemType::BadLogin).await;
        expect_problem(call.get(&format!("/demo/identity?nonce={bad}&state={good}")).await, ProblemType::BadLogin).await;
        expect_problem(call.get(&format!("/demo/identity?nonce={good}&state={bad}")).await, ProblemType::BadLogin).await;
        expect_problem(call.get(&format!("/demo/identity/choose/0?nonce={good}&state={bad}")).await, ProblemType::BadLogin).await;
    }
    expect_problem(call.get(&format!("/demo/identity/choose/5?nonce={good}&state={good}")).await, ProblemType::NotFound).await;
    expect_problem(call.get(&format!("/demo/identity/choose/x?nonce={good}&state={good}")).await, ProblemType::NotFound).await;
    expect_problem(call.get(&format!("/v1/identity/other/start?nonce={good}")).await, ProblemType::NotFound).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_plainly_a_demo_and_can_be_left() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let login = begin(&server.call).await;
    let links = links(&server.call, &login).await;
    assert_eq!(links.len(), 6, "five people, and the way out");
    let state = login.page.split_once("&state=").expect("the address has the state").1;
    assert_eq!(links[5], format!("/identity?error=access_denied&state={state}"));
    let page = text(server.call.get(&login.page).await).await;
    for part in
        ["<html lang=\"nl\">", "<h1>", "<strong>DEMO</strong>", "lang=\"ar\" dir=\"rtl\"", "<title>DEMO", "<p lang=\"en\">"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("<form") && !page.contains("style=") && !page.contains('{'));
    assert_eq!(header(&server.call.get("/demo/identity/style.css").await, "content-type"), "text/css; charset=utf-8");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_the_cookie_is_tied_to_the_host() {
    let deployment = Deployment::new();
    let mut manifest = deployment.manifest();
    manifest.providers[0].issuer = "https://brief.invalid/demo/identity".to_owned();
    deployment.publish(&manifest);
    let settings = Settings { public_url: "https://brief.invalid/".to_owned(), ..deployment.settings() };
    let intake = start(settings).await.expect("the intake starts");
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
    let answer = answer(http.get(format!("http://{}/v1/identity/proef/start?nonce={}", intake.public, nonce()))).await;
    let cookie = header(&answer, "set-cookie");
    assert!(
        cookie.starts_with("__Host-lakzegel-login=") && cookie.contains("; Path=/;") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    drop(http);
    intake.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_demo_identity_outside_a_demo() {
    for origin in ["brief.example/lakzegel", "demo.invalid.example/lakzegel", "demo.invalid"] {
        let real = Deployment::of(origin);
        let said = refusal(real.settings()).await;
        assert!(said.contains("demo identity is for origins that begin with demo.invalid/ only"), "{said}");
        let without = Settings { demo_identity_key: None, ..real.settings() };
        start(without).await.expect("without demo identity it starts").stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_whose_letters_screening_would_refuse_does_not_start() {
    let deployment = Deployment::new();
    let said = || refusal(deployment.settings());
    let good = deployment.manifest();
    for wrong in ["issuer", "audience", "acr"] {
        let mut manifest = good.clone();
        let provider = &mut manifest.providers[0];
        match wrong {
            "issuer" => provider.issuer = "http://127.0.0.1:1/demo/identity".to_owned(),
            "audience" => provider.audience = "other".to_owned(),
            _ => provider.acr = vec!["urn:other".to_owned()],
        }
        deployment.publish(&manifest);
        let said = said().await;
        assert!(said.contains("the manifest has no provider with issuer http://127.0.0.1/demo/identity"), "{said}");
    }
    deployment.publish(&good);
    deployment.write("demo.key", "PRIVATE+KEY+nonsense");
    assert!(said().await.contains("the demo identity key is not a note key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_leaves_no_trace_in_the_log() {
    let deployment = Deployment::new();
    let process = deployment.spawn();
    let login = begin(&process.call).await;
    let form = choose(&process.call, &login, 2).await;
    let answer = json(finish(&process.call, &login.cookie, &form).await).await;
    let (code, state) = form.strip_prefix("code=").and_then(|form| form.split_once("&state=")).expect("code and state come back");
    let facts = [&answer["id_token"], &answer["name"], &answer["grants"][0]].map(|fact| fact.as_str().expect("it is text"));
    let log = process.stop();
    for fact in facts.into_iter().chain([code, state, &nonce(), "demo-3", &login.cookie]) {
        assert!(!log.contains(fact), "{fact} is in the log:\n{log}");
    }
    assert!(log.contains(r#""action":"finish","object":"login","result":"done""#), "{log}");
}
