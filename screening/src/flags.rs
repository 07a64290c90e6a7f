//! What is pointed out to people and never withholds a letter by itself: one person used two visit keys within an hour, or sent more
//! letters than a volume limit of the manifest allows.
//!
//! For every letter the limits are those of the newest manifest: they are the office's policy of the day, not a part of the letter.

use std::collections::{BTreeMap, HashMap};

use lakzegel_crypto::manifest::VolumeLimit;

use crate::{
    sender::VouchedLetter,
    store::{Store, StoreError},
    time::DAY,
};

/// Two visits of one person are flagged if their logins are at most this many seconds apart.
const VISITS_APART: u64 = 60 * 60;

/// A volume limit that a letter exceeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// How many letters the person has sent within the limit's days, this one and those before it in the log.
    pub letters: u64,
    /// The limit.
    pub limit: VolumeLimit,
}

/// What is pointed out about one letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The log numbers of letters that the same person wrote in another visit whose login was within the hour. Mostly that is a sender who
    /// started again; but an intake that took a login for itself looks the same.
    pub other_visits: Vec<u64>,
    /// The limits that the letter exceeds.
    pub over: Vec<Exceeded>,
}

impl Flags {
    /// The flags of the letter at entry `number`.
    pub async fn of(store: &Store, number: u64, limits: &[VolumeLimit]) -> Result<Self, StoreError> {
        let written = store.vouched_letters_of_the_sender_of(number).await?;
        Ok(point_out(&written, limits, |letter| letter.number == number).remove(&number).unwrap_or_default())
    }

    /// The flags of every letter that has any, by its log number.
    pub async fn all(store: &Store, limits: &[VolumeLimit]) -> Result<BTreeMap<u64, Self>, StoreError> {
        let mut all = point_out(&store.vouched_letters().await?, limits, |_| true);
        all.retain(|_, flags| *flags != Self::default());
        Ok(all)
    }
}

/// The flags of those letters that are asked for, among all that their senders wrote.
fn point_out(written: &[VouchedLetter], limits: &[VolumeLimit], asked: impl Fn(&VouchedLetter) -> bool) -> BTreeMap<u64, Flags> {
    let mut people: HashMap<[u8; 32], Vec<&VouchedLetter>> = HashMap::new();
    written.iter().for_each(|letter| people.entry(letter.person).or_default().push(letter));
    let mut all: BTreeMap<u64, Flags> = BTreeMap::new();
    for letter in written.iter().filter(|letter| asked(letter)) {
        let own = &people[&letter.person];
        let flags = all.entry(letter.number).or_default();
        let elsewhere = own.iter().filter(|other| other.visit_key != letter.visit_key);
        let close = elsewhere.filter(|other| other.issued.abs_diff(letter.issued) <= VISITS_APART);
        flags.other_visits.extend(close.map(|other| other.number));
        flags.other_visits.sort_unstable();
        flags.other_visits.dedup();
        flags.over.extend(limits.iter().filter_map(|limit| over(letter, own, limit)));
    }
    all
}

/// Whether a letter goes over a limit: whether there are so many days in a row, its own login's among them, from which the log already
/// has as many letters of its sender as may be. Logins count, for that is when a sender writes: a letter may wait on its device for
/// days, and screening may be late.
fn over(letter: &VouchedLetter, own: &[&VouchedLetter], limit: &VolumeLimit) -> Option<Exceeded> {
    let span = u64::from(limit.days).saturating_mul(DAY);
    let before = own.iter().filter(|other| other.number <= letter.number);
    let near = before.map(|other| other.issued).filter(|issued| issued.abs_diff(letter.issued) < span);
    let mut logins: Vec<u64> = near.collect();
    logins.sort_unstable();
    let begins = logins.iter().enumerate().take_while(|(_, begin)| **begin <= letter.issued);
    let most = begins.map(|(first, begin)| logins[first..].partition_point(|login| login - begin < span)).max();
    let letters = most.unwrap_or(0) as u64;
    (letters > u64::from(limit.letters)).then(|| Exceeded { letters, limit: limit.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of one person, by the days of their logins, in the log's order.
    fn letters(days: &[u64]) -> Vec<VouchedLetter> {
        let letter = |(number, day): (u64, &u64)| VouchedLetter {
            number,
            person: [7; 32],
            visit_key: [u8::try_from(number).expect("few letters"); 32],
            issued: day * DAY,
        };
        (0..).zip(days).map(letter).collect()
    }

    /// How many letters each of these is told to have within a limit of two in three days.
    fn counted(days: &[u64]) -> Vec<(u64, u64)> {
        let limit = VolumeLimit { letters: 2, days: 3, basis: "huisregels".to_owned() };
        let all = point_out(&letters(days), &[limit], |_| true);
        all.into_iter().filter_map(|(number, flags)| Some((number, flags.over.first()?.letters))).collect()
    }

    #[test]
    fn the_letter_that_is_one_too_many_within_the_days_is_over() {
        assert_eq!(counted(&[10, 11]), []);
        assert_eq!(counted(&[10, 11, 12]), [(2, 3)]);
        assert_eq!(counted(&[10, 11, 12, 12, 20]), [(2, 3), (3, 4)]);
        // From the first to the fourth day it is three days.
        assert_eq!(counted(&[10, 11, 13]), []);
    }

    #[test]
    fn a_letter_that_comes_late_counts_where_it_was_written() {
        // Written on the eleventh day, and last in the log: it is the third of three days, and the others were none too many.
        assert_eq!(counted(&[10, 12, 11]), [(2, 3)]);
        // Between two others that are too far apart for one another, it is over with neither.
        assert_eq!(counted(&[10, 14, 12]), []);
    }
}
