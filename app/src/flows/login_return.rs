//! Back from the identity provider: what the page's first moment needs, before the late module is there.

use lakzegel_contract::{Step, path};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Url;

use crate::browser::net::{self, Sent};

/// Entry of the session storage: a letter left from this tab. It says nothing about the letter.
const TAB: &str = "lakzegel-away";

/// What the provider sent the sender back with.
pub struct Return {
    /// What it was.
    pub outcome: Outcome,
    /// The call to the intake, sent at once: the provider needs time, and this page starts meanwhile.
    pub handed_in: Sent,
}

impl Return {
    /// The sender came back to the page without anything from the provider.
    pub fn without_an_answer() -> Self {
        Self { outcome: Outcome::Cancelled, handed_in: hand_in("") }
    }
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

/// Takes code and state out of the address, because they must not stay in the history, and sends them to the intake. Returns `None` if this is no
/// return from a provider.
pub fn take() -> Option<Return> {
    let location = window().location();
    if location.pathname().ok()? != Step::Identity.path() {
        return None;
    }
    let query = Url::new(&location.href().ok()?).ok()?.search_params();
    let _ = window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(Step::Identity.path()));
    let outcome = match (query.get("code"), query.get("state"), query.get("error")) {
        (Some(_), Some(_), None) => Outcome::Code,
        (_, _, Some(error)) if error == "access_denied" => Outcome::Cancelled,
        (_, _, Some(error)) if error == "temporarily_unavailable" => Outcome::Down,
        (None, None, None) => return None,
        _ => Outcome::Failed,
    };
    // Without a code, the call only ends the login's cookie.
    let form = if matches!(outcome, Outcome::Code) { query.to_string().into() } else { String::new() };
    Some(Return { outcome, handed_in: hand_in(&form) })
}

/// Sends what came back, with the cookie that holds the login's state.
fn hand_in(form: &str) -> Sent {
    let request = net::post(path::IDENTITY_CALLBACK).credentials(web_sys::RequestCredentials::SameOrigin);
    Sent::now(request.header("content-type", "application/x-www-form-urlencoded").body(form))
}

/// Remembers in this tab that a letter left from it. Where a browser stores nothing, only a login that succeeds brings the letter back.
pub fn mark_tab() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(TAB, "1");
    }
}

/// Whether a letter left from this tab, and is not back yet.
pub fn is_away() -> bool {
    let Ok(Some(storage)) = window().session_storage() else { return false };
    storage.get_item(TAB).is_ok_and(|mark| mark.is_some())
}

/// The letter is back in this tab.
pub fn unmark_tab() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(TAB);
    }
}
