//! The token that screening shows at its listener.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The shared token. Only its hash is kept: comparing hashes takes the same time however much of a guess is right.
pub struct Token([u8; 32]);

impl Token {
    /// The shortest token that is accepted, in bytes. Screening has the same limit.
    pub const SHORTEST: usize = 32;

    /// Takes a file's content, without white space around it. `None` if it is too short to be a secret.
    pub fn new(text: &Zeroizing<String>) -> Option<Self> {
        let token = text.trim();
        (token.len() >= Self::SHORTEST).then(|| Self(Sha256::digest(token).into()))
    }

    /// Whether `shown` is this token.
    pub fn is(&self, shown: &str) -> bool {
        Sha256::digest(shown).as_slice() == self.0
    }
}
