//! What the fields beside the letter may contain: the names of recipient and sender, and the registration number. Only their form is checked.

use core::{fmt, ops::Range};

use crate::{
    clusters::{Clusters, ends_line},
    hidden::{is_blank, is_pile, is_visible, repair, scan},
    rule::Rule,
};

/// The longest name, in bytes of UTF-8.
pub const MAX_NAME: usize = 400;
/// The longest registration number, in bytes.
pub const MAX_NUMBER: usize = 32;

/// Why a text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// It has nothing that can be seen.
    Empty,
    /// It has more than [`MAX_NAME`] bytes.
    TooLong,
    /// It has more than one line.
    Lines,
    /// It has characters that the rules forbid in a letter, or a tab.
    Characters,
}

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "the name has nothing that can be seen",
            Self::TooLong => "the name is longer than 400 bytes",
            Self::Lines => "the name has more than one line",
            Self::Characters => "the name has characters that cannot be printed",
        })
    }
}

impl core::error::Error for NameError {}

/// Checks the name of a recipient or a sender: one line of at most [`MAX_NAME`] bytes, in any script, with something that can be seen, and
/// with none of the characters that the rules forbid in a letter.
///
/// # Errors
///
/// The first of these that does not hold.
pub fn check_name(name: &str) -> Result<(), NameError> {
    if name.len() > MAX_NAME {
        return Err(NameError::TooLong);
    }
    if !is_visible(name) {
        return Err(NameError::Empty);
    }
    if name.chars().any(ends_line) {
        return Err(NameError::Lines);
    }
    let mut forbidden = name.contains('\t') || Clusters::new(name).any(|cluster| is_pile(&name[cluster]));
    scan(name, |_, _| forbidden = true);
    if forbidden { Err(NameError::Characters) } else { Ok(()) }
}

/// A name as it was meant, of one that was typed or pasted: on one line, with one space for each run of blanks, tabs and line ends, none round it,
/// and without what cannot be seen and the rules forbid, direction marks at its ends, or quotes round the whole of it. What else [`check_name`]
/// refuses stays. So does U+202E, for what was seen with it is in another order than what is there. A name that is good keeps all that can be seen.
pub fn clean_name(typed: &str) -> String {
    let mut name = typed.to_owned();
    let steers = if name.contains('\u{202e}') { None } else { Some(Rule::Bidi) };
    for rule in [Some(Rule::Control), steers, Some(Rule::Tag), Some(Rule::ZeroWidth)].into_iter().flatten() {
        name = repair(&name, rule).unwrap_or(name);
    }
    let blank = |character: char| is_blank(character) || ends_line(character);
    let words: Vec<&str> = name.split(blank).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    let is_mark = |character: char| matches!(character, ' ' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    let name = name.trim_matches(is_mark);
    let mut inside = name.chars();
    let name = match (inside.next(), inside.next_back()) {
        (Some(first), Some(last)) if is_quote(first) && is_quote(last) && !inside.as_str().contains(is_quote) => inside.as_str(),
        _ => name,
    };
    // A joiner may have lost what it joins.
    repair(name.trim_matches(is_mark), Rule::ZeroWidth).unwrap_or_default()
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\u{201c}'..='\u{201f}' | '«' | '»')
}

/// A name that somebody else vouches for, and that nobody checked, as it may be shown and printed on one line: each character that
/// [`check_name`] refuses becomes U+FFFD, which is seen; blanks around it are left out; what goes beyond [`MAX_NAME`] bytes is cut off, with
/// `…` in its place. A name that is good stays as it is, and two that differ in what is replaced can be seen to be damaged.
pub fn legible(name: &str) -> String {
    // Half a name of many thousand bytes is no name either: more than this need not be looked at.
    let end = (0..=name.len().min(8 * MAX_NAME)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    let (looked_at, cut) = (&name[..end], end < name.len());
    let clean = replace_forbidden(looked_at);
    let clean = clean.trim();
    if clean.len() <= MAX_NAME && !cut {
        return clean.to_owned();
    }
    let fits = |cluster: &Range<usize>| cluster.end <= MAX_NAME - "…".len();
    let end = Clusters::new(clean).take_while(fits).last().map_or(0, |cluster| cluster.end);
    // Once more: a joiner may have lost what it joins.
    replace_forbidden(&format!("{}…", &clean[..end]))
}

fn replace_forbidden(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    let mut kept = 0;
    scan(name, |_, place| {
        clean.push_str(&name[kept..place.start]);
        clean.push(char::REPLACEMENT_CHARACTER);
        kept = place.end;
    });
    clean.push_str(&name[kept..]);
    let clean = clean.replace(|character: char| ends_line(character) || character == '\t', "\u{fffd}");
    repair(&clean, Rule::CombiningPile).unwrap_or(clean)
}

/// Why a text cannot be a registration number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is empty.
    Empty,
    /// It has more than [`MAX_NUMBER`] bytes.
    TooLong,
    /// It has something else than ASCII digits and letters.
    Characters,
}

impl fmt::Display for NumberError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "the registration number is empty",
            Self::TooLong => "the registration number is longer than 32 characters",
            Self::Characters => "the registration number has something else than digits and letters",
        })
    }
}

impl core::error::Error for NumberError {}

/// Checks a registration number: 1 to [`MAX_NUMBER`] ASCII digits and letters.
///
/// # Errors
///
/// If it is empty, too long, or has other characters.
pub fn check_number(number: &str) -> Result<(), NumberError> {
    match number.len() {
        0 => Err(NumberError::Empty),
        1..=MAX_NUMBER if number.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(()),
        1..=MAX_NUMBER => Err(NumberError::Characters),
        _ => Err(NumberError::TooLong),
    }
}
