//! `cargo xtask test`: every check and every test, the quick ones first. A part that fails does not hide the others; what the
//! runners counted themselves stands at the end.
//!
//! Everything is compiled once: clippy looks at what the tests are compiled from anyway, in place of the compiler, and a warning is a failure.
//! Only builds are taken from an earlier run, never a result.

use std::{
    path::PathBuf,
    process::Command,
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::Instant,
};

use crate::{
    browsers::{self, Files},
    client, demo, disk, files, lint,
    report::{Report, Test, from_text, read_libtest, to_text},
    run::{Progress, Result, Trouble, answer, is_stopped, marked, side_by_side, stopped},
    tools::{self, FOR_BROWSERS, FOR_CLIENT, FOR_TESTS, Tool, WASM, cargo, linted},
};

/// A part of the tests, for `--only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Formatting, the floors of the house, the documents, and clippy.
    Lint,
    /// Tests on this machine.
    Host,
    /// Tests in Wasm, run by Node.
    Wasm,
    /// Tests in real browsers against the real servers.
    Browser,
}

impl Part {
    const ALL: [Self; 4] = [Self::Lint, Self::Host, Self::Wasm, Self::Browser];

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
            Self::Host => vec![Tool::Crates, Tool::Npm, Tool::Clippy, Tool::Postgres, Tool::Nginx, Tool::Openssl],
            Self::Wasm => vec![Tool::WasmTarget, Tool::Crates, Tool::Clippy, Tool::WasmBindgen],
            Self::Browser => FOR_CLIENT.into_iter().chain([Tool::Clippy]).chain(FOR_BROWSERS).collect(),
        }
    }
}

/// How much is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What a change needs: each page's matrix of languages, windows and schemes in pairs.
    Default,
    /// What somebody waits for between two changes: lint, host, and one letter's whole way in a browser. The intake is tested in the form that
    /// this browser uses, which has all of the other one, too.
    Quick,
    /// What a release needs: whole matrices in whole browsers, clippy on Wasm, and the client built by Trunk.
    Full,
    /// One part, and in the browser perhaps only the files whose names have this in them.
    Only(Part, Option<String>),
}

impl Extent {
    fn parts(&self) -> Vec<Part> {
        match self {
            Self::Default | Self::Full => Part::ALL.to_vec(),
            Self::Quick => vec![Part::Lint, Part::Host, Part::Browser],
            Self::Only(part, _) => vec![*part],
        }
    }

    fn files(&self) -> Files {
        match self {
            Self::Default | Self::Full | Self::Only(_, None) => Files::All,
            Self::Quick => Files::Named("whole_way.test.mjs".to_owned()),
            Self::Only(_, Some(name)) => Files::Named(name.clone()),
        }
    }
}

/// The intake as it is in earnest.
const INTAKE_WITHOUT_DEMO: [&str; 2] = ["-p", "lakzegel-intake"];

/// Which of its tests are run in this form, too, but for a release, which runs all of them: those of what is another without the demo, which is
/// what it answers where, what its configuration may have, and that it asks no provider without TLS. The other form has all else, from the same
/// lines.
const IN_EARNEST: [&str; 4] = ["answers::", "config::", "start::", "outside_a_demo"];

/// What is compiled and tested on this machine, in this order: each package alone, or a feature that one turns on would be on in all. Screening's
/// tests take longest. The intake's last form is the one that the browser tests use.
const HOST: [&[&str]; 9] = [
    &["-p", "xtask"],
    &["-p", "lakzegel-contract"],
    &["-p", "lakzegel-words"],
    &demo::SCREENING,
    &["-p", "lakzegel-letter"],
    &["-p", "lakzegel-crypto"],
    &["-p", "lakzegel-app"],
    &INTAKE_WITHOUT_DEMO,
    &demo::INTAKE,
];

/// The packages with tests in Wasm, in `PACKAGE/tests/wasm.rs`.
const IN_WASM: [&str; 2] = ["lakzegel-letter", "lakzegel-crypto"];

/// `cargo xtask test`.
pub fn run(extent: &Extent) -> Result {
    if let Some(warning) = disk::warning() {
        eprintln!("{warning}");
    }
    let begun = commit();
    let report = report(extent)?;
    if matches!(extent, Extent::Default | Extent::Full) {
        files::write(&results_file(), to_text(&files::sources()?, &report.tests))?;
    }
    report.print();
    if !report.good() {
        return Err(Trouble::new("not everything passed", ""));
    }
    match (extent, begun) {
        (Extent::Full, Some(commit)) => files::write(&full_file(), commit),
        _ => Ok(()),
    }
}

/// `cargo xtask endure`: see [`browsers::endure`].
pub fn endure(which: &Files, times: usize, busy: usize) -> Result {
    demo::prepare(&demo::Wanted { port: 8080, data: demo::tests_folder(), fresh: false })
        .and_then(|deployment| files::write(&deployment_file(), deployment.to_json()))?;
    tools::set_up(&FOR_BROWSERS, &Progress::new(0))?;
    let done = browsers::endure(which, times, busy, &deployment_file());
    crate::run::sweep();
    done
}

/// Runs it, and whatever happens leaves nothing running.
fn report(extent: &Extent) -> Result<Report> {
    let run = Run { extent, progress: Progress::new(0), report: Mutex::default() };
    let done = run.all();
    crate::run::sweep();
    done?;
    if is_stopped() {
        return Err(stopped());
    }
    Ok(run.report.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// One run.
struct Run<'a> {
    extent: &'a Extent,
    progress: Progress,
    report: Mutex<Report>,
}

impl Run<'_> {
    fn has(&self, part: Part) -> bool {
        self.extent.parts().contains(&part)
    }

    /// Of how many steps is known before they are begun.
    fn steps(&self) -> usize {
        let checks = if self.has(Part::Lint) { 1 + usize::from(*self.extent == Extent::Full) } else { 0 };
        let compiled = HOST.into_iter().filter(|what| self.is_compiled(what)).count();
        let tested = HOST.into_iter().filter(|what| self.is_tested(what)).count();
        let in_wasm = if self.has(Part::Wasm) { 2 * IN_WASM.len() } else { 0 };
        checks + compiled + tested + in_wasm
    }

    /// Whether this is compiled: all of it to be looked at or tested, or the two servers for the browser tests.
    fn is_compiled(&self, what: &[&str]) -> bool {
        let is_server = [&demo::SCREENING[..], &demo::INTAKE].contains(&what);
        self.has(Part::Lint) || self.has(Part::Host) || (self.has(Part::Browser) && is_server)
    }

    /// Whether its tests on this machine are run.
    fn is_tested(&self, what: &[&str]) -> bool {
        self.has(Part::Host) && !(*self.extent == Extent::Quick && what == INTAKE_WITHOUT_DEMO)
    }

    /// Two things at a time, for there are two processors: what is compiled and tested on this machine, and what is for browsers. The browser
    /// tests come last, when nothing else is going on; only who is in a hurry has them beside the rest.
    fn all(&self) -> Result {
        let mut needed: Vec<Tool> = self.extent.parts().into_iter().flat_map(Part::tools).collect();
        let order = |tool: &Tool| FOR_CLIENT.iter().chain(&FOR_TESTS).position(|known| known == tool);
        needed.sort_by_key(order);
        needed.dedup();
        // What takes minutes to compile is made beside the rest; all else must be there first.
        let (slow, first): (Vec<Tool>, Vec<Tool>) = needed.into_iter().partition(|tool| *tool == Tool::WasmBindgen);
        tools::set_up(&first, &self.progress)?;
        self.progress.add(self.steps());
        if self.has(Part::Lint) {
            self.lint();
        }
        let deployment = demo::Deployment::new(demo::tests_folder(), 8080);
        let (made, wait_until_made) = mpsc::channel();
        let wait_until_made = Mutex::new(wait_until_made);
        let is_made = || wait_until_made.lock().unwrap_or_else(PoisonError::into_inner).recv().unwrap_or(false);
        let host = || {
            self.host(&deployment, &made);
            Ok(())
        };
        let browser = || {
            if !is_stopped() {
                self.note("the browser tests", self.browser(&deployment), "cargo xtask test --only browser");
            }
        };
        let in_a_hurry = *self.extent == Extent::Quick;
        let web = || {
            tools::set_up(&slow, &self.progress)?;
            if self.has(Part::Wasm) {
                self.wasm();
            }
            // Without keys there is no client; that screening was not compiled is said where it happened.
            if self.has(Part::Browser) && is_made() {
                self.note("the client", self.client(&deployment), "cargo xtask demo --prepare-only");
            }
            if in_a_hurry && is_made() {
                browser();
            }
            Ok(())
        };
        side_by_side([&host, &web])?;
        if self.has(Part::Browser) && !in_a_hurry {
            browser();
        }
        Ok(())
    }

    fn browser(&self, deployment: &demo::Deployment) -> Result {
        demo::configure(deployment)?;
        files::write(&deployment_file(), deployment.to_json())?;
        browsers::run(&self.extent.files(), *self.extent == Extent::Full, &deployment_file(), &self.report)
    }

    /// What went wrong in a part is said, and hides no other part.
    fn note(&self, what: &str, result: Result, again: &str) {
        if let Err(trouble) = result {
            eprintln!("{trouble}");
            self.report().check(what, false, again);
        }
    }

    fn report(&self) -> std::sync::MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What needs no compiler, and, for a release, what only clippy on Wasm can find: lints in the lines that are for Wasm alone.
    fn lint(&self) {
        self.check("formatting", cargo().args(["fmt", "--all", "--check"]), "cargo fmt --all");
        let linted = lint::run();
        if let Err(trouble) = &linted {
            eprintln!("{trouble}");
        }
        self.report().check("the floors of the house, and what the documents cite", linted.is_ok(), "cargo xtask lint");
        if *self.extent == Extent::Full {
            let mut clippy = cargo();
            clippy.args(["clippy", "--locked", "-p", "lakzegel-app", "--target", WASM, "--", "-D", "warnings"]);
            let again = format!("cargo clippy -p lakzegel-app --target {WASM}");
            self.check("clippy lakzegel-app for Wasm", &mut clippy, &again);
        }
    }

    fn check(&self, name: &str, command: &mut Command, again: &str) {
        let result = self.progress.run(name, command, "");
        if let Err(trouble) = &result {
            eprintln!("{trouble}");
        }
        self.report().check(name, result.is_ok(), again);
    }

    /// Compiles each package with clippy in the compiler's place, and runs its tests. Tells by `made` what the browser tests wait for, whether it
    /// was made or cannot be: first their keys, as soon as screening is there, which makes them; then the intake that they use.
    fn host(&self, deployment: &demo::Deployment, made: &mpsc::Sender<bool>) {
        thread::scope(|beside| {
            for what in HOST.into_iter().filter(|what| self.is_compiled(what)) {
                if is_stopped() {
                    break;
                }
                let name = what.iter().filter(|word| !word.starts_with('-')).copied().collect::<Vec<_>>().join(" with ");
                let compiled = self.compile(&name, linted().args(["test", "--locked", "--no-run"]).args(what));
                let is_made = compiled && (what != demo::SCREENING || demo::make_keys(deployment, false).is_ok());
                if [&demo::SCREENING[..], &demo::INTAKE].contains(&what) {
                    let _ = made.send(is_made);
                }
                if !(self.is_tested(what) && compiled) {
                    continue;
                }
                let test = move || {
                    let mut command = linted();
                    command.args(["test", "--locked", "--no-fail-fast"]).args(what).env("LAKZEGEL_FONTS", tools::fonts());
                    command.envs(tools::postgres().map(|programs| ("LAKZEGEL_POSTGRES", programs)));
                    command.env("RUST_TEST_THREADS", threads().to_string());
                    if what == INTAKE_WITHOUT_DEMO && *self.extent != Extent::Full {
                        command.arg("--").args(IN_EARNEST);
                    }
                    self.run_tests(&name, &format!("cargo test {}", what.join(" ")), &mut command);
                };
                // Screening's take longest and wait for most of it. The intake's are waited for: its next form has a program of the same name.
                if what == demo::SCREENING {
                    beside.spawn(test);
                } else {
                    test();
                }
            }
        });
        // Where it was stopped before, nobody waits for ever.
        for _ in 0..2 {
            let _ = made.send(false);
        }
    }

    fn wasm(&self) {
        for package in IN_WASM {
            if is_stopped() {
                return;
            }
            let what = ["--locked", "--target", WASM, "--test", "wasm", "-p", package];
            let name = format!("{package} in Wasm");
            if self.compile(&name, linted().arg("test").args(what).arg("--no-run")) {
                let mut command = linted();
                command.arg("test").args(what).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner());
                self.run_tests(&name, "cargo xtask test --only wasm", &mut command);
            }
        }
    }

    fn client(&self, deployment: &demo::Deployment) -> Result {
        demo::build_client(deployment, &self.progress)?;
        if *self.extent == Extent::Full {
            tools::set_up(&[Tool::Trunk], &self.progress)?;
            let same = client::check_with_trunk(&deployment.root_keys(), &self.progress);
            if let Err(trouble) = &same {
                eprintln!("{trouble}");
            }
            self.report().check("Trunk makes the same client", same.is_ok(), "cargo xtask test --full");
        }
        Ok(())
    }

    /// Compiles as one step. A warning is a failure too, and does not keep the tests from being run. Cargo repeats the warnings of what it
    /// compiled in an earlier run.
    fn compile(&self, name: &str, command: &mut Command) -> bool {
        let output = self.progress.run(&format!("{name}: compiling with clippy"), command, "");
        let warnings: Vec<&str> = match &output {
            Ok(output) => output.lines().skip_while(|line| !is_warning(line)).collect(),
            Err(trouble) => {
                eprintln!("{trouble}");
                Vec::new()
            }
        };
        for line in &warnings {
            eprintln!("    {line}");
        }
        self.report().check(&format!("clippy {name}"), output.is_ok() && warnings.is_empty(), "cargo xtask test --only lint");
        output.is_ok()
    }

    /// Runs tests as one step.
    fn run_tests(&self, name: &str, again: &str, command: &mut Command) {
        let begun = Instant::now();
        let log = files::target().join("test").join(format!("{}.log", name.replace(' ', "-")));
        let (output, good) = output_of(&self.progress, &format!("{name}: testing"), command);
        let _ = files::write(&log, &output);
        let runner = name.split(' ').next().unwrap_or(name);
        self.report().add(name, read_libtest(&output, runner), good, begun.elapsed(), |test| format!("{again} {}", test.name));
    }
}

/// How many tests a program runs at a time: those of the servers wait for most of their time, for each other and for databases.
fn threads() -> usize {
    3 * thread::available_parallelism().map_or(1, Into::into)
}

/// Whether the compiler warns here, and not of a dependency's future.
fn is_warning(line: &str) -> bool {
    line.starts_with("warning: ") && !line.contains("future version of Rust") || line.starts_with("warning[")
}

/// Runs tests, and gives back what they wrote, also when some failed.
fn output_of(progress: &Progress, what: &str, command: &mut Command) -> (String, bool) {
    match progress.watch(what, marked(command)) {
        Ok((status, output)) => (output, status.success()),
        Err(_) => (String::new(), false),
    }
}

/// Where the browser tests read what there is to test.
fn deployment_file() -> PathBuf {
    files::target().join("test/deployment.json")
}

/// Where the results of the last whole run are kept.
fn results_file() -> PathBuf {
    files::target().join("test/results.txt")
}

/// Where the commit is kept of which everything passed with `--full`.
fn full_file() -> PathBuf {
    files::target().join("test/full.txt")
}

/// The commit that is checked out, if nothing was changed since.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| answer(Command::new("git").args(arguments).current_dir(files::root()));
    let changes = git(&["status", "--porcelain"])?;
    if changes.trim().is_empty() { git(&["rev-parse", "HEAD"]) } else { None }
}

/// Whether everything passed with `--full` of what is checked out.
///
/// # Errors
///
/// If something was changed since the last commit, or `--full` was not run of it, or did not pass.
pub fn demand_full() -> Result {
    let refused = |what: &str| Err(Trouble::new(what, "cargo xtask test --full"));
    match (commit(), files::read(&full_file())) {
        (None, _) => refused("a release is made of a commit: something here was changed since the last one"),
        (Some(commit), Ok(passed)) if commit == passed => Ok(()),
        _ => refused("a release is made of a commit of which everything has passed, and of this one it has not"),
    }
}

/// The results of the last whole run, if it was of the present sources; otherwise everything is run now.
pub fn results() -> Result<Vec<Test>> {
    let sources = files::sources()?;
    if let Some(tests) = files::read(&results_file()).ok().and_then(|text| from_text(&sources, &text)) {
        return Ok(tests);
    }
    let report = report(&Extent::Default)?;
    files::write(&results_file(), to_text(&sources, &report.tests))?;
    report.print();
    Ok(report.tests)
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
    use super::{Extent, HOST, IN_WASM, Part, answer, cargo, features_of, files, is_warning};

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
        for what in HOST {
            assert_eq!(what.iter().filter(|word| **word == "-p").count(), 1, "{what:?}");
            assert!(!what.contains(&"--workspace"));
        }
    }

    /// Nobody adds a package, or a test in Wasm, that is never run.
    #[test]
    fn every_package_of_the_workspace_is_tested() {
        let workspace = files::read(&files::root().join("Cargo.toml")).expect("it is a source");
        let members = workspace.lines().find_map(|line| line.strip_prefix("members = ")).expect("it lists its members");
        for member in members.split('"').skip(1).step_by(2) {
            let package = if member == "xtask" { member.to_owned() } else { format!("lakzegel-{member}") };
            assert!(HOST.iter().any(|what| what.contains(&package.as_str())), "{package}");
            let in_wasm = files::root().join(member).join("tests/wasm.rs").is_file();
            assert_eq!(in_wasm, IN_WASM.contains(&package.as_str()), "{package}");
        }
    }

    #[test]
    fn a_warning_is_told_from_what_else_cargo_says() {
        assert!(is_warning("warning: unused variable: `x`"));
        assert!(!is_warning("    Finished `test` profile [unoptimized] target(s) in 0.1s"));
        assert!(!is_warning("warning: the following packages contain code that will be rejected by a future version of Rust: x"));
    }

    #[test]
    fn parts_have_names() {
        assert_eq!(Part::named("wasm").ok(), Some(Part::Wasm));
        assert!(Part::named("everything").is_err());
        assert_eq!(Extent::Full.parts(), Part::ALL);
    }
}
