//! What a person's terminal, or whoever reads the log with one, is given of text that strangers wrote: nothing that cannot be seen, and
//! nothing that a terminal acts upon. Each such character stands there by its number, as JSON writes it.

use std::io::{self, Write};

/// The text with `\\u202e` in place of each character that cannot be seen or that acts on what is around it, line feeds excepted. JSON text means
/// the same as before: such characters can only stand inside its strings.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character != '\n' && lakzegel_letter::is_unseen(character) {
            // Two for a character beyond U+FFFF: that is how JSON has it.
            character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
    out
}

/// Writes text, escaped, to where it is read. The log is written through it: a line's JSON escapes control characters, and no others.
pub struct Escaping<W>(pub W);

impl<W: Write> Write for Escaping<W> {
    /// Takes all of `bytes`, which are whole lines.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(escaped(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_character_that_gets_through_and_none_that_means_something_else_in_json() {
        let is_armed = |character: char| character != '\n' && lakzegel_letter::is_unseen(character);
        for some in (0..=u32::from(char::MAX)).filter_map(char::from_u32).collect::<Vec<_>>().chunks(4096) {
            let all: String = some.iter().collect();
            let shown = escaped(&all);
            assert!(!shown.contains(is_armed), "{:?}", some.first());
            let seen = |character: &char| !is_armed(*character);
            assert!(some.iter().copied().filter(seen).eq(shown_as_it_is(&shown, some)), "{:?}", some.first());
            let json = serde_json::to_string(&all).expect("it is written");
            let read: String = serde_json::from_str(&escaped(&json)).expect("it is JSON still");
            assert!(read == all, "{:?}", some.first());
        }
        // In particular what terminals act upon (ECMA-48: C0 and C1), and what turns the direction of writing.
        for character in (0..0x20).chain(0x7f..0xa0).chain(0x202a..0x202f).chain(0x2066..0x206a).filter_map(char::from_u32) {
            assert!(character == '\n' || is_armed(character), "{character:?}");
        }
    }

    /// What of these characters stands in the text as it is, in this order; numbers that stand for others are passed over.
    fn shown_as_it_is(shown: &str, some: &[char]) -> impl Iterator<Item = char> {
        let mut left = shown;
        let mut found = Vec::new();
        for character in some {
            let number: String = character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
            if let Some(rest) = left.strip_prefix(*character) {
                found.push(*character);
                left = rest;
            } else {
                left = left.strip_prefix(&number).expect("it stands there by its number");
            }
        }
        assert!(left.is_empty());
        found.into_iter()
    }

    #[test]
    fn what_cannot_be_seen_stands_there_by_its_number_and_json_means_the_same() {
        let body = "\u{1b}[2J\u{9b}\u{202e}\u{200b}\u{ad}\u{2060}\u{3164}\u{e0041}\u{f8ff}\u{10fffd}\u{2028}\u{a0}\u{7f} ouïe 👍 مرحبا\n";
        let json = serde_json::to_string_pretty(&serde_json::json!({ "body": body })).expect("it is written");
        let shown = escaped(&json);
        assert!(!shown.chars().any(|character| character != '\n' && lakzegel_letter::is_unseen(character)), "{shown}");
        assert!(shown.contains("ouïe 👍 مرحبا") && shown.contains("\\u202e") && shown.contains("\\udb40\\udc41"), "{shown}");
        let read: serde_json::Value = serde_json::from_str(&shown).expect("it is JSON still");
        assert_eq!(read["body"], body);
    }
}
