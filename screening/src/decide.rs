//! The decision that a program can make: whether anything about an opened letter's form speaks against it. Pure: what is known goes
//! in, the first thing that is wrong comes out. What a letter *means* is for people, and is not looked at here.

use std::fmt;

use lakzegel_crypto::{Manifest, SealedLetter, TechnicalReason};
use lakzegel_letter::Check;

/// Why a program withholds a letter. Each has its own name, in the database, in the log and in `show`; the sender is told the
/// [`TechnicalReason`] that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The same message came before, with other contents.
    OtherContent,
    /// Written with a manifest that screening has never seen: the client was shown another one than the world.
    ManifestUnknown,
    /// Sealed when the manifest that it names was not valid: the client was shown an old one.
    ManifestOutdated,
    /// Checked with another rule set than its manifest names.
    RulesVersion,
    /// Sealed under another supervision notice than its manifest names.
    NoticeVersion,
    /// The token is not a signed JSON web token (RFC 7519).
    TokenForm,
    /// The token's issuer is no provider of the manifest.
    Issuer,
    /// The token was made for somebody else.
    Audience,
    /// The token's algorithm is not one that the manifest accepts for the provider; `none` and all symmetric ones among them.
    Algorithm,
    /// The token names a key that the provider was never seen to have.
    ProviderKey,
    /// The token was issued after the provider had taken its key out of use.
    ProviderKeyRetired,
    /// The token's signature is false.
    TokenSignature,
    /// The sender logged in at a level that the manifest does not accept.
    Level,
    /// The provider did not have the sender log in for this token: `auth_time` is missing, or long before it was issued.
    LoginNotFresh,
    /// The token vouches for another visit key.
    Nonce,
    /// Sealed before the sender logged in.
    SealedBeforeLogin,
    /// Sealed when the visit was over.
    SealedAfterVisit,
    /// Came to screening after the longest time that a sealed letter may wait.
    ArrivedTooLate,
    /// Not a visitor code that this office made, or visitor codes are not evidence in the letter's manifest.
    VisitorCode,
    /// A visitor code, but for another day.
    VisitorCodeDay,
    /// A visitor code that another visit showed first.
    VisitorCodeOwner,
    /// More letters than one visit may send.
    VisitSpent,
    /// The registration number is not one.
    RecipientNumber,
    /// The recipient's name is not one.
    RecipientName,
    /// The name to print under the letter is not one.
    SenderName,
    /// The text breaks a rule that blocks.
    Rules,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 26] = [
        Self::OtherContent,
        Self::ManifestUnknown,
        Self::ManifestOutdated,
        Self::RulesVersion,
        Self::NoticeVersion,
        Self::TokenForm,
        Self::Issuer,
        Self::Audience,
        Self::Algorithm,
        Self::ProviderKey,
        Self::ProviderKeyRetired,
        Self::TokenSignature,
        Self::Level,
        Self::LoginNotFresh,
        Self::Nonce,
        Self::SealedBeforeLogin,
        Self::SealedAfterVisit,
        Self::ArrivedTooLate,
        Self::VisitorCode,
        Self::VisitorCodeDay,
        Self::VisitorCodeOwner,
        Self::VisitSpent,
        Self::RecipientNumber,
        Self::RecipientName,
        Self::SenderName,
        Self::Rules,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherContent => "other-content",
            Self::ManifestUnknown => "manifest-unknown",
            Self::ManifestOutdated => "manifest-outdated",
            Self::RulesVersion => "rules-version",
            Self::NoticeVersion => "notice-version",
            Self::TokenForm => "token-form",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Algorithm => "algorithm",
            Self::ProviderKey => "provider-key",
            Self::ProviderKeyRetired => "provider-key-retired",
            Self::TokenSignature => "token-signature",
            Self::Level => "level",
            Self::LoginNotFresh => "login-not-fresh",
            Self::Nonce => "nonce",
            Self::SealedBeforeLogin => "sealed-before-login",
            Self::SealedAfterVisit => "sealed-after-visit",
            Self::ArrivedTooLate => "arrived-too-late",
            Self::VisitorCode => "visitor-code",
            Self::VisitorCodeDay => "visitor-code-day",
            Self::VisitorCodeOwner => "visitor-code-owner",
            Self::VisitSpent => "visit-spent",
            Self::RecipientNumber => "recipient-number",
            Self::RecipientName => "recipient-name",
            Self::SenderName => "sender-name",
            Self::Rules => "rules",
        }
    }

    /// What the sender is told.
    pub const fn technical(self) -> TechnicalReason {
        match self {
            Self::OtherContent => TechnicalReason::Duplicate,
            Self::ManifestUnknown | Self::ManifestOutdated | Self::RulesVersion | Self::NoticeVersion => {
                TechnicalReason::Unreadable
            }
            Self::TokenForm
            | Self::Issuer
            | Self::Audience
            | Self::Algorithm
            | Self::ProviderKey
            | Self::ProviderKeyRetired
            | Self::TokenSignature
            | Self::Level
            | Self::LoginNotFresh
            | Self::Nonce
            | Self::SealedBeforeLogin
            | Self::SealedAfterVisit
            | Self::ArrivedTooLate
            | Self::VisitorCode
            | Self::VisitorCodeDay
            | Self::VisitorCodeOwner
            | Self::VisitSpent => TechnicalReason::Identity,
            Self::RecipientNumber | Self::RecipientName | Self::SenderName | Self::Rules => TechnicalReason::Rules,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What good evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Who it is, as a hash of issuer and subject: enough to see that it is the same person again.
    pub person: [u8; 32],
    /// When the token was issued, in seconds since 1970.
    pub issued: u64,
}

/// What a decision rests on, beside the letter itself.
pub struct Facts<'a> {
    /// The manifest that the letter names.
    pub manifest: &'a Manifest,
    /// What checking the evidence gave.
    pub evidence: Result<Vouched, Refusal>,
    /// How many letters of the same visit were opened before this one.
    pub letters_before: u64,
    /// What the rules find in the text.
    pub check: &'a Check,
}

/// The first thing that speaks against releasing this letter.
///
/// Identity goes first: what nobody vouches for is not judged any further.
pub fn decide(letter: &SealedLetter, facts: &Facts<'_>) -> Result<(), Refusal> {
    let Facts { manifest, evidence, letters_before, check } = facts;
    let must = |holds: bool, otherwise| if holds { Ok(()) } else { Err(otherwise) };
    let tolerance = manifest.clock_tolerance;
    let earliest = manifest.issued.saturating_sub(tolerance);
    let latest = manifest.expires.saturating_add(tolerance);
    must((earliest..=latest).contains(&letter.sealed_at), Refusal::ManifestOutdated)?;
    must(letter.rules_version == manifest.rules_version, Refusal::RulesVersion)?;
    must(letter.notice_version == manifest.notice_version, Refusal::NoticeVersion)?;
    let _vouched = (*evidence)?;
    must(*letters_before < u64::from(manifest.letters_per_visit), Refusal::VisitSpent)?;
    must(lakzegel_letter::check_number(&letter.recipient_number).is_ok(), Refusal::RecipientNumber)?;
    must(lakzegel_letter::check_name(&letter.recipient_name).is_ok(), Refusal::RecipientName)?;
    must(lakzegel_letter::check_name(&letter.sender_name).is_ok(), Refusal::SenderName)?;
    must(!check.blocks(), Refusal::Rules)
}
