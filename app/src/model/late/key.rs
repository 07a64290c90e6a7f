//! The visit key: an Ed25519 key pair that the browser keeps where no script can read it. In a browser without Ed25519 the seed is in this
//! program's memory instead.
//!
//! It leaves this page's memory only for the trip to the identity provider: then it waits in IndexedDB, still unreadable, and is taken
//! out again on return.

use js_sys::{Array, Object, Reflect, Uint8Array};
use lakzegel_contract::limit::LOGIN_SECONDS;
use lakzegel_crypto::VisitSeed;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

use crate::browser::{
    clock,
    late::{
        encrypted_entry::EncryptedEntry,
        storage::{self, Deleting},
        webcrypto::{Random, subtle},
    },
};

const ALGORITHM: &str = "Ed25519";
/// Name of the database and of its one entry.
const STORE: &str = "lakzegel-visit";
/// Where in the entry the encrypted seed is, if there is one, and the encrypted letter.
const SEED: &str = "seed";
const LETTER: &str = "letter";
/// What a visit key signs to try it out.
const TRIAL: &[u8] = b"lakzegel/v1 trial\0";

/// The key pair of one visit.
#[derive(Clone)]
pub struct VisitKey {
    private: Private,
    /// The public half.
    pub public: [u8; 32],
}

/// The private half.
#[derive(Clone)]
enum Private {
    /// The browser has it, and no script can read it; with the public half as the browser's own.
    Browser(CryptoKey, CryptoKey),
    /// The browser has no Ed25519: the seed is in this program's memory, and encrypted where it is kept.
    Seed(VisitSeed),
}

/// What is stored on the device while the sender is at the identity provider.
pub struct PendingLogin {
    /// The visit key.
    pub key: VisitKey,
    /// The code of the language that the page was in.
    pub lang: String,
    /// The id of the provider that the sender left for.
    pub provider: String,
    /// The letter that had been begun, if there was one.
    pub letter: Option<EncryptedEntry>,
    /// When the sender left: the device's clock, in seconds since 1970.
    left_at: u64,
}

/// Why there is no visit key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It has no WebCrypto, or none that makes keys.
    Unsupported,
    /// It did not store the key, or gave back something else.
    NotKept,
}

impl VisitKey {
    /// A fresh key that cannot be extracted; in a browser without Ed25519, one in this program's memory.
    pub async fn make() -> Result<Self, KeyError> {
        if let Some(key) = Self::try_make().await {
            return Ok(key);
        }
        // Without WebCrypto there is neither randomness for a seed nor a key to keep it under.
        subtle().map(|_| Self::from_seed(VisitSeed::from_bytes(Random::bytes()))).ok_or(KeyError::Unsupported)
    }

    fn from_seed(seed: VisitSeed) -> Self {
        Self { public: seed.public_key(), private: Private::Seed(seed) }
    }

    async fn try_make() -> Option<Self> {
        let subtle = subtle()?;
        let usages = Array::of2(&"sign".into(), &"verify".into());
        let pair = subtle.generate_key_with_str(ALGORITHM, false, &usages).ok()?;
        let pair: CryptoKeyPair = JsFuture::from(pair).await.ok()?.unchecked_into();
        let verifier = pair.get_public_key();
        let raw = subtle.export_key("raw", &verifier).ok()?;
        let raw = Uint8Array::new(&JsFuture::from(raw).await.ok()?);
        let private = Private::Browser(pair.get_private_key(), verifier);
        let key = Self { private, public: raw.to_vec().try_into().ok()? };
        key.works().await.then_some(key)
    }

    /// Signs. `None` only if the browser fails.
    pub async fn sign(&self, message: &[u8]) -> Option<[u8; 64]> {
        let private = match &self.private {
            Private::Browser(private, _) => private,
            Private::Seed(seed) => return Some(seed.sign(message)),
        };
        let signature = subtle()?.sign_with_str_and_u8_array(ALGORITHM, private, message).ok()?;
        let signature = JsFuture::from(signature).await.ok()?;
        Uint8Array::new(&signature).to_vec().try_into().ok()
    }

    /// Signs and verifies a trial text. A browser that fails is found before the login, so that nobody writes a letter that would be withheld for
    /// its signature.
    async fn works(&self) -> bool {
        // Our own arithmetic does not depend on the browser.
        let Private::Browser(_, verifier) = &self.private else { return true };
        let Some(signature) = self.sign(TRIAL).await else { return false };
        let verify =
            |subtle: SubtleCrypto| subtle.verify_with_str_and_u8_array_and_u8_array(ALGORITHM, verifier, &signature, TRIAL).ok();
        let Some(answer) = subtle().and_then(verify) else { return false };
        JsFuture::from(answer).await.is_ok_and(|genuine| genuine.is_truthy())
    }

    /// Stores the key while the sender is at the identity provider, with the letter if there is one, and reads it back: one browser reports no error
    /// for a failed write.
    ///
    /// # Errors
    ///
    /// If the browser fails at it.
    pub async fn keep(&self, lang: &str, provider: &str, letter: Option<&EncryptedEntry>) -> Result<(), KeyError> {
        let entry = self.entry(lang, provider, letter).await.ok_or(KeyError::Unsupported)?;
        let whole = |kept: PendingLogin| kept.key.public == self.public && kept.letter.is_some() == letter.is_some();
        let stored = storage::put(STORE, STORE, &entry).await.is_some() && read().await.is_some_and(whole);
        if stored { Ok(()) } else { Err(KeyError::NotKept) }
    }

    async fn entry(&self, lang: &str, provider: &str, letter: Option<&EncryptedEntry>) -> Option<Object> {
        let entry = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&entry, &name.into(), value).ok();
        match &self.private {
            Private::Browser(private, verifier) => {
                set("private", private)?;
                set("verifier", verifier)?;
                set("public", &Uint8Array::from(self.public.as_slice()))?;
            }
            Private::Seed(seed) => EncryptedEntry::lock(&mut seed.as_bytes().to_owned(), b"").await?.put(&entry, SEED)?,
        }
        set("lang", &lang.into())?;
        set("provider", &provider.into())?;
        set("left-at", &js_sys::Date::now().into())?;
        if let Some(letter) = letter {
            letter.put(&entry, LETTER)?;
        }
        Some(entry)
    }
}

impl PendingLogin {
    /// Whether the login's time is over, by the limit that the intake keeps.
    pub fn is_old(&self) -> bool {
        clock::device().abs_diff(self.left_at) > LOGIN_SECONDS
    }
}

/// What [`VisitKey::keep`] stored, if it is there and whole.
pub async fn read() -> Option<PendingLogin> {
    let entry = storage::get(STORE, STORE).await?;
    let get = |name: &str| Reflect::get(&entry, &name.into()).ok();
    let key = match EncryptedEntry::take(&entry, SEED) {
        Some(seed) => VisitKey::from_seed(seed.unlock(b"", |seed| Some(VisitSeed::from_bytes(seed.try_into().ok()?))).await?),
        None => {
            let public = Uint8Array::new(&get("public")?).to_vec().try_into().ok()?;
            VisitKey { private: Private::Browser(get("private")?.dyn_into().ok()?, get("verifier")?.dyn_into().ok()?), public }
        }
    };
    let (lang, provider) = (get("lang")?.as_string()?, get("provider")?.as_string()?);
    let (letter, left_at) = (EncryptedEntry::take(&entry, LETTER), clock::seconds(get("left-at")?.as_f64()?)?);
    key.works().await.then_some(PendingLogin { key, lang, provider, letter, left_at })
}

/// Deletes what somebody left on the device who went to log in and never came back.
pub fn forget_old() {
    spawn_local(look_for_old());
}

async fn look_for_old() {
    match read().await {
        Some(kept) if kept.is_old() => forget().await,
        // Another tab's login is under way. When its time is over, this page looks again.
        Some(_) => clock::after(1000 * (LOGIN_SECONDS as i32 + 1), forget_old),
        None => {}
    }
}

/// Begins to take the key off the device.
pub fn forgetting() -> Deleting {
    Deleting::begin(STORE)
}

/// Takes the key off the device. Called on return, when a login fails, and at the end of the visit.
pub async fn forget() {
    forgetting().end().await;
}
