//! The log as the world sees it: checkpoint, tiles, entries (c2sp.org/tlog-tiles) and receipts; and how it grows.
//!
//! Nothing is shown that is not under a checkpoint in stable storage: the published tree grows only after the commit. Intakes that share
//! a database add to the same log in turn. Each takes in what the others have added before it adds anything itself, whenever it is asked
//! for something that it does not know, and once a second; and it holds all that against the checkpoint that was signed over it. A
//! database that has lost something which this intake has shown, or that holds another history, is not added to.

use std::{
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
    time::Duration,
};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    EnvelopeId, Manifest, Receipt,
    log::{Checkpoint, CheckpointError, Hash, TILE_WIDTH, Tree, entry_bundle, verify_checkpoint},
    note::{Note, NoteError, SigningKey},
};
use tokio::sync::{Mutex, MutexGuard};

use crate::store::{AppendOutcome, Entry, NewEntries, Store, StoreError, Upload};

/// How often an intake looks what the others have added.
const INTERVAL: Duration = Duration::from_secs(1);

/// Why the log in storage is not one to go on with. The intake does not start then, or adds nothing to it: somebody has to look.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There are entries, but no signed checkpoint.
    #[error("the database has {0} log entries and no signed checkpoint; restore it from a backup")]
    NoCheckpoint(u64),
    /// A stored checkpoint cannot be read.
    #[error("the last signed checkpoint in the database cannot be read: {0}")]
    Note(NoteError),
    /// A stored checkpoint is not one that the manifest's log keys signed.
    #[error("the last signed checkpoint in the database is not this log's: {0}")]
    Checkpoint(CheckpointError),
    /// A checkpoint that was added meanwhile is not signed with the log key.
    #[error("another intake signs with another log key; give every intake of this database the same one")]
    OtherKey,
    /// The entries are not those that were signed: some were lost, or changed.
    #[error(
        "the log does not match what was signed: the last checkpoint is over {signed} entries, and the {stored} stored ones do not \
         lead to it; restore the database from a backup that is as new as that checkpoint"
    )]
    Inconsistent { signed: u64, stored: u64 },
}

impl From<LogError> for ProblemType {
    fn from(error: LogError) -> Self {
        tracing::error!(%error, "the log in the database cannot be followed");
        Self::Internal
    }
}

/// A checkpoint that is in stable storage, or is on its way there.
pub struct SignedCheckpoint {
    /// How many entries it is over.
    pub size: u64,
    /// What was signed.
    pub note: Note,
    root: Hash,
}

impl SignedCheckpoint {
    fn read(note: Note) -> Result<Self, CheckpointError> {
        let Checkpoint { size, root, .. } = Checkpoint::parse(note.text())?;
        Ok(Self { size, note, root })
    }

    /// Signs a checkpoint over `tree`.
    fn new(tree: &Tree, key: &SigningKey) -> Self {
        let checkpoint = Checkpoint { origin: key.verifier().name().to_owned(), size: tree.size(), root: tree.root() };
        Self { size: checkpoint.size, root: checkpoint.root, note: checkpoint.sign(key) }
    }

    /// Whether it is over the beginning of this tree.
    fn is_of(&self, tree: &Tree) -> bool {
        tree.root_at(self.size) == Some(self.root)
    }
}

/// A tile of hashes or a bundle of entries (c2sp.org/tlog-tiles).
#[derive(Debug, PartialEq, Eq)]
pub struct Tile {
    /// `None` for a bundle of entries.
    pub level: Option<u8>,
    /// Its number on its level, from 0.
    pub index: u64,
    /// How many hashes or entries are in it; [`TILE_WIDTH`] if it is full.
    pub width: usize,
}

struct Published {
    /// Exactly the entries under `newest`.
    tree: Tree,
    newest: Arc<SignedCheckpoint>,
    /// The newest one with screening's cosignature.
    cosigned: Option<Arc<SignedCheckpoint>>,
}

/// The published log, and the key that signs it.
pub struct Log {
    key: SigningKey,
    published: RwLock<Published>,
    /// The tree that runs ahead of the published one by what is being stored or taken in. Whoever holds it alone publishes. Twice the
    /// memory, because what turns out not to be so cannot be taken out of a tree.
    draft: Mutex<Tree>,
}

impl Log {
    /// Builds the tree from storage and holds it against the last checkpoint that was signed; signs the first one of an empty log.
    pub async fn open(store: &Store, key: SigningKey, manifest: &Manifest) -> Result<Self, LogError> {
        let mut tree = Tree::new();
        let NewEntries { ids, newest } = store.new_entries(0).await?;
        ids.iter().for_each(|id| tree.push(id));
        let newest = match newest {
            Some(note) => check(&note, &tree, manifest)?,
            None if tree.size() > 0 => return Err(LogError::NoCheckpoint(tree.size())),
            None => {
                let first = SignedCheckpoint::new(&tree, &key);
                store.put_first_checkpoint(&first.note.to_string()).await?;
                first
            }
        };
        if newest.size != tree.size() {
            return Err(LogError::Inconsistent { signed: newest.size, stored: tree.size() });
        }
        let cosigned = match store.cosigned().await? {
            // Other intakes are at work meanwhile: what is not covered yet will be taken in with what it covers.
            Some(note) if !store.is_shared() || stored(&note)?.size <= tree.size() => {
                Some(Arc::new(check(&note, &tree, manifest)?))
            }
            _ => None,
        };
        let draft = Mutex::new(tree.clone());
        Ok(Self { key, published: RwLock::new(Published { tree, newest: Arc::new(newest), cosigned }), draft })
    }

    /// Stores a batch, together with a signed checkpoint over it, and shows the world what the log has grown by. A checkpoint that was
    /// signed leaves the program only after it is in stable storage.
    pub async fn append(&self, store: &Store, batch: &[Upload], today: u64) -> Result<Vec<AppendOutcome>, LogError> {
        let mut draft = self.draft().await;
        let size = draft.size();
        let mut grown = None;
        let sign = |others: NewEntries, ids: &[EnvelopeId]| {
            let (mut all, newest) = self.take_in(&mut draft, others)?;
            if ids.is_empty() {
                grown = Some((all, newest));
                return Ok(None);
            }
            ids.iter().for_each(|id| draft.push(id));
            all.extend(ids);
            let newest = Arc::new(SignedCheckpoint::new(&draft, &self.key));
            let note = newest.note.to_string();
            grown = Some((all, newest));
            Ok::<_, LogError>(Some(note))
        };
        let fates = store.append(size, batch, today, sign).await?;
        if let Some((ids, newest)) = grown {
            self.publish(&ids, newest);
        }
        Ok(fates)
    }

    /// Takes in what other intakes have added.
    pub async fn follow(&self, store: &Store) -> Result<(), LogError> {
        if !store.is_shared() {
            return Ok(());
        }
        let mut draft = self.draft().await;
        let grown = store.new_entries(draft.size()).await?;
        let (ids, newest) = self.take_in(&mut draft, grown)?;
        self.publish(&ids, newest);
        if let Some(note) = store.cosigned().await? {
            self.take_in_cosigned(&note)?;
        }
        Ok(())
    }

    /// Follows for ever. That it does not work is said once, and that it works again.
    pub async fn keep_following(&self, store: &Store) {
        let mut works = true;
        loop {
            tokio::time::sleep(INTERVAL).await;
            match self.follow(store).await {
                Ok(()) if !works => tracing::info!("the database can be read again"),
                Err(error) if works => tracing::error!(%error, "what other intakes have added cannot be taken in"),
                _ => continue,
            }
            works = !works;
        }
    }

    /// The draft, which is what has been published.
    async fn draft(&self) -> MutexGuard<'_, Tree> {
        let mut draft = self.draft.lock().await;
        let published = self.read();
        // What was to be stored, and was not.
        if draft.size() != published.tree.size() {
            draft.clone_from(&published.tree);
        }
        drop(published);
        draft
    }

    /// Puts what the log has grown by into the draft, and holds that against the newest checkpoint.
    fn take_in(&self, draft: &mut Tree, grown: NewEntries) -> Result<(Vec<EnvelopeId>, Arc<SignedCheckpoint>), LogError> {
        let NewEntries { ids, newest } = grown;
        ids.iter().for_each(|id| draft.push(id));
        let note = newest.ok_or(LogError::NoCheckpoint(draft.size()))?;
        let shown = self.read().newest.clone();
        // What is shown was held against the manifest's log keys when this intake started: after a change of the key it is the former one's.
        let newest = if shown.note.to_string() == note {
            shown
        } else {
            let newest = Arc::new(stored(&note)?);
            if newest.note.verify([self.key.verifier()]).map_err(LogError::Note)?.is_empty() {
                return Err(LogError::OtherKey);
            }
            newest
        };
        if newest.size == draft.size() && newest.is_of(draft) {
            return Ok((ids, newest));
        }
        // Whichever is more: what this intake knows to have been signed, or what is in the database now.
        Err(LogError::Inconsistent { signed: draft.size().max(newest.size), stored: draft.size().min(newest.size) })
    }

    /// Takes in a cosigned checkpoint that an intake has stored, if it is newer than the one that is shown, and covered by the tree.
    fn take_in_cosigned(&self, note: &str) -> Result<(), LogError> {
        let cosigned = stored(note)?;
        let (newer, known, right) = {
            let Published { tree, cosigned: shown, .. } = &*self.read();
            let newer = shown.as_ref().is_none_or(|shown| shown.size < cosigned.size);
            (newer, cosigned.size <= tree.size(), cosigned.is_of(tree))
        };
        match (newer && known, right) {
            (false, _) => {}
            (true, true) => self.publish_cosigned(cosigned),
            (true, false) => return Err(LogError::Inconsistent { signed: cosigned.size, stored: cosigned.size }),
        }
        Ok(())
    }

    /// Shows the world the entries and the checkpoint that have just been committed.
    fn publish(&self, ids: &[EnvelopeId], newest: Arc<SignedCheckpoint>) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        ids.iter().for_each(|id| published.tree.push(id));
        published.newest = newest;
    }

    /// The newest checkpoint, cosigned if screening has done so at this size.
    pub fn checkpoint(&self) -> String {
        let published = self.read();
        let cosigned = published.cosigned.as_ref().filter(|cosigned| cosigned.size == published.newest.size);
        cosigned.unwrap_or(&published.newest).note.to_string()
    }

    /// Whether an entry's first checkpoint has been published.
    pub fn covers(&self, entry: Entry) -> bool {
        entry.checkpoint <= self.read().newest.size
    }

    /// The newest checkpoint, as it was signed, if it is over `size` entries.
    fn note_of_size(&self, size: u64) -> Option<Note> {
        let newest = self.read().newest.clone();
        (newest.size == size).then(|| newest.note.clone())
    }

    /// The receipt for an entry against the checkpoint over `size` entries. `None` if the log has not grown to that.
    fn receipt(&self, number: u64, size: u64, checkpoint: Note) -> Option<String> {
        let proof = self.read().tree.prove_inclusion(number, size)?;
        Some(Receipt { envelope: None, index: number, proof, checkpoint }.to_string())
    }

    /// The first receipt of an entry: the same bytes, whenever it is asked for.
    ///
    /// # Errors
    ///
    /// [`LogError`] if the entry's first checkpoint cannot be read from the database, or is not one of this log.
    pub async fn first_receipt(&self, store: &Store, Entry { number, checkpoint }: Entry) -> Result<String, LogError> {
        let note = match self.note_of_size(checkpoint) {
            Some(note) => note,
            None => {
                let note = store.checkpoint(checkpoint).await?.ok_or(StoreError::Damaged)?;
                Note::parse(&note).map_err(LogError::Note)?
            }
        };
        Ok(self.receipt(number, checkpoint, note).ok_or(StoreError::Damaged)?)
    }

    /// A tile's bytes. `None` if the log has not grown to it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if a bundle's entries cannot be read from the database.
    pub async fn tile(&self, store: &Store, &Tile { level, index, width }: &Tile) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(level) = level {
            return Ok(self.read().tree.tile(level, index, width));
        }
        let Some(first) = index.checked_mul(TILE_WIDTH as u64) else { return Ok(None) };
        if first.checked_add(width as u64).is_none_or(|end| end > self.read().newest.size) {
            return Ok(None);
        }
        Ok(Some(entry_bundle(&store.some_entries(first, width).await?)))
    }

    /// The receipt against the newest cosigned checkpoint that covers the entry, else against the newest one.
    pub fn newest_receipt(&self, number: u64) -> Option<String> {
        let signed = {
            let published = self.read();
            let cosigned = published.cosigned.as_ref().filter(|cosigned| number < cosigned.size);
            cosigned.unwrap_or(&published.newest).clone()
        };
        self.receipt(number, signed.size, signed.note.clone())
    }

    /// Checks a note that screening sent: a checkpoint of this log, cosigned. `None` if there is a newer one already.
    ///
    /// # Errors
    ///
    /// [`ProblemType::BadCheckpoint`] if it is not that.
    pub fn check_cosigned(&self, note: &str, manifest: &Manifest) -> Result<Option<SignedCheckpoint>, ProblemType> {
        let note = Note::parse(note).map_err(|_| ProblemType::BadCheckpoint)?;
        let verified = verify_checkpoint(&note, manifest).map_err(|_| ProblemType::BadCheckpoint)?;
        let cosigned = SignedCheckpoint::read(note).map_err(|_| ProblemType::BadCheckpoint)?;
        let published = self.read();
        if verified.cosigned_at.is_none() || !cosigned.is_of(&published.tree) {
            return Err(ProblemType::BadCheckpoint);
        }
        Ok(published.cosigned.as_ref().is_none_or(|newest| newest.size < cosigned.size).then_some(cosigned))
    }

    /// Puts a cosigned checkpoint into receipts, after it has been stored, unless there is a newer one.
    pub fn publish_cosigned(&self, newest: SignedCheckpoint) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        if published.cosigned.as_ref().is_none_or(|cosigned| cosigned.size < newest.size) {
            published.cosigned = Some(Arc::new(newest));
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Published> {
        self.published.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a stored checkpoint.
fn stored(note: &str) -> Result<SignedCheckpoint, LogError> {
    SignedCheckpoint::read(Note::parse(note).map_err(LogError::Note)?).map_err(LogError::Checkpoint)
}

/// Holds a stored checkpoint against the stored entries, and against the manifest's log keys, retired ones included.
fn check(note: &str, tree: &Tree, manifest: &Manifest) -> Result<SignedCheckpoint, LogError> {
    let signed = stored(note)?;
    verify_checkpoint(&signed.note, manifest).map_err(LogError::Checkpoint)?;
    if signed.is_of(tree) { Ok(signed) } else { Err(LogError::Inconsistent { signed: signed.size, stored: tree.size() }) }
}
