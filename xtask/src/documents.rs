//! Whether what documents and comments cite exists: paths, anchors, tests, functions and commands.
//!
//! - A path is in backticks or a link, or stands in a comment behind a folder of the workspace. It may be shortened from the left:
//!   `log.rs` or `store/append.rs` is right if a file's path ends so. `*` stands for any part of a name; a word in capitals, as in
//!   `PACKAGE/src`, for a name that the reader puts in. What begins with a slash is an address of a server and not looked at.
//! - A test is named in the threat model: every name of three words or more, and what stands in quotes behind "browser:", which may be the
//!   beginning of a title.
//! - A function is a name with brackets, or stands behind a module or a file and two colons.
//! - A command is `cargo xtask …`, `lakzegel-intake …` or `lakzegel-screening …`, with its options.
//! - Every decision stands in the index of decisions.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::{
    files,
    run::{Result, Trouble},
};

/// What is cited and not in the repository: made by the build, or another project's.
const ELSEWHERE: [&str; 6] = ["client.js", "client.*.js", "late.js", "rest.js", "root.css", "spec/test-vectors.json"];

/// An option that is not in the usage, because only the browser tests need it.
const HIDDEN: (&str, &str) = ("demo", "--prepare-only");

/// Folders that commands fill.
const GENERATED: [&str; 4] = ["target", "dist", "node_modules", ".git"];

/// How names end that are paths even without a folder before them.
const ENDINGS: [&str; 11] = ["rs", "mjs", "js", "md", "toml", "css", "html", "json", "svg", "png", "ftl"];

/// Every citation that is wrong, a line each: `docs/plan.md:12: there is no …`.
///
/// # Errors
/// A file or folder that cannot be read.
pub fn problems(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(root).map_err(|error| Trouble::file(root, &error))?.flatten() {
        let name = entry.file_name().display().to_string();
        if !GENERATED.contains(&name.as_str()) {
            let inside = files::list(&entry.path()).into_iter();
            paths.extend(inside.map(|file| Path::new(&name).join(file).display().to_string().trim_end_matches('/').to_owned()));
        }
    }
    paths.retain(|path| !path.split('/').any(|part| GENERATED.contains(&part)));
    paths.sort();
    let text = |path: String| {
        let is_text = ending(&path).is_none_or(|ending| !["png", "woff2"].contains(&ending));
        let text = if is_text { files::read(&root.join(&path))? } else { String::new() };
        Ok((path, text))
    };
    let texts: Vec<_> = paths.into_iter().map(text).collect::<Result<_>>()?;
    Ok(Repository::new(&texts).problems())
}

/// The workspace, as far as a citation can name it.
struct Repository<'a> {
    texts: &'a [(String, String)],
    /// Every file and folder.
    paths: BTreeSet<&'a str>,
    /// Every word of the sources.
    words: BTreeSet<&'a str>,
    /// Every command of xtask with its lines of the usage.
    commands: BTreeMap<&'a str, &'a str>,
}

/// One place of a document, and the repository that it is about.
struct Page<'a> {
    repository: &'a Repository<'a>,
    path: &'a str,
    problems: Vec<String>,
}

impl<'a> Repository<'a> {
    fn new(texts: &'a [(String, String)]) -> Self {
        let mut paths = BTreeSet::new();
        let mut words = BTreeSet::new();
        let mut commands = BTreeMap::new();
        for (path, text) in texts {
            paths.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
            paths.insert(path.as_str());
            if ending(path).is_some_and(|ending| ["rs", "mjs", "js", "toml", "json"].contains(&ending)) {
                words.extend(text.split(|letter: char| !is_of_word(letter)));
            }
            if path == "xtask/src/main.rs" {
                commands = commands_of(text);
            }
        }
        Self { texts, paths, words, commands }
    }

    fn problems(&self) -> Vec<String> {
        let index = self.texts.iter().find(|(path, _)| path == "docs/decisions/README.md").map_or("", |(_, text)| text);
        let decisions = self.paths.iter().filter_map(|path| path.strip_prefix("docs/decisions/"));
        let missing = decisions.filter(|name| *name != "README.md" && !index.contains(&format!("]({name})")));
        let missing = missing.map(|name| format!("docs/decisions/README.md: {name} is not in the index"));
        let each = self.texts.iter().flat_map(|(path, text)| {
            let mut page = Page { repository: self, path, problems: Vec::new() };
            match ending(path) {
                Some("md") => page.document(text),
                Some("json" | "txt" | "svg") => {}
                _ => page.source(text),
            }
            page.problems
        });
        missing.chain(each).collect()
    }

    /// Whether a file or folder has this path, or one that ends in it. A module may be named without `.rs`.
    fn has(&self, cited: &str) -> bool {
        let fits = |path: &&str| {
            let mut parts = path.rsplit('/');
            let mut cited = cited.rsplit('/');
            let is_last = |part: &str, cited| is_like(part, cited) || part.strip_suffix(".rs") == Some(cited);
            parts.next().zip(cited.next()).is_some_and(|(part, cited)| is_last(part, cited))
                && cited.all(|cited| parts.next().is_some_and(|part| is_like(part, cited)))
        };
        ELSEWHERE.iter().any(|elsewhere| is_like(cited, elsewhere)) || self.paths.iter().any(fits)
    }

    fn has_folder(&self, name: &str) -> bool {
        GENERATED.contains(&name) || self.paths.iter().any(|path| path.split('/').rev().skip(1).any(|part| part == name))
    }

    fn has_test(&self, test: &str) -> bool {
        self.texts.iter().any(|(_, text)| text.contains(test))
    }
}

impl Page<'_> {
    /// A Markdown file.
    fn document(&mut self, text: &str) {
        let (prose, blocks) = without_blocks(text);
        for (line, block) in blocks {
            self.commands(line, block);
            block.split_whitespace().filter(|word| word.contains('/')).for_each(|word| self.path(line, word));
        }
        for (line, span) in spans(&prose) {
            self.span(line, &span);
            let words = span.split('_').filter(|word| !word.is_empty()).count();
            if self.path == "docs/threat-model.md"
                && words > 2
                && span.chars().all(is_of_word)
                && !self.repository.has_test(&format!("fn {span}("))
            {
                self.wrong(line, format!("there is no test `{span}`"));
            }
        }
        for (at, _) in prose.match_indices("](") {
            let target = prose[at + 2..].split(')').next().unwrap_or_default();
            self.link(line_of(&prose, at), target, &prose);
        }
        for (at, start) in prose.match_indices("browser: \"") {
            let mut rest = &prose[at + start.len()..];
            while let Some((title, after)) = rest.split_once('"') {
                let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                // What follows the part that is cited.
                if !['"', ':', ' '].iter().any(|next| self.repository.has_test(&format!("test(\"{title}{next}"))) {
                    self.wrong(line_of(&prose, at), format!("there is no browser test \"{title}\""));
                }
                let Some(next) = after.trim_start_matches([',', ' ', '\n']).strip_prefix('"') else { break };
                rest = next;
            }
        }
    }

    /// The comments of any other file.
    fn source(&mut self, text: &str) {
        // The tests below cite what is not there.
        let text =
            if self.path == "xtask/src/documents.rs" { text.split("#[cfg(test)]\nmod").next().unwrap_or_default() } else { text };
        for (line, text) in (1..).zip(text.lines()) {
            let comment = match ending(self.path) {
                Some("rs" | "mjs" | "js") => text.find("//").map(|at| &text[at..]).or(text.trim_start().strip_prefix('*')),
                Some("css" | "html") => Some(text),
                _ => text.find('#').map(|at| &text[at..]),
            };
            let Some(comment) = comment else { continue };
            spans(comment).for_each(|(_, span)| self.span(line, &span));
            let outside: String = comment.split('`').step_by(2).collect::<Vec<_>>().join(" ");
            for word in outside.split(|letter: char| !is_of_path(letter)) {
                let word = word.trim_end_matches(['.', '-']);
                let top = word.split_once('/').map_or("", |(top, _)| top);
                if !top.is_empty() && self.repository.paths.contains(top) {
                    self.path(line, word);
                }
            }
        }
    }

    /// What stands in backticks.
    fn span(&mut self, line: usize, span: &str) {
        self.commands(line, span);
        for word in span.split(' ') {
            let alone = word.split('(').next().unwrap_or_default();
            let (file, name) = alone.rsplit_once("::").unwrap_or(("", alone));
            let is_function = (word.ends_with(')') || !file.is_empty()) && !name.is_empty() && name.chars().all(is_of_word);
            if is_function && alone.chars().all(|letter| is_of_path(letter) || letter == ':') {
                let (is_file, text) =
                    (ending(file).is_some(), self.repository.texts.iter().find(|(path, _)| is_like_path(path, file)));
                let known = match text.filter(|_| is_file) {
                    Some((_, text)) => text.split(|letter: char| !is_of_word(letter)).any(|word| word == name),
                    None => self.repository.words.contains(name),
                };
                if !known {
                    self.wrong(line, format!("there is no `{alone}`"));
                }
                if is_file {
                    self.path(line, file);
                }
            } else if word.starts_with("LAKZEGEL_") {
                let name = word.split('=').next().unwrap_or_default();
                if !self.repository.words.contains(name) {
                    self.wrong(line, format!("nothing reads the variable {name}"));
                }
            } else {
                self.path(line, word);
            }
        }
    }

    /// A word that may be a path.
    fn path(&mut self, line: usize, word: &str) {
        let cited = word.trim_end_matches('/');
        let is_placeholder =
            |part: &str| part.len() > 1 && part.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
        let first = cited.split('/').next().unwrap_or_default();
        let named = ending(cited).is_some_and(|ending| ENDINGS.contains(&ending));
        let is_path =
            named || (word.ends_with('/') && !first.contains('.')) || (cited.contains('/') && self.repository.has_folder(first));
        if !is_path || first.is_empty() || GENERATED.contains(&first) || !cited.chars().all(is_of_path) {
            return;
        }
        if !cited.split('/').any(is_placeholder) && !self.repository.has(cited) {
            self.wrong(line, format!("there is no `{cited}`"));
        }
    }

    /// A link's target: another place of this page, or a file relative to this one, with a place of it.
    fn link(&mut self, line: usize, target: &str, prose: &str) {
        if target.contains("://") || target.starts_with("mailto:") {
            return;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        for part in file.split('/').filter(|part| !["", "."].contains(part)) {
            if part == ".." {
                parts.pop();
            } else {
                parts.push(part);
            }
        }
        let path = parts.join("/");
        if !file.is_empty() && !self.repository.paths.contains(path.as_str()) {
            return self.wrong(line, format!("the link to {target} leads nowhere"));
        }
        let there = self.repository.texts.iter().find(|(other, _)| *other == path).map(|(_, text)| without_blocks(text).0);
        let there = if file.is_empty() { Some(prose.to_owned()) } else { there };
        if !anchor.is_empty() && !there.is_some_and(|text| text.lines().any(|line| anchor_of(line).as_deref() == Some(anchor))) {
            self.wrong(line, format!("the link to {target} leads to no heading"));
        }
    }

    /// The commands in a line of code.
    fn commands(&mut self, line: usize, code: &str) {
        for (at, start) in code.match_indices("cargo xtask ") {
            let mut words = words_of_command(&code[at + start.len()..]);
            let Some(command) = words.next().filter(|word| !word.chars().all(|letter| letter.is_ascii_uppercase())) else {
                continue;
            };
            let Some(usage) = self.repository.commands.get(command) else {
                self.wrong(line, format!("there is no command `cargo xtask {command}`"));
                continue;
            };
            for option in words.filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap_or_default();
                if (command, option) != HIDDEN && !usage.split_whitespace().any(|word| word == option) {
                    self.wrong(line, format!("`cargo xtask {command}` has no option {option}"));
                }
            }
        }
        for start in ["lakzegel-intake ", "lakzegel-screening "] {
            for (at, _) in code.match_indices(start) {
                let mut in_options = false;
                for word in words_of_command(&code[at + start.len()..]) {
                    let option = word.strip_prefix("--").map(|option| option.replace('-', "_"));
                    in_options |= option.is_some();
                    let name = option.unwrap_or_else(|| camel(word));
                    if (word.starts_with("--") || !in_options) && !self.repository.words.contains(name.as_str()) {
                        self.wrong(line, format!("`{}` has no {word}", start.trim_end()));
                    }
                }
            }
        }
    }

    fn wrong(&mut self, line: usize, what: String) {
        self.problems.push(format!("{}:{line}: {what}", self.path));
    }
}

/// The commands in the usage of `xtask/src/main.rs`: each begins a line, two blanks in.
fn commands_of(main: &str) -> BTreeMap<&str, &str> {
    let usage = main.split_once("const USAGE").and_then(|(_, rest)| rest.split_once("\";")).map_or("", |(usage, _)| usage);
    let starts: Vec<usize> =
        usage.match_indices("\n  ").filter(|(at, _)| !usage[at + 3..].starts_with(' ')).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([usage.len()]);
    let blocks = starts.iter().zip(ends).map(|(start, end)| usage[*start..end].trim());
    blocks.map(|block| (block.split_whitespace().next().unwrap_or_default(), block)).collect()
}

/// The words of a command up to a comment, a pipe, or another command.
fn words_of_command(code: &str) -> impl Iterator<Item = &str> {
    code.split_whitespace()
        .take_while(|word| !word.starts_with(['#', '>', '|', '&', ';', '\\', '…']))
        .map(|word| word.trim_end_matches(';'))
}

/// `visitor-codes` as clap's variants are named: `VisitorCodes`.
fn camel(word: &str) -> String {
    let capital = |part: &str| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>();
    word.split('-').map(capital).collect()
}

/// A document with its fenced blocks emptied, so that lines keep their numbers; and those blocks' lines with their numbers.
fn without_blocks(text: &str) -> (String, Vec<(usize, &str)>) {
    let (mut prose, mut blocks, mut inside) = (String::new(), Vec::new(), false);
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            blocks.push((number, line));
        } else {
            prose += line;
        }
        prose.push('\n');
    }
    (prose, blocks)
}

/// What stands in backticks, with its line; broken lines are joined.
fn spans(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut line = 1;
    let numbered = text.split('`').enumerate().map(move |(number, part)| {
        let at = line;
        line += part.matches('\n').count();
        (number, at, part)
    });
    numbered.filter(|(number, ..)| number % 2 == 1).map(|(_, line, span)| (line, span.replace('\n', " ")))
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

/// The anchor that a heading gets: small letters, hyphens for blanks, no other signs.
fn anchor_of(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    Some(kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect())
}

fn ending(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending)
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn is_of_path(letter: char) -> bool {
    is_of_word(letter) || "./-*".contains(letter)
}

fn is_like_path(path: &str, cited: &str) -> bool {
    path == cited || path.strip_suffix(cited).is_some_and(|before| before.ends_with('/'))
}

/// Whether a name is the cited one, in which one `*` stands for anything.
fn is_like(name: &str, cited: &str) -> bool {
    cited.split_once('*').map_or(name == cited, |(start, end)| {
        name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    })
}

#[cfg(test)]
mod tests {
    use super::{Repository, anchor_of, camel, is_like};

    const MAIN: &str = "const USAGE: &str = \"\\\ncargo xtask COMMAND\n\n  demo      build\n            --port N (8080)   --fresh\n  test      \
                        all\n            --only lint|host\";\nfn main() {}";

    /// What is said of a workspace with this page, or this text in another of its files.
    fn problems(path: &str, text: &str) -> Vec<String> {
        let texts = [
            ("app/src/pages/write.rs", "fn view() { both() }"),
            ("docs/decisions/0001-first.md", "# 1. The first\n"),
            ("docs/decisions/README.md", "[first](0001-first.md)"),
            ("docs/protocol.md", "# The protocol\n\n## 3.1 The letter, sealed\n"),
            ("intake/src/log.rs", "enum Command { CheckConfig { root_keys: Path } } const A: &str = \"LAKZEGEL_FONTS\";"),
            ("tests/browser/way.test.mjs", "test(\"the whole way: in steps\", go); "),
            ("tests/host.rs", "fn nobody_reads_a_letter() {}"),
            ("xtask/src/main.rs", MAIN),
        ];
        let mut texts: Vec<_> = texts.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec();
        texts.retain(|(other, _)| other != path);
        texts.push((path.to_owned(), text.to_owned()));
        Repository::new(&texts).problems()
    }

    /// What is said of each page alone.
    fn each<const N: usize>(pages: [&str; N]) -> Vec<String> {
        pages.iter().flat_map(|page| problems("docs/page.md", page)).collect()
    }

    #[test]
    fn what_is_there_may_be_cited() {
        let good = [
            "`app/src/pages/write.rs`, `write.rs`, `pages/`, `pages/*.rs`, `docs/protocol.md`, `pages/write`; `write.rs::view`, `pages::view()`",
            "[one](protocol.md), [two](../intake/src/log.rs), [three](protocol.md#31-the-letter-sealed), [four](https://example.org/a.rs)",
            "# A heading\n[above](#a-heading)",
            "`/v1/start`, `text/plain`, `demo.invalid/lakzegel`, `target/demo`, `PACKAGE/src/main.rs`, `dist/client.js`, `late.js`",
            "`cargo xtask demo --fresh --port=9` and `LAKZEGEL_FONTS=x cargo xtask test --only host`, `cargo xtask demo --prepare-only`",
            "```\ncargo xtask test # --all\nlakzegel-intake check-config --root-keys FILE\n```",
            "It holds (browser: \"the whole way\", \"the whole\nway: in steps\").",
        ];
        assert_eq!(each(good), [""; 0]);
    }

    #[test]
    fn paths_and_functions_that_are_not_there_are_found() {
        let bad = [
            "`app/src/ui.rs`",
            "x\n`ui.rs`",
            "`screens/`",
            "`pages/*.mjs`",
            "`app/write.rs`",
            "`write.rs::gone`",
            "`gone()`",
            "`log::gone`",
        ];
        let found = each(bad);
        assert_eq!(found.len(), bad.len(), "{found:?}");
        assert_eq!(found[0], "docs/page.md:1: there is no `app/src/ui.rs`");
        assert_eq!(found[1], "docs/page.md:2: there is no `ui.rs`");
    }

    #[test]
    fn links_and_anchors_that_lead_nowhere_are_found() {
        let bad = ["[a](gone.md)", "[b](intake/src/log.rs)", "[c](protocol.md#gone)", "[d](#gone)", "![e](images/gone.png)"];
        assert_eq!(each(bad).len(), bad.len());
        assert_eq!(anchor_of("## A release, and `whether` it's so").as_deref(), Some("a-release-and-whether-its-so"));
    }

    #[test]
    fn commands_options_and_variables_that_are_not_there_are_found() {
        let bad = [
            "`cargo xtask demmo`",
            "`cargo xtask demo --only host`",
            "```\ncargo xtask test --all\n```",
            "`lakzegel-intake check-all`",
            "`lakzegel-intake check-config --roots x`",
            "`LAKZEGEL_GONE=1`",
        ];
        assert_eq!(each(bad).len(), bad.len(), "{:?}", each(bad));
        assert_eq!(camel("visitor-codes"), "VisitorCodes");
    }

    #[test]
    fn tests_that_are_not_there_are_found() {
        assert_eq!(problems("docs/threat-model.md", "(`nobody_reads_a_letter`; `acr`, `max_age`)"), [""; 0]);
        assert_eq!(
            problems("docs/threat-model.md", "(`nobody_reads_it_now`)"),
            ["docs/threat-model.md:1: there is no test `nobody_reads_it_now`"]
        );
        assert_eq!(
            each(["(browser: \"the whole way\",\n\"the whole w\")"]),
            ["docs/page.md:1: there is no browser test \"the whole w\""]
        );
    }

    #[test]
    fn comments_are_held_true_and_code_is_not_looked_at() {
        let code = "let a = \"app/src/gone.rs\"; // in docs/protocol.md, of `write.rs`; https://example.org/docs/gone.md\n";
        assert_eq!(problems("app/src/new.rs", code), [""; 0]);
        assert_eq!(problems("app/src/new.rs", "//! See docs/gone.md.\n/// And `gone.rs`.\n").len(), 2);
        assert_eq!(
            problems("crypto/Cargo.toml", "a = 1 # `crypto/tests/gone.rs` holds that"),
            ["crypto/Cargo.toml:1: there is no `crypto/tests/gone.rs`"]
        );
        assert_eq!(problems("app/style.css", "/* tests/gone.mjs */").len(), 1);
    }

    #[test]
    fn every_decision_is_in_the_index() {
        assert_eq!(
            problems("docs/decisions/0002-second.md", ""),
            ["docs/decisions/README.md: 0002-second.md is not in the index"]
        );
    }

    #[test]
    fn a_star_stands_for_any_part_of_a_name() {
        assert!(is_like("nl-late.txt", "*-late.txt") && is_like("main.rs", "main.rs") && is_like("main.rs", "*"));
        assert!(!is_like("late.txt", "*-late.txt") && !is_like("main.rs", "main"));
    }
}
