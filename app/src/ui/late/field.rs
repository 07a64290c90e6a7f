//! The fields that senders fill in: what stands in each is read when it matters.
//!
//! A field tells of typing by an event. Whatever else fills one in (dictation, a password manager, an extension, the browser itself) may tell
//! nothing. So each field has a reader here, and all readers of the page that is shown are called before anything pressed, a form, the browser's
//! Back, keeping a draft or leaving the page is heeded, and every other second. Fields are made here and nowhere else, so that none can be made without its reader.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::JsString;
use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement};

use crate::{
    browser::{
        clock::after,
        js::text_of,
        signal::{Signal, follow},
    },
    ui::{El, before_presses, el, late::editor::fingerprint},
};

/// How often they are read besides, in milliseconds: what was filled in is counted and kept although nobody presses anything.
const LOOK: i32 = 2000;

/// The longest text that a field of one line takes, and one of several lines, in units of UTF-16 as fields count: far above what any of them may have in
/// the end, and little enough for every rule to run over it at once.
const MOST_OF_LINE: u32 = 2_000;
/// See [`MOST_OF_LINE`].
pub const MOST_OF_AREA: u32 = 100_000;

/// Takes what stands in a field. Returns whether that is something else than before.
type Reader = Rc<dyn Fn() -> bool>;

thread_local! {
    static FIELDS: RefCell<Vec<(Element, Reader)>> = const { RefCell::new(Vec::new()) };
    static LOOKS: Cell<bool> = const { Cell::new(false) };
}

/// Reads all fields of the page that is shown. Returns whether something else stands in one of them than was known.
pub fn read_all() -> bool {
    // A page that is leaving is read no more: what was written on it is on the next one already.
    let page = document().get_element_by_id("main").and_then(|main| main.last_element_child());
    let is_shown = |field: &Element| page.as_ref().is_some_and(|page| page.contains(Some(field)));
    let readers: Vec<Reader> = FIELDS.with_borrow_mut(|fields| {
        fields.retain(|(field, _)| is_shown(field));
        fields.iter().map(|(_, reader)| reader.clone()).collect()
    });
    // Each is read, whatever stood in the one before.
    readers.iter().filter(|read| read()).count() > 0
}

/// What is typed into a field of one line, for keyboards that begin with a capital. None of it is a word of a language, so nothing corrects it, and
/// no browser sends it to its maker for that.
#[derive(Clone, Copy)]
pub enum Typed {
    /// A name.
    Name,
    /// A number, a code, a reference: capitals and digits.
    Code,
}

impl Typed {
    fn dress(self, input: El) -> El {
        let capitals = match self {
            Self::Name => "words",
            Self::Code => "characters",
        };
        let off = [("autocomplete", "off"), ("autocorrect", "off"), ("spellcheck", "false"), ("writingsuggestions", "false")];
        off.into_iter().fold(input.attr("autocapitalize", capitals), |input, (name, value)| input.attr(name, value))
    }
}

/// What an event that announces an input is about to put into a field; empty if it does not say.
pub fn announced(event: &Event) -> String {
    text_of(event, "data").unwrap_or_default()
}

/// A field of one line that writes into `value`, in NFC. What stands in the field stays as it came: a field that is given a value forgets what could be
/// undone. A text far too long for any line is not taken, and `refused` says so: it does not come in where it is announced, and else the one before it is
/// there again.
pub fn line(typed: Typed, value: Signal<String>, refused: impl Fn() + 'static) -> El {
    let input = typed.dress(el("input").attr("type", "text").attr("value", &value.get_untracked()));
    let field: HtmlInputElement = input.node().clone().unchecked_into();
    let refused = Rc::new(refused);
    let (coming, refuses) = (field.clone(), refused.clone());
    let input = input.on("beforeinput", move |event| {
        let length = |text: &str| JsString::from(text).length();
        let at = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(0);
        let stays =
            length(&coming.value()).saturating_sub(at(coming.selection_end()).saturating_sub(at(coming.selection_start())));
        let more = length(&announced(&event));
        if more > 0 && stays.saturating_add(more) > MOST_OF_LINE {
            event.prevent_default();
            refuses();
        }
    });
    // Not the text itself: it has one place, which is wiped.
    let seen = Cell::new(print_of(&field.value()));
    let read = Rc::new(move || {
        let raw = field.value();
        if JsString::from(raw.as_str()).length() > MOST_OF_LINE {
            field.set_value(&value.get_untracked());
            seen.set(print_of(&field.value()));
            refused();
            return true;
        }
        let print = print_of(&raw);
        // A value that was changed elsewhere, or wiped, is not brought back by a field that nobody has touched.
        let is_new = seen.replace(print) != print;
        if is_new {
            value.set(JsString::from(raw).normalize("NFC").into());
        }
        is_new
    });
    let told = read.clone();
    watch(input.on("input", move |_| _ = told()), read)
}

/// A choice that can be ticked. It shows `is_ticked`, which is followed; `choose` is told what the sender makes of it.
pub fn tick(is_ticked: impl Fn() -> bool + 'static, choose: impl Fn(bool) + 'static) -> El {
    let input = el("input").attr("type", "checkbox");
    let field: HtmlInputElement = input.node().clone().unchecked_into();
    let seen = Rc::new(Cell::new(false));
    let (shown, known) = (field.clone(), seen.clone());
    follow(Box::new(move || {
        let ticked = is_ticked();
        known.set(ticked);
        shown.set_checked(ticked);
    }));
    let read = Rc::new(move || {
        let ticked = field.checked();
        let is_new = seen.replace(ticked) != ticked;
        if is_new {
            choose(ticked);
        }
        is_new
    });
    let chosen = read.clone();
    watch(input.on("change", move |_| _ = chosen()), read)
}

/// A button's hidden helper that lets the sender choose a file. It holds nothing that could be read later: `chosen` hears of each file once.
pub fn file(id: &str, chosen: impl FnMut(Event) + 'static) -> El {
    el("input").id(id).attr("type", "file").attr("hidden", "").on("change", chosen)
}

/// A field of several lines that has no reader yet.
pub struct Area(El);

/// Begins a field of several lines in which `text` stands. What is longer than [`MOST_OF_AREA`] its page refuses.
pub fn area(text: &str) -> Area {
    Area(el("textarea").attr("rows", "1").attr("autocomplete", "off").attr("writingsuggestions", "false").text(text))
}

impl Area {
    /// The element, to look at.
    pub fn element(&self) -> &El {
        &self.0
    }

    /// The field. `read` takes what stands in it, and returns whether that was something else.
    pub fn read_by(self, read: impl Fn() -> bool + 'static) -> El {
        let field: HtmlTextAreaElement = self.0.node().clone().unchecked_into();
        let seen = Cell::new(print_of(&field.value()));
        let take = Rc::new(move || {
            let print = print_of(&field.value());
            if seen.replace(print) == print {
                return false;
            }
            let is_new = read();
            // Reading may have put something else there.
            seen.set(print_of(&field.value()));
            is_new
        });
        let typed = take.clone();
        watch(self.0.on("input", move |_| _ = typed()), take)
    }
}

/// Has a field read as long as its page is shown.
fn watch(field: El, read: Reader) -> El {
    FIELDS.with_borrow_mut(|fields| fields.push((field.node().clone(), read)));
    before_presses(|| _ = read_all());
    if !LOOKS.replace(true) {
        after(LOOK, look);
    }
    field
}

/// Reads the fields, and again after a while if there are any.
fn look() {
    read_all();
    if FIELDS.with_borrow(Vec::is_empty) {
        LOOKS.set(false);
    } else {
        after(LOOK, look);
    }
}

/// By which a field's text is known again.
fn print_of(text: &str) -> u64 {
    fingerprint(text.bytes())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Every file below a folder.
    fn sources(folder: &Path, all: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read")) {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, all);
            } else {
                all.push((path.display().to_string(), fs::read_to_string(&path).expect("it is text")));
            }
        }
    }

    #[test]
    fn no_field_is_made_anywhere_else() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        assert!(all.len() > 50, "the sources were found");
        for (file, text) in all.iter().filter(|(file, _)| !file.ends_with("field.rs")) {
            for tag in ["input", "textarea", "select"] {
                assert!(!text.contains(&format!("el(\"{tag}\")")), "{file} makes a field without a reader");
            }
            assert!(!text.contains("contenteditable"), "{file} makes a field without a reader");
        }
    }
}
