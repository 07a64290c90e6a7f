//! How often visitor codes may be tried, and the slow hash that each try costs.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::visitor_code::{Admission, CodeHalf};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// How many tries may come at once (a token bucket's size).
const BURST: u32 = 30;
/// One try is added after this time. There are 2^54 codes: whoever uses every try finds one of a day's ten thousand once in some 80,000 years
/// (docs/threat-model.md has the arithmetic).
const REFILL: Duration = Duration::from_secs(1);

/// How many tries are left, for all senders together, because a guesser can use any number of addresses.
pub struct Tries {
    /// The tries that are left, and when the last one was added.
    left: Mutex<(u32, Instant)>,
    /// A slow hash takes 19 MiB and a core: one at a time, even if the client that asked has gone.
    hashing: Arc<Semaphore>,
}

impl Tries {
    /// With all tries.
    pub fn new() -> Self {
        Self { left: Mutex::new((BURST, Instant::now())), hashing: Arc::new(Semaphore::new(1)) }
    }

    /// Takes one try, and hashes a code's admission half for `origin` and `day` (days since 1970).
    ///
    /// # Errors
    ///
    /// [`ProblemType::TooMany`] if no try is left.
    pub async fn hash(&self, half: CodeHalf<Admission>, origin: String, day: u64) -> Result<[u8; 32], ProblemType> {
        self.take(Instant::now())?;
        let turn = self.hashing.clone().acquire_owned().await.map_err(|_| ProblemType::Internal)?;
        let hash = spawn_blocking(move || {
            let _until_it_is_done = turn;
            half.hash(&origin, day)
        });
        hash.await.map_err(|_| ProblemType::Internal)
    }

    /// Takes one try.
    fn take(&self, now: Instant) -> Result<(), ProblemType> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, since) = *left;
        let gained = u32::try_from(now.saturating_duration_since(since).as_secs() / REFILL.as_secs()).unwrap_or(u32::MAX);
        let count = count.saturating_add(gained).min(BURST);
        *left = (count.checked_sub(1).ok_or(ProblemType::TooMany)?, since + REFILL * gained);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use lakzegel_contract::ProblemType;

    use super::{BURST, REFILL, Tries};

    #[test]
    fn tries_run_out_and_come_back_one_by_one() {
        let (tries, start) = (Tries::new(), Instant::now());
        for number in 0..BURST {
            assert_eq!(tries.take(start), Ok(()), "{number}");
        }
        let too_many = Err(ProblemType::TooMany);
        assert_eq!(tries.take(start), too_many);
        let later = start + REFILL * 2 + Duration::from_millis(1);
        assert_eq!((tries.take(later), tries.take(later), tries.take(later)), (Ok(()), Ok(()), too_many));
        let much_later = later + Duration::from_secs(3600);
        let all = (0..2 * BURST).filter(|_| tries.take(much_later).is_ok()).count();
        assert_eq!(all, BURST as usize, "never more than a burst");
    }
}
