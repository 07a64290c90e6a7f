//! What the tests share: text out of a small deterministic generator, and the shaper and fonts that letters are printed with.
#![allow(dead_code, reason = "each test uses a part of it")]

#[cfg(not(target_family = "wasm"))]
pub mod shaper;

/// A stream of numbers that is the same in every run and on every machine (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Pieces that break something somewhere: every kind of line end and blank, everything hidden, piles, emoji, all directions, numbers and
/// addresses cut anywhere.
pub const PIECES: &[&str] = &[
    "a",
    "Z",
    "é",
    "ĳ",
    "ß",
    "lieve",
    "Hallo papa",
    "zaterdag",
    "-",
    "--",
    "‐",
    "–",
    "—",
    "/",
    "(",
    ")",
    "\"",
    "'",
    "’",
    "…",
    ".",
    ",",
    ":",
    " ",
    "  ",
    "          ",
    "\t",
    "\u{a0}",
    "\u{2003}",
    "\u{202f}",
    "\u{3000}",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\n\r",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\0",
    "\u{1b}",
    "\u{7f}",
    "\u{9f}",
    "\u{202a}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{200e}",
    "\u{200f}",
    "\u{61c}",
    "\u{2060}",
    "\u{feff}",
    "\u{ad}",
    "\u{34f}",
    "\u{115f}",
    "\u{3164}",
    "\u{fe00}",
    "\u{fe0e}",
    "\u{fe0f}",
    "\u{180b}",
    "\u{e0100}",
    "\u{e0001}",
    "\u{e0061}",
    "\u{e007f}",
    "🏴\u{e0067}\u{e0062}",
    "\u{e000}",
    "\u{f8ff}",
    "\u{fdd0}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{301}",
    "\u{301}\u{302}\u{303}\u{304}",
    "\u{489}",
    "\u{5b8}",
    "\u{64b}",
    "\u{e31}",
    "\u{20e3}",
    "שלום",
    "עֲלֵיכֶם",
    "سلام",
    "می\u{200c}خواهم",
    "ب",
    "لا",
    "क्षत्रिय",
    "क\u{94d}\u{200d}",
    "का",
    "สวัสดี",
    "ខ្មែរ",
    "ᠮᠣ",
    "汉",
    "字",
    "。",
    "「",
    "カ",
    "한",
    "\u{1100}\u{1161}\u{11a8}",
    "😀",
    "👍🏽",
    "👩\u{200d}👩\u{200d}👧",
    "❤\u{fe0f}",
    "🇳",
    "🇳🇱",
    "1\u{fe0f}\u{20e3}",
    "𐍈",
    "0",
    "06-12345678",
    "+31 (0)6",
    "1112.22.333",
    "NL91 ABNA 0417 1643 00",
    "www.",
    "https://",
    "jan@",
    "site.nl",
    "рaypal",
];

/// A text of so many pieces, now and then with one of them many times over, or with any character at all.
pub fn hostile(random: &mut Random, pieces: usize) -> String {
    let mut text = String::new();
    for _ in 0..pieces {
        let times = if random.below(40) == 0 { random.below(400) } else { 1 };
        match random.below(8) {
            0 => text.extend(char::from_u32(random.below(0x11_0000) as u32)),
            _ => text.push_str(&random.pick(PIECES).repeat(times)),
        }
    }
    text
}

/// How wide the lines of a letter come out when its paragraphs are shaped as screening shapes them: the lines given, direction and joining
/// those of the paragraph. In thousandths of the font size.
#[cfg(not(target_family = "wasm"))]
pub fn printed_widths(shaper: &mut shaper::Shaper, body: &str) -> Vec<f32> {
    let ends = |character: char| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(character);
    let mut paragraphs: Vec<String> = Vec::new();
    for line in lakzegel_letter::lay_out(body).iter().flat_map(|page| &page.lines) {
        let text = body[line.text.clone()].trim_end_matches(|character| character == ' ' || character == '\t' || ends(character));
        let text = text.chars().map(|character| if ends(character) || character == '\t' { ' ' } else { character });
        match paragraphs.last_mut() {
            Some(paragraph) if !body[..line.text.start].ends_with(ends) => {
                paragraph.push('\u{2028}');
                paragraph.extend(text);
            }
            _ => paragraphs.push(text.collect()),
        }
    }
    paragraphs.iter().flat_map(|paragraph| shaper.widths(paragraph)).collect()
}
