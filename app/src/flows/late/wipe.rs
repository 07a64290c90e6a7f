//! Wiping the device: everything of this client goes that the browser keeps, and this page ends. A letter that waits goes only if that was chosen by
//! itself; otherwise it stays, with what it needs to be sent and to be found: the worker, the client's files and the manifest.
//!
//! The page deletes by itself, for the intake's header would take a letter that waits, too. It asks for the header as the last thing where nothing
//! stays: what is in the browser's own cache is nothing that a page can delete. Why it is like this: docs/decisions/0026-leaving-a-device.md.

use js_sys::{Array, Promise};
use lakzegel_contract::{WIPE_MEDIA_TYPE, path};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCredentials;

use crate::{
    app::App,
    browser::{
        clock,
        js::{call, property},
        net,
    },
    flows::late::{drafts, outbox},
    model::{late::key, manifest},
};

/// Every how many milliseconds to look whether a letter is still being sent.
const LOOKS: i32 = 100;

/// What is left after wiping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    Nothing,
    /// Letters that wait, as was wanted, and what they need.
    Letters,
    /// Something that the browser did not delete.
    Something,
}

/// Forgets the visit and deletes what the browser keeps; `letters` says whether what waits goes, too. The caller ends the program: it would keep
/// things anew.
pub async fn wipe(app: App, letters: bool) -> Left {
    // A letter that is just being sent would be put where it waits after that was emptied.
    while app.visit.under_way.get_untracked() {
        clock::sleep(LOOKS).await;
    }
    outbox::read(app).await;
    app.visit.wipe();
    let are_gone = [drafts::forget_all(app.visit).await, key::forget_all().await, outbox::forget_all(letters).await];
    // What another tab holds open is deleted when that tab is closed, and cannot be looked at until then.
    let is_held = are_gone.contains(&false);
    if is_held || outbox::is_anything_there().await {
        let is_gone = forget_entries(manifest::is_entry);
        return if letters || is_held || !is_gone { Left::Something } else { Left::Letters };
    }
    let is_gone = forget_entries(|_| false);
    let is_gone = forget_release().await && is_gone;
    // Without a network there is no answer; what only the header reaches are files that anybody can have.
    // A browser heeds the header only of a request that may have cookies.
    let asking = net::post(path::WIPE).credentials(RequestCredentials::SameOrigin);
    let _ = net::send(asking.header("content-type", WIPE_MEDIA_TYPE).body("")).await;
    if is_gone { Left::Nothing } else { Left::Something }
}

/// Deletes the entries of local and session storage, but for those whose name `stays`. Returns whether they are gone.
fn forget_entries(stays: impl Fn(&str) -> bool) -> bool {
    for storage in [window().local_storage(), window().session_storage()] {
        let Ok(Some(storage)) = storage else { continue };
        for at in (0..storage.length().unwrap_or(0)).rev() {
            if let Ok(Some(name)) = storage.key(at)
                && !stays(&name)
                && storage.remove_item(&name).is_err()
            {
                return false;
            }
        }
    }
    true
}

/// Takes the worker away, and the client's files that it kept. Returns whether they are gone.
async fn forget_release() -> bool {
    let workers = property(&window().navigator(), "serviceWorker");
    for worker in list(call(&workers, "getRegistrations", &JsValue::UNDEFINED)).await {
        settle(call(&worker, "unregister", &JsValue::UNDEFINED)).await;
    }
    let caches = property(&window(), "caches");
    for name in list(call(&caches, "keys", &JsValue::UNDEFINED)).await {
        settle(call(&caches, "delete", &name)).await;
    }
    let left = [call(&workers, "getRegistrations", &JsValue::UNDEFINED), call(&caches, "keys", &JsValue::UNDEFINED)];
    for left in left {
        if list(left).await.length() > 0 {
            return false;
        }
    }
    true
}

async fn settle(promise: Option<Promise>) -> Option<JsValue> {
    JsFuture::from(promise?).await.ok()
}

/// What a promise of a list gives; nothing where a browser has no such thing.
async fn list(promise: Option<Promise>) -> Array {
    settle(promise).await.map(|list| Array::from(&list)).unwrap_or_default()
}
