//! The rules: their names, what a finding is, and how findings are collected.

use core::ops::Range;

/// A published check of the letter. The client explains each to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Nothing in the letter can be seen.
    Empty,
    /// More characters, bytes or pages than the limits allow. The place is all that is too much.
    TooLong,
    /// A control character (Unicode category Cc) other than a newline (LF) or a tab.
    Control,
    /// A character that overrides, embeds or isolates the direction of writing, so that what is read differs from what is stored
    /// (U+202A to U+202E, U+2066 to U+2069). The marks LRM, RLM and ALM cannot do that and are allowed.
    Bidi,
    /// A character that cannot be seen, where no script and no emoji needs it.
    ZeroWidth,
    /// A tag character (U+E0000 to U+E007F) outside the emoji flags of England, Scotland and Wales.
    Tag,
    /// A private-use character or a noncharacter, which has no meaning on another device.
    PrivateUse,
    /// More than [`MAX_MARKS`](crate::MAX_MARKS) combining marks on one character.
    CombiningPile,
    /// A web address.
    WebAddress,
    /// A mail address.
    MailAddress,
    /// A telephone number: Dutch, or international with `+` or `00`.
    PhoneNumber,
    /// An international bank account number whose check digits are right (ISO 13616).
    Iban,
    /// A number that can be a Dutch citizen service number: nine digits that pass the eleven-test.
    Bsn,
    /// Latin and Cyrillic, or Latin and Greek letters in one word: it may only look like the word that it seems to be.
    MixedScripts,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 14] = [
        Self::Empty,
        Self::TooLong,
        Self::Control,
        Self::Bidi,
        Self::ZeroWidth,
        Self::Tag,
        Self::PrivateUse,
        Self::CombiningPile,
        Self::WebAddress,
        Self::MailAddress,
        Self::PhoneNumber,
        Self::Iban,
        Self::Bsn,
        Self::MixedScripts,
    ];

    /// Its name, which never changes: screening stores it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::Control => "control",
            Self::Bidi => "bidi",
            Self::ZeroWidth => "zero-width",
            Self::Tag => "tag",
            Self::PrivateUse => "private-use",
            Self::CombiningPile => "combining-pile",
            Self::WebAddress => "web-address",
            Self::MailAddress => "mail-address",
            Self::PhoneNumber => "phone-number",
            Self::Iban => "iban",
            Self::Bsn => "bsn",
            Self::MixedScripts => "mixed-scripts",
        }
    }

    /// Whether [`repair`](crate::repair) can remove what it finds.
    pub const fn is_repairable(self) -> bool {
        matches!(self, Self::Control | Self::Bidi | Self::ZeroWidth | Self::Tag | Self::PrivateUse | Self::CombiningPile)
    }

    /// Whether what it finds keeps a letter from being sent, or is only pointed out.
    pub const fn severity(self) -> Severity {
        match self {
            Self::WebAddress | Self::MailAddress | Self::PhoneNumber | Self::Iban | Self::Bsn | Self::MixedScripts => {
                Severity::Warn
            }
            _ => Severity::Block,
        }
    }
}

/// Whether a finding keeps a letter from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The letter cannot be sent like this.
    Block,
    /// The letter can be sent; the writer should know.
    Warn,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Where in the letter, in bytes; both ends are between two characters. Neighbours that break the same rule are one finding.
    pub place: Range<usize>,
    /// Whether it keeps the letter from being sent.
    pub severity: Severity,
}

/// How many findings of one rule are reported: the first ones in the letter. A letter with thousands of invisible characters is repaired as a
/// whole or not at all; reporting each helps nobody and costs time at every keystroke.
pub const MAX_FINDINGS: usize = 20;

/// Collects findings.
#[derive(Default)]
pub(crate) struct Findings {
    /// In the order of their places.
    list: Vec<Finding>,
    /// How many there are for each rule.
    counts: [usize; Rule::ALL.len()],
}

impl Findings {
    /// Adds a finding. Those of one rule must come in order.
    pub fn add(&mut self, rule: Rule, place: Range<usize>) {
        let severity = rule.severity();
        // Those of one rule come in order, so only its last one can be a neighbour.
        if let Some(last) = self.list.iter_mut().rfind(|finding| finding.rule == rule)
            && last.place.end == place.start
            && severity == Severity::Block
        {
            last.place.end = place.end;
            return;
        }
        // One warning a place.
        let overlaps = |finding: &Finding| finding.place.start < place.end && place.start < finding.place.end;
        if severity == Severity::Warn && self.list.iter().any(|finding| finding.severity == severity && overlaps(finding)) {
            return;
        }
        let count = &mut self.counts[rule as usize];
        if *count < MAX_FINDINGS {
            *count += 1;
            let at = self.list.partition_point(|finding| finding.place.start <= place.start);
            self.list.insert(at, Finding { rule, place, severity });
        }
    }

    pub fn into_list(self) -> Vec<Finding> {
        self.list
    }
}
