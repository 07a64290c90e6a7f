//! Elements of the page, made one by one through the DOM: no markup is ever parsed. What changes with the state does so by Leptos's effects.

use core::cell::Cell;

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Blob, Element, Event, FocusOptions, HtmlAnchorElement, HtmlElement, Node, Url};

use crate::{
    browser::{clock::after, signal::follow},
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

    /// Adds a part that is built anew when the state changes; nothing at all while it is `None`. What had the focus in it has it again, if it is
    /// there again.
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

thread_local! {
    static BEFORE_PRESSES: Cell<fn()> = const { Cell::new(nothing) };
}

fn nothing() {}

/// From now on this is done before any press is heeded. A listener on the window would do as well, but for it browsers call everything on the page clickable,
/// and screen readers say so.
pub fn before_presses(act: fn()) {
    BEFORE_PRESSES.set(act);
}

fn on(element: &Element, event: &str, mut listener: Box<dyn FnMut(Event)>) {
    if event == "click" {
        listener = heeding(listener);
    }
    let listener = Closure::wrap(listener).into_js_value();
    let _ = element.add_event_listener_with_callback(event, listener.unchecked_ref());
}

fn heeding(mut press: Box<dyn FnMut(Event)>) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| {
        BEFORE_PRESSES.get()();
        press(event);
    })
}

fn attr_live(element: &Element, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    let element = element.clone();
    follow(Box::new(move || set(&element, name, value().as_deref())));
}

fn comment() -> Node {
    document().create_comment("").into()
}

/// The one way in which texts change. A browser's translator puts elements of its own in a text's place, and a text that is not in the page any more is
/// changed in vain. So a text stands between two comments, which a translator leaves alone, and what is between them is the text.
fn text_live(parent: &Element, text: Box<dyn Fn() -> String>) {
    let (begin, node, end) = (comment(), Node::from(document().create_text_node("")), comment());
    for node in [&begin, &node, &end] {
        append(parent, node);
    }
    let parent = parent.clone();
    follow(Box::new(move || {
        node.set_node_value(Some(&text()));
        if begin.next_sibling().as_ref() == Some(&node) && node.next_sibling().as_ref() == Some(&end) {
            return;
        }
        if [&begin, &end].iter().any(|mark| mark.parent_node().as_ref() != Some(&parent)) {
            // Whoever has replaced even the comments has replaced all there was, unless there are elements: those are not ours to take away here.
            if parent.query_selector(":not(font)").is_ok_and(|other| other.is_none()) {
                parent.set_text_content(None);
            }
            append(&parent, &begin);
            append(&parent, &end);
        }
        while let Some(other) = begin.next_sibling().filter(|other| *other != end) {
            let _ = parent.remove_child(&other);
        }
        let _ = parent.insert_before(&node, Some(&end));
    }));
}

fn part_live(parent: &Element, part: Box<dyn Fn() -> Option<El>>) {
    // A comment keeps the part's place: a translator leaves it alone.
    let place = comment();
    append(parent, &place);
    let parent = parent.clone();
    let mut shown: Option<Element> = None;
    follow(Box::new(move || {
        let old = shown.take();
        let focus = document().active_element().filter(|focus| old.as_ref().is_some_and(|old| old.contains(Some(focus))));
        if let Some(old) = old {
            old.remove();
        }
        shown = part().map(|new| {
            // Where even that is gone, it stands at the end.
            let place = Some(&place).filter(|place| place.parent_node().as_ref() == Some(&parent));
            let _ = parent.insert_before(&new.0, place);
            if let Some(focus) = &focus {
                focus_again(&new.0, focus);
            }
            new.0
        });
    }));
}

/// Gives the focus to what is in a new part just what had it in the old one: who is about to press a button does not lose it because something else
/// on the page has changed by itself.
fn focus_again(part: &Element, old: &Element) {
    let Ok(same) = part.query_selector_all(&old.tag_name()) else { return };
    let same = (0..same.length()).filter_map(|at| same.get(at)).find(|new| new.is_equal_node(Some(old)));
    if let Some(same) = same {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        drop(same.unchecked_ref::<HtmlElement>().focus_with_options(&options));
    }
}

/// Moves the focus to an element as soon as it is there.
pub fn focus(id: &'static str) {
    after(0, move || with_element(id, |element| drop(element.focus())));
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    fn check(folder: &Path, looked: &mut usize) {
        for entry in fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path()) {
            if entry.is_dir() {
                check(&entry, looked);
            } else if !entry.ends_with("ui/dom.rs") {
                let text = fs::read_to_string(&entry).expect("it is text");
                for way in ["set_node_value", "set_text_content", "set_inner_text", "set_inner_html", "set_data("] {
                    assert!(!text.contains(way), "{} changes a text with {way}, and not by `El::words`", entry.display());
                }
                *looked += 1;
            }
        }
    }

    #[test]
    fn no_text_is_changed_in_another_way() {
        let mut looked = 0;
        check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut looked);
        assert!(looked > 50, "the sources were found");
    }
}
