//! The decision that a program can make: whether the form of an opened letter speaks against releasing it. Pure: what is known goes in, the
//! first thing that is wrong comes out. What a letter *means* is for people, and is not looked at here.

use lakzegel_crypto::{Manifest, SealedLetter};
use lakzegel_letter::{Check, Limits};

use crate::{refusal::Refusal, sender::Vouched};

/// What a decision rests on, beside the letter.
pub struct Facts<'a> {
    /// The manifest that the letter names.
    pub manifest: &'a Manifest,
    /// What the evidence shows, or why it is not accepted.
    pub evidence: Result<Vouched, Refusal>,
    /// When the letter's entry was first seen in the log, in seconds since 1970.
    pub seen_at: u64,
    /// How many letters of the same visit count before this one.
    pub letters_before: u64,
    /// What the rules found in the text.
    pub check: &'a Check,
}

/// Whether a letter can be released, as far as a program can tell.
///
/// # Errors
///
/// The first thing that speaks against it. Identity goes before everything that the sender wrote: what nobody vouches for is not judged
/// any further.
pub fn decide(letter: &SealedLetter, facts: &Facts<'_>) -> Result<(), Refusal> {
    let Facts { manifest, evidence, seen_at, letters_before, check } = facts;
    let must = |holds: bool, otherwise| if holds { Ok(()) } else { Err(otherwise) };
    let tolerance = manifest.clock_tolerance;
    let earliest = manifest.issued.saturating_sub(tolerance);
    let latest = manifest.expires.saturating_add(tolerance);
    must((earliest..=latest).contains(&letter.sealed_at), Refusal::ManifestOutdated)?;
    must(letter.rules_version == manifest.rules_version, Refusal::RulesVersion)?;
    must(letter.notice_version == manifest.notice_version, Refusal::NoticeVersion)?;
    must(letter.supervision == manifest.supervision, Refusal::NoticeVersion)?;
    let _vouched = (*evidence)?;
    must(letter.sealed_at <= seen_at.saturating_add(tolerance), Refusal::SealedAhead)?;
    must(*letters_before < u64::from(manifest.letters_per_visit), Refusal::VisitSpent)?;
    must(lakzegel_letter::check_number(&letter.recipient_number).is_ok(), Refusal::RecipientNumber)?;
    must(lakzegel_letter::check_name(&letter.recipient_name).is_ok(), Refusal::RecipientName)?;
    must(lakzegel_letter::check_name(&letter.sender_name).is_ok(), Refusal::SenderName)?;
    must(!check.blocks(), Refusal::Rules)
}

/// Checks a letter's text by the rules and the limits of its own manifest: the same code as in the client.
pub fn check_text(letter: &SealedLetter, manifest: &Manifest) -> Check {
    let limits = &manifest.limits;
    lakzegel_letter::check(&letter.body, &Limits { characters: limits.characters, bytes: limits.bytes, pages: limits.pages })
}
