//! What a writer may not want to have on paper, or should know to be useless there: the rules `web-address`, `mail-address`,
//! `phone-number`, `iban`, `bsn` and `mixed-scripts`. They only warn: a grandmother may send her new number.
//!
//! A letter is read once, run by run: a run is what a host name or the first half of a mail address can be made of. Numbers are looked for
//! at each start of a group of digits or letters, and at most [`NUMBER`] bytes ahead, so that the cost stays in proportion to the letter.

use core::ops::Range;

use crate::{clusters::length, rule::Rule};

/// Top-level domains by which an address is known without `www.` or `https://`. Those that are Dutch or English words ("kom.de", "kijk.nu",
/// "dat.is") only count with a path behind them.
const DOMAINS: [&str; 24] = [
    "nl", "com", "org", "net", "eu", "info", "be", "fr", "uk", "gov", "edu", "io", "amsterdam", "frl", "app", "online", "site", "shop",
    "biz", "tv", "pl", "tr", "ma", "sr",
];
/// The others.
const WORDS: [&str; 10] = ["de", "nu", "is", "in", "me", "to", "at", "it", "no", "es"];

/// How many bytes the longest number can take: an IBAN of 34 characters in groups of four, or a telephone number with generous blanks.
const NUMBER: usize = 64;

/// Tells of every place that one of the rules of this file warns of, in order and without overlaps, but for `mixed-scripts`.
pub(crate) fn scan(body: &str, mut found: impl FnMut(Rule, Range<usize>)) {
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = run_end(body, at);
        if end == at {
            at += length(bytes[at]);
            continue;
        }
        if let Some((rule, place)) = address(body, at..end) {
            at = place.end;
            found(rule, place);
            continue;
        }
        // An at sign that is none of an address's ends the run: what follows it is looked at by itself.
        let mut group = at;
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

/// Whether a byte can be part of a word: an ASCII letter or digit, or part of a letter outside ASCII.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Where the run ends that starts here: letters, digits, and the signs that addresses have.
fn run_end(body: &str, start: usize) -> usize {
    let bytes = body.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'-' | b'_' | b'+' | b'%' => at += 1,
            // Latin, Greek and Cyrillic letters, and those of all scripts after them; no blanks or general punctuation.
            0xc3..0xe2 | 0xe3..=0xf4 if !body[at..].starts_with(['\u{d7}', '\u{f7}', '\u{1680}', '\u{3000}', '\u{feff}']) => {
                at += length(byte);
            }
            _ => break,
        }
    }
    at
}

/// The address that a run is, or begins.
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
        let start = run.end - text.trim_start_matches(['.', '-', '%', '+']).len();
        let end = domain.start + body[domain.clone()].trim_end_matches(['.', '-', '_', '%', '+']).len();
        let host = &body[domain.start..end];
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_mail = start < run.end && is_host(host) && last.len() >= 2 && !last.bytes().any(|byte| byte.is_ascii_digit());
        return is_mail.then_some((Rule::MailAddress, start..end));
    }
    let host = text.trim_matches(['.', '-', '_', '%', '+']);
    let start = run.start + (text.len() - text.trim_start_matches(['.', '-', '_', '%', '+']).len());
    let host_end = start + host.len();
    if !is_host(host) {
        return None;
    }
    let has_path = host_end == run.end && after.starts_with(['/', '?', '#']);
    let last = host.rsplit('.').next().unwrap_or_default();
    // "www.voorbeeld" is meant as an address whatever its domain; a sentence that goes on without a blank has a capital: "kom.Nl".
    let www = host.len() > 4 && host.is_char_boundary(4) && host[..4].eq_ignore_ascii_case("www.");
    let known = |list: &[&str]| list.iter().any(|name| last == *name || (last.eq_ignore_ascii_case(name) && is_upper(host)));
    if !(www || known(&DOMAINS) || (has_path && known(&WORDS))) {
        return None;
    }
    let port = after.starts_with(':') && after[1..].starts_with(|next: char| next.is_ascii_digit());
    let end = if host_end == run.end && (has_path || port) { address_end(body, host_end) } else { host_end };
    Some((Rule::WebAddress, start..end))
}

/// Whether a text is at least two names with a dot between, as hosts are.
fn is_host(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|name| !name.is_empty() && !name.contains(['_', '%', '+']))
}

fn is_upper(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn ends_with_ignoring_case(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    start.and_then(|start| text.get(start..)).is_some_and(|found| found.eq_ignore_ascii_case(end))
}

/// Where a web address ends of which this is already a part: before the next blank, quotation mark or bracket that is not its own, and
/// before the punctuation of the sentence it stands in.
fn address_end(body: &str, from: usize) -> usize {
    let rest = &body[from..];
    let ends = |character: char| {
        character <= ' ' || matches!(character, '"' | '<' | '>' | '\u{7f}'..='\u{a0}' | '«' | '»' | '\u{1680}' | '\u{2000}'..='\u{206f}' | '\u{3000}')
    };
    let rest = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let without = rest.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    // A closing bracket belongs to the sentence, unless the address opened it.
    let open = if without.contains('(') { without } else { without.trim_end_matches([')', ']', '}', '.', ',']) };
    from + open.len()
}

/// The number that starts here, where no other word goes on.
fn number(body: &str, start: usize) -> Option<(Rule, Range<usize>)> {
    let bytes = body.as_bytes();
    if start > 0 && is_name(bytes[start - 1]) {
        return None;
    }
    let ahead = &bytes[start..bytes.len().min(start + NUMBER)];
    if let Some(length) = iban(ahead) {
        return Some((Rule::Iban, start..start + length));
    }
    if !ahead.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    // What belongs to the number but is no digit stands before it.
    let sign = [b'(', b'+'].into_iter().fold(start, |at, sign| if at > 0 && bytes[at - 1] == sign { at - 1 } else { at });
    let international = bytes[sign..start].contains(&b'+');
    let groups = Groups::read(ahead);
    if let Some(length) = groups.phone(international) {
        let bracket = bytes[sign..start].first() == Some(&b'(') && ahead[..length].contains(&b')');
        let plus = start - usize::from(international);
        return Some((Rule::PhoneNumber, if bracket { sign } else { plus }..start + length));
    }
    let alone = sign == start && !(start > 1 && matches!(bytes[start - 1], b'-' | b'.' | b'/') && bytes[start - 2].is_ascii_digit());
    groups.bsn().filter(|_| alone).map(|length| (Rule::Bsn, start..start + length))
}

/// The length of an IBAN that starts a text (ISO 13616): country, check digits, account; in one piece or in groups of four.
fn iban(text: &[u8]) -> Option<usize> {
    let [a, b, c, d, ..] = text else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
        return None;
    }
    let country = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let wanted = LENGTHS.iter().find(|(code, _)| *code == country).map(|&(_, length)| usize::from(length));
    // The check (ISO 7064, MOD 97-10) takes the first four characters last, letters as 10 to 35.
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte.to_ascii_uppercase() - b'A') + 10,
    };
    let append = |rest: u32, byte: u8| (rest * if byte.is_ascii_digit() { 10 } else { 100 } + value(byte)) % 97;
    let (mut rest, mut count) = (0, 4);
    let mut at = 4;
    while count < 34 {
        // One separator between groups of four.
        if count % 4 == 0 && text.get(at).is_some_and(|byte| matches!(byte, b' ' | b'.' | b'-')) {
            at += 1;
        } else if count % 4 == 0 && text.get(at..at + 2) == Some("\u{a0}".as_bytes()) {
            at += 2;
        }
        let Some(&byte) = text.get(at).filter(|byte| byte.is_ascii_alphanumeric()) else { return None };
        rest = append(rest, byte);
        count += 1;
        at += 1;
        let ends = text.get(at).is_none_or(|byte| !is_name(*byte));
        let right = || [*a, *b, *c, *d].into_iter().fold(rest, append) == 1;
        if ends && count >= 15 && wanted.is_none_or(|wanted| wanted == count) && right() {
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
    (*b"AT", 20), (*b"BE", 16), (*b"BG", 22), (*b"CH", 21), (*b"CY", 28), (*b"CZ", 24), (*b"DE", 22), (*b"DK", 18), (*b"EE", 20),
    (*b"ES", 24), (*b"FI", 18), (*b"FR", 27), (*b"GB", 22), (*b"GR", 27), (*b"HR", 21), (*b"HU", 28), (*b"IE", 22), (*b"IS", 26),
    (*b"IT", 27), (*b"LI", 21), (*b"LT", 20), (*b"LU", 20), (*b"LV", 21), (*b"MC", 27), (*b"MT", 31), (*b"NL", 18), (*b"NO", 15),
    (*b"PL", 28), (*b"PT", 25), (*b"RO", 24), (*b"RS", 22), (*b"SE", 24), (*b"SI", 19), (*b"SK", 24), (*b"SM", 27), (*b"TR", 26),
];

/// Digits in groups, as numbers are written.
struct Groups<'a> {
    text: &'a [u8],
    /// The place of each group of digits in the text. Between two of them there are only separators.
    groups: [Range<usize>; Self::MOST],
    count: usize,
}

impl<'a> Groups<'a> {
    /// More groups than any number has.
    const MOST: usize = 12;

    /// Reads groups from the start of a text, until something else comes.
    fn read(text: &'a [u8]) -> Self {
        let mut read = Self { text, groups: Default::default(), count: 0 };
        let mut at = 0;
        while read.count < Self::MOST {
            let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                break;
            }
            read.groups[read.count] = at..at + digits;
            read.count += 1;
            at += digits;
            let separators = separators(&text[at..]);
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

    /// What stands after a group.
    fn after(&self, group: usize) -> &[u8] {
        &self.text[self.groups[group].end..]
    }

    /// Whether a number can end with a group: no letter, decimal or time goes on behind it.
    fn ends(&self, group: usize) -> bool {
        match self.after(group) {
            [] => true,
            [b':' | b',' | b'.', next, ..] if next.is_ascii_digit() => false,
            [byte, ..] => !is_name(*byte) || self.after(group).starts_with("\u{a0}".as_bytes()) || *byte == 0xe2,
        }
    }

    fn byte(&self, group: usize, at: usize) -> u8 {
        self.text[self.groups[group].start + at]
    }

    /// How long the telephone number is that starts here.
    fn phone(&self, international: bool) -> Option<usize> {
        let first = self.groups[0].clone();
        let zeros = self.text[first.clone()].iter().take_while(|byte| **byte == b'0').count();
        if international || (zeros == 2 && first.len() >= 3) || (zeros == 2 && first.len() == 2 && self.count > 1) {
            // With its country's code: up to 15 digits (E.164).
            let prefix = if international { 0 } else { 2 };
            let dutch = self.text[first.start + prefix..].starts_with(b"31");
            let mut digits = 0;
            let mut length = None;
            for group in 0..self.count {
                // The zero in brackets of +31 (0)6 is not dialled.
                let bracketed = group > 0 && self.len(group) == 1 && self.byte(group, 0) == b'0' && self.after(group).starts_with(b")");
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
            return length.filter(|_| self.text[first.start + zeros.min(prefix)..first.end].iter().any(|byte| *byte != b'0') || prefix == 2);
        }
        if zeros != 1 || self.is_date() {
            return None;
        }
        let service = matches!(self.text[first.clone()].get(..4), Some(b"0800" | b"0900"));
        let mut digits = 0;
        for group in 0..self.count {
            digits += self.len(group);
            let starts = first.len() >= 3 || (first.len() == 2 && self.byte(0, 1) == b'6');
            if (digits == 10 || (service && digits == 8)) && starts && self.ends(group) {
                return Some(self.groups[group].end);
            }
        }
        None
    }

    /// Whether this is a day, perhaps with a time: 06-02-2026 10.
    fn is_date(&self) -> bool {
        let separated = self.after(0).first().is_some_and(|byte| matches!(byte, b'-' | b'/' | b'.'));
        separated && (self.len(0), self.len(1), self.len(2)) == (2, 2, 4) && matches!(self.byte(2, 0), b'1' | b'2')
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
        if last == 2 && (separator(0) != separator(1) || !matches!(separator(0), b"." | b" " | b"-")) {
            return None;
        }
        // Not a part of a longer number.
        let more = self.count > last + 1 && self.groups[last + 1].start == self.groups[last].end + 1 && self.after(last)[0] != b' ';
        if more || !self.ends(last) {
            return None;
        }
        let digits = self.text[..self.groups[last].end].iter().filter(|byte| byte.is_ascii_digit()).map(|byte| i32::from(byte - b'0'));
        let sum: i32 = [9, 8, 7, 6, 5, 4, 3, 2, -1].into_iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
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
