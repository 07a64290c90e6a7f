//! The log as the world sees it: checkpoint, tiles, entries (c2sp.org/tlog-tiles) and receipts.
//!
//! Nothing is shown that is not under a checkpoint in stable storage: the tree here grows only after the commit.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};
use lakzegel_crypto::{
    EnvelopeId, Manifest, Receipt,
    log::{Checkpoint, CheckpointError, TILE_WIDTH, Tree, entry_bundle, verify_checkpoint},
    note::{Note, NoteError, SigningKey},
};

use crate::{
    Shared,
    api::{Id, NO_CACHE, TEXT},
    problem::Problem,
    store::{Entry, Store, StoreError},
};

/// Why the log in storage is not one to go on with. The intake does not start then: somebody has to look.
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
    /// The entries are not those that were signed: some were lost, or changed.
    #[error(
        "the log does not match what was signed: the last checkpoint is over {signed} entries, and the {stored} stored ones do not \
         lead to it; restore the database from a backup that is as new as that checkpoint"
    )]
    Inconsistent { signed: u64, stored: u64 },
}

/// A checkpoint that is in stable storage.
struct Signed {
    size: u64,
    note: Note,
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
}

impl Log {
    /// Builds the tree from storage and holds it against the last checkpoint that was signed; signs the first one of an empty log.
    pub async fn open(store: &Store, key: SigningKey, manifest: &Manifest) -> Result<Self, LogError> {
        let mut tree = Tree::new();
        store.entries().await?.iter().for_each(|id| tree.push(id));
        let newest = match store.last_checkpoint().await? {
            Some(note) => check(&note, &tree, manifest)?,
            None if tree.size() > 0 => return Err(LogError::NoCheckpoint(tree.size())),
            None => {
                let note = sign(&tree, &key);
                store.put_first_checkpoint(&note.to_string()).await?;
                Signed { size: 0, note }
            }
        };
        if newest.size != tree.size() {
            return Err(LogError::Inconsistent { signed: newest.size, stored: tree.size() });
        }
        let cosigned = match store.cosigned().await? {
            Some(note) => Some(Arc::new(check(&note, &tree, manifest)?)),
            None => None,
        };
        Ok(Self { key, published: RwLock::new(Published { tree, newest: Arc::new(newest), cosigned }) })
    }

    /// A copy of the tree as it is published.
    pub fn tree(&self) -> Tree {
        self.read().tree.clone()
    }

    /// Signs a checkpoint over `tree`. The note must not leave the program before it is in stable storage.
    pub fn sign(&self, tree: &Tree) -> Note {
        sign(tree, &self.key)
    }

    /// Shows the world the entries and the checkpoint that have just been committed.
    pub fn publish(&self, ids: &[EnvelopeId], note: Note) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        ids.iter().for_each(|id| published.tree.push(id));
        published.newest = Arc::new(Signed { size: published.tree.size(), note });
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
        Some(Receipt { index: number, proof, checkpoint }.to_string())
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
    pub fn check_cosigned(&self, note: &str, manifest: &Manifest) -> Result<Option<Note>, Problem> {
        let note = Note::parse(note).map_err(|_| Problem::BadCheckpoint)?;
        let verified = verify_checkpoint(&note, manifest).map_err(|_| Problem::BadCheckpoint)?;
        let Checkpoint { size, root, .. } = verified.checkpoint;
        let published = self.read();
        if verified.cosigned_at.is_none() || published.tree.root_at(size) != Some(root) {
            return Err(Problem::BadCheckpoint);
        }
        Ok(published.cosigned.as_ref().is_none_or(|newest| newest.size < size).then_some(note))
    }

    /// Puts a cosigned checkpoint into receipts, after it has been stored.
    pub fn publish_cosigned(&self, note: Note) {
        let Ok(Checkpoint { size, .. }) = Checkpoint::parse(note.text()) else { return };
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        published.cosigned = Some(Arc::new(Signed { size, note }));
    }

    fn read(&self) -> RwLockReadGuard<'_, Published> {
        self.published.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sign(tree: &Tree, key: &SigningKey) -> Note {
    Checkpoint { origin: key.verifier().name().to_owned(), size: tree.size(), root: tree.root() }.sign(key)
}

/// Holds a stored checkpoint against the stored entries.
fn check(note: &str, tree: &Tree, manifest: &Manifest) -> Result<Signed, LogError> {
    let note = Note::parse(note).map_err(LogError::Note)?;
    let Checkpoint { size, root, .. } = verify_checkpoint(&note, manifest).map_err(LogError::Checkpoint)?.checkpoint;
    if tree.root_at(size) != Some(root) {
        return Err(LogError::Inconsistent { signed: size, stored: tree.size() });
    }
    Ok(Signed { size, note })
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
    // An entry that is committed, but not published yet, is not there yet.
    let receipt = app.log.newest_receipt(number).ok_or(Problem::NotFound)?;
    Ok(([(CONTENT_TYPE, TEXT)], receipt))
}

/// `GET /tile/<L>/<N>[.p/<W>]` and `GET /tile/entries/<N>[.p/<W>]`
pub async fn get_tile(
    State(app): State<Shared>,
    path: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Path(path) = path.map_err(|_| Problem::NotFound)?;
    let TilePath { level, index, width } = TilePath::parse(&path).ok_or(Problem::NotFound)?;
    let bytes = match level {
        Some(level) => app.log.read().tree.tile(level, index, width).ok_or(Problem::NotFound)?,
        None => {
            let first = index.checked_mul(TILE_WIDTH as u64).ok_or(Problem::NotFound)?;
            let end = first.checked_add(width as u64).ok_or(Problem::NotFound)?;
            if end > app.log.read().newest.size {
                return Err(Problem::NotFound);
            }
            entry_bundle(&app.store.some_entries(first, width).await?)
        }
    };
    Ok(([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOREVER)], bytes))
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
