//! What only pages of the late module are built from.

pub mod editor;
pub mod field;
