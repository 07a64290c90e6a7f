//! The intake as a relying party of OpenID Connect: the address that a browser is sent to, and the exchange of the code that it brings back.
//! A provider's addresses and keys come from its discovery document; everything else about it is in the manifest.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lakzegel_contract::{Step, limit::LOGIN_SECONDS};
use lakzegel_crypto::manifest;
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, Scope,
    SignatureVerificationError,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType, CoreIdToken,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::{
    config::{ProviderSettings, PublicUrl},
    discovery::Discovery,
    journal::Seldom,
    login::{Exchanged, Login, PendingLogin},
    random,
    time::now,
};

/// How long a provider's addresses and keys are cached. They are fetched sooner if a token is signed with an unknown key.
const CACHE_LIFE: Duration = Duration::from_secs(60 * 60);
/// How many codes are being exchanged with one provider at once. More are not sent: it would only become slower, and a slow one is not to fill the room for
/// logins at all of them.
const IN_FLIGHT: usize = 12;
/// How long a provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer of a provider that is read, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;
/// How long a client assertion is valid, in seconds (RFC 7523).
const ASSERTION_LIFE: u64 = 60;
/// How many codes a provider is asked about at once, and after which time it is asked about one more. Whoever has cookies of our own making can have us
/// ask, with the office's credentials; people who log in are fewer.
const EXCHANGES: u32 = 100;
const EXCHANGE_EVERY: Duration = Duration::from_millis(50);
/// How far the provider's clock may differ from ours, in seconds.
const CLOCK_TOLERANCE: u64 = 120;

/// What a discovery document has beyond OpenID Connect Discovery.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct ExtraMetadata {
    /// Whether every return has the parameter `iss` (RFC 9207 section 3).
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    returns_issuer: bool,
}

impl AdditionalProviderMetadata for ExtraMetadata {}

/// A discovery document with the provider's keys.
type Metadata = ProviderMetadata<
    ExtraMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The provider does not answer, or not as the standard says. It may do so later.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// The provider gives no token for this code, or one that does not verify.
    #[error("the provider refused, or its token is not good: {0}")]
    Refused(String),
}

/// Why a provider cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The manifest does not name it, so no client would offer it.
    #[error("provider {0}: the manifest has no provider of this id")]
    NotInManifest(String),
    /// The manifest names it, and nothing is configured for it.
    #[error("provider {0} is in the manifest, and the configuration has no [[provider]] table with this id")]
    NotConfigured(String),
    /// It does not answer now.
    #[error("provider {0}: {1}")]
    Unreachable(String, OpenIdError),
    /// The public address and the page's path make no valid address.
    #[error("public_url makes no address to come back to: {0}")]
    Redirect(String),
    /// Its id is configured twice.
    #[error("provider {0} is configured twice")]
    Twice(String),
    /// Neither way of client authentication is configured, or both are.
    #[error("provider {0}: give either client_secret, or private_key and algorithm")]
    Authentication(String),
    /// A file cannot be read.
    #[error("provider {id}: {} cannot be read: {error}", file.display())]
    File {
        /// The provider.
        id: String,
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The client secret is empty.
    #[error("provider {0}: the file with the client secret is empty")]
    EmptySecret(String),
    /// The private key cannot be used with the algorithm.
    #[error("provider {0}: the private key is not PKCS#8 in PEM, or is for another algorithm than {1}")]
    Key(String, String),
    /// The algorithm is not one of those with which the intake signs.
    #[error(
        "provider {0}: the algorithm of the intake's own key is EdDSA or ES256, not {1}; make such a key and register it at the provider"
    )]
    Algorithm(String, String),
}

/// How the intake shows a provider who it is (OpenID Connect Core section 9).
enum Authentication {
    /// `client_secret_basic`
    Secret(ClientSecret),
    /// `private_key_jwt`
    Key(Box<SigningKey>),
}

/// A private key, with the header of what it signs.
struct SigningKey {
    header: Header,
    key: EncodingKey,
}

/// One provider: how we authenticate there, and its cached discovery documents.
pub struct OpenId {
    id: String,
    authentication: Authentication,
    redirect: RedirectUrl,
    http: reqwest::Client,
    /// By issuer, because a new manifest may name another one.
    discovery: Discovery<Metadata>,
    in_flight: Arc<Semaphore>,
    exchanges: Bucket,
    /// What went wrong there.
    troubles: Seldom,
}

/// A token bucket: how many there are, and when one was last added.
struct Bucket(Mutex<(u32, Instant)>);

impl Bucket {
    /// Takes one. `false` if there is none.
    fn take(&self, now: Instant) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, since) = &mut *known;
        let more = now.duration_since(*since).as_nanos() / EXCHANGE_EVERY.as_nanos();
        if more > 0 {
            *left = u32::try_from(more).map_or(EXCHANGES, |more| left.saturating_add(more).min(EXCHANGES));
            *since = now;
        }
        let taken = left.checked_sub(1);
        *left = taken.unwrap_or(0);
        taken.is_some()
    }
}

/// The library's client. It has the authorisation endpoint, and perhaps the token endpoint.
type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The answer to a request, later.
type Answer = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>;

impl OpenId {
    /// Reads the secrets. `redirect` is the client's page to which every provider sends the browser back.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] if the configuration is incomplete, or a file in it cannot be used.
    pub fn new(settings: &ProviderSettings, redirect: &RedirectUrl, http: &reqwest::Client) -> Result<Self, ProviderError> {
        let id = settings.id.clone();
        let authentication = match (&settings.client_secret, &settings.private_key, &settings.algorithm) {
            (Some(file), None, None) => {
                let secret = read(&id, file)?.trim().to_owned();
                if secret.is_empty() {
                    return Err(ProviderError::EmptySecret(id));
                }
                Authentication::Secret(ClientSecret::new(secret))
            }
            (None, Some(file), Some(name)) => {
                let pem = read(&id, file)?;
                // No others: the crate `rsa` leaks the private key in the time that it takes (RUSTSEC-2023-0071), and so signs nothing here.
                let (algorithm, key) = match name.as_str() {
                    "EdDSA" => (Algorithm::EdDSA, EncodingKey::from_ed_pem(pem.as_bytes())),
                    "ES256" => (Algorithm::ES256, EncodingKey::from_ec_pem(pem.as_bytes())),
                    _ => return Err(ProviderError::Algorithm(id, name.clone())),
                };
                let header = Header { kid: settings.key_id.clone(), ..Header::new(algorithm) };
                let wrong = || ProviderError::Key(id.clone(), name.clone());
                let key = key.map_err(|_| wrong())?;
                // Signing once shows a key of another kind now, and not to the first sender.
                jsonwebtoken::encode(&header, &json!({}), &key).map_err(|_| wrong())?;
                Authentication::Key(Box::new(SigningKey { header, key }))
            }
            _ => return Err(ProviderError::Authentication(id)),
        };
        Ok(Self {
            id,
            authentication,
            redirect: redirect.clone(),
            http: http.clone(),
            discovery: Discovery::new(),
            in_flight: Arc::new(Semaphore::new(IN_FLIGHT)),
            exchanges: Bucket(Mutex::new((EXCHANGES, Instant::now()))),
            troubles: Seldom::default(),
        })
    }

    /// Its id in the manifest.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The address that the browser is sent to (OpenID Connect Core section 3.1.2.1). `max_age=0` asks for a new login, even if somebody is
    /// logged in there.
    ///
    /// # Errors
    ///
    /// [`OpenIdError::Unreachable`]
    pub async fn authorisation(&self, entry: &manifest::Provider, pending: &PendingLogin) -> Result<String, OpenIdError> {
        let metadata = self.metadata(&entry.issuer, CACHE_LIFE).await?;
        let verifier = PkceCodeVerifier::new(pending.verifier.clone());
        let client = self.client(entry, &metadata);
        let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
        let request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .set_max_age(Duration::ZERO);
        let levels = entry.acr.iter().cloned().map(AuthenticationContextClass::new);
        let (url, _, _) = levels.fold(request, |request, level| request.add_auth_context_value(level)).url();
        Ok(url.into())
    }

    /// Exchanges the code for the ID token, and checks that as the standard says (section 3.1.3.7). Screening checks it again. `sent_by` is
    /// the `iss` of the return: a code of another issuer is not sent to this one (RFC 9207 section 2.4). `tolerance` is the manifest's clock
    /// tolerance in seconds.
    ///
    /// # Errors
    ///
    /// [`OpenIdError`]
    pub async fn exchange(
        &self,
        entry: &manifest::Provider,
        pending: &PendingLogin,
        code: String,
        sent_by: Option<&str>,
        tolerance: u64,
    ) -> Result<Exchanged, OpenIdError> {
        if !self.exchanges.take(Instant::now()) {
            return Err(OpenIdError::Unreachable("it is asked about more codes than people can log in".to_owned()));
        }
        let metadata = self.metadata(&entry.issuer, CACHE_LIFE).await?;
        match sent_by {
            Some(issuer) if issuer != entry.issuer => return Err(refused("another provider sent the return")),
            None if metadata.additional_metadata().returns_issuer => {
                return Err(refused("the return does not say who sent it"));
            }
            _ => {}
        }
        let client = self.client(entry, &metadata);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(refused)?;
        let mut request = request.set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()));
        if let Authentication::Key(key) = &self.authentication {
            request = request
                .add_extra_param("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .add_extra_param("client_assertion", assertion(entry, key)?);
        }
        let answer =
            request.request_async(&caller(self.http.clone(), self.in_flight.clone())).await.map_err(|error| match error {
                openidconnect::RequestTokenError::ServerResponse(answer) => OpenIdError::Refused(answer.error().to_string()),
                openidconnect::RequestTokenError::Request(error) => OpenIdError::Unreachable(error.to_string()),
                // The answer is not quoted: there may be a token in it.
                openidconnect::RequestTokenError::Parse(..) => {
                    OpenIdError::Refused("its answer is not a token answer".to_owned())
                }
                openidconnect::RequestTokenError::Other(what) => OpenIdError::Refused(what),
            })?;
        let token = answer.extra_fields().id_token().ok_or_else(|| OpenIdError::Refused("it gave no ID token".to_owned()))?;
        let verified = match verify(token, entry, pending, &client, tolerance) {
            // The provider may have a new key.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let metadata = self.metadata(&entry.issuer, Duration::ZERO).await?;
                verify(token, entry, pending, &self.client(entry, &metadata), tolerance)
            }
            verified => verified,
        };
        match verified {
            Ok(login) => Ok(Exchanged::Login(login)),
            // The manifest does not accept the token's `acr`.
            Err(ClaimsVerificationError::InvalidAuthContext(_)) => {
                self.tell(&"the provider knows this person on too low a level");
                Ok(Exchanged::TooLow(token.to_string()))
            }
            Err(error) => Err(refused(error)),
        }
    }

    /// Logs that a login did not succeed: at which provider, and why; nothing about whom. Anybody can make a login fail, so not each has a line.
    pub fn tell(&self, error: &impl fmt::Display) {
        if let Some(times) = self.troubles.count(Instant::now()) {
            tracing::warn!(provider = self.id, %error, times, "logins did not succeed; the last one's reason");
        }
    }

    /// Checks that the provider answers; for `check-config`.
    ///
    /// # Errors
    ///
    /// [`OpenIdError::Unreachable`]
    pub async fn reach(&self, entry: &manifest::Provider) -> Result<(), OpenIdError> {
        self.metadata(&entry.issuer, Duration::ZERO).await.map(drop)
    }

    fn client(&self, entry: &manifest::Provider, metadata: &Metadata) -> Client {
        let secret = match &self.authentication {
            Authentication::Secret(secret) => Some(secret.clone()),
            Authentication::Key(_) => None,
        };
        let client = CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(entry.audience.clone()), secret.clone());
        let place = if secret.is_some() { AuthType::BasicAuth } else { AuthType::RequestBody };
        client.set_auth_type(place).set_redirect_uri(self.redirect.clone())
    }

    /// The provider's discovery document and keys, fetched if the cached ones are older than `age`.
    async fn metadata(&self, issuer: &str, age: Duration) -> Result<Arc<Metadata>, OpenIdError> {
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|error| OpenIdError::Unreachable(error.to_string()))?;
        let fetch = || {
            // One asks at a time, and is not to wait for those who log in.
            let (caller, provider) = (caller(self.http.clone(), Arc::new(Semaphore::new(1))), self.id.clone());
            async move {
                let fetched = Metadata::discover_async(url, &caller).await.map_err(|error| explained(&error));
                // One line for each request, whatever the number of those who want to log in.
                fetched.inspect_err(|error| tracing::warn!(provider, error, "nobody can log in there now"))
            }
        };
        self.discovery.get(issuer, age, fetch).await.map_err(OpenIdError::Unreachable)
    }
}

/// Sends the library's requests, as many at once as there are permits.
fn caller(http: reqwest::Client, permits: Arc<Semaphore>) -> impl Fn(HttpRequest) -> Answer + Send + Sync + 'static {
    move |request| {
        let (http, permits) = (http.clone(), permits.clone());
        Box::pin(async move {
            let _until_it_is_answered = permits.try_acquire().map_err(|_| HttpError::Crowded)?;
            send(http, request).await
        })
    }
}

/// Sends one request to a provider, over TLS; in a demo it may be on this machine, without. Redirects are not followed.
async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let request = reqwest::Request::try_from(request)?;
    let here = cfg!(feature = "demo") && matches!(request.url().host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if request.url().scheme() != "https" && !here {
        return Err(HttpError::NotHttps);
    }
    let mut answer = http.execute(request).await?;
    let (mut body, status, headers) = (Vec::new(), answer.status(), answer.headers().clone());
    while let Some(part) = answer.chunk().await? {
        if body.len() + part.len() > LONGEST_ANSWER {
            return Err(HttpError::TooLong);
        }
        body.extend_from_slice(&part);
    }
    let mut response = HttpResponse::new(body);
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    Ok(response)
}

/// The client's page to which every provider sends the browser back.
///
/// # Errors
///
/// [`ProviderError::Redirect`] if that is no valid address.
pub fn redirect(public_url: &PublicUrl) -> Result<RedirectUrl, ProviderError> {
    RedirectUrl::new(format!("{public_url}{}", Step::Identity.path())).map_err(|error| ProviderError::Redirect(error.to_string()))
}

/// The HTTP client for all providers.
///
/// # Errors
///
/// If TLS cannot be set up.
pub fn http() -> Result<reqwest::Client, reqwest::Error> {
    // An error says that there is a default already, which does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).no_proxy();
    // Every request has a connection of its own. A provider may close an idle connection just when it is used again, and a code that may
    // have been sent cannot be sent twice. Logins are rare, so this costs little.
    builder.pool_max_idle_per_host(0).build()
}

/// Why a request to a provider has no answer.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("its address is not https")]
    NotHttps,
    #[error("it has more requests to answer than it should")]
    Crowded,
    #[error("its answer is too long")]
    TooLong,
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

/// Checks a token. The library checks signature, issuer, audience, expiry and nonce; we check level and time of the login.
fn verify(
    token: &CoreIdToken,
    entry: &manifest::Provider,
    pending: &PendingLogin,
    client: &Client,
    tolerance: u64,
) -> Result<Login, ClaimsVerificationError> {
    let algorithm = |name: &String| serde_json::from_value::<CoreJwsSigningAlgorithm>(json!(name)).ok();
    let level = |level: Option<&AuthenticationContextClass>| {
        let accepted = level.is_some_and(|level| entry.acr.iter().any(|accepted| accepted == level.as_str()));
        if accepted { Ok(()) } else { Err("not one that the manifest accepts".to_owned()) }
    };
    let latest = now() + tolerance.min(CLOCK_TOLERANCE);
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(entry.algorithms.iter().filter_map(algorithm))
        .set_auth_context_verifier_fn(level)
        // Screening withholds a letter that was sealed before its token was issued. Refused now, it costs nobody a letter.
        .set_issue_time_verifier_fn(|time| {
            let seconds = u64::try_from(time.timestamp()).ok();
            if seconds.is_some_and(|at| at <= latest) { Ok(()) } else { Err("issued in the future".to_owned()) }
        })
        .set_auth_time_verifier_fn(|time| {
            let seconds = time.and_then(|time| u64::try_from(time.timestamp()).ok());
            let fresh = seconds.is_some_and(|at| at <= latest && now().saturating_sub(at) <= LOGIN_SECONDS + CLOCK_TOLERANCE);
            if fresh { Ok(()) } else { Err("not a moment ago".to_owned()) }
        });
    let claims = token.claims(&verifier, &Nonce::new(pending.nonce.clone()))?;
    let name = claims.name().and_then(|names| names.get(None)).map(|name| name.to_string()).unwrap_or_default();
    let expires_at = u64::try_from(claims.expiration().timestamp()).unwrap_or_default();
    Ok(Login { id_token: token.to_string(), name, expires_at, subject: claims.subject().to_string() })
}

/// The client assertion, signed (RFC 7523 section 3). Its audience is the issuer, so that no other provider accepts it.
fn assertion(entry: &manifest::Provider, key: &SigningKey) -> Result<String, OpenIdError> {
    let id = random::text().map_err(refused)?;
    let claims = json!({
        "iss": entry.audience, "sub": entry.audience, "aud": entry.issuer, "jti": id, "iat": now(), "exp": now() + ASSERTION_LIFE,
    });
    jsonwebtoken::encode(&key.header, &claims, &key.key).map_err(refused)
}

fn read(id: &str, file: &Path) -> Result<Zeroizing<String>, ProviderError> {
    let failed = |error| ProviderError::File { id: id.to_owned(), file: file.to_owned(), error };
    fs::read_to_string(file).map(Zeroizing::new).map_err(failed)
}

fn refused(error: impl fmt::Display) -> OpenIdError {
    OpenIdError::Refused(error.to_string())
}

/// An error with its causes. None of these texts was sent by a provider.
fn explained(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use std::time::{Duration, Instant};

    use super::{Bucket, EXCHANGES, Mutex, http};

    #[test]
    fn a_provider_is_asked_about_a_hundred_codes_at_once_and_about_twenty_a_second() {
        let begin = Instant::now();
        let bucket = Bucket(Mutex::new((EXCHANGES, begin)));
        let taken = |after: u64| (0..1000).filter(|_| bucket.take(begin + Duration::from_millis(after))).count();
        assert_eq!([0, 49, 1049, 1099, 100_000].map(taken), [100, 0, 20, 1, 100]);
    }

    #[tokio::test]
    async fn a_connection_that_a_provider_closes_when_it_is_used_again_costs_no_login() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/token", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.expect("a connection");
                // It answers once, as if the connection stayed open, and closes it when there is more to read.
                thread::spawn(move || {
                    let mut request = [0; 4096];
                    let _ = connection.read(&mut request);
                    let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
                    let _ = connection.read(&mut request);
                });
            }
        });
        let http = http().expect("a client");
        for _ in 0..3 {
            let answer = http.post(&address).body("code=1").send().await.expect("an answer");
            assert_eq!(answer.text().await.expect("all of it"), "{}");
        }
    }
}
