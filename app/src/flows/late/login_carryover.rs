//! The letter while its sender is away to log in: encrypted with a key that no script can read, and gone when the sender is back.
//!
//! A page that leaves for an identity provider loses its memory. Where the visit's time ran out during writing, there is a letter in it.

use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::{
    browser::{late::encrypted_entry::EncryptedEntry, signal::Signal},
    model::visit::Visit,
};

/// Encrypts what the sender has written so far. `whose` is bound to it: opening needs the same. Returns `None` if the browser fails.
pub async fn seal(visit: Visit, whose: &str) -> Option<EncryptedEntry> {
    let texts: Array = texts(visit).iter().map(|text| JsValue::from(text.get_untracked())).collect();
    let mut plain = String::from(JSON::stringify(&texts).ok()?).into_bytes();
    EncryptedEntry::lock(&mut plain, whose.as_bytes()).await
}

/// Decrypts it into the visit. Returns `None` if the browser fails, or if `whose` is not the same.
pub async fn open(letter: EncryptedEntry, visit: Visit, whose: &str) -> Option<()> {
    letter
        .unlock(whose.as_bytes(), |plain| {
            let read: Array = JSON::parse(core::str::from_utf8(plain).ok()?).ok()?.unchecked_into();
            for (field, text) in texts(visit).into_iter().zip(read.iter()) {
                field.set(text.as_string()?);
            }
            Some(())
        })
        .await
}

/// The texts that are taken along. The draft's name is one, so that the letter is kept once.
fn texts(visit: Visit) -> [Signal<String>; 5] {
    [visit.number, visit.recipient, visit.sender, visit.body, visit.draft_name]
}
