//! Configuration: one TOML file, environment variables on top of it, and an explanation of everything in it that is wrong.
//!
//! Each field of [`Settings`] is a key of the file, and `LAKZEGEL_INTAKE_` with the key in capitals is its variable; the tables of
//! providers come from the file only. Paths are relative to the file. Secrets are never in it: it names the files that hold them.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
};

use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

use crate::serve::Limits;

/// What every variable begins with.
const PREFIX: &str = "LAKZEGEL_INTAKE";

/// What the intake needs to know to start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder where an SQLite database is, or will be made, for an intake alone. Either this or `database`.
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
    /// The token that screening shows, at least 32 characters.
    pub screening_token: PathBuf,
    /// How browsers reach this server: scheme and host, without a path.
    pub public_url: String,
    /// Where the public listener is.
    #[serde(default = "public_listener")]
    pub listen: SocketAddr,
    /// Where the screening listener is.
    #[serde(default = "screening_listener")]
    pub screening_listen: SocketAddr,
    /// The secret under which a login that is under way travels in the sender's cookie, and from which the intakes derive what they must
    /// come to alike: 64 hexadecimal digits, the same for all intakes of a deployment.
    pub login_key: PathBuf,
    /// How the intake shows the manifest's providers who it is.
    #[serde(default, rename = "provider")]
    pub providers: Vec<ProviderSettings>,
    /// Whether this intake is for kiosks only: its first page is a kiosk's.
    #[serde(default)]
    pub kiosk: bool,
    /// How long a kiosk's visitor has to do nothing before the kiosk asks whether anybody is there, in minutes. The client's own time if not
    /// given.
    pub kiosk_idle_minutes: Option<NonZeroU32>,
    /// The key of the demo's identity provider, in a demo.
    #[cfg(feature = "demo")]
    pub demo_identity_key: Option<PathBuf>,
    /// How much one client may ask. Not in the file: these are limits of the program.
    #[serde(skip)]
    pub limits: Limits,
}

/// How the intake shows one provider who it is. All else about the provider stands in the manifest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// The provider's id in the manifest.
    pub id: String,
    /// A file with the client secret, for `client_secret_basic`.
    pub client_secret: Option<PathBuf>,
    /// A file with a private key, PKCS#8 in PEM, for `private_key_jwt`.
    pub private_key: Option<PathBuf>,
    /// The key's algorithm: EdDSA, ES256, ES384, RS256 or PS256.
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
    /// Reads the file and the variables; a relative path in either begins at the file's folder.
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
