//! A letter that waits, as a file: saved on one device, opened on another. Text, so that anybody who opens it by mistake reads what it is.
//!
//! ```text
//! (what this is, in the sender's language)
//!
//! lakzegel waiting letter v1
//! sealed SECONDS                 when it was sealed, since 1970
//! grant GRANT                    the right to upload it, once
//! reference REFERENCE            as on a receipt
//!
//! BASE64                         the envelope
//! ```
//!
//! Whoever has the file can send the letter, and follow how it fares. Nobody can read the letter with it.

use core::fmt;

use base64ct::{Base64, Encoding as _};
use lakzegel_crypto::{Envelope, Reference, typed};

const FIRST_LINE: &str = "lakzegel waiting letter v1\n";
/// How many characters of base64 stand on a line.
const LINE: usize = 76;

/// What is in such a file.
pub struct WaitingFile {
    /// When the letter was sealed, in seconds since 1970.
    pub sealed_at: u64,
    /// The sealed letter.
    pub envelope: Envelope,
    /// The right to upload it.
    pub grant: String,
    /// The sender's secret for asking how it fares.
    pub reference: Reference,
}

impl fmt::Display for WaitingFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sealed_at, envelope, grant, reference } = self;
        write!(out, "{FIRST_LINE}sealed {sealed_at}\ngrant {grant}\nreference {}\n\n", reference.to_text())?;
        let mut rest = Base64::encode_string(envelope.as_bytes());
        while !rest.is_empty() {
            let next = rest.split_off(rest.len().min(LINE));
            out.write_str(&rest)?;
            out.write_str("\n")?;
            rest = next;
        }
        Ok(())
    }
}

impl WaitingFile {
    /// Reads a file. Returns `None` if the text is not a waiting-letter file, or is damaged. Line ends, blanks at them and a
    /// byte order mark do not matter, because mail programs change them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = typed::file(text);
        let (_, text) = text.split_once(FIRST_LINE)?;
        let (facts, envelope) = text.split_once("\n\n")?;
        let mut facts = facts.lines();
        let mut fact = |name: &str| facts.next()?.strip_prefix(name)?.strip_prefix(' ');
        let sealed_at = fact("sealed")?.parse().ok()?;
        let grant = fact("grant")
            .filter(|grant| grant.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))?
            .to_owned();
        let reference = Reference::parse(fact("reference")?).ok()?;
        let bytes = Base64::decode_vec(&envelope.split_whitespace().collect::<String>()).ok()?;
        let envelope = Envelope::decode(&bytes).ok()?;
        facts.next().is_none().then_some(Self { sealed_at, envelope, grant, reference })
    }
}

#[cfg(test)]
mod tests {
    use lakzegel_crypto::ENVELOPE_BYTES;

    use super::*;

    fn file() -> WaitingFile {
        let mut bytes: Vec<u8> = (0..ENVELOPE_BYTES).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
        bytes[..2].copy_from_slice(&1_u16.to_be_bytes());
        WaitingFile {
            sealed_at: 1_700_000_000,
            envelope: Envelope::decode(&bytes).expect("it has the length and the version of one"),
            grant: "Zm9v-YmFy_".to_owned(),
            reference: Reference::from_bytes([7; 16]),
        }
    }

    #[test]
    fn what_was_saved_is_opened_again() {
        let saved = format!("Dit bestand is een brief die wacht.\n\n{}", file());
        for text in [
            saved.clone(),
            saved.replace('\n', "\r\n"),
            saved.replace('\n', " \r\n"),
            saved.replace('\n', "\r"),
            format!("\u{feff}{saved}\r\n\r\n"),
            format!("\u{feff}{}", file()),
            saved.trim_end().to_owned(),
        ] {
            let opened = WaitingFile::parse(&text).expect("it was saved");
            assert_eq!((opened.sealed_at, opened.grant.as_str()), (1_700_000_000, "Zm9v-YmFy_"));
            assert_eq!(opened.envelope.id(), file().envelope.id());
            assert_eq!(opened.reference.as_bytes(), &[7; 16]);
        }
        assert!(saved.lines().all(|line| line.len() <= LINE));
    }

    #[test]
    fn a_file_that_is_cut_or_changed_is_not_opened() {
        let saved = file().to_string();
        let end = saved.len() - 1;
        for cut in [0, 10, 40, 80, 120, 1_000, end / 2, end - 1] {
            assert!(WaitingFile::parse(&saved[..cut]).is_none(), "cut at {cut}");
        }
        let lines: Vec<_> = saved.lines().collect();
        for missing in 0..lines.len() {
            let rest: Vec<_> = lines.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, line)| *line).collect();
            assert!(WaitingFile::parse(&rest.join("\n")).is_none(), "without line {missing}");
        }
        for (from, to) in [
            ("v1", "v2"),
            ("sealed 1", "sealed x"),
            ("grant Z", "grant Z\u{e9}"),
            ("reference ", "reference X"),
            ("\n\nAAE", "\n\nAAI"),
        ] {
            assert!(saved.contains(from) && WaitingFile::parse(&saved.replacen(from, to, 1)).is_none(), "{to}");
        }
    }
}
