//! Lines and pages: where they are broken, and that the print can keep to it. The second half shapes text with the printing fonts
//! themselves, as screening does, and sees that every line fits; `src/widths.rs` has a test for each character.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::{PIECES, Random, hostile, printed_widths, shaper::Shaper};
use lakzegel_letter::{lay_out, paper};

/// The texts of all lines of a letter.
fn lines(body: &str) -> Vec<&str> {
    lay_out(body).iter().flat_map(|page| &page.lines).map(|line| &body[line.text.clone()]).collect()
}

/// The width of a line, in thousandths of the font size.
const WIDTH: f32 = paper::LINE_WIDTH / paper::FONT_SIZE * 1000.0;

/// Breaks a text that is shorter than a line, after a filling that leaves no room for its last part.
fn breaks(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    // Every way in which a line can be full: filled with so many letters, as one word with a blank behind it.
    for filling in 1..165 {
        let body = format!("{} {text}", "i".repeat(filling));
        let found = lines(&body);
        if found.len() == 2 {
            let first = found[0].trim_start_matches('i').strip_prefix(' ').unwrap_or_default().to_owned();
            if !first.is_empty() && !all.contains(&first) {
                all.push(first);
            }
        }
    }
    all.sort_by_key(String::len);
    all
}

#[test]
fn an_empty_letter_has_one_page_with_one_empty_line() {
    let pages = lay_out("");
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].lines.len(), 1);
    assert_eq!(pages[0].lines[0].text, 0..0);
}

#[test]
fn every_kind_of_line_end_ends_a_line_and_belongs_to_it() {
    for end in ["\n", "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
        let body = format!("Lieve papa,{end}{end}Tot gauw{end}");
        assert_eq!(lines(&body), [format!("Lieve papa,{end}"), end.to_owned(), format!("Tot gauw{end}")], "{end:?}");
    }
    assert_eq!(lines("a\n\rb"), ["a\n", "\r", "b"], "LF CR are two");
}

#[test]
fn a_line_ends_after_a_blank_and_the_blanks_take_no_room() {
    let word = "zaterdag";
    let body = [word; 200].join(" ");
    let found = lines(&body);
    assert!(found.len() > 15);
    let count = found[0].split_whitespace().count();
    for line in &found[..found.len() - 1] {
        assert!(line.ends_with(' ') && line.split_whitespace().count() == count, "{line:?}");
    }
    // Hundreds of blanks after a word hang over the edge of its line.
    let body = format!("dag{}mama", " ".repeat(500));
    assert_eq!(lines(&body), [format!("dag{}", " ".repeat(500)), "mama".to_owned()]);
}

#[test]
fn words_are_broken_where_their_readers_expect_it() {
    for (text, expected) in [
        ("noord-zuid", vec!["noord-"]),
        ("zee—strand", vec!["zee—"]),
        // A telephone number, a year and a minus sign stay whole.
        ("06-12345678", vec![]),
        ("2025-2026", vec![]),
        ("-vijf", vec![]),
        ("twee\u{a0}uur", vec![]),
        ("en/of", vec![]),
        ("汉字。", vec!["汉"]),
        ("「汉」字", vec!["「汉」"]),
        ("ラーメン", vec!["ラー", "ラーメ"]),
        ("汉a", vec!["汉"]),
        ("😀👍🏽❤\u{fe0f}", vec!["😀"]),
        ("한글", vec!["한"]),
        ("सत्यमेव", vec![]),
    ] {
        assert_eq!(breaks(text), expected, "{text}");
    }
}

#[test]
fn a_word_that_is_longer_than_a_line_is_broken_between_characters() {
    for character in ["a", "e\u{301}", "👩\u{200d}👩\u{200d}👧", "क्ष", "汉", "\u{1f1f3}\u{1f1f1}", "ส", "ب", "\u{10ffff}"]
    {
        let body = character.repeat(500);
        let found = lines(&body);
        assert!(found.len() > 4, "{character}");
        assert!(found.iter().all(|line| !line.is_empty() && line.len() % character.len() == 0), "{character}");
    }
    // And one that is too long only because it does not start a line starts a new one first.
    let body = format!("Kijk: {}", "x".repeat(400));
    assert_eq!(lines(&body)[0], "Kijk: ");
}

#[test]
fn where_all_words_are_held_together_lines_are_broken_between_them_all_the_same() {
    for space in ["\u{a0}", "\u{202f}", "\u{2007}"] {
        let words = ["verjaardagsfeest"; 40];
        let body = words.join(space);
        let lines = lines(&body);
        assert!(lines.len() > 3, "{lines:?}");
        for line in lines {
            assert!(line.split(space).all(|word| word.is_empty() || word == words[0]), "{space:?}: {line:?}");
        }
    }
    // One that stands between two words holds them as long as there is another place.
    let held = format!("{} honderd\u{a0}euro", "woord ".repeat(40));
    assert!(lines(&held).iter().all(|line| !line.ends_with("honderd\u{a0}")), "the amount stays together");
    assert!(breaks("honderd\u{a0}euro").is_empty(), "wherever the line is full");
}

#[test]
fn a_page_has_41_lines() {
    assert_eq!(paper::LINES, 41);
    for (count, pages) in [(1, 1), (41, 1), (42, 2), (82, 2), (83, 3), (164, 4), (165, 5)] {
        assert_eq!(lay_out(&"x\n".repeat(count)).len(), pages, "{count} lines");
    }
}

#[test]
fn the_lines_are_the_whole_letter_in_order() {
    let mut random = Random(1);
    for round in 0..400 {
        let body = hostile(&mut random, 1 + round % 60);
        let mut at = 0;
        for page in lay_out(&body) {
            assert!((1..=paper::LINES).contains(&page.lines.len()));
            for line in page.lines {
                assert_eq!(line.text.start, at, "{body:?}");
                assert!(body.is_char_boundary(line.text.end) && (line.text.end > at || body.is_empty()), "{body:?}");
                at = line.text.end;
            }
        }
        assert_eq!(at, body.len(), "{body:?}");
    }
}

fn assert_fits(shaper: &mut Shaper, body: &str) {
    let widths = printed_widths(shaper, body);
    let count = lay_out(body).iter().map(|page| page.lines.len()).sum::<usize>();
    assert_eq!(widths.len(), count, "the print has the same lines: {body:?}");
    for (width, line) in widths.into_iter().zip(lines(body)) {
        assert!(width <= WIDTH, "{width} thousandths do not fit into {WIDTH}: {line:?}");
    }
}

/// Words of several languages, to be mixed at random. All are made up of what people write.
const WORDS: [&[&str]; 9] = [
    &[
        "Lieve",
        "papa,",
        "ik",
        "mis",
        "je.",
        "\"Tot",
        "gauw!\"",
        "zei",
        "oma",
        "(bijna",
        "tachtig)",
        "cafe\u{301}",
        "ĳsvogel",
        "Fjord",
        "AVATAR",
        "½",
        "€",
        "’s",
    ],
    &[
        "fluffige", "koffie", "(j)", "r\"", "f)", "ťĩ?", "¿J", "ĽUBO", "dž", "_J_", "ŽIVIO", "Łódź", "naïef", "trị", "người",
        "Việt",
    ],
    &["Привет,", "мама", "ќе", "Ј", "«Да»", "Υγεία", "Ε\u{300}λα", "Ω\u{301}", "ΑΥΤΟ", "ϊ"],
    &[
        "سلام",
        "الله",
        "محمد",
        "بسم",
        "می\u{200c}خواهم",
        "پدر،",
        "کتاب",
        "ﷺ",
        "لا",
        "صبحٌ",
        "١٢٣",
        "ڤ",
        "ٱلرَّحْمَٰنِ",
        "ههه",
        "ضصثق",
        "ب/",
        "س1",
    ],
    &["שלום", "אִמָּא", "יְרוּשָׁלַ\u{34f}ִם", "״כן״", "ק׳"],
    &["नमस्ते", "क्षत्रिय", "श्री", "हिन्दी", "र्क", "किं", "ट्ठ", "मैंने", "त्र्यम्बक", "द्ध्र्य", "॥", "१२", "ङ्क्ष्य"],
    &["สวัสดีครับ", "น้ำ", "ที่รัก", "กำลัง", "๑๒"],
    &["汉字", "你好！", "カタカナ", "한국어", "ＡＢＣ", "—", "…", "⸺"],
    &["😀", "👩\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "🇳🇱", "1\u{fe0f}\u{20e3}", "👍🏽", "→", "♥", "☎", "†", "™"],
];

#[test]
fn no_line_of_any_language_is_squeezed() {
    let mut shaper = Shaper::load();
    let mut random = Random(2);
    for round in 0..100 {
        // Mostly one language, as letters are; sometimes all of them.
        let language = random.below(WORDS.len());
        let mut body = String::new();
        for _ in 0..150 {
            let language = if round % 5 == 0 { random.below(WORDS.len()) } else { language };
            body.push_str(random.pick(WORDS[language]));
            if random.below(6) > 0 {
                body.push(' ');
            }
        }
        assert_fits(&mut shaper, &body);
    }
}

#[test]
fn no_line_of_one_word_repeated_is_squeezed() {
    let mut shaper = Shaper::load();
    for word in WORDS.into_iter().flatten().chain(PIECES) {
        assert_fits(&mut shaper, &word.repeat(60));
        assert_fits(&mut shaper, &format!("{word} ").repeat(60));
    }
}

#[test]
fn no_line_of_a_letter_made_to_break_the_print_is_squeezed() {
    let mut shaper = Shaper::load();
    let mut random = Random(3);
    for _ in 0..100 {
        let body = hostile(&mut random, 60);
        // Such a letter is only printed if nothing in it blocks.
        let hidden = |character: char| character.is_control() && character != '\n' && character != '\t';
        let body: String = body.chars().filter(|character| !hidden(*character)).collect();
        assert_fits(&mut shaper, &body);
    }
}
