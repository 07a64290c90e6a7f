//! A letter on its way through the office, as everything here speaks of it: where it is, what became of it, why it is withheld. Never what
//! it says. Nothing here reads or writes anything.

use std::fmt;

use lakzegel_crypto::{EnvelopeId, Ground, KeyId};

use crate::refusal::Refusal;

/// Where a letter is on its way. Each state's name is stored, and shown by `list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the log, but the intake has not given the envelope, or gave other bytes than the log names.
    Missing,
    /// Its envelope is here, and not opened yet.
    Pending,
    /// Opened, but what it must be checked against is not here yet: its manifest, its rule set, the provider's keys or the
    /// register of names.
    Unchecked,
    /// Cannot be opened. The envelope is kept as it is.
    Kept,
    /// A copy of an earlier letter.
    Ignored,
    /// The program found nothing against it; a person decides.
    Waiting,
    /// To be released. Its files are being written.
    Releasing,
    /// To be released. Its files are written; the JSON only needs its name.
    Placing,
    /// Released: all its files are in place.
    Released,
    /// Withheld: its recipient does not get it.
    Withheld,
}

impl State {
    const ALL: [Self; 10] = [
        Self::Missing,
        Self::Pending,
        Self::Unchecked,
        Self::Kept,
        Self::Ignored,
        Self::Waiting,
        Self::Releasing,
        Self::Placing,
        Self::Released,
        Self::Withheld,
    ];

    /// Its name, which is stored and never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Pending => "pending",
            Self::Unchecked => "unchecked",
            Self::Kept => "kept",
            Self::Ignored => "ignored",
            Self::Waiting => "waiting",
            Self::Releasing => "releasing",
            Self::Placing => "placing",
            Self::Released => "released",
            Self::Withheld => "withheld",
        }
    }

    /// The state with this name. `None` if there is none.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

/// Why a letter is withheld: one of the grounds of article 36(4) Penitentiaire beginselenwet, or what a program found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Article 36(4)(a): order and safety in the institution.
    Order,
    /// Article 36(4)(b): public order and national security.
    PublicOrder,
    /// Article 36(4)(c): preventing and detecting offences.
    Offences,
    /// Article 36(4)(d): protecting victims and others.
    Victims,
    /// Something that a program found.
    Technical(Refusal),
}

impl Withheld {
    /// Its name, which is stored and never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::PublicOrder => "public-order",
            Self::Offences => "offences",
            Self::Victims => "victims",
            Self::Technical(refusal) => refusal.as_str(),
        }
    }

    /// What the sender is told.
    pub const fn ground(self) -> Ground {
        match self {
            Self::Order => Ground::OrderAndSafety,
            Self::PublicOrder => Ground::PublicOrder,
            Self::Offences => Ground::Offences,
            Self::Victims => Ground::Victims,
            Self::Technical(refusal) => Ground::Technical(refusal.technical()),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let legal = [Self::Order, Self::PublicOrder, Self::Offences, Self::Victims];
        legal.into_iter().chain(Refusal::ALL.into_iter().map(Self::Technical)).find(|reason| reason.as_str() == name)
    }
}

/// Who decided on a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// This program, by its rules.
    Rules,
    /// A person, with `release` or `withhold`.
    Person,
}

impl DecidedBy {
    /// Its name, which is stored and never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Person => "person",
        }
    }
}

/// A letter as the database knows it: never its contents.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its envelope's id.
    pub id: EnvelopeId,
    /// Its first entry in the log.
    pub number: u64,
    /// Where it is on its way.
    pub state: State,
    /// The name of the reason for which it is kept or withheld.
    pub reason: Option<String>,
    /// When it was decided, in seconds since 1970.
    pub decided_at: Option<u64>,
    /// The name of who decided: see [`DecidedBy`].
    pub decided_by: Option<String>,
    /// When screening first saw it, in seconds since 1970.
    pub seen_at: u64,
    /// The last time at which it was certainly not in the log yet, in seconds since 1970.
    pub seen_after: u64,
}

impl Letter {
    /// Why it is withheld, if it is.
    pub fn withheld(&self) -> Option<Withheld> {
        (self.state == State::Withheld).then(|| self.reason.as_deref().and_then(Withheld::parse)).flatten()
    }

    /// Who released it, if it is released. What does not say that a person did is not said to be read by one.
    pub fn released_by(&self) -> DecidedBy {
        match self.decided_by.as_deref() {
            Some(name) if name == DecidedBy::Person.as_str() => DecidedBy::Person,
            _ => DecidedBy::Rules,
        }
    }
}

/// What is remembered of an opened letter, to know it again and how it was sealed.
#[derive(Clone)]
pub struct LetterFingerprint {
    /// The public key of the visit that it was written in.
    pub visit_key: [u8; 32],
    /// The client's id of the message: the same when it is sealed again.
    pub message_id: [u8; 16],
    /// When it says that it was sealed, in seconds since 1970.
    pub sealed_at: u64,
    /// SHA-256 of what it says, to whom, in whose name, and under which reference.
    pub content: [u8; 32],
    /// What it calls the manifest that it was sealed by.
    pub manifest_hash: [u8; 32],
    /// The key that its envelope was sealed to.
    pub key_id: KeyId,
}

/// How a letter was sealed. Copies are not letters.
#[derive(Clone, Copy, Debug)]
pub struct Sealing {
    /// The letter's entry in the log.
    pub number: u64,
    /// When the letter says that it was sealed, in seconds since 1970.
    pub sealed_at: u64,
    /// What it calls the manifest that it was sealed by: that may be one which was never seen here.
    pub manifest_hash: [u8; 32],
    /// The key that its envelope was sealed to.
    pub key_id: KeyId,
}

/// What screening decided when it judged a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing against it; a person decides.
    Waiting,
    /// Nothing against it; it is released.
    Release,
    /// Withheld, for a reason that a program finds.
    Withhold(Refusal),
    /// A copy of an earlier letter.
    Ignore,
    /// What it must be checked against is not here yet; it is judged again.
    Unchecked,
}

/// Whether the letters of a deployment are made up. Its name says so, and cannot be used for real.
pub fn is_demo(origin: &str) -> bool {
    origin.starts_with(lakzegel_contract::DEMO_ORIGINS)
}
