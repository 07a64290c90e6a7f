//! How long a letter may be, and how much of that it uses.

use core::ops::Range;

use crate::layout::paper;

/// How long a letter may be. It is too long if it is over any of the three. The manifest names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most user-perceived characters (extended grapheme clusters, UAX 29). A line end is one.
    pub characters: u32,
    /// The most bytes of UTF-8.
    pub bytes: u32,
    /// The most printed pages.
    pub pages: u32,
}

impl Default for Limits {
    /// The limits in a manifest for which nothing else is configured.
    fn default() -> Self {
        Self { characters: 8_000, bytes: 30_000, pages: 4 }
    }
}

/// How much room a letter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// User-perceived characters.
    pub characters: u32,
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Printed pages, at least one.
    pub pages: u32,
    /// How far away the nearest limit is.
    pub nearest: Nearest,
}

/// How far away the nearest limit is, in a unit that helps a writer: one can count characters, but neither bytes nor lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearest {
    /// Characters are the nearest limit, or every limit is far: how many can be added. Below zero, how many are too many.
    CharactersLeft(i32),
    /// Bytes or pages are the nearest limit: how much of it is used, in percent, rounded up. Above 100 the letter is too long.
    PercentFull(u32),
}

/// In percent: below this, no limit is near. Otherwise the unit would change back and forth: the first short lines of a letter fill a page
/// faster than they use up characters, and the next long one does not.
const NEAR: u64 = 25;

/// Counts while a letter is gone through.
pub(crate) struct Count {
    limits: Limits,
    characters: u64,
    bytes: u64,
    lines: u64,
    /// Where the letter becomes too long.
    over: Option<usize>,
}

impl Count {
    pub fn new(limits: Limits) -> Self {
        Self { limits, characters: 0, bytes: 0, lines: 0, over: None }
    }

    pub fn add_cluster(&mut self, place: &Range<usize>) {
        self.characters += 1;
        self.bytes = place.end as u64;
        if self.characters > self.limits.characters.into() || self.bytes > self.limits.bytes.into() {
            self.is_over_at(place.start);
        }
    }

    pub fn add_line(&mut self, place: &Range<usize>) {
        self.lines += 1;
        if self.lines > self.lines_limit() {
            self.is_over_at(place.start);
        }
    }

    fn is_over_at(&mut self, start: usize) {
        self.over = Some(self.over.map_or(start, |over| over.min(start)));
    }

    fn lines_limit(&self) -> u64 {
        u64::from(self.limits.pages) * paper::LINES as u64
    }

    /// How much room the letter takes, and where it becomes too long, if it does.
    pub fn finish(self) -> (Usage, Option<usize>) {
        let Self { characters, bytes, lines, .. } = self;
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let used = |count: u64, limit: u64| if limit == 0 { count.min(1) * 200 } else { (count * 100).div_ceil(limit) };
        let by_characters = used(characters, self.limits.characters.into());
        let by_others = used(bytes, self.limits.bytes.into()).max(used(lines, self.lines_limit()));
        let nearest = if by_others > by_characters && by_others >= NEAR {
            Nearest::PercentFull(small(by_others))
        } else {
            let left = i64::from(self.limits.characters) - i64::from(small(characters));
            Nearest::CharactersLeft(i32::try_from(left).unwrap_or(if left < 0 { i32::MIN } else { i32::MAX }))
        };
        let pages = small(lines.div_ceil(paper::LINES as u64));
        (Usage { characters: small(characters), bytes: small(bytes), pages, nearest }, self.over)
    }
}
