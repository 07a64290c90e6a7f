//! Sealed letters that wait for a network, on a device that nobody else uses: envelope, grant and reference. Nothing of it can be read here:
//! the reference is encrypted under a key that the intake gives to the sender's own login. Without a login a letter can be sent, and no more.
//! With a visitor code nobody can be known again: such a letter waits without its reference, once its sender has that.
//!
//! A letter is put here when it is sealed. What waits is sent again by itself: by any page of the client that is open, and after that by the browser,
//! where it can (`xtask/tools/service-worker.js`). Who gets a receipt only puts it beside the letter: nothing is called sent before a page has
//! verified it. Then envelope and grant go; receipt and reference stay until the sender has noted the reference or left its page by the button that
//! is there for it, and for seven days at most. `pages/late/outbox.rs` shows all this; why it is like this is in docs/decisions/0013-offline.md and
//! docs/decisions/0026-leaving-a-device.md.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use lakzegel_contract::outbox::{ENVELOPE, GRANT, ID, PROBLEM, RECEIPT, REFERENCE, SEALED_AT, STORE, STORED_AT, UNTIL};
use lakzegel_crypto::{Envelope, EnvelopeId, Receipt, Reference};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    app::App,
    browser::{
        js::{has, seconds_of, text_of},
        late::{
            encrypted_entry::{DeviceKey, EncryptedEntry},
            storage::{self, Deleting},
        },
        signal::Signal,
    },
    flows::late::{
        drafts,
        upload::{Upload, verify},
    },
    model::{
        late::{
            unsent::{Remedy, Unsent},
            waiting_file::WaitingFile,
        },
        manifest::Ready,
        visit::{Secrets, Sending, Stored},
    },
};

/// What this page knows of the outbox. Copies are handles to the same.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// The letters in it, in the order in which they were sealed.
    pub letters: Signal<Vec<Waiting>>,
    /// Whether they are being sent at this moment.
    pub busy: Signal<bool>,
    /// Whether the browser sends what waits when no page is open.
    pub by_itself: Signal<bool>,
}

/// A letter in the outbox.
#[derive(Clone)]
pub struct Waiting {
    /// The envelope's id.
    pub id: EnvelopeId,
    /// When it was sealed, in seconds since 1970.
    pub sealed_at: u64,
    /// Until when it may be sent, in seconds since 1970.
    pub until: u64,
    /// How far it is.
    pub state: State,
    /// What came of the last try in this page.
    pub tried: Option<Unsent>,
    /// Whether it is on the device. What was opened from a file without a login, or on a shared device, is in this page only.
    pub kept: bool,
    /// Whether it is this page's sender who wrote it, or brought it: to others it is a sealed letter and nothing else.
    pub is_own: bool,
    /// Whether its text is on the device, and offered to its sender: it was refused, or its time is over.
    pub has_text: bool,
    /// Whether its reference is nowhere on the device: it was sealed with a visitor code, and its sender has noted the reference.
    pub is_noted: bool,
    /// The sender's secret, if it came from a file.
    reference: Option<Reference>,
    /// As it lies in the database.
    entry: JsValue,
}

/// How far a letter in the outbox is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It will be sent.
    Waits,
    /// Its time is over.
    TooLate,
    /// The intake refused it for good.
    Refused(Unsent),
    /// The receipt was verified.
    Stored(Stored),
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.state, self.tried, self.is_own, self.has_text)
            == (other.id, other.state, other.tried, other.is_own, other.has_text)
    }
}

thread_local! {
    static OUTBOX: Outbox = Outbox { letters: Signal::new(Vec::new()), busy: Signal::new(false), by_itself: Signal::new(false) };
}

/// An upload's own receipt stays the same for ever. When its log key is retired, the newest one takes its place in the entry. Returns whether it did.
async fn renew_receipt(entry: &JsValue, ready: &Ready) -> bool {
    let (id, text) = (text_of(entry, ID).and_then(|id| id.parse().ok()), text_of(entry, RECEIPT));
    if let (Some(id), Some(text)) = (id, text)
        && let Ok((newest, _)) = verify(text.clone(), id, ready).await
        && newest != text
    {
        return set(entry, RECEIPT, &newest.into()).is_some();
    }
    false
}

/// What this page knows of the outbox.
pub fn here() -> Outbox {
    OUTBOX.with(|outbox| *outbox)
}

/// Reads what is on the device. A receipt that came while no page was open is verified here, and only then believed.
pub async fn read(app: App) {
    let Some(ready) = app.visit.manifest() else { return };
    let mut letters = Vec::new();
    for entry in storage::all(STORE).await.iter() {
        let is_renewed = renew_receipt(&entry, &ready).await;
        let Some(mut letter) = Waiting::read(entry, true, &ready) else { continue };
        if letter.is_over(&ready) {
            forget(letter.id).await;
            continue;
        }
        letter.is_own = letter.reference(app).await.is_some();
        letter.is_noted = !has(&letter.entry, REFERENCE);
        if matches!(letter.state, State::Refused(_) | State::TooLate) {
            letter.has_text = drafts::offer_sealed(app.visit, letter.id).await;
        }
        if matches!(letter.state, State::Stored(_)) && (is_renewed || has(&letter.entry, ENVELOPE)) {
            let _ = letter.only_receipt().await;
        }
        letters.push(letter);
    }
    letters.sort_by_key(|letter| (letter.sealed_at, letter.id));
    let old = here().letters.get_untracked();
    for letter in &mut letters {
        letter.tried = old.iter().find(|other| other.id == letter.id).and_then(|other| other.tried);
    }
    let in_page = old.into_iter().filter(|letter| !letter.kept);
    letters.extend(in_page.filter_map(|letter| {
        let Waiting { tried, is_own, reference, entry, .. } = letter;
        Some(Waiting { tried, is_own, reference, ..Waiting::read(entry, false, &ready)? })
    }));
    here().letters.set(letters);
}

/// Stores a sealed letter on the device, if anything may be kept there, and reads it back. Returns whether it is there. With a visitor code nobody
/// could read its reference again, so it is kept without, and not before its sender has noted that.
pub async fn keep(app: App, envelope: &Envelope, grant: &str) -> bool {
    drafts::heed_mark(app.visit);
    let secrets = |secrets: &Secrets| (secrets.reference.clone(), secrets.sealed_at, secrets.is_noted);
    let (reference, sealed_at, is_noted) = app.visit.secrets.with_untracked(secrets);
    let kept = async {
        let (ready, reference) = app.visit.manifest().zip(reference)?;
        let letter = Waiting::new(envelope, grant, sealed_at, &ready)?;
        if !(is_noted && is_nobodys(app)) {
            letter.lock(app, &reference).await?;
        }
        letter.put().await
    };
    app.visit.may_keep() && kept.await.is_some()
}

/// Whether nobody's login could read the reference of this visit's letters again.
fn is_nobodys(app: App) -> bool {
    app.visit.secrets.with_untracked(|secrets| secrets.device_keys.is_empty())
}

/// Whether this page's letter may wait on the device as soon as its sender has noted the reference.
pub fn may_be_noted(app: App) -> bool {
    drafts::heed_mark(app.visit);
    app.visit.may_keep() && is_nobodys(app)
}

/// The sender has noted the reference of this page's sealed letter, which may wait on the device from now on. Returns whether it does.
pub async fn note_reference(app: App) -> bool {
    let visit = app.visit;
    let sealed = visit.secrets.update(|secrets| {
        secrets.is_noted = true;
        secrets.envelope.clone()
    });
    let Some((envelope, grant)) = sealed else { return false };
    if visit.kept.get_untracked() {
        return true;
    }
    let kept = keep(app, &envelope, &grant).await;
    // Meanwhile it may have been stored at the intake, or given up: then it waits for nothing.
    let still = |secrets: &Secrets| secrets.envelope.as_ref().is_some_and(|(now, _)| now.id() == envelope.id());
    if !visit.secrets.with_untracked(still) {
        forget(envelope.id()).await;
        return false;
    }
    visit.kept.set(kept);
    if kept {
        ask_the_browser().await;
        read(app).await;
    }
    kept
}

/// This page's own letter, which is on the device, is stored at the intake. Its receipt and its reference stay until the sender has noted that; if nothing
/// may be kept, or if nobody could open the reference again, the whole entry goes.
pub async fn keep_receipt(app: App, stored: Stored) {
    let visit = app.visit;
    let is_kept = put_receipt(app, stored).await.is_some();
    // Meanwhile the sender may have noted it, or left.
    let is_here =
        visit.sending.get_untracked() == Sending::Stored(stored) && !visit.secrets.with_untracked(|secrets| secrets.is_noted);
    if is_kept && is_here {
        visit.kept.set(true);
        read(app).await;
    } else {
        forget(stored.id).await;
    }
}

async fn put_receipt(app: App, stored: Stored) -> Option<()> {
    let ready = app.visit.manifest().filter(|_| app.visit.may_keep())?;
    let entry = storage::get(STORE, &stored.id.to_string()).await.filter(|entry| has(entry, REFERENCE))?;
    set(&entry, RECEIPT, &app.visit.secrets.with_untracked(|secrets| secrets.receipt.clone()).into())?;
    set_time(&entry, STORED_AT, stored.at)?;
    Waiting::read(entry, true, &ready)?.only_receipt().await
}

/// Until when the receipt and the reference of a letter that was stored `at` stay on the device. Both are seconds since 1970.
pub fn keeps_receipt_until(at: u64) -> u64 {
    at + drafts::LIFE
}

/// The sender of the letter that this page shows as stored has its reference: nothing is lost with the page any more, and nothing of it stays on the device.
pub fn note_receipt(app: App) {
    app.visit.secrets.update(|secrets| secrets.is_noted = true);
    if let Sending::Stored(stored) = app.visit.sending.get_untracked() {
        app.visit.kept.set(false);
        spawn_local(forget(stored.id));
    }
}

/// Notes why this page's own letter, which is on the device, was not stored; from now on the browser may send it by itself.
pub async fn note_refusal(app: App, unsent: Unsent) {
    let own = app.visit.secrets.with_untracked(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    if let Some(id) = own {
        refuse(id, unsent).await;
    }
    ask_the_browser().await;
    read(app).await;
    own.into_iter().for_each(|own| note_try(own, Some(unsent)));
}

/// Notes on a letter's card what came of a try. The same again is no change: nothing on the page moves.
pub fn note_try(id: EnvelopeId, tried: Option<Unsent>) {
    let mut letters = here().letters.get_untracked();
    letters.iter_mut().filter(|letter| letter.id == id).for_each(|letter| letter.tried = tried);
    here().letters.set(letters);
}

/// Stores that the intake refused this letter, so that a sender who closes the page learns it at the next visit.
async fn refuse(id: EnvelopeId, unsent: Unsent) {
    if unsent.remedy() == Remedy::SendAgain {
        return;
    }
    let name = id.to_string();
    let _turn = storage::turn(STORE).await;
    if let Some(entry) = storage::get(STORE, &name).await {
        let _ = set(&entry, PROBLEM, &unsent.name().into());
        let _ = storage::put(STORE, &name, &entry).await;
    }
}

/// Deletes a letter from the outbox, and its text.
pub async fn forget(id: EnvelopeId) {
    drafts::discard_sealed(id).await;
    here().letters.update(|letters| letters.retain(|letter| letter.id != id));
    let _turn = storage::turn(STORE).await;
    storage::remove(STORE, &id.to_string()).await;
}

/// Deletes the receipts and references of letters that were sent, and if `letters` also what was not sent. Returns `false` if it cannot be deleted now;
/// until it is, nobody can open it.
pub async fn forget_all(letters: bool) -> bool {
    let shown = here().letters;
    let is_stored = |letter: &Waiting| matches!(letter.state, State::Stored(_));
    if !letters {
        for letter in shown.get_untracked().iter().filter(|letter| is_stored(letter)) {
            forget(letter.id).await;
        }
        return true;
    }
    shown.update(Vec::clear);
    let _turn = storage::turn(STORE).await;
    Deleting::begin(STORE).end().await
}

/// Whether anything is in the outbox on the device.
pub async fn is_anything_there() -> bool {
    storage::all(STORE).await.length() > 0
}

/// Adds a letter from a file. Returns `false` if its sealing key is not this deployment's, or if the browser fails.
pub async fn open(app: App, file: WaitingFile) -> bool {
    let Some(ready) = app.visit.manifest() else { return false };
    let id = file.envelope.id();
    let Some(mut letter) = Waiting::new(&file.envelope, &file.grant, file.sealed_at, &ready) else { return false };
    if here().letters.with_untracked(|letters| letters.iter().all(|letter| letter.id != id)) {
        let locked = app.visit.may_keep() && letter.lock(app, &file.reference).await.is_some();
        letter.kept = locked && letter.put().await.is_some();
        letter.is_own = true;
        letter.reference = Some(file.reference);
        here().letters.update(|letters| letters.push(letter));
    }
    true
}

impl Waiting {
    /// An entry for a letter sealed at `sealed_at`. It may be sent until the sealing key expires or the outbox's time is over. Returns `None` if the
    /// manifest does not have the key, or if the browser fails.
    fn new(envelope: &Envelope, grant: &str, sealed_at: u64, ready: &Ready) -> Option<Self> {
        let id = envelope.id();
        let accepted = ready.manifest.key(envelope.key_id())?.accept_until;
        let until = accepted.min(sealed_at + ready.manifest.outbox_life);
        let entry: JsValue = Object::new().into();
        set(&entry, ID, &id.to_string().into())?;
        set_time(&entry, SEALED_AT, sealed_at)?;
        set_time(&entry, UNTIL, until)?;
        set(&entry, ENVELOPE, &Uint8Array::from(envelope.as_bytes()))?;
        set(&entry, GRANT, &grant.into())?;
        Self::read(entry, false, ready)
    }

    /// Adds the reference, encrypted for the sender's own login and bound to this letter. Returns `None` without such a login, or if the browser fails.
    async fn lock(&self, app: App, reference: &Reference) -> Option<()> {
        let keys = device_keys(app);
        let mut secret = [self.id.as_bytes().as_slice(), reference.as_bytes()].concat();
        let locked = EncryptedEntry::lock(keys.first()?, &mut secret).await?;
        locked.put(self.entry.unchecked_ref(), REFERENCE)?;
        // It must open again.
        self.reference(app).await.map(drop)
    }

    fn read(entry: JsValue, kept: bool, ready: &Ready) -> Option<Self> {
        let id: EnvelopeId = text_of(&entry, ID)?.parse().ok()?;
        let (sealed_at, until) = (seconds_of(&entry, SEALED_AT)?, seconds_of(&entry, UNTIL)?);
        let receipt = text_of(&entry, RECEIPT).and_then(|text| Receipt::parse(&text).ok()?.verify(&id, &ready.manifest).ok());
        let state = if let Some(receipt) = receipt {
            State::Stored(Stored { id, receipt, at: seconds_of(&entry, STORED_AT).unwrap_or_else(|| ready.server_now()) })
        } else if let Some(refusal) = text_of(&entry, PROBLEM).and_then(|name| Unsent::from_name(&name)) {
            State::Refused(refusal)
        } else if !has(&entry, ENVELOPE) {
            // It was stored, which cannot be shown now: it neither waits nor is it too late.
            return None;
        } else if ready.server_now() >= until {
            State::TooLate
        } else {
            State::Waits
        };
        Some(Self {
            id,
            sealed_at,
            until,
            state,
            tried: None,
            kept,
            is_own: false,
            has_text: false,
            is_noted: false,
            reference: None,
            entry,
        })
    }

    /// Puts it on the device, and reads it back: one browser reports no error for a failed write.
    async fn put(&self) -> Option<()> {
        let name = self.id.to_string();
        let _turn = storage::turn(STORE).await;
        storage::put(STORE, &name, &self.entry).await?;
        has(&storage::get(STORE, &name).await?, ID).then_some(())
    }

    /// Sends it, and stores the receipt or the refusal.
    ///
    /// # Errors
    ///
    /// Why there is no receipt.
    pub async fn send(&self, ready: &Ready) -> Result<(), Unsent> {
        let (envelope, grant) = self.sealed().ok_or(Unsent::Refused)?;
        let sent = match Upload::begin(&envelope, &grant).receipt().await {
            Ok(text) => verify(text, envelope.id(), ready).await.map(|(text, _)| text),
            Err(unsent) => Err(unsent),
        };
        match sent {
            Ok(text) => {
                let _ = set(&self.entry, RECEIPT, &text.into());
                let _ = set_time(&self.entry, STORED_AT, ready.server_now());
                let _ = self.only_receipt().await;
                Ok(())
            }
            Err(unsent) => {
                if unsent.remedy() != Remedy::SendAgain {
                    let _ = set(&self.entry, PROBLEM, &unsent.name().into());
                }
                refuse(self.id, unsent).await;
                Err(unsent)
            }
        }
    }

    /// Whether its receipt was here for as long as it may be. One that the browser brought is as old as its first reading.
    fn is_over(&self, ready: &Ready) -> bool {
        matches!(self.state, State::Stored(stored) if drafts::is_over(stored.at, ready))
    }

    /// Keeps of a letter that was stored its receipt and reference only: envelope, grant and text are deleted. Returns `None` if that is not on the device.
    async fn only_receipt(&self) -> Option<()> {
        drafts::discard_sealed(self.id).await;
        if let State::Stored(stored) = self.state {
            set_time(&self.entry, STORED_AT, stored.at)?;
        }
        for done in [ENVELOPE, GRANT] {
            let _ = Reflect::delete_property(self.entry.unchecked_ref::<Object>(), &done.into());
        }
        // Whoever threw it away meanwhile does not find it there again.
        storage::get(STORE, &self.id.to_string()).await.filter(|_| self.kept)?;
        self.put().await
    }

    /// Envelope and grant.
    fn sealed(&self) -> Option<(Envelope, String)> {
        let bytes = Reflect::get(&self.entry, &ENVELOPE.into()).ok()?;
        let envelope = Envelope::decode(&Uint8Array::new(&bytes).to_vec()).ok()?;
        (envelope.id() == self.id).then_some((envelope, text_of(&self.entry, GRANT)?))
    }

    /// The sender's secret. `None` if its sender is not logged in, or if the browser fails.
    pub async fn reference(&self, app: App) -> Option<Reference> {
        if self.reference.is_some() {
            return self.reference.clone();
        }
        let read = |bytes: &[u8]| {
            let reference = bytes.strip_prefix(self.id.as_bytes().as_slice())?;
            Some(Reference::from_bytes(reference.try_into().ok()?))
        };
        EncryptedEntry::take(&self.entry, REFERENCE)?.unlock_with(&device_keys(app), read).await
    }

    /// The verified receipt's text.
    pub fn receipt(&self) -> Option<String> {
        text_of(&self.entry, RECEIPT)
    }

    /// What is saved as a file. `None` if its sender is not logged in, or if the browser fails.
    pub async fn file(&self, app: App) -> Option<WaitingFile> {
        let (envelope, grant) = self.sealed()?;
        Some(WaitingFile { sealed_at: self.sealed_at, envelope, grant, reference: self.reference(app).await? })
    }
}

fn device_keys(app: App) -> Vec<DeviceKey> {
    app.visit.secrets.with_untracked(|secrets| secrets.device_keys.clone())
}

#[wasm_bindgen]
extern "C" {
    type Workers;
    type Registration;
    type Background;

    #[wasm_bindgen(method, catch, js_name = getRegistration)]
    fn get_registration(this: &Workers) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn sync(this: &Registration) -> Option<Background>;
    #[wasm_bindgen(method, catch)]
    fn register(this: &Background, name: &str) -> Result<Promise, JsValue>;
}

/// Asks the browser to send what waits as soon as there is a network, also when no page is open, and remembers whether it will.
pub async fn ask_the_browser() {
    let asked = async {
        let workers = Reflect::get(&window().navigator(), &"serviceWorker".into()).ok().filter(JsValue::is_object)?;
        let registration = JsFuture::from(workers.unchecked_ref::<Workers>().get_registration().ok()?).await.ok()?;
        let sync = Some(registration).filter(JsValue::is_object)?.unchecked_ref::<Registration>().sync()?;
        JsFuture::from(sync.register(STORE).ok()?).await.ok()
    };
    let will = asked.await.is_some();
    here().by_itself.set(will);
}

fn set(entry: &JsValue, name: &str, value: &JsValue) -> Option<()> {
    Reflect::set(entry, &name.into(), value).ok().map(drop)
}

/// Times are whole seconds here.
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
fn set_time(entry: &JsValue, name: &str, time: u64) -> Option<()> {
    set(entry, name, &JsValue::from_f64(time as f64))
}
