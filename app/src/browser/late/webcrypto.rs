//! The browser's cryptography and its randomness.

use lakzegel_crypto::rand_core::{Infallible, TryCryptoRng, TryRng};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::SubtleCrypto;

/// The browser's cryptography; `None` where a page has none.
pub fn subtle() -> Option<SubtleCrypto> {
    let subtle = window().crypto().ok()?.subtle();
    (!AsRef::<JsValue>::as_ref(&subtle).is_undefined()).then_some(subtle)
}

/// The browser's source of randomness.
pub struct Random;

impl Random {
    /// Fresh random bytes.
    pub fn bytes<const N: usize>() -> [u8; N] {
        let mut bytes = [0; N];
        Self.fill(&mut bytes);
        bytes
    }

    fn fill(&mut self, out: &mut [u8]) {
        let crypto = window().crypto().expect("a page that made a visit key has WebCrypto");
        crypto.get_random_values_with_u8_array(out).expect("fewer than 65,536 bytes are asked for");
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_ne_bytes(Self::bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_ne_bytes(Self::bytes()))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Random {}
