//! The letter while its sender is away to log in: encrypted with a key that no script can read, and gone when the sender is back.
//!
//! A page that leaves for an identity provider loses its memory. Where the visit's time ran out during writing, there is a letter in it.

use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use crate::{
    key::{Random, subtle},
    live::Live,
    visit::Visit,
};

const ALGORITHM: &str = "AES-GCM";
/// The tab that a letter left from. It says that there is one, and nothing of it.
const TAB: &str = "lakzegel-away";

/// An encrypted letter, with the key to it, which cannot be extracted.
pub struct Crossing {
    key: CryptoKey,
    iv: Uint8Array,
    sealed: JsValue,
}

impl Crossing {
    /// Encrypts what the sender has written so far; the key is used this once. `None` if the browser fails.
    pub async fn seal(visit: Visit) -> Option<Self> {
        let subtle = subtle()?;
        let parameters = Object::new();
        Reflect::set(&parameters, &"name".into(), &ALGORITHM.into()).ok()?;
        Reflect::set(&parameters, &"length".into(), &256.into()).ok()?;
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let key = subtle.generate_key_with_object(&parameters, false, &usages).ok()?;
        let key: CryptoKey = JsFuture::from(key).await.ok()?.unchecked_into();
        let iv = Uint8Array::from(Random::bytes::<12>().as_slice());
        let texts: Array = texts(visit).iter().map(|text| JsValue::from(text.peek())).collect();
        let mut plain = String::from(JSON::stringify(&texts).ok()?).into_bytes();
        let sealed = subtle.encrypt_with_object_and_u8_array(&with_iv(&iv)?, &key, &plain);
        plain.fill(0);
        Some(Self { key, sealed: JsFuture::from(sealed.ok()?).await.ok()?, iv })
    }

    /// What is stored beside the visit key: names and values.
    pub fn parts(&self) -> [(&'static str, &JsValue); 3] {
        [("letter-key", self.key.as_ref()), ("letter-iv", self.iv.as_ref()), ("letter", &self.sealed)]
    }

    /// Reads what [`Crossing::parts`] gave.
    pub fn from_parts(get: impl Fn(&str) -> Option<JsValue>) -> Option<Self> {
        Some(Self { key: get("letter-key")?.dyn_into().ok()?, iv: get("letter-iv")?.dyn_into().ok()?, sealed: get("letter")? })
    }

    /// Puts the letter back where it was. `None` if the browser fails.
    pub async fn open(&self, visit: Visit) -> Option<()> {
        let sealed = Uint8Array::new(&self.sealed).to_vec();
        let plain = subtle()?.decrypt_with_object_and_u8_array(&with_iv(&self.iv)?, &self.key, &sealed).ok()?;
        let plain = Uint8Array::new(&JsFuture::from(plain).await.ok()?).to_vec();
        let read: Array = JSON::parse(core::str::from_utf8(&plain).ok()?).ok()?.unchecked_into();
        for (field, text) in texts(visit).into_iter().zip(read.iter()) {
            field.set(text.as_string()?);
        }
        Some(())
    }
}

/// What crosses.
fn texts(visit: Visit) -> [Live<String>; 4] {
    [visit.number, visit.recipient, visit.sender, visit.body]
}

fn with_iv(iv: &Uint8Array) -> Option<Object> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into()).ok()?;
    Reflect::set(&algorithm, &"iv".into(), iv).ok()?;
    Some(algorithm)
}

/// Remembers in this tab that a letter left from it. Where a browser stores nothing, only a login that succeeds brings the letter back.
pub fn mark_tab() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(TAB, "1");
    }
}

/// Whether a letter left from this tab; asked once.
pub fn take_mark() -> bool {
    let Ok(Some(storage)) = window().session_storage() else { return false };
    let marked = storage.get_item(TAB).is_ok_and(|mark| mark.is_some());
    let _ = storage.remove_item(TAB);
    marked
}
