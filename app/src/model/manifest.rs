//! Fetching the manifest and deciding whether it may be used. Everything here fails closed, and each failure has its own words.

use std::{cell::Cell, sync::Arc};

use lakzegel_contract::CLIENT_RELEASE;
use lakzegel_crypto::{
    Freshness, FreshnessError, MAX_FRESHNESS_AGE, Manifest, ManifestError, RootKeys, VerifiedManifest, note::NoteError,
    split_freshness,
};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;

use crate::{
    browser::{
        clock,
        net::{self, NoAnswer},
    },
    model::kiosk,
    words::{self, Key},
};

include!(concat!(env!("OUT_DIR"), "/root_keys.rs"));

/// What the client leaves on the device: the highest manifest version that it accepted,
const VERSION_ENTRY: &str = "lakzegel-manifest-version";
/// and that manifest itself, which anybody may read, for a time without a network.
const NOTE_ENTRY: &str = "lakzegel-manifest";

/// Whether an entry of the local storage is one of the two.
pub fn is_entry(name: &str) -> bool {
    name == VERSION_ENTRY || name == NOTE_ENTRY
}

/// A manifest that may be used, and what time it is.
#[derive(Clone)]
pub struct Ready {
    /// The verified manifest.
    pub manifest: Arc<VerifiedManifest>,
    /// Why one that was kept on the device is used: the intake's own answer did not come. `None` for one that has just come.
    pub kept: Option<NoAnswer>,
    /// Until when it is known to be the newest, in seconds since 1970. 0 for one that was kept: of that nothing is known.
    until: u64,
    /// How many seconds the server's clock is ahead of the device's. 0 if it said no time.
    ahead: i64,
}

impl Ready {
    /// The latest of the device's clock, the server's, and the newest time that this page has seen signed, in seconds since 1970: whether
    /// something signed is over. A server that says an earlier time revives nothing.
    pub fn now(&self) -> u64 {
        latest(clock::device(), self.server_now())
    }

    /// There is a network, and what comes by it is refused: one that was kept counts no more, and nothing is sealed by it.
    pub fn give_up(&mut self) {
        self.kept = None;
    }

    /// Whether a letter may be sealed by it at once: it is not over, and it is known to be the newest. Else it is fetched first; where nobody answers,
    /// one that was kept counts until it expires.
    pub fn is_usable(&self) -> bool {
        let now = self.now();
        now < self.until && now < self.manifest.expires && self.manifest.active_key(now).is_some()
    }

    /// The time by the server's clock, in seconds since 1970: what a letter is sealed with, and whether a login is fresh. A device whose clock is
    /// wrong is in nobody's way by it.
    pub fn server_now(&self) -> u64 {
        clock::device().saturating_add_signed(self.ahead)
    }
}

thread_local! {
    /// The newest time that this page has seen signed by the office, in seconds since 1970.
    static SIGNED: Cell<u64> = const { Cell::new(0) };
}

/// Notes a time that is signed with a key of the manifest's, or by the root keys, in seconds since 1970: it is no earlier than that.
pub fn saw_signed(at: u64) {
    SIGNED.set(SIGNED.get().max(at));
}

fn latest(device: u64, server: u64) -> u64 {
    device.max(server).max(SIGNED.get())
}

/// Why this manifest may not be used, so that nothing can be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestRefusal {
    /// This client was built without root keys: it can trust nobody.
    NoRootKeys,
    /// The intake did not answer, or its answer was cut short.
    Unreachable,
    /// Somebody answered in the intake's place, or changed its answer on the way.
    SomebodyElse,
    /// Not signed by the root keys, or falsely.
    Forged,
    /// Only one of the root keys signed.
    OneSignature,
    /// Signed for another deployment.
    OtherDeployment,
    /// Its time is over, since then (seconds since 1970).
    Expired(u64),
    /// Its time has not come, until then (seconds since 1970).
    NotYet(u64),
    /// Older than one that this browser has seen, or that the office states to be the newest.
    Older,
    /// That it is the newest is not stated, or was stated too long ago.
    Stale,
    /// By the device's clock the manifest is over, and by the server's it is not (seconds since 1970, both).
    Clock(u64, u64),
    /// This page checks with another rule set, is of an older release than the manifest goes with, or does not understand it, also after loading it again.
    OtherRules,
    /// Every sealing key's time is over.
    NoKey,
}

impl From<ManifestError> for ManifestRefusal {
    fn from(error: ManifestError) -> Self {
        match error {
            ManifestError::Note(NoteError::Signature) | ManifestError::Signatures(0) => Self::Forged,
            ManifestError::Signatures(_) => Self::OneSignature,
            ManifestError::Note(_) => Self::SomebodyElse,
            // Signed: by an office that is newer than this page.
            ManifestError::Content => Self::OtherRules,
            ManifestError::Origin => Self::OtherDeployment,
            ManifestError::Expired(at) => Self::Expired(at),
            ManifestError::NotYet(at) => Self::NotYet(at),
            ManifestError::Older(_) => Self::Older,
        }
    }
}

impl From<FreshnessError> for ManifestRefusal {
    fn from(error: FreshnessError) -> Self {
        match error {
            FreshnessError::Note(NoteError::Signature) | FreshnessError::Unsigned => Self::Forged,
            FreshnessError::Note(_) => Self::SomebodyElse,
            FreshnessError::Content => Self::OtherRules,
            FreshnessError::Superseded(_) => Self::Older,
            FreshnessError::Old(_) => Self::Stale,
        }
    }
}

impl From<NoAnswer> for ManifestRefusal {
    fn from(none: NoAnswer) -> Self {
        match none {
            NoAnswer::Nothing => Self::Unreachable,
            NoAnswer::SomebodyElse => Self::SomebodyElse,
        }
    }
}

impl ManifestRefusal {
    /// Why the intake has not spoken, if that is all: then what it says is not known, and what was kept counts.
    pub const fn no_answer(self) -> Option<NoAnswer> {
        match self {
            Self::Unreachable => Some(NoAnswer::Nothing),
            Self::SomebodyElse => Some(NoAnswer::SomebodyElse),
            _ => None,
        }
    }

    /// What happened, in the page's language.
    pub fn what(self) -> String {
        match self {
            Self::NoRootKeys => words::t(Key::RefusedNoRootKeys),
            Self::Unreachable => words::t(Key::RefusedUnreachable),
            Self::SomebodyElse => words::t(Key::RefusedBetween),
            Self::Forged => words::t(Key::RefusedForged),
            Self::OneSignature => words::t(Key::RefusedOneSignature),
            Self::OtherDeployment => words::t(Key::RefusedOtherDeployment),
            Self::Expired(at) => words::with(Key::RefusedExpired, &[("date", &words::moment(at))]),
            Self::NotYet(at) => words::with(Key::RefusedNotYet, &[("date", &words::moment(at))]),
            Self::Older => words::t(Key::RefusedOlder),
            Self::Stale => words::t(Key::RefusedStale),
            Self::Clock(device, server) => {
                words::with(Key::RefusedClock, &[("device", &words::moment(device)), ("server", &words::moment(server))])
            }
            Self::OtherRules => words::t(Key::RefusedOtherRules),
            Self::NoKey => words::t(Key::RefusedKeysOver),
        }
    }

    /// What the sender can do about it.
    pub fn advice(self) -> Key {
        match self {
            Self::Clock(..) => Key::AdviceClock,
            Self::Unreachable => Key::AdviceUnreachable,
            Self::SomebodyElse => Key::AdviceBetween,
            Self::Forged | Self::OneSignature | Self::OtherDeployment | Self::Older | Self::Stale => Key::AdviceWarn,
            Self::NoRootKeys | Self::Expired(_) | Self::NotYet(_) | Self::OtherRules | Self::NoKey => Key::AdviceLater,
        }
    }
}

/// Fetches the manifest and verifies it, and the statement that it is the newest. On success the manifest is stored. If the intake does not answer, or
/// somebody else does, the stored one is used while it is valid: it is verified as if it had just come, and an older one is never accepted.
///
/// # Errors
///
/// Why there is no manifest that may be used.
pub async fn load() -> Result<Ready, ManifestRefusal> {
    let root_keys = root_keys().ok_or(ManifestRefusal::NoRootKeys)?;
    let fetched = match fetch().await {
        Ok((answer, server)) => verify(&answer, &root_keys, server, None),
        Err(none) => Err(none.into()),
    };
    fetched.or_else(|refusal| {
        let kept = refusal.no_answer().and_then(|none| verify(&entry(NOTE_ENTRY)?, &root_keys, None, Some(none)).ok());
        kept.ok_or(refusal)
    })
}

/// The root keys that this client was built with. `None` if it was built without.
pub fn root_keys() -> Option<RootKeys> {
    ROOT_KEYS.and_then(|text| RootKeys::parse(text).ok())
}

/// What the intake answers, and what time it says it is. Whether it is a manifest at all, its form says.
async fn fetch() -> Result<(String, Option<u64>), NoAnswer> {
    let answer = net::get_manifest().await?;
    let server = answer.headers().get("date").and_then(|date| clock::seconds(js_sys::Date::parse(&date)));
    let note = net::said_text(answer, Some).await?.map_err(|_| NoAnswer::Nothing)?;
    Ok((note, server))
}

/// Verifies what the intake answered, or the manifest that was kept: the statement that it is the newest belongs to the answer alone.
fn verify(answer: &str, root_keys: &RootKeys, server: Option<u64>, kept: Option<NoAnswer>) -> Result<Ready, ManifestRefusal> {
    let (note, statement) = split_freshness(answer);
    let device = clock::device();
    let server = server.unwrap_or(device);
    let highest_seen = highest_seen();
    let at = |now| {
        let manifest = Manifest::verify(note, root_keys, now, highest_seen)?;
        let until = if kept.is_some() { 0 } else { newest_until(statement, &manifest, now)? };
        judge(manifest, now).map(|manifest| (manifest, until))
    };
    let (manifest, until) = at(latest(device, server)).map_err(|refusal| {
        // Only where the device's clock is what is in the way, it is named.
        let is_over = matches!(refusal, ManifestRefusal::Expired(_) | ManifestRefusal::NoKey | ManifestRefusal::Stale);
        if is_over && device > server && at(server).is_ok() { ManifestRefusal::Clock(device, server) } else { refusal }
    })?;
    saw_signed(manifest.issued);
    words::set_zone(&manifest.time_zone);
    if kept.is_none() {
        remember(manifest.version, note);
    }
    let ahead = server.cast_signed().saturating_sub(device.cast_signed());
    Ok(Ready { manifest: Arc::new(manifest), kept, until, ahead })
}

/// Until when it is stated that this manifest is the newest. The time of a statement is a signed one, whatever it says.
fn newest_until(statement: Option<&str>, manifest: &VerifiedManifest, now: u64) -> Result<u64, ManifestRefusal> {
    let fresh = Freshness::verify(statement.ok_or(ManifestRefusal::Stale)?, &manifest.freshness_key)?;
    saw_signed(fresh.at);
    fresh.speaks_for(manifest, now)?;
    Ok(fresh.at.saturating_add(MAX_FRESHNESS_AGE))
}

/// Whether this client can seal by a manifest at this time.
fn judge(manifest: VerifiedManifest, now: u64) -> Result<VerifiedManifest, ManifestRefusal> {
    if manifest.rules_version != lakzegel_letter::RULES_VERSION || manifest.client_release > CLIENT_RELEASE {
        Err(ManifestRefusal::OtherRules)
    } else if manifest.active_key(now).is_none() {
        Err(ManifestRefusal::NoKey)
    } else {
        Ok(manifest)
    }
}

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/boot.js.
    #[wasm_bindgen(js_name = lakzegelAnew)]
    fn load_anew();
}

/// Another rule set means another release of this page: loads it, but only once; the history entry remembers that. Only for a page on
/// which nothing has been written.
pub fn reload_once() {
    let Ok(history) = window().history() else { return };
    if !history.state().is_ok_and(|state| state == RELOADED) && history.replace_state(&RELOADED.into(), "").is_ok() {
        load_anew();
    }
}

const RELOADED: &str = "reloaded";

fn entry(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

fn highest_seen() -> u64 {
    entry(VERSION_ENTRY).and_then(|version| version.parse().ok()).unwrap_or(0)
}

/// Stores the manifest. A browser that stores nothing accepts each one as the first; that is no reason to refuse. A kiosk stores nothing.
fn remember(version: u64, note: &str) {
    if let Ok(Some(storage)) = window().local_storage()
        && !kiosk::is_on()
    {
        let _ = storage.set_item(VERSION_ENTRY, &version.to_string());
        let _ = storage.set_item(NOTE_ENTRY, note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_time_counts_as_a_clock_and_does_not_go_back() {
        assert_eq!(latest(10, 20), 20);
        saw_signed(30);
        saw_signed(25);
        assert_eq!((latest(10, 20), latest(40, 20), latest(10, 50)), (30, 40, 50));
    }

    #[test]
    fn each_bad_manifest_has_its_own_words() {
        assert_eq!(ManifestRefusal::from(ManifestError::Note(NoteError::Signature)), ManifestRefusal::Forged);
        assert_eq!(ManifestRefusal::from(ManifestError::Signatures(0)), ManifestRefusal::Forged);
        assert_eq!(ManifestRefusal::from(ManifestError::Signatures(1)), ManifestRefusal::OneSignature);
        assert_eq!(ManifestRefusal::from(ManifestError::Note(NoteError::Form)), ManifestRefusal::SomebodyElse);
        assert_eq!(ManifestRefusal::from(FreshnessError::Note(NoteError::Form)), ManifestRefusal::SomebodyElse);
        assert_eq!(ManifestRefusal::from(ManifestError::Content), ManifestRefusal::OtherRules, "signed, and not understood");
        assert_eq!(ManifestRefusal::from(ManifestError::Older(7)), ManifestRefusal::Older);
        assert_eq!(ManifestRefusal::from(FreshnessError::Superseded(7)), ManifestRefusal::Older);
        assert_eq!(ManifestRefusal::from(FreshnessError::Old(7)), ManifestRefusal::Stale);
        assert_eq!(ManifestRefusal::from(FreshnessError::Unsigned), ManifestRefusal::Forged);
    }
}
