//! What every answer carries, the client's files, and the document that describes the calls.

use std::collections::BTreeSet;

use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType, WIPE_MEDIA_TYPE};
use lakzegel_intake::{Limits, Problem, Settings, api};
use reqwest::{Method, Response};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::common::{Deployment, Sealed, Server, answer, bytes, expect_problem, grant, header, problem_type, text};

/// Written out once more, so that nobody changes it by accident.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                   connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
                   frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lakzegel";

/// The same of the other headers that every answer has.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

fn expect_headers(answer: &Response) {
    for (name, value) in HEADERS {
        let all: Vec<_> = answer.headers().get_all(name).iter().collect();
        assert_eq!(all, [value], "{name}: {} {}", answer.status(), answer.url());
    }
    assert!(!header(answer, "cache-control").is_empty() && !header(answer, "date").is_empty());
    assert!(answer.headers().get("server").is_none());
}

/// A path of a call's, with something in the places that change.
fn filled(path: &str, id: &str) -> String {
    let fill = |part: &str| match part {
        "{id}" => id.to_owned(),
        "{provider}" => "proef".to_owned(),
        "{*path}" => "0/000.p/1".to_owned(),
        part if part.starts_with('{') => "00".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// Every call of both listeners, at both, with every method, with and without the token; every file; and what is no call.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_one_policy() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1, 3]).await;
    let call = &server.call;
    let sealed = Sealed::new(1);
    let mut statuses = BTreeSet::new();
    let mut look = |answer: &Response| {
        expect_headers(answer);
        statuses.insert(answer.status().as_u16());
    };
    look(&answer(call.upload(&sealed, Some(&grant(1)))).await);
    look(&answer(call.upload(&sealed, None)).await);
    look(&answer(call.upload(&Sealed::new(2), None)).await);
    look(&answer(call.upload(&Sealed::new(2), Some(&grant(2)))).await);
    look(&answer(call.upload(&Sealed { id: Sealed::new(3).id, ..Sealed::new(2) }, Some(&grant(3)))).await);
    let page = call.get("/").await;
    let tag = header(&page, "etag").to_owned();
    look(&answer(call.http.get(call.url("/")).header("if-none-match", tag)).await);

    let calls: Vec<_> =
        api::public().into_iter().chain(api::screening()).map(|call| filled(call.path, &sealed.id.to_string())).collect();
    let files = [
        "/",
        "/write",
        "/kiosk",
        "/kiosk/write",
        "/identity?code=x",
        "/app-0123456789abcdef.js",
        "/app-0123456789abcdef_bg.wasm",
        "/strings/nl.00112233445566ff.txt",
        "/icon.svg",
        "/missing",
        "/%ff",
        "/tile/0/000",
        "/v1/identity/nobody/start",
        "/v1/envelopes/00",
        "//elsewhere.example/",
    ];
    let methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"];
    for path in calls.iter().map(String::as_str).chain(files) {
        for method in methods {
            let method: Method = method.parse().expect("a method");
            look(&answer(call.http.request(method.clone(), call.url(path))).await);
            look(&answer(call.for_screening(method.clone(), path)).await);
            let without_token = call.http.request(method, format!("http://{}{path}", call.screening));
            look(&answer(without_token).await);
        }
    }
    let kiosks = Deployment::new();
    let kiosks = kiosks.start_as(Settings { kiosk: true, ..kiosks.settings() }).await;
    look(&answer(kiosks.call.http.get(kiosks.call.url("/write"))).await);
    // What came back is of every kind that a client can bring about here; another test fills the connections.
    for kind in [200, 201, 204, 304, 307, 400, 401, 403, 404, 405, 415] {
        assert!(statuses.contains(&kind), "{kind}: {statuses:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_refusal_of_a_connection_has_it_too() {
    let deployment = Deployment::new();
    let server = deployment.start_with(Limits { connections: 0, ..Limits::default() }).await;
    let refused = server.call.get("/healthz").await;
    expect_headers(&refused);
    assert_eq!(header(&refused, "retry-after"), "5");
    expect_problem(refused, ProblemType::Busy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_refused_with_the_same_headers() {
    let deployment = Deployment::new();
    let server = deployment.start_as(Settings { public_url: "https://brief.example".to_owned(), ..bare(&deployment) }).await;
    let long = "x".repeat(500_000);
    let many: String = (0..200).map(|number| format!("a{number}: 1\r\n")).collect();
    for (what, request) in [
        ("no request line", "hello\r\n\r\n"),
        ("a method that is none", "G@T{ / HTTP/1.1\r\n\r\n"),
        ("a version that is none", "GET / HTTP/9.9\r\n\r\n"),
        ("an address that is none", "GET /\u{7f} HTTP/1.1\r\n\r\n"),
        ("a header without a colon", "GET / HTTP/1.1\r\nnothing\r\n\r\n"),
        ("a header with a space in its name", "GET / HTTP/1.1\r\na b: c\r\n\r\n"),
        ("two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        ("a length that is none", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"),
        ("an encoding that is none", "POST / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n"),
        ("a long header", &format!("GET / HTTP/1.1\r\na: {long}\r\n\r\n")),
        ("a long address", &format!("GET /{long} HTTP/1.1\r\n\r\n")),
        ("many headers", &format!("GET / HTTP/1.1\r\n{many}\r\n")),
        ("another protocol", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n"),
    ] {
        for before in ["", "GET /healthz HTTP/1.1\r\nHost: intake\r\n\r\n"] {
            let mut stream = TcpStream::connect(server.call.public).await.expect("the port is open");
            stream.write_all(format!("{before}{request}").as_bytes()).await.expect("it can be sent");
            let mut said = Vec::new();
            stream.read_to_end(&mut said).await.expect("the line is not reset");
            let said = String::from_utf8_lossy(&said).into_owned();
            let answers: Vec<&str> = said.split("HTTP/1.1 ").skip(1).collect();
            let expected = if before.is_empty() { 1 } else { 2 };
            assert_eq!(answers.len(), expected, "{what}: {said}");
            for answer in &answers {
                let head = answer.split("\r\n\r\n").next().unwrap_or_default();
                let lines: Vec<&str> = head.split("\r\n").collect();
                let policy = format!("content-security-policy: {CSP}");
                assert_eq!(
                    lines.iter().filter(|line| line.starts_with("content-security-policy:")).collect::<Vec<_>>(),
                    [&policy]
                );
                for line in [
                    "x-content-type-options: nosniff",
                    "referrer-policy: no-referrer",
                    "cross-origin-opener-policy: same-origin",
                    "cross-origin-resource-policy: same-origin",
                    "cache-control: no-store",
                    "strict-transport-security: max-age=31536000",
                ] {
                    assert!(lines.contains(&line), "{what}: {line} is missing in {head}");
                }
            }
            assert!(answers[expected - 1].starts_with('4'), "{what}: {said}");
        }
    }
}

/// Without the demo's people, whose address follows from the public one.
fn bare(deployment: &Deployment) -> Settings {
    Settings {
        #[cfg(feature = "demo")]
        demo_identity_key: None,
        ..deployment.settings()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_that_come_over_tls_are_told_to_come_no_other_way() {
    let deployment = Deployment::new();
    for (public_url, told) in [("https://brief.example", "max-age=31536000"), ("http://127.0.0.1", "")] {
        let server = deployment.start_as(Settings { public_url: public_url.to_owned(), ..bare(&deployment) }).await;
        for path in ["/", "/v1/manifest", "/nothing"] {
            assert_eq!(header(&server.call.get(path).await, "strict-transport-security"), told, "{public_url}{path}");
        }
        server.stop().await;
    }
}

/// Or a link could throw away a letter that waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_wiped_for_a_page_of_the_client_and_for_nobody_else() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let ask = async |method: Method, kind: &str, site: &str| {
        let request = call.http.request(method, call.url("/v1/wipe")).header("content-type", kind).header("sec-fetch-site", site);
        answer(request).await
    };
    for site in ["same-origin", "none"] {
        let wiped = ask(Method::POST, WIPE_MEDIA_TYPE, site).await;
        assert_eq!((wiped.status().as_u16(), header(&wiped, "clear-site-data")), (204, r#""cache", "storage""#));
        assert_eq!(header(&wiped, "cache-control"), "no-store");
        assert!(wiped.headers().get("set-cookie").is_none());
    }
    let expect_refusal = async |refused: Response, problem: ProblemType| {
        assert!(refused.headers().get("clear-site-data").is_none());
        expect_problem(refused, problem).await;
    };
    // What forms and scripts of others can send without asking (Fetch, section 2.2.2), and what our own pages send for something else.
    for kind in
        ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/json", LOGIN_MEDIA_TYPE, ""]
    {
        expect_refusal(ask(Method::POST, kind, "same-origin").await, ProblemType::WrongMediaType).await;
    }
    for site in ["cross-site", "same-site", "something new"] {
        expect_refusal(ask(Method::POST, WIPE_MEDIA_TYPE, site).await, ProblemType::ForeignPage).await;
    }
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
        expect_refusal(ask(method, WIPE_MEDIA_TYPE, "none").await, ProblemType::WrongMethod).await;
    }
    // A script of another website has to ask first, and is never allowed.
    let asks = call.http.request(Method::OPTIONS, call.url("/v1/wipe")).header("origin", "https://elsewhere.example");
    let asked = answer(asks.header("access-control-request-method", "POST")).await;
    assert!(asked.headers().keys().all(|name| !name.as_str().starts_with("access-control") && name != "clear-site-data"));
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_are_told_and_kept() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let ask = async |method: Method, path: &str| answer(call.http.request(method, call.url(path))).await;
    for (path, allowed) in
        [("/v1/manifest", "GET,HEAD"), ("/v1/envelopes/00", "PUT"), ("/v1/identity/callback", "POST"), ("/", "GET, HEAD")]
    {
        let options = ask(Method::OPTIONS, path).await;
        assert_eq!((options.status().as_u16(), header(&options, "allow")), (204, allowed), "{path}");
        let other = ask(Method::DELETE, path).await;
        assert_eq!(header(&other, "allow"), allowed);
        expect_problem(other, ProblemType::WrongMethod).await;
    }
    let head = ask(Method::HEAD, "/v1/manifest").await;
    let length = text(call.get("/v1/manifest").await).await.len().to_string();
    assert_eq!((header(&head, "content-length"), header(&head, "content-type")), (length.as_str(), "text/plain; charset=utf-8"));
    assert!(bytes(head).await.is_empty());
    let cross_origin = answer(call.http.get(call.url("/v1/manifest")).header("origin", "https://elsewhere.example")).await;
    assert!(cross_origin.headers().keys().all(|name| !name.as_str().starts_with("access-control")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_is_served_small_and_kept_long() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let call = &server.call;
    let get = async |path: &str, accept: &str| answer(call.http.get(call.url(path)).header("accept-encoding", accept)).await;
    for step in
        ["/", "/privileged", "/identity", "/recipient", "/write", "/review", "/receipt", "/status", "/check", "/index.html"]
    {
        let page = get(step, "br").await;
        assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        assert!(text(page).await.contains("<title>Lakzegel</title>"));
    }
    let script = "/app-0123456789abcdef.js";
    for (accept, encoding, body) in [
        ("gzip, deflate, br", "br", "brotli script"),
        ("gzip", "gzip", "gzip script"),
        ("br;q=0, gzip;q=0.1", "gzip", "gzip script"),
        ("identity", "", "plain script"),
    ] {
        let answer = get(script, accept).await;
        assert_eq!((header(&answer, "content-encoding"), header(&answer, "vary")), (encoding, "Accept-Encoding"));
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&answer, "content-type"), "text/javascript; charset=utf-8");
        let tag = header(&answer, "etag").to_owned();
        assert_eq!(text(answer).await, body);
        let again =
            call.http.get(call.url(script)).header("accept-encoding", accept).header("if-none-match", format!("\"x\", W/{tag}"));
        let again = crate::common::answer(again).await;
        assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()));
    }
    for (path, media_type) in [
        ("/app-0123456789abcdef_bg.wasm", "application/wasm"),
        ("/strings/nl.00112233445566ff.txt", "text/plain; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ] {
        assert_eq!(header(&get(path, "br").await, "content-type"), media_type);
    }
    for missing in [
        "/app-0123456789abcdef.js.br",
        "/strings",
        "/strings/",
        "/../manifest.txt",
        "/%2e%2e/manifest.txt",
        "//etc/passwd",
        "/nothing",
    ] {
        expect_problem(get(missing, "br").await, ProblemType::NotFound).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intake_for_kiosks_shows_nothing_but_a_kiosk() {
    let deployment = Deployment::new();
    let idle = std::num::NonZeroU32::new(7);
    let kiosk = deployment.start_as(Settings { kiosk: true, kiosk_idle_minutes: idle, ..deployment.settings() }).await;
    for step in ["/", "/identity", "/write", "/status"] {
        let away = answer(kiosk.call.http.get(kiosk.call.url(step))).await;
        assert_eq!((away.status().as_u16(), header(&away, "location")), (307, "/kiosk"), "{step}");
    }
    for step in ["/kiosk", "/kiosk/", "/kiosk/write", "/kiosk/ended"] {
        let page = kiosk.call.get(step).await;
        assert_eq!((header(&page, "cache-control"), header(&page, "kiosk-idle-minutes")), ("no-cache", "7"), "{step}");
        assert_eq!(header(&page, "refresh"), "60; url=/kiosk", "one that does not start is loaded anew");
        assert!(text(page).await.contains("<title>Lakzegel</title>"));
    }
    for other in ["/kiosk/kiosk", "/kiosks", "/kiosk/icon.svg", "/ended"] {
        expect_problem(kiosk.call.get(other).await, ProblemType::NotFound).await;
    }
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let page = server.call.get("/kiosk").await;
    assert!(!page.headers().contains_key("kiosk-idle-minutes"), "every intake has a kiosk, with the client's own time");
    assert!(page.headers().contains_key("refresh"));
    assert!(!server.call.get("/").await.headers().contains_key("refresh"), "and nobody else's page is loaded anew");
    assert!(text(page).await.contains("<title>Lakzegel</title>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_the_calls_are_the_same() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let document = server.call.get("/openapi.json").await;
    assert_eq!(header(&document, "content-type"), "application/json");
    let document: Value = serde_json::from_str(&text(document).await).expect("the document is JSON");

    let named = |calls: Vec<api::Call>| -> BTreeSet<(String, String)> {
        let name = |call: api::Call| (call.method.to_string().to_lowercase(), call.path.replace("{*", "{"));
        calls.into_iter().map(name).collect()
    };
    let (public, screening) = (named(api::public()), named(api::screening()));
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("there are paths") {
        for (method, call) in methods.as_object().expect("there are methods") {
            let here = (method.clone(), path.clone());
            let tag = call["tags"][0].as_str().expect("each call has a tag");
            assert_eq!(tag == "screening", !public.contains(&here) && screening.contains(&here), "{here:?}");
            assert_eq!(tag == "screening", call["security"][0].get("screening").is_some(), "{here:?}");
            for parameter in path.split('/').filter_map(|part| part.strip_prefix('{')) {
                let name = format!("#/components/parameters/{}", parameter.trim_end_matches('}'));
                assert!(call["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["$ref"] == name)), "{here:?}");
            }
            described.insert(here);
        }
    }
    assert_eq!(described, public.union(&screening).cloned().collect());
    assert_eq!(document.to_string().contains("demo"), cfg!(feature = "demo"), "a release's document has no trace of the demo");

    for problem in ProblemType::ALL {
        let schema = &document["components"]["schemas"][problem.name()]["allOf"][1]["properties"];
        assert_eq!(schema["type"]["const"], problem_type(problem));
        assert_eq!(schema["status"]["const"], Problem(problem).status().as_u16());
        assert!(document["components"]["responses"].get(problem.name()).is_some());
    }
    let problems = document["components"]["responses"].as_object().expect("there are answers").len();
    assert_eq!(problems, ProblemType::ALL.len(), "and no others");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let health: Value = serde_json::from_str(&text(server.call.get("/healthz").await).await).expect("it is JSON");
    assert_eq!(health["status"], "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_steps_address_in_capitals_or_with_something_behind_it_leads_to_the_step() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    for (typed, own) in [
        ("/Status", "/status"),
        ("/status/", "/status"),
        ("/STATUS//", "/status"),
        ("//status", "/status"),
        ("/status.", "/status"),
        ("/check,", "/check"),
        ("/check%20", "/check"),
        ("//", "/"),
        ("/Kiosk", "/kiosk"),
        ("/KIOSK/Ended/", "/kiosk/ended"),
        ("/Status?x=y", "/status"),
    ] {
        let away = answer(server.call.http.get(server.call.url(typed))).await;
        expect_headers(&away);
        assert_eq!((away.status().as_u16(), header(&away, "location")), (307, own), "{typed}");
        assert_eq!(header(&away, "cache-control"), "no-store", "{typed}");
    }
    for other in ["/ended/", "/statuses", "/status/x", "/Icon.svg", "//elsewhere.example/", "/v1/Manifest"] {
        expect_problem(server.call.get(other).await, ProblemType::NotFound).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_the_page_where_a_program_is_told_a_problem() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let navigates = [
        vec![("sec-fetch-mode", "navigate"), ("accept", "text/html,*/*;q=0.8")],
        vec![("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")],
    ];
    let calls = [vec![], vec![("accept", "*/*")], vec![("sec-fetch-mode", "cors"), ("accept", "text/html")]];
    let ask = async |server: &Server, path: &str, headers: &[(&str, &str)]| {
        let request = server.call.http.get(server.call.url(path));
        answer(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    };
    for (path, status) in [("/nothing", 404), ("/v1/statuses/00", 404), ("/v1/wipe", 405), ("/kiosk/nothing", 404)] {
        for headers in &navigates {
            let page = ask(&server, path, headers).await;
            expect_headers(&page);
            assert_eq!((page.status().as_u16(), header(&page, "content-type")), (status, "text/html; charset=utf-8"), "{path}");
            assert_eq!(header(&page, "cache-control"), "no-store", "{path}");
            assert_eq!(page.headers().contains_key("allow"), status == 405, "{path}");
            assert_eq!(page.headers().contains_key("refresh"), path.starts_with("/kiosk"), "{path}");
            assert!(text(page).await.contains("<title>Lakzegel</title>"), "{path}");
        }
        for headers in &calls {
            let told = ask(&server, path, headers).await;
            assert_eq!((told.status().as_u16(), header(&told, "content-type")), (status, "application/problem+json"), "{path}");
        }
    }
    let deployment = Deployment::new();
    let kiosks = deployment.start_as(Settings { kiosk: true, ..deployment.settings() }).await;
    let away = ask(&kiosks, "/nothing", &navigates[0]).await;
    assert_eq!((away.status().as_u16(), header(&away, "location")), (307, "/kiosk"), "a server for kiosks has no other page");
    let page = ask(&kiosks, "/kiosk/nothing", &navigates[0]).await;
    assert_eq!((page.status().as_u16(), header(&page, "refresh")), (404, "60; url=/kiosk"));
}
