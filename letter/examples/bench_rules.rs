//! Checking and laying out a letter in a browser, to be timed from outside: `tests/bench/rules.mjs` loads this as a Wasm module.

/// The Wasm module. Empty elsewhere, so that the workspace builds on every target.
#[cfg(target_family = "wasm")]
mod module {
    use lakzegel_letter::{Limits, lay_out};
    use wasm_bindgen::prelude::*;

    /// What the client does at every keystroke. Gives how many findings there are.
    #[wasm_bindgen]
    pub fn check(letter: &str) -> usize {
        lakzegel_letter::check(letter, &Limits::default()).findings.len()
    }

    /// What the preview does. Gives how many lines are printed.
    #[wasm_bindgen]
    pub fn lines(letter: &str) -> usize {
        lay_out(letter).iter().map(|page| page.lines.len()).sum()
    }

    /// How much room a letter takes: characters, bytes, pages.
    #[wasm_bindgen]
    pub fn usage(letter: &str) -> Vec<u32> {
        let usage = lakzegel_letter::check(letter, &Limits::default()).usage;
        vec![usage.characters, usage.bytes, usage.pages]
    }
}
