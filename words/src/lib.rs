//! The client's texts, from the translators' files in `app/strings/` to the tables that are served. It is used when the client is built and
//! is no part of it: the client's build asks it for the keys and the tables' hashes, `cargo xtask client` for the tables.
//!
//! The files are in Fluent's syntax (<https://projectfluent.org/fluent/guide/>), which translators' tools open. Of it we use messages, places
//! (`{ $date }`) and plural forms (`{ $n -> … }`) that are a text of their own. A table has a line `key = text` for each message, with
//! `{date}` for a place and `one: … | other: …` for plural forms; a dash in a message's name is a dot in the key.
//!
//! [`read`] holds every language against the first one, which names the keys: a translation that lacks something is refused.

mod fluent;

use std::{
    collections::BTreeSet,
    error::Error,
    fmt, fs,
    path::{Path, PathBuf},
};

pub use fluent::Text;

/// A language of the client.
#[derive(Debug)]
pub struct Language {
    /// Its BCP 47 code.
    pub code: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// In which direction it is written: `ltr` or `rtl`.
    pub direction: &'static str,
    /// By which locale the browser's `Intl` writes its numbers and dates: it does not know Papiamento, whose speakers know Dutch dates; and
    /// Arabic here has the digits of the telephone numbers in its own texts.
    pub locale: &'static str,
    /// The plural categories that `Intl.PluralRules` gives for it.
    pub plurals: &'static [&'static str],
}

/// The languages in the order in which they are offered. The first one names the keys.
pub const LANGUAGES: [Language; 7] = [
    Language { code: "nl", name: "Nederlands", direction: "ltr", locale: "nl", plurals: &["one", "other"] },
    Language { code: "en", name: "English", direction: "ltr", locale: "en-GB", plurals: &["one", "other"] },
    Language { code: "tr", name: "Türkçe", direction: "ltr", locale: "tr", plurals: &["one", "other"] },
    Language {
        code: "ar",
        name: "العربية",
        direction: "rtl",
        locale: "ar-u-nu-latn",
        plurals: &["zero", "one", "two", "few", "many", "other"],
    },
    Language { code: "pl", name: "Polski", direction: "ltr", locale: "pl", plurals: &["one", "few", "many", "other"] },
    Language { code: "es", name: "Español", direction: "ltr", locale: "es", plurals: &["one", "many", "other"] },
    Language { code: "pap", name: "Papiamentu", direction: "ltr", locale: "nl", plurals: &["other"] },
];

/// What the two halves of a language's texts add to its code in a file's name: what the first two pages say, and the rest.
pub const HALVES: [&str; 2] = ["", "-rest"];

/// Half of a language's texts, in the order of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its file's name without an ending: `nl` or `nl-rest`.
    pub name: String,
    /// Its texts.
    pub texts: Vec<Text>,
}

impl Table {
    /// The table as it is served: a line `key = text` for each.
    pub fn served(&self) -> String {
        self.texts.iter().map(|Text { key, text }| format!("{key} = {text}\n")).collect()
    }
}

/// What is wrong with a translators' file.
#[derive(Debug, PartialEq, Eq)]
pub struct BadFile {
    file: PathBuf,
    problem: String,
}

impl fmt::Display for BadFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.file.display(), self.problem)
    }
}

impl Error for BadFile {}

/// The file of a table in the translators' folder.
pub fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("ftl")
}

/// Reads the translators' folder. Gives for each of [`HALVES`] the tables, in the order of [`LANGUAGES`].
///
/// # Errors
/// A file cannot be read, is not Fluent's syntax or uses what the client has no use for; a key stands there twice; or a language has other
/// keys than the first one, in another order, with other places or other plural forms than its own.
pub fn read(folder: &Path) -> Result<[Vec<Table>; 2], BadFile> {
    let [first, rest] = HALVES.map(|half| {
        let tables = LANGUAGES.iter().map(|language| read_table(folder, format!("{}{half}", language.code)));
        let tables = tables.collect::<Result<Vec<_>, _>>()?;
        for (table, language) in tables.iter().zip(&LANGUAGES) {
            check(&tables[0].texts, &table.texts, language.plurals)
                .map_err(|problem| BadFile { file: file(folder, &table.name), problem })?;
        }
        Ok(tables)
    });
    let (first, rest) = (first?, rest?);
    let mut keys = BTreeSet::new();
    match first[0].texts.iter().chain(&rest[0].texts).find(|text| !keys.insert(&text.key)) {
        Some(Text { key, .. }) => Err(BadFile { file: folder.to_owned(), problem: format!("{key} stands there twice") }),
        None => Ok([first, rest]),
    }
}

fn read_table(folder: &Path, name: String) -> Result<Table, BadFile> {
    let file = file(folder, &name);
    let texts = fs::read_to_string(&file).map_err(|error| error.to_string()).and_then(|text| fluent::texts(&text));
    match texts {
        Ok(texts) => Ok(Table { name, texts }),
        Err(problem) => Err(BadFile { file, problem }),
    }
}

/// Holds a table against the first language's.
fn check(first: &[Text], table: &[Text], categories: &[&str]) -> Result<(), String> {
    let key = |texts: &[Text], at: usize| texts.get(at).map_or("no text more".to_owned(), |text| text.key.replace('.', "-"));
    if let Some(at) = (0..first.len().max(table.len())).find(|at| key(first, *at) != key(table, *at)) {
        let before = at.checked_sub(1).map_or("at the beginning".to_owned(), |before| format!("after {}", key(first, before)));
        return Err(format!("{before} must stand {}, as in {}, not {}", key(first, at), LANGUAGES[0].code, key(table, at)));
    }
    for (first, Text { key, text }) in first.iter().zip(table) {
        let (wanted_forms, forms) = (forms(&first.text), forms(text));
        if (wanted_forms.len() == 1 && wanted_forms[0].0.is_empty()) != (forms.len() == 1 && forms[0].0.is_empty()) {
            return Err(format!("{key} must have plural forms in every language, or in none"));
        }
        let found: Vec<_> = forms.iter().map(|(category, _)| *category).collect();
        if found != [""] && found != categories {
            return Err(format!("{key} must have the plural forms {categories:?}, not {found:?}"));
        }
        for (category, form) in forms {
            // A word of the language may say the number ("one letter", and in Arabic "two letters" is one word).
            let (mut wanted, found) = (places(&first.text), places(form));
            if ["zero", "one", "two"].contains(&category) && !found.contains("n") {
                wanted.remove("n");
            }
            if wanted != found {
                return Err(format!("{key} must have the places {wanted:?}, not {found:?}"));
            }
        }
    }
    Ok(())
}

/// The forms of a text with their plural categories: `one: a letter | other: {n} letters`; or one without a category.
fn forms(text: &str) -> Vec<(&str, &str)> {
    if fluent::is_plural(text) {
        text.split(fluent::BETWEEN_FORMS).map(|form| form.split_once(": ").unwrap_or((form, ""))).collect()
    } else {
        vec![("", text)]
    }
}

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<Text> {
        fluent::texts(text).expect("it is Fluent")
    }

    /// What is wrong with a Polish table, held against this Dutch one.
    fn polish(dutch: &str, polish: &str) -> Result<(), String> {
        check(&table(dutch), &table(polish), LANGUAGES[4].plurals)
    }

    const DUTCH: &str = "a = Tot { $date }\nb = { $n ->\n    [one] Eén brief\n   *[other] { $n } brieven\n }\n";
    const POLISH: &str = "a = Do { $date }\nb = { $n ->\n    [one] 1 list\n    [few] { $n } listy\n    [many] { $n } listów\n   *[other] { $n } listu\n }\n";

    #[test]
    fn a_translation_that_says_the_same_is_good() {
        assert_eq!(polish(DUTCH, POLISH), Ok(()));
    }

    #[test]
    fn a_translation_that_lacks_something_is_told_what() {
        let without = |what: &str, with: &str| polish(DUTCH, &POLISH.replace(what, with)).expect_err("something is lacking");
        assert_eq!(polish(DUTCH, "a = Do { $date }\n"), Err("after a must stand b, as in nl, not no text more".to_owned()));
        assert_eq!(without("a = ", "c = "), "at the beginning must stand a, as in nl, not c");
        assert_eq!(without("{ $date }", "jutra"), r#"a must have the places {"date"}, not {}"#);
        assert_eq!(
            without("    [few] { $n } listy\n", ""),
            r#"b must have the plural forms ["one", "few", "many", "other"], not ["one", "many", "other"]"#
        );
        assert_eq!(without("{ $n } listów", "listów"), r#"b must have the places {"n"}, not {}"#);
        assert_eq!(
            polish("a = A\n", "a = { $n ->\n   *[other] { $n }\n }\n"),
            Err("a must have plural forms in every language, or in none".to_owned())
        );
    }

    #[test]
    fn every_language_of_the_client_is_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/strings");
        let halves = read(&folder).expect("the client builds");
        for (half, tables) in HALVES.iter().zip(&halves) {
            let names: Vec<_> = tables.iter().map(|table| table.name.clone()).collect();
            assert_eq!(names, LANGUAGES.map(|language| language.code.to_owned() + half));
        }
        // And there is no file that nothing reads.
        assert_eq!(fs::read_dir(&folder).expect("there are files").count(), HALVES.len() * LANGUAGES.len());
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let missing = read(Path::new("nowhere")).expect_err("it is not there");
        assert!(missing.to_string().starts_with("nowhere/nl.ftl: "), "{missing}");
    }
}
