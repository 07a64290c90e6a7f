//! A kiosk in a visiting hall: one device, many visitors. Nothing is kept on it, and nobody logs in anywhere else.

use leptos::prelude::window;

/// The address under which the client is a kiosk's.
const ADDRESS: &str = "/kiosk";

/// Whether this page is a kiosk's.
pub fn is_on() -> bool {
    let path = window().location().pathname().unwrap_or_default();
    path.strip_prefix(ADDRESS).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
