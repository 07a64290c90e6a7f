//! A login in progress, and the key that all intakes share. What the intake has to know when the sender comes back travels in a cookie that
//! only intakes can decrypt. So no intake remembers anything, and any of them can finish a login that another began.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use lakzegel_contract::limit::LOGIN_SECONDS;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::random::{self, NoRandomness};

const NONCE_BYTES: usize = 24;
/// Associated data of the encryption, so that a ciphertext made for another purpose does not decrypt here.
const PURPOSE: &[u8] = b"lakzegel intake login v1";

/// What the intake has to know when the sender comes back from the provider.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingLogin {
    /// The provider's id in the manifest.
    pub provider: String,
    /// The provider returns it with the code (RFC 6749 section 10.12).
    pub state: String,
    /// Proves that the code belongs to this login (PKCE, RFC 7636).
    pub verifier: String,
    /// The visit's commitment to its key, which the token must carry.
    pub nonce: String,
    /// When it began: seconds since 1970.
    pub begun: u64,
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

/// The key for the cookies, and for values that every intake of a deployment must derive alike.
pub struct LoginKey(Zeroizing<[u8; 32]>);

impl LoginKey {
    /// Reads 64 hexadecimal digits; white space around them does not matter. `None` if it is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        let length = base16ct::mixed::decode(text.trim(), &mut *key).ok()?.len();
        (length == key.len()).then_some(Self(key))
    }

    /// Encrypts a login. Gives the cookie's value: base64url of nonce and ciphertext.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] if the operating system has no random bytes.
    pub fn seal(&self, pending: &PendingLogin) -> Result<String, NoRandomness> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let text = serde_json::to_vec(pending).expect("texts and a number can be written as JSON");
        let payload = Payload { msg: &text, aad: PURPOSE };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).expect("so short a text can be encrypted");
        Ok(Base64UrlUnpadded::encode_string(&[nonce.as_slice(), &sealed].concat()))
    }

    /// Decrypts a cookie's value. `None` if no intake of this deployment made it, or if the login took longer than [`LOGIN_SECONDS`].
    /// `now` is in seconds since 1970.
    pub fn open(&self, cookie: &str, now: u64) -> Option<PendingLogin> {
        let bytes = Base64UrlUnpadded::decode_vec(cookie).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let text = self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: PURPOSE }).ok()?;
        let pending: PendingLogin = serde_json::from_slice(&text).ok()?;
        (now.abs_diff(pending.begun) <= LOGIN_SECONDS).then_some(pending)
    }

    /// Derives 32 bytes that only intakes can derive: HKDF-SHA256 (RFC 5869) with the info "lakzegel intake v1 " || purpose || parts, each
    /// part behind its length as eight bytes, big-endian.
    pub fn derive(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut info = [b"lakzegel intake v1 ", purpose.as_bytes()].concat();
        for part in parts {
            info.extend_from_slice(&(part.len() as u64).to_be_bytes());
            info.extend_from_slice(part);
        }
        let mut derived = [0; 32];
        Hkdf::<Sha256>::new(None, &*self.0).expand(&info, &mut derived).expect("32 bytes are one block of HKDF-SHA256");
        derived
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_790_000_000;

    fn pending() -> PendingLogin {
        let text = |letter: &str| letter.repeat(43);
        PendingLogin { provider: "digid".to_owned(), state: text("s"), verifier: text("v"), nonce: text("n"), begun: NOON }
    }

    fn key(byte: &str) -> LoginKey {
        LoginKey::parse(&byte.repeat(32)).expect("it is a key")
    }

    #[test]
    fn every_intake_with_the_key_reads_what_another_wrote() {
        let cookie = key("a5").seal(&pending()).expect("there is randomness");
        assert_eq!(key("a5").open(&cookie, NOON + 60), Some(pending()));
        assert_eq!(key("a6").open(&cookie, NOON + 60), None);
        assert!(!cookie.contains("sss") && cookie.len() < 500, "{cookie}");
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
    fn a_key_is_64_hexadecimal_digits() {
        for bad in ["", "a5", &"a5".repeat(31), &"a5".repeat(33), &"g5".repeat(32), &"+5".repeat(32), &"é".repeat(32)] {
            assert!(LoginKey::parse(bad).is_none(), "{bad}");
        }
        assert!(LoginKey::parse(&format!("{}\n", "A5".repeat(32))).is_some());
    }
}
