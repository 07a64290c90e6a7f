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

use core::{hint::black_box, pin::Pin};

use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::late::storage::Deleting,
    flows::login_return::{self, Return},
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

/// Reads what the device kept while the sender was with the provider, and begins to delete it there.
#[inline(never)]
pub fn pending_login() -> Pin<Box<dyn Future<Output = login::Pending>>> {
    // Otherwise the compiler tells the first module which functions this future has, and it would call those itself.
    black_box(Box::pin(login::pending()))
}

/// Finishes a login after the return from the provider.
#[inline(never)]
pub fn finish_login(app: App, back: Return, pending: Option<PendingLogin>, forgetting: Option<Deleting>, left_here: bool) {
    spawn_local(login::finish(app, back, pending, forgetting, left_here));
}

/// Forgets that the sender left for a provider: they came back to the page as they had left it.
#[inline(never)]
pub fn forget_departure() {
    login_return::unmark_tab();
    spawn_local(key::forget());
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
