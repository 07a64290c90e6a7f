//! Which files of its own crate a Rust file imports: every `use`, every re-export and every path in code, macros and attributes.
//!
//! Read as Rust's own tokens (`proc_macro2`), so that comments and strings are no paths. `mod x;` says where a file is and imports nothing.
//! What is behind `#[cfg(test)]` is left out: a test may build on whatever it tests with, and no program contains it.

use std::{collections::BTreeMap, iter::once};

use proc_macro2::{Delimiter, Group, LexError, Spacing, TokenStream, TokenTree};

/// A path below `src`, with its text.
pub type Source<'a> = (&'a str, &'a str);

/// A file names another file of its crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The file that names the other, as a path below `src`.
    pub from: String,
    /// The line on which it does, from 1.
    pub line: usize,
    /// The file that is named.
    pub to: String,
    /// What is named, from the crate's root: `crate::store::Store`.
    pub path: String,
}

/// The crate's module tree: which file a module is written in. `["store", "append"]` is `store/append.rs`; the root has no name.
pub struct Modules<'a> {
    files: BTreeMap<Vec<String>, &'a str>,
    /// The library's name in `main.rs`, where the crate has both.
    library: Option<String>,
}

impl<'a> Modules<'a> {
    /// The modules of the package with this name, from its files' paths below `src`.
    pub fn new(package: &str, files: impl Iterator<Item = &'a str> + Clone) -> Self {
        let library = files.clone().any(|file| file == "lib.rs").then(|| format!("lakzegel_{package}"));
        let files = files.map(|file| (module_of(file, library.is_some()), file)).collect();
        Self { files, library }
    }

    /// Every import of one of its files, in the order of lines.
    ///
    /// # Errors
    /// The text is not Rust.
    pub fn imports(&self, (file, text): Source<'_>) -> Result<Vec<Import>, LexError> {
        let module = module_of(file, self.library.is_some());
        let root = if file == "main.rs" { module.clone() } else { Vec::new() };
        let mut reader = Reader { modules: self, file, root, names: Vec::new(), found: Vec::new() };
        reader.read(text.parse()?, &module, 0);
        let mut found = reader.found;
        found.sort_by(|one, other| (one.line, &one.path).cmp(&(other.line, &other.path)));
        found.dedup();
        Ok(found)
    }

    /// The file in which a path ends, and how many of its names are modules. What a module re-exports is that module's.
    fn named(&self, path: &[String]) -> (&'a str, usize) {
        let modules = (0..=path.len()).rev().find_map(|length| Some((*self.files.get(&path[..length])?, length)));
        modules.unwrap_or(("lib.rs", 0))
    }

    fn is_module(&self, path: &[String]) -> bool {
        self.files.contains_key(path)
    }
}

/// Which module a file is. Beside a library, `main.rs` is a crate of its own: it is kept apart under its name.
fn module_of(file: &str, library: bool) -> Vec<String> {
    let stem = file.trim_end_matches(".rs");
    match stem.trim_end_matches("/mod") {
        "lib" => Vec::new(),
        "main" if !library => Vec::new(),
        module => module.split('/').map(str::to_owned).collect(),
    }
}

/// Reads one file.
struct Reader<'a> {
    modules: &'a Modules<'a>,
    file: &'a str,
    /// What `crate` is here.
    root: Vec<String>,
    /// Modules that a `use` has given a name in a scope that is still open; the innermost last.
    names: Vec<(String, Vec<String>)>,
    found: Vec<Import>,
}

impl Reader<'_> {
    /// Reads a block in `module`. Of the known names, those from `outer` on can be seen in it.
    fn read(&mut self, tokens: TokenStream, module: &[String], outer: usize) {
        let tokens: Vec<TokenTree> = without_tests(tokens.into_iter().collect());
        let before = self.names.len();
        // A name may be used above the line that brings it.
        let mut rest = Vec::new();
        let mut tokens = tokens.as_slice();
        while let Some((first, after)) = tokens.split_first() {
            // `impl Trait + use<'a>` is a type.
            if is_word(first, "use") && !after.first().is_some_and(|token| is_sign(token, '<')) {
                let length = after.iter().position(|token| is_sign(token, ';')).unwrap_or(after.len());
                self.use_tree(&after[..length], &[], module, outer);
                tokens = &after[length..];
            } else {
                rest.push(first);
                tokens = after;
            }
        }
        self.paths(&rest, module, outer);
        self.names.truncate(before);
    }

    /// One or more branches of a `use`: `a::{self, b::*, c as d}`.
    fn use_tree(&mut self, tokens: &[TokenTree], prefix: &[String], module: &[String], outer: usize) {
        for branch in tokens.split(|token| is_sign(token, ',')) {
            let mut path = prefix.to_vec();
            let mut rename = None;
            let mut line = 0;
            if branch.first().is_some_and(|token| is_sign(token, ':')) {
                continue; // `::name` is another crate.
            }
            for (at, token) in branch.iter().enumerate() {
                match token {
                    TokenTree::Group(group) => {
                        self.use_tree(&group.stream().into_iter().collect::<Vec<_>>(), &path, module, outer);
                        line = 0;
                    }
                    TokenTree::Ident(_) if at > 0 && is_word(&branch[at - 1], "as") => rename = Some(token.to_string()),
                    TokenTree::Ident(_) if is_word(token, "as") => {}
                    TokenTree::Ident(word) => {
                        line = word.span().start().line;
                        // `self` behind a brace is what stands before the brace.
                        if path.is_empty() || word != "self" {
                            path.push(word.to_string());
                        }
                    }
                    TokenTree::Punct(sign) if sign.as_char() == '*' => {
                        line = sign.span().start().line;
                        path.push("*".to_owned());
                    }
                    _ => {}
                }
            }
            let Some(path) = (line > 0).then(|| self.absolute(&path, module, outer)).flatten() else { continue };
            self.bring(&path, rename);
            self.add(line, &path);
        }
    }

    /// A `use` of a module gives it a name here, and one of all its content gives one to every module in it.
    fn bring(&mut self, path: &[String], rename: Option<String>) {
        let Some((last, parent)) = path.split_last() else { return };
        if last == "*" {
            let children = self.modules.files.keys().filter(|module| module.len() == path.len() && module.starts_with(parent));
            self.names.extend(children.map(|module| (module[parent.len()].clone(), module.clone())));
        } else if self.modules.is_module(path) {
            self.names.push((rename.unwrap_or_else(|| last.clone()), path.to_vec()));
        }
    }

    /// Paths in code, and what stands in its groups.
    fn paths(&mut self, tokens: &[&TokenTree], module: &[String], outer: usize) {
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            match token {
                // `pub(crate)` and `pub(in crate::a)` say who may see something.
                TokenTree::Group(group) if at > 0 && is_word(tokens[at - 1], "pub") && of(group, Delimiter::Parenthesis) => {}
                TokenTree::Group(group) if at > 0 && of(group, Delimiter::Bracket) && is_sign(tokens[at - 1], '#') => {
                    self.attribute(group, module, outer);
                }
                TokenTree::Group(group) if at > 1 && of(group, Delimiter::Brace) && is_word(tokens[at - 2], "mod") => {
                    let inner: Vec<String> = module.iter().cloned().chain(once(tokens[at - 1].to_string())).collect();
                    self.read(group.stream(), &inner, self.names.len());
                }
                TokenTree::Group(group) => self.read(group.stream(), module, outer),
                TokenTree::Ident(word) if !(at > 0 && (is_sign(tokens[at - 1], '.') || ends_in_colons(&tokens[..at]))) => {
                    let mut path = vec![word.to_string()];
                    while let Some(TokenTree::Ident(next)) = tokens.get(at + 3).filter(|_| ends_in_colons(&tokens[..at + 3])) {
                        path.push(next.to_string());
                        at += 3;
                    }
                    let is_path = path.len() > 1;
                    if let Some(path) = is_path.then(|| self.absolute(&path, module, outer)).flatten() {
                        self.add(word.span().start().line, &path);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// An attribute's tokens, and the paths that it has as text: `#[serde(with = "crate::base64")]`.
    fn attribute(&mut self, attribute: &Group, module: &[String], outer: usize) {
        self.read(attribute.stream(), module, outer);
        for token in flat(attribute.stream()) {
            let text = token.to_string();
            let text = text.trim_matches('"');
            if matches!(token, TokenTree::Literal(_)) && text.contains("::") && !text.contains(' ') {
                let path: Vec<String> = text.split("::").map(str::to_owned).collect();
                if let Some(path) = self.absolute(&path, module, outer) {
                    self.add(token.span().start().line, &path);
                }
            }
        }
    }

    /// The path from the crate's root; `None` if it leads out of the crate or does not begin with a module.
    fn absolute(&self, path: &[String], module: &[String], outer: usize) -> Option<Vec<String>> {
        let (first, mut rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => self.root.clone(),
            "self" => module.to_vec(),
            "super" => module.split_last()?.1.to_vec(),
            name => {
                let known =
                    self.names.get(outer..)?.iter().rev().find(|(known, _)| known == name).map(|(_, module)| module.clone());
                let child: Vec<String> = module.iter().cloned().chain(once(name.to_owned())).collect();
                let library = || self.modules.library.as_deref().filter(|library| *library == name).map(|_| Vec::new());
                known.or_else(|| self.modules.is_module(&child).then_some(child)).or_else(library)?
            }
        };
        while let Some((_, after)) = rest.split_first().filter(|(name, _)| *name == "super") {
            base.pop()?;
            rest = after;
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn add(&mut self, line: usize, path: &[String]) {
        let (to, modules) = self.modules.named(path);
        if to != self.file {
            // What stands behind the first item is that item's own.
            let path = &path[..path.len().min(modules + 1)];
            let path: Vec<&str> = once("crate").chain(path.iter().map(String::as_str)).collect();
            self.found.push(Import { from: self.file.to_owned(), line, to: to.to_owned(), path: path.join("::") });
        }
    }
}

/// Leaves out every item behind `#[cfg(test)]` or `#[cfg(all(test, …))]`: up to its block or its semicolon.
fn without_tests(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let behind_hash = kept.last().is_some_and(|last| is_sign(last, '#'));
        match &token {
            TokenTree::Group(group) if behind_hash && of(group, Delimiter::Bracket) && is_for_tests(group) => {
                kept.pop();
                let mut is_use = false;
                for token in tokens.by_ref() {
                    is_use |= is_word(&token, "use");
                    let is_block = matches!(&token, TokenTree::Group(group) if of(group, Delimiter::Brace));
                    if is_sign(&token, ';') || (is_block && !is_use) {
                        break;
                    }
                }
            }
            _ => kept.push(token),
        }
    }
    kept
}

fn is_for_tests(attribute: &Group) -> bool {
    let text: String = attribute.stream().into_iter().map(|token| token.to_string()).collect();
    let text = text.replace(' ', "");
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

/// Every token, those in groups too.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let each = |token| if let TokenTree::Group(group) = token { flat(group.stream()) } else { vec![token] };
    tokens.into_iter().flat_map(each).collect()
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn ends_in_colons(tokens: &[&TokenTree]) -> bool {
    let [.., TokenTree::Punct(one), TokenTree::Punct(other)] = tokens else { return false };
    one.as_char() == ':' && one.spacing() == Spacing::Joint && other.as_char() == ':'
}

fn of(group: &Group, delimiter: Delimiter) -> bool {
    group.delimiter() == delimiter
}

#[cfg(test)]
mod tests {
    use super::Modules;

    const FILES: [&str; 8] =
        ["main.rs", "app.rs", "words.rs", "time.rs", "pages.rs", "pages/write.rs", "pages/late.rs", "pages/late/check.rs"];

    /// What a file of [`FILES`] imports by this text: `LINE FILE PATH`.
    fn imports(file: &str, text: &str) -> Vec<String> {
        let found = Modules::new("app", FILES.into_iter()).imports((file, text)).expect("this is Rust");
        found.into_iter().map(|import| format!("{} {} {}", import.line, import.to, import.path)).collect()
    }

    #[test]
    fn every_form_of_use_is_read() {
        assert_eq!(imports("app.rs", "use crate::words::Key;"), ["1 words.rs crate::words::Key"]);
        assert_eq!(imports("app.rs", "pub(crate) use crate::words::Key as Other;"), ["1 words.rs crate::words::Key"]);
        assert_eq!(imports("app.rs", "use crate::words::*;"), ["1 words.rs crate::words::*"]);
        let groups = "use {std::fmt, crate::{\n    words::{self, Key},\n    pages::{write::{view, *}, late},\n}};";
        assert_eq!(
            imports("app.rs", groups),
            [
                "2 words.rs crate::words",
                "2 words.rs crate::words::Key",
                "3 pages/late.rs crate::pages::late",
                "3 pages/write.rs crate::pages::write::*",
                "3 pages/write.rs crate::pages::write::view",
            ]
        );
    }

    #[test]
    fn paths_from_here_and_from_above_are_followed() {
        assert_eq!(
            imports("pages/late/check.rs", "use super::super::write::view;"),
            ["1 pages/write.rs crate::pages::write::view"]
        );
        assert_eq!(imports("pages/write.rs", "use super::late::{check::Check, self};").len(), 2);
        assert_eq!(imports("pages.rs", "mod write; pub use self::write::view;"), ["1 pages/write.rs crate::pages::write::view"]);
        assert_eq!(imports("pages.rs", "mod write; pub use write::view;"), ["1 pages/write.rs crate::pages::write::view"]);
        // What a module re-exports is its own.
        assert_eq!(imports("app.rs", "use crate::pages::view;"), ["1 pages.rs crate::pages::view"]);
        assert_eq!(imports("words.rs", "use crate::both;"), ["1 main.rs crate::both"]);
        // A module within the file is one level more.
        assert_eq!(imports("pages/write.rs", "mod inner { use super::super::late; use super::Own; }").len(), 1);
    }

    #[test]
    fn paths_in_code_macros_and_attributes_are_read() {
        assert_eq!(imports("app.rs", "fn f() -> crate::words::Key { todo!() }"), ["1 words.rs crate::words::Key"]);
        assert_eq!(imports("app.rs", "fn f() { g(&[|| crate::words::fill::<u8>()]) }"), ["1 words.rs crate::words::fill"]);
        assert_eq!(imports("app.rs", "type X = Vec<super::words::Key>;"), ["1 words.rs crate::words::Key"]);
        assert_eq!(imports("app.rs", "fn f() { println!(\"{}\", crate::words::of(1)) }"), ["1 words.rs crate::words::of"]);
        assert_eq!(imports("app.rs", "macro_rules! m { () => { $crate::words::of(2) } }"), ["1 words.rs crate::words::of"]);
        assert_eq!(imports("app.rs", "#[derive(crate::words::Word)] struct X;"), ["1 words.rs crate::words::Word"]);
        assert_eq!(imports("app.rs", "#[serde(with = \"crate::words\")] struct X;"), ["1 words.rs crate::words"]);
        assert_eq!(imports("pages.rs", "fn f() { write::view() }"), ["1 pages/write.rs crate::pages::write::view"]);
        // Only the item counts, not what belongs to it.
        assert_eq!(imports("app.rs", "fn f() { crate::words::Key::Title.text() }"), ["1 words.rs crate::words::Key"]);
    }

    #[test]
    fn a_name_that_use_gave_to_a_module_is_followed() {
        let renamed = "use crate::pages as p;\nfn f() { p::write::view() }";
        assert_eq!(imports("app.rs", renamed), ["1 pages.rs crate::pages", "2 pages/write.rs crate::pages::write::view"]);
        assert_eq!(imports("app.rs", "use crate::pages::*;\nfn f() { late::check::view() }").len(), 2);
        // It ends with its scope, and one of another scope is another.
        assert_eq!(imports("app.rs", "fn f() { use crate::pages; } fn g() { pages::write::view() }").len(), 1);
    }

    #[test]
    fn comments_strings_tests_and_other_crates_are_no_imports() {
        let quiet = [
            "//! [`crate::words::Key`]",
            "/* crate::words::Key /* crate::words */ */",
            "const A: &str = \"crate::words::Key\"; const B: &str = r#\"\"crate::words::Key\"\"#;",
            "#[cfg(test)] mod tests { use crate::words::Key; }",
            "#[cfg(test)] use crate::words::{Key, Word};",
            "#[cfg(all(test, not(target_family = \"wasm\")))] #[path = \"x.rs\"] mod tests { use super::super::words; }",
            "use ::time::Date; use leptos::words::Key; fn f() { x.words::<u8>(); a::words::b() }",
            "pub(in crate::words) fn f() {} fn g<'a>() -> impl Sized + use<'a> { Self::words::<'a'>() }",
            "mod words; use self::Own; use crate::app::App;",
        ];
        for text in quiet {
            assert!(imports("app.rs", text).is_empty(), "{text}");
        }
        // What stands behind a test is read again.
        assert_eq!(imports("app.rs", "#[cfg(test)] mod tests {} use crate::words::Key;").len(), 1);
    }

    #[test]
    fn beside_a_library_main_is_a_crate_of_its_own() {
        let modules = Modules::new("intake", ["lib.rs", "main.rs", "store.rs"].into_iter());
        let imports = |file, text| modules.imports((file, text)).expect("this is Rust");
        assert_eq!(imports("main.rs", "use lakzegel_intake::store::Store; use crate::own;")[0].to, "store.rs");
        assert_eq!(imports("main.rs", "use lakzegel_intake::store::Store; use crate::own;").len(), 1);
        assert_eq!(imports("store.rs", "use crate::Settings;")[0].to, "lib.rs");
    }
}
