//! What is pointed out to people and never withholds a letter by itself: one person used two visit keys within an hour although the first
//! was not used up, or sent more letters than a volume limit of the manifest allows; or a letter is the first in somebody's name.
//!
//! For every letter the limits are those of the newest manifest: they are the office's policy of the day, not a part of the letter.

use std::collections::{BTreeMap, HashMap, HashSet};

use lakzegel_crypto::{Manifest, manifest::VolumeLimit};

use crate::{
    sender::VouchedLetter,
    store::{Store, StoreError},
    time::DAY,
};

/// Two visits of one person are flagged if their logins are at most this many seconds apart.
const VISITS_APART: u64 = 60 * 60;

/// Who logged in before this time, in seconds since 1970, is forgotten: no letter that may still come can be flagged together with
/// one of theirs.
///
/// A letter of one day's login is counted with those of as many days before as the longest limit has, and may come a visit's life and the
/// outbox's later; a visitor code's day counts from its beginning.
pub fn forgotten_before(manifest: &Manifest, now: u64) -> u64 {
    let days = manifest.volume_limits.iter().map(|limit| u64::from(limit.days)).max().unwrap_or(0);
    let counted = (days * DAY).max(VISITS_APART);
    let late =
        manifest.visit_life.saturating_add(manifest.outbox_life).saturating_add(manifest.clock_tolerance.saturating_mul(2));
    now.saturating_sub(counted.saturating_add(late).saturating_add(DAY))
}

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
    /// Whether it is the first letter in its person's name, as far back as people are known. Most often that is somebody new; but a login
    /// that somebody else took for himself looks the same, and its owner has never written.
    pub first: bool,
    /// The log numbers of letters that the same person wrote in another visit whose login was within the hour. Mostly that is a sender who
    /// started again; but an intake that took a login for itself looks the same.
    pub other_visits: Vec<u64>,
    /// The limits that the letter exceeds.
    pub over: Vec<Exceeded>,
}

impl Flags {
    /// The flags of the letter at entry `number`, by the newest manifest.
    pub async fn of(store: &Store, number: u64, newest: Option<&Manifest>) -> Result<Self, StoreError> {
        let written = store.vouched_letters_of_the_sender_of(number).await?;
        Ok(point_out(&written, newest, |letter| letter.number == number).remove(&number).unwrap_or_default())
    }

    /// The flags of every letter that has any, by its log number and by the newest manifest.
    pub async fn all(store: &Store, newest: Option<&Manifest>) -> Result<BTreeMap<u64, Self>, StoreError> {
        let mut all = point_out(&store.vouched_letters().await?, newest, |_| true);
        all.retain(|_, flags| *flags != Self::default());
        Ok(all)
    }
}

/// The flags of those letters that are asked for, among all that their senders wrote.
fn point_out(
    written: &[VouchedLetter],
    newest: Option<&Manifest>,
    asked: impl Fn(&VouchedLetter) -> bool,
) -> BTreeMap<u64, Flags> {
    let limits = newest.map_or(&[][..], |manifest| &manifest.volume_limits);
    let mut people: HashMap<i64, Vec<&VouchedLetter>> = HashMap::new();
    written.iter().for_each(|letter| people.entry(letter.someone).or_default().push(letter));
    let visits: HashMap<i64, Vec<Visit>> = people.iter().map(|(someone, own)| (*someone, visits(own))).collect();
    let shared = shared(written);
    let mut all: BTreeMap<u64, Flags> = BTreeMap::new();
    for letter in written.iter().filter(|letter| asked(letter)) {
        let own = &people[&letter.someone];
        let flags = all.entry(letter.number).or_default();
        let of_sender = &visits[&letter.someone];
        for visit in of_sender.iter().filter(|visit| visit.key == letter.visit_key) {
            let odd = of_sender.iter().filter(|other| other.key != visit.key && visit.is_odd_beside(other, newest));
            flags.other_visits.extend(odd.flat_map(|other| &other.numbers));
        }
        flags.first |=
            letter.is_first && (shared.contains(&letter.visit_key) || !own.iter().any(|other| comes_before(other, letter)));
        flags.other_visits.sort_unstable();
        flags.other_visits.dedup();
        flags.over.extend(limits.iter().filter_map(|limit| over(letter, own, limit)));
    }
    all
}

/// Whether another letter of the same visit was the first already. One that the program withheld does not count: it would take the mark from
/// the letter that people see.
fn comes_before(other: &VouchedLetter, letter: &VouchedLetter) -> bool {
    other.visit_key == letter.visit_key && other.number < letter.number && !other.turned_away
}

/// The visit keys that several people have. No honest client does that, and nobody can tell from here which letter is whose.
fn shared(written: &[VouchedLetter]) -> HashSet<[u8; 32]> {
    let mut whose: HashMap<[u8; 32], i64> = HashMap::new();
    let others = |letter: &&VouchedLetter| *whose.entry(letter.visit_key).or_insert(letter.someone) != letter.someone;
    written.iter().filter(others).map(|letter| letter.visit_key).collect()
}

/// One visit, by the letters that were written in it.
struct Visit {
    key: [u8; 32],
    /// When it was logged in to, in seconds since 1970.
    issued: u64,
    /// Where its letters are in the log, in that order.
    numbers: Vec<u64>,
    /// When the last of them was sealed, in seconds since 1970. `None` if that is not known of each.
    last_sealed: Option<u64>,
}

/// The visits of one person.
fn visits(own: &[&VouchedLetter]) -> Vec<Visit> {
    let mut visits: BTreeMap<([u8; 32], u64), Visit> = BTreeMap::new();
    for letter in own {
        let (key, issued) = (letter.visit_key, letter.issued);
        let visit = visits.entry((key, issued)).or_insert(Visit { key, issued, numbers: Vec::new(), last_sealed: Some(0) });
        visit.numbers.push(letter.number);
        visit.last_sealed = visit.last_sealed.zip(letter.sealed_at).map(|(last, sealed)| last.max(sealed));
    }
    visits.into_values().collect()
}

impl Visit {
    /// Whether it is odd that one person has both visits: within the hour, and the earlier one had letters left.
    fn is_odd_beside(&self, other: &Self, newest: Option<&Manifest>) -> bool {
        let is_first = (self.issued, &self.numbers) <= (other.issued, &other.numbers);
        let (earlier, later) = if is_first { (self, other) } else { (other, self) };
        // Without a manifest nothing is known to be used up.
        let used_up = newest.is_some_and(|manifest| earlier.was_used_up_before(later, manifest));
        later.issued - earlier.issued <= VISITS_APART && !used_up
    }

    /// Whether a sender had to log in again: all letters of this visit were sealed before the next login, as far as clocks can tell, and in
    /// the log before the next visit's first.
    ///
    /// The time of sealing is the sealer's own word, and an intake says the order of the log. So who took a login over stays unseen if he
    /// writes every letter of that visit before the sender's next: see docs/threat-model.md.
    fn was_used_up_before(&self, later: &Self, manifest: &Manifest) -> bool {
        self.numbers.len() >= manifest.letters_per_visit as usize
            && self.last_sealed.is_some_and(|sealed| sealed <= later.issued.saturating_add(manifest.clock_tolerance))
            && self.numbers.last() < later.numbers.first()
    }
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

    fn manifest() -> Manifest {
        let vectors = include_str!("../../crypto/tests/vectors/04_manifest.txt");
        let text = vectors.split_once("manifest <<<\n").expect("the vectors have a manifest").1;
        let text = text.split_once("\n\n").expect("signatures follow").0;
        let manifest = Manifest::parse_text(&format!("{text}\n")).expect("it is a manifest");
        Manifest { letters_per_visit: 3, clock_tolerance: 120, volume_limits: Vec::new(), ..manifest }
    }

    /// Letters of one person, by the days of their logins, in the log's order.
    fn letters(days: &[u64]) -> Vec<VouchedLetter> {
        let letter = |(number, day): (u64, &u64)| VouchedLetter {
            number,
            someone: 7,
            visit_key: [u8::try_from(number).expect("few letters"); 32],
            issued: day * DAY,
            is_first: false,
            sealed_at: Some(day * DAY + 60),
            turned_away: false,
        };
        (0..).zip(days).map(letter).collect()
    }

    /// How many letters each of these is told to have within a limit of two in three days.
    fn counted(days: &[u64]) -> Vec<(u64, u64)> {
        let limit = VolumeLimit { letters: 2, days: 3, basis: "huisregels".to_owned() };
        let manifest = Manifest { volume_limits: vec![limit], ..manifest() };
        let all = point_out(&letters(days), Some(&manifest), |_| true);
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

    /// The numbers of those letters that are flagged for their visits: each letter has its visit, its login and its sealing, in minutes.
    fn odd(letters: &[(u8, u64, Option<u64>)]) -> Vec<u64> {
        let letter = |(number, (visit, login, sealed)): (u64, &(u8, u64, Option<u64>))| VouchedLetter {
            number,
            someone: 7,
            visit_key: [*visit; 32],
            issued: DAY + login * 60,
            is_first: false,
            sealed_at: sealed.map(|at| DAY + at * 60),
            turned_away: false,
        };
        let written: Vec<VouchedLetter> = (0..).zip(letters).map(letter).collect();
        let all = point_out(&written, Some(&manifest()), |_| true);
        all.into_iter().filter(|(_, flags)| !flags.other_visits.is_empty()).map(|(number, _)| number).collect()
    }

    #[test]
    fn who_used_up_a_visit_may_log_in_again() {
        let used_up = [(1, 0, Some(5)), (1, 0, Some(15)), (1, 0, Some(25))];
        let then = |letters: &[(u8, u64, Option<u64>)]| odd(&[&used_up[..], letters].concat());
        assert_eq!(then(&[(2, 30, Some(35))]), [0_u64; 0]);
        assert_eq!(
            then(&[(2, 25, Some(35)), (2, 25, Some(36)), (2, 25, Some(37)), (3, 40, Some(45))]),
            [0_u64; 0],
            "and once more"
        );
        assert_eq!(then(&[(2, 23, Some(35))]), [0_u64; 0], "a clock that is two minutes ahead");
        // An hour and a minute later it never was odd.
        assert_eq!(odd(&[(1, 0, Some(5)), (2, 61, Some(65))]), [0_u64; 0]);
    }

    #[test]
    fn a_login_beside_a_visit_that_had_letters_left_is_odd() {
        assert_eq!(odd(&[(1, 0, Some(5)), (2, 30, Some(35))]), [0, 1]);
        assert_eq!(odd(&[(1, 0, Some(5)), (1, 0, Some(6)), (2, 30, Some(35))]), [0, 1, 2], "one was left");
        assert_eq!(odd(&[(1, 0, Some(5)), (1, 0, Some(15)), (1, 0, Some(33)), (2, 30, Some(45))]), [0, 1, 2, 3], "sealed later");
        assert_eq!(odd(&[(1, 0, Some(5)), (1, 0, Some(6)), (2, 30, Some(35)), (1, 0, Some(7))]), [0, 1, 2, 3], "came later");
        assert_eq!(odd(&[(2, 30, Some(35)), (1, 0, Some(5)), (1, 0, Some(6)), (1, 0, Some(7))]), [0, 1, 2, 3], "all came later");
        assert_eq!(odd(&[(1, 0, Some(5)), (1, 0, None), (1, 0, Some(6)), (2, 30, Some(35))]), [0, 1, 2, 3], "not known when");
        assert_eq!(odd(&[(1, 0, Some(0)), (1, 0, Some(0)), (1, 0, Some(0)), (2, 0, Some(5))]), [0_u64; 0], "as if at once");
    }

    #[test]
    fn people_are_known_as_long_as_the_longest_limit_and_the_outbox_and_no_longer() {
        let limit = |days| VolumeLimit { letters: 2, days, basis: "huisregels".to_owned() };
        let none = Manifest { visit_life: 7_200, outbox_life: 7 * DAY, clock_tolerance: 120, ..manifest() };
        let now = 1_790_000_000;
        assert_eq!(now - forgotten_before(&none, now), 8 * DAY + 3_600 + 7_200 + 240);
        let limits = Manifest { volume_limits: vec![limit(1), limit(30), limit(7)], ..none };
        assert_eq!(now - forgotten_before(&limits, now), 38 * DAY + 7_200 + 240);
        let endless = Manifest { volume_limits: vec![limit(u32::MAX)], ..limits };
        assert_eq!(forgotten_before(&endless, now), 0);
    }
}
