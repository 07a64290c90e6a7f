//! Logging in, with any provider: the browser goes to the provider with a nonce and a state, comes back with a code, and gets the ID token
//! and a few grants. The intake holds the token only for this answer.
//!
//! Both calls take a media type that only a page of the client can send. So a link, a form or an image of another website can begin no login,
//! and end none. Each login has a cookie of its own: several can be under way in one browser.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue,
        header::{COOKIE, SET_COOKIE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType, limit::LOGIN_SECONDS};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    app::App,
    config::PublicUrl,
    grant,
    login::{self, Arrival, Exchanged, Login, LoginKey, PendingLogin},
    manifest::Manifests,
    problem::Problem,
    provider::Providers,
    random,
    request::{self, parameter},
    serve::Limits,
    time::{MINUTE, now},
};

/// The longest request, in bytes: a code, a state, a nonce and an issuer.
const LONGEST_REQUEST: usize = 8 * 1024;
/// The most logins that are under way in one browser. Those that were begun before are ended when another begins, so that cookies do not pile up.
const MOST_LOGINS: usize = 4;

/// `POST /v1/identity/{provider}/start` with `nonce` and `travel_key`: gives the provider's address to go to, and the state that comes back from
/// there. What is needed when the browser comes back goes into a cookie.
pub async fn start(
    State(manifests): State<Arc<Manifests>>,
    State(providers): State<Providers>,
    State(login_key): State<Arc<LoginKey>>,
    State(public_url): State<PublicUrl>,
    State(limits): State<Limits>,
    provider: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(id) = provider.map_err(|_| ProblemType::NotFound)?;
    let (Parts { headers, .. }, body) = request.into_parts();
    request::expect_media_type(&headers, LOGIN_MEDIA_TYPE)?;
    let form = request::read(body, LONGEST_REQUEST, limits.body).await?;
    let served = manifests.current();
    let entry = served.manifest.provider(&id).ok_or(ProblemType::NotFound)?;
    let text = |name| parameter(&form, name).filter(|value| random::is_text(value)).ok_or(ProblemType::BadLogin);
    let (nonce, travel_key) = (text("nonce")?, text("travel_key")?);
    let (state, verifier) = (random::text()?, random::text()?);
    let pending = PendingLogin { provider: id, state, verifier, nonce, travel_key, begun: now() };
    let Some(provider) = providers.iter().find(|provider| provider.id() == pending.provider) else {
        // `check-config` has told the operator.
        return Err(ProblemType::ProviderUnreachable.into());
    };
    let location = provider.authorisation(entry, &pending).await.map_err(|_| ProblemType::ProviderUnreachable)?;
    let mut answer = Json(json!({ "location": location, "state": pending.state })).into_response();
    let set = cookie(&public_url, &cookie_name(&public_url, &pending.nonce), &login_key.seal(&pending)?, LOGIN_SECONDS)?;
    answer.headers_mut().append(SET_COOKIE, set);
    for name in too_many(&headers, &public_url, &login_key) {
        answer.headers_mut().append(SET_COOKIE, cookie(&public_url, &name, "", 0)?);
    }
    Ok(answer)
}

/// `POST /v1/identity/callback` with the client's `nonce` and what came back from the provider, if anything did. Whatever became of the login, the
/// first answer gives the travel key, and ends the login. What carries an error is a failed login, whatever else it carries.
pub async fn callback(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (Parts { headers, .. }, body) = request.into_parts();
    request::expect_media_type(&headers, LOGIN_MEDIA_TYPE)?;
    let form = request::read(body, LONGEST_REQUEST, app.limits.body).await?;
    let nonce = parameter(&form, "nonce").filter(|nonce| random::is_text(nonce)).ok_or(ProblemType::BadLogin)?;
    let name = cookie_name(&app.public_url, &nonce);
    // Nothing is ended before the login is known to be this browser's own. Another host of the same domain may have set a cookie of this name, too.
    let mut logins = cookies(&headers).filter(|(key, _)| *key == name).filter_map(|(_, value)| app.login_key.open(value, now()));
    let pending = logins.find(|login| same(&login.nonce, &nonce)).ok_or(ProblemType::BadLogin)?;
    if parameter(&form, "state").map_or_else(|| parameter(&form, "code").is_some(), |state| !same(&state, &pending.state)) {
        return Err(ProblemType::BadLogin.into());
    }
    let minute = now() / MINUTE;
    // If the database does not answer, nothing is ended: the client asks again.
    let first = app.store.note_return(&login::name_of(&pending.state), minute).await.map_err(ProblemType::from)?;
    let answer = match Arrival::of(first, minute) {
        // A code beside an error is no login: the page says that it failed, and so nobody is asked about the code.
        Arrival::First => match (parameter(&form, "code"), parameter(&form, "error")) {
            (Some(code), None) => finish(&app, &pending, code, &form).await,
            _ => Ok(json!({})),
        },
        Arrival::Again => Err(ProblemType::BadLogin.into()),
        Arrival::Spent => return Err(ProblemType::BadLogin.into()),
    };
    let end = [(SET_COOKIE, cookie(&app.public_url, &name, "", 0)?)];
    let travel_key = ("travel_key", pending.travel_key.as_str());
    Ok(match answer {
        Ok(mut said) => {
            said[travel_key.0] = travel_key.1.into();
            (end, Json(said)).into_response()
        }
        Err(Refused { problem, id_token: None }) => (end, Problem(problem).with(&[travel_key])).into_response(),
        Err(Refused { problem, id_token: Some(token) }) => {
            (end, Problem(problem).with(&[travel_key, ("id_token", &token)])).into_response()
        }
    })
}

/// A login of which nothing comes.
struct Refused {
    problem: ProblemType,
    /// What the provider gave all the same. By it the client sees that nobody else has got this login.
    id_token: Option<String>,
}

impl From<ProblemType> for Refused {
    fn from(problem: ProblemType) -> Self {
        Self { problem, id_token: None }
    }
}

/// Exchanges the code for the ID token, and gives that with the visit's grants and the keys to what its letters leave on the device.
async fn finish(app: &App, pending: &PendingLogin, code: String, form: &[u8]) -> Result<Value, Refused> {
    let App { store, manifests, providers, login_key, .. } = app;
    let provider = providers.iter().find(|provider| provider.id() == pending.provider).ok_or(ProblemType::BadLogin)?;
    let served = manifests.current();
    let entry = served.manifest.provider(&pending.provider).ok_or(ProblemType::BadLogin)?;
    let sent_by = parameter(form, "iss");
    let tolerance = served.manifest.clock_tolerance;
    let login = match provider.exchange(entry, pending, code, sent_by.as_deref(), tolerance).await? {
        Exchanged::Login(login) => login,
        Exchanged::TooLow(token) => return Err(Refused { problem: ProblemType::LoginLevel, id_token: Some(token) }),
    };
    let Login { id_token, name, expires_at, subject } = login;
    let grants = match grant::give(store, login_key, &served.manifest, &entry.issuer, &subject).await {
        Ok(grants) => grants,
        Err(problem) => return Err(Refused { problem, id_token: Some(id_token) }),
    };
    let device_keys = login_key.device_keys(&entry.issuer, &subject);
    Ok(json!({ "id_token": id_token, "name": name, "expires_at": expires_at, "grants": grants, "device_keys": device_keys }))
}

/// Whether two texts are the same. Comparing hashes takes the same time however much of a guess is right.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

/// How the names of all login cookies begin. `__Host-` binds a cookie to this host; it needs TLS.
fn cookie_prefix(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { "__Host-lakzegel-login-" } else { "lakzegel-login-" }
}

/// The name of a login's cookie: it has the beginning of the nonce, which is a hash.
fn cookie_name(public_url: &PublicUrl, nonce: &str) -> String {
    format!("{}{}", cookie_prefix(public_url), &nonce[..16])
}

fn cookie(public_url: &PublicUrl, name: &str, value: &str, seconds: u64) -> Result<HeaderValue, ProblemType> {
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).map_err(|_| ProblemType::Internal)
}

/// The cookies that this browser sent, by name. Another host of the same domain can set some, with any bytes in them: those are passed over, and
/// names are not trimmed of anything but the space that stands between two (RFC 6265, section 4.2.1).
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let pairs = headers.get_all(COOKIE).into_iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let texts = pairs.filter_map(|pair| str::from_utf8(pair).ok());
    texts.filter_map(|pair| pair.strip_prefix(' ').unwrap_or(pair).split_once('='))
}

/// The names of this browser's login cookies that are to go when another login begins: what no intake opens any more, and all but the newest.
fn too_many(headers: &HeaderMap, public_url: &PublicUrl, login_key: &LoginKey) -> Vec<String> {
    let of_logins = cookies(headers).filter(|(name, _)| name.starts_with(cookie_prefix(public_url)));
    let mut logins: Vec<_> =
        of_logins.map(|(name, value)| (login_key.open(value, now()).map(|login| login.begun), name.to_owned())).collect();
    logins.sort();
    let kept = logins.iter().filter(|(begun, _)| begun.is_some()).count().min(MOST_LOGINS - 1);
    logins.truncate(logins.len() - kept);
    logins.into_iter().map(|(_, name)| name).collect()
}
