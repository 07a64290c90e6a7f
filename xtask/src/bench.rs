//! `cargo xtask bench`.

use crate::run::{Result, Trouble};

/// `cargo xtask bench`.
pub fn run() -> Result {
    Err(Trouble::new("not yet", ""))
}
