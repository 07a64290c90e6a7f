//! Back from the identity provider: what the page's first moment needs, before the late module is there.

use lakzegel_contract::{LOGIN_MEDIA_TYPE, Step, path};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Url;

use crate::{
    browser::net::{self, Sent},
    model::departure,
};

/// What the provider sent the sender back with.
pub struct Return {
    /// What it was.
    pub outcome: Outcome,
    /// The call to the intake, sent at once: the provider needs time, and this page starts meanwhile. `None` if this browser began no such login.
    pub handed_in: Option<Sent>,
}

/// What came of a login at the provider.
pub enum Outcome {
    /// A code to hand in, with the state that goes with it.
    Code,
    /// The sender cancelled.
    Cancelled,
    /// The provider does not answer.
    Down,
    /// Something else went wrong there.
    Failed,
}

/// Takes code and state out of the address, because they must not stay in the history, and sends them to the intake. Returns the return and its
/// login's nonce; or neither, if there was none. Who comes back to the tab that left, without anything from the provider, has cancelled.
pub fn take() -> (Option<Return>, Option<String>) {
    let location = window().location();
    if location.pathname().ok().as_deref() != Some(Step::Identity.path()) {
        return (None, None);
    }
    let query = location.href().ok().and_then(|href| Url::new(&href).ok()).map(|url| url.search_params());
    let get = |name: &str| query.as_ref().and_then(|query| query.get(name));
    let (code, state, error) = (get("code"), get("state"), get("error"));
    let outcome = match (&code, &state, error.as_deref()) {
        (Some(_), Some(_), None) => Outcome::Code,
        (_, _, Some("access_denied")) => Outcome::Cancelled,
        (_, _, Some("temporarily_unavailable")) => Outcome::Down,
        (None, None, None) if departure::away().is_none() => return (None, None),
        (None, None, None) => Outcome::Cancelled,
        _ => Outcome::Failed,
    };
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(Step::Identity.path()));
    }
    let nonce = departure::comes_back(state.as_deref());
    let query = query.map(|query| String::from(query.to_string())).unwrap_or_default();
    let handed_in = nonce.as_ref().map(|nonce| hand_in(nonce, &query));
    (Some(Return { outcome, handed_in }), nonce)
}

/// Sends what came back, with the cookie that holds the login's state.
pub fn hand_in(nonce: &str, query: &str) -> Sent {
    let request = net::post(path::IDENTITY_CALLBACK).credentials(web_sys::RequestCredentials::SameOrigin);
    let body = ["nonce=", nonce, "&", query].concat();
    Sent::now(request.header("content-type", LOGIN_MEDIA_TYPE).body(body))
}
