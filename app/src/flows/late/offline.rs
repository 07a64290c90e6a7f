//! Opening without a network: the browser keeps this release of the client, all of it, and opens it from there the next time. What is kept
//! and when it changes is in `xtask/tools/service-worker.js`; here is only when it begins.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/boot.js.
    #[wasm_bindgen(js_name = lakzegelKeep)]
    fn keep_release();
}

/// Has the browser keep this release. Called when the page has all that it needs itself, so that a first visit waits for nothing of this; never at
/// a kiosk, which keeps nothing.
pub fn keep() {
    keep_release();
}
