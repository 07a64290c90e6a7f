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
    browser::events::listen,
    flows::login_return::Return,
    model::{
        late::{
            key::{self, PendingLogin},
            unsent::Remedy,
        },
        step::Step,
        visit::{Sending, Visit},
    },
};

/// Begins what this page does by itself as long as it is open. Not at a kiosk, which keeps nothing.
#[inline(never)]
pub fn begin(app: App) {
    offline::keep();
    key::forget_old();
    drafts::forget_old(app.visit);
    retry::begin(app);
    // Printed from the browser's own menu, the reference is on paper as well.
    listen("afterprint", move |_| {
        if app.step.get_untracked() == Step::Receipt {
            outbox::note_receipt(app);
        }
    });
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

/// Whether what the sender needs of the letter is on the device: the sealed one if that may have been stored and is to be sent again, otherwise the
/// text as it is now. Then it is not lost with the page. Of a letter that is stored it is the reference, if the sender has not noted it.
#[inline(never)]
pub fn is_kept(visit: Visit) -> bool {
    let is_to_be_sent = visit.unsent.get_untracked().is_some_and(|unsent| unsent.remedy() == Remedy::SendAgain);
    match visit.sending.get_untracked() {
        Sending::Stored(_) => visit.kept.get_untracked() || visit.secrets.with_untracked(|secrets| secrets.is_noted),
        Sending::Unsent if is_to_be_sent => visit.kept.get_untracked(),
        _ => drafts::is_safe(),
    }
}

/// Begins to watch over a kiosk.
#[inline(never)]
pub fn watch_kiosk(app: App) {
    kiosk_watch::begin(app);
}
