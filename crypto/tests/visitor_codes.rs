//! Visitor codes: typing errors are found before anything is asked of anybody, and the intake's list is screening's word.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::{DAY, NOW, ORIGIN, log_key, verdict_key};
use lakzegel_crypto::{
    note::Note,
    visitor_code::{
        Admission, Admissions, AdmissionsError, CODE_ALPHABET, CodeError, CodeHalf, HALF_CHARACTERS, MAX_ADMISSIONS, Proof,
    },
};

fn admission(seed: u8) -> CodeHalf<Admission> {
    CodeHalf::from_random([seed; 16])
}

/// The twelve characters, without hyphens.
fn plain(half: &impl ToString) -> Vec<char> {
    half.to_string().chars().filter(|character| *character != '-').collect()
}

fn parsed(characters: &[char]) -> Result<CodeHalf<Admission>, CodeError> {
    CodeHalf::parse(&characters.iter().collect::<String>())
}

#[test]
fn a_half_is_read_as_people_type_it() {
    let half = admission(7);
    let shown = half.to_string();
    assert_eq!(shown.len(), HALF_CHARACTERS + 2);
    for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', ""), shown.replace('-', " "), format!("  {shown}\n")] {
        assert_eq!(CodeHalf::parse(&typed), Ok(admission(7)), "{typed:?}");
    }
}

#[test]
fn every_single_wrong_character_is_found() {
    for seed in 0..20 {
        let right = plain(&admission(seed));
        for place in 0..HALF_CHARACTERS {
            for wrong in CODE_ALPHABET.iter().map(|letter| char::from(*letter)).filter(|wrong| *wrong != right[place]) {
                let mut typed = right.clone();
                typed[place] = wrong;
                assert!(parsed(&typed).is_err(), "{typed:?} for {right:?}");
            }
        }
    }
}

#[test]
fn every_swap_of_two_characters_is_found() {
    for seed in 0..50 {
        let right = plain(&admission(seed));
        for first in 0..HALF_CHARACTERS {
            for second in first + 1..HALF_CHARACTERS {
                let mut typed = right.clone();
                typed.swap(first, second);
                assert_eq!(parsed(&typed).is_ok(), typed == right, "{typed:?} for {right:?}");
            }
        }
    }
}

#[test]
fn one_half_in_the_place_of_the_other_is_told_as_that() {
    let (admission, proof) = (admission(3), CodeHalf::<Proof>::from_random([4; 16]));
    assert_eq!(CodeHalf::<Proof>::parse(&admission.to_string()), Err(CodeError::OtherHalf));
    assert_eq!(CodeHalf::<Admission>::parse(&proof.to_string()), Err(CodeError::OtherHalf));
}

#[test]
fn a_half_is_read_as_people_type_and_paste_it() {
    for seed in 0..50 {
        let half = admission(seed);
        let shown = half.to_string();
        let of_devanagari = |plain: char| plain.to_digit(10).and_then(|value| char::from_u32(0x966 + value)).unwrap_or(plain);
        let wide: String = shown.chars().filter_map(|plain| char::from_u32(u32::from(plain) + 0xfee0)).collect();
        for typed in [
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " \u{2013} "),
            shown.replace('-', "\u{2212}"),
            shown.replace('-', "\u{a0}\u{200b}"),
            shown.chars().map(of_devanagari).collect(),
            wide.to_lowercase(),
            format!("\u{feff}\u{200e}'{shown}'.\r\n"),
        ] {
            assert_eq!(CodeHalf::<Admission>::parse(&typed), Ok(admission(seed)), "{typed:?}");
        }
        let wrong = CodeHalf::<Admission>::parse(&format!("{shown}\u{2013}\u{662}"));
        assert_eq!(wrong, Err(CodeError::Length(13)), "another digit is one too many");
    }
}

#[test]
fn what_is_not_a_half_is_told_as_what_it_is() {
    let shown = admission(7).to_string();
    assert_eq!(CodeHalf::<Admission>::parse(&shown[1..]), Err(CodeError::Length(11)));
    assert_eq!(CodeHalf::<Admission>::parse(&format!("{shown}2")), Err(CodeError::Length(13)));
    assert_eq!(CodeHalf::<Admission>::parse(""), Err(CodeError::Length(0)));
    for confusing in ['0', 'O', '1', 'I', 'l', 'é', '٠', '１', '\u{202e}'] {
        let typed = format!("{confusing}{}", &shown[1..]);
        assert_eq!(CodeHalf::<Admission>::parse(&typed), Err(CodeError::Character(confusing)));
    }
}

#[test]
fn all_halves_are_equally_likely() {
    // Each of the eleven random characters takes every value about as often as any other: a chi-squared bound far out in the tail.
    let mut counts = [[0_u32; 31]; HALF_CHARACTERS];
    let rounds: u32 = 31_000;
    for round in 0..rounds {
        let bytes = *without_pattern(round).first_chunk().expect("32 bytes have a first 16");
        for (place, character) in plain(&CodeHalf::<Admission>::from_random(bytes)).into_iter().enumerate() {
            let value = CODE_ALPHABET.iter().position(|letter| char::from(*letter) == character).expect("it is in the alphabet");
            counts[place][value] += 1;
        }
    }
    for (place, counts) in counts.iter().enumerate() {
        let expected = f64::from(rounds) / 31.0;
        let chi_squared: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        // 30 degrees of freedom: one in a million lies above 82.
        assert!(chi_squared < 82.0, "place {place}: {chi_squared}");
    }
}

/// Bytes without a pattern, the same at every run.
fn without_pattern(round: u32) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(round.to_be_bytes()).into()
}

#[test]
fn a_half_prints_nothing_of_itself_by_debug() {
    assert_eq!(format!("{:?}", admission(7)), "CodeHalf(..)");
}

#[test]
fn hashes_belong_to_a_deployment_and_admissions_to_a_day() {
    let (today, half) = (NOW / DAY, admission(7));
    let hash = half.hash(ORIGIN, today);
    assert_eq!(hash, admission(7).hash(ORIGIN, today));
    assert_ne!(hash, half.hash(ORIGIN, today + 1));
    assert_ne!(hash, half.hash("other.invalid/lakzegel", today));
    assert_ne!(hash, admission(8).hash(ORIGIN, today));
    let proof = CodeHalf::<Proof>::from_random([4; 16]);
    assert_ne!(proof.hash(ORIGIN), proof.hash("other.invalid/lakzegel"));
}

fn list() -> Admissions {
    Admissions::new(ORIGIN, NOW / DAY, vec![[2; 32], [1; 32], [2; 32]]).expect("it is short")
}

#[test]
fn the_intake_takes_a_list_that_screening_signed() {
    let note = list().sign(&verdict_key()).expect("it is short").to_string();
    let read = Admissions::verify(&note, ORIGIN, verdict_key().verifier()).expect("it is signed");
    assert_eq!(read, list());
    assert_eq!(read.hashes, [[1; 32], [2; 32]], "in order, and each once");
}

#[test]
fn a_list_that_is_not_screenings_word_is_refused() {
    let verify = |note: &str| Admissions::verify(note, ORIGIN, verdict_key().verifier());
    let good = list().sign(&verdict_key()).expect("it is short").to_string();
    assert!(matches!(verify(&good.replace("day ", "day 1")), Err(AdmissionsError::Note(_))));
    assert!(matches!(verify("admit everybody\n"), Err(AdmissionsError::Note(_))));
    let by_another = list().sign(&log_key()).expect("it is short").to_string();
    assert_eq!(verify(&by_another), Err(AdmissionsError::Signature));
    let elsewhere = Admissions { origin: "other.invalid/lakzegel".to_owned(), ..list() };
    assert_eq!(verify(&elsewhere.sign(&verdict_key()).expect("it is short").to_string()), Err(AdmissionsError::Origin));
    for text in [
        "lakzegel admissions v2\norigin test.invalid/lakzegel\nday 1\nadmission AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n",
        "lakzegel admissions v1\norigin test.invalid/lakzegel\nday 1\n",
        "lakzegel admissions v1\norigin test.invalid/lakzegel\nday 01\nadmission AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n",
        "lakzegel admissions v1\norigin test.invalid/lakzegel\nday 1\nadmission AQE=\n",
        "lakzegel admissions v1\norigin test.invalid/lakzegel\nday 1\nadmission AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\nmore\n",
    ] {
        let mut note = Note::new(text.to_owned()).expect("it is a text");
        note.add(verdict_key().sign(note.text()));
        assert_eq!(verify(&note.to_string()), Err(AdmissionsError::Content), "{text}");
    }
}

#[test]
fn a_list_is_neither_empty_nor_endless() {
    assert_eq!(Admissions::new(ORIGIN, 1, vec![]), None);
    let many = |count: usize| {
        let hash = |number: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&number.to_be_bytes());
            hash
        };
        Admissions::new(ORIGIN, 1, (0..count).map(hash).collect())
    };
    let longest = many(MAX_ADMISSIONS).expect("so many are allowed");
    assert!(longest.sign(&verdict_key()).is_ok(), "it fits into a note");
    assert_eq!(many(MAX_ADMISSIONS + 1), None);
}
