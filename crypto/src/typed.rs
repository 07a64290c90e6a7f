//! What a person typed from paper, or pasted, or kept in a file that others had in their hands: what is the same as what was meant.
//!
//! Digits of any script and full width count as what they are. Blanks, dashes, invisible characters, and quotes and stops round it do not count.
//! Nothing here judges: what does not fit stays, and is refused by whoever reads it. U+202E stays too, for what was seen with it is in another
//! order than what is there.

/// The longest registration number, in bytes.
pub const MAX_NUMBER_BYTES: usize = 32;

/// The letters and digits of half a visitor code or a reference, each with what was typed for it: everything else that is left is an error.
pub(crate) fn characters(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().map(|typed| (typed, plain(typed))).filter(|(_, plain)| !is_nothing(*plain) && !is_round(*plain))
}

/// The registration number that somebody typed, as it is sealed: 1 to [`MAX_NUMBER_BYTES`] ASCII letters and digits, in the case that they
/// were typed in. Blanks and dashes may stand between them, and single stops, commas, slashes and apostrophes. `None` if it is not one number:
/// nothing in it finds a typing error, so a word beside it (`nr 1234567`) or a second number in brackets is no part of it.
pub fn number(text: &str) -> Option<String> {
    let text: String = text.chars().map(plain).collect();
    let mut rest = text.trim_matches(|character| is_nothing(character) || is_round(character));
    let (mut number, mut groups, mut has_word) = (String::new(), 0, false);
    while !rest.is_empty() {
        let (group, after) = rest.split_at(rest.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(rest.len()));
        let (gap, after) = after.split_at(after.find(|next: char| next.is_ascii_alphanumeric()).unwrap_or(after.len()));
        // "1234567, 7654321" are two, "1,234,567" is one.
        let is_separator = gap.strip_prefix(is_between) == Some("");
        if group.is_empty() || !(gap.chars().all(is_nothing) || is_separator) {
            return None;
        }
        // Up to three capitals may be the beginning or the end of a number that is written in groups.
        let is_capitals = group.len() <= 3 && group.bytes().all(|byte| byte.is_ascii_uppercase());
        has_word |= !is_capitals && group.bytes().all(|byte| byte.is_ascii_alphabetic());
        groups += 1;
        number += group;
        rest = after;
    }
    let is_one = groups == 1 || !has_word;
    (is_one && (1..=MAX_NUMBER_BYTES).contains(&number.len())).then_some(number)
}

/// A text file of lines as it was before it went by mail or through an editor: without a byte order mark, each line ended by one LF, without
/// blanks at the ends of lines or empty lines at its own, and with spaces for no-break spaces.
pub fn file(text: &str) -> String {
    let text =
        text.trim_start_matches('\u{feff}').trim().replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace('\u{a0}', " ");
    let mut mended = String::with_capacity(text.len() + 1);
    for line in text.lines() {
        mended += line.trim_end_matches([' ', '\t']);
        mended.push('\n');
    }
    mended
}

/// The ASCII character for one of full width, and for a digit of any script. Any other stays.
fn plain(character: char) -> char {
    let code = u32::from(character);
    match digit(character) {
        Some(value) => char::from(b'0' + value),
        None if (0xff01..=0xff5e).contains(&code) => char::from_u32(code - 0xfee0).unwrap_or(character),
        None => character,
    }
}

/// The value of a decimal digit (General_Category=Nd of Unicode 17): each ten follow each other, and all but the mathematical begin at a code
/// point that ends with 0, 6 or a. It is code and no table, which would be in the client's first module.
fn digit(character: char) -> Option<u8> {
    let begins = match character {
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{7c0}'..='\u{7c9}' | '\u{e50}'..='\u{e59}' => 0,
        '\u{ed0}'..='\u{ed9}' | '\u{f20}'..='\u{f29}' | '\u{1040}'..='\u{1049}' | '\u{1090}'..='\u{1099}' => 0,
        '\u{17e0}'..='\u{17e9}' | '\u{1810}'..='\u{1819}' | '\u{19d0}'..='\u{19d9}' | '\u{1a80}'..='\u{1a89}' => 0,
        '\u{1a90}'..='\u{1a99}' | '\u{1b50}'..='\u{1b59}' | '\u{1bb0}'..='\u{1bb9}' | '\u{1c40}'..='\u{1c49}' => 0,
        '\u{1c50}'..='\u{1c59}' | '\u{a620}'..='\u{a629}' | '\u{a8d0}'..='\u{a8d9}' | '\u{a900}'..='\u{a909}' => 0,
        '\u{a9d0}'..='\u{a9d9}' | '\u{a9f0}'..='\u{a9f9}' | '\u{aa50}'..='\u{aa59}' | '\u{abf0}'..='\u{abf9}' => 0,
        '\u{ff10}'..='\u{ff19}' | '\u{104a0}'..='\u{104a9}' | '\u{10d30}'..='\u{10d39}' | '\u{10d40}'..='\u{10d49}' => 0,
        '\u{110f0}'..='\u{110f9}' | '\u{111d0}'..='\u{111d9}' | '\u{112f0}'..='\u{112f9}' | '\u{11450}'..='\u{11459}' => 0,
        '\u{114d0}'..='\u{114d9}' | '\u{11650}'..='\u{11659}' | '\u{116c0}'..='\u{116c9}' | '\u{116d0}'..='\u{116d9}' => 0,
        '\u{11730}'..='\u{11739}' | '\u{118e0}'..='\u{118e9}' | '\u{11950}'..='\u{11959}' | '\u{11bf0}'..='\u{11bf9}' => 0,
        '\u{11c50}'..='\u{11c59}' | '\u{11d50}'..='\u{11d59}' | '\u{11da0}'..='\u{11da9}' | '\u{11de0}'..='\u{11de9}' => 0,
        '\u{11f50}'..='\u{11f59}' | '\u{16130}'..='\u{16139}' | '\u{16a60}'..='\u{16a69}' | '\u{16ac0}'..='\u{16ac9}' => 0,
        '\u{16b50}'..='\u{16b59}' | '\u{16d70}'..='\u{16d79}' | '\u{1ccf0}'..='\u{1ccf9}' | '\u{1e140}'..='\u{1e149}' => 0,
        '\u{1e2f0}'..='\u{1e2f9}' | '\u{1e4f0}'..='\u{1e4f9}' | '\u{1e950}'..='\u{1e959}' | '\u{1fbf0}'..='\u{1fbf9}' => 0,
        '\u{1e5f1}'..='\u{1e5fa}' => 1,
        '\u{966}'..='\u{96f}' | '\u{9e6}'..='\u{9ef}' | '\u{a66}'..='\u{a6f}' | '\u{ae6}'..='\u{aef}' => 6,
        '\u{b66}'..='\u{b6f}' | '\u{be6}'..='\u{bef}' | '\u{c66}'..='\u{c6f}' | '\u{ce6}'..='\u{cef}' => 6,
        '\u{d66}'..='\u{d6f}' | '\u{de6}'..='\u{def}' | '\u{1946}'..='\u{194f}' | '\u{11066}'..='\u{1106f}' => 6,
        '\u{11136}'..='\u{1113f}' => 6,
        '\u{116da}'..='\u{116e3}' => return Some(((u32::from(character) - 0x116da) % 10) as u8),
        '\u{1d7ce}'..='\u{1d7ff}' => return Some(((u32::from(character) - 0x1d7ce) % 10) as u8),
        _ => return None,
    };
    Some((u32::from(character) as u8 & 15) - begins)
}

/// Blanks, line ends, dashes, control characters, and what cannot be seen (Default_Ignorable_Code_Point) but U+202E.
fn is_nothing(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\0'..='\u{1f}' | '-' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{58a}' | '\u{5be}' | '\u{61c}' | '\u{115f}'
            | '\u{1160}' | '\u{1400}' | '\u{17b4}' | '\u{17b5}' | '\u{1806}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{2015}'
            | '\u{202a}'..='\u{202d}' | '\u{2043}' | '\u{2060}'..='\u{206f}' | '\u{2212}' | '\u{2800}' | '\u{2e17}' | '\u{2e1a}'
            | '\u{2e3a}' | '\u{2e3b}' | '\u{2e40}' | '\u{2e5d}' | '\u{301c}' | '\u{3030}' | '\u{30a0}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{10d6e}' | '\u{10ead}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Quotes, brackets and stops, which come along when something is copied out of a sentence.
fn is_round(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '`' | '´' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{300c}'..='\u{300f}'
            | '(' | ')' | '[' | ']' | '<' | '>' | '*' | '_' | '/' | '.' | ',' | ':' | ';' | '·' | '…' | '\u{3001}' | '\u{3002}'
            | '\u{60c}' | '\u{61b}' | '\u{66b}' | '\u{66c}' | '\u{6d4}'
    )
}

/// What people write between the digits of one number.
fn is_between(character: char) -> bool {
    matches!(character, '.' | ',' | '/' | '_' | '\'' | '\u{2019}' | '·' | '\u{66b}' | '\u{66c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters_of(text: &str) -> String {
        characters(text).map(|(_, plain)| plain).collect()
    }

    #[test]
    fn what_does_not_count_is_left_out_of_a_reference_or_a_code_and_the_rest_is_as_in_ascii() {
        for (typed, left) in [
            ("AB-CD", "ABCD"),
            ("AB\u{2013}CD\u{2014}EF\u{2212}GH\u{2011}JK\u{ad}MN\u{fe58}PQ\u{30a0}RS", "ABCDEFGHJKMNPQRS"),
            ("\u{feff}AB\tCD\r\nEF\u{a0}GH\u{202f}JK\u{3000}MN\u{2009}PQ\u{2028}RS", "ABCDEFGHJKMNPQRS"),
            ("\u{200e}AB\u{200b}CD\u{2060}EF\u{200f}\u{202a}GH\u{202c}\u{2068}JK\u{2069}\u{fe0f}", "ABCDEFGHJK"),
            ("\u{201e}AB-CD\u{201d}.", "ABCD"),
            ("(AB-CD),", "ABCD"),
            ("«AB CD»", "ABCD"),
            ("ＡＢ－ｃｄ　１２", "ABcd12"),
            ("٢٣ ۴۵ ६७ ８９ 𝟘𝟟 𞗱𑛣", "234567890709"),
            // What else is there is for the reader to refuse.
            ("ABÄCD", "ABÄCD"),
            ("AB\u{202e}CD", "AB\u{202e}CD"),
            ("А②²½", "А②²½"),
        ] {
            assert_eq!(characters_of(typed), left, "{typed:?}");
        }
    }

    #[test]
    fn a_registration_number_is_what_a_person_takes_for_the_same() {
        for typed in [
            "1234567",
            " 1234567\r\n",
            "123 4567",
            "123\u{a0}4567",
            "12-34-567",
            "12\u{2013}34567",
            "1.234.567",
            "1,234,567",
            "1'234'567",
            "1\u{2019}234\u{2019}567",
            "123/4567",
            "\u{feff}1234567\t",
            "\u{202d}1234567\u{202c}",
            "\u{2067}1234567\u{2069}",
            "12\u{200b}34\u{ad}567",
            "'1234567'",
            "\u{201c}1234567.\u{201d}",
            "(1234567)",
            "١٢٣٤٥٦٧",
            "١٬٢٣٤٬٥٦٧",
            "۱۲۳۴۵۶۷",
            "१२३४५६७",
            "１２３４５６７",
            "１２３\u{3000}４５６７",
        ] {
            assert_eq!(number(typed).as_deref(), Some("1234567"), "{typed:?}");
        }
        for (typed, canonical) in [("48151623QX", "48151623QX"), ("QX 4815 1623", "QX48151623"), ("４８ｑｘ", "48qx"), ("a", "a")]
        {
            assert_eq!(number(typed).as_deref(), Some(canonical), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_registration_number_or_more_than_one_is_none() {
        let long = "1".repeat(MAX_NUMBER_BYTES + 1);
        for typed in [
            "",
            " \u{200b}-",
            "…",
            "12é45",
            "1234567, 7654321",
            "1234567 / 7654321",
            "1234567; 7654321",
            "1234567 (2)",
            "nr 1234567",
            "1234567 Jan",
            "Jan de Vries",
            "+31 6 1234567",
            "\u{202e}7654321",
            "12½",
            "1..2",
            "12#34",
            &long,
        ] {
            assert_eq!(number(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_file_from_mail_has_its_lines_again() {
        let meant = "first line\n\nindex 4\n— name c2ln\n";
        for mailed in [
            meant.to_owned(),
            meant.replace('\n', "\r\n"),
            meant.replace('\n', "\r"),
            meant.replace('\n', " \r\n"),
            meant.replace('\n', "\t\n"),
            format!("\u{feff}{meant}"),
            format!("\u{feff}\r\n{meant}\r\n\r\n"),
            meant.trim_end().to_owned(),
            meant.replace(' ', "\u{a0}"),
        ] {
            assert_eq!(file(&mailed), meant, "{mailed:?}");
            assert_eq!(file(&file(&mailed)), meant);
        }
        for other in ["first  line\n", "first\nline\n", "\u{200b}first line\n", "first line\n\nindex 4\n"] {
            assert_eq!(file(other), other, "nothing else is changed");
        }
        assert_eq!((file(""), file("\u{feff}\r\n")), (String::new(), String::new()), "nothing is no line");
    }

    /// Beside Unicode's own tables, as ICU has them.
    #[cfg(not(target_family = "wasm"))]
    #[test]
    fn digits_blanks_and_dashes_are_those_of_unicode() {
        use icu_properties::{
            CodePointMapData, CodePointSetData,
            props::{DefaultIgnorableCodePoint, GeneralCategory, WhiteSpace},
        };
        let category = CodePointMapData::<GeneralCategory>::new();
        let (ignorable, white) = (CodePointSetData::new::<DefaultIgnorableCodePoint>(), CodePointSetData::new::<WhiteSpace>());
        let mut run = 0_u8;
        for character in '\0'..=char::MAX {
            let kind = category.get(character);
            let expected = (kind == GeneralCategory::DecimalNumber).then_some(run % 10);
            run = if expected.is_some() { run + 1 } else { 0 };
            assert_eq!(digit(character), expected, "{character:?}");
            let other = matches!(character, '\u{2043}' | '\u{2212}' | '\u{2800}' | '\u{fff9}'..='\u{fffb}');
            let counts = matches!(kind, GeneralCategory::DashPunctuation | GeneralCategory::Control)
                || ignorable.contains(character)
                || white.contains(character)
                || other;
            assert_eq!(is_nothing(plain(character)), counts && character != '\u{202e}', "{character:?}");
        }
    }
}
