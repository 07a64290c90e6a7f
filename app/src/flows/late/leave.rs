//! Ending a visit: everything is forgotten, with the letter or without, and another document takes the page's place.

use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    flows::late::{drafts, end, outbox},
    model::{
        kiosk,
        late::key,
        step::{self, Step},
        visit::Sending,
    },
    words,
};

/// Ends the visit, wherever the client is used.
pub fn leave(app: App) {
    if kiosk::is_on() {
        return leave_kiosk(app, Reason::Done);
    }
    let stored = match app.visit.sending.get_untracked() {
        Sending::Stored(stored) => Some(stored.id),
        _ => None,
    };
    app.visit.wipe();
    spawn_local(async move {
        drafts::throw_away(app.visit).await;
        if let Some(stored) = stored {
            outbox::forget(stored).await;
        }
        key::forget_own().await;
        end::replace("/");
    });
}

/// Ends the visit and throws away the letter, sealed or not.
pub fn leave_nothing(app: App) {
    let sealed = app.visit.secrets.with_untracked(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    spawn_local(async move {
        if let Some(id) = sealed {
            outbox::forget(id).await;
        }
        leave(app);
    });
}

/// Ends the visit and leaves the letter on the device: as it was written, or sealed where it waits.
pub fn leave_letter(app: App) {
    spawn_local(async move {
        if drafts::save(app).await.is_some() || app.visit.kept.get_untracked() {
            // What has no name is not thrown away at the end.
            app.visit.draft_name.update(core::mem::take);
            leave(app);
        }
    });
}

/// Why a visit at a kiosk is over.
#[derive(Clone, Copy)]
pub enum Reason {
    /// The visitor said so.
    Done,
    /// Nobody was there any more.
    Idle,
}

/// Ends the visit: the next document says why, and what has become of the letter. Nothing else goes from one to the other.
pub fn leave_kiosk(app: App, reason: Reason) {
    let reason = match reason {
        Reason::Done => "done",
        Reason::Idle => "idle",
    };
    let sealed = app.visit.secrets.with_untracked(|secrets| secrets.envelope.is_some());
    let letter = match app.visit.sending.get_untracked() {
        Sending::Stored(_) => "stored",
        _ if sealed => "unknown",
        _ => "unsent",
    };
    let address = [&*step::kiosk_address(Step::Ended), "#", reason, "-", letter, "-", words::lang().code()].concat();
    app.visit.wipe();
    end::replace(&address);
}
