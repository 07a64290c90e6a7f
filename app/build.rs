//! Turns the tables of words, the name of the kiosk's style and the root keys into code.
//!
//! `lakzegel-words` reads the translators' files in `strings/`: a translation that lacks something does not build. What is generated is the
//! list of keys, and for each language the address under which the second half of its table is served and the hash that the browser checks.
//! The tables lie beside it for this package's tests.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use base64ct::{Base64, Encoding as _};
use lakzegel_words::{LANGUAGES, Language};
use sha2::{Digest as _, Sha256};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("words.rs"), words(&out)).expect("OUT_DIR can be written");
    fs::write(out.join("kiosk_style.rs"), kiosk_style()).expect("OUT_DIR can be written");
    fs::write(out.join("root_keys.rs"), root_keys()).expect("OUT_DIR can be written");
}

/// `Key`, `Lang` and the address and hash of the second half of each language's table.
fn words(out: &Path) -> String {
    println!("cargo::rerun-if-changed=strings");
    let [first, rest] = lakzegel_words::read(Path::new("strings")).unwrap_or_else(|problem| panic!("{problem}"));
    for table in first.iter().chain(&rest) {
        fs::write(out.join(&table.name).with_extension("txt"), table.served()).expect("OUT_DIR can be written");
    }
    let mut code =
        String::from("/// Every text of the client, by name.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Key {\n");
    for text in first[0].texts.iter().chain(&rest[0].texts) {
        let _ = writeln!(code, "    #[doc = {:?}]\n    {},", text.text, camel(&text.key));
    }
    let [first, all] = [first[0].texts.len(), first[0].texts.len() + rest[0].texts.len()];
    let _ = writeln!(code, "}}\n\n/// How many texts the first two pages have.\npub const FIRST: usize = {first};\n");
    let _ = writeln!(code, "/// How many texts there are.\npub const COUNT: usize = {all};\n");
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
    let digest = |at: usize| Sha256::digest(rest[at].served());
    let rest_address = |at: usize| {
        let hex: String = digest(at)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("/strings/{}.{hex}.txt", rest[at].name)
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
