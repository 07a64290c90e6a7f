//! Logging in, whoever the provider is: to the provider with a nonce and a state, back with a code, and out comes the ID token with
//! a few grants. The intake holds the token for this one answer and keeps nothing of it.

use std::borrow::Cow;

use axum::{
    Json,
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{COOKIE, LOCATION, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_crypto::{Manifest, manifest};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    Shared,
    api::Call,
    body,
    openid::{OpenId, OpenIdError},
    pending::{LOGIN_SECONDS, Pending},
    problem::Problem,
    screening::bearer,
    store::GrantHash,
    time::{DAY, now, today},
};

/// The longest callback, in bytes: a code and a state.
const LONGEST_CALLBACK: usize = 8 * 1024;

/// Where the client's page for logging in is, to which every provider sends the browser back.
pub const PAGE: &str = "/identity";

/// Who can vouch for a sender.
pub enum Provider {
    /// A provider of OpenID Connect.
    OpenId(Box<OpenId>),
    /// Made-up people, under a `demo.invalid/` origin only.
    #[cfg(feature = "demo")]
    Demo(Box<crate::demo::Demo>),
}

/// What a provider says about somebody who has just logged in.
pub struct Login {
    /// The ID token, whose nonce is the visit's.
    pub id_token: String,
    /// The name in it, to greet with. Empty if it has none.
    pub name: String,
    /// When the token expires: seconds since 1970.
    pub expires_at: u64,
    /// Who it is, by the provider's name for them. Counted under a key of the day, and not kept.
    pub subject: String,
}

impl Provider {
    /// Its id, as in the manifest.
    pub fn id(&self) -> &str {
        match self {
            Self::OpenId(provider) => provider.id(),
            #[cfg(feature = "demo")]
            Self::Demo(demo) => demo.id(),
        }
    }

    /// Where to send the browser.
    async fn authorisation(&self, entry: &manifest::Provider, pending: &Pending) -> Result<String, OpenIdError> {
        match self {
            Self::OpenId(provider) => provider.authorisation(entry, pending).await,
            #[cfg(feature = "demo")]
            Self::Demo(_) => Ok(crate::demo::authorisation(&pending.state, &pending.nonce)),
        }
    }

    /// Gives the code back to the provider, and gets the token. Works once.
    async fn exchange(
        &self,
        entry: &manifest::Provider,
        pending: &Pending,
        code: String,
        sent_by: Option<&str>,
        tolerance: u64,
    ) -> Result<Login, Problem> {
        match self {
            Self::OpenId(provider) => provider.exchange(entry, pending, code, sent_by, tolerance).await.map_err(|error| {
                // Which provider, and why; nothing about whom.
                tracing::warn!(provider = provider.id(), %error, "a login did not succeed");
                match error {
                    OpenIdError::Unreachable(_) => Problem::ProviderUnreachable,
                    OpenIdError::Refused(_) => Problem::BadLogin,
                    OpenIdError::Level => Problem::LoginLevel,
                }
            }),
            #[cfg(feature = "demo")]
            Self::Demo(demo) => demo.exchange(&code),
        }
    }
}

/// The providers' own places in this server: only the demo has any.
pub fn provider_calls() -> Vec<Call> {
    #[cfg(feature = "demo")]
    return crate::demo::calls();
    #[cfg(not(feature = "demo"))]
    Vec::new()
}

/// The document of all calls, with the providers' own places in it.
pub fn document(calls: &'static str) -> Cow<'static, str> {
    #[cfg(feature = "demo")]
    return crate::demo::document(calls).into();
    #[cfg(not(feature = "demo"))]
    calls.into()
}

/// `GET /v1/identity/{provider}/start?nonce=N`: off to the provider. What has to come back with the code goes into a cookie. A provider
/// that does not answer has the browser sent back at once, with an error of RFC 6749 section 4.1.2.1.
pub async fn start(
    State(app): State<Shared>,
    provider: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Response, Problem> {
    let Path(id) = provider.map_err(|_| Problem::NotFound)?;
    let served = app.manifests.current();
    let entry = served.manifest.provider(&id).ok_or(Problem::NotFound)?;
    let nonce = parameter(uri.query().unwrap_or_default().as_bytes(), "nonce").ok_or(Problem::BadLogin)?;
    if !is_random_text(&nonce) {
        return Err(Problem::BadLogin);
    }
    let (state, verifier) = (random_text()?, random_text()?);
    let pending = Pending { provider: id, state, verifier, nonce, begun: now() };
    let authorisation = match app.providers.iter().find(|provider| provider.id() == pending.provider) {
        Some(provider) => provider.authorisation(entry, &pending).await,
        None => Err(OpenIdError::Unreachable("the intake's configuration does not have it".to_owned())),
    };
    let location = authorisation.unwrap_or_else(|error| {
        tracing::warn!(provider = pending.provider, %error, "nobody can log in there now");
        format!("{PAGE}?error=temporarily_unavailable")
    });
    let cookie = cookie(&app, &app.login_key.seal(&pending)?, LOGIN_SECONDS)?;
    let location = HeaderValue::try_from(location).map_err(|_| Problem::Internal)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, location), (SET_COOKIE, cookie)]).into_response())
}

/// `POST /v1/identity/callback`: the app's own page brings code and state, as they came back from the provider.
pub async fn callback(State(app): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    body::expect_media_type(&headers, "application/x-www-form-urlencoded")?;
    let form = body::read(body, LONGEST_CALLBACK, app.limits.body).await?;
    // The cookie has done its work, whatever comes out.
    let over = [(SET_COOKIE, cookie(&app, "", 0)?)];
    match finish(&app, &headers, &form).await {
        Ok(answer) => Ok((over, answer).into_response()),
        Err(problem) => Ok((over, problem).into_response()),
    }
}

async fn finish(app: &Shared, headers: &HeaderMap, form: &[u8]) -> Result<Response, Problem> {
    let pending = pending(app, headers).ok_or(Problem::BadLogin)?;
    let code = parameter(form, "code").ok_or(Problem::BadLogin)?;
    let state = parameter(form, "state").ok_or(Problem::BadLogin)?;
    // Hashes, so that the comparison takes the same time however much is right.
    if Sha256::digest(state.as_bytes()) != Sha256::digest(pending.state.as_bytes()) {
        return Err(Problem::BadLogin);
    }
    let provider = app.providers.iter().find(|provider| provider.id() == pending.provider).ok_or(Problem::BadLogin)?;
    let served = app.manifests.current();
    let entry = served.manifest.provider(&pending.provider).ok_or(Problem::BadLogin)?;
    let sent_by = parameter(form, "iss");
    let tolerance = served.manifest.clock_tolerance;
    let login = provider.exchange(entry, &pending, code, sent_by.as_deref(), tolerance).await?;
    let Login { id_token, name, expires_at, subject } = login;
    let grants = give_grants(app, &served.manifest, &entry.issuer, &subject).await?;
    Ok(Json(json!({ "id_token": id_token, "name": name, "expires_at": expires_at, "grants": grants })).into_response())
}

/// As many grants as the manifest says for a visit, or as are left of its limit for a person and a day. Only their hashes stay here.
async fn give_grants(app: &Shared, manifest: &Manifest, issuer: &str, subject: &str) -> Result<Vec<String>, Problem> {
    let mut grants = (0..manifest.letters_per_visit).map(|_| random_text()).collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<_> = grants.iter().filter_map(|grant| grant_hash(grant)).collect();
    let (day, last_day) = (today(), grants_last_day(manifest));
    // Limits for longer than a day are screening's to watch: there is nothing here that knows a person from one day to the next.
    let limit = manifest.volume_limits.iter().filter(|limit| limit.days == 1).map(|limit| limit.letters).min();
    let Some(limit) = limit else {
        app.store.add_grants(&hashes, last_day).await?;
        return Ok(grants);
    };
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(|_| Problem::Internal)?;
    let salt = app.store.day_salt(day, &fresh).await?;
    let person = app.login_key.derive("volume", &[&salt, issuer.as_bytes(), subject.as_bytes()]);
    let given = app.store.add_grants_within(&person, day, limit, &hashes, last_day).await?;
    grants.truncate(given);
    if grants.is_empty() { Err(Problem::VolumeLimit) } else { Ok(grants) }
}

/// The last day on which grants that are given now count: as long as a letter may wait after the visit.
pub fn grants_last_day(manifest: &Manifest) -> u64 {
    today() + manifest.visit_life.saturating_add(manifest.outbox_life).div_ceil(DAY)
}

/// The hash of the grant in an `Authorization` header. `None` if there is none, or something that cannot be one.
pub fn grant_in(headers: &HeaderMap) -> Option<GrantHash> {
    grant_hash(bearer(headers)?)
}

/// The hash of a grant, under which it is stored. `None` for what cannot be one.
pub fn grant_hash(grant: &str) -> Option<GrantHash> {
    let mut bytes = [0; 32];
    let decoded = Base64UrlUnpadded::decode(grant, &mut bytes).ok()?;
    (decoded.len() == 32).then(|| Sha256::digest(decoded).into())
}

/// 32 random bytes as base64url, 43 characters: states, codes and grants.
pub fn random_text() -> Result<String, Problem> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Problem::Internal)?;
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

/// Whether this is 32 bytes in base64url, as nonces, states and codes are. Safe to put into addresses and pages.
pub fn is_random_text(text: &str) -> bool {
    grant_hash(text).is_some()
}

/// The value of a parameter, of a query or a form.
pub fn parameter(encoded: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(encoded).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// `__Host-` ties the cookie to this very host, but works over TLS only.
fn cookie_name(app: &Shared) -> &'static str {
    if app.is_https() { "__Host-lakzegel-login" } else { "lakzegel-login" }
}

fn cookie(app: &Shared, value: &str, seconds: u64) -> Result<HeaderValue, Problem> {
    let name = cookie_name(app);
    let secure = if app.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).map_err(|_| Problem::Internal)
}

/// The login that this browser has begun.
fn pending(app: &Shared, headers: &HeaderMap) -> Option<Pending> {
    let name = cookie_name(app);
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    app.login_key.open(value, now())
}
