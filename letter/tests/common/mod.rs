//! What the tests share: text out of a small deterministic generator, and the shaper and fonts that letters are printed with.
#![allow(dead_code, reason = "each test uses a part of it")]
#[cfg(not(target_family = "wasm"))]
pub mod shaper;
