//! What is known from the first login on; the first two pages do without. The functions here are what the first module calls: they are not
//! inlined into it, and what they call may be inlined into them.

pub mod key;
pub mod lost_login;
pub mod missing;
pub mod paste;
pub mod rules;
pub mod status;
pub mod token;
pub mod unsent;
pub mod waiting_file;

use lakzegel_letter::{Limits, check, check_name, check_number};

/// Whether these are a recipient's number and name, and the name of a sender.
#[inline(never)]
pub fn are_names_complete(number: &str, recipient: &str, sender: &str) -> bool {
    check_number(number).is_ok() && check_name(recipient).is_ok() && check_name(sender).is_ok()
}

/// Whether no rule blocks this letter.
#[inline(never)]
pub fn is_letter_complete(body: &str, limits: &Limits) -> bool {
    !check(body, limits).blocks()
}
