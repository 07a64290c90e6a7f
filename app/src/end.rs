//! The end of a visit: everything is forgotten, this program's whole memory is overwritten, and another document takes the page's place, so
//! that Back shows nothing.
//!
//! Forgetting text by text is not enough: what was typed has been copied by whatever read, checked, sealed or showed it, and an allocator
//! does not overwrite what is freed. So the last thing that happens is that all of the memory becomes zeros: xtask/tools/end.js.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{app::App, key, kiosk};

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/end.js. Nothing of this program runs after it.
    #[wasm_bindgen(js_name = lakzegelEnd)]
    fn overwrite_and_replace(memory: &JsValue, address: &str);
}

/// Ends the visit, wherever the client is used.
#[inline(never)]
pub fn end(app: App) {
    if kiosk::is_on() {
        return kiosk::page::over(app, kiosk::page::Why::Done);
    }
    app.visit.wipe();
    spawn_local(async {
        key::forget().await;
        replace("/");
    });
}

/// Overwrites everything and goes to a page of the client, as a new document.
#[inline(never)]
pub fn replace(address: &str) {
    overwrite_and_replace(&wasm_bindgen::memory(), address);
}
