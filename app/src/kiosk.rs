//! A kiosk in a visiting hall: one device, many visitors. Nothing is kept on it, and nobody logs in anywhere else.
//!
//! Here stands what the first page must know: whether this is one. What a kiosk shows and does by itself comes with the second half of this
//! program, and none of it is made part of a function of the first. docs/decisions/0014-kiosk.md says why a kiosk is as it is.

pub mod page;
pub mod watch;

use leptos::prelude::window;

/// The address under which the client is a kiosk's: its first page. The intake serves no other address that begins like this.
pub const ADDRESS: &str = "/kiosk";

/// Whether this page is a kiosk's.
pub fn is_on() -> bool {
    window().location().pathname().is_ok_and(|path| path.starts_with(ADDRESS))
}
