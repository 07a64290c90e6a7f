//! Following the intake's log. Screening stores every entry itself, so it needs no consistency proofs: the root over its own earlier
//! entries and the new ones must be the checkpoint's. Anything else is an alarm: such a checkpoint is neither followed nor cosigned.

use lakzegel_crypto::{
    EnvelopeId, Manifest,
    log::{self, CheckpointError, TILE_WIDTH, Tree},
    note::{Note, NoteError, SigningKey},
};

use crate::{
    http::HttpError,
    intake::Intake,
    letter::State,
    store::{Counter, Store, StoreError},
};

/// How many envelopes are stored in one transaction. Each is 42 KB.
const BATCH: usize = 64;

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

/// The log as screening has it: a Merkle tree over the entries.
pub struct Follower {
    tree: Tree,
}

impl Follower {
    /// Builds the tree from the database.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        let mut tree = Tree::new();
        store.entries().await?.iter().for_each(|id| tree.push(id));
        Ok(Self { tree })
    }

    /// One look at the log: checkpoint, new entries, their envelopes, cosignature. Returns how many entries are new. `now` is in seconds
    /// since 1970.
    ///
    /// # Errors
    ///
    /// An alarm, which is stored and logged first; or the intake or the database does not answer.
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

        // Entries are stored before their envelopes: from here the log can never take them back, whatever is cut short.
        if !new.is_empty() {
            let seen_after = store.counter(Counter::LastLook).await?.unwrap_or(now);
            store.append(held, &new, text, now, seen_after).await?;
            self.tree = tree;
        }
        store.set_counter(Counter::LastLook, now).await?;

        if fetch_missing(intake, store).await?
            && checkpoint.size > 0
            && store.counter(Counter::Cosigned).await? != Some(checkpoint.size)
        {
            note.add(log::cosign(note.text(), cosigner, now));
            intake.cosignature(note.to_string()).await?;
            store.set_counter(Counter::Cosigned, checkpoint.size).await?;
            tracing::info!(size = checkpoint.size, "checkpoint cosigned");
        }
        Ok(new.len() as u64)
    }

    /// The ids from the first that screening does not have, up to the checkpoint's size.
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

/// Fetches every envelope that is missing. True if none is missing now.
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
        store.add_envelopes(&found).await?;
    }
    Ok(all)
}

/// An envelope, if the intake has it and it is the one that the log names.
///
/// An intake that lost one must not hold up the letters behind it, but no checkpoint that covers it is cosigned until it is found.
async fn fetch(intake: &Intake, id: EnvelopeId, number: u64) -> Result<Option<Vec<u8>>, HttpError> {
    let bytes = match intake.envelope(id).await {
        Err(HttpError::TooLong | HttpError::Status(_)) => None,
        other => other?,
    };
    let right = bytes.filter(|bytes| EnvelopeId::of(bytes) == id);
    if right.is_none() {
        tracing::error!(envelope = %id, number, "the intake does not give the envelope that the log names");
    }
    Ok(right)
}
