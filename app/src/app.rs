//! The frame around the steps: which one is shown, how one follows another, the page's title, history, language, and the end of a visit.

use leptos::{
    prelude::{document, window},
    reactive::owner::Owner,
};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement};

use crate::{
    clock::after,
    crossing, key, kiosk,
    live::{Live, follow},
    rest,
    steps::{COUNTED, Step},
    ui::{self, El, el},
    visit::{Login, Visit},
    words::{self, Key, Lang},
};

/// How long the old page stays beside the new one, in milliseconds. If it goes, or is hidden, before a screen reader has come to the focus on
/// the new heading, the heading is not spoken; and on a slow device it comes late.
const LEAVING: i32 = 600;

/// The id of the region in which a screen reader is told something without moving the focus. It is there from the start, and empty.
const SPOKEN: &str = "spoken";
/// How long what was told stays there, in milliseconds.
const TOLD: i32 = 5000;

/// The class of the link past the frame, here and in the static page.
const SKIP_LINK: &str = "skip-link";

/// The client. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct App {
    /// What the sender has told and written.
    pub visit: Visit,
    /// The page that is shown.
    pub step: Live<Step>,
    /// Whether the form on it was found wrong, for the title.
    pub wrong: Live<bool>,
    /// What stands above every page, once there is something to say there: the second half of this program has it.
    pub strip: Live<Option<Strip>>,
    /// The page that is shown, and for a moment the one before it.
    pages: Live<Vec<Page>>,
    /// How many pages were put in: each has its number.
    mounted: Live<u32>,
    /// The number of the page that has the focus. Those before it are leaving.
    newest: Live<u32>,
}

/// Builds what stands above every page; nothing, if there is nothing to say.
pub type Strip = fn(App) -> Option<El>;

/// A page on the screen.
struct Page {
    step: Step,
    element: Element,
    /// What follows the state on it.
    owner: Owner,
}

impl Page {
    fn take_away(self) {
        self.element.remove();
        self.owner.cleanup();
    }
}

impl App {
    /// A client that shows `step`, or the first page that may be shown.
    pub fn new(visit: Visit, step: Step) -> Self {
        let step = visit.filled().allow(step);
        Self {
            visit,
            step: Live::new(step),
            wrong: Live::new(false),
            strip: Live::new(None),
            pages: Live::new(Vec::new()),
            mounted: Live::new(0),
            newest: Live::new(0),
        }
    }

    /// Goes to a page, or to the first one that is not done yet, and makes a history entry.
    pub fn go(self, wanted: Step) {
        self.show(wanted, true);
    }

    /// The sender pressed Back or Forward.
    fn follow_history(self) {
        // Nobody walks away from a letter that is on its way: there is a receipt or an explanation in a moment.
        if self.visit.under_way.peek() {
            return address(self.step.peek(), true);
        }
        let path = window().location().pathname().unwrap_or_default();
        self.show(Step::from_path(&path), false);
    }

    /// Shows a page, once its part of this program has arrived. If it does not come, the first page says so.
    fn show(self, wanted: Step, push: bool) {
        if !wanted.is_in_rest() || rest::is_here() {
            return self.show_now(wanted, push);
        }
        spawn_local(async move {
            if let Err(unreachable) = rest::arrived().await {
                self.visit.ready.update(|ready| *ready = Err(unreachable.into()));
            }
            self.show_now(wanted, push);
        });
    }

    fn show_now(self, wanted: Step, push: bool) {
        let step = self.visit.filled().allow(wanted);
        address(step, push);
        self.wrong.set(false);
        if step != self.step.peek() {
            self.step.set(step);
            self.mount(step);
        }
        ui::focus(step.heading());
        after(0, move || {
            self.newest.update(|newest| *newest = self.mounted.peek());
            // The focus scrolled down to the new page, below the old one, which takes no room from now on.
            window().scroll_to_with_x_and_y(0.0, 0.0);
        });
    }

    /// Puts a page beside the one before it, which is clipped, and taken away after a moment. The order matters to screen readers: mount
    /// the new page, title, focus on its heading, and only then does the old one go.
    fn mount(self, step: Step) {
        let owner = Owner::new();
        let serial = self.mounted.update(|mounted| {
            *mounted += 1;
            *mounted
        });
        let view = owner.with(|| {
            let class = move || Some(self.class_of(step, serial).to_owned());
            // It can have the focus, though nothing gives it that: so a page comes to a screen reader as one thing and not as its many parts,
            // and the focus on its heading is told while the page before is still there.
            step.view(self).attr("tabindex", "-1").attr_live("class", class)
        });
        self.pages.update(|pages| {
            // No two pages with the same ids.
            while let Some(at) = pages.iter().position(|page| page.step == step) {
                pages.remove(at).take_away();
            }
            ui::with_element("main", |main| drop(main.append_child(view.node())));
            pages.push(Page { step, element: view.node().clone(), owner });
        });
        after(LEAVING, move || {
            self.pages.update(|pages| {
                let leaving = pages.len().saturating_sub(1);
                pages.drain(..leaving).for_each(Page::take_away);
            });
        });
    }

    /// Tells a screen reader something, in a paragraph of its own. Words that took the place of others were silent: the first of two that
    /// came soon after each other, or the same words again.
    pub fn speak(self, text: String) {
        ui::with_element(SPOKEN, |region| {
            let told = el("p").text(&text).node().clone();
            let _ = region.append_child(&told);
            after(TOLD, move || told.remove());
        });
    }

    /// The page's title: errors first, then the heading, the step and the service.
    fn title(self) -> String {
        let step = self.step.get();
        let refused = step == Step::Start && self.visit.ready.with(Result::is_err);
        let mut parts = vec![words::t(if refused { Key::RefusedTitle } else { step.title() })];
        parts.extend(step.number().map(step_of));
        parts.push(words::t(Key::Service));
        let title = parts.join(" – ");
        if self.wrong.get() { words::t(Key::ErrorsMark) + " " + &title } else { title }
    }

    /// Puts the frame into the page, and the first step into the frame.
    pub fn start(self, root: &Element) {
        follow(Box::new(move || document().set_title(&self.title())));
        listen("popstate", move |_| self.follow_history());
        listen("pageshow", move |event| {
            // Back from the provider with the page as it was left: the login was not finished.
            let kept = js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy());
            if kept && self.visit.login.peek() == Login::Busy {
                self.visit.login.set(Login::Cancelled);
                self.visit.leaving.set(false);
                crossing::unmark_tab();
                spawn_local(key::forget());
            }
        });
        listen("beforeunload", move |event| {
            if self.visit.is_at_risk() {
                event.prevent_default();
            }
        });
        let skip = move |event: Event| {
            event.prevent_default();
            // The heading, for of the place itself nothing is spoken.
            ui::focus(self.step.peek().heading());
        };
        let frame = el("div")
            .class("page")
            .child(el("a").class(SKIP_LINK).attr("href", "#main").on("click", skip).say(Key::FrameSkip))
            .children(kiosk::is_on().then(|| kiosk::page::bar(self)))
            .child(self.header())
            .child(el("main").id("main").class("page-main"))
            .child(el("div").id(SPOKEN).class("visually-hidden").attr("aria-live", "polite"))
            .child(footer())
            .children(kiosk::is_on().then(|| kiosk::page::questions(self)));
        let _ = root.append_child(frame.node());
        address(self.step.peek(), false);
        self.mount(self.step.peek());
        if kiosk::is_on() {
            kiosk::watch::begin(self);
        }
    }

    /// Takes the place of the static page. Who has the focus there keeps it: from the link past the frame it goes to the same one here, from a
    /// language, or what stands there in it, to where that is chosen, and from anywhere else to the heading. Who went to what stands there in a
    /// language reads on in it.
    pub fn take_over(self, first_screen: &Element) {
        let focused = document().active_element().filter(|focused| first_screen.contains(Some(focused)));
        first_screen.remove();
        let Some(focused) = focused else { return };
        let same = match focused.get_attribute("lang") {
            Some(lang) => document().query_selector(&[".languages [lang=", &lang, "]"].concat()),
            None if focused.class_name() == SKIP_LINK => document().query_selector(&[".", SKIP_LINK].concat()),
            None => Ok(None),
        };
        match same {
            Ok(Some(same)) => {
                let same = same.unchecked_into::<HtmlElement>();
                let _ = same.focus();
                if focused.tag_name() == "SECTION" {
                    same.click();
                }
            }
            _ => ui::focus(self.step.peek().heading()),
        }
    }

    fn class_of(self, step: Step, serial: u32) -> &'static str {
        if self.newest.get() > serial {
            "step leaving"
        } else if step == Step::Unsent || (step == Step::Start && self.visit.ready.with(Result::is_err)) {
            "step alarm"
        } else {
            "step"
        }
    }

    fn header(self) -> El {
        let mark = el("span").class("seal").attr("aria-hidden", "true");
        let choice = |lang: &Lang| {
            let lang = *lang;
            // Where the table does not arrive, the page keeps its language.
            let choose = move |_: Event| {
                spawn_local(async move {
                    let _ = words::speak(lang, rest::is_here()).await;
                });
            };
            let current = move || (words::lang() == lang).then(|| "true".to_owned());
            let choice = el("button").attr("type", "button").attr("lang", lang.code());
            el("li").child(choice.attr_live("aria-current", current).on("click", choose).text(lang.name()))
        };
        let languages = el("nav").class("languages").attr_live("aria-label", || Some(words::t(Key::FrameLanguages)));
        // A manifest that comes late says it late.
        let strip = move || {
            Some(if self.visit.is_demo() {
                el("p").class("strip strip-demo").child(el("strong").say(Key::FrameDemo)).say(Key::FrameDemoWhat)
            } else {
                el("p").class("strip").say(Key::FrameStrip)
            })
        };
        let brand = el("p").class("brand").child(mark).say(Key::Service);
        let bar = el("div").class("bar").child(brand);
        let bar = bar.child(languages.child(el("ul").children(Lang::ALL.iter().map(choice))));
        let above = move || self.strip.get().and_then(|strip| strip(self));
        el("header").class("page-header").child(bar).live(strip).live(above)
    }
}

/// Help stands in the same place on every page.
fn footer() -> El {
    let link = |address, name| {
        let link = el("a").class("link").attr("href", address).attr("target", "_blank").attr("rel", "noreferrer");
        // A name that begins with a digit would be turned round on a page from right to left.
        el("li").child(link.child(el("bdi").attr("dir", "ltr").text(name)))
    };
    let links =
        || el("ul").class("links").child(link("https://www.dji.nl/", "dji.nl")).child(link("https://www.113.nl/", "113.nl"));
    let help = el("div").child(el("h2").say(Key::HelpTitle)).child(ui::p(Key::HelpPost)).child(ui::p(Key::HelpLife));
    // Nothing leads out of a kiosk; the numbers to call stand in the text.
    let help = help.children((!kiosk::is_on()).then(links));
    el("footer").class("page-footer").child(help)
}

/// A page's heading with its step in front; the caption ends in punctuation, or the two are read as one word.
pub fn heading(step: Step) -> El {
    let heading = el("h1").id(step.heading()).attr("tabindex", "-1");
    let heading = match step.number() {
        Some(number) => heading.child(el("span").class("caption").words(move || step_of(number) + ": ")),
        None => heading,
    };
    heading.say(step.title())
}

/// "Step 2 of 5"
fn step_of(number: u32) -> String {
    words::with(Key::StepOf, &[("n", &words::number(number)), ("all", &words::number(COUNTED))])
}

/// Makes the address bar agree with the page.
fn address(step: Step, push: bool) {
    let own = kiosk::is_on().then(|| kiosk::page::address_of(step));
    let path = own.as_deref().unwrap_or(step.path());
    let Ok(history) = window().history() else { return };
    if window().location().pathname().is_ok_and(|now| now != path) {
        let _ = if push {
            history.push_state_with_url(&JsValue::NULL, "", Some(path))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(path))
        };
    }
}

/// Listens to an event of the window as long as the page lives.
pub fn listen(event: &str, listener: impl FnMut(Event) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(listener).into_js_value();
    let _ = window().add_event_listener_with_callback(event, listener.unchecked_ref());
}
