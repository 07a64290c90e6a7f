//! Holds a crate's files to its floors: nothing imports a file of a floor above its own, and no files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Import, Modules, Source};

/// A crate, and on which floor each of its files stands.
pub struct House {
    /// The package's folder.
    pub package: &'static str,
    /// The floors, the top one first: a number, and files (`main.rs`) or folders (`ui/`) below `src`. Where several fit a file, the
    /// longest counts. None at all: the crate may have no circle, and that is all.
    pub floors: &'static [(u8, &'static [&'static str])],
}

/// What was read, and what is wrong with it.
#[derive(Default)]
pub struct Findings {
    /// A line for each thing that is wrong.
    pub problems: Vec<String>,
    /// How many imports there are from one file to another.
    pub imports: usize,
}

impl House {
    /// Compares the crate's files with its floors.
    pub fn check(&self, sources: &[Source<'_>]) -> Findings {
        let mut problems = Vec::new();
        let mut imports = Vec::new();
        let modules = Modules::new(self.package, sources.iter().map(|(file, _)| *file));
        for source in sources {
            match modules.imports(*source) {
                Ok(found) => imports.extend(found),
                Err(error) => problems.push(format!("{}: this is not Rust: {error}", self.shown(source.0))),
            }
        }
        let above: BTreeSet<&Import> = imports.iter().filter(|import| self.leads_up(import)).collect();
        problems.extend(self.misplaced(sources));
        problems.extend(above.iter().map(|import| self.wrong_arrow(import)));
        // An arrow that leads up is said already; without it the circle that it closes is none.
        problems.extend(self.circles(imports.iter().filter(|import| !above.contains(import))));
        Findings { problems, imports: imports.len() }
    }

    /// The entry of the table that decides for a file, with its floor.
    fn entry(&self, file: &str) -> Option<(u8, &'static str)> {
        let entries = self.floors.iter().flat_map(|(floor, entries)| entries.iter().map(|entry| (*floor, *entry)));
        let fits = |entry: &str| entry == file || (entry.ends_with('/') && file.starts_with(entry));
        entries.filter(|(_, entry)| fits(entry)).max_by_key(|(_, entry)| entry.len())
    }

    fn floor(&self, file: &str) -> Option<u8> {
        self.entry(file).map(|(floor, _)| floor)
    }

    fn shown(&self, file: &str) -> String {
        format!("{}/src/{file}", self.package)
    }

    fn leads_up(&self, import: &Import) -> bool {
        matches!((self.floor(&import.from), self.floor(&import.to)), (Some(from), Some(to)) if from < to)
    }

    /// Files that stand on no floor, and entries that decide for no file.
    fn misplaced(&self, sources: &[Source<'_>]) -> Vec<String> {
        if self.floors.is_empty() {
            return Vec::new();
        }
        let used: BTreeSet<_> = sources.iter().filter_map(|(file, _)| self.entry(file)).collect();
        let homeless = sources.iter().filter(|(file, _)| self.entry(file).is_none());
        let homeless = homeless.map(|(file, _)| format!("{}: stands on no floor of xtask/src/lint.rs", self.shown(file)));
        let entries = self.floors.iter().flat_map(|(floor, entries)| entries.iter().map(|entry| (*floor, *entry)));
        let empty = entries.filter(|entry| !used.contains(entry));
        let empty = empty
            .map(|(floor, entry)| format!("xtask/src/lint.rs: {entry:?} on floor {floor} of {} names no file", self.package));
        homeless.chain(empty).collect()
    }

    fn wrong_arrow(&self, Import { from, line, to, path }: &Import) -> String {
        let [low, high] = [from, to].map(|file| self.floor(file).unwrap_or_default());
        let item = path.rsplit("::").next().unwrap_or_default();
        let item = if item == "*" { "what is used of it".to_owned() } else { format!("`{item}`") };
        format!(
            "{}:{line} (floor {low}) imports {path} of {to} (floor {high}): {item} belongs on floor {low} or below, or turn the \
             arrow round",
            self.shown(from)
        )
    }

    /// A shortest circle through each file that is in one and was not named in one before.
    fn circles<'a>(&self, imports: impl Iterator<Item = &'a Import>) -> Vec<String> {
        let mut arrows: BTreeMap<&str, BTreeMap<&str, &Import>> = BTreeMap::new();
        for import in imports {
            arrows.entry(&import.from).or_default().entry(&import.to).or_insert(import);
        }
        let mut named = BTreeSet::new();
        let mut found = Vec::new();
        for &start in arrows.keys() {
            let Some(circle) = circle(&arrows, start).filter(|_| !named.contains(start)) else { continue };
            named.extend(circle.iter().map(|import| import.to.as_str()));
            let chain = circle
                .iter()
                .map(|Import { from, line, to, path }| format!("\n    {}:{line} imports {path} of {to}", self.shown(from)));
            found.push(format!("{}: files that import each other in a circle:{}", self.package, chain.collect::<String>()));
        }
        found
    }
}

/// The shortest way from a file back to itself.
fn circle<'a>(arrows: &BTreeMap<&str, BTreeMap<&str, &'a Import>>, start: &str) -> Option<Vec<&'a Import>> {
    let mut ways: Vec<Vec<&Import>> = vec![Vec::new()];
    let mut reached = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let end = way.last().map_or(start, |import: &&Import| import.to.as_str());
            for (to, import) in arrows.get(end).into_iter().flatten() {
                let way: Vec<&Import> = way.iter().copied().chain([*import]).collect();
                if *to == start {
                    return Some(way);
                }
                if reached.insert(*to) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::House;

    const HOUSE: House = House {
        package: "app",
        floors: &[(4, &["main.rs"]), (3, &["pages.rs", "pages/"]), (2, &["app.rs", "pages/late/"]), (1, &["words.rs"])],
    };

    /// A crate that is in order.
    const GOOD: [(&str, &str); 6] = [
        ("main.rs", "mod app; mod pages; mod words; use crate::{app::App, pages};"),
        ("pages.rs", "mod late; mod write; pub use write::view;"),
        ("pages/write.rs", "use crate::{app::App, words};"),
        ("pages/late/check.rs", "use crate::app::App;"),
        ("app.rs", "use crate::words::Key;"),
        ("words.rs", "pub enum Key {}"),
    ];

    /// What is said of the crate with another text in one of its files.
    fn problems(file: &str, text: &str) -> Vec<String> {
        let mut sources = GOOD.to_vec();
        match sources.iter_mut().find(|(name, _)| *name == file) {
            Some(source) => source.1 = text,
            None => sources.push((file, text)),
        }
        HOUSE.check(&sources).problems
    }

    #[test]
    fn files_that_keep_to_their_floors_are_in_order() {
        let findings = HOUSE.check(&GOOD);
        assert!(findings.problems.is_empty(), "{:?}", findings.problems);
        assert_eq!(findings.imports, 7);
    }

    #[test]
    fn an_arrow_that_leads_up_is_named_with_where_the_definition_belongs() {
        let wrong = "app/src/words.rs:2 (floor 1) imports crate::app::heading of app.rs (floor 2): `heading` belongs on floor 1 or below, \
                     or turn the arrow round";
        assert_eq!(problems("words.rs", "\nuse crate::app::heading;"), [wrong]);
        // By a glob, a re-export and from a folder within a folder.
        assert_eq!(problems("words.rs", "use crate::app::*;").len(), 1);
        assert_eq!(problems("app.rs", "pub use super::pages::write::view;").len(), 1);
        assert_eq!(problems("pages/late/check.rs", "fn f() { super::super::view() }").len(), 1);
    }

    #[test]
    fn a_circle_on_one_floor_is_shown_as_a_chain() {
        let circle = "app: files that import each other in a circle:\n    \
                      app/src/pages.rs:1 imports crate::pages::write::view of pages/write.rs\n    \
                      app/src/pages/write.rs:1 imports crate::pages::Stage of pages.rs";
        assert_eq!(problems("pages/write.rs", "use super::Stage;"), [circle]);
        // Each file of a knot is named once.
        let knot =
            [("a.rs", "use crate::b;"), ("b.rs", "use crate::c;"), ("c.rs", "use crate::a; use crate::b;"), ("lib.rs", "")];
        assert_eq!(House { package: "crypto", floors: &[] }.check(&knot).problems.len(), 1);
    }

    #[test]
    fn a_file_needs_a_floor_and_an_entry_a_file() {
        assert_eq!(problems("new.rs", ""), ["app/src/new.rs: stands on no floor of xtask/src/lint.rs"]);
        let gone = HOUSE.check(&GOOD[..5]).problems;
        assert_eq!(gone[0], "xtask/src/lint.rs: \"words.rs\" on floor 1 of app names no file");
    }

    #[test]
    fn what_is_not_rust_is_said() {
        let found = problems("words.rs", "fn f() {");
        assert!(found.iter().any(|problem| problem.starts_with("app/src/words.rs: this is not Rust")), "{found:?}");
    }
}
