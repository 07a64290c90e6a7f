//! How the letter will be supervised, as the manifest says. It stands on every page where the letter is written or read.

use lakzegel_crypto::manifest::Supervision;

use crate::{
    app::App,
    ui::{self, El, el},
    words::Key,
};

/// Builds the notice. It changes with the manifest.
pub fn notice(app: App) -> El {
    el("div").live(move || {
        let kind = app.visit.ready.with(|ready| ready.as_ref().ok().map(|ready| ready.manifest.supervision));
        let (title, text) = match kind? {
            Supervision::Read => (Key::SupervisionReadTitle, Key::SupervisionRead),
            Supervision::Sample => (Key::SupervisionSampleTitle, Key::SupervisionSample),
            Supervision::Rules => (Key::SupervisionRulesTitle, Key::SupervisionRules),
        };
        Some(ui::notice("notice", title, text))
    })
}
