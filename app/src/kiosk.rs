//! A kiosk in a visiting hall: one device, many visitors. Nothing is kept on it, and nobody logs in anywhere else.
//!
//! Here stands what the first page must know: whether this is one, and the addresses of its steps. What a kiosk shows and does by itself
//! comes with the second half of this program. docs/decisions/0014-kiosk.md says why it is as it is.

pub mod page;
pub mod watch;

use leptos::prelude::window;

/// The address under which the client is a kiosk's, its first page.
pub const ADDRESS: &str = "/kiosk";

/// Whether this page is a kiosk's.
pub fn is_on() -> bool {
    within(&window().location().pathname().unwrap_or_default()).is_some()
}

/// The part of a kiosk's address that names the step. `None` if the address is not a kiosk's.
pub fn within(address: &str) -> Option<&str> {
    address.strip_prefix(ADDRESS).filter(|step| step.is_empty() || step.starts_with('/'))
}

/// The address of a step, by its path: at a kiosk it is under the kiosk's own.
pub fn address_of(step: &str) -> String {
    if is_on() { [ADDRESS, step.trim_end_matches('/')].concat() } else { step.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn an_address_is_a_kiosks_only_if_its_first_part_is() {
        assert_eq!(within("/kiosk"), Some(""));
        assert_eq!(within("/kiosk/write"), Some("/write"));
        assert_eq!(within("/kiosks"), None);
        assert_eq!(within("/write/kiosk"), None);
    }
}
