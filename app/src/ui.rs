//! What pages are built from.

mod dom;
pub mod late;
mod widgets;

pub use dom::{El, before_presses, el, focus, save, with_element};
pub use widgets::{
    LINK, PRIMARY, SECONDARY, actions, back, bare_button, button, fact, heading, help_line, lead, notice, p, step_of, submit,
    supervision, typed,
};
