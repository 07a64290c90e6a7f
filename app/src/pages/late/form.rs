//! Forms that check themselves: their fields, and the summary of what is wrong in them.

use web_sys::{Event, FocusOptions};

use crate::{
    app::App,
    browser::signal::Signal,
    model::kiosk,
    ui::{
        El, el, focus,
        late::field::{self, Typed},
        with_element,
    },
    words::{self, Key},
};

/// Something that is wrong in a form: the field's id, and what to say about it.
#[derive(Clone, Copy)]
pub struct FieldError {
    /// The id of the field.
    pub field: &'static str,
    /// What is wrong and how to mend it, in the page's language.
    pub text: fn(App) -> String,
}

/// A form that checks itself when the sender wants to go on.
#[derive(Clone, Copy)]
pub struct Form {
    app: App,
    errors: Signal<Vec<FieldError>>,
}

impl Form {
    /// A form in which nothing has been found wrong yet.
    pub fn new(app: App) -> Self {
        Self { app, errors: Signal::new(Vec::new()) }
    }

    /// The form element: on submitting, `check` says what is wrong. Nothing: `go_on`. Else the summary of errors takes the focus.
    pub fn view(self, check: fn(App) -> Vec<FieldError>, go_on: fn(App)) -> El {
        let submit = move |event: Event| {
            event.prevent_default();
            field::read_all();
            let found = check(self.app);
            let is_wrong = !found.is_empty();
            self.app.has_errors.set(is_wrong);
            self.errors.update(|errors| *errors = found);
            if is_wrong {
                focus("errors");
            } else {
                go_on(self.app);
            }
        };
        let form = el("form").attr("novalidate", "").on("submit", submit);
        // The next visitor of a kiosk is not offered what the one before typed.
        if kiosk::is_on() { form.attr("autocomplete", "off") } else { form }
    }

    /// The summary of errors, which stands in front of the page's heading. Its own heading takes the focus and is described by the
    /// list: of all ways, the one that every screen reader speaks once and completely.
    pub fn summary(self) -> impl Fn() -> Option<El> + 'static {
        move || {
            let found = self.errors.get();
            let count = u32::try_from(found.len()).ok().filter(|count| *count > 0)?;
            let heading = el("h2").id("errors").attr("tabindex", "-1").attr("aria-describedby", "error-list");
            let item = |wrong: FieldError| {
                let follow = move |event: Event| {
                    event.prevent_default();
                    focus_field(wrong.field);
                };
                let link = el("a").attr("href", &["#", wrong.field].concat()).on("click", follow);
                el("li").child(link.words(move || (wrong.text)(self.app)))
            };
            let list = el("ul").id("error-list").children(found.into_iter().map(item));
            let heading = heading.words(move || words::count(Key::ErrorsTitle, count));
            Some(el("div").class("error-summary").child(heading).child(list))
        }
    }

    /// A field with its label, hint and error; `input` is the element to type in.
    pub fn field(self, id: &'static str, label: Key, hint: impl Fn() -> String + 'static, input: El) -> El {
        let wrong = move || self.errors.with(|errors| errors.iter().copied().find(|wrong| wrong.field == id));
        let error_id = [id, "-error"].concat();
        let hint_id = [id, "-hint"].concat();
        let both = [&hint_id, " ", &error_id].concat();
        let label = el("label").attr("for", id).id(&[id, "-label"].concat()).say(label);
        let hint = el("p").class("hint").id(&hint_id).words(hint);
        let error = move || {
            let text = wrong()?.text;
            Some(el("p").class("error").id(&error_id).words(move || words::t(Key::ErrorsMark) + " " + &text(self.app)))
        };
        let input = input
            .id(id)
            .attr("aria-required", "true")
            .attr("dir", "auto")
            .attr_live("aria-invalid", move || wrong().map(|_| "true".to_owned()))
            .attr_live("aria-describedby", move || Some(if wrong().is_some() { &both } else { &hint_id }.clone()));
        el("div").class("field").child(label).child(hint).live(error).child(input)
    }

    /// A field of one line that writes into `value`.
    pub fn line(self, id: &'static str, typed: Typed, label: Key, hint: Key, class: &str, value: Signal<String>) -> El {
        let refused = move || {
            let wrong = FieldError { field: id, text: |_| words::t(Key::PasteFieldTooLong) };
            self.errors.update(|errors| {
                errors.retain(|error| error.field != id);
                errors.push(wrong);
            });
            self.app.announce((wrong.text)(self.app));
        };
        self.field(id, label, move || words::t(hint), field::line(typed, value, refused).class(class))
    }
}

/// Moves the focus to a field and keeps its label in view.
fn focus_field(id: &str) {
    with_element(&[id, "-label"].concat(), |label| label.scroll_into_view());
    with_element(id, |field| {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        drop(field.focus_with_options(&options));
    });
}
