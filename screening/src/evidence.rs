//! Evidence: whether an ID token shows that a provider of the manifest vouches for the visit in which a letter was written. And the keys of
//! those providers, which screening fetches itself and never takes from the intake.

use std::{collections::HashMap, time::Duration};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::Jwk};
use lakzegel_contract::limit::LOGIN_SECONDS;
use lakzegel_crypto::{Evidence, Manifest, SealedLetter, manifest::Provider, visit_nonce};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    http::{self, HttpError},
    refusal::Refusal,
    sender::{PersonKey, Vouched},
    store::{ProviderKey, Store, StoreError},
};

/// How often the keys of every provider are fetched, in seconds.
const FETCH_EVERY: u64 = 60 * 60;
/// How long a provider that did not answer is not asked again, in seconds.
const LEFT_ALONE: u64 = 10;
/// The longest answer of a provider that is read, in bytes.
const MAX_ANSWER: usize = 256 * 1024;

/// The letter that a token must vouch for: its visit, and its times in seconds since 1970.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    /// The visit's public key.
    pub visit_key: &'a [u8; 32],
    /// When the letter was sealed.
    pub sealed_at: u64,
    /// The last time at which the letter was certainly not in the log yet. It came after that; screening's own downtime counts in the sender's
    /// favour.
    pub arrived_after: u64,
}

/// A token taken apart. Nothing of it is verified.
pub struct Token<'a> {
    text: &'a str,
    algorithm: String,
    key_id: Option<String>,
    /// Its claims.
    pub claims: Map<String, Value>,
}

impl<'a> Token<'a> {
    /// The token in a letter, if its evidence is one that can be read.
    pub fn of(letter: &'a SealedLetter) -> Option<Self> {
        match &letter.evidence {
            Evidence::IdToken(text) => Self::parse(text).ok(),
            Evidence::VisitorCode(_) => None,
        }
    }

    /// Takes a token apart.
    ///
    /// # Errors
    ///
    /// [`Refusal::TokenForm`] if it is not a signed JSON web token.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        let parse = || {
            let mut parts = text.split('.');
            let header: Map<String, Value> = json(parts.next()?)?;
            let claims = json(parts.next()?)?;
            let _signature = parts.next()?;
            // `crit` names extensions that must be understood (RFC 7515, section 4.1.11); this program understands none.
            (parts.next().is_none() && !header.contains_key("crit")).then_some((header, claims))
        };
        let (header, claims) = parse().ok_or(Refusal::TokenForm)?;
        let text_of = |name| header.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Self { text, algorithm: text_of("alg").ok_or(Refusal::TokenForm)?, key_id: text_of("kid"), claims })
    }

    /// The issuer that it names.
    pub fn issuer(&self) -> Option<&str> {
        self.text("iss")
    }

    /// The person that it is about, by the issuer's identifier.
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// The person's name, in any script, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.text("name").map(str::trim).filter(|name| !name.is_empty())
    }

    fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// A claim with a time, in whole seconds since 1970.
    fn time(&self, claim: &str) -> Option<u64> {
        let value = self.claims.get(claim)?;
        value.as_u64().or_else(|| value.as_f64().filter(|time| (0.0..1e15).contains(time)).map(|time| time as u64))
    }

    /// The provider of the manifest that this token names as its issuer and audience.
    ///
    /// Several providers may share an issuer (one broker, several login means): the audience tells them apart.
    ///
    /// # Errors
    ///
    /// If the manifest has no such issuer, or the issuer has no such audience.
    pub fn provider<'m>(&self, manifest: &'m Manifest) -> Result<&'m Provider, Refusal> {
        let issuer = self.issuer().ok_or(Refusal::TokenForm)?;
        let mut of_issuer = manifest.providers.iter().filter(|provider| provider.issuer == issuer).peekable();
        of_issuer.peek().ok_or(Refusal::Issuer)?;
        of_issuer.find(|provider| self.is_for(&provider.audience)).ok_or(Refusal::Audience)
    }

    /// Whether it was issued for this audience (OpenID Connect Core, section 3.1.3.7, points 3 to 5): of several, `azp` must name it.
    fn is_for(&self, audience: &str) -> bool {
        let authorised = self.text("azp").is_none_or(|party| party == audience);
        authorised
            && match self.claims.get("aud") {
                Some(Value::String(only)) => only == audience,
                Some(Value::Array(all)) => {
                    all.iter().any(|one| one.as_str() == Some(audience)) && (all.len() == 1 || self.text("azp").is_some())
                }
                _ => false,
            }
    }
}

fn json(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).ok()?).ok()
}

/// Checks a token against the manifest that the letter names and the keys that `provider` was ever seen to have.
///
/// # Errors
///
/// The first thing that is wrong. The signature is checked before everything that the token says about the sender: no reason rests on
/// claims that nobody signed.
pub fn check(
    token: &Token<'_>,
    bound: &Bound<'_>,
    manifest: &Manifest,
    provider: &Provider,
    keys: &[VerifyingKey],
    person_key: &PersonKey,
) -> Result<Vouched, Refusal> {
    let must = |holds: bool, otherwise| if holds { Ok(()) } else { Err(otherwise) };
    must(provider.algorithms.contains(&token.algorithm), Refusal::Algorithm)?;
    let algorithm: Algorithm = token.algorithm.parse().map_err(|_| Refusal::Algorithm)?;
    must(is_asymmetric(algorithm), Refusal::Algorithm)?;
    let issued = token.time("iat").ok_or(Refusal::TokenForm)?;
    let subject = token.subject().ok_or(Refusal::TokenForm)?;
    let tolerance = manifest.clock_tolerance;

    let mut candidates = keys.iter().filter(|key| key.fits(token, algorithm)).peekable();
    candidates.peek().ok_or(Refusal::ProviderKey)?;
    let signer = candidates.find(|key| key.verifies(token, algorithm)).ok_or(Refusal::TokenSignature)?;
    must(signer.gone_at.is_none_or(|gone| issued <= gone.saturating_add(tolerance)), Refusal::ProviderKeyRetired)?;

    must(token.text("acr").is_some_and(|level| provider.acr.iter().any(|accepted| accepted == level)), Refusal::Level)?;
    let logged_in = token.time("auth_time").ok_or(Refusal::LoginNotFresh)?;
    must(logged_in <= issued.saturating_add(tolerance), Refusal::LoginNotFresh)?;
    must(issued <= logged_in.saturating_add(LOGIN_SECONDS).saturating_add(tolerance), Refusal::LoginNotFresh)?;
    must(token.text("nonce") == Some(visit_nonce(bound.visit_key).as_str()), Refusal::Nonce)?;

    let visit_ends = issued.saturating_add(manifest.visit_life).saturating_add(tolerance);
    must(issued <= bound.sealed_at.saturating_add(tolerance), Refusal::SealedBeforeLogin)?;
    must(bound.sealed_at <= visit_ends, Refusal::SealedAfterVisit)?;
    must(bound.arrived_after <= visit_ends.saturating_add(manifest.outbox_life), Refusal::ArrivedTooLate)?;
    Ok(Vouched { person: person_key.of_subject(&provider.issuer, subject), issued, is_login: true })
}

const fn is_asymmetric(algorithm: Algorithm) -> bool {
    matches!(algorithm, Algorithm::EdDSA | Algorithm::ES256 | Algorithm::ES384 | Algorithm::RS256 | Algorithm::PS256)
}

/// A provider's key, prepared for verifying.
pub struct VerifyingKey {
    id: Option<String>,
    /// The only algorithm that the key is for, if it names one.
    algorithm: Option<String>,
    key: DecodingKey,
    gone_at: Option<u64>,
}

impl VerifyingKey {
    /// Prepares a stored key. `None` if this version cannot verify with it.
    pub fn read(known: &ProviderKey) -> Option<Self> {
        let jwk: Jwk = serde_json::from_str(&known.jwk).ok()?;
        let fields: Map<String, Value> = serde_json::from_str(&known.jwk).ok()?;
        let algorithm = fields.get("alg").and_then(Value::as_str).map(str::to_owned);
        let key = DecodingKey::from_jwk(&jwk).ok()?;
        Some(Self { id: jwk.common.key_id.clone(), algorithm, key, gone_at: known.gone_at })
    }

    fn fits(&self, token: &Token<'_>, algorithm: Algorithm) -> bool {
        let named = token.key_id.is_none() || self.id == token.key_id;
        let meant = self.algorithm.as_ref().is_none_or(|algorithm| *algorithm == token.algorithm);
        named && meant && self.key.family() == algorithm.family()
    }

    fn verifies(&self, token: &Token<'_>, algorithm: Algorithm) -> bool {
        let mut validation = Validation::new(algorithm);
        // `check` compares audience and times with the manifest: a token expires in minutes, its letter may wait for days.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        jsonwebtoken::decode::<Map<String, Value>>(token.text, &self.key, &validation).is_ok()
    }
}

/// Why a provider's keys could not be fetched. Letters that need them wait.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// Its address, or one that it names, is neither https nor on this machine.
    #[error("the provider's address must be https")]
    Address,
    /// It does not answer, or answers with an error.
    #[error(transparent)]
    Answer(#[from] HttpError),
    /// It has no such page.
    #[error("the provider has no {0}")]
    Nothing(&'static str),
    /// Its answer is not what OpenID Connect Discovery says.
    #[error("the provider's {0} cannot be understood")]
    Form(&'static str),
    /// It did not answer a moment ago, and is not asked again yet.
    #[error("the provider did not answer a moment ago")]
    LeftAlone,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The keys of all providers. They are fetched every hour, and when a token names one that is not known. Old keys are kept with the times at
/// which they were seen.
pub struct Providers {
    http: reqwest::Client,
    fetched: HashMap<String, u64>,
    failed: HashMap<String, u64>,
    ready: HashMap<String, Vec<VerifyingKey>>,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

impl Providers {
    /// Prepares the calls; fetches nothing yet.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up.
    pub fn new() -> Result<Self, HttpError> {
        Ok(Self {
            http: http::client(Duration::from_secs(10), None)?,
            fetched: HashMap::new(),
            failed: HashMap::new(),
            ready: HashMap::new(),
        })
    }

    /// Fetches the keys of every provider of the manifest that were not fetched within the hour, whether letters came or not: a key may be
    /// withdrawn before the letters that it vouches for arrive. False if a provider does not answer.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn refresh(&mut self, store: &Store, manifest: &Manifest, now: u64) -> Result<bool, StoreError> {
        let mut all = true;
        for provider in &manifest.providers {
            let due = self.fetched.get(&provider.issuer).is_none_or(|at| now.saturating_sub(*at) >= FETCH_EVERY);
            if !due {
                continue;
            }
            match self.fetch_unless_left_alone(store, &provider.issuer, now).await {
                Ok(()) => {}
                Err(ProviderError::Store(error)) => return Err(error),
                Err(error) => {
                    all = false;
                    if !matches!(error, ProviderError::LeftAlone) {
                        tracing::warn!(provider = provider.id, %error, "the identity provider's keys cannot be fetched");
                    }
                }
            }
        }
        Ok(all)
    }

    /// The keys with which `token` may have been signed. If the token names one that is not among them, they are fetched again, unless that was
    /// done after `seen_at`, when screening first saw the letter. Times are in seconds since 1970.
    ///
    /// # Errors
    ///
    /// If they must be fetched and the provider does not give them, or the database fails.
    pub async fn keys(
        &mut self,
        store: &Store,
        provider: &Provider,
        token: &Token<'_>,
        seen_at: u64,
        now: u64,
    ) -> Result<&[VerifyingKey], ProviderError> {
        let issuer = &provider.issuer;
        if !self.ready.contains_key(issuer) {
            self.read(store, issuer).await?;
        }
        let known = self.ready[issuer].iter().any(|key| token.key_id.is_some() && key.id == token.key_id);
        if !known && self.fetched.get(issuer).is_none_or(|at| *at < seen_at) {
            self.fetch_unless_left_alone(store, issuer, now).await?;
        }
        Ok(&self.ready[issuer])
    }

    async fn fetch_unless_left_alone(&mut self, store: &Store, issuer: &str, now: u64) -> Result<(), ProviderError> {
        if self.failed.get(issuer).is_some_and(|at| now.saturating_sub(*at) < LEFT_ALONE) {
            return Err(ProviderError::LeftAlone);
        }
        let fetched = self.fetch(store, issuer, now).await;
        if fetched.is_err() {
            self.failed.insert(issuer.to_owned(), now);
        }
        fetched
    }

    async fn read(&mut self, store: &Store, issuer: &str) -> Result<(), StoreError> {
        let keys = store.provider_keys(issuer).await?;
        self.ready.insert(issuer.to_owned(), keys.iter().filter_map(VerifyingKey::read).collect());
        Ok(())
    }

    /// The keys that a provider publishes at this moment, each as JSON.
    ///
    /// # Errors
    ///
    /// If it does not give them.
    pub async fn published(&self, issuer: &str) -> Result<Vec<String>, ProviderError> {
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery = self.get(&address, "configuration").await?;
        if discovery.issuer != issuer {
            return Err(ProviderError::Form("configuration"));
        }
        let set: KeySet = self.get(&discovery.jwks_uri, "key set").await?;
        Ok(set.keys.iter().map(Value::to_string).collect())
    }

    async fn fetch(&mut self, store: &Store, issuer: &str, now: u64) -> Result<(), ProviderError> {
        let jwks = self.published(issuer).await?;
        store.record_provider_keys(issuer, &jwks, now).await?;
        self.read(store, issuer).await?;
        self.fetched.insert(issuer.to_owned(), now);
        tracing::info!(issuer, keys = jwks.len(), "provider's keys fetched");
        Ok(())
    }

    async fn get<T: for<'de> Deserialize<'de>>(&self, address: &str, what: &'static str) -> Result<T, ProviderError> {
        let url = reqwest::Url::parse(address).map_err(|_| ProviderError::Address)?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if url.scheme() != "https" && !here {
            return Err(ProviderError::Address);
        }
        let bytes = http::read_answer(self.http.get(url), MAX_ANSWER).await?.ok_or(ProviderError::Nothing(what))?;
        serde_json::from_slice(&bytes).map_err(|_| ProviderError::Form(what))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use jsonwebtoken::{EncodingKey, Header};
    use p256::pkcs8::EncodePrivateKey as _;
    use serde_json::json;

    use super::*;

    const NOON: u64 = 1_790_000_000;
    const VISIT_KEY: [u8; 32] = [0x51; 32];

    /// A key pair of a provider: what signs, and what screening has of it.
    fn es256() -> (EncodingKey, String) {
        let secret = p256::SecretKey::from_slice(&[7; 32]).expect("it is a scalar");
        let public = secret.public_key().to_sec1_bytes();
        let part = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let jwk = json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "one", "x": part(&public[1..33]), "y": part(&public[33..]) });
        let der = secret.to_pkcs8_der().expect("it can be written");
        (EncodingKey::from_ec_der(der.as_bytes()), jwk.to_string())
    }

    fn manifest() -> Manifest {
        let vectors = include_str!("../../crypto/tests/vectors/04_manifest.txt");
        let text = vectors.split_once("manifest <<<\n").expect("the vectors have a manifest").1;
        let text = text.split_once("\n\n").expect("signatures follow").0;
        let mut manifest = Manifest::parse_text(&format!("{text}\n")).expect("it is a manifest");
        manifest.providers.truncate(1);
        manifest.providers[0].algorithms = vec!["ES256".to_owned()];
        manifest
    }

    /// How many letters' evidence is checked in a second, by one core, with the provider's keys at hand; ES256 is the slowest algorithm that
    /// providers use. Told as `cargo xtask bench` reads it.
    #[test]
    #[ignore = "it measures, and says nothing about right and wrong: `cargo xtask bench`"]
    #[expect(clippy::print_stdout, reason = "it is what the bench reads")]
    fn evidence_is_checked_so_many_times_a_second() {
        let (manifest, (key, jwk)) = (manifest(), es256());
        let provider = &manifest.providers[0];
        let claims = json!({
            "iss": provider.issuer, "aud": provider.audience, "acr": provider.acr[0], "sub": "somebody", "name": "Somebody Example",
            "iat": NOON, "exp": NOON + 300, "auth_time": NOON, "nonce": visit_nonce(&VISIT_KEY),
        });
        let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::ES256) };
        let token = jsonwebtoken::encode(&header, &claims, &key).expect("it signs");
        let keys = [VerifyingKey::read(&ProviderKey { jwk, gone_at: None }).expect("it is a key")];
        let bound = Bound { visit_key: &VISIT_KEY, sealed_at: NOON + 60, arrived_after: NOON + 60 };
        let person_key = PersonKey::from_bytes(Box::new(zeroize::Zeroizing::new([3; 32])));
        let once = || {
            let token = Token::parse(&token).expect("it is a token");
            let provider = token.provider(&manifest).expect("it is the manifest's");
            assert!(check(&token, &bound, &manifest, provider, &keys, &person_key).is_ok());
        };
        (0..100).for_each(|_| once());
        let begin = Instant::now();
        let mut count = 0_u32;
        while begin.elapsed() < Duration::from_secs(3) {
            once();
            count += 1;
        }
        println!("measured\tevidence checks\t{}", f64::from(count) / begin.elapsed().as_secs_f64());
    }
}
