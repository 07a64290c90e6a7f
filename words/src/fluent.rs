//! A translators' file in Fluent's syntax, read as the texts of a table.

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Variant, VariantKey},
    parser,
};

/// A text by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name in the client, `start.title` for example.
    pub key: String,
    /// As the client reads it; never empty, one line.
    pub text: String,
}

/// What stands between two plural forms in a table.
pub const BETWEEN_FORMS: &str = " | ";
/// The name of the place that plural forms follow.
const NUMBER: &str = "n";

/// Whether a text of a table has plural forms. (A text without them never begins so: [`texts`] refuses it.)
pub fn is_plural(text: &str) -> bool {
    ["zero: ", "one: ", "other: "].iter().any(|category| text.starts_with(category))
}

/// The texts of a file, in its order; comments are for people.
///
/// # Errors
/// Says in words what is wrong, and with which message or line.
pub fn texts(file: &str) -> Result<Vec<Text>, String> {
    let resource = parser::parse(file).map_err(|(_, errors)| {
        let error = &errors[0];
        format!("line {}: {error}", file[..error.pos.start].lines().count().max(1))
    })?;
    let mut texts = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => texts.push(text(message)?),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(term) => return Err(format!("-{}: the client knows no terms", term.id.name)),
            Entry::Junk { content } => return Err(format!("not Fluent's syntax: {content}")),
        }
    }
    Ok(texts)
}

fn text(message: &Message<&str>) -> Result<Text, String> {
    let name = message.id.name;
    let wrong = |what: &str| format!("{name}: {what}");
    if !message.attributes.is_empty() {
        return Err(wrong("the client knows no attributes"));
    }
    let pattern = message.value.as_ref().ok_or_else(|| wrong("it has no text"))?;
    let text = match plural_forms(pattern) {
        Some(variants) => plural(variants),
        None => plain(pattern)
            .and_then(|text| if is_plural(&text) { Err("it begins as a plural form does in a table") } else { Ok(text) }),
    };
    Ok(Text { key: name.replace('-', "."), text: text.map_err(wrong)? })
}

/// The variants, if the whole text is a choice by the number.
fn plural_forms<'a>(pattern: &'a Pattern<&'a str>) -> Option<&'a [Variant<&'a str>]> {
    match pattern.elements.as_slice() {
        [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] => match selector {
            InlineExpression::VariableReference { id } if id.name == NUMBER => Some(variants),
            _ => None,
        },
        _ => None,
    }
}

fn plural(variants: &[Variant<&str>]) -> Result<String, &'static str> {
    let form = |variant: &Variant<&str>| match &variant.key {
        VariantKey::Identifier { name } => Ok(format!("{name}: {}", plain(&variant.value)?)),
        VariantKey::NumberLiteral { .. } => Err("a plural form has a category for a name, not a number"),
    };
    // The client takes the last form where none has the category.
    match variants.iter().position(|variant| variant.default) {
        Some(at) if at + 1 == variants.len() => {}
        _ => return Err("the last plural form must be the one with the star"),
    }
    Ok(variants.iter().map(form).collect::<Result<Vec<_>, _>>()?.join(BETWEEN_FORMS))
}

fn plain(pattern: &Pattern<&str>) -> Result<String, &'static str> {
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text += value,
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
                text = text + "{" + id.name + "}";
            }
            PatternElement::Placeable { .. } => {
                return Err("between braces stands a place such as { $date }, or { $n -> … } as the whole text");
            }
        }
    }
    if text.contains('\n') {
        return Err("a text is one line");
    }
    if text.contains('|') {
        return Err("a text has no |, which stands between plural forms in a table");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(file: &str) -> Result<(String, String), String> {
        let [Text { key, text }] = <[Text; 1]>::try_from(texts(file)?).expect("one message");
        Ok((key, text))
    }

    #[test]
    fn a_message_is_a_text() {
        for (file, key, text) in [
            ("service = Lakzegel\n", "service", "Lakzegel"),
            ("## Start\n\n# A comment.\nstart-how_seal = Zegel\n", "start.how_seal", "Zegel"),
            ("step_of = Stap { $n } van {$all}\n", "step_of", "Stap {n} van {all}"),
            ("frame-demo_what = : geen echte post\n", "frame.demo_what", ": geen echte post"),
            ("life = Bel 0800\u{a0}0113.\n", "life", "Bel 0800\u{a0}0113."),
        ] {
            assert_eq!(one(file), Ok((key.to_owned(), text.to_owned())));
        }
    }

    #[test]
    fn a_choice_by_the_number_is_plural_forms() {
        let file =
            "errors-title =\n    { $n ->\n        [one] Er is 1 probleem\n       *[other] Er zijn { $n } problemen\n    }\n";
        let text = "one: Er is 1 probleem | other: Er zijn {n} problemen";
        assert_eq!(one(file), Ok(("errors.title".to_owned(), text.to_owned())));
        assert_eq!(one("a = { $n ->\n   *[other] { $n }\n }\n"), Ok(("a".to_owned(), "other: {n}".to_owned())));
    }

    #[test]
    fn what_the_client_has_no_use_for_is_refused_by_name() {
        for (file, problem) in [
            ("good = Goed\nfalse\n", "line 2: Expected a token starting with \"=\""),
            ("a = A\n    B\n", "a: a text is one line"),
            ("a = A | B\n", "a: a text has no |, which stands between plural forms in a table"),
            ("a = one: letter\n", "a: it begins as a plural form does in a table"),
            ("a =\n    .title = A\n", "a: the client knows no attributes"),
            ("-brand = Lakzegel\n", "-brand: the client knows no terms"),
            ("a = { b }\n", "a: between braces stands a place such as { $date }, or { $n -> … } as the whole text"),
            ("a = { $n ->\n   *[other] A\n    [one] B\n }\n", "a: the last plural form must be the one with the star"),
            ("a = { $n ->\n    [1] A\n   *[other] B\n }\n", "a: a plural form has a category for a name, not a number"),
            (
                "a = { $m ->\n   *[other] B\n }\n",
                "a: between braces stands a place such as { $date }, or { $n -> … } as the whole text",
            ),
        ] {
            assert_eq!(one(file), Err(problem.to_owned()), "{file}");
        }
    }
}
