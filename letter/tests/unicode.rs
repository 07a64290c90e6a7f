//! Our own small tables against Unicode's large ones, so that a new version of Unicode, or a slip of the hand, is seen.
#![cfg(not(target_family = "wasm"))]

mod common;

use std::ops::RangeInclusive;

use common::{Random, hostile};
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, Emoji, GeneralCategory, IndicConjunctBreak, JoiningType},
};
use icu_segmenter::GraphemeClusterSegmenter;
use lakzegel_letter::{Limits, MAX_MARKS, Rule, check, is_unseen};

fn finds(body: &str, rule: Rule) -> bool {
    check(body, &Limits::default()).findings.iter().any(|finding| finding.rule == rule)
}

fn all() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

#[test]
fn characters_are_counted_as_unicode_counts_them() {
    let mut random = Random(8);
    for round in 0..500 {
        let body = hostile(&mut random, 1 + round % 80);
        let boundaries = GraphemeClusterSegmenter::new().segment_str(&body).count();
        assert_eq!(check(&body, &Limits::default()).usage.characters as usize, boundaries - 1, "{body:?}");
    }
}

/// What a terminal must not be given: nothing that Unicode does not draw, no blank but the space, and nothing that acts on its neighbours.
#[test]
fn whatever_is_not_drawn_is_known_to_be_unseen() {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, SpaceSeparator};
    let (category, ignorable) =
        (CodePointMapData::<GeneralCategory>::new(), CodePointSetData::new::<DefaultIgnorableCodePoint>());
    // Format characters that are drawn: number signs and the like, which stand over what follows them.
    let drawn = |character: char| {
        matches!(
            character,
            '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}'
        )
    };
    for character in all().filter(|character| *character != ' ' && !drawn(*character)) {
        let category = category.get(character);
        let hides = matches!(category, Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | SpaceSeparator);
        if hides || ignorable.contains(character) {
            assert!(is_unseen(character), "{character:?} {category:?}");
        }
        if matches!(
            category,
            GeneralCategory::LowercaseLetter
                | GeneralCategory::UppercaseLetter
                | GeneralCategory::OtherLetter
                | GeneralCategory::DecimalNumber
        ) {
            assert!(!is_unseen(character) || ignorable.contains(character), "{character:?} is a letter");
        }
    }
    for character in " aé9٣م葛👍\u{301}�".chars() {
        assert!(!is_unseen(character), "{character:?}");
    }
}

#[test]
fn every_control_character_is_found_and_every_private_one() {
    let category = CodePointMapData::<GeneralCategory>::new();
    for character in all() {
        let body = format!("a{character}b");
        let control = category.get(character) == GeneralCategory::Control && character != '\n' && character != '\t';
        assert_eq!(finds(&body, Rule::Control), control, "{character:?}");
        let code = u32::from(character);
        let nobody = code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code);
        let private = category.get(character) == GeneralCategory::PrivateUse || nobody;
        assert_eq!(finds(&body, Rule::PrivateUse), private, "{character:?}");
    }
}

#[test]
fn everything_that_unicode_does_not_draw_is_found_between_latin_letters() {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    for character in all() {
        let found = [Rule::ZeroWidth, Rule::Bidi, Rule::Tag].into_iter().any(|rule| finds(&format!("a{character}b"), rule));
        // Marks of direction are allowed; annotations are not, though Unicode would draw something for them.
        let expected = match character {
            '\u{200e}' | '\u{200f}' | '\u{61c}' => false,
            '\u{fff9}'..='\u{fffb}' => true,
            _ => ignorable.contains(character),
        };
        assert_eq!(found, expected, "{character:?}");
    }
}

/// Marks that came with Unicode 18, which the pinned tables of clusters do not know yet: seven of them are seven characters.
const NEW_MARKS: [RangeInclusive<char>; 9] = [
    '\u{5c8}'..='\u{5c9}',
    '\u{b53}'..='\u{b54}',
    '\u{1ade}'..='\u{1adf}',
    '\u{1aec}'..='\u{1af0}',
    '\u{10ecb}'..='\u{10ecf}',
    '\u{10ef0}'..='\u{10ef9}',
    '\u{11df0}'..='\u{11df0}',
    '\u{1d127}'..='\u{1d128}',
    '\u{1d25b}'..='\u{1d25c}',
];

#[test]
fn every_combining_mark_can_be_piled_too_high() {
    let category = CodePointMapData::<GeneralCategory>::new();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    for character in all().filter(|character| !ignorable.contains(*character)) {
        let body = format!("a{}", character.to_string().repeat(MAX_MARKS + 1));
        match category.get(character) {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => {
                let is_new = NEW_MARKS.iter().any(|range| range.contains(&character));
                assert_eq!(finds(&body, Rule::CombiningPile), !is_new, "{character:?}");
            }
            // Vowel signs that take room of their own may be part of a pile or not, and nobody knows yet what else Unicode will have; letters
            // and signs never are.
            GeneralCategory::Unassigned
            | GeneralCategory::SpacingMark
            | GeneralCategory::ModifierSymbol
            | GeneralCategory::ModifierLetter => {}
            // Thai and Lao am is a letter, and still part of the cluster before it.
            _ if matches!(character, '\u{e33}' | '\u{eb3}') => {}
            _ => assert!(!finds(&body, Rule::CombiningPile), "{character:?}"),
        }
    }
}

#[test]
fn conjuncts_of_any_length_are_no_piles() {
    let breaks = CodePointMapData::<IndicConjunctBreak>::new();
    for letter in ('\0'..='\u{ffff}').filter(|character| breaks.get(*character) == IndicConjunctBreak::Consonant) {
        // Its own script's virama stands in its block, or in the one after it.
        let near = (u32::from(letter) & !0x7f)..(u32::from(letter) & !0x7f) + 0x100;
        for virama in near.filter_map(char::from_u32).filter(|character| breaks.get(*character) == IndicConjunctBreak::Linker) {
            let body = format!("{letter}{virama}").repeat(MAX_MARKS + 2);
            assert!(!finds(&body, Rule::CombiningPile), "{letter} {virama:?}");
        }
    }
}

#[test]
fn joiners_stand_between_the_letters_of_every_joining_script() {
    let joining = CodePointMapData::<JoiningType>::new();
    let category = CodePointMapData::<GeneralCategory>::new();
    for letter in all().filter(|character| joining.get(*character) == JoiningType::DualJoining) {
        // Not in scripts that are only studied.
        let living = matches!(letter, '\u{600}'..='\u{8ff}' | '\u{1807}'..='\u{18aa}' | '\u{a840}'..='\u{a872}' | '\u{1e900}'..='\u{1e95f}');
        if living && category.get(letter) == GeneralCategory::OtherLetter {
            for joiner in ['\u{200c}', '\u{200d}'] {
                assert!(!finds(&format!("{letter}{joiner}{letter}"), Rule::ZeroWidth), "{letter} {:04x}", u32::from(letter));
            }
        }
    }
}

#[test]
fn every_emoji_may_be_varied_and_joined() {
    let emoji = CodePointSetData::new::<Emoji>();
    for picture in all().filter(|character| emoji.contains(*character)) {
        assert!(
            !finds(&format!("{picture}\u{fe0f}"), Rule::ZeroWidth)
                || matches!(picture, '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
        );
        let alone = picture.is_ascii() || matches!(picture, '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}');
        if !alone {
            assert!(!finds(&format!("👩\u{200d}{picture}\u{fe0f}\u{200d}🔥"), Rule::ZeroWidth), "{picture}");
        }
    }
}
