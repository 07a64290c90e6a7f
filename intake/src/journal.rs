//! Everything that the intake logs: JSON lines on standard error.
//!
//! - **Events of the service itself**: ready, stopped, a manifest replaced or ignored, a database that does not work.
//! - **Counts of requests**: action, kind of object, result and number, once an hour and when the intake stops. A line for each request
//!   would tell when somebody did something, even without a time in it, because log collectors add the time.
//!
//! Never: an address, user agent, referrer, query, id, look-up id, name, token, code or cookie. Times are cut to the hour. Lines of
//! libraries are dropped, because their content is not in our hands.

use std::{
    collections::BTreeMap,
    fmt, mem,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    fmt::{format::Writer, time::FormatTime},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::time::{hour, now, until_next_hour};

/// Action, kind of object, result. All are words from our own code.
type Counted = (&'static str, &'static str, &'static str);

/// The counts of the current hour.
#[derive(Default)]
pub struct Journal {
    counts: Mutex<BTreeMap<Counted, u64>>,
}

impl Journal {
    /// Counts one answer.
    pub fn count(&self, action: &'static str, object: &'static str, result: &'static str) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry((action, object, result)).or_default() += 1;
    }

    /// Logs the counts at every full hour, for ever.
    pub async fn write_hourly(&self) {
        loop {
            let this_hour = now();
            tokio::time::sleep(Duration::from_secs(until_next_hour())).await;
            self.write(this_hour);
        }
    }

    /// Logs the counts as those of the hour in which `time` lies (seconds since 1970), and begins again at zero.
    pub fn write(&self, time: u64) {
        let counts = mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        let hour = hour(time);
        for ((action, object, result), count) in counts {
            tracing::info!(hour, action, object, result, count, "asked");
        }
    }
}

/// Something that anybody can make go wrong as often as they like: it is logged once a minute at most, with how often it was.
#[derive(Default)]
pub struct Seldom(Mutex<(Option<Instant>, u64)>);

impl Seldom {
    /// Counts once more. If a minute is over since the last line, gives how often it was since then: time for the next.
    pub fn count(&self, now: Instant) -> Option<u64> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, times) = &mut *known;
        *times += 1;
        let due = last.is_none_or(|last| now.duration_since(last) >= Duration::from_secs(60));
        due.then(|| {
            *last = Some(now);
            mem::take(times)
        })
    }
}

/// Sends this program's own events, and no library's, to standard error.
///
/// # Panics
///
/// If it was called before.
pub fn start() {
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_target(false).with_timer(Hour);
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), LevelFilter::INFO);
    tracing_subscriber::registry().with(lines.with_writer(std::io::stderr).with_filter(ours)).init();
}

struct Hour;

impl FormatTime for Hour {
    fn format_time(&self, out: &mut Writer<'_>) -> fmt::Result {
        out.write_str(&hour(now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_often_is_told_once_a_minute_with_how_often_it_was() {
        let (seldom, begin) = (Seldom::default(), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!([0, 1, 59, 60, 61, 300].map(|second| seldom.count(at(second))), [Some(1), None, None, Some(3), None, Some(2)]);
    }
}
