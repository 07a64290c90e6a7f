//! The log: an append-only Merkle tree (RFC 6962 section 2) whose entries are envelope ids, published as C2SP tiles
//! (c2sp.org/tlog-tiles) under signed checkpoints (c2sp.org/tlog-checkpoint).

use core::fmt;

use base64ct::{Base64, Encoding as _};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::{Digest, Sha256};

use crate::{
    codec::{Reader, read_decimal},
    ids::EnvelopeId,
    manifest::{Manifest, Retired},
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
        (0 < old && old <= new && new <= self.size())
            .then(|| consistency_stretches(old, new).into_iter().map(|(start, end)| self.range(start, end)).collect())
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
        if start == end {
            return Sha256::digest([]).into();
        }
        let complete = &mut |level: u32, index: u64| Some(self.levels[level as usize][index as usize]);
        root_over(start, end, complete).expect("the tree has every complete subtree")
    }
}

/// The root over the entries from `start` to before `end`, of which there is one at least, from the roots of complete subtrees: `complete` gives the
/// one over the entries `index << level .. (index + 1) << level`.
fn root_over(start: u64, end: u64, complete: &mut impl FnMut(u32, u64) -> Option<Hash>) -> Option<Hash> {
    let width = end - start;
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return complete(level, start >> level);
    }
    let middle = start + split(width);
    let (left, right) = (root_over(start, middle, complete)?, root_over(middle, end, complete)?);
    Some(node_hash(&left, &right))
}

/// The stretches of entries whose roots are the proof that the tree at `old` is the beginning of the tree at `new` (RFC 6962 section 2.1.2), in its
/// order. `old` is neither 0 nor more than `new`.
fn consistency_stretches(old: u64, new: u64) -> Vec<(u64, u64)> {
    let mut stretches = Vec::new();
    let (mut start, mut end) = (0, new);
    // The subtree in which `old` ends, walked from the root down; `start == 0` means that its left edge is the old tree's.
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            stretches.push((middle, end));
            end = middle;
        } else {
            stretches.push((start, middle));
            start = middle;
        }
    }
    if start != 0 {
        stretches.push((start, end));
    }
    stretches.reverse();
    stretches
}

/// A tile of hashes, by its place (c2sp.org/tlog-tiles). Its [`Display`](fmt::Display) is its path: `/tile/0/x001/234.p/5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileAt {
    /// Its level: each hash in it is over `256^level` entries.
    pub level: u8,
    /// Its number on the level, from 0.
    pub index: u64,
    /// How many hashes it has, 1 to 256. Fewer only at the log's end.
    pub width: usize,
}

impl fmt::Display for TileAt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "/tile/{}/", self.level)?;
        let groups = (1..7).rev().map(|place| self.index / 1_000_u64.pow(place)).skip_while(|rest| *rest == 0);
        groups.into_iter().try_for_each(|rest| write!(out, "x{:03}/", rest % 1_000))?;
        write!(out, "{:03}", self.index % 1_000)?;
        if self.width < TILE_WIDTH { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// Where the root of a complete subtree is made from: its tile in a log of `size` entries, where in that it begins, and how many hashes it takes.
fn in_tile(level: u32, index: u64, size: u64) -> (TileAt, usize, usize) {
    const WIDTH: u64 = TILE_WIDTH as u64;
    let (tile_level, height) = (level / 8, level % 8);
    let first = index << height;
    let tile = first / WIDTH;
    let there = (size >> (8 * tile_level)) - tile * WIDTH;
    let width = there.min(WIDTH) as usize;
    (TileAt { level: tile_level as u8, index: tile, width }, (first % WIDTH) as usize, 1 << height)
}

/// The tiles of a log of `size` entries from which [`consistency_from_tiles`] makes its proof, each once. Empty unless `0 < old <= new <= size`.
pub fn tiles_for_consistency(old: u64, new: u64, size: u64) -> Vec<TileAt> {
    let mut tiles = Vec::new();
    if !(0 < old && old <= new && new <= size) {
        return tiles;
    }
    for (start, end) in consistency_stretches(old, new) {
        root_over(start, end, &mut |level, index| {
            let (tile, ..) = in_tile(level, index, size);
            if !tiles.contains(&tile) {
                tiles.push(tile);
            }
            Some([0; 32])
        });
    }
    tiles
}

/// The proof that the tree at `old` is the beginning of the tree at `new`, from the tiles of a log of `size` entries. `tile` gives a tile's bytes.
/// `None` if one is missing or too short, or unless `0 < old <= new <= size`. Tiles may lie: verify what comes out.
pub fn consistency_from_tiles<'t>(
    old: u64,
    new: u64,
    size: u64,
    mut tile: impl FnMut(&TileAt) -> Option<&'t [u8]>,
) -> Option<Vec<Hash>> {
    if !(0 < old && old <= new && new <= size) {
        return None;
    }
    let mut complete = |level, index| {
        let (at, first, count) = in_tile(level, index, size);
        let mut row: Vec<Hash> =
            tile(&at)?.chunks_exact(32).skip(first).take(count).filter_map(|hash| hash.try_into().ok()).collect();
        if row.len() < count {
            return None;
        }
        while row.len() > 1 {
            row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        }
        row.first().copied()
    };
    consistency_stretches(old, new).into_iter().map(|(start, end)| root_over(start, end, &mut complete)).collect()
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
    /// The last checkpoint of the log key that signed it, if that is retired.
    pub retired: Option<Retired>,
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
    Ok(VerifiedCheckpoint { checkpoint, cosigned, retired: signer.retired_at })
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
