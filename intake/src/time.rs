//! The time. Stored times are whole days, of returned logins minutes; and logged times whole hours.

use std::time::{SystemTime, UNIX_EPOCH};

use ::time::UtcDateTime;

/// Seconds in a minute.
pub const MINUTE: u64 = 60;
/// Seconds in an hour.
pub const HOUR: u64 = 60 * MINUTE;
/// Seconds in a day.
pub const DAY: u64 = 24 * HOUR;

/// Now, in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Today, in days since 1970 (UTC).
pub fn today() -> u64 {
    now() / DAY
}

/// How many seconds are left of the current hour.
pub fn until_next_hour() -> u64 {
    HOUR - now() % HOUR
}

/// The hour in which a time lies, as RFC 3339 has it: `2026-08-14T13:00:00Z`. `time` is in seconds since 1970.
pub fn hour(time: u64) -> String {
    let time = i64::try_from(time).ok().and_then(|time| UtcDateTime::from_unix_timestamp(time).ok()).unwrap_or(UtcDateTime::MAX);
    format!("{}T{:02}:00:00Z", time.date(), time.hour())
}

#[cfg(test)]
mod tests {
    use super::hour;

    #[test]
    fn times_are_cut_to_the_hour() {
        assert_eq!(hour(0), "1970-01-01T00:00:00Z");
        assert_eq!(hour(951_825_599), "2000-02-29T11:00:00Z");
        assert_eq!(hour(1_790_000_000), "2026-09-21T14:00:00Z");
        assert_eq!(hour(4_107_542_399), "2100-02-28T23:00:00Z");
        assert_eq!(hour(4_107_542_400), "2100-03-01T00:00:00Z");
    }
}
