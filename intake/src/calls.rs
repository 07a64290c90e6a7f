//! What answers the calls: HTTP, and nothing else. Each file takes a request apart, asks the domain, and makes the answer.

pub mod client;
#[cfg(feature = "demo")]
pub mod demo;
pub mod document;
pub mod health;
pub mod identity;
pub mod log;
pub mod manifest;
pub mod missing;
pub mod screening;
pub mod status;
pub mod upload;
pub mod visitors;
pub mod wipe;
