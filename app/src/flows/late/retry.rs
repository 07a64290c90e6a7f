//! When what waits is sent: at once, when somebody presses a button, when the network comes back, and again after a while.

use core::cell::Cell;

use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::{clock::after, events::listen},
    flows::late::{
        outbox::{self, State, Waiting},
        sending,
    },
    model::{
        late::unsent::{Remedy, Unsent},
        manifest,
        visit::Sending,
    },
};

/// How long to wait until it is tried again, in seconds: soon at first, then every ten minutes. A network that comes back is told at once.
const WAITS: [u32; 5] = [15, 30, 60, 180, 600];

thread_local! {
    /// How often it was tried since there was last a reason for hope.
    static TRIES: Cell<usize> = const { Cell::new(0) };
    /// The number of the newest waiting: an older one is over.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Sends what waits, now and whenever there is hope, as long as this page is open.
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

/// There is a reason to try at once.
pub fn look_again(app: App) {
    TRIES.set(0);
    spawn_local(look(app));
}

/// Tries later again, as long as there is anything to send.
fn look_later(app: App) {
    let turn = TURN.get() + 1;
    TURN.set(turn);
    let tries = TRIES.replace(TRIES.get() + 1);
    // No sooner than the intake said.
    let told = match app.visit.unsent.peek() {
        Some(Unsent::TooMany(Some(seconds))) => seconds,
        _ => 0,
    };
    let wait = WAITS[tries.min(WAITS.len() - 1)].max(told);
    after(i32::try_from(wait.saturating_mul(1000)).unwrap_or(i32::MAX), move || {
        if TURN.get() == turn {
            spawn_local(look(app));
        }
    });
}

/// Reads what there is, sends what can be sent, and comes back later if something is left.
async fn look(app: App) {
    let known = outbox::here();
    if known.busy.peek() || app.visit.under_way.peek() {
        return;
    }
    renew(app).await;
    outbox::read(app).await;
    let Some(ready) = app.visit.manifest() else { return };
    // This page's own letter is sent as it is sent by hand.
    let own = app.visit.secrets.peek_with(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    let own_waits = is_unsent(app);
    let waits = |letter: &Waiting| letter.state == State::Waits && Some(letter.id) != own;
    let letters: Vec<Waiting> = known.letters.peek().into_iter().filter(waits).collect();
    known.busy.set(own_waits || !letters.is_empty());
    for letter in letters {
        let tried = letter.send(&ready).await.err();
        known.letters.update(|letters| {
            letters.iter_mut().filter(|other| other.id == letter.id).for_each(|other| other.tried = tried);
        });
    }
    if own_waits {
        let _ = sending::attempt(app, true).await;
    }
    outbox::read(app).await;
    known.busy.set(false);
    if is_unsent(app) || known.letters.peek_with(|letters| letters.iter().any(|letter| letter.state == State::Waits)) {
        look_later(app);
    }
}

/// Takes the intake's manifest in the place of one that was kept: then there is a network again.
async fn renew(app: App) {
    if app.visit.manifest().is_some_and(|ready| ready.kept)
        && let Ok(ready) = manifest::load().await
        && !ready.kept
    {
        app.visit.ready.update(|old| *old = Ok(ready));
    }
}

/// Whether this page's own letter has no receipt and can be sent again as it is.
fn is_unsent(app: App) -> bool {
    let remedy = app.visit.unsent.peek().map(Unsent::remedy);
    app.visit.sending.peek() == Sending::Unsent && remedy == Some(Remedy::SendAgain)
}
