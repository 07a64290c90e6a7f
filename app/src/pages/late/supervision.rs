//! How the letter will be supervised, as the manifest says. It stands on every page where the letter is written or read.

use lakzegel_crypto::manifest::Supervision;

use crate::{
    app::App,
    ui::{self, El},
    words::Key,
};

/// Builds the notice, and remembers that it was shown: no letter is sealed under another. A manifest that comes later does not change it here; the
/// next page has that one's.
pub fn notice(app: App) -> El {
    let supervision = app.visit.supervision();
    app.visit.shown_notice.set(app.visit.manifest().map(|ready| (ready.manifest.notice_version, supervision)));
    let (title, text) = match supervision {
        Supervision::Read => (Key::SupervisionReadTitle, Key::SupervisionRead),
        Supervision::Sample => (Key::SupervisionSampleTitle, Key::SupervisionSample),
        Supervision::Rules => (Key::SupervisionRulesTitle, Key::SupervisionRules),
    };
    ui::notice("notice", title, text)
}
