//! The letter. Limits and rules are checked at every keystroke, on the device, and reported to nobody. Typing past a limit is allowed and
//! explained; going on is not.

use std::ops::Range;

use lakzegel_letter::{Finding, Nearest, Rule, Severity, check, repair};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlTextAreaElement;

use super::Step;
use crate::{
    app::{App, heading},
    clock::after,
    live::Live,
    rules,
    ui::{self, El, Form, Wrong, button, el},
    words::{self, Key},
};

/// The id of the field.
const LETTER: &str = "letter";
/// How long a pause in typing is, in milliseconds, before a screen reader is told the count.
const PAUSE: i32 = 1000;

/// Builds the page.
#[inline(never)]
pub fn view(app: App) -> El {
    let form = Form::new(app);
    let checked = app.visit.body.peek_with(|body| check(body, &app.visit.limits()));
    let page = Page { app, usage: Live::new(checked.usage.nearest), paused: Live::new(None), found: Live::new(checked.findings) };
    let area = el("textarea")
        .class("input letter-input")
        .attr("rows", "14")
        .attr("translate", "no")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .on("input", move |event| page.changed(ui::typed_text(&event)))
        .text(&app.visit.body.peek());
    let class = move || Some(if is_over(page.usage.get()) { "count over" } else { "count" }.to_owned());
    let count = el("p").attr("aria-hidden", "true").attr_live("class", class).words(move || usage_text(page.usage.get()));
    // There from the start, and empty: a region that comes with its text is silent in one browser.
    let spoken = move || page.paused.get().map(usage_text).unwrap_or_default();
    let spoken = el("p").class("visually-hidden").attr("aria-live", "polite").words(spoken);
    let fields = form
        .view(wrongs, |app| app.go(Step::Review))
        .child(form.field(LETTER, Key::WriteLabel, move || hint(app), area).child(count).child(spoken))
        .live(move || page.findings())
        .child(ui::submit(Key::WriteNext));
    el("div")
        .child(ui::back(app, Step::Recipient))
        .live(form.summary())
        .child(heading(Step::Write))
        .child(ui::supervision())
        .child(fields)
        .child(el("p").class("small").words(move || until(app)))
        .child(ui::help_line())
}

/// What this page follows.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    /// How much room is left.
    usage: Live<Nearest>,
    /// The same, as it was when the sender last stopped typing for a moment; nothing before the first word.
    paused: Live<Option<Nearest>>,
    /// What the rules found.
    found: Live<Vec<Finding>>,
}

impl Page {
    /// The letter is another one now.
    fn changed(self, body: String) {
        let checked = check(&body, &self.app.visit.limits());
        self.app.visit.body.set(body);
        self.found.set(checked.findings);
        self.usage.set(checked.usage.nearest);
        let typed = self.app.visit.typed.update(|typed| {
            *typed += 1;
            *typed
        });
        after(PAUSE, move || {
            if self.app.visit.typed.peek() == typed {
                self.paused.set(Some(self.usage.peek()));
            }
        });
    }

    /// What the rules found, each with its place, an explanation, and a repair where there is one.
    fn findings(self) -> Option<El> {
        let body = self.app.visit.body.peek();
        let found = self.found.get();
        let items: Vec<_> =
            found.iter().filter(|finding| rules::has_place(finding.rule)).map(|finding| self.item(&body, finding)).collect();
        if items.is_empty() {
            return None;
        }
        let title = el("h2").id("findings-title").say(Key::FindingsTitle);
        let findings = el("section").class("findings").attr("aria-labelledby", "findings-title");
        Some(findings.child(title).child(el("ul").children(items)))
    }

    fn item(self, body: &str, finding: &Finding) -> El {
        let (title, text) = rules::words(finding.rule);
        let place = finding.place.clone();
        let show = button(ui::SECONDARY, Key::FindingsShow, move |_| self.select(&place));
        let rule = finding.rule;
        let repair = rule.is_repairable().then(|| button(ui::SECONDARY, Key::FindingsRepair, move |_| self.repair(rule)));
        let class = if finding.severity == Severity::Block { "finding finding-block" } else { "finding finding-warn" };
        let context = rules::context(body, finding).map(|context| {
            let quote = el("q").attr("dir", "auto").attr("translate", "no").text(&context);
            el("p").child(quote)
        });
        let item = el("li").class(class).child(el("h3").say(title)).child(ui::p(text));
        item.children(context).child(ui::actions([show]).children(repair))
    }

    /// Shows a place in the letter: the field takes the focus with the place selected.
    fn select(self, place: &Range<usize>) {
        // The field counts in units of UTF-16.
        let units =
            |body: &String, end| body.get(..end).map_or(0, |before| before.encode_utf16().count()).try_into().unwrap_or(0);
        let (start, end) = self.app.visit.body.peek_with(|body| (units(body, place.start), units(body, place.end)));
        ui::with_element(LETTER, |area| {
            let area: HtmlTextAreaElement = area.unchecked_into();
            let _ = area.focus();
            let _ = area.set_selection_range(start, end);
        });
    }

    /// Takes everything that a rule finds out of the letter, puts it back into the field, and says so.
    fn repair(self, rule: Rule) {
        let Some(repaired) = self.app.visit.body.peek_with(|body| repair(body, rule)) else { return };
        ui::with_element(LETTER, |area| {
            let area: HtmlTextAreaElement = area.unchecked_into();
            area.set_value(&repaired);
            let _ = area.focus();
        });
        self.changed(repaired);
        self.app.speak(words::t(Key::FindingsRepaired));
    }
}

/// The limits, as they always are.
fn hint(app: App) -> String {
    let limits = app.visit.limits();
    let pages = words::count(Key::WritePages, limits.pages);
    words::with(Key::WriteHint, &[("n", &words::number(limits.characters)), ("pages", &pages)])
}

/// What is wrong with the letter as a whole.
fn wrongs(app: App) -> Vec<Wrong> {
    let body = app.visit.body.peek();
    let checked = check(&body, &app.visit.limits());
    let wrong = |text| vec![Wrong { field: LETTER, text }];
    if checked.findings.iter().any(|finding| finding.rule == Rule::Empty) {
        wrong(|_| words::t(Key::WriteEmpty))
    } else if is_over(checked.usage.nearest) {
        wrong(|app| usage_text(check(&app.visit.body.get(), &app.visit.limits()).usage.nearest))
    } else if checked.blocks() {
        wrong(|_| words::t(Key::WriteBlocked))
    } else {
        Vec::new()
    }
}

fn is_over(nearest: Nearest) -> bool {
    match nearest {
        Nearest::CharactersLeft(left) => left < 0,
        Nearest::PercentFull(percent) => percent > 100,
    }
}

/// How much room is left, by whichever limit is nearest: on the screen, spoken and in errors the same.
fn usage_text(nearest: Nearest) -> String {
    match nearest {
        Nearest::CharactersLeft(left) if left < 0 => words::count(Key::WriteTooMany, left.unsigned_abs()),
        Nearest::CharactersLeft(left) => words::count(Key::WriteLeft, left.unsigned_abs()),
        Nearest::PercentFull(percent) if percent > 100 => words::with(Key::WriteTooFull, &[("n", &words::number(percent))]),
        Nearest::PercentFull(percent) => words::with(Key::WriteFull, &[("n", &words::number(percent))]),
    }
}

/// Until when this login's letters may be sealed.
fn until(app: App) -> String {
    let time = app.visit.held.peek_with(|held| held.seal_until);
    words::with(Key::WriteUntil, &[("time", &words::moment(time))])
}
