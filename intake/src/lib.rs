//! The public server: serves the client, logs senders in, stores sealed envelopes in an append-only log and gives receipts.
//!
//! It has no key that opens anything, and never parses a letter. A reader who follows one letter through: [`api`] has every call,
//! `identity` gives the grants, `upload` takes the envelope, `store` keeps it, `log` proves it, `screening` hands it on, and `status`
//! says how it fares. What goes into its logs stands in `journal`, what it keeps in `store`.

use std::{fs, io, net::SocketAddr, path::PathBuf, sync::Arc};

use lakzegel_crypto::{
    RootKeys,
    manifest::RootKeysError,
    note::{KeyError, SigningKey},
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::{JoinHandle, JoinSet},
};
use zeroize::Zeroizing;

pub mod api;
mod body;
mod client;
#[cfg(feature = "demo")]
mod demo;
mod identity;
pub mod journal;
mod log;
mod manifest;
mod problem;
mod screening;
mod serve;
mod status;
mod store;
mod time;
mod upload;

pub use problem::Problem;
pub use serve::Limits;

use crate::{
    client::{Client, ClientError},
    identity::Provider,
    journal::Journal,
    log::{Log, LogError},
    manifest::{Manifests, RefusedManifest},
    screening::Token,
    store::{Store, StoreError},
};

/// What the intake needs to know to start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the database is, or will be made.
    pub data: PathBuf,
    /// The built client.
    pub client: PathBuf,
    /// The signed manifest. It is read again when it changes.
    pub manifest: PathBuf,
    /// The origin and the three root keys.
    pub root_keys: PathBuf,
    /// The key that signs checkpoints.
    pub log_key: PathBuf,
    /// The token that screening shows.
    pub screening_token: PathBuf,
    /// How browsers reach this server: scheme and host, without a path.
    pub public_url: String,
    /// Where the public listener is.
    pub listen: SocketAddr,
    /// Where the screening listener is.
    pub screening_listen: SocketAddr,
    /// The key of the demo's identity provider, in a demo.
    #[cfg(feature = "demo")]
    pub demo_identity_key: Option<PathBuf>,
    /// How much one client may ask.
    pub limits: Limits,
}

/// Why the intake does not start. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A file that must be there cannot be read.
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, io::Error),
    /// The root keys are not root keys.
    #[error("{0}: {1}")]
    RootKeys(PathBuf, RootKeysError),
    /// The log key is not a key.
    #[error("the log key {0}: {1}; expected one line that begins with PRIVATE+KEY+")]
    LogKey(PathBuf, KeyError),
    /// The token is too short.
    #[error("the screening token in {0} is shorter than {min} characters; make a longer one", min = Token::SHORTEST)]
    Token(PathBuf),
    /// The public address is not one.
    #[error("--public-url must be http:// or https:// and a host, without a path: {0}")]
    PublicUrl(String),
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] RefusedManifest),
    /// The client is missing.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log in it is not the one that was signed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// There can be no demo identity here.
    #[cfg(feature = "demo")]
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
    /// An address cannot be listened on.
    #[error("{0} cannot be listened on: {1}; is another program using it?")]
    Listen(SocketAddr, io::Error),
}

/// What every call works with.
pub struct App {
    store: Arc<Store>,
    log: Arc<Log>,
    manifests: Manifests,
    providers: Vec<Provider>,
    client: Client,
    journal: Journal,
    uploads: mpsc::Sender<upload::Waiting>,
    screening_token: Token,
    public_url: String,
    limits: Limits,
}

/// One [`App`] for all connections.
pub type Shared = Arc<App>;

impl App {
    fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Lets go of what is no longer needed, every hour.
    async fn tidy_hourly(&self) {
        loop {
            if let Err(error) = self.store.tidy(time::today()).await {
                tracing::error!(%error, "lapsed grants could not be removed");
            }
            tokio::time::sleep(std::time::Duration::from_secs(time::until_next_hour())).await;
        }
    }
}

impl From<StoreError> for Problem {
    /// What the database said is for the operator, not for the client.
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database failed");
        Self::Internal
    }
}

/// A running intake.
pub struct Intake {
    /// Where the public listener is; the port is a real one, also if 0 was asked for.
    pub public: SocketAddr,
    /// Where the screening listener is.
    pub screening: SocketAddr,
    app: Shared,
    stop: watch::Sender<()>,
    listeners: JoinSet<()>,
    hourly: JoinSet<()>,
    writer: JoinHandle<()>,
}

/// Checks everything and begins to serve. Anything wrong is an error, and nothing is served.
pub async fn start(settings: Settings) -> Result<Intake, StartError> {
    let root_keys = read(&settings.root_keys)?;
    let root_keys = RootKeys::parse(&root_keys).map_err(|error| StartError::RootKeys(settings.root_keys.clone(), error))?;
    let log_key = read(&settings.log_key)?;
    let log_key = SigningKey::parse(log_key.trim()).map_err(|error| StartError::LogKey(settings.log_key.clone(), error))?;
    let screening_token =
        Token::new(&read(&settings.screening_token)?).ok_or_else(|| StartError::Token(settings.screening_token.clone()))?;
    let public_url = public_url(&settings.public_url).ok_or_else(|| StartError::PublicUrl(settings.public_url.clone()))?;
    let client = Client::read(&settings.client)?;
    let store = Arc::new(Store::open(&settings.data).await?);
    let manifests = Manifests::open(settings.manifest, root_keys, log_key.verifier().clone(), &store).await?;
    let served = manifests.current();
    let log = Arc::new(Log::open(&store, log_key, &served.manifest).await?);
    #[cfg(feature = "demo")]
    let providers = match &settings.demo_identity_key {
        Some(file) => vec![Provider::Demo(demo::Demo::new(&read(file)?, &served.manifest, &public_url)?)],
        None => Vec::new(),
    };
    #[cfg(not(feature = "demo"))]
    let providers = Vec::new();

    let (public, public_listener) = listen(settings.listen).await?;
    let (screening, screening_listener) = listen(settings.screening_listen).await?;
    let (uploads, waiting) = upload::queue(settings.limits.connections);
    let writer = tokio::spawn(upload::write(store.clone(), log.clone(), waiting));
    let limits = settings.limits;
    let journal = Journal::default();
    let app = Arc::new(App { store, log, manifests, providers, client, journal, uploads, screening_token, public_url, limits });

    let (stop, stopped) = watch::channel(());
    let mut listeners = JoinSet::new();
    let busy = || api::busy_router(&app);
    listeners.spawn(serve::serve(public_listener, api::public_router(&app), busy(), limits, stopped.clone()));
    // One office calls there, but whoever reaches the port can try.
    let few = Limits { connections: 64, refusals: 16, ..limits };
    listeners.spawn(serve::serve(screening_listener, api::screening_router(&app), busy(), few, stopped));
    let mut hourly = JoinSet::new();
    let (journal, tidy, manifest) = (app.clone(), app.clone(), app.clone());
    hourly.spawn(async move { journal.journal.write_hourly().await });
    hourly.spawn(async move { tidy.tidy_hourly().await });
    hourly.spawn(async move { manifest.manifests.watch(&manifest.store).await });
    Ok(Intake { public, screening, app, stop, listeners, hourly, writer })
}

impl Intake {
    /// Takes no more connections, answers those that have asked, waits until all is stored, and writes the journal's last counts.
    pub async fn stop(mut self) {
        let _nobody_left = self.stop.send(());
        while self.listeners.join_next().await.is_some() {}
        self.hourly.shutdown().await;
        let (store, app) = (self.app.store.clone(), self.app);
        app.journal.write(time::now());
        // With the last sender the writer's work ends.
        drop(app);
        if self.writer.await.is_err() {
            tracing::error!("the writer had stopped before");
        }
        store.close().await;
    }
}

/// A file's text, which may be a secret.
fn read(file: &PathBuf) -> Result<Zeroizing<String>, StartError> {
    fs::read_to_string(file).map(Zeroizing::new).map_err(|error| StartError::File(file.clone(), error))
}

async fn listen(address: SocketAddr) -> Result<(SocketAddr, TcpListener), StartError> {
    let failed = |error| StartError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    Ok((listener.local_addr().map_err(failed)?, listener))
}

/// The address without a slash at the end, if it is a scheme and a host.
fn public_url(text: &str) -> Option<String> {
    let url = text.strip_suffix('/').unwrap_or(text);
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let plain = !host.is_empty() && !host.contains(|character: char| "/?#@".contains(character) || character.is_whitespace());
    plain.then(|| url.to_owned())
}
