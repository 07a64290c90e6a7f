//! What came of the tests: each test by name, and the counts that the runners made themselves. Reads what libtest and Node's runner write, and
//! keeps the results of a whole run for `cargo xtask evidence`.

use std::{fmt, time::Duration};

use crate::{disk, run::clock};

/// One test and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Which runner ran it, for example `lakzegel-crypto` or `browser`.
    pub runner: String,
    /// Its name, as the runner gives it.
    pub name: String,
    /// Passed, failed or left out.
    pub outcome: Outcome,
    /// What its runner said of the failure, cut off after [`WHY`] lines; empty if it did not fail, or in what was kept of a run.
    pub why: String,
}

impl Test {
    /// Whether it failed.
    pub fn has_failed(&self) -> bool {
        self.outcome == Outcome::Failed
    }
}

/// How many lines are shown of what a runner says of a failure.
const WHY: usize = 40;

/// What came of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was not run.
    Ignored,
}

/// What a runner says at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    passed: u32,
    failed: u32,
    ignored: u32,
}

/// The tests and counts in a runner's output; no counts if it did not come to its end.
pub type Read = (Vec<Test>, Option<Count>);

/// Everything that came out.
#[derive(Default)]
pub struct Report {
    /// Every test by name.
    pub tests: Vec<Test>,
    /// Each runner with its counts and its time; the total is their sum.
    runners: Vec<(String, Count, Duration)>,
    checks: Vec<String>,
    /// What failed and is no test, or did not come to its end, each with the command that does just that again.
    broken: Vec<(String, String)>,
    /// The command that runs a failed test again, in the order of the tests that failed.
    again: Vec<(String, String)>,
}

/// How many failures are listed at the very end; all of them stand above.
const LAST: usize = 5;

impl Report {
    /// Something that is no test: formatting, floors, warnings. `again` is the command that does just this.
    pub fn check(&mut self, name: &str, good: bool, again: &str) {
        if good { self.checks.push(name.to_owned()) } else { self.broken.push((name.to_owned(), again.to_owned())) }
    }

    /// What a runner said, and whether its program ended well. `again` makes the command that runs one test of it again.
    pub fn add(&mut self, name: &str, (tests, count): Read, good: bool, time: Duration, again: impl Fn(&Test) -> String) {
        let counted_failure = count.is_some_and(|count| count.failed > 0);
        if count.is_none() || (!good && !counted_failure) {
            let whole = Test { runner: name.to_owned(), name: String::new(), outcome: Outcome::Failed, why: String::new() };
            self.broken.push((format!("{name} did not come to its end"), again(&whole)));
        }
        let failed = tests.iter().filter(|test| test.has_failed());
        self.again.extend(failed.map(|test| (format!("{}: {}", test.runner, test.name), again(test))));
        self.tests.extend(tests);
        self.runners.push((name.to_owned(), count.unwrap_or_default(), time));
    }

    fn total(&self) -> Count {
        self.runners.iter().fold(Count::default(), |sum, (_, count, _)| sum.plus(*count))
    }

    /// Whether everything passed.
    pub fn good(&self) -> bool {
        self.broken.is_empty() && self.total().failed == 0
    }

    /// Shows it: what passed, each failure with its reason, how to run just what failed, and last the counts.
    pub fn print(&self) {
        println!();
        for check in &self.checks {
            println!("ok  {check}");
        }
        for test in self.tests.iter().filter(|test| test.has_failed()) {
            println!("FAILED  {}: {}", test.runner, test.name);
            test.why.lines().for_each(|line| println!("    {line}"));
        }
        for (name, count, time) in &self.runners {
            println!("{name}: {count}  {}", clock(*time));
        }
        let failures: Vec<_> = self.broken.iter().chain(&self.again).collect();
        if !failures.is_empty() {
            println!("\nWhat failed, and how to run just that:");
        }
        for (name, again) in failures.iter().take(LAST) {
            println!("  {name}\n    {again}");
        }
        if failures.len() > LAST {
            println!("  and {} more, above", failures.len() - LAST);
        }
        if let Some(reason) = disk::is_full().filter(|_| !failures.is_empty()) {
            println!("\n{reason}");
        }
        println!("{}", self.total());
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 { write!(f, ", {} skipped", self.ignored) } else { Ok(()) }
    }
}

impl Count {
    const fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed, ignored: self.ignored + other.ignored }
    }
}

/// What libtest and wasm-bindgen's runner write: a line for each test, and one at the end of each file.
pub fn read_libtest(output: &str, runner: &str) -> Read {
    let mut count = None::<Count>;
    let mut tests = Vec::new();
    for line in output.lines() {
        if let Some(result) = line.strip_prefix("test result: ") {
            let of = |what: &str| {
                let part = result.split([';', '.']).find_map(|part| part.trim().strip_suffix(what));
                part.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
            };
            let counted = Count { passed: of("passed"), failed: of("failed"), ignored: of("ignored") };
            count = Some(count.unwrap_or_default().plus(counted));
        } else if let Some((name, outcome)) = line.strip_prefix("test ").and_then(|line| line.rsplit_once(" ... ")) {
            let outcome = match outcome.split([' ', ',']).next() {
                Some("ok") => Outcome::Passed,
                Some("ignored") => Outcome::Ignored,
                _ => Outcome::Failed,
            };
            let name = name.strip_suffix(" - should panic").unwrap_or(name);
            let why = if outcome == Outcome::Failed { said_by_libtest(output, name) } else { String::new() };
            tests.push(Test { runner: runner.to_owned(), name: name.to_owned(), outcome, why });
        }
    }
    (tests, count)
}

/// What a test that failed said, which libtest and wasm-bindgen's runner repeat after all tests of a file.
fn said_by_libtest(output: &str, name: &str) -> String {
    // The second is wasm-bindgen's.
    let heads = ["stdout", "output"].map(|what| format!("---- {name} {what} ----"));
    let said = output.lines().skip_while(|line| !heads.iter().any(|head| head == line)).skip(1);
    let said: Vec<&str> = said.take_while(|line| *line != "failures:" && !line.starts_with("---- ")).take(WHY).collect();
    said.join("\n").trim().to_owned()
}

/// What is said of an error in the lines after a test that failed: a value on the same line, or a block that is set in below it.
fn said_by_node<'a>(after: impl Iterator<Item = &'a str>) -> String {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut after = after.peekable();
    let Some(begin) = after.next_if(|line| line.trim() == "---") else { return String::new() };
    // What is said may have such a line too, further in.
    let ends = |line: &str| line.trim() == "..." && depth(line) <= depth(begin);
    let mut lines = after.take_while(|line| !ends(line)).skip_while(|line| !line.trim_start().starts_with("error:"));
    let Some(first) = lines.next() else { return String::new() };
    let value = first.trim_start().trim_start_matches("error:").trim();
    if !value.starts_with('|') {
        return value.trim_matches('\'').to_owned();
    }
    let block: Vec<&str> = lines.take_while(|line| line.trim().is_empty() || depth(line) > depth(first)).take(WHY).collect();
    let left = block.iter().filter(|line| !line.trim().is_empty()).map(|line| depth(line)).min().unwrap_or(0);
    block.iter().map(|line| line.get(left..).unwrap_or("")).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// What Node's test runner writes as TAP.
pub fn read_tap(tap: &str, runner: &str) -> Read {
    let mut tests = Vec::new();
    for (at, line) in tap.lines().map(str::trim_start).enumerate() {
        let (passed, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => continue,
        };
        let Some((_, name)) = rest.split_once(" - ") else { continue };
        // What only holds tests together is none.
        let mut about = tap.lines().skip(at + 1).map(str::trim).take_while(|line| *line != "...");
        if about.next() == Some("---") && about.any(|line| line == "type: 'suite'") {
            continue;
        }
        let (name, note) = name.split_once(" # ").unwrap_or((name, ""));
        let left_out = note.starts_with("SKIP") || note.starts_with("TODO");
        let outcome = match (left_out, passed) {
            (true, _) => Outcome::Ignored,
            (_, true) => Outcome::Passed,
            (_, false) => Outcome::Failed,
        };
        let why = if outcome == Outcome::Failed { said_by_node(tap.lines().skip(at + 1)) } else { String::new() };
        tests.push(Test { runner: runner.to_owned(), name: name.to_owned(), outcome, why });
    }
    let of = |what: &str| tap.lines().rev().find_map(|line| line.strip_prefix(what)?.trim().parse::<u32>().ok());
    let count = of("# pass ").zip(of("# fail ")).map(|(passed, failed)| Count {
        passed,
        // A test that was cut off did not pass.
        failed: failed + of("# cancelled ").unwrap_or(0),
        ignored: of("# skipped ").unwrap_or(0) + of("# todo ").unwrap_or(0),
    });
    (tests, count)
}

/// Results as they are kept, under the hash of the sources that they are of.
pub fn to_text(sources: &str, tests: &[Test]) -> String {
    let line = |test: &Test| {
        let outcome = match test.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Ignored => "ignored",
        };
        format!("{outcome}\t{}\t{}\n", test.runner, test.name)
    };
    format!("{sources}\n{}", tests.iter().map(line).collect::<String>())
}

/// Results as [`to_text`] writes them; `None` if they are of other sources, or damaged.
pub fn from_text(sources: &str, text: &str) -> Option<Vec<Test>> {
    let rest = text.strip_prefix(sources)?.strip_prefix('\n')?;
    let test = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let outcome = match parts.next()? {
            "passed" => Outcome::Passed,
            "failed" => Outcome::Failed,
            _ => Outcome::Ignored,
        };
        let [runner, name] = [parts.next()?, parts.next()?].map(str::to_owned);
        Some(Test { outcome, runner, name, why: String::new() })
    };
    rest.lines().map(test).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Count, Outcome, Report, Test, from_text, read_libtest, read_tap, to_text};

    fn test(runner: &str, name: &str, outcome: Outcome) -> Test {
        Test { runner: runner.to_owned(), name: name.to_owned(), outcome, why: String::new() }
    }

    #[test]
    fn libtests_lines_are_counted_over_all_files() {
        let output = "\nrunning 3 tests\ntest note::it_signs ... ok\ntest note::it_refuses - should panic ... ok\n\
                      test log::slow ... ignored, takes an hour\n\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; \
                      finished in 0.01s\n\nrunning 1 test\ntest it ... FAILED\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; \
                      0 filtered out; finished in 0.00s\n";
        let (tests, count) = read_libtest(output, "crypto");
        assert_eq!(count, Some(Count { passed: 2, failed: 1, ignored: 1 }));
        assert_eq!(
            tests,
            [
                test("crypto", "note::it_signs", Outcome::Passed),
                test("crypto", "note::it_refuses", Outcome::Passed),
                test("crypto", "log::slow", Outcome::Ignored),
                test("crypto", "it", Outcome::Failed),
            ]
        );
    }

    #[test]
    fn a_runner_that_did_not_come_to_its_end_is_broken() {
        let (tests, count) = read_libtest("running 2 tests\ntest one ... ok\n", "crypto");
        assert_eq!((tests.len(), count), (1, None));
        let mut report = Report::default();
        report.add("crypto", (tests, count), false, Duration::ZERO, |_| String::new());
        assert!(!report.good());
        // All counted as passed, and yet it failed: something outside the tests did.
        let mut report = Report::default();
        let count = Some(Count { passed: 1, failed: 0, ignored: 0 });
        report.add("crypto", (vec![], count), false, Duration::ZERO, |_| String::new());
        assert!(!report.good());
    }

    #[test]
    fn nodes_tap_is_read_with_subtests() {
        let tap = "TAP version 13\n# Subtest: whole way\n    # Subtest: writes\n    ok 1 - writes\n      ---\n      duration_ms: 1\n      ...\n    \
                   1..1\nok 1 - whole way\nnot ok 2 - a receipt\nok 3 - later # SKIP\n1..3\n# tests 4\n# suites 0\n# pass 2\n# fail 1\n\
                   # cancelled 0\n# skipped 1\n# todo 0\n";
        let (tests, count) = read_tap(tap, "browser");
        assert_eq!(count, Some(Count { passed: 2, failed: 1, ignored: 1 }));
        assert_eq!(
            tests,
            [
                test("browser", "writes", Outcome::Passed),
                test("browser", "whole way", Outcome::Passed),
                test("browser", "a receipt", Outcome::Failed),
                test("browser", "later", Outcome::Ignored),
            ]
        );
        assert_eq!(read_tap("TAP version 13\nok 1 - one\n", "browser").1, None);
    }

    #[test]
    fn what_only_holds_nodes_tests_together_is_no_test() {
        let tap = "TAP version 13\n    ok 1 - speaks\n      ---\n      duration_ms: 1\n      ...\n    ok 2 - says nothing\n    1..2\n\
                   ok 1 - both\n  ---\n  duration_ms: 1\n  type: 'suite'\n  ...\n1..1\n";
        let (tests, _) = read_tap(tap, "browser");
        assert_eq!(tests, [test("browser", "speaks", Outcome::Passed), test("browser", "says nothing", Outcome::Passed)]);
    }

    /// What CI shows of a run is its end: why a test failed must stand there too.
    #[test]
    fn what_runners_say_of_a_failure_is_kept() {
        let whys = |(tests, _): super::Read| tests.into_iter().map(|test| test.why).collect::<Vec<_>>();
        let tap = "TAP version 13\n    not ok 1 - speaks\n      ---\n      duration_ms: 1\n      error: |-\n        another from line 3 on:\n        ...\n        \n          \
                   - one\n        + other\n      code: 'ERR_ASSERTION'\n      ...\nnot ok 2 - in one line\n  ---\n  error: 'waited in vain'\n  ...\n\
                   not ok 3 - says nothing\nok 4 - passes\n  ---\n  error: 'not its own'\n  ...\n";
        assert_eq!(
            whys(read_tap(tap, "browser")),
            ["another from line 3 on:\n...\n\n  - one\n+ other", "waited in vain", "", ""]
        );
        let output = "running 3 tests\ntest one ... ok\ntest two ... FAILED\ntest two::more ... FAILED\n\nfailures:\n\n---- two stdout ----\nleft: 1\n\
                      right: 2\n\n---- two::more output ----\nit broke\n\n\nfailures:\n    two\n    two::more\n\ntest result: FAILED. 1 passed; 2 failed\n";
        assert_eq!(whys(read_libtest(output, "crypto")), ["", "left: 1\nright: 2", "it broke"]);
        let long = format!("not ok 1 - long\n  ---\n  error: |-\n{}  ...\n", "    line\n".repeat(super::WHY + 1));
        assert_eq!(whys(read_tap(&long, "browser")).concat().lines().count(), super::WHY);
    }

    #[test]
    fn results_are_kept_for_the_sources_that_they_are_of() {
        let tests = [test("browser", "the whole way\tthere", Outcome::Passed), test("crypto", "it", Outcome::Failed)];
        let text = to_text("0011", &tests);
        assert_eq!(from_text("0011", &text).as_deref(), Some(tests.as_slice()));
        assert_eq!(from_text("0012", &text), None);
    }
}
