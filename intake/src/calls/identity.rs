//! Logging in, with any provider: the browser goes to the provider with a nonce and a state, comes back with a code, and gets the ID token
//! and a few grants. The intake holds the token only for this answer.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{COOKIE, LOCATION, SET_COOKIE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use lakzegel_contract::{ProblemType, Step, limit::LOGIN_SECONDS};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    config::PublicUrl,
    grant,
    login::{Login, LoginKey, PendingLogin},
    manifest::Manifests,
    openid::OpenIdError,
    problem::Problem,
    provider::Providers,
    random,
    request::{self, parameter},
    serve::Limits,
    store::Store,
    time::now,
};

/// The longest callback, in bytes: a code and a state.
const LONGEST_CALLBACK: usize = 8 * 1024;

/// `GET /v1/identity/{provider}/start?nonce=N`: sends the browser to the provider. What is needed when it comes back goes into a cookie. If
/// the provider does not answer, the browser is sent back at once, with an error of RFC 6749 section 4.1.2.1.
pub async fn start(
    State(manifests): State<Arc<Manifests>>,
    State(providers): State<Providers>,
    State(login_key): State<Arc<LoginKey>>,
    State(public_url): State<PublicUrl>,
    provider: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Response, Problem> {
    let Path(id) = provider.map_err(|_| ProblemType::NotFound)?;
    let served = manifests.current();
    let entry = served.manifest.provider(&id).ok_or(ProblemType::NotFound)?;
    let nonce = parameter(uri.query().unwrap_or_default().as_bytes(), "nonce").ok_or(ProblemType::BadLogin)?;
    if !random::is_text(&nonce) {
        return Err(ProblemType::BadLogin.into());
    }
    let (state, verifier) = (random::text()?, random::text()?);
    let pending = PendingLogin { provider: id, state, verifier, nonce, begun: now() };
    let authorisation = match providers.iter().find(|provider| provider.id() == pending.provider) {
        Some(provider) => provider.authorisation(entry, &pending).await,
        None => Err(OpenIdError::Unreachable("the intake's configuration does not have it".to_owned())),
    };
    let location = authorisation.unwrap_or_else(|error| {
        tracing::warn!(provider = pending.provider, %error, "nobody can log in there now");
        format!("{}?error=temporarily_unavailable", Step::Identity.path())
    });
    let cookie = cookie(&public_url, &login_key.seal(&pending)?, LOGIN_SECONDS)?;
    let location = HeaderValue::try_from(location).map_err(|_| ProblemType::Internal)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, location), (SET_COOKIE, cookie)]).into_response())
}

/// `POST /v1/identity/callback`: the client's own page brings code and state, as they came back from the provider.
pub async fn callback(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(providers): State<Providers>,
    State(login_key): State<Arc<LoginKey>>,
    State(public_url): State<PublicUrl>,
    State(limits): State<Limits>,
    request: Request,
) -> Result<Response, Problem> {
    let (Parts { headers, .. }, body) = request.into_parts();
    request::expect_media_type(&headers, "application/x-www-form-urlencoded")?;
    let form = request::read(body, LONGEST_CALLBACK, limits.body).await?;
    let pending = cookie_in(&headers, &public_url).and_then(|value| login_key.open(value, now()));
    // The cookie is not needed any more, whatever the outcome.
    let delete = [(SET_COOKIE, cookie(&public_url, "", 0)?)];
    let answer = match pending {
        Some(pending) => finish(&store, &manifests, &providers, &login_key, &pending, &form).await,
        None => Err(ProblemType::BadLogin),
    };
    Ok((delete, answer.map_err(Problem)).into_response())
}

/// Exchanges the code for the ID token, and gives that with the visit's grants.
async fn finish(
    store: &Store,
    manifests: &Manifests,
    providers: &Providers,
    login_key: &LoginKey,
    pending: &PendingLogin,
    form: &[u8],
) -> Result<Json<Value>, ProblemType> {
    let code = parameter(form, "code").ok_or(ProblemType::BadLogin)?;
    let state = parameter(form, "state").ok_or(ProblemType::BadLogin)?;
    // Comparing hashes takes the same time however much of a guess is right.
    if Sha256::digest(state.as_bytes()) != Sha256::digest(pending.state.as_bytes()) {
        return Err(ProblemType::BadLogin);
    }
    let provider = providers.iter().find(|provider| provider.id() == pending.provider).ok_or(ProblemType::BadLogin)?;
    let served = manifests.current();
    let entry = served.manifest.provider(&pending.provider).ok_or(ProblemType::BadLogin)?;
    let sent_by = parameter(form, "iss");
    let tolerance = served.manifest.clock_tolerance;
    let login = provider.exchange(entry, pending, code, sent_by.as_deref(), tolerance).await?;
    let Login { id_token, name, expires_at, subject } = login;
    let grants = grant::give(store, login_key, &served.manifest, &entry.issuer, &subject).await?;
    Ok(Json(json!({ "id_token": id_token, "name": name, "expires_at": expires_at, "grants": grants })))
}

/// `__Host-` binds the cookie to this host; it needs TLS.
fn cookie_name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { "__Host-lakzegel-login" } else { "lakzegel-login" }
}

fn cookie(public_url: &PublicUrl, value: &str, seconds: u64) -> Result<HeaderValue, ProblemType> {
    let name = cookie_name(public_url);
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).map_err(|_| ProblemType::Internal)
}

/// The value of the login cookie that this browser sent.
fn cookie_in<'h>(headers: &'h HeaderMap, public_url: &PublicUrl) -> Option<&'h str> {
    let name = cookie_name(public_url);
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
