//! What the tests share: one deployment with fixed keys in a folder of its own, a server on it, and envelopes to send.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStderr, Command, Stdio},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_contract::{PROBLEM_MEDIA_TYPE, PROBLEM_PREFIX, ProblemType};
use lakzegel_crypto::{
    ENVELOPE_BYTES, Envelope, EnvelopeId, KeyConfig, Manifest, Receipt, RootKeys, VerifiedReceipt,
    manifest::{Limits as LetterLimits, LogKey, Provider, SealingKey, Supervision, Witnesses},
    note::{Algorithm, Note, SigningKey},
};
use lakzegel_intake::{Intake, Limits, Problem, Settings, start};
use reqwest::{Client, RequestBuilder, Response, header::CONTENT_TYPE, redirect::Policy};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, Connection as _, any::install_default_drivers};
use tempfile::TempDir;
use tokio::task::{LocalSet, spawn_local};

use crate::cluster::Cluster;

pub const ORIGIN: &str = "demo.invalid/intake-test";
pub const TOKEN: &str = "screening-token-of-the-intake-tests";
pub const DAY: u64 = 86_400;

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs()
}

pub fn key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
    key_of(ORIGIN, name, algorithm, seed)
}

fn key_of(origin: &str, name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_seed(&format!("{origin}/{name}"), algorithm, [seed; 32]).expect("the name is valid")
}

pub fn log_key() -> SigningKey {
    key("log", Algorithm::Ed25519, 0x21)
}

pub fn consistency_key() -> SigningKey {
    key("consistency", Algorithm::Cosignature, 0x24)
}

/// An outsider's key, by its number.
pub fn witness(number: u8) -> SigningKey {
    let name = format!("witness-{number}.invalid");
    SigningKey::from_seed(&name, Algorithm::Cosignature, [0x90 + number; 32]).expect("the name is valid")
}

pub fn cosigner() -> SigningKey {
    key("screening", Algorithm::Cosignature, 0x22)
}

pub fn verdict_key() -> SigningKey {
    key("verdict", Algorithm::Ed25519, 0x23)
}

pub fn freshness_key() -> SigningKey {
    key("freshness", Algorithm::Ed25519, 0x25)
}

pub fn demo_key() -> SigningKey {
    key("identity", Algorithm::Ed25519, 0x24)
}

/// A sealing key of the test vectors; the number makes different keys of it.
pub fn sealing_key(number: u8) -> KeyConfig {
    let vectors = include_str!("../../../crypto/tests/vectors/01_sealing_key.txt");
    let hex = vectors.lines().find_map(|line| line.strip_prefix("key_config = ")).expect("the vectors have the key");
    let mut bytes = base16ct::lower::decode_vec(hex).expect("the vectors are hexadecimal");
    bytes[0] = number;
    KeyConfig::decode(&bytes).expect("the vectors' key is valid")
}

/// Key 1 is in use, key 2 is no longer accepted, and nobody has heard of key 3.
pub const ACTIVE: u8 = 1;
pub const OUTDATED: u8 = 2;
pub const UNKNOWN: u8 = 3;

/// An envelope, and its name. Nobody here can open it, so it holds nothing but a pattern.
pub struct Sealed {
    pub id: EnvelopeId,
    pub bytes: Vec<u8>,
}

impl Sealed {
    pub fn new(number: u64) -> Self {
        Self::of(1, ACTIVE, number)
    }

    pub fn of(version: u16, key: u8, number: u64) -> Self {
        let mut bytes = version.to_be_bytes().to_vec();
        bytes.extend_from_slice(sealing_key(key).key_id().as_bytes());
        bytes.extend_from_slice(&number.to_be_bytes());
        bytes.resize(ENVELOPE_BYTES, 0x5a);
        if version == 1 {
            Envelope::decode(&bytes).expect("the form is an envelope's");
        }
        Self { id: EnvelopeId::of(&bytes), bytes }
    }
}

/// The right to upload one envelope.
pub fn grant(number: u64) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(number.to_be_bytes()))
}

/// The configuration of the built program, beside the files that it names.
pub const CONFIG: &str = r#"
data = "data"
client = "client"
manifest = "manifest.txt"
root_keys = "root-keys.txt"
log_key = "log.key"
screening_token = "screening-token"
login_key = "login.key"
public_url = "http://127.0.0.1"
listen = "127.0.0.1:0"
screening_listen = "127.0.0.1:0"
"#;

/// Everything that intakes need, in a folder that goes away with it.
pub struct Deployment {
    folder: TempDir,
    origin: &'static str,
    /// The PostgreSQL server that the database is on, with the database's address. Without one, it is SQLite.
    pub server: Option<(Arc<Cluster>, String)>,
}

impl Deployment {
    pub fn new() -> Self {
        Self::of(ORIGIN)
    }

    /// One with a database of its own on this server, for any number of intakes.
    pub async fn on(cluster: &Arc<Cluster>) -> Self {
        let address = cluster.new_database().await;
        let deployment = Self { server: Some((cluster.clone(), address.clone())), ..Self::new() };
        deployment.write("database-url", &format!("{address}\n"));
        deployment
    }

    /// One of another name than the other tests'.
    pub fn of(origin: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let deployment = Self { folder, origin, server: None };
        let roots = [1, 2, 3].map(root_key);
        let keys = roots.each_ref().map(|key| key.verifier().clone());
        deployment.write("root-keys.txt", &RootKeys { origin: origin.to_owned(), keys }.to_string());
        deployment.write("log.key", &key_of(origin, "log", Algorithm::Ed25519, 0x21).to_text());
        deployment.write("demo.key", &demo_key().to_text());
        deployment.write("screening-token", &format!("{TOKEN}\n"));
        deployment.write("login.key", &"a5".repeat(32));
        deployment.publish(&deployment.manifest());
        deployment.write("client/index.html", "<!doctype html><title>Lakzegel</title>");
        deployment.write("client/app-0123456789abcdef.js", "plain script");
        deployment.write("client/app-0123456789abcdef.js.br", "brotli script");
        deployment.write("client/app-0123456789abcdef.js.gz", "gzip script");
        deployment.write("client/app-0123456789abcdef_bg.wasm", "\0asm");
        deployment.write("client/strings/nl.00112233445566ff.txt", "start = Begin");
        deployment.write("client/icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        deployment
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("every file is in a folder")).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// The manifest of this deployment, as it is published at first.
    pub fn manifest(&self) -> Manifest {
        let verifier = |name, algorithm, seed| key_of(self.origin, name, algorithm, seed).verifier().clone();
        let sealing_key = |number, from: u64| SealingKey {
            config: sealing_key(number),
            seal_until: from,
            accept_until: from + 7 * DAY,
            open_until: from + 60 * DAY,
        };
        Manifest {
            origin: self.origin.to_owned(),
            version: 7,
            issued: now() - 60,
            expires: now() + 30 * DAY,
            rules_version: 1,
            client_release: 1,
            notice_version: 1,
            supervision: Supervision::Read,
            limits: LetterLimits { characters: 8_000, bytes: 30_000, pages: 4 },
            visit_life: 7_200,
            outbox_life: 7 * DAY,
            clock_tolerance: 120,
            letters_per_visit: 3,
            time_zone: "Europe/Amsterdam".to_owned(),
            status_period: 6 * 3_600,
            status_term: 90 * DAY,
            sealing_keys: vec![sealing_key(ACTIVE, now() + 30 * DAY), sealing_key(OUTDATED, now() - 8 * DAY)],
            log_keys: vec![LogKey { key: verifier("log", Algorithm::Ed25519, 0x21), retired_at: None }],
            cosigner: verifier("screening", Algorithm::Cosignature, 0x22),
            consistency_key: verifier("consistency", Algorithm::Cosignature, 0x24),
            verdict_key: verifier("verdict", Algorithm::Ed25519, 0x23),
            freshness_key: verifier("freshness", Algorithm::Ed25519, 0x25),
            witnesses: Witnesses { keys: [1, 2, 3].map(|number| witness(number).verifier().clone()).to_vec(), quorum: 2 },
            visitor_codes: true,
            providers: vec![Provider {
                id: "proef".to_owned(),
                issuer: "http://127.0.0.1/demo/identity".to_owned(),
                audience: "lakzegel-demo".to_owned(),
                algorithms: vec!["EdDSA".to_owned()],
                acr: vec!["urn:lakzegel:demo:substantial".to_owned()],
                name: "Proef".to_owned(),
                help: Vec::new(),
                failure: None,
            }],
            volume_limits: Vec::new(),
        }
    }

    /// The manifest that is in place: [`manifest`](Self::manifest) makes another each second.
    pub fn published(&self) -> Manifest {
        let note = fs::read_to_string(self.path("manifest.txt")).expect("it is there");
        Manifest::parse_text(Note::parse(&note).expect("it is a note").text()).expect("it is a manifest")
    }

    /// Puts a manifest in place, signed by two root keys.
    pub fn publish(&self, manifest: &Manifest) {
        self.write("manifest.txt", &signed_by(manifest, &[1, 3]));
    }

    pub fn settings(&self) -> Settings {
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let shared = self.server.is_some();
        Settings {
            data: (!shared).then(|| self.path("data")),
            database: shared.then(|| self.path("database-url")),
            client: self.path("client"),
            manifest: self.path("manifest.txt"),
            root_keys: self.path("root-keys.txt"),
            log_key: self.path("log.key"),
            screening_token: self.path("screening-token"),
            public_url: "http://127.0.0.1".to_owned(),
            listen: any_port,
            screening_listen: any_port,
            login_key: self.path("login.key"),
            providers: Vec::new(),
            kiosk: false,
            kiosk_idle_minutes: None,
            kiosk_networks: Vec::new(),
            proxy: None,
            #[cfg(feature = "demo")]
            demo_identity_key: Some(self.path("demo.key")),
            limits: Limits::default(),
        }
    }

    pub async fn start(&self) -> Server {
        self.start_with(Limits::default()).await
    }

    pub async fn start_with(&self, limits: Limits) -> Server {
        self.start_as(Settings { limits, ..self.settings() }).await
    }

    pub async fn start_as(&self, settings: Settings) -> Server {
        let intake = start(settings).await.expect("the intake starts");
        Server { call: Call::new(intake.public, intake.screening), intake }
    }

    /// The built program, as a process of its own.
    pub fn spawn(&self) -> Process {
        self.spawn_with("")
    }

    /// The same, with more lines in its configuration.
    pub fn spawn_with(&self, more: &str) -> Process {
        let mut config = CONFIG.to_owned();
        if self.server.is_some() {
            config = config.replace("data = \"data\"", "database = \"database-url\"");
        }
        if cfg!(feature = "demo") {
            config += "demo_identity_key = \"demo.key\"\n";
        }
        self.write("intake.toml", &(config + more));
        let mut command = Command::new(env!("CARGO_BIN_EXE_lakzegel-intake"));
        command.arg("--config").arg(self.path("intake.toml"));
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the built program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error is a pipe"));
        let mut first = String::new();
        lines.read_line(&mut first).expect("standard error can be read");
        let ready: Value = serde_json::from_str(&first).expect("the log is JSON");
        assert_eq!(ready["message"], "ready", "{first}");
        let address = |name: &str| ready[name].as_str().and_then(|text| text.parse().ok()).expect("the line has the address");
        Process { call: Call::new(address("listen"), address("screening_listen")), child, lines, first }
    }

    /// The database, for looking into it and for handing out grants, which otherwise takes a login.
    pub async fn database(&self) -> AnyConnection {
        let sqlite = || format!("sqlite://{}", self.path("data/intake.sqlite").display());
        let address = self.server.as_ref().map_or_else(sqlite, |(_, address)| address.clone());
        self.database_at(&address).await
    }

    pub async fn database_at(&self, address: &str) -> AnyConnection {
        install_default_drivers();
        AnyConnection::connect(address).await.expect("the database can be opened")
    }

    /// Hands out grants by number.
    pub async fn add_grants(&self, numbers: impl IntoIterator<Item = u64>) {
        self.add_grants_until(numbers, now() / DAY + 1).await;
    }

    pub async fn add_grants_until(&self, numbers: impl IntoIterator<Item = u64>, last_day: u64) {
        let mut database = self.database().await;
        let mut transaction = database.begin().await.expect("a transaction can begin");
        for number in numbers {
            let hash = Sha256::digest(Sha256::digest(number.to_be_bytes())).to_vec();
            let insert = sqlx::query("INSERT INTO grants VALUES ($1, $2)").bind(hash).bind(last_day as i64);
            insert.execute(&mut *transaction).await.expect("a grant can be added");
        }
        transaction.commit().await.expect("the grants can be committed");
        database.close().await.expect("the database can be closed");
    }

    /// How many rows a table has.
    pub async fn count(&self, query: &'static str) -> i64 {
        let mut database = self.database().await;
        sqlx::query_scalar(query).fetch_one(&mut database).await.expect("the query is right")
    }

    /// How many envelopes, entries and signed checkpoints there are, and how many grants are left.
    pub async fn stored(&self) -> [i64; 4] {
        [
            self.count("SELECT count(*) FROM envelopes").await,
            self.count("SELECT count(*) FROM entries").await,
            self.count("SELECT count(*) FROM checkpoints").await,
            self.count("SELECT count(*) FROM grants").await,
        ]
    }

    /// Checks a receipt as a client does.
    pub fn verify(&self, receipt: &str, sealed: &Sealed) -> VerifiedReceipt {
        let receipt = Receipt::parse(receipt).expect("the answer is a receipt");
        receipt.verify(&sealed.id, &self.manifest()).expect("the receipt proves that the envelope is in the log")
    }
}

pub fn root_key(number: u8) -> SigningKey {
    key(&format!("root-{number}"), Algorithm::Ed25519, 0x30 + number)
}

/// The manifest's text, signed by these root keys.
pub fn signed_by(manifest: &Manifest, roots: &[u8]) -> String {
    let mut note = Note::new(manifest.to_text()).expect("a manifest is printable text");
    for number in roots {
        note.add(root_key(*number).sign(&manifest.to_text()));
    }
    note.to_string()
}

/// What the intake says when it does not start.
pub async fn refusal(settings: Settings) -> String {
    match start(settings).await {
        Ok(_) => panic!("the intake started"),
        Err(error) => error.to_string(),
    }
}

/// A server in this process.
pub struct Server {
    pub call: Call,
    intake: Intake,
}

impl Server {
    pub async fn stop(self) {
        drop(self.call);
        self.intake.stop().await;
    }
}

/// A server in a process of its own.
pub struct Process {
    pub call: Call,
    child: Child,
    lines: BufReader<ChildStderr>,
    first: String,
}

impl Process {
    /// Kills the process as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("the process ends");
    }

    /// Asks the process to stop, and gives all that it has logged.
    pub fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("there is a kill command").success());
        let mut log = std::mem::take(&mut self.first);
        self.lines.read_to_string(&mut log).expect("standard error is text");
        assert!(self.child.wait().expect("the process ends").success(), "{log}");
        log
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that failed must not leave a server behind.
        let _already_over = self.child.kill();
        let _already_over = self.child.wait();
    }
}

/// Calls both listeners.
#[derive(Clone)]
pub struct Call {
    pub public: SocketAddr,
    pub screening: SocketAddr,
    pub http: Client,
}

impl Call {
    fn new(public: SocketAddr, screening: SocketAddr) -> Self {
        // An intake in this process does it, too; one in a process of its own does not.
        let _there_may_be_one = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().expect("the client can be built");
        Self { public, screening, http }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.public)
    }

    pub async fn get(&self, path: &str) -> Response {
        answer(self.http.get(self.url(path))).await
    }

    /// What a client sends for an envelope.
    pub fn upload(&self, sealed: &Sealed, grant: Option<&str>) -> RequestBuilder {
        self.upload_as("application/octet-stream", sealed, grant)
    }

    pub fn upload_as(&self, media_type: &str, sealed: &Sealed, grant: Option<&str>) -> RequestBuilder {
        let url = self.url(&format!("/v1/envelopes/{}", sealed.id));
        let request = self.http.put(url).header(CONTENT_TYPE, media_type).body(sealed.bytes.clone());
        match grant {
            Some(grant) => request.bearer_auth(grant),
            None => request,
        }
    }

    /// Stores an envelope for the first time, and gives the receipt.
    pub async fn store(&self, sealed: &Sealed, grant: &str) -> String {
        let answer = answer(self.upload(sealed, Some(grant))).await;
        assert_eq!(answer.status(), 201);
        text(answer).await
    }

    /// Asks for a path of the screening listener.
    pub fn for_screening(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.screening)).bearer_auth(TOKEN)
    }
}

pub async fn answer(request: RequestBuilder) -> Response {
    // A connection that both sides let go at the same moment says nothing about the intake: a client asks once more.
    let once_more = request.try_clone();
    match (request.send().await, once_more) {
        (Err(error), Some(once_more)) if error.is_request() => once_more.send().await.expect("the intake answers"),
        (answer, _) => answer.expect("the intake answers"),
    }
}

pub async fn text(answer: Response) -> String {
    answer.text().await.expect("the answer is text")
}

pub async fn bytes(answer: Response) -> Vec<u8> {
    answer.bytes().await.expect("the answer is whole").to_vec()
}

pub fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("our headers are ASCII"))
}

/// A problem's type, as it stands in its document.
pub fn problem_type(problem: ProblemType) -> String {
    format!("{PROBLEM_PREFIX}{}", problem.name())
}

/// Checks that this is the problem document, complete and with the right status.
pub async fn expect_problem(answer: Response, problem: ProblemType) {
    let status = Problem(problem).status().as_u16();
    assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (status, PROBLEM_MEDIA_TYPE));
    let document: Value = serde_json::from_str(&text(answer).await).expect("the document is JSON");
    assert_eq!(document["type"], problem_type(problem));
    assert_eq!(document["status"], status);
    for member in ["title", "detail"] {
        assert!(document[member].as_str().is_some_and(|text| text.len() > 10), "{document}");
    }
}

/// Runs a test of what holds on one day only, and once more if midnight came in between.
pub async fn within_a_day<T: Future<Output = ()> + 'static>(test: impl Fn() -> T) {
    loop {
        let day = now() / DAY;
        match LocalSet::new().run_until(async { spawn_local(test()).await }).await {
            Ok(()) => return,
            Err(failed) if now() / DAY == day => std::panic::resume_unwind(failed.into_panic()),
            Err(_) => {}
        }
    }
}

/// Waits until something is so that takes a while to come about.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let given_up = tokio::time::Instant::now() + std::time::Duration::from_secs(60);
    while !is_so().await {
        assert!(tokio::time::Instant::now() < given_up, "{what}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
