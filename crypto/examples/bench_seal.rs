//! Sealing one letter in a browser, to be timed from outside: `tests/bench/seal.mjs` loads this as a Wasm module.

/// The Wasm module. Empty elsewhere, so that the workspace builds on every target.
#[cfg(target_family = "wasm")]
mod module {
    use std::convert::Infallible;

    use lakzegel_crypto::{
        Evidence, KeyConfig, MAX_BODY_BYTES, MAX_EVIDENCE_BYTES, OpeningKey, PADDED_LETTER_BYTES, Reference, SealedLetter, ToSign,
        rand_core::{TryCryptoRng, TryRng},
    };
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
        fn get_random_values(out: &mut [u8]);
    }

    /// The browser's randomness, as the client uses it.
    struct BrowserRng;

    impl TryRng for BrowserRng {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
            get_random_values(out);
            Ok(())
        }
    }

    impl TryCryptoRng for BrowserRng {}

    /// A sealing key as screening publishes it. Made outside the page that is timed: a sender's page never makes one, and making it
    /// would warm up most of what sealing runs.
    #[wasm_bindgen]
    pub fn key_config() -> Vec<u8> {
        OpeningKey::from_seed(1, [4; 32]).config().encode()
    }

    /// The length of what is sealed, in bytes.
    #[wasm_bindgen]
    pub fn letter_bytes() -> usize {
        PADDED_LETTER_BYTES
    }

    /// The largest letter that there can be, and a key to seal it to.
    #[wasm_bindgen]
    pub struct Bench {
        letter: SealedLetter,
        key: KeyConfig,
        to_sign: Option<ToSign>,
    }

    #[wasm_bindgen]
    impl Bench {
        /// A letter of the visit with this Ed25519 public key, 32 bytes, to the key with this [`key_config`].
        #[wasm_bindgen(constructor)]
        pub fn new(visit_key: &[u8], key_config: &[u8]) -> Self {
            let letter = SealedLetter {
                message_id: [1; 16],
                sealed_at: 1_790_000_000,
                origin: "bench.invalid/lakzegel".to_owned(),
                manifest_hash: [2; 32],
                notice_version: 1,
                rules_version: 1,
                recipient_number: "1234567".to_owned(),
                recipient_name: "Voorbeeld".to_owned(),
                sender_name: "Voorbeeld".to_owned(),
                reference: Reference::from_bytes([3; 16]),
                evidence: Evidence::IdToken("e".repeat(MAX_EVIDENCE_BYTES)),
                visit_key: visit_key.try_into().expect("the page gives 32 bytes"),
                body: "b".repeat(MAX_BODY_BYTES),
            };
            Self { letter, key: KeyConfig::decode(key_config).expect("the page gives a key of `key_config`"), to_sign: None }
        }

        /// The first step: the bytes to sign.
        pub fn to_sign(&mut self) -> Vec<u8> {
            self.to_sign.insert(self.letter.to_sign(&self.key).expect("the letter fits")).message().to_vec()
        }

        /// The second step: the envelope's length in bytes.
        pub fn seal(&mut self, signature: &[u8]) -> usize {
            let to_sign = self.to_sign.take().expect("the first step comes first");
            let signature = signature.try_into().expect("the page gives 64 bytes");
            to_sign.seal(signature, &mut BrowserRng).expect("the signature is the page's").as_bytes().len()
        }
    }
}
