//! The last instruction: this program's whole memory is overwritten, and another document takes the page's place, so that Back shows nothing.
//!
//! Forgetting text by text is not enough: what was typed has been copied by whatever read, checked, sealed or showed it, and an allocator
//! does not overwrite what is freed. So the last thing that happens is that all of the memory becomes zeros: xtask/tools/end.js.

use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/end.js. Nothing of this program runs after it.
    #[wasm_bindgen(js_name = lakzegelEnd)]
    fn overwrite_and_replace(memory: &JsValue, address: &str);
    /// There too.
    #[wasm_bindgen(js_name = lakzegelStop)]
    fn overwrite_and_leave(memory: &JsValue, left: &Element);
}

/// Overwrites everything, and leaves one element on the page. No other document takes its place: that would keep things on the device anew.
pub fn leave(element: &Element) {
    overwrite_and_leave(&wasm_bindgen::memory(), element);
}

/// Overwrites everything and goes to a page of the client, as a new document.
pub fn replace(address: &str) {
    overwrite_and_replace(&wasm_bindgen::memory(), address);
}
