//! What time it is. Nothing finer than a day is ever stored, and nothing finer than an hour is ever logged.

use std::time::{SystemTime, UNIX_EPOCH};

const HOUR: u64 = 60 * 60;
/// Seconds in a day.
pub const DAY: u64 = 24 * HOUR;

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Days since 1970.
pub fn today() -> u64 {
    now() / DAY
}

/// How many seconds are left of the running hour.
pub fn until_next_hour() -> u64 {
    HOUR - now() % HOUR
}

/// The hour in which a time lies, as RFC 3339 has it: `2026-08-14T13:00:00Z`.
pub fn hour(time: u64) -> String {
    let (year, month, day) = date(time / DAY);
    format!("{year:04}-{month:02}-{day:02}T{:02}:00:00Z", time % DAY / HOUR)
}

/// The Gregorian date of a day since 1970: years are counted from March, so that a leap day is the last of its year.
fn date(day: u64) -> (u64, u64, u64) {
    const FOUR_CENTURIES: u64 = 146_097;
    let day = day + 719_468; // from 0000-03-01
    let in_era = day % FOUR_CENTURIES;
    let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let date = in_year - (153 * month + 2) / 5 + 1;
    let january = u64::from(month >= 10);
    (day / FOUR_CENTURIES * 400 + year + january, month + 3 - 12 * january, date)
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
