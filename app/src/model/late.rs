//! What is known from the first login on; the first two pages do without. The functions here are what the first module calls: they are not
//! inlined into it, and what they call may be inlined into them.

pub mod key;
pub mod lost_login;
pub mod missing;
pub mod paste;
pub mod rules;
pub mod status;
pub mod token;
pub mod typed;
pub mod unsent;
pub mod waiting_file;

use lakzegel_letter::{Limits, check};

use crate::browser::signal::Signal;

/// Whether in these fields stand a recipient's number and name, and the name of a sender.
#[inline(never)]
pub fn are_names_complete(number: Signal<String>, recipient: Signal<String>, sender: Signal<String>) -> bool {
    !typed::number(number).is_empty() && typed::is_name(recipient) && typed::is_name(sender)
}

/// Whether no rule blocks this letter.
#[inline(never)]
pub fn is_letter_complete(body: &str, limits: &Limits) -> bool {
    !check(body, limits).blocks()
}
