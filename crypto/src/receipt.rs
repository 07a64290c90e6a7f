//! The sender's receipt: a C2SP log proof (c2sp.org/tlog-proof, `.tlog-proof`) that an envelope is in the log.

use core::{fmt, fmt::Write as _};

use base64ct::{Base64, Encoding as _};

use crate::{
    codec::read_decimal,
    ids::EnvelopeId,
    log::{self, CheckpointError, Cosigned, Hash},
    manifest::{Manifest, Retired},
    note::{Note, NoteError},
};

/// The longest receipt that is read, in bytes.
pub const MAX_RECEIPT_BYTES: usize = 8_192;
/// The longest proof, in hashes: enough for 2^63 entries.
const MAX_PROOF: usize = 63;
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1\n";
const EXTRA: &str = "extra ";
/// The longest proof that one log is the beginning of another, in hashes: enough for 2^63 entries.
const MAX_CONTINUES: usize = 64;

/// A proof that has not been verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which envelope it says that it is for, if it says so. Nothing has to sign this: the proof holds for that envelope or for none.
    pub envelope: Option<EnvelopeId>,
    /// The proof that its checkpoint is the beginning of the last one that its log key signed, if that is retired by now. Only with `envelope`.
    pub continues: Vec<Hash>,
    /// The entry's number in the log, from 0.
    pub index: u64,
    /// The hashes from the entry's sibling up to below the root.
    pub proof: Vec<Hash>,
    /// The checkpoint that they lead to.
    pub checkpoint: Note,
}

/// What a verified receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The entry's number in the log, from 0.
    pub index: u64,
    /// The number of entries under the checkpoint.
    pub size: u64,
    /// Who besides the log has signed that checkpoint.
    pub cosigned: Cosigned,
}

/// Why a receipt proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptError {
    /// Longer than [`MAX_RECEIPT_BYTES`].
    TooLong,
    /// Not a log proof.
    Form,
    /// Its checkpoint is not one.
    Note(NoteError),
    /// Its checkpoint is not the manifest's log's.
    Checkpoint(CheckpointError),
    /// The proof does not lead from this envelope to that checkpoint.
    Proof,
    /// Its log key is retired, nobody has cosigned, and nothing shows that its checkpoint is the beginning of the last one: whoever has that key
    /// by now could have made it. With the proof in `continues` it counts.
    Unconfirmed {
        /// The checkpoint's size.
        size: u64,
        /// The last checkpoint of its log key.
        last: Retired,
    },
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => out.write_str("the receipt is too long"),
            Self::Form => out.write_str("this is not a receipt"),
            Self::Note(error) => write!(out, "the receipt's checkpoint cannot be read: {error}"),
            Self::Checkpoint(error) => write!(out, "the receipt's checkpoint is refused: {error}"),
            Self::Proof => out.write_str("the receipt does not show that this envelope is in the log"),
            Self::Unconfirmed { size, last } => {
                write!(
                    out,
                    "the receipt's log key is retired, and nothing shows that its {size} entries begin the {} that it signed last",
                    last.size
                )
            }
        }
    }
}

impl core::error::Error for ReceiptError {}

impl Receipt {
    /// Reads a log proof. An `extra` line of 32 bytes names the envelope, and hashes of 32 bytes may follow it in the line; any other is skipped.
    ///
    /// # Errors
    ///
    /// `TooLong` beyond [`MAX_RECEIPT_BYTES`]; `Form` if it is no log proof, `Note` if what it has for a checkpoint is no note.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        if text.len() > MAX_RECEIPT_BYTES {
            return Err(ReceiptError::TooLong);
        }
        let rest = text.strip_prefix(FIRST_LINE).ok_or(ReceiptError::Form)?;
        let (head, checkpoint) = rest.split_once("\n\n").ok_or(ReceiptError::Form)?;
        let mut lines = head.split('\n').peekable();
        let (mut envelope, mut continues) = (None, Vec::new());
        if let Some(extra) = lines.next_if(|line| line.starts_with(EXTRA)) {
            let extra = Base64::decode_vec(&extra[EXTRA.len()..]).map_err(|_| ReceiptError::Form)?;
            let (hashes, rest) = extra.as_chunks::<32>();
            if let Some((id, hashes)) = hashes.split_first()
                && rest.is_empty()
                && hashes.len() <= MAX_CONTINUES
            {
                envelope = Some(EnvelopeId::from_bytes(*id));
                continues = hashes.to_vec();
            }
        }
        let index = lines.next().and_then(|line| read_decimal(line.strip_prefix("index ")?)).ok_or(ReceiptError::Form)?;
        let mut proof = Vec::new();
        for line in lines {
            if proof.len() == MAX_PROOF {
                return Err(ReceiptError::Form);
            }
            let mut hash = [0; 32];
            let decoded = Base64::decode(line, &mut hash).map_err(|_| ReceiptError::Form)?;
            proof.push(decoded.try_into().map_err(|_| ReceiptError::Form)?);
        }
        let checkpoint = Note::parse(checkpoint).map_err(ReceiptError::Note)?;
        Ok(Self { envelope, continues, index, proof, checkpoint })
    }

    /// Checks that this receipt is for `id`, under a checkpoint that the manifest's log signed.
    ///
    /// # Errors
    ///
    /// `Checkpoint` if the manifest's log did not sign it; `Proof` if it is another envelope's, or does not lead to the checkpoint; `Unconfirmed` if a
    /// retired log key alone says so.
    pub fn verify(&self, id: &EnvelopeId, manifest: &Manifest) -> Result<VerifiedReceipt, ReceiptError> {
        let verified = log::verify_checkpoint(&self.checkpoint, manifest).map_err(ReceiptError::Checkpoint)?;
        let log::Checkpoint { size, root, .. } = verified.checkpoint;
        if !log::verify_inclusion(id, self.index, &self.proof, size, &root) {
            return Err(ReceiptError::Proof);
        }
        if let Some(last) = verified.retired
            && verified.cosigned.is_nothing()
            && !log::verify_consistency(size, &root, &self.continues, last.size, &last.root)
        {
            return Err(ReceiptError::Unconfirmed { size, last });
        }
        Ok(VerifiedReceipt { index: self.index, size, cosigned: verified.cosigned })
    }
}

impl fmt::Display for Receipt {
    /// The text of the `.tlog-proof` file.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(FIRST_LINE)?;
        if let Some(envelope) = self.envelope {
            let bytes: Vec<u8> = [envelope.as_bytes()].into_iter().chain(&self.continues).flatten().copied().collect();
            writeln!(out, "{EXTRA}{}", Base64::encode_string(&bytes))?;
        }
        writeln!(out, "index {}", self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(out, "{}", Base64::encode_string(hash)))?;
        out.write_char('\n')?;
        write!(out, "{}", self.checkpoint)
    }
}
