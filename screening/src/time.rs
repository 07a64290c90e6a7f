//! Time as the office counts it: seconds since 1970 and days since 1970, both in UTC, the calendar's names for them, and what a clock on a wall shows.

use std::time::{SystemTime, UNIX_EPOCH};

use ::time::{Date, Month, UtcDateTime};
use jiff::{Timestamp, tz::TimeZone};

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

/// The zone that a manifest names where its configuration says none.
pub fn netherlands() -> String {
    "Europe/Amsterdam".to_owned()
}

/// Whether the database of time zones that is built in has this name, in this spelling.
pub fn is_zone(zone: &str) -> bool {
    TimeZone::get(zone).is_ok_and(|found| found.iana_name() == Some(zone))
}

/// What a clock on a wall in this zone shows at a time in seconds since 1970, with the zone's sign at that time, as in `24-11-2025 16:00 CET`: in the hour
/// that comes twice in autumn only that tells one from the other. In UTC if no zone is called so.
pub fn on_the_wall(seconds: u64, zone: &str) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(Timestamp::MAX);
    let zone = Some(zone).filter(|zone| is_zone(zone)).and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
    moment.to_zoned_datetime(zone).strftime("%d-%m-%Y %H:%M %Z").to_string()
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
    use super::{DAY, calendar, day_of, is_zone, on_the_wall};

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
    fn a_wall_clock_shows_its_own_day_and_tells_the_hour_that_comes_twice() {
        let amsterdam = |time| on_the_wall(time, "Europe/Amsterdam");
        assert_eq!(amsterdam(1_764_457_980), "30-11-2025 00:13 CET", "by UTC it is the day before");
        // The night of 29 March 2026: from two to three there is nothing.
        assert_eq!(amsterdam(1_774_745_999), "29-03-2026 01:59 CET");
        assert_eq!(amsterdam(1_774_746_000), "29-03-2026 03:00 CEST");
        // The night of 25 October 2026: from two to three, twice.
        assert_eq!(amsterdam(1_792_888_200), "25-10-2026 02:30 CEST");
        assert_eq!(amsterdam(1_792_891_800), "25-10-2026 02:30 CET");
        assert_eq!(on_the_wall(1_764_457_980, "America/Curacao"), "29-11-2025 19:13 AST");
    }

    #[test]
    fn a_zone_that_is_none_is_shown_as_utc_and_said() {
        for none in ["", "Europe/Nergens", "europe/amsterdam", "/etc/localtime", "../Amsterdam"] {
            assert!(!is_zone(none), "{none}");
            assert_eq!(on_the_wall(1_764_457_980, none), "29-11-2025 23:13 UTC", "{none}");
        }
        assert_eq!(on_the_wall(u64::MAX, "Europe/Amsterdam").get(..10), Some("30-12-9999"));
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
