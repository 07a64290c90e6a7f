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

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};
use lakzegel_crypto::{
    EnvelopeId, Manifest, Receipt,
    log::{Checkpoint, CheckpointError, Hash, TILE_WIDTH, Tree, entry_bundle, verify_checkpoint},
    note::{Note, NoteError, SigningKey},
};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    Shared,
    api::{Id, NO_CACHE, TEXT},
    problem::Problem,
    store::{Entry, Fate, Grown, Sealed, Store, StoreError},
};

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

/// A checkpoint that is in stable storage, or is on its way there.
pub struct Signed {
    /// How many entries it is over.
    pub size: u64,
    /// What was signed.
    pub note: Note,
    root: Hash,
}

impl Signed {
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

struct Published {
    /// Exactly the entries under `newest`.
    tree: Tree,
    newest: Arc<Signed>,
    /// The newest one with screening's cosignature.
    cosigned: Option<Arc<Signed>>,
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
        let Grown { ids, newest } = store.grown(0).await?;
        ids.iter().for_each(|id| tree.push(id));
        let newest = match newest {
            Some(note) => check(&note, &tree, manifest)?,
            None if tree.size() > 0 => return Err(LogError::NoCheckpoint(tree.size())),
            None => {
                let first = Signed::new(&tree, &key);
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
    pub async fn append(&self, store: &Store, batch: &[Sealed], today: u64) -> Result<Vec<Fate>, LogError> {
        let mut draft = self.draft().await;
        let size = draft.size();
        let mut grown = None;
        let sign = |others: Grown, ids: &[EnvelopeId]| {
            let (mut all, newest) = self.take_in(&mut draft, others)?;
            if ids.is_empty() {
                grown = Some((all, newest));
                return Ok(None);
            }
            ids.iter().for_each(|id| draft.push(id));
            all.extend(ids);
            let newest = Arc::new(Signed::new(&draft, &self.key));
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
        let grown = store.grown(draft.size()).await?;
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
    fn take_in(&self, draft: &mut Tree, grown: Grown) -> Result<(Vec<EnvelopeId>, Arc<Signed>), LogError> {
        let Grown { ids, newest } = grown;
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
    fn publish(&self, ids: &[EnvelopeId], newest: Arc<Signed>) {
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

    /// The receipt against the newest cosigned checkpoint that covers the entry, else against the newest one.
    fn newest_receipt(&self, number: u64) -> Option<String> {
        let signed = {
            let published = self.read();
            let cosigned = published.cosigned.as_ref().filter(|cosigned| number < cosigned.size);
            cosigned.unwrap_or(&published.newest).clone()
        };
        self.receipt(number, signed.size, signed.note.clone())
    }

    /// Checks a note that screening sent: a checkpoint of this log, cosigned. `None` if there is a newer one already.
    pub fn check_cosigned(&self, note: &str, manifest: &Manifest) -> Result<Option<Signed>, Problem> {
        let note = Note::parse(note).map_err(|_| Problem::BadCheckpoint)?;
        let verified = verify_checkpoint(&note, manifest).map_err(|_| Problem::BadCheckpoint)?;
        let cosigned = Signed::read(note).map_err(|_| Problem::BadCheckpoint)?;
        let published = self.read();
        if verified.cosigned_at.is_none() || !cosigned.is_of(&published.tree) {
            return Err(Problem::BadCheckpoint);
        }
        Ok(published.cosigned.as_ref().is_none_or(|newest| newest.size < cosigned.size).then_some(cosigned))
    }

    /// Puts a cosigned checkpoint into receipts, after it has been stored, unless there is a newer one.
    pub fn publish_cosigned(&self, newest: Signed) {
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
fn stored(note: &str) -> Result<Signed, LogError> {
    Signed::read(Note::parse(note).map_err(LogError::Note)?).map_err(LogError::Checkpoint)
}

/// Holds a stored checkpoint against the stored entries, and against the manifest's log keys, retired ones included.
fn check(note: &str, tree: &Tree, manifest: &Manifest) -> Result<Signed, LogError> {
    let signed = stored(note)?;
    verify_checkpoint(&signed.note, manifest).map_err(LogError::Checkpoint)?;
    if signed.is_of(tree) { Ok(signed) } else { Err(LogError::Inconsistent { signed: signed.size, stored: tree.size() }) }
}

/// The first receipt of an entry: the same bytes, whenever it is asked for.
pub async fn first_receipt(app: &Shared, Entry { number, checkpoint }: Entry) -> Result<String, Problem> {
    let note = match app.log.note_of_size(checkpoint) {
        Some(note) => note,
        None => {
            let stored = app.store.checkpoint(checkpoint).await?.ok_or(Problem::Internal)?;
            Note::parse(&stored).map_err(|_| Problem::Internal)?
        }
    };
    app.log.receipt(number, checkpoint, note).ok_or(Problem::Internal)
}

/// A tile never changes: one with more hashes has another name.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// `GET /checkpoint`
pub async fn get_checkpoint(State(app): State<Shared>) -> impl IntoResponse {
    ([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, NO_CACHE)], app.log.checkpoint())
}

/// `GET /v1/receipts/{id}`
pub async fn get_receipt(State(app): State<Shared>, Id(id): Id<EnvelopeId>) -> Result<impl IntoResponse, Problem> {
    let Entry { number, .. } = app.store.find(&id).await?.ok_or(Problem::NotFound)?;
    let receipt = match app.log.newest_receipt(number) {
        Some(receipt) => Some(receipt),
        // Another intake has stored it; or this one has, and has not published it yet.
        None => {
            app.log.follow(&app.store).await?;
            app.log.newest_receipt(number)
        }
    };
    Ok(([(CONTENT_TYPE, TEXT)], receipt.ok_or(Problem::NotFound)?))
}

/// `GET /tile/<L>/<N>[.p/<W>]` and `GET /tile/entries/<N>[.p/<W>]`
pub async fn get_tile(
    State(app): State<Shared>,
    path: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Path(path) = path.map_err(|_| Problem::NotFound)?;
    let path = TilePath::parse(&path).ok_or(Problem::NotFound)?;
    let bytes = match tile(&app, &path).await? {
        Some(bytes) => Some(bytes),
        // Whoever got a checkpoint from another intake asks for what this one may not know yet.
        None => {
            app.log.follow(&app.store).await?;
            tile(&app, &path).await?
        }
    };
    let bytes = bytes.ok_or(Problem::NotFound)?;
    Ok(([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOREVER)], bytes))
}

/// A tile's bytes, if the log has grown to it.
async fn tile(app: &Shared, &TilePath { level, index, width }: &TilePath) -> Result<Option<Vec<u8>>, Problem> {
    if let Some(level) = level {
        return Ok(app.log.read().tree.tile(level, index, width));
    }
    let Some(first) = index.checked_mul(TILE_WIDTH as u64) else { return Ok(None) };
    if first.checked_add(width as u64).is_none_or(|end| end > app.log.read().newest.size) {
        return Ok(None);
    }
    Ok(Some(entry_bundle(&app.store.some_entries(first, width).await?)))
}

/// The name of a tile, after `/tile/`.
#[derive(Debug, PartialEq, Eq)]
struct TilePath {
    /// `None` for a bundle of entries.
    level: Option<u8>,
    index: u64,
    /// 256 for a full tile.
    width: usize,
}

impl TilePath {
    /// Reads the one way in which c2sp.org/tlog-tiles writes a tile's name.
    fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.split_once('/')?;
        let level = match level {
            "entries" => None,
            level => Some(u8::try_from(decimal(level)?).ok().filter(|level| *level < 64)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            None => (rest, TILE_WIDTH),
            Some((index, width)) => {
                (index, usize::try_from(decimal(width)?).ok().filter(|width| (1..TILE_WIDTH).contains(width))?)
            }
        };
        Some(Self { level, index: tile_number(index)?, width })
    }
}

/// `x001/x234/067` is 1,234,067: groups of three digits, an `x` before all but the last, no group of zeroes in front.
fn tile_number(text: &str) -> Option<u64> {
    let (front, last) = text.rsplit_once('/').map_or((None, text), |(front, last)| (Some(front), last));
    let group = |digits: &str| {
        (digits.len() == 3).then(|| digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()))??
    };
    let mut number = 0_u64;
    for part in front.into_iter().flat_map(|front| front.split('/')) {
        number = number.checked_mul(1000)?.checked_add(group(part.strip_prefix('x')?)?)?;
        if number == 0 {
            return None;
        }
    }
    number.checked_mul(1000)?.checked_add(group(last)?)
}

/// A decimal number without sign or leading zeroes.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|digit| digit.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::TilePath;

    fn parse(path: &str) -> Option<(Option<u8>, u64, usize)> {
        TilePath::parse(path).map(|TilePath { level, index, width }| (level, index, width))
    }

    #[test]
    fn tiles_are_named_as_in_the_standard() {
        assert_eq!(parse("0/000"), Some((Some(0), 0, 256)));
        assert_eq!(parse("entries/067"), Some((None, 67, 256)));
        assert_eq!(parse("2/x001/x234/067.p/8"), Some((Some(2), 1_234_067, 8)));
        assert_eq!(parse("63/999.p/255"), Some((Some(63), 999, 255)));
    }

    #[test]
    fn a_tile_has_one_name_only() {
        for wrong in [
            "",
            "0",
            "0/",
            "0/0",
            "0/00",
            "0/0000",
            "0/x000/001",
            "0/001/067",
            "0/x001/x067",
            "0/x001",
            "00/000",
            "64/000",
            "-1/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "0/000.p",
            "0/+01",
            "entries/000/",
            "Entries/000",
            "0/x001//067",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
