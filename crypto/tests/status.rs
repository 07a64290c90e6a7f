//! The reference that the sender keeps, and the status that only it finds and reads.

mod common;

use common::{NOW, ORIGIN, entry, log_key, manifest, reference, signing_key, verdict_key};
use lakzegel_crypto::{
    Ground, Reference, ReferenceError, STATUS_BYTES, State, Status, StatusError, TechnicalReason, note::Algorithm, verify_status,
};

const STATES: [State; 11] = [
    State::Received,
    State::InScreening,
    State::Screened,
    State::Withheld(Ground::OrderAndSafety),
    State::Withheld(Ground::PublicOrder),
    State::Withheld(Ground::Offences),
    State::Withheld(Ground::Victims),
    State::Withheld(Ground::Technical(TechnicalReason::Unreadable)),
    State::Withheld(Ground::Technical(TechnicalReason::Identity)),
    State::Withheld(Ground::Technical(TechnicalReason::Rules)),
    State::Withheld(Ground::Technical(TechnicalReason::Duplicate)),
];

fn status(state: State) -> Status {
    Status { state, published_at: NOW, envelope: entry(6) }
}

fn published(state: State) -> Vec<u8> {
    status(state).encrypt(&reference(), ORIGIN, [0x71; 12], &verdict_key())
}

fn decrypt(bytes: &[u8]) -> Result<Status, StatusError> {
    Status::decrypt(bytes, &reference(), ORIGIN, verdict_key().verifier())
}

#[test]
fn every_state_arrives_and_all_have_the_same_length() {
    for state in STATES {
        let bytes = published(state);
        assert_eq!(bytes.len(), STATUS_BYTES);
        assert_eq!(decrypt(&bytes), Ok(status(state)));
    }
    assert_eq!(STATUS_BYTES, 166);
}

#[test]
fn another_reference_finds_and_reads_nothing() {
    let other = Reference::from_bytes([9; 16]);
    assert_ne!(other.lookup_id(ORIGIN), reference().lookup_id(ORIGIN));
    assert_ne!(reference().lookup_id("other.invalid"), reference().lookup_id(ORIGIN), "nor in another deployment");
    let bytes = published(State::Screened);
    assert_eq!(Status::decrypt(&bytes, &other, ORIGIN, verdict_key().verifier()), Err(StatusError::Signature));
}

#[test]
fn the_intake_sees_who_signed_without_reading() {
    let bytes = published(State::Screened);
    let lookup = reference().lookup_id(ORIGIN);
    assert_eq!(verify_status(&bytes, &lookup, ORIGIN, verdict_key().verifier()), Ok(NOW), "and when");
    let other_key = signing_key("verdict", Algorithm::Ed25519, 0x99);
    assert_eq!(verify_status(&bytes, &lookup, ORIGIN, other_key.verifier()), Err(StatusError::Signature));
    let other_lookup = Reference::from_bytes([9; 16]).lookup_id(ORIGIN);
    assert_eq!(verify_status(&bytes, &other_lookup, ORIGIN, verdict_key().verifier()), Err(StatusError::Signature));
}

/// The intake holds the status, where it stands, and public keys; whoever takes it over has its log key and login key, too.
#[test]
fn nothing_that_the_intake_has_decrypts_a_status_or_makes_one() {
    use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _, aead::Aead as _, aead::Payload};
    use sha2::Digest as _;
    let (bytes, lookup) = (published(State::Withheld(Ground::Offences)), reference().lookup_id(ORIGIN));
    let (nonce, sealed) = (bytes[10..22].try_into().expect("a nonce is 12 bytes"), &bytes[22..102]);
    let bound = [&bytes[..10], lookup.as_bytes()].concat();
    let opens = |key: &[u8; 32]| {
        let payload = Payload { msg: sealed, aad: &bound };
        ChaCha20Poly1305::new(key.into()).decrypt(nonce, payload).is_ok()
    };
    let derived = |ikm: &[u8], salt: Option<&[u8]>, info: &[u8]| {
        let mut key = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(salt, ikm).expand(info, &mut key).expect("it is one block");
        key
    };
    let info = [b"key\0", ORIGIN.as_bytes()].concat();
    assert!(opens(&derived(reference().as_bytes(), Some(b"lakzegel/v1 status"), &info)), "so that this test can fail");

    let envelope = common::seal(&common::letter(), common::opening_key().config());
    let log_key_text = log_key().to_text();
    let manifest_text = manifest().to_text();
    let (log_seed, login_key, verdict_key_is) = ([0x21; 32], [0xa5; 32], verdict_key());
    let id = envelope.id();
    let entry = entry(6);
    let stolen: [&[u8]; 13] = [
        lookup.as_bytes(),
        &lookup.as_bytes()[..16],
        entry.as_bytes(),
        &bytes,
        &bytes[102..],
        envelope.as_bytes(),
        id.as_bytes(),
        &log_seed,
        log_key_text.as_bytes(),
        &login_key,
        verdict_key_is.verifier().public_key(),
        manifest_text.as_bytes(),
        b"",
    ];
    for (place, secret) in stolen.into_iter().enumerate() {
        for salt in [Some(b"lakzegel/v1 status".as_slice()), None, Some(lookup.as_bytes())] {
            for info in [info.as_slice(), b"key", b"lookup", b"", &[b"lookup\0", ORIGIN.as_bytes()].concat()] {
                assert!(!opens(&derived(secret, salt, info)), "{place}");
            }
        }
        assert!(!opens(&sha2::Sha256::digest(secret).into()), "{place}");
        secret.windows(32).for_each(|key| assert!(!opens(key.try_into().expect("it is 32 bytes")), "{place}"));
    }
    // What it signs with the keys that it has is no status, under whatever name.
    for forger in
        [log_key(), signing_key("verdict", Algorithm::Ed25519, 0x21), signing_key("verdict", Algorithm::Cosignature, 0x21)]
    {
        let forged = status(State::Screened).encrypt(&reference(), ORIGIN, [0x71; 12], &forger);
        assert_eq!(decrypt(&forged), Err(StatusError::Signature));
    }
    // Nor can it give one letter's status as another's, or an old deployment's as this one's.
    let others = status(State::Screened).encrypt(&Reference::from_bytes([9; 16]), ORIGIN, [0x71; 12], &verdict_key());
    assert_eq!(decrypt(&others), Err(StatusError::Signature));
    let elsewhere = status(State::Screened).encrypt(&reference(), "test.invalid/elsewhere", [0x71; 12], &verdict_key());
    assert_eq!(decrypt(&elsewhere), Err(StatusError::Signature));
}

#[test]
fn a_status_with_any_byte_changed_or_cut_is_refused() {
    let bytes = published(State::Received);
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let expected = if place < 2 { StatusError::Form } else { StatusError::Signature };
        assert_eq!(decrypt(&changed), Err(expected), "byte {place}");
        assert_eq!(decrypt(&bytes[..place]), Err(StatusError::Form), "cut at {place}");
    }
    assert_eq!(decrypt(&[bytes.as_slice(), &[0]].concat()), Err(StatusError::Form));
}

#[test]
fn a_reference_is_read_as_people_type_it() {
    let shown = reference().to_string();
    assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
    let spaced = shown.replace('-', " ").to_lowercase();
    let mistaken = shown.replace('0', "O").replace('1', "l");
    let dashes = shown.replace('-', "\u{2013}");
    let wide: String = shown.chars().filter_map(|plain| char::from_u32(u32::from(plain) + 0xfee0)).collect();
    let arabic: String =
        shown.chars().map(|plain| plain.to_digit(10).and_then(|value| char::from_u32(0x660 + value)).unwrap_or(plain)).collect();
    assert!(arabic != shown, "it has a digit");
    let pasted = format!("\u{feff}\u{2068}\u{201e}{shown}.\u{201d}\u{2069}\r\n");
    let broken = shown.replace('-', "\u{ad}\u{a0}\t");
    for typed in
        [&shown, &spaced, &mistaken, &format!("  {shown}\n"), &dashes, &wide, &wide.to_lowercase(), &arabic, &pasted, &broken]
    {
        assert!(Reference::parse(typed) == Ok(reference()), "{typed:?}");
    }
    let reversed = format!("\u{202e}{shown}");
    assert!(Reference::parse(&reversed) == Err(ReferenceError::Character('\u{202e}')));
}

#[test]
fn a_reference_survives_the_way_to_text_and_back() {
    for number in 0..=255 {
        let mut bytes = [number; 16];
        bytes[0] = !number;
        let reference = Reference::from_bytes(bytes);
        assert!(Reference::parse(&reference.to_string()) == Ok(reference));
    }
}

#[test]
fn a_typing_error_is_noticed() {
    let shown = reference().to_string();
    let characters: Vec<char> = shown.chars().collect();
    let mut missed = 0;
    for place in (0..characters.len()).filter(|place| characters[*place] != '-') {
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().filter(|other| *other != characters[place]) {
            let mut typed = characters.clone();
            typed[place] = other;
            missed += usize::from(Reference::parse(&typed.iter().collect::<String>()).is_ok());
        }
    }
    // Twelve check bits: of 868 single errors, one in 4,096 may pass by chance.
    assert!(missed <= 1, "{missed} of 868 single errors were missed");
    assert!(Reference::parse(&shown[..shown.len() - 1]) == Err(ReferenceError::Length(27)));
    assert!(Reference::parse("") == Err(ReferenceError::Length(0)));
    assert!(Reference::parse(&shown.replacen('0', "U", 1)) == Err(ReferenceError::Character('U')));
    assert!(Reference::parse(&format!("{shown}{shown}{shown}")) == Err(ReferenceError::Length(84)));
}

/// A status with any 64 bytes inside, made by the specification's text and not by our encoder.
fn published_raw(plain: &[u8; 64]) -> Vec<u8> {
    use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _, aead::Aead as _, aead::Payload};
    use ed25519_dalek::Signer as _;
    let lookup = reference().lookup_id(ORIGIN);
    let mut key = [0; 32];
    hkdf::Hkdf::<sha2::Sha256>::new(Some(b"lakzegel/v1 status"), reference().as_bytes())
        .expand(&[b"key\0", ORIGIN.as_bytes()].concat(), &mut key)
        .expect("it is one block");
    let nonce = [0x71; 12];
    let header = [[0, 1].as_slice(), &NOW.to_be_bytes()].concat();
    let payload = Payload { msg: plain, aad: &[header.as_slice(), lookup.as_bytes()].concat() };
    let sealed = ChaCha20Poly1305::new(&key.into()).encrypt(&nonce.into(), payload).expect("it encrypts");
    let signed = [header.as_slice(), &nonce, &sealed].concat();
    let message = [b"lakzegel/v1 status\0", ORIGIN.as_bytes(), &[0], lookup.as_bytes(), &signed].concat();
    // The seed of `verdict_key()`.
    let signature = ed25519_dalek::SigningKey::from_bytes(&[0x23; 32]).sign(&message).to_bytes();
    [signed.as_slice(), &signature].concat()
}

#[test]
fn a_status_that_says_something_unknown_is_refused_although_screening_signed_it() {
    let mut plain = [0; 64];
    plain[1..33].copy_from_slice(entry(6).as_bytes());
    assert_eq!(published_raw(&plain), published(State::Received), "the specification's text and the encoder agree");

    for code in (0..=255).filter(|code| ![0, 1, 2, 16, 17, 18, 19, 32, 33, 34, 35].contains(code)) {
        let mut unknown = plain;
        unknown[0] = code;
        assert_eq!(decrypt(&published_raw(&unknown)), Err(StatusError::Content), "state {code}");
    }
    for place in 33..64 {
        let mut filled = plain;
        filled[place] = 1;
        assert_eq!(decrypt(&published_raw(&filled)), Err(StatusError::Content), "fill at {place}");
    }
}
