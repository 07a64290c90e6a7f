//! `cargo xtask test`: every check and every test, the quick ones first. A part that fails does not hide the others; what the
//! runners counted themselves stands at the end.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{
    demo, files,
    run::{Progress, Result, Trouble, answer},
    tools::{self, FOR_BROWSERS, FOR_CLIENT, FOR_TESTS, Tool, WASM, cargo},
};

/// A part of the tests, for `--only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// rustfmt and clippy.
    Lint,
    /// Tests on this machine.
    Host,
    /// Tests in Wasm, run by Node.
    Wasm,
    /// Tests in a real browser against the real servers.
    Browser,
}

impl Part {
    /// The part with this name on the command line.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "lint" => Ok(Self::Lint),
            "host" => Ok(Self::Host),
            "wasm" => Ok(Self::Wasm),
            "browser" => Ok(Self::Browser),
            _ => Err(Trouble::new(format!("there is no part {name:?}"), "lint, host, wasm or browser")),
        }
    }

    fn tools(self) -> Vec<Tool> {
        match self {
            Self::Lint => vec![Tool::WasmTarget, Tool::Crates, Tool::Rustfmt, Tool::Clippy],
            // Letters are printed: the fonts come from npm. Several intakes share a database.
            Self::Host => vec![Tool::Crates, Tool::Npm, Tool::Postgres],
            Self::Wasm => vec![Tool::WasmTarget, Tool::Crates, Tool::WasmBindgen],
            Self::Browser => FOR_CLIENT.into_iter().chain(FOR_BROWSERS).collect(),
        }
    }
}

/// What clippy looks at: each package alone, with each set of features that it is built with.
const LINTS: [&[&str]; 11] = [
    &["-p", "xtask", "--all-targets"],
    &["-p", "lakzegel-crypto"],
    &["-p", "lakzegel-crypto", "--all-targets", "--all-features"],
    &["-p", "lakzegel-crypto", "--all-targets", "--all-features", "--target", WASM],
    &["-p", "lakzegel-letter", "--all-targets"],
    &["-p", "lakzegel-letter", "--all-targets", "--target", WASM],
    &["-p", "lakzegel-app", "--all-targets"],
    &["-p", "lakzegel-app", "--target", WASM],
    &["-p", "lakzegel-intake", "--all-targets"],
    &["-p", "lakzegel-intake", "--all-targets", "--features", "demo"],
    &["-p", "lakzegel-screening", "--all-targets"],
];

/// What is tested on this machine. Each package alone, or a feature that one turns on would be on in all.
const HOST: [&[&str]; 7] = [
    &["-p", "xtask"],
    &["-p", "lakzegel-letter"],
    &["-p", "lakzegel-crypto"],
    &["-p", "lakzegel-app"],
    &["-p", "lakzegel-intake"],
    &["-p", "lakzegel-intake", "--features", "demo"],
    &["-p", "lakzegel-screening"],
];

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
struct Count {
    passed: u32,
    failed: u32,
    ignored: u32,
}

/// Everything that came out.
#[derive(Default)]
pub struct Report {
    /// Every test by name.
    pub tests: Vec<Test>,
    /// Each runner with its counts; the total is their sum.
    runners: Vec<(String, Count)>,
    checks: Vec<String>,
    broken: Vec<String>,
}

/// `cargo xtask test`.
pub fn run(only: Option<Part>) -> Result {
    let parts = only.map_or_else(|| vec![Part::Lint, Part::Host, Part::Wasm, Part::Browser], |part| vec![part]);
    let report = report(&parts)?;
    if only.is_none() {
        save(&report)?;
    }
    report.print();
    if report.good() { Ok(()) } else { Err(Trouble::new("not everything passed", "")) }
}

/// Runs these parts.
fn report(parts: &[Part]) -> Result<Report> {
    let mut progress = Progress::new(0);
    let mut needed: Vec<Tool> = parts.iter().flat_map(|part| part.tools()).collect();
    if parts.len() > 1 {
        needed.extend(FOR_TESTS);
    }
    let order = |tool: &Tool| FOR_CLIENT.iter().chain(&FOR_TESTS).position(|known| known == tool);
    needed.sort_by_key(order);
    needed.dedup();
    tools::set_up(&needed, &mut progress)?;
    let mut report = Report::default();
    for part in parts {
        match part {
            Part::Lint => lint(&mut report),
            Part::Host => host(&mut report),
            Part::Wasm => wasm(&mut report)?,
            Part::Browser => browser(&mut report)?,
        }
    }
    Ok(report)
}

fn lint(report: &mut Report) {
    let mut progress = Progress::new(1 + LINTS.len());
    report.check(&mut progress, "rustfmt", cargo().args(["fmt", "--all", "--check"]), "cargo fmt --all");
    for what in LINTS {
        let mut command = cargo();
        command.args(["clippy", "--locked"]).args(what).args(["--", "-D", "warnings"]);
        report.check(&mut progress, &format!("clippy {}", what.join(" ")), &mut command, "");
    }
}

fn host(report: &mut Report) {
    let mut progress = Progress::new(HOST.len());
    for what in HOST {
        let name = what.iter().filter(|word| !word.starts_with('-')).copied().collect::<Vec<_>>().join(" with ");
        let mut command = cargo();
        command.args(["test", "--locked"]).args(what).env("LAKZEGEL_FONTS", tools::fonts());
        command.envs(tools::postgres().map(|programs| ("LAKZEGEL_POSTGRES", programs)));
        report.cargo_test(&mut progress, &name, &mut command);
    }
}

fn wasm(report: &mut Report) -> Result {
    let packages: Vec<&str> = ["letter", "crypto", "app"].into_iter().filter(|package| has_wasm_tests(package)).collect();
    if packages.is_empty() {
        return Err(Trouble::new("there are no Wasm tests", "they belong into PACKAGE/tests/wasm.rs"));
    }
    let mut progress = Progress::new(packages.len());
    for package in packages {
        let mut command = cargo();
        command.args(["test", "--locked", "--target", WASM, "--test", "wasm", "-p", &format!("lakzegel-{package}")]);
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner());
        report.cargo_test(&mut progress, &format!("lakzegel-{package} in Wasm"), &mut command);
    }
    Ok(())
}

fn has_wasm_tests(package: &str) -> bool {
    files::root().join(package).join("tests/wasm.rs").is_file()
}

/// What listens to a screen reader or judges how quick a page is has the machine to itself; everything else is run two files at a time,
/// for most of its time a test waits.
const ALONE: [&str; 2] = ["lighthouse.test.mjs", "screen_reader.test.mjs"];

/// The tests start intake and screening themselves; keys, manifest and builds are made for them here.
fn browser(report: &mut Report) -> Result {
    let deployment = files::target().join("test/deployment.json");
    files::write(&deployment, demo::prepare(&demo::Wanted { port: 8080, data: demo::tests_folder(), fresh: false })?.to_json())?;
    let folder = files::root().join("tests/browser");
    let (alone, together): (Vec<PathBuf>, Vec<PathBuf>) = files::list(&folder)
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .partition(|file| ALONE.iter().any(|name| file.ends_with(name)));
    if alone.len() != ALONE.len() || together.is_empty() {
        return Err(Trouble::new(format!("{} has not the tests that it should have", files::shown(&folder)), ""));
    }
    for (name, scripts, lanes) in [("browser", together, 2), ("browser, one at a time", alone, 1)] {
        let tap = files::target().join("test/browser.tap");
        files::remove(&tap)?;
        let mut command = tools::node();
        // A test file that hangs fails after so many milliseconds, and the others are still run.
        command.args(["--test", "--test-timeout=600000", &format!("--test-concurrency={lanes}")]);
        command.args(["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"]);
        command.arg(format!("--test-reporter-destination={}", tap.display())).env("LAKZEGEL_DEPLOYMENT", &deployment);
        command.args(scripts.iter().map(|script| folder.join(script)));
        let good = command.status().is_ok_and(|status| status.success());
        report.add(name, read_tap(&files::read(&tap).unwrap_or_default(), "browser"), good);
    }
    Ok(())
}

/// The tests and counts in a runner's output; no counts if it did not come to its end.
type Read = (Vec<Test>, Option<Count>);

impl Report {
    fn check(&mut self, progress: &mut Progress, name: &str, command: &mut Command, remedy: &str) {
        match progress.run(name, command, remedy) {
            Ok(_) => self.checks.push(name.to_owned()),
            Err(trouble) => {
                eprintln!("{trouble}");
                self.broken.push(name.to_owned());
            }
        }
    }

    /// Compiles as one step, then runs and shows every line.
    fn cargo_test(&mut self, progress: &mut Progress, name: &str, command: &mut Command) {
        let mut compile = Command::new(command.get_program());
        compile.args(command.get_args()).arg("--no-run").current_dir(files::root());
        if let Err(trouble) = progress.run(&format!("{name}: compiling the tests"), &mut compile, "") {
            eprintln!("{trouble}");
            self.broken.push(name.to_owned());
            return;
        }
        // All of a package's tests are run even if one of its files fails.
        let (output, good) = show(command.arg("--no-fail-fast"));
        let runner = name.split(' ').next().unwrap_or(name);
        self.add(name, read_libtest(&output, runner), good);
    }

    fn add(&mut self, name: &str, (tests, count): Read, good: bool) {
        let counted_failure = count.is_some_and(|count| count.failed > 0);
        if count.is_none() || (!good && !counted_failure) {
            self.broken.push(name.to_owned());
        }
        self.tests.extend(tests);
        self.runners.push((name.to_owned(), count.unwrap_or_default()));
    }

    fn total(&self) -> Count {
        self.runners.iter().fold(Count::default(), |sum, (_, count)| sum.plus(*count))
    }

    /// Whether everything passed.
    pub fn good(&self) -> bool {
        self.broken.is_empty() && self.total().failed == 0
    }

    fn print(&self) {
        println!();
        for check in &self.checks {
            println!("ok  {check}");
        }
        for test in self.tests.iter().filter(|test| test.outcome == Outcome::Failed) {
            println!("FAILED  {}: {}", test.runner, test.name);
            test.why.lines().for_each(|line| println!("    {line}"));
        }
        for (name, count) in &self.runners {
            println!("{name}: {count}");
        }
        for name in &self.broken {
            println!("FAILED  {name}");
        }
        let checks =
            if self.broken.is_empty() { String::new() } else { format!("; {} of the above did not succeed", self.broken.len()) };
        println!("{}{checks}", self.total());
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 { write!(f, ", {} ignored", self.ignored) } else { Ok(()) }
    }
}

impl Count {
    const fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed, ignored: self.ignored + other.ignored }
    }
}

/// Runs a command, shows its standard output line by line, and gives it back with whether all went well.
fn show(command: &mut Command) -> (String, bool) {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() else { return (String::new(), false) };
    let mut output = String::new();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines().map_while(std::result::Result::ok)) {
        println!("{line}");
        output += &line;
        output.push('\n');
    }
    (output, child.wait().is_ok_and(|status| status.success()))
}

/// What libtest and wasm-bindgen's runner write: a line for each test, and one at the end of each file.
fn read_libtest(output: &str, runner: &str) -> Read {
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
fn read_tap(tap: &str, runner: &str) -> Read {
    let mut tests = Vec::new();
    for (at, line) in tap.lines().map(str::trim_start).enumerate() {
        let (passed, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => continue,
        };
        let Some((_, name)) = rest.split_once(" - ") else { continue };
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

/// Where the results of the last whole run are kept.
fn results_file() -> PathBuf {
    files::target().join("test/results.txt")
}

/// Stands for all sources: results are of these and no others.
pub fn sources() -> Result<String> {
    let listed = answer(
        Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(files::root()),
    );
    let listed = listed.ok_or_else(|| Trouble::new("git ls-files failed", "is this a clone?"))?;
    let mut sources: Vec<PathBuf> = listed.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect();
    sources.sort();
    sources.dedup();
    sources.retain(|file| files::root().join(file).is_file());
    files::hash_of(&files::root(), sources)
}

fn save(report: &Report) -> Result {
    files::write(&results_file(), to_text(&sources()?, &report.tests))
}

/// The results of the last whole run, if it was of the present sources; otherwise everything is run now.
pub fn results() -> Result<Vec<Test>> {
    let sources = sources()?;
    if let Some(tests) = files::read(&results_file()).ok().and_then(|text| from_text(&sources, &text)) {
        return Ok(tests);
    }
    let report = report(&[Part::Lint, Part::Host, Part::Wasm, Part::Browser])?;
    save(&report)?;
    report.print();
    Ok(report.tests)
}

fn to_text(sources: &str, tests: &[Test]) -> String {
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

fn from_text(sources: &str, text: &str) -> Option<Vec<Test>> {
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

/// The features of a package in what `cargo tree --format "{p} {f}"` lists; `None` if the package is not in there.
#[cfg(test)]
fn features_of<'a>(tree: &'a str, package: &str) -> Option<Vec<&'a str>> {
    let line = tree.lines().find(|line| line.split(' ').next() == Some(package))?;
    let features = line.rsplit(' ').next()?;
    Some(features.split(',').filter(|feature| !feature.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::{
        Count, HOST, LINTS, Outcome, Part, Report, Test, answer, cargo, features_of, from_text, read_libtest, read_tap, to_text,
    };

    fn test(runner: &str, name: &str, outcome: Outcome) -> Test {
        Test { runner: runner.to_owned(), name: name.to_owned(), outcome, why: String::new() }
    }

    /// Neither the client nor the intake is ever built with the code that opens letters.
    #[test]
    fn opening_is_off() {
        let features = |package: &str, target: &str| {
            let arguments =
                ["tree", "--locked", "--offline", "--prefix", "none", "--edges", "normal,build", "--format", "{p} {f}"];
            let tree =
                answer(cargo().args(arguments).args(["--target", target, "-p", package])).expect("cargo knows the package");
            features_of(&tree, "lakzegel-crypto").expect("the package seals").join(" ")
        };
        assert_eq!(features("lakzegel-app", super::WASM), "");
        assert_eq!(features("lakzegel-intake", "all"), "");
        // So that this test can fail: one program does open.
        assert_eq!(features("lakzegel-screening", "all"), "open");
    }

    #[test]
    fn features_are_read_from_cargos_tree() {
        let tree =
            "lakzegel-intake v0.1.0 (/somewhere) demo\nlakzegel-crypto v0.1.0 (/somewhere/crypto) default,open\nsha2 v0.11.1 \n";
        assert_eq!(features_of(tree, "lakzegel-crypto"), Some(vec!["default", "open"]));
        assert_eq!(features_of(tree, "sha2"), Some(vec![]));
        assert_eq!(features_of(tree, "sha3"), None);
    }

    #[test]
    fn no_package_is_built_together_with_another() {
        for what in LINTS.into_iter().chain(HOST) {
            assert_eq!(what.iter().filter(|word| **word == "-p").count(), 1, "{what:?}");
            assert!(!what.contains(&"--workspace"));
        }
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
        report.add("crypto", (tests, count), false);
        assert!(!report.good());
        // All counted as passed, and yet it failed: something outside the tests did.
        let mut report = Report::default();
        report.add("crypto", (vec![], Some(Count { passed: 1, failed: 0, ignored: 0 })), false);
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

    #[test]
    fn parts_have_names() {
        assert_eq!(Part::named("wasm").ok(), Some(Part::Wasm));
        assert!(Part::named("everything").is_err());
    }
}
