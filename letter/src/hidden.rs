//! Characters that cannot be seen, or have no meaning on another device: the rules `control`, `bidi`, `zero-width`, `tag`, `private-use` and
//! `combining-pile`; and the repair that removes them.
//!
//! Joiners and selectors are part of some scripts and of emoji. They are allowed exactly where those need them:
//!
//! - ZERO WIDTH NON-JOINER and JOINER between two letters, digits or marks of a script that joins (Arabic, Syriac, N'Ko, Mongolian...) or of
//!   an Indic one; after a Latin letter or a digit if such a letter follows (a Persian ending on a foreign word); and after any
//!   Indic letter or mark, for a final chillu or half form.
//! - ZERO WIDTH JOINER between two pictures of an emoji.
//! - ZERO WIDTH SPACE between two letters of Thai, Lao, Khmer, Burmese or Tibetan, which write without blanks.
//! - VARIATION SELECTOR-15 and -16 after a picture, and after a digit, `#` or `*` (keycaps); the other selectors after a Chinese character
//!   (variants in Japanese names) and the Mongolian ones after a Mongolian letter. One each.
//! - Tag characters in the three flags that Unicode recommends: England, Scotland, Wales.
//! - LRM, RLM and ALM, one at a time.

use core::ops::Range;

use crate::{
    clusters::{Clusters, ends_line, length},
    rule::Rule,
};

/// How many combining marks one character may have. Vietnamese needs two, Arabic and Thai three, pointed and chanted Hebrew five, Tibetan and
/// Sanskrit six; text whose marks cover the lines around it has dozens.
pub const MAX_MARKS: usize = 6;

/// The emoji flags that are made of tags: what follows the black flag.
const FLAGS: [&str; 3] = [
    "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// What the character before a joiner or selector is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing that any of them may follow.
    Nothing,
    /// A direction mark.
    Mark,
    /// A Latin letter.
    Latin,
    /// A digit, `#` or `*`.
    Digit,
    /// A letter, digit or mark of a script that joins.
    Joining,
    /// The same of Mongolian, which joins too.
    Mongolian,
    /// A letter, digit or mark of an Indic script.
    Indic,
    /// The same of a script that is written without blanks.
    Unspaced,
    /// A Chinese character.
    Chinese,
    /// A picture.
    Picture,
    /// A picture with its selector or its skin tone.
    Varied,
}

impl Before {
    fn of(character: char) -> Self {
        match character {
            '0'..='9' | '#' | '*' => Self::Digit,
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => Self::Latin,
            '\u{610}'..='\u{61a}' | '\u{620}'..='\u{669}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}'..='\u{74f}' => Self::Joining,
            '\u{750}'..='\u{77f}' | '\u{7c0}'..='\u{7f5}' | '\u{840}'..='\u{85b}' | '\u{860}'..='\u{8ff}' => Self::Joining,
            '\u{a840}'..='\u{a871}' | '\u{10d00}'..='\u{10d39}' | '\u{1e900}'..='\u{1e959}' => Self::Joining,
            '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Self::Joining,
            '\u{1810}'..='\u{18aa}' => Self::Mongolian,
            '\u{900}'..='\u{963}' | '\u{966}'..='\u{df3}' | '\u{a8e0}'..='\u{a8ff}' | '\u{1cd0}'..='\u{1cff}' => Self::Indic,
            '\u{a880}'..='\u{a8d9}' | '\u{a980}'..='\u{a9d9}' | '\u{1b00}'..='\u{1b59}' | '\u{11000}'..='\u{11fff}' => {
                Self::Indic
            }
            '\u{e01}'..='\u{eff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{17e9}' | '\u{1950}'..='\u{1aad}' => Self::Unspaced,
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                Self::Chinese
            }
            '\u{1f3fb}'..='\u{1f3ff}' => Self::Varied,
            _ if is_picture(character) => Self::Picture,
            _ => Self::Nothing,
        }
    }

    /// Whether scripts of this kind need joiners inside a word.
    fn joins(self) -> bool {
        matches!(self, Self::Joining | Self::Mongolian | Self::Indic | Self::Unspaced)
    }
}

/// Characters that emoji are made of (Extended_Pictographic), and some signs between them.
fn is_picture(character: char) -> bool {
    matches!(
        character,
        '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | 'Ⓜ' | '\u{25a0}'..='\u{27bf}'
            | '\u{2934}'..='\u{2935}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
            | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}'
    )
}

/// Calls `found` with every character that a rule of this file forbids, in order, neighbours one by one.
pub(crate) fn scan(body: &str, mut found: impl FnMut(Rule, Range<usize>)) {
    let bytes = body.as_bytes();
    let mut before = Before::Nothing;
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        // Most letters have nothing else.
        if matches!(first, b' '..=b'~' | b'\n' | b'\t') {
            before = match first {
                b'0'..=b'9' | b'#' | b'*' => Before::Digit,
                b'A'..=b'Z' | b'a'..=b'z' => Before::Latin,
                _ => Before::Nothing,
            };
            at += 1;
            continue;
        }
        let end = at + length(first);
        let Some(character) = body[at..].chars().next() else { return };
        let after = &body[end..];
        if character == '\u{1f3f4}'
            && let Some(flag) = FLAGS.iter().find(|flag| after.starts_with(**flag))
        {
            before = Before::Varied;
            at = end + flag.len();
            continue;
        }
        match judge(character, before, after) {
            Ok(next) => before = next,
            Err(rule) => {
                // A direction mark stays the only one, even if what is behind it is removed.
                before = if before == Before::Mark { before } else { Before::Nothing };
                found(rule, at..end);
            }
        }
        at = end;
    }
}

/// What a character is for the next one.
///
/// # Errors
///
/// The rule that forbids it here.
fn judge(character: char, before: Before, after: &str) -> Result<Before, Rule> {
    let next = || after.chars().next().map_or(Before::Nothing, Before::of);
    let when = |allowed: bool, then: Before| if allowed { Ok(then) } else { Err(Rule::ZeroWidth) };
    match character {
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Err(Rule::Control),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Err(Rule::Bidi),
        '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'.. => Err(Rule::PrivateUse),
        _ if u32::from(character) & 0xfffe == 0xfffe => Err(Rule::PrivateUse),
        '\u{e0100}'..='\u{e01ef}' | '\u{fe00}'..='\u{fe0d}' => when(before == Before::Chinese, Before::Nothing),
        '\u{e0000}'..='\u{e0fff}' => Err(Rule::Tag),
        '\u{fe0e}' | '\u{fe0f}' => match before {
            Before::Picture => Ok(Before::Varied),
            Before::Digit => Ok(Before::Nothing),
            _ => Err(Rule::ZeroWidth),
        },
        '\u{180b}'..='\u{180f}' => when(before == Before::Mongolian, Before::Nothing),
        '\u{200e}' | '\u{200f}' | '\u{61c}' => when(before != Before::Mark, Before::Mark),
        '\u{200c}' | '\u{200d}' => {
            let inside = (before.joins() || matches!(before, Before::Latin | Before::Digit)) && next().joins();
            let picture =
                character == '\u{200d}' && matches!(before, Before::Picture | Before::Varied) && next() == Before::Picture;
            when(inside || picture || before == Before::Indic, Before::Nothing)
        }
        '\u{200b}' => when(before == Before::Unspaced && next() == Before::Unspaced, Before::Nothing),
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2060}'..='\u{2065}' => {
            Err(Rule::ZeroWidth)
        }
        '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => Err(Rule::ZeroWidth),
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => Err(Rule::ZeroWidth),
        // Combining marks and skin tones leave a picture, and a letter, what it was.
        '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' => Ok(Before::Nothing),
        _ => Ok(Before::of(character)),
    }
}

/// Whether one of the rules of this file forbids a character wherever it stands.
pub(crate) fn is_forbidden(character: char) -> bool {
    matches!(judge(character, Before::Nothing, ""), Err(rule) if rule != Rule::ZeroWidth) || ends_line(character)
}

/// Whether a character cannot be seen, or acts on what stands around it, wherever it stands: line ends and every blank but the space are
/// among them, and joiners and selectors, whatever the rules allow. What is shown where text of strangers must not pass for something else
/// shows these by their numbers.
pub fn is_unseen(character: char) -> bool {
    let steers = matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{13430}'..='\u{13440}');
    let empty = matches!(character, '\u{2800}' | '\u{fffc}' | '\u{16fe4}' | '\u{1d159}');
    let blank = character != ' ' && is_blank(character);
    steers || empty || blank || ends_line(character) || judge(character, Before::Nothing, "").is_err()
}

/// Whether a cluster carries more combining marks than [`MAX_MARKS`].
pub(crate) fn is_pile(cluster: &str) -> bool {
    // The shortest mark has two bytes.
    cluster.len() > 2 * MAX_MARKS && marks(cluster).any(|(_, mark)| mark > MAX_MARKS)
}

/// The characters of a cluster, each with its number among the marks of one letter, from 1. 0 if it is not a mark.
fn marks(cluster: &str) -> impl Iterator<Item = (char, usize)> {
    let mut count = 0;
    cluster.chars().enumerate().map(move |(place, character)| {
        let is_mark = match character {
            _ if place == 0 => false,
            // Other rules judge joiners, selectors and tags.
            '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => return (character, 0),
            // The next picture of an emoji, the second half of a flag, the next letter of an Indic conjunct.
            _ => !is_picture(character) && !is_conjunct_letter(character),
        };
        count = if is_mark { count + 1 } else { 0 };
        (character, count)
    })
}

/// Letters that stand inside one cluster, after a virama (Indic_Conjunct_Break=Consonant): of all scripts but the historic ones beyond
/// U+FFFF. Gaps between them are closed where no mark is in them.
#[rustfmt::skip]
static CONJUNCT_LETTERS: [(u16, u16); 35] = [
    (0x915, 0x939), (0x958, 0x95f), (0x978, 0x97f), (0x995, 0x9b9), (0x9dc, 0x9df), (0x9f0, 0x9f1), (0xa95, 0xab9), (0xaf9, 0xaf9),
    (0xb15, 0xb39), (0xb5c, 0xb5f), (0xb71, 0xb71), (0xc15, 0xc39), (0xc58, 0xc5a), (0xd15, 0xd3a), (0x1000, 0x102a), (0x103f, 0x1055),
    (0x105a, 0x105d), (0x1061, 0x1061), (0x1065, 0x1066), (0x106e, 0x1070), (0x1075, 0x1081), (0x108e, 0x108e), (0x1780, 0x17b3),
    (0x1a20, 0x1a54), (0x1b0b, 0x1b33), (0x1b45, 0x1b4c), (0x1b83, 0x1ba0), (0x1bae, 0x1bbd), (0xa989, 0xa9b2), (0xa9e0, 0xa9e4),
    (0xa9e7, 0xa9fe), (0xaa60, 0xaa7a), (0xaa7e, 0xaa7f), (0xaae0, 0xaaea), (0xabc0, 0xabda),
];

fn is_conjunct_letter(character: char) -> bool {
    let code = u32::from(character);
    CONJUNCT_LETTERS.iter().any(|&(first, last)| (first.into()..=last.into()).contains(&code))
}

/// Every blank that ends no line.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether there is anything to see in a text.
pub(crate) fn is_visible(text: &str) -> bool {
    text.chars().any(|character| {
        let hidden = is_blank(character)
            || ends_line(character)
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{200c}' | '\u{200d}');
        !hidden && judge(character, Before::Picture, "").is_ok()
    })
}

/// What Word and its like mean by a character of the fonts Symbol and Wingdings, which they write into the private use area: by themselves for lists, and
/// for what is typed as `-->` or `:-)`.
fn of_word(character: char) -> Option<char> {
    match character {
        '\u{f06c}' | '\u{f06e}'..='\u{f077}' | '\u{f09f}' | '\u{f0a1}' | '\u{f0a7}' | '\u{f0a8}' | '\u{f0b7}' | '\u{f0d8}' => {
            Some('•')
        }
        '\u{f0fc}' => Some('✓'),
        '\u{f0df}' | '\u{f0e7}' => Some('←'),
        '\u{f0e0}' | '\u{f0e8}' => Some('→'),
        '\u{f04a}' => Some('☺'),
        '\u{f04c}' => Some('☹'),
        _ => None,
    }
}

/// The letter without anything that `rule` finds. `None` if only the writer can repair that.
///
/// Control characters that end a line become newlines, and the signs of Word's own fonts that everybody knows become those of Unicode: bullets of lists, arrows, faces.
/// All other characters that the rules `control`, `bidi`, `zero-width`, `tag` and
/// `private-use` find are left out. Of what can be seen only the marks of a pile beyond [`MAX_MARKS`] are lost.
pub fn repair(body: &str, rule: Rule) -> Option<String> {
    let mut repaired = String::with_capacity(body.len());
    match rule {
        Rule::Control | Rule::Bidi | Rule::ZeroWidth | Rule::Tag | Rule::PrivateUse => {
            let mut kept = 0;
            scan(body, |found, place| {
                if found == rule {
                    repaired.push_str(&body[kept..place.start]);
                    kept = place.end;
                    let character = &body[place.clone()];
                    if character.chars().all(ends_line) && !(character == "\r" && body[place.end..].starts_with('\n')) {
                        repaired.push('\n');
                    }
                    repaired.extend(character.chars().filter_map(of_word));
                }
            });
            repaired.push_str(&body[kept..]);
        }
        Rule::CombiningPile => {
            for cluster in Clusters::new(body) {
                let kept = marks(&body[cluster]).filter(|&(_, mark)| mark <= MAX_MARKS).map(|(character, _)| character);
                repaired.extend(kept);
            }
        }
        _ => return None,
    }
    Some(repaired)
}
