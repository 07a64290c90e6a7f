//! What people see and decide: `list`, `show`, `release`, `withhold`. These commands work on the database of a screening that may be
//! running; the running screening delivers what they decide.

use std::collections::BTreeMap;

use lakzegel_crypto::{
    EnvelopeId,
    manifest::{Supervision, VolumeLimit},
};

use crate::{
    config::Settings,
    decide,
    describe::{LetterRecord, describe},
    flags::{Exceeded, Flags},
    keys::{KeyFileError, SealingKeys},
    letter::{Letter, State, Withheld},
    open,
    register::Register,
    store::{Store, StoreError},
    supervision,
};

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// No letter's id begins with these digits.
    #[error("no letter has an id that begins with {0:?} (`list` shows them)")]
    NoLetter(String),
    /// The ids of several letters begin with these digits, or no digits were given.
    #[error("{count} letters have an id that begins with {given:?}; give more digits (`list` shows them)")]
    WhichLetter {
        /// What was typed.
        given: String,
        /// How many there are.
        count: usize,
    },
    /// It is decided already, or not opened yet.
    #[error("this letter is {0}, and only one that is waiting can be decided")]
    NotWaiting(State),
    /// It cannot be opened.
    #[error("this letter cannot be opened: {0}")]
    Closed(open::Closed),
    /// Its envelope is missing.
    #[error("the intake has not given this envelope")]
    Missing,
    /// It names a manifest that screening never saw.
    #[error("the manifest that this letter names was never seen here")]
    Manifest,
    /// Keys.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What `list` prints: how letters are supervised, a line for each letter, the counts by state and reason, the flags, and the alarms.
///
/// # Errors
///
/// If the database cannot be read.
pub async fn list(store: &Store, kind: Supervision) -> Result<String, CommandError> {
    let letters = store.letters().await?;
    let mut out = format!("supervision = {:?}: {}\n", kind.as_str(), supervision::in_words(kind));
    out.push_str("  number  state      reason                 seen at     envelope\n");
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for letter in &letters {
        let reason = letter.reason.as_deref().unwrap_or("");
        out.push_str(&format!("{:8}  {:9}  {reason:21}  {:10}  {}\n", letter.number, letter.state, letter.seen_at, letter.id));
        *counts.entry((letter.state.as_str(), reason)).or_default() += 1;
    }
    for ((state, reason), count) in counts {
        out.push_str(&format!("{count:8}  {state} {reason}\n"));
    }
    for (number, flags) in Flags::all(store, &store.manifests().await?).await? {
        let Flags { first, other_visits, over, superseded_by, key_withdrawn } = flags;
        if first {
            out.push_str(&format!(
                "FLAG: letter {number}: the first letter in this person's name, as far back as people are known\n"
            ));
        }
        if !other_visits.is_empty() {
            out.push_str(&format!(
                "FLAG: letter {number}: the same person wrote {other_visits:?} with another visit key within the hour\n"
            ));
        }
        for Exceeded { letters, limit: VolumeLimit { letters: most, days, basis } } in over {
            let unit = if days == 1 { "day" } else { "days" };
            out.push_str(&format!(
                "FLAG: letter {number}: one person's letter {letters} within {days} {unit}; the limit is {most} ({basis})\n"
            ));
        }
        if let Some(version) = superseded_by {
            out.push_str(&format!(
                "FLAG: letter {number}: sealed by an old manifest, more than a day after manifest {version} was issued\n"
            ));
        }
        if key_withdrawn {
            out.push_str(&format!(
                "FLAG: letter {number}: sealed to a key that was withdrawn: the newest manifest no longer names it\n"
            ));
        }
    }
    for (seen_at, kind) in store.alarms().await? {
        out.push_str(&format!("ALARM: {}: {kind}, at {seen_at}\n", about(&kind)));
    }
    Ok(out)
}

/// What an alarm of this kind is about.
fn about(kind: &str) -> &'static str {
    match kind {
        "superseded" => "the intake served a manifest a day after it was replaced",
        "freshness" => "nobody could see for more than two hours whether the manifest is the newest",
        "client-list" => "the list of the client's files counts no more",
        _ => "the intake said what it must not",
    }
}

/// What `show` prints: everything known about a letter, which is opened again for it.
///
/// # Errors
///
/// If there is not exactly one such letter, or it cannot be opened.
pub async fn show(store: &Store, settings: &Settings, given: &str) -> Result<String, CommandError> {
    let stored = find(store, given).await?;
    let bytes = store.envelope(stored.id).await?.ok_or(CommandError::Missing)?;
    let manifests = store.manifests().await?;
    let origin = &manifests.first().ok_or(CommandError::Manifest)?.manifest.origin;
    let opened = open::open(&bytes, &mut SealingKeys::new(settings.sealing_keys.clone()), origin)?;
    let letter = opened.map_err(CommandError::Closed)?.letter;
    let named = manifests.iter().find(|taken| taken.hash == letter.manifest_hash).ok_or(CommandError::Manifest)?;
    let check = decide::check_text(&letter, &named.manifest);
    let flags = Flags::of(store, stored.number, &manifests).await?;
    // A register that does not work must not keep anybody from reading the letter.
    let name = match Register::open(settings.register.as_ref()) {
        Ok(mut register) => register.name(store, &letter).await,
        Err(error) => Err(error),
    };
    let record = LetterRecord {
        stored: &stored,
        letter: &letter,
        manifest: &named.manifest,
        name: name.as_ref().map(Option::as_ref),
        flags: &flags,
    };
    Ok(format!("{:#}\n", describe(&record, &check, None)))
}

/// Releases a letter that waits. `given` is its id or the first digits of it. Returns the id.
///
/// # Errors
///
/// If there is not exactly one such letter, or it does not wait.
pub async fn release(store: &Store, given: &str, now: u64) -> Result<EnvelopeId, CommandError> {
    decide(store, given, None, now).await
}

/// Withholds a letter that waits. `given` is its id or the first digits of it. Returns the id.
///
/// # Errors
///
/// If there is not exactly one such letter, or it does not wait.
pub async fn withhold(store: &Store, given: &str, ground: Withheld, now: u64) -> Result<EnvelopeId, CommandError> {
    decide(store, given, Some(ground), now).await
}

async fn decide(store: &Store, given: &str, withheld: Option<Withheld>, now: u64) -> Result<EnvelopeId, CommandError> {
    let stored = find(store, given).await?;
    if store.decide(stored.id, withheld, now).await? {
        return Ok(stored.id);
    }
    let stored = find(store, given).await?;
    Err(CommandError::NotWaiting(stored.state))
}

/// The letters whose ids begin with what was given, one for each.
///
/// # Errors
///
/// If there is not exactly one such letter for each.
pub async fn each(store: &Store, given: &[String]) -> Result<Vec<Letter>, CommandError> {
    let mut letters = Vec::with_capacity(given.len());
    for given in given {
        letters.push(find(store, given).await?);
    }
    Ok(letters)
}

/// The one letter whose id begins with what was typed.
async fn find(store: &Store, given: &str) -> Result<Letter, CommandError> {
    let typed = given.trim().to_ascii_lowercase();
    let mut found: Vec<Letter> = store.letters().await?;
    found.retain(|letter| letter.id.to_string().starts_with(&typed));
    match (found.pop(), found.len()) {
        (None, _) => Err(CommandError::NoLetter(given.to_owned())),
        (Some(letter), 0) if !typed.is_empty() => Ok(letter),
        (Some(_), others) => Err(CommandError::WhichLetter { given: given.to_owned(), count: others + 1 }),
    }
}
