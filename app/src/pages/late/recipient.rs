//! To whom the letter goes, and the name that stands under it. Only form is checked: nothing here tells whether anybody is detained.

use crate::{
    app::App,
    flows::late::drafts::is_senders_choice,
    model::{late::typed, step::Step},
    pages::late::{
        drafts,
        form::{FieldError, Form},
    },
    ui::{self, El, el, heading, late::field::Typed, lead},
    words::{self, Key},
};

/// Builds the page.
pub fn view(app: App) -> El {
    let form = Form::new(app);
    let visit = app.visit;
    let fields = form
        .view(check, |app| app.go(Step::Write))
        .child(form.line(
            "number",
            Typed::Code,
            Key::RecipientNumber,
            Key::RecipientNumberHint,
            "input input-short",
            visit.number,
        ))
        .child(form.line("name", Typed::Name, Key::RecipientName, Key::RecipientNameHint, "input", visit.recipient))
        .child(form.line("sender", Typed::Name, Key::RecipientSender, Key::RecipientSenderHint, "input", visit.sender))
        .children(is_senders_choice(visit).then(|| drafts::section(app)))
        .child(ui::submit(Key::Next));
    el("div")
        .child(ui::back(move |_| app.go(Step::Identity)))
        .live(form.summary())
        .child(heading(Step::Recipient))
        .child(drafts::offers(app))
        .child(lead(Key::RecipientLead))
        .child(fields)
}

fn check(app: App) -> Vec<FieldError> {
    let visit = app.visit;
    let mut errors = Vec::new();
    if typed::number(visit.number).is_empty() {
        errors.push(FieldError { field: "number", text: |_| words::t(Key::RecipientNumberWrong) });
    }
    if !typed::is_name(visit.recipient) {
        errors.push(FieldError { field: "name", text: |_| words::t(Key::RecipientNameWrong) });
    }
    if !typed::is_name(visit.sender) {
        errors.push(FieldError { field: "sender", text: |_| words::t(Key::RecipientSenderWrong) });
    }
    errors
}
