//! The print of a letter: A4 pages with the letter exactly as the sender saw it before sealing. `lakzegel_letter` breaks lines and pages;
//! here each of its lines is shaped and put in its place.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use krilla::{
    Document,
    geom::Point,
    metadata::{DateTime, Metadata},
    page::PageSettings,
};
use lakzegel_crypto::{EnvelopeId, manifest::Supervision};
use lakzegel_letter::{self as letter, Page, ends_line};

use super::{
    canvas::{Canvas, Label, PrintError, geometry},
    fonts::{LINE_END, Printer, Style},
};
use crate::{
    letter::{DecidedBy, is_demo},
    sender::{NameSource, SenderName},
    time::{calendar, on_the_wall},
};

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
    pub sender: Option<&'a SenderName>,
    /// How the sender was told that letters are supervised.
    pub supervision: Supervision,
    /// Who released it.
    pub released_by: DecidedBy,
    /// When the sender sealed it, in seconds since 1970.
    pub sealed_at: u64,
    /// The time zone of the manifest that the letter names.
    pub time_zone: &'a str,
    /// The letter.
    pub body: &'a str,
}

/// A print.
pub struct Printed {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// The number of pages.
    pub pages: usize,
    /// How many lines of the letter were wider than the page and were squeezed into it. None, unless the widths in `lakzegel_letter` are not
    /// those of the fonts.
    pub squeezed: usize,
    /// Characters that no font here has: an empty box stands in their place.
    pub missing: BTreeSet<char>,
}

impl Printer {
    /// Prints a letter. The same letter gives the same bytes.
    ///
    /// # Errors
    ///
    /// If it cannot be printed as the sender saw it. The printer can be used again.
    pub fn print(&mut self, print: &Print<'_>) -> Result<Printed, PrintError> {
        // Letters are anybody's text, and shaping is complicated: if it panics over one letter, the others must still be printed.
        catch_unwind(AssertUnwindSafe(|| self.draw(print))).unwrap_or_else(|_| {
            self.recover();
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

    /// Everything around the letter on one page: the frame that the sender saw, and who vouches for the sender.
    fn frame(&mut self, print: &Print<'_>, number: usize, total: usize) -> Vec<Label> {
        let (sealed, id) = (on_the_wall(print.sealed_at, print.time_zone), print.envelope.to_string());
        let (left, width) = (geometry::LEFT, geometry::WIDTH);
        let (whose, name) = match print.sender {
            Some(SenderName { name, source: NameSource::Token }) => (format!("Naam volgens {}", print.provider), name.as_str()),
            Some(SenderName { name, source: NameSource::Register }) => ("Naam volgens het register".to_owned(), name.as_str()),
            Some(SenderName { name, source: NameSource::Desk }) => ("Naam volgens de bezoekersbalie".to_owned(), name.as_str()),
            None => ("Naam niet bevestigd".to_owned(), ""),
        };
        let whose = self.label(&whose, Style::SMALL, left + 40.0, 116.0, width / 2.0, 1);
        let mut labels = Vec::new();
        if !name.is_empty() {
            // A label of its own, so that it has its own direction whatever stands before it.
            let at = 40.0 + whose.layout.width() + 6.0;
            labels.push(self.label(name, Style::SMALL, left + at, 116.0, width - at, 1));
        }
        labels.push(whose);
        let content = letter::FrameContent {
            recipient_number: print.recipient_number,
            recipient_name: print.recipient_name,
            sender_name: print.sender_name,
            notice: print.supervision.on_paper(),
            page: number,
            pages: total,
            sealed: Some((&sealed, &id[..16])),
            demo: is_demo(print.origin),
        };
        for label in letter::frame(&content) {
            let letter::FrameLabel { text, style, x, baseline, width, lines, at_end } = label;
            let drawn = self.label(&text, Style::of(style), x, baseline, width, lines);
            if style == letter::LabelStyle::Notice {
                // Beside the notice of supervision, and before the mark of a demonstration.
                let at = drawn.layout.width() + 12.0;
                let released = match print.released_by {
                    DecidedBy::Person => "Vrijgegeven door een medewerker",
                    DecidedBy::Rules => "Vrijgegeven door vaste regels; geen medewerker heeft deze brief gelezen",
                };
                labels.push(self.label(released, Style::SMALL, left + at, 40.0, geometry::WIDTH - at - 70.0, 1));
            }
            labels.push(if at_end { drawn.ending_at(x + width) } else { drawn });
        }
        labels
    }
}

/// A paragraph of the letter, in the lines that `lakzegel_letter` gave it. Direction and shaping belong to paragraphs, not to lines.
struct Paragraph {
    /// With [`LINE_END`] between the lines.
    text: String,
    lines: usize,
}

fn paragraphs(body: &str, pages: &[Page]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        // The lines are given, so whatever else would end one becomes a blank. So does a tab, which no font has.
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

fn metadata(print: &Print<'_>) -> Metadata {
    let sealed = calendar(print.sealed_at);
    let (hour, minute, second) = sealed.as_hms();
    let date =
        DateTime::new(sealed.year().unsigned_abs().try_into().unwrap_or(u16::MAX)).month(sealed.month().into()).day(sealed.day());
    Metadata::new()
        .title(format!("Brief {}", print.envelope))
        .creator("Lakzegel".to_owned())
        .document_id(print.envelope.to_string())
        .creation_date(date.hour(hour).minute(minute).second(second).utc_offset_hour(0))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::pdf::canvas::DEMO;

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
            sender: None,
            supervision: Supervision::Read,
            released_by: DecidedBy::Person,
            sealed_at: 1_764_000_000,
            time_zone: "Europe/Amsterdam",
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
            "Verzegeld op 24-11-2025 17:00 CET",
        ];
        for text in SCRIPTS[0].lines().chain(around) {
            assert!(page.contains(&packed(text)), "{text:?} is not in {page}");
        }
    }

    #[test]
    fn the_print_says_whether_a_person_released_it() {
        let [person, rules] = ["Vrijgegeven door een medewerker", "geen medewerker heeft deze brief gelezen"].map(packed);
        for (released_by, said, unsaid) in [(DecidedBy::Person, &person, &rules), (DecidedBy::Rules, &rules, &person)] {
            let printed = printer().print(&Print { released_by, ..print("Dag") }).expect("it prints");
            let page = packed(&pages_of(&printed).concat());
            assert!(page.contains(said) && !page.contains(unsaid), "{page}");
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
        let named = |name: &str, source| SenderName { name: name.to_owned(), source };
        let (token, register) = (named("Anneke Proef", NameSource::Token), named("Deniz Örnekoğlu", NameSource::Register));
        for (named, words) in [
            (Some(&token), "Naam volgens DigiD Anneke Proef"),
            (Some(&register), "Naam volgens het register Deniz Örnekoğlu"),
            (None, "Naam niet bevestigd"),
        ] {
            let printed = printer.print(&Print { sender: named, sender_name: "Mama", ..print("Dag") }).expect("it prints");
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
            let named = SenderName { name: name.to_owned(), source: NameSource::Token };
            let printed = printer().print(&Print { sender: Some(&named), ..print("Dag") }).expect("it prints");
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
            let named = SenderName { name: name.clone(), source: NameSource::Token };
            let names =
                Print { recipient_name: &name, sender_name: &name, provider: &name, sender: Some(&named), ..print("Dag") };
            assert!(printer.print(&names).is_ok());
        }
    }
}
