//! One laptop against an intake that stands alone: while it is attacked, senders still get the manifest and store their envelopes within two
//! seconds. Every attack is on loopback, and stops by itself.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use lakzegel_contract::LOGIN_MEDIA_TYPE;
use lakzegel_crypto::ENVELOPE_BYTES;
use lakzegel_intake::Limits;
use reqwest::Client;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    common::{Call, Deployment, Sealed, grant, text},
    refusals::sockets_to_spare,
};

/// How many honest calls there are beside each attack, and how many of them must be answered.
const HONEST: u64 = 100;
const ANSWERED: usize = 99;
/// How long an honest client waits.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long anything else may take on a slow machine.
const A_LONG_WHILE: Duration = Duration::from_secs(60);
/// How many connections the attacker has, at most: more than there are places.
const SOCKETS: usize = 1000;

/// How many of a hundred uploads and manifests are answered in time. Each has a connection of its own, and five come at a time.
async fn answered(call: &Call) -> usize {
    let http = Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("the client can be built");
    let call = Call { http, ..call.clone() };
    let mut clients = JoinSet::new();
    for client in 0..5 {
        let call = call.clone();
        clients.spawn(async move {
            let mut good = 0;
            for number in (client..HONEST).step_by(5) {
                let request = match number % 2 {
                    0 => call.http.get(call.url("/v1/manifest")),
                    _ => call.upload(&Sealed::new(number), Some(&grant(number))),
                };
                let answer = timeout(PATIENCE, async { request.send().await?.error_for_status()?.bytes().await }).await;
                good += usize::from(matches!(answer, Ok(Ok(_))));
            }
            good
        });
    }
    clients.join_all().await.into_iter().sum()
}

/// Opens as many connections as it may, and sends this on each. They stay open.
async fn crowd(address: SocketAddr, count: usize, request: &[u8]) -> Vec<TcpStream> {
    let mut sockets = Vec::new();
    for _ in 0..count {
        // A server that takes no more connections does not stop the attacker.
        let Ok(Ok(mut socket)) = timeout(Duration::from_secs(1), TcpStream::connect(address)).await else { break };
        let _refused = socket.write_all(request).await;
        sockets.push(socket);
    }
    sockets
}

/// A deployment with a large file, and grants for all that honest clients send.
async fn deployment() -> Deployment {
    let deployment = Deployment::new();
    deployment.write("client/large-0123456789abcdef.js", &"large ".repeat(120_000));
    deployment.start().await.stop().await;
    deployment.add_grants(0..HONEST + 1).await;
    deployment
}

/// An attack by a crowd of connections that each send this, and then neither say nor read anything.
async fn withstands(request: &[u8]) {
    withstands_all(async || answered_beside(request).await).await;
}

/// An attack, which gives how many were answered. It begins anew, up to three times, if they were too few: a machine that has other things to do
/// is slow for a while, and an attack that keeps others out does so each time that it begins.
pub async fn withstands_all(attack: impl AsyncFn() -> usize) {
    let mut answered = 0;
    for _ in 0..3 {
        answered = attack().await;
        if answered >= ANSWERED {
            return;
        }
    }
    panic!("{answered} of {HONEST} were answered in time");
}

/// How many are answered from the attack's first moment on.
async fn answered_beside(request: &[u8]) -> usize {
    let deployment = deployment().await;
    let server = deployment.spawn();
    let stored = Sealed::new(HONEST);
    server.call.store(&stored, &grant(HONEST)).await;
    let request = String::from_utf8_lossy(request).replace("STORED", &stored.id.to_string());
    let crowd = crowd(server.call.public, sockets_to_spare().min(SOCKETS), request.as_bytes()).await;
    let begun = Instant::now();
    let answered = answered(&server.call).await;
    println!("{answered} of {HONEST} in {:?}", begun.elapsed());
    drop(crowd);
    server.stop();
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_say_nothing_keep_nobody_out() {
    withstands(b"").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_do_not_finish_their_request_keep_nobody_out() {
    withstands(b"GET /v1/manifest HTTP/1.1\r\nHost: in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_read_nothing_keep_nobody_out() {
    withstands("GET /large-0123456789abcdef.js HTTP/1.1\r\nHost: intake\r\n\r\n".repeat(30).as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_to_a_public_id_whose_body_never_comes_keep_nobody_out() {
    let head = "PUT /v1/envelopes/STORED HTTP/1.1\r\nHost: intake\r\nContent-Type: application/octet-stream\r\n";
    withstands(format!("{head}Content-Length: {ENVELOPE_BYTES}\r\n\r\n").as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_with_one_grant_whose_body_never_comes_keep_nobody_out() {
    let id = Sealed::new(2 * HONEST).id;
    let head = format!("PUT /v1/envelopes/{id} HTTP/1.1\r\nHost: intake\r\nContent-Type: application/octet-stream\r\n");
    let grant = grant(HONEST - 1);
    withstands(format!("{head}Authorization: Bearer {grant}\r\nContent-Length: {ENVELOPE_BYTES}\r\n\r\nx").as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_never_come_keep_nobody_out() {
    let form = format!("Host: intake\r\nContent-Type: {LOGIN_MEDIA_TYPE}\r\nContent-Length: 200\r\n\r\nx");
    withstands(format!("POST /v1/identity/callback HTTP/1.1\r\n{form}").as_bytes()).await;
    withstands(format!("POST /v1/admission HTTP/1.1\r\n{form}").as_bytes()).await;
}

/// What comes back until the line is closed.
async fn read_all(stream: &mut TcpStream) -> (usize, String) {
    let mut bytes = Vec::new();
    let _reset_is_an_end = timeout(A_LONG_WHILE, stream.read_to_end(&mut bytes)).await.expect("the line ends");
    (bytes.len(), String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_and_reads_nothing_is_cut_off_and_who_reads_slowly_is_not() {
    let deployment = deployment().await;
    let limits = Limits { write: Duration::from_millis(300), ..Limits::default() };
    let server = deployment.start_with(limits).await;
    let ask = "GET /large-0123456789abcdef.js HTTP/1.1\r\nHost: intake\r\n\r\n";
    let large = text(server.call.get("/large-0123456789abcdef.js").await).await.len();

    let mut part = vec![0; 256 * 1024];
    loop {
        let mut slow = TcpStream::connect(server.call.public).await.expect("the port is open");
        slow.write_all(ask.repeat(10).as_bytes()).await.expect("it can be asked");
        let (mut got, mut pause, mut last) = (0, Duration::ZERO, Instant::now());
        while got < 10 * large {
            let length = slow.read(&mut part).await.unwrap_or(0);
            pause = pause.max(last.elapsed());
            if length == 0 {
                break;
            }
            got += length;
            last = Instant::now();
            sleep(Duration::from_millis(20)).await;
        }
        if got >= 10 * large {
            break;
        }
        assert!(pause >= limits.write / 2, "cut off after {got} bytes, and never slower than {pause:?}");
        // The machine was slow, and not the reader that this test is about: once more.
    }

    let mut silent = TcpStream::connect(server.call.public).await.expect("the port is open");
    silent.write_all(ask.repeat(30).as_bytes()).await.expect("it can be asked");
    // It is its connection that ends: the intake has nothing more to do when it stops.
    let begun = Instant::now();
    while server.call.http.get(server.call.url("/healthz")).send().await.is_err() || begun.elapsed() < limits.write * 4 {
        sleep(limits.write).await;
    }
    let (got, _) = read_all(&mut silent).await;
    assert!(got < 30 * large, "{got} bytes of {}", 30 * large);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_without_a_right_is_answered_before_its_body() {
    let deployment = deployment().await;
    let server = deployment.start().await;
    let stored = Sealed::new(HONEST);
    server.call.store(&stored, &grant(HONEST)).await;
    for (id, grant, status) in [
        (stored.id, None, "200"),
        (stored.id, Some(grant(HONEST)), "200"),
        (Sealed::new(1).id, None, "401"),
        (Sealed::new(1).id, Some(grant(HONEST)), "403"),
        (Sealed::new(1).id, Some(grant(12_345)), "403"),
    ] {
        let mut stream = TcpStream::connect(server.call.public).await.expect("the port is open");
        let grant = grant.map_or(String::new(), |grant| format!("Authorization: Bearer {grant}\r\n"));
        let head =
            format!("PUT /v1/envelopes/{id} HTTP/1.1\r\nHost: intake\r\nContent-Type: application/octet-stream\r\n{grant}");
        stream
            .write_all(format!("{head}Content-Length: {ENVELOPE_BYTES}\r\n\r\n").as_bytes())
            .await
            .expect("the head can be sent");
        let mut said = [0; 12];
        let begun = Instant::now();
        // Who waits for the body gives up first, and says 408.
        timeout(A_LONG_WHILE, stream.read_exact(&mut said)).await.expect("there is an answer").expect("and a line for it");
        assert_eq!(String::from_utf8_lossy(&said), format!("HTTP/1.1 {status}"), "after {:?}", begun.elapsed());
        // Who sends the body all the same sees the rest of the answer.
        stream.write_all(&vec![0; ENVELOPE_BYTES]).await.expect("the line is not reset");
        let (_, rest) = read_all(&mut stream).await;
        assert!(rest.contains("content-security-policy"), "{rest}");
    }
}

/// A provider that takes every request and never answers. Gives its address, and how many requests have come.
#[cfg(feature = "demo")]
fn silent_provider() -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::{
        io::Read as _,
        net::TcpListener,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        thread,
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = format!("http://{}", listener.local_addr().expect("it has an address"));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    // Both threads end with the test's process.
    thread::spawn(move || {
        for connection in listener.incoming() {
            let (mut connection, count) = (connection.expect("a connection"), count.clone());
            thread::spawn(move || {
                if connection.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                let _until_it_is_closed = connection.read(&mut [0; 1]);
            });
        }
    });
    (address, asked)
}

/// What a page sends to begin a login.
fn begins() -> String {
    let nonce = lakzegel_crypto::visit_nonce(&[0x51; 32]);
    format!("nonce={nonce}&travel_key={nonce}")
}

async fn start_login(call: &Call, provider: &str) -> reqwest::Response {
    let request = call.http.post(call.url(&format!("/v1/identity/{provider}/start"))).header("content-type", LOGIN_MEDIA_TYPE);
    request.body(begins()).send().await.expect("it is answered")
}

/// Only a demo asks a provider without TLS.
#[cfg(feature = "demo")]
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_does_not_answer_keeps_nobody_out_and_is_asked_once() {
    withstands_all(answered_beside_a_silent_provider).await;
}

#[cfg(feature = "demo")]
async fn answered_beside_a_silent_provider() -> usize {
    let deployment = deployment().await;
    let (address, asked) = silent_provider();
    let mut manifest = deployment.manifest();
    let provider = manifest.providers[0].clone();
    manifest.providers.push(lakzegel_crypto::manifest::Provider { id: "stil".to_owned(), issuer: address, ..provider });
    deployment.publish(&manifest);
    deployment.write("stil.secret", "secret of the test");
    let server = deployment.spawn_with("\n[[provider]]\nid = \"stil\"\nclient_secret = \"stil.secret\"\n");
    let (body, length) = (begins(), begins().len());
    let head = format!("Host: intake\r\nContent-Type: {LOGIN_MEDIA_TYPE}\r\nContent-Length: {length}\r\n\r\n");
    let start = |id: &str| format!("POST /v1/identity/{id}/start HTTP/1.1\r\n{head}{body}");
    let begun = Instant::now();
    let crowd = crowd(server.call.public, 520, start("stil").as_bytes()).await;
    let answered = answered(&server.call).await;

    // Who chooses another provider gets there, and who chooses this one is told at once that nobody can log in there now.
    for (id, said) in [("proef", "/demo/identity?"), ("stil", "provider-unreachable")] {
        let Ok(answer) = timeout(PATIENCE, start_login(&server.call, id)).await else { return 0 };
        let (status, text) = (answer.status(), text(answer).await);
        assert!(text.contains(said), "{id}: {status} {text}");
    }
    let asked = asked.load(std::sync::atomic::Ordering::Relaxed) as u64;
    assert!(asked <= 1 + begun.elapsed().as_secs() / 10, "one asks for all, and waits for ten seconds: {asked}");
    drop(crowd);
    server.stop();
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn full_rooms_of_one_kind_are_not_anothers() {
    let deployment = deployment().await;
    let all = Limits::default();
    let upload = |call: &Call| call.upload(&Sealed::new(1), Some(&grant(1)));
    let receipt = |call: &Call| call.http.get(call.url(&format!("/v1/receipts/{}", Sealed::new(1).id)));
    let form = |call: &Call, path: &str| {
        let request = call.http.post(call.url(path)).header("content-type", LOGIN_MEDIA_TYPE);
        request.body("code=1")
    };
    // Each kind, with its room closed, and what it answers with its room open.
    type Ask<'a> = &'a dyn Fn(&Call) -> reqwest::RequestBuilder;
    let kinds: [(Limits, Ask<'_>, u16); 4] = [
        (Limits { uploads: 0, ..all }, &upload, 201),
        (Limits { reads: 0, ..all }, &receipt, 200),
        (Limits { logins: 0, ..all }, &|call| form(call, "/v1/identity/callback"), 400),
        (Limits { admissions: 0, ..all }, &|call| form(call, "/v1/admission"), 400),
    ];
    let server = deployment.start().await;
    server.call.store(&Sealed::new(1), &grant(1)).await;
    server.stop().await;
    for (closed, (limits, ..)) in kinds.iter().enumerate() {
        let server = deployment.start_with(*limits).await;
        for (kind, (_, ask, open)) in kinds.iter().enumerate() {
            let status = ask(&server.call).send().await.expect("it is answered").status().as_u16();
            // By now the envelope is stored: it is not stored again.
            let open = if *open == 201 { 200 } else { *open };
            assert_eq!(status, if kind == closed { 503 } else { open }, "kind {kind} while kind {closed} is closed");
        }
        for path in ["/", "/v1/manifest"] {
            assert_eq!(server.call.get(path).await.status(), 200, "what is answered from memory needs no room");
        }
        server.stop().await;
    }
}

/// A demo may ask a provider on this machine; `a_provider_that_does_not_answer_keeps_nobody_out_and_is_asked_once` does.
#[cfg(not(feature = "demo"))]
#[tokio::test(flavor = "multi_thread")]
async fn outside_a_demo_no_provider_is_asked_without_tls() {
    let deployment = deployment().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let mut manifest = deployment.manifest();
    manifest.providers[0].issuer = format!("http://{}", listener.local_addr().expect("it has an address"));
    deployment.publish(&manifest);
    deployment.write("proef.secret", "secret of the test");
    let server = deployment.spawn_with("\n[[provider]]\nid = \"proef\"\nclient_secret = \"proef.secret\"\n");
    crate::common::expect_problem(start_login(&server.call, "proef").await, lakzegel_contract::ProblemType::ProviderUnreachable)
        .await;
    let log = server.stop();
    assert!(log.contains("its address is not https"), "{log}");
    assert!(timeout(Duration::ZERO, listener.accept()).await.is_err(), "nobody came");
}
