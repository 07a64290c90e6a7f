//! Whether the office works: what the running program leaves behind after each round, and what `health` makes of it.

use std::{fmt, fs, io, path::Path, time::UNIX_EPOCH};

use lakzegel_crypto::manifest::Supervision;
use serde::{Deserialize, Serialize};

use crate::{
    config::Settings,
    files,
    letter::State,
    notice::{self, Uncollected},
    store::{Store, StoreError},
    supervision,
};

/// What the last round is kept in, beside the database.
const FILE_NAME: &str = "round.json";
/// An office whose last round is older than this, in seconds, does not work. A round waits for an intake and providers that may not answer.
const LONGEST_SILENCE: u64 = 300;

/// What the running office says of a round when it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// When it was over, in seconds since 1970.
    pub at: u64,
    /// How letters are supervised by the office that runs, whatever the configuration says by now.
    #[serde(with = "supervision")]
    pub supervision: Supervision,
    /// Whether all of it succeeded; if not, the log says what did not.
    pub good: bool,
    /// How many entries the log has, by the intake's word, that the office does not have yet.
    #[serde(default)]
    pub behind: u64,
    /// When the statement was made that the intake serves with the manifest, in seconds since 1970. `None` if it serves none.
    #[serde(default)]
    pub stated_at: Option<u64>,
}

impl Round {
    /// Leaves it in the data folder.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn leave(&self, data: &Path) -> io::Result<()> {
        let file = data.join(FILE_NAME);
        fs::write(files::temporary(&file), serde_json::to_vec(self)?)?;
        fs::rename(files::temporary(&file), file)
    }

    fn last(data: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(data.join(FILE_NAME)).ok()?).ok()
    }
}

/// Whether the office works.
pub struct Health {
    last: Option<Round>,
    now: u64,
    waiting: usize,
    alarms: usize,
    /// `None` if there is no spool.
    notices: Option<io::Result<Uncollected>>,
}

impl Health {
    /// How it stands with the office of this configuration, at this time in seconds since 1970.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub async fn of(store: &Store, settings: &Settings, now: u64) -> Result<Self, StoreError> {
        let waiting = store.letters_in(State::Waiting).await?.len();
        let notices = settings.notices.as_deref().map(Uncollected::of);
        Ok(Self { last: Round::last(&settings.data), now, waiting, alarms: store.alarms().await?.len(), notices })
    }

    /// Whether it works: its last round was a moment ago, all of it succeeded, and the spool can be read.
    pub fn is_good(&self) -> bool {
        !matches!(self.notices, Some(Err(_)))
            && self.last.as_ref().is_some_and(|last| last.good && self.now.abs_diff(last.at) <= LONGEST_SILENCE)
    }
}

impl fmt::Display for Health {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.last {
            None => writeln!(out, "no round yet: is `run` running?")?,
            Some(Round { at, supervision: kind, good, behind, stated_at }) => {
                writeln!(out, "supervision = {:?}: {}", kind.as_str(), supervision::in_words(*kind))?;
                let silent = self.now.abs_diff(*at);
                let how = match (silent > LONGEST_SILENCE, good) {
                    (true, _) => "is `run` running?",
                    (false, true) => "all of it succeeded",
                    (false, false) => "something in it failed; its log says what",
                };
                writeln!(out, "last round {silent} seconds ago: {how}")?;
                match stated_at {
                    Some(at) => {
                        writeln!(out, "that the manifest is the newest was stated {} seconds ago", self.now.saturating_sub(*at))?
                    }
                    None => writeln!(out, "that the manifest is the newest is not stated: clients seal nothing")?,
                }
                if *behind > 0 {
                    writeln!(out, "entries that the log is said to have and that are not here yet: {behind}")?;
                }
            }
        }
        writeln!(out, "letters that wait for a person: {}", self.waiting)?;
        match &self.notices {
            None => writeln!(out, "{}", notice::NONE)?,
            Some(Err(error)) => writeln!(out, "notices: the folder cannot be read: {error}")?,
            Some(Ok(Uncollected { count, since })) => {
                write!(out, "notices that wait to be collected: {count}")?;
                match since.and_then(|since| since.duration_since(UNIX_EPOCH).ok()) {
                    Some(since) => writeln!(out, ", the oldest for {} seconds", self.now.saturating_sub(since.as_secs()))?,
                    None => writeln!(out)?,
                }
            }
        }
        writeln!(out, "alarms (`list` shows them): {}", self.alarms)
    }
}
