//! The parts that the pages share: headings, paragraphs, notices, buttons.

use web_sys::Event;

use crate::{
    model::step::{self, COUNTED_STEPS, Step},
    ui::dom::{El, el},
    words::{self, Key},
};

/// A page's heading with its step in front; the caption ends in punctuation, or the two are read as one word.
pub fn heading(step: Step) -> El {
    let heading = el("h1").id(step::heading(step)).attr("tabindex", "-1");
    let heading = match step.number() {
        Some(number) => heading.child(el("span").class("caption").words(move || step_of(number) + ": ")),
        None => heading,
    };
    heading.say(step::title(step))
}

/// "Step 2 of 5"
pub fn step_of(number: u32) -> String {
    words::with(Key::StepOf, &[("n", &words::number(number)), ("all", &words::number(COUNTED_STEPS))])
}

/// A paragraph.
pub fn p(key: Key) -> El {
    el("p").say(key)
}

/// The opening sentence of a page.
pub fn lead(key: Key) -> El {
    p(key).class("lead")
}

/// Class of a button that goes on.
pub const PRIMARY: &str = "button button-primary";
/// Class of a button for another way.
pub const SECONDARY: &str = "button button-secondary";
/// Class of a small button.
pub const LINK: &str = "button button-link";

/// A button that does not submit; `kind` is its class.
pub fn button(kind: &str, key: Key, press: impl FnMut(Event) + 'static) -> El {
    bare_button(kind, press).say(key)
}

/// A button without a text yet.
pub fn bare_button(kind: &str, press: impl FnMut(Event) + 'static) -> El {
    el("button").class(kind).attr("type", "button").on("click", press)
}

/// The button that leads to the page before.
pub fn back(press: impl FnMut(Event) + 'static) -> El {
    button("back", Key::Back, press)
}

/// A row of buttons.
pub fn actions(buttons: impl IntoIterator<Item = El>) -> El {
    el("div").class("actions").children(buttons)
}

/// The button that submits a form.
pub fn submit(key: Key) -> El {
    actions([el("button").class(PRIMARY).attr("type", "submit").say(key)])
}

/// A box with a heading; `kind` is its class.
pub fn notice(kind: &str, title: Key, text: Key) -> El {
    el("div").class(kind).child(el("h2").say(title)).child(p(text))
}

/// That DJI may read letters: what is true however they are supervised. Pages that know the manifest say how.
pub fn supervision() -> El {
    notice("notice", Key::SupervisionTitle, Key::SupervisionText)
}

/// Where to turn with worries about somebody's life.
pub fn help_line() -> El {
    notice("notice notice-info", Key::HelpLifeTitle, Key::HelpLifeText)
}

/// A row of a list of facts.
pub fn fact(name: Key, value: El) -> El {
    el("div").child(el("dt").say(name)).child(el("dd").child(value))
}

/// What somebody typed, set apart from the page's own direction and never translated.
pub fn typed(text: &str) -> El {
    el("bdi").attr("translate", "no").text(text)
}
