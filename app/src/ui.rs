//! What the steps are built from: elements, texts, notices, buttons, and forms with their summary of errors.
//!
//! Elements are made one by one through the DOM: no markup is ever parsed. Leptos's `view!` builds unchanging parts through `innerHTML`,
//! which our Trusted Types policy forbids, and its typed views cost code for every shape. What changes with the state does so by Leptos's
//! effects (`live.rs`).

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Blob, Element, Event, FocusOptions, HtmlAnchorElement, HtmlElement, Node, Url};

use crate::{
    app::App,
    clock::after,
    kiosk,
    live::{Live, follow},
    steps::Step,
    words::{self, Key},
};

/// An element that is being put together.
pub struct El(Element);

/// Begins an element.
pub fn el(tag: &str) -> El {
    El(document().create_element(tag).expect("every tag here is a name that HTML has"))
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, Some(value));
        self
    }

    /// Sets an attribute that changes; `None` takes it away.
    pub fn attr_live(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        attr_live(&self.0, name, Box::new(value));
        self
    }

    /// Sets the class.
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// Sets the id.
    pub fn id(self, id: &str) -> Self {
        self.attr("id", id)
    }

    /// Listens to an event.
    pub fn on(self, event: &str, listener: impl FnMut(Event) + 'static) -> Self {
        on(&self.0, event, Box::new(listener));
        self
    }

    /// Adds a child.
    pub fn child(self, child: Self) -> Self {
        append(&self.0, &child.0);
        self
    }

    /// Adds children.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a text in the page's language.
    pub fn say(self, key: Key) -> Self {
        self.words(move || words::t(key))
    }

    /// Adds a text that changes with the state or the language.
    pub fn words(self, text: impl Fn() -> String + 'static) -> Self {
        text_live(&self.0, Box::new(text));
        self
    }

    /// Adds a text that stays as it is.
    pub fn text(self, text: &str) -> Self {
        append(&self.0, &document().create_text_node(text));
        self
    }

    /// Adds a part that is built anew when the state changes; nothing at all while it is `None`.
    pub fn live(self, part: impl Fn() -> Option<Self> + 'static) -> Self {
        part_live(&self.0, Box::new(part));
        self
    }

    /// The element itself.
    pub fn node(&self) -> &Element {
        &self.0
    }
}

// The bodies of the methods above, once for all closures.

fn append(parent: &Element, child: &Node) {
    let _ = parent.append_child(child);
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn on(element: &Element, event: &str, listener: Box<dyn FnMut(Event)>) {
    let listener = Closure::wrap(listener).into_js_value();
    let _ = element.add_event_listener_with_callback(event, listener.unchecked_ref());
}

fn attr_live(element: &Element, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    let element = element.clone();
    follow(Box::new(move || set(&element, name, value().as_deref())));
}

fn text_live(parent: &Element, text: Box<dyn Fn() -> String>) {
    let node = document().create_text_node("");
    append(parent, &node);
    follow(Box::new(move || node.set_node_value(Some(&text()))));
}

fn part_live(parent: &Element, part: Box<dyn Fn() -> Option<El>>) {
    // An empty text keeps the part's place.
    let place = document().create_text_node("");
    append(parent, &place);
    let parent = parent.clone();
    let mut shown: Option<Element> = None;
    follow(Box::new(move || {
        if let Some(old) = shown.take() {
            old.remove();
        }
        shown = part().map(|new| {
            let _ = parent.insert_before(&new.0, Some(&place));
            new.0
        });
    }));
}

/// A paragraph.
pub fn p(key: Key) -> El {
    el("p").say(key)
}

/// The opening sentence of a page.
pub fn lead(key: Key) -> El {
    p(key).class("lead")
}

/// The kinds of button: the way on,
pub const PRIMARY: &str = "button button-primary";
/// another way,
pub const SECONDARY: &str = "button button-secondary";
/// and what is small.
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
pub fn back(app: App, step: Step) -> El {
    button("back", Key::Back, move |_| app.go(step))
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

/// The supervision notice, which stands on every page where the letter is written or read.
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

/// Something that is wrong in a form: the field's id, and what to say about it.
#[derive(Clone, Copy)]
pub struct Wrong {
    /// The id of the field.
    pub field: &'static str,
    /// What is wrong and how to mend it, in the page's language.
    pub text: fn(App) -> String,
}

/// A form that checks itself when the sender wants to go on.
#[derive(Clone, Copy)]
pub struct Form {
    app: App,
    wrongs: Live<Vec<Wrong>>,
}

impl Form {
    /// A form in which nothing has been found wrong yet.
    pub fn new(app: App) -> Self {
        Self { app, wrongs: Live::new(Vec::new()) }
    }

    /// The form element: on submitting, `check` says what is wrong. Nothing: `go_on`. Else the summary of errors takes the focus.
    pub fn view(self, check: fn(App) -> Vec<Wrong>, go_on: fn(App)) -> El {
        let submit = move |event: Event| {
            event.prevent_default();
            let found = check(self.app);
            let is_wrong = !found.is_empty();
            self.app.wrong.set(is_wrong);
            self.wrongs.update(|wrongs| *wrongs = found);
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
            let found = self.wrongs.get();
            let count = u32::try_from(found.len()).ok().filter(|count| *count > 0)?;
            let heading = el("h2").id("errors").attr("tabindex", "-1").attr("aria-describedby", "error-list");
            let item = |wrong: Wrong| {
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
        let wrong = move || self.wrongs.with(|wrongs| wrongs.iter().copied().find(|wrong| wrong.field == id));
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
    pub fn line(self, id: &'static str, label: Key, hint: Key, class: &str, value: Live<String>) -> El {
        let input = el("input").class(class).attr("type", "text").attr("autocomplete", "off");
        let input = input.attr("value", &value.peek()).on("input", move |event| value.set(typed_text(&event)));
        self.field(id, label, move || words::t(hint), input)
    }
}

/// What stands in the field that an event came from, in NFC. Fields give plain newlines by themselves.
pub fn typed_text(event: &Event) -> String {
    let value = event.target().and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    let value: Option<js_sys::JsString> = value.and_then(|value| value.dyn_into().ok());
    value.map(|value| value.normalize("NFC").into()).unwrap_or_default()
}

/// Moves the focus to an element as soon as it is there.
pub fn focus(id: &'static str) {
    after(0, move || with_element(id, |element| drop(element.focus())));
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

/// Does something to an element of the page, if it is there.
pub fn with_element(id: &str, act: impl FnOnce(HtmlElement)) {
    if let Some(element) = document().get_element_by_id(id) {
        act(element.unchecked_into());
    }
}

/// Saves a text as a file on the device.
pub fn save(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    let Ok(blob) = Blob::new_with_str_sequence(&parts) else { return };
    let (Ok(address), Ok(link)) = (Url::create_object_url_with_blob(&blob), document().create_element("a")) else { return };
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    drop(Url::revoke_object_url(&address));
}
