//! `cargo xtask evidence`.

use crate::run::{Result, Trouble};

/// `cargo xtask evidence`.
pub fn run() -> Result {
    Err(Trouble::new("not yet", ""))
}
