//! What the rules of `letter` are called, why they are there, and how a finding is shown.

use lakzegel_letter::{Finding, Rule};

use crate::words::Key;

/// Whether findings of a rule are about a place in the letter. The others are told by the count and by the form's errors.
pub fn has_place(rule: Rule) -> bool {
    !matches!(rule, Rule::Empty | Rule::TooLong)
}

/// A rule's name, and what the writer should know.
pub fn words(rule: Rule) -> (Key, Key) {
    match rule {
        Rule::Empty => (Key::RuleEmptyTitle, Key::RuleEmpty),
        Rule::TooLong => (Key::RuleTooLongTitle, Key::RuleTooLong),
        Rule::Control => (Key::RuleControlTitle, Key::RuleControl),
        Rule::Bidi => (Key::RuleBidiTitle, Key::RuleBidi),
        Rule::ZeroWidth => (Key::RuleZeroWidthTitle, Key::RuleZeroWidth),
        Rule::Tag => (Key::RuleTagTitle, Key::RuleTag),
        Rule::PrivateUse => (Key::RulePrivateUseTitle, Key::RulePrivateUse),
        Rule::CombiningPile => (Key::RuleCombiningPileTitle, Key::RuleCombiningPile),
        Rule::WebAddress => (Key::RuleWebAddressTitle, Key::RuleWebAddress),
        Rule::MailAddress => (Key::RuleMailAddressTitle, Key::RuleMailAddress),
        Rule::PhoneNumber => (Key::RulePhoneNumberTitle, Key::RulePhoneNumber),
        Rule::Iban => (Key::RuleIbanTitle, Key::RuleIban),
        Rule::Bsn => (Key::RuleBsnTitle, Key::RuleBsn),
        Rule::MixedScripts => (Key::RuleMixedScriptsTitle, Key::RuleMixedScripts),
    }
}

/// How many characters of a place, and on either side of it, are shown.
const AROUND: usize = 20;

/// The place of a finding with a few characters around it. What cannot be seen is shown by its number, as in `[U+202E]`.
pub fn context(body: &str, finding: &Finding) -> Option<String> {
    let place = &finding.place;
    let (before, found, after) = (body.get(..place.start)?, body.get(place.clone())?, body.get(place.end..)?);
    let start = before.char_indices().rev().take(AROUND).last().map_or(place.start, |(at, _)| at);
    let mut context: String = before[start..].chars().filter_map(readable).collect();
    let hidden = matches!(finding.rule, Rule::Control | Rule::Bidi | Rule::ZeroWidth | Rule::Tag | Rule::PrivateUse);
    // Addresses and numbers are shown whole.
    let limit = if hidden { AROUND } else { 4 * AROUND };
    for character in found.chars().take(limit) {
        if hidden {
            context += &format!("[U+{:04X}]", u32::from(character));
        } else {
            context.extend(readable(character));
        }
    }
    if found.chars().nth(limit).is_some() {
        context.push('…');
    }
    context.extend(after.chars().take(AROUND).filter_map(readable));
    Some(context)
}

/// A character as it stands in a quotation: on one line, and without power over its direction.
fn readable(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        _ => Some(character),
    }
}
