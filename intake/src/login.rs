//! A login in progress, and the keys that all intakes share. What the intake has to know when the sender comes back travels in a cookie that
//! only intakes can decrypt, so any of them can finish what another began. Which logins came back is in the database (`store/logins`).

use base64ct::{Base64UrlUnpadded, Encoding as _};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use lakzegel_contract::limit::LOGIN_SECONDS;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::random::{self, NoRandomness};

const NONCE_BYTES: usize = 24;
/// Associated data of the encryption, so that a ciphertext made for another purpose does not decrypt here.
const PURPOSE: &[u8] = b"lakzegel intake login v1";

/// What the intake has to know when the sender comes back from the provider.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
pub struct PendingLogin {
    /// The provider's id in the manifest.
    pub provider: String,
    /// The provider returns it with the code (RFC 6749 section 10.12).
    pub state: String,
    /// Proves that the code belongs to this login (PKCE, RFC 7636).
    pub verifier: String,
    /// The visit's commitment to its key, which the token must carry.
    pub nonce: String,
    /// The key under which the client left what it had on the sender's device: 32 bytes as base64url. It is nowhere else while the sender is
    /// away.
    pub travel_key: String,
    /// When it began: seconds since 1970.
    pub begun: u64,
}

/// What a provider gives for a code.
pub enum Exchanged {
    /// A login.
    Login(Login),
    /// The ID token of a login on too low a level. It is of no use but to show its owner that it is theirs.
    TooLow(String),
}

/// What a provider says about somebody who has just logged in.
pub struct Login {
    /// The ID token, whose nonce is the visit's.
    pub id_token: String,
    /// The name in it, to greet with. Empty if it has none.
    pub name: String,
    /// When the token expires: seconds since 1970.
    pub expires_at: u64,
    /// Who it is, by the provider's name for them. Counted under a key of the day, and not kept.
    pub subject: String,
}

/// The keys for the cookies, and for values that every intake of a deployment must derive alike. The first is in use; the others are older
/// ones, which are still needed for what was encrypted or derived under them.
pub struct LoginKey(Vec<Zeroizing<[u8; 32]>>);

impl LoginKey {
    /// Reads lines of 64 hexadecimal digits, a key each, the one in use first; white space around them does not matter. `None` if there is
    /// anything else, or nothing, or the same key twice.
    pub fn parse(text: &str) -> Option<Self> {
        let mut keys: Vec<Zeroizing<[u8; 32]>> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut key = Zeroizing::new([0; 32]);
            let length = base16ct::mixed::decode(line, &mut *key).ok()?.len();
            if length != key.len() || keys.contains(&key) {
                return None;
            }
            keys.push(key);
        }
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Encrypts a login. Gives the cookie's value: base64url of nonce and ciphertext.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] if the operating system has no random bytes.
    pub fn seal(&self, pending: &PendingLogin) -> Result<String, NoRandomness> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let text = Zeroizing::new(serde_json::to_vec(pending).expect("texts and a number can be written as JSON"));
        let payload = Payload { msg: &text, aad: PURPOSE };
        let sealed = cipher(self.in_use()).encrypt(&XNonce::from(nonce), payload).expect("so short a text can be encrypted");
        Ok(Base64UrlUnpadded::encode_string(&[nonce.as_slice(), &sealed].concat()))
    }

    /// Decrypts a cookie's value. `None` if no intake of this deployment made it, or if the login took longer than [`LOGIN_SECONDS`].
    /// `now` is in seconds since 1970.
    pub fn open(&self, cookie: &str, now: u64) -> Option<PendingLogin> {
        let bytes = Base64UrlUnpadded::decode_vec(cookie).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let open =
            |key: &Zeroizing<[u8; 32]>| cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: PURPOSE }).ok();
        let text = Zeroizing::new(self.0.iter().find_map(open)?);
        let pending: PendingLogin = serde_json::from_slice(&text).ok()?;
        (now.abs_diff(pending.begun) <= LOGIN_SECONDS).then_some(pending)
    }

    /// Derives 32 bytes that only intakes can derive: HKDF-SHA256 (RFC 5869) of the key in use with the info "lakzegel intake v1 " ||
    /// purpose || parts, each part behind its length as eight bytes, big-endian.
    pub fn derive(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        derive(self.in_use(), purpose, parts)
    }

    /// The keys to what this person's letters leave on a device, as base64url: the one to encrypt with, then those of older login keys. The
    /// client has them in memory only. `issuer` and `subject` are as in the ID token.
    pub fn device_keys(&self, issuer: &str, subject: &str) -> Vec<String> {
        let parts = [issuer.as_bytes(), subject.as_bytes()];
        self.0.iter().map(|key| Base64UrlUnpadded::encode_string(&derive(key, "device", &parts))).collect()
    }

    fn in_use(&self) -> &[u8; 32] {
        self.0.first().expect("there is one, or there would be no LoginKey")
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

fn derive(key: &[u8; 32], purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut info = [b"lakzegel intake v1 ", purpose.as_bytes()].concat();
    for part in parts {
        info.extend_from_slice(&(part.len() as u64).to_be_bytes());
        info.extend_from_slice(part);
    }
    let mut derived = [0; 32];
    Hkdf::<Sha256>::new(None, key).expand(&info, &mut derived).expect("32 bytes are one block of HKDF-SHA256");
    derived
}

/// Which time a login comes back. Each counts once for the whole deployment: the database has the minute in which it came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The first.
    First,
    /// Again within a minute or two: the first answer may have been lost. What was the sender's is given, and nothing else is done.
    Again,
    /// Again, and later.
    Spent,
}

impl Arrival {
    /// Which time it is in the minute `now`, if the login came back `first` in that one, or never before. Both are in minutes since 1970.
    pub fn of(first: Option<u64>, now: u64) -> Self {
        match first {
            None => Self::First,
            Some(first) if now.saturating_sub(first) <= 1 => Self::Again,
            Some(_) => Self::Spent,
        }
    }
}

/// Under which name the database remembers that the login with this state came back: SHA-256, which tells nothing of anybody.
pub fn name_of(state: &str) -> [u8; 32] {
    Sha256::digest(state).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_790_000_000;

    fn pending() -> PendingLogin {
        let text = |letter: &str| letter.repeat(43);
        PendingLogin {
            provider: "digid".to_owned(),
            state: text("s"),
            verifier: text("v"),
            nonce: text("n"),
            travel_key: text("t"),
            begun: NOON,
        }
    }

    fn key(byte: &str) -> LoginKey {
        LoginKey::parse(&byte.repeat(32)).expect("it is a key")
    }

    #[test]
    fn every_intake_with_the_key_reads_what_another_wrote() {
        let cookie = key("a5").seal(&pending()).expect("there is randomness");
        assert_eq!(key("a5").open(&cookie, NOON + 60), Some(pending()));
        assert_eq!(key("a6").open(&cookie, NOON + 60), None);
        assert!(!cookie.contains("sss") && cookie.len() < 700, "{cookie}");
    }

    #[test]
    fn a_cookie_counts_for_a_quarter_of_an_hour() {
        let cookie = key("a5").seal(&pending()).expect("there is randomness");
        assert!(key("a5").open(&cookie, NOON + LOGIN_SECONDS).is_some());
        assert!(key("a5").open(&cookie, NOON + LOGIN_SECONDS + 1).is_none());
    }

    #[test]
    fn a_cookie_that_was_changed_or_cut_is_none() {
        let cookie = key("a5").seal(&pending()).expect("there is randomness");
        let mut bytes = Base64UrlUnpadded::decode_vec(&cookie).expect("it is base64url");
        for at in 0..bytes.len() {
            assert!(key("a5").open(&cookie[..at], NOON).is_none(), "cut at {at}");
            bytes[at] ^= 1;
            assert!(key("a5").open(&Base64UrlUnpadded::encode_string(&bytes), NOON).is_none(), "byte {at}");
            bytes[at] ^= 1;
        }
    }

    #[test]
    fn what_is_derived_depends_on_every_part_and_on_where_it_ends() {
        let derive = |purpose, parts: &[&[u8]]| key("a5").derive(purpose, parts);
        let one = derive("volume", &[b"issuer", b"subject"]);
        assert_eq!(one, derive("volume", &[b"issuer", b"subject"]));
        for other in [
            derive("admission", &[b"issuer", b"subject"]),
            derive("volume", &[b"issuers", b"ubject"]),
            derive("volume", &[b"issuer", b"subject", b""]),
            key("a6").derive("volume", &[b"issuer", b"subject"]),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits_and_older_ones_stand_below() {
        for bad in ["", " \n", "a5", &"a5".repeat(31), &"a5".repeat(33), &"g5".repeat(32), &"+5".repeat(32), &"é".repeat(32)] {
            assert!(LoginKey::parse(bad).is_none(), "{bad}");
        }
        assert!(LoginKey::parse(&format!("{}\n", "A5".repeat(32))).is_some());
        let line = |byte: &str| byte.repeat(32);
        assert!(LoginKey::parse(&format!("{}\n\n {}\n", line("a5"), line("b6"))).is_some());
        for bad in ["not a key", &line("A5")] {
            assert!(LoginKey::parse(&format!("{}\n{bad}", line("a5"))).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_new_key_opens_what_the_old_one_sealed_and_gives_both_keys_to_a_device() {
        let (old, new) = (key("a5"), LoginKey::parse(&["b6".repeat(32), "a5".repeat(32)].join("\n")).expect("two keys"));
        let cookie = old.seal(&pending()).expect("there is randomness");
        assert_eq!(new.open(&cookie, NOON), Some(pending()));
        assert_eq!(old.open(&new.seal(&pending()).expect("there is randomness"), NOON), None);
        let [of_old, of_new] = [&old, &new].map(|key| key.device_keys("https://log.in", "12"));
        assert_eq!((of_old.len(), of_new.len(), &of_old[0]), (1, 2, &of_new[1]));
        assert_eq!(of_new[0], key("b6").device_keys("https://log.in", "12")[0]);
        for other in [("https://log.in", "13"), ("https://log.in1", "2")] {
            assert_ne!(old.device_keys(other.0, other.1), of_old);
        }
    }

    #[test]
    fn a_login_comes_back_once_and_for_a_minute_once_more() {
        assert_eq!(Arrival::of(None, 100), Arrival::First);
        for (now, arrival) in [(99, Arrival::Again), (100, Arrival::Again), (101, Arrival::Again), (102, Arrival::Spent)] {
            assert_eq!(Arrival::of(Some(100), now), arrival, "{now}");
        }
        assert_eq!(Arrival::of(Some(0), 29_000_000), Arrival::Spent);
    }
}
