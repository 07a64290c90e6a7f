//! The letter has no receipt: what happened, where it is now, and what to do.

use lakzegel_crypto::Reference;
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::signal::Signal,
    flows::late::{
        drafts::{DraftState, here},
        outbox::{may_be_noted, note_reference},
        sending::drop_envelope,
    },
    model::{
        kiosk,
        late::{
            unsent::{Remedy, Unsent},
            waiting_file::WaitingFile,
        },
        step::Step,
        visit::Sending,
    },
    pages::late::{drafts, outbox, receipt, send::press},
    ui::{self, El, el, heading, p},
    words::{self, Key},
};

/// Builds the page.
pub fn view(app: App) -> El {
    let back = move |_| {
        drop_envelope(app);
        app.visit.sending.set(Sending::Writing);
        app.go(Step::Write);
    };
    let log_in = move |_| {
        drop_envelope(app);
        app.visit.log_out();
        app.go(Step::Identity);
    };
    // Depends on the reason only: while it is tried again, the button keeps the focus.
    let told = move || {
        let unsent = app.visit.unsent.get()?;
        let buttons = match unsent.remedy() {
            remedy @ (Remedy::SendAgain | Remedy::OtherGrant) => {
                // With a grant that is spent nobody can send it from another device.
                let save = (remedy == Remedy::SendAgain && !kiosk::is_on())
                    .then(|| ui::button(ui::SECONDARY, Key::OutboxSave, move |_| save(app)));
                [press(app, Key::UnsentSendAgain)].into_iter().chain(save).collect()
            }
            Remedy::SealAgain => vec![press(app, Key::UnsentSealAgain), ui::button(ui::SECONDARY, Key::UnsentBack, back)],
            Remedy::LogInAgain => {
                vec![ui::button(ui::PRIMARY, Key::UnsentLogIn, log_in), ui::button(ui::SECONDARY, Key::UnsentBack, back)]
            }
            Remedy::GoBack => vec![ui::button(ui::PRIMARY, Key::UnsentBack, back)],
        };
        let kind = if unsent == Unsent::FalseReceipt { "notice notice-error" } else { "notice notice-warning" };
        let safe = move || match here().state.get() {
            _ if app.visit.kept.get() => Key::OutboxSafe,
            DraftState::Until(_) if unsent.remedy() != Remedy::SendAgain => Key::SafeKept,
            _ => unsent.safe(),
        };
        let where_it_is = el("div").class("notice notice-info").child(el("h2").say(Key::SafeTitle));
        let where_it_is = where_it_is.child(el("p").words(move || words::t(safe())));
        let by_itself = unsent.remedy() == Remedy::SendAgain;
        let next = move || {
            let kept = app.visit.kept.get();
            // What may be noted may wait: below it is said how.
            (by_itself && (kept || !may_be_noted(app))).then(|| p(outbox::next(kept)))
        };
        Some(
            el("div")
                .child(el("div").class(kind).child(el("p").words(move || unsent.what())))
                .child(where_it_is)
                .child(el("h2").say(Key::RefusedDoTitle))
                .live(next)
                .child(p(unsent.advice()))
                .child(ui::actions(buttons)),
        )
    };
    // A kiosk's own bar ends the visit.
    let stop = (!kiosk::is_on()).then(|| drafts::stop(app));
    let note = move || {
        let waits = app.visit.unsent.get()?.remedy() == Remedy::SendAgain;
        let reference = app.visit.secrets.with_untracked(|secrets| secrets.reference.as_ref().map(Reference::to_text))?;
        (waits && may_be_noted(app)).then(|| to_note(app, &reference))
    };
    el("div").child(heading(Step::Unsent)).live(told).live(note).children(stop)
}

/// The reference of a letter that was sealed with a visitor code: it is nowhere else, so the letter waits here only for whoever has it. Copying, saving,
/// printing or sharing it says that, and so does a button of its own.
fn to_note(app: App, reference: &str) -> El {
    let told = Signal::new(None);
    let waits = move || {
        spawn_local(async move {
            let waits = note_reference(app).await;
            if !waits {
                told.set(Some(Key::DraftFailed));
            }
            app.announce(words::t(if waits { Key::UnsentWaits } else { Key::DraftFailed }));
        });
    };
    let noted = ui::button(ui::SECONDARY, Key::UnsentNoted, move |_| waits());
    let noted = noted.attr_live("aria-disabled", move || app.visit.kept.get().then(|| "true".to_owned()));
    let file = |reference: &str| {
        let address = [&words::t(Key::ReceiptAddress), ": ", &*receipt::address()].concat();
        [words::with(Key::ReceiptFile, &[("reference", reference)]), String::new(), address].join("\n") + "\n"
    };
    let where_to_ask = el("span").attr("dir", "ltr").attr("translate", "no").text(&receipt::address());
    let ways = receipt::ways(app, reference, file, told, waits);
    el("div")
        .class("receipt")
        .child(el("h2").say(Key::ReceiptReference))
        .child(receipt::groups(reference))
        .child(p(Key::UnsentReference))
        .child(el("dl").class("facts").child(ui::fact(Key::ReceiptAddress, where_to_ask)))
        .child(ui::actions(ways).class("actions no-print").child(noted))
        .live(move || told.get().map(|key| p(key).class("small no-print")))
        .live(move || app.visit.kept.get().then(|| p(Key::UnsentWaits).class("small no-print")))
}

/// Saves the sealed letter as a file, to be sent from another device.
fn save(app: App) {
    app.visit.secrets.with_untracked(|secrets| {
        if let (Some((envelope, grant)), Some(reference)) = (&secrets.envelope, &secrets.reference) {
            let (envelope, grant, reference) = (envelope.clone(), grant.clone(), reference.clone());
            outbox::save(&WaitingFile { sealed_at: secrets.sealed_at, envelope, grant, reference });
        }
    });
}
