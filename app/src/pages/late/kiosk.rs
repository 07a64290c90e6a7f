//! What only a kiosk shows: the bar with the way out, the choices on the first page, what is asked before anything is wiped, and the page
//! after a visit.

use js_sys::Promise;
use lakzegel_contract::KIOSK;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlDialogElement;

use crate::{
    app::App,
    browser::{
        net::NoAnswer,
        signal::{Signal, follow},
    },
    flows::late::{
        end,
        kiosk_choices::Choices,
        kiosk_watch as watch,
        leave::{self, Reason},
    },
    model::step::{self, Step},
    ui::{self, El, button, el, heading, lead, p},
    words::{self, Key, Lang},
};

include!(concat!(env!("OUT_DIR"), "/kiosk_style.rs"));

/// The dialog that asks whether anybody is there, and the one that asks before a letter is wiped.
const IDLE: &str = "kiosk-idle";
const ASK: &str = "kiosk-ask";
/// What is left on the screen when everything is wiped and the next document cannot come yet: xtask/tools/end.js.
const OVER: &str = "kiosk-over";

/// Fetches the kiosk's own style before anything is shown. Gives the language of the visit that has just ended, if there was one.
///
/// # Errors
///
/// If the style does not come.
pub async fn open() -> Result<Option<Lang>, NoAnswer> {
    dress().await?;
    Ok(ended_visit().and_then(|ended| ended.lang))
}

/// Waits until the style is there.
async fn dress() -> Result<(), NoAnswer> {
    let sheet = el("link").attr("rel", "stylesheet").attr("integrity", STYLE_INTEGRITY).attr("href", STYLE_ADDRESS);
    let loaded = Promise::new(&mut |resolve, reject| {
        for (event, act) in [("load", resolve), ("error", reject)] {
            let _ = sheet.node().add_event_listener_with_callback(event, &act);
        }
    });
    let head = document().head().ok_or(NoAnswer::Nothing)?;
    head.append_child(sheet.node()).map_err(|_| NoAnswer::Nothing)?;
    JsFuture::from(loaded).await.map(drop).map_err(|_| NoAnswer::Nothing)
}

/// The bar that stays in sight on every page, with the way out.
pub fn bar(app: App) -> El {
    let chosen = Choices::here();
    for (attribute, choice) in [("data-size", chosen.size), ("data-contrast", chosen.contrast)] {
        follow(Box::new(move || {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute(attribute, ["0", "1", "2"].get(choice.get()).copied().unwrap_or_default());
            }
        }));
    }
    let note = move || words::t(if watch::is_offline() { Key::KioskOffline } else { Key::KioskNothingKept });
    let end = button(ui::SECONDARY, Key::KioskEnd, move |_| leave(app));
    // After a visit there is nothing to end.
    let end = end.attr_live("hidden", move || (app.step.get() == Step::Ended).then(String::new));
    el("div").class("kiosk-bar").child(el("p").words(note)).child(end)
}

/// Ends the visit; asks first if a letter would be lost.
fn leave(app: App) {
    if app.visit.has_letter() {
        show(ASK);
    } else if app.step.get_untracked() == Step::Start && !app.visit.ordinary.get_untracked() {
        // Nothing has begun: the choices are as they were.
        end::replace(KIOSK);
    } else {
        leave::leave_kiosk(app, Reason::Done);
    }
}

/// Size, contrast and time, on the first page. Languages are chosen where they always are.
pub fn choices(app: App) -> El {
    let chosen = Choices::here();
    let limit = move || {
        let minutes = |seconds: u64| words::count(Key::KioskMinutes, u32::try_from(seconds / 60).unwrap_or(u32::MAX));
        words::with(Key::KioskTime, &[("idle", &minutes(watch::idle())), ("warning", &minutes(watch::WARNING.into()))])
    };
    let size =
        group("kiosk-size", Key::KioskSize, chosen.size, &[Key::KioskSizeNormal, Key::KioskSizeLarge, Key::KioskSizeLargest]);
    let contrast =
        group("kiosk-contrast", Key::KioskContrast, chosen.contrast, &[Key::KioskContrastNormal, Key::KioskContrastHigh]);
    let time = group("kiosk-time", Key::KioskTimeTitle, chosen.time, &[Key::KioskTimeNormal, Key::KioskTimeMore]);
    let refused = move || {
        app.visit.ready.with(Result::is_err).then(|| ui::notice("notice notice-info", Key::KioskAgainTitle, Key::KioskAgain))
    };
    let choices = el("div").class("kiosk-choices").child(size).child(contrast).child(time.child(el("p").words(limit)));
    el("div").child(choices).live(refused)
}

/// One choice: buttons of which one is pressed.
fn group(id: &'static str, title: Key, value: Signal<usize>, options: &'static [Key]) -> El {
    let option = |(at, key): (usize, &Key)| {
        let pressed = move || Some(if value.get() == at { "true" } else { "false" }.to_owned());
        button("button button-secondary", *key, move |_| value.set(at)).attr_live("aria-pressed", pressed)
    };
    let title = el("p").class("kiosk-choice").id(id).say(title);
    let options = ui::actions(options.iter().enumerate().map(option));
    el("div").attr("role", "group").attr("aria-labelledby", id).child(title).child(options)
}

/// The questions that are asked over a page, closed at first, and what is left when everything is wiped.
pub fn questions(app: App) -> El {
    let dialog = |id: &str, title: Key, text: El| {
        let (title_id, text_id) = ([id, "-title"].concat(), [id, "-text"].concat());
        let dialog = el("dialog").id(id).attr("aria-labelledby", &title_id).attr("aria-describedby", &text_id);
        dialog.child(el("h2").id(&title_id).say(title)).child(text.id(&text_id))
    };
    let wipe = move |_| leave::leave_kiosk(app, Reason::Done);
    let unsent = move || (watch::is_asking() && app.visit.has_letter()).then(|| p(Key::KioskIdleUnsent));
    let idle = el("div").child(p(Key::KioskIdle)).live(unsent);
    // Whoever was asked about the letter is asked this first.
    follow(Box::new(|| {
        if watch::is_asking() {
            close(ASK);
            show(IDLE);
        }
    }));
    // The clock is for the eye; at a few moments the time is spoken.
    let clock = el("p").class("kiosk-clock").attr("aria-hidden", "true").attr("dir", "ltr").words(watch::clock);
    let spoken = el("p").class("visually-hidden").attr("aria-live", "polite").words(watch::spoken);
    let buttons = ui::actions([
        button(ui::PRIMARY, Key::KioskGoOn, |_| close(IDLE)).attr("autofocus", ""),
        button(ui::SECONDARY, Key::KioskEnd, wipe),
    ]);
    // By the button, by Escape: whoever closes it is there.
    let idle = dialog(IDLE, Key::KioskIdleTitle, idle)
        .child(clock)
        .child(spoken)
        .child(buttons)
        .on("close", |_| watch::somebody_is_there());
    let buttons = ui::actions([
        button(ui::PRIMARY, Key::KioskAskBack, |_| close(ASK)).attr("autofocus", ""),
        button("button button-danger", Key::KioskAskEnd, wipe),
    ]);
    let ask = dialog(ASK, Key::KioskAskTitle, p(Key::KioskAsk)).child(buttons);
    let over = el("div")
        .id(OVER)
        .class("page-main")
        .attr("hidden", "")
        .child(el("h2").say(Key::KioskEndedTitle))
        .child(p(Key::KioskOver));
    el("div").child(idle).child(ask).child(over)
}

fn show(id: &str) {
    with_dialog(id, |dialog| drop(dialog.show_modal()));
}

fn close(id: &str) {
    with_dialog(id, |dialog| dialog.close());
}

fn with_dialog(id: &str, act: impl FnOnce(HtmlDialogElement)) {
    ui::with_element(id, |dialog| act(dialog.unchecked_into()));
}

/// What the document before this one left in the address.
struct EndedVisit {
    why: Key,
    letter: Key,
    lang: Option<Lang>,
}

fn ended_visit() -> Option<EndedVisit> {
    let hash = window().location().hash().ok()?;
    let (why, rest) = hash.get(1..)?.split_once('-')?;
    let (letter, lang) = rest.split_once('-')?;
    let why = match why {
        "idle" => Key::KioskEndedIdle,
        "broken" => Key::KioskEndedBroken,
        _ => Key::KioskEndedDone,
    };
    let letter = match letter {
        "stored" => Key::KioskEndedStored,
        "unknown" => Key::KioskEndedUnknown,
        _ => Key::KioskEndedUnsent,
    };
    Some(EndedVisit { why, letter, lang: Lang::by_code(lang) })
}

/// The page after a visit.
pub fn ended() -> El {
    let (why, letter) = ended_visit().map_or((Key::KioskEndedDone, Key::KioskEndedUnsent), |ended| (ended.why, ended.letter));
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&step::kiosk_address(Step::Ended)));
    }
    ui::focus(step::heading(Step::Ended));
    let anew = button(ui::PRIMARY, Key::KioskEndedNew, |_| end::replace(KIOSK));
    el("div")
        .child(heading(Step::Ended))
        .child(lead(why))
        .child(p(letter))
        .child(p(Key::KioskEndedCode))
        .child(ui::actions([anew]))
}
