//! Bad input: each gets its own problem document, nothing is stored, and nobody else notices.

use std::{
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::ENVELOPE_BYTES;
use lakzegel_intake::Limits;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::common::{ACTIVE, Deployment, OUTDATED, Sealed, UNKNOWN, answer, expect_problem, grant, problem_type, until};

/// How long anything may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_upload_gets_its_problem_and_stores_nothing() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1]).await;
    let before = deployment.stored().await;
    let good = Sealed::new(1);
    let with = |sealed: &Sealed| server.call.upload(sealed, Some(&grant(1)));
    let changed = |length: usize, flip: bool| {
        let mut bytes = good.bytes.clone();
        bytes.resize(length, 0x5a);
        if flip {
            bytes[20_000] ^= 1;
        }
        with(&Sealed { id: good.id, bytes })
    };

    for (what, request, problem) in [
        ("one bit wrong", changed(ENVELOPE_BYTES, true), ProblemType::WrongHash),
        ("one byte short", changed(ENVELOPE_BYTES - 1, false), ProblemType::WrongSize),
        ("empty", changed(0, false), ProblemType::WrongSize),
        ("one byte long", changed(ENVELOPE_BYTES + 1, false), ProblemType::TooLarge),
        ("much too long", changed(100_000, false), ProblemType::TooLarge),
        ("another media type", server.call.upload_as("text/plain", &good, Some(&grant(1))), ProblemType::WrongMediaType),
        ("another version", with(&Sealed::of(2, ACTIVE, 1)), ProblemType::UnknownVersion),
        ("an unknown key", with(&Sealed::of(1, UNKNOWN, 1)), ProblemType::UnknownKey),
        ("a key past its accept-until", with(&Sealed::of(1, OUTDATED, 1)), ProblemType::OutdatedKey),
        ("no grant", server.call.upload(&good, None), ProblemType::NoGrant),
        ("not a grant", server.call.upload(&good, Some("AAAA")), ProblemType::NoGrant),
        ("basic authorisation", server.call.upload(&good, None).header(AUTHORIZATION, "Basic YTpi"), ProblemType::NoGrant),
        ("a grant that nobody gave", server.call.upload(&good, Some(&grant(2))), ProblemType::SpentGrant),
    ] {
        println!("{what}");
        expect_problem(answer(request).await, problem).await;
    }
    for id in ["", "00", &good.id.to_string().to_uppercase(), &format!("{}0", good.id), "%ff"] {
        let url = server.call.url(&format!("/v1/envelopes/{id}"));
        let request = server.call.http.put(url).header(CONTENT_TYPE, "application/octet-stream").body(good.bytes.clone());
        expect_problem(answer(request.bearer_auth(grant(1))).await, ProblemType::NotFound).await;
    }
    assert_eq!(deployment.stored().await, before, "nothing was stored, and the grant is still there");
    server.call.store(&good, &grant(1)).await;
    expect_problem(answer(server.call.upload(&Sealed::new(2), Some(&grant(1)))).await, ProblemType::SpentGrant).await;
}

/// Sends bytes as they are, and gives the head and body of what comes back until the line is closed.
async fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("the port is open");
    stream.write_all(request).await.expect("the request can be sent");
    read_all(&mut stream).await
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let _reset_is_an_end = timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("the line ends");
    String::from_utf8_lossy(&text).into_owned()
}

fn upload_head(sealed: &Sealed, grant: &str, framing: &str) -> String {
    format!(
        "PUT /v1/envelopes/{} HTTP/1.1\r\nHost: intake\r\nAuthorization: Bearer {grant}\r\nContent-Type: application/octet-stream\r\n\
         {framing}\r\n\r\n",
        sealed.id
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_body_is_refused_and_stores_nothing() {
    let deployment = Deployment::new();
    let limits = Limits { body: Duration::from_millis(400), ..Limits::default() };
    let server = deployment.start_with(limits).await;
    deployment.add_grants([1]).await;
    let before = deployment.stored().await;
    let sealed = Sealed::new(1);
    let mut stream = TcpStream::connect(server.call.public).await.expect("the port is open");
    let head = upload_head(&sealed, &grant(1), &format!("Content-Length: {ENVELOPE_BYTES}"));
    stream.write_all(head.as_bytes()).await.expect("the head can be sent");
    // A byte now and then does not help: it is the whole body that counts.
    for byte in &sealed.bytes[..8] {
        let _closed_in_the_meantime = stream.write_all(&[*byte]).await;
        sleep(Duration::from_millis(100)).await;
    }
    let said = read_all(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 408 ") && said.contains(&problem_type(ProblemType::TooSlow)), "{said}");
    assert_eq!(deployment.stored().await, before);
    server.stop().await;
    // By an intake that has the usual patience: no machine is always quick.
    deployment.start().await.call.store(&sealed, &grant(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_a_length_is_held_to_the_same_size() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1]).await;
    let before = deployment.stored().await;
    let sealed = Sealed::new(1);
    let chunked = |bytes: &[u8]| {
        let mut request = upload_head(&sealed, &grant(1), "Connection: close\r\nTransfer-Encoding: chunked").into_bytes();
        for chunk in bytes.chunks(4096) {
            request.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            request.extend_from_slice(chunk);
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"0\r\n\r\n");
        request
    };
    let long = [sealed.bytes.as_slice(), b"x"].concat();
    for (bytes, problem) in [
        (&long[..], ProblemType::TooLarge),
        (&sealed.bytes[..ENVELOPE_BYTES - 1], ProblemType::WrongSize),
        (b"", ProblemType::WrongSize),
    ] {
        let said = raw(server.call.public, &chunked(bytes)).await;
        assert!(said.contains(&problem_type(problem)), "{said}");
    }
    assert_eq!(deployment.stored().await, before);
    let said = raw(server.call.public, &chunked(&sealed.bytes)).await;
    assert!(said.starts_with("HTTP/1.1 201 "), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_stores_nothing() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    deployment.add_grants([1]).await;
    let before = deployment.stored().await;
    let sealed = Sealed::new(1);
    let head = upload_head(&sealed, &grant(1), &format!("Content-Length: {ENVELOPE_BYTES}"));
    for length in [0, 1, ENVELOPE_BYTES - 1] {
        let mut stream = TcpStream::connect(server.call.public).await.expect("the port is open");
        stream.write_all(&[head.as_bytes(), &sealed.bytes[..length]].concat()).await.expect("a part can be sent");
    }
    sleep(Duration::from_millis(200)).await;
    assert_eq!(deployment.stored().await, before);
    server.call.store(&sealed, &grant(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_is_closed() {
    let deployment = Deployment::new();
    let limits = Limits { header: Duration::from_millis(300), ..Limits::default() };
    let server = deployment.start_with(limits).await;
    for beginning in ["", "GET /healthz HTTP/1.1\r\nHost: in", "GET /healthz HTTP/1.1\r\nHost: intake\r\n\r\n"] {
        let said = loop {
            let begun = Instant::now();
            let mut stream = TcpStream::connect(server.call.public).await.expect("the port is open");
            let sent = stream.write_all(beginning.as_bytes()).await;
            // This test was too slow itself, as it may be on a slow machine.
            let is_late = begun.elapsed() > limits.header / 2;
            let said = read_all(&mut stream).await;
            if !is_late {
                sent.expect("the beginning can be sent");
                break said;
            }
        };
        assert_eq!(said.starts_with("HTTP/1.1 200 "), beginning.ends_with("\r\n\r\n"), "{said}");
    }
}

/// How many files this process may open, less what the other tests need.
pub fn sockets_to_spare() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").expect("this is Linux");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("there is a limit on files");
    line.split_whitespace().nth(3).and_then(|soft| soft.parse::<usize>().ok()).map_or(1000, |soft| soft.saturating_sub(300))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_connections_are_served_or_told_to_come_back() {
    let deployment = Deployment::new();
    let server = deployment.spawn();
    let room = Limits::default().connections;
    let count = sockets_to_spare().min(1000);
    assert!(count > room, "this machine allows too few open files for this test: ulimit -n 2000");
    let mut asked = JoinSet::new();
    for _ in 0..count {
        let address = server.call.public;
        asked.spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("the port is open");
            stream.write_all(b"GET /v1/manifest HTTP/1.1\r\nHost: intake\r\n\r\n").await.expect("the request can be sent");
            let mut answer = vec![0; 4096];
            let length = timeout(PATIENCE, stream.read(&mut answer)).await.expect("there is an answer");
            answer.truncate(length.expect("the line is not reset"));
            // Whoever was served keeps the connection, as long as it may.
            (stream, String::from_utf8_lossy(&answer).into_owned())
        });
    }
    let answers = asked.join_all().await;
    let served = answers.iter().filter(|(_, said)| said.starts_with("HTTP/1.1 200 ")).count();
    assert!(served >= room, "{served}");
    for (_, said) in answers.iter().filter(|(_, said)| !said.starts_with("HTTP/1.1 200 ")) {
        assert!(said.starts_with("HTTP/1.1 503 ") && said.contains("retry-after: 5\r\n"), "{said}");
        assert!(said.contains(&problem_type(ProblemType::Busy)), "{said}");
    }
    drop(answers);
    let goes_on = async || server.call.http.get(server.call.url("/healthz")).send().await.is_ok_and(|said| said.status() == 200);
    until("it goes on when they have left", goes_on).await;
    server.stop();
}
