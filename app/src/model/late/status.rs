//! How a letter fares: fetched and decrypted with the sender's reference, and with nothing else.

use std::cell::Cell;

use lakzegel_contract::{ProblemType, path};
use lakzegel_crypto::{EnvelopeId, Reference, Status, StatusError};

use crate::{
    browser::net::{self, NoAnswer},
    model::manifest::{Ready, saw_signed},
};

/// What asking for a status came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusQuery {
    /// Not asked yet.
    No,
    /// On its way.
    Busy,
    /// Screening has published nothing yet.
    Nothing,
    /// This.
    Known(Status),
    /// This, some time ago: since then it was not published anew, as it should have been twice.
    Old(Status),
    /// No answer.
    Unreachable,
    /// An answer, but not the intake's.
    SomebodyElse,
    /// An answer, but not screening's, or not about this letter.
    False,
}

/// Asks, and decrypts the answer. `about` is the envelope that it must be about, where that is known.
pub async fn fetch(ready: &Ready, reference: &Reference, about: Option<EnvelopeId>) -> StatusQuery {
    let origin = &ready.manifest.origin;
    let path = path::fill(path::STATUS, reference.lookup_id(origin));
    let read = |bytes: Vec<u8>| match Status::decrypt(&bytes, reference, origin, &ready.manifest.verdict_key) {
        Err(StatusError::Form) => None,
        status => Some(status.ok()),
    };
    let said = match net::get(&path).await {
        Ok(answer) => net::said(answer, read).await,
        Err(none) => Err(none),
    };
    match said {
        Ok(Ok(status)) => {
            let ours = status.filter(|status| about.is_none_or(|about| about == status.envelope));
            if let Some(status) = ours {
                saw_signed(status.published_at);
            }
            ours.map_or(StatusQuery::False, |status| aged(not_back(status), ready.manifest.status_period, ready.now()))
        }
        Ok(Err(problem)) if problem.kind() == Some(ProblemType::NotFound) => StatusQuery::Nothing,
        Ok(Err(_)) | Err(NoAnswer::Nothing) => StatusQuery::Unreachable,
        Err(NoAnswer::SomebodyElse) => StatusQuery::SomebodyElse,
    }
}

thread_local! {
    /// The newest status that this page has seen.
    static NEWEST: Cell<Option<Status>> = const { Cell::new(None) };
}

/// A letter does not go back: an older status that is served again, by mistake or on purpose, gives way to the one that was there.
fn not_back(status: Status) -> Status {
    let newer = NEWEST.get().filter(|newest| newest.envelope == status.envelope && newest.published_at > status.published_at);
    let status = newer.unwrap_or(status);
    NEWEST.set(Some(status));
    status
}

/// Nothing older than two periods is called how the letter fares: whoever wants to hide a newer status can serve an older one again.
fn aged(status: Status, period: u64, now: u64) -> StatusQuery {
    let is_old = status.published_at.saturating_add(period.saturating_mul(2)) < now;
    if is_old { StatusQuery::Old(status) } else { StatusQuery::Known(status) }
}

#[cfg(test)]
mod tests {
    use lakzegel_crypto::State;

    use super::*;

    fn status(envelope: u8, published_at: u64, state: State) -> Status {
        Status { state, published_at, envelope: EnvelopeId::from_bytes([envelope; 32]) }
    }

    #[test]
    fn a_letter_does_not_go_back_to_an_older_status() {
        let screened = status(1, 3, State::Screened);
        assert_eq!(not_back(status(1, 2, State::InScreening)).published_at, 2);
        assert_eq!(not_back(screened), screened);
        assert_eq!(not_back(status(1, 2, State::InScreening)), screened, "served again, it gives way");
        assert_eq!(not_back(status(2, 1, State::Received)).published_at, 1, "another letter has its own");
    }

    #[test]
    fn a_status_that_was_not_published_anew_for_two_periods_is_an_old_one() {
        let screened = status(1, 1_000, State::Screened);
        for (now, is_old) in [(0, false), (1_000, false), (1_200, false), (1_201, true), (u64::MAX, true)] {
            assert_eq!(matches!(aged(screened, 100, now), StatusQuery::Old(_)), is_old, "{now}");
        }
        assert!(matches!(aged(screened, u64::MAX, u64::MAX), StatusQuery::Known(_)));
    }
}
