//! The print: A4 pages with the letter exactly as the sender saw it before sealing. `lakzegel_letter` breaks lines and pages; here each
//! of its lines is shaped (any script, either direction, whichever font has the characters) and put in its place.

pub mod codes;

use std::{
    collections::{BTreeSet, HashMap},
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use krilla::{
    Document,
    geom::{PathBuilder, Point, Rect, Transform},
    metadata::{DateTime, Metadata},
    page::PageSettings,
    paint::Stroke,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use lakzegel_crypto::EnvelopeId;
use lakzegel_letter::{self as letter, Page};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext, OverflowWrap,
    StyleProperty, TextWrapMode,
    fontique::{Blob, Collection, CollectionOptions, SourceCache},
};

use crate::register::{Named, Source};

/// The family whose advance widths `lakzegel_letter` breaks lines with.
const BODY_FAMILY: &str = "Noto Sans";
/// Between the lines of a paragraph: ends a line without ending the paragraph, so that a sentence that runs over keeps its direction.
const LINE_END: char = '\u{2028}';
const DEMO: &str = "DEMO";

/// Whether letters of this deployment are made up. Its name says so, and cannot be used for real.
pub fn is_demo(origin: &str) -> bool {
    origin.starts_with("demo.invalid/")
}

/// What is printed.
pub struct Print<'a> {
    /// The deployment.
    pub origin: &'a str,
    /// The envelope that the letter came in.
    pub envelope: EnvelopeId,
    /// The recipient's registration number.
    pub recipient_number: &'a str,
    /// The recipient's name.
    pub recipient_name: &'a str,
    /// The sender's name as it is to be printed.
    pub sender_name: &'a str,
    /// The name of whoever vouches for the sender, for people.
    pub provider: &'a str,
    /// The sender's name, as the provider or the office's register has it.
    pub named: Option<&'a Named>,
    /// When the sender sealed it: seconds since 1970.
    pub sealed_at: u64,
    /// The letter.
    pub body: &'a str,
}

/// A print.
pub struct Printed {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// The number of pages.
    pub pages: usize,
    /// Lines of the letter that were wider than the page and had to be squeezed into it. None, unless `lakzegel_letter`'s widths are
    /// not the fonts'.
    pub squeezed: usize,
    /// Characters that no font here has: an empty box stands in their place.
    pub missing: BTreeSet<char>,
}

/// Why the fonts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// A file or the folder could not be read.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The one family that must be there is not.
    #[error("{0} has no TrueType font of the family {BODY_FAMILY}; put the printing fonts there")]
    NoBodyFont(PathBuf),
}

/// Why a letter could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// A font file that shaping could use, but printing cannot.
    #[error("a font cannot be embedded")]
    Font,
    /// The page would not come out as the sender saw it.
    #[error("the lines do not come out as the sender saw them")]
    Lines,
    /// The PDF library refused, or panicked.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// Fonts, read once, and the room to lay text out in.
pub struct Printer {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    families: FontFamily<'static>,
    embedded: HashMap<(u64, u32), Font>,
}

impl Printer {
    /// Reads every TrueType and OpenType file in `dir`; fonts of the system are not used, so that every office prints the same.
    pub fn load(dir: &Path) -> Result<Self, FontsError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| FontsError::File { path, error }
        };
        let mut paths = Vec::new();
        for entry in fs::read_dir(dir).map_err(at(dir))? {
            let path = entry.map_err(at(dir))?.path();
            if path.extension().is_some_and(|extension| extension == "ttf" || extension == "otf") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut names = BTreeSet::new();
        for path in &paths {
            let bytes = fs::read(path).map_err(at(path))?;
            for (family, _) in collection.register_fonts(Blob::from(bytes), None) {
                names.extend(collection.family_name(family).map(str::to_owned));
            }
        }
        if !names.remove(BODY_FAMILY) {
            return Err(FontsError::NoBodyFont(dir.to_owned()));
        }
        // Scripts before pictures: an emoji font also has digits.
        let (pictures, scripts): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.contains("Emoji"));
        let order = [BODY_FAMILY.to_owned()].into_iter().chain(scripts).chain(pictures);
        let families: Vec<_> = order.map(|name| FontFamilyName::Named(name.into())).collect();
        Ok(Self {
            fonts: FontContext { collection, source_cache: SourceCache::default() },
            layouts: LayoutContext::new(),
            families: FontFamily::List(families.into()),
            embedded: HashMap::new(),
        })
    }

    /// Prints a letter. The same letter gives the same bytes.
    pub fn print(&mut self, print: &Print<'_>) -> Result<Printed, PrintError> {
        // Letters are anybody's text, and shaping is a large machine: if it breaks over one letter, the others must still be printed.
        catch_unwind(AssertUnwindSafe(|| self.draw(print))).unwrap_or_else(|_| {
            self.layouts = LayoutContext::new();
            Err(PrintError::Pdf("it panicked".to_owned()))
        })
    }

    fn draw(&mut self, print: &Print<'_>) -> Result<Printed, PrintError> {
        let pages = letter::lay_out(print.body);
        let paragraphs = paragraphs(print.body, &pages);
        let mut layouts = Vec::with_capacity(paragraphs.len());
        for paragraph in &paragraphs {
            let layout = self.lay_out(&paragraph.text, Style::BODY, None);
            if layout.len() != paragraph.lines {
                return Err(PrintError::Lines);
            }
            layouts.push(layout);
        }
        let mut rows = paragraphs
            .iter()
            .zip(&layouts)
            .flat_map(|(paragraph, layout)| (0..paragraph.lines).map(move |line| (paragraph.text.as_str(), layout, line)));

        let mut document = Document::new();
        document.set_metadata(metadata(print));
        let (mut squeezed, mut missing) = (0, BTreeSet::new());
        for (index, page) in pages.iter().enumerate() {
            let frame = self.frame(print, index + 1, pages.len());
            let settings = PageSettings::from_wh(geometry::PAGE_WIDTH, geometry::PAGE_HEIGHT).expect("A4 has a size");
            let mut sheet = document.start_page_with(settings);
            let mut canvas = Canvas { surface: sheet.surface(), embedded: &mut self.embedded, missing: &mut missing };
            for label in &frame {
                canvas.label(label)?;
            }
            canvas.rules(is_demo(print.origin));
            for row in 0..page.lines.len() {
                let (text, layout, line) = rows.next().ok_or(PrintError::Lines)?;
                let baseline = geometry::FIRST_BASELINE + row as f32 * geometry::LINE_HEIGHT;
                squeezed +=
                    usize::from(canvas.line(layout, line, text, Point::from_xy(geometry::LEFT, baseline), geometry::WIDTH)?);
            }
            drop(canvas);
            sheet.finish();
        }
        let pdf = document.finish().map_err(|error| PrintError::Pdf(format!("{error:?}")))?;
        Ok(Printed { pdf, pages: pages.len(), squeezed, missing })
    }

    /// Shapes a text. Without a width it breaks only where it has [`LINE_END`]s.
    fn lay_out(&mut self, text: &str, style: Style, width: Option<f32>) -> Layout<()> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.families.clone()));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(style.weight));
        if width.is_none() {
            builder.push_default(StyleProperty::TextWrapMode(TextWrapMode::NoWrap));
        } else {
            builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width.unwrap_or(geometry::WIDTH)));
        let alignment = if width.is_none() { Alignment::Start } else { Alignment::Left };
        layout.align(alignment, AlignmentOptions::default());
        layout
    }

    /// Everything around the letter on one page: the frame that the sender saw, and who vouches for the sender.
    fn frame(&mut self, print: &Print<'_>, number: usize, total: usize) -> Vec<Label> {
        let (sealed, id) = (format!("{} UTC", in_words(print.sealed_at)), print.envelope.to_string());
        let (left, width) = (geometry::LEFT, geometry::WIDTH);
        let (whose, name) = match print.named {
            Some(Named { name, source: Source::Token }) => (format!("Naam volgens {}", print.provider), name.as_str()),
            Some(Named { name, source: Source::Register }) => ("Naam volgens het register".to_owned(), name.as_str()),
            Some(Named { name, source: Source::Desk }) => ("Naam volgens de bezoekersbalie".to_owned(), name.as_str()),
            None => ("Naam niet bevestigd".to_owned(), ""),
        };
        let whose = self.label(&whose, Style::SMALL, left + 40.0, 116.0, width / 2.0, 1);
        let mut labels = Vec::new();
        if !name.is_empty() {
            // Apart, so that it has its own direction whatever stands before it.
            let at = 40.0 + whose.layout.width() + 6.0;
            labels.push(self.label(name, Style::SMALL, left + at, 116.0, width - at, 1));
        }
        labels.push(whose);
        let facts = letter::Facts {
            recipient_number: print.recipient_number,
            recipient_name: print.recipient_name,
            sender_name: print.sender_name,
            page: number,
            pages: total,
            sealed: Some((&sealed, &id[..16])),
            demo: is_demo(print.origin),
        };
        for label in letter::frame(&facts) {
            let letter::Label { text, kind, x, baseline, width, lines, at_end } = label;
            let drawn = self.label(&text, Style::of(kind), x, baseline, width, lines);
            labels.push(if at_end { drawn.ending_at(x + width) } else { drawn });
        }
        labels
    }

    /// A text that is made smaller until it fits, for names may be long; the last, smallest size is kept whatever comes of it.
    fn label(&mut self, text: &str, style: Style, x: f32, baseline: f32, width: f32, lines: usize) -> Label {
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

/// Where things stand on the page, in points from its top left corner: as `lakzegel_letter` has it, for the preview stands so too.
mod geometry {
    use lakzegel_letter::{RULES, paper};

    pub use paper::{FIRST_BASELINE, LEFT, LINE_HEIGHT, LINE_WIDTH as WIDTH, PAGE_HEIGHT, PAGE_WIDTH};
    /// The letter's last line keeps away from the hair line above the foot by more than letters hang down.
    const _: () = assert!(FIRST_BASELINE + (paper::LINES - 1) as f32 * LINE_HEIGHT + paper::FONT_SIZE / 2.0 < RULES[1]);
}

/// How a text looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    weight: FontWeight,
}

impl Style {
    const BODY: Self = Self { size: letter::paper::FONT_SIZE, weight: FontWeight::NORMAL };
    const NAME: Self = Self::of(letter::Kind::Name);
    const SMALL: Self = Self::of(letter::Kind::Small);
    const MARK: Self = Self::of(letter::Kind::Mark);

    const fn of(kind: letter::Kind) -> Self {
        Self { size: kind.size(), weight: if kind.is_bold() { FontWeight::BOLD } else { FontWeight::NORMAL } }
    }
}

/// A text with its place.
struct Label {
    text: String,
    layout: Layout<()>,
    x: f32,
    baseline: f32,
    width: f32,
    leading: f32,
}

impl Label {
    /// Moves it so that it ends at `right`.
    fn ending_at(mut self, right: f32) -> Self {
        self.x = right - self.layout.width();
        self
    }
}

/// A paragraph of the letter, in the lines that `lakzegel_letter` gave it: direction and shaping are a paragraph's, not a line's.
struct Paragraph {
    /// With [`LINE_END`] between the lines.
    text: String,
    lines: usize,
}

fn paragraphs(body: &str, pages: &[Page]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        // Whatever else would end a line or a paragraph stands for a blank here: the lines are given. So does a tab, which no font has.
        let text = line.printed(body).chars();
        let text = text.map(|character| if ends_line(character) || character == '\t' { ' ' } else { character });
        match paragraphs.last_mut() {
            Some(paragraph) if !line.begins_paragraph(body) => {
                paragraph.text.push(LINE_END);
                paragraph.text.extend(text);
                paragraph.lines += 1;
            }
            _ => paragraphs.push(Paragraph { text: text.collect(), lines: 1 }),
        }
    }
    paragraphs
}

/// Characters that end a line in Unicode (UAX 14, classes BK, CR, LF and NL).
fn ends_line(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | LINE_END | '\u{2029}')
}

/// A page that is being drawn.
struct Canvas<'a> {
    surface: Surface<'a>,
    embedded: &'a mut HashMap<(u64, u32), Font>,
    missing: &'a mut BTreeSet<char>,
}

impl Canvas<'_> {
    fn label(&mut self, label: &Label) -> Result<(), PrintError> {
        for line in 0..label.layout.len() {
            let origin = Point::from_xy(label.x, label.baseline + line as f32 * label.leading);
            self.line(&label.layout, line, &label.text, origin, label.width)?;
        }
        Ok(())
    }

    /// The hair lines between frame and letter, and the box around the mark.
    fn rules(&mut self, demo: bool) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
        for y in letter::RULES {
            let mut path = PathBuilder::new();
            path.move_to(geometry::LEFT, y);
            path.line_to(geometry::LEFT + geometry::WIDTH, y);
            path.finish().iter().for_each(|path| self.surface.draw_path(path));
        }
        if demo {
            let mut path = PathBuilder::new();
            let [left, top, right, bottom] = letter::MARK_BOX;
            Rect::from_ltrb(left, top, right, bottom).into_iter().for_each(|rect| path.push_rect(rect));
            path.finish().iter().for_each(|path| self.surface.draw_path(path));
        }
        self.surface.set_stroke(None);
    }

    /// Puts one line out, its baseline starting at `origin`. A line that turns out wider than there is room for is squeezed into it:
    /// nothing of a letter may be cut off. True if that was needed.
    fn line(&mut self, layout: &Layout<()>, line: usize, text: &str, origin: Point, width: f32) -> Result<bool, PrintError> {
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

fn metadata(print: &Print<'_>) -> Metadata {
    let [year, month, day, hour, minute, second] = calendar(print.sealed_at);
    let small = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
    let date = DateTime::new(u16::try_from(year).unwrap_or(u16::MAX)).month(small(month)).day(small(day));
    Metadata::new()
        .title(format!("Brief {}", print.envelope))
        .creator("Lakzegel".to_owned())
        .document_id(print.envelope.to_string())
        .creation_date(date.hour(small(hour)).minute(small(minute)).second(small(second)).utc_offset_hour(0))
}

fn in_words(time: u64) -> String {
    let [year, month, day, hour, minute, _] = calendar(time);
    format!("{day:02}-{month:02}-{year:04} {hour:02}:{minute:02}")
}

/// Year, month, day, hour, minute and second, in UTC, of a time in seconds since 1970 (the days-to-date algorithm of H. Hinnant).
pub fn calendar(time: u64) -> [u64; 6] {
    let (days, seconds) = (time / 86_400 + 719_468, time % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months counted from March.
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    [year, month, day, seconds / 3_600, seconds / 60 % 60, seconds % 60]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer() -> Printer {
        let fonts = std::env::var_os("LAKZEGEL_FONTS")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/fonts"), PathBuf::from);
        Printer::load(&fonts)
            .expect("the printing fonts are there: `cargo xtask test` fetches them, LAKZEGEL_FONTS names another folder")
    }

    fn print(body: &str) -> Print<'_> {
        Print {
            origin: "demo.invalid/lakzegel",
            envelope: EnvelopeId::from_bytes([7; 32]),
            recipient_number: "1234567",
            recipient_name: "Björn Šimić",
            sender_name: "نور الهدى",
            provider: "DigiD",
            named: None,
            sealed_at: 1_764_000_000,
            body,
        }
    }

    fn printed(body: &str) -> Printed {
        printer().print(&print(body)).expect("the letter can be printed")
    }

    /// What a program that reads the print finds on each page: each glyph's own text, unless the print says what stands there
    /// (ISO 32000-1 section 14.9.4), as it does where letters share a glyph.
    fn pages_of(printed: &Printed) -> Vec<String> {
        let document = lopdf::Document::load_mem(&printed.pdf).expect("it is a PDF");
        document.page_iter().map(|page| read_page(&document, page).expect("its text can be read")).collect()
    }

    fn read_page(document: &lopdf::Document, page: lopdf::ObjectId) -> lopdf::Result<String> {
        let fonts = document.get_page_fonts(page)?;
        let (mut text, mut encoding, mut said) = (String::new(), None, false);
        for operation in document.get_and_decode_page_content(page)?.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => encoding = Some(fonts[operands[0].as_name()?].get_font_encoding(document)?),
                "BDC" => {
                    if let Some(actual) = operands[1].as_dict().ok().and_then(|tag| tag.get(b"ActualText").ok()) {
                        text.push_str(&lopdf::decode_text_string(actual)?);
                        said = true;
                    }
                }
                "EMC" => said = false,
                "Tj" | "TJ" if !said => {
                    let parts = operands[0].as_array().map_or(&operands[..1], Vec::as_slice);
                    for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                        let encoding = encoding.as_ref().expect("text has a font");
                        text.push_str(&lopdf::Document::decode_text(encoding, part)?);
                    }
                }
                _ => {}
            }
        }
        Ok(text)
    }

    /// Readers of PDF put blanks and line ends where they think best.
    fn packed(text: &str) -> String {
        text.chars().filter(|character| !character.is_whitespace()).collect()
    }

    const SCRIPTS: [&str; 8] = [
        "Lieve Björn,\n\nHoe gaat het met je? Oma heeft gisteren appeltaart gebakken, en \u{e9}\u{e9}n stuk is voor jou. Liefs, mama",
        "Sevgili oğlum, nasılsın? Kardeşin okulda çok başarılı, seni çok özledik.",
        "Kochany synku, piszę do Ciebie z Łodzi. Wszyscy są zdrowi i czekają na Ciebie.",
        "Дорогой сын, у нас всё хорошо. Пиши, когда сможешь, и береги себя.",
        "Αγαπημένε μου γιε, είμαστε όλοι καλά και σε σκεφτόμαστε κάθε μέρα.",
        "عزيزي، كيف حالك؟ نحن جميعا بخير ونفكر فيك كل يوم، وأمك تسلم عليك.",
        "בני היקר, מה שלומך? כולנו בסדר וחושבים עליך כל יום.",
        "प्रिय बेटे, तुम कैसे हो? हम सब ठीक हैं। 我们都很好。 สบายดีไหม 🙂",
    ];

    #[test]
    fn a_program_that_reads_the_print_finds_the_letter_and_everything_around_it() {
        let printed = printed(SCRIPTS[0]);
        let [page] = pages_of(&printed).try_into().expect("a short letter has one page");
        let page = packed(&page);
        let around = [
            "DJI leest deze brief",
            DEMO,
            "Björn Šimić (1234567)",
            "Pagina 1 van 1",
            "Envelop 0707070707070707",
            "Verzegeld op 24-11-2025 16:00 UTC",
        ];
        for text in SCRIPTS[0].lines().chain(around) {
            assert!(page.contains(&packed(text)), "{text:?} is not in {page}");
        }
    }

    /// What stands on the first page, from left to right: readers of PDF turn Arabic and Hebrew round themselves.
    fn from_left_to_right(body: &str) -> String {
        let page = pages_of(&printed(body)).swap_remove(0);
        let (_frame, letter) = page.rsplit_once(DEMO).expect("the letter comes after all that stands around it");
        // Dots and accents that the font keeps apart have no text of their own; this reader has a sign for that.
        packed(&letter.replace(char::REPLACEMENT_CHARACTER, ""))
    }

    #[test]
    fn the_name_that_somebody_vouches_for_stands_beside_the_one_to_print() {
        let mut printer = printer();
        let named = |name: &str, source| Named { name: name.to_owned(), source };
        let (token, register) = (named("Anneke Proef", Source::Token), named("Deniz Örnekoğlu", Source::Register));
        for (named, words) in [
            (Some(&token), "Naam volgens DigiD Anneke Proef"),
            (Some(&register), "Naam volgens het register Deniz Örnekoğlu"),
            (None, "Naam niet bevestigd"),
        ] {
            let printed = printer.print(&Print { named, sender_name: "Mama", ..print("Dag") }).expect("it prints");
            let page = packed(&pages_of(&printed).concat());
            let words: Vec<String> = words.split(' ').map(packed).collect();
            assert!(words.iter().all(|word| page.contains(word)) && page.contains("Mama"), "{words:?} is not in {page}");
            assert_eq!(page.contains("volgens"), named.is_some(), "{page}");
        }
    }

    #[test]
    fn a_name_from_right_to_left_is_printed_so_whatever_stands_before_it() {
        // The full stop at the end of the second stands at its left: it would be at its right in a line that begins in Latin script.
        for name in ["مثال بنت تجربة", "דוגמה בע.מ."] {
            let named = Named { name: name.to_owned(), source: Source::Token };
            let printed = printer().print(&Print { named: Some(&named), ..print("Dag") }).expect("it prints");
            let page = packed(&pages_of(&printed).concat().replace(char::REPLACEMENT_CHARACTER, ""));
            let turned = packed(&name.chars().rev().collect::<String>());
            assert!(page.contains(&turned) && page.contains("NaamvolgensDigiD"), "{turned} is not in {page}");
            assert!(printed.missing.is_empty());
        }
    }

    #[test]
    fn arabic_hebrew_and_what_is_mixed_with_them_stand_in_the_order_of_reading() {
        let turned = |text: &str| packed(&text.chars().rev().collect::<String>());
        for text in ["سلام عليكم", "نحن جميعا بخير", "كتاب", "שלום עולם"] {
            assert_eq!(from_left_to_right(text), turned(text));
        }
        // A sentence in Latin script with an Arabic name in it, and the other way round: numbers and names are not turned.
        assert_eq!(from_left_to_right("Dag نور الهدى, tot 12 mei!"), format!("Dag{},tot12mei!", turned("نور الهدى")),);
        assert_eq!(
            from_left_to_right("قال 123 مرة ABC ثم ذهب"),
            format!("{}ABC{}123{}", turned("ثم ذهب"), turned("مرة"), turned("قال")),
        );
        // A sentence that runs over to the next line keeps its direction there.
        let body = ["كتاب"; 40].join(" ") + " ABC";
        let lines: Vec<_> = letter::lay_out(&body).swap_remove(0).lines;
        assert!(lines.len() > 1 && !body[lines[1].text.clone()].starts_with("ABC"));
        assert!(from_left_to_right(&body).contains(&format!("ABC{}", turned("كتاب"))));
    }

    #[test]
    fn every_line_of_a_long_letter_is_printed_on_its_own_page() {
        let body: String = (1..=150).map(|number| format!("Regel {number} van een lange brief.\n")).collect();
        let layout = letter::lay_out(&body);
        let pages = pages_of(&printed(&body));
        assert_eq!(pages.len(), layout.len());
        assert!(pages.len() > 3, "it is a long letter");
        for (page, text) in layout.iter().zip(&pages) {
            let text = packed(text);
            for line in &page.lines {
                assert!(text.contains(&packed(&body[line.text.clone()])));
            }
        }
    }

    /// The sender saw these very lines: had one to be squeezed to fit, preview and print would differ.
    #[test]
    fn no_line_in_any_script_is_wider_than_the_paper_has_room_for() {
        for text in SCRIPTS {
            let body = [text; 12].join(" ");
            let printed = printed(&body);
            assert_eq!((printed.squeezed, printed.pages), (0, letter::lay_out(&body).len()), "{text}");
            assert!(printed.missing.is_empty(), "{text}: {:?}", printed.missing);
        }
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        let mut printer = printer();
        let first = printer.print(&print(SCRIPTS[7])).expect("it prints").pdf;
        assert!(printer.print(&print(SCRIPTS[0])).is_ok());
        assert!(printer.print(&print(SCRIPTS[7])).expect("it prints").pdf == first);
        assert!(printed(SCRIPTS[7]).pdf == first, "also in another run");
    }

    #[test]
    fn only_a_demo_says_demo() {
        let mut printer = printer();
        let real = Print { origin: "brief.example/lakzegel", ..print(SCRIPTS[0]) };
        let real = printer.print(&real).expect("it prints");
        assert!(!packed(&pages_of(&real).concat()).contains(DEMO));
    }

    /// The sender was told of these before sealing, by the same table: `letter/src/glyphs.rs`.
    #[test]
    fn the_sender_is_told_of_the_very_characters_that_the_print_lacks() {
        let told = |body: &str| -> BTreeSet<char> { letter::unprinted(body).flat_map(|place| body[place].chars()).collect() };
        let mut printer = printer();
        for text in SCRIPTS {
            assert_eq!((printed(text).missing, told(text)), (BTreeSet::new(), BTreeSet::new()), "{text}");
        }
        // Of every script some characters, each a line of its own. What may not be sent at all is not pointed out once more.
        let may_be_sent = |character: &char| {
            let checked = letter::check(&format!("a{character}"), &letter::Limits::default());
            !checked.blocks()
        };
        let all: Vec<char> = ('\u{20}'..char::MAX).step_by(61).filter(may_be_sent).collect();
        let (mut lacking, mut prints) = (0, 0);
        for some in all.chunks(150) {
            let body: String = some.iter().flat_map(|character| [*character, '\n']).collect();
            let missing = printer.print(&print(&body)).expect("it prints").missing;
            assert_eq!(missing, told(&body));
            (lacking, prints) = (lacking + missing.len(), prints + 1);
        }
        assert!(lacking > 1_000 && prints > 50, "{lacking} characters are lacking in {prints} prints");
    }

    #[test]
    fn characters_that_no_font_has_are_named() {
        assert_eq!(printed("Een \u{12000} en een \u{10380}.").missing, BTreeSet::from(['\u{12000}', '\u{10380}']));
    }

    /// Sealed by an attacker's own program, a letter is any 30,000 bytes of UTF-8.
    #[test]
    fn a_hostile_letter_is_printed_or_refused_and_the_next_one_goes_on() {
        let mut printer = printer();
        for (what, body) in [
            ("one word", "x".repeat(30_000)),
            ("only line ends", "\n".repeat(30_000)),
            ("every kind of line end", "a\r\n\u{b}\u{c}\u{85}\u{2028}\u{2029}\r".repeat(500)),
            ("marks without end", format!("a{}", "\u{301}".repeat(5_000))),
            ("directions", "\u{202e}abc\u{2066}אבג\u{202c}".repeat(400)),
            ("nothing that is seen", "\u{200b}\u{2060}\u{feff}\u{ad}".repeat(1_000)),
            ("joined pictures", "👩\u{200d}".repeat(1_500)),
            ("all planes", (0..0x11_0000).step_by(257).filter_map(char::from_u32).collect()),
        ] {
            match printer.print(&print(&body)) {
                Ok(printed) => assert!(printed.pages > 0 && printed.pdf.starts_with(b"%PDF-"), "{what}"),
                Err(error) => assert!(!error.to_string().is_empty(), "{what}"),
            }
        }
        assert!(printer.print(&print(SCRIPTS[0])).is_ok());
    }

    #[test]
    fn names_may_be_long_and_in_any_script() {
        let mut printer = printer();
        for name in ["ab ".repeat(133), "م".repeat(200), "x".repeat(400)] {
            let named = Named { name: name.clone(), source: Source::Token };
            let names = Print { recipient_name: &name, sender_name: &name, provider: &name, named: Some(&named), ..print("Dag") };
            assert!(printer.print(&names).is_ok());
        }
    }

    #[test]
    fn seconds_since_1970_become_a_date() {
        assert_eq!(calendar(0), [1970, 1, 1, 0, 0, 0]);
        assert_eq!(calendar(951_782_399), [2000, 2, 28, 23, 59, 59]);
        assert_eq!(calendar(951_782_400), [2000, 2, 29, 0, 0, 0]);
        assert_eq!(calendar(4_107_542_400), [2100, 3, 1, 0, 0, 0]);
        assert_eq!(in_words(1_764_000_000), "24-11-2025 16:00");
    }
}
