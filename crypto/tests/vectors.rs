//! The numbered test vectors of `docs/protocol.md`: made again from fixed seeds, with every value in between, and compared.
//!
//! After a deliberate change of the protocol, `LAKZEGEL_WRITE_VECTORS=1 cargo test -p lakzegel-crypto --test vectors` writes them
//! anew; the change then shows in the review.
#![cfg(not(target_family = "wasm"))]

mod common;

use std::{fmt::Write as _, fs, path::Path};

use base64ct::{Base64, Encoding as _};
use common::{
    DAY, NOW, ORIGIN, checkpoint, consistency_key, cosigner, encapsulation_rng, entry, freshness_key, letter, log_key, manifest,
    opening_key, reference, root_key, root_keys, signed_by, tree, verdict_key, visit_key, witness,
};
use ed25519_dalek::Signer as _;
use lakzegel_crypto::{
    Envelope, Evidence, Freshness, Ground, Manifest, Missing, Newest, Receipt, State, Status, VisitSeed,
    log::{cosign, entry_bundle},
    note::{Note, SigningKey},
    open, visit_nonce,
    visitor_code::{Admission, Admissions, CodeHalf, Proof},
};
use sha2::{Digest as _, Sha256};

/// A file of vectors in the making: `name = value` lines, and texts between marks.
struct Vectors(String);

impl Vectors {
    fn new(about: &str) -> Self {
        Self(format!("# {about}\n"))
    }

    fn hex(&mut self, name: &str, bytes: &[u8]) -> &mut Self {
        self.value(name, &base16ct::lower::encode_string(bytes))
    }

    fn value(&mut self, name: &str, value: &str) -> &mut Self {
        writeln!(self.0, "{name} = {value}").expect("a string takes everything");
        self
    }

    fn text(&mut self, name: &str, text: &str) -> &mut Self {
        writeln!(self.0, "{name} <<<\n{text}>>>").expect("a string takes everything");
        self
    }

    /// Compares with the file in `vectors/`, or writes it.
    fn hold(&self, file: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
        if std::env::var_os("LAKZEGEL_WRITE_VECTORS").is_some() {
            fs::write(&path, &self.0).expect("the folder is writable");
        }
        let kept = fs::read_to_string(&path).expect("the file is in the repository");
        assert!(kept == self.0, "{file} differs from what the code makes:\n{}", self.0);
    }
}

#[test]
fn vectors_01_sealing_key() {
    let key = opening_key();
    Vectors::new("A sealing key: X-Wing seed, RFC 9458 KeyConfig, its hash and its id.")
        .hex("seed", &[0x11; 32])
        .hex("key_config", &key.config().encode())
        .hex("key_config_sha256", &key.config().hash())
        .hex("key_id", key.config().key_id().as_bytes())
        .hold("01_sealing_key.txt");
}

#[test]
fn vectors_02_visit_key() {
    let public_key = visit_key().verifying_key().to_bytes();
    assert_eq!(VisitSeed::from_bytes([0x51; 32]).public_key(), public_key);
    Vectors::new("A visit key: Ed25519 seed, public key, and the nonce that commits to it.")
        .hex("seed", &[0x51; 32])
        .hex("public_key", &public_key)
        .value("nonce", &visit_nonce(&public_key))
        .hold("02_visit_key.txt");
}

#[test]
fn vectors_03_envelope() {
    let (key, letter) = (opening_key(), letter());
    let to_sign = letter.to_sign(key.config()).expect("it fits");
    let message = to_sign.message().to_vec();
    let signature = visit_key().sign(&message).to_bytes();
    assert_eq!(VisitSeed::from_bytes([0x51; 32]).sign(&message), signature, "where the seed is in our own memory it is the same");
    let envelope = to_sign.seal(signature, &mut encapsulation_rng()).expect("it is signed");
    let info = [b"lakzegel/v1 seal\0", ORIGIN.as_bytes(), &key.config().hash(), &[0x64, 0x7a, 0, 1, 0, 3]].concat();
    let Evidence::IdToken(evidence) = &letter.evidence else { panic!("the letter's evidence is a token") };

    let mut vectors = Vectors::new("A letter from its fields to its envelope. The keys are those of 01 and 02.");
    vectors
        .hex("message_id", &letter.message_id)
        .value("sealed_at", &letter.sealed_at.to_string())
        .value("origin", &letter.origin)
        .hex("manifest_hash", &letter.manifest_hash)
        .value("notice_version", &letter.notice_version.to_string())
        .value("supervision", letter.supervision.as_str())
        .value("rules_version", &letter.rules_version.to_string())
        .value("recipient_number", &letter.recipient_number)
        .value("recipient_name", &letter.recipient_name)
        .value("sender_name", &letter.sender_name)
        .hex("reference", letter.reference.as_bytes())
        .value("evidence", evidence)
        .hex("body_utf8", letter.body.as_bytes())
        .hex("content", &message[b"lakzegel/v1 letter\0".len() + 32..])
        .hex("message_to_sign", &message)
        .hex("signature", &signature)
        .hex("encapsulation_randomness", &encapsulation_rng().0)
        .hex("hpke_info", &info)
        .hex("hpke_aad", &envelope.as_bytes()[..10])
        .hex("encapsulated_key", &envelope.as_bytes()[10..1130])
        .hex("tag", &envelope.as_bytes()[42_090..])
        .hex("envelope_id", envelope.id().as_bytes())
        .hex("envelope", envelope.as_bytes());
    vectors.hold("03_envelope.txt");
}

#[test]
fn the_envelope_in_the_file_opens() {
    let file = include_str!("vectors/03_envelope.txt");
    let hex = file.lines().find_map(|line| line.strip_prefix("envelope = ")).expect("it is there");
    let bytes = base16ct::lower::decode_vec(hex).expect("it is hexadecimal");
    let envelope = Envelope::decode(&bytes).expect("it is an envelope");
    assert!(open(&envelope, opening_key(), ORIGIN).expect("it is for the key of 01").letter == letter());
}

#[test]
fn vectors_04_manifest() {
    let note = signed_by(&manifest(), &[1, 3]);
    let mut vectors = Vectors::new("A manifest signed by root keys 1 and 3 of three.");
    for number in 1..=3 {
        vectors.hex(&format!("root_{number}_seed"), &[0x30 + number; 32]);
        vectors.value(&format!("root_{number}_signing_key"), &root_key(number).to_text());
    }
    vectors
        .text("root_keys", &root_keys().to_string())
        .text("manifest", &note)
        .hex("manifest_sha256", &Sha256::digest(manifest().to_text()))
        .hold("04_manifest.txt");
}

#[test]
fn vectors_05_log() {
    let mut vectors = Vectors::new("A log of seven envelope ids: entry n is SHA-256 of n as eight bytes, big-endian.");
    let tree = tree(7);
    for number in 0..7 {
        vectors.hex(&format!("entry_{number}"), entry(number).as_bytes());
    }
    for size in 0..=7 {
        vectors.hex(&format!("root_at_{size}"), &tree.root_at(size).expect("it was that large"));
    }
    vectors.hex("entry_bundle", &entry_bundle(&(0..7).map(entry).collect::<Vec<_>>()));
    vectors.hex("tile_0_0_p_7", &tree.tile(0, 0, 7).expect("it is that large"));
    vectors.hex("consistency_3_to_7", &tree.prove_consistency(3, 7).expect("both were sizes").concat());
    vectors.hold("05_log.txt");
}

#[test]
fn vectors_06_receipt() {
    let tree = tree(7);
    let mut stored = Receipt {
        envelope: None,
        continues: Vec::new(),
        index: 4,
        proof: tree.prove_inclusion(4, 7).expect("it is in the tree"),
        checkpoint: checkpoint(&tree).sign(&log_key()),
    };
    let mut vectors = Vectors::new(
        "The receipt for entry 4 of the log in 05: as the intake answers, as screening and two of three witnesses cosign it one after the other, and as a \
         client saves it. The quorum is two.",
    );
    vectors
        .value("log_key", &log_key().verifier().to_string())
        .value("cosigner", &cosigner().verifier().to_string())
        .value("consistency", &consistency_key().verifier().to_string())
        .hex("envelope_id", entry(4).as_bytes())
        .text("stored", &stored.to_string());
    for number in 1..=3 {
        vectors.value(&format!("witness_{number}"), &witness(number).verifier().to_string());
    }
    let text = stored.checkpoint.text().to_owned();
    let cosignatures = [
        ("consistent", consistency_key(), NOW + 5),
        ("seen_by_screening", cosigner(), NOW + 60),
        ("one_witness", witness(3), NOW + 70),
        ("witnessed", witness(1), NOW + 80),
    ];
    for (name, key, time) in cosignatures {
        stored.checkpoint.add(cosign(&text, &key, time));
        vectors.text(name, &stored.to_string());
    }
    stored.envelope = Some(entry(4));
    vectors.text("saved", &stored.to_string());
    // When the log key is retired at 13 entries: nobody has cosigned, and the proof that these 7 begin those 13 stands behind the envelope's id.
    let longer = common::tree(13);
    stored.checkpoint = checkpoint(&tree).sign(&log_key());
    stored.continues = longer.prove_consistency(7, 13).expect("both were sizes");
    vectors.value("retired_at", "13").value("retired_root", &Base64::encode_string(&longer.root()));
    vectors.text("proved", &stored.to_string()).hold("06_receipt.txt");
}

#[test]
fn vectors_07_status() {
    let status = Status { state: State::Withheld(Ground::Victims), published_at: NOW + 3_600, envelope: entry(4) };
    let nonce = [0x71; 12];
    Vectors::new(
        "A reference, where its status stands, and a status of a letter that was withheld to protect victims or others.",
    )
    .hex("reference", reference().as_bytes())
    .value("reference_as_shown", &reference().to_string())
    .value("origin", ORIGIN)
    .hex("lookup_id", reference().lookup_id(ORIGIN).as_bytes())
    .value("verdict_key", &verdict_key().verifier().to_string())
    .hex("nonce", &nonce)
    .hex("status", &status.encrypt(&reference(), ORIGIN, nonce, &verdict_key()))
    .hold("07_status.txt");
}

#[test]
fn vectors_08_visitor_code() {
    let (admission, proof) = (CodeHalf::<Admission>::from_random([0x81; 16]), CodeHalf::<Proof>::from_random([0x82; 16]));
    let day = NOW / DAY;
    let hash = admission.hash(ORIGIN, day);
    let list = Admissions::new(ORIGIN, day, vec![hash, [0x83; 32]]).expect("it is short");
    let mut letter = letter();
    letter.evidence = Evidence::VisitorCode(proof.to_string());
    let message = letter.to_sign(opening_key().config()).expect("it fits").message().to_vec();
    Vectors::new("A visitor code, what the intake and screening know of it, and what a letter of its visit signs. The letter is that of 03.")
        .hex("admission_randomness", &[0x81; 16])
        .value("admission", &admission.to_string())
        .hex("proof_randomness", &[0x82; 16])
        .value("proof", &proof.to_string())
        .value("origin", ORIGIN)
        .value("day", &day.to_string())
        .hex("admission_argon2id", &hash)
        .hex("proof_sha256", &proof.hash(ORIGIN))
        .value("verdict_key", &verdict_key().verifier().to_string())
        .text("admissions", &list.sign(&verdict_key()).expect("it is short").to_string())
        .hex("message_to_sign_sha256", &Sha256::digest(message))
        .hold("08_visitor_code.txt");
}

#[test]
fn vectors_09_missing() {
    let statement = Missing::new(ORIGIN, NOW + 100, vec![(4, entry(4)), (6, entry(6))]).expect("it is short");
    let signed = |text: &str, roots: &[u8]| {
        let mut note = Note::new(text.to_owned()).expect("it is printable text");
        roots.iter().for_each(|number| note.add(root_key(*number).sign(text)));
        note.to_string()
    };
    let text = statement.to_text();
    let mut vectors = Vectors::new(
        "A statement that the envelopes of entries 4 and 6 of the log in 05 are lost, signed by root keys 1 and 3 of 04; and notes that are refused.",
    );
    vectors.value("origin", ORIGIN).text("missing", &signed(&text, &[1, 3]));
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(3, 4);
    let swapped = lines.join("\n") + "\n";
    for (name, note) in [
        ("refused_signatures", signed(&text, &[2])),
        ("refused_note", signed(&text, &[1, 3]).replace("missing 4", "missing 5")),
        ("refused_content_order", signed(&swapped, &[1, 3])),
        ("refused_content_number", signed(&text.replace("missing 4", "missing 04"), &[1, 3])),
        ("refused_content_capitals", signed(&text.replace(&entry(4).to_string(), &entry(4).to_string().to_uppercase()), &[1, 3])),
        ("refused_content_twice", signed(&text.replace("missing 4", "missing 6"), &[1, 3])),
        ("refused_origin", signed(&text.replace(ORIGIN, "elsewhere.invalid/lakzegel"), &[1, 3])),
    ] {
        vectors.text(name, &note);
    }
    vectors.hold("09_missing.txt");
}

#[test]
fn vectors_10_freshness() {
    let manifest = Manifest::verify(&signed_by(&manifest(), &[1, 3]), &root_keys(), NOW, 0).expect("it is one");
    let newest = Newest { number: manifest.version, hash: manifest.hash() };
    let signed = |text: &str, key: &SigningKey| {
        let mut note = Note::new(text.to_owned()).expect("it is printable text");
        note.add(key.sign(text));
        note.to_string()
    };
    let client = Some(Newest { number: 3, hash: [0x77; 32] });
    let statement = Freshness { manifest: newest, client, at: NOW };
    let text = statement.to_text();
    let key = freshness_key();
    let mut vectors = Vectors::new(
        "Statements of freshness for the manifest in 04, with a list of the client's files and without; and notes that are refused, or that speak for another manifest.",
    );
    vectors
        .value("freshness_key", &key.verifier().to_string())
        .text("fresh", &signed(&text, &key))
        .text("fresh_without_list", &signed(&Freshness { client: None, ..statement.clone() }.to_text(), &key));
    let superseded = Newest { number: manifest.version + 1, ..newest };
    let other = Newest { hash: [1; 32], ..newest };
    let before = Newest { number: manifest.version - 1, hash: [1; 32] };
    let names = |manifest| signed(&Freshness { manifest, ..statement.clone() }.to_text(), &key);
    for (name, note) in [
        ("fresh_of_the_one_before", names(before)),
        ("refused_superseded", names(superseded)),
        ("refused_superseded_other_text", names(other)),
        ("refused_unsigned", signed(&text, &verdict_key())),
        ("refused_note", signed(&text, &key).replace("client 3", "client 4")),
        ("refused_content_number", signed(&text.replace("manifest 7", "manifest 07"), &key)),
        ("refused_content_order", signed(&text.replace("client 3", "at 3"), &key)),
        ("refused_content_first_line", signed(&text.replace("fresh v1", "fresh v2"), &key)),
    ] {
        vectors.text(name, &note);
    }
    vectors.hold("10_freshness.txt");
}
