//! The letter as it will be printed, page by page, and everything that goes with it. From here it is sealed and sent.

use lakzegel_letter::{Page, lay_out};

use super::{Step, send};
use crate::{
    app::{App, heading},
    clock::after,
    ui::{self, El, button, el, lead},
    visit::tidy,
    words::{self, Key},
};

/// How long after the page has come seals are rehearsed, in milliseconds: it must not hold up the page itself.
const REHEARSAL: i32 = 400;

/// Builds the page.
#[inline(never)]
pub fn view(app: App) -> El {
    let visit = app.visit;
    after(REHEARSAL, move || send::rehearse(app));
    let rows = [
        (Key::ReviewRecipient, Key::ReviewChangeRecipient, tidy(visit.recipient), Step::Recipient),
        (Key::ReviewNumber, Key::ReviewChangeNumber, tidy(visit.number), Step::Recipient),
        (Key::ReviewSender, Key::ReviewChangeSender, tidy(visit.sender), Step::Recipient),
    ];
    let row = |(name, change, value, step): (Key, Key, String, Step)| {
        let change = button(ui::LINK, change, move |_| app.go(step));
        // Without a name of its own, one browser gives it the button's, and the button's words are spoken twice.
        let change = el("dd").class("change").attr_live("aria-label", move || Some(words::t(name))).child(change);
        ui::fact(name, ui::typed(&value)).child(change)
    };
    let body = visit.body.peek();
    let pages = lay_out(&body);
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let sheets = (1..).zip(&pages).map(|(number, page)| sheet(app, &body, page, number, count));
    el("div")
        .child(ui::back(app, Step::Write))
        .child(heading(Step::Review))
        .child(lead(Key::ReviewLead))
        .child(el("dl").class("summary").children(rows.map(row)))
        .child(el("h2").say(Key::ReviewLetter))
        .child(el("ol").class("sheets").children(sheets))
        .child(ui::actions([button(ui::LINK, Key::ReviewChangeLetter, move |_| app.go(Step::Write))]))
        .child(ui::supervision())
        .child(ui::p(Key::ReviewAfter))
        .child(send::button(app))
}

/// A printed page: the very lines that the paper will have.
fn sheet(app: App, body: &str, page: &Page, number: u32, count: u32) -> El {
    let label = move || words::with(Key::ReviewSheet, &[("n", &words::number(number)), ("all", &words::number(count))]);
    let line = |line: &lakzegel_letter::Line| {
        let text = body.get(line.text.clone()).unwrap_or_default();
        el("p").attr("dir", "auto").class("line").text(text)
    };
    let to = el("span").say(Key::ReviewTo).text(" ").child(ui::typed(&tidy(app.visit.recipient)));
    let number_of = el("span").attr("dir", "ltr").text(&tidy(app.visit.number));
    let from = el("span").say(Key::ReviewFrom).text(" ").child(ui::typed(&tidy(app.visit.sender)));
    el("li")
        .class("sheet")
        .attr_live("aria-label", move || Some(label()))
        .child(el("p").class("sheet-head").child(to).text(" ").child(number_of))
        .child(el("div").class("sheet-text").attr("translate", "no").children(page.lines.iter().map(line)))
        .child(el("p").class("sheet-foot").child(from).text(" ").child(el("span").words(label)))
}
