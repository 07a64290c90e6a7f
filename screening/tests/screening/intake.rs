//! An intake that can be made to lie: the screening listener and the identity provider's pages, on loopback, in this process.
//!
//! It signs a checkpoint over whatever its entries are at that moment. A test that wants another history changes them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, mpsc},
    thread,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use lakzegel_crypto::{
    Envelope, EnvelopeId, Freshness, LookupId, Manifest, STATUS_BYTES,
    log::{self, Checkpoint, Cosigned, TILE_WIDTH, Tree},
    note::{Note, SigningKey},
    verify_status,
    visitor_code::Admissions,
};
use serde_json::{Value, json};

use crate::common::{TOKEN, log_key};

/// All that the intake has, and says.
pub struct Said {
    /// The manifest that it serves, as a note.
    pub manifest: String,
    /// The statement of freshness that it serves behind it, as a note: the last one that came.
    pub freshness: Option<String>,
    /// Whether it takes statements of freshness.
    pub takes_freshness: bool,
    /// Whether it serves those that it takes.
    pub serves_freshness: bool,
    /// The log.
    pub entries: Vec<EnvelopeId>,
    /// What it gives for an entry.
    pub envelopes: HashMap<EnvelopeId, Vec<u8>>,
    /// The entry whose envelope it cannot read, and says so.
    pub unreadable: Option<EnvelopeId>,
    /// What signs the checkpoints.
    pub log_key: SigningKey,
    /// Said in place of the true checkpoint.
    pub checkpoint: Option<String>,
    /// Said in place of the true entries.
    pub bundle: Option<Vec<EnvelopeId>>,
    /// Entries without an end in place of the true ones, all of them this one.
    pub endless: Option<EnvelopeId>,
    /// Which tiles of entries were asked for, in order.
    pub tiles_asked: Vec<usize>,
    /// Every good cosignature that came: the checkpoint's size, the note, and whose it has.
    pub cosignatures: Vec<(u64, String, Cosigned)>,
    /// Whether good cosignatures are taken, by whose they are.
    pub takes_cosignature: fn(Cosigned) -> bool,
    /// Every good status that came, in that order.
    pub statuses: Vec<(LookupId, Vec<u8>)>,
    /// Every good list of visitors that came: its day, and its hashes.
    pub admissions: Vec<(u64, Vec<[u8; 32]>)>,
    /// The statements about lost envelopes.
    pub missing: String,
    /// The identity provider's key set.
    pub provider_keys: Vec<Value>,
    /// Another provider's, at `/other`.
    pub other_keys: Vec<Value>,
    /// Whether the provider answers.
    pub provider_answers: bool,
    /// The manifest by which what comes in is checked.
    checked_by: Manifest,
}

impl Said {
    /// The checkpoint over the entries as they are.
    pub fn true_checkpoint(&self) -> Note {
        let mut tree = Tree::new();
        self.entries.iter().for_each(|id| tree.push(id));
        Checkpoint { origin: log_key().verifier().name().to_owned(), size: tree.size(), root: tree.root() }.sign(&self.log_key)
    }
}

type Shared = Arc<Mutex<Said>>;

/// The running intake. It goes away with the test's process.
pub struct Intake {
    pub address: SocketAddr,
    said: Shared,
}

impl Intake {
    /// Serves on a free port; `manifest` is told the address, for it names the provider.
    pub fn start(manifest: impl FnOnce(SocketAddr) -> (Manifest, String)) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        listener.set_nonblocking(true).expect("a listener need not block");
        let address = listener.local_addr().expect("a listener has an address");
        let (checked_by, note) = manifest(address);
        let said = Arc::new(Mutex::new(Said {
            manifest: note,
            freshness: None,
            takes_freshness: true,
            serves_freshness: true,
            entries: Vec::new(),
            envelopes: HashMap::new(),
            unreadable: None,
            log_key: log_key(),
            checkpoint: None,
            bundle: None,
            endless: None,
            tiles_asked: Vec::new(),
            cosignatures: Vec::new(),
            takes_cosignature: |_| true,
            statuses: Vec::new(),
            admissions: Vec::new(),
            missing: String::new(),
            provider_keys: Vec::new(),
            other_keys: Vec::new(),
            provider_answers: true,
            checked_by,
        }));
        let shared = said.clone();
        let (up, wait) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("the listener is good");
                up.send(()).expect("the test waits");
                axum::serve(listener, router(shared)).await.expect("the intake serves");
            });
        });
        wait.recv().expect("the intake starts");
        Self { address, said }
    }

    pub fn says(&self) -> MutexGuard<'_, Said> {
        self.said.lock().expect("no handler panics")
    }

    /// Takes an envelope into the log.
    pub fn add(&self, envelope: &Envelope) -> EnvelopeId {
        self.add_bytes(envelope.as_bytes())
    }

    pub fn add_bytes(&self, bytes: &[u8]) -> EnvelopeId {
        let id = EnvelopeId::of(bytes);
        let mut said = self.says();
        said.envelopes.insert(id, bytes.to_vec());
        said.entries.push(id);
        id
    }
}

fn router(shared: Shared) -> Router {
    let listener = Router::new()
        .route("/v1/manifest", get(manifest))
        .route("/v1/freshness", post(freshness))
        .route("/checkpoint", get(checkpoint))
        .route("/tile/entries/{*tile}", get(entries))
        .route("/v1/envelopes/{id}", get(envelope))
        .route("/v1/cosignatures", post(cosignature))
        .route("/v1/admissions", post(admissions))
        .route("/v1/missing", get(statements).post(statement))
        .route("/v1/statuses", post(statuses))
        .layer(middleware::from_fn(only_with_the_token));
    let provider = Router::new()
        .route("/provider/.well-known/openid-configuration", get(configuration))
        .route("/provider/jwks.json", get(key_set))
        .route("/other/.well-known/openid-configuration", get(other_configuration))
        .route("/other/jwks.json", get(other_key_set));
    listener.merge(provider).with_state(shared)
}

async fn only_with_the_token(request: Request, next: Next) -> Response {
    let shown = request.headers().get("authorization").is_some_and(|value| value == &format!("Bearer {TOKEN}"));
    if shown { next.run(request).await } else { StatusCode::UNAUTHORIZED.into_response() }
}

async fn manifest(State(said): State<Shared>) -> String {
    let said = said.lock().expect("whole");
    [said.manifest.as_str(), said.freshness.as_deref().unwrap_or_default()].concat()
}

async fn freshness(State(said): State<Shared>, note: String) -> StatusCode {
    let mut said = said.lock().expect("whole");
    if !said.takes_freshness || Freshness::verify(&note, &said.checked_by.freshness_key).is_err() {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    if said.serves_freshness {
        said.freshness = Some(note);
    }
    StatusCode::NO_CONTENT
}

async fn checkpoint(State(said): State<Shared>) -> String {
    let said = said.lock().expect("whole");
    said.checkpoint.clone().unwrap_or_else(|| said.true_checkpoint().to_string())
}

/// `000`, `000.p/5` or `x001/234`.
async fn entries(State(said): State<Shared>, Path(tile): Path<String>) -> Result<Vec<u8>, StatusCode> {
    let mut said = said.lock().expect("whole");
    let (number, width) = tile.split_once(".p/").unwrap_or((&tile, "256"));
    let (number, width): (String, usize) = (number.replace(['x', '/'], ""), width.parse().expect("a width"));
    let number: usize = number.parse().expect("a number");
    said.tiles_asked.push(number);
    if let Some(id) = said.endless {
        return Ok(log::entry_bundle(&vec![id; width]));
    }
    let from = number * TILE_WIDTH;
    let entries = said.bundle.as_ref().unwrap_or(&said.entries);
    Ok(log::entry_bundle(entries.get(from..from + width).ok_or(StatusCode::NOT_FOUND)?))
}

async fn envelope(State(said): State<Shared>, Path(id): Path<String>) -> Result<Vec<u8>, StatusCode> {
    let id = id.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let said = said.lock().expect("whole");
    if said.unreadable == Some(id) {
        return Err(StatusCode::INTERNAL_SERVER_ERROR);
    }
    said.envelopes.get(&id).cloned().ok_or(StatusCode::NOT_FOUND)
}

async fn cosignature(State(said): State<Shared>, note: String) -> StatusCode {
    let mut said = said.lock().expect("whole");
    let Ok(parsed) = Note::parse(&note) else { return StatusCode::BAD_REQUEST };
    match log::verify_checkpoint(&parsed, &said.checked_by) {
        Ok(verified) if !verified.cosigned.is_nothing() && (said.takes_cosignature)(verified.cosigned) => {
            said.cosignatures.push((verified.checkpoint.size, note, verified.cosigned));
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

async fn statements(State(said): State<Shared>) -> String {
    said.lock().expect("whole").missing.clone()
}

async fn statement(State(said): State<Shared>, note: String) -> StatusCode {
    said.lock().expect("whole").missing.push_str(&note);
    StatusCode::NO_CONTENT
}

async fn admissions(State(said): State<Shared>, note: String) -> StatusCode {
    let mut said = said.lock().expect("whole");
    match Admissions::verify(&note, &said.checked_by.origin, &said.checked_by.verdict_key) {
        Ok(list) => {
            said.admissions.push((list.day, list.hashes));
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

async fn statuses(State(said): State<Shared>, bytes: Bytes) -> StatusCode {
    let mut said = said.lock().expect("whole");
    let (placed, rest) = bytes.as_chunks::<{ 32 + STATUS_BYTES }>();
    if placed.is_empty() || placed.len() > 256 || !rest.is_empty() {
        return StatusCode::BAD_REQUEST;
    }
    for placed in placed {
        let (lookup, bytes) = placed.split_first_chunk().expect("it is longer");
        let lookup = LookupId::from_bytes(*lookup);
        if verify_status(bytes, &lookup, &said.checked_by.origin, &said.checked_by.verdict_key).is_err() {
            return StatusCode::BAD_REQUEST;
        }
        said.statuses.push((lookup, bytes.to_vec()));
    }
    StatusCode::NO_CONTENT
}

async fn configuration(State(said): State<Shared>) -> Result<String, StatusCode> {
    let said = said.lock().expect("whole");
    if !said.provider_answers {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let issuer = &said.checked_by.providers[0].issuer;
    Ok(json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/jwks.json") }).to_string())
}

async fn key_set(State(said): State<Shared>) -> String {
    json!({ "keys": said.lock().expect("whole").provider_keys }).to_string()
}

async fn other_configuration(State(said): State<Shared>) -> String {
    let issuer = said.lock().expect("whole").checked_by.providers[0].issuer.replace("/provider", "/other");
    json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/jwks.json") }).to_string()
}

async fn other_key_set(State(said): State<Shared>) -> String {
    json!({ "keys": said.lock().expect("whole").other_keys }).to_string()
}
