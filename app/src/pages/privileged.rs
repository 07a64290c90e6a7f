//! Is the sender somebody whose post may not be read? Asked before a word is typed; never guessed.

use crate::{
    app::App,
    browser::signal::Signal,
    model::step::Step,
    ui::{self, El, button, el, heading, lead, p},
    words::Key,
};

/// Builds the page.
pub fn view(app: App) -> El {
    let leaves = Signal::new(false);
    let ordinary = move |_| {
        app.visit.ordinary.set(true);
        app.go(Step::Identity);
    };
    let privileged = move |_| {
        app.visit.ordinary.set(false);
        leaves.set(true);
        ui::focus("privileged-leave");
    };
    let who = [
        Key::PrivilegedLawyer,
        Key::PrivilegedJudge,
        Key::PrivilegedParliament,
        Key::PrivilegedOmbudsman,
        Key::PrivilegedCommittee,
        Key::PrivilegedProbation,
    ];
    let leave = move || {
        let heading = el("h2").id("privileged-leave").attr("tabindex", "-1").say(Key::PrivilegedLeaveTitle);
        leaves.get().then(|| el("div").class("notice notice-warning").child(heading).child(p(Key::PrivilegedLeave)))
    };
    let actions =
        ui::actions([button(ui::PRIMARY, Key::PrivilegedNo, ordinary), button(ui::SECONDARY, Key::PrivilegedYes, privileged)]);
    el("div")
        .child(ui::back(move |_| app.go(Step::Start)))
        .child(heading(Step::Privileged))
        .child(lead(Key::PrivilegedLead))
        .child(el("ul").children(who.map(|key| el("li").say(key))))
        .child(actions)
        .live(leave)
}
