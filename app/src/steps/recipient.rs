//! To whom the letter goes, and the name that stands under it. Only form is checked: nothing here tells whether anybody is detained.

use lakzegel_letter::{check_name, check_number};

use super::Step;
use crate::{
    app::{App, heading},
    ui::{self, El, Form, Wrong, el, lead},
    visit::tidy,
    words::{self, Key},
};

/// Builds the page.
#[inline(never)]
pub fn view(app: App) -> El {
    let form = Form::new(app);
    let visit = app.visit;
    let fields = form
        .view(check, |app| app.go(Step::Write))
        .child(form.line("number", Key::RecipientNumber, Key::RecipientNumberHint, "input input-short", visit.number))
        .child(form.line("name", Key::RecipientName, Key::RecipientNameHint, "input", visit.recipient))
        .child(form.line("sender", Key::RecipientSender, Key::RecipientSenderHint, "input", visit.sender))
        .child(ui::submit(Key::Next));
    el("div")
        .child(ui::back(app, Step::Identity))
        .live(form.summary())
        .child(heading(Step::Recipient))
        .child(lead(Key::RecipientLead))
        .child(fields)
}

fn check(app: App) -> Vec<Wrong> {
    let visit = app.visit;
    let mut wrongs = Vec::new();
    if check_number(&tidy(visit.number)).is_err() {
        wrongs.push(Wrong { field: "number", text: |_| words::t(Key::RecipientNumberWrong) });
    }
    if check_name(&tidy(visit.recipient)).is_err() {
        wrongs.push(Wrong { field: "name", text: |_| words::t(Key::RecipientNameWrong) });
    }
    if check_name(&tidy(visit.sender)).is_err() {
        wrongs.push(Wrong { field: "sender", text: |_| words::t(Key::RecipientSenderWrong) });
    }
    wrongs
}
