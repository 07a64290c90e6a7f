//! Sealing one letter in a browser, to be timed from outside: `tests/bench/seal.mjs` loads this as a Wasm module.

/// The Wasm module. Empty elsewhere, so that the workspace builds on every target.
#[cfg(target_family = "wasm")]
mod module {
    use std::convert::Infallible;

    use lakzegel_crypto::{
        Evidence, KeyConfig, MAX_BODY_BYTES, MAX_EVIDENCE_BYTES, Manifest, PADDED_LETTER_BYTES, Reference, RootKeys,
        SealedLetter, ToSign,
        rand_core::{TryCryptoRng, TryRng},
        rehearse,
    };
    use wasm_bindgen::prelude::*;

    /// A manifest and its root keys.
    const MANIFEST: &str = include_str!("../tests/vectors/04_manifest.txt");
    /// When that manifest is valid.
    const NOW: u64 = 1_790_000_000;

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
        /// A letter of the visit with this Ed25519 public key, 32 bytes. The sealing key comes out of a verified manifest, as in every
        /// page that seals: what that warms up is warm for a sender too, and nothing else is.
        #[wasm_bindgen(constructor)]
        pub fn new(visit_key: &[u8]) -> Self {
            let root_keys = RootKeys::parse(text("root_keys")).expect("the vectors are tested");
            let manifest = Manifest::verify(text("manifest"), &root_keys, NOW, 0).expect("the vectors are tested");
            let letter = SealedLetter {
                message_id: [1; 16],
                sealed_at: NOW,
                origin: manifest.origin.clone(),
                manifest_hash: manifest.hash(),
                notice_version: manifest.notice_version,
                rules_version: manifest.rules_version,
                recipient_number: "1234567".to_owned(),
                recipient_name: "Voorbeeld".to_owned(),
                sender_name: "Voorbeeld".to_owned(),
                reference: Reference::from_bytes([3; 16]),
                evidence: Evidence::IdToken("e".repeat(MAX_EVIDENCE_BYTES)),
                visit_key: visit_key.try_into().expect("the page gives 32 bytes"),
                body: "b".repeat(MAX_BODY_BYTES),
            };
            let key = manifest.active_key(NOW).expect("the manifest is valid then").config.clone();
            Self { letter, key, to_sign: None }
        }

        /// What the client does on the page before the one that seals.
        pub fn rehearse(&self) {
            rehearse(&self.letter.origin, &self.key, &mut BrowserRng).expect("the vectors' key is good");
        }

        /// The first step: the bytes to sign.
        pub fn message(&mut self) -> Vec<u8> {
            self.to_sign.insert(self.letter.to_sign(&self.key).expect("the letter fits")).message().to_vec()
        }

        /// The second step: the envelope's length in bytes.
        pub fn seal(&mut self, signature: &[u8]) -> usize {
            let to_sign = self.to_sign.take().expect("the first step comes first");
            let signature = signature.try_into().expect("the page gives 64 bytes");
            to_sign.seal(signature, &mut BrowserRng).expect("the signature is the page's").as_bytes().len()
        }
    }

    /// A text of several lines in the file of vectors.
    fn text(name: &str) -> &'static str {
        let (_, rest) = MANIFEST.split_once(&format!("\n{name} <<<\n")).expect("it is there");
        rest.split_once(">>>\n").expect("it ends").0
    }
}
