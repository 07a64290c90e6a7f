//! What is done once somebody goes on from the first two pages. The functions here are what the first module calls: they are not inlined
//! into it, and what they call may be inlined into them.

pub mod drafts;
pub mod end;
pub mod kiosk_choices;
pub mod kiosk_watch;
pub mod leave;
pub mod login;
pub mod login_carryover;
pub mod offline;
pub mod outbox;
pub mod retry;
pub mod sending;
pub mod upload;
pub mod wipe;

use core::{hint::black_box, pin::Pin};

use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    flows::login_return::Return,
    model::late::key::{self, PendingLogin},
};

/// Begins what this page does by itself as long as it is open. Not at a kiosk, which keeps nothing.
#[inline(never)]
pub fn begin(app: App) {
    offline::keep();
    key::forget_old();
    drafts::forget_old(app.visit);
    retry::begin(app);
}

/// Reads what the device kept while the sender was with the provider, by the login's nonce.
#[inline(never)]
pub fn pending_login(nonce: String) -> Pin<Box<dyn Future<Output = Option<PendingLogin>>>> {
    // Otherwise the compiler tells the first module which functions this future has, and it would call those itself.
    black_box(Box::pin(async move { key::read(&nonce).await }))
}

/// Finishes a login after the return from the provider.
#[inline(never)]
pub fn finish_login(app: App, back: Return, pending: Option<PendingLogin>, nonce: Option<String>) {
    spawn_local(login::finish(app, back, pending, nonce));
}

/// Whether the letter, as it is now, is on the device: then it is not lost with the page.
#[inline(never)]
pub fn is_draft_safe() -> bool {
    drafts::is_safe()
}

/// Begins to watch over a kiosk.
#[inline(never)]
pub fn watch_kiosk(app: App) {
    kiosk_watch::begin(app);
}
