//! Signed notes and the manifest in them. `signed_note` is the oracle: another implementation of the same standard.

mod common;

use base64ct::{Base64, Encoding as _};
use common::{DAY, NOW, ORIGIN, consistency_key, cosigner, manifest, root_key, root_keys, signed_by, witness, witnesses};
use lakzegel_crypto::{
    Manifest, ManifestError, RootKeys,
    manifest::{LogKey, Retired, SealingKey},
    note::{Algorithm, MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, SigningKey, VerifierKey},
};
use sha2::{Digest as _, Sha256};

fn verify(note: &str) -> Result<lakzegel_crypto::VerifiedManifest, ManifestError> {
    Manifest::verify(note, &root_keys(), NOW, 0)
}

#[test]
#[cfg(not(target_family = "wasm"))]
fn the_oracle_reads_our_notes_and_we_read_its() {
    use signed_note::{StandardVerifier, VerifierList};
    let key = root_key(1);
    let ours = signed_by(&manifest(), &[1]);
    let verifier = StandardVerifier::new(&key.verifier().to_string()).expect("it is a note key");
    let note = signed_note::Note::from_bytes(ours.as_bytes()).expect("it is a note");
    let (verified, unknown) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).expect("it is signed");
    assert_eq!((verified.len(), unknown.len()), (1, 0));

    let signer = signed_note::StandardSigner::new(&key.to_text()).expect("it is a signing key");
    let mut note = signed_note::Note::new(manifest().to_text().as_bytes(), &[]).expect("it is text");
    note.add_sigs(&[&signer]).expect("it signs");
    assert_eq!(String::from_utf8(note.to_bytes()).expect("it is text"), ours);
}

#[test]
fn keys_survive_being_written_down() {
    for key in [root_key(1), cosigner()] {
        let read = SigningKey::parse(&key.to_text()).expect("it was written by us");
        assert_eq!(read.verifier(), key.verifier());
        assert_eq!(VerifierKey::parse(&key.verifier().to_string()).as_ref(), Ok(key.verifier()));
    }
    let text = root_key(1).verifier().to_string();
    for wrong in [text.replace("root-1", "root-2"), text[..text.len() - 1].to_owned(), format!("{text}A"), String::new()] {
        assert!(VerifierKey::parse(&wrong).is_err(), "{wrong}");
    }
    assert!(SigningKey::from_seed("a name", Algorithm::Ed25519, [1; 32]).is_err(), "names hold no white space");
}

/// A verifier key's text, whatever its 32 bytes are.
fn key_text(public_key: &[u8; 32]) -> String {
    let (name, typed) = ("test.invalid/lakzegel/root-1", [&[0x01], public_key.as_slice()].concat());
    let id = Sha256::digest([name.as_bytes(), b"\n", &typed].concat());
    format!("{name}+{}+{}", base16ct::lower::encode_string(&id[..4]), Base64::encode_string(&typed))
}

#[test]
fn a_key_is_a_point_of_large_order_in_its_one_encoding() {
    let bytes = |hex: &str| -> [u8; 32] { base16ct::lower::decode_vec(hex).expect("hexadecimal").try_into().expect("32 bytes") };
    // y = 3, and y = 2^255 - 19 + 3, which is the same point.
    let (one, same) = (format!("03{}", "00".repeat(31)), format!("f0{}7f", "ff".repeat(30)));
    assert!(VerifierKey::parse(&key_text(&bytes(&one))).is_ok());
    assert!(VerifierKey::parse(&key_text(&bytes(&same))).is_err(), "another encoding of it");
    assert!(VerifierKey::parse(&key_text(&bytes(&format!("f0{}", "ff".repeat(31))))).is_err(), "and of its negative");
    // docs/protocol.md, section 1.
    let small_order = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ];
    for hex in small_order {
        assert!(VerifierKey::parse(&key_text(&bytes(hex))).is_err(), "{hex}");
    }
}

#[test]
fn two_of_three_root_keys_make_a_manifest() {
    for roots in [[1, 2], [2, 3], [3, 1]] {
        let verified = verify(&signed_by(&manifest(), &roots)).expect("two signed");
        assert_eq!(*verified, manifest());
    }
    assert_eq!(verify(&signed_by(&manifest(), &[1])).err(), Some(ManifestError::Signatures(1)));
    assert_eq!(verify(&signed_by(&manifest(), &[1, 1])).err(), Some(ManifestError::Signatures(1)), "one key counts once");
    assert_eq!(verify(&signed_by(&manifest(), &[7, 8])).err(), Some(ManifestError::Signatures(0)), "unknown keys are ignored");
    assert!(verify(&signed_by(&manifest(), &[9, 1, 2])).is_ok(), "a new signer does no harm");
}

#[test]
fn a_false_signature_of_a_known_key_refuses_the_whole_note() {
    let mut other = manifest();
    other.version += 1;
    let mut note = Note::parse(&signed_by(&manifest(), &[1, 2])).expect("it is a note");
    note.add(root_key(3).sign(&other.to_text()));
    assert_eq!(verify(&note.to_string()).err(), Some(ManifestError::Note(NoteError::Signature)));
}

#[test]
fn any_change_of_the_text_is_noticed() {
    let note = signed_by(&manifest(), &[1, 2]);
    let text_bytes = manifest().to_text().len();
    for place in 0..text_bytes {
        let mut changed = note.clone().into_bytes();
        changed[place] ^= 1;
        // Not every change is text any more; those are refused even earlier.
        if let Ok(changed) = String::from_utf8(changed) {
            assert!(verify(&changed).is_err(), "byte {place}");
        }
    }
}

#[test]
fn a_note_cut_anywhere_is_refused() {
    let note = signed_by(&manifest(), &[1, 2]);
    for cut in (0..note.len()).filter(|cut| note.is_char_boundary(*cut)) {
        assert!(verify(&note[..cut]).is_err(), "cut at {cut}");
    }
    assert!(verify(&format!("{note}x")).is_err());
    assert!(verify(&format!("{note}\n")).is_err());
}

#[test]
fn a_note_has_bounds() {
    assert_eq!(Note::parse(&"x".repeat(MAX_NOTE_BYTES + 1)).err(), Some(NoteError::TooLong));
    let mut note = Note::new("text\n".to_owned()).expect("it is text");
    (0..=MAX_SIGNATURES).for_each(|_| note.add(root_key(1).sign("text\n")));
    assert_eq!(Note::parse(&note.to_string()).err(), Some(NoteError::TooLong));
    for text in ["", "\n", "no newline", "a\ttab\n", "a\r\n"] {
        assert_eq!(Note::new(text.to_owned()).err(), Some(NoteError::Form), "{text:?}");
    }
}

#[test]
fn a_manifest_is_for_one_deployment_and_one_time() {
    let note = signed_by(&manifest(), &[1, 2]);
    let elsewhere = RootKeys { origin: "other.invalid".to_owned(), ..root_keys() };
    assert_eq!(Manifest::verify(&note, &elsewhere, NOW, 0).err(), Some(ManifestError::Origin));
    let expires = manifest().expires;
    assert!(Manifest::verify(&note, &root_keys(), expires - 1, 0).is_ok());
    assert_eq!(Manifest::verify(&note, &root_keys(), expires, 0).err(), Some(ManifestError::Expired(expires)));
    let issued = manifest().issued;
    assert!(Manifest::verify(&note, &root_keys(), issued - 120, 0).is_ok(), "within the clock tolerance");
    assert_eq!(Manifest::verify(&note, &root_keys(), issued - 121, 0).err(), Some(ManifestError::NotYet(issued)));
    assert!(Manifest::verify(&note, &root_keys(), NOW, 7).is_ok());
    assert_eq!(Manifest::verify(&note, &root_keys(), NOW, 8).err(), Some(ManifestError::Older(8)));
}

#[test]
fn a_manifest_that_contradicts_itself_is_refused_although_it_is_signed() {
    type Change = fn(&mut Manifest);
    let cases: [(&str, Change); 26] = [
        ("valid for too long", |manifest| manifest.expires = manifest.issued + 36 * DAY),
        ("expires before it is issued", |manifest| manifest.expires = manifest.issued),
        ("no sealing key", |manifest| manifest.sealing_keys.clear()),
        ("accepts shorter than it seals", |manifest| manifest.sealing_keys[0].accept_until = NOW),
        ("opens shorter than it accepts", |manifest| manifest.sealing_keys[0].open_until = NOW),
        ("no log key", |manifest| manifest.log_keys.clear()),
        ("a log key of another name", |manifest| manifest.log_keys[0].key = root_key(1).verifier().clone()),
        ("a cosigner of another name", |manifest| manifest.cosigner = root_key(1).verifier().clone()),
        ("a consistency key of another name", |manifest| manifest.consistency_key = cosigner().verifier().clone()),
        ("one key for two statements of screening", |manifest| {
            let seed = [0x22; 32];
            let key = SigningKey::from_seed(&format!("{ORIGIN}/consistency"), Algorithm::Cosignature, seed);
            manifest.consistency_key = key.expect("the name is valid").verifier().clone();
        }),
        ("witnesses and no quorum", |manifest| manifest.witnesses = witnesses(1, 0)),
        ("a quorum of half the witnesses", |manifest| manifest.witnesses = witnesses(4, 2)),
        ("a quorum of more than there are", |manifest| manifest.witnesses = witnesses(3, 4)),
        ("a witness twice", |manifest| {
            manifest.witnesses = witnesses(3, 2);
            manifest.witnesses.keys[2] = witness(1).verifier().clone();
        }),
        ("a witness that is screening", |manifest| {
            manifest.witnesses = witnesses(1, 1);
            manifest.witnesses.keys[0] = consistency_key().verifier().clone();
        }),
        ("a witness with the log's key", |manifest| {
            let key = SigningKey::from_seed("elsewhere.invalid", Algorithm::Cosignature, [0x21; 32]);
            manifest.witnesses = witnesses(1, 1);
            manifest.witnesses.keys[0] = key.expect("the name is valid").verifier().clone();
        }),
        ("a witness that does not cosign", |manifest| {
            manifest.witnesses = witnesses(1, 1);
            manifest.witnesses.keys[0] = root_key(1).verifier().clone();
        }),
        ("a verdict key of another kind", |manifest| manifest.verdict_key = cosigner().verifier().clone()),
        ("a freshness key of another kind", |manifest| manifest.freshness_key = cosigner().verifier().clone()),
        ("a freshness key that does something else", |manifest| {
            let key = SigningKey::from_seed(&format!("{ORIGIN}/freshness"), Algorithm::Ed25519, [0x21; 32]);
            manifest.freshness_key = key.expect("the name is valid").verifier().clone();
        }),
        ("a symmetric algorithm", |manifest| manifest.providers[0].algorithms = vec!["HS256".to_owned()]),
        ("no algorithm", |manifest| manifest.providers[0].algorithms = vec!["none".to_owned()]),
        ("a provider without acr", |manifest| manifest.providers[0].acr.clear()),
        ("two providers of one id", |manifest| manifest.providers.push(manifest.providers[0].clone())),
        ("help that says nothing", |manifest| manifest.providers[0].help[0].1.clear()),
        ("a sentence that says nothing", |manifest| manifest.providers[0].failure = Some(String::new())),
    ];
    for (name, change) in cases {
        let mut changed = manifest();
        change(&mut changed);
        assert_eq!(verify(&signed_by(&changed, &[1, 2])).err(), Some(ManifestError::Content), "{name}");
    }
}

#[test]
fn a_manifest_has_one_text() {
    let text = manifest().to_text();
    assert_eq!(Manifest::parse_text(&text), Ok(manifest()));
    let mut with_more = Manifest { witnesses: witnesses(3, 2), ..manifest() };
    let old = SigningKey::from_seed(&format!("{ORIGIN}/log"), Algorithm::Ed25519, [0x29; 32]).expect("the name is valid");
    let retired_at = Some(Retired { size: 7, root: [1; 32] });
    with_more.log_keys.push(LogKey { key: old.verifier().clone(), retired_at });
    assert_eq!(Manifest::parse_text(&with_more.to_text()), Ok(with_more));
    let variants = [
        text.replace("version 7", "version 07"),
        text.replace("version 7", "version +7"),
        text.replace("version 7", "version  7"),
        text.replace("suite 647a", "suite 004d"),
        text.replace("padded 40960", "padded 40961"),
        format!("{text}\n"),
        format!("{text}unknown field\n"),
        text.replace("client 1\nnotice 1\n", "notice 1\nclient 1\n"),
        text.replace("client 1\n", ""),
        text.replace("\nfreshness ", "\nfreshness-key "),
        text.replace("supervision read", "supervision some"),
        text.replace("supervision read\n", ""),
        text.replace("visitor-codes accepted", "witnesses 1\nvisitor-codes accepted"),
        text.replace("visitor-codes accepted", "quorum 0\nvisitor-codes accepted"),
        text.replace("visitor-codes accepted", &format!("witness {}\nvisitor-codes accepted", witness(1).verifier())),
    ];
    for variant in variants {
        assert_ne!(variant, text);
        assert_eq!(Manifest::parse_text(&variant).err(), Some(ManifestError::Content), "{variant}");
    }
}

#[test]
fn clients_seal_to_the_first_key_whose_time_is_not_over() {
    let mut manifest = manifest();
    let first = manifest.sealing_keys[0].clone();
    let config = lakzegel_crypto::OpeningKey::from_seed(2, [0x13; 32]).config().clone();
    let second = SealingKey { config, seal_until: first.seal_until + DAY, ..first.clone() };
    manifest.sealing_keys.push(second.clone());
    assert_eq!(manifest.active_key(NOW), Some(&first));
    assert_eq!(manifest.active_key(first.seal_until), Some(&second));
    assert_eq!(manifest.active_key(second.seal_until), None);
    assert_eq!(manifest.key(second.config.key_id()), Some(&second));
}

#[test]
fn root_keys_are_an_origin_and_three_different_keys() {
    let text = root_keys().to_string();
    assert_eq!(RootKeys::parse(&text), Ok(root_keys()));
    let lines: Vec<_> = text.lines().collect();
    let [origin, first, second, third] = lines[..] else { panic!("four lines") };
    let cosigner = cosigner().verifier().to_string();
    for wrong in [
        vec![origin, first, second],
        vec![origin, first, second, second],
        vec![origin, first, second, third, first],
        vec![origin, first, second, &cosigner],
        vec!["", first, second, third],
        vec!["an origin", first, second, third],
    ] {
        assert!(RootKeys::parse(&wrong.join("\n")).is_err(), "{wrong:?}");
    }
    assert!(text.starts_with(ORIGIN));
}
