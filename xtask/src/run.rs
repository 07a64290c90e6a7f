//! Running other programs so that a person can see what is going on, and what went wrong.

use std::{
    fmt,
    io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _},
    path::Path,
    process::{Command, ExitStatus},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// What a command of xtask comes to.
pub type Result<T = ()> = std::result::Result<T, Trouble>;

/// What went wrong, and what to do about it.
#[derive(Debug)]
pub struct Trouble {
    what: String,
    remedy: String,
}

impl Trouble {
    /// The remedy may be empty where there is nothing to add.
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }

    /// A file or folder that could not be used.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("{}: {error}", path.display()), "")
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, remedy } = self;
        if remedy.is_empty() { write!(f, "xtask: {what}") } else { write!(f, "xtask: {what}\n{remedy}") }
    }
}

/// How many of a failed program's last lines are shown.
const TAIL: usize = 60;
/// How often a step that goes on says so where lines cannot be written over.
const SAY_AGAIN: Duration = Duration::from_secs(20);

/// Says which step of how many is under way, and for how long. Everything goes to standard error.
pub struct Progress {
    steps: usize,
    done: usize,
}

impl Progress {
    /// Of so many steps.
    pub const fn new(steps: usize) -> Self {
        Self { steps, done: 0 }
    }

    /// More steps than was known at first.
    pub const fn add(&mut self, steps: usize) {
        self.steps += steps;
    }

    /// A step that needs nothing.
    pub fn skip(&mut self, what: &str) {
        self.done += 1;
        eprintln!("[{}/{}] {what}", self.done, self.steps);
    }

    /// Runs a program as one step, with its last line of output beside the time, and gives back all that it wrote. When it fails,
    /// its last lines are shown.
    pub fn run(&mut self, what: &str, command: &mut Command, remedy: &str) -> Result<String> {
        self.done += 1;
        let head = format!("[{}/{}] {what}", self.done, self.steps);
        let terminal = io::stderr().is_terminal();
        let start = Instant::now();
        let mut said = start;
        if !terminal {
            eprintln!("{head}");
        }
        let (status, output) = watch(command, |line| {
            let (time, line) = (clock(start.elapsed()), line.trim());
            if terminal {
                let line: String = format!("{head}  {time}  {line}").chars().take(width()).collect();
                eprint!("\r\x1b[2K{line}");
                let _ = io::stderr().flush();
            } else if said.elapsed() >= SAY_AGAIN {
                said = Instant::now();
                eprintln!("        {time}  {line}");
            }
        })?;
        let time = clock(start.elapsed());
        if terminal {
            eprint!("\r\x1b[2K");
        }
        if status.success() {
            if terminal {
                eprintln!("{head}  {time}");
            } else {
                eprintln!("        done in {time}");
            }
            return Ok(output);
        }
        eprintln!("{head}  failed after {time}");
        let lines: Vec<&str> = output.lines().filter(|line| !is_progress(line)).collect();
        for line in &lines[lines.len().saturating_sub(TAIL)..] {
            eprintln!("    {line}");
        }
        Err(Trouble::new(format!("{what}: {} failed", program(command)), remedy))
    }
}

/// The terminal's width; shells give it, and eighty is safe.
fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(80) - 1
}

/// Minutes and seconds.
pub fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What Cargo says while all goes well.
fn is_progress(line: &str) -> bool {
    let word = line.trim_start().split(' ').next().unwrap_or_default();
    matches!(
        word,
        "Compiling" | "Downloading" | "Downloaded" | "Checking" | "Updating" | "Locking" | "Fresh" | "Blocking" | "Adding"
    )
}

fn program(command: &Command) -> String {
    Path::new(command.get_program()).file_name().unwrap_or_default().display().to_string()
}

/// Runs a program to its end with both of its outputs in one; calls `line` with the newest line as it comes, and every second.
fn watch(command: &mut Command, mut line: impl FnMut(&str)) -> Result<(ExitStatus, String)> {
    let not_started =
        |error: io::Error, program: String| Trouble::new(format!("{program} cannot be run: {error}"), "cargo xtask doctor");
    let name = program(command);
    let (reader, writer) = io::pipe().map_err(|error| not_started(error, name.clone()))?;
    let second = writer.try_clone().map_err(|error| not_started(error, name.clone()))?;
    let mut child = command.stdin(std::process::Stdio::null()).stdout(writer).stderr(second).spawn();
    // The command keeps its ends of the pipe open; without this the pipe would never end.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let child = child.as_mut().map_err(|error| Trouble::new(format!("{name} cannot be run: {error}"), "cargo xtask doctor"))?;
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        for bytes in BufReader::new(reader).split(b'\n').map_while(std::result::Result::ok) {
            if send.send(String::from_utf8_lossy(&bytes).trim_end().to_owned()).is_err() {
                break;
            }
        }
    });
    let (mut output, mut newest) = (Vec::new(), String::new());
    loop {
        match receive.recv_timeout(Duration::from_secs(1)) {
            Ok(text) => {
                if !text.trim().is_empty() {
                    newest.clone_from(&text);
                }
                output.push(text);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        line(&newest);
    }
    let status = child.wait().map_err(|error| Trouble::new(format!("{name}: {error}"), ""))?;
    Ok((status, output.join("\n")))
}

/// Runs a program that says little, and gives back what it wrote to its standard output. `None` if it cannot be run or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(std::process::Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

#[cfg(test)]
mod tests {
    use std::{process::Command, time::Duration};

    use super::{Progress, answer, clock, is_progress};

    #[test]
    fn time_is_in_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(61_900)), "1:01");
    }

    #[test]
    fn progress_lines_are_told_from_messages() {
        assert!(is_progress("   Compiling serde v1.0.0"));
        assert!(!is_progress("error[E0308]: mismatched types"));
        assert!(!is_progress(""));
    }

    #[test]
    fn both_outputs_come_back_in_one() {
        let output = Progress::new(1).run("a test", Command::new("sh").args(["-c", "echo one; echo two >&2"]), "");
        assert_eq!(output.ok().as_deref(), Some("one\ntwo"));
    }

    #[test]
    fn a_program_that_fails_or_is_missing_is_an_error() {
        assert!(Progress::new(1).run("a test", Command::new("sh").args(["-c", "exit 3"]), "").is_err());
        assert!(Progress::new(1).run("a test", &mut Command::new("no-such-program"), "").is_err());
        assert_eq!(answer(&mut Command::new("no-such-program")), None);
    }
}
