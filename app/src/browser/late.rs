//! What only the late module needs of the browser: its storage and its cryptography.

pub mod encrypted_entry;
pub mod storage;
pub mod webcrypto;
