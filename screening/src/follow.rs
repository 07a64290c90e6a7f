//! Following the intake's log. Screening keeps every entry itself, so consistency needs no proof: the root over its own earlier entries
//! and the new ones must be the checkpoint's. What does not fit is an alarm: nothing goes on from it, and it is never cosigned.

use lakzegel_crypto::{
    EnvelopeId, Manifest,
    log::{self, CheckpointError, TILE_WIDTH, Tree},
    note::{Note, NoteError, SigningKey},
};

use crate::{
    intake::{Intake, IntakeError},
    store::{Fact, State, Store, StoreError},
};

/// So many envelopes are stored in one transaction; each is 42 KB.
const BATCH: usize = 64;

/// What an intake must never say. The signed checkpoint that says it is kept: it is proof against the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Alarm {
    /// Not a note, or not signed by a log key of the manifest.
    #[error("the checkpoint is not the log's: {0}")]
    Checkpoint(CheckpointError),
    /// Fewer entries than there were.
    #[error("the log was rolled back: it has {offered} entries, and had {held}")]
    RolledBack {
        /// The number screening holds.
        held: u64,
        /// The checkpoint's.
        offered: u64,
    },
    /// Another history.
    #[error("the log was forked: its root at {size} entries is not the root over what screening holds")]
    Forked {
        /// The checkpoint's size.
        size: u64,
    },
    /// The entries that the checkpoint speaks of are not given, or not in a form that they can have.
    #[error("the log's entries from {from} are not there")]
    Entries {
        /// The first entry of the tile that is missing or malformed.
        from: u64,
    },
}

impl Alarm {
    /// The stable name.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Checkpoint(_) => "checkpoint",
            Self::RolledBack { .. } => "rolled-back",
            Self::Forked { .. } => "forked",
            Self::Entries { .. } => "entries",
        }
    }
}

/// Why a look at the log ended early.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The log contradicts itself.
    #[error("ALARM: {0}")]
    Alarm(#[from] Alarm),
    /// The intake does not answer; the next look tries again.
    #[error("the intake: {0}")]
    Intake(#[from] IntakeError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The log as screening holds it.
pub struct Follower {
    tree: Tree,
}

impl Follower {
    /// Rebuilds the tree from the database.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        let mut tree = Tree::new();
        store.entries().await?.iter().for_each(|id| tree.push(id));
        Ok(Self { tree })
    }

    /// One look: checkpoint, new entries, their envelopes, cosignature. Returns the number of new entries.
    pub async fn look(
        &mut self,
        intake: &Intake,
        store: &Store,
        manifest: &Manifest,
        cosigner: &SigningKey,
        now: u64,
    ) -> Result<u64, FollowError> {
        let text = intake.checkpoint().await?;
        match self.take(&text, intake, store, manifest, cosigner, now).await {
            Err(FollowError::Alarm(alarm)) => {
                let first = store.alarm(alarm.kind(), &text, now).await?;
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
        cosigner: &SigningKey,
        now: u64,
    ) -> Result<u64, FollowError> {
        let mut note = Note::parse(text).map_err(|error: NoteError| Alarm::Checkpoint(CheckpointError::Note(error)))?;
        let checkpoint = log::verify_checkpoint(&note, manifest).map_err(Alarm::Checkpoint)?.checkpoint;
        let held = self.tree.size();
        if checkpoint.size < held {
            return Err(Alarm::RolledBack { held, offered: checkpoint.size }.into());
        }
        let new = self.new_entries(intake, checkpoint.size).await?;
        let mut tree = self.tree.clone();
        new.iter().for_each(|id| tree.push(id));
        if tree.root() != checkpoint.root {
            return Err(Alarm::Forked { size: checkpoint.size }.into());
        }

        // The entries are held before any envelope is: whatever is cut short from here, the log can never take them back.
        if !new.is_empty() {
            let seen_after = store.fact(Fact::LastLook).await?.unwrap_or(now);
            store.append(held, &new, text, now, seen_after).await?;
            self.tree = tree;
        }
        store.set_fact(Fact::LastLook, now).await?;

        if fetch_missing(intake, store).await?
            && checkpoint.size > 0
            && store.fact(Fact::Cosigned).await? != Some(checkpoint.size)
        {
            note.add(log::cosign(note.text(), cosigner, now));
            intake.cosignature(note.to_string()).await?;
            store.set_fact(Fact::Cosigned, checkpoint.size).await?;
            tracing::info!(size = checkpoint.size, "checkpoint cosigned");
        }
        Ok(new.len() as u64)
    }

    /// The ids from the first that screening does not hold up to the checkpoint's size.
    async fn new_entries(&self, intake: &Intake, size: u64) -> Result<Vec<EnvelopeId>, FollowError> {
        const WIDTH: u64 = TILE_WIDTH as u64;
        let mut next = self.tree.size();
        let mut new = Vec::new();
        while next < size {
            let tile = next / WIDTH;
            let start = tile * WIDTH;
            let width = usize::try_from((size - start).min(WIDTH)).expect("a tile's width is at most 256");
            let alarm = Alarm::Entries { from: start };
            let bytes = intake.entries(tile, width).await?.ok_or(alarm)?;
            let ids = log::parse_entry_bundle(&bytes).map_err(|_| alarm)?;
            let skip = usize::try_from(next - start).expect("a place in a tile is below 256");
            new.extend_from_slice(ids.get(skip..width).ok_or(alarm)?);
            next = start + width as u64;
        }
        Ok(new)
    }
}

/// Asks for every envelope that is not here yet. True if all of them are here now.
async fn fetch_missing(intake: &Intake, store: &Store) -> Result<bool, FollowError> {
    let mut all = true;
    for letters in store.letters_in(State::Missing).await?.chunks(BATCH) {
        let mut found = Vec::with_capacity(letters.len());
        for letter in letters {
            match fetch(intake, letter.id, letter.number).await? {
                Some(bytes) => found.push((letter.id, bytes)),
                None => all = false,
            }
        }
        store.found(&found).await?;
    }
    Ok(all)
}

/// An envelope, if the intake has it and it is the one that the log names.
///
/// An intake that lost one must not stop the letters behind it; but nothing that covers it is cosigned until it is found.
async fn fetch(intake: &Intake, id: EnvelopeId, number: u64) -> Result<Option<Vec<u8>>, IntakeError> {
    let bytes = match intake.envelope(id).await {
        Err(IntakeError::TooLong | IntakeError::Status(_)) => None,
        other => other?,
    };
    let right = bytes.filter(|bytes| EnvelopeId::of(bytes) == id);
    if right.is_none() {
        tracing::error!(envelope = %id, number, "the intake does not give the envelope that the log names");
    }
    Ok(right)
}
