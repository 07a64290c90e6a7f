//! How wide a cluster of characters can come out in print: bounds from above, from the advance widths of the printing fonts.
//!
//! The fonts are those of the npm packages `@expo-google-fonts/noto-sans` 0.4.2 and its companions that `xtask/src/tools.rs` pins: Noto
//! Sans for everything that it has, then Arabic, Devanagari, Hebrew, simplified Chinese and Thai, then Noto Emoji. Widths are whole
//! numbers of [`UNIT`]s, each a thousandth of the font size, so that no rounding can differ between two machines.
//!
//! - **Latin, Greek, Cyrillic, Devanagari, Hebrew, Thai, punctuation**: the font's own advance, rounded up to four units, plus what kerning
//!   can at most add beside the character (40 for a closing parenthesis, for "f)" is set wider than "f" and ")"). Of two characters that
//!   are set wider, the rarer one carries it, so that ordinary words are bounded by their plain advances. Kerning that brings
//!   characters nearer is left out.
//! - **Arabic**: two widths, for a letter's forms with and without a letter joined on after it.
//! - **Marks** that the base's font has take no room. Where it has not, another font draws the whole cluster or a box stands in the
//!   mark's place, so every character counts as an em at least.
//! - **Chinese, Japanese, Korean**: an em. **Pictures**: the widest one of the emoji font. **Scripts without a font**: a box.
//! - **Everything else**: the widest glyph that any of the fonts has for it.
//!
//! The tests hold all of this against the fonts themselves, shaped as they are for the print: here each character and each pair, in
//! `tests/print.rs` whole letters.

/// The unit of width: so many of them are the font size.
pub(crate) const UNIT: u32 = 1000;
/// Any Chinese character, and more than any letter of another font.
const EM: u32 = UNIT;
/// The box for a character that no font has, with a circle beside it if that is a mark with nothing to stand on.
const BOX: u32 = 1200;
/// The widest picture of the emoji font.
const PICTURE: u32 = 1272;
/// In the tables: not in this font, or wider than the table can say.
const ABSENT: u8 = 255;
/// What a step in the tables stands for.
const STEP: u32 = 4;

/// The fonts that have tables. Characters of one cluster that are not all in one of them are drawn by another font.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Font {
    Base,
    Hebrew,
    Arabic,
    Thai,
}

/// How wide a cluster can come out.
#[derive(Clone, Copy, Default)]
pub(crate) struct Measure {
    /// When it ends a line or stands before something that does not join on to it.
    pub width: u32,
    /// How much of that it does not take when an Arabic letter joins on.
    pub slack: u32,
    /// Whether it is an Arabic letter that joins on to one before it.
    pub joins: bool,
}

/// The bound for one cluster, or for a part of it. It holds wherever a line is broken.
pub(crate) fn measure(cluster: &str) -> Measure {
    if let [byte @ b' '..=b'~'] = *cluster.as_bytes() {
        return Measure { width: STEP * u32::from(FROM_0020[usize::from(byte - b' ')]), slack: 0, joins: false };
    }
    let mut font = None;
    let mut measure = Measure::default();
    let mut drawn = 0;
    let mut strange = false;
    let mut syllable = Syllable::Other;
    for character in cluster.chars() {
        if is_invisible(character) {
            // After a joiner, what comes next does not change this cluster. All others may choose another font for it.
            measure.slack = 0;
            strange |= !matches!(character, '\u{200c}'..='\u{200f}' | '\u{61c}');
        } else {
            drawn += 1;
            syllable = syllable.then(character);
            match advance(character) {
                Some((of, width)) if width != ABSENT && font.is_none_or(|font| font == of) => {
                    font = Some(of);
                    measure.width += STEP * u32::from(width);
                    if of == Font::Arabic && drawn == 1 {
                        let joined = JOINED_FROM_0600[character as usize - 0x600];
                        measure.joins = joined > 0;
                        measure.slack = if joined > 0 { STEP * u32::from(width.saturating_sub(joined)) } else { 0 };
                    }
                }
                _ => strange = true,
            }
        }
    }
    if strange || syllable == Syllable::Broken {
        // Whatever is drawn here may come from another font than alone.
        let least = if drawn > 1 || syllable == Syllable::Broken { EM } else { 0 };
        let width = cluster
            .chars()
            .map(|character| if is_invisible(character) { selected(character) } else { elsewhere(character).max(least) });
        let width = width.sum();
        return Measure { width, slack: 0, joins: false };
    }
    measure
}

/// How far a syllable of Devanagari has come. Where signs do not follow each other as they do in any word, shaping puts a circle between.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Syllable {
    /// Nothing of it, or nothing that signs can follow.
    Other,
    /// An independent vowel, which only a nasal or a stress mark can follow.
    Vowel,
    /// A consonant.
    Consonant,
    /// Its dot.
    Nukta,
    /// Its vowel.
    VowelSign,
    /// The nasal or the breath after it.
    Final,
    /// A virama, which only the next consonant can follow.
    Virama,
    /// Not a syllable.
    Broken,
}

impl Syllable {
    fn then(self, character: char) -> Self {
        let when = |allowed: bool, then: Self| if allowed { then } else { Self::Broken };
        match character {
            _ if self == Self::Broken => self,
            '\u{915}'..='\u{939}' | '\u{958}'..='\u{95f}' | '\u{978}'..='\u{97f}' => Self::Consonant,
            '\u{904}'..='\u{914}' | '\u{960}' | '\u{961}' | '\u{972}'..='\u{977}' => Self::Vowel,
            '\u{93c}' => when(self == Self::Consonant, Self::Nukta),
            '\u{94d}' => when(matches!(self, Self::Consonant | Self::Nukta), Self::Virama),
            '\u{93a}' | '\u{93b}' | '\u{93e}'..='\u{94f}' | '\u{955}'..='\u{957}' | '\u{962}' | '\u{963}' => {
                when(matches!(self, Self::Consonant | Self::Nukta), Self::VowelSign)
            }
            '\u{900}'..='\u{903}' => when((Self::Vowel..Self::Final).contains(&self), Self::Final),
            '\u{951}'..='\u{954}' => when((Self::Vowel..=Self::Final).contains(&self), self),
            _ => Self::Other,
        }
    }
}

/// Whether shaping draws nothing for a character, whatever the font (Default_Ignorable_Code_Point, as far as it is not a mark with a
/// glyph of its own).
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A character's font and its width there, in steps.
fn advance(character: char) -> Option<(Font, u8)> {
    let code = character as usize;
    let (font, table, start): (Font, &[u8], usize) = match code {
        0x20..0x80 => (Font::Base, &FROM_0020, 0x20),
        0xa0..0x250 => (Font::Base, &FROM_00A0, 0xa0),
        0x300..0x400 => (Font::Base, &FROM_0300, 0x300),
        0x400..0x530 => (Font::Base, &FROM_0400, 0x400),
        0x590..0x600 => (Font::Hebrew, &FROM_0590, 0x590),
        0x600..0x700 => (Font::Arabic, &FROM_0600, 0x600),
        0x900..0x980 => (Font::Base, &FROM_0900, 0x900),
        0xe00..0xe80 => (Font::Thai, &FROM_0E00, 0xe00),
        0x1e00..0x1f00 => (Font::Base, &FROM_1E00, 0x1e00),
        0x2000..0x2070 => (Font::Base, &FROM_2000, 0x2000),
        0x20a0..0x20d0 => (Font::Base, &FROM_20A0, 0x20a0),
        0x2100..0x2150 => (Font::Base, &FROM_2100, 0x2100),
        _ => return None,
    };
    table.get(code - start).map(|&width| (font, width))
}

/// What a character that is not drawn can add to the one before it: the emoji font may draw that now.
fn selected(character: char) -> u32 {
    if matches!(character, '\u{fe0e}' | '\u{fe0f}') { PICTURE } else { 0 }
}

/// The bound for a character that is drawn, whichever font draws it.
fn elsewhere(character: char) -> u32 {
    match advance(character) {
        Some((_, width)) if width != ABSENT => STEP * u32::from(width),
        _ => match character as u32 {
            // A Lao vowel that comes apart in two.
            0xeb3 => 2 * BOX,
            // Controls, and scripts that no font here has.
            0..0x20 | 0x7f..0xa0 | 0x530..0x590 | 0x700..0x750 | 0x780..0x860 | 0x980..0xe00 | 0xe80..0x1100 => BOX,
            0x1200..0x1ab0 | 0x1b00..0x1c80 | 0xaa00..0xab30 | 0xab70..0xac00 | 0x1_0000..0x1_0700 | 0x1_0800..0x1_1b00 => BOX,
            // The two-em and the three-em dash.
            0x2e3a..0x2e3c => 3 * EM,
            // Korean tone marks stand apart.
            0x302e..0x3030 => 2 * EM,
            // Chinese, Japanese, Korean.
            0x1100..0x1200 | 0x2e80..0xa4d0 | 0xa960..0xa980 | 0xac00..0xd800 | 0xf900..0xfb00 | 0xfe30..0xfe50 => EM,
            0xff00..0xfff0 | 0x2_0000..0x4_0000 => EM,
            // Arabic ligatures, and whole phrases in one character.
            0xfb50..0xfdf0 => 2400,
            0xfdf0..0xfe00 => 9780,
            // Arrows, signs and pictures.
            0x2190..0x2c00 | 0x1_f000..0x1_fc00 => PICTURE,
            _ => 2100,
        },
    }
}

/// U+0020 to U+007F.
#[rustfmt::skip]
static FROM_0020: [u8; 96] = [
    65, 68, 122, 162, 143, 208, 183, 77, 98, 85, 138, 143, 67, 81, 67, 93, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143,
    67, 67, 143, 143, 143, 114, 225, 160, 163, 158, 183, 139, 130, 182, 186, 85, 84, 155, 131, 227, 190, 196, 152, 196, 156, 138,
    144, 183, 150, 233, 147, 142, 143, 105, 93, 93, 143, 135, 71, 141, 154, 120, 154, 141, 86, 154, 155, 65, 65, 134, 65, 234,
    155, 152, 154, 154, 104, 120, 91, 155, 127, 197, 133, 128, 118, 118, 138, 105, 143, 255,
];

/// U+00A0 to U+024F.
#[rustfmt::skip]
static FROM_00A0: [u8; 432] = [
    65, 68, 143, 143, 143, 143, 138, 129, 145, 208, 90, 128, 143, 0, 208, 125, 107, 143, 88, 88, 71, 156, 164, 67, 57, 88,
    94, 128, 187, 193, 196, 134, 160, 160, 160, 160, 160, 160, 221, 158, 139, 139, 139, 139, 85, 85, 85, 85, 183, 190, 196, 196,
    196, 196, 196, 143, 196, 183, 183, 183, 183, 142, 152, 158, 141, 141, 141, 141, 141, 141, 216, 120, 141, 141, 141, 141, 65, 65,
    77, 77, 152, 155, 152, 152, 152, 152, 152, 143, 152, 155, 155, 155, 155, 128, 154, 128, 160, 141, 160, 141, 188, 141, 158, 120,
    158, 120, 158, 120, 158, 120, 183, 177, 183, 155, 139, 141, 139, 141, 139, 141, 139, 141, 139, 141, 182, 154, 182, 154, 182, 154,
    182, 154, 186, 155, 186, 155, 85, 110, 85, 77, 85, 65, 85, 65, 85, 65, 153, 129, 69, 65, 155, 134, 134, 131, 65, 131,
    65, 131, 87, 131, 67, 131, 65, 190, 155, 190, 155, 190, 155, 172, 190, 155, 196, 152, 196, 152, 196, 152, 232, 237, 156, 104,
    156, 104, 156, 104, 138, 120, 138, 120, 138, 120, 138, 120, 144, 91, 144, 121, 144, 91, 183, 155, 183, 155, 183, 155, 183, 155,
    183, 155, 183, 155, 233, 197, 142, 128, 142, 143, 118, 143, 118, 143, 118, 82, 154, 183, 154, 154, 159, 153, 158, 158, 126, 183,
    203, 154, 154, 151, 139, 185, 147, 148, 104, 182, 143, 234, 87, 85, 155, 134, 65, 136, 255, 190, 155, 196, 214, 167, 255, 212,
    172, 154, 156, 138, 120, 143, 90, 91, 144, 91, 139, 213, 181, 196, 183, 144, 136, 143, 118, 146, 146, 125, 125, 143, 146, 123,
    116, 147, 84, 139, 129, 68, 255, 255, 255, 200, 196, 129, 255, 255, 219, 160, 141, 85, 65, 196, 152, 183, 155, 183, 155, 183,
    155, 183, 155, 183, 155, 141, 160, 141, 160, 141, 221, 216, 182, 154, 182, 154, 155, 134, 196, 152, 196, 152, 146, 125, 65, 255,
    255, 255, 182, 154, 235, 166, 190, 155, 160, 141, 221, 216, 196, 152, 160, 141, 160, 141, 139, 141, 139, 141, 85, 65, 85, 77,
    196, 152, 196, 152, 156, 104, 156, 104, 183, 155, 183, 155, 138, 120, 144, 91, 144, 124, 186, 155, 186, 216, 168, 149, 143, 118,
    160, 141, 139, 141, 196, 152, 196, 152, 196, 152, 196, 152, 142, 128, 96, 187, 97, 65, 243, 243, 160, 158, 120, 131, 139, 120,
    118, 112, 109, 163, 183, 153, 139, 141, 69, 65, 192, 154, 156, 104, 142, 128,
];

/// U+0300 to U+03FF.
#[rustfmt::skip]
static FROM_0300: [u8; 256] = [
    17, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    79, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 111, 94, 164, 164, 44, 42, 192, 161, 255, 255, 61, 120, 120, 120, 67, 69, 255, 255,
    255, 255, 59, 162, 177, 67, 180, 227, 131, 255, 224, 255, 195, 211, 83, 182, 163, 125, 160, 185, 143, 232, 196, 136, 155, 153,
    227, 190, 156, 229, 183, 192, 255, 143, 144, 200, 211, 147, 206, 216, 85, 142, 156, 118, 152, 83, 150, 156, 154, 129, 147, 118,
    115, 152, 149, 83, 134, 130, 157, 129, 123, 152, 164, 150, 122, 154, 123, 150, 182, 149, 188, 200, 83, 150, 152, 150, 200, 155,
    161, 156, 201, 201, 148, 182, 215, 134, 191, 152, 158, 120, 128, 130, 124, 139, 149, 131, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 171, 150, 120, 65, 196, 124, 124, 152, 154, 158, 227, 182, 152, 158, 158, 158,
];

/// U+0400 to U+052F.
#[rustfmt::skip]
static FROM_0400: [u8; 304] = [
    139, 139, 179, 133, 160, 138, 71, 71, 94, 253, 255, 179, 157, 189, 154, 183, 160, 154, 163, 133, 200, 139, 227, 145, 189, 189,
    157, 175, 227, 186, 196, 184, 152, 160, 144, 154, 205, 147, 193, 169, 255, 255, 172, 213, 152, 162, 250, 160, 141, 150, 141, 120,
    157, 141, 198, 122, 156, 156, 141, 153, 192, 154, 152, 152, 152, 124, 134, 138, 185, 136, 158, 148, 224, 230, 164, 190, 137, 124,
    200, 145, 138, 138, 168, 120, 124, 117, 65, 77, 82, 221, 223, 168, 141, 156, 138, 152, 230, 198, 169, 159, 231, 186, 171, 143,
    233, 195, 183, 160, 246, 213, 147, 123, 201, 191, 196, 152, 159, 129, 159, 129, 255, 255, 206, 165, 255, 226, 230, 198, 161, 123,
    153, 0, 0, 0, 0, 0, 0, 0, 204, 170, 154, 161, 154, 154, 138, 109, 138, 109, 163, 134, 226, 199, 145, 122, 168, 140,
    157, 140, 157, 154, 174, 171, 197, 170, 209, 185, 255, 216, 195, 161, 158, 120, 144, 127, 142, 127, 142, 127, 158, 138, 223, 194,
    184, 161, 175, 152, 175, 155, 213, 167, 213, 167, 85, 227, 198, 174, 140, 188, 152, 183, 156, 197, 171, 175, 154, 237, 194, 85,
    160, 141, 160, 141, 221, 216, 139, 141, 185, 141, 185, 141, 227, 198, 145, 122, 146, 125, 189, 156, 189, 156, 196, 152, 196, 152,
    196, 152, 162, 124, 154, 138, 154, 138, 154, 138, 169, 148, 138, 109, 213, 190, 138, 109, 158, 138, 147, 133, 154, 154, 226, 225,
    227, 203, 166, 140, 247, 215, 254, 230, 190, 161, 179, 172, 148, 121, 186, 152, 237, 203, 202, 205, 227, 220, 196, 154, 233, 197,
    157, 133, 253, 205, 255, 219, 187, 161, 183, 161, 183, 157, 255, 255, 174, 149, 176, 161,
];

/// U+1E00 to U+1EFF.
#[rustfmt::skip]
static FROM_1E00: [u8; 256] = [
    160, 141, 163, 154, 163, 154, 163, 154, 158, 120, 183, 154, 183, 154, 183, 154, 183, 154, 183, 154, 139, 141, 139, 141, 139, 141,
    139, 141, 139, 141, 130, 86, 182, 154, 186, 155, 186, 155, 186, 155, 186, 155, 186, 155, 85, 65, 85, 77, 155, 134, 155, 134,
    155, 134, 131, 65, 131, 65, 131, 65, 131, 65, 227, 234, 227, 234, 227, 234, 190, 155, 190, 155, 190, 155, 190, 155, 196, 152,
    196, 152, 196, 152, 196, 152, 152, 154, 152, 154, 156, 104, 156, 104, 156, 104, 156, 104, 138, 120, 138, 120, 138, 120, 138, 120,
    138, 120, 139, 91, 139, 91, 139, 91, 139, 91, 183, 155, 183, 155, 183, 155, 183, 155, 183, 155, 150, 127, 150, 127, 233, 197,
    233, 197, 233, 197, 233, 197, 233, 197, 147, 133, 147, 133, 142, 128, 143, 118, 143, 118, 143, 118, 155, 91, 197, 128, 142, 82,
    82, 82, 178, 151, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141, 160, 141,
    160, 141, 139, 141, 139, 141, 139, 141, 139, 141, 139, 141, 139, 141, 139, 141, 139, 141, 85, 65, 85, 65, 196, 152, 196, 152,
    196, 152, 196, 152, 196, 152, 196, 152, 196, 152, 214, 167, 214, 167, 214, 167, 214, 167, 214, 167, 183, 155, 183, 155, 213, 181,
    213, 181, 213, 181, 213, 181, 213, 181, 142, 128, 142, 128, 142, 128, 142, 128, 192, 129, 184, 148, 151, 130,
];

/// U+2000 to U+206F.
#[rustfmt::skip]
static FROM_2000: [u8; 112] = [
    125, 250, 125, 250, 84, 63, 42, 143, 67, 42, 25, 0, 0, 0, 0, 0, 81, 81, 143, 125, 250, 250, 138, 103, 49, 64,
    63, 44, 95, 110, 104, 90, 128, 128, 94, 92, 125, 134, 198, 67, 0, 0, 0, 0, 0, 0, 0, 42, 255, 255, 58, 102,
    146, 58, 110, 151, 100, 78, 78, 210, 125, 111, 125, 153, 153, 94, 255, 81, 33, 81, 81, 214, 170, 171, 143, 164, 160, 160,
    138, 60, 152, 138, 93, 250, 152, 143, 130, 186, 206, 208, 56, 164, 199, 67, 67, 56, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0,
];

/// U+20A0 to U+20CF.
#[rustfmt::skip]
static FROM_20A0: [u8; 48] = [
    143, 143, 143, 143, 143, 234, 143, 194, 209, 168, 200, 155, 143, 143, 143, 243, 143, 143, 182, 152, 138, 158, 156, 182, 137, 143,
    143, 196, 203, 146, 193, 143, 124, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
];

/// U+2100 to U+214F.
#[rustfmt::skip]
static FROM_2100: [u8; 80] = [
    179, 166, 158, 249, 144, 206, 216, 147, 159, 219, 145, 255, 184, 195, 155, 154, 186, 140, 209, 130, 213, 195, 255, 208, 209, 164,
    196, 218, 213, 179, 155, 149, 203, 202, 194, 152, 158, 135, 216, 192, 147, 83, 155, 160, 210, 168, 155, 116, 151, 206, 130, 255,
    120, 153, 133, 94, 115, 65, 234, 255, 195, 136, 138, 195, 155, 181, 131, 131, 142, 183, 145, 125, 86, 86, 172, 183, 164, 184,
    110, 255,
];

/// U+0590 to U+05FF: Hebrew.
#[rustfmt::skip]
static FROM_0590: [u8; 112] = [
    255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 81, 0, 132, 0, 0, 62,
    0, 0, 100, 0, 255, 255, 255, 255, 255, 255, 255, 255, 158, 143, 94, 136, 157, 76, 83, 166, 159, 74, 137, 129, 131, 171,
    165, 83, 95, 161, 149, 155, 151, 133, 139, 157, 131, 183, 172, 255, 255, 255, 255, 159, 148, 151, 150, 47, 92, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255,
];

/// U+0600 to U+06FF: Arabic, where nothing joins on to it.
#[rustfmt::skip]
static FROM_0600: [u8; 256] = [
    150, 150, 150, 150, 150, 150, 156, 156, 255, 163, 209, 112, 82, 92, 226, 131, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 86, 0, 151, 73, 109, 190, 103, 73, 73, 118, 73, 190, 73, 255, 122, 255, 255, 163, 163, 163, 133, 133, 99, 99, 255,
    255, 255, 255, 208, 208, 133, 133, 244, 244, 190, 190, 190, 68, 255, 202, 231, 183, 145, 183, 168, 118, 190, 190, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 143, 143, 143, 143, 143, 143, 143, 143,
    143, 143, 119, 62, 62, 125, 255, 202, 0, 73, 73, 73, 103, 176, 221, 221, 255, 255, 255, 255, 255, 255, 255, 255, 255, 163,
    163, 180, 163, 163, 180, 180, 133, 133, 133, 133, 133, 133, 133, 133, 133, 99, 99, 99, 99, 99, 99, 99, 99, 99, 255, 255,
    255, 255, 255, 208, 133, 255, 255, 255, 255, 255, 255, 202, 202, 244, 255, 244, 231, 231, 231, 244, 244, 244, 244, 244, 244, 183,
    183, 183, 183, 183, 183, 183, 183, 183, 168, 180, 122, 120, 120, 120, 118, 118, 118, 118, 118, 118, 118, 118, 190, 190, 190, 118,
    190, 190, 236, 236, 75, 122, 0, 0, 0, 0, 0, 0, 0, 150, 250, 0, 0, 0, 0, 0, 0, 46, 88, 0, 0, 152,
    0, 0, 0, 0, 133, 99, 143, 143, 143, 143, 143, 143, 143, 143, 143, 143, 255, 255, 133, 103, 121, 168,
];

/// U+0600 to U+06FF: Arabic, joined to a letter after it; 0 for what does not join at all.
#[rustfmt::skip]
static JOINED_FROM_0600: [u8; 256] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 86, 0, 73, 73, 118, 73, 86, 73, 86, 122, 94, 94, 160, 160, 160, 133, 133, 99, 99, 213,
    213, 238, 238, 178, 178, 131, 131, 127, 127, 94, 94, 94, 0, 124, 124, 127, 75, 145, 86, 144, 118, 86, 94, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 86, 124, 0, 73, 73, 73, 0, 176, 221, 221, 189, 94, 86, 86, 94, 94, 94, 94, 94, 160,
    160, 160, 160, 160, 160, 160, 133, 133, 133, 133, 133, 133, 133, 133, 133, 99, 99, 99, 99, 99, 99, 99, 99, 99, 213, 213,
    213, 238, 238, 178, 131, 124, 124, 124, 124, 124, 124, 124, 124, 127, 210, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 75,
    75, 75, 75, 86, 86, 94, 86, 94, 144, 160, 122, 110, 110, 120, 118, 118, 118, 118, 118, 118, 118, 118, 94, 190, 94, 118,
    86, 94, 236, 236, 0, 122, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 133, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 213, 238, 131, 0, 0, 144,
];

/// U+0900 to U+097F: Devanagari.
#[rustfmt::skip]
static FROM_0900: [u8; 128] = [
    0, 0, 0, 51, 191, 191, 255, 123, 123, 137, 197, 214, 175, 139, 139, 139, 139, 255, 255, 255, 255, 192, 205, 141, 148, 160,
    159, 176, 186, 189, 186, 126, 146, 134, 141, 181, 143, 160, 133, 154, 139, 139, 142, 193, 143, 176, 150, 145, 103, 103, 170, 190,
    190, 139, 170, 145, 169, 133, 0, 65, 0, 117, 65, 65, 65, 0, 0, 0, 0, 0, 0, 0, 0, 65, 65, 65, 65, 0,
    69, 65, 228, 0, 0, 0, 0, 0, 0, 0, 192, 205, 141, 186, 134, 141, 193, 145, 214, 175, 0, 0, 95, 150, 130, 130,
    130, 130, 130, 130, 130, 130, 130, 130, 107, 80, 191, 191, 255, 255, 191, 191, 139, 186, 146, 141, 186, 118, 136, 143,
];

/// U+0E00 to U+0E7F: Thai.
#[rustfmt::skip]
static FROM_0E00: [u8; 128] = [
    255, 150, 137, 138, 154, 156, 150, 135, 133, 151, 138, 139, 227, 228, 151, 151, 137, 157, 226, 228, 154, 159, 151, 153, 136, 154,
    151, 152, 162, 163, 174, 171, 151, 154, 149, 122, 151, 143, 151, 123, 157, 160, 143, 147, 167, 144, 140, 130, 85, 0, 102, 102,
    0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 146, 74, 142, 77, 73, 76, 102, 149, 0, 0, 0, 0, 0, 0, 0,
    0, 149, 143, 137, 154, 140, 135, 135, 130, 180, 142, 126, 192, 218, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
];

#[cfg(all(test, not(target_family = "wasm")))]
#[path = "../tests/common/shaper.rs"]
pub(crate) mod shaper;

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::{shaper::Shaper, *};

    /// The characters that have a width of their own in one of the tables.
    fn tabled() -> Vec<char> {
        let has_width = |character: &char| advance(*character).is_some_and(|(_, width)| width != ABSENT);
        ('\0'..=char::MAX).filter(|character| has_width(character) && !is_invisible(*character)).collect()
    }

    /// A bound in thousandths of the font size. What is missing between it and a width is less than a hundredth of a unit: rounding.
    fn bound(text: &str) -> f32 {
        let measure = measure(text);
        measure.width as f32 + 0.01
    }

    /// How much kerning can make of a character at most.
    const KERNING: f32 = 250.0;

    #[test]
    fn every_width_is_the_fonts_own_and_at_most_a_step_and_the_kerning_more() {
        let mut shaper = Shaper::load();
        let (mut all, mut exact) = (0, 0);
        for character in tabled() {
            let text = character.to_string();
            let (width, bound) = (shaper.width(&text), bound(&text));
            let varies = matches!(character, '\u{600}'..='\u{6ff}');
            // Marks that stand alone get a circle to stand on.
            let varies = varies || matches!(character, '\u{900}'..='\u{963}');
            assert!(width <= bound && (varies || bound <= width + KERNING + 4.0), "{character:?}: {width}, bound {bound}");
            all += 1;
            exact += usize::from(bound < width + 4.02);
        }
        assert!(all > 1_500 && exact * 10 > all * 8, "{exact} of {all} have no kerning to fear");
    }

    #[test]
    fn what_dutch_is_written_with_has_the_fonts_own_width() {
        let mut shaper = Shaper::load();
        for character in ('a'..='z').chain('A'..='I').chain('K'..='S').chain('0'..='9').chain(" .,!:;éëïóüè".chars()) {
            let text = format!("x{character}x");
            let width = shaper.width(&text) - 2.0 * shaper.width("x");
            assert!(
                bound(&character.to_string())
                    < width.max(shaper.width(&character.to_string())) + 4.02 + KERNING * f32::from(character == 'ï'),
                "{character}"
            );
        }
    }

    #[test]
    fn kerning_never_makes_two_characters_wider_than_their_bounds() {
        let mut shaper = Shaper::load();
        let all: Vec<char> = tabled()
            .into_iter()
            .filter(|character| !matches!(character, '\u{590}'..='\u{dff}' | '\u{e00}'..='\u{e7f}'))
            .collect();
        // Each with each of those that people write in Dutch, and with those that kerning sets wide.
        let dutch: Vec<char> = ('!'..='~').chain("áéíóúäëïöüèçñ€".chars()).collect();
        let wide: Vec<char> =
            "\"'’”‘“`´()[]{}¿?!JЈjfrťľďĩïìΕΗΙΟΡΥΩϒДЦЩơưʹ\u{300}\u{301}\u{313}\u{314}\u{31b}\u{342}\u{345}".chars().collect();
        for first in &all {
            let against = if dutch.contains(first) { &all } else { &wide };
            let pairs: Vec<String> = against.iter().map(|second| format!("{first}{second}")).collect();
            for (width, (pair, second)) in shaper.widths(&pairs.join("\u{2028}")).into_iter().zip(pairs.iter().zip(against)) {
                let bound = bound(&first.to_string()) + bound(&second.to_string());
                assert!(width <= bound, "{pair:?}: {width}, bound {bound}");
            }
        }
    }

    #[test]
    fn arabic_letters_take_at_most_their_bound_in_each_of_their_forms() {
        let mut shaper = Shaper::load();
        for character in tabled().into_iter().filter(|character| matches!(character, '\u{620}'..='\u{6d3}')) {
            let Measure { width, slack, joins } = measure(&character.to_string());
            let joined = (width - slack) as f32 + 0.01;
            for before in ["", "\u{200d}"] {
                let alone = shaper.width(&format!("{before}{character}"));
                assert!(alone <= width as f32 + 0.01, "{character}: {alone}, bound {width}");
                let followed = shaper.width(&format!("{before}{character}\u{200d}"));
                assert!(followed <= joined || slack == 0, "{character}: {followed} when joined, bound {joined}");
            }
            assert!(joins || slack == 0, "{character} cannot be joined to and join");
        }
    }

    #[test]
    fn every_character_of_unicode_fits_into_its_bound() {
        let mut shaper = Shaper::load();
        // Everything that a font has in its own way, and samples of what looks alike: ideographs, and what no font has.
        let all = ('\0'..='\u{33ff}').chain('\u{a000}'..='\u{abff}').chain('\u{f900}'..='\u{1fbff}');
        let samples = ('\u{3400}'..=char::MAX).step_by(211);
        let ends_line = |character: &char| crate::clusters::ends_line(*character);
        let some: Vec<char> = all.chain(samples).filter(|character| !ends_line(character)).collect();
        for some in some.chunks(500) {
            let text: Vec<String> = some.iter().map(char::to_string).collect();
            let widths = shaper.widths(&text.join("\u{2028}"));
            assert_eq!(widths.len(), text.len());
            for (width, text) in widths.into_iter().zip(&text) {
                assert!(width <= bound(text), "{text:?}: {width}, bound {}", bound(text));
            }
        }
    }
}
