//! Publishing to senders how their letters fare: at fixed times, encrypted to each letter's reference, signed with the verdict key.
//!
//! State and time follow from the letter and the decision alone. Nothing here knows whether a recipient exists.

use lakzegel_crypto::{State as PublishedState, Status, note::SigningKey};

use crate::{
    intake::Intake,
    letter::{Letter, State},
    store::{Counter, NewStatus, Store, StoreError},
};

/// Publishes at fixed times: multiples of a number of seconds since 1970.
pub struct Publisher {
    every: u64,
    origin: String,
    verdict_key: SigningKey,
}

/// Why statuses were not published or handed over. The next round tries again.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(getrandom::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Publisher {
    /// A publisher of the deployment `origin`, at multiples of `every` seconds (0 counts as 1).
    pub fn new(every: u64, origin: String, verdict_key: SigningKey) -> Self {
        Self { every: every.max(1), origin, verdict_key }
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

    /// Makes every status that has changed, if a fixed time has passed since the last publication. A publication that was missed because
    /// screening was down is made now.
    ///
    /// # Errors
    ///
    /// If there are no random bytes, or the database fails.
    pub async fn publish_if_due(&self, store: &Store, now: u64) -> Result<(), PublishError> {
        let at = self.fixed_time(now);
        match store.counter(Counter::LastPublication).await? {
            Some(last) if at <= last => return Ok(()),
            Some(_) => {}
            // A new screening has missed no publication.
            None => return Ok(store.set_counter(Counter::LastPublication, at).await?),
        }
        let mut statuses: Vec<NewStatus> = Vec::new();
        for referenced in store.letters_with_reference().await? {
            let letter = referenced.letter;
            let Some((name, state)) = published_state(&letter) else { continue };
            let lookup = referenced.reference.lookup_id(&self.origin);
            let previous = store.status(&lookup).await?;
            let sequence = match &previous {
                Some((other, ..)) if *other != letter.id => {
                    tracing::warn!(envelope = %letter.id, "another letter has the same reference; no status for this one");
                    store.forget_reference(letter.id).await?;
                    continue;
                }
                Some((_, _, before)) if before == name => continue,
                Some((_, sequence, _)) => sequence.saturating_add(1),
                None if statuses.iter().any(|status| status.lookup == lookup) => continue,
                None => 1,
            };
            let mut nonce = [0; 12];
            getrandom::fill(&mut nonce).map_err(PublishError::Random)?;
            let status = Status { sequence, state, published_at: at, envelope: letter.id };
            let bytes = status.encrypt(&referenced.reference, &self.origin, nonce, &self.verdict_key);
            statuses.push(NewStatus { lookup, letter: letter.id, sequence, state: name, bytes });
        }
        store.publish(&statuses, at).await?;
        tracing::info!(at, statuses = statuses.len(), "statuses published");
        Ok(())
    }

    /// Hands the intake the statuses that it does not have. One that it does not take is logged, and offered again.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn hand_over(&self, store: &Store, intake: &Intake) -> Result<(), PublishError> {
        let mut failed = 0;
        for status in store.unsent_statuses().await? {
            match intake.status(&status.lookup, status.bytes.clone()).await {
                Ok(()) => store.mark_status_sent(&status).await?,
                Err(error) => {
                    failed += 1;
                    tracing::warn!(%error, "the intake did not take a status; it is offered again");
                }
            }
        }
        if failed == 0 {
            store.forget_references().await?;
        }
        Ok(())
    }
}

/// What the sender of a letter is told, and that state's name in the database. `None` if there is nothing to tell.
fn published_state(letter: &Letter) -> Option<(&'static str, PublishedState)> {
    match letter.state {
        State::Missing | State::Pending | State::Kept | State::Ignored => None,
        State::Unchecked => Some(("received", PublishedState::Received)),
        State::Waiting => Some(("in-screening", PublishedState::InScreening)),
        State::Releasing | State::Placing | State::Released => Some(("screened", PublishedState::Screened)),
        State::Withheld => letter.withheld().map(|reason| (reason.as_str(), PublishedState::Withheld(reason.ground()))),
    }
}

#[cfg(test)]
mod tests {
    use lakzegel_crypto::note::Algorithm;

    use super::*;

    #[test]
    fn fixed_times_are_multiples_whatever_happened_before() {
        let key = SigningKey::from_seed("demo.invalid/lakzegel/verdict", Algorithm::Ed25519, [1; 32]).expect("a good name");
        let publisher = Publisher::new(21_600, "demo.invalid/lakzegel".to_owned(), key);
        assert_eq!(publisher.fixed_time(21_600), 21_600);
        assert_eq!(publisher.fixed_time(43_199), 21_600);
        assert_eq!(publisher.next(43_199), 43_200);
        assert_eq!(publisher.next(43_200), 64_800);
    }
}
