//! What holds for any text at all: properties of the rules, of the limits, and of lines and pages. `proptest` makes the texts, and makes one
//! that breaks a property as short as it can.
//!
//! The seed is fixed, so every run tries the same texts, and nothing is written beside the sources. To try others:
//! `PROPTEST_RNG_SEED=7 PROPTEST_CASES=10000 cargo test -p lakzegel-letter --test properties`. A text that broke something becomes a row in
//! `rules.rs` or `print.rs`.
#![cfg(not(target_family = "wasm"))]

mod common;

use std::{cell::RefCell, ops::Range};

use common::{PIECES, printed_widths, shaper::Shaper};
use icu_segmenter::GraphemeClusterSegmenter;
use lakzegel_letter::{
    Finding, Limits, MAX_FINDINGS, MAX_NAME, Rule, check, check_name, ends_line, lay_out, paper, repair, unprinted,
};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest},
    sample::select,
    test_runner::RngSeed,
};

/// So many texts for each property, and always the same ones, unless the environment says otherwise.
fn config(cases: u32) -> ProptestConfig {
    let from_environment = ProptestConfig::default();
    ProptestConfig {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { from_environment.cases } else { cases },
        rng_seed: match from_environment.rng_seed {
            RngSeed::Random => RngSeed::Fixed(0x1ac2_e6e1),
            given => given,
        },
        failure_persistence: None,
        ..from_environment
    }
}

/// Any text: pieces that break something somewhere, any characters, and now and then one piece many times over.
fn text() -> impl Strategy<Value = String> {
    let piece = || select(PIECES);
    let part = prop_oneof![
        8 => piece().prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => (piece(), 0_usize..60).prop_map(|(piece, times)| piece.repeat(times)),
    ];
    vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Any limits that a letter can keep.
fn limits() -> impl Strategy<Value = Limits> {
    (0_u32..300, 0_u32..800, 1_u32..3).prop_map(|(characters, bytes, pages)| Limits { characters, bytes, pages })
}

/// Limits that no text here reaches.
const NONE: Limits = Limits { characters: u32::MAX, bytes: u32::MAX, pages: u32::MAX };

/// The places of a letter's lines.
fn lines(body: &str) -> Vec<Range<usize>> {
    lay_out(body).into_iter().flat_map(|page| page.lines).map(|line| line.text).collect()
}

/// What the rules find that look at a place of the letter, and not at the whole.
fn placed(body: &str) -> Vec<Finding> {
    let whole = |finding: &Finding| matches!(finding.rule, Rule::Empty | Rule::TooLong);
    check(body, &NONE).findings.into_iter().filter(|finding| !whole(finding)).collect()
}

fn moved(place: &Range<usize>, by: usize) -> Range<usize> {
    place.start + by..place.end + by
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_finding_is_inside_the_text_and_cuts_no_character(body in text(), limits in limits()) {
        let boundaries: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(&body).collect();
        for Finding { rule, place, severity } in check(&body, &limits).findings {
            prop_assert!(body.get(place.clone()).is_some(), "{rule:?} {place:?}");
            prop_assert!(!place.is_empty() || rule == Rule::Empty, "{rule:?} {place:?}");
            prop_assert_eq!(severity, rule.severity());
            // Joiners and selectors stand inside of what a person takes for one character; a pile is all of it.
            if rule == Rule::CombiningPile {
                prop_assert!(boundaries.contains(&place.start) && boundaries.contains(&place.end), "{place:?}");
            }
        }
    }

    /// No rule sees over the end of a line, so nothing that is written later changes what was found in an earlier paragraph.
    #[test]
    fn what_is_found_in_two_paragraphs_is_what_is_found_in_each(first in text(), second in text()) {
        let mut apart = placed(&first);
        apart.extend(placed(&second).into_iter().map(|finding| Finding { place: moved(&finding.place, first.len() + 1), ..finding }));
        // Of more than these only the first are reported.
        let are_few = |rule: &Rule| apart.iter().filter(|finding| finding.rule == *rule).count() < MAX_FINDINGS;
        if Rule::ALL.iter().all(are_few) {
            prop_assert_eq!(placed(&format!("{first}\n{second}")), apart);
        }
    }

    #[test]
    fn a_repair_removes_what_its_rule_finds_and_has_nothing_more_to_do(body in text()) {
        for rule in Rule::ALL {
            let Some(repaired) = repair(&body, rule) else { continue };
            prop_assert!(placed(&repaired).iter().all(|finding| finding.rule != rule), "{rule:?}");
            prop_assert_eq!(repair(&repaired, rule), Some(repaired.clone()), "{:?}", rule);
        }
    }

    /// A repair may bring two characters together that another rule finds; it takes out more than it brings, so it comes to an end.
    #[test]
    fn a_letter_repaired_for_long_enough_has_nothing_left_to_repair(body in text()) {
        let once = |body: String| Rule::ALL.into_iter().fold(body, |body, rule| repair(&body, rule).unwrap_or(body));
        let mut repaired = once(body);
        for _ in 0..4 {
            repaired = once(repaired);
        }
        prop_assert!(placed(&repaired).iter().all(|finding| !finding.rule.is_repairable()), "{repaired:?}");
        prop_assert_eq!(once(repaired.clone()), repaired);
    }

    #[test]
    fn a_letter_is_too_long_exactly_if_it_is_over_a_limit_and_fits_when_cut_there(body in text(), limits in limits()) {
        let checked = check(&body, &limits);
        let usage = checked.usage;
        let over = usage.characters > limits.characters || usage.bytes > limits.bytes || usage.pages > limits.pages;
        let found = checked.findings.iter().find(|finding| finding.rule == Rule::TooLong);
        prop_assert_eq!(found.is_some(), over);
        prop_assert_eq!(usage.pages as usize, lay_out(&body).len());
        if let Some(Finding { place, .. }) = found {
            prop_assert_eq!(place.end, body.len());
            let cut = check(&body[..place.start], &limits);
            prop_assert!(cut.findings.iter().all(|finding| finding.rule != Rule::TooLong), "cut at {}", place.start);
        }
    }

    #[test]
    fn a_layout_loses_no_character_and_adds_none(body in text()) {
        let pages = lay_out(&body);
        let printed: String = pages.iter().flat_map(|page| &page.lines).map(|line| &body[line.text.clone()]).collect();
        prop_assert_eq!(&printed, &body);
        prop_assert!(body.is_empty() || lines(&body).iter().all(|line| !line.is_empty()));
        let (last, full) = pages.split_last().expect("every letter has a page");
        prop_assert!((1..=paper::LINES).contains(&last.lines.len()));
        prop_assert!(full.iter().all(|page| page.lines.len() == paper::LINES), "only the last page has room");
    }

    /// What comes after the end of a line is laid out as if nothing stood before it: the preview need not look further back.
    #[test]
    fn paragraphs_are_laid_out_each_by_itself(first in text(), second in text()) {
        let first = format!("{first}\n");
        let mut expected = lines(&first);
        if !second.is_empty() {
            expected.extend(lines(&second).iter().map(|line| moved(line, first.len())));
        }
        prop_assert_eq!(lines(&format!("{first}{second}")), expected);
    }

    #[test]
    fn no_line_goes_on_after_a_line_end(body in text()) {
        for line in lay_out(&body).iter().flat_map(|page| &page.lines) {
            let text = &body[line.text.clone()];
            let inside = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(ends_line)).unwrap_or(text);
            prop_assert!(!inside.contains(ends_line), "{text:?}");
            prop_assert!(!line.printed(&body).ends_with([' ', '\t']) && !line.printed(&body).contains(ends_line), "{text:?}");
        }
    }

    /// What may stand in the frame of a page is what may stand in a letter, on one line.
    #[test]
    fn a_name_is_good_exactly_if_it_could_be_a_letter_of_one_line(name in text()) {
        let one_line = !name.contains(ends_line) && !name.contains('\t') && name.len() <= MAX_NAME;
        prop_assert_eq!(check_name(&name).is_ok(), one_line && !check(&name, &NONE).blocks());
    }

    /// Each place begins and ends with a character that no font has, and none is outside. Which those are, the tables' tests say.
    #[test]
    fn what_no_font_has_is_told_in_order_and_once(body in text()) {
        let no_font_has = |character: char| unprinted(character.encode_utf8(&mut [0; 4])).next().is_some();
        let mut end = 0;
        for place in unprinted(&body) {
            let told = body.get(place.clone());
            prop_assert!(told.is_some_and(|told| told.starts_with(no_font_has) && told.ends_with(no_font_has)), "{place:?}");
            prop_assert!(body.get(end..place.start).is_some_and(|between| !between.contains(no_font_has)), "{place:?}");
            end = place.end;
        }
        prop_assert!(!body[end..].contains(no_font_has), "after {end}");
    }
}

thread_local! {
    /// Reading ten fonts takes longer than shaping a text.
    static SHAPER: RefCell<Shaper> = RefCell::new(Shaper::load());
}

proptest! {
    #![proptest_config(config(48))]

    /// Shaped with the printing fonts, paragraph by paragraph, as screening does.
    #[test]
    fn no_printed_line_is_wider_than_the_paper_has_room_for(body in text()) {
        // A letter with these is never printed.
        let body: String = body.chars().filter(|character| matches!(character, '\n' | '\t') || !character.is_control()).collect();
        let widths = SHAPER.with_borrow_mut(|shaper| printed_widths(shaper, &body));
        prop_assert_eq!(widths.len(), lines(&body).len());
        let room = paper::LINE_WIDTH / paper::FONT_SIZE * 1000.0;
        for (width, line) in widths.into_iter().zip(lines(&body)) {
            prop_assert!(width <= room, "{width} thousandths do not fit into {room}: {:?}", &body[line]);
        }
    }
}
