//! What the rules of `letter` are called, why they are there, and how a finding is shown.

use core::ops::Range;

use lakzegel_letter::{Finding, Rule};

use crate::words::Key;

/// Whether findings of a rule are about a place in the letter. The others are told by the count and by the form's errors.
pub fn has_place(rule: Rule) -> bool {
    !matches!(rule, Rule::Empty | Rule::TooLong)
}

/// A rule's name, and what the writer should know.
pub fn words(rule: Rule) -> (Key, Key) {
    match rule {
        Rule::Empty | Rule::TooLong => (Key::WriteEmpty, Key::WriteEmpty),
        Rule::Control => (Key::RuleControlTitle, Key::RuleControl),
        _ => (Key::RuleWebTitle, Key::RuleWeb),
    }
}

/// The letter without what was found, where that is a repair.
pub fn repair(_body: &str, _finding: &Finding) -> Option<String> {
    None
}

/// How many characters around a place are shown.
const AROUND: usize = 20;

/// The place with a few characters around it. `None` where the place is the whole letter.
pub fn context<'a>(body: &'a str, place: &Range<usize>) -> Option<&'a str> {
    let before = body.get(..place.start)?;
    let start = before.char_indices().rev().take(AROUND).last().map_or(place.start, |(at, _)| at);
    let after = body.get(place.end..)?;
    let end = place.end + after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    body.get(start..end)
}
