//! The visit key's commitment: how an identity provider's token comes to vouch for a key that it has never seen.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest, Sha256};

/// What the client puts into the login request as `nonce`, and what the ID token must carry back:
/// base64url(SHA-256("lakzegel/v1 visit key" || 0x00 || Ed25519 public key)), 43 characters.
pub fn visit_nonce(visit_key: &[u8; 32]) -> String {
    let hash = Sha256::new().chain_update(b"lakzegel/v1 visit key\0").chain_update(visit_key).finalize();
    Base64UrlUnpadded::encode_string(&hash)
}
