//! The letter. Limits and rules are checked at every keystroke, on the device, and reported to nobody. Typing past a limit is allowed and
//! explained; going on is not.

use std::{cell::Cell, rc::Rc};

use lakzegel_letter::{Finding, Nearest, Rule, Severity, check, repair};
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event};

use crate::{
    app::App,
    browser::{
        clock::{after, after_paint},
        signal::Signal,
    },
    model::{
        kiosk,
        late::{paste, rules},
        step::Step,
    },
    pages::late::{
        drafts,
        form::{FieldError, Form},
        review, supervision,
    },
    ui::{
        self, El, button, el, heading,
        late::{
            editor::{Editor, Mark},
            field::{self, MOST_OF_AREA, announced},
        },
    },
    words::{self, Key},
};

/// The id of the field.
const LETTER: &str = "letter";
/// How long a pause in typing is, in milliseconds, before a screen reader is told the count, and before what was found is listed.
const PAUSE: i32 = 1000;
/// How many places of one rule are listed. All are marked.
const PLACES: usize = 5;

/// Builds the page.
pub fn view(app: App) -> El {
    // In time for the next page.
    review::fetch_style();
    let form = Form::new(app);
    let checked = app.visit.body.with_untracked(|body| check(body, &app.visit.limits()));
    let area = field::area(&app.visit.body.get_untracked());
    let page = Page {
        app,
        editor: Editor::new(area.element()),
        usage: Signal::new(checked.usage.nearest),
        paused: Signal::new(None),
        found: Signal::new(checked.findings),
        listed: Signal::new(Vec::new()),
        repaired: Signal::new(false),
        left_behind: Signal::new(Vec::new()),
        waiting: Rc::default(),
    };
    page.list();
    page.mark();
    let typed = page.clone();
    let area = page
        .listen(area.read_by(move || typed.changed()))
        .class("letter-input")
        .attr("translate", "no")
        .attr_live("spellcheck", move || Some(if app.visit.spelling.get() { "true" } else { "false" }.to_owned()));
    let usage = page.usage;
    let class = move || Some(if is_over(usage.get()) { "count over" } else { "count" }.to_owned());
    let count = el("p").attr("aria-hidden", "true").attr_live("class", class).words(move || usage_text(usage.get()));
    // The live region is there from the start, and empty: one browser does not announce a region that comes with its text.
    let (paused, listed) = (page.paused, page.listed);
    let spoken = move || paused.get().map(|usage| spoken_text(usage, listed.with_untracked(Vec::len))).unwrap_or_default();
    let spoken = el("p").class("visually-hidden").attr("aria-live", "polite").words(spoken);
    let field =
        form.field(LETTER, Key::WriteLabel, move || hint(app), area).child(el("div").child(page.editor.view()).child(count));
    let all_there = move || is_over(usage.get()).then(|| ui::p(Key::WriteAllThere).class("small"));
    let (pasted, repaired, findings) = (page.clone(), page.clone(), page);
    let fields = form
        .view(errors, |app| app.go(Step::Review))
        .child(field)
        .child(spoken)
        .live(all_there)
        .live(move || pasted.pasted())
        .live(move || repaired.repaired())
        .live(move || findings.findings())
        .child(ui::submit(Key::WriteNext));
    el("div")
        .child(ui::back(move |_| app.go(Step::Recipient)))
        .live(form.summary())
        .child(heading(Step::Write))
        .child(supervision::notice(app))
        .child(fields)
        .children(spelling(app))
        .child(el("p").class("small").words(move || until(app)))
        .child(drafts::section(app))
        .child(drafts::stop(app))
        .child(ui::help_line())
}

/// What this page follows.
#[derive(Clone)]
struct Page {
    app: App,
    editor: Editor,
    /// How much room is left.
    usage: Signal<Nearest>,
    /// The same, as it was when the sender last stopped typing for a moment; nothing before the first word.
    paused: Signal<Option<Nearest>>,
    /// What the rules found.
    found: Signal<Vec<Finding>>,
    /// The same as it stands below the letter: it waits for a pause, and stays as it is while only its places move.
    listed: Signal<Vec<Listed>>,
    /// Whether the letter is as the last repair left it.
    repaired: Signal<bool>,
    /// What could not come along with the last paste.
    left_behind: Signal<Vec<Key>>,
    /// Whether the letter waits to be checked.
    waiting: Rc<Cell<bool>>,
}

/// What one rule found.
#[derive(Clone, PartialEq, Eq)]
struct Listed {
    rule: Rule,
    /// Each place with a few words around it.
    contexts: Vec<String>,
}

impl Page {
    /// Listens to what is pasted and dropped.
    fn listen(&self, area: El) -> El {
        let (pasted, dropped, coming) = (self.clone(), self.clone(), self.clone());
        // A browser would open a file in place of the page.
        let stop = |event: &Event, data: Option<DataTransfer>| {
            if data.is_some_and(|data| paste::is_file(&data)) {
                event.prevent_default();
            }
        };
        area.on("paste", move |event| {
            let data = event.clone().unchecked_into::<ClipboardEvent>().clipboard_data();
            pasted.brought(&event, data);
        })
        .on("beforeinput", move |event| {
            let more = announced(&event);
            if !more.is_empty() && coming.editor.would_be_beyond(MOST_OF_AREA, &more) {
                event.prevent_default();
                coming.left(vec![Key::PasteTooLong]);
            }
        })
        .on("dragover", move |event| stop(&event, event.clone().unchecked_into::<DragEvent>().data_transfer()))
        .on("drop", move |event| {
            let data = event.clone().unchecked_into::<DragEvent>().data_transfer();
            stop(&event, data.clone());
            dropped.brought(&event, data);
        })
    }

    /// The field has changed, it seems. The keystroke is painted first; the rules run after that. `false` if it is the same.
    fn changed(&self) -> bool {
        let is_new = self.take();
        if is_new && !self.waiting.replace(true) {
            let page = self.clone();
            after_paint(move || page.judge());
        }
        is_new
    }

    /// Takes the letter as it is in the field. `false` if it is the same.
    fn take(&self) -> bool {
        if self.editor.is_beyond(MOST_OF_AREA) {
            self.app.visit.body.with_untracked(|body| self.editor.put_back(body));
            self.left(vec![Key::PasteTooLong]);
            return false;
        }
        let body = self.editor.text();
        if self.app.visit.body.with_untracked(|old| *old == body) {
            return false;
        }
        self.app.visit.body.set(body);
        self.repaired.set(false);
        let typed = self.app.visit.typed.update(|typed| {
            *typed += 1;
            *typed
        });
        let page = self.clone();
        after(PAUSE, move || {
            if page.app.visit.typed.get_untracked() == typed {
                // A hidden window paints nothing, so the letter may not have been checked yet.
                if page.waiting.get() {
                    page.judge();
                }
                page.list();
                page.paused.set(Some(page.usage.get_untracked()));
            }
        });
        true
    }

    /// Checks the letter, marks what was found, and shows how much room is left.
    fn judge(&self) {
        self.waiting.set(false);
        let checked = self.app.visit.body.with_untracked(|body| check(body, &self.app.visit.limits()));
        self.found.update(|found| *found = checked.findings);
        self.usage.set(checked.usage.nearest);
        self.mark();
        self.editor.follow();
    }

    /// Marks in the letter what the rules found, and what is too much.
    fn mark(&self) {
        let kind = |finding: &Finding| match (finding.rule, finding.severity) {
            (Rule::TooLong, _) => Some("too-much"),
            (rule, _) if !rules::has_place(rule) => None,
            (_, Severity::Block) => Some("wrong"),
            (_, Severity::Warn) => Some("doubtful"),
        };
        let mark = |finding: &Finding| Some(Mark { place: finding.place.clone(), kind: kind(finding)? });
        let marks: Vec<Mark> = self.found.with_untracked(|found| found.iter().filter_map(mark).collect());
        self.app.visit.body.with_untracked(|body| self.editor.show(body, &marks));
    }

    /// What somebody pastes or drops: what of it cannot come along is said. What is far too long is refused before the browser puts it anywhere.
    fn brought(&self, event: &Event, data: Option<DataTransfer>) {
        let too_long = data.as_ref().is_some_and(|data| self.editor.would_be_beyond(MOST_OF_AREA, &paste::text_of(data)));
        if too_long {
            event.prevent_default();
            return self.left(vec![Key::PasteTooLong]);
        }
        self.left(data.and_then(|data| paste::left_behind(&data)).unwrap_or_default());
    }

    /// Says what could not come along.
    fn left(&self, left: Vec<Key>) {
        if let Some(first) = left.first() {
            let all = left.iter().map(|key| self.words(*key)).collect::<Vec<_>>().join(", ");
            self.app.announce(if is_whole(*first) { all } else { words::t(Key::PasteText) + " " + &all });
        }
        self.left_behind.set(left);
    }

    /// What could not come along with a paste.
    fn pasted(&self) -> Option<El> {
        let left = self.left_behind.get();
        let first = *left.first()?;
        let notice = el("div").class("notice");
        if is_whole(first) {
            let page = self.clone();
            return Some(notice.child(el("p").words(move || page.words(first))));
        }
        Some(notice.child(ui::p(Key::PasteText)).child(el("ul").children(left.into_iter().map(|key| el("li").say(key)))))
    }

    /// The words for what could not come along.
    fn words(&self, key: Key) -> String {
        words::with(key, &[("n", &words::number(self.app.visit.limits().characters))])
    }

    /// Puts below the letter what the rules found in it.
    fn list(&self) {
        let listed = self.app.visit.body.with_untracked(|body| {
            self.found.with_untracked(|found| {
                let mut listed: Vec<Listed> = Vec::new();
                for finding in found.iter().filter(|finding| rules::has_place(finding.rule)) {
                    let context = rules::context(body, finding).unwrap_or_default();
                    match listed.iter_mut().find(|listed| listed.rule == finding.rule) {
                        Some(listed) => listed.contexts.push(context),
                        None => listed.push(Listed { rule: finding.rule, contexts: vec![context] }),
                    }
                }
                listed
            })
        });
        self.listed.set(listed);
    }

    /// What the rules found, each with its places, an explanation, and a repair where there is one.
    fn findings(&self) -> Option<El> {
        let listed = self.listed.get();
        if listed.is_empty() {
            return None;
        }
        let title = el("h2").id("findings-title").say(Key::FindingsTitle);
        let findings = el("section").class("findings").attr("aria-labelledby", "findings-title");
        let items = listed.iter().map(|listed| self.item(listed));
        Some(findings.child(title).child(el("ul").children(items)))
    }

    fn item(&self, listed: &Listed) -> El {
        let rule = listed.rule;
        let (title, text) = rules::words(rule);
        let class = if rule.severity() == Severity::Block { "finding finding-block" } else { "finding finding-warn" };
        let places = listed.contexts.iter().take(PLACES).enumerate().map(|(number, context)| {
            let id = format!("{}-{number}", rule.as_str());
            let page = self.clone();
            let show = button(ui::LINK, Key::FindingsShow, move |_| page.select(rule, number)).attr("aria-describedby", &id);
            let quote = el("q").id(&id).attr("dir", "auto").attr("translate", "no").text(context);
            el("div").class("place").child(quote).text(" ").child(show)
        });
        let more = (listed.contexts.len() > PLACES).then(|| ui::p(Key::FindingsMore));
        let page = self.clone();
        let repair = rule.is_repairable().then(|| button(ui::SECONDARY, Key::FindingsRepair, move |_| page.repair(rule)));
        let item = el("li").class(class).child(el("h3").say(title)).child(ui::p(text)).children(places).children(more);
        item.children(repair.map(|repair| ui::actions([repair])))
    }

    /// Shows a place in the letter: the field takes the focus with the place selected.
    fn select(&self, rule: Rule, number: usize) {
        let place = self.found.with_untracked(|found| {
            let mut of_rule = found.iter().filter(|finding| finding.rule == rule);
            of_rule.nth(number).map(|finding| finding.place.clone())
        });
        // The place is gone since the list was made. The list is made again in a moment.
        let Some(place) = place else { return };
        self.app.visit.body.with_untracked(|body| self.editor.select(body, &place));
    }

    /// Takes everything that a rule finds out of the letter, and says so. It can be undone.
    fn repair(&self, rule: Rule) {
        let before = self.app.visit.body.get_untracked();
        let Some(repaired) = repair(&before, rule) else { return };
        self.put(&repaired);
        self.app.visit.before.set(before);
        self.repaired.set(true);
        self.app.announce(words::t(Key::FindingsRepaired));
    }

    /// Puts another letter into the field.
    fn put(&self, body: &str) {
        self.editor.replace(body);
        // A field that is only given a value fires no event.
        self.take();
        self.judge();
        self.list();
    }

    /// That something was repaired, and the way back.
    fn repaired(&self) -> Option<El> {
        if !self.repaired.get() {
            return None;
        }
        let page = self.clone();
        let undo = move |_: Event| {
            // What was filled in since, without a word, is not thrown away.
            if !page.repaired.get_untracked() {
                return;
            }
            let before = page.app.visit.before.get_untracked();
            page.put(&before);
            page.app.announce(words::t(Key::FindingsUndone));
        };
        let said = el("div").class("notice notice-success").child(ui::p(Key::FindingsRepaired));
        Some(said.child(button(ui::LINK, Key::FindingsUndo, undo)))
    }
}

/// Whether that is said of a paste of which nothing came along.
fn is_whole(key: Key) -> bool {
    key == Key::PasteNothing || key == Key::PasteTooLong
}

/// The browser's own spell checking, which is the sender's to choose. A kiosk has none.
fn spelling(app: App) -> Option<El> {
    if kiosk::is_on() {
        return None;
    }
    let chosen = app.visit.spelling;
    let label = move || words::t(if chosen.get() { Key::SpellingOff } else { Key::SpellingOn });
    let button = ui::bare_button(ui::LINK, move |_| chosen.update(|chosen| *chosen = !*chosen)).words(label);
    Some(el("div").class("small").child(button).child(ui::p(Key::SpellingWhy)))
}

/// The limits, as they always are.
fn hint(app: App) -> String {
    let limits = app.visit.limits();
    let pages = words::count(Key::WritePages, limits.pages);
    words::with(Key::WriteHint, &[("n", &words::number(limits.characters)), ("pages", &pages)])
}

/// What is wrong with the letter as a whole.
fn errors(app: App) -> Vec<FieldError> {
    let body = app.visit.body.get_untracked();
    let checked = check(&body, &app.visit.limits());
    let wrong = |text| vec![FieldError { field: LETTER, text }];
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

/// What a screen reader is told after a pause: the count, and whether there is something below the letter.
fn spoken_text(nearest: Nearest, listed: usize) -> String {
    let count = usage_text(nearest);
    match u32::try_from(listed) {
        Ok(0) | Err(_) => count,
        Ok(listed) => count + ". " + &words::count(Key::FindingsBelow, listed),
    }
}

/// Until when this login's letters may be sealed.
fn until(app: App) -> String {
    let time = app.visit.secrets.with_untracked(|secrets| secrets.seal_until);
    words::with(Key::WriteUntil, &[("time", &words::moment(time))])
}
