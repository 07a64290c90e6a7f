//! The sender client: writes, checks and seals a letter in the browser. Leptos's reactive system, rendered on the client, one page of steps.
//!
//! The floors, from the top to the ground. No file imports one of a floor above its own, and there is no circle on a floor
//! (docs/decisions/0017-floors.md):
//!
//! 8. `main.rs`, `frame.rs`: the start, and the frame round the pages.
//! 7. `pages.rs`, `pages/`: what is seen, one page a file.
//! 6. `flows.rs`, `flows/`: what is done. No page is known here.
//! 5. `app.rs`: the handle that pages and flows share.
//! 4. `ui.rs`, `ui/`: what pages are built from.
//! 3. `model.rs`, `model/`, `late_module.rs`: what is known, without a page.
//! 2. `words.rs`: the words.
//! 1. `browser.rs`, `browser/`: the browser, wrapped once.
//!
//! What stands in a folder `late/` comes with the second of two Wasm modules (docs/decisions/0006-two-modules.md).
//!
//! To follow a letter, read: `model/step.rs` (the order), `model/visit.rs` (what is known so far), `pages/` (one page after the other),
//! `flows/late/login.rs` (who the sender is), `flows/late/sending.rs` (sealing), `flows/late/upload.rs` (sending and the receipt),
//! `model/late/unsent.rs` (what can go wrong).

mod app;
mod browser;
mod flows;
mod frame;
mod late_module;
mod model;
mod pages;
mod ui;
mod words;

use futures_util::future::join;
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
    flows::login_return,
    model::{
        kiosk,
        login::Login,
        manifest::{self, ManifestRefusal},
        step::{self, Step},
        visit::Visit,
    },
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
    let (back, nonce) = login_return::take();
    let path = window().location().pathname().unwrap_or_default();
    let kiosk = kiosk::is_on();
    let step = match step::at(&path) {
        // At a kiosk every visit begins at the beginning.
        step if kiosk && step != Step::Ended => Step::Start,
        step => step,
    };
    let all_at_once = step::is_late(step) || kiosk;
    let late_module = async {
        let late = if all_at_once { late_module::arrived().await } else { Ok(()) };
        let pending = match nonce.clone() {
            Some(nonce) if late.is_ok() => flows::late::pending_login(nonce).await,
            _ => None,
        };
        (late, pending)
    };
    let everything = join(late_module, join(late_module::set_language(words::preferred(), all_at_once), manifest::load()));
    let ((late, pending), (mut words, ready)) = everything.await;
    // Who left in another language than the browser's comes back in it.
    let chosen = pending.as_ref().and_then(|pending| Lang::by_code(&pending.lang));
    // A kiosk has everything before its first page, or begins anew.
    let (late, chosen) = match late {
        Ok(()) if kiosk => pages::late::open_kiosk().await.map_or_else(|error| (Err(error), None), |lang| (Ok(()), lang)),
        late => (late, chosen),
    };
    if let Some(lang) = chosen.filter(|lang| *lang != words::lang()) {
        words = late_module::set_language(lang, true).await;
    }
    let back = back.filter(|_| late.is_ok());
    let ready = late.map_err(ManifestRefusal::from).and(ready);
    if matches!(ready, Err(ManifestRefusal::OtherRules)) {
        manifest::reload_once();
    }
    let first_screen = document().get_element_by_id("first-screen");
    if words.is_err() || (kiosk && late.is_err()) {
        // Without words there is only the static page, which says so: xtask/tools/boot.js listens to errors.
        return drop(Event::new("error").map(|error| window().dispatch_event(&error)));
    }
    let Some(root) = document().get_element_by_id("app") else { return };
    // Leptos's mounting starts its executor; the pages are put in by the frame.
    mount_to(root.clone().unchecked_into(), || ()).forget();
    let owner = Owner::new();
    let app = owner.with(|| {
        let visit = Visit::new(ready);
        if back.is_some() {
            visit.ordinary.set(true);
            visit.login.set(Login::Busy);
        }
        let app = App::new(visit, step, frame::show);
        if let Some(back) = back {
            flows::late::finish_login(app, back, pending, nonce);
        }
        frame::start(app, &root);
        app
    });
    core::mem::forget(owner);
    if let Some(first_screen) = first_screen {
        frame::take_over(app, &first_screen);
    }
    // The first page works; now there is time for the rest. Whoever goes on before it is here waits for it, and is told if it fails.
    if late_module::arrived().await.is_ok() && !kiosk {
        flows::late::begin(app);
    }
}
