//! Logins of which a code came back and no token of ours: remembered from one login to the next, across the way to the provider and another tab.
//!
//! A code can be exchanged once, so who tries again does so with a new login. One that is lost may be an outage. Two in a row look like an intake
//! that keeps the logins for itself.
//!
//! It lies where it is also remembered which logins are under way (`model/departure.rs`), and says nothing about anybody.

use leptos::prelude::window;
use web_sys::Storage;

use crate::browser::clock;

/// Entry of the local storage: the nonce of the first login that was lost, and when, in seconds since 1970.
const ENTRY: &str = "lakzegel-lost-login";
/// For how many seconds a lost login is remembered.
const KEPT: u64 = 24 * 60 * 60;

/// Remembers that the login with this nonce was lost. True if another was lost before it, and none has come to a token since.
pub fn lost(nonce: &str) -> bool {
    match first() {
        // The same return, opened once more, is no second login.
        Some(other) => other != nonce,
        None => {
            if let Some(storage) = local() {
                let _ = storage.set_item(ENTRY, &[nonce, " ", &clock::device().to_string()].concat());
            }
            false
        }
    }
}

/// A token came that is bound to this page's key: what was lost before was an outage.
pub fn forget() {
    if let Some(storage) = local() {
        let _ = storage.remove_item(ENTRY);
    }
}

/// Forgets a login that was lost long ago.
pub fn forget_old() {
    if first().is_none() {
        forget();
    }
}

/// The nonce of the first login that was lost lately.
fn first() -> Option<String> {
    let entry = local()?.get_item(ENTRY).ok()??;
    let (nonce, at) = entry.split_once(' ')?;
    let at = at.parse().ok()?;
    (clock::device().abs_diff(at) <= KEPT).then(|| nonce.to_owned())
}

fn local() -> Option<Storage> {
    window().local_storage().ok()?
}
