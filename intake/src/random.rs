//! Random texts: 32 random bytes as base64url, 43 characters. States, nonces, codes and grants all have this form.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_contract::ProblemType;

/// How many bytes are in each text.
pub const BYTES: usize = 32;

/// The operating system gives no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness;

impl From<NoRandomness> for ProblemType {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error, "nothing can be encrypted or given out");
        Self::Internal
    }
}

/// Random bytes from the operating system.
///
/// # Errors
///
/// [`NoRandomness`] if it has none.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// A new random text.
///
/// # Errors
///
/// [`NoRandomness`] if the operating system has no random bytes.
pub fn text() -> Result<String, NoRandomness> {
    Ok(Base64UrlUnpadded::encode_string(&bytes::<BYTES>()?))
}

/// The bytes of a text of this form; `None` if it has another.
pub fn decode(text: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    let length = Base64UrlUnpadded::decode(text, &mut bytes).ok()?.len();
    (length == BYTES).then_some(bytes)
}

/// Whether a text has this form. It is then safe to put into addresses and pages.
pub fn is_text(text: &str) -> bool {
    decode(text).is_some()
}
