//! The letter has no receipt: what happened, where it is now, and what to do.

use crate::{
    app::App,
    flows::late::sending::drop_envelope,
    model::{
        kiosk,
        late::{
            unsent::{Remedy, Unsent},
            waiting_file::WaitingFile,
        },
        step::Step,
        visit::Sending,
    },
    pages::late::{drafts, outbox, send::press},
    ui::{self, El, el, heading, p},
    words::Key,
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
            Remedy::SendAgain | Remedy::OtherGrant => {
                let save = (!kiosk::is_on()).then(|| ui::button(ui::SECONDARY, Key::OutboxSave, move |_| save(app)));
                [press(app, Key::UnsentSendAgain)].into_iter().chain(save).collect()
            }
            Remedy::SealAgain => vec![press(app, Key::UnsentSealAgain), ui::button(ui::SECONDARY, Key::UnsentBack, back)],
            Remedy::LogInAgain => {
                vec![ui::button(ui::PRIMARY, Key::UnsentLogIn, log_in), ui::button(ui::SECONDARY, Key::UnsentBack, back)]
            }
            Remedy::GoBack => vec![ui::button(ui::PRIMARY, Key::UnsentBack, back)],
        };
        let kind = if unsent == Unsent::FalseReceipt { "notice notice-error" } else { "notice notice-warning" };
        let waits = matches!(unsent.remedy(), Remedy::SendAgain | Remedy::OtherGrant);
        let safe = if waits && app.visit.kept.get() { Key::OutboxSafe } else { unsent.safe() };
        let by_itself = unsent.remedy() == Remedy::SendAgain;
        let next = move || by_itself.then(|| p(outbox::next(app.visit.kept.get())));
        Some(
            el("div")
                .child(el("div").class(kind).child(el("p").words(move || unsent.what())))
                .child(ui::notice("notice notice-info", Key::SafeTitle, safe))
                .child(el("h2").say(Key::RefusedDoTitle))
                .live(next)
                .child(p(unsent.advice()))
                .child(ui::actions(buttons)),
        )
    };
    // A kiosk's own bar ends the visit.
    let stop = (!kiosk::is_on()).then(|| drafts::stop(app));
    el("div").child(heading(Step::Unsent)).live(told).children(stop)
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
