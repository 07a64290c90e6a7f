//! What a text is made of: extended grapheme clusters, which people take for one character each (UAX 29, from tables pinned with
//! `icu_segmenter`), and the characters that end a line.

use core::ops::Range;

use icu_segmenter::{GraphemeClusterSegmenter, iterators::GraphemeClusterBreakIterator, scaffold::Utf8};

/// The first byte of every character below U+0300 is below this one. Between two such characters there is always a boundary, except in CR LF.
const COMBINING: u8 = 0xcc;

/// The clusters of a text, in order, as byte ranges. Together they are the whole text.
pub(crate) struct Clusters<'a> {
    text: &'a str,
    at: usize,
    /// The boundaries in the stretch for which the tables are needed, and where it starts.
    stretch: Option<(usize, GraphemeClusterBreakIterator<'static, 'a, Utf8>)>,
}

impl<'a> Clusters<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, stretch: None }
    }
}

impl Iterator for Clusters<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if let Some((from, boundaries)) = &mut self.stretch {
            if let Some(end) = boundaries.next() {
                self.at = *from + end;
                return Some(start..self.at);
            }
            self.stretch = None;
        }
        let bytes = self.text.as_bytes();
        let first = *bytes.get(start)?;
        let end = start + length(first);
        let is_alone = |at: usize| bytes.get(at).is_none_or(|&byte| byte < COMBINING);
        if first < COMBINING && is_alone(end) {
            let line_end = first == b'\r' && bytes.get(end) == Some(&b'\n');
            self.at = if line_end { end + 1 } else { end };
            return Some(start..self.at);
        }
        // The stretch ends before the second of two characters that are clusters of their own for certain.
        let mut last = start;
        let mut stop = end;
        while stop < bytes.len() && !(bytes[last] < COMBINING && bytes[stop] < COMBINING && bytes[last] != b'\r') {
            last = stop;
            stop += length(bytes[stop]);
        }
        let mut boundaries = GraphemeClusterSegmenter::new().segment_str(&self.text[start..stop]);
        // The first boundary is the start.
        boundaries.next();
        self.stretch = Some((start, boundaries));
        self.next()
    }
}

/// Whether a character ends a line: a line feed, a carriage return, and all else that UAX 14 has in its classes BK, CR, LF and NL.
pub fn ends_line(character: char) -> bool {
    matches!(character, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The length of a character in UTF-8, from its first byte.
pub(crate) fn length(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}
