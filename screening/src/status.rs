//! Publishing to senders how their letters fare: at fixed times, encrypted to each letter's reference, signed with the verdict key.
//!
//! At each fixed time the statuses of all letters are published anew, whether or not anything has changed, until the manifest's term: neither a
//! change nor silence tells the intake, or whoever watches it, anything. State and time follow from the letter and the decision alone. Nothing here
//! knows whether a recipient exists.

use std::collections::HashSet;

use lakzegel_crypto::{
    EnvelopeId, Ground, Manifest, Reference, State as PublishedState, Status, TechnicalReason, note::SigningKey,
};

use crate::{
    http::HttpError,
    intake::Intake,
    letter::{Letter, State},
    reference::{self, ReferenceKey},
    store::{Counter, NewStatus, PlacedStatus, Store, StoreError},
};

/// How many statuses are handed over at a time.
const AT_A_TIME: usize = 256;

/// Publishes at fixed times: multiples of a number of seconds since 1970.
pub struct Publisher {
    every: u64,
    origin: String,
    verdict_key: SigningKey,
    reference_key: ReferenceKey,
}

/// Why statuses were not published or handed over. The next round tries again.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The intake did not take them.
    #[error("the intake did not take the statuses, which are offered again: {0}")]
    Intake(#[from] HttpError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Publisher {
    /// A publisher of the deployment `origin`, at multiples of `every` seconds (0 counts as 1).
    pub fn new(every: u64, origin: String, verdict_key: SigningKey, reference_key: ReferenceKey) -> Self {
        Self { every: every.max(1), origin, verdict_key, reference_key }
    }

    /// Whether statuses are published as often as the manifest says.
    pub fn keeps(&self, manifest: &Manifest) -> bool {
        self.every <= manifest.status_period
    }

    /// A letter's reference in the form in which it is kept.
    ///
    /// # Errors
    ///
    /// If there are no random bytes.
    pub fn lock(&self, reference: &Reference, letter: EnvelopeId) -> Result<Vec<u8>, getrandom::Error> {
        self.reference_key.lock(reference, letter)
    }

    /// The key that signs statuses.
    pub fn verdict_key(&self) -> &SigningKey {
        &self.verdict_key
    }

    /// The fixed time at or before `now`.
    fn fixed_time(&self, now: u64) -> u64 {
        now - now % self.every
    }

    /// The next fixed time after `now`, in seconds since 1970.
    pub fn next(&self, now: u64) -> u64 {
        self.fixed_time(now) + self.every
    }

    /// Makes the status of every letter, if a fixed time has passed since the last publication. A publication that was missed because screening was
    /// down is made now. Whose entry was first seen `term` seconds ago or more has no status any longer, and its reference is erased.
    ///
    /// # Errors
    ///
    /// If there are no random bytes, or the database fails.
    pub async fn publish_if_due(&self, store: &Store, now: u64, term: u64) -> Result<(), PublishError> {
        let at = self.fixed_time(now);
        match store.counter(Counter::LastPublication).await? {
            Some(last) if at <= last => return Ok(()),
            Some(_) => {}
            // A new screening has missed no publication.
            None => return Ok(store.set_counter(Counter::LastPublication, at).await?),
        }
        let (mut statuses, mut places) = (Vec::new(), HashSet::new());
        let mut letters = store.letters_with_reference().await?;
        // Of two letters with one reference the first that opened has the status.
        letters.sort_by_key(|referenced| referenced.letter.state == State::Kept);
        for referenced in letters {
            let letter = referenced.letter;
            if letter.seen_at.saturating_add(term) <= at {
                store.forget_reference(letter.id).await?;
                continue;
            }
            let Some(reference) = self.unlock(store, letter.id, &referenced.reference).await? else { continue };
            let Some(state) = published_state(&letter) else { continue };
            let lookup = reference.lookup_id(&self.origin);
            if !places.insert(lookup) {
                tracing::warn!(envelope = %letter.id, "another letter has the same reference; no status for this one");
                store.forget_reference(letter.id).await?;
                continue;
            }
            let mut nonce = [0; 12];
            getrandom::fill(&mut nonce)?;
            let status = Status { state, published_at: at, envelope: letter.id };
            let bytes = status.encrypt(&reference, &self.origin, nonce, &self.verdict_key);
            statuses.push(NewStatus { letter: letter.id, placed: PlacedStatus { lookup, bytes } });
        }
        store.publish(&statuses, at).await?;
        tracing::info!(at, statuses = statuses.len(), "statuses published");
        Ok(())
    }

    /// Reads a reference as it is kept. One that a version of before kept as it is, is encrypted now.
    async fn unlock(&self, store: &Store, letter: EnvelopeId, kept: &[u8]) -> Result<Option<Reference>, PublishError> {
        if let Some(reference) = reference::of_before(kept) {
            store.keep_reference(letter, &self.lock(&reference, letter)?).await?;
            return Ok(Some(reference));
        }
        let reference = self.reference_key.unlock(kept, letter);
        if reference.is_none() {
            tracing::warn!(envelope = %letter, "its reference is under another person key: no status for this letter");
        }
        Ok(reference)
    }

    /// Hands the intake the statuses that it does not have, many at a time. What it does not take is offered again.
    ///
    /// # Errors
    ///
    /// If the intake does not take them, or the database fails.
    pub async fn hand_over(&self, store: &Store, intake: &Intake) -> Result<(), PublishError> {
        loop {
            let statuses = store.unsent_statuses(AT_A_TIME).await?;
            if statuses.is_empty() {
                return Ok(());
            }
            intake.statuses(&statuses).await?;
            store.mark_statuses_sent(&statuses).await?;
        }
    }
}

/// What the sender of a letter is told. `None` if there is nothing to tell.
fn published_state(letter: &Letter) -> Option<PublishedState> {
    match letter.state {
        State::Missing | State::Pending | State::Ignored => None,
        State::Unchecked => Some(PublishedState::Received),
        State::Waiting => Some(PublishedState::InScreening),
        State::Releasing | State::Placing | State::Released => Some(PublishedState::Screened),
        State::Withheld => letter.withheld().map(|reason| PublishedState::Withheld(reason.ground())),
        State::Kept => Some(PublishedState::Withheld(Ground::Technical(TechnicalReason::Unreadable))),
    }
}

#[cfg(test)]
mod tests {
    use lakzegel_crypto::note::Algorithm;
    use zeroize::Zeroizing;

    use super::*;
    use crate::sender::PersonKey;

    #[test]
    fn fixed_times_are_multiples_whatever_happened_before() {
        let key = SigningKey::from_seed("demo.invalid/lakzegel/verdict", Algorithm::Ed25519, [1; 32]).expect("a good name");
        let person_key = PersonKey::from_bytes(Box::new(Zeroizing::new([2; 32])));
        let publisher = Publisher::new(21_600, "demo.invalid/lakzegel".to_owned(), key, ReferenceKey::new(&person_key));
        assert_eq!(publisher.fixed_time(21_600), 21_600);
        assert_eq!(publisher.fixed_time(43_199), 21_600);
        assert_eq!(publisher.next(43_199), 43_200);
        assert_eq!(publisher.next(43_200), 64_800);
    }
}
