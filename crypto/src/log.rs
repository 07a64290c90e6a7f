//! The log: an append-only Merkle tree (RFC 6962 section 2) whose entries are envelope ids, published as C2SP tiles
//! (c2sp.org/tlog-tiles) under signed checkpoints (c2sp.org/tlog-checkpoint).

use core::fmt;

use base64ct::{Base64, Encoding as _};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::{Digest, Sha256};

use crate::{
    codec::{Reader, read_decimal},
    ids::EnvelopeId,
    manifest::Manifest,
    note::{Note, NoteError, NoteSignature, SigningKey, VerifierKey},
};

/// The most entries, or hashes, in one tile.
pub const TILE_WIDTH: usize = 256;

/// A SHA-256 hash, as the tree has them.
pub type Hash = [u8; 32];

/// All hashes of the complete subtrees over the log's entries: 64 bytes of memory an entry.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[k][i]` is the root over the entries `i << k .. (i + 1) << k`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: &EnvelopeId) {
        let mut hash = leaf_hash(entry);
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            if row.len() % 2 == 1 {
                return;
            }
            hash = node_hash(&row[row.len() - 2], &row[row.len() - 1]);
        }
    }

    /// The number of entries.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// The root over all entries; SHA-256 of nothing for the empty tree.
    pub fn root(&self) -> Hash {
        self.range(0, self.size())
    }

    /// The root when the log had `size` entries. `None` if it has not grown to that.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size()).then(|| self.range(0, size))
    }

    /// The hashes that lead from entry `index` to the root at `size` (RFC 6962 section 2.1.1), the leaf's sibling first.
    pub fn prove_inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        (index < size && size <= self.size()).then(|| {
            let mut proof = Vec::new();
            let (mut start, mut end) = (0, size);
            while end - start > 1 {
                let middle = start + split(end - start);
                if index < middle {
                    proof.push(self.range(middle, end));
                    end = middle;
                } else {
                    proof.push(self.range(start, middle));
                    start = middle;
                }
            }
            proof.reverse();
            proof
        })
    }

    /// The hashes that show the tree at `old` to be the beginning of the tree at `new` (RFC 6962 section 2.1.2).
    pub fn prove_consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        (0 < old && old <= new && new <= self.size()).then(|| {
            let mut proof = Vec::new();
            let (mut start, mut end) = (0, new);
            // The subtree in which `old` ends, walked from the root down; `start == 0` means that its left edge is the old tree's.
            while end != old {
                let middle = start + split(end - start);
                if old <= middle {
                    proof.push(self.range(middle, end));
                    end = middle;
                } else {
                    proof.push(self.range(start, middle));
                    start = middle;
                }
            }
            if start != 0 {
                proof.push(self.range(start, end));
            }
            proof.reverse();
            proof
        })
    }

    /// The hashes of a tile: `width` (1 to 256) of them from the tile `index` at `level`. `None` if the log has not grown to that.
    pub fn tile(&self, level: u8, index: u64, width: usize) -> Option<Vec<u8>> {
        let row = self.levels.get(8 * usize::from(level))?;
        let start = usize::try_from(index).ok()?.checked_mul(TILE_WIDTH)?;
        let hashes = row.get(start..start.checked_add(width)?)?;
        (1..=TILE_WIDTH).contains(&width).then(|| hashes.concat())
    }

    /// The root over the entries from `start` to before `end`; `start` is where a complete subtree of that size may begin.
    fn range(&self, start: u64, end: u64) -> Hash {
        match end - start {
            0 => Sha256::digest([]).into(),
            width if width.is_power_of_two() => {
                let level = width.trailing_zeros();
                self.levels[level as usize][(start >> level) as usize]
            }
            width => {
                let middle = start + split(width);
                node_hash(&self.range(start, middle), &self.range(middle, end))
            }
        }
    }
}

/// What a follower needs of the tree: the root over everything appended so far, and nothing older. It takes the same little memory however
/// long the log is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The roots of the complete subtrees that the entries make up, from left to right: one for each bit that is set in `size`.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: &EnvelopeId) {
        let mut hash = leaf_hash(entry);
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The number of entries.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all entries; SHA-256 of nothing for the empty tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().copied();
        match peaks.next() {
            None => Sha256::digest([]).into(),
            Some(last) => peaks.fold(last, |right, left| node_hash(&left, &right)),
        }
    }
}

/// The largest power of two below `width`, which is at least 2.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

fn leaf_hash(entry: &EnvelopeId) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry.as_bytes()).finalize().into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The most entries of a log whose proofs are looked at. Beyond, the library's arithmetic overflows; and no proof in a receipt is longer.
const MAX_SIZE: u64 = 1 << 63;

/// Whether `proof` leads from `entry` at `index` to `root` over `size` entries.
pub fn verify_inclusion(entry: &EnvelopeId, index: u64, proof: &[Hash], size: u64, root: &Hash) -> bool {
    if size > MAX_SIZE {
        return false;
    }
    let root = RootHash::<Sha256>::new((*root).into(), size);
    let proof = InclusionProof::try_from_bytes(proof.concat());
    index < size && proof.is_ok_and(|proof| root.verify_inclusion(entry.as_bytes(), index, &proof).is_ok())
}

/// Whether `proof` shows the tree with `old_root` over `old` entries to be the beginning of the one with `new_root` over `new`.
pub fn verify_consistency(old: u64, old_root: &Hash, proof: &[Hash], new: u64, new_root: &Hash) -> bool {
    if old == 0 || old > new || new > MAX_SIZE {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let old = RootHash::<Sha256>::new((*old_root).into(), old);
    let new = RootHash::<Sha256>::new((*new_root).into(), new);
    ConsistencyProof::try_from_bytes(proof.concat()).is_ok_and(|proof| new.verify_consistency(&old, &proof).is_ok())
}

/// The statement of a log about itself: so many entries, with this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's origin: the name of its key, the manifest's origin followed by `/log`.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a checkpoint is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointError {
    /// A signature of a known key is false.
    Note(NoteError),
    /// Not the three lines of a checkpoint.
    Form,
    /// Not signed by a log key of the manifest under its own name.
    NotSigned,
    /// Signed by a retired key, beyond its last checkpoint or with another root at it.
    Retired,
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(out, "{error}"),
            Self::Form => out.write_str("this is not a checkpoint: origin, size and root, a line each"),
            Self::NotSigned => out.write_str("no log key of the manifest signed the checkpoint"),
            Self::Retired => out.write_str("a retired log key signed a checkpoint after its last one"),
        }
    }
}

impl core::error::Error for CheckpointError {}

/// A checkpoint that the manifest's log signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    /// The statement.
    pub checkpoint: Checkpoint,
    /// Who else has signed it.
    pub cosigned: Cosigned,
}

/// Who has cosigned a checkpoint, each with the time in seconds since 1970. The manifest's log has signed it in any case: *stored*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cosigned {
    /// *Seen by screening*: it holds every envelope up to here, and the log continues all that it had seen.
    pub seen_by_screening: Option<u64>,
    /// Screening's word that the log continues all that it had seen, and no more: not that it holds the envelopes.
    pub consistent: Option<u64>,
    /// *Witnessed*: as many outsiders as the manifest wants say that the log continues all that they had seen. When the last one needed did.
    pub witnessed: Option<u64>,
}

impl Cosigned {
    /// Whether nobody has.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether everybody who has cosigned `other` has cosigned this, too.
    pub fn covers(&self, other: &Self) -> bool {
        let covers = |own: Option<u64>, other: Option<u64>| own.is_some() || other.is_none();
        covers(self.seen_by_screening, other.seen_by_screening)
            && covers(self.consistent, other.consistent)
            && covers(self.witnessed, other.witnessed)
    }
}

impl Checkpoint {
    /// The note text: three lines.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, Base64::encode_string(&self.root))
    }

    /// Reads the note text. Extension lines, which other logs may have, are not accepted: ours has none.
    ///
    /// # Errors
    ///
    /// `Form` unless it is an origin, a size and a root of 32 bytes in base64, a line each.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let parse = || {
            let mut lines = text.strip_suffix('\n')?.split('\n');
            let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
            let root = Base64::decode_vec(root).ok()?.try_into().ok()?;
            let checkpoint = Self { origin: origin.to_owned(), size: read_decimal(size)?, root };
            (!origin.is_empty() && lines.next().is_none()).then_some(checkpoint)
        };
        parse().ok_or(CheckpointError::Form)
    }

    /// Signs the statement. The key's name must be the origin.
    ///
    /// # Panics
    ///
    /// If the origin has a control character, or is longer than a note may be ([`crate::note::MAX_NOTE_BYTES`]).
    pub fn sign(&self, key: &SigningKey) -> Note {
        let mut note = Note::new(self.to_text()).expect("an origin is a short line of printable text");
        note.add(key.sign(note.text()));
        note
    }
}

/// A cosignature of a checkpoint's text (c2sp.org/tlog-cosignature, Ed25519), made at `time` in seconds since 1970.
pub fn cosign(checkpoint_text: &str, key: &SigningKey, time: u64) -> NoteSignature {
    key.cosign(checkpoint_text, time)
}

/// Checks a checkpoint against the manifest's log keys, and who has cosigned it.
///
/// # Errors
///
/// `NotSigned` without a signature of one of the manifest's log keys, `Retired` if that key had ended before, `Note` for a false signature of a known
/// key, `Form` if what is signed is no checkpoint.
pub fn verify_checkpoint(note: &Note, manifest: &Manifest) -> Result<VerifiedCheckpoint, CheckpointError> {
    let checkpoint = Checkpoint::parse(note.text())?;
    let signed = note.verify(manifest.log_keys.iter().map(|log| &log.key)).map_err(CheckpointError::Note)?;
    let signer = manifest.log_keys.iter().find(|log| signed.iter().any(|by| *by.key == log.key));
    let signer = signer.filter(|log| log.key.name() == checkpoint.origin).ok_or(CheckpointError::NotSigned)?;
    let beyond = signer
        .retired_at
        .is_some_and(|last| checkpoint.size > last.size || (checkpoint.size == last.size && checkpoint.root != last.root));
    if beyond {
        return Err(CheckpointError::Retired);
    }
    let times = |keys: &mut dyn Iterator<Item = &VerifierKey>| -> Result<Vec<u64>, CheckpointError> {
        let signed = note.verify(keys).map_err(CheckpointError::Note)?;
        Ok(signed.iter().filter_map(|by| by.time).collect())
    };
    let by = |key: &VerifierKey| times(&mut [key].into_iter()).map(|times| times.first().copied());
    let mut witnesses = times(&mut manifest.witnesses.keys.iter())?;
    witnesses.sort_unstable();
    let last_needed = (manifest.witnesses.quorum as usize).checked_sub(1);
    let cosigned = Cosigned {
        seen_by_screening: by(&manifest.cosigner)?,
        consistent: by(&manifest.consistency_key)?,
        witnessed: last_needed.and_then(|last| witnesses.get(last)).copied(),
    };
    Ok(VerifiedCheckpoint { checkpoint, cosigned })
}

/// An entry bundle of c2sp.org/tlog-tiles: each entry with a two-byte length in front. At most [`TILE_WIDTH`] entries.
pub fn entry_bundle(ids: &[EnvelopeId]) -> Vec<u8> {
    ids.iter().flat_map(|id| [0, 32].into_iter().chain(*id.as_bytes())).collect()
}

/// Bytes that are not an entry bundle of this log: entries of another length, more than [`TILE_WIDTH`], or cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleError;

impl fmt::Display for BundleError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("this is not a bundle of envelope ids")
    }
}

impl core::error::Error for BundleError {}

/// Reads what [`entry_bundle`] writes.
///
/// # Errors
///
/// If an entry is cut off, or is no envelope id.
pub fn parse_entry_bundle(bytes: &[u8]) -> Result<Vec<EnvelopeId>, BundleError> {
    const ENTRY_BYTES: usize = 2 + 32;
    if bytes.is_empty() || !bytes.len().is_multiple_of(ENTRY_BYTES) || bytes.len() > TILE_WIDTH * ENTRY_BYTES {
        return Err(BundleError);
    }
    let entry = |chunk| {
        let entry: [u8; 32] = Reader::new(chunk).opaque(32, 32)?.try_into().ok()?;
        Some(EnvelopeId::from_bytes(entry))
    };
    bytes.chunks_exact(ENTRY_BYTES).map(entry).collect::<Option<_>>().ok_or(BundleError)
}
