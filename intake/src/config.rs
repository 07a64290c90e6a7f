//! The configuration: one TOML file, and environment variables that override it.
//!
//! Each field of [`Settings`] is a key of the file. `LAKZEGEL_INTAKE_` with the key in capitals is its variable; lists and tables
//! have none. Paths are relative to the file. The file holds no secrets, only the paths of files that do.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
};

use config::{Config, Environment, File, FileFormat};
use ipnet::IpNet;
use serde::Deserialize;

use crate::serve::Limits;

/// The prefix of every variable.
const PREFIX: &str = "LAKZEGEL_INTAKE";

/// What the intake needs to know to start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder of an SQLite database, for a single intake; both are made if they are missing. Either this or `database`.
    pub data: Option<PathBuf>,
    /// A file with the address of a PostgreSQL database, which any number of intakes share.
    pub database: Option<PathBuf>,
    /// The built client.
    pub client: PathBuf,
    /// The signed manifest. It is read again when it changes.
    pub manifest: PathBuf,
    /// The origin and the three root keys.
    pub root_keys: PathBuf,
    /// The key that signs checkpoints.
    pub log_key: PathBuf,
    /// The token that screening shows, at least 32 bytes.
    pub screening_token: PathBuf,
    /// How browsers reach this server: scheme and host, without a path.
    pub public_url: String,
    /// Where the public listener is.
    #[serde(default = "public_listener")]
    pub listen: SocketAddr,
    /// Where the screening listener is.
    #[serde(default = "screening_listener")]
    pub screening_listen: SocketAddr,
    /// The secret that encrypts a login in progress, and from which all intakes derive the same values: 64 hexadecimal digits, the same for
    /// all intakes of a deployment.
    pub login_key: PathBuf,
    /// How the intake authenticates to the manifest's providers.
    #[serde(default, rename = "provider")]
    pub providers: Vec<ProviderSettings>,
    /// Whether this intake is for kiosks only.
    #[serde(default)]
    pub kiosk: bool,
    /// After how many idle minutes a kiosk asks whether somebody is there. The client's default if not given.
    pub kiosk_idle_minutes: Option<NonZeroU32>,
    /// The networks that kiosks are in. Visitors there come first where codes are tried.
    #[serde(default)]
    pub kiosk_networks: Vec<IpNet>,
    /// The proxy in front of this intake, if there is one.
    pub proxy: Option<ProxySettings>,
    /// The key of the demo's identity provider, in a demo.
    #[cfg(feature = "demo")]
    pub demo_identity_key: Option<PathBuf>,
    /// How much one client may ask. Not in the file: these are limits of the program.
    #[serde(skip)]
    pub limits: Limits,
}

/// The one proxy that says which address a client has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxySettings {
    /// The address from which it connects.
    pub address: IpAddr,
    /// The header in which it says the client's address. No other counts, and none from elsewhere.
    pub header: String,
}

/// How the intake authenticates to one provider. Everything else about the provider is in the manifest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// The provider's id in the manifest.
    pub id: String,
    /// A file with the client secret, for `client_secret_basic`.
    pub client_secret: Option<PathBuf>,
    /// A file with a private key, PKCS#8 in PEM, for `private_key_jwt`.
    pub private_key: Option<PathBuf>,
    /// The key's algorithm: EdDSA or ES256.
    pub algorithm: Option<String>,
    /// The key's name, as the provider knows it.
    pub key_id: Option<String>,
}

/// The configuration cannot be understood. The text says where and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", file.display())]
pub struct ConfigError {
    file: PathBuf,
    error: Box<config::ConfigError>,
}

impl Settings {
    /// Reads the file and the variables. A relative path in either is relative to the file's folder.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the file cannot be read, or a key is missing, unknown or has a wrong value.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let read = || {
            let variables = Environment::with_prefix(PREFIX).prefix_separator("_").ignore_empty(true);
            let all = Config::builder().add_source(File::new(&file.to_string_lossy(), FileFormat::Toml)).add_source(variables);
            all.build()?.try_deserialize::<Self>()
        };
        let mut settings = read().map_err(|error| ConfigError { file: file.to_owned(), error: Box::new(error) })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        settings.paths().for_each(|path| *path = folder.join(&*path));
        Ok(settings)
    }

    fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let always = [
            &mut self.client,
            &mut self.manifest,
            &mut self.root_keys,
            &mut self.log_key,
            &mut self.screening_token,
            &mut self.login_key,
        ];
        let providers = self.providers.iter_mut().flat_map(|provider| [&mut provider.client_secret, &mut provider.private_key]);
        let sometimes = providers.chain([&mut self.data, &mut self.database]).flatten();
        #[cfg(feature = "demo")]
        let sometimes = sometimes.chain(&mut self.demo_identity_key);
        always.into_iter().chain(sometimes)
    }
}

/// How browsers reach this server: `http://` or `https://` and a host, without a slash at the end.
#[derive(Clone, Debug)]
pub struct PublicUrl(Arc<str>);

impl PublicUrl {
    /// Reads an address, with or without a slash at its end. `None` if it has a path, or is none.
    pub fn parse(text: &str) -> Option<Self> {
        let url = text.strip_suffix('/').unwrap_or(text);
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let plain = !host.is_empty() && !host.contains(|character: char| "/?#@".contains(character) || character.is_whitespace());
        plain.then(|| Self(url.into()))
    }

    /// Whether browsers come over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn public_listener() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8080).into()
}

fn screening_listener() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8081).into()
}
