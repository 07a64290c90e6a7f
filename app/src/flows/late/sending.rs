//! Sealing and sending. The letter is sealed once; what is sent again is the very same envelope, so that it is stored once.

use lakzegel_crypto::{Envelope, Reference, SealedLetter};
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::{clock, late::webcrypto::Random, net::NoAnswer},
    flows::late::{
        drafts, outbox,
        upload::{Upload, verify},
    },
    model::{
        late::{
            typed,
            unsent::{Remedy, Unsent},
        },
        manifest,
        step::Step,
        visit::{Secrets, Sending, Stored},
    },
    words::{self, Key},
};

/// Minimum time in milliseconds for which each status stays, so that screen readers announce them in order: told sooner, one says that the
/// letter is stored and then that it is being sealed.
const STATUS_STAYS: i32 = 700;

/// What is being done: sealing or sending.
pub fn phase(app: App) -> Key {
    if app.visit.sending.get() == Sending::Uploading { Key::SendUploading } else { Key::SendSealing }
}

/// Drops an envelope that cannot be sent. The letter is still in this page as it was written.
pub fn drop_envelope(app: App) {
    let id = app.visit.secrets.with_untracked(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    app.visit.secrets.update(Secrets::drop_envelope);
    app.visit.kept.set(false);
    if let Some(id) = id {
        spawn_local(async move {
            let _ = drafts::save(app).await;
            outbox::forget(id).await;
        });
    }
}

/// Seals, unless there is an envelope already, and sends. Does nothing while that is under way. `by_itself` means that nobody pressed a button:
/// then what it comes to is told only if it is something new.
///
/// # Errors
///
/// Why there is no receipt. The sender has been told; when it is tried again is the caller's to say.
pub async fn attempt(app: App, by_itself: bool) -> Result<(), Unsent> {
    let visit = app.visit;
    if visit.under_way.get_untracked() {
        return Ok(());
    }
    visit.under_way.set(true);
    let before = visit.unsent.get_untracked().filter(|_| visit.sending.get_untracked() == Sending::Unsent);
    let result = send(app, before.map_or(Remedy::SendAgain, Unsent::remedy), by_itself).await;
    visit.under_way.set(false);
    match result {
        Ok(stored) => {
            visit.kept.set(false);
            visit.wipe_letter();
            visit.sending.set(Sending::Stored(stored));
            // A sender who asks about another letter is not interrupted.
            if by_itself && app.step.get_untracked() == Step::Status {
                app.announce(words::t(Key::ReceiptTitle));
            } else {
                app.go(Step::Receipt);
            }
            drafts::throw_away(visit).await;
            outbox::keep_receipt(app, stored).await;
            Ok(())
        }
        Err(unsent) => {
            let waited = visit.kept.get_untracked();
            if unsent.remedy() != Remedy::SendAgain {
                keep_text(app).await;
            }
            visit.unsent.set(Some(unsent));
            visit.sending.set(Sending::Unsent);
            // Whoever looks at what waits reads it on the letter's card.
            let is_told_there = by_itself && visit.kept.get_untracked() && app.step.get_untracked() == Step::Outbox;
            if !is_told_there && (!by_itself || before != Some(unsent)) {
                app.go(Step::Unsent);
            }
            if waited {
                outbox::note_refusal(app, unsent).await;
            }
            Err(unsent)
        }
    }
}

/// What was refused waits for nothing, and every remedy needs what is in this page only. So the text is kept as it was while it was written, if it
/// may be, and then the sealed letter leaves the device. If it may not, the refusal stays there, and the browser asks before the page closes.
async fn keep_text(app: App) {
    let visit = app.visit;
    let refused = visit.secrets.with_untracked(|secrets| secrets.envelope.as_ref().map(|(envelope, _)| envelope.id()));
    let waited = visit.kept.get_untracked();
    visit.kept.set(false);
    if drafts::save(app).await.is_some()
        && let Some(refused) = refused.filter(|_| waited)
    {
        outbox::forget(refused).await;
    }
}

async fn send(app: App, remedy: Remedy, by_itself: bool) -> Result<Stored, Unsent> {
    let visit = app.visit;
    match remedy {
        Remedy::SealAgain => drop_envelope(app),
        Remedy::OtherGrant => visit.secrets.update(Secrets::change_grant).ok_or(Unsent::NoGrant)?,
        Remedy::SendAgain | Remedy::LogInAgain | Remedy::GoBack => (),
    }
    // An envelope is sent unchanged: it may have been stored already, and sealed again it would be a second letter.
    let sealed = visit.secrets.with_untracked(|secrets| secrets.envelope.clone());
    let (envelope, grant) = match sealed {
        Some(sealed) => sealed,
        None => {
            tell(app, Sending::Sealing);
            let told = clock::sleep(STATUS_STAYS);
            let sealed = seal(app, remedy == Remedy::SealAgain).await?;
            told.await;
            sealed
        }
    };
    if !by_itself {
        tell(app, Sending::Uploading);
    }
    let told = clock::sleep(if by_itself { 0 } else { STATUS_STAYS });
    let ready = visit.manifest().ok_or(Unsent::Manifest)?;
    let upload = Upload::begin(&envelope, &grant);
    // Stored on the device while it is on its way: from now on it is not lost with the page.
    if !visit.kept.get_untracked() || remedy == Remedy::OtherGrant {
        visit.kept.set(outbox::keep(app, &envelope, &grant).await);
        if visit.kept.get_untracked() {
            // Its text stays as well, and is not offered as long as the letter waits.
            let _ = drafts::save(app).await;
        }
    }
    let (receipt, verified) = verify(upload.receipt().await?, envelope.id(), &ready).await?;
    told.await;
    visit.secrets.update(|secrets| {
        secrets.receipt = receipt;
        secrets.envelope = None;
    });
    Ok(Stored { id: envelope.id(), receipt: verified, at: ready.server_now() })
}

/// Says how far it is, on the page and to a screen reader.
fn tell(app: App, sending: Sending) {
    app.visit.sending.set(sending);
    app.announce(words::t(phase(app)));
}

/// Seals the letter, and keeps the envelope with a grant to upload it. Every later try sends this envelope.
///
/// Fetches the manifest again first if it has expired, if it is no longer known to be the newest, or if the intake called its sealing key `outdated`.
async fn seal(app: App, outdated: bool) -> Result<(Envelope, String), Unsent> {
    let visit = app.visit;
    if outdated || !visit.manifest().is_some_and(|ready| ready.is_usable()) {
        let ready = manifest::load().await.map_err(|refusal| match refusal.no_answer() {
            Some(NoAnswer::SomebodyElse) => Unsent::ManifestBetween,
            _ => Unsent::Manifest,
        })?;
        visit.ready.update(|old| *old = Ok(ready));
    }
    let ready = visit.manifest().ok_or(Unsent::Manifest)?;
    // The letter says what its sender was shown, whoever has fetched another manifest since.
    if visit.shown_notice.get_untracked() != Some((ready.manifest.notice_version, ready.manifest.supervision)) {
        return Err(Unsent::OtherNotice);
    }
    // An honest sender's letter is never sealed later than screening sees it, whatever the device's clock says.
    let now = ready.server_now();
    let secrets =
        |secrets: &Secrets| (secrets.key.clone(), secrets.evidence.clone(), secrets.seal_until, secrets.grants.last().cloned());
    let (key, evidence, seal_until, grant) = visit.secrets.with_untracked(secrets);
    if now > seal_until {
        return Err(Unsent::VisitOver);
    }
    let (key, evidence) = key.zip(evidence).ok_or(Unsent::VisitOver)?;
    let grant = grant.ok_or(Unsent::NoGrant)?;
    let sealing_key = &ready.manifest.active_key(ready.now()).ok_or(Unsent::OutdatedKey)?.config;
    let reference = Reference::from_bytes(Random::bytes());
    let letter = SealedLetter {
        message_id: Random::bytes(),
        sealed_at: now,
        origin: ready.manifest.origin.clone(),
        manifest_hash: ready.manifest.hash(),
        notice_version: ready.manifest.notice_version,
        supervision: ready.manifest.supervision,
        rules_version: lakzegel_letter::RULES_VERSION,
        recipient_number: typed::number(visit.number),
        recipient_name: typed::name(visit.recipient),
        sender_name: typed::name(visit.sender),
        reference: reference.clone(),
        evidence,
        visit_key: key.public,
        body: visit.body.get_untracked(),
    };
    let to_sign = letter.to_sign(sealing_key).map_err(|_| Unsent::NotSealed)?;
    let signature = key.sign(to_sign.message()).await.ok_or(Unsent::NotSealed)?;
    let envelope = to_sign.seal(signature, &mut Random).map_err(|_| Unsent::NotSealed)?;
    visit.secrets.update(|secrets| {
        secrets.grants.pop();
        secrets.reference = Some(reference);
        secrets.is_noted = false;
        secrets.sealed_at = now;
        secrets.envelope = Some((envelope.clone(), grant.clone()));
    });
    Ok((envelope, grant))
}

/// Seals a trial text, so that the browser compiles this code while the sender reads the letter once more. Errors are ignored here: sealing
/// reports its own.
pub fn rehearse(app: App) {
    let Some(ready) = app.visit.manifest() else { return };
    if let Some(key) = ready.manifest.active_key(ready.now()) {
        let _ = lakzegel_crypto::rehearse(&ready.manifest.origin, &key.config, &mut Random);
    }
}
