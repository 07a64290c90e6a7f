//! Bytes that wait on the device: encrypted with a key that the browser keeps and that no script can read.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use crate::browser::late::webcrypto::{Random, subtle};

const ALGORITHM: &str = "AES-GCM";

/// Encrypted bytes, with the key to them, which cannot be extracted.
pub struct EncryptedEntry {
    key: CryptoKey,
    iv: Uint8Array,
    sealed: JsValue,
}

impl EncryptedEntry {
    /// Encrypts with a fresh key, and overwrites `plain`. Returns `None` if the browser fails.
    ///
    /// `whose` is authenticated but not stored: decrypting needs the same. Empty where having the key is enough.
    pub async fn lock(plain: &mut [u8], whose: &[u8]) -> Option<Self> {
        let iv = Uint8Array::from(Random::bytes::<12>().as_slice());
        let locked = Self::encrypt(plain, iv, whose).await;
        plain.fill(0);
        locked
    }

    async fn encrypt(plain: &[u8], iv: Uint8Array, whose: &[u8]) -> Option<Self> {
        let subtle = subtle()?;
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let key = subtle.generate_key_with_object(&parameters("length", &256.into())?, false, &usages).ok()?;
        let key: CryptoKey = JsFuture::from(key).await.ok()?.unchecked_into();
        let sealed = subtle.encrypt_with_object_and_u8_array(&sealing(&iv, whose)?, &key, plain).ok()?;
        Some(Self { key, sealed: JsFuture::from(sealed).await.ok()?, iv })
    }

    /// Decrypts, calls `read` with the bytes, and overwrites them. Returns `None` if the browser fails or `whose` is not the same.
    pub async fn unlock<T>(self, whose: &[u8], read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let sealed = Uint8Array::new(&self.sealed).to_vec();
        let plain = subtle()?.decrypt_with_object_and_u8_array(&sealing(&self.iv, whose)?, &self.key, &sealed).ok()?;
        let plain = Uint8Array::new(&JsFuture::from(plain).await.ok()?);
        let mut bytes = plain.to_vec();
        plain.fill(0, 0, plain.length());
        let result = read(&bytes);
        bytes.fill(0);
        result
    }

    /// Puts it into an entry of the browser's storage, which can hold a key that no script can read.
    pub fn put(&self, entry: &Object, name: &str) -> Option<()> {
        let place = Object::new();
        for (part, value) in [("key", self.key.as_ref()), ("iv", self.iv.as_ref()), ("sealed", &self.sealed)] {
            Reflect::set(&place, &part.into(), value).ok()?;
        }
        Reflect::set(entry, &name.into(), &place).ok().map(drop)
    }

    /// Takes it out again.
    pub fn take(entry: &JsValue, name: &str) -> Option<Self> {
        let place = Reflect::get(entry, &name.into()).ok()?;
        let get = |part: &str| Reflect::get(&place, &part.into()).ok();
        Some(Self { key: get("key")?.dyn_into().ok()?, iv: get("iv")?.dyn_into().ok()?, sealed: get("sealed")? })
    }
}

/// AES-GCM as one text is encrypted with it.
fn sealing(iv: &Uint8Array, whose: &[u8]) -> Option<Object> {
    let parameters = parameters("iv", iv)?;
    Reflect::set(&parameters, &"additionalData".into(), &Uint8Array::from(whose)).ok()?;
    Some(parameters)
}

/// AES-GCM with one more parameter.
fn parameters(name: &str, value: &JsValue) -> Option<Object> {
    let parameters = Object::new();
    Reflect::set(&parameters, &"name".into(), &ALGORITHM.into()).ok()?;
    Reflect::set(&parameters, &name.into(), value).ok()?;
    Some(parameters)
}
