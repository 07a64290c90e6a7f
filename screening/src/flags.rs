//! What is pointed out to people and never withholds a letter by itself: one person used two visit keys within an hour although the first
//! was not used up, or sent more letters than a volume limit of the manifest allows; a letter is the first in somebody's name; or it was sealed
//! by a manifest that had been replaced, or to a key that was withdrawn.
//!
//! For every letter the limits are those of the newest manifest: they are the office's policy of the day, not a part of the letter. How it was sealed
//! is compared with all manifests that are known by now: a newer one may come here later than the letter. That needs nobody to vouch for the
//! sender.

use std::collections::{BTreeMap, HashMap, HashSet};

use lakzegel_crypto::{KeyId, MAX_FRESHNESS_AGE, Manifest, manifest::VolumeLimit};

use crate::{
    letter::Sealing,
    sender::VouchedLetter,
    store::{Store, StoreError, StoredManifest},
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
    /// The version of the manifest by which it should have been sealed, if it was sealed by an older one: the newest of those that had been issued
    /// more than a day before. A sender without a network may do that; but an intake that hides a new manifest looks the same.
    pub superseded_by: Option<u64>,
    /// Whether the newest manifest no longer names the key that it was sealed to, although it was issued before that key's open-until.
    pub key_withdrawn: bool,
}

impl Flags {
    /// The flags of the letter at entry `number`. `manifests` are all that are known, the newest version first.
    pub async fn of(store: &Store, number: u64, manifests: &[StoredManifest]) -> Result<Self, StoreError> {
        let written = store.vouched_letters_of_the_sender_of(number).await?;
        let mut all = point_out(&written, newest(manifests), |letter| letter.number == number);
        point_out_sealings(&mut all, store.sealing_of(number).await?.as_slice(), manifests);
        Ok(all.remove(&number).unwrap_or_default())
    }

    /// The flags of every letter that has any, by its log number. `manifests` are all that are known, the newest version first.
    pub async fn all(store: &Store, manifests: &[StoredManifest]) -> Result<BTreeMap<u64, Self>, StoreError> {
        let mut all = point_out(&store.vouched_letters().await?, newest(manifests), |_| true);
        point_out_sealings(&mut all, &store.sealings().await?, manifests);
        all.retain(|_, flags| *flags != Self::default());
        Ok(all)
    }
}

fn newest(manifests: &[StoredManifest]) -> Option<&Manifest> {
    manifests.first().map(|newest| &newest.manifest)
}

/// Adds what is to be said of how letters were sealed.
fn point_out_sealings(all: &mut BTreeMap<u64, Flags>, sealings: &[Sealing], manifests: &[StoredManifest]) {
    // There are few manifests and keys, and many letters.
    let mut withdrawn: HashMap<([u8; 32], KeyId), bool> = HashMap::new();
    for sealing in sealings {
        let flags = all.entry(sealing.number).or_default();
        flags.superseded_by = superseded_by(sealing, manifests);
        let key = (sealing.manifest_hash, sealing.key_id);
        flags.key_withdrawn = *withdrawn.entry(key).or_insert_with(|| is_withdrawn(sealing, manifests));
    }
}

/// The manifest that a letter names, if it is known.
fn own<'m>(sealing: &Sealing, manifests: &'m [StoredManifest]) -> Option<&'m Manifest> {
    manifests.iter().find(|known| known.hash == sealing.manifest_hash).map(|known| &known.manifest)
}

/// The newest manifest that had been issued more than a day when a letter was sealed, if that is newer than the letter's own. The day is the one
/// for which a statement of freshness counts: until then a sender could not know better. Of two texts of one version neither replaces the other.
fn superseded_by(sealing: &Sealing, manifests: &[StoredManifest]) -> Option<u64> {
    let own = own(sealing, manifests)?.version;
    let newer = manifests.iter().map(|known| &known.manifest).filter(|manifest| manifest.version > own);
    let in_time = newer.filter(|manifest| manifest.issued.saturating_add(MAX_FRESHNESS_AGE) < sealing.sealed_at);
    in_time.map(|manifest| manifest.version).max()
}

/// Whether the newest manifest no longer names the key that a letter was sealed to, although it was issued before that key's open-until: by the
/// letter's own manifest or, if that does not name the key either, by the newest that does.
fn is_withdrawn(sealing: &Sealing, manifests: &[StoredManifest]) -> bool {
    let Some(newest) = newest(manifests) else { return false };
    let named = |manifest: &Manifest| {
        // A key may stand there twice.
        let of_key = manifest.sealing_keys.iter().filter(|key| key.config.key_id() == sealing.key_id);
        of_key.map(|key| key.open_until).max()
    };
    let open_until =
        own(sealing, manifests).and_then(named).or_else(|| manifests.iter().find_map(|known| named(&known.manifest)));
    named(newest).is_none() && open_until.is_some_and(|until| newest.issued < until)
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
    use lakzegel_crypto::{KeyConfig, manifest::SealingKey};

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

    /// When the manifests of these tests begin, in seconds since 1970.
    const BEGIN: u64 = 20_000 * DAY;

    /// A sealing key that differs by its number.
    fn sealing_key(number: u8, open_until: u64) -> SealingKey {
        let mut bytes = manifest().sealing_keys[0].config.encode();
        bytes[0] = number;
        let config = KeyConfig::decode(&bytes).expect("its form is right");
        SealingKey { config, seal_until: BEGIN, accept_until: BEGIN, open_until }
    }

    /// A manifest: its version, when it was issued after the beginning, and its keys with their open-untils after it.
    type Says<'a> = (u64, u64, &'a [(u8, u64)]);

    /// These manifests, the newest version first, as the database gives them. Letters call each by its version.
    fn known(manifests: &[Says<'_>]) -> Vec<StoredManifest> {
        let stored = |(version, issued, keys): &Says<'_>| {
            let keys = keys.iter().map(|(number, until)| sealing_key(*number, BEGIN + until)).collect();
            let manifest = Manifest { version: *version, issued: BEGIN + issued, sealing_keys: keys, ..manifest() };
            StoredManifest { hash: [u8::try_from(*version).expect("a small one"); 32], manifest }
        };
        let mut known: Vec<StoredManifest> = manifests.iter().map(stored).collect();
        known.sort_by_key(|stored| std::cmp::Reverse(stored.manifest.version));
        known
    }

    /// What is pointed out about a letter by the manifest of this version, sealed so many seconds after the beginning and to this key.
    fn sealed(version: u8, sealed_after: u64, key: u8, manifests: &[StoredManifest]) -> (Option<u64>, bool) {
        let key_id = sealing_key(key, 0).config.key_id();
        let sealing = Sealing { number: 5, sealed_at: BEGIN + sealed_after, manifest_hash: [version; 32], key_id };
        let mut all = BTreeMap::new();
        point_out_sealings(&mut all, &[sealing], manifests);
        let flags = all.remove(&5).expect("it was looked at");
        (flags.superseded_by, flags.key_withdrawn)
    }

    /// By which newer manifest a letter by manifest 3 is superseded that was sealed so many seconds after the beginning.
    fn superseded(sealed_after: u64, manifests: &[(u64, u64)]) -> Option<u64> {
        let manifests: Vec<Says<'_>> = manifests.iter().map(|(version, issued)| (*version, *issued, &[][..])).collect();
        sealed(3, sealed_after, 1, &known(&manifests)).0
    }

    #[test]
    fn a_letter_is_superseded_from_the_second_after_a_day_of_a_newer_manifest() {
        let both = [(3, 0), (4, 10 * DAY)];
        assert_eq!(superseded(10 * DAY, &both), None);
        assert_eq!(superseded(11 * DAY, &both), None, "exactly a day");
        assert_eq!(superseded(11 * DAY + 1, &both), Some(4), "the second after");
        assert_eq!(superseded(30 * DAY, &[(3, 0)]), None, "there is no newer one");
        assert_eq!(
            superseded(30 * DAY, &[(2, 10 * DAY), (3, 0)]),
            None,
            "what is issued later is not newer by that: the version counts"
        );
        assert_eq!(superseded(11 * DAY + 1, &[(3, 0), (9, 10 * DAY)]), Some(9), "none needs to have been seen between the two");
    }

    #[test]
    fn of_two_newer_manifests_the_newest_counts_whose_day_was_over() {
        let all = [(3, 0), (4, 10 * DAY), (5, 12 * DAY)];
        assert_eq!(superseded(11 * DAY, &all), None);
        assert_eq!(superseded(11 * DAY + 1, &all), Some(4));
        assert_eq!(superseded(13 * DAY, &all), Some(4));
        assert_eq!(superseded(13 * DAY + 1, &all), Some(5));
        // Issued in another order than they are numbered.
        assert_eq!(superseded(11 * DAY + 1, &[(3, 0), (4, 12 * DAY), (5, 10 * DAY)]), Some(5));
        assert_eq!(superseded(11 * DAY + 1, &[(3, 0), (4, 10 * DAY), (5, 12 * DAY)]), Some(4));
    }

    #[test]
    fn a_newer_manifest_that_becomes_known_later_counts_as_much() {
        let before = known(&[(3, 0, &[(1, 90 * DAY)])]);
        let after = known(&[(3, 0, &[(1, 90 * DAY)]), (4, 10 * DAY, &[(2, 90 * DAY)])]);
        assert_eq!(sealed(3, 20 * DAY, 1, &before), (None, false));
        assert_eq!(sealed(3, 20 * DAY, 1, &after), (Some(4), true));
    }

    #[test]
    fn another_text_of_the_same_version_supersedes_nothing() {
        let mut both = known(&[(3, 10 * DAY, &[]), (3, 0, &[])]);
        both[0].hash = [33; 32];
        assert_eq!((sealed(3, 20 * DAY, 1, &both).0, sealed(33, 20 * DAY, 1, &both).0), (None, None));
    }

    #[test]
    fn a_letter_by_a_manifest_that_was_never_seen_here_is_superseded_by_none() {
        assert_eq!(sealed(3, 20 * DAY, 1, &known(&[(4, 0, &[(1, 90 * DAY)])])), (None, false));
        assert_eq!(sealed(3, 20 * DAY, 1, &[]), (None, false));
    }

    /// Names key 1, and is issued at the beginning.
    const OLD: Says<'static> = (3, 0, &[(1, 90 * DAY)]);
    /// No longer names key 1, and is issued ten days later.
    const NEWEST: Says<'static> = (4, 10 * DAY, &[(2, 90 * DAY)]);

    /// Whether key 1 is withdrawn for a letter by this manifest. When it was sealed does not count.
    fn withdrawn(version: u8, manifests: &[Says<'_>]) -> bool {
        sealed(version, 10 * DAY, 1, &known(manifests)).1
    }

    #[test]
    fn a_key_that_left_before_its_open_until_is_withdrawn_and_one_whose_time_was_over_is_not() {
        assert!(withdrawn(3, &[OLD, NEWEST]));
        assert!(withdrawn(3, &[(3, 0, &[(1, 10 * DAY + 1)]), NEWEST]), "a second too early");
        assert!(!withdrawn(3, &[(3, 0, &[(1, 10 * DAY)]), NEWEST]), "its open-until was passed");
        assert!(!withdrawn(3, &[OLD, (4, 10 * DAY, &[(2, 90 * DAY), (1, 90 * DAY)])]), "it is still there");
        assert!(!withdrawn(3, &[OLD]), "there is no newer manifest");
        assert!(
            withdrawn(3, &[(3, 0, &[(1, 5 * DAY), (1, 90 * DAY)]), NEWEST]),
            "of one that stands there twice the later date counts"
        );
    }

    #[test]
    fn whether_a_key_is_withdrawn_the_newest_manifest_says_and_no_other() {
        assert!(!withdrawn(3, &[OLD, NEWEST, (5, 12 * DAY, &[(1, 90 * DAY)])]), "it is back");
        assert!(
            withdrawn(3, &[OLD, (4, 10 * DAY, &[(1, 90 * DAY)]), (5, 12 * DAY, &[(2, 90 * DAY)])]),
            "it left with the second"
        );
        assert!(!withdrawn(3, &[OLD, NEWEST, (5, 90 * DAY, &[(2, 190 * DAY)])]), "by now its time is over");
    }

    /// Whoever knows that a key was withdrawn cannot hide it behind a manifest that does not name the key.
    #[test]
    fn a_withdrawn_key_is_one_for_a_letter_by_a_manifest_without_it_too() {
        assert!(withdrawn(4, &[OLD, NEWEST]), "by the newest itself");
        assert!(withdrawn(9, &[OLD, NEWEST]), "by one that was never seen here");
        assert!(!withdrawn(4, &[(3, 0, &[(1, 10 * DAY)]), NEWEST]), "its time was over");
        // The letter's own manifest says the key's date, if it names the key.
        let other = (2, 0, &[(1, 5 * DAY)][..]);
        assert!(!withdrawn(2, &[other, OLD, NEWEST]) && withdrawn(3, &[other, OLD, NEWEST]));
        assert!(!withdrawn(4, &[NEWEST]), "no manifest ever named it");
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
