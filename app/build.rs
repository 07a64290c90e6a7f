//! Turns the tables of words, the name of the kiosk's style and the root keys into code.
//!
//! `strings/nl.txt` and `strings/nl-rest.txt` name every key, the first those of the first two pages; each other language must have the same keys in the same order, with the same placeholders and
//! with its own plural forms, and no text may be empty: a translation that lacks something does not build. What is generated is the
//! list of keys, and for each language the address under which the second half of its table is served and the hash that the browser checks.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

/// A language of the client.
struct Language {
    /// Its BCP 47 code.
    code: &'static str,
    /// Its own name.
    name: &'static str,
    /// In which direction it is written.
    direction: &'static str,
    /// By which locale the browser's `Intl` writes its numbers and dates: it does not know Papiamento, whose speakers know Dutch dates; and
    /// Arabic here has the digits of the telephone numbers in its own texts.
    locale: &'static str,
    /// The plural categories that `Intl.PluralRules` gives for it.
    plurals: &'static [&'static str],
}

/// The languages in the order in which they are offered. The first one names the keys.
const LANGUAGES: [Language; 7] = [
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

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("words.rs"), words()).expect("OUT_DIR can be written");
    fs::write(out.join("kiosk_style.rs"), kiosk_style()).expect("OUT_DIR can be written");
    fs::write(out.join("root_keys.rs"), root_keys()).expect("OUT_DIR can be written");
}

/// `Key`, `Lang` and the address and hash of the second half of each language's table.
fn words() -> String {
    let read = |path: &str| {
        println!("cargo::rerun-if-changed={path}");
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    // What the first two pages say, and the rest.
    let halves = ["", "-rest"].map(|half| LANGUAGES.map(|language| read(&format!("strings/{}{half}.txt", language.code))));
    let mut keys = Vec::new();
    let mut counts = [0; 2];
    for (half, (name, tables)) in ["", "-rest"].into_iter().zip(&halves).enumerate() {
        let path = |code: &str| format!("strings/{code}{name}.txt");
        let first = entries(&path(LANGUAGES[0].code), &tables[0]);
        for (text, Language { code, plurals, .. }) in tables.iter().zip(LANGUAGES) {
            check(&path(code), &first, &entries(&path(code), text), plurals);
        }
        counts[half] = first.len();
        keys.extend(first);
    }
    assert!(keys.iter().map(|(key, _)| key).collect::<BTreeSet<_>>().len() == keys.len(), "strings/: a key stands there twice");

    let mut code =
        String::from("/// Every text of the client, by name.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Key {\n");
    for (key, text) in &keys {
        let _ = writeln!(code, "    #[doc = {text:?}]\n    {},", camel(key));
    }
    let [first, rest] = counts;
    let _ = writeln!(code, "}}\n\n/// How many texts the first two pages have.\npub const FIRST: usize = {first};\n");
    let _ = writeln!(code, "/// How many texts there are.\npub const COUNT: usize = {};\n", first + rest);
    code += "/// A language that the client speaks.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Lang {\n";
    for language in LANGUAGES {
        let _ = writeln!(code, "    /// {}.\n    {},", language.name, camel(language.code));
    }
    code += "}\n\nimpl Lang {\n    /// Every language, in the order in which they are offered.\n    pub const ALL: &[Self] = &[";
    code += &LANGUAGES.map(|language| format!("Self::{}", camel(language.code))).join(", ");
    code += "];\n\n    /// The language of a code, if the client speaks it.\n    pub fn by_code(code: &str) -> Option<Self> {\n        Self::ALL.iter().copied().find(|lang| lang.code() == code)\n    }\n";
    let arms = |value: &dyn Fn(usize) -> String| {
        let arm = |(at, language): (usize, &Language)| format!("Self::{} => {:?}", camel(language.code), value(at));
        LANGUAGES.iter().enumerate().map(arm).collect::<Vec<_>>().join(", ")
    };
    let digest = |at: usize| Sha256::digest(halves[1][at].as_bytes());
    let rest_address = |at: usize| {
        let hex: String = digest(at)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("/strings/{}-rest.{hex}.txt", LANGUAGES[at].code)
    };
    let rest_integrity = |at: usize| format!("sha256-{}", Base64::encode_string(&digest(at)));
    for (doc, function, value) in [
        ("Its BCP 47 code.", "code", &(|at: usize| LANGUAGES[at].code.to_owned()) as &dyn Fn(usize) -> String),
        ("Its own name.", "name", &|at| LANGUAGES[at].name.to_owned()),
        ("In which direction it is written.", "direction", &|at| LANGUAGES[at].direction.to_owned()),
        ("By which locale the browser writes its numbers and dates.", "locale", &|at| LANGUAGES[at].locale.to_owned()),
        ("Where the rest of its table is served; boot.js knows where the first half is.", "rest_address", &rest_address),
        ("Its hash, as subresource integrity has it.", "rest_integrity", &rest_integrity),
    ] {
        let _ = writeln!(
            code,
            "\n    /// {doc}\n    pub const fn {function}(self) -> &'static str {{\n        match self {{ {} }}\n    }}",
            arms(value)
        );
    }
    code + "}\n"
}

/// Under which address the kiosk's own style is served, and the hash that the browser checks.
fn kiosk_style() -> String {
    let path = "kiosk.css";
    println!("cargo::rerun-if-changed={path}");
    let digest = Sha256::digest(fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}")));
    let hex: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let (address, integrity) = (format!("/kiosk.{hex}.css"), format!("sha256-{}", Base64::encode_string(&digest)));
    format!(
        "/// Where the kiosk's style is served.\nconst STYLE_ADDRESS: &str = {address:?};\n\n\
         /// Its hash, as subresource integrity has it.\nconst STYLE_INTEGRITY: &str = {integrity:?};\n"
    )
}

/// The `key = text` lines of a table; empty lines and lines with `#` in front are for people.
fn entries<'a>(path: &str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let entry = line.split_once(" = ").filter(|(_, text)| !text.trim().is_empty());
        entries.push(entry.unwrap_or_else(|| panic!("{path}:{}: not `key = text`", number + 1)));
    }
    entries
}

/// Holds a table against the first language's.
fn check(path: &str, first: &[(&str, &str)], table: &[(&str, &str)], categories: &[&str]) {
    let keys = |table: &[(&str, &str)]| table.iter().map(|(key, _)| (*key).to_owned()).collect::<Vec<_>>();
    let (wanted, found) = (keys(first), keys(table));
    if let Some(at) = (0..wanted.len().max(found.len())).find(|at| wanted.get(*at) != found.get(*at)) {
        panic!("{path}: the key number {} must be {:?}, not {:?}", at + 1, wanted.get(at), found.get(at));
    }
    assert!(wanted.iter().collect::<BTreeSet<_>>().len() == wanted.len(), "{path}: a key stands there twice");
    for ((key, first), (_, text)) in first.iter().zip(table) {
        let forms = forms(text);
        assert!(is_plural(first) == is_plural(text), "{path}: {key} must have plural forms in every language, or in none");
        if is_plural(text) {
            let found: Vec<_> = forms.iter().map(|(category, _)| *category).collect();
            assert!(found == categories, "{path}: {key} must have the plural forms {categories:?}, not {found:?}");
        }
        for (category, form) in forms {
            assert!(!form.is_empty(), "{path}: {key} has nothing to say in the form {category:?}");
            // A word of the language may say the number ("one letter", and in Arabic "two letters" is one word).
            let (mut wanted, found) = (placeholders(first), placeholders(form));
            if ["zero", "one", "two"].contains(&category) && !found.contains("n") {
                wanted.remove("n");
            }
            assert!(wanted == found, "{path}: {key} must have the placeholders {wanted:?}, not {found:?}");
        }
    }
}

fn is_plural(text: &str) -> bool {
    ["zero: ", "one: ", "other: "].iter().any(|category| text.starts_with(category))
}

/// `one: a letter | other: {n} letters`, or one form without a name.
fn forms(text: &str) -> Vec<(&str, &str)> {
    if is_plural(text) {
        text.split(" | ").map(|form| form.split_once(": ").unwrap_or((form, ""))).collect()
    } else {
        vec![("", text)]
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name)).collect()
}

fn camel(key: &str) -> String {
    let words = key.split(['.', '_', '-']);
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The file that `LAKZEGEL_ROOT_KEYS` names, relative to the workspace; without it the client has no root keys and sends nothing.
fn root_keys() -> String {
    println!("cargo::rerun-if-env-changed=LAKZEGEL_ROOT_KEYS");
    let code = |value: &str| format!("const ROOT_KEYS: Option<&str> = {value};\n");
    let Some(path) = env::var_os("LAKZEGEL_ROOT_KEYS").filter(|path| !path.is_empty()) else { return code("None") };
    let path = Path::new("..").join(path);
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(text.lines().count() == 4, "{}: a file of root keys has four lines: the origin and three keys", path.display());
    code(&format!("Some({text:?})"))
}
