//! Telling senders how their letters fare: at fixed times, encrypted to each letter's reference, signed with the verdict key.
//!
//! What is told, and when, follows from the letter and the decision alone. Nothing here knows whether a recipient exists.

use lakzegel_crypto::{State as Told, Status, note::SigningKey};

use crate::{
    intake::Intake,
    store::{Fact, Letter, NewStatus, State, Store, StoreError},
};

/// Publishes at multiples of a number of seconds.
pub struct Publisher {
    every: u64,
    origin: String,
    verdict_key: SigningKey,
}

/// Why statuses were not published or handed over; what is due stays due.
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
    /// Publishes for the deployment `origin`; `every` is at least a second.
    pub fn new(every: u64, origin: String, verdict_key: SigningKey) -> Self {
        Self { every: every.max(1), origin, verdict_key }
    }

    /// The key that signs.
    pub fn verdict_key(&self) -> &SigningKey {
        &self.verdict_key
    }

    /// The fixed time at or before `now`.
    fn fixed_time(&self, now: u64) -> u64 {
        now - now % self.every
    }

    /// The next fixed time after `now`.
    pub fn next(&self, now: u64) -> u64 {
        self.fixed_time(now) + self.every
    }

    /// Makes every status that has changed, if a fixed time has passed since the last publication. One that was missed because
    /// screening was down is made up for.
    pub async fn publish_if_due(&self, store: &Store, now: u64) -> Result<(), PublishError> {
        let at = self.fixed_time(now);
        match store.fact(Fact::LastPublication).await? {
            Some(last) if at <= last => return Ok(()),
            Some(_) => {}
            // A screening that has just been set up has nothing to make up for.
            None => return Ok(store.set_fact(Fact::LastPublication, at).await?),
        }
        let mut statuses: Vec<NewStatus> = Vec::new();
        for referenced in store.referenced().await? {
            let letter = referenced.letter;
            let Some((name, told)) = told(&letter) else { continue };
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
            let status = Status { sequence, state: told, published_at: at, envelope: letter.id };
            let bytes = status.encrypt(&referenced.reference, &self.origin, nonce, &self.verdict_key);
            statuses.push(NewStatus { lookup, letter: letter.id, sequence, state: name, bytes });
        }
        store.publish(&statuses, at).await?;
        tracing::info!(at, statuses = statuses.len(), "statuses published");
        Ok(())
    }

    /// Hands the intake what it does not have yet.
    pub async fn hand_over(&self, store: &Store, intake: &Intake) -> Result<(), PublishError> {
        let mut failed = 0;
        for status in store.unsent().await? {
            match intake.status(&status.lookup, status.bytes.clone()).await {
                Ok(()) => store.sent(&status).await?,
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

/// What the sender of an opened letter is told, and that state's name here.
fn told(letter: &Letter) -> Option<(&'static str, Told)> {
    match letter.state {
        State::Missing | State::Pending | State::Kept | State::Ignored => None,
        State::Unchecked => Some(("received", Told::Received)),
        State::Waiting => Some(("in-screening", Told::InScreening)),
        State::Releasing | State::Placing | State::Released => Some(("screened", Told::Screened)),
        State::Withheld => letter.withheld().map(|reason| (reason.as_str(), Told::Withheld(reason.ground()))),
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
