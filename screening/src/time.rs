//! Time as the office counts it: seconds since 1970 and days since 1970, both in UTC, and the calendar's names for them.

use std::time::{SystemTime, UNIX_EPOCH};

use ::time::{Date, Month, UtcDateTime};

/// Seconds in a day.
pub const DAY: u64 = 24 * 60 * 60;

/// The system's clock, in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The date and time, in UTC, of a time in seconds since 1970. After the year 9999 it is that year's last moment.
pub fn calendar(seconds: u64) -> UtcDateTime {
    i64::try_from(seconds).ok().and_then(|seconds| UtcDateTime::from_unix_timestamp(seconds).ok()).unwrap_or(UtcDateTime::MAX)
}

/// The day of a date such as 2026-11-28, in days since 1970. `None` for anything else, and for dates before 1970.
pub fn day_of(date: &str) -> Option<u64> {
    let mut parts = date.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u16>().ok()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()?;
    let days = (date - UtcDateTime::UNIX_EPOCH.date()).whole_days();
    if parts.next().is_none() { u64::try_from(days).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{DAY, calendar, day_of};

    fn fields(seconds: u64) -> [i32; 6] {
        let time = calendar(seconds);
        let (hour, minute, second) = time.as_hms();
        [time.year(), u8::from(time.month()).into(), time.day().into(), hour.into(), minute.into(), second.into()]
    }

    #[test]
    fn seconds_since_1970_become_a_date() {
        assert_eq!(fields(0), [1970, 1, 1, 0, 0, 0]);
        assert_eq!(fields(951_782_399), [2000, 2, 28, 23, 59, 59]);
        assert_eq!(fields(951_782_400), [2000, 2, 29, 0, 0, 0]);
        assert_eq!(fields(4_107_542_400), [2100, 3, 1, 0, 0, 0]);
        assert_eq!(fields(u64::MAX), [9999, 12, 31, 23, 59, 59], "it stops where the calendar does");
    }

    #[test]
    fn a_date_is_a_day() {
        assert_eq!(day_of("1970-01-01"), Some(0));
        assert_eq!(day_of("2000-02-29"), Some(11_016));
        assert_eq!(day_of("2026-09-21"), Some(1_790_000_000 / DAY));
        assert_eq!(day_of("2100-03-01"), Some(4_107_542_400 / DAY));
    }

    #[test]
    fn what_is_not_a_date_is_none() {
        for wrong in [
            "",
            "morgen",
            "28-11-2026",
            "2026-11-31",
            "2027-02-29",
            "2026-13-01",
            "2026-1-1",
            "2026-11-28-1",
            "+026-11-28",
            "2026-+1-01",
            "1969-12-31",
        ] {
            assert_eq!(day_of(wrong), None, "{wrong}");
        }
    }
}
