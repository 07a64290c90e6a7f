//! An intake behind nginx, as docs/deployment/nginx.conf has it: started from that very file, with ports and paths of the test's own, and attacked from
//! many addresses. Everything is on loopback, where each address 127.x.y.z is one of this machine's.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::ENVELOPE_BYTES;
use lakzegel_intake::{Settings, config::ProxySettings};
use reqwest::{Certificate, Client, ClientBuilder, StatusCode};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpSocket,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{
    attacks::withstands_all,
    common::{Deployment, Sealed, grant, header, problem_type, until},
    visitors,
};

/// The public name in the configuration.
const NAME: &str = "brief.example";
/// How many connections the attackers have, and from how many addresses.
const SOCKETS: u32 = 640;
const ADDRESSES: u32 = 64;
/// How many honest calls there are beside each attack, and in which time they must be answered.
const HONEST: u64 = 100;
const PATIENCE: Duration = Duration::from_secs(2);

/// A running nginx, with everything that it needs in a folder.
struct Nginx {
    folder: TempDir,
    secure: SocketAddr,
    plain: SocketAddr,
    child: Child,
}

/// Ports that were free a moment ago.
fn free_ports() -> [SocketAddr; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("there is a free port"));
    listeners.map(|listener| listener.local_addr().expect("it has an address"))
}

impl Nginx {
    /// In front of the intake at `intake`, with more lines for its `http` block.
    async fn start(intake: SocketAddr, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = |name: &str| folder.path().join(name);
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
        openssl.args(["-subj", "/CN=brief.example", "-addext", "subjectAltName=DNS:brief.example"]);
        openssl.args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"]);
        let made = openssl.arg(path("privkey.pem")).arg("-out").arg(path("fullchain.pem")).output().expect("openssl can be run");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

        let [secure, plain] = free_ports();
        let mut config = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deployment/nginx.conf"))
            .expect("the documents are there");
        let file = |name: &str| path(name).display().to_string();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {};", file(&format!("{kind}-temporary"))))
            .join("\n");
        for (ours, the_tests, times) in [
            ("user www-data;", "", 1),
            ("pid /run/nginx.pid;", &*format!("pid {};", file("pid")), 1),
            ("/var/log/nginx/error.log", &*file("error.log"), 1),
            ("http {\n", &*format!("http {{\n{temporary}\n{more}\n"), 1),
            ("server 127.0.0.1:8080;", &*format!("server {intake};"), 1),
            ("listen 443 ", &*format!("listen {secure} "), 2),
            ("listen 80 ", &*format!("listen {plain} "), 1),
            ("/etc/lakzegel/tls/", &*format!("{}/", folder.path().display()), 2),
        ] {
            assert_eq!(config.matches(ours).count(), times, "{ours}");
            config = config.replace(ours, the_tests);
        }
        fs::write(path("nginx.conf"), config).expect("a file can be written");
        let program = std::env::var_os("LAKZEGEL_NGINX").map_or_else(|| PathBuf::from("/usr/sbin/nginx"), PathBuf::from);
        let mut nginx = Command::new(program);
        nginx.arg("-p").arg(folder.path()).arg("-c").arg(path("nginx.conf")).args(["-g", "daemon off;"]).stdin(Stdio::null());
        let child =
            nginx.stderr(fs::File::create(path("stderr")).expect("a file can be made")).spawn().expect("nginx is installed");
        let nginx = Self { folder, secure, plain, child };
        until("nginx listens", async || tokio::net::TcpStream::connect(secure).await.is_ok()).await;
        nginx
    }

    fn certificate(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("fullchain.pem")).expect("it was made")
    }

    /// A client with this address, and a connection for each request.
    fn client(&self, address: Ipv4Addr) -> Client {
        self.client_of(Client::builder().pool_max_idle_per_host(0), address)
    }

    fn client_of(&self, builder: ClientBuilder, address: Ipv4Addr) -> Client {
        let builder = builder.no_proxy().local_address(IpAddr::V4(address));
        let certificate = Certificate::from_pem(&self.certificate()).expect("it is one");
        builder.resolve(NAME, self.secure).tls_certs_only([certificate]).build().expect("the client can be built")
    }

    fn url(&self, path: &str) -> String {
        format!("https://{NAME}:{}{path}", self.secure.port())
    }

    /// How many of a hundred uploads and manifests from other addresses than the attackers' are answered in time.
    async fn answered(&self, first: u64) -> usize {
        let mut clients = JoinSet::new();
        for client in 0..5_u8 {
            let (http, url) = (self.client(Ipv4Addr::new(127, 1, client, 1)), self.url(""));
            clients.spawn(async move {
                let mut good = 0;
                for number in (u64::from(client)..HONEST).step_by(5) {
                    let sealed = Sealed::new(first + number);
                    let request = match number % 2 {
                        0 => http.get(format!("{url}/v1/manifest")),
                        _ => http
                            .put(format!("{url}/v1/envelopes/{}", sealed.id))
                            .header("content-type", "application/octet-stream")
                            .bearer_auth(grant(first + number))
                            .body(sealed.bytes),
                    };
                    let answer = timeout(PATIENCE, async { request.send().await?.error_for_status()?.bytes().await }).await;
                    good += usize::from(matches!(answer, Ok(Ok(_))));
                }
                good
            });
        }
        clients.join_all().await.into_iter().sum()
    }
}

/// Sends these requests, a few at a time and by a client that keeps its connections: to make them takes longer, on a slow machine, than a share is
/// used up. Gives the answers.
async fn ask_quickly(requests: impl Iterator<Item = reqwest::RequestBuilder>) -> Vec<reqwest::Response> {
    const AT_A_TIME: usize = 16;
    let (mut asked, mut answers) = (JoinSet::new(), Vec::new());
    for request in requests {
        if asked.len() == AT_A_TIME {
            answers.push(asked.join_next().await.expect("there are some").expect("it is asked"));
        }
        asked.spawn(request.send());
    }
    answers.extend(asked.join_all().await);
    answers.into_iter().flatten().collect()
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it.
        let _already_over = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _already_over = self.child.wait();
    }
}

/// What an attacker's connection does.
enum Attack {
    /// Says nothing, not even TLS.
    Silence,
    /// Says this over TLS, and then neither says nor reads anything.
    Saying(String),
}

/// What keeps an attacker's connection open.
type Open = (Option<tokio::net::TcpStream>, Option<TlsStream<tokio::net::TcpStream>>);

/// What speaks TLS, and trusts this nginx.
fn tls(nginx: &Nginx) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&nginx.certificate()).expect("it is one")).expect("it can be trusted");
    TlsConnector::from(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()))
}

/// Opens so many attackers' connections.
async fn crowd(nginx: &Nginx, attack: &Attack, count: u32) -> Vec<Open> {
    let connector = tls(nginx);
    let mut opening = JoinSet::new();
    for number in 0..count {
        let (connector, server) = (connector.clone(), nginx.secure);
        let text = match attack {
            Attack::Silence => None,
            Attack::Saying(text) => Some(text.clone()),
        };
        opening.spawn(async move {
            let socket = TcpSocket::new_v4().expect("there are sockets");
            let address = Ipv4Addr::new(127, 0, 1, (number % ADDRESSES + 1) as u8);
            socket.bind(SocketAddr::from((address, 0))).expect("loopback has this address");
            let stream = socket.connect(server).await.ok()?;
            let Some(text) = text else { return Some((Some(stream), None)) };
            let name = ServerName::try_from(NAME).expect("it is a name");
            let mut stream = connector.connect(name, stream).await.ok()?;
            let _refused = stream.write_all(text.as_bytes()).await;
            let _refused = stream.flush().await;
            Some((None, Some(stream)))
        });
    }
    opening.join_all().await.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_addresses_keep_nobody_out() {
    let deployment = Deployment::new();
    deployment.write("client/large-0123456789abcdef.js", &"large ".repeat(33_000));
    deployment.start().await.stop().await;
    deployment.add_grants(0..1000).await;
    let server = deployment.spawn_with("\n[proxy]\naddress = \"127.0.0.1\"\nheader = \"X-Real-IP\"\n");
    let nginx = Nginx::start(server.call.public, "").await;
    let stored = Sealed::new(999);
    server.call.store(&stored, &grant(999)).await;

    let host = format!("Host: {NAME}\r\n");
    let form = format!("{host}Content-Type: application/vnd.lakzegel.login\r\nContent-Length: 200\r\n\r\nx");
    let envelope = format!("{host}Content-Type: application/octet-stream\r\nContent-Length: {ENVELOPE_BYTES}\r\n");
    let attacks = [
        Attack::Silence,
        Attack::Saying(String::new()),
        Attack::Saying(format!("GET /v1/manifest HTTP/1.1\r\n{host}a: ")),
        Attack::Saying(format!("GET /large-0123456789abcdef.js HTTP/1.1\r\n{host}\r\n").repeat(30)),
        Attack::Saying(format!("PUT /v1/envelopes/{} HTTP/1.1\r\n{envelope}\r\n", stored.id)),
        Attack::Saying(format!("POST /v1/identity/callback HTTP/1.1\r\n{form}")),
        Attack::Saying(format!("POST /v1/admission HTTP/1.1\r\n{form}")),
    ];
    for (number, attack) in attacks.iter().enumerate() {
        // To be sent large files is work, however little of it is read: that is for fewer of them.
        let is_work = matches!(attack, Attack::Saying(text) if text.starts_with("GET /large"));
        let count = if is_work { SOCKETS / 4 } else { SOCKETS };
        withstands_all(async || {
            let open = crowd(&nginx, attack, count).await;
            assert_eq!(open.len(), count as usize, "attack {number}");
            let begun = Instant::now();
            let answered = nginx.answered(number as u64 * HONEST).await;
            println!("attack {number}: {answered} of {HONEST} in {:?}", begun.elapsed());
            answered
        })
        .await;
    }
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_held_to_its_share_and_is_who_it_is() {
    let deployment = Deployment::new();
    let proxy = Some(ProxySettings { address: Ipv4Addr::LOCALHOST.into(), header: "X-Real-IP".to_owned() });
    let settings = Settings {
        proxy,
        public_url: format!("https://{NAME}"),
        #[cfg(feature = "demo")]
        demo_identity_key: None,
        ..deployment.settings()
    };
    let server = deployment.start_as(settings).await;
    let nginx = Nginx::start(server.call.public, "").await;
    let one = nginx.client(Ipv4Addr::new(127, 2, 0, 1));

    // Over the share: told so, with the headers that matter. Somebody else is served.
    let keeping = nginx.client_of(Client::builder(), Ipv4Addr::new(127, 2, 0, 1));
    let answers = ask_quickly((0..400).map(|_| keeping.get(nginx.url("/v1/manifest")))).await;
    let refused: Vec<_> = answers.into_iter().filter(|answer| answer.status() != StatusCode::OK).collect();
    assert!(!refused.is_empty(), "400 in a row are more than anybody's share");
    for answer in refused {
        assert!([StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&answer.status()), "{answer:?}");
        assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
        assert!(header(&answer, "content-security-policy").contains("default-src 'none'"));
        assert!(!header(&answer, "retry-after").is_empty() && answer.headers().get("server").is_none_or(|name| name == "nginx"));
        let document: serde_json::Value = serde_json::from_str(&answer.text().await.expect("it is text")).expect("it is JSON");
        let known = [ProblemType::TooMany, ProblemType::Busy].map(problem_type);
        assert!(known.iter().any(|problem| document["type"] == **problem), "{document}");
    }
    let another = nginx.client(Ipv4Addr::new(127, 2, 1, 1)).get(nginx.url("/v1/manifest")).send().await.expect("it is answered");
    assert_eq!(another.status(), StatusCode::OK);
    assert_eq!(another.headers().get_all("content-security-policy").iter().count(), 1, "the intake's own, once");
    assert_eq!(header(&another, "strict-transport-security"), "max-age=31536000");

    // What a client says of its own address changes nothing: all are one network's, and its tries end.
    let guess = async |from: &Client, forged: u8| {
        let request = from.post(nginx.url("/v1/admission")).header("content-type", "application/vnd.lakzegel.login");
        let request =
            request.header("x-real-ip", format!("203.0.{forged}.1")).header("x-forwarded-for", format!("203.0.{forged}.1"));
        let body = format!("admission={}&nonce={}", visitors::code(1), visitors::nonce(1));
        request.body(body).send().await.expect("it is answered").status()
    };
    let guesser = nginx.client(Ipv4Addr::new(127, 3, 0, 1));
    let mut tries = 0;
    while guess(&guesser, tries).await == StatusCode::FORBIDDEN {
        tries += 1;
        assert!(tries < 200, "nobody may guess for ever");
    }
    assert_eq!(guess(&nginx.client(Ipv4Addr::new(127, 3, 1, 1)), 0).await, StatusCode::FORBIDDEN, "another network has its own");

    // What is not HTTP is refused with these headers, too.
    for request in [
        "G@T / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
    ] {
        let stream = tokio::net::TcpStream::connect(nginx.secure).await.expect("it listens");
        let name = ServerName::try_from(NAME).expect("it is a name");
        let mut stream = tls(&nginx).connect(name, stream).await.expect("it speaks TLS");
        stream.write_all(request.as_bytes()).await.expect("it can be sent");
        let mut said = Vec::new();
        let _without_a_farewell = timeout(Duration::from_secs(60), stream.read_to_end(&mut said)).await.expect("the line ends");
        let said = String::from_utf8_lossy(&said).to_lowercase();
        assert!(
            said.starts_with("http/1.1 4") && said.contains("content-security-policy: default-src 'none'"),
            "{request}{said}"
        );
        assert!(said.contains("strict-transport-security: max-age=31536000"), "{request}{said}");
    }

    // Without TLS there is a redirect, and another name than ours has no certificate.
    let plain =
        Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("the client can be built");
    let away = plain.get(format!("http://{}/write", nginx.plain)).send().await.expect("it is answered");
    assert_eq!((away.status().as_u16(), header(&away, "location")), (301, "https://brief.example/write"));
    assert!(one.get(format!("https://{}/", nginx.secure)).send().await.is_err());

    // Nothing of all that is in a log.
    sleep(Duration::from_millis(100)).await;
    let log = fs::read_to_string(nginx.folder.path().join("error.log")).expect("there is a log");
    assert_eq!(log, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_of_ipv6_is_one_client() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    // Loopback has one address of IPv6. So nginx is told another for each request, by its own module for that; all else stays.
    let nginx = Nginx::start(server.call.public, "set_real_ip_from 127.0.0.0/8;\nreal_ip_header X-Test-Address;\n").await;
    let client = nginx.client_of(Client::builder(), Ipv4Addr::new(127, 4, 0, 1));
    let refused = async |address: fn(u16) -> String| {
        let ask = |number| client.get(nginx.url("/v1/manifest")).header("x-test-address", address(number));
        ask_quickly((0..300).map(ask)).await.into_iter().filter(|answer| answer.status() != StatusCode::OK).count()
    };
    assert_eq!(refused(|number| format!("2001:db8:{number:x}::1")).await, 0, "each has a share of its own");
    assert_ne!(refused(|number| format!("2001:db8:1000:1{:02x}::{number:x}", number % 256)).await, 0, "all have one share");
}
