//! The client and screening come to the same answers: letters of every kind, with what came out of them on the host, run in Wasm too by
//! wasm-bindgen's test runner. The first rows can be read; the last one is a digest over letters that nobody would write.

mod common;

use common::{Random, hostile};
use lakzegel_letter::{Limits, Rule, check, lay_out, repair};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

/// What is compared of a letter: characters, bytes, pages, lines, and each finding's rule and place.
fn answer(body: &str) -> String {
    let checked = check(body, &Limits::default());
    let lines: usize = lay_out(body).iter().map(|page| page.lines.len()).sum();
    let usage = checked.usage;
    let mut answer = format!("{} {} {} {lines}", usage.characters, usage.bytes, usage.pages);
    for finding in checked.findings {
        answer += &format!(" {}:{}..{}", finding.rule.as_str(), finding.place.start, finding.place.end);
    }
    answer
}

#[cfg_attr(not(target_family = "wasm"), test)]
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
fn letters_get_the_same_answer_everywhere() {
    for (body, expected) in [
        ("Lieve papa,\n\nBel 06-12345678 of kijk op www.dji.nl.\n", "52 52 1 3 phone-number:17..28 web-address:40..50"),
        ("می\u{200c}خواهم 👩\u{200d}👩\u{200d}👧 कि\u{202e}", "12 46 1 1 bidi:43..46"),
        ("汉字。a\u{200b}b\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "6 28 1 1 zero-width:10..13 combining-pile:13..28"),
    ] {
        assert_eq!(answer(body), expected, "{body:?}");
    }
    assert_eq!(answer(&"zaterdag ".repeat(900)), "8100 8100 3 100 too-long:8000..8100");
    assert_eq!(answer(&"سلام يا أبي ".repeat(400)), "4800 8400 2 80");
}

#[cfg_attr(not(target_family = "wasm"), test)]
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
fn hostile_letters_get_the_same_answer_everywhere() {
    // FNV-1a over all answers, all places of lines, and all repaired letters.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for byte in text.bytes() {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    };
    let mut random = Random(9);
    for round in 0..200 {
        let body = hostile(&mut random, 1 + round % 80);
        add(&answer(&body));
        add(&format!("{:?}", lay_out(&body)));
        Rule::ALL.into_iter().filter_map(|rule| repair(&body, rule)).for_each(|repaired| add(&repaired));
    }
    assert_eq!(
        digest, 0x0097ed17256e92d5,
        "the answer to some letter has changed: RULES_VERSION names what is decided, see its documentation"
    );
}
