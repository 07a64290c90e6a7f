//! What may be written: the letter, its limits, its rules, its printed pages.
//!
//! The client checks a letter with this crate at every keystroke, screening checks it again with the same code after opening it, and the
//! print has exactly the lines that the preview showed. So everything here is a pure function of the letter: no clock, no locale, no
//! browser, no system; the same on both sides, to the byte. [`RULES_VERSION`] is the version of all of it, and the manifest says which
//! version a deployment uses.
//!
//! ```
//! use lakzegel_letter::{Limits, Nearest, Rule, Severity, check, lay_out, repair};
//!
//! let letter = "Lieve papa,\n\nMijn nieuwe nummer is 06-12345678.\nKus\u{202e}jes, Noor\n";
//! let checked = check(letter, &Limits::default());
//!
//! // A telephone number may stay: the writer is only told. A character that turns the direction of writing may not.
//! let [phone, bidi] = &checked.findings[..] else { panic!("two findings") };
//! assert_eq!((phone.rule, phone.severity, &letter[phone.place.clone()]), (Rule::PhoneNumber, Severity::Warn, "06-12345678"));
//! assert_eq!((bidi.rule, bidi.severity), (Rule::Bidi, Severity::Block));
//! assert!(checked.blocks());
//!
//! // The writer agrees to the repair, and the letter can be sent.
//! let letter = repair(letter, Rule::Bidi).expect("it can be repaired");
//! let checked = check(&letter, &Limits::default());
//! assert!(letter.ends_with("Kusjes, Noor\n") && !checked.blocks());
//! assert_eq!(checked.usage.nearest, Nearest::CharactersLeft(8_000 - 61));
//!
//! // It is printed on one page, in four lines.
//! let pages = lay_out(&letter);
//! assert_eq!(pages.len(), 1);
//! assert_eq!(&letter[pages[0].lines[2].text.clone()], "Mijn nieuwe nummer is 06-12345678.\n");
//! ```

mod clusters;
mod frame;
mod glyphs;
mod hidden;
mod layout;
mod limits;
mod names;
mod risks;
mod rule;
mod widths;

pub use clusters::ends_line;
pub use frame::{FrameContent, FrameLabel, LabelStyle, MARK_BOX, RULES, frame};
pub use glyphs::unprinted;
pub use hidden::{MAX_MARKS, is_unseen, repair};
pub use layout::{Line, Page, lay_out, paper};
pub use limits::{Limits, Nearest, Usage};
pub use names::{MAX_NAME, MAX_NUMBER, NameError, NumberError, check_name, check_number, clean_name, legible};
pub use rule::{Finding, MAX_FINDINGS, Rule, Severity};

use crate::{layout::Part, limits::Count, rule::Findings};

/// The version of everything that this crate decides: rules, limits and how they are counted, lines and pages. It changes with anything that
/// changes the answer for any letter, other Unicode tables and other printing fonts included.
pub const RULES_VERSION: u16 = 1;

/// What the rules found in a letter, and how much room it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What the rules found, in the order of the letter: at most [`MAX_FINDINGS`] for each rule. Warnings do not overlap.
    pub findings: Vec<Finding>,
    /// How much room the letter takes.
    pub usage: Usage,
}

impl Check {
    /// True if the letter cannot be sent like this.
    pub fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Block)
    }
}

/// Checks a letter of any length by all rules and the limits, in time linear in its length.
pub fn check(body: &str, limits: &Limits) -> Check {
    let mut findings = Findings::default();
    let mut count = Count::new(*limits);
    layout::walk(body, |part| match part {
        Part::Cluster(place) => {
            count.add_cluster(&place);
            if hidden::is_pile(&body[place.clone()]) {
                findings.add(Rule::CombiningPile, place);
            }
        }
        Part::Line(place) => count.add_line(&place),
    });
    let (usage, over) = count.finish();
    if !hidden::is_visible(body) {
        findings.add(Rule::Empty, 0..body.len());
    }
    if let Some(start) = over {
        findings.add(Rule::TooLong, start..body.len());
    }
    hidden::scan(body, |rule, place| findings.add(rule, place));
    risks::scan(body, |rule, place| findings.add(rule, place));
    Check { findings: findings.into_list(), usage }
}
