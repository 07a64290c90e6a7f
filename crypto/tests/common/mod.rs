//! What the tests share: one deployment with fixed keys, one letter, and randomness that is not random.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::{convert::Infallible, sync::LazyLock};

use lakzegel_crypto::{
    Envelope, EnvelopeId, Evidence, KeyConfig, Manifest, OpeningKey, Reference, RootKeys, SealedLetter,
    log::{Checkpoint, Tree},
    manifest::{Limits, LogKey, Provider, SealingKey, Supervision, VolumeLimit, Witnesses},
    note::{Algorithm, Note, SigningKey},
    rand_core::{TryCryptoRng, TryRng},
};

pub const ORIGIN: &str = "test.invalid/lakzegel";
pub const NOW: u64 = 1_790_000_000;
pub const DAY: u64 = 86_400;

/// Gives out the bytes that it was made of, and panics when they are used up.
pub struct FixedRng(pub Vec<u8>);

impl TryRng for FixedRng {
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
        out.copy_from_slice(&self.0[..out.len()]);
        self.0.drain(..out.len());
        Ok(())
    }
}

impl TryCryptoRng for FixedRng {}

/// The 64 bytes that one encapsulation takes.
pub fn encapsulation_rng() -> FixedRng {
    FixedRng((0..64).map(|byte| 0x40 + byte).collect())
}

/// The test's sealing key, made once: that takes longer than to open a letter.
pub fn opening_key() -> &'static OpeningKey {
    static KEY: LazyLock<OpeningKey> = LazyLock::new(|| OpeningKey::from_seed(1, [0x11; 32]));
    &KEY
}

pub fn signing_key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_seed(&format!("{ORIGIN}/{name}"), algorithm, [seed; 32]).expect("the name is valid")
}

pub fn log_key() -> SigningKey {
    signing_key("log", Algorithm::Ed25519, 0x21)
}

pub fn cosigner() -> SigningKey {
    signing_key("screening", Algorithm::Cosignature, 0x22)
}

pub fn consistency_key() -> SigningKey {
    signing_key("consistency", Algorithm::Cosignature, 0x24)
}

/// An outsider's key, by its number.
pub fn witness(number: u8) -> SigningKey {
    let name = format!("witness-{number}.invalid");
    SigningKey::from_seed(&name, Algorithm::Cosignature, [0x90 + number; 32]).expect("the name is valid")
}

/// The first `count` outsiders, of whom `quorum` make *witnessed*.
pub fn witnesses(count: u8, quorum: u32) -> Witnesses {
    Witnesses { keys: (1..=count).map(|number| witness(number).verifier().clone()).collect(), quorum }
}

pub fn verdict_key() -> SigningKey {
    signing_key("verdict", Algorithm::Ed25519, 0x23)
}

pub fn freshness_key() -> SigningKey {
    signing_key("freshness", Algorithm::Ed25519, 0x25)
}

pub fn root_key(number: u8) -> SigningKey {
    signing_key(&format!("root-{number}"), Algorithm::Ed25519, 0x30 + number)
}

pub fn root_keys() -> RootKeys {
    RootKeys { origin: ORIGIN.to_owned(), keys: [1, 2, 3].map(|number| root_key(number).verifier().clone()) }
}

pub fn manifest() -> Manifest {
    Manifest {
        origin: ORIGIN.to_owned(),
        version: 7,
        issued: NOW - DAY,
        expires: NOW + 29 * DAY,
        rules_version: 1,
        client_release: 1,
        notice_version: 1,
        supervision: Supervision::Read,
        limits: Limits { characters: 8_000, bytes: 30_000, pages: 4 },
        visit_life: 7_200,
        outbox_life: 7 * DAY,
        clock_tolerance: 120,
        letters_per_visit: 3,
        time_zone: "Europe/Amsterdam".to_owned(),
        status_period: 6 * 3_600,
        status_term: 90 * DAY,
        sealing_keys: vec![SealingKey {
            config: opening_key().config().clone(),
            seal_until: NOW + 30 * DAY,
            accept_until: NOW + 37 * DAY,
            open_until: NOW + 97 * DAY,
        }],
        log_keys: vec![LogKey { key: log_key().verifier().clone(), retired_at: None }],
        cosigner: cosigner().verifier().clone(),
        consistency_key: consistency_key().verifier().clone(),
        verdict_key: verdict_key().verifier().clone(),
        freshness_key: freshness_key().verifier().clone(),
        witnesses: Witnesses::default(),
        visitor_codes: true,
        providers: vec![Provider {
            id: "test".to_owned(),
            issuer: "https://provider.invalid".to_owned(),
            audience: "lakzegel-test".to_owned(),
            algorithms: vec!["EdDSA".to_owned(), "ES256".to_owned()],
            acr: vec!["urn:test:substantial".to_owned()],
            name: "Proefdienst met één naam".to_owned(),
            help: vec![
                ("en".to_owned(), "For whoever has one name".to_owned()),
                ("nl".to_owned(), "Voor wie één naam heeft".to_owned()),
            ],
            failure: Some("Er ging iets mis bij de proefdienst.".to_owned()),
        }],
        volume_limits: vec![VolumeLimit { letters: 20, days: 7, basis: "artikel 36 Pbw, huisregels".to_owned() }],
    }
}

/// The manifest's text, signed by these root keys.
pub fn signed_by(manifest: &Manifest, roots: &[u8]) -> String {
    let mut note = Note::new(manifest.to_text()).expect("a manifest is printable text");
    for number in roots {
        note.add(root_key(*number).sign(&manifest.to_text()));
    }
    note.to_string()
}

pub fn reference() -> Reference {
    Reference::from_bytes(*b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff")
}

/// The visit key of the test's sender.
pub fn visit_key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[0x51; 32])
}

pub fn letter() -> SealedLetter {
    SealedLetter {
        message_id: [0x61; 16],
        sealed_at: NOW,
        origin: ORIGIN.to_owned(),
        manifest_hash: [0x62; 32],
        notice_version: 1,
        supervision: Supervision::Read,
        rules_version: 1,
        recipient_number: "1234567".to_owned(),
        recipient_name: "Voorbeeld de Ontvanger".to_owned(),
        sender_name: "مثال المرسل".to_owned(),
        reference: reference(),
        evidence: Evidence::IdToken("header.payload.signature".to_owned()),
        visit_key: visit_key().verifying_key().to_bytes(),
        body: "Lieve zoon,\n\nHet gaat goed met ons. ❤\n".to_owned(),
    }
}

/// Seals a letter as a client does, with the test's randomness.
pub fn seal(letter: &SealedLetter, key: &KeyConfig) -> Envelope {
    use ed25519_dalek::Signer as _;
    let to_sign = letter.to_sign(key).expect("the letter is within its limits");
    let signature = visit_key().sign(to_sign.message()).to_bytes();
    to_sign.seal(signature, &mut encapsulation_rng()).expect("the signature is the visit key's")
}

/// An id for the entry with this number.
pub fn entry(number: u64) -> EnvelopeId {
    EnvelopeId::of(&number.to_be_bytes())
}

pub fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    (0..size).for_each(|number| tree.push(&entry(number)));
    tree
}

pub fn checkpoint(tree: &Tree) -> Checkpoint {
    Checkpoint { origin: log_key().verifier().name().to_owned(), size: tree.size(), root: tree.root() }
}

/// These bytes, changed in so many ways: the same ones in each run. Parts are overwritten, taken out, put in twice, or replaced by what parsers stumble
/// over; some are changed several times.
pub fn mutations(good: &[u8], count: u64) -> impl Iterator<Item = Vec<u8>> {
    const STUMBLES: [&[u8]; 16] = [
        b"\0",
        b"\n",
        b"\n\n",
        b"\r\n",
        b" ",
        b"+",
        b"=",
        b"-1",
        b"18446744073709551616",
        b"99999999999999999999999",
        b"\xff\xff",
        b"\x7f\xff",
        b"\xe2\x80\x94 ",
        "é".as_bytes(),
        "\u{202e}".as_bytes(),
        b"\xc3",
    ];
    (1..=count).map(move |number| {
        // SplitMix64.
        let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut below = |end: usize| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
        };
        let mut bytes = good.to_vec();
        for _ in 0..1 + below(4) {
            let from = below(bytes.len() + 1);
            let length = below(8).min(bytes.len() - from);
            match below(5) {
                0 => bytes[from..from + length].iter_mut().for_each(|byte| *byte = below(256) as u8),
                1 => drop(bytes.drain(from..from + length)),
                2 => {
                    let part = bytes[from..from + length].to_vec();
                    bytes.splice(from..from, part);
                }
                3 => drop(bytes.splice(from..from + length, STUMBLES[below(STUMBLES.len())].iter().copied())),
                _ => {
                    // One line, or part of one, to another place.
                    let end = bytes[from..].iter().position(|byte| *byte == b'\n').map_or(from + length, |at| from + at + 1);
                    let part: Vec<u8> = bytes.drain(from..end).collect();
                    let to = below(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
            }
        }
        bytes
    })
}
