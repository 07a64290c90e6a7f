//! The button that seals and sends: under the review, and on the page of a letter that has no receipt.

use crate::{
    app::App,
    flows::late::{retry, sending::phase},
    model::visit::Sending,
    ui::{self, El, el},
    words::{self, Key},
};

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
pub fn press(app: App, key: Key) -> El {
    ui::bare_button(ui::PRIMARY, move |_| retry::start(app))
        .attr_live("aria-disabled", move || app.visit.under_way.get().then(|| "true".to_owned()))
        .words(move || words::t(if app.visit.under_way.get() { Key::SendBusy } else { key }))
}
