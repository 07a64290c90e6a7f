//! Limits that both sides of a call keep.

/// How long a login at an identity provider may take, in seconds: the intake forgets it then, and so does the client.
pub const LOGIN_SECONDS: u64 = 15 * 60;

/// How long all statements about lost envelopes may be together, in bytes: some ten thousand entries.
pub const STATEMENTS_BYTES: usize = 1 << 20;
