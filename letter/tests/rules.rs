//! The rules, one table for each: what it finds and where, and what it leaves alone, each with a reason. Then what holds for every letter.

mod common;

use common::{Random, hostile};
use lakzegel_letter::{
    Finding, Limits, MAX_FINDINGS, MAX_MARKS, MAX_NAME, MAX_NUMBER, NameError, Nearest, NumberError, Rule, Severity, check,
    check_name, check_number, clean_name, lay_out, legible, repair, unprinted,
};

fn findings(body: &str) -> Vec<Finding> {
    check(body, &Limits::default()).findings
}

/// The texts that a rule finds in a letter.
fn found(body: &str, rule: Rule) -> Vec<&str> {
    findings(body).into_iter().filter(|finding| finding.rule == rule).map(|finding| &body[finding.place]).collect()
}

/// Each letter, what the rule must find in it, and why.
fn table(rule: Rule, rows: &[(&str, &[&str], &str)]) {
    for (body, expected, why) in rows {
        assert_eq!(found(body, rule), *expected, "{}: {why}: {body:?}", rule.as_str());
    }
}

/// Nothing at all may be found in these.
fn clean(rows: &[(&str, &str)]) {
    for (body, why) in rows {
        assert_eq!(findings(body), [], "{why}: {body:?}");
    }
}

#[test]
fn rules_have_names_of_their_own_and_the_severities_of_the_domain() {
    let names: Vec<_> = Rule::ALL.map(Rule::as_str).to_vec();
    for (at, name) in names.iter().enumerate() {
        assert!(!names[..at].contains(name), "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
    }
    let blocking = Rule::ALL.into_iter().filter(|rule| rule.severity() == Severity::Block).map(Rule::as_str).collect::<Vec<_>>();
    assert_eq!(blocking, ["empty", "too-long", "control", "bidi", "zero-width", "tag", "private-use", "combining-pile"]);
}

#[test]
fn letters_as_people_write_them_pass() {
    clean(&[
        ("Lieve papa,\n\nIk mis je. Tot zaterdag!\n\nKusjes, Noor \u{2764}\u{fe0f}\n", "Dutch, with a heart"),
        ("Beste Henk,\n\tHet gaat goed met St.Jan en i.v.m. het weer…\n", "tabs and newlines are letters' own"),
        ("Zażółć gęślą jaźń. Привет! Γειά σου! Được không?", "Latin, Cyrillic and Greek, each in words of its own"),
        ("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t", "Vietnamese with separate marks"),
        (
            "شَرِبَ الوَلَدُ اللَّبَنَ. می\u{200c}خواهم؛ PDF\u{200c}ها",
            "Arabic with vowels; Persian with its joiner, also on a foreign word",
        ),
        ("אֶֽרֶץ בְּרֵאשִׁ֖ית", "Hebrew with points and accents"),
        ("क्\u{200d}ष र्\u{200d}य நன்றி ക്ഷമ ന്\u{200d} ශ්\u{200d}රී", "Indic scripts with their joiners, at the end of a word too"),
        ("น้ำใจ ที่รัก", "Thai with vowel and tone on one consonant"),
        ("ខ្ញុំ\u{200b}ស្រលាញ់\u{200b}អ្នក", "Khmer, which parts its words by zero-width spaces"),
        ("葛\u{e0100}城市 你好，汉字。", "Chinese, and the variant of a character in a Japanese name"),
        (
            "👩\u{200d}👩\u{200d}👧 👍🏽 ❤\u{fe0f}\u{200d}🔥 🏳\u{fe0f}\u{200d}🌈 1\u{fe0f}\u{20e3} 🇳🇱 ☎\u{fe0e}",
            "emoji: families, skins, keycaps, flags",
        ),
        (
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "England, Scotland",
        ),
        ("سلام\u{200f}! (ABC)\u{200e} ١٢٣", "direction marks, which turn nothing around"),
        ("Ik kom op 06-02-2026 om 10:30, 12 1/2 % van € 1.234.567,89; kamer 3.14", "dates, times, amounts"),
    ]);
}

#[test]
fn an_empty_letter_blocks() {
    for body in ["", " ", "\n\n", "\t \u{a0}\u{3000}\n", "\u{200e}\n"] {
        assert_eq!(found(body, Rule::Empty), [body], "{body:?}");
    }
    for body in [".", "\n\n  x", "👍", "ا"] {
        assert!(found(body, Rule::Empty).is_empty(), "{body:?}");
    }
    assert_eq!(found("\u{200b}", Rule::Empty).len(), 1, "what cannot be seen is not a letter");
}

#[test]
fn control_characters_block() {
    table(
        Rule::Control,
        &[
            ("a\u{0}b\u{1b}[31mc", &["\u{0}", "\u{1b}"], "each place"),
            ("a\u{1}\u{2}\u{7f}b", &["\u{1}\u{2}\u{7f}"], "neighbours are one finding"),
            ("a\u{80}\u{9f}", &["\u{80}\u{9f}"], "the second block of them"),
            ("a\r\nb\rc\u{b}d\u{c}e\u{85}f", &["\r", "\r", "\u{b}", "\u{c}", "\u{85}"], "a letter's line ends are LF alone"),
            ("a\n\tb\u{2028}c\u{2029}d", &[], "LF and tab; the separators are no control characters"),
        ],
    );
    assert_eq!(repair("a\r\nb\rc\u{b}d\u{1b}e\u{0}", Rule::Control).as_deref(), Some("a\nb\nc\nde"), "line ends stay line ends");
}

#[test]
fn overrides_of_direction_block() {
    table(
        Rule::Bidi,
        &[
            ("ab\u{202e}cd\u{202c}", &["\u{202e}", "\u{202c}"], "an override and its end"),
            ("\u{202a}\u{202b}\u{202d}", &["\u{202a}\u{202b}\u{202d}"], "embeddings"),
            ("\u{2066}a\u{2067}b\u{2068}c\u{2069}", &["\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}"], "isolates"),
            ("\u{200e}a\u{200f}b\u{61c}", &[], "marks"),
        ],
    );
    assert_eq!(repair("ab\u{202e}cd\u{202c}", Rule::Bidi).as_deref(), Some("abcd"));
}

#[test]
fn characters_that_cannot_be_seen_block_where_no_script_needs_them() {
    table(
        Rule::ZeroWidth,
        &[
            ("pa\u{200b}pa", &["\u{200b}"], "a zero-width space in Latin"),
            ("pa\u{200b}\u{2060}\u{feff}pa", &["\u{200b}\u{2060}\u{feff}"], "neighbours are one finding"),
            ("\u{feff}Lieve", &["\u{feff}"], "a byte order mark that was pasted along"),
            ("za\u{ad}ter\u{ad}dag", &["\u{ad}", "\u{ad}"], "soft hyphens from a web page"),
            ("a\u{200d}b\u{200c}c", &["\u{200d}", "\u{200c}"], "joiners in Latin"),
            ("سلام\u{200c} a", &["\u{200c}"], "a Persian joiner that joins nothing"),
            ("ا\u{200c}\u{200c}ب", &["\u{200c}\u{200c}"], "two are never needed"),
            ("😀\u{200d} 😀\u{200d}a", &["\u{200d}", "\u{200d}"], "half an emoji"),
            ("a\u{fe0f} 😀\u{fe0f}\u{fe0f}", &["\u{fe0f}", "\u{fe0f}"], "a selector with nothing to select"),
            ("😀\u{e0100}\u{e0101}", &["\u{e0100}\u{e0101}"], "bytes that are hidden in selectors behind an emoji"),
            ("字\u{e0100}\u{e0101}", &["\u{e0101}"], "one variant, not two"),
            ("\u{3164}\u{115f}\u{ffa0}", &["\u{3164}\u{115f}\u{ffa0}"], "fillers"),
            ("a\u{200e}\u{200e}\u{200f}", &["\u{200e}\u{200f}"], "more direction marks than one"),
            ("a\u{34f}\u{2063}\u{206a}\u{fff9}", &["\u{34f}\u{2063}\u{206a}\u{fff9}"], "and whatever else is invisible"),
        ],
    );
    assert_eq!(repair("pa\u{200b}pa می\u{200c}خواهم", Rule::ZeroWidth).as_deref(), Some("papa می\u{200c}خواهم"), "Persian stays");
}

#[test]
fn tags_block_outside_the_three_flags() {
    let hidden = "\u{e0068}\u{e0069}";
    table(
        Rule::Tag,
        &[
            (&format!("hoi{hidden}"), &[hidden], "a hidden message"),
            (&format!("🏴{hidden}\u{e007f}"), &["\u{e0068}\u{e0069}\u{e007f}"], "behind a flag that does not exist"),
            ("🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}", &[], "Wales"),
            ("🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}\u{e0041}", &["\u{e0041}"], "a message behind Wales"),
            ("\u{e0001}", &["\u{e0001}"], "the old language tag"),
        ],
    );
}

#[test]
fn private_characters_block() {
    table(
        Rule::PrivateUse,
        &[
            ("\u{f0b7} melk", &["\u{f0b7}"], "a bullet of one program's own font"),
            ("\u{e000}\u{f8ff}\u{f0000}\u{10fffd}", &["\u{e000}\u{f8ff}\u{f0000}\u{10fffd}"], "all three areas"),
            ("a\u{fdd0}b\u{fffe}c\u{1ffff}d\u{10ffff}", &["\u{fdd0}", "\u{fffe}", "\u{1ffff}", "\u{10ffff}"], "noncharacters"),
            ("\u{fffd}\u{378}", &[], "the replacement character, and what Unicode may still assign"),
        ],
    );
}

#[test]
fn what_word_writes_in_its_own_fonts_is_repaired_to_what_it_means() {
    let repaired = |body: &str| repair(body, Rule::PrivateUse).expect("a program can repair it");
    for bullet in ['\u{f0b7}', '\u{f0a7}', '\u{f0a8}', '\u{f0d8}', '\u{f076}', '\u{f06c}', '\u{f06e}', '\u{f071}'] {
        assert_eq!(repaired(&format!("{bullet}\tmelk\n{bullet}\tbrood")), "•\tmelk\n•\tbrood", "{bullet:?}");
    }
    assert_eq!(repaired("thuis \u{f0e0} school \u{f0df} werk"), "thuis → school ← werk");
    assert_eq!(repaired("Dag \u{f04a} en jammer \u{f04c}"), "Dag ☺ en jammer ☹");
    assert_eq!(repaired("\u{f0fc} melk"), "✓ melk", "what is ticked stays ticked");
    assert_eq!(repaired("a\u{e000}b\u{f000}c\u{fffe}d"), "abcd", "what nobody knows goes");
    for body in ["•", "✓", "→", "←", "☺", "☹"] {
        assert!(found(body, Rule::PrivateUse).is_empty() && unprinted(body).next().is_none(), "{body} is seen on paper");
    }
}

#[test]
fn piles_of_marks_block() {
    let pile = |marks: usize| format!("a{}", "\u{301}".repeat(marks));
    assert!(found(&pile(MAX_MARKS), Rule::CombiningPile).is_empty());
    assert_eq!(found(&format!("x{}y", pile(MAX_MARKS + 1)), Rule::CombiningPile), [pile(MAX_MARKS + 1)]);
    let word = pile(30).repeat(3);
    assert_eq!(found(&format!("zalgo {word}"), Rule::CombiningPile), [word.as_str()], "a word of piles is one finding");
    let joined = format!("a{}\u{200d}{}", "\u{301}".repeat(4), "\u{301}".repeat(4));
    assert_eq!(found(&joined, Rule::CombiningPile).len(), 1, "a joiner between does not make it two letters");
    assert_eq!(repair(&pile(30), Rule::CombiningPile), Some(pile(MAX_MARKS)));
    // Consonants of one conjunct carry their own marks.
    let conjunct = "क्".repeat(12) + "ष";
    assert!(found(&conjunct, Rule::CombiningPile).is_empty());
}

#[test]
fn web_addresses_warn() {
    table(
        Rule::WebAddress,
        &[
            (
                "Kijk op https://www.dji.nl/bezoek?a=1#b. Tot dan",
                &["https://www.dji.nl/bezoek?a=1#b"],
                "without the sentence's full stop",
            ),
            ("(zie www.dji.nl)", &["www.dji.nl"], "without the sentence's bracket"),
            ("http://nl.wikipedia.org/wiki/Zegel_(was)", &["http://nl.wikipedia.org/wiki/Zegel_(was)"], "with its own bracket"),
            ("WWW.DJI.NL en HTTPS://X", &["WWW.DJI.NL", "HTTPS://X"], "capitals"),
            ("dji.nl, nu.nl/weer en site.com:8080/x", &["dji.nl", "nu.nl/weer", "site.com:8080/x"], "without a scheme"),
            ("bit.ly/x en kort.de/y", &["kort.de/y"], "a domain that is a word counts with a path"),
            ("“www.voorbeeld.museum”", &["www.voorbeeld.museum"], "any domain after www"),
            ("аррӏе.com", &["аррӏе.com"], "a name in another script"),
            (
                "dag.morgen St.Jan kom.De rest Hoi.Hoe gaat het?Goed... i.v.m. o.a. nl .nl kom.nu weg.is",
                &[],
                "sentences without a blank",
            ),
            ("http:// en www. ook", &[], "nothing behind it"),
        ],
    );
}

#[test]
fn mail_addresses_warn() {
    table(
        Rule::MailAddress,
        &[
            ("Mail naar jan.de-vries+brief@post.voorbeeld.nl.", &["jan.de-vries+brief@post.voorbeeld.nl"], "exactly"),
            ("<a@b.nl>;c@d.eu", &["a@b.nl", "c@d.eu"], "two of them"),
            ("josé@voorbeeld.es", &["josé@voorbeeld.es"], "letters beyond ASCII"),
            ("mailto:a@b.nl", &["a@b.nl"], "without what announces it"),
            ("a@b, a @b.nl, @jan, 3@2.50, jan@, @@@", &[], "at signs that are none"),
        ],
    );
    assert_eq!(findings("jan@voorbeeld.nl").len(), 1, "the host is not told a second time");
}

#[test]
fn telephone_numbers_warn() {
    for number in [
        "0612345678",
        "06-12345678",
        "06 12 34 56 78",
        "06 1234 5678",
        "06.12.34.56.78",
        "020-1234567",
        "(020) 123 45 67",
        "0113 - 12 34 56",
        "+31612345678",
        "+31 6 12345678",
        "+31 (0)6 12 34 56 78",
        "0031 6 12345678",
        "+32 473 12 34 56",
        "+49 30 901820",
        "+1 (212) 555-0123",
        "06\u{a0}12345678",
        "06\u{2011}12345678",
        "0900-8844",
        "0800 0113",
    ] {
        for around in ["Bel NUMBER.", "NUMBER", "“NUMBER”, zei hij", "tel:NUMBER\nKus", "Bel NUMBER of 112"] {
            let body = around.replace("NUMBER", number);
            assert_eq!(found(&body, Rule::PhoneNumber), [number], "{body:?}");
        }
    }
    table(
        Rule::PhoneNumber,
        &[
            ("01-02-2026 10:00, 06-02-2026 11:30, 06/02/2026", &[], "dates"),
            ("1112223334 en 12345678901", &[], "no leading zero"),
            ("061234567 en 06123456789", &[], "one too few, one too many"),
            ("x0612345678 en 0612345678x", &[], "parts of a word"),
            ("€ 0.123.456.789 of 06123456,78", &[], "amounts"),
            ("113 en 112", &[], "help lines"),
        ],
    );
}

#[test]
fn bank_accounts_warn_if_their_check_digits_are_right() {
    table(
        Rule::Iban,
        &[
            ("NL91ABNA0417164300", &["NL91ABNA0417164300"], "in one piece"),
            ("Rekening NL91 ABNA 0417 1643 00 van mij", &["NL91 ABNA 0417 1643 00"], "in groups, with words behind"),
            ("nl91 abna 0417 1643 00.", &["nl91 abna 0417 1643 00"], "small letters"),
            ("BE68 5390 0754 7034, DE89370400440532013000", &["BE68 5390 0754 7034", "DE89370400440532013000"], "neighbours"),
            ("GB29 NWBK 6016 1331 9268 19", &["GB29 NWBK 6016 1331 9268 19"], "with letters in the account"),
            ("MA64 011519000001205000534921", &["MA64 011519000001205000534921"], "a country whose length is not in the table"),
            ("NL92ABNA0417164300", &[], "wrong check digits"),
            ("NL91ABNA041716430", &[], "a digit short"),
            ("XNL91ABNA0417164300", &[], "a part of a word"),
        ],
    );
    assert_eq!(findings("NL91 ABNA 0417 1643 00").len(), 1, "its digits are not told as another number");
}

#[test]
fn citizen_numbers_warn_if_they_pass_the_eleven_test() {
    table(
        Rule::Bsn,
        &[
            ("BSN 111222333", &["111222333"], "in one piece"),
            ("1112.22.333 of 111-222-333 of 111 222 333", &["1112.22.333", "111-222-333", "111 222 333"], "in groups"),
            ("111222334", &[], "fails the test"),
            ("000000000", &[], "passes it, and is none"),
            ("1112223330 en 0111222333 en A111222333", &[], "part of something longer"),
            ("111222333-1 en 12-111222333", &[], "part of a number with hyphens"),
            ("111222333,50", &[], "an amount"),
        ],
    );
}

#[test]
fn two_alphabets_in_one_word_warn() {
    table(
        Rule::MixedScripts,
        &[
            ("Naar рaypal toe", &["рaypal"], "one Cyrillic letter"),
            ("Οnline en Москвa", &["Οnline", "Москвa"], "one Greek letter; one Latin one"),
            ("Привет Noor, 5 kΩ, β-carotine, wifi-точка", &[], "words of one script each, and units"),
        ],
    );
}

#[test]
fn limits_name_what_is_too_much() {
    let limits = Limits { characters: 5, bytes: 12, pages: 1 };
    for (body, expected, why) in [
        ("abcde", None, "exactly full"),
        ("abcdefg", Some("fg"), "characters"),
        ("e\u{301}e\u{301}e\u{301}e\u{301}", None, "an accent is not a character of its own"),
        ("👩\u{200d}👩\u{200d}👧", Some("👩\u{200d}👩\u{200d}👧"), "bytes: one character of eighteen"),
        ("a\r\nb\r\nc", None, "CR LF is one character"),
    ] {
        let checked = check(body, &limits);
        let too_long = checked.findings.iter().find(|finding| finding.rule == Rule::TooLong);
        assert_eq!(too_long.map(|finding| &body[finding.place.clone()]), expected, "{why}");
    }
    let limits = Limits { pages: 1, ..Limits::default() };
    let body = "x\n".repeat(42);
    assert_eq!(check(&body, &limits).findings[0].place, 82..84, "the forty-second line");
}

#[test]
fn the_nearest_limit_is_the_one_that_is_told() {
    let limits = Limits::default();
    let nearest = |body: &str| check(body, &limits).usage.nearest;
    assert_eq!(nearest(""), Nearest::CharactersLeft(8_000));
    assert_eq!(nearest("Lieve papa,\n\n"), Nearest::CharactersLeft(7_987), "short lines take pages, but all is far");
    assert_eq!(nearest(&"zaterdag ".repeat(889)), Nearest::CharactersLeft(-1));
    assert_eq!(nearest(&"x\n".repeat(82)), Nearest::PercentFull(50), "82 of 164 lines");
    assert_eq!(nearest(&"x\n".repeat(164)), Nearest::PercentFull(100));
    assert_eq!(nearest(&"x\n".repeat(165)), Nearest::PercentFull(101), "rounded up: over is over");
    let seven_bytes = "e\u{301}\u{302}\u{323}";
    assert_eq!(nearest(&seven_bytes.repeat(2_400)), Nearest::PercentFull(56), "16,800 of 30,000 bytes");
    // Whatever is over is told as over, and nothing else is.
    let mut random = Random(4);
    for round in 0..200 {
        let body = hostile(&mut random, 1 + round);
        let limits =
            Limits { characters: random.below(400) as u32, bytes: random.below(800) as u32, pages: random.below(3) as u32 };
        let checked = check(&body, &limits);
        let over = match checked.usage.nearest {
            Nearest::CharactersLeft(left) => left < 0,
            Nearest::PercentFull(percent) => percent > 100,
        };
        assert_eq!(over, checked.findings.iter().any(|finding| finding.rule == Rule::TooLong), "{limits:?} {:?}", checked.usage);
    }
}

#[test]
fn names_are_one_line_in_any_script() {
    for name in ["Noor", "J", "O’Brien-de Vries", "نور الهدى", "நிலா", "山田 太郎", "Ñ", "Nguyễn", "1e Kamer", "می\u{200c}نا"]
    {
        assert_eq!(check_name(name), Ok(()), "{name}");
    }
    for (name, error) in [
        ("", NameError::Empty),
        (" \u{a0}", NameError::Empty),
        ("\u{200e}", NameError::Empty),
        ("Noor\nJansen", NameError::Lines),
        ("Noor\u{2028}Jansen", NameError::Lines),
        ("Noor\tJansen", NameError::Characters),
        ("No\u{202e}or", NameError::Characters),
        ("No\u{200b}or", NameError::Characters),
        ("No\u{0}or", NameError::Characters),
        ("\u{f8ff} Noor", NameError::Characters),
        ("Noo\u{e0041}r", NameError::Characters),
    ] {
        assert_eq!(check_name(name), Err(error), "{name:?}");
    }
    assert_eq!(check_name(&format!("a{}", "\u{301}".repeat(MAX_MARKS + 1))), Err(NameError::Characters));
    assert_eq!(check_name(&"é".repeat(MAX_NAME / 2)), Ok(()));
    assert_eq!(check_name(&format!("{}a", "é".repeat(MAX_NAME / 2))), Err(NameError::TooLong));
}

#[test]
fn a_name_of_somebody_elses_is_shown_without_anything_that_hides() {
    for name in ["Noor", "Zoë O'Neill-de Vries", "محمد علي", "میرزا\u{200c}ها", "क्\u{200d}ष", "葛\u{e0100}城", "👩\u{200d}🚀 Ann"]
    {
        assert_eq!(legible(name), name, "a good name stays as it is");
        assert_eq!(legible(&format!(" \u{a0}{name}\u{2003} ")), name, "blanks around it go");
    }
    for (name, seen) in [
        ("Jan\u{1b}[2J", "Jan\u{fffd}[2J"),
        ("Jan\u{9b}31m", "Jan\u{fffd}31m"),
        ("nosnaJ\u{202e} Jan", "nosnaJ\u{fffd} Jan"),
        ("Jan\u{200b}sen", "Jan\u{fffd}sen"),
        ("Jan\u{e0041}\u{7f}sen", "Jan\u{fffd}\u{fffd}sen"),
        ("Jan\nDirecteur: akkoord", "Jan\u{fffd}Directeur: akkoord"),
        ("Jan\u{2028}\tsen", "Jan\u{fffd}\u{fffd}sen"),
        ("Jan\r", "Jan\u{fffd}"),
        ("\u{3164}", "\u{fffd}"),
        (" \u{a0}", ""),
    ] {
        assert_eq!(legible(name), seen, "{name:?}");
    }
    let piled = format!("a{}b", "\u{301}".repeat(40));
    assert_eq!(legible(&piled), format!("a{}b", "\u{301}".repeat(MAX_MARKS)));
    for long in ["é".repeat(MAX_NAME), "x".repeat(100_000), "\0".repeat(9_000), "ن\u{200c}".repeat(9_000)] {
        let shown = legible(&long);
        assert!(shown.len() <= MAX_NAME && shown.ends_with('…'), "{shown:?}");
        assert_eq!(check_name(&shown), Ok(()), "{shown:?}");
    }
    assert_eq!(legible(&"é".repeat(MAX_NAME / 2)), "é".repeat(MAX_NAME / 2));
}

#[test]
fn registration_numbers_are_digits_and_letters() {
    for number in ["1", "1234567", "AB12c"] {
        assert_eq!(check_number(number), Ok(()));
    }
    for number in ["12 34", "12-34", "é", "١٢٣", "1\n"] {
        assert_eq!(check_number(number), Err(NumberError::Characters), "{number:?}");
    }
    assert_eq!(check_number(""), Err(NumberError::Empty));
    assert_eq!(check_number(&"1".repeat(MAX_NUMBER)), Ok(()));
    assert_eq!(check_number(&"1".repeat(MAX_NUMBER + 1)), Err(NumberError::TooLong));
}

/// What can be seen of a text: all but blanks, line ends, control characters, and Unicode's own list of what is not drawn.
fn visible(body: &str) -> String {
    let private = |character: char| matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..);
    let not_drawn = |character: char| {
        matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
    };
    let noncharacter = |character: char| u32::from(character) & 0xfffe == 0xfffe;
    body.chars()
        .filter(|&character| !character.is_control() && !private(character) && !not_drawn(character) && !noncharacter(character))
        .collect()
}

#[test]
fn whatever_the_letter_findings_are_exact_ordered_and_bounded() {
    let mut random = Random(5);
    for round in 0..500 {
        let body = hostile(&mut random, 1 + round % 120);
        let checked = check(&body, &Limits::default());
        assert_eq!(checked, check(&body.clone(), &Limits::default()), "the same letter gives the same answer");
        let mut last_warning = 0;
        let mut last_start = 0;
        for finding in &checked.findings {
            let place = finding.place.clone();
            assert!(body.get(place.clone()).is_some(), "{finding:?} is in the letter");
            assert!(place.start < place.end || finding.rule == Rule::Empty, "{finding:?} has something in it");
            assert!(place.start >= last_start, "{finding:?} is in order");
            last_start = place.start;
            if finding.severity == Severity::Warn {
                assert!(place.start >= last_warning, "{finding:?} does not overlap another warning: {body:?}");
                last_warning = place.end;
            }
        }
        for rule in Rule::ALL {
            let of_rule: Vec<_> = checked.findings.iter().filter(|finding| finding.rule == rule).collect();
            assert!(of_rule.len() <= MAX_FINDINGS);
            let apart = |pair: &[&Finding]| pair[0].place.end < pair[1].place.start || rule.severity() == Severity::Warn;
            assert!(of_rule.windows(2).all(apart), "neighbours are one finding: {of_rule:?}");
        }
        let usage = checked.usage;
        assert_eq!(usage.pages as usize, lay_out(&body).len());
        assert_eq!(usage.bytes as usize, body.len());
    }
}

#[test]
fn a_repair_takes_out_all_that_its_rule_finds_and_nothing_that_is_seen() {
    let mut random = Random(6);
    let mut repaired_letters = 0;
    for round in 0..500 {
        let body = hostile(&mut random, 1 + round % 120);
        for rule in Rule::ALL {
            let Some(repaired) = repair(&body, rule) else {
                assert!(!rule.is_repairable());
                continue;
            };
            assert!(rule.is_repairable());
            assert_eq!(found(&repaired, rule), [""; 0], "{rule:?} {body:?}");
            let had_some = !found(&body, rule).is_empty();
            assert_eq!(repaired != body, had_some, "{rule:?}: a letter without it stays as it is: {body:?}");
            repaired_letters += usize::from(had_some);
            if rule == Rule::CombiningPile {
                // All letters stay; of marks only those beyond the limit go.
                let mut rest = body.chars();
                assert!(repaired.chars().all(|kept| rest.any(|character| character == kept)), "in order, and nothing new");
            } else {
                assert_eq!(visible(&repaired), visible(&body), "{rule:?} {body:?}");
            }
        }
    }
    assert!(repaired_letters > 500);
}

#[test]
fn adding_to_a_letter_never_makes_it_smaller() {
    let mut random = Random(7);
    let limits = Limits::default();
    for _ in 0..200 {
        let mut body = String::new();
        let mut before = check("", &limits).usage;
        for _ in 0..12 {
            body.push_str(&hostile(&mut random, 8));
            let now = check(&body, &limits).usage;
            assert!(now.characters >= before.characters && now.bytes >= before.bytes && now.pages >= before.pages, "{body:?}");
            before = now;
        }
    }
}

#[test]
fn letters_of_thousands_of_findings_are_told_by_the_first_ones() {
    let body = "a\u{1}".repeat(8_000);
    let checked = check(&body, &Limits { characters: 100_000, bytes: 100_000, pages: 1_000 });
    assert_eq!(checked.findings.len(), MAX_FINDINGS);
    assert!(checked.blocks());
    // The one that blocks is told, however many warnings come before it.
    let body = format!("{}\u{202e}", "www.dji.nl ".repeat(500));
    assert!(check(&body, &Limits::default()).blocks());
}

#[test]
fn a_name_that_was_pasted_is_the_one_that_was_meant() {
    for typed in [
        "Jan de Vries",
        "  Jan de Vries ",
        "Jan\tde Vries",
        "Jan\u{a0}de\u{202f}Vries\u{3000}",
        "Jan  de   Vries",
        "Jan\r\nde Vries\r\n",
        "Jan\u{2028}de\u{85}Vries",
        "\u{feff}Jan de Vries",
        "\u{200b}Jan de Vries\u{200d}\u{2060}",
        "Jan\u{200b} de Vr\u{ad}ies",
        "\u{200e}Jan de Vries\u{200f}",
        "\u{202a}Jan de Vries\u{202c}",
        "\u{2068}Jan\u{2069} \u{2068}de Vries\u{2069}",
        "\0Jan de Vries\u{7f}",
        "\"Jan\tde Vries\"",
        "\u{201e}Jan de Vries\u{201d}",
        "\u{200e}\u{201c}\u{feff}Jan de Vries \u{201d}\u{200e}",
    ] {
        assert_eq!(clean_name(typed), "Jan de Vries", "{typed:?}");
        assert_eq!(clean_name(&clean_name(typed)), "Jan de Vries");
    }
    // What can be seen, and the joiners that scripts need, stay.
    for name in [
        "Björn O'Brien-Šimić Jr.",
        "می\u{200c}خواهم",
        "അവന\u{d4d}\u{200d}",
        "मनु\u{200d}",
        "Oma \u{2764}\u{fe0f}",
        "Jan \"Piet\" Vos",
        "\"Jan\" en \"Piet\"",
        "母",
        "Jan ☃",
    ] {
        assert_eq!(clean_name(name), name);
        assert_eq!(check_name(name), Ok(()));
    }
    // What is wrong is still refused.
    for (typed, error) in [
        ("", NameError::Empty),
        (" \u{feff}\u{200e}\t", NameError::Empty),
        ("\"\"", NameError::Empty),
        ("\u{202e}naJ", NameError::Characters),
        ("Jan \u{202d}\u{202e}eiP\u{202c}t", NameError::Characters),
        ("Jan\u{e000}", NameError::Characters),
    ] {
        assert_eq!(check_name(&clean_name(typed)), Err(error), "{typed:?}");
    }
    assert_eq!(check_name(&clean_name(&format!(" {}", "a".repeat(MAX_NAME + 1)))), Err(NameError::TooLong));
}
