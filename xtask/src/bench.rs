//! `cargo xtask bench`: measures the client in a real browser and writes the figures into `docs/benchmarks.md`.
//!
//! The scripts in `tests/bench/` measure; what is aimed at, and whether it is met, stands here. A goal that is missed is said loudly
//! and is no failure: figures depend on the machine and on what else it does.

use std::{collections::BTreeMap, fs, path::Path, process::Command, thread};

use crate::{
    client, demo, files,
    run::{Progress, Result, Trouble, answer},
    tools::{self, State, Tool, WASM, cargo},
};

/// What measures, in this order; each in `tests/bench/`.
const SCRIPTS: [(&str, &str); 6] = [
    ("load.mjs", "first and later visits on slow 4G"),
    ("lighthouse.mjs", "the first visit as Lighthouse reckons it"),
    ("typing.mjs", "keystrokes in a full letter"),
    ("login.mjs", "the return from a provider"),
    ("seal.mjs", "sealing, ours and others'"),
    ("rules.mjs", "rules and page layout"),
];

/// What is built for it: package, example, and the folder under `target/bench/` that its script reads.
const MODULES: [(&str, &str, &str); 3] = [
    ("lakzegel-app", "bench_hello", "hello"),
    ("lakzegel-crypto", "bench_seal", "seal"),
    ("lakzegel-letter", "bench_rules", "rules"),
];

/// What a first visit to others weighs, in bytes as sent and in requests: real builds, measured beforehand with this browser. Neither depends on
/// the machine; times do, and are not compared.
const OTHERS: [(&str, f64, f64); 3] = [
    ("SecureDrop, the source's page (nothing is encrypted in it)", 71_710.0, 12.0),
    ("Hush Line (OpenPGP.js)", 227_277.0, 13.0),
    ("GlobaLeaks", 1_023_021.0, 16.0),
];

/// Where the table stands in `docs/benchmarks.md`.
const BEGIN: &str = "<!-- cargo xtask bench: from here -->\n";
const END: &str = "<!-- cargo xtask bench: to here -->\n";

/// How a figure is written.
#[derive(Clone, Copy)]
enum Unit {
    Milliseconds,
    Bytes,
    Whole,
    Plain,
}

/// What a figure must not be above, or below.
#[derive(Clone, Copy)]
enum Limit {
    /// This much.
    AtMost(f64),
    /// Not below this much.
    AtLeast(f64),
    /// Another figure of the same run.
    Below(&'static str),
}

/// One of the numbers to reach.
struct Goal {
    /// What it is, for a reader.
    what: &'static str,
    /// The figure's name, as the scripts tell it.
    figure: &'static str,
    unit: Unit,
    limit: Limit,
}

/// The numbers to reach. "Slowed 6 times" is the processor, through the browser's own protocol.
const GOALS: [Goal; 21] = [
    goal(
        "First visit: bytes that have come over the line when it is usable, headers included",
        "load bytes",
        Unit::Bytes,
        Limit::AtMost(100_000.0),
    ),
    goal("First visit: requests answered when it is usable", "load requests", Unit::Plain, Limit::AtMost(6.0)),
    goal(
        "First contentful paint before the Wasm has arrived, slow 4G, slowed 6 times",
        "load paint",
        Unit::Milliseconds,
        Limit::Below("load wasm"),
    ),
    goal("Usable, slow 4G, slowed 6 times", "load usable", Unit::Milliseconds, Limit::AtMost(1_500.0)),
    goal("Longest task meanwhile", "load longest task", Unit::Milliseconds, Limit::AtMost(100.0)),
    goal(
        "Later visit from the cache: from opening to sealable, slow 4G, slowed 4 times",
        "repeat sealable",
        Unit::Milliseconds,
        Limit::AtMost(600.0),
    ),
    goal(
        "Lighthouse, mobile: performance, of a hundred, on a phone in Dutch",
        "lighthouse nl",
        Unit::Whole,
        Limit::AtLeast(95.0),
    ),
    goal("The same, on a phone in English", "lighthouse en", Unit::Whole, Limit::AtLeast(95.0)),
    goal(
        "From a key in a full letter to the next paint, the longest, slowed 6 times, on a phone's window",
        "typing phone",
        Unit::Milliseconds,
        Limit::AtMost(200.0),
    ),
    goal("The same, on a desktop's window", "typing desktop", Unit::Milliseconds, Limit::AtMost(200.0)),
    goal("One letter sealed at its full size, desktop", "seal ours 1", Unit::Milliseconds, Limit::AtMost(1.0)),
    goal("The same, slowed 6 times", "seal ours 6", Unit::Milliseconds, Limit::AtMost(10.0)),
    goal("Faster than hpke-js, desktop", "seal ours 1", Unit::Milliseconds, Limit::Below("seal hpke-js 1")),
    goal("Faster than hpke-js, slowed 6 times", "seal ours 6", Unit::Milliseconds, Limit::Below("seal hpke-js 6")),
    goal("Faster than OpenPGP.js, desktop", "seal ours 1", Unit::Milliseconds, Limit::Below("seal OpenPGP.js 1")),
    goal(
        "First seal in a fresh page, rehearsed as the client does it, slowed 6 times",
        "seal ours 6 first",
        Unit::Milliseconds,
        Limit::AtMost(30.0),
    ),
    goal(
        "Rules and page layout of a full letter at a keystroke, slowed 6 times",
        "rules letter 1",
        Unit::Milliseconds,
        Limit::AtMost(4.0),
    ),
    // A tenth is what the clock and the caches of a processor make of a cost that is linear.
    goal(
        "Eight times the letter costs, for each character, so many times as much",
        "rules letter growth",
        Unit::Plain,
        Limit::AtMost(1.1),
    ),
    goal("Back from a provider with the code: requests to the next step", "return requests", Unit::Plain, Limit::AtMost(2.0)),
    goal(
        "The same: own time (scripts, Wasm, style and layout), slowed 6 times",
        "return own time",
        Unit::Milliseconds,
        Limit::AtMost(300.0),
    ),
    goal(
        "Screening: letters whose evidence is checked in a second, by one core",
        "evidence checks",
        Unit::Whole,
        Limit::AtLeast(2_000.0),
    ),
];

const fn goal(what: &'static str, figure: &'static str, unit: Unit, limit: Limit) -> Goal {
    Goal { what, figure, unit, limit }
}

/// `cargo xtask bench`.
pub fn run() -> Result {
    let progress = Progress::new(0);
    tools::set_up(&[Tool::Chromium], &progress)?;
    let page = files::root().join("docs/benchmarks.md");
    let no_place =
        || Trouble::new("docs/benchmarks.md has no place for the table", format!("It stands between these two:\n{BEGIN}{END}"));
    between(&files::read(&page)?, "").ok_or_else(no_place)?;
    let busy = load_average();
    let deployment_file = files::target().join("bench/deployment.json");
    let deployment = demo::prepare(&demo::Wanted { port: 8080, data: demo::tests_folder(), fresh: false })?;
    files::write(&deployment_file, deployment.to_json())?;
    let progress = Progress::new(3 * MODULES.len() + SCRIPTS.len() + 1);
    install_others(&progress)?;
    for (package, example, folder) in MODULES {
        build_module(&progress, package, example, &files::target().join("bench").join(folder))?;
    }
    let mut figures = Figures::default();
    for (script, what) in SCRIPTS {
        let mut command = tools::node();
        command.arg(Path::new("tests/bench").join(script)).env("LAKZEGEL_DEPLOYMENT", &deployment_file);
        figures.read(&progress.run(&format!("measuring {what}"), &mut command, "")?);
    }
    let mut command = cargo();
    command.args(["test", "--locked", "--release", "-p", "lakzegel-screening", "--bin", "lakzegel-screening", "a_second"]);
    command.args(["--", "--ignored", "--nocapture"]);
    figures.read(&progress.run("measuring checks of evidence", &mut command, "")?);
    let report = figures.report(&machine(busy))?;
    println!("\n{report}");
    for goal in GOALS {
        if !figures.met(&goal)? {
            println!("MISSED: {}", goal.what);
        }
    }
    // Somebody may have written in it meanwhile.
    files::write(&page, between(&files::read(&page)?, &report).ok_or_else(no_place)?)?;
    println!("Written into docs/benchmarks.md.");
    Ok(())
}

/// hpke-js and OpenPGP.js, as their lock says.
fn install_others(progress: &Progress) -> Result {
    let (from, to) = (files::root().join("tests/bench"), tools::folder().join("bench"));
    let lock = files::read(&from.join("package-lock.json"))?;
    let mark = to.join("installed-lock.json");
    if files::read(&mark).is_ok_and(|found| found == lock) {
        return Ok(());
    }
    progress.add(1);
    for file in ["package.json", "package-lock.json"] {
        files::copy(&from.join(file), &to.join(file))?;
    }
    files::remove(&mark)?;
    tools::npm_ci(progress, "hpke-js and OpenPGP.js", &to)?;
    files::write(&mark, lock)
}

/// A module of what the client does, built and shrunk as the client is, but with functions that a script can call.
fn build_module(progress: &Progress, package: &str, example: &str, out: &Path) -> Result {
    let mut compile = cargo();
    compile.args(["build", "--locked", "--profile", "client", "--target", WASM, "-p", package, "--example", example]);
    compile.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", client::remap());
    progress.run(&format!("{example}: compiling to Wasm"), &mut compile, "")?;
    let built = files::target().join(WASM).join("client/examples").join(format!("{example}.wasm"));
    let mut bindgen = Command::new(tools::wasm_bindgen());
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(out).arg(built);
    progress.run(&format!("{example}: making it callable"), &mut bindgen, "")?;
    let module = out.join(format!("{example}_bg.wasm"));
    let mut optimise = tools::node();
    optimise.arg(tools::npm().join("node_modules/binaryen/bin/wasm-opt")).arg("-Oz").arg(&module).arg("-o").arg(&module);
    progress.run(&format!("{example}: optimising"), &mut optimise, "").map(drop)
}

/// What the scripts told: a number by its name.
#[derive(Default)]
struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Takes the figures out of a script's output. What else it says is not for us.
    fn read(&mut self, output: &str) {
        for line in output.lines() {
            let Some((name, figure)) = line.strip_prefix("measured\t").and_then(|line| line.split_once('\t')) else { continue };
            if let Ok(figure) = figure.parse() {
                self.0.insert(name.to_owned(), figure);
            }
        }
    }

    fn get(&self, name: &str) -> Result<f64> {
        self.0.get(name).copied().ok_or_else(|| Trouble::new(format!("{name:?} was not measured"), "tests/bench/ tells it"))
    }

    fn limit(&self, goal: &Goal) -> Result<f64> {
        match goal.limit {
            Limit::AtMost(limit) | Limit::AtLeast(limit) => Ok(limit),
            Limit::Below(other) => self.get(other),
        }
    }

    fn met(&self, goal: &Goal) -> Result<bool> {
        let (figure, limit) = (self.get(goal.figure)?, self.limit(goal)?);
        Ok(match goal.limit {
            Limit::AtMost(_) => figure <= limit,
            Limit::AtLeast(_) => figure >= limit,
            Limit::Below(_) => figure < limit,
        })
    }

    /// The tables, as Markdown.
    fn report(&self, machine: &str) -> Result<String> {
        let mut out = format!("{machine}\n\n| number | goal | measured | |\n|---|---:|---:|---|\n");
        for goal in &GOALS {
            let sign = match goal.limit {
                Limit::AtMost(_) => "≤",
                Limit::AtLeast(_) => "≥",
                Limit::Below(_) => "<",
            };
            let (limit, figure) = (goal.unit.write(self.limit(goal)?), goal.unit.write(self.get(goal.figure)?));
            let met = if self.met(goal)? { "met" } else { "**missed**" };
            out += &format!("| {} | {sign} {limit} | {figure} | {met} |\n", goal.what);
        }
        out += &format!(
            "\nThe first step works before all of the client is there. With what it fetches while the first page is read, a first visit \
             is {} bytes in {} requests, and a letter could be sealed after {}.\n",
            Unit::Bytes.write(self.get("load all bytes")?),
            Unit::Plain.write(self.get("load all requests")?),
            Unit::Milliseconds.write(self.get("load sealable")?),
        );
        out += &format!(
            "\nLighthouse's score is for a middling phone, which it reckons as this machine made four times slower. It measures the machine, too, \
             and calls it slow at an index of 1,000 or less; this one had {}.\n",
            Unit::Whole.write(self.get("lighthouse index")?),
        );
        out += "\nWhat others weigh, as it was measured beforehand:\n\n| first visit | bytes | requests |\n|---|---:|---:|\n";
        let ours = [
            ("Lakzegel, usable", self.get("load bytes")?, self.get("load requests")?),
            ("Lakzegel, all of it", self.get("load all bytes")?, self.get("load all requests")?),
        ];
        for (client, bytes, requests) in ours.into_iter().chain(OTHERS) {
            out += &format!("| {client} | {} | {} |\n", Unit::Bytes.write(bytes), Unit::Plain.write(requests));
        }
        out += "\nBeside the smallest client that Leptos makes, in the same run, slow 4G, slowed 6 times:\n\n\
                | first visit | bytes | requests | first paint | usable |\n|---|---:|---:|---:|---:|\n";
        for (client, name) in [("Lakzegel", "load"), ("a button that counts", "hello")] {
            let cell = |unit: Unit, figure: &str| self.get(&format!("{name} {figure}")).map(|figure| unit.write(figure));
            let (bytes, requests) = (cell(Unit::Bytes, "bytes")?, cell(Unit::Plain, "requests")?);
            let (paint, usable) = (cell(Unit::Milliseconds, "paint")?, cell(Unit::Milliseconds, "usable")?);
            out += &format!("| {client} | {bytes} | {requests} | {paint} | {usable} |\n");
        }
        out += &format!(
            "\nBack from a provider, slowed 6 times, a clock on the wall shows {} from the page's script to the next step: own time, and what \
             the browser and the provider on this machine take.\n",
            Unit::Milliseconds.write(self.get("return whole time")?),
        );
        out += "\nSealing 40,960 bytes, medians, and how many times ours they are:\n\n\
                | | desktop | slowed 6 times | first in a fresh page, slowed 6 times |\n|---|---:|---:|---:|\n";
        for (library, name) in [
            ("ours", "Lakzegel: lay out, sign, encrypt"),
            ("ours unrehearsed", "the same, not rehearsed before"),
            ("hpke-js", "hpke-js: encrypt"),
            ("OpenPGP.js", "OpenPGP.js: sign, encrypt"),
        ] {
            let cell = |what: &str| {
                let (ours, figure) = (self.get(&format!("seal ours {what}"))?, self.get(&format!("seal {library} {what}"))?);
                let times = if library.starts_with("ours") { String::new() } else { format!(" (× {:.1})", figure / ours) };
                Ok(format!("{}{times}", Unit::Milliseconds.write(figure)))
            };
            out += &format!("| {name} | {} | {} | {} |\n", cell("1")?, cell("6")?, cell("6 first")?);
        }
        out += "\nRules and page layout at a keystroke, slowed 6 times, by length; the cost for each character of the longest, relative to \
                the first:\n\n| letter | 1 × 8,000 | 2 × | 4 × | 8 × | growth |\n|---|---:|---:|---:|---:|---:|\n| Dutch prose |";
        for times in [1, 2, 4, 8] {
            out += &format!(" {} |", Unit::Milliseconds.write(self.get(&format!("rules letter {times}"))?));
        }
        out += &format!(" {:.2} |\n", self.get("rules letter growth")?);
        for kind in self.kinds() {
            let (first, growth) = (self.get(&format!("rules {kind} 1"))?, self.get(&format!("rules {kind} growth"))?);
            out += &format!("| only {kind} | {} | | | | {growth:.2} |\n", Unit::Milliseconds.write(first));
        }
        Ok(out)
    }

    /// The letters of other kinds than prose, by name.
    fn kinds(&self) -> impl Iterator<Item = &str> {
        let kind = |name: &'_ String| name.starts_with("rules ") && name.ends_with(" growth") && name != "rules letter growth";
        self.0.keys().filter(move |name| kind(name)).map(|name| &name["rules ".len()..name.len() - " growth".len()])
    }
}

impl Unit {
    fn write(self, figure: f64) -> String {
        match self {
            Self::Milliseconds if figure < 100.0 => format!("{figure:.2} ms"),
            Self::Milliseconds => format!("{figure:.0} ms"),
            Self::Bytes | Self::Whole => thousands(figure),
            Self::Plain => format!("{:.2}", figure).trim_end_matches('0').trim_end_matches('.').to_owned(),
        }
    }
}

/// A whole number with a comma before each three digits.
fn thousands(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    grouped.join(",")
}

/// The page with `table` between its two marks. `None` if it has none.
fn between(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

/// When, on what, and how busy it was.
fn machine(busy: Option<f64>) -> String {
    let date = answer(Command::new("date").args(["-u", "+%F"])).unwrap_or_default();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unknown processor", |(_, model)| model);
    let browser = match Tool::Chromium.state() {
        State::Ready(version) => version,
        _ => "unknown".to_owned(),
    };
    let busy = match busy {
        Some(busy) if busy > 0.5 => {
            format!(" The machine was busy with something else (load {busy:.1}): its times are too long.")
        }
        _ => String::new(),
    };
    format!("`cargo xtask bench`, {}, {cores} cores ({model}), Chromium {browser}, medians.{busy}", date.trim())
}

/// How many programs wanted to run in the last minute, where the system says so.
fn load_average() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, Figures, GOALS, Limit, Unit, between, thousands};

    /// Every figure that is asked for, all of them 2, or what `but` says.
    fn figures(but: &[(&str, f64)]) -> Figures {
        let mut output = String::from("{\"level\":\"INFO\"}\nmeasured\tnot a number\tx\n");
        let compared = ["1", "6", "6 first"].into_iter().flat_map(|what| {
            ["ours", "ours unrehearsed", "hpke-js", "OpenPGP.js"].map(|library| format!("seal {library} {what}"))
        });
        let lengths = [1, 2, 4, 8].map(|times| format!("rules letter {times}"));
        let more = [
            "load wasm",
            "load all bytes",
            "load all requests",
            "load sealable",
            "hello bytes",
            "hello requests",
            "hello paint",
            "hello usable",
            "lighthouse index",
            "return whole time",
            "rules digits 1",
            "rules digits growth",
        ]
        .map(str::to_owned);
        let goals = GOALS.iter().map(|goal| goal.figure.to_owned());
        for name in compared.chain(lengths).chain(more).chain(goals) {
            let figure = but.iter().find(|(other, _)| *other == name).map_or(2.0, |(_, figure)| *figure);
            output += &format!("measured\t{name}\t{figure}\n");
        }
        let mut figures = Figures::default();
        figures.read(&output);
        figures
    }

    fn missed(figures: &Figures) -> Vec<&'static str> {
        GOALS.iter().filter(|goal| !figures.met(goal).expect("it was measured")).map(|goal| goal.figure).collect()
    }

    #[test]
    fn a_goal_is_met_up_to_its_limit_and_missed_beyond() {
        let good = [
            ("seal ours 1", 1.0),
            ("seal ours 6", 1.5),
            ("load paint", 1.0),
            ("rules letter growth", 1.1),
            ("evidence checks", 2_000.0),
            ("lighthouse nl", 95.0),
            ("lighthouse en", 95.0),
        ];
        assert!(missed(&figures(&good)).is_empty());
        for goal in &GOALS {
            let beyond = match goal.limit {
                Limit::AtMost(limit) => limit + 0.01,
                Limit::AtLeast(limit) => limit - 0.01,
                Limit::Below(_) => continue,
            };
            let beyond = [&[(goal.figure, beyond)], good.as_slice()].concat();
            assert!(missed(&figures(&beyond)).contains(&goal.figure), "{}", goal.what);
        }
    }

    #[test]
    fn as_fast_as_another_is_not_faster() {
        assert!(missed(&figures(&[("seal ours 6", 2.0)])).contains(&"seal ours 6"));
        assert!(missed(&figures(&[("load paint", 2.0)])).contains(&"load paint"));
    }

    #[test]
    fn what_was_not_measured_is_an_error() {
        assert!(Figures::default().report("").is_err());
        assert!(Figures::default().met(&GOALS[0]).is_err());
    }

    #[test]
    fn the_report_has_a_line_for_every_goal() {
        let report = figures(&[("load bytes", 113_882.0), ("lighthouse index", 1_600.0)])
            .report("on a machine")
            .expect("all was measured");
        assert!(report.starts_with("on a machine\n"));
        for goal in &GOALS {
            assert!(report.contains(goal.what), "{}", goal.what);
        }
        assert!(report.contains("| ≤ 100,000 | 113,882 | **missed** |"), "{report}");
        assert!(report.contains("| hpke-js: encrypt | 2.00 ms (× 1.0) |"), "{report}");
        assert!(report.contains("| a button that counts | 2 | 2 | 2.00 ms | 2.00 ms |"), "{report}");
        assert!(report.contains("| only digits | 2.00 ms |"), "{report}");
        assert!(report.contains("an index of 1,000 or less; this one had 1,600."), "{report}");
    }

    #[test]
    fn the_table_is_replaced_and_nothing_else() {
        let page = format!("# Title\n{BEGIN}old\n{END}more\n");
        assert_eq!(between(&page, "new\n"), Some(format!("# Title\n{BEGIN}new\n{END}more\n")));
        assert_eq!(between("# Title\n", "new\n"), None);
    }

    #[test]
    fn figures_are_written_for_people() {
        assert_eq!(Unit::Milliseconds.write(0.4567), "0.46 ms");
        assert_eq!(Unit::Milliseconds.write(1353.4), "1353 ms");
        assert_eq!(Unit::Plain.write(7.0), "7");
        assert_eq!(Unit::Plain.write(1.049), "1.05");
        assert_eq!(thousands(1_234_567.0), "1,234,567");
        assert_eq!(thousands(12.0), "12");
    }
}
