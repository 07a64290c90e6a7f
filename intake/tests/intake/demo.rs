//! The demo's made-up people: the whole way of a login, which a real provider will replace and nothing else.

use std::fs;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signature, VerifyingKey};
use hkdf::Hkdf;
use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType};
use lakzegel_crypto::{Manifest, manifest::VolumeLimit, visit_nonce};
use lakzegel_intake::{Settings, start};
use reqwest::{
    Method, Response,
    header::{CONTENT_TYPE, COOKIE, HeaderValue},
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::Connection as _;

use crate::cluster::Cluster;
use crate::common::{Call, DAY, Deployment, Sealed, answer, expect_problem, header, now, refusal, text, until, within_a_day};

fn nonce() -> String {
    visit_nonce(&[0x51; 32])
}

async fn json(answer: Response) -> Value {
    serde_json::from_str(&text(answer).await).expect("the answer is JSON")
}

/// A browser that is on its way to the provider.
struct Login {
    nonce: String,
    cookie: String,
    page: String,
    state: String,
}

/// What the client leaves on the device is encrypted under this.
const TRAVEL_KEY: &str = "dHJhdmVsLWtleS10cmF2ZWwta2V5LXRyYXZlbC1rZXk";

/// What the client's page sends about a login.
async fn send(call: &Call, path: &str, cookie: &[u8], body: String) -> Response {
    let request = call.http.post(call.url(path)).header(CONTENT_TYPE, LOGIN_MEDIA_TYPE).header("sec-fetch-site", "same-origin");
    answer(request.header(COOKIE, HeaderValue::from_bytes(cookie).expect("it is a header")).body(body)).await
}

async fn ask(call: &Call, nonce: &str, cookie: &str) -> Response {
    let body = format!("nonce={nonce}&travel_key={TRAVEL_KEY}");
    send(call, "/v1/identity/proef/start", cookie.as_bytes(), body).await
}

async fn begin_with(call: &Call, nonce: String, cookies: &str) -> Login {
    let answer = ask(call, &nonce, cookies).await;
    assert_eq!(answer.status(), 200);
    let set = header(&answer, "set-cookie");
    assert!(set.starts_with(&format!("lakzegel-login-{}=", &nonce[..16])) && set.ends_with("; HttpOnly; SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    let said = json(answer).await;
    let text = |name: &str| said[name].as_str().expect("it is text").to_owned();
    Login { nonce, cookie, page: text("location"), state: text("state") }
}

async fn begin(call: &Call) -> Login {
    begin_with(call, nonce(), "").await
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

/// Hands in what came back, for a login's nonce, with these cookies.
async fn hand_in(call: &Call, nonce: &str, cookies: &[u8], form: &str) -> Response {
    send(call, "/v1/identity/callback", cookies, format!("nonce={nonce}&{form}")).await
}

async fn finish(call: &Call, login: &Login, form: &str) -> Response {
    hand_in(call, &login.nonce, format!("other=1; {}", login.cookie).as_bytes(), form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_gives_a_token_for_the_visit_key_and_grants() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    for person in 0..5 {
        let begun = now();
        let login = begin(call).await;
        let form = choose(call, &login, person).await;
        let answer = finish(call, &login, &form).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (200, "no-store"));
        let set = header(&answer, "set-cookie");
        assert!(set.starts_with(&login.cookie[..32]) && set.contains("; Max-Age=0;"), "the cookie is over: {set}");
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
        assert!((begun..=now()).contains(&issued) && claims["auth_time"] == issued && claims["exp"] == issued + 300);

        assert_eq!(said["travel_key"], TRAVEL_KEY);
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
    let answer = finish(call, &login, &form).await;
    if answer.status() != 200 {
        return Err(answer);
    }
    Ok(json(answer).await["grants"].as_array().expect("there are grants").len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_no_more_grants_a_day_than_the_manifest_allows() {
    within_a_day(a_day_is_full).await;
}

async fn a_day_is_full() {
    let deployment = Deployment::new();
    let limit = |letters, days| VolumeLimit { letters, days, basis: "a regulation of the tests".to_owned() };
    deployment.publish(&Manifest { volume_limits: vec![limit(1, 7), limit(5, 1), limit(8, 1)], ..deployment.manifest() });
    let server = deployment.start().await;
    let call = &server.call;
    // Three letters a visit, five a day; the limit for a week is screening's to watch.
    let first = [log_in(call, 0).await, log_in(call, 0).await].map(|given| given.expect("there are some left"));
    assert_eq!(first, [3, 2]);
    // The token is shown all the same: a client sees by it that the login was not kept for somebody else.
    let said = json(log_in(call, 0).await.expect_err("the day is full")).await;
    assert_eq!(said["type"], "urn:lakzegel:problem:volume-limit");
    assert!(said["id_token"].as_str().is_some_and(|token| token.split('.').count() == 3), "{said}");
    assert_eq!(log_in(call, 1).await.expect("another person has their own"), 3);
    assert_eq!(deployment.count("SELECT count(*) FROM grants").await, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_of_a_persons_day_says_nothing_of_who_and_nothing_once_the_day_is_over() {
    within_a_day(a_day_is_over).await;
}

async fn a_day_is_over() {
    let deployment = Deployment::new();
    let limit = VolumeLimit { letters: 100, days: 1, basis: "a regulation of the tests".to_owned() };
    deployment.publish(&Manifest { volume_limits: vec![limit], ..deployment.manifest() });
    let server = deployment.start().await;
    for person in [0, 1, 0] {
        log_in(&server.call, person).await.expect("there are some left");
    }
    let today = (now() / DAY) as i64;
    let mut database = deployment.database().await;
    let people = "SELECT person FROM volume ORDER BY person";
    let first: Vec<Vec<u8>> = sqlx::query_scalar(people).fetch_all(&mut database).await.expect("the query is right");
    let salt: Vec<u8> = sqlx::query_scalar("SELECT salt FROM day_salts").fetch_one(&mut database).await.expect("there is one");
    assert_eq!(first.len(), 2, "the same person is the same for a day");

    // Whoever stole the database asks for each person that there is, but has no login key: none of the tables' people is found.
    let names: Vec<String> = (1..=5).map(|number| format!("demo-{number}")).collect();
    let issuer = "http://127.0.0.1/demo/identity";
    let pseudonyms = |key: &[u8], salt: &[u8]| -> Vec<Vec<u8>> {
        let part = |part: &[u8]| [&(part.len() as u64).to_be_bytes(), part].concat();
        let of = |name: &String| {
            let info = [b"lakzegel intake v1 volume".as_slice(), &part(salt), &part(issuer.as_bytes()), &part(name.as_bytes())];
            let mut pseudonym = vec![0; 32];
            Hkdf::<Sha256>::new(None, key).expand(&info.concat(), &mut pseudonym).expect("it is one block");
            pseudonym
        };
        names.iter().map(of).collect()
    };
    let read = |name: &str| fs::read(deployment.path(name)).expect("the file is there");
    let found = |asked: Vec<Vec<u8>>| asked.iter().filter(|pseudonym| first.contains(pseudonym)).count();
    assert_eq!(found(pseudonyms(&[0xa5; 32], &salt)), 2, "with the login key and the salt they are, so that this test can fail");
    for key in [&[][..], &[0; 32], &[0xa6; 32], &salt, &read("log.key"), &read("screening-token")] {
        assert_eq!(found(pseudonyms(key, &salt)), 0);
    }
    for name in &names {
        for hash in [
            Sha256::digest(name),
            Sha256::digest([&salt, name.as_bytes()].concat()),
            Sha256::digest([name.as_bytes(), &salt].concat()),
        ] {
            assert!(!first.contains(&hash.to_vec()));
        }
    }
    assert_eq!(found(pseudonyms(&[0xa5; 32], &[0; 32])), 0, "nor with the login key, once the salt is gone");

    // The next day: everything of the day before is as if it had been a day earlier.
    let a_day_earlier =
        "UPDATE volume SET day = day - 1; UPDATE day_salts SET day = day - 1; UPDATE grants SET last_day = last_day - 100";
    sqlx::raw_sql(a_day_earlier).execute(&mut database).await.expect("it can be changed");
    database.close().await.expect("the database can be closed");
    for person in [0, 1] {
        log_in(&server.call, person).await.expect("there are some left");
    }
    server.stop().await;
    let server = deployment.start().await;
    let over = format!("SELECT count(*) FROM day_salts WHERE day < {today}");
    let over: &'static str = over.leak();
    until("it is tidy", async || deployment.count(over).await == 0).await;
    let mut database = deployment.database().await;
    let second: Vec<Vec<u8>> = sqlx::query_scalar(people).fetch_all(&mut database).await.expect("the query is right");
    database.close().await.expect("the database can be closed");
    assert_eq!(second.len(), 2);
    assert!(first.iter().all(|person| !second.contains(person)), "nobody is the same on two days");
    server.stop().await;
    // In none of the files, as they are on the disk.
    let stored = raw_files(&deployment);
    assert!(contains(&stored, &second[0]), "so that this test can fail");
    assert!(!contains(&stored, &salt), "the salt");
    for person in first {
        assert!(!contains(&stored, &person), "a person of the day before");
    }
    for name in names {
        assert!(!contains(&stored, name.as_bytes()), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_for_a_day_is_counted_over_all_intakes() {
    within_a_day(a_day_is_full_at_all_intakes).await;
}

async fn a_day_is_full_at_all_intakes() {
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
    let foreign = visit_nonce(&[0x52; 32]);
    let other = begin_with(call, foreign.clone(), "").await;
    let name = login.cookie.split('=').next().expect("it has a name");
    for (nonce, cookie, form) in [
        (login.nonce.as_str(), String::new(), form.clone()),
        (&login.nonce, other.cookie.clone(), form.clone()),
        (&login.nonce, other.cookie.replace(&foreign[..16], &login.nonce[..16]), form.clone()),
        (&foreign, login.cookie.clone(), form.clone()),
        (&foreign, login.cookie.replace(&login.nonce[..16], &foreign[..16]), form.clone()),
        ("", login.cookie.clone(), form.clone()),
        ("short", login.cookie.clone(), form.clone()),
        (&login.nonce, format!("{name}="), form.clone()),
        (&login.nonce, format!("{name}=."), form.clone()),
        (&login.nonce, login.cookie.clone(), format!("{code}&state=x{state}")),
        (&login.nonce, login.cookie.clone(), format!("{code}&state=")),
        (&login.nonce, login.cookie.clone(), code.to_owned()),
        (&login.nonce, login.cookie.clone(), format!("{code}&state={}", other.state)),
        (&login.nonce, login.cookie.clone(), format!("error=access_denied&state={}", other.state)),
    ] {
        let answer = hand_in(call, nonce, cookie.as_bytes(), &form).await;
        assert!(answer.headers().get("set-cookie").is_none(), "nothing is ended by what is not this login's: {form}");
        let said = json(answer).await;
        assert_eq!(said["type"], "urn:lakzegel:problem:bad-login");
        assert!(said.get("travel_key").is_none(), "{said}");
    }
    assert_eq!(deployment.stored().await[3], 0, "no grants were given");
    assert_eq!(finish(call, &login, &form).await.status(), 200);
    assert_eq!(deployment.stored().await[3], 3);
    expect_problem(finish(call, &login, &form).await, ProblemType::BadLogin).await;
    assert_eq!(deployment.stored().await[3], 3, "once");

    let made_up = format!("code=x&state={}", other.state);
    expect_problem(finish(call, &other, &made_up).await, ProblemType::BadLogin).await;
    expect_problem(finish(call, &login, &"x".repeat(9_000)).await, ProblemType::TooLarge).await;
}

/// All bytes of the files in the data directory, of an intake that was stopped.
fn raw_files(deployment: &Deployment) -> Vec<u8> {
    let files = fs::read_dir(deployment.path("data")).expect("the folder is there");
    files.flat_map(|file| fs::read(file.expect("it is there").path()).expect("it can be read")).collect()
}

/// Whether these bytes have that part in them.
fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Makes it two minutes later for every login that came back.
async fn two_minutes_later(deployment: &Deployment) {
    let mut database = deployment.database().await;
    let update = "UPDATE logins SET minute = minute - 2";
    sqlx::raw_sql(update).execute(&mut database).await.expect("it can be changed");
    database.close().await.expect("the database can be closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_counts_once_whichever_intakes_it_comes_back_to() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    for round in 0..10 {
        let login = begin_with(&one.call, visit_nonce(&[round; 32]), "").await;
        // At the same moment, and without a code, of which a provider would know that it was used.
        let [here, there] = [&one.call, &other.call].map(|call| finish(call, &login, "error=access_denied"));
        let (here, there) = tokio::join!(here, there);
        let mut came = [here.status().as_u16(), there.status().as_u16()];
        came.sort();
        assert_eq!(came, [200, 400], "it was first at one of them");
        for answer in [here, there] {
            assert_eq!(json(answer).await["travel_key"], TRAVEL_KEY, "one answer may be lost on its way");
        }
        two_minutes_later(&deployment).await;
        for call in [&one.call, &other.call] {
            let said = json(finish(call, &login, "error=access_denied").await).await;
            assert!(said["type"] == "urn:lakzegel:problem:bad-login" && said.get("travel_key").is_none(), "{said}");
        }
    }
    // With a code that is good still, for the other intake has not shown it to the provider.
    let login = begin(&one.call).await;
    let form = choose(&other.call, &login, 0).await;
    assert_eq!(finish(&one.call, &login, "").await.status(), 200);
    expect_problem(finish(&other.call, &login, &form).await, ProblemType::BadLogin).await;
    assert_eq!(deployment.stored().await[3], 0, "no grants were given");
    // Nor does one that is started later know less.
    two_minutes_later(&deployment).await;
    let third = deployment.start().await;
    let said = json(finish(&third.call, &login, &form).await).await;
    assert!(said.get("travel_key").is_none() && deployment.stored().await[3] == 0, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intake_that_is_started_anew_knows_which_logins_came_back_and_nothing_else_of_them() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let login = begin(&server.call).await;
    let form = choose(&server.call, &login, 0).await;
    assert_eq!(finish(&server.call, &login, &form).await.status(), 200);
    server.stop().await;
    two_minutes_later(&deployment).await;
    let server = deployment.start().await;
    let said = json(finish(&server.call, &login, &form).await).await;
    assert!(said.get("travel_key").is_none(), "{said}");
    assert_eq!(deployment.stored().await[3], 3, "once");

    // What is stored of it: a hash and a minute, and neither state nor nonce.
    let mut database = deployment.database().await;
    let known: Vec<(Vec<u8>, i64)> =
        sqlx::query_as("SELECT hash, minute FROM logins").fetch_all(&mut database).await.expect("the query is right");
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].0, Sha256::digest(&login.state).to_vec());
    assert!(known[0].1.abs_diff((now() / 60) as i64 - 2) <= 2);
    // It is forgotten when its cookie counts no more: with the next login, or when the intake tidies.
    let old = "UPDATE logins SET minute = minute - 15";
    sqlx::raw_sql(old).execute(&mut database).await.expect("it can be changed");
    let next = begin_with(&server.call, visit_nonce(&[0x52; 32]), "").await;
    finish(&server.call, &next, "").await;
    let left: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT hash FROM logins").fetch_all(&mut database).await.expect("the query is right");
    assert_eq!(left, [Sha256::digest(&next.state).to_vec()]);
    sqlx::raw_sql(old).execute(&mut database).await.expect("it can be changed");
    sqlx::raw_sql("UPDATE logins SET minute = minute - 2").execute(&mut database).await.expect("it can be changed");
    server.stop().await;
    let server = deployment.start().await;
    until("it is tidy", async || deployment.count("SELECT count(*) FROM logins").await == 0).await;
    server.stop().await;
    let stored = raw_files(&deployment);
    for secret in [&login.state, &login.nonce, &next.state, &next.nonce] {
        assert!(!contains(&stored, secret.as_bytes()));
    }
    assert!(!contains(&stored, &Sha256::digest(&login.state)), "the hash is not in the files either");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_meets_a_database_in_trouble_is_not_ended_and_can_be_asked_for_again() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let login = begin(call).await;
    let form = choose(call, &login, 0).await;
    let mut database = deployment.database().await;
    sqlx::raw_sql("ALTER TABLE logins RENAME TO gone").execute(&mut database).await.expect("it can be changed");
    let answer = finish(call, &login, &form).await;
    assert!(answer.headers().get("set-cookie").is_none(), "its cookie stays");
    expect_problem(answer, ProblemType::Internal).await;
    sqlx::raw_sql("ALTER TABLE gone RENAME TO logins").execute(&mut database).await.expect("it can be changed");
    assert_eq!(finish(call, &login, &form).await.status(), 200, "the code was shown to nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_a_login_its_first_return_brings_back_what_the_sender_left_on_the_device() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    for (number, form) in ["", "error=access_denied", "error=server_error&state=S", "code=x&state=S"].into_iter().enumerate() {
        let login = begin_with(call, visit_nonce(&[number as u8; 32]), "").await;
        let form = form.replace("=S", &format!("={}", login.state));
        let answer = finish(call, &login, &form).await;
        assert!(header(&answer, "set-cookie").contains("; Max-Age=0;"), "{form}");
        assert_eq!(answer.status(), if form.starts_with("code") { 400 } else { 200 }, "{form}");
        assert_eq!(json(answer).await["travel_key"], TRAVEL_KEY, "{form}");
        // The answer may be lost on its way, so for a minute it is given again: the key, and nothing else.
        let again = finish(call, &login, &choose(call, &login, 0).await).await;
        assert_eq!(again.status(), 400);
        assert_eq!(json(again).await["travel_key"], TRAVEL_KEY);
    }
    assert_eq!(deployment.stored().await[3], 0, "no grants were given");
}

/// A page calls such a return a failed login. A token that nobody uses would be a login that nobody wanted.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_beside_an_error_is_a_failed_login_and_is_not_exchanged() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let forms =
        ["F&error=access_denied", "error=server_error&F", "F&error=", "F&error", "F&error=temporarily_unavailable&error="];
    for (number, form) in forms.into_iter().enumerate() {
        let login = begin_with(call, visit_nonce(&[number as u8; 32]), "").await;
        let form = form.replace('F', &choose(call, &login, 0).await);
        let answer = finish(call, &login, &form).await;
        assert_eq!(answer.status(), 200, "{form}");
        assert!(header(&answer, "set-cookie").contains("; Max-Age=0;"), "the login is over: {form}");
        assert_eq!(json(answer).await, serde_json::json!({ "travel_key": TRAVEL_KEY }), "{form}");
        // Nor is it after that, without the error.
        let again = form.split('&').filter(|part| !part.starts_with("error")).collect::<Vec<_>>().join("&");
        expect_problem(finish(call, &login, &again).await, ProblemType::BadLogin).await;
    }
    assert_eq!(deployment.stored().await[3], 0, "no grants were given");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_website_begins_no_login_ends_none_and_changes_nothing_else() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let login = begin(call).await;
    let form = choose(call, &login, 0).await;
    let (start, callback) = ("/v1/identity/proef/start", "/v1/identity/callback");
    let begins = format!("nonce={}&travel_key={TRAVEL_KEY}", nonce());
    let ends = format!("nonce={}&{form}", login.nonce);
    // A link, an image, an address that is typed.
    for path in [format!("{start}?{begins}"), format!("{callback}?{ends}")] {
        let answer = call.get(&path).await;
        assert!(answer.headers().get("set-cookie").is_none(), "{path}");
        expect_problem(answer, ProblemType::WrongMethod).await;
    }
    for (path, body) in [(start, &begins), (callback, &ends)] {
        // What forms and scripts can send without asking (Fetch, section 2.2.2), in any browser.
        for kind in ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""] {
            let request = call.http.post(call.url(path)).header(CONTENT_TYPE, kind).header(COOKIE, &login.cookie);
            let answer = answer(request.body(body.clone())).await;
            assert!(answer.headers().get("set-cookie").is_none(), "{path} {kind}");
            expect_problem(answer, ProblemType::WrongMediaType).await;
        }
    }
    // And where the browser says where it comes from, nothing at all.
    for (method, path) in
        [(Method::POST, start), (Method::POST, callback), (Method::POST, "/v1/admission"), (Method::PUT, "/v1/envelopes/00")]
    {
        for site in ["cross-site", "same-site", "something new"] {
            let request = call.http.request(method.clone(), call.url(path)).header(CONTENT_TYPE, LOGIN_MEDIA_TYPE);
            let request = request.header("sec-fetch-site", site).header(COOKIE, &login.cookie).body(ends.clone());
            expect_problem(answer(request).await, ProblemType::ForeignPage).await;
        }
    }
    // Reading is anybody's: a link to the service is one.
    let linked = answer(call.http.get(call.url("/v1/manifest")).header("sec-fetch-site", "cross-site")).await;
    assert_eq!(linked.status(), 200);
    assert_eq!(finish(call, &login, &form).await.status(), 200, "the login that was under way goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_of_another_host_of_the_domain_break_no_login() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    for (number, planted) in [
        &b"x=\xe9"[..],
        b"\xff\xfe",
        b"=",
        b"lakzegel-login-NAME=planted",
        b"lakzegel-login-NAME=",
        b"lakzegel-login-NAME",
        b"\xe2\x80\x80lakzegel-login-NAME=planted",
        b"\tlakzegel-login-NAME=planted",
        b"$Version=1",
        b"quoted=\"; lakzegel-login-NAME=planted",
    ]
    .into_iter()
    .enumerate()
    {
        let login = begin_with(call, visit_nonce(&[number as u8; 32]), "").await;
        let name = &login.nonce.as_bytes()[..16];
        let at = planted.windows(4).position(|bytes| bytes == b"NAME");
        let planted = at.map_or(planted.to_vec(), |at| [&planted[..at], name, &planted[at + 4..]].concat());
        let form = choose(call, &login, 0).await;
        let cookies = [planted.as_slice(), b"; ", login.cookie.as_bytes()].concat();
        assert_eq!(hand_in(call, &login.nonce, &cookies, &form).await.status(), 200, "{}", cookies.escape_ascii());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_logins_at_once_in_one_browser_all_finish_and_cookies_do_not_pile_up() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let mut jar: Vec<String> = vec!["lakzegel-login-of-another-key=x".to_owned(), "other=1".to_owned()];
    let mut logins = Vec::new();
    for number in 0..6 {
        let nonce = visit_nonce(&[number; 32]);
        let answer = ask(call, &nonce, &jar.join("; ")).await;
        let set: Vec<_> = answer.headers().get_all("set-cookie").iter().map(|set| set.to_str().expect("it is text")).collect();
        for over in set.iter().filter(|set| set.contains("; Max-Age=0;")) {
            let name = over.split('=').next().expect("it has a name");
            jar.retain(|cookie| !cookie.starts_with(&format!("{name}=")));
        }
        let cookie = set[0].split(';').next().expect("it has a value").to_owned();
        jar.push(cookie.clone());
        let said = json(answer).await;
        let [page, state] = ["location", "state"].map(|name| said[name].as_str().expect("it is text").to_owned());
        logins.push(Login { nonce, cookie, page, state });
    }
    assert_eq!(jar.len(), 1 + 4, "{jar:?}");
    assert!(jar.contains(&"other=1".to_owned()), "what is not a login's is left alone");
    for login in logins.iter().filter(|login| jar.contains(&login.cookie)).rev() {
        let form = choose(call, login, 0).await;
        assert_eq!(hand_in(call, &login.nonce, jar.join("; ").as_bytes(), &form).await.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_given_the_same_keys_for_the_same_person_and_for_nobody_else() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let mut keys = Vec::new();
    for person in [0, 1, 0] {
        let login = begin(&server.call).await;
        let form = choose(&server.call, &login, person).await;
        keys.push(json(finish(&server.call, &login, &form).await).await["device_keys"].clone());
    }
    assert_eq!(keys[0], keys[2]);
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[0].as_array().map(Vec::len), Some(1));
    server.stop().await;

    // A new login key, above the old one: what was encrypted before can still be read.
    let old = fs::read_to_string(deployment.path("login.key")).expect("it is there");
    deployment.write("login.key", &format!("{}\n{old}", "b7".repeat(32)));
    let server = deployment.start().await;
    let login = begin(&server.call).await;
    let form = choose(&server.call, &login, 0).await;
    let both = json(finish(&server.call, &login, &form).await).await["device_keys"].clone();
    assert_eq!((both.as_array().map(Vec::len), &both[1]), (Some(2), &keys[0][0]));
    assert_ne!(both[0], both[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_begun_at_one_intake_finishes_at_another() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    let (one, other) = (deployment.start().await, deployment.start().await);
    let login = begin(&one.call).await;
    // The made-up people belong to the intake where one of them is chosen, as a real provider belongs to none.
    let form = choose(&other.call, &login, 0).await;
    let answer = finish(&other.call, &login, &form).await;
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
        for body in [format!("nonce={bad}&travel_key={good}"), format!("nonce={good}&travel_key={bad}")] {
            expect_problem(send(call, "/v1/identity/proef/start", b"", body).await, ProblemType::BadLogin).await;
        }
        for (nonce, state, challenge) in [(bad, &*good, &*good), (&good, bad, &good), (&good, &good, bad)] {
            let query = format!("nonce={nonce}&state={state}&code_challenge={challenge}");
            for page in ["/demo/identity", "/demo/identity/choose/0"] {
                expect_problem(call.get(&format!("{page}?{query}")).await, ProblemType::BadLogin).await;
            }
        }
    }
    let query = format!("nonce={good}&state={good}&code_challenge={good}");
    for nobody in ["5", "x"] {
        expect_problem(call.get(&format!("/demo/identity/choose/{nobody}?{query}")).await, ProblemType::NotFound).await;
    }
    let body = format!("nonce={good}&travel_key={good}");
    expect_problem(send(call, "/v1/identity/other/start", b"", body).await, ProblemType::NotFound).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_plainly_a_demo_and_can_be_left() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let login = begin(&server.call).await;
    let links = links(&server.call, &login).await;
    assert_eq!(links.len(), 6, "five people, and the way out");
    assert_eq!(links[5], format!("/identity?error=access_denied&state={}", login.state));
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
    let start = http.post(format!("http://{}/v1/identity/proef/start", intake.public)).header(CONTENT_TYPE, LOGIN_MEDIA_TYPE);
    let answer = answer(start.body(format!("nonce={}&travel_key={TRAVEL_KEY}", nonce()))).await;
    let cookie = header(&answer, "set-cookie");
    assert!(
        cookie.starts_with("__Host-lakzegel-login-") && cookie.contains("; Path=/;") && cookie.ends_with("; Secure"),
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
    let answer = json(finish(&process.call, &login, &form).await).await;
    let (code, state) = form.strip_prefix("code=").and_then(|form| form.split_once("&state=")).expect("code and state come back");
    let facts = [&answer["id_token"], &answer["name"], &answer["grants"][0]].map(|fact| fact.as_str().expect("it is text"));
    let log = process.stop();
    for fact in facts.into_iter().chain([code, state, &nonce(), "demo-3", &login.cookie, TRAVEL_KEY]) {
        assert!(!log.contains(fact), "{fact} is in the log:\n{log}");
    }
    assert!(log.contains(r#""action":"finish","object":"login","result":"done""#), "{log}");
}
