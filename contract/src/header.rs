//! HTTP headers of our own, by name, in lower case.

/// On a kiosk's page: after how many minutes without a touch the kiosk asks whether somebody is there. A whole number.
pub const KIOSK_IDLE_MINUTES: &str = "kiosk-idle-minutes";
