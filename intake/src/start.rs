//! Starting and stopping: everything that the configuration names is read and checked, then both listeners open.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use lakzegel_crypto::{
    Manifest, RootKeys,
    manifest::RootKeysError,
    note::{KeyError, SigningKey},
};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::sleep,
};
use zeroize::Zeroizing;

#[cfg(feature = "demo")]
use crate::demo;
use crate::{
    address::Addresses,
    api,
    app::App,
    client::{Client, ClientError},
    config::{PublicUrl, Settings},
    log::{Log, LogError},
    login::LoginKey,
    manifest::{self, Manifests, RefusedManifest},
    openid::{self, OpenId, ProviderError},
    provider::{Provider, Providers},
    rooms::Rooms,
    serve::{self, Limits},
    store::{Location, Store, StoreError},
    time::{HOUR, now, until_next_hour},
    token::Token,
    tries::Tries,
    writer::{self, Writer},
};

/// Why the intake does not start. Each message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A file that must be there cannot be read.
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, io::Error),
    /// The root keys cannot be read.
    #[error("{0}: {1}")]
    RootKeys(PathBuf, RootKeysError),
    /// The log key cannot be read.
    #[error("the log key {0}: {1}; expected one line that begins with PRIVATE+KEY+")]
    LogKey(PathBuf, KeyError),
    /// The token is too short.
    #[error("the screening token in {0} is shorter than {min} bytes; make a longer one", min = Token::SHORTEST)]
    Token(PathBuf),
    /// The public address is not scheme and host.
    #[error("public_url must be http:// or https:// and a host, without a path: {0}")]
    PublicUrl(String),
    /// The proxy's header is none.
    #[error("proxy.header must be the name of a header: {0}")]
    ProxyHeader(String),
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] RefusedManifest),
    /// The client is missing.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The configuration names no database (`false`), or two (`true`).
    #[error(
        "give either data, a folder for an intake alone, or database, a file with the address of a PostgreSQL database that intakes \
         share; not {}", if *.0 { "both" } else { "neither" }
    )]
    Location(bool),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stored log cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The login key cannot be read.
    #[error(
        "the login key in {0} is not 64 hexadecimal digits, random and the same for every intake (older keys may stand on lines below it, each once)"
    )]
    LoginKey(PathBuf),
    /// A provider cannot be used.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// Requests to providers cannot be sent at all.
    #[error("requests to providers cannot be sent: {0}")]
    Http(#[from] reqwest::Error),
    /// The demo's identity provider cannot be used here.
    #[cfg(feature = "demo")]
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
    /// An address cannot be listened on.
    #[error("{0} cannot be listened on: {1}; is another program using it?")]
    Listen(SocketAddr, io::Error),
}

/// A running intake.
pub struct Intake {
    /// The address of the public listener. The port is the real one if the configuration has 0.
    pub public: SocketAddr,
    /// The address of the screening listener.
    pub screening: SocketAddr,
    app: App,
    stop: watch::Sender<()>,
    listeners: JoinSet<()>,
    background: JoinSet<()>,
    writer: JoinHandle<()>,
}

/// Forgets what is no longer needed, every hour. If the database does not work, it is tried again a minute later.
async fn tidy_hourly(store: Arc<Store>, tries: Arc<Tries>, manifests: Arc<Manifests>) {
    loop {
        tries.forget_before(now() / HOUR);
        let mut wait = until_next_hour();
        if let Err(error) = store.tidy(now(), manifests.current().manifest.status_term).await {
            tracing::error!(%error, "the database could not be tidied; it is tried again");
            wait = wait.min(60);
        }
        sleep(Duration::from_secs(wait)).await;
    }
}

/// Checks everything and begins to serve.
///
/// # Errors
///
/// [`StartError`] if anything is wrong; nothing is served then.
pub async fn start(settings: Settings) -> Result<Intake, StartError> {
    let (root_keys, log_key) = (root_keys(&settings.root_keys)?, log_key(&settings.log_key)?);
    let (token, login_key) = (screening_token(&settings.screening_token)?, login_key(&settings)?);
    let (public_url, client, addresses) = (public_url(&settings)?, Client::read(&settings)?, addresses(&settings)?);
    let store = Arc::new(Store::open(&location(&settings)?).await?);
    let manifests = Manifests::open(settings.manifest.clone(), root_keys, log_key.verifier().clone(), &store).await?;
    let served = manifests.current();
    let log = Arc::new(Log::open(&store, log_key, &served.manifest).await?);
    let providers = providers(&settings, &served.manifest, &public_url)?;

    let (public, public_listener) = listen(settings.listen).await?;
    let (screening, screening_listener) = listen(settings.screening_listen).await?;
    let limits = settings.limits;
    let (uploads, queue) = Writer::queue(limits.uploads.max(1));
    let writer = tokio::spawn(writer::write(store.clone(), log.clone(), queue));
    let app = App {
        store,
        log,
        manifests: Arc::new(manifests),
        providers,
        login_key: Arc::new(login_key),
        client: Arc::new(client),
        addresses,
        tries: Arc::new(Tries::new(settings.kiosk_networks)),
        journal: Arc::default(),
        writer: uploads,
        token: Arc::new(token),
        public_url,
        rooms: Arc::new(Rooms::new(&limits)),
        limits,
    };

    let (stop, stopped) = watch::channel(());
    let mut listeners = JoinSet::new();
    listeners.spawn(serve::serve(public_listener, api::public_answers(&app), limits, stopped.clone()));
    // Only screening calls there, so a few connections are enough.
    let few = Limits { connections: 64, refusals: 16, ..limits };
    listeners.spawn(serve::serve(screening_listener, api::screening_answers(&app), few, stopped));
    let mut background = JoinSet::new();
    let App { store, log, manifests, journal, tries, .. } = app.clone();
    background.spawn(async move { journal.write_hourly().await });
    background.spawn(tidy_hourly(store.clone(), tries, manifests.clone()));
    background.spawn({
        let store = store.clone();
        async move { manifests.watch(&store).await }
    });
    if store.is_shared() {
        background.spawn(async move { log.keep_following(&store).await });
    }
    Ok(Intake { public, screening, app, stop, listeners, background, writer })
}

impl Intake {
    /// Accepts no more connections, answers the running requests, waits until everything is stored, and logs the last counts.
    pub async fn stop(mut self) {
        let _nobody_left = self.stop.send(());
        while self.listeners.join_next().await.is_some() {}
        self.background.shutdown().await;
        self.app.journal.write(now());
        let store = self.app.store.clone();
        // That drops the last handle of the writer: it stores what is queued, and ends.
        drop(self.app);
        if self.writer.await.is_err() {
            tracing::error!("the writer had stopped before");
        }
        store.close().await;
    }
}

/// Finds everything that is wrong with a configuration; empty if the intake would start. Nothing is made, changed or served. Providers, and a
/// database that intakes share, are asked whether they answer.
pub async fn check(settings: &Settings) -> Vec<StartError> {
    let mut wrong = Vec::new();
    wrong.extend(screening_token(&settings.screening_token).err());
    wrong.extend(Client::read(settings).err().map(StartError::from));
    wrong.extend(login_key(settings).err());
    wrong.extend(addresses(settings).err());
    match location(settings) {
        Ok(location) => wrong.extend(Store::examine(&location).await.err().map(StartError::from)),
        Err(error) => wrong.push(error),
    }
    let (root_keys, log_key, url) = (root_keys(&settings.root_keys), log_key(&settings.log_key), public_url(settings));
    let (root_keys, log_key, url) = match (root_keys, log_key, url) {
        (Ok(root_keys), Ok(log_key), Ok(url)) => (root_keys, log_key, url),
        // The checks below need all three.
        (root_keys, log_key, url) => {
            wrong.extend(root_keys.err().into_iter().chain(log_key.err()).chain(url.err()));
            return wrong;
        }
    };
    let checked = manifest::read(&settings.manifest, &root_keys, log_key.verifier(), 0)
        .map_err(StartError::from)
        .and_then(|(_, manifest)| providers(settings, &manifest, &url).map(|providers| (manifest, providers)));
    let (manifest, providers) = match checked {
        Ok(checked) => checked,
        Err(error) => {
            wrong.push(error);
            return wrong;
        }
    };
    for entry in &manifest.providers {
        match providers.iter().find(|provider| provider.id() == entry.id) {
            None => wrong.push(ProviderError::NotConfigured(entry.id.clone()).into()),
            Some(Provider::OpenId(provider)) => {
                let reached = provider.reach(entry).await;
                wrong.extend(reached.err().map(|error| ProviderError::Unreachable(entry.id.clone(), error).into()));
            }
            #[cfg(feature = "demo")]
            Some(Provider::Demo(_)) => {}
        }
    }
    wrong
}

fn root_keys(file: &Path) -> Result<RootKeys, StartError> {
    RootKeys::parse(&read(file)?).map_err(|error| StartError::RootKeys(file.to_owned(), error))
}

fn log_key(file: &Path) -> Result<SigningKey, StartError> {
    SigningKey::parse(read(file)?.trim()).map_err(|error| StartError::LogKey(file.to_owned(), error))
}

fn screening_token(file: &Path) -> Result<Token, StartError> {
    Token::new(&read(file)?).ok_or_else(|| StartError::Token(file.to_owned()))
}

fn login_key(settings: &Settings) -> Result<LoginKey, StartError> {
    LoginKey::parse(&read(&settings.login_key)?).ok_or_else(|| StartError::LoginKey(settings.login_key.clone()))
}

fn location(settings: &Settings) -> Result<Location, StartError> {
    match (&settings.data, &settings.database) {
        (Some(folder), None) => Ok(Location::Folder(folder.clone())),
        (None, Some(file)) => Ok(Location::Address(read(file)?)),
        (folder, _) => Err(StartError::Location(folder.is_some())),
    }
}

/// All configured providers.
fn providers(settings: &Settings, manifest: &Manifest, public_url: &PublicUrl) -> Result<Providers, StartError> {
    let (redirect, http) = (openid::redirect(public_url)?, openid::http()?);
    let mut providers = Vec::new();
    for provider in &settings.providers {
        if manifest.provider(&provider.id).is_none() {
            return Err(ProviderError::NotInManifest(provider.id.clone()).into());
        }
        if providers.iter().any(|other: &Provider| other.id() == provider.id) {
            return Err(ProviderError::Twice(provider.id.clone()).into());
        }
        providers.push(Provider::OpenId(Box::new(OpenId::new(provider, &redirect, &http)?)));
    }
    #[cfg(feature = "demo")]
    if let Some(file) = &settings.demo_identity_key {
        providers.push(Provider::Demo(Box::new(demo::Demo::new(&read(file)?, manifest, public_url)?)));
    }
    Ok(providers.into())
}

fn addresses(settings: &Settings) -> Result<Addresses, StartError> {
    let header = settings.proxy.as_ref().map_or("", |proxy| &proxy.header);
    Addresses::new(settings.proxy.as_ref()).ok_or_else(|| StartError::ProxyHeader(header.to_owned()))
}

fn public_url(settings: &Settings) -> Result<PublicUrl, StartError> {
    PublicUrl::parse(&settings.public_url).ok_or_else(|| StartError::PublicUrl(settings.public_url.clone()))
}

/// Reads a file, which may hold a secret.
fn read(file: &Path) -> Result<Zeroizing<String>, StartError> {
    fs::read_to_string(file).map(Zeroizing::new).map_err(|error| StartError::File(file.to_owned(), error))
}

async fn listen(address: SocketAddr) -> Result<(SocketAddr, TcpListener), StartError> {
    let failed = |error| StartError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    Ok((listener.local_addr().map_err(failed)?, listener))
}
