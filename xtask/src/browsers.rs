//! Runs the browser tests: several files at a time, each by a Node of its own, the longest first; and the same file many times.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    files,
    report::{Read, Report, read_tap},
    run::{Progress, Result, Trouble, clock, is_stopped, stopped},
    tools,
};

/// Which files are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// All of them.
    All,
    /// Those with this in their names.
    Named(String),
}

/// How many files are run at a time: each waits for much of its time, be it until a page that was left is gone.
const LANES: usize = 5;

/// What listens to a screen reader has the machine to itself.
const ALONE: [&str; 1] = ["screen_reader.test.mjs"];

/// A test that hangs fails after so many milliseconds, and the others are still run. The longest file takes two minutes on a quiet machine.
const PATIENCE: &str = "--test-timeout=1200000";

fn folder() -> PathBuf {
    files::root().join("tests/browser")
}

/// The test files by name, in the order in which they are begun.
fn names(which: &Files) -> Result<Vec<String>> {
    let all = files::list(&folder()).into_iter().map(|file| file.display().to_string());
    let all: Vec<String> = all.filter(|name| name.ends_with(".test.mjs")).collect();
    if let Some(missing) = ALONE.iter().find(|name| !all.iter().any(|file| file == *name)) {
        return Err(Trouble::new(format!("{} has no {missing}", files::shown(&folder())), ""));
    }
    let mut chosen: Vec<String> = match which {
        Files::All => all,
        Files::Named(part) => all.into_iter().filter(|name| name.contains(part)).collect(),
    };
    if chosen.is_empty() {
        return Err(Trouble::new("no browser test has such a name", files::shown(&folder())));
    }
    // What takes long is begun early, so that no lane is left with it at the end. Of what was never run, the length of the file tells.
    let known = durations();
    let length = |name: &String| known.get(name).copied().unwrap_or_else(|| size(name) / 500);
    chosen.sort_by_key(|name| std::cmp::Reverse(length(name)));
    Ok(chosen)
}

fn size(name: &str) -> u64 {
    fs::metadata(folder().join(name)).map_or(0, |about| about.len())
}

/// How long each file took the last time, in seconds: it decides on the order, and on nothing else.
fn durations() -> HashMap<String, u64> {
    let text = files::read(&durations_file()).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(time, name)| Some((name.to_owned(), time.parse().ok()?)))
        .collect()
}

fn durations_file() -> PathBuf {
    files::target().join("test/durations.txt")
}

/// Runs them against the deployment that the file `deployment` describes. `full`: whole matrices instead of pairs, in whole browsers.
///
/// # Errors
///
/// If there are no such files, or somebody stops the command. A test that fails is in the report.
pub fn run(which: &Files, full: bool, deployment: &Path, report: &Mutex<Report>) -> Result {
    let mut times = durations();
    let done: Mutex<Vec<Done>> = Mutex::default();
    in_lanes(names(which)?, |name, progress| {
        let one = run_file(name, full, deployment, progress);
        done.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        Ok(())
    })?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by(|one, other| one.name.cmp(&other.name));
    let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
    for Done { name, read, good, time } in done {
        times.insert(name.clone(), time.as_secs());
        report.add(&name, read, good, time, |_| format!("cargo xtask test --only browser --file {name}"));
    }
    let lines = times.into_iter().map(|(name, time)| format!("{time} {name}\n"));
    files::write(&durations_file(), lines.collect::<String>())
}

/// Has `run` run these files, as many at a time as there are lanes, and after them those that have the machine to themselves.
///
/// # Errors
///
/// If somebody stops the command, or `run` fails; then no other file is begun.
fn in_lanes(names: Vec<String>, run: impl Fn(&str, &Progress) -> Result + Sync) -> Result {
    let (alone, together): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| ALONE.contains(&name.as_str()));
    for (names, lanes) in [(together, LANES), (alone, 1)] {
        let progress = Progress::new(names.len());
        let next = AtomicUsize::new(0);
        let lane = || {
            while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| !is_stopped()) {
                if let Err(trouble) = run(name, &progress) {
                    next.store(names.len(), Ordering::Relaxed);
                    return Err(trouble);
                }
            }
            Ok(())
        };
        thread::scope(|scope| {
            let lanes: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
            lanes.into_iter().try_for_each(|lane| lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
        if is_stopped() {
            return Err(stopped());
        }
    }
    Ok(())
}

/// What came of a file.
struct Done {
    name: String,
    read: Read,
    good: bool,
    time: Duration,
}

/// Where what a file's last run said is kept.
fn said_in(name: &str) -> PathBuf {
    files::target().join("test").join(format!("{name}.tap"))
}

fn run_file(name: &str, full: bool, deployment: &Path, progress: &Progress) -> Done {
    let begun = Instant::now();
    let mut command = tools::node();
    command.args(["--test", PATIENCE, "--test-reporter=tap"]).arg(folder().join(name));
    command.env("LAKZEGEL_DEPLOYMENT", deployment);
    if full {
        command.env("LAKZEGEL_FULL", "1").env_remove("LAKZEGEL_CHROMIUM_SHELL");
    }
    let (good, output) =
        progress.watch(name, &mut command).map_or((false, String::new()), |(status, output)| (status.success(), output));
    let _ = files::write(&said_in(name), &output);
    Done { name: name.to_owned(), read: read_tap(&output, "browser"), good, time: begun.elapsed() }
}

/// `cargo xtask endure`: runs files as `run` does, again and again, and keeps its own tally, so that it can be stopped and taken up again. What a
/// run said that failed is kept beside it. A suite that fails by chance is a defect like any other; this finds it.
///
/// # Errors
///
/// If any run of this code failed, now or in the tally.
pub fn endure(which: &Files, times: usize, busy: usize, deployment: &Path) -> Result {
    let tally = files::target().join("test/endurance.txt");
    let code = files::code()?;
    let key = |name: &str| format!("{} {name} busy={busy} ", &code[..12]);
    let count = |name: &str, what: &str| {
        let text = files::read(&tally).unwrap_or_default();
        text.lines().filter(|line| line.starts_with(&key(name)) && line.contains(what)).count()
    };
    let names = names(which)?;
    let writing = Mutex::new(());
    let once = |name: &str, progress: &Progress| {
        let Done { read, good, time, .. } = run_file(name, false, deployment, progress);
        if is_stopped() {
            return Err(stopped());
        }
        if !good {
            // The next run writes over what this one said.
            let kept = files::target().join("test/endurance").join(format!("{name}-{}.tap", count(name, "") + 1));
            files::copy(&said_in(name), &kept)?;
        }
        let failed: Vec<String> = read.0.into_iter().filter(|test| test.has_failed()).map(|test| test.name).collect();
        let outcome = if good { "passed".to_owned() } else { format!("FAILED {}", failed.join("; ")) };
        let line = format!("{}{} {outcome}\n", key(name), clock(time));
        let _one_at_a_time = writing.lock().unwrap_or_else(PoisonError::into_inner);
        files::write(&tally, files::read(&tally).unwrap_or_default() + &line)
    };
    let _loops: Vec<Busy> = (0..busy).map(|_| Busy::start()).collect::<Result<_>>()?;
    for round in 1..=times {
        let due = names.iter().filter(|name| count(name, "") < round).cloned().collect();
        in_lanes(due, once)?;
    }
    let (mut passed, mut failed) = (0, 0);
    for name in &names {
        let (all, bad) = (count(name, ""), count(name, " FAILED"));
        println!("{name}: {} of {all} runs passed", all - bad);
        (passed, failed) = (passed + all - bad, failed + bad);
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { Ok(()) } else { Err(Trouble::new("a run failed", files::shown(&tally))) }
}

/// A loop that keeps a processor busy until it is dropped.
struct Busy(std::process::Child);

impl Busy {
    fn start() -> Result<Self> {
        let mut command = std::process::Command::new("sh");
        let child = crate::run::marked(command.args(["-c", "while :; do :; done"])).spawn();
        child.map(Self).map_err(|error| Trouble::new(format!("sh cannot be run: {error}"), ""))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
