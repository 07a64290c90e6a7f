//! The frame round the pages: which step is shown, the page's title, its history, header and footer, and where the focus goes.

use std::cell::{Cell, RefCell};

use leptos::{
    prelude::{document, window},
    reactive::owner::Owner,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement};

use crate::{
    app::{ANNOUNCEMENTS, App},
    browser::{
        clock::after,
        events::listen,
        signal::{Signal, follow},
    },
    flows, late_module,
    model::{
        kiosk,
        login::Login,
        step::{self, Step},
        visit::Sending,
    },
    pages,
    ui::{self, El, el},
    words::{self, Key, Lang},
};

/// How long the old page stays beside the new one, in milliseconds. If it goes, or is hidden, before a screen reader has come to the focus on
/// the new heading, the heading is not spoken; and on a slow device it comes late.
const LEAVING: i32 = 600;
/// The class of the link past the frame, here and in the static page.
const SKIP_LINK: &str = "skip-link";

thread_local! {
    /// The page that is shown, and for a moment those before it.
    static PAGES: RefCell<Vec<Page>> = const { RefCell::new(Vec::new()) };
    /// How many pages were put in: each has its number.
    static MOUNTED: Cell<u32> = const { Cell::new(0) };
    /// The number of the page that has the focus. Those before it are leaving.
    static NEWEST: Signal<u32> = Signal::new(0);
}

fn newest() -> Signal<u32> {
    NEWEST.with(|newest| *newest)
}

/// A page on the screen.
struct Page {
    step: Step,
    /// Its number: pages stand in the order in which they were put in.
    serial: u32,
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

/// Shows a step, and makes a history entry.
pub fn show(app: App, wanted: Step) {
    show_when_there(app, wanted, true);
}

/// The sender pressed Back or Forward.
fn follow_history(app: App) {
    // Nobody walks away from a letter that is on its way: there is a receipt or an explanation in a moment.
    if app.visit.under_way.get_untracked() {
        return address(app.step.get_untracked(), true);
    }
    read_fields();
    let path = window().location().pathname().unwrap_or_default();
    show_when_there(app, step::at(&path), false);
}

/// Takes what stands in the fields of the page that is shown. Returns whether that is something new.
fn read_fields() -> bool {
    late_module::is_here_untracked() && pages::late::read_fields()
}

/// Shows a step, once its part of this program has arrived. If it does not come, the first page says so.
fn show_when_there(app: App, wanted: Step, push: bool) {
    if !step::is_late(wanted) || late_module::is_here_untracked() {
        return show_now(app, wanted, push);
    }
    spawn_local(async move {
        if let Err(unreachable) = late_module::arrived().await {
            app.visit.ready.update(|ready| *ready = Err(unreachable.into()));
        }
        show_now(app, wanted, push);
    });
}

fn show_now(app: App, wanted: Step, push: bool) {
    let step = app.visit.progress().allow(wanted);
    address(step, push);
    app.has_errors.set(false);
    if step != app.step.get_untracked() {
        app.step.set(step);
        mount(app, step);
    }
    ui::focus(step::heading(step));
    after(0, move || {
        newest().update(|newest| *newest = MOUNTED.get());
        // The focus scrolled down to the new page, below the old one, which takes no room from now on.
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
}

/// Puts a page beside the one before it, which is clipped, and taken away after a moment. The order matters to screen readers: mount
/// the new page, title, focus on its heading, and only then does the old one go.
fn mount(app: App, step: Step) {
    let owner = Owner::new();
    let serial = MOUNTED.get() + 1;
    MOUNTED.set(serial);
    let view = owner.with(|| {
        let class = move || Some(class_of(app, step, serial).to_owned());
        // It can have the focus, though nothing gives it that: so a page comes to a screen reader as one thing and not as its many parts,
        // and the focus on its heading is told while the page before is still there.
        pages::view(step, app).attr("tabindex", "-1").attr_live("class", class)
    });
    PAGES.with_borrow_mut(|pages| {
        // No two pages with the same ids.
        while let Some(at) = pages.iter().position(|page| page.step == step) {
            pages.remove(at).take_away();
        }
        ui::with_element("main", |main| drop(main.append_child(view.node())));
        pages.push(Page { step, serial, element: view.node().clone(), owner });
    });
    after(LEAVING, move || {
        PAGES.with_borrow_mut(|pages| {
            // Those before this one. If another has followed soon, this one has only just begun to leave, and has its own time for that.
            let before = pages.partition_point(|page| page.serial < serial);
            pages.drain(..before).for_each(Page::take_away);
        });
    });
}

/// The page's title: errors first, then the heading, the step and the service.
fn title(app: App) -> String {
    let step = app.step.get();
    let refused = step == Step::Start && app.visit.ready.with(Result::is_err);
    let mut parts = vec![words::t(if refused { Key::RefusedTitle } else { step::title(step) })];
    parts.extend(step.number().map(ui::step_of));
    parts.push(words::t(Key::Service));
    let title = parts.join(" – ");
    if app.has_errors.get() { words::t(Key::ErrorsMark) + " " + &title } else { title }
}

/// Puts the frame into the page, and the first step into the frame.
pub fn start(app: App, root: &Element) {
    follow(Box::new(move || document().set_title(&title(app))));
    listen("popstate", move |_| follow_history(app));
    listen("pageshow", move |event| {
        // Back from the provider with the page as it was left: the login was not finished.
        let kept = js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy());
        if kept && app.visit.login.get_untracked() == Login::Busy {
            app.visit.login.set(Login::Cancelled);
            // What was stored for it stays until its time is over: Forward leads to the provider again, and from there back into it.
            app.visit.leaving.set(false);
        }
    });
    listen("beforeunload", move |event| {
        if is_at_risk(app) {
            event.prevent_default();
        }
    });
    let skip = move |event: Event| {
        event.prevent_default();
        // The heading, for of the place itself nothing is spoken.
        ui::focus(step::heading(app.step.get_untracked()));
    };
    let frame = el("div")
        .class("page")
        .child(el("a").class(SKIP_LINK).attr("href", "#main").on("click", skip).say(Key::FrameSkip))
        .children(kiosk::is_on().then(|| pages::late::kiosk_bar(app)))
        .child(header(app))
        .child(el("main").id("main").class("page-main"))
        .child(el("div").id(ANNOUNCEMENTS).class("visually-hidden").attr("aria-live", "polite"))
        .child(footer())
        .children(kiosk::is_on().then(|| pages::late::kiosk_questions(app)));
    let _ = root.append_child(frame.node());
    address(app.step.get_untracked(), false);
    mount(app, app.step.get_untracked());
    if kiosk::is_on() {
        flows::late::watch_kiosk(app);
    }
}

/// Whether there is anything that would be lost with the page: a letter that is not kept on the device, a sealed one that does not wait there, or the
/// reference of one that is stored. What is taken along to a login would not.
fn is_at_risk(app: App) -> bool {
    let visit = app.visit;
    let is_new = read_fields();
    // Whoever has a letter has the late module.
    let is_stored = matches!(visit.sending.get_untracked(), Sending::Stored(_));
    (is_stored || visit.has_letter()) && !visit.leaving.get_untracked() && (is_new || !flows::late::is_kept(visit))
}

/// Takes the place of the static page. Who has the focus there keeps it: from the link past the frame it goes to the same one here, from a
/// language, or what stands there in it, to where that is chosen, and from anywhere else to the heading. Who went to what stands there in a
/// language reads on in it.
pub fn take_over(app: App, first_screen: &Element) {
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
        _ => ui::focus(step::heading(app.step.get_untracked())),
    }
}

fn class_of(app: App, step: Step, serial: u32) -> &'static str {
    if newest().get() > serial {
        "step leaving"
    } else if step == Step::Unsent || (step == Step::Start && app.visit.ready.with(Result::is_err)) {
        "step alarm"
    } else {
        "step"
    }
}

fn header(app: App) -> El {
    let mark = el("span").class("seal").attr("aria-hidden", "true");
    let choice = |lang: &Lang| {
        let lang = *lang;
        // Where the table does not arrive, the page keeps its language.
        let choose = move |_: Event| {
            spawn_local(async move {
                let _ = late_module::set_language(lang, late_module::is_here_untracked()).await;
            });
        };
        let current = move || (words::lang() == lang).then(|| "true".to_owned());
        let choice = el("button").attr("type", "button").attr("lang", lang.code());
        el("li").child(choice.attr_live("aria-current", current).on("click", choose).text(lang.name()))
    };
    let languages = el("nav").class("languages").attr_live("aria-label", || Some(words::t(Key::FrameLanguages)));
    // A manifest that comes late says it late.
    let strip = move || {
        Some(if app.visit.is_demo() {
            el("p").class("strip strip-demo").child(el("strong").say(Key::FrameDemo)).say(Key::FrameDemoWhat)
        } else {
            el("p").class("strip").say(Key::FrameStrip)
        })
    };
    let brand = el("p").class("brand").child(mark).say(Key::Service);
    let bar = el("div").class("bar").child(brand);
    let bar = bar.child(languages.child(el("ul").children(Lang::ALL.iter().map(choice))));
    // Not at a kiosk, which has nothing that waits.
    let above = move || (late_module::is_here() && !kiosk::is_on()).then(|| pages::late::strip(app)).flatten();
    el("header").class("page-header").child(bar).live(strip).live(above)
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

/// Makes the address bar agree with the page.
fn address(step: Step, push: bool) {
    let own = kiosk::is_on().then(|| step::kiosk_address(step));
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
