//! The visit key: an Ed25519 key pair that the browser keeps where no script can read it. In a browser without Ed25519 the seed is in this
//! program's memory instead.
//!
//! It leaves this page's memory only for the trip to an identity provider: then it waits in IndexedDB, encrypted under the login's travel key, which
//! the intake brings back with the return and which does not lie on the device.

use core::cell::RefCell;

use js_sys::{Array, Object, Reflect, Uint8Array};
use lakzegel_contract::limit::LOGIN_SECONDS;
use lakzegel_crypto::{VisitSeed, visit_nonce};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

use crate::{
    browser::{
        clock,
        js::text_of,
        late::{
            encrypted_entry::{DeviceKey, EncryptedEntry},
            storage,
            webcrypto::{Random, subtle},
        },
    },
    model::{departure, late::lost_login},
};

const ALGORITHM: &str = "Ed25519";
/// Name of the database: an entry for each login that is under way, by its nonce.
const STORE: &str = "lakzegel-visit";
/// Where in an entry the encrypted private key is, or its seed, and the encrypted letter.
const PRIVATE: &str = "private";
const SEED: &str = "seed";
const LETTER: &str = "letter";
const TO_OUTBOX: &str = "to-outbox";
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
    /// The code of the language that the page was in.
    pub lang: String,
    /// The id of the provider that the sender left for.
    pub provider: String,
    /// The letter that had been begun, if there was one.
    pub letter: Option<EncryptedEntry>,
    /// Whether the sender came from the letters that wait, and wants to be there again.
    pub to_outbox: bool,
    /// The login's nonce, which is its name here.
    nonce: String,
    /// The public half of the visit key.
    public: [u8; 32],
    /// When the sender left: the device's clock, in seconds since 1970.
    left_at: u64,
    /// As it lies in the database.
    entry: JsValue,
}

thread_local! {
    /// The nonces of the logins for which this page stored something.
    static OWN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
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
    /// A fresh key for a visit in this page, which cannot be extracted; in a browser without Ed25519, one in this program's memory.
    ///
    /// # Errors
    ///
    /// [`KeyError::Unsupported`]
    pub async fn make() -> Result<Self, KeyError> {
        Self::fresh(false).await
    }

    /// A fresh key that can be stored encrypted while the sender is away. It cannot be extracted any more once they are back.
    ///
    /// # Errors
    ///
    /// [`KeyError::Unsupported`]
    pub async fn make_for_login() -> Result<Self, KeyError> {
        Self::fresh(true).await
    }

    async fn fresh(extractable: bool) -> Result<Self, KeyError> {
        if let Some(key) = Self::try_make(extractable).await {
            return Ok(key);
        }
        // Without WebCrypto there is neither randomness for a seed nor a key to keep it under.
        subtle().map(|_| Self::from_seed(VisitSeed::from_bytes(Random::bytes()))).ok_or(KeyError::Unsupported)
    }

    fn from_seed(seed: VisitSeed) -> Self {
        Self { public: seed.public_key(), private: Private::Seed(seed) }
    }

    async fn try_make(extractable: bool) -> Option<Self> {
        let subtle = subtle()?;
        let usages = Array::of2(&"sign".into(), &"verify".into());
        let pair = subtle.generate_key_with_str(ALGORITHM, extractable, &usages).ok()?;
        let pair: CryptoKeyPair = JsFuture::from(pair).await.ok()?.unchecked_into();
        let verifier = pair.get_public_key();
        let raw = subtle.export_key("raw", &verifier).ok()?;
        let raw = Uint8Array::new(&JsFuture::from(raw).await.ok()?);
        let private = Private::Browser(pair.get_private_key(), verifier);
        let key = Self { private, public: raw.to_vec().try_into().ok()? };
        key.works().await.then_some(key)
    }

    /// The login's name: what the provider puts into the token, and what commits it to this key.
    pub fn nonce(&self) -> String {
        visit_nonce(&self.public)
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
    pub async fn keep(
        &self,
        travel_key: &DeviceKey,
        lang: &str,
        provider: &str,
        letter: Option<&EncryptedEntry>,
        to_outbox: bool,
    ) -> Result<(), KeyError> {
        let nonce = self.nonce();
        let entry = self.entry(travel_key, lang, provider, letter).await.ok_or(KeyError::Unsupported)?;
        Reflect::set(&entry, &TO_OUTBOX.into(), &to_outbox.into()).map_err(|_| KeyError::Unsupported)?;
        OWN.with_borrow_mut(|own| own.push(nonce.clone()));
        let _turn = storage::turn(STORE).await;
        let stored = async {
            storage::put(STORE, &nonce, &entry).await?;
            let kept = read(&nonce).await.filter(|kept| kept.letter.is_some() == letter.is_some())?;
            kept.key(travel_key).await
        };
        stored.await.map(drop).ok_or(KeyError::NotKept)
    }

    async fn entry(&self, travel_key: &DeviceKey, lang: &str, provider: &str, letter: Option<&EncryptedEntry>) -> Option<Object> {
        let entry = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&entry, &name.into(), value).ok();
        match &self.private {
            Private::Browser(private, _) => EncryptedEntry::lock_key(travel_key, private).await?.put(&entry, PRIVATE)?,
            Private::Seed(seed) => {
                EncryptedEntry::lock(travel_key, &mut seed.as_bytes().to_owned()).await?.put(&entry, SEED)?;
            }
        }
        set("nonce", &self.nonce().into())?;
        set("public", &Uint8Array::from(self.public.as_slice()))?;
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
    fn parse(entry: JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(&entry, &name.into()).ok();
        Some(Self {
            lang: text_of(&entry, "lang")?,
            provider: text_of(&entry, "provider")?,
            letter: EncryptedEntry::take(&entry, LETTER),
            to_outbox: get(TO_OUTBOX).is_some_and(|wanted| wanted.is_truthy()),
            nonce: text_of(&entry, "nonce")?,
            public: Uint8Array::new(&get("public")?).to_vec().try_into().ok()?,
            left_at: clock::seconds(get("left-at")?.as_f64()?)?,
            entry,
        })
    }

    /// Decrypts the visit key. Returns `None` if the travel key is another login's, or if the browser fails.
    pub async fn key(&self, travel_key: &DeviceKey) -> Option<VisitKey> {
        let key = match EncryptedEntry::take(&self.entry, SEED) {
            Some(seed) => {
                let read = |seed: &[u8]| Some(VisitSeed::from_bytes(seed.try_into().ok()?));
                VisitKey::from_seed(seed.unlock(travel_key, read).await?)
            }
            None => {
                let private = EncryptedEntry::take(&self.entry, PRIVATE)?.unlock_key(travel_key, ALGORITHM).await?;
                let (public, usages) = (Uint8Array::from(self.public.as_slice()), Array::of1(&"verify".into()));
                let verifier = subtle()?.import_key_with_str("raw", &public, ALGORITHM, true, &usages).ok()?;
                let verifier = JsFuture::from(verifier).await.ok()?.unchecked_into();
                VisitKey { private: Private::Browser(private, verifier), public: self.public }
            }
        };
        (key.public == self.public && key.works().await).then_some(key)
    }

    /// Whether the login's time is over, by the limit that the intake keeps.
    fn is_old(&self) -> bool {
        clock::device().abs_diff(self.left_at) > LOGIN_SECONDS
    }
}

/// What [`VisitKey::keep`] stored for the login with this nonce, if it is there and whole.
pub async fn read(nonce: &str) -> Option<PendingLogin> {
    PendingLogin::parse(storage::get(STORE, nonce).await?)
}

/// Deletes what somebody left on the device who went to log in and never came back. No page can decrypt it any more.
pub fn forget_old() {
    spawn_local(look_for_old());
}

async fn look_for_old() {
    lost_login::forget_old();
    let mut under_way = false;
    for entry in storage::all(STORE).await.iter() {
        match PendingLogin::parse(entry) {
            Some(login) if !login.is_old() => under_way = true,
            Some(login) => forget(&login.nonce).await,
            None => {}
        }
    }
    if under_way {
        // Another tab's login. When its time is over, this page looks again.
        clock::after(1000 * (LOGIN_SECONDS as i32 + 1), forget_old);
    }
}

/// Takes a login off the device: it came back, or did not begin.
pub async fn forget(nonce: &str) {
    departure::forget(nonce);
    let _turn = storage::turn(STORE).await;
    storage::remove(STORE, nonce).await;
}

/// Takes off the device whatever was stored for logins, also of other pages: none of them can be finished any more. Returns whether it is gone.
pub async fn forget_all() -> bool {
    let _turn = storage::turn(STORE).await;
    storage::Deleting::begin(STORE).end().await
}

/// Takes off the device what this page stored there: the visit is over.
pub async fn forget_own() {
    for nonce in OWN.take() {
        forget(&nonce).await;
    }
}
