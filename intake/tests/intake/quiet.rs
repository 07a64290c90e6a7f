//! The log lines: what they may say, and that they say nothing else.

use std::collections::BTreeSet;

use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType, path};
use reqwest::{
    Method,
    header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, REFERER, USER_AGENT},
};
use serde_json::Value;

use crate::common::{Deployment, Sealed, TOKEN, answer, grant};

/// Stands wherever a sender can put something.
const SENTINEL: &str = "zegel-sentinel-4711";

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_no_fact_about_a_sender() {
    let deployment = Deployment::new();
    let process = deployment.spawn();
    deployment.add_grants(0..2).await;
    let call = &process.call;
    let sentinel = |request: reqwest::RequestBuilder| {
        let request = request.header(USER_AGENT, SENTINEL).header(REFERER, format!("http://{SENTINEL}/"));
        request.header(COOKIE, format!("lakzegel-login=proef.{SENTINEL}")).header(ACCEPT_LANGUAGE, SENTINEL)
    };
    let (stored, refused) = (Sealed::new(0), Sealed::new(1));
    let lookup = Sealed::new(5).id;
    assert_eq!(answer(sentinel(call.upload(&stored, Some(&grant(0))))).await.status(), 201);
    assert_eq!(answer(sentinel(call.upload(&stored, None))).await.status(), 200);
    assert_eq!(answer(sentinel(call.upload(&refused, Some(&grant(9))))).await.status(), 403);
    assert_eq!(answer(sentinel(call.upload_as(SENTINEL, &refused, Some(&grant(1))))).await.status(), 415);
    for path in [
        format!("/v1/statuses/{lookup}"),
        format!("/v1/receipts/{}", stored.id),
        format!("/identity?code={SENTINEL}&state={SENTINEL}"),
        format!("/{SENTINEL}?naam={SENTINEL}"),
        format!("/tile/entries/{SENTINEL}"),
    ] {
        answer(sentinel(call.http.get(call.url(&path)))).await;
    }
    for path in [path::IDENTITY_CALLBACK, &path::fill(path::IDENTITY_START, SENTINEL)] {
        let form = call.http.post(call.url(path)).header(CONTENT_TYPE, LOGIN_MEDIA_TYPE);
        let body = format!("nonce={SENTINEL}&travel_key={SENTINEL}&code={SENTINEL}&state={SENTINEL}");
        answer(sentinel(form.body(body))).await;
    }
    answer(sentinel(call.for_screening(Method::GET, &format!("/v1/envelopes/{}", stored.id)))).await;
    let method = Method::from_bytes(SENTINEL.as_bytes()).expect("it can stand for a method");
    answer(call.http.request(method, call.url("/checkpoint"))).await;
    let log = process.stop();

    let id = |sealed: &Sealed| sealed.id.to_string();
    for fact in
        [SENTINEL.to_owned(), id(&stored), id(&refused), lookup.to_string(), grant(0), grant(1), grant(9), TOKEN.to_owned()]
    {
        assert!(!log.contains(&fact), "{fact} is in the log:\n{log}");
    }
    let known: BTreeSet<&str> =
        ["timestamp", "level", "message", "listen", "screening_listen", "hour", "action", "object", "result", "count"].into();
    let mut counted = BTreeSet::new();
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).expect("every line is JSON");
        let line = line.as_object().expect("and an object");
        for (name, value) in line {
            assert!(known.contains(name.as_str()), "{name} is not known to be harmless");
            assert!(
                !matches!(name.as_str(), "timestamp" | "hour") || value.as_str().is_some_and(|time| time.ends_with(":00:00Z"))
            );
        }
        if line["message"] == "asked" {
            let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            counted.insert((word("action"), word("object"), word("result"), line["count"].as_u64().unwrap_or_default()));
        }
    }
    for (action, object, result, count) in [
        ("store", "envelope", "stored", 1),
        ("store", "envelope", "done", 1),
        ("store", "envelope", ProblemType::SpentGrant.name(), 1),
        ("store", "envelope", ProblemType::WrongMediaType.name(), 1),
        ("read", "status", ProblemType::NotFound.name(), 1),
        ("read", "receipt", "done", 1),
        ("finish", "login", ProblemType::BadLogin.name(), 1),
        ("read for screening", "envelope", "done", 1),
    ] {
        let line = (action.to_owned(), object.to_owned(), result.to_owned(), count);
        assert!(counted.contains(&line), "{line:?} is missing in:\n{log}");
    }
}
