//! What client, intake, screening, worker and tests must say alike, once: problem types, steps, paths, headers, limits, how the client is served.
//!
//! Only names and numbers belong here, and nothing that acts. What is signed or sealed belongs into `lakzegel-crypto`; what may be written
//! into `lakzegel-letter`. The crate has no dependencies and needs no standard library, so that nothing comes with it into the client.
//!
//! The worker and the tests are not written in Rust. [`to_json`](json::to_json) has all of this for them; the build hands it to both.
#![no_std]

extern crate alloc;

pub mod header;
pub mod json;
pub mod limit;
mod listed;
pub mod outbox;
pub mod path;
mod problem;
pub mod served;
mod step;

pub use problem::{PROBLEM_MEDIA_TYPE, PROBLEM_PREFIX, ProblemType};
pub use step::{COUNTED_STEPS, KIOSK, Step};

/// The media type of what a page of the client sends about a login: `name=value` pairs, encoded as in a form. No form and no link of another
/// website can send it; a script of one would have to ask the intake first (Fetch, section 3.3), which never allows it.
pub const LOGIN_MEDIA_TYPE: &str = "application/vnd.lakzegel.login";

/// The media type of what a page of the client sends when its sender has chosen to wipe the device. Nobody else can send it, as with
/// [`LOGIN_MEDIA_TYPE`].
pub const WIPE_MEDIA_TYPE: &str = "application/vnd.lakzegel.wipe";

/// The number of this release of the client. The list of its files has it, and so have the client itself and its file
/// [`RELEASE`](served::RELEASE), so that the newest of several lists is known, and a manifest can ask for a client that is new enough.
///
/// It rises by one with every release that is published, and never goes back: whoever prepares a release raises it here, in the commit that the
/// release is built from, before anything is signed (docs/operations.md, "A release"). Two clients with different files and one number would be
/// two truths about which is the newest.
pub const CLIENT_RELEASE: u32 = 1;

/// How the origin of every demonstration begins. The client says on every page that it is one, and no release is made for it.
pub const DEMO_ORIGINS: &str = "demo.invalid/";
