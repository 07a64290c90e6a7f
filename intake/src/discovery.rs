//! What one provider says of itself, fetched once for all who ask at the same time, and not asked again at once when it does not answer.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{Semaphore, watch};

/// How many wait for a provider's answer at once. Whoever comes beyond those is told that the provider cannot be reached: it is slow, and the others'
/// providers are not to wait for it.
const WAITING: usize = 12;
/// How long a first failure is remembered. Each further one doubles it, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest time for which a provider that did not answer is left alone.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What was fetched from each issuer, or that it could not be.
pub struct Discovery<T> {
    issuers: Arc<Mutex<HashMap<String, Issuer<T>>>>,
    waiting: Semaphore,
}

struct Issuer<T> {
    /// When it was fetched, and what.
    fetched: Option<(Instant, Arc<T>)>,
    failed: Option<Failure>,
    /// Closed when the request that is on its way has its answer.
    asking: Option<watch::Receiver<()>>,
}

#[derive(Clone)]
struct Failure {
    at: Instant,
    pause: Duration,
    why: String,
}

impl<T: Send + Sync + 'static> Discovery<T> {
    /// With nothing fetched.
    pub fn new() -> Self {
        Self { issuers: Arc::default(), waiting: Semaphore::new(WAITING) }
    }

    /// What was fetched from this issuer within `age`, or since the call began. `fetch` begins a request; one is on its way at most, whatever the number
    /// of callers, and goes on if they leave.
    ///
    /// # Errors
    ///
    /// Why it could not be fetched: now, or a moment ago.
    pub async fn get<F>(&self, issuer: &str, age: Duration, fetch: impl FnOnce() -> F + Send) -> Result<Arc<T>, String>
    where
        F: Future<Output = Result<T, String>> + Send + 'static,
    {
        let begun = Instant::now();
        let mut fetch = Some(fetch);
        let mut place = None;
        loop {
            let mut answered = {
                let mut issuers = self.issuers.lock().unwrap_or_else(PoisonError::into_inner);
                let known = issuers.entry(issuer.to_owned()).or_default();
                match &known.fetched {
                    Some((at, value)) if *at >= begun || at.elapsed() < age => return Ok(value.clone()),
                    _ => {}
                }
                match (&known.asking, &known.failed) {
                    // If its sender has gone without a word, nobody asks any more.
                    (Some(asking), _) if asking.has_changed().is_ok() => asking.clone(),
                    (_, Some(failure)) if failure.at >= begun || failure.at.elapsed() < failure.pause => {
                        return Err(failure.why.clone());
                    }
                    _ => {
                        let Some(fetch) = fetch.take() else { return Err("it was asked, and there is no answer".to_owned()) };
                        let asking = ask(self.issuers.clone(), issuer.to_owned(), fetch());
                        known.asking.insert(asking).clone()
                    }
                }
            };
            if place.is_none() {
                place = Some(self.waiting.try_acquire().map_err(|_| "too many wait for its answer".to_owned())?);
            }
            // It has no news but its end.
            let _closed = answered.changed().await;
        }
    }
}

/// Asks in the background, so that one caller who leaves takes nothing from the others, and nobody can make it be asked again by leaving.
fn ask<T: Send + Sync + 'static>(
    issuers: Arc<Mutex<HashMap<String, Issuer<T>>>>,
    issuer: String,
    answer: impl Future<Output = Result<T, String>> + Send + 'static,
) -> watch::Receiver<()> {
    let (end, asking) = watch::channel(());
    tokio::spawn(async move {
        let answer = answer.await;
        let mut issuers = issuers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = issuers.entry(issuer).or_default();
        known.asking = None;
        match answer {
            Ok(value) => (known.fetched, known.failed) = (Some((Instant::now(), Arc::new(value))), None),
            Err(why) => {
                let pause = known.failed.as_ref().map_or(FIRST_PAUSE, |before| (before.pause * 2).min(LONGEST_PAUSE));
                known.failed = Some(Failure { at: Instant::now(), pause, why });
            }
        }
        drop(issuers);
        drop(end);
    });
    asking
}

impl<T> Default for Issuer<T> {
    fn default() -> Self {
        Self { fetched: None, failed: None, asking: None }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use tokio::{
        sync::Notify,
        task::{JoinSet, yield_now},
    };

    use super::{Discovery, FIRST_PAUSE, WAITING};

    const ISSUER: &str = "https://provider.example";
    const HOUR: Duration = Duration::from_secs(3600);

    /// A provider that is asked, and answers when it is told to.
    #[derive(Clone, Default)]
    struct Provider {
        asked: Arc<AtomicUsize>,
        answer: Arc<Notify>,
    }

    impl Provider {
        fn ask(&self, says: Result<u8, String>) -> impl Future<Output = Result<u8, String>> + Send + 'static {
            let this = self.clone();
            async move {
                this.asked.fetch_add(1, Ordering::Relaxed);
                this.answer.notified().await;
                says
            }
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::Relaxed)
        }
    }

    #[tokio::test]
    async fn it_is_asked_once_for_all_who_wait_and_also_if_they_leave() {
        let (discovery, provider) = (Arc::new(Discovery::new()), Provider::default());
        let mut waiting = JoinSet::new();
        for _ in 0..WAITING {
            let (discovery, provider) = (discovery.clone(), provider.clone());
            waiting.spawn(async move { discovery.get(ISSUER, HOUR, || provider.ask(Ok(7))).await });
        }
        while provider.asked() == 0 {
            yield_now().await;
        }
        // All others have their turn before this one has another.
        yield_now().await;
        assert!(discovery.get(ISSUER, HOUR, || provider.ask(Ok(8))).await.is_err(), "nobody waits beyond those");
        waiting.abort_all();
        while waiting.join_next().await.is_some() {}
        provider.answer.notify_one();
        assert_eq!(
            discovery.get(ISSUER, HOUR, || provider.ask(Ok(8))).await.as_deref(),
            Ok(&7),
            "the answer is for whoever comes next"
        );
        assert_eq!(provider.asked(), 1);
        provider.answer.notify_one();
        assert_eq!(
            discovery.get(ISSUER, Duration::ZERO, || provider.ask(Ok(9))).await.as_deref(),
            Ok(&9),
            "old is not good enough"
        );
        assert_eq!(provider.asked(), 2);
    }

    #[tokio::test]
    async fn a_failure_is_remembered_for_a_while_and_longer_each_time() {
        let (discovery, provider) = (Discovery::new(), Provider::default());
        let fails = || provider.ask(Err("it is down".to_owned()));
        let mut pause = FIRST_PAUSE;
        for times in 1..4 {
            provider.answer.notify_one();
            assert!(discovery.get(ISSUER, HOUR, fails).await.is_err());
            assert_eq!((discovery.get(ISSUER, HOUR, fails).await, provider.asked()), (Err("it is down".to_owned()), times));
            let mut issuers = discovery.issuers.lock().expect("nobody else has it");
            let failure = issuers.get_mut(ISSUER).and_then(|known| known.failed.as_mut()).expect("it is remembered");
            assert_eq!(failure.pause, pause);
            pause *= 2;
            // The pause is over.
            failure.at -= pause;
        }
        provider.answer.notify_one();
        assert!(discovery.get(ISSUER, HOUR, || provider.ask(Ok(7))).await.is_ok());
        assert_eq!(provider.asked(), 4);
    }
}
