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
