//! What a writer may not want on paper, or should know to be useless there: the rules `web-address`, `mail-address`, `phone-number`, `iban`,
//! `bsn` and `mixed-scripts`. They only warn: a grandmother may send her new number.
//!
//! A letter is read once, run by run. A run consists of the characters of host names and of the first half of mail addresses. Numbers are
//! searched at each start of a group of digits or letters, at most [`NUMBER`] bytes ahead, so that the time is linear in the letter's length.

use core::ops::Range;

use crate::{clusters::length, rule::Rule};

/// Top-level domains by which an address is recognised without `www.` or `https://`.
const DOMAINS: [&str; 24] = [
    "nl",
    "com",
    "org",
    "net",
    "eu",
    "info",
    "be",
    "fr",
    "uk",
    "gov",
    "edu",
    "io",
    "amsterdam",
    "frl",
    "app",
    "online",
    "site",
    "shop",
    "biz",
    "tv",
    "pl",
    "tr",
    "sr",
    "aw",
];
/// Top-level domains that are Dutch or English words too ("kom.de", "kijk.nu", "dat.is"): they only count with a path behind them.
const WORDS: [&str; 11] = ["de", "nu", "ma", "is", "in", "me", "to", "at", "it", "no", "es"];

/// The most bytes of a number: an IBAN of 34 characters in groups of four, or a telephone number with many blanks.
const NUMBER: usize = 64;

/// Calls `found` with every place that a rule of this file warns of, in order and, but for `mixed-scripts`, without overlaps.
pub(crate) fn scan(body: &str, mut found: impl FnMut(Rule, Range<usize>)) {
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = run_end(body, at);
        if end == at {
            at += length(bytes[at]);
            continue;
        }
        let run = &bytes[at..end];
        // Most runs are words, and cannot be anything else.
        let is_plain = !matches!(bytes.get(end), Some(b':' | b'@')) && run.iter().all(u8::is_ascii_alphabetic);
        if is_plain {
            at = end;
            continue;
        }
        if let Some((rule, place)) = address(body, at..end) {
            at = place.end;
            found(rule, place);
            continue;
        }
        let mut group = if run.iter().any(u8::is_ascii_digit) { at } else { end };
        while group < end {
            if let Some((rule, place)) = number(body, group) {
                group = place.end;
                found(rule, place);
            } else {
                group += bytes[group..end].iter().take_while(|byte| is_name(**byte)).count();
            }
            group += bytes.get(group..end).unwrap_or_default().iter().take_while(|byte| !is_name(**byte)).count();
        }
        if let Some(place) = mixed(body, at..end) {
            found(Rule::MixedScripts, place);
        }
        at = end.max(group);
    }
}

/// Whether a byte of a run is part of a letter or a digit.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Whether a character can be part of a word: ASCII letters and digits, and outside ASCII all but blanks, general punctuation and signs.
fn is_letter(character: char) -> bool {
    match character {
        '0'..='9' | 'A'..='Z' | 'a'..='z' => true,
        '\u{d7}' | '\u{f7}' | '\u{1680}' | '\u{feff}' => false,
        '\u{c0}'..='\u{1fff}' | '\u{2c00}'..='\u{2dff}' | '\u{3040}'..='\u{d7ff}' | '\u{f900}'..='\u{fdff}' => true,
        '\u{fe70}'..='\u{ffdc}' | '\u{10000}'..='\u{1efff}' | '\u{20000}'..='\u{3ffff}' => true,
        _ => false,
    }
}

/// Where the run ends that starts here: letters, digits, and the signs that addresses have.
fn run_end(body: &str, start: usize) -> usize {
    let bytes = body.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'-' | b'_' | b'+' | b'%' => at += 1,
            // Letters of any script; for U+00C0 is the first of them.
            0xc3.. if body[at..].starts_with(is_letter) => at += length(byte),
            _ => break,
        }
    }
    at
}

/// The web or mail address that a run is, or begins.
fn address(body: &str, run: Range<usize>) -> Option<(Rule, Range<usize>)> {
    let text = &body[run.clone()];
    let after = &body[run.end..];
    if after.starts_with("://") {
        let scheme = ["https", "http", "ftp"].iter().find(|scheme| ends_with_ignoring_case(text, scheme))?;
        let start = run.end - scheme.len();
        let end = address_end(body, run.end + 3);
        return (end > run.end + 3).then_some((Rule::WebAddress, start..end));
    }
    if after.starts_with('@') {
        let domain = run.end + 1..run_end(body, run.end + 1);
        let start = run.end - without_start(text, SIGNS).len();
        let end = domain.start + without_end(&body[domain.clone()], SIGNS).len();
        let host = &body[domain.start..end];
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_mail = start < run.end && is_host(host) && last.len() >= 2 && !last.bytes().any(|byte| byte.is_ascii_digit());
        return is_mail.then_some((Rule::MailAddress, start..end));
    }
    let start = run.end - without_start(text, SIGNS).len();
    let host = without_end(&body[start..run.end], SIGNS);
    let host_end = start + host.len();
    if !is_host(host) {
        return None;
    }
    let has_path = host_end == run.end && begins(after, b"/?#");
    let last = host.rsplit('.').next().unwrap_or_default();
    // "www.voorbeeld" is meant as an address whatever its domain. "kom.Nl" is not one: it is two sentences without a blank between.
    let www = host.len() > 4 && host.is_char_boundary(4) && host[..4].eq_ignore_ascii_case("www.");
    let known = |list: &[&str]| list.iter().any(|name| last == *name || (last.eq_ignore_ascii_case(name) && is_upper(host)));
    if !(www || known(&DOMAINS) || (has_path && known(&WORDS))) {
        return None;
    }
    let port = begins(after, b":") && begins(&after[1..], DIGITS);
    let end = if host_end == run.end && (has_path || port) { address_end(body, host_end) } else { host_end };
    Some((Rule::WebAddress, start..end))
}

/// Whether a text is at least two names with dots between, as host names are.
fn is_host(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|name| !name.is_empty())
        && !text.bytes().any(|byte| matches!(byte, b'_' | b'%' | b'+'))
}

/// Signs that stand inside addresses, but not at their ends.
const SIGNS: &[u8] = b".-_%+";
const DIGITS: &[u8] = b"0123456789";

/// Whether a text begins with one of these ASCII characters.
fn begins(text: &str, with: &[u8]) -> bool {
    text.as_bytes().first().is_some_and(|first| with.contains(first))
}

/// A text without these ASCII characters at its start.
fn without_start<'a>(text: &'a str, signs: &[u8]) -> &'a str {
    &text[text.bytes().take_while(|byte| signs.contains(byte)).count()..]
}

/// A text without these ASCII characters at its end.
fn without_end<'a>(text: &'a str, signs: &[u8]) -> &'a str {
    &text[..text.len() - text.bytes().rev().take_while(|byte| signs.contains(byte)).count()]
}

fn is_upper(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn ends_with_ignoring_case(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    start.and_then(|start| text.get(start..)).is_some_and(|found| found.eq_ignore_ascii_case(end))
}

/// Where a web address ends whose first part ends at `from`: before the next blank, quotation mark or bracket that is not its own, and before
/// the punctuation of the sentence around it.
fn address_end(body: &str, from: usize) -> usize {
    let rest = &body[from..];
    let ends = |character: char| {
        character <= ' '
            || matches!(character, '"' | '<' | '>' | '\u{7f}'..='\u{a0}' | '«' | '»' | '\u{1680}' | '\u{2000}'..='\u{206f}' | '\u{3000}')
    };
    let rest = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let without = without_end(rest, b".,;:!?'");
    // A closing bracket belongs to the sentence, unless the address opened it.
    let open = if without.contains('(') { without } else { without_end(without, b")]}.,") };
    from + open.len()
}

/// The number that starts here, unless it is the rest of a word.
fn number(body: &str, start: usize) -> Option<(Rule, Range<usize>)> {
    if body[..start].ends_with(is_letter) {
        return None;
    }
    let mut limit = body.len().min(start + NUMBER);
    while !body.is_char_boundary(limit) {
        limit -= 1;
    }
    let ahead = &body[start..limit];
    if let Some(length) = iban(ahead) {
        return Some((Rule::Iban, start..start + length));
    }
    if !begins(ahead, DIGITS) {
        return None;
    }
    let groups = Groups::read(ahead);
    // What belongs to a telephone number but is no digit stands before it.
    let before = &body[..start];
    let international = before.ends_with('+');
    if let Some(length) = groups.phone(international) {
        let sign = start - usize::from(international);
        let bracket = body[..sign].ends_with('(') && ahead[..length].contains(')');
        return Some((Rule::PhoneNumber, sign - usize::from(bracket)..start + length));
    }
    let part = without_end(before, b"-./+");
    let alone = part.len() == start || !part.as_bytes().last().is_some_and(u8::is_ascii_digit);
    groups.bsn().filter(|_| alone).map(|length| (Rule::Bsn, start..start + length))
}

/// The length of an IBAN that starts a text (ISO 13616): country, check digits, account; in one piece or in groups of four.
fn iban(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let [a, b, c, d, ..] = bytes else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
        return None;
    }
    let country = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let wanted = LENGTHS.iter().find(|(code, _)| *code == country).map(|&(_, length)| usize::from(length));
    // The check (ISO 7064, MOD 97-10) takes the first four characters last, and letters as 10 to 35.
    let append = |rest: u32, byte: &u8| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
    };
    let (mut rest, mut count, mut at) = (0, 4, 4);
    while count < 34 {
        // One separator between groups of four.
        if count % 4 == 0 {
            at += match &bytes[at..] {
                [b' ' | b'.' | b'-', ..] => 1,
                [0xc2, 0xa0, ..] => 2,
                _ => 0,
            };
        }
        rest = append(rest, bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric())?);
        count += 1;
        at += 1;
        let fits = count >= 15 && wanted.is_none_or(|wanted| wanted == count) && !text[at..].starts_with(is_letter);
        if fits && [a, b, c, d].into_iter().fold(rest, append) == 1 {
            return Some(at);
        }
        if wanted == Some(count) {
            return None;
        }
    }
    None
}

/// How long an IBAN of these countries is. Of any other country, the first length with the right check digits is taken.
const LENGTHS: [([u8; 2], u8); 36] = [
    (*b"AT", 20),
    (*b"BE", 16),
    (*b"BG", 22),
    (*b"CH", 21),
    (*b"CY", 28),
    (*b"CZ", 24),
    (*b"DE", 22),
    (*b"DK", 18),
    (*b"EE", 20),
    (*b"ES", 24),
    (*b"FI", 18),
    (*b"FR", 27),
    (*b"GB", 22),
    (*b"GR", 27),
    (*b"HR", 21),
    (*b"HU", 28),
    (*b"IE", 22),
    (*b"IS", 26),
    (*b"IT", 27),
    (*b"LI", 21),
    (*b"LT", 20),
    (*b"LU", 20),
    (*b"LV", 21),
    (*b"MC", 27),
    (*b"MT", 31),
    (*b"NL", 18),
    (*b"NO", 15),
    (*b"PL", 28),
    (*b"PT", 25),
    (*b"RO", 24),
    (*b"RS", 22),
    (*b"SE", 24),
    (*b"SI", 19),
    (*b"SK", 24),
    (*b"SM", 27),
    (*b"TR", 26),
];

/// More groups than any number has.
const MOST_GROUPS: usize = 12;

/// Digits in groups, as numbers are written.
struct Groups<'a> {
    text: &'a str,
    /// The place of each group of digits in the text. Between two of them there are only separators.
    groups: [Range<usize>; MOST_GROUPS],
    count: usize,
}

impl<'a> Groups<'a> {
    /// Reads groups from the start of a text, until something else comes.
    fn read(text: &'a str) -> Self {
        let mut read = Self { text, groups: Default::default(), count: 0 };
        let mut at = 0;
        while read.count < MOST_GROUPS {
            let digits = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                break;
            }
            read.groups[read.count] = at..at + digits;
            read.count += 1;
            at += digits;
            let separators = separators(&text.as_bytes()[at..]);
            if separators == 0 {
                break;
            }
            at += separators;
        }
        read
    }

    fn len(&self, group: usize) -> usize {
        if group < self.count { self.groups[group].len() } else { 0 }
    }

    /// The digits of a group.
    fn digits(&self, group: usize) -> &str {
        &self.text[self.groups[group].clone()]
    }

    /// What stands after a group.
    fn after(&self, group: usize) -> &str {
        &self.text[self.groups[group].end..]
    }

    /// Whether a number can end with a group: no word, decimal or time goes on behind it.
    fn ends(&self, group: usize) -> bool {
        let after = self.after(group);
        let decimal = begins(after, b":,.") && begins(&after[1..], DIGITS);
        !decimal && !after.starts_with(is_letter)
    }

    /// How long the telephone number is that starts here.
    fn phone(&self, international: bool) -> Option<usize> {
        let first = self.digits(0);
        match (international, first.len() - first.trim_start_matches('0').len()) {
            (true, 0) => self.international(0),
            (false, 2) => self.international(2),
            (false, 1) => self.national(),
            _ => None,
        }
    }

    /// With a country's code, after a prefix of so many zeros: 8 to 15 digits (E.164).
    fn international(&self, prefix: usize) -> Option<usize> {
        let dutch = self.text[prefix..].starts_with("31");
        let (mut digits, mut length) = (0, None);
        for group in 0..self.count {
            // The zero in brackets of +31 (0)6 is not dialled.
            let bracketed = group > 0 && self.digits(group) == "0" && self.after(group).starts_with(')');
            digits += if bracketed { 0 } else { self.len(group) };
            let enough = if dutch { digits == prefix + 11 } else { (prefix + 8..=prefix + 15).contains(&digits) };
            if enough && self.ends(group) {
                length = Some(self.groups[group].end);
            }
            // What stands apart after a full number is another one.
            if digits >= prefix + 11 {
                break;
            }
        }
        length
    }

    /// Ten digits, or eight of a service number, after an area's code or 06.
    fn national(&self) -> Option<usize> {
        let first = self.digits(0);
        if self.is_date() || !(first.len() >= 3 || first == "06") {
            return None;
        }
        let service = first.starts_with("0800") || first.starts_with("0900");
        let mut digits = 0;
        for group in 0..self.count {
            digits += self.len(group);
            if (digits == 10 || (service && digits == 8)) && self.ends(group) {
                return Some(self.groups[group].end);
            }
        }
        None
    }

    /// Whether this is a date, perhaps with a time: 06-02-2026 10.
    fn is_date(&self) -> bool {
        let separated = begins(self.after(0), b"-/.");
        separated && (self.len(0), self.len(1), self.len(2)) == (2, 2, 4) && begins(self.digits(2), b"12")
    }

    /// How long the citizen service number is that starts here: nine digits, together or as 123.456.789 or 1234.56.789, for which the
    /// sum of the digits, weighted 9 to 2 and the last one -1, is a multiple of eleven.
    fn bsn(&self) -> Option<usize> {
        let last = match (self.len(0), self.len(1), self.len(2)) {
            (9, ..) => 0,
            (3, 3, 3) | (4, 2, 3) => 2,
            _ => return None,
        };
        let separator = |group: usize| &self.text[self.groups[group].end..self.groups[group + 1].start];
        if last == 2 && (separator(0) != separator(1) || !matches!(separator(0), "." | " " | "-")) {
            return None;
        }
        // Not a part of a longer number.
        let more = self.count > last + 1 && begins(self.after(last), b"-/.");
        if more || !self.ends(last) {
            return None;
        }
        let digits = self.text[..self.groups[last].end].bytes().filter(u8::is_ascii_digit);
        let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
        let sum: i32 = weights.into_iter().zip(digits).map(|(weight, digit)| weight * i32::from(digit - b'0')).sum();
        (sum != 0 && sum % 11 == 0).then_some(self.groups[last].end)
    }
}

/// How many bytes of separators there are between two groups of one number: at most three characters.
fn separators(text: &[u8]) -> usize {
    let mut at = 0;
    for _ in 0..3 {
        at += match text[at..] {
            [b' ' | b'-' | b'.' | b'/' | b'(' | b')', ..] => 1,
            // No-break space; hyphens and dashes; narrow no-break space.
            [0xc2, 0xa0, ..] => 2,
            [0xe2, 0x80, 0x90..=0x94 | 0xaf, ..] => 3,
            _ => break,
        };
    }
    at
}

/// The word with letters of two scripts that look alike.
fn mixed(body: &str, run: Range<usize>) -> Option<Range<usize>> {
    // Most runs have no byte of Greek or Cyrillic.
    if !body.as_bytes()[run.clone()].iter().any(|byte| matches!(byte, 0xcd..0xd5)) {
        return None;
    }
    let mut start = run.start;
    for word in body[run].split(['.', '-', '_', '+', '%']) {
        let has = |is: fn(char) -> bool| word.chars().filter(|character| is(*character)).count();
        let latin = has(|character| matches!(character, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}'));
        let cyrillic = has(|character| matches!(character, '\u{400}'..='\u{52f}'));
        let greek = has(|character| matches!(character, '\u{370}'..='\u{3ff}'));
        // Not the ohm in a kilo-ohm, nor an alpha before a Latin word of its own.
        if latin > 0 && (cyrillic > 0 || greek > 0) && latin + cyrillic + greek >= 4 {
            return Some(start..start + word.len());
        }
        start += word.len() + 1;
    }
    None
}
