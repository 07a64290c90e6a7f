//! What a kiosk does by itself: it notices when nobody is there any more, tries again what the network prevented, and takes up a new release.

use core::cell::Cell;

use lakzegel_contract::{KIOSK, header::KIOSK_IDLE_MINUTES};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::{clock, events::listen, net, signal::Signal},
    flows::late::{
        end,
        kiosk_choices::Choices,
        leave::{self, Reason},
        retry,
    },
    model::{late::unsent::Unsent, manifest, step::Step},
    words::{self, Key},
};

/// Idle time in seconds before the kiosk asks whether somebody is there, if the intake does not say otherwise.
const IDLE: u64 = 3 * 60;
/// Factor on the idle time for visitors who ask for more time.
const MORE_TIME: u64 = 4;
/// Time in seconds to answer that question before everything is wiped.
pub const WARNING: u32 = 120;
/// Seconds left at which a screen reader announces the time again.
const SPOKEN: [u32; 3] = [60, 30, 10];
/// Time in seconds for which the page after a visit stays.
const ENDED: u64 = 30;
/// Interval in seconds at which the kiosk asks the intake what it serves.
const LOOK: u64 = 15;
/// Events that show that somebody is there.
const SIGNS_OF_LIFE: [&str; 7] = ["keydown", "pointerdown", "pointermove", "input", "focusin", "wheel", "touchmove"];

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/end.js: what happens when this program breaks, and what goes neither into the device's clipboard nor out of it.
    #[wasm_bindgen(js_name = lakzegelKiosk)]
    fn guard(memory: &JsValue);
}

/// What the kiosk has noticed.
#[derive(Clone, Copy)]
struct Noticed {
    /// Idle time in seconds, as the intake says.
    idle: Signal<u64>,
    /// Whether the intake does not answer.
    offline: Signal<bool>,
    /// Whether the kiosk asks at this moment whether somebody is there.
    asking: Signal<bool>,
    /// Seconds left for an answer.
    left: Signal<u32>,
    /// Seconds left when a screen reader last announced them.
    told: Signal<u32>,
}

thread_local! {
    static NOTICED: Noticed = Noticed {
        idle: Signal::new(IDLE),
        offline: Signal::new(false),
        asking: Signal::new(false),
        left: Signal::new(WARNING),
        told: Signal::new(WARNING),
    };
    /// When somebody was last seen to be there, by the device's clock.
    static SEEN: Cell<u64> = const { Cell::new(0) };
    /// When the intake was last asked, and whether it is being asked now.
    static LOOKED: Cell<u64> = const { Cell::new(0) };
    static LOOKING: Cell<bool> = const { Cell::new(false) };
}

fn noticed() -> Noticed {
    NOTICED.with(|noticed| *noticed)
}

/// Whether the intake does not answer.
pub fn is_offline() -> bool {
    noticed().offline.get()
}

/// Idle time in seconds before the kiosk asks, for this visitor.
pub fn idle() -> u64 {
    noticed().idle.get() * if Choices::here().time.get() == 0 { 1 } else { MORE_TIME }
}

/// Whether the kiosk asks at this moment whether somebody is there.
pub fn is_asking() -> bool {
    noticed().asking.get()
}

/// How much time is left for an answer, as a clock shows it.
pub fn clock() -> String {
    let left = noticed().left.get();
    let [minutes, tens, ones] = [left / 60, left % 60 / 10, left % 10].map(|digit| char::from_digit(digit, 10).unwrap_or('0'));
    String::from_iter([minutes, ':', tens, ones])
}

/// The same, spoken at a few moments. The question itself says two minutes.
pub fn spoken() -> String {
    let time = match noticed().told.get() {
        WARNING => return String::new(),
        left if left < 60 => words::count(Key::KioskSeconds, left),
        left => words::count(Key::KioskMinutes, left / 60),
    };
    words::with(Key::KioskLeft, &[("time", &time)])
}

/// Begins to watch.
pub fn begin(app: App) {
    guard(&wasm_bindgen::memory());
    for sign in SIGNS_OF_LIFE {
        // While it is asked, only an answer counts.
        listen(sign, |_| {
            if !noticed().asking.get_untracked() {
                somebody_is_there();
            }
        });
    }
    listen("online", move |_| spawn_local(look(app)));
    somebody_is_there();
    spawn_local(look(app));
    clock::after(1000, move || every_second(app));
}

/// Somebody is there.
pub fn somebody_is_there() {
    SEEN.set(clock::device());
    noticed().asking.set(false);
    noticed().told.set(WARNING);
}

fn every_second(app: App) {
    clock::after(1000, move || every_second(app));
    let now = clock::device();
    // Time does not count while a letter is on its way.
    if app.visit.under_way.get_untracked() {
        somebody_is_there();
    }
    let quiet = now.saturating_sub(SEEN.get());
    let idle = idle();
    match app.step.get_untracked() {
        Step::Ended if quiet >= ENDED => return end::replace(KIOSK),
        Step::Ended => (),
        Step::Start if !app.visit.ordinary.get_untracked() => {
            if quiet >= idle && Choices::here().is_changed() {
                return end::replace(KIOSK);
            }
        }
        _ if quiet < idle => (),
        _ => {
            let left = u32::try_from((idle + u64::from(WARNING)).saturating_sub(quiet)).unwrap_or(0);
            if left == 0 {
                return leave::leave_kiosk(app, Reason::Idle);
            }
            noticed().left.set(left);
            noticed().told.set(SPOKEN.into_iter().rev().find(|moment| left <= *moment).unwrap_or(WARNING));
            noticed().asking.set(true);
        }
    }
    if now.abs_diff(LOOKED.get()) >= LOOK {
        spawn_local(look(app));
    }
}

/// Asks the intake for the page, and acts on the answer: retries what failed, or takes up another release.
async fn look(app: App) {
    if LOOKING.replace(true) {
        return;
    }
    LOOKED.set(clock::device());
    let answer = served().await;
    LOOKING.set(false);
    let offline = noticed().offline;
    if offline.get_untracked() != answer.is_none() {
        offline.set(answer.is_none());
        app.announce(words::t(if answer.is_none() { Key::KioskOffline } else { Key::KioskOnline }));
    }
    let Some((page, idle)) = answer else { return };
    if let Some(idle) = idle {
        noticed().idle.set(idle);
    }
    if app.visit.ready.with_untracked(Result::is_err)
        && let Ok(ready) = manifest::load().await
    {
        app.visit.ready.update(|old| *old = Ok(ready));
    }
    // What says nothing about the letter would be told anew each time: `retry` sends that again quietly.
    let waits = app.step.get_untracked() == Step::Unsent
        && matches!(app.visit.unsent.get_untracked(), Some(Unsent::Unreachable | Unsent::ServerError));
    if waits {
        retry::start(app);
    }
    // Another release is taken up only while nobody uses this page.
    let nobody = app.step.get_untracked() == Step::Start
        && !app.visit.ordinary.get_untracked()
        && clock::device().saturating_sub(SEEN.get()) >= LOOK;
    if nobody && !is_this(&page) {
        end::replace(KIOSK);
    }
}

/// The page that the intake serves, and the idle time in seconds if the intake gives one.
async fn served() -> Option<(String, Option<u64>)> {
    let answer = net::get(KIOSK).await.ok()?;
    let idle =
        answer.headers().get(KIOSK_IDLE_MINUTES).and_then(|minutes| clock::seconds(60_000.0 * js_sys::parse_float(&minutes)));
    // Of somebody else's page nothing is taken, least of all that it is a newer release.
    let is_ours = |page: &String| js_sys::JsString::from(page.as_str()).includes("id=\"first-screen\"", 0);
    let page = net::said_text(answer, |page| Some(page).filter(is_ours)).await.ok()?.ok()?;
    Some((page, idle))
}

/// Whether a page is of the same release as this one: it has the same script, whose name has a hash in it.
fn is_this(page: &str) -> bool {
    let script = document().query_selector("script[type=module]").ok().flatten().and_then(|script| script.get_attribute("src"));
    script.is_none_or(|script| js_sys::JsString::from(page).includes(&script, 0))
}
