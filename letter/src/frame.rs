//! The frame around the letter on each page: recipient, sender, the notice of supervision, the page's number. Preview and print draw the same
//! one. It is for the recipient and the office, so it is in Dutch, whatever language the letter is in.

use crate::{
    clusters::ends_line,
    layout::paper::{FOOT, LEFT, LINE_WIDTH},
};

/// What the frame says.
#[derive(Clone, Copy, Debug)]
pub struct FrameContent<'a> {
    /// The recipient's registration number.
    pub recipient_number: &'a str,
    /// The recipient's name.
    pub recipient_name: &'a str,
    /// The sender's name as it is to be printed.
    pub sender_name: &'a str,
    /// The permanent notice of article 36(3) Penitentiaire beginselenwet: how letters are supervised.
    pub notice: &'a str,
    /// The page's number, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// Of a sealed letter, when it was sealed, in words, and its envelope's id. `None` in a preview.
    pub sealed: Option<(&'a str, &'a str)>,
    /// Whether the letter is one of a demonstration.
    pub demo: bool,
}

/// A text with its place, in points from the page's upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameLabel {
    /// What it says, on one line.
    pub text: String,
    /// How it looks.
    pub style: LabelStyle,
    /// Its left edge, whatever the text's direction.
    pub x: f32,
    /// Its first baseline.
    pub baseline: f32,
    /// The width of its room. A text that is wider is made smaller.
    pub width: f32,
    /// How many lines it may have.
    pub lines: usize,
    /// Whether it stands at the right end of its room, instead of the left.
    pub at_end: bool,
}

/// How a text of the frame looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelStyle {
    /// The notice of supervision.
    Notice,
    /// An explanation of another text.
    Small,
    /// A name.
    Name,
    /// The mark of a demonstration.
    Mark,
}

impl LabelStyle {
    /// The size of its type, in points.
    pub const fn size(self) -> f32 {
        match self {
            Self::Notice => 9.0,
            Self::Small => 8.0,
            Self::Name => 11.0,
            Self::Mark => 14.0,
        }
    }

    /// Whether it is bold.
    pub const fn is_bold(self) -> bool {
        !matches!(self, Self::Small)
    }
}

/// The hair lines between frame and letter, by their distance from the paper's upper edge, in points.
pub const RULES: [f32; 2] = [122.0, FOOT - 14.0];
/// The box around the mark of a demonstration: left, top, right and bottom, in points.
pub const MARK_BOX: [f32; 4] = [LEFT + LINE_WIDTH - 60.0, 26.0, LEFT + LINE_WIDTH, 47.0];

/// The texts of one page's frame, each with its place.
pub fn frame(content: &FrameContent<'_>) -> Vec<FrameLabel> {
    let at = |text: &str, style, indent: f32, baseline, width| FrameLabel {
        // A label is one line, whatever is in a name.
        text: text.chars().map(|character| if ends_line(character) { ' ' } else { character }).collect(),
        style,
        x: LEFT + indent,
        baseline,
        width,
        lines: if style == LabelStyle::Name { 2 } else { 1 },
        at_end: false,
    };
    let recipient = [content.recipient_name, " (", content.recipient_number, ")"].concat();
    let page = ["Pagina ", &content.page.to_string(), " van ", &content.pages.to_string()].concat();
    let mut frame = vec![
        at(content.notice, LabelStyle::Notice, 0.0, 40.0, LINE_WIDTH / 2.0),
        at("Voor", LabelStyle::Small, 0.0, 62.0, 40.0),
        at(&recipient, LabelStyle::Name, 40.0, 62.0, LINE_WIDTH - 40.0),
        at("Van", LabelStyle::Small, 0.0, 90.0, 40.0),
        at(content.sender_name, LabelStyle::Name, 40.0, 90.0, LINE_WIDTH - 40.0),
    ];
    if let Some((time, id)) = content.sealed {
        frame.push(at(&["Verzegeld op ", time].concat(), LabelStyle::Small, 0.0, FOOT, LINE_WIDTH / 2.0));
        frame.push(at(&["Envelop ", id].concat(), LabelStyle::Small, LINE_WIDTH * 0.4, FOOT, LINE_WIDTH / 3.0));
    }
    frame.push(FrameLabel { at_end: true, ..at(&page, LabelStyle::Small, 0.0, FOOT, LINE_WIDTH) });
    if content.demo {
        frame.push(FrameLabel { at_end: true, ..at("DEMO", LabelStyle::Mark, 0.0, 42.0, LINE_WIDTH - 6.0) });
    }
    frame
}
