//! The manifest: everything that a client must know and must not take from the intake, signed by two of three offline root keys.
//!
//! Its text is canonical: one field a line, in a fixed order. [`Manifest::parse_text`] accepts exactly what [`Manifest::to_text`] writes.

use core::{fmt, fmt::Write as _, ops::Deref};

use base64ct::{Base64, Encoding as _};
use sha2::{Digest, Sha256};

use crate::{
    codec::read_decimal,
    envelope::PADDED_LETTER_BYTES,
    ids::KeyId,
    letter::MAX_ORIGIN_BYTES,
    note::{Algorithm, Note, NoteError, VerifierKey},
    suite::{AEAD_ID, KDF_ID, KEM_ID, KeyConfig},
};

pub use crate::supervision::Supervision;

/// The longest time for which a manifest may be valid, in seconds: 35 days.
pub const MAX_VALIDITY: u64 = 35 * 24 * 60 * 60;
/// How many root keys must sign: the manifest, and whatever else they sign.
pub const THRESHOLD: usize = 2;
/// The most lines of one kind (sealing keys, log keys, providers, volume limits).
const MAX_LIST: usize = 32;
/// The most witnesses, and the longest name of one, in bytes: all their cosignatures must fit into a receipt.
const MAX_WITNESSES: usize = 15;
const MAX_WITNESS_NAME_BYTES: usize = 64;
/// The longest name of a time zone, in bytes.
const MAX_ZONE_BYTES: usize = 64;
const FIRST_LINE: &str = "lakzegel manifest v1";
/// What stands behind `visitor-codes`, in a manifest that has the line.
const ACCEPTED: &str = "accepted";

/// What a client, the intake and screening must know about a deployment. Times are seconds since 1970, durations are seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The deployment's name, for example `demo.invalid/lakzegel`. Bound into seal, signature, log and receipt.
    pub origin: String,
    /// Rises with every manifest. A client refuses a lower one than it has seen.
    pub version: u64,
    /// When it was made.
    pub issued: u64,
    /// From when it is refused; at most [`MAX_VALIDITY`] after `issued`.
    pub expires: u64,
    /// Which rule set a client must check with.
    pub rules_version: u16,
    /// The least release of the client that this manifest goes with: an older one asks for the page anew.
    pub client_release: u32,
    /// Which supervision notice a client must show.
    pub notice_version: u16,
    /// How letters are supervised here: what the notice says, and the least that screening does.
    pub supervision: Supervision,
    /// How long a letter may be.
    pub limits: Limits,
    /// How long a login may be used to seal letters.
    pub visit_life: u64,
    /// How long a sealed letter may wait before it is uploaded.
    pub outbox_life: u64,
    /// How far two clocks may differ.
    pub clock_tolerance: u64,
    /// How many letters a login gives grants for.
    pub letters_per_visit: u32,
    /// The time zone in which people are told and shown times, as the IANA's database calls it: 1 to [`MAX_ZONE_BYTES`] bytes.
    pub time_zone: String,
    /// The longest time between two publications of statuses: a client takes a status that is older than twice this for an old one. 1 or more.
    pub status_period: u64,
    /// How long after its entry was first seen a letter's status is published anew; not less than a period.
    pub status_term: u64,
    /// The keys to seal to, the first usable one first; later ones are pending, older ones draining.
    pub sealing_keys: Vec<SealingKey>,
    /// The keys that sign the log's checkpoints. Their name is the log's origin.
    pub log_keys: Vec<LogKey>,
    /// The key with which screening cosigns checkpoints of which it holds every envelope. Its name is the origin followed by `/screening`.
    pub cosigner: VerifierKey,
    /// The key with which screening cosigns, at once, each checkpoint that continues the one before. Its name ends in `/consistency`.
    pub consistency_key: VerifierKey,
    /// The key with which screening signs statuses.
    pub verdict_key: VerifierKey,
    /// The key with which screening signs that a manifest is the newest, and nothing else. Its name ends in `/freshness`.
    pub freshness_key: VerifierKey,
    /// Outsiders who cosign checkpoints that continue the ones before.
    pub witnesses: Witnesses,
    /// Whether visitor codes are evidence here.
    pub visitor_codes: bool,
    /// Who may vouch for a sender's identity.
    pub providers: Vec<Provider>,
    /// How many letters one person may send, each with its legal basis.
    pub volume_limits: Vec<VolumeLimit>,
}

/// A sealing key and the three dates of its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealingKey {
    /// The public key.
    pub config: KeyConfig,
    /// Until when clients seal to it.
    pub seal_until: u64,
    /// Until when the intake accepts envelopes to it: `seal_until` and the outbox life.
    pub accept_until: u64,
    /// Until when screening opens; then it is destroyed.
    pub open_until: u64,
}

/// The outsiders who cosign the log's checkpoints, and how many of them make *witnessed*. None is a deployment without that word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witnesses {
    /// Their keys, at most 15, with names of at most 64 bytes. No key twice, and none of the manifest's others.
    pub keys: Vec<VerifierKey>,
    /// How many must have cosigned: more than half of them, and no more than there are. 0 if there are none.
    pub quorum: u32,
}

/// How long a letter may be, by three measures, whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// User-perceived characters (extended grapheme clusters).
    pub characters: u32,
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Printed pages.
    pub pages: u32,
}

/// A key that signs, or once signed, the log's checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKey {
    /// The key.
    pub key: VerifierKey,
    /// Its last checkpoint, when it is retired: larger ones are not its.
    pub retired_at: Option<Retired>,
}

/// The last checkpoint of a retired log key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retired {
    /// The number of entries.
    pub size: u64,
    /// The tree's root at that size.
    pub root: [u8; 32],
}

/// An identity provider. Screening takes from here, and not from a token, what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name in addresses: lower-case letters, digits and hyphens.
    pub id: String,
    /// The token's `iss`.
    pub issuer: String,
    /// The token's `aud`.
    pub audience: String,
    /// Asymmetric signature algorithms (RFC 7518, RFC 8037) that are accepted.
    pub algorithms: Vec<String>,
    /// Values of `acr` that are accepted.
    pub acr: Vec<String>,
    /// What the sender reads on the button.
    pub name: String,
    /// What helps a sender choose, by language (a BCP 47 tag). At most 32.
    pub help: Vec<(String, String)>,
    /// The Dutch sentence that the provider requires where a login failed there, if it does.
    pub failure: Option<String>,
}

/// How many letters one person may send in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeLimit {
    /// The number of letters.
    pub letters: u32,
    /// The number of days.
    pub days: u32,
    /// The legal basis, as shown to the sender.
    pub basis: String,
}

/// The deployment's name and its three root keys, as built into a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootKeys {
    /// The only origin whose manifests count.
    pub origin: String,
    /// The keys, of which two must sign.
    pub keys: [VerifierKey; 3],
}

/// A text that is not a file of root keys: four lines, the origin and three different keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootKeysError;

impl fmt::Display for RootKeysError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a file of root keys has four lines: the origin, and three different Ed25519 note keys")
    }
}

impl core::error::Error for RootKeysError {}

impl RootKeys {
    /// Reads four lines: the origin, and three keys.
    ///
    /// # Errors
    ///
    /// Unless there are four lines, the last three of them different Ed25519 note keys.
    pub fn parse(text: &str) -> Result<Self, RootKeysError> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|line| origin_is_valid(line)).ok_or(RootKeysError)?.to_owned();
        let mut key = || -> Result<VerifierKey, RootKeysError> {
            let key = VerifierKey::parse(lines.next().ok_or(RootKeysError)?).map_err(|_| RootKeysError)?;
            if key.algorithm() == Algorithm::Ed25519 { Ok(key) } else { Err(RootKeysError) }
        };
        let keys = [key()?, key()?, key()?];
        let [first, second, third] = keys.each_ref().map(VerifierKey::public_key);
        if first == second || second == third || first == third || lines.next().is_some() {
            return Err(RootKeysError);
        }
        Ok(Self { origin, keys })
    }
}

impl fmt::Display for RootKeys {
    /// The four lines.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.origin)?;
        self.keys.iter().try_for_each(|key| writeln!(out, "{key}"))
    }
}

/// Why a manifest is refused. A client that gets one of these does not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// Not a signed note.
    Note(NoteError),
    /// Fewer than two of the three root keys signed; the number that did.
    Signatures(usize),
    /// Signed, but not a manifest of this version, or one that contradicts itself.
    Content,
    /// For another deployment.
    Origin,
    /// Its time is over; the time at which it was.
    Expired(u64),
    /// Its time has not come; the time at which it will. More often a device's clock that is slow.
    NotYet(u64),
    /// Older than one that was seen before; that one's version.
    Older(u64),
}

impl fmt::Display for ManifestError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(out, "the manifest is not a signed note: {error}"),
            Self::Signatures(count) => write!(out, "only {count} of the root keys signed the manifest; {THRESHOLD} must"),
            Self::Content => out.write_str("the manifest's text is not one that this version understands"),
            Self::Origin => out.write_str("the manifest is for another deployment"),
            Self::Expired(at) => write!(out, "the manifest expired at {at}"),
            Self::NotYet(at) => write!(out, "the manifest is valid only from {at}"),
            Self::Older(seen) => write!(out, "the manifest is older than version {seen}, which was seen before"),
        }
    }
}

impl core::error::Error for ManifestError {}

/// A manifest that two root keys signed, for the right deployment, at the right time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedManifest {
    manifest: Manifest,
    hash: [u8; 32],
}

impl Deref for VerifiedManifest {
    type Target = Manifest;

    fn deref(&self) -> &Manifest {
        &self.manifest
    }
}

impl VerifiedManifest {
    /// SHA-256 of the manifest's text, which goes inside every seal.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

impl Manifest {
    /// Verifies a signed manifest: signatures, origin, version and time, in that order.
    ///
    /// `now` is in seconds since 1970; a manifest is not taken more than its own clock tolerance before `issued`.
    /// `highest_seen` is the highest version that the caller has accepted before, 0 if none.
    ///
    /// # Errors
    ///
    /// A [`ManifestError`] that says which of these failed first.
    pub fn verify(note: &str, root_keys: &RootKeys, now: u64, highest_seen: u64) -> Result<VerifiedManifest, ManifestError> {
        let note = Note::parse(note).map_err(ManifestError::Note)?;
        let signed = note.verify(root_keys.keys.as_slice()).map_err(ManifestError::Note)?.len();
        if signed < THRESHOLD {
            return Err(ManifestError::Signatures(signed));
        }
        let manifest = Self::parse_text(note.text())?;
        if manifest.origin != root_keys.origin {
            Err(ManifestError::Origin)
        } else if manifest.version < highest_seen {
            Err(ManifestError::Older(highest_seen))
        } else if now >= manifest.expires {
            Err(ManifestError::Expired(manifest.expires))
        } else if now.saturating_add(manifest.clock_tolerance) < manifest.issued {
            Err(ManifestError::NotYet(manifest.issued))
        } else {
            Ok(VerifiedManifest { manifest, hash: Sha256::digest(note.text().as_bytes()).into() })
        }
    }

    /// The key to seal to at `now`: the first whose seal-until has not come.
    pub fn active_key(&self, now: u64) -> Option<&SealingKey> {
        self.sealing_keys.iter().find(|key| now < key.seal_until)
    }

    /// The sealing key with this id, whatever its dates.
    pub fn key(&self, id: KeyId) -> Option<&SealingKey> {
        self.sealing_keys.iter().find(|key| key.config.key_id() == id)
    }

    /// The keys that cosign checkpoints: screening's two, and the witnesses'.
    pub fn cosigning_keys(&self) -> impl Iterator<Item = &VerifierKey> {
        [&self.cosigner, &self.consistency_key].into_iter().chain(&self.witnesses.keys)
    }

    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// The text that root keys sign.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(4096);
        self.write(&mut out).expect("writing to a string does not fail");
        out
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let Self { origin, version, issued, expires, rules_version, client_release, notice_version, limits, .. } = self;
        writeln!(out, "{FIRST_LINE}\norigin {origin}\nversion {version}\nissued {issued}\nexpires {expires}")?;
        writeln!(out, "suite {KEM_ID:04x} {KDF_ID:04x} {AEAD_ID:04x}\npadded {PADDED_LETTER_BYTES}")?;
        writeln!(
            out,
            "rules {rules_version}\nclient {client_release}\nnotice {notice_version}\nsupervision {}",
            self.supervision.as_str()
        )?;
        writeln!(out, "limits {} {} {}", limits.characters, limits.bytes, limits.pages)?;
        writeln!(out, "visit-life {}\noutbox-life {}", self.visit_life, self.outbox_life)?;
        writeln!(out, "clock-tolerance {}\nletters-per-visit {}", self.clock_tolerance, self.letters_per_visit)?;
        writeln!(out, "time-zone {}", self.time_zone)?;
        writeln!(out, "status-period {}\nstatus-term {}", self.status_period, self.status_term)?;
        for SealingKey { config, seal_until, accept_until, open_until } in &self.sealing_keys {
            let config = Base64::encode_string(&config.encode());
            writeln!(out, "sealing-key {config} {seal_until} {accept_until} {open_until}")?;
        }
        for LogKey { key, retired_at } in &self.log_keys {
            match retired_at {
                None => writeln!(out, "log-key {key}")?,
                Some(Retired { size, root }) => writeln!(out, "retired-log-key {key} {size} {}", Base64::encode_string(root))?,
            }
        }
        writeln!(out, "cosigner {}\nconsistency {}", self.cosigner, self.consistency_key)?;
        writeln!(out, "verdict-key {}\nfreshness {}", self.verdict_key, self.freshness_key)?;
        self.witnesses.keys.iter().try_for_each(|key| writeln!(out, "witness {key}"))?;
        if !self.witnesses.keys.is_empty() {
            writeln!(out, "quorum {}", self.witnesses.quorum)?;
        }
        if self.visitor_codes {
            writeln!(out, "visitor-codes {ACCEPTED}")?;
        }
        for Provider { id, issuer, audience, algorithms, acr, name, help, failure } in &self.providers {
            writeln!(out, "provider {id} {issuer} {audience} {} {} {name}", algorithms.join(","), acr.join(","))?;
            help.iter().try_for_each(|(lang, text)| writeln!(out, "provider-help {lang} {text}"))?;
            failure.iter().try_for_each(|text| writeln!(out, "provider-failure {text}"))?;
        }
        for VolumeLimit { letters, days, basis } in &self.volume_limits {
            writeln!(out, "volume {letters} {days} {basis}")?;
        }
        Ok(())
    }

    /// Reads what [`Manifest::to_text`] writes, byte for byte, and checks that it does not contradict itself.
    ///
    /// # Errors
    ///
    /// `Content` for anything that [`Manifest::to_text`] would not have written.
    pub fn parse_text(text: &str) -> Result<Self, ManifestError> {
        let manifest = Lines { rest: text }.manifest().ok_or(ManifestError::Content)?;
        if manifest.is_sound() && manifest.to_text() == text { Ok(manifest) } else { Err(ManifestError::Content) }
    }

    fn is_sound(&self) -> bool {
        let own = |key: &VerifierKey, name: &str, algorithm| {
            key.name().strip_prefix(self.origin.as_str()) == Some(name) && key.algorithm() == algorithm
        };
        let dates = |key: &SealingKey| key.seal_until <= key.accept_until && key.accept_until <= key.open_until;
        let asymmetric = |name: &String| ["EdDSA", "ES256", "ES384", "RS256", "PS256"].contains(&name.as_str());
        let provider = |provider: &Provider| {
            let id = !provider.id.is_empty()
                && provider.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            id && provider.algorithms.iter().all(asymmetric)
                && !provider.acr.contains(&String::new())
                && ![&provider.issuer, &provider.audience, &provider.name].contains(&&String::new())
                && provider.help.len() <= MAX_LIST
                && provider.help.iter().all(|(lang, text)| !lang.is_empty() && !text.is_empty())
                && provider.failure.as_ref().is_none_or(|text| !text.is_empty())
        };
        origin_is_valid(&self.origin)
            && self.letters_per_visit > 0
            && zone_is_valid(&self.time_zone)
            && (1..=self.status_term).contains(&self.status_period)
            && self.issued < self.expires
            && self.expires - self.issued <= MAX_VALIDITY
            && self.sealing_keys.iter().all(dates)
            && (1..=MAX_LIST).contains(&self.sealing_keys.len())
            && (1..=MAX_LIST).contains(&self.log_keys.len())
            && self.providers.len() <= MAX_LIST
            && self.volume_limits.len() <= MAX_LIST
            && self.log_keys.iter().all(|log| own(&log.key, "/log", Algorithm::Ed25519))
            && own(&self.cosigner, "/screening", Algorithm::Cosignature)
            && own(&self.consistency_key, "/consistency", Algorithm::Cosignature)
            && own(&self.verdict_key, "/verdict", Algorithm::Ed25519)
            && own(&self.freshness_key, "/freshness", Algorithm::Ed25519)
            && self.witnesses.are_sound()
            && all_differ(&self.note_keys().map(VerifierKey::public_key).collect::<Vec<_>>())
            && self.providers.iter().all(provider)
            && all_differ(&self.providers.iter().map(|provider| &provider.id).collect::<Vec<_>>())
    }

    /// Every key that signs notes in this deployment, root keys excepted.
    fn note_keys(&self) -> impl Iterator<Item = &VerifierKey> {
        self.log_keys.iter().map(|log| &log.key).chain([&self.verdict_key, &self.freshness_key]).chain(self.cosigning_keys())
    }
}

impl Witnesses {
    fn are_sound(&self) -> bool {
        let (count, quorum) = (self.keys.len(), self.quorum as usize);
        let is_majority = if count == 0 { quorum == 0 } else { quorum > count / 2 && quorum <= count };
        let is_one = |key: &VerifierKey| key.algorithm() == Algorithm::Cosignature && key.name().len() <= MAX_WITNESS_NAME_BYTES;
        is_majority && count <= MAX_WITNESSES && self.keys.iter().all(is_one)
    }
}

fn all_differ<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().all(|(at, one)| list.iter().take(at).all(|other| other != one))
}

/// An origin stands in note key names: not empty, no white space, no control characters, no `+`.
fn origin_is_valid(origin: &str) -> bool {
    let forbidden = |character: char| character.is_whitespace() || character.is_control() || character == '+';
    !origin.is_empty() && origin.len() <= MAX_ORIGIN_BYTES && !origin.contains(forbidden)
}

/// A name of the IANA's database of time zones has letters, digits and `/_+-`, and begins with a letter.
fn zone_is_valid(zone: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    zone.len() <= MAX_ZONE_BYTES && zone.starts_with(|first: char| first.is_ascii_alphabetic()) && zone.bytes().all(allowed)
}

/// Reads a manifest's lines from the top.
struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Lines<'a> {
    /// The value of the next line, if it has this name. Lists end at the first line that has not.
    fn optional(&mut self, name: &str) -> Option<&'a str> {
        let (line, rest) = self.rest.split_once('\n')?;
        let value = line.strip_prefix(name)?.strip_prefix(' ')?;
        self.rest = rest;
        Some(value)
    }

    fn number<T: TryFrom<u64>>(&mut self, name: &str) -> Option<T> {
        number(self.optional(name)?)
    }

    fn key(&mut self, name: &str) -> Option<VerifierKey> {
        VerifierKey::parse(self.optional(name)?).ok()
    }

    fn list<T>(&mut self, name: &str, item: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let mut list = Vec::new();
        while let Some(value) = self.optional(name) {
            if list.len() == MAX_LIST {
                return None;
            }
            list.push(item(value)?);
        }
        Some(list)
    }

    /// Each provider's line, with the lines about it that follow.
    fn providers(&mut self) -> Option<Vec<Provider>> {
        let mut providers = Vec::new();
        while let Some(line) = self.optional("provider") {
            let help = |line: &str| fields(line).map(|[lang, text]| (lang.to_owned(), text.to_owned()));
            let help = self.list("provider-help", help)?;
            let failure = self.optional("provider-failure").map(str::to_owned);
            if providers.len() == MAX_LIST {
                return None;
            }
            providers.push(Provider { help, failure, ..provider(line)? });
        }
        Some(providers)
    }

    fn manifest(mut self) -> Option<Manifest> {
        self.rest = self.rest.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?;
        let origin = self.optional("origin")?.to_owned();
        let (version, issued, expires) = (self.number("version")?, self.number("issued")?, self.number("expires")?);
        let (_suite, _padded) = (self.optional("suite")?, self.optional("padded")?);
        let (rules_version, client_release) = (self.number("rules")?, self.number("client")?);
        let notice_version = self.number("notice")?;
        let supervision = Supervision::parse(self.optional("supervision")?)?;
        let [characters, bytes, pages] = fields(self.optional("limits")?)?.map(number);
        let limits = Limits { characters: characters?, bytes: bytes?, pages: pages? };
        let (visit_life, outbox_life) = (self.number("visit-life")?, self.number("outbox-life")?);
        let (clock_tolerance, letters_per_visit) = (self.number("clock-tolerance")?, self.number("letters-per-visit")?);
        let time_zone = self.optional("time-zone")?.to_owned();
        let (status_period, status_term) = (self.number("status-period")?, self.number("status-term")?);
        let sealing_keys = self.list("sealing-key", sealing_key)?;
        let mut log_keys = self.list("log-key", |key| Some(LogKey { key: VerifierKey::parse(key).ok()?, retired_at: None }))?;
        log_keys.extend(self.list("retired-log-key", retired_log_key)?);
        let (cosigner, consistency_key) = (self.key("cosigner")?, self.key("consistency")?);
        let (verdict_key, freshness_key) = (self.key("verdict-key")?, self.key("freshness")?);
        let keys = self.list("witness", |key| VerifierKey::parse(key).ok())?;
        let quorum = if keys.is_empty() { 0 } else { self.number("quorum")? };
        let witnesses = Witnesses { keys, quorum };
        let visitor_codes = self.optional("visitor-codes").is_some();
        let providers = self.providers()?;
        let volume_limits = self.list("volume", volume_limit)?;
        self.rest.is_empty().then_some(Manifest {
            origin,
            version,
            issued,
            expires,
            rules_version,
            client_release,
            notice_version,
            supervision,
            limits,
            visit_life,
            outbox_life,
            clock_tolerance,
            letters_per_visit,
            time_zone,
            status_period,
            status_term,
            sealing_keys,
            log_keys,
            cosigner,
            consistency_key,
            verdict_key,
            freshness_key,
            witnesses,
            visitor_codes,
            providers,
            volume_limits,
        })
    }
}

/// Exactly `N` fields, separated by single spaces; the last one takes the rest of the line.
fn fields<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut parts = line.splitn(N, ' ');
    let mut fields = [""; N];
    for field in &mut fields {
        *field = parts.next()?;
    }
    Some(fields)
}

fn number<T: TryFrom<u64>>(text: &str) -> Option<T> {
    T::try_from(read_decimal(text)?).ok()
}

fn sealing_key(line: &str) -> Option<SealingKey> {
    let [config, seal_until, accept_until, open_until] = fields(line)?;
    Some(SealingKey {
        config: KeyConfig::decode(&Base64::decode_vec(config).ok()?).ok()?,
        seal_until: number(seal_until)?,
        accept_until: number(accept_until)?,
        open_until: number(open_until)?,
    })
}

fn retired_log_key(line: &str) -> Option<LogKey> {
    let [key, size, root] = fields(line)?;
    let root = Base64::decode_vec(root).ok()?.try_into().ok()?;
    Some(LogKey { key: VerifierKey::parse(key).ok()?, retired_at: Some(Retired { size: number(size)?, root }) })
}

/// A provider by its first line.
fn provider(line: &str) -> Option<Provider> {
    let [id, issuer, audience, algorithms, acr, name] = fields(line)?.map(str::to_owned);
    let list = |text: String| text.split(',').map(str::to_owned).collect();
    let (help, failure) = (Vec::new(), None);
    Some(Provider { id, issuer, audience, algorithms: list(algorithms), acr: list(acr), name, help, failure })
}

fn volume_limit(line: &str) -> Option<VolumeLimit> {
    let [letters, days, basis] = fields(line)?;
    Some(VolumeLimit { letters: number(letters)?, days: number(days)?, basis: basis.to_owned() })
}
