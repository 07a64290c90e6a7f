//! When what waits is sent: at once, when somebody presses a button, when the network comes back, and again after a while.

use core::cell::Cell;

use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::{clock::after, events::listen},
    flows::late::{
        drafts,
        outbox::{self, State, Waiting},
        sending,
    },
    model::{
        late::unsent::{Remedy, Unsent},
        manifest::{self, Ready},
        step::Step,
        visit::Sending,
    },
};

/// How long to wait until it is tried again, in seconds: soon at first, then every ten minutes. A network that comes back is told at once.
const WAITS: [u32; 5] = [15, 30, 60, 180, 600];

thread_local! {
    /// Number of tries in a row that were planned here. It begins anew when the network comes back, or when somebody asks for a try.
    static TRIES: Cell<usize> = const { Cell::new(0) };
    /// Number of the newest timer: older ones do nothing.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Sends what waits: now, when the network comes back, and again after a while, as long as this page is open.
pub fn begin(app: App) {
    listen("online", move |_| look_again(app));
    spawn_local(look(app));
}

/// The sender wants the letter sealed, if it is not, and sent. If there is no receipt, it is tried again later.
pub fn start(app: App) {
    spawn_local(async move {
        if sending::attempt(app, false).await.is_err() {
            look_later(app);
        }
    });
}

/// Tries again at once, and soon again if that fails.
pub fn look_again(app: App) {
    TRIES.set(0);
    spawn_local(look(app));
}

/// Tries again later. Each time in a row waits longer.
fn look_later(app: App) {
    let turn = TURN.get() + 1;
    TURN.set(turn);
    let tries = TRIES.replace(TRIES.get() + 1);
    // No sooner than the intake said, if it spoke of a letter that still waits here.
    let told = match app.visit.unsent.get_untracked() {
        Some(Unsent::TooMany(Some(seconds))) if is_unsent(app) => seconds,
        _ => 0,
    };
    let wait = WAITS[tries.min(WAITS.len() - 1)].max(told);
    after(i32::try_from(wait.saturating_mul(1000)).unwrap_or(i32::MAX), move || {
        if TURN.get() == turn {
            spawn_local(look(app));
        }
    });
}

/// Reads the outbox, sends what can be sent, and tries again later if something is left.
async fn look(app: App) {
    let known = outbox::here();
    if known.busy.get_untracked() || app.visit.under_way.get_untracked() {
        return;
    }
    renew(app).await;
    outbox::read(app).await;
    let Some(ready) = app.visit.manifest() else { return };
    // This page's own letter goes through `sending`, like a press of the button.
    let own = app.visit.secrets.with_untracked(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    let own_waits = is_unsent(app);
    let waits = |letter: &Waiting| letter.state == State::Waits && Some(letter.id) != own;
    let letters: Vec<Waiting> = known.letters.get_untracked().into_iter().filter(waits).collect();
    known.busy.set(own_waits || !letters.is_empty());
    for letter in letters {
        outbox::note_try(letter.id, letter.send(&ready).await.err());
    }
    if own_waits {
        let _ = sending::attempt(app, true).await;
    }
    outbox::read(app).await;
    known.busy.set(false);
    if is_unsent(app) || known.letters.with_untracked(|letters| letters.iter().any(|letter| letter.state == State::Waits)) {
        look_later(app);
    }
}

/// Replaces a manifest that was kept on the device by the intake's, as soon as the intake answers. If that one is refused, nothing is sealed by the
/// kept one either: the first page says why, and the others stay as they are, for somebody may be reading or writing there.
async fn renew(app: App) {
    let Some(kept) = app.visit.manifest().and_then(|ready| ready.kept) else { return };
    match manifest::load().await {
        // The same again is no change; but no network is told otherwise than somebody else's answer.
        Ok(ready) if ready.kept == Some(kept) => {}
        Ok(ready) => {
            app.visit.ready.update(|old| *old = Ok(ready));
            // Only now it is known what is too old.
            drafts::forget_old(app.visit);
        }
        Err(refusal) if refusal.no_answer().is_some() => {}
        Err(refusal) if app.step.get_untracked() == Step::Start => app.visit.ready.update(|old| *old = Err(refusal)),
        Err(_) => app.visit.ready.update(|old| old.iter_mut().for_each(Ready::give_up)),
    }
}

/// Whether this page's own letter has no receipt and can be sent again unchanged.
fn is_unsent(app: App) -> bool {
    let remedy = app.visit.unsent.get_untracked().map(Unsent::remedy);
    app.visit.sending.get_untracked() == Sending::Unsent && remedy == Some(Remedy::SendAgain)
}
