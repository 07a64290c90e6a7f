//! What waits on the device, encrypted. The key never lies there: a browser writes the keys that it keeps into the same files as everything else.
//!
//! The intake gives the key when somebody has logged in, or brings it back from a login (docs/decisions/0025-device-keys.md).

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::browser::late::webcrypto::{Random, subtle};

const ALGORITHM: &str = "AES-GCM";
/// The `info` of HKDF (RFC 5869): what the derived keys are for.
const INFO: &[u8] = b"lakzegel/v1 device\0";
/// The form in which a private key is encrypted (RFC 5958).
const PRIVATE_KEY: &str = "pkcs8";

/// A key that keys for entries are derived from. No script can read it, and it is in this page's memory only.
#[derive(Clone)]
pub struct DeviceKey(CryptoKey);

impl DeviceKey {
    /// The key of this text, which has 256 random bits: as the intake gives it. Returns `None` if the browser fails.
    pub async fn from_text(text: &str) -> Option<Self> {
        let usages = Array::of1(&"deriveKey".into());
        let bytes = Uint8Array::from(text.as_bytes());
        let key = subtle()?.import_key_with_str("raw", &bytes, "HKDF", false, &usages).ok()?;
        bytes.fill(0, 0, bytes.length());
        Some(Self(JsFuture::from(key).await.ok()?.unchecked_into()))
    }

    /// The key of one entry: AES-256-GCM, by HKDF-SHA256 with the entry's salt.
    async fn of_entry(&self, salt: &JsValue) -> Option<CryptoKey> {
        let derivation = object(&[
            ("name", "HKDF".into()),
            ("hash", "SHA-256".into()),
            ("salt", salt.clone()),
            ("info", Uint8Array::from(INFO).into()),
        ])?;
        let kind = object(&[("name", ALGORITHM.into()), ("length", 256.into())])?;
        let usages = ["encrypt", "decrypt", "wrapKey", "unwrapKey"].map(JsValue::from).into_iter().collect::<Array>();
        let key = subtle()?.derive_key_with_object_and_object(&derivation, &self.0, &kind, false, &usages).ok()?;
        Some(JsFuture::from(key).await.ok()?.unchecked_into())
    }
}

/// Encrypted bytes, or an encrypted private key.
pub struct EncryptedEntry {
    /// 32 random bytes, so that each entry has a key of its own.
    salt: JsValue,
    sealed: JsValue,
}

impl EncryptedEntry {
    /// Encrypts bytes, and overwrites `plain`. Returns `None` if the browser fails.
    pub async fn lock(key: &DeviceKey, plain: &mut [u8]) -> Option<Self> {
        let sealed = Self::make(key, |subtle, key, how| subtle.encrypt_with_object_and_u8_array(how, key, plain)).await;
        plain.fill(0);
        sealed
    }

    /// Encrypts a private key, whose bytes no script sees. It must be extractable. Returns `None` if the browser fails.
    pub async fn lock_key(key: &DeviceKey, private: &CryptoKey) -> Option<Self> {
        Self::make(key, |subtle, key, how| subtle.wrap_key_with_object(PRIVATE_KEY, private, key, how)).await
    }

    async fn make(
        key: &DeviceKey,
        encrypt: impl FnOnce(&SubtleCrypto, &CryptoKey, &Object) -> Result<js_sys::Promise, JsValue>,
    ) -> Option<Self> {
        let salt = JsValue::from(Uint8Array::from(Random::bytes::<32>().as_slice()));
        let key = key.of_entry(&salt).await?;
        let sealed = encrypt(&subtle()?, &key, &parameters()?).ok()?;
        Some(Self { salt, sealed: JsFuture::from(sealed).await.ok()? })
    }

    /// Decrypts, calls `read` with the bytes, and overwrites them. Returns `None` if the key is another, or if the browser fails.
    pub async fn unlock<T>(&self, key: &DeviceKey, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let sealed = Uint8Array::new(&self.sealed).to_vec();
        let key = key.of_entry(&self.salt).await?;
        let plain = subtle()?.decrypt_with_object_and_u8_array(&parameters()?, &key, &sealed).ok()?;
        let plain = Uint8Array::new(&JsFuture::from(plain).await.ok()?);
        let mut bytes = plain.to_vec();
        plain.fill(0, 0, plain.length());
        let result = read(&bytes);
        bytes.fill(0);
        result
    }

    /// Decrypts with the first key that fits.
    pub async fn unlock_with<T>(&self, keys: &[DeviceKey], read: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        for key in keys {
            let read = self.unlock(key, &read).await;
            if read.is_some() {
                return read;
            }
        }
        None
    }

    /// Decrypts a private key of `algorithm`, for signing. No script can read it. Returns `None` if the key is another, or if the browser fails.
    pub async fn unlock_key(&self, key: &DeviceKey, algorithm: &str) -> Option<CryptoKey> {
        let sealed: &Object = self.sealed.unchecked_ref();
        let key = key.of_entry(&self.salt).await?;
        let usages = Array::of1(&"sign".into());
        let private = subtle()?
            .unwrap_key_with_buffer_source_and_object_and_str(
                PRIVATE_KEY,
                sealed,
                &key,
                &parameters()?,
                algorithm,
                false,
                &usages,
            )
            .ok()?;
        Some(JsFuture::from(private).await.ok()?.unchecked_into())
    }

    /// Puts it into an entry of the browser's storage.
    pub fn put(&self, entry: &Object, name: &str) -> Option<()> {
        let place = object(&[("salt", self.salt.clone()), ("sealed", self.sealed.clone())])?;
        Reflect::set(entry, &name.into(), &place).ok().map(drop)
    }

    /// Takes it out again.
    pub fn take(entry: &JsValue, name: &str) -> Option<Self> {
        let place = Reflect::get(entry, &name.into()).ok().filter(JsValue::is_object)?;
        let get = |part: &str| Reflect::get(&place, &part.into()).ok();
        Some(Self { salt: get("salt")?, sealed: get("sealed")? })
    }
}

/// AES-GCM for one entry. Its key encrypts nothing else, so the nonce can be fixed.
fn parameters() -> Option<Object> {
    object(&[("name", ALGORITHM.into()), ("iv", Uint8Array::new_with_length(12).into())])
}

fn object(parts: &[(&str, JsValue)]) -> Option<Object> {
    let object = Object::new();
    for (name, value) in parts {
        Reflect::set(&object, &(*name).into(), value).ok()?;
    }
    Some(object)
}
