//! The demo's identity provider: made-up people who log in by choosing their own name. Cargo feature `demo`, and never in a release.
//!
//! The rest of the login is as with a real provider: the browser leaves with a nonce and a state, comes back with a code that is valid once
//! and for a minute, and the token that is given for it is bound to the visit key by the nonce.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signer as _, SigningKey};
use lakzegel_contract::{DEMO_ORIGINS, ProblemType};
use lakzegel_crypto::{Manifest, note};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    config::PublicUrl,
    login::{Login, PendingLogin},
    random,
    time::now,
};

/// The client id of the intake at this provider.
const AUDIENCE: &str = "lakzegel-demo";
/// The only level of assurance.
pub const ACR: &str = "urn:lakzegel:demo:substantial";
/// The algorithm of its signatures.
pub const ALGORITHM: &str = "EdDSA";
/// The provider's path in this server.
pub const PLACE: &str = "/demo/identity";

/// How long a code is valid.
const CODE_LIFE: Duration = Duration::from_secs(60);
/// How long a token is valid, in seconds.
const TOKEN_LIFE: u64 = 300;
/// The most codes that may wait to be exchanged.
const MOST_CODES: usize = 10_000;

/// The people: language tag, writing direction, name. Each name says in its own language that it is an example.
pub const PEOPLE: [(&str, &str, &str); 5] = [
    ("nl", "ltr", "Anneke Voorbeeld-van Proef"),
    ("tr", "ltr", "Deniz Örnekoğlu"),
    ("ar", "rtl", "مثال بنت تجربة"),
    ("pl", "ltr", "Zofia Przykładowska"),
    ("pap", "ltr", "Shurendel Ehèmpel"),
];

/// Why this deployment cannot have the demo's identity provider.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// It is a real deployment.
    #[error(
        "demo identity is for origins that begin with {DEMO_ORIGINS} only, and the manifest's origin is {0}; leave demo_identity_key out"
    )]
    Origin(String),
    /// The manifest does not name this provider: screening would refuse every letter.
    #[error(
        "the manifest has no provider with issuer {0}, audience {AUDIENCE}, acr {ACR} and algorithm {ALGORITHM}; the issuer follows \
         from public_url"
    )]
    Provider(String),
    /// The key cannot be read.
    #[error("the demo identity key is not a note key of the plain Ed25519 kind")]
    Key,
}

/// A code that was given out and is not exchanged yet.
struct PendingCode {
    person: usize,
    asked: Asked,
    until: Instant,
}

/// What a browser brings along that is sent here to log in, each as base64url of 32 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Comes back with the code (RFC 6749, section 4.1.1).
    pub state: String,
    /// Goes into the token (OpenID Connect Core, section 3.1.2.1).
    pub nonce: String,
    /// Whoever brings the code must know what it is the SHA-256 of (RFC 7636, method `S256`).
    pub code_challenge: String,
}

impl Asked {
    /// As the query of an address.
    pub fn to_query(&self) -> String {
        let Self { state, nonce, code_challenge } = self;
        format!("nonce={nonce}&state={state}&code_challenge={code_challenge}")
    }
}

/// The SHA-256 of a PKCE verifier (RFC 7636, section 4.2).
fn challenge(verifier: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(verifier))
}

/// The provider: its key, and the codes that are not exchanged yet.
pub struct Demo {
    id: String,
    issuer: String,
    key: SigningKey,
    codes: Mutex<HashMap<String, PendingCode>>,
}

impl Demo {
    /// Takes the provider's key, a note key's line `PRIVATE+KEY+...`.
    ///
    /// # Errors
    ///
    /// [`DemoError`] if the manifest is not a demo's or does not name this provider, or if the key cannot be read.
    pub fn new(key: &str, manifest: &Manifest, public_url: &PublicUrl) -> Result<Self, DemoError> {
        if !manifest.origin.starts_with(DEMO_ORIGINS) {
            return Err(DemoError::Origin(manifest.origin.clone()));
        }
        let issuer = format!("{public_url}{PLACE}");
        let this = manifest.providers.iter().find(|provider| {
            let has = |list: &[String], value: &str| list.iter().any(|item| item == value);
            provider.issuer == issuer
                && provider.audience == AUDIENCE
                && has(&provider.acr, ACR)
                && has(&provider.algorithms, ALGORITHM)
        });
        let id = this.ok_or_else(|| DemoError::Provider(issuer.clone()))?.id.clone();
        Ok(Self { id, issuer, key: signing_key(key).ok_or(DemoError::Key)?, codes: Mutex::default() })
    }

    /// Its address as an issuer.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Its public key, 32 bytes.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Its name in the manifest.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A code for a person, by its number in [`PEOPLE`].
    ///
    /// # Errors
    ///
    /// [`ProblemType::TooMany`] if too many codes wait.
    pub fn code(&self, person: usize, asked: Asked) -> Result<String, ProblemType> {
        let code = random::text()?;
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        codes.retain(|_, chosen| now < chosen.until);
        if codes.len() >= MOST_CODES {
            return Err(ProblemType::TooMany);
        }
        codes.insert(code.clone(), PendingCode { person, asked, until: now + CODE_LIFE });
        Ok(code)
    }

    /// Exchanges a code for a token, once, and only for the login that it was given for.
    ///
    /// # Errors
    ///
    /// [`ProblemType::BadLogin`] if the code was never given out, was exchanged before, is too old, or is another login's.
    pub fn exchange(&self, code: &str, pending: &PendingLogin) -> Result<Login, ProblemType> {
        let chosen = self.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(code);
        let PendingCode { person, asked, until } = chosen.ok_or(ProblemType::BadLogin)?;
        // A provider compares the verifier; the nonce is compared by whoever gets the token.
        if Instant::now() >= until || challenge(&pending.verifier) != asked.code_challenge || asked.nonce != pending.nonce {
            return Err(ProblemType::BadLogin);
        }
        let nonce = asked.nonce;
        let (_, _, name) = PEOPLE.get(person).ok_or(ProblemType::BadLogin)?;
        let (issued, expires_at) = (now(), now() + TOKEN_LIFE);
        let header = json!({ "alg": ALGORITHM, "typ": "JWT", "kid": self.key_id() });
        let claims = json!({
            "iss": self.issuer, "aud": AUDIENCE, "sub": format!("demo-{}", person + 1), "name": name, "nonce": nonce,
            "iat": issued, "exp": expires_at, "auth_time": issued, "acr": ACR,
        });
        let part = |value: Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = Base64UrlUnpadded::encode_string(&self.key.sign(signed.as_bytes()).to_bytes());
        let subject = format!("demo-{}", person + 1);
        Ok(Login { id_token: format!("{signed}.{signature}"), name: (*name).to_owned(), expires_at, subject })
    }

    /// The key's name in token and key set: the beginning of its SHA-256.
    pub fn key_id(&self) -> String {
        Base64UrlUnpadded::encode_string(&Sha256::digest(self.key.verifying_key().as_bytes())[..8])
    }
}

/// The seed at the end of a note key's line.
fn signing_key(line: &str) -> Option<SigningKey> {
    let line = line.trim();
    let key = note::SigningKey::parse(line).ok()?;
    // Base64 has plus signs of its own; a key's name has none.
    let typed = Zeroizing::new(Base64::decode_vec(line.splitn(5, '+').nth(4)?).ok()?);
    let plain = key.verifier().algorithm() == note::Algorithm::Ed25519;
    plain.then_some(SigningKey::from_bytes(typed.get(1..)?.try_into().ok()?))
}

/// The address where the sender chooses a person.
pub fn authorisation(pending: &PendingLogin) -> String {
    let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
    format!("{PLACE}?{}", Asked { state, nonce, code_challenge: challenge(&pending.verifier) }.to_query())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_whatever_its_base64_looks_like() {
        // 0xfb is where base64 has plus signs.
        for byte in [0x00, 0x24, 0xfb, 0xff] {
            let seed = [byte; 32];
            let line = note::SigningKey::from_seed("demo.invalid/proef/identity", note::Algorithm::Ed25519, seed);
            let line = line.expect("the name is one").to_text();
            assert_eq!(signing_key(&line).expect("it is a key").to_bytes(), seed, "{byte:#x}");
        }
    }

    fn demo() -> Demo {
        let key = SigningKey::from_bytes(&[0x24; 32]);
        Demo { id: "proef".to_owned(), issuer: "http://127.0.0.1".to_owned(), key, codes: Mutex::default() }
    }

    /// A login, with what the browser brings here for it.
    fn login(letter: &str) -> (PendingLogin, Asked) {
        let text = |kind: &str| format!("{kind}{}", letter.repeat(42));
        let (provider, travel_key) = ("proef".to_owned(), text("t"));
        let pending =
            PendingLogin { provider, state: text("s"), verifier: text("v"), nonce: text("n"), travel_key, begun: now() };
        let asked = Asked { state: text("s"), nonce: text("n"), code_challenge: challenge(&text("v")) };
        (pending, asked)
    }

    #[test]
    fn a_code_counts_for_a_minute() {
        let (demo, (pending, asked)) = (demo(), login("a"));
        let begun = Instant::now();
        let in_time = demo.code(0, asked.clone()).expect("there is room");
        let late = demo.code(0, asked).expect("there is room");
        let mut codes = demo.codes.lock().expect("nobody else has it");
        assert!((begun + CODE_LIFE..=Instant::now() + CODE_LIFE).contains(&codes[&in_time].until));
        codes.get_mut(&late).expect("it waits").until = Instant::now();
        drop(codes);
        assert!(matches!(demo.exchange(&late, &pending), Err(ProblemType::BadLogin)));
        assert!(demo.exchange(&in_time, &pending).is_ok());
    }

    #[test]
    fn a_code_is_exchanged_for_its_own_login_only() {
        let demo = demo();
        let ((a, of_a), (b, of_b)) = (login("a"), login("b"));
        for (asked, pending) in [
            (of_b.clone(), &a),
            (Asked { nonce: of_b.nonce.clone(), ..of_a.clone() }, &a),
            (Asked { code_challenge: of_b.code_challenge.clone(), ..of_a.clone() }, &a),
            (of_a.clone(), &b),
        ] {
            let code = demo.code(0, asked).expect("there is room");
            assert!(matches!(demo.exchange(&code, pending), Err(ProblemType::BadLogin)));
            assert!(matches!(demo.exchange(&code, &a), Err(ProblemType::BadLogin)), "it was used");
        }
        for (asked, pending) in [(of_a, &a), (of_b, &b)] {
            assert!(demo.exchange(&demo.code(0, asked).expect("there is room"), pending).is_ok());
        }
    }
}
