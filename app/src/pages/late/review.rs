//! The letter as it will be printed, page by page, and everything that goes with it. From here it is sealed and sent.

use std::ops::Range;

use lakzegel_letter::{FrameContent, FrameLabel, LabelStyle, Line, MARK_BOX, Page, RULES, frame, lay_out, paper, unprinted};
use wasm_bindgen::{JsCast as _, prelude::wasm_bindgen};
use web_sys::HtmlElement;

use crate::{
    app::App,
    browser::clock::after,
    flows::late::sending,
    model::{late::typed, step::Step},
    pages::late::{send, supervision},
    ui::{self, El, button, el, heading, lead},
    words::{self, Key},
};

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/shrink.mjs: fetches the stylesheet of the preview, once.
    #[wasm_bindgen(js_name = lakzegelPrint)]
    pub fn fetch_style();
}

/// Time in milliseconds between showing the page and rehearsing a seal, which must not delay the page.
const REHEARSAL: i32 = 400;
/// How many places are named in which the printing fonts lack something.
const PLACES: usize = 8;
/// How many characters of one are shown.
const SHOWN: usize = 24;

/// Builds the page.
pub fn view(app: App) -> El {
    let visit = app.visit;
    fetch_style();
    after(REHEARSAL, move || sending::rehearse(app));
    let rows = [
        (Key::ReviewRecipient, Key::ReviewChangeRecipient, typed::name(visit.recipient), Step::Recipient),
        (Key::ReviewNumber, Key::ReviewChangeNumber, typed::number(visit.number), Step::Recipient),
        (Key::ReviewSender, Key::ReviewChangeSender, typed::name(visit.sender), Step::Recipient),
    ];
    let row = |(name, change, value, step): (Key, Key, String, Step)| {
        let change = button(ui::LINK, change, move |_| app.go(step));
        // Without a name of its own, one browser gives it the button's, and the button's words are spoken twice.
        let change = el("dd").class("change").attr_live("aria-label", move || Some(words::t(name))).child(change);
        ui::fact(name, ui::typed(&value)).child(change)
    };
    let body = visit.body.get_untracked();
    let pages = lay_out(&body);
    let sheets = (0..pages.len()).map(|number| sheet(app, &body, &pages, number));
    el("div")
        .child(ui::back(move |_| app.go(Step::Write)))
        .child(heading(Step::Review))
        .child(lead(Key::ReviewLead))
        .child(el("dl").class("summary").children(rows.map(row)))
        .children(lacking(app, &body, &pages))
        .child(el("h2").say(Key::ReviewLetter))
        .child(ui::p(Key::ReviewPaper).class("small"))
        .child(el("ol").class("sheets").children(sheets))
        .child(ui::actions([button(ui::LINK, Key::ReviewChangeLetter, move |_| app.go(Step::Write))]))
        .child(supervision::notice(app))
        .child(ui::p(Key::ReviewAfter))
        .child(send::button(app))
}

/// What the printing fonts lack: which characters, where, and what to do.
fn lacking(app: App, body: &str, pages: &[Page]) -> Option<El> {
    let names = [
        (Key::ReviewRecipient, typed::name(app.visit.recipient)),
        (Key::ReviewNumber, typed::number(app.visit.number)),
        (Key::ReviewSender, typed::name(app.visit.sender)),
    ];
    let mut items = Vec::new();
    for (key, name) in names {
        items.extend(unprinted(&name).map(|place| item(&name[place], move || words::t(key))));
    }
    let in_names = !items.is_empty();
    for place in unprinted(body).take(PLACES + 1) {
        let (page, line) = place_of(pages, place.start);
        let where_ = move || words::with(Key::UnprintedPlace, &[("n", &words::number(page)), ("line", &words::number(line))]);
        items.push(item(&body[place], where_));
    }
    if items.is_empty() {
        return None;
    }
    let more = (items.len() > PLACES).then(|| ui::p(Key::UnprintedMore));
    items.truncate(PLACES);
    let changes = [(Key::ReviewChangeLetter, Step::Write), (Key::ReviewChangeRecipient, Step::Recipient)];
    let changes = changes.into_iter().filter(|(_, step)| in_names || *step == Step::Write);
    let changes = changes.map(|(key, step)| button(ui::SECONDARY, key, move |_| app.go(step)));
    let notice = ui::notice("notice notice-warning", Key::UnprintedTitle, Key::UnprintedText);
    Some(notice.child(el("ul").children(items)).children(more).child(ui::actions(changes)))
}

fn item(characters: &str, where_: impl Fn() -> String + 'static) -> El {
    let mut shown: String = characters.chars().take(SHOWN).collect();
    if characters.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    el("li").child(ui::typed(&shown)).text(" – ").child(el("span").words(where_))
}

/// On which page and in which line a place of the letter is, both from 1.
fn place_of(pages: &[Page], at: usize) -> (u32, u32) {
    let lines = (1..).zip(pages).flat_map(|(number, page)| (1..).zip(&page.lines).map(move |(line, text)| (number, line, text)));
    let found = lines.into_iter().find(|(_, _, line)| line.text.contains(&at));
    found.map_or((1, 1), |(page, line, _)| (page, line))
}

/// A printed page: the very lines, and the very frame, that the paper will have.
fn sheet(app: App, body: &str, pages: &[Page], number: usize) -> El {
    let (n, all) = (small(number + 1), small(pages.len()));
    let label = move || words::with(Key::ReviewSheet, &[("n", &words::number(n)), ("all", &words::number(all))]);
    let content = FrameContent {
        recipient_number: &typed::number(app.visit.number),
        recipient_name: &typed::name(app.visit.recipient),
        sender_name: &typed::name(app.visit.sender),
        notice: app.visit.supervision().on_paper(),
        page: number + 1,
        pages: pages.len(),
        sealed: None,
        demo: app.visit.is_demo(),
    };
    let labels = frame(&content);
    let part = |foot: bool| {
        let labels = labels.iter().filter(|label| (label.baseline > paper::FIRST_BASELINE) == foot).map(draw);
        let rule = placed(el("hr").attr("aria-hidden", "true"), paper::LEFT, RULES[usize::from(foot)], paper::LINE_WIDTH, 0.0);
        let part = el("div").class("sheet-frame").attr("lang", "nl").attr("translate", "no");
        if foot { part.child(rule).children(labels) } else { part.children(labels).child(rule) }
    };
    let [left, top, right, bottom] = MARK_BOX;
    let mark = content.demo.then(|| placed(el("div").class("sheet-box"), left, top, right - left, bottom - top));
    let text = el("div").class("sheet-text").attr("translate", "no").children(paragraphs(body, pages, number));
    let text = placed(text, paper::LEFT, paper::FIRST_BASELINE, paper::LINE_WIDTH, paper::FONT_SIZE);
    let sheet = el("li").class("sheet").attr("dir", "ltr").attr_live("aria-label", move || Some(label()));
    sheet.child(part(false)).children(mark).child(text).child(part(true))
}

/// A text of the frame.
fn draw(label: &FrameLabel) -> El {
    let class = match label.style {
        LabelStyle::Notice => "label label-notice",
        LabelStyle::Name => "label label-name",
        LabelStyle::Mark => "label label-mark label-end",
        LabelStyle::Small if label.at_end => "label label-small label-end",
        LabelStyle::Small => "label label-small",
    };
    let text = el("p").class(class).text(&label.text);
    placed(text, label.x, label.baseline, label.width, label.style.size())
}

/// Says where something stands on the paper, in points; the stylesheet puts it there.
fn placed(element: El, x: f32, baseline: f32, width: f32, size: f32) -> El {
    let style = element.node().clone().unchecked_into::<HtmlElement>().style();
    for (name, value) in [("--x", x), ("--baseline", baseline), ("--width", width), ("--size", size)] {
        // JavaScript writes it: Rust's own way to write fractions weighs eight kilobytes, in the first module.
        let value = js_sys::Number::from(f64::from(value)).to_fixed(3);
        let _ = value.map(|value| style.set_property(name, &String::from(value)));
    }
    element
}

/// The paragraphs on a page, in their lines. A paragraph has one direction, by its first letter, whatever its lines begin with, and
/// also where it goes on on another page.
fn paragraphs(body: &str, pages: &[Page], number: usize) -> Vec<El> {
    let mut paragraphs: Vec<El> = Vec::new();
    for line in &pages[number].lines {
        let text = element_of(body, line);
        match paragraphs.pop() {
            Some(paragraph) if !line.begins_paragraph(body) => paragraphs.push(paragraph.child(text)),
            before => {
                paragraphs.extend(before);
                let paragraph = el("div").attr("dir", "auto");
                // What the paragraph began with on a page before this one decides, unseen.
                let begun = (!line.begins_paragraph(body)).then(|| {
                    let mut lines = pages[..number].iter().rev().flat_map(|page| page.lines.iter().rev());
                    let start = lines.find(|line| line.begins_paragraph(body)).map_or(0, |line| line.text.start);
                    el("span").attr("hidden", "").text(body.get(start..line.text.start).unwrap_or_default())
                });
                paragraphs.push(paragraph.children(begun).child(text));
            }
        }
    }
    paragraphs
}

/// A line. What the printing fonts lack is marked in it.
fn element_of(body: &str, line: &Line) -> El {
    let text = line.printed(body);
    let mut marked = el("p").class("line");
    let mut at = 0;
    for Range { start, end } in unprinted(text) {
        marked = marked.text(&text[at..start]).child(el("mark").class("unprinted").text(&text[start..end]));
        at = end;
    }
    marked.text(&text[at..])
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
