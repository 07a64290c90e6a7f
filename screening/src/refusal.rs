//! Why a program withholds a letter: each reason, its name, and what the sender is told. The grounds on which people withhold are in
//! `letter.rs`.

use std::fmt;

use lakzegel_crypto::TechnicalReason;

/// Why a program withholds a letter. Each has a name of its own, in the database, in the log and in `show`; the sender is told only the
/// [`TechnicalReason`] that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// An earlier letter has the same message id and visit, and other contents.
    OtherContent,
    /// The letter names a manifest that screening has never seen: the client was served another one than everybody else.
    ManifestUnknown,
    /// Sealed when the manifest that it names was not valid: the client was served an old one.
    ManifestOutdated,
    /// Checked with another rule set than its manifest names.
    RulesVersion,
    /// Sealed under another supervision notice than its manifest names.
    NoticeVersion,
    /// The token is not a signed JSON web token (RFC 7519).
    TokenForm,
    /// The token's issuer is not a provider in the manifest.
    Issuer,
    /// The token was issued for another client.
    Audience,
    /// The manifest does not accept the token's algorithm for the provider. `none` and symmetric ones are never accepted.
    Algorithm,
    /// The token names a key that the provider was never seen to publish.
    ProviderKey,
    /// The token was issued after the provider had withdrawn its key.
    ProviderKeyRetired,
    /// The token's signature does not verify.
    TokenSignature,
    /// The sender logged in at a level that the manifest does not accept.
    Level,
    /// The login is not fresh: `auth_time` is missing, or long before the token was issued.
    LoginNotFresh,
    /// The token's nonce is for another visit key.
    Nonce,
    /// Sealed before the sender logged in.
    SealedBeforeLogin,
    /// Sealed when the visit was over.
    SealedAfterVisit,
    /// Sealed later than it was first seen in the log, as if its sender knew the future: with a code or a token for a time to come.
    SealedAhead,
    /// Arrived after the longest time that a sealed letter may wait on a device.
    ArrivedTooLate,
    /// Not a visitor code that this office made, or the letter's manifest does not accept visitor codes.
    VisitorCode,
    /// A visitor code of another day.
    VisitorCodeDay,
    /// A visitor code that another visit used first.
    VisitorCodeOwner,
    /// The visit has sent as many letters as it may.
    VisitSpent,
    /// The registration number does not have the form of one.
    RecipientNumber,
    /// The recipient's name does not have the form of one.
    RecipientName,
    /// The name to print under the letter does not have the form of one.
    SenderName,
    /// The text breaks a rule that blocks.
    Rules,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 27] = [
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
        Self::SealedAhead,
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

    /// Its name, which is stored and never changes.
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
            Self::SealedAhead => "sealed-ahead",
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
            | Self::SealedAhead
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
