//! The letter while its page is gone: encrypted on the device, as a draft or on the way through a login.
//!
//! A page that leaves for an identity provider loses its memory. Where the visit's time ran out during writing, there is a letter in it.

use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::{
    browser::{
        late::encrypted_entry::{DeviceKey, EncryptedEntry},
        signal::Signal,
    },
    model::visit::Visit,
};

/// Encrypts what the sender has written so far. Returns `None` if the browser fails.
pub async fn seal(visit: Visit, key: &DeviceKey) -> Option<EncryptedEntry> {
    let texts: Array = texts(visit).iter().map(|text| JsValue::from(text.get_untracked())).collect();
    let mut plain = String::from(JSON::stringify(&texts).ok()?).into_bytes();
    EncryptedEntry::lock(key, &mut plain).await
}

/// Decrypts it into the visit, with the first of the keys that fits, if `is_theirs` agrees: it is given the issuer and subject of
/// whoever wrote it, as in [`Visit::writer`]. Returns `None` if it is not in the visit then.
pub async fn open(letter: &EncryptedEntry, keys: &[DeviceKey], visit: Visit, is_theirs: impl Fn(&str) -> bool) -> Option<()> {
    let fill = |plain: &[u8]| {
        let read: Array = JSON::parse(core::str::from_utf8(plain).ok()?).ok()?.unchecked_into();
        let texts = texts(visit);
        let read: Vec<String> = read.iter().map(|text| text.as_string()).collect::<Option<_>>()?;
        if read.len() != texts.len() || !is_theirs(read.last()?) {
            return None;
        }
        texts.into_iter().zip(read).for_each(|(field, text)| field.set(text));
        Some(())
    };
    letter.unlock_with(keys, fill).await
}

/// The texts that are taken along. The draft's name is one, so that the letter is kept once. The last says who wrote it.
fn texts(visit: Visit) -> [Signal<String>; 6] {
    [visit.number, visit.recipient, visit.sender, visit.body, visit.draft_name, visit.writer]
}
