//! The append-only log: checkpoints, tiles, entries (c2sp.org/tlog-tiles) and receipts, and how it grows.
//!
//! Only what a checkpoint in stable storage covers is published: the published tree grows after the commit. Intakes that share a database
//! append to the same log in turn. Each reads what the others have appended before it appends anything itself, when it is asked for
//! something that it does not know, and once a second; and it checks all that against the checkpoint that was signed over it. If the
//! database has lost something that this intake has published, or holds another history, the intake appends nothing.

use std::{
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    EnvelopeId, Manifest, Receipt,
    log::{Checkpoint, CheckpointError, Cosigned, Hash, TILE_WIDTH, Tree, entry_bundle, verify_checkpoint},
    note::{Note, NoteError, SigningKey},
};
use tokio::sync::{Mutex, MutexGuard};

use crate::store::{AppendOutcome, Entry, NewEntries, Store, StoreError, Upload};

/// How often an intake reads what the others have appended.
const INTERVAL: Duration = Duration::from_secs(1);

/// Why the stored log cannot be used. The intake does not start then, or appends nothing, until the operator has acted.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The database does not work.
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
    /// Another intake signed a checkpoint with another log key.
    #[error("another intake signs with another log key; give every intake of this database the same one")]
    OtherKey,
    /// The stored entries are not those that were signed: some are lost or changed.
    #[error(
        "the log does not match what was signed: the last checkpoint is over {signed} entries, and the {stored} stored ones do not \
         lead to it; restore the database from a backup that is as new as that checkpoint"
    )]
    Inconsistent {
        /// The size of the last signed checkpoint.
        signed: u64,
        /// The number of stored entries.
        stored: u64,
    },
}

impl From<LogError> for ProblemType {
    fn from(error: LogError) -> Self {
        tracing::error!(%error, "the log in the database cannot be read");
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

    /// Signs a checkpoint over the whole of `tree`.
    fn new(tree: &Tree, key: &SigningKey) -> Self {
        let checkpoint = Checkpoint { origin: key.verifier().name().to_owned(), size: tree.size(), root: tree.root() };
        Self { size: checkpoint.size, root: checkpoint.root, note: checkpoint.sign(key) }
    }

    /// Whether it is a checkpoint of `tree`, or of an earlier state of it.
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
    /// Those that somebody has cosigned, without those that are outdone by others.
    cosigned: Vec<CosignedCheckpoint>,
}

/// A checkpoint that somebody has signed besides the log.
pub struct CosignedCheckpoint {
    checkpoint: SignedCheckpoint,
    by: Cosigned,
}

impl CosignedCheckpoint {
    /// Whether `other` covers no entry, and has no signer, that this one does not.
    fn outdoes(&self, other: &Self) -> bool {
        let (own, other_checkpoint) = (&self.checkpoint, &other.checkpoint);
        own.size >= other_checkpoint.size && own.note.names_all_signers_of(&other_checkpoint.note) && self.by.covers(&other.by)
    }

    /// How much it says, to be compared.
    fn says(&self) -> impl Ord + use<> {
        let Cosigned { seen_by_screening, consistent, witnessed } = self.by;
        (seen_by_screening.is_some(), witnessed.is_some(), consistent.is_some(), self.checkpoint.size)
    }
}

impl Published {
    /// Whether something that is kept says all that this says.
    fn is_outdone(&self, new: &CosignedCheckpoint) -> bool {
        self.cosigned.iter().any(|kept| kept.outdoes(new))
    }

    /// Takes a cosigned checkpoint up, unless it is outdone, in place of those that it outdoes.
    fn cosign(&mut self, new: CosignedCheckpoint) {
        if !self.is_outdone(&new) {
            self.cosigned.retain(|kept| !new.outdoes(kept));
            self.cosigned.push(new);
        }
    }

    /// The checkpoint that says the most of entry `number`. Some witnesses who are not enough say nothing yet.
    fn best(&self, number: u64) -> &SignedCheckpoint {
        let covering = self.cosigned.iter().filter(|kept| number < kept.checkpoint.size && !kept.by.is_nothing());
        covering.max_by_key(|kept| kept.says()).map_or(&*self.newest, |best| &best.checkpoint)
    }

    /// What is kept of a checkpoint over `size` entries.
    fn cosigned_at(&self, size: u64) -> Option<&CosignedCheckpoint> {
        self.cosigned.iter().find(|kept| kept.checkpoint.size == size)
    }
}

/// The published log, and the key that signs it.
pub struct Log {
    key: SigningKey,
    published: RwLock<Published>,
    /// Working copy of the tree, ahead of the published one. Holding this lock gives the sole right to publish. It takes the memory of a
    /// second tree, because entries whose commit fails cannot be removed from a tree.
    draft: Mutex<Tree>,
    /// The right to put cosignatures together.
    cosigning: Mutex<()>,
}

impl Log {
    /// Builds the tree from the database and checks it against the last signed checkpoint. Signs the first checkpoint of an empty log.
    ///
    /// # Errors
    ///
    /// [`LogError`] if the database does not work, or what it holds is not what was signed.
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
        let draft = Mutex::new(tree.clone());
        let mut published = Published { tree, newest: Arc::new(newest), cosigned: Vec::new() };
        for (note, _) in store.cosigned().await? {
            // Another intake may have appended in the meantime: a checkpoint ahead of this tree is read later, with its entries.
            if store.is_shared() && stored(&note)?.size > published.tree.size() {
                continue;
            }
            // Of a key that the manifest names no more: it is of no use to anybody, and the next one takes its place.
            let Ok(verified) = verify_checkpoint(&stored(&note)?.note, manifest) else { continue };
            let checkpoint = check(&note, &published.tree, manifest)?;
            published.cosign(CosignedCheckpoint { checkpoint, by: verified.cosigned });
        }
        Ok(Self { key, published: RwLock::new(published), draft, cosigning: Mutex::new(()) })
    }

    /// Stores a batch with a signed checkpoint over it, and publishes both. A signed checkpoint leaves the program only after it is in
    /// stable storage. `today` is in days since 1970.
    ///
    /// # Errors
    ///
    /// [`LogError`] if the batch is not published; whether it was stored is then not known.
    pub async fn append(&self, store: &Store, batch: &[Upload], today: u64) -> Result<Vec<AppendOutcome>, LogError> {
        let mut draft = self.draft().await;
        let size = draft.size();
        let mut appended = None;
        let sign = |others: NewEntries, ids: &[EnvelopeId]| {
            let (mut all, newest) = self.extend(&mut draft, others)?;
            if ids.is_empty() {
                appended = Some((all, newest));
                return Ok(None);
            }
            ids.iter().for_each(|id| draft.push(id));
            all.extend(ids);
            let newest = Arc::new(SignedCheckpoint::new(&draft, &self.key));
            let note = newest.note.to_string();
            appended = Some((all, newest));
            Ok::<_, LogError>(Some(note))
        };
        let outcomes = store.append(size, batch, today, sign).await?;
        if let Some((ids, newest)) = appended {
            self.publish(&ids, newest);
        }
        Ok(outcomes)
    }

    /// Reads and publishes what other intakes have appended.
    ///
    /// # Errors
    ///
    /// [`LogError`] if the database does not work, or what it holds is not what was signed.
    pub async fn follow(&self, store: &Store) -> Result<(), LogError> {
        if !store.is_shared() {
            return Ok(());
        }
        let mut draft = self.draft().await;
        let new = store.new_entries(draft.size()).await?;
        let (ids, newest) = self.extend(&mut draft, new)?;
        self.publish(&ids, newest);
        store.cosigned().await?.into_iter().try_for_each(|(note, by)| self.follow_cosigned(&note, by))
    }

    /// Follows once a second, for ever. Logs once that it fails, and once that it works again.
    pub async fn keep_following(&self, store: &Store) {
        let mut works = true;
        loop {
            tokio::time::sleep(INTERVAL).await;
            match self.follow(store).await {
                Ok(()) if !works => tracing::info!("the database can be read again"),
                Err(error) if works => tracing::error!(%error, "what other intakes have appended cannot be read"),
                _ => continue,
            }
            works = !works;
        }
    }

    /// The draft, equal to the published tree.
    async fn draft(&self) -> MutexGuard<'_, Tree> {
        let mut draft = self.draft.lock().await;
        let published = self.read();
        // The commit before this one failed.
        if draft.size() != published.tree.size() {
            draft.clone_from(&published.tree);
        }
        drop(published);
        draft
    }

    /// Adds new entries to the draft, and checks it against the newest checkpoint. Gives the new entries' ids and that
    /// checkpoint.
    fn extend(&self, draft: &mut Tree, new: NewEntries) -> Result<(Vec<EnvelopeId>, Arc<SignedCheckpoint>), LogError> {
        let NewEntries { ids, newest } = new;
        ids.iter().for_each(|id| draft.push(id));
        let note = newest.ok_or(LogError::NoCheckpoint(draft.size()))?;
        let published = self.read().newest.clone();
        // The published checkpoint was checked against the manifest's log keys at the start. It may be signed with a retired key.
        let newest = if published.note.to_string() == note {
            published
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
        // Either this intake knows of more entries than the database now has, or the other way round.
        Err(LogError::Inconsistent { signed: draft.size().max(newest.size), stored: draft.size().min(newest.size) })
    }

    /// Publishes a cosigned checkpoint that another intake has stored, if it is within the tree.
    fn follow_cosigned(&self, note: &str, by: Cosigned) -> Result<(), LogError> {
        let checkpoint = stored(note)?;
        let size = checkpoint.size;
        {
            let published = self.read();
            if size > published.tree.size()
                || published.cosigned_at(size).is_some_and(|kept| kept.checkpoint.note == checkpoint.note)
            {
                return Ok(());
            }
            if !checkpoint.is_of(&published.tree) {
                return Err(LogError::Inconsistent { signed: size, stored: size });
            }
            // As at the start: what the log key of before has signed may be nobody's word by now.
            if checkpoint.note.verify([self.key.verifier()]).map_err(LogError::Note)?.is_empty() {
                return Ok(());
            }
        }
        self.write().cosign(CosignedCheckpoint { checkpoint, by });
        Ok(())
    }

    /// Publishes entries and checkpoint after their commit.
    fn publish(&self, ids: &[EnvelopeId], newest: Arc<SignedCheckpoint>) {
        let mut published = self.write();
        ids.iter().for_each(|id| published.tree.push(id));
        published.newest = newest;
    }

    /// The newest checkpoint, as a note, with the cosignatures that it has.
    pub fn checkpoint(&self) -> String {
        let published = self.read();
        let newest = published.cosigned_at(published.newest.size).map_or(&*published.newest, |cosigned| &cosigned.checkpoint);
        newest.note.to_string()
    }

    /// Whether the first checkpoint over an entry has been published.
    pub fn covers(&self, entry: Entry) -> bool {
        entry.checkpoint <= self.read().newest.size
    }

    /// The note of the newest checkpoint, if that is over `size` entries.
    fn note_of_size(&self, size: u64) -> Option<Note> {
        let newest = self.read().newest.clone();
        (newest.size == size).then(|| newest.note.clone())
    }

    /// The receipt for entry `number` against the checkpoint over `size` entries. `None` if the log is shorter than that.
    fn receipt(&self, number: u64, size: u64, checkpoint: Note) -> Option<String> {
        let proof = self.read().tree.prove_inclusion(number, size)?;
        Some(Receipt { envelope: None, continues: Vec::new(), index: number, proof, checkpoint }.to_string())
    }

    /// An entry's first receipt: always the same bytes.
    ///
    /// # Errors
    ///
    /// [`LogError`] if the entry's first checkpoint cannot be read from the database, or is over more entries than this intake has published.
    pub async fn first_receipt(&self, store: &Store, Entry { number, checkpoint }: Entry) -> Result<String, LogError> {
        let note = match self.note_of_size(checkpoint) {
            Some(note) => note,
            None => {
                let note = store.checkpoint(checkpoint).await?.ok_or(StoreError::Damaged)?;
                Note::parse(&note).map_err(LogError::Note)?
            }
        };
        self.receipt(number, checkpoint, note)
            .ok_or_else(|| LogError::Inconsistent { signed: checkpoint, stored: self.read().tree.size() })
    }

    /// A tile's bytes. `None` if the log is too short for it.
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

    /// The receipt for entry `number` against the checkpoint that says the most of it: seen by screening before witnessed before consistent, then
    /// the newest. `None` if the log is too short for it.
    pub fn newest_receipt(&self, number: u64) -> Option<String> {
        let (size, note) = {
            let published = self.read();
            let best = published.best(number);
            (best.size, best.note.clone())
        };
        self.receipt(number, size, note)
    }

    /// Takes a checkpoint with cosignatures, stores it with those that came before of the same checkpoint, and uses it in receipts from then on. What
    /// brings nothing new is ignored.
    ///
    /// # Errors
    ///
    /// [`ProblemType::BadCheckpoint`] if it is not a checkpoint of this log that somebody whom the manifest names has cosigned; `Internal` if the
    /// database does not work.
    pub async fn cosign(&self, store: &Store, note: &str, manifest: &Manifest) -> Result<(), ProblemType> {
        let _one_at_a_time = self.cosigning.lock().await;
        // It may be over entries that another intake added, or have cosignatures that another got.
        self.follow(store).await?;
        if let Some(new) = self.check_cosigned(note, manifest)? {
            self.add_cosigned(store, new).await?;
        }
        Ok(())
    }

    /// [`cosign`](Self::cosign) without the database. `None` if it brings nothing new.
    fn check_cosigned(&self, note: &str, manifest: &Manifest) -> Result<Option<CosignedCheckpoint>, ProblemType> {
        let bad = ProblemType::BadCheckpoint;
        let sent = Note::parse(note).map_err(|_| bad)?;
        verify_checkpoint(&sent, manifest).map_err(|_| bad)?;
        let is_cosigned = sent.verify(manifest.cosigning_keys()).is_ok_and(|by| !by.is_empty());
        let sent = SignedCheckpoint::read(sent).map_err(|_| bad)?;
        let published = self.read();
        if !is_cosigned || !sent.is_of(&published.tree) {
            return Err(bad);
        }
        // Signatures of others are left out: receipts must stay short.
        let mut note = Note::new(sent.note.text().to_owned()).map_err(|_| bad)?;
        let before = published.cosigned_at(sent.size).map(|kept| &kept.checkpoint.note);
        for from in before.into_iter().chain([&sent.note]) {
            let log_keys = manifest.log_keys.iter().map(|log| &log.key);
            note.take_over(from, log_keys.chain(manifest.cosigning_keys()));
        }
        let by = verify_checkpoint(&note, manifest).map_err(|_| bad)?.cosigned;
        let new = CosignedCheckpoint { checkpoint: SignedCheckpoint { note, ..sent }, by };
        Ok((!published.is_outdone(&new)).then_some(new))
    }

    /// Stores a cosigned checkpoint, and then uses it in receipts.
    async fn add_cosigned(&self, store: &Store, new: CosignedCheckpoint) -> Result<(), StoreError> {
        let outdone = {
            let published = self.read();
            let others = published.cosigned.iter().filter(|kept| kept.checkpoint.size != new.checkpoint.size);
            others.filter(|kept| new.outdoes(kept)).map(|kept| kept.checkpoint.size).collect::<Vec<_>>()
        };
        store.put_cosigned(new.checkpoint.size, &new.checkpoint.note.to_string(), new.by, &outdone).await?;
        self.write().cosign(new);
        Ok(())
    }

    fn write(&self) -> RwLockWriteGuard<'_, Published> {
        self.published.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, Published> {
        self.published.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a stored checkpoint.
fn stored(note: &str) -> Result<SignedCheckpoint, LogError> {
    SignedCheckpoint::read(Note::parse(note).map_err(LogError::Note)?).map_err(LogError::Checkpoint)
}

/// Checks a stored checkpoint against the stored entries and the manifest's log keys, retired ones included.
fn check(note: &str, tree: &Tree, manifest: &Manifest) -> Result<SignedCheckpoint, LogError> {
    let signed = stored(note)?;
    verify_checkpoint(&signed.note, manifest).map_err(LogError::Checkpoint)?;
    if signed.is_of(tree) { Ok(signed) } else { Err(LogError::Inconsistent { signed: signed.size, stored: tree.size() }) }
}
