//! The letter while its sender is away to log in: encrypted with a key that no script can read, and gone when the sender is back.
//!
//! A page that leaves for an identity provider loses its memory. Where the visit's time ran out during writing, there is a letter in it.

use js_sys::{Array, JSON};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::{live::Live, locked::Locked, visit::Visit};

/// The tab that a letter left from. It says that there is one, and nothing of it.
const TAB: &str = "lakzegel-away";

/// Encrypts what the sender has written so far. `None` if the browser fails.
pub async fn seal(visit: Visit) -> Option<Locked> {
    let texts: Array = texts(visit).iter().map(|text| JsValue::from(text.peek())).collect();
    let mut plain = String::from(JSON::stringify(&texts).ok()?).into_bytes();
    Locked::lock(&mut plain, b"").await
}

/// Puts the letter back where it was. `None` if the browser fails.
pub async fn open(letter: Locked, visit: Visit) -> Option<()> {
    letter
        .unlock(b"", |plain| {
            let read: Array = JSON::parse(core::str::from_utf8(plain).ok()?).ok()?.unchecked_into();
            for (field, text) in texts(visit).into_iter().zip(read.iter()) {
                field.set(text.as_string()?);
            }
            Some(())
        })
        .await
}

/// What crosses.
fn texts(visit: Visit) -> [Live<String>; 4] {
    [visit.number, visit.recipient, visit.sender, visit.body]
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
