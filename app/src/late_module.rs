//! The late module of this program, with its words: what neither of the first two pages needs. The build cuts it off (everything in a folder
//! `late/`, see docs/decisions/0006-two-modules.md); it is fetched while the sender reads the first page. Calling into it before that traps.

use wasm_bindgen::prelude::*;

use crate::{
    browser::{net::NoAnswer, signal::Signal},
    words::{self, Lang},
};

thread_local! {
    static HERE: Signal<bool> = Signal::new(false);
}

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/boot.js.
    #[wasm_bindgen(js_name = lakzegelLate, catch)]
    async fn fetch_late() -> Result<JsValue, JsValue>;
}

/// Whether it has arrived. An effect that reads it runs again when it arrives.
pub fn is_here() -> bool {
    HERE.with(|here| here.get())
}

/// Whether it has arrived. Nothing runs again for it.
pub fn is_here_untracked() -> bool {
    HERE.with(|here| here.get_untracked())
}

/// Waits until it has arrived, with its words.
///
/// # Errors
///
/// If it does not come. It can be tried again.
pub async fn arrived() -> Result<(), NoAnswer> {
    fetch_late().await?;
    words::complete().await?;
    HERE.with(|here| here.set(true));
    Ok(())
}

/// Sets the page's language: the first half of its words, or the `whole`. The second half also comes if this module has arrived while the
/// first half was on its way.
///
/// # Errors
///
/// If the words do not come: the page keeps its language.
pub async fn set_language(lang: Lang, whole: bool) -> Result<(), NoAnswer> {
    words::set_language(lang, whole).await?;
    if is_here_untracked() { words::complete().await } else { Ok(()) }
}
