//! The calls of the demo's identity provider: the page on which a sender chooses a person, and the provider's keys. Cargo feature `demo`, and
//! never in a release.

use std::fmt::Write as _;

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::{
        StatusCode, Uri,
        header::{CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse, Response},
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_contract::{ProblemType, Step};
use serde_json::{Value, json};

use crate::{
    demo::{ACR, ALGORITHM, Asked, Demo, PEOPLE, PLACE},
    problem::Problem,
    provider::{Provider, Providers},
    random,
    request::parameter,
};

fn demo(providers: &Providers) -> Result<&Demo, ProblemType> {
    match providers.iter().find(|provider| matches!(provider, Provider::Demo(_))) {
        Some(Provider::Demo(demo)) => Ok(demo),
        _ => Err(ProblemType::NotFound),
    }
}

/// What the browser brings. It goes into pages and addresses, so its form is checked.
fn request(uri: &Uri) -> Result<Asked, ProblemType> {
    let query = uri.query().unwrap_or_default().as_bytes();
    let value = |name| parameter(query, name).filter(|value| random::is_text(value)).ok_or(ProblemType::BadLogin);
    Ok(Asked { state: value("state")?, nonce: value("nonce")?, code_challenge: value("code_challenge")? })
}

/// `GET /demo/identity?nonce=N&state=S&code_challenge=C`: the people to choose from, as links.
pub async fn page(State(providers): State<Providers>, uri: Uri) -> Result<Response, Problem> {
    demo(&providers)?;
    let asked = request(&uri)?;
    let query = asked.to_query().replace('&', "&amp;");
    let mut people = String::new();
    for (number, (lang, dir, name)) in PEOPLE.iter().enumerate() {
        let link = format!("{PLACE}/choose/{number}?{query}");
        let _ = writeln!(people, r#"<li><a href="{link}"><bdi lang="{lang}" dir="{dir}">{name}</bdi></a></li>"#);
    }
    let page = include_str!("demo.html").replace("{people}", people.trim_end()).replace("{state}", &asked.state);
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response())
}

/// `GET /demo/identity/choose/{person}`: back to the client, with a code.
pub async fn choose(
    State(providers): State<Providers>,
    person: Result<Path<usize>, PathRejection>,
    uri: Uri,
) -> Result<Response, Problem> {
    let Path(person) = person.map_err(|_| ProblemType::NotFound)?;
    let asked = request(&uri)?;
    if person >= PEOPLE.len() {
        return Err(ProblemType::NotFound.into());
    }
    let state = asked.state.clone();
    let code = demo(&providers)?.code(person, asked)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, format!("{}?code={code}&state={state}", Step::Identity.path()))]).into_response())
}

/// `GET /demo/identity/style.css`
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("demo.css"))
}

/// `GET /demo/identity/jwks.json` (RFC 7517, RFC 8037)
pub async fn keys(State(providers): State<Providers>) -> Result<Json<Value>, Problem> {
    let demo = demo(&providers)?;
    let public_key = Base64UrlUnpadded::encode_string(&demo.public_key());
    let key = json!({
        "kty": "OKP", "crv": "Ed25519", "x": public_key, "kid": demo.key_id(), "use": "sig", "alg": ALGORITHM,
    });
    Ok(Json(json!({ "keys": [key] })))
}

/// `GET /demo/identity/.well-known/openid-configuration` (OpenID Connect Discovery 1.0)
pub async fn configuration(State(providers): State<Providers>) -> Result<Json<Value>, Problem> {
    let issuer = demo(&providers)?.issuer();
    Ok(Json(json!({
        "issuer": issuer,
        "authorization_endpoint": issuer,
        "jwks_uri": format!("{issuer}/jwks.json"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "acr_values_supported": [ACR],
        "claims_supported": ["iss", "aud", "sub", "name", "nonce", "iat", "exp", "auth_time", "acr"],
    })))
}
