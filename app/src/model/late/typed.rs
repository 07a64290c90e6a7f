//! What the sender typed or pasted into the fields beside the letter, as it is shown again, printed and sealed.

use lakzegel_crypto::typed;
use lakzegel_letter::{check_name, check_number, clean_name};

use crate::browser::signal::Signal;

/// The recipient's registration number. Empty if what was typed is none.
pub fn number(field: Signal<String>) -> String {
    field.with_untracked(|text| typed::number(text)).filter(|number| check_number(number).is_ok()).unwrap_or_default()
}

/// The name of a recipient or a sender, which may still be one that the rules refuse.
pub fn name(field: Signal<String>) -> String {
    field.with_untracked(|text| clean_name(text))
}

/// Whether a name is one that the rules take.
pub fn is_name(field: Signal<String>) -> bool {
    check_name(&name(field)).is_ok()
}
