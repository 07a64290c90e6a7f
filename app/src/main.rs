//! The sender client: writes, checks and seals a letter in the browser. Leptos, rendered on the client, one page of steps.
//!
//! To follow a letter, read: [`steps`] (the order), `steps/*.rs` (one file each), [`visit`] (what is known so far), [`key`] and
//! [`manifest`] (what sealing stands on), `steps/send.rs` (sealing and sending), [`unsent`] (what can go wrong then).

mod app;
mod clock;
mod crossing;
mod drafts;
mod editor;
mod end;
mod key;
mod kiosk;
mod live;
mod locked;
mod manifest;
mod net;
mod offline;
mod outbox;
mod paste;
mod rest;
mod rules;
mod steps;
mod storage;
mod ui;
mod unsent;
mod visit;
mod waiting_file;
mod words;

use core::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use leptos::{
    mount::mount_to,
    prelude::{document, window},
    reactive::owner::Owner,
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;

use crate::{
    app::App,
    manifest::Refusal,
    steps::{
        Step,
        identity::{self, Return},
    },
    storage::Deleting,
    visit::{Login, Visit},
    words::Lang,
};

/// Two kilobytes smaller than the standard library's, and constant in time. It is for Wasm, so nothing of it is used elsewhere.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    spawn_local(start());
}

/// Fetches words and manifest, and takes over from the static page.
async fn start() {
    // First of all: a code in the address must not stay there.
    let back = identity::take_return();
    let path = window().location().pathname().unwrap_or_default();
    let kiosk = kiosk::is_on();
    let step = match Step::from_path(&path) {
        // At a kiosk every visit begins at the beginning.
        step if kiosk && step != Step::Ended => Step::Start,
        step => step,
    };
    let all_at_once = step.is_in_rest() || kiosk;
    // A letter that left this very tab comes back to it, whatever became of the login.
    let left_here = step == Step::Identity && crossing::is_away();
    let returning = back.is_some() || left_here;
    let second_half = async {
        let rest = if all_at_once { rest::arrived().await } else { Ok(()) };
        let kept = if returning && rest.is_ok() { key::read().await } else { None };
        // What is in this page's memory is wiped from the device while the rest arrives; a letter waits until its login is finished.
        let wiped = returning && rest.is_ok() && kept.as_ref().is_none_or(|kept| kept.letter.is_none());
        (rest, kept, if wiped { key::forgetting() } else { Deleting::nothing() })
    };
    let everything = both(second_half, both(words::speak(words::preferred(), all_at_once), manifest::load()));
    let ((rest, kept, forgetting), (mut words, ready)) = everything.await;
    if left_here && kept.is_none() {
        crossing::unmark_tab();
    }
    // Who left in another language than the browser's comes back in it.
    let chosen = kept.as_ref().and_then(|kept| Lang::by_code(&kept.lang));
    // A kiosk has everything before its first page, or begins anew.
    let (rest, chosen) = match rest {
        Ok(()) if kiosk => kiosk::page::open().await.map_or_else(|error| (Err(error), None), |lang| (Ok(()), lang)),
        rest => (rest, chosen),
    };
    if let Some(lang) = chosen.filter(|lang| *lang != words::lang()) {
        words = words::speak(lang, true).await;
    }
    let back = back.filter(|_| rest.is_ok()).or_else(|| kept.as_ref().map(|_| Return::without_an_answer()));
    let ready = rest.map_err(Refusal::from).and(ready);
    if matches!(ready, Err(Refusal::OtherRules)) {
        manifest::reload_once();
    }
    let first_screen = document().get_element_by_id("first-screen");
    if words.is_err() || (kiosk && rest.is_err()) {
        // Without words there is only the static page, which says so: xtask/tools/boot.js listens to errors.
        return drop(Event::new("error").map(|error| window().dispatch_event(&error)));
    }
    let Some(root) = document().get_element_by_id("app") else { return };
    // Leptos's mounting starts its executor; the pages are put in by the app itself.
    mount_to(root.clone().unchecked_into(), || ()).forget();
    let frame = Owner::new();
    let app = frame.with(|| {
        let visit = Visit::new(ready);
        if back.is_some() {
            visit.ordinary.set(true);
            visit.login.set(Login::Busy);
        }
        let app = App::new(visit, step);
        if let Some(back) = back {
            spawn_local(identity::finish(app, back, kept, forgetting, left_here));
        }
        app.start(&root);
        app
    });
    core::mem::forget(frame);
    if let Some(first_screen) = first_screen {
        app.take_over(&first_screen);
    }
    // The first page works; now there is time for the rest. Whoever goes on before it is here waits for it, and is told if it fails.
    if rest::arrived().await.is_ok() && !kiosk {
        offline::keep();
        key::forget_old();
        drafts::forget_old(app.visit);
        outbox::begin(app);
    }
}

/// Waits for two things at once.
pub async fn both<A, B>(first: impl Future<Output = A>, second: impl Future<Output = B>) -> (A, B) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut one, mut other) = (None, None);
    poll_fn(|context| {
        if one.is_none()
            && let Poll::Ready(value) = first.as_mut().poll(context)
        {
            one = Some(value);
        }
        if other.is_none()
            && let Poll::Ready(value) = second.as_mut().poll(context)
        {
            other = Some(value);
        }
        match (one.take(), other.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (first, second) => {
                (one, other) = (first, second);
                Poll::Pending
            }
        }
    })
    .await
}
