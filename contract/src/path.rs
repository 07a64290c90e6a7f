//! The addresses of the intake's calls, `/v1/...`: each as the server writes it, with `{names}` for what changes. [`fill`] makes one to call.

use alloc::string::{String, ToString as _};

/// The manifest, signed.
pub const MANIFEST: &str = "/v1/manifest";
/// To an identity provider: gives the address to go to.
pub const IDENTITY_START: &str = "/v1/identity/{provider}/start";
/// Back from an identity provider.
pub const IDENTITY_CALLBACK: &str = "/v1/identity/callback";
/// A visitor code's admission half.
pub const ADMISSION: &str = "/v1/admission";
/// A sealed letter.
pub const ENVELOPE: &str = "/v1/envelopes/{id}";
/// The proof that a sealed letter is in the log.
pub const RECEIPT: &str = "/v1/receipts/{id}";
/// How a letter fares, encrypted to its reference.
pub const STATUS: &str = "/v1/statuses/{lookup}";
/// `POST`, screening only: publishes statuses.
pub const STATUSES: &str = "/v1/statuses";
/// From a page whose sender has chosen to wipe the device: has the browser forget this site.
pub const WIPE: &str = "/v1/wipe";
/// From screening: whom to admit.
pub const ADMISSIONS: &str = "/v1/admissions";
/// The statements about lost envelopes; from screening: one more.
pub const MISSING: &str = "/v1/missing";
/// From screening: which manifest is the newest, signed.
pub const FRESHNESS: &str = "/v1/freshness";
/// From screening: a cosigned checkpoint.
pub const COSIGNATURES: &str = "/v1/cosignatures";

/// A path with `value` in the place of its one `{name}`.
///
/// # Panics
///
/// If the path has no such place: it is then not one that changes.
pub fn fill(path: &str, value: impl core::fmt::Display) -> String {
    let Some((before, rest)) = path.split_once('{') else { panic!("a path without a place to fill") };
    let Some((_, after)) = rest.split_once('}') else { panic!("a path whose place has no end") };
    let mut filled = String::from(before);
    filled += &value.to_string();
    filled += after;
    filled
}

#[cfg(test)]
mod tests {
    use super::{ENVELOPE, IDENTITY_START, MANIFEST, fill};

    #[test]
    fn a_place_is_filled() {
        assert_eq!(fill(ENVELOPE, "0a"), "/v1/envelopes/0a");
        assert_eq!(fill(IDENTITY_START, "proef"), "/v1/identity/proef/start");
    }

    #[test]
    #[should_panic = "without a place"]
    fn a_path_that_does_not_change_is_not_filled() {
        fill(MANIFEST, "0a");
    }
}
