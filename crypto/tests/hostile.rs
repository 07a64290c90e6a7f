//! Every decoder of this crate is given bytes that nobody of ours wrote: cut, with each byte changed, and changed at random. None of them panics, and
//! what carries a signature is not believed with one byte changed.

mod common;

use std::{collections::BTreeSet, fs, path::Path, str::FromStr as _, sync::LazyLock};

use common::{
    NOW, ORIGIN, checkpoint, cosigner, entry, freshness_key, letter, log_key, manifest, mutations, opening_key, reference,
    root_key, root_keys, seal, signed_by, tree, verdict_key,
};
use lakzegel_crypto::{
    Envelope, EnvelopeId, Freshness, KeyConfig, KeyId, LookupId, Manifest, Missing, Newest, Receipt, Reference, RootKeys, State,
    Status,
    log::{
        Checkpoint, consistency_from_tiles, cosign, entry_bundle, parse_entry_bundle, tiles_for_consistency, verify_checkpoint,
        verify_consistency, verify_inclusion,
    },
    manifest::Supervision,
    note::{Note, SigningKey, VerifierKey},
    open, verify_status,
    visitor_code::{Admission, Admissions, CodeHalf, Proof},
};

/// Made once: what is decoded thousands of times is compared with these.
static MANIFEST: LazyLock<Manifest> = LazyLock::new(manifest);
static ROOT_KEYS: LazyLock<RootKeys> = LazyLock::new(root_keys);
static LOG_KEY: LazyLock<SigningKey> = LazyLock::new(log_key);
static COSIGNER: LazyLock<SigningKey> = LazyLock::new(cosigner);
static FRESHNESS_KEY: LazyLock<SigningKey> = LazyLock::new(freshness_key);
static VERDICT_KEY: LazyLock<SigningKey> = LazyLock::new(verdict_key);

/// One decoder, and bytes that it takes.
struct Decoder {
    /// The file that it is in and what it is called there.
    name: &'static str,
    /// What it accepts.
    good: Vec<u8>,
    /// Whether it accepts nothing else that begins with these bytes: it is signed, or encrypted, or has one form.
    is_exact: bool,
    /// Whether it accepts these bytes and, where it can be written out again, writes the same.
    accepts: fn(&[u8]) -> bool,
}

/// For decoders of text: what is not UTF-8 does not reach them.
fn text(bytes: &[u8], accepts: impl FnOnce(&str) -> bool) -> bool {
    str::from_utf8(bytes).is_ok_and(accepts)
}

fn decoders() -> Vec<Decoder> {
    let sealed = || seal(&letter(), opening_key().config()).as_bytes().to_vec();
    let signed_checkpoint = || {
        let mut note = checkpoint(&tree(70)).sign(&log_key());
        note.add(cosign(note.text(), &cosigner(), NOW));
        note
    };
    let receipt = Receipt {
        envelope: Some(entry(33)),
        continues: Vec::new(),
        index: 33,
        proof: tree(70).prove_inclusion(33, 70).expect("it is in the tree"),
        checkpoint: signed_checkpoint(),
    };
    let status = Status { state: State::Screened, published_at: NOW, envelope: entry(6) };
    let status = status.encrypt(&reference(), ORIGIN, [0x71; 12], &verdict_key());
    let admissions = Admissions::new(ORIGIN, 20_000, vec![[1; 32], [2; 32]]).expect("it is short");
    let admissions = admissions.sign(&verdict_key()).expect("it is short").to_string();
    let manifest_note = signed_by(&manifest(), &[1, 3]);
    let missing = Missing::new(ORIGIN, NOW, vec![(4, entry(4)), (6, entry(6))]).expect("it is one");
    let mut missing_note = Note::new(missing.to_text()).expect("it is printable text");
    [1, 3].into_iter().for_each(|root| missing_note.add(root_key(root).sign(missing_note.text())));
    let newest = Newest { number: 7, hash: [0x62; 32] };
    let fresh = Freshness { manifest: newest, client: Some(newest), at: NOW };
    let mut fresh_note = Note::new(fresh.to_text()).expect("it is printable text");
    fresh_note.add(FRESHNESS_KEY.sign(fresh_note.text()));
    let ids: Vec<_> = (0..9).map(entry).collect();
    let decoder = |name, good: Vec<u8>, is_exact, accepts| Decoder { name, good, is_exact, accepts };
    vec![
        decoder("envelope.rs decode", sealed(), false, |bytes| {
            Envelope::decode(bytes).is_ok_and(|read| read.as_bytes() == bytes && read.id() == EnvelopeId::of(bytes))
        }),
        decoder("open.rs open", sealed(), true, |bytes| {
            Envelope::decode(bytes).is_ok_and(|sealed| open(&sealed, opening_key(), ORIGIN).is_ok())
        }),
        decoder("suite.rs decode", opening_key().config().encode(), false, |bytes| {
            KeyConfig::decode(bytes).is_ok_and(|key| key.check().is_ok() && key.encode() == bytes)
        }),
        decoder("note.rs parse", signed_checkpoint().to_string().into(), false, |bytes| {
            text(bytes, |text| Note::parse(text).is_ok_and(|note| note.to_string() == text))
        }),
        decoder("note.rs verify", signed_checkpoint().to_string().into(), true, |bytes| {
            let keys = [LOG_KEY.verifier(), COSIGNER.verifier()];
            text(bytes, |text| Note::parse(text).is_ok_and(|note| note.verify(keys).is_ok_and(|signed| signed.len() == 2)))
        }),
        decoder("note.rs parse (verifier key)", log_key().verifier().to_string().into(), true, |bytes| {
            text(bytes, |text| VerifierKey::parse(text).is_ok_and(|key| key.to_string() == text))
        }),
        decoder("note.rs parse (signing key)", log_key().to_text().as_bytes().to_vec(), true, |bytes| {
            text(bytes, |text| SigningKey::parse(text).is_ok_and(|key| *key.to_text() == text))
        }),
        decoder("manifest.rs parse (root keys)", root_keys().to_string().into(), false, |bytes| {
            text(bytes, |text| RootKeys::parse(text).is_ok_and(|keys| RootKeys::parse(&keys.to_string()).is_ok()))
        }),
        decoder("manifest.rs verify", manifest_note.into(), true, |bytes| {
            text(bytes, |text| Manifest::verify(text, &ROOT_KEYS, NOW, 0).is_ok())
        }),
        decoder("manifest.rs parse_text", manifest().to_text().into(), false, |bytes| {
            text(bytes, |text| Manifest::parse_text(text).is_ok_and(|manifest| manifest.to_text() == text))
        }),
        decoder("missing.rs verify", missing_note.to_string().into(), true, |bytes| {
            text(bytes, |text| Missing::verify(text, &ROOT_KEYS).is_ok())
        }),
        decoder("missing.rs parse_text", missing.to_text().into(), false, |bytes| {
            text(bytes, |text| Missing::parse_text(text).is_some_and(|missing| missing.to_text() == text))
        }),
        decoder("freshness.rs verify", fresh_note.to_string().into(), true, |bytes| {
            text(bytes, |text| Freshness::verify(text, FRESHNESS_KEY.verifier()).is_ok())
        }),
        decoder("freshness.rs parse_text", fresh.to_text().into(), false, |bytes| {
            text(bytes, |text| Freshness::parse_text(text).is_some_and(|fresh| fresh.to_text() == text))
        }),
        decoder("supervision.rs parse", b"sample".to_vec(), true, |bytes| {
            text(bytes, |text| Supervision::parse(text).is_some_and(|kind| kind.as_str() == text))
        }),
        decoder("log.rs parse", checkpoint(&tree(70)).to_text().into(), false, |bytes| {
            text(bytes, |text| Checkpoint::parse(text).is_ok_and(|checkpoint| checkpoint.to_text() == text))
        }),
        decoder("log.rs verify_checkpoint", signed_checkpoint().to_string().into(), true, |bytes| {
            text(bytes, |text| {
                let verified = Note::parse(text).ok().and_then(|note| verify_checkpoint(&note, &MANIFEST).ok());
                verified.is_some_and(|verified| verified.cosigned.seen_by_screening == Some(NOW))
            })
        }),
        decoder("log.rs parse_entry_bundle", entry_bundle(&ids), false, |bytes| {
            parse_entry_bundle(bytes).is_ok_and(|ids| entry_bundle(&ids) == bytes)
        }),
        decoder("receipt.rs parse", receipt.to_string().into(), false, |bytes| text(bytes, |text| Receipt::parse(text).is_ok())),
        // An `extra` line may say anything (docs/protocol.md, section 6), so only what is said of this envelope counts.
        decoder("receipt.rs verify", Receipt { envelope: None, ..receipt }.to_string().into(), true, |bytes| {
            text(bytes, |text| {
                let verified = Receipt::parse(text).ok().and_then(|receipt| receipt.verify(&entry(33), &MANIFEST).ok());
                verified.is_some_and(|verified| verified.index == 33 && verified.cosigned.seen_by_screening == Some(NOW))
            })
        }),
        decoder("status.rs decrypt", status.clone(), true, |bytes| {
            Status::decrypt(bytes, &reference(), ORIGIN, VERDICT_KEY.verifier()).is_ok()
        }),
        decoder("status.rs verify_status", status, true, |bytes| {
            verify_status(bytes, &reference().lookup_id(ORIGIN), ORIGIN, VERDICT_KEY.verifier()).is_ok()
        }),
        decoder("status.rs parse", reference().to_string().into(), false, |bytes| {
            text(bytes, |text| Reference::parse(text).is_ok())
        }),
        decoder("visitor_code.rs parse", CodeHalf::<Admission>::from_random([7; 16]).to_string().into(), false, |bytes| {
            text(bytes, |text| CodeHalf::<Admission>::parse(text).is_ok())
        }),
        decoder("visitor_code.rs parse (proof)", CodeHalf::<Proof>::from_random([7; 16]).to_string().into(), false, |bytes| {
            text(bytes, |text| CodeHalf::<Proof>::parse(text).is_ok())
        }),
        decoder("visitor_code.rs verify", admissions.into(), true, |bytes| {
            text(bytes, |text| Admissions::verify(text, ORIGIN, VERDICT_KEY.verifier()).is_ok())
        }),
        decoder("ids.rs from_str", entry(1).to_string().into(), false, |bytes| {
            text(bytes, |text| EnvelopeId::from_str(text).is_ok())
        }),
        decoder("ids.rs from_str (key)", opening_key().config().key_id().to_string().into(), false, |bytes| {
            text(bytes, |text| KeyId::from_str(text).is_ok())
        }),
        decoder("ids.rs from_str (look-up)", reference().lookup_id(ORIGIN).to_string().into(), false, |bytes| {
            text(bytes, |text| LookupId::from_str(text).is_ok())
        }),
    ]
}

/// Where bytes are cut and changed: near both ends, and at regular steps between. Opening an envelope takes milliseconds, so there the steps are long
/// (`an_envelope_that_was_changed_anywhere_does_not_open` has more).
fn places(length: usize) -> impl Iterator<Item = usize> {
    let (first, last, step) = if length > 10_000 { (100, 40, 997) } else { (700, 400, 5) };
    (0..length).filter(move |place| *place < first || length - place < last || place.is_multiple_of(step))
}

#[test]
fn every_decoder_refuses_hostile_bytes_without_a_panic() {
    for Decoder { name, good, is_exact, accepts } in decoders() {
        assert!(accepts(&good), "{name}: what is right is accepted");
        let mut hostile = 0_u32;
        let mut give = |what: &dyn std::fmt::Display, bytes: &[u8]| {
            // If it panics, the backtrace names it.
            let accepted = accepts(bytes);
            assert!(!(is_exact && accepted && bytes != good), "{name} accepts what is another: {what}");
            hostile += 1;
        };
        for place in places(good.len()) {
            give(&format_args!("cut at {place}"), &good[..place]);
            give(&format_args!("without the first {place}"), &good[good.len() - place..]);
            let mut changed = good.clone();
            for byte in [good[place] ^ 1, good[place] ^ 0x20, good[place] | 0x80] {
                changed[place] = byte;
                give(&format_args!("{byte:#x} at {place}"), &changed);
            }
        }
        for (number, changed) in mutations(&good, if good.len() > 10_000 { 100 } else { 1_000 }).enumerate() {
            give(&format_args!("change {number}"), &changed);
        }
        for bytes in [vec![], vec![0; 100_000], vec![0xff; 100_000], vec![b'\n'; 100_000], vec![b'A'; 100_000]] {
            give(&format_args!("{} bytes", bytes.len()), &bytes);
        }
        println!("{name}: {hostile}");
    }
}

/// Numbers and proofs come from outside, too.
#[test]
fn no_number_and_no_proof_makes_the_log_panic() {
    let tree = tree(70);
    let numbers = [0, 1, 2, 69, 70, 71, 255, 256, 1 << 31, (1 << 32) + 1, (1 << 63) - 1, 1 << 63, u64::MAX - 1, u64::MAX];
    for first in numbers {
        assert_eq!(tree.root_at(first).is_some(), first <= 70, "{first}");
        for second in numbers {
            assert_eq!(tree.prove_inclusion(first, second).is_some(), first < second && second <= 70, "{first} of {second}");
            // A tree of no entries has nothing to continue.
            let _any = tree.prove_consistency(first, second);
            for size in numbers {
                let tiles = tiles_for_consistency(first, second, size);
                assert!(tiles.len() <= 2 * 64 && tiles.iter().all(|tile| !tile.to_string().is_empty()));
                for tile in [&[7; 8192][..], &[7; 31], &[]] {
                    let proof = consistency_from_tiles(first, second, size, |_| Some(tile));
                    assert!(proof.is_none() || (0 < first && first <= second && second <= size), "{first} to {second} of {size}");
                }
            }
            for level in [0, 1, 7, 8, 31, 63, u8::MAX] {
                let is_there = level == 0 && first == 0 && (1..=70).contains(&second);
                assert_eq!(tree.tile(level, first, second as usize).is_some(), is_there, "{level} {first} {second}");
            }
            for length in [0, 1, 6, 7, 63, 64, 65, 200] {
                let proof = vec![[7; 32]; length];
                assert!(!verify_inclusion(&entry(1), first, &proof, second, &tree.root()), "{first} of {second} by {length}");
                let proves = verify_consistency(first, &tree.root(), &proof, second, &tree.root());
                assert!(!proves || first == second || first == 0, "{first} to {second} by {length}");
            }
        }
    }
}

/// A decoder that is new, and not in the table, is found by its name.
#[test]
fn the_table_has_every_decoder_that_there_is() {
    const NAMES: [&str; 6] = ["parse", "decode", "decrypt", "verify", "open", "from_str"];
    // They take numbers and hashes: see above.
    const NUMBERS: [&str; 2] = ["log.rs verify_inclusion", "log.rs verify_consistency"];
    let mut there = BTreeSet::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("the sources are there") {
        let path = file.expect("the sources can be listed").path();
        let file = path.file_name().and_then(|name| name.to_str()).expect("names are text").to_owned();
        let source = fs::read_to_string(&path).expect("a source is text");
        let (source, _tests) = source.split_once("#[cfg(test)]").unwrap_or((&source, ""));
        for line in source.lines().map(str::trim_start) {
            let named = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("fn from_str").map(|_| "from_str("));
            let name = named.map(|rest| rest.split(['(', '<']).next().unwrap_or_default()).unwrap_or_default();
            if NAMES.iter().any(|known| name == *known || name.starts_with(&format!("{known}_"))) {
                there.insert(format!("{file} {name}"));
            }
        }
    }
    let table = decoders().into_iter().map(|decoder| decoder.name.split(" (").next().unwrap_or_default().to_owned());
    let known: BTreeSet<String> = table.chain(NUMBERS.map(str::to_owned)).collect();
    assert_eq!(there, known);
}
