//! Stating what is the newest: the manifest, and the list of the client's files (docs/protocol.md, section 4). It is signed anew every few minutes
//! and handed to the intake, and what the intake serves of it is watched.

use std::fmt;

use lakzegel_crypto::{
    Freshness, Newest,
    note::{Note, SigningKey},
};

/// A statement that is served and older than this, in seconds, is an alarm: clients refuse one of a day.
const LONGEST: u64 = 2 * 60 * 60;

/// Signs statements, and knows which the intake took and which it serves.
pub struct Stater {
    key: SigningKey,
    every: u64,
    /// When this program began, in seconds since 1970.
    began: u64,
    taken: Option<Freshness>,
    /// What the intake served when it was last looked.
    served: Option<Freshness>,
    /// Whether it was looked since the last one was taken. That the intake says that it took it shows nothing: only what it serves does.
    looked: bool,
}

/// A statement and its note.
pub struct Stated {
    statement: Freshness,
    /// What the intake is given.
    pub note: String,
}

impl Stater {
    /// Signs with this key every so many seconds, from `now` on, in seconds since 1970.
    pub fn new(key: SigningKey, every: u64, now: u64) -> Self {
        Self { key, every, began: now, taken: None, served: None, looked: true }
    }

    /// The key, whose public half the manifest names.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Notes what came with the manifest: the note of a statement, or nothing. What this office did not sign counts for nothing.
    pub fn is_served(&mut self, note: Option<&str>) {
        self.served = note.and_then(|note| Freshness::verify(note, self.key.verifier()).ok());
        self.looked = true;
    }

    /// Which list of the client's files is to be stated: this one, which the office has, unless a later one was stated before, by this key: no intake
    /// goes back behind that. `None` if there never was one.
    pub fn newest_client(&self, own: Option<Newest>) -> Option<Newest> {
        let stated = [&self.served, &self.taken].into_iter().flatten().filter_map(|statement| statement.client);
        // Of equal numbers the last one counts: the office's own.
        stated.chain(own).max_by_key(|list| list.number)
    }

    /// The next statement, if it is time for one: the last one is old, says something else, or is not what the intake serves. `now` is in seconds
    /// since 1970.
    pub fn next(&self, manifest: Newest, client: Option<Newest>, now: u64) -> Option<Stated> {
        let says_this = |taken: &&Freshness| (taken.manifest, taken.client) == (manifest, client);
        let is_young = |taken: &&Freshness| now.saturating_sub(taken.at) < self.every;
        let stands = self.taken.as_ref().filter(says_this).filter(is_young);
        if stands.is_some_and(|taken| !self.looked || self.served.as_ref() == Some(taken)) {
            return None;
        }
        // Each is later than the one before, also within a second.
        let before = [&self.taken, &self.served].into_iter().flatten().map(|statement| statement.at + 1).max();
        let statement = Freshness { manifest, client, at: now.max(before.unwrap_or(0)) };
        let mut note = Note::new(statement.to_text()).expect("a statement is short, printable text");
        note.add(self.key.sign(note.text()));
        Some(Stated { statement, note: note.to_string() })
    }

    /// The intake says that it took it. Whether it serves it is seen at the next look.
    pub fn is_taken(&mut self, stated: Stated) {
        self.taken = Some(stated.statement);
        self.looked = false;
    }

    /// When the statement was made that the intake served at the last look, in seconds since 1970.
    pub fn served_at(&self) -> Option<u64> {
        self.served.as_ref().map(|served| served.at)
    }

    /// That the intake serves no statement, or one that is too old at `now`, in seconds since 1970. Not before this program had time to state it.
    pub fn overdue(&self, now: u64) -> Option<Overdue> {
        let since = self.served_at().unwrap_or(self.began);
        (now.saturating_sub(since) > LONGEST).then_some(Overdue { at: self.served_at() })
    }
}

/// What the intake serves is too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    at: Option<u64>,
}

impl fmt::Display for Overdue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(out, "the newest statement of freshness that the intake serves was made at {at}"),
            None => out.write_str("the intake serves no statement of freshness"),
        }
    }
}

#[cfg(test)]
mod tests {
    use lakzegel_crypto::note::Algorithm;

    use super::*;

    const NOW: u64 = 1_790_000_000;
    const FIRST: Newest = Newest { number: 7, hash: [7; 32] };
    const SECOND: Newest = Newest { number: 8, hash: [8; 32] };

    fn stater() -> Stater {
        let key = SigningKey::from_seed("demo.invalid/lakzegel/freshness", Algorithm::Ed25519, [1; 32]).expect("a good name");
        Stater::new(key, 300, NOW)
    }

    /// The time of what is stated now, which the intake takes.
    fn states(stater: &mut Stater, manifest: Newest, client: Option<Newest>, now: u64) -> Option<u64> {
        let stated = stater.next(manifest, client, now)?;
        let read = Freshness::verify(&stated.note, stater.key().verifier()).expect("it is signed");
        assert_eq!((read.manifest, read.client), (manifest, client));
        let note = stated.note.clone();
        stater.is_taken(stated);
        assert!(stater.next(manifest, client, now).is_none(), "it is not stated twice before it could be served");
        stater.is_served(Some(&note));
        Some(read.at)
    }

    #[test]
    fn it_is_stated_every_few_minutes_and_at_once_when_something_is_new() {
        let mut stater = stater();
        assert_eq!(states(&mut stater, FIRST, None, NOW), Some(NOW));
        assert_eq!(states(&mut stater, FIRST, None, NOW + 299), None);
        assert_eq!(states(&mut stater, FIRST, None, NOW + 300), Some(NOW + 300));
        assert_eq!(states(&mut stater, SECOND, None, NOW + 300), Some(NOW + 301), "each is later than the one before");
        assert_eq!(states(&mut stater, SECOND, Some(FIRST), NOW + 310), Some(NOW + 310));
        assert_eq!(states(&mut stater, SECOND, Some(FIRST), NOW + 311), None);
    }

    #[test]
    fn what_the_intake_refused_or_lost_is_stated_again() {
        let mut stater = stater();
        assert!(stater.next(FIRST, None, NOW).is_some() && stater.next(FIRST, None, NOW).is_some(), "it was not taken");
        let first = stater.next(FIRST, None, NOW).expect("it is time");
        let note = first.note.clone();
        stater.is_taken(first);
        assert_eq!(states(&mut stater, FIRST, None, NOW + 300), Some(NOW + 300));
        // A database that was set back to a backup.
        stater.is_served(Some(&note));
        assert_eq!(states(&mut stater, FIRST, None, NOW + 301), Some(NOW + 301));
        stater.is_served(None);
        assert_eq!(states(&mut stater, FIRST, None, NOW + 301), Some(NOW + 302));
    }

    #[test]
    fn a_statement_that_another_office_left_is_gone_on_from() {
        let (mut before, mut stater) = (stater(), stater());
        let left = before.next(FIRST, None, NOW + 60).expect("it is time");
        let note = left.note.clone();
        before.is_taken(left);
        stater.is_served(Some(&note));
        assert_eq!(states(&mut stater, FIRST, None, NOW), Some(NOW + 61), "by a clock that is a minute behind");
        stater.is_served(Some(&note.replace("manifest 7", "manifest 8")));
        assert_eq!(stater.served_at(), None, "nobody signed that");
    }

    #[test]
    fn a_list_that_was_stated_once_stays_until_the_office_has_a_later_one() {
        let mut stater = stater();
        assert_eq!((stater.newest_client(None), stater.newest_client(Some(FIRST))), (None, Some(FIRST)));
        states(&mut stater, FIRST, Some(SECOND), NOW);
        let other = Newest { hash: [9; 32], ..SECOND };
        let stated = [None, Some(FIRST), Some(SECOND), Some(other)].map(|own| stater.newest_client(own));
        assert_eq!(stated, [Some(SECOND), Some(SECOND), Some(SECOND), Some(other)]);
    }

    #[test]
    fn a_statement_of_more_than_two_hours_is_overdue() {
        let mut stater = stater();
        assert_eq!(stater.overdue(NOW + LONGEST), None, "the office has only begun");
        assert_eq!(stater.overdue(NOW + LONGEST + 1), Some(Overdue { at: None }));
        states(&mut stater, FIRST, None, NOW + 60);
        assert_eq!(stater.overdue(NOW + 60 + LONGEST), None);
        assert_eq!(stater.overdue(NOW + 60 + LONGEST + 1), Some(Overdue { at: Some(NOW + 60) }));
        // That another was taken changes nothing until it is served.
        let next = stater.next(FIRST, None, NOW + 60 + LONGEST + 1).expect("it is time");
        stater.is_taken(next);
        assert_eq!(stater.overdue(NOW + 60 + LONGEST + 1), Some(Overdue { at: Some(NOW + 60) }));
    }
}
