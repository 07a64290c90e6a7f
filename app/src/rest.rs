//! The second half of this program, with its words: what neither the first page nor the question after it needs. The build cuts it off
//! (`docs/decisions/0006-two-modules.md`); here it is fetched, while the sender reads the first page. Calling into it before that traps.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use wasm_bindgen::prelude::*;

use crate::{net::Unreachable, words};

static HERE: AtomicBool = AtomicBool::new(false);

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/boot.js.
    #[wasm_bindgen(js_name = lakzegelRest, catch)]
    async fn fetch_rest() -> Result<JsValue, JsValue>;
}

/// Whether it has arrived.
pub fn is_here() -> bool {
    HERE.load(Relaxed)
}

/// Waits until it has arrived. After a failure it can be tried again.
pub async fn arrived() -> Result<(), Unreachable> {
    fetch_rest().await.map_err(|_| Unreachable)?;
    words::complete().await?;
    HERE.store(true, Relaxed);
    Ok(())
}
