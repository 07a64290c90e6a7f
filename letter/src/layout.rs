//! Where lines and pages are broken: the one place that the limits, the preview and the print all follow.
//!
//! Lines are broken after blanks, after a hyphen inside a word, and as UAX 14 says between pictures and between Chinese, Japanese and
//! Korean characters: never before their closing punctuation nor after their opening punctuation. A word that does not fit into a line of
//! its own is broken between two clusters. So is text in Thai, Khmer and related scripts, which are written without blanks: no dictionary is
//! small enough for the client. Blanks at the end of a line take no room. A tab is a blank.

use core::ops::Range;

use crate::{
    clusters::{Clusters, ends_line},
    widths::{Measure, UNIT, measure},
};

/// The measures of a page, for whoever draws it.
pub mod paper {
    /// The size of the letter's type, in points. Its family is Noto Sans, in regular weight.
    pub const FONT_SIZE: f32 = 11.0;
    /// The width of a line, in points: A4 with margins of 25 mm.
    pub const LINE_WIDTH: f32 = 453.54;
    /// From one baseline to the next, in points.
    pub const LINE_HEIGHT: f32 = 16.0;
    /// How many lines a page has. With the first baseline 141.73 points below the paper's upper edge, the last is at 781.73: ten points are left
    /// for what hangs below it, above the rule at the foot.
    pub const LINES: usize = 41;
    /// The width of A4, in points.
    pub const PAGE_WIDTH: f32 = 595.28;
    /// The height of A4, in points.
    pub const PAGE_HEIGHT: f32 = 841.89;
    /// From the paper's left edge to where lines start, in points.
    pub const LEFT: f32 = (PAGE_WIDTH - LINE_WIDTH) / 2.0;
    /// From the paper's upper edge to the letter's first baseline, in points.
    pub const FIRST_BASELINE: f32 = 141.73;
    /// From the paper's upper edge to the baseline at the foot, in points.
    pub const FOOT: f32 = 806.0;
}

/// The width of a line in [`UNIT`]s.
const WIDTH: u32 = (paper::LINE_WIDTH / paper::FONT_SIZE * UNIT as f32) as u32;

/// A printed page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its lines: at least one, at most [`paper::LINES`].
    pub lines: Vec<Line>,
}

/// A printed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in the letter, in bytes, with the blanks and the line end at its end. A paragraph starts where the text before this place
    /// ends with a line end.
    pub text: Range<usize>,
}

impl Line {
    /// What is printed of the line: its text in `body` without the blanks and the line end at its end.
    pub fn printed<'a>(&self, body: &'a str) -> &'a str {
        let text = body.get(self.text.clone()).unwrap_or_default();
        text.trim_end_matches(|character| matches!(character, ' ' | '\t') || ends_line(character))
    }

    /// Whether a paragraph of `body` starts with this line. Direction and shaping belong to paragraphs, not to lines.
    pub fn begins_paragraph(&self, body: &str) -> bool {
        body.get(..self.text.start).is_none_or(|before| before.is_empty() || before.ends_with(ends_line))
    }
}

/// Breaks a letter into pages and lines. The lines are the whole letter, in order; an empty letter has one empty line.
///
/// A line ends after LF, CR LF, CR, U+000B, U+000C, U+0085, U+2028 and U+2029; such an end at the letter's own end begins no further line.
pub fn lay_out(body: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    walk(body, |part| match (part, pages.last_mut()) {
        (Part::Cluster(_), _) => {}
        (Part::Line(text), Some(page)) if page.lines.len() < paper::LINES => page.lines.push(Line { text }),
        (Part::Line(text), _) => pages.push(Page { lines: vec![Line { text }] }),
    });
    pages
}

/// What a letter is made of.
pub(crate) enum Part {
    /// The place of a character as people count them.
    Cluster(Range<usize>),
    /// The place of a printed line.
    Line(Range<usize>),
}

/// Goes through a letter once and calls `tell` with each cluster and each line, both in order.
pub(crate) fn walk(body: &str, mut tell: impl FnMut(Part)) {
    let mut line = Unfinished::default();
    for cluster in Clusters::new(body) {
        tell(Part::Cluster(cluster.clone()));
        let text = &body[cluster.clone()];
        match text.chars().next() {
            Some(first) if ends_line(first) => {
                tell(Part::Line(line.start..cluster.end));
                line = Unfinished { start: cluster.end, ..Unfinished::default() };
            }
            Some(' ' | '\t') if text.len() == 1 => {
                line.blanks += measure(" ").width;
                line.last = BreakClass::Blank;
            }
            Some(first) => line.add(text, first, cluster.start, &mut |text| tell(Part::Line(text))),
            None => {}
        }
    }
    if line.start < body.len() || body.is_empty() {
        tell(Part::Line(line.start..body.len()));
    }
}

/// A line that is not full yet.
#[derive(Default)]
struct Unfinished {
    /// Where it starts in the letter.
    start: usize,
    /// How wide it is, without blanks at the end.
    width: u32,
    /// The blanks at the end.
    blanks: u32,
    /// The last place where it can be broken, and its width up to there.
    breakable: Option<(usize, u32)>,
    /// The last place behind a space that holds words together, and the width up to there: for a line that can be broken nowhere else.
    held: Option<(usize, u32)>,
    /// The class of the cluster at its end.
    last: BreakClass,
    /// Whether that cluster is a space that holds words together.
    behind_held: bool,
    /// How much less room that cluster takes if an Arabic letter joins it.
    slack: u32,
    /// Whether that cluster is a hyphen, or the last of several, with a word before it.
    hyphenates: bool,
}

impl Unfinished {
    /// Adds a cluster that starts at `at`. If it does not fit, ends lines and calls `on_line` with each.
    fn add(&mut self, cluster: &str, first: char, at: usize, on_line: &mut impl FnMut(Range<usize>)) {
        let class = BreakClass::of(first);
        let Measure { width, slack, joins } = measure(cluster);
        let before = self.width + self.blanks;
        if self.may_break_before(class) {
            self.breakable = Some((at, before));
        }
        if self.behind_held {
            self.held = Some((at, before));
        }
        self.behind_held = matches!(first, '\u{a0}' | '\u{2007}' | '\u{202f}');
        let joined = if joins && self.blanks == 0 { self.slack } else { 0 };
        self.hyphenates =
            class == BreakClass::Hyphen && (matches!(self.last, BreakClass::Letter | BreakClass::Digit) || self.hyphenates);
        (self.width, self.blanks, self.last, self.slack) = (before - joined + width, 0, class, slack);
        while self.width > WIDTH {
            let is_ahead = |place: &(usize, u32)| place.0 > self.start;
            match self.breakable.take().filter(is_ahead).or_else(|| self.held.filter(is_ahead)) {
                Some((end, width)) => {
                    on_line(self.start..end);
                    self.start = end;
                    self.width -= width;
                    self.held = self.held.filter(|place| place.0 > end).map(|(at, before)| (at, before.saturating_sub(width)));
                }
                None if at > self.start => {
                    on_line(self.start..at);
                    self.start = at;
                    self.width = width;
                }
                None => return self.split(cluster, on_line),
            }
        }
    }

    /// Breaks one cluster that is wider than a line. Only letters that are made to break the print have one.
    fn split(&mut self, cluster: &str, on_line: &mut impl FnMut(Range<usize>)) {
        let from = self.start;
        (self.width, self.slack) = (0, 0);
        for (offset, character) in cluster.char_indices() {
            // Now that it stands apart, another font than before may draw it.
            let width = measure(&cluster[offset..offset + character.len_utf8()]).width.max(UNIT);
            if self.width + width > WIDTH && from + offset > self.start {
                on_line(self.start..from + offset);
                (self.start, self.width) = (from + offset, 0);
            }
            self.width += width;
        }
    }

    /// Whether a new line may begin with such a cluster here.
    fn may_break_before(&self, next: BreakClass) -> bool {
        match (self.last, next) {
            (BreakClass::Nothing, _) => false,
            (BreakClass::Blank, _) => true,
            (_, BreakClass::Closing) | (BreakClass::Opening, _) => false,
            (BreakClass::Space, next) => next != BreakClass::Space,
            (BreakClass::Hyphen, next) => {
                self.hyphenates && matches!(next, BreakClass::Letter | BreakClass::Wide | BreakClass::Opening)
            }
            (BreakClass::Wide | BreakClass::Closing, next) => {
                matches!(next, BreakClass::Letter | BreakClass::Digit | BreakClass::Wide | BreakClass::Opening)
            }
            (BreakClass::Letter | BreakClass::Digit, next) => matches!(next, BreakClass::Wide | BreakClass::Opening),
            (BreakClass::Other, _) => false,
        }
    }
}

/// What a cluster is, as far as breaking lines goes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum BreakClass {
    /// Not a cluster, but the start of a line.
    #[default]
    Nothing,
    /// A blank or a tab, which vanishes at the end of a line.
    Blank,
    /// Another kind of space, which does not.
    Space,
    /// A hyphen or a dash, after which a word may be broken.
    Hyphen,
    /// A decimal digit. No line begins with one after a hyphen, or telephone numbers would fall apart.
    Digit,
    /// A letter, or anything else that words are made of.
    Letter,
    /// A character that may be broken before and after (UAX 14, class ID).
    Wide,
    /// Opening punctuation of Chinese, Japanese and Korean.
    Opening,
    /// Closing punctuation of those, and their characters that begin no line.
    Closing,
    /// Punctuation, signs and spaces that hold together what stands around them.
    Other,
}

/// Opening punctuation of Chinese, Japanese and Korean.
const OPENING: &str = "〈《「『【〔〖〘〚〝（［｛｟｢";
/// Their closing punctuation, and their characters that begin no line.
const CLOSING: &str =
    "、。〉》」』】〕〗〙〛〜〞〟々〻！），．：；？］｝｠｡｣､･・ーぁぃぅぇぉっゃゅょゎゝゞァィゥェォッャュョヮヵヶヽヾ";

impl BreakClass {
    fn of(first: char) -> Self {
        match first {
            'A'..='Z' | 'a'..='z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '-' => Self::Hyphen,
            '\0'..='\u{bf}' | '\u{d7}' | '\u{f7}' => Self::Other,
            '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200b}' | '\u{205f}' | '\u{3000}' => Self::Space,
            '\u{c0}'..='\u{1fff}' => Self::Letter,
            '\u{2010}' | '\u{2013}' | '\u{2014}' => Self::Hyphen,
            '\u{3001}'..='\u{30ff}' | '\u{ff01}'..='\u{ffef}' if OPENING.contains(first) => Self::Opening,
            '\u{3001}'..='\u{30ff}' | '\u{ff01}'..='\u{ffef}' if CLOSING.contains(first) => Self::Closing,
            '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ffef}' => Self::Wide,
            '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}' => Self::Wide,
            '\u{2c00}'..='\u{2dff}' | '\u{a4d0}'..='\u{abff}' | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Self::Letter,
            '\u{10000}'..='\u{1efff}' => Self::Letter,
            _ => Self::Other,
        }
    }
}
