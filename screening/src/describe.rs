//! Everything known about a letter, as the JSON that goes with a released letter and that `show` prints.

use base16ct::lower as hex;
use lakzegel_crypto::{Evidence, Manifest, SealedLetter};
use lakzegel_letter::{Check, Severity};
use serde_json::{Value, json};

use crate::{
    evidence::Token,
    flags::{Exceeded, Flags},
    letter::{Letter, State, is_demo},
    pdf,
    register::RegisterError,
    sender::SenderName,
};

/// All that is known about an opened letter.
#[derive(Clone, Copy)]
pub struct LetterRecord<'a> {
    /// What the database has of it.
    pub stored: &'a Letter,
    /// The letter itself.
    pub letter: &'a SealedLetter,
    /// The manifest that it names.
    pub manifest: &'a Manifest,
    /// The sender's name, if anybody has one; or why the register could not be asked. Nothing is printed until it could.
    pub name: Result<Option<&'a SenderName>, &'a RegisterError>,
    /// What is pointed out to people.
    pub flags: &'a Flags,
}

/// Everything known about a letter, as JSON. The same letter, decided at the same time, with the same name, gives the same text.
///
/// The reference is left out: it is the sender's secret, and nobody who reads letters needs it.
pub fn describe(record: &LetterRecord<'_>, check: &Check, print: Option<&pdf::Printed>) -> Value {
    let LetterRecord { stored, letter, manifest, name, flags } = *record;
    let token = Token::of(letter);
    let provider = token.as_ref().and_then(|token| token.provider(manifest).ok());
    let findings = check.findings.iter().map(|finding| {
        json!({
            "rule": finding.rule.as_str(),
            "severity": match finding.severity { Severity::Block => "block", Severity::Warn => "warn" },
            "start": finding.place.start,
            "end": finding.place.end,
            "text": letter.body.get(finding.place.clone()),
        })
    });
    let over = flags.over.iter().map(
        |Exceeded { letters, limit }| json!({ "letters": letters, "limit": limit.letters, "days": limit.days, "basis": limit.basis }),
    );
    json!({
        "format": "lakzegel letter 1",
        "envelope": stored.id.to_string(),
        "log_number": stored.number,
        "seen_at": stored.seen_at,
        "demo": is_demo(&letter.origin),
        "decision": {
            "state": if matches!(stored.state, State::Releasing | State::Placing) { State::Released.as_str() } else { stored.state.as_str() },
            "reason": stored.reason,
            "by": stored.decided_by,
            "at": stored.decided_at,
        },
        "letter": {
            "recipient_number": letter.recipient_number,
            "recipient_name": letter.recipient_name,
            "sender_name": letter.sender_name,
            "body": letter.body,
            "sealed_at": letter.sealed_at,
            "message_id": hex::encode_string(&letter.message_id),
            "visit_key": hex::encode_string(&letter.visit_key),
            "origin": letter.origin,
            "manifest_version": manifest.version,
            "manifest_hash": hex::encode_string(&letter.manifest_hash),
            "manifest_superseded_by": flags.superseded_by,
            "sealing_key_withdrawn": flags.key_withdrawn,
            "notice_version": letter.notice_version,
            "supervision": letter.supervision.as_str(),
            "rules_version": letter.rules_version,
        },
        "evidence": {
            "kind": match letter.evidence { Evidence::IdToken(_) => "id-token", Evidence::VisitorCode(_) => "visitor-code" },
            "provider": provider.map(|provider| json!({ "id": provider.id, "name": provider.name, "issuer": provider.issuer })),
            "person": person(name),
            "claims": token.map(|token| token.claims),
            "first_letter_in_this_name": flags.first,
            "letters_of_other_visits_within_the_hour": flags.other_visits,
            "over_volume_limits": over.collect::<Vec<_>>(),
        },
        "rules": {
            "characters": check.usage.characters,
            "bytes": check.usage.bytes,
            "pages": check.usage.pages,
            "findings": findings.collect::<Vec<_>>(),
        },
        "print": print.map(|print| json!({ "pages": print.pages, "squeezed_lines": print.squeezed, "characters_without_glyph": print.missing })),
    })
}

/// The sender's name and whose word it is, or why neither is known now.
fn person(name: Result<Option<&SenderName>, &RegisterError>) -> Value {
    match name {
        Ok(Some(named)) => json!({ "name": named.name, "source": named.source.as_str() }),
        Ok(None) => json!({ "name": null, "source": null }),
        Err(error) => json!({ "name": null, "source": null, "error": error.to_string() }),
    }
}
