//! The letter while it is being written, on a device that nobody else uses: it survives a reload, a crash and an empty battery.
//!
//! It lies in a database of the browser, encrypted under a key that the intake gives to whoever is logged in, and that does not lie there: nobody
//! else's login opens it. As long as the letter waits sealed its text is not offered; it is there if that is refused. It is thrown away when the letter is stored, after seven days, when its sender says so, and when the device is shared; with
//! a visitor code and in a kiosk nothing is kept. Each page keeps its letter under a name of its own, so that no two pages write over
//! each other. Why it is like this: docs/decisions/0012-drafts.md.

use std::cell::Cell;

use js_sys::{Date, Object, Reflect};
use lakzegel_crypto::EnvelopeId;
use leptos::{prelude::window, reactive::owner::Owner};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::{
        clock::after,
        events::listen,
        js::{has, seconds_of, text_of},
        late::{
            encrypted_entry::{DeviceKey, EncryptedEntry},
            storage::{self, Deleting},
            webcrypto::Random,
        },
        signal::{Signal, follow},
    },
    flows::late::login_carryover,
    model::{manifest::Ready, visit::Visit},
    ui::late::field,
    words::{self, Key},
};

/// The database.
const STORE: &str = "lakzegel-draft";
/// Entry of the local storage: other people use this device, too. It says nothing about anybody.
const SHARED: &str = "lakzegel-shared";
/// Time in seconds for which a letter is kept after its last change.
pub const LIFE: u64 = 7 * 24 * 60 * 60;
/// Pause in typing, in milliseconds, after which the letter is stored.
const PAUSE: i32 = 1000;
/// Time in milliseconds after which the letter is stored although typing has not paused.
const WITHOUT_PAUSE: f64 = 10_000.0;
/// Fields of an entry: its name, when it was written (seconds since 1970), and the encrypted letter.
const NAME: &str = "name";
const AT: &str = "at";
const LETTER: &str = "letter";
/// The id of the envelope in which the letter waits: as long as it does, its text is not offered. And whether that was refused, or its time is over.
const SEALED: &str = "sealed";
const REFUSED: &str = "refused";

/// What this page knows of drafts. Copies are handles to the same.
#[derive(Clone, Copy)]
pub struct Drafts {
    /// Whether this page's letter is on the device.
    pub state: Signal<DraftState>,
    /// The sender's other letters, found here at the login.
    pub found: Signal<Vec<FoundDraft>>,
}

/// Whether the letter is on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// It is not.
    No,
    /// It is, until then: seconds since 1970.
    Until(u64),
    /// The browser does not do it.
    Failed,
}

/// A letter that was begun on another page.
#[derive(Clone)]
pub struct FoundDraft {
    /// The name of its entry.
    pub name: String,
    /// When it was last kept, in seconds since 1970.
    pub at: u64,
}

thread_local! {
    static DRAFTS: Drafts = Drafts {
        state: Signal::new(DraftState::No),
        found: Signal::new(Vec::new()),
    };
    /// Whether this page follows its letter.
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    /// How often the letter was changed, and how often when it was last kept.
    static CHANGED: Cell<u32> = const { Cell::new(0) };
    static SAVED: Cell<u32> = const { Cell::new(0) };
    /// When the first change was made that is not kept yet, in milliseconds since 1970.
    static SINCE: Cell<f64> = const { Cell::new(0.0) };
}

/// What this page knows of drafts.
pub fn here() -> Drafts {
    DRAFTS.with(|drafts| *drafts)
}

/// Whether the letter, as it is now, is on the device: then it is not lost with the page.
pub fn is_safe() -> bool {
    matches!(here().state.get_untracked(), DraftState::Until(_)) && CHANGED.get() == SAVED.get()
}

/// Looks for what the sender has begun here earlier, and keeps what is written from now on. Called when somebody has logged in.
pub async fn begin(app: App) {
    if is_marked() {
        app.visit.shared.set(true);
    }
    look(app.visit).await;
    if !WATCHED.replace(true) {
        watch(app);
    }
}

/// Follows the letter as long as the page lives.
fn watch(app: App) {
    let visit = app.visit;
    let owner = Owner::new();
    owner.with(|| {
        follow(Box::new(move || {
            for text in [visit.number, visit.recipient, visit.sender, visit.body] {
                text.with(|_| ());
            }
            visit.login.with(|_| ());
            visit.shared.with(|_| ());
            visit.kept.with(|_| ());
            changed(app);
        }));
    });
    core::mem::forget(owner);
    // The last moment in which a page on a phone is sure to run.
    for leaving in ["visibilitychange", "pagehide"] {
        listen(leaving, move |_| {
            if field::read_all() || CHANGED.get() != SAVED.get() {
                save_now(app);
            }
        });
    }
    // Another tab says whether the device is shared.
    listen("storage", move |_| visit.shared.set(is_marked()));
}

/// Counts a change, and stores the letter after a pause. Nothing else happens at a keystroke.
fn changed(app: App) {
    let now = Date::now();
    if CHANGED.get() == SAVED.get() {
        SINCE.set(now);
    }
    let count = CHANGED.get() + 1;
    CHANGED.set(count);
    let is_late = now - SINCE.get() > WITHOUT_PAUSE;
    after(PAUSE, move || {
        if is_late || CHANGED.get() == count {
            save_soon(app);
        }
    });
}

fn save_soon(app: App) {
    if CHANGED.get() != SAVED.get() {
        save_now(app);
    }
}

fn save_now(app: App) {
    spawn_local(async move {
        let _ = save(app).await;
    });
}

/// Stores the letter as it is now, if it may be stored. Returns `None` if it is not on the device after this.
pub async fn save(app: App) -> Option<()> {
    let drafts = here();
    if keys(app.visit).is_none() {
        // Nothing of this page may be kept, so there is nothing to take a turn for: least of all in a page that is being left.
        drafts.state.set(DraftState::No);
        SAVED.set(CHANGED.get());
        return None;
    }
    let _turn = storage::turn(STORE).await;
    // As it stands in the fields, whether they have told of it or not.
    field::read_all();
    let count = CHANGED.get();
    let kept = settle(app.visit).await;
    // Told once; while it lasts, it stands on the page.
    if kept == DraftState::Failed && drafts.state.get_untracked() != DraftState::Failed {
        app.announce(words::t(Key::DraftFailed));
    }
    drafts.state.set(kept);
    SAVED.set(count);
    matches!(kept, DraftState::Until(_)).then_some(())
}

/// Brings the device up to date: the letter is there as it is now, or not at all.
async fn settle(visit: Visit) -> DraftState {
    heed_mark(visit);
    let Some(keys) = keys(visit) else { return DraftState::No };
    if visit.has_letter() {
        return keep(visit, &keys).await.map_or(DraftState::Failed, DraftState::Until);
    }
    remove(visit.draft_name.update(core::mem::take)).await;
    DraftState::No
}

/// Deletes an entry. The caller holds the lock. An empty name means that there is none.
async fn remove(name: String) {
    if !name.is_empty() {
        storage::remove(STORE, &name).await;
    }
}

/// Stores the letter, and reads it back: one browser reports no error for a failed write. Returns until when it is kept, in seconds since 1970.
async fn keep(visit: Visit, keys: &[DeviceKey]) -> Option<u64> {
    let at = visit.manifest()?.server_now();
    let name = visit.draft_name.update(|name| {
        if name.is_empty() {
            *name = u64::from_ne_bytes(Random::bytes()).to_string();
        }
        name.clone()
    });
    let entry = Object::new();
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
    let time = JsValue::from_f64(at as f64);
    for (part, value) in [(NAME, JsValue::from(&name)), (AT, time)] {
        Reflect::set(&entry, &part.into(), &value).ok()?;
    }
    if let Some(id) = sealed_in(visit) {
        Reflect::set(&entry, &SEALED.into(), &id.to_string().into()).ok()?;
    }
    login_carryover::seal(visit, keys.first()?).await?.put(&entry, LETTER)?;
    storage::put(STORE, &name, &entry).await?;
    letter(&name).await?.unlock_with(keys, |_| Some(())).await?;
    Some(at + LIFE)
}

/// The envelope in which this page's letter waits on the device, if it does.
fn sealed_in(visit: Visit) -> Option<EnvelopeId> {
    let sealed = visit.secrets.with_untracked(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    sealed.filter(|_| visit.kept.get_untracked())
}

/// The entry with the text of the letter that waits in this envelope, and its name.
async fn sealed(id: EnvelopeId) -> Option<(String, JsValue)> {
    let id = id.to_string();
    let entry = storage::all(STORE).await.iter().find(|entry| text_of(entry, SEALED).is_some_and(|sealed| sealed == id))?;
    Some((text_of(&entry, NAME)?, entry))
}

/// A letter that waited is refused, or its time is over: from now on its text is offered like that of any letter. Returns whether it is on the device.
pub async fn offer_sealed(visit: Visit, id: EnvelopeId) -> bool {
    let turn = storage::turn(STORE).await;
    let Some((name, entry)) = sealed(id).await else { return false };
    let is_new = !has(&entry, REFUSED);
    if is_new {
        let _ = Reflect::set(&entry, &REFUSED.into(), &JsValue::TRUE);
        let _ = storage::put(STORE, &name, &entry).await;
    }
    drop(turn);
    if is_new {
        look(visit).await;
    }
    true
}

/// Deletes the text of a letter that waited in this envelope: it is stored, or thrown away.
pub async fn discard_sealed(id: EnvelopeId) {
    let _turn = storage::turn(STORE).await;
    if let Some((name, _)) = sealed(id).await {
        withdraw(&name);
        remove(name).await;
    }
}

/// The encrypted letter of that name.
async fn letter(name: &str) -> Option<EncryptedEntry> {
    EncryptedEntry::take(&storage::get(STORE, name).await?, LETTER)
}

/// The keys to what this sender's letters leave here. `None` if nothing may be kept, or if nobody can be known again: a visitor code counts for one
/// visit.
fn keys(visit: Visit) -> Option<Vec<DeviceKey>> {
    let keys = visit.secrets.with_untracked(|secrets| secrets.device_keys.clone());
    (visit.may_keep() && !keys.is_empty()).then_some(keys)
}

/// Finds what is this sender's, the newest first. What the login does not open is somebody else's: nothing is said of it.
async fn look(visit: Visit) {
    let drafts = here();
    let mut found = Vec::new();
    if let Some((keys, ready)) = keys(visit).zip(visit.manifest()) {
        for entry in storage::all(STORE).await.iter() {
            let Some((name, at)) = described(&entry) else { continue };
            let waits = has(&entry, SEALED) && !has(&entry, REFUSED);
            if name == visit.draft_name.get_untracked() || waits || is_over(at, &ready) {
                continue;
            }
            let Some(letter) = EncryptedEntry::take(&entry, LETTER) else { continue };
            if letter.unlock_with(&keys, |_| Some(())).await.is_some() {
                // A few at most: the standard library's sorting is two kilobytes.
                let place = found.iter().position(|other: &FoundDraft| other.at < at).unwrap_or(found.len());
                found.insert(place, FoundDraft { name, at });
            }
        }
    }
    drafts.found.update(|old| *old = found);
}

/// An entry's name, and when it was made.
fn described(entry: &JsValue) -> Option<(String, u64)> {
    Some((text_of(entry, NAME)?, seconds_of(entry, AT)?))
}

/// Whether the time of an entry is over that was written `at`, in seconds since 1970. Where the service does not answer nobody knows its time, and
/// nothing is too old.
pub fn is_over(at: u64, ready: &Ready) -> bool {
    ready.kept.is_none() && is_old(at, ready.server_now())
}

/// Whether an entry's time is over. Both times are in seconds since 1970, by the service's clock. An entry from the future was written while the
/// clock was wrong.
fn is_old(at: u64, now: u64) -> bool {
    now.abs_diff(at) >= LIFE
}

/// Deletes what is too old, whoever left it there, and looks again when the next entry's time is over.
pub fn forget_old(visit: Visit) {
    spawn_local(look_for_old(visit));
}

async fn look_for_old(visit: Visit) {
    let Some(ready) = visit.manifest() else { return };
    let mut next = LIFE;
    for (name, at) in storage::all(STORE).await.iter().filter_map(|entry| described(&entry)) {
        if is_over(at, &ready) {
            let _turn = storage::turn(STORE).await;
            if name == visit.draft_name.get_untracked() {
                here().state.set(DraftState::No);
            }
            remove(name).await;
        } else {
            next = next.min((at + LIFE).saturating_sub(ready.server_now()));
        }
    }
    let wait = i32::try_from(1000 * (next + 1)).unwrap_or(i32::MAX);
    after(wait, move || forget_old(visit));
}

/// Deletes this page's entry: the letter is stored, or its sender wants so. The letter stays in the page, and is stored again when
/// it changes.
pub async fn throw_away(visit: Visit) {
    let _turn = storage::turn(STORE).await;
    here().state.set(DraftState::No);
    remove(visit.draft_name.update(core::mem::take)).await;
}

/// Throws away a letter that was found.
pub async fn discard(name: String) {
    let _turn = storage::turn(STORE).await;
    remove(name).await;
}

/// Deletes all drafts, whoever's they are. Returns whether they are gone.
pub async fn forget_all(visit: Visit) -> bool {
    let drafts = here();
    let _turn = storage::turn(STORE).await;
    visit.draft_name.update(core::mem::take);
    drafts.state.set(DraftState::No);
    drafts.found.update(Vec::clear);
    Deleting::begin(STORE).end().await
}

/// A letter that was found is not offered any more.
pub fn withdraw(name: &str) {
    here().found.update(|found| found.retain(|found| found.name != name));
}

/// Puts a letter that was found into this page, as it is on the device now. `None` if it is gone.
pub async fn resume(app: App, name: &str) -> Option<()> {
    let visit = app.visit;
    let own = visit.draft_name.get_untracked();
    login_carryover::open(&letter(name).await?, &keys(visit)?, visit, |_| true).await?;
    // This page keeps it under a name of its own. Only when it does, the other entry goes: there is no moment without one.
    visit.draft_name.set(own);
    if save(app).await.is_some() {
        discard(name.to_owned()).await;
    }
    Some(())
}

/// Stores whether other people use this device, too. If they do, all drafts are deleted.
pub fn share(app: App, shared: bool) {
    mark(shared);
    app.visit.shared.set(shared);
    if shared {
        spawn_local(async move {
            forget_all(app.visit).await;
            app.announce(words::t(Key::DraftNone));
        });
    }
}

/// Whether this sender's letter may be kept here, and could be known again.
pub fn may_keep(visit: Visit) -> bool {
    keys(visit).is_some()
}

/// Whether it is the sender's choice if the device is shared: what is never kept needs no switch.
pub fn is_senders_choice(visit: Visit) -> bool {
    visit.shared.get_untracked() || may_keep(visit)
}

/// Takes over what was said on this device before, or in another tab: that other people use it, too.
pub fn heed_mark(visit: Visit) {
    if is_marked() {
        visit.shared.set(true);
    }
}

/// Whether somebody has said that other people use this device.
fn is_marked() -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.get_item(SHARED).is_ok_and(|mark| mark.is_some()))
}

fn mark(shared: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if shared { storage.set_item(SHARED, "1") } else { storage.remove_item(SHARED) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_700_000_000;

    #[test]
    fn a_letter_is_kept_for_seven_days() {
        assert!(!is_old(NOON, NOON));
        assert!(!is_old(NOON, NOON + 7 * 86_400 - 1));
        assert!(is_old(NOON, NOON + 7 * 86_400));
    }

    #[test]
    fn a_clock_that_was_a_little_ahead_is_no_reason_to_lose_a_letter_and_one_that_was_years_ahead_keeps_none_for_years() {
        assert!(!is_old(NOON + 600, NOON));
        assert!(is_old(NOON + 365 * 86_400, NOON));
    }
}
