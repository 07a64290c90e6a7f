//! What is known from the first login on; the first two pages do without.

pub mod key;
pub mod paste;
pub mod rules;
pub mod status;
pub mod token;
pub mod unsent;
pub mod waiting_file;
