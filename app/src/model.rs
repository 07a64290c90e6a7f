//! What is known: the visit, the steps, the manifest, and what each of them means. No page and no element is known here.

pub mod departure;
pub mod kiosk;
pub mod late;
pub mod login;
pub mod manifest;
pub mod step;
pub mod visit;
