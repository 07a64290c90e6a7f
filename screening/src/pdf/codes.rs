//! The sheet of visitor codes: one A4, up to four slips to cut apart, each with a name, a day and the two halves of a code, in large
//! characters.

use std::collections::BTreeSet;

use krilla::{
    Document,
    geom::PathBuilder,
    metadata::Metadata,
    page::PageSettings,
    paint::{Stroke, StrokeDash},
};
use lakzegel_crypto::visitor_code::{Admission, CodeHalf, Proof};
use parley::FontWeight;

use super::{
    canvas::{Canvas, DEMO, Label, PrintError, day_in_words, geometry},
    fonts::{Printer, Style},
};
use crate::{
    letter::is_demo,
    time::{DAY, calendar},
};

/// The most slips on one sheet.
pub const SLIPS: usize = 4;
const SLIP_HEIGHT: f32 = geometry::PAGE_HEIGHT / SLIPS as f32;
/// About nine millimetres high: somebody reads this in a busy hall, perhaps without their glasses, and types it.
const CODE: Style = Style { size: 26.0, weight: FontWeight::BOLD };
const TITLE: Style = Style { size: 14.0, weight: FontWeight::BOLD };
const WORDS: Style = Style { size: 10.0, weight: FontWeight::NORMAL };

/// A visitor code as it goes onto paper.
pub struct PrintedCode {
    /// The half that the visitor shows the intake.
    pub admission: CodeHalf<Admission>,
    /// The half that goes inside the seal.
    pub proof: CodeHalf<Proof>,
}

/// What is printed on a sheet.
pub struct Sheet<'a> {
    /// The deployment.
    pub origin: &'a str,
    /// Whom the codes are for.
    pub name: &'a str,
    /// The day on which they admit, in days since 1970.
    pub day: u64,
    /// At most [`SLIPS`] codes.
    pub codes: &'a [PrintedCode],
}

impl Printer {
    /// Prints a sheet of visitor codes, as a PDF. Codes beyond [`SLIPS`] are left out.
    ///
    /// # Errors
    ///
    /// If a font cannot be embedded, or the PDF library refuses.
    pub fn print_codes(&mut self, sheet: &Sheet<'_>) -> Result<Vec<u8>, PrintError> {
        let mut document = Document::new();
        // No name and no code: programs that index files show a file's properties.
        document.set_metadata(Metadata::new().title("Bezoekerscodes".to_owned()).creator("Lakzegel".to_owned()));
        let slips: Vec<_> = sheet.codes.iter().take(SLIPS).enumerate().map(|(at, code)| self.slip(sheet, code, at)).collect();
        let settings = PageSettings::from_wh(geometry::PAGE_WIDTH, geometry::PAGE_HEIGHT).expect("A4 has a size");
        let mut page = document.start_page_with(settings);
        let mut missing = BTreeSet::new();
        let mut canvas = Canvas { surface: page.surface(), embedded: &mut self.embedded, missing: &mut missing };
        for label in slips.iter().flatten() {
            canvas.label(label)?;
        }
        canvas.cuts(slips.len());
        drop(canvas);
        page.finish();
        document.finish().map_err(|error| PrintError::Pdf(format!("{error:?}")))
    }

    fn slip(&mut self, sheet: &Sheet<'_>, code: &PrintedCode, at: usize) -> Vec<Label> {
        let top = at as f32 * SLIP_HEIGHT;
        let (left, width) = (geometry::LEFT, geometry::WIDTH);
        let date = day_in_words(calendar(sheet.day * DAY).date());
        let (admission, proof) = (in_groups(&code.admission), in_groups(&code.proof));
        let mut slip = vec![
            self.label("Bezoekerscode", TITLE, left, top + 34.0, width / 2.0, 1),
            self.label("Voor", WORDS, left, top + 56.0, 40.0, 1),
            self.label(sheet.name, Style::NAME, left + 60.0, top + 56.0, width - 60.0, 2),
            self.label("Geldig op", WORDS, left, top + 84.0, 60.0, 1),
            self.label(&date, Style::NAME, left + 60.0, top + 84.0, width / 2.0, 1),
            self.label("Deel 1: toegang", WORDS, left, top + 120.0, 100.0, 1),
            self.label(&admission, CODE, left + 100.0, top + 124.0, width - 100.0, 1),
            self.label("Deel 2: bewijs", WORDS, left, top + 156.0, 100.0, 1),
            self.label(&proof, CODE, left + 100.0, top + 160.0, width - 100.0, 1),
            self.label(ADVICE, WORDS, left, top + 186.0, width, 1),
        ];
        if is_demo(sheet.origin) {
            let mark = self.label(DEMO, Style::MARK, left, top + 34.0, width / 2.0, 1);
            slip.push(mark.ending_at(left + width));
        }
        slip
    }
}

const ADVICE: &str =
    "Vul beide delen in op de brievenpagina. Geldig voor één bezoek aan die pagina. Laat dit papier aan niemand zien.";

/// Wide gaps, so that nobody loses the place while typing. No-break blanks, because others take no room at a line's end.
fn in_groups(half: &impl ToString) -> String {
    half.to_string().replace('-', "\u{a0}\u{a0}\u{a0}")
}

impl Canvas<'_> {
    /// Dashed lines to cut along, below each slip but the last on a full sheet.
    fn cuts(&mut self, slips: usize) {
        self.surface.set_fill(None);
        let dash = StrokeDash { array: vec![4.0, 4.0], offset: 0.0 };
        self.surface.set_stroke(Some(Stroke { width: 0.5, dash: Some(dash), ..Stroke::default() }));
        for slip in (1..=slips).filter(|slip| *slip < SLIPS) {
            let mut path = PathBuilder::new();
            path.move_to(0.0, slip as f32 * SLIP_HEIGHT);
            path.line_to(geometry::PAGE_WIDTH, slip as f32 * SLIP_HEIGHT);
            path.finish().iter().for_each(|path| self.surface.draw_path(path));
        }
        self.surface.set_stroke(None);
    }
}
