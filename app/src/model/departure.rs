//! For which logins this browser is away: remembered while the sender is with an identity provider, and needed before anything else when they come
//! back. What is remembered says nothing about anybody.

use leptos::prelude::window;
use web_sys::Storage;

/// Entry of the session storage: the nonce of the login for which this tab left.
const TAB: &str = "lakzegel-away";
/// How entries of the local storage begin that have a login's nonce, by its state: a return may open another tab.
const LOGIN: &str = "lakzegel-login-";

/// Remembers that this tab leaves for a login. Where a browser stores neither, no login can be finished.
pub fn begin(nonce: &str, state: &str) {
    mark(nonce);
    if let Some(storage) = local() {
        let _ = storage.set_item(&entry(state), nonce);
    }
}

/// Remembers the login for which this tab left.
pub fn mark(nonce: &str) {
    if let Some(storage) = session() {
        let _ = storage.set_item(TAB, nonce);
    }
}

/// The nonce of the login for which this tab left, if it is not back yet.
pub fn away() -> Option<String> {
    session()?.get_item(TAB).ok()?
}

/// The nonce of the login that comes back with this state. `None` if this browser began none, or if it is over. Where there is no state, or nothing is
/// stored, it is the login for which this tab left; the intake compares the state in any case.
pub fn comes_back(state: Option<&str>) -> Option<String> {
    match (state, local()) {
        (Some(state), Some(storage)) => storage.get_item(&entry(state)).ok()?,
        _ => away(),
    }
}

/// The login with this nonce is over.
pub fn forget(nonce: &str) {
    if away().as_deref() == Some(nonce)
        && let Some(storage) = session()
    {
        let _ = storage.remove_item(TAB);
    }
    let Some(storage) = local() else { return };
    for at in (0..storage.length().unwrap_or(0)).rev() {
        if let Ok(Some(name)) = storage.key(at)
            && name.starts_with(LOGIN)
            && storage.get_item(&name).is_ok_and(|value| value.as_deref() == Some(nonce))
        {
            let _ = storage.remove_item(&name);
        }
    }
}

fn entry(state: &str) -> String {
    [LOGIN, state].concat()
}

fn local() -> Option<Storage> {
    window().local_storage().ok()?
}

fn session() -> Option<Storage> {
    window().session_storage().ok()?
}
