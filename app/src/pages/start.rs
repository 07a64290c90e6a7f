//! The first page: what this is. The same words stand in `index.html`, so that nothing jumps when the client takes over.
//!
//! When the manifest is refused, this page says why nothing can be sent, and there is no form.

use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    model::{
        kiosk,
        manifest::{self, ManifestRefusal},
        step::{self, Step},
    },
    pages::late,
    ui::{self, El, button, el, heading, lead, p},
    words::Key,
};

/// Builds the page.
pub fn view(app: App) -> El {
    // Built anew when the manifest is tried again.
    let refusal = move || app.visit.ready.with(|ready| ready.as_ref().err().copied());
    let choices = kiosk::is_on().then(|| late::kiosk_choices(app));
    el("div").children(choices).live(move || Some(refusal().map_or_else(|| welcome(app), |refusal| refused(app, refusal))))
}

fn welcome(app: App) -> El {
    let begin = move |_| {
        // Who begins a letter does not want to be led to one that waits.
        app.visit.to_outbox.set(false);
        app.go(Step::Privileged);
    };
    let begin = button(ui::PRIMARY, Key::StartBegin, begin);
    let items = [Key::StartHowIdentity, Key::StartHowWrite, Key::StartHowSeal, Key::StartHowReceipt].map(|key| el("li").say(key));
    let status = button(ui::LINK, Key::StartStatus, move |_| app.go(Step::Status));
    el("div")
        .child(heading(Step::Start))
        .child(lead(Key::StartLead))
        .child(ui::supervision())
        .child(el("div").class("start").child(el("p").child(begin)))
        .child(el("h2").say(Key::StartHowTitle))
        .child(el("ol").children(items))
        .child(el("h2").say(Key::StartPrivilegedTitle))
        .child(p(Key::StartPrivileged))
        .child(el("h2").say(Key::StartPostTitle))
        .child(p(Key::StartPost))
        .child(el("h2").say(Key::StartStatusTitle))
        .child(ui::actions([status]))
}

/// Sending is not possible now: what happened, that nothing is lost, and what to do.
fn refused(app: App, refusal: ManifestRefusal) -> El {
    let again = move |_| {
        spawn_local(async move {
            let answer = manifest::load().await;
            app.visit.ready.update(|ready| *ready = answer);
            ui::focus(step::heading(Step::Start));
        });
    };
    let heading = el("h1").id(step::heading(Step::Start)).attr("tabindex", "-1").say(Key::RefusedTitle);
    el("div")
        .child(heading)
        .child(el("p").class("lead").words(move || refusal.what()))
        .child(ui::notice("notice notice-info", Key::RefusedSafeTitle, Key::RefusedSafe))
        .child(el("h2").say(Key::RefusedDoTitle))
        .child(p(refusal.advice()))
        .child(p(Key::StartPost))
        .child(ui::actions([button(ui::PRIMARY, Key::RefusedAgain, again)]))
}
