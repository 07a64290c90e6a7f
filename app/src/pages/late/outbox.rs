//! The letters that wait, and those that were sent while they waited: what is sent and what is not, until when it must be, and how a letter
//! goes on from another device. What sends them is `flows/late/retry.rs`.

use js_sys::Reflect;
use lakzegel_crypto::EnvelopeId;
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event};

use crate::{
    app::App,
    browser::{net::NoAnswer, signal::Signal},
    flows::late::{
        login,
        outbox::{self, State, Waiting, here},
        retry,
    },
    model::{
        kiosk,
        late::{unsent::Unsent, waiting_file::WaitingFile},
        login::Login,
        step::{self, Step},
        visit::{Sending, Stored},
    },
    pages::late::wipe,
    ui::{self, El, button, el, heading, late::field, lead, p},
    words::{self, Key},
};

/// Seconds before the end from which the page says that time is short.
const SHORT: u64 = 2 * 24 * 60 * 60;
/// Time in seconds after which Safari deletes what a page stored that nobody visited.
const SAFARI_KEEPS: u64 = 7 * 24 * 60 * 60;
/// The name under which a letter is saved.
const FILE: &str = "lakzegel-letter.txt";

/// What stands above every page while there is something in the outbox, or no network, or somebody else who answers.
pub fn strip(app: App) -> Option<El> {
    // What the page itself shows is no news.
    let shown = app.visit.sending.get();
    let (waiting, stored) = here().letters.with(|letters| {
        let stored = |letter: &&Waiting| matches!(letter.state, State::Stored(_));
        let is_news = |letter: &&Waiting| !matches!(shown, Sending::Stored(shown) if shown.id == letter.id);
        let waiting = letters.iter().filter(|letter| !stored(letter)).count();
        (waiting, letters.iter().filter(stored).filter(is_news).count())
    });
    let kept = app.visit.ready.with(|ready| ready.as_ref().ok().and_then(|ready| ready.kept));
    let why = kept.map(|none| if none == NoAnswer::SomebodyElse { Key::OutboxBetween } else { Key::OutboxOffline });
    let strip = el("p").class("strip strip-waits");
    let strip = match why {
        Some(why) => strip.child(el("span").say(why)).text(" "),
        None => strip,
    };
    let key = if stored > 0 { Key::OutboxStripStored } else { Key::OutboxStrip };
    let count = u32::try_from(if stored > 0 { stored } else { waiting }).unwrap_or(u32::MAX);
    if count == 0 {
        return why.map(|_| strip);
    }
    let follow = move |event: Event| {
        event.prevent_default();
        app.go(Step::Outbox);
    };
    let link = el("a").class("link").attr("href", Step::Outbox.path()).on("click", follow);
    Some(strip.child(link.words(move || words::count(key, count))))
}

/// Builds the page.
pub fn view(app: App) -> El {
    let sure = Signal::new(None);
    spawn_local(outbox::read(app));
    let letters = move || {
        let letters = here().letters.get();
        let shown = letters.is_empty().then(|| p(Key::OutboxNone));
        Some(el("div").children(letters.into_iter().map(|letter| card(app, letter, sure)).chain(shown)))
    };
    let later = move || {
        let waits =
            |letters: &Vec<Waiting>| letters.iter().filter(|letter| letter.state == State::Waits).map(|letter| letter.kept).min();
        let kept = here().letters.with(waits)?;
        Some(el("div").child(el("h2").say(Key::OutboxNextTitle)).child(p(next(kept))).child(send(app)))
    };
    let page = el("div")
        .child(ui::back(move |_| app.go(Step::Start)))
        .child(heading(Step::Outbox))
        .child(lead(Key::OutboxLead))
        .live(letters)
        .live(later);
    // What a kiosk saves or opens stays for the next visitor.
    if kiosk::is_on() {
        return page;
    }
    let page =
        page.child(el("h2").say(Key::OutboxFileTitle)).child(p(Key::OutboxFile)).child(p(Key::OutboxFileHas)).child(open(app));
    page.child(wipe::section(app))
}

/// What sends a letter that waits: the browser itself, the next visit, or only this page if the letter is not kept on the device.
pub fn next(kept: bool) -> Key {
    if !kept {
        Key::OutboxOpenOnly
    } else if here().by_itself.get() {
        Key::OutboxByItself
    } else {
        Key::OutboxNext
    }
}

fn send(app: App) -> El {
    let busy = move || here().busy.get();
    let press = ui::bare_button(ui::PRIMARY, move |_| retry::look_again(app));
    let press = press.attr_live("aria-disabled", move || busy().then(|| "true".to_owned()));
    ui::actions([press.words(move || words::t(if busy() { Key::SendBusy } else { Key::OutboxSend }))])
}

/// A letter, how far it is, and what can be done with it. Nobody knows here to whom it goes: the time at which it was sealed is its name.
fn card(app: App, letter: Waiting, sure: Signal<Option<EnvelopeId>>) -> El {
    let (id, sealed_at, until) = (letter.id, letter.sealed_at, letter.until);
    let name = ["letter-", &id.to_string()[..12]].concat();
    let of = move || words::with(Key::OutboxLetter, &[("time", &words::moment(sealed_at))]);
    let title = el("h2").id(&name).attr("tabindex", "-1").words(of);
    let (kind, what) = match letter.state {
        State::Waits => ("notice notice-warning", Key::OutboxWaits),
        State::TooLate => ("notice notice-error", Key::OutboxTooLate),
        State::Refused(unsent) => ("notice notice-error", refused(unsent)),
        State::Stored(_) if letter.is_own => ("notice notice-success", Key::OutboxStored),
        State::Stored(_) if letter.is_noted => ("notice notice-success", Key::OutboxStoredCode),
        State::Stored(_) => ("notice notice-success", Key::OutboxStoredLogIn),
    };
    let mut card = el("div").class(kind).attr("data-state", state_name(letter.state)).child(title).child(p(what));
    let mut buttons = Vec::new();
    match letter.state {
        State::Waits => {
            if let Some(tried) = letter.tried {
                card = card.child(el("p").words(move || tried.what()));
            }
            card = card.child(el("p").words(move || words::with(Key::OutboxUntil, &[("time", &words::moment(until))])));
            if app.visit.manifest().is_some_and(|ready| ready.server_now() + SHORT > until) {
                card = card.child(p(Key::OutboxSoon).class("error"));
            }
            if forgets() {
                let end = sealed_at + SAFARI_KEEPS;
                card = card.child(el("p").words(move || words::with(Key::OutboxForgets, &[("time", &words::moment(end))])));
            }
            let kept = letter.clone();
            let save = move |_| {
                let letter = kept.clone();
                spawn_local(async move {
                    if let Some(file) = letter.file(app).await {
                        save(&file);
                    }
                });
            };
            if letter.is_own {
                buttons.push(button(ui::SECONDARY, Key::OutboxSave, save));
            } else if letter.is_noted {
                card = card.child(p(Key::OutboxCode));
            } else {
                card = card.child(p(Key::OutboxLogIn));
                buttons.extend(log_in(app));
            }
        }
        State::Stored(_) if letter.is_noted => {
            buttons.push(button(ui::PRIMARY, Key::StatusAsk, move |_| app.go(Step::Status)));
        }
        State::Stored(_) if app.visit.has_letter() => card = card.child(p(Key::OutboxFirst)),
        State::Stored(stored) if letter.is_own => {
            let letter = letter.clone();
            buttons.push(button(ui::PRIMARY, Key::OutboxShow, move |_| {
                let letter = letter.clone();
                spawn_local(async move {
                    let _ = show(app, letter, stored).await;
                });
            }));
        }
        State::Stored(_) => buttons.extend(log_in(app)),
        State::TooLate | State::Refused(_) if letter.has_text => {
            card = card.child(p(Key::OutboxText));
            if letter.is_own {
                buttons.push(button(ui::PRIMARY, Key::DraftGoOn, move |_| app.go(Step::Recipient)));
            } else {
                buttons.extend(log_in(app));
            }
        }
        State::TooLate | State::Refused(_) => {}
    }
    let ask = move |_| {
        sure.set(Some(id));
        ui::focus("outbox-sure");
    };
    buttons.push(button(ui::SECONDARY, Key::OutboxDiscard, ask));
    let buttons = buttons.into_iter().map(|button| button.attr("aria-describedby", &name));
    let choices = el("div").attr_live("hidden", move || (sure.get() == Some(id)).then(String::new)).child(ui::actions(buttons));
    card.child(choices).live(move || (sure.get() == Some(id)).then(|| question(app, id, sure)))
}

/// The way to the login, for whoever is not logged in.
fn log_in(app: App) -> Option<El> {
    let is_logged_in = matches!(app.visit.login.get_untracked(), Login::Done(_));
    (!is_logged_in).then(|| button(ui::PRIMARY, Key::OutboxLogInNow, move |_| login::for_outbox(app)))
}

/// Asks whether a letter is really to be thrown away.
fn question(app: App, id: EnvelopeId, sure: Signal<Option<EnvelopeId>>) -> El {
    let yes = move |_| {
        sure.set(None);
        spawn_local(async move {
            outbox::forget(id).await;
            app.announce(words::t(Key::OutboxDiscarded));
            ui::focus(step::heading(Step::Outbox));
        });
    };
    let no = move |_| {
        sure.set(None);
        ui::focus(step::heading(Step::Outbox));
    };
    let text = el("p").id("outbox-sure").attr("tabindex", "-1").say(Key::OutboxSure);
    let buttons = [button("button button-danger", Key::OutboxSureYes, yes), button(ui::SECONDARY, Key::OutboxSureNo, no)];
    el("div").child(text).child(ui::actions(buttons))
}

/// The value of `data-state`, for tests.
fn state_name(state: State) -> &'static str {
    match state {
        State::Waits => "waits",
        State::TooLate => "too-late",
        State::Refused(_) => "refused",
        State::Stored(_) => "stored",
    }
}

/// Why the intake refused a letter, and what to do.
fn refused(unsent: Unsent) -> Key {
    match unsent {
        Unsent::SpentGrant | Unsent::NoGrant => Key::OutboxSpent,
        Unsent::OutdatedKey => Key::OutboxOutdated,
        _ => Key::OutboxRefused,
    }
}

/// Shows the receipt of a letter that was stored. From now on it is in this page, like that of any letter, and stays on the device until its sender has
/// noted the reference.
async fn show(app: App, letter: Waiting, stored: Stored) -> Option<()> {
    let (reference, receipt) = (letter.reference(app).await?, letter.receipt()?);
    app.visit.secrets.update(|secrets| {
        secrets.reference = Some(reference);
        secrets.sealed_at = letter.sealed_at;
        secrets.is_noted = false;
        secrets.receipt = receipt;
    });
    app.visit.sending.set(Sending::Stored(stored));
    app.visit.kept.set(letter.kept);
    app.go(Step::Receipt);
    Some(())
}

/// Saves a letter that waits as a file.
pub fn save(file: &WaitingFile) {
    ui::save(FILE, &[&words::t(Key::OutboxFileText), "\n\n", &file.to_string()].concat());
}

/// Whether this browser forgets after seven days what a page stored: Safari does, and everything on an iPhone is Safari inside.
fn forgets() -> bool {
    Reflect::has(&window(), &"GestureEvent".into()).unwrap_or(false)
}

/// The button with which a file is opened.
fn open(app: App) -> El {
    let wrong = Signal::new(false);
    let choose = move |event: Event| {
        let file = event.target().and_then(|field| Reflect::get(&field, &"files".into()).ok());
        let file = file.and_then(|files| Reflect::get(&files, &0.into()).ok()).filter(JsValue::is_object);
        spawn_local(async move {
            let opened = match file {
                Some(file) => read(app, file.unchecked_ref()).await,
                None => Some(()),
            };
            wrong.set(opened.is_none());
            if opened.is_some() {
                ui::focus(step::heading(Step::Outbox));
            } else {
                app.announce(words::t(Key::OutboxOpenWrong));
            }
        });
    };
    let error = move || wrong.get().then(|| el("p").class("error").id("file-error").say(Key::OutboxOpenWrong));
    // The browser's own field for files speaks the browser's language. This one is opened by a button that speaks the page's.
    let input = field::file("waiting-file", choose);
    let press = button(ui::SECONDARY, Key::OutboxOpen, |_| ui::with_element("waiting-file", |field| field.click()));
    let press = press.attr_live("aria-describedby", move || wrong.get().then(|| "file-error".to_owned()));
    el("div").live(error).child(ui::actions([press])).child(input)
}

async fn read(app: App, file: &Blob) -> Option<()> {
    // A waiting letter is 57 KB; nobody waits for a film to be read.
    let text = if file.size() < 200_000.0 { JsFuture::from(file.text()).await.ok()?.as_string()? } else { return None };
    outbox::open(app, WaitingFile::parse(&text)?).await.then(|| retry::look_again(app))
}
