//! Sealing and sending. The letter is sealed once; what is sent again is the very same envelope, so that it is stored once.

use lakzegel_crypto::{Envelope, Receipt, Reference, SealedLetter, VerifiedReceipt};
use wasm_bindgen_futures::spawn_local;

use super::Step;
use crate::{
    app::{App, heading},
    clock,
    key::Random,
    manifest::{self, Ready},
    net,
    ui::{self, El, el, p},
    unsent::{Remedy, Unsent},
    visit::{Held, Sending, Stored, tidy},
    words::{self, Key},
};

/// How long it takes to see or to hear that the letter is being sealed, and then that it is on its way, in milliseconds. What comes sooner
/// waits: otherwise a screen reader says that the letter is stored and then that it is being sealed, or turns the two round.
const TELLING: i32 = 700;

/// The button that seals and sends, and what is seen meanwhile. It keeps the focus, and pressed twice it sends once.
pub fn button(app: App) -> El {
    let progress = move || {
        let state = move || Some(if app.visit.sending.get() == Sending::Uploading { "sealed" } else { "busy" }.to_owned());
        let seal = el("span").class("envelope").attr("aria-hidden", "true").child(el("span").class("seal"));
        let text = el("p").class("sealing-text").words(move || words::t(phase(app)));
        app.visit.under_way.get().then(|| el("div").class("sealing").attr_live("data-state", state).child(seal).child(text))
    };
    el("div").live(progress).child(ui::actions([press(app, Key::Send)]))
}

/// A button that sends; while that is under way it says so.
fn press(app: App, key: Key) -> El {
    ui::bare_button(ui::PRIMARY, move |_| start(app))
        .attr_live("aria-disabled", move || app.visit.under_way.get().then(|| "true".to_owned()))
        .words(move || words::t(if app.visit.under_way.get() { Key::SendBusy } else { key }))
}

fn phase(app: App) -> Key {
    if app.visit.sending.get() == Sending::Uploading { Key::SendUploading } else { Key::SendSealing }
}

/// The page about a letter that has no receipt: what happened, where the letter is, and what to do.
#[inline(never)]
pub fn view(app: App) -> El {
    let back = move |_| {
        app.visit.held.update(Held::drop_envelope);
        app.visit.sending.set(Sending::Writing);
        app.go(Step::Write);
    };
    let log_in = move |_| {
        app.visit.log_out();
        app.go(Step::Identity);
    };
    // Built anew for another reason only: while it is tried again, the button keeps the focus.
    let told = move || {
        let unsent = app.visit.unsent.get()?;
        let buttons = match unsent.remedy() {
            Remedy::SendAgain | Remedy::OtherGrant => vec![press(app, Key::UnsentSendAgain)],
            Remedy::SealAgain => vec![press(app, Key::UnsentSealAgain), ui::button(ui::SECONDARY, Key::UnsentBack, back)],
            Remedy::LogInAgain => {
                vec![ui::button(ui::PRIMARY, Key::UnsentLogIn, log_in), ui::button(ui::SECONDARY, Key::UnsentBack, back)]
            }
            Remedy::GoBack => vec![ui::button(ui::PRIMARY, Key::UnsentBack, back)],
        };
        let kind = if unsent == Unsent::FalseReceipt { "notice notice-error" } else { "notice notice-warning" };
        Some(
            el("div")
                .child(el("div").class(kind).child(el("p").words(move || unsent.what())))
                .child(ui::notice("notice notice-info", Key::SafeTitle, unsent.safe()))
                .child(el("h2").say(Key::RefusedDoTitle))
                .child(p(unsent.advice()))
                .child(ui::actions(buttons)),
        )
    };
    el("div").child(heading(Step::Unsent)).live(told)
}

/// Seals, unless there is an envelope already, and sends. Does nothing while that is under way.
pub fn start(app: App) {
    if app.visit.under_way.peek() {
        return;
    }
    app.visit.under_way.set(true);
    let remedy = match app.visit.sending.peek() {
        Sending::Unsent => app.visit.unsent.peek().map_or(Remedy::SendAgain, Unsent::remedy),
        _ => Remedy::SendAgain,
    };
    spawn_local(async move {
        let result = send(app, remedy).await;
        app.visit.under_way.set(false);
        match result {
            Ok(stored) => {
                app.visit.wipe_letter();
                app.visit.sending.set(Sending::Stored(stored));
                app.go(Step::Receipt);
            }
            Err(unsent) => {
                app.visit.unsent.set(Some(unsent));
                app.visit.sending.set(Sending::Unsent);
                app.go(Step::Unsent);
            }
        }
    });
}

async fn send(app: App, remedy: Remedy) -> Result<Stored, Unsent> {
    let visit = app.visit;
    match remedy {
        Remedy::SealAgain => visit.held.update(Held::drop_envelope),
        Remedy::OtherGrant => visit.held.update(Held::change_grant).ok_or(Unsent::NoGrant)?,
        Remedy::SendAgain | Remedy::LogInAgain | Remedy::GoBack => (),
    }
    // What is sealed is sent as it is: it may have been stored already, and sealed anew it would be a second letter.
    let sealed = visit.held.peek_with(|held| held.envelope.clone());
    let (envelope, grant) = match sealed {
        Some(sealed) => sealed,
        None => {
            tell(app, Sending::Sealing);
            let told = clock::sleep(TELLING);
            let sealed = seal(app, remedy == Remedy::SealAgain).await?;
            told.await;
            sealed
        }
    };
    tell(app, Sending::Uploading);
    let told = clock::sleep(TELLING);
    let ready = visit.manifest().ok_or(Unsent::Manifest)?;
    let receipt = upload(&envelope, &grant).await?;
    let verified = verify(&receipt, &envelope, &ready).ok_or(Unsent::FalseReceipt)?;
    told.await;
    visit.held.update(|held| {
        held.receipt = receipt;
        held.envelope = None;
    });
    Ok(Stored { id: envelope.id(), receipt: verified, at: ready.now() })
}

/// Says how far it is, on the page and to a screen reader.
fn tell(app: App, sending: Sending) {
    app.visit.sending.set(sending);
    app.speak(words::t(phase(app)));
}

/// Seals the letter with a grant to upload it, and keeps both: after this the same envelope is sent again and again.
///
/// A manifest whose time is over is fetched again first, and so is one whose sealing key the intake called outdated.
async fn seal(app: App, outdated: bool) -> Result<(Envelope, String), Unsent> {
    let visit = app.visit;
    let usable = |ready: &Ready| ready.now() < ready.manifest.expires && ready.manifest.active_key(ready.now()).is_some();
    if outdated || !visit.manifest().is_some_and(|ready| usable(&ready)) {
        let ready = manifest::load().await.map_err(|_| Unsent::Manifest)?;
        visit.ready.update(|old| *old = Ok(ready));
    }
    let ready = visit.manifest().ok_or(Unsent::Manifest)?;
    let now = ready.now();
    let held = |held: &Held| (held.key.clone(), held.evidence.clone(), held.seal_until, held.grants.last().cloned());
    let (key, evidence, seal_until, grant) = visit.held.peek_with(held);
    if now > seal_until {
        return Err(Unsent::VisitOver);
    }
    let (key, evidence) = key.zip(evidence).ok_or(Unsent::VisitOver)?;
    let grant = grant.ok_or(Unsent::NoGrant)?;
    let sealing_key = &ready.manifest.active_key(now).ok_or(Unsent::OutdatedKey)?.config;
    let reference = Reference::from_bytes(Random::bytes());
    let letter = SealedLetter {
        message_id: Random::bytes(),
        sealed_at: now,
        origin: ready.manifest.origin.clone(),
        manifest_hash: ready.manifest.hash(),
        notice_version: ready.manifest.notice_version,
        rules_version: lakzegel_letter::RULES_VERSION,
        recipient_number: tidy(visit.number),
        recipient_name: tidy(visit.recipient),
        sender_name: tidy(visit.sender),
        reference: reference.clone(),
        evidence,
        visit_key: key.public,
        body: visit.body.peek(),
    };
    let to_sign = letter.to_sign(sealing_key).map_err(|_| Unsent::NotSealed)?;
    let signature = key.sign(to_sign.message()).await.ok_or(Unsent::NotSealed)?;
    let envelope = to_sign.seal(signature, &mut Random).map_err(|_| Unsent::NotSealed)?;
    visit.held.update(|held| {
        held.grants.pop();
        held.reference = Some(reference);
        held.envelope = Some((envelope.clone(), grant.clone()));
    });
    Ok((envelope, grant))
}

/// Has the browser compile what sealing needs, while the sender reads the letter once more. Should it fail, sealing says so.
pub fn rehearse(app: App) {
    let Some(ready) = app.visit.manifest() else { return };
    if let Some(key) = ready.manifest.active_key(ready.now()) {
        let _ = lakzegel_crypto::rehearse(&ready.manifest.origin, &key.config, &mut Random);
    }
}

/// Uploads an envelope. Gives the receipt's text, not verified.
async fn upload(envelope: &Envelope, grant: &str) -> Result<String, Unsent> {
    let path = ["/v1/envelopes/", &envelope.id().to_string()].concat();
    let bearer = ["Bearer ", grant].concat();
    let request = net::put(&path).header("content-type", "application/octet-stream").header("authorization", &bearer);
    let request = request.body(js_sys::Uint8Array::from(envelope.as_bytes()));
    let answer = net::send(request).await.map_err(|_| Unsent::Unreachable)?;
    let text = answer.text().await.map_err(|_| Unsent::Unreachable)?;
    if answer.ok() {
        return Ok(text);
    }
    let problem = js_sys::JSON::parse(&text).ok().and_then(|problem| net::text_of(&problem, "type"));
    let wait = answer.headers().get("retry-after").and_then(|seconds| seconds.parse().ok());
    Err(Unsent::from_answer(answer.status(), problem.as_deref(), wait))
}

/// Own hash, inclusion and signatures: what must hold before anything says "stored".
pub fn verify(receipt: &str, envelope: &Envelope, ready: &Ready) -> Option<VerifiedReceipt> {
    Receipt::parse(receipt).ok()?.verify(&envelope.id(), &ready.manifest).ok()
}
