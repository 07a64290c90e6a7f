//! Following the intake's log. Screening stores every entry itself, so it needs no consistency proofs: the root over its own earlier
//! entries and the new ones must be the checkpoint's. Anything else is an alarm: such a checkpoint is neither followed nor cosigned.
//!
//! An intake may say anything, so one look takes a bounded number of entries and envelopes, and of time. What is taken is stored at once,
//! as claimed until a checkpoint proves it, and the next look goes on there. Memory does not grow with the log.

use std::time::{Duration, Instant};

use lakzegel_crypto::{
    EnvelopeId, Manifest,
    log::{self, CheckpointError, Frontier, TILE_WIDTH},
    note::{Note, NoteError, SigningKey},
};

use crate::{
    http::HttpError,
    intake::Intake,
    store::{Counter, Store, StoreError},
};

/// How many envelopes are stored in one transaction. Each is 42 KB.
const BATCH: usize = 64;
/// How many entries one look takes at most, in whole tiles: 560 KB.
const ENTRIES_AT_ONCE: u64 = 16_384;
/// How many entries are stored in one transaction, and read back from the database at a time.
const PIECE: usize = 16 * TILE_WIDTH;
/// How many envelopes one look asks for at most: 11 MB.
const ENVELOPES_AT_ONCE: u32 = 256;
/// After this long a look asks for nothing more, however slowly the intake answers.
const LONGEST_LOOK: Duration = Duration::from_secs(60);
/// How many envelopes that the intake does not give are named in one look. The rest is counted.
const NAMED: u64 = 8;

/// How many new entries are believed without any time in which they could have come: an office that was just here.
const PLAUSIBLE_AT_ONCE: u64 = 100_000;
/// How many more for each second since the log was last here in whole: some thirty times what an intake takes in.
const PLAUSIBLE_A_SECOND: u64 = 10;
/// How many entries are believed when nothing was ever seen of the log: 900 for each person who is detained.
const PLAUSIBLE_AT_FIRST: u64 = 10_000_000;

/// What an intake must never say. The signed checkpoint that says it is stored: it is proof against the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Alarm {
    /// Not a note, or not signed by a log key of the manifest.
    #[error("the checkpoint is not the log's: {0}")]
    Checkpoint(CheckpointError),
    /// Fewer entries than there were.
    #[error("the log was rolled back: it has {offered} entries, and had {held}")]
    RolledBack {
        /// How many entries screening has.
        held: u64,
        /// How many the checkpoint has.
        offered: u64,
    },
    /// Another history.
    #[error("the log was forked: its root at {size} entries is not the root over what screening holds")]
    Forked {
        /// The checkpoint's size.
        size: u64,
    },
    /// More new entries than can be.
    #[error("the log is said to have {offered} entries, and {held} are here: so many cannot have come; nothing of it is taken")]
    Implausible {
        /// How many entries screening has.
        held: u64,
        /// How many the checkpoint has.
        offered: u64,
    },
    /// The intake does not give the entries that the checkpoint covers, or not in their form.
    #[error("the log's entries from {from} are not there")]
    Entries {
        /// The first entry of the tile that is missing or malformed.
        from: u64,
    },
}

impl Alarm {
    /// Its name, which is stored and never changes.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Checkpoint(_) => "checkpoint",
            Self::RolledBack { .. } => "rolled-back",
            Self::Forked { .. } => "forked",
            Self::Implausible { .. } => "implausible",
            Self::Entries { .. } => "entries",
        }
    }
}

/// Why the log was not followed to its end.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The log contradicts itself.
    #[error("ALARM: {0}")]
    Alarm(#[from] Alarm),
    /// The intake does not answer. The next round tries again.
    #[error("the intake: {0}")]
    Intake(#[from] HttpError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What one look brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// How many entries are new, and proved by the checkpoint.
    pub new: u64,
    /// How many more the checkpoint covers. They are taken in the looks that follow.
    pub behind: u64,
    /// Whether envelopes came, and more are there to be fetched at once.
    pub more: bool,
}

/// Screening's two words about the log. Each is a key of its own, for each is another statement.
pub struct Signers {
    /// Signs checkpoints of which every envelope is here that was not stated to be lost: *seen by screening*.
    pub cosigner: SigningKey,
    /// Signs, at once, each checkpoint that continues all that was seen before.
    pub consistency: SigningKey,
}

/// The log as screening has it: the root over its entries, and over those that are only claimed.
pub struct Follower {
    /// Over the entries that a checkpoint has proved.
    held: Frontier,
    /// Over these, and those that were taken since.
    ahead: Frontier,
    /// What was claimed did not fit the checkpoint, and is taken anew: it may have been another's than this intake's.
    taken_anew: bool,
}

impl Follower {
    /// Builds the roots from the database.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        const SOME: u32 = PIECE as u32;
        let mut held = Frontier::new();
        loop {
            let some = store.entries(held.size(), SOME).await?;
            some.iter().for_each(|id| held.push(id));
            if some.len() < PIECE {
                break;
            }
        }
        let mut ahead = held.clone();
        loop {
            let stretch = store.claimed(ahead.size()).await?;
            if stretch.is_empty() {
                break;
            }
            stretch.iter().for_each(|id| ahead.push(id));
        }
        Ok(Self { held, ahead, taken_anew: false })
    }

    /// How many entries screening has.
    pub fn size(&self) -> u64 {
        self.held.size()
    }

    /// One look at the log: checkpoint, new entries, the word that it continues, the envelopes, the word that they are here. `now` is in seconds since 1970.
    ///
    /// # Errors
    ///
    /// An alarm, which is stored and logged first; or the intake or the database does not answer.
    pub async fn look(
        &mut self,
        intake: &Intake,
        store: &Store,
        manifest: &Manifest,
        signers: &Signers,
        now: u64,
    ) -> Result<Look, FollowError> {
        let text = intake.checkpoint().await?;
        match self.take(&text, intake, store, manifest, signers, now).await {
            Err(FollowError::Alarm(alarm)) => {
                let first = store.record_alarm(alarm.kind(), &text, now).await?;
                tracing::error!(alarm = alarm.kind(), first, "ALARM: {alarm}");
                Err(FollowError::Alarm(alarm))
            }
            other => other,
        }
    }

    async fn take(
        &mut self,
        text: &str,
        intake: &Intake,
        store: &Store,
        manifest: &Manifest,
        signers: &Signers,
        now: u64,
    ) -> Result<Look, FollowError> {
        let until = Instant::now() + LONGEST_LOOK;
        let mut note = Note::parse(text).map_err(|error: NoteError| Alarm::Checkpoint(CheckpointError::Note(error)))?;
        let checkpoint = log::verify_checkpoint(&note, manifest).map_err(Alarm::Checkpoint)?.checkpoint;
        let held = self.held.size();
        if checkpoint.size < held {
            return Err(Alarm::RolledBack { held, offered: checkpoint.size }.into());
        }
        let last_look = store.counter(Counter::LastLook).await?;
        if checkpoint.size - held > plausible(last_look, now) {
            return Err(Alarm::Implausible { held, offered: checkpoint.size }.into());
        }
        let before = self.ahead.size();
        if before > checkpoint.size {
            tracing::warn!(claimed = before, offered = checkpoint.size, "the log is shorter than it was said to be");
            self.drop_claimed(store).await?;
        }
        self.claim(intake, store, checkpoint.size, until).await?;

        let mut new = 0;
        if self.ahead.size() == checkpoint.size {
            if self.ahead.root() != checkpoint.root {
                let mixed = held < before && before <= checkpoint.size && !self.taken_anew;
                self.drop_claimed(store).await?;
                self.taken_anew = true;
                if mixed {
                    // Taken in several looks, from an intake that may since have been put right: nobody is accused of that.
                    tracing::warn!("what was taken of the log in parts is not this checkpoint's; it is taken anew");
                    return Ok(Look { new, behind: checkpoint.size - held, more: false });
                }
                return Err(Alarm::Forked { size: checkpoint.size }.into());
            }
            // Entries are stored before their envelopes: from here the log can never take them back, whatever is cut short.
            new = checkpoint.size - held;
            if new > 0 {
                store.append_claimed(text, now, last_look.unwrap_or(now)).await?;
                self.held = self.ahead.clone();
            }
            self.taken_anew = false;
            store.set_counter(Counter::LastLook, now).await?;
        }

        let continues = checkpoint.size > 0 && self.held.size() == checkpoint.size;
        let mut told = Ok(());
        if continues && store.counter(Counter::Consistent).await? != Some(checkpoint.size) {
            note.add(log::cosign(note.text(), &signers.consistency, now));
            // Envelopes are fetched whether or not the intake takes this.
            told = intake.cosignature(note.to_string()).await;
            if told.is_ok() {
                store.set_counter(Counter::Consistent, checkpoint.size).await?;
            }
        }
        let Fetched { found, missing } = self.fetch_missing(intake, store, until).await?;
        if continues && !missing && store.counter(Counter::Cosigned).await? != Some(checkpoint.size) {
            note.add(log::cosign(note.text(), &signers.cosigner, now));
            intake.cosignature(note.to_string()).await?;
            store.set_counter(Counter::Cosigned, checkpoint.size).await?;
            tracing::info!(size = checkpoint.size, "checkpoint cosigned");
        }
        told?;
        Ok(Look { new, behind: checkpoint.size - self.ahead.size(), more: found && missing })
    }

    async fn drop_claimed(&mut self, store: &Store) -> Result<(), StoreError> {
        self.ahead = self.held.clone();
        store.drop_claimed().await
    }

    /// Takes the next entries up to the checkpoint's size, as many as one look may, and stores them as claimed.
    async fn claim(&mut self, intake: &Intake, store: &Store, size: u64, until: Instant) -> Result<(), FollowError> {
        let most = size.min(self.ahead.size().saturating_add(ENTRIES_AT_ONCE));
        while self.ahead.size() < most && Instant::now() < until {
            let first = self.ahead.size();
            let mut piece = Vec::with_capacity(PIECE);
            let taken = loop {
                let next = first + piece.len() as u64;
                if next >= most || piece.len() >= PIECE || Instant::now() >= until {
                    break Ok(());
                }
                match tile_from(intake, next, size).await {
                    Ok(ids) => piece.extend(ids),
                    Err(error) => break Err(error),
                }
            };
            // What came is kept, whatever came after it.
            if !piece.is_empty() {
                store.claim(first, &piece).await?;
            }
            piece.iter().for_each(|id| self.ahead.push(id));
            taken?;
        }
        Ok(())
    }

    /// Fetches envelopes that are missing, as many as one look may.
    async fn fetch_missing(&self, intake: &Intake, store: &Store, until: Instant) -> Result<Fetched, FollowError> {
        let (mut found_any, mut lost, mut cut_off) = (false, 0, None);
        // From where the last look ended: some that never come must not stand before the others.
        let mut next = store.counter(Counter::NextMissing).await?.unwrap_or(0);
        for letters in store.missing(next, ENVELOPES_AT_ONCE).await?.chunks(BATCH) {
            let mut found = Vec::with_capacity(letters.len());
            for (number, id, stated) in letters {
                if Instant::now() >= until || cut_off.is_some() {
                    break;
                }
                next = number + 1;
                match fetch(intake, *id).await {
                    Ok(Some(bytes)) => {
                        if *stated {
                            tracing::warn!(envelope = %id, number, "a lost envelope came back: what was stated of it is void");
                        }
                        found.push((*id, bytes));
                    }
                    // Two root keys have said so.
                    Ok(None) if *stated => {}
                    Ok(None) => {
                        lost += 1;
                        if lost <= NAMED {
                            tracing::error!(envelope = %id, number, "the intake does not give the envelope that the log names");
                        }
                    }
                    Err(error) => cut_off = Some(error),
                }
            }
            // What came is kept, whatever came after it.
            found_any |= !found.is_empty();
            store.add_envelopes(&found).await?;
            store.set_counter(Counter::NextMissing, next).await?;
        }
        if let Some(error) = cut_off {
            return Err(error.into());
        }
        if lost > NAMED {
            tracing::error!(lost, "the intake does not give so many envelopes that the log names");
        }
        Ok(Fetched { found: found_any, missing: store.lacks_any().await? })
    }
}

/// What came of asking for envelopes.
struct Fetched {
    /// One came at least.
    found: bool,
    /// One is missing still, and nobody stated that it is lost.
    missing: bool,
}

/// How many new entries can have come since the log was last here in whole. Times are in seconds since 1970.
fn plausible(last_look: Option<u64>, now: u64) -> u64 {
    last_look.map_or(PLAUSIBLE_AT_FIRST, |last| {
        PLAUSIBLE_AT_ONCE.saturating_add(now.saturating_sub(last).saturating_mul(PLAUSIBLE_A_SECOND))
    })
}

/// The entries from number `next` on that are in its tile, of a log of `size` entries.
async fn tile_from(intake: &Intake, next: u64, size: u64) -> Result<Vec<EnvelopeId>, FollowError> {
    const WIDTH: u64 = TILE_WIDTH as u64;
    let tile = next / WIDTH;
    let start = tile * WIDTH;
    let width = usize::try_from((size - start).min(WIDTH)).expect("a tile's width is at most 256");
    let alarm = Alarm::Entries { from: start };
    let bytes = intake.entries(tile, width).await?.ok_or(alarm)?;
    let ids = log::parse_entry_bundle(&bytes).map_err(|_| alarm)?;
    let skip = usize::try_from(next - start).expect("a place in a tile is below 256");
    Ok(ids.get(skip..width).ok_or(alarm)?.to_vec())
}

/// An envelope, if the intake has it and it is the one that the log names.
///
/// An intake that lost one must not hold up the letters behind it, but no checkpoint that covers it is cosigned until it is found, or two root keys
/// state that it is lost.
async fn fetch(intake: &Intake, id: EnvelopeId) -> Result<Option<Vec<u8>>, HttpError> {
    let bytes = match intake.envelope(id).await {
        Err(HttpError::TooLong | HttpError::Status(_)) => None,
        other => other?,
    };
    Ok(bytes.filter(|bytes| EnvelopeId::of(bytes) == id))
}

#[cfg(test)]
mod tests {
    use super::plausible;

    #[test]
    fn what_can_have_come_depends_on_how_long_nobody_looked() {
        assert_eq!(plausible(None, 1_790_000_000), 10_000_000);
        assert_eq!(plausible(Some(1_790_000_000), 1_790_000_005), 100_050);
        assert_eq!(plausible(Some(1_790_000_000), 1_790_000_000 + 7 * 86_400), 6_148_000);
        assert_eq!(plausible(Some(1_790_000_000), 1_780_000_000), 100_000, "a clock that was set back");
        assert_eq!(plausible(Some(0), u64::MAX), u64::MAX);
    }
}
