//! Drawing on a page: shaped lines in their places, hair lines, and labels that fit their room.

use std::collections::{BTreeSet, HashMap};

use krilla::{
    geom::{PathBuilder, Point, Rect, Transform},
    paint::Stroke,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use lakzegel_letter::{MARK_BOX, RULES, ends_line};
use parley::Layout;
use time::Date;

use super::fonts::{LINE_END, Printer, Style};

/// Why something could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// Shaping can use a font file, but the PDF library cannot.
    #[error("a font cannot be embedded")]
    Font,
    /// The page would not look as the sender saw it.
    #[error("the lines do not come out as the sender saw them")]
    Lines,
    /// The PDF library refused, or panicked.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// What stands on every page of a demonstration.
pub const DEMO: &str = "DEMO";

/// Where things stand on the page, in points from its top left corner. From `lakzegel_letter`, so that preview and print agree.
pub mod geometry {
    use lakzegel_letter::{RULES, paper};

    pub use paper::{FIRST_BASELINE, LEFT, LINE_HEIGHT, LINE_WIDTH as WIDTH, PAGE_HEIGHT, PAGE_WIDTH};
    /// What hangs below the letter's last line does not touch the hair line above the foot.
    const _: () = assert!(FIRST_BASELINE + (paper::LINES - 1) as f32 * LINE_HEIGHT + paper::FONT_SIZE / 2.0 < RULES[1]);
}

/// A shaped text with its place on the page, in points.
pub struct Label {
    text: String,
    /// The text, shaped.
    pub layout: Layout<()>,
    x: f32,
    baseline: f32,
    width: f32,
    leading: f32,
}

impl Label {
    /// Moves it so that it ends at `right`.
    pub fn ending_at(mut self, right: f32) -> Self {
        self.x = right - self.layout.width();
        self
    }
}

impl Printer {
    /// Shapes a text for a room of `width` points and `lines` lines. Names may be long: the type is made smaller until it fits, but never
    /// smaller than about four points.
    pub(super) fn label(&mut self, text: &str, style: Style, x: f32, baseline: f32, width: f32, lines: usize) -> Label {
        let text: String = text.chars().map(|character| if ends_line(character) { ' ' } else { character }).collect();
        let mut size = style.size;
        loop {
            let layout = self.lay_out(&text, Style { size, ..style }, Some(width));
            if layout.len() <= lines || size < 4.0 {
                return Label { text, layout, x, baseline, width, leading: size * 1.25 };
            }
            size *= 0.9;
            if size < style.size * 0.75 {
                // So small that one more line fits into the same height.
                let fits = (style.size * 1.25 * lines as f32 / (size * 1.25)) as usize;
                let layout = self.lay_out(&text, Style { size, ..style }, Some(width));
                if layout.len() <= fits {
                    return Label { text, layout, x, baseline, width, leading: size * 1.25 };
                }
            }
        }
    }
}

/// A page that is being drawn.
pub struct Canvas<'a> {
    /// What is drawn on.
    pub surface: Surface<'a>,
    /// The printer's fonts.
    pub embedded: &'a mut HashMap<(u64, u32), Font>,
    /// Collects the characters that no font has.
    pub missing: &'a mut BTreeSet<char>,
}

impl Canvas<'_> {
    /// Draws a label, line by line.
    pub fn label(&mut self, label: &Label) -> Result<(), PrintError> {
        for line in 0..label.layout.len() {
            let origin = Point::from_xy(label.x, label.baseline + line as f32 * label.leading);
            self.line(&label.layout, line, &label.text, origin, label.width)?;
        }
        Ok(())
    }

    /// Draws the hair lines between frame and letter and, in a demonstration, the box around the mark.
    pub fn rules(&mut self, demo: bool) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
        for y in RULES {
            let mut path = PathBuilder::new();
            path.move_to(geometry::LEFT, y);
            path.line_to(geometry::LEFT + geometry::WIDTH, y);
            path.finish().iter().for_each(|path| self.surface.draw_path(path));
        }
        if demo {
            let mut path = PathBuilder::new();
            let [left, top, right, bottom] = MARK_BOX;
            Rect::from_ltrb(left, top, right, bottom).into_iter().for_each(|rect| path.push_rect(rect));
            path.finish().iter().for_each(|path| self.surface.draw_path(path));
        }
        self.surface.set_stroke(None);
    }

    /// Draws one line, its baseline starting at `origin`. A line that is wider than `width` points is squeezed into it: nothing of a letter may
    /// be cut off. True if that was needed.
    pub fn line(&mut self, layout: &Layout<()>, line: usize, text: &str, origin: Point, width: f32) -> Result<bool, PrintError> {
        let Some(line) = layout.get(line) else { return Ok(false) };
        let metrics = line.metrics();
        let ink = metrics.advance - metrics.hanging_advance;
        let squeezed = ink > width + 0.01;
        if squeezed {
            self.surface.push_transform(&Transform::from_row(width / ink, 0.0, 0.0, 1.0, origin.x * (1.0 - width / ink), 0.0));
        }
        let mut x = origin.x + if squeezed { 0.0 } else { metrics.offset };
        for run in line.runs() {
            let size = run.font_size();
            let font = self.font(run.font())?;
            let mut glyphs: Vec<KrillaGlyph> = Vec::new();
            let start = x;
            // In a right-to-left run the rest of a ligature comes before its first character, which alone has the glyphs.
            let mut rest_of_ligature = 0;
            for cluster in run.visual_clusters() {
                let mut range = cluster.text_range();
                if text[range.clone()].starts_with(LINE_END) {
                    continue;
                }
                if cluster.is_ligature_continuation() {
                    if run.is_rtl() {
                        rest_of_ligature = rest_of_ligature.max(range.end);
                    } else {
                        let ligature = glyphs.last().map(|glyph| glyph.text_range.start);
                        let of_ligature = |glyph: &&mut KrillaGlyph| Some(glyph.text_range.start) == ligature;
                        glyphs.iter_mut().filter(of_ligature).for_each(|glyph| glyph.text_range.end = range.end);
                    }
                    continue;
                }
                range.end = range.end.max(std::mem::take(&mut rest_of_ligature));
                let carriers = cluster.glyphs().filter(|glyph| glyph.advance != 0.0).count();
                for (place, glyph) in cluster.glyphs().enumerate() {
                    if glyph.id == 0 {
                        self.missing.extend(text[range.clone()].chars());
                    }
                    // A cluster's text belongs to the one glyph that moves on. Dots and accents, which fonts keep apart, carry none:
                    // otherwise programs that read the print see a blank after every dotted Arabic letter.
                    let silent = match carriers {
                        0 => place > 0,
                        1 => glyph.advance == 0.0,
                        _ => false,
                    };
                    let range = if silent { range.end..range.end } else { range.clone() };
                    // krilla counts upwards and in parts of the font size, parley downwards and in points.
                    let (advance, right, up) = (glyph.advance / size, glyph.x / size, -glyph.y / size);
                    glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.id), advance, right, up, 0.0, range, None));
                    x += glyph.advance;
                }
            }
            if !glyphs.is_empty() {
                self.surface.draw_glyphs(Point::from_xy(start, origin.y), &glyphs, font, text, size, false);
            }
        }
        if squeezed {
            self.surface.pop();
        }
        Ok(squeezed)
    }

    fn font(&mut self, font: &parley::FontData) -> Result<Font, PrintError> {
        let key = (font.data.id(), font.index);
        if let Some(known) = self.embedded.get(&key) {
            return Ok(known.clone());
        }
        let (bytes, _) = font.data.clone().into_raw_parts();
        let new = Font::new(bytes.into(), font.index).ok_or(PrintError::Font)?;
        self.embedded.insert(key, new.clone());
        Ok(new)
    }
}

/// A day as it is printed: 24-11-2025.
pub fn day_in_words(day: Date) -> String {
    format!("{:02}-{:02}-{:04}", day.day(), u8::from(day.month()), day.year())
}
