//! How letters are supervised: what two root keys sign in the manifest, and each letter says inside its seal.

/// How letters are supervised, from the most to the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Supervision {
    /// A person reads every letter.
    Read,
    /// A person reads some, drawn by chance. Programs look at the others.
    Sample,
    /// Programs look at every letter. No person has to read it.
    Rules,
}

impl Supervision {
    /// Every kind, from the most to the least.
    pub const ALL: [Self; 3] = [Self::Read, Self::Sample, Self::Rules];

    /// Its word in a manifest and in configurations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sample => "sample",
            Self::Rules => "rules",
        }
    }

    /// The permanent notice of article 36(3) Penitentiaire beginselenwet, in Dutch, as preview and print have it.
    pub const fn on_paper(self) -> &'static str {
        match self {
            Self::Read => "DJI leest deze brief",
            Self::Sample => "DJI leest steekproeven",
            Self::Rules => "DJI controleert deze brief",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Its number in a sealed letter.
    pub const fn code(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Sample => 2,
            Self::Rules => 3,
        }
    }

    /// The kind with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
