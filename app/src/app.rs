//! The client, as every page and flow knows it: the visit, the step that is shown, the way to another one, and what a screen reader is told.

use crate::{
    browser::{clock::after, signal::Signal},
    model::{step::Step, visit::Visit},
    ui::{el, with_element},
};

/// The id of the region in which a screen reader is told something without moving the focus. It is there from the start, and empty.
pub const ANNOUNCEMENTS: &str = "spoken";
/// How long an announcement stays there, in milliseconds.
const ANNOUNCED: i32 = 5000;

/// The client. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct App {
    /// What the sender has told and written.
    pub visit: Visit,
    /// The step that is shown.
    pub step: Signal<Step>,
    /// Whether the form on it has errors, for the title.
    pub has_errors: Signal<bool>,
    /// Shows a step: `frame::show`, which `main` hands in.
    show: fn(App, Step),
}

impl App {
    /// A client that shows `step`, or the first step that may be shown.
    pub fn new(visit: Visit, step: Step, show: fn(Self, Step)) -> Self {
        let step = visit.progress().allow(step);
        Self { visit, step: Signal::new(step), has_errors: Signal::new(false), show }
    }

    /// Goes to a step, or to the first one that is not done yet, and makes a history entry.
    pub fn go(self, wanted: Step) {
        (self.show)(self, wanted);
    }

    /// Tells a screen reader something, in a paragraph of its own. Words that took the place of others were silent: the first of two that
    /// came soon after each other, or the same words again.
    pub fn announce(self, text: String) {
        with_element(ANNOUNCEMENTS, |region| {
            let told = el("p").text(&text).node().clone();
            let _ = region.append_child(&told);
            after(ANNOUNCED, move || told.remove());
        });
    }
}
