//! Tells whether this page runs as a kiosk: one device in a visiting hall, used by many visitors. Both modules need it.
//!
//! What a kiosk shows and does by itself is in `pages/late/kiosk.rs` and `flows/late/kiosk_watch.rs`. docs/decisions/0014-kiosk.md says why a
//! kiosk is as it is.

use lakzegel_contract::KIOSK;
use leptos::prelude::window;

/// Whether this page is a kiosk's. The intake serves no other address that begins like this.
pub fn is_on() -> bool {
    window().location().pathname().is_ok_and(|path| path.starts_with(KIOSK))
}
