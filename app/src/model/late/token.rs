//! ID tokens, as far as a client reads them.

use lakzegel_crypto::MAX_EVIDENCE_BYTES;
use leptos::prelude::window;
use wasm_bindgen::JsValue;

use crate::{
    browser::js::{seconds_of, text_of},
    model::login::LoginFailure,
};

/// Checks what a client can check of a token: that it fits, is ours and is fresh. Gives its `iat`.
///
/// Its signature is screening's to check: it has the provider's keys.
pub fn check(token: &str, nonce: &str, now: u64) -> Result<u64, LoginFailure> {
    if token.len() > MAX_EVIDENCE_BYTES {
        return Err(LoginFailure::TooLarge);
    }
    let claims = token.split('.').nth(1).and_then(decode).ok_or(LoginFailure::Refused)?;
    if text_of(&claims, "nonce").as_deref() != Some(nonce) {
        return Err(LoginFailure::NotOurs);
    }
    let time = |name: &str| seconds_of(&claims, name).ok_or(LoginFailure::Refused);
    if now >= time("exp")? { Err(LoginFailure::Expired) } else { time("iat") }
}

/// Whether a token is bound to the login with this nonce, as far as a client can tell.
pub fn is_bound(token: &str, nonce: &str) -> bool {
    let claims = token.split('.').nth(1).and_then(decode);
    claims.and_then(|claims| text_of(&claims, "nonce")).as_deref() == Some(nonce)
}

/// Who a token is about, as nobody else is: its issuer and subject, both ASCII by the standard.
pub fn subject(token: &str) -> Option<String> {
    let claims = decode(token.split('.').nth(1)?)?;
    Some([text_of(&claims, "iss")?, text_of(&claims, "sub")?].join("\n"))
}

/// The claims of a token: base64url of JSON. Its texts may come out garbled beyond ASCII; those that are read here are ASCII.
fn decode(payload: &str) -> Option<JsValue> {
    let plain = |letter| match letter {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let base64: String = payload.chars().map(plain).collect();
    js_sys::JSON::parse(&window().atob(&base64).ok()?).ok()
}
