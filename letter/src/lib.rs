//! What may be written: the letter, its limits, its rules, its printed pages.

use core::ops::Range;

/// The version of rule set, limits counting and layout, named by the manifest.
pub const RULES_VERSION: u16 = 1;

/// How long a letter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// User-perceived characters.
    pub characters: u32,
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Printed pages.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { characters: 8000, bytes: 30000, pages: 4 }
    }
}

/// What checking a letter gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What the rules found, in the order of the letter.
    pub findings: Vec<Finding>,
    /// How much room it takes.
    pub usage: Usage,
}

impl Check {
    /// Whether the letter may not be sent.
    pub fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Block)
    }
}

/// How much room a letter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// User-perceived characters.
    pub characters: u32,
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Printed pages.
    pub pages: u32,
    /// The nearest limit.
    pub nearest: Nearest,
}

/// How far away the nearest limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearest {
    /// Characters bind.
    CharactersLeft(i32),
    /// Bytes or pages bind.
    PercentFull(u32),
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Where, in bytes.
    pub place: Range<usize>,
    /// Whether it blocks.
    pub severity: Severity,
}

impl Finding {
    /// What stands in the place after a repair.
    pub fn repair(&self, _body: &str) -> Option<String> {
        None
    }
}

/// Whether a finding keeps a letter from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It does.
    Block,
    /// It does not.
    Warn,
}

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Rule {
    Empty,
    TooLong,
    Control,
    Bidi,
    ZeroWidth,
    Tag,
    PrivateUse,
    CombiningPile,
    WebAddress,
    MailAddress,
    PhoneNumber,
    Iban,
    Bsn,
}

impl Rule {
    /// All.
    pub const ALL: [Self; 1] = [Self::Empty];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        "empty"
    }
}

/// Checks.
pub fn check(body: &str, limits: &Limits) -> Check {
    let characters = body.chars().count() as u32;
    let usage = Usage { characters, bytes: body.len() as u32, pages: 1, nearest: Nearest::CharactersLeft(limits.characters as i32 - characters as i32) };
    Check { findings: vec![], usage }
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Lines.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Place.
    pub text: Range<usize>,
}

/// Lays out.
pub fn lay_out(body: &str) -> Vec<Page> {
    let mut lines = vec![];
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        lines.push(Line { text: start..start + line.len() });
        start += line.len();
    }
    vec![Page { lines }]
}

/// Wrong name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameError;

/// Wrong number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberError;

/// A name.
pub fn check_name(name: &str) -> Result<(), NameError> {
    if name.trim().is_empty() || name.len() > 400 { Err(NameError) } else { Ok(()) }
}

/// A number.
pub fn check_number(number: &str) -> Result<(), NumberError> {
    if (1..=32).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric()) { Ok(()) } else { Err(NumberError) }
}
