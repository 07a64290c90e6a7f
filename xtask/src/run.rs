//! Running other programs, several side by side, so that a person can see what is going on and what went wrong, and so that nothing is left
//! running when somebody stops the command.

use std::{
    fmt, fs,
    io::{self, BufRead as _, BufReader, IsTerminal as _, Read as _, Write as _},
    os::unix::{net::UnixStream, process::CommandExt as _},
    path::Path,
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    low_level::pipe,
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
/// How soon a step notices that somebody stopped the command.
const LOOK: Duration = Duration::from_millis(200);
/// How long programs have to end by themselves once they are asked to.
const GRACE: Duration = Duration::from_secs(10);
/// For how long further signals belong to the first one: `timeout` sends two, and so do a shell and a terminal that is closed.
const ONE_ACT: Duration = Duration::from_secs(1);

/// Says which steps of how many are under way, and for how long. Clones speak for the same steps. Everything goes to standard error.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    steps: usize,
    begun: usize,
    running: Vec<Running>,
}

/// A step that is under way.
struct Running {
    head: String,
    start: Instant,
    said: Instant,
    newest: String,
}

impl Progress {
    /// Of so many steps.
    pub fn new(steps: usize) -> Self {
        let progress = Self::default();
        progress.add(steps);
        progress
    }

    /// More steps than was known at first.
    pub fn add(&self, steps: usize) {
        self.board().steps += steps;
    }

    /// A step that needs nothing.
    pub fn skip(&self, what: &str) {
        let head = self.board().begin(what);
        clear();
        eprintln!("{head}");
    }

    /// Runs a program as one step, with its last line of output beside the time, and gives back all that it wrote.
    ///
    /// # Errors
    ///
    /// If it cannot be started, fails, or somebody stops the command. When it fails, its last lines are shown.
    pub fn run(&self, what: &str, command: &mut Command, remedy: &str) -> Result<String> {
        let (status, output) = self.watch(what, command)?;
        if status.success() {
            return Ok(output);
        }
        let lines: Vec<&str> = output.lines().filter(|line| !is_progress(line)).collect();
        for line in &lines[lines.len().saturating_sub(TAIL)..] {
            eprintln!("    {line}");
        }
        Err(Trouble::new(format!("{what}: {} failed", program(command)), remedy))
    }

    /// The same for a program that may fail: how it ended, and all that it wrote.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or somebody stops the command.
    pub fn watch(&self, what: &str, command: &mut Command) -> Result<(ExitStatus, String)> {
        let start = Instant::now();
        let head = self.board().begin(what);
        self.board().running.push(Running { head: head.clone(), start, said: start, newest: String::new() });
        if !io::stderr().is_terminal() {
            eprintln!("{head}");
        }
        let done = watch(command, |line| self.board().heard(&head, line));
        self.board().running.retain(|running| running.head != head);
        clear();
        let (status, output) = done?;
        eprintln!("{head}  {} {}", if status.success() { "done in" } else { "FAILED after" }, clock(start.elapsed()));
        Ok((status, output))
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Board {
    fn begin(&mut self, what: &str) -> String {
        self.begun += 1;
        format!("[{}/{}] {what}", self.begun, self.steps.max(self.begun))
    }

    /// Shows what is under way: on a terminal all of it, in one line that is written over; elsewhere a line now and then.
    fn heard(&mut self, head: &str, line: &str) {
        let Some(running) = self.running.iter_mut().find(|running| running.head == head) else { return };
        if let Some(line) = worth_showing(line) {
            line.clone_into(&mut running.newest);
        }
        if io::stderr().is_terminal() {
            let all = self
                .running
                .iter()
                .map(|Running { head, start, newest, .. }| format!("{head}  {}  {newest}", clock(start.elapsed())));
            let line: String = all.collect::<Vec<_>>().join("  |  ").chars().take(width()).collect();
            eprint!("\r\x1b[2K{line}");
            let _ = io::stderr().flush();
        } else if running.said.elapsed() >= SAY_AGAIN {
            running.said = Instant::now();
            eprintln!("{head}  {}  {}", clock(running.start.elapsed()), running.newest);
        }
    }
}

/// What a person sees of a line. Of TAP that is which test is under way.
fn worth_showing(line: &str) -> Option<&str> {
    let line = line.trim();
    let is_taps = ["TAP ", "ok ", "not ok ", "---", "...", "1..", "# ", "type:", "duration_ms:"]
        .iter()
        .any(|begin| line.starts_with(begin));
    line.strip_prefix("# Subtest: ").or((!is_taps && !line.is_empty()).then_some(line))
}

/// Takes the line away that shows what is under way.
fn clear() {
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[2K");
    }
}

/// Does all of these at once, and waits for all.
///
/// # Errors
///
/// The first error in their order. The others still come to their end.
pub fn side_by_side<const N: usize>(all: [&(dyn Fn() -> Result + Sync); N]) -> Result {
    let results = thread::scope(|scope| {
        let started = all.map(|act| scope.spawn(act));
        started.map(|thread| thread.join().unwrap_or_else(|_| Err(Trouble::new("a part of xtask itself broke", ""))))
    });
    results.into_iter().collect()
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

/// Runs a program to its end with both of its outputs in one; calls `line` with the newest line as it comes, and now and then.
fn watch(command: &mut Command, mut line: impl FnMut(&str)) -> Result<(ExitStatus, String)> {
    let not_started =
        |error: io::Error, program: String| Trouble::new(format!("{program} cannot be run: {error}"), "cargo xtask doctor");
    let name = program(command);
    let (reader, writer) = io::pipe().map_err(|error| not_started(error, name.clone()))?;
    let second = writer.try_clone().map_err(|error| not_started(error, name.clone()))?;
    let mut child = marked(command).stdin(Stdio::null()).stdout(writer).stderr(second).spawn();
    // The command keeps its ends of the pipe open; without this the pipe would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
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
        match receive.recv_timeout(LOOK) {
            Ok(text) => {
                if !text.trim().is_empty() {
                    newest.clone_from(&text);
                }
                output.push(text);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if is_stopped() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(stopped());
        }
        line(&newest);
    }
    let status = child.wait().map_err(|error| Trouble::new(format!("{name}: {error}"), ""))?;
    Ok((status, output.join("\n")))
}

/// Runs a program that says little, and gives back what it wrote to its standard output. `None` if it cannot be run or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = marked(command).stdin(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Whether somebody has pressed Ctrl-C, or asked this command to end.
static STOP: AtomicBool = AtomicBool::new(false);

/// The signals that ask this command to end.
const ENDS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// A command that is under way. Nothing that it starts outlives it: what is left at its end is ended when this is dropped, in a panic too, and
/// where there is no time for that, because it was killed, another process does it, which looks after this one.
pub struct Underway {
    watch: Child,
    is_over: bool,
}

impl Underway {
    /// Begins: from now on a signal does not end this command at once, which ends what it has started first. Another signal, more than a moment
    /// later, leaves nothing any time for that. `watch` is a program that calls [`end_after`], and does nothing else.
    ///
    /// # Errors
    ///
    /// If signals cannot be caught, or `watch` cannot be started.
    pub fn begin(watch: &mut Command) -> Result<Self> {
        listen_for_stop().map_err(|error| Trouble::new(format!("signals cannot be caught: {error}"), ""))?;
        // In a group of its own: what a terminal or a shell sends to all of this command is not for it.
        watch.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = |watch: &mut Command| {
            let mut watch = watch.spawn()?;
            watch.stdin.as_mut().map_or(Ok(()), |to_watch| writeln!(to_watch, "{}", mark()))?;
            Ok(Self { watch, is_over: false })
        };
        start(watch).map_err(|error: io::Error| Trouble::new(format!("xtask cannot be run: {error}"), ""))
    }

    /// It came to its end by itself, and well: it has left nothing.
    pub fn over(mut self) {
        self.is_over = !is_stopped();
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        if self.is_over {
            let _ = self.watch.stdin.as_mut().map(|to_watch| to_watch.write_all(OVER));
        } else if !running_with(MARK, mark()).is_empty() {
            sweep();
        }
        // What looks after this is the last to end, and ends when nothing more can be told to it.
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

/// What a command tells the process that looks after it at its end, if it has left nothing.
const OVER: &[u8] = b"over\n";

/// Looks after a command, which told its mark and holds the other end of standard input: waits until it has ended, however that was, and ends at
/// once what it left.
pub fn end_after() {
    // Who wants to end the command does not mean this process, which ends right after it.
    for signal in ENDS {
        let _ = signal_hook::flag::register(signal, Arc::default());
    }
    let mut told = Vec::new();
    let _ = io::stdin().read_to_end(&mut told);
    if let Some(mark) = told.strip_suffix(b"\n").and_then(|mark| std::str::from_utf8(mark).ok())
        && !told.ends_with(OVER)
    {
        end_with(mark, "KILL");
    }
}

fn listen_for_stop() -> io::Result<()> {
    let (mut signals, signal) = UnixStream::pair()?;
    for number in ENDS {
        pipe::register(number, signal.try_clone()?)?;
    }
    thread::spawn(move || {
        let mut first = None;
        while signals.read_exact(&mut [0]).is_ok() {
            STOP.store(true, Ordering::Relaxed);
            if first.get_or_insert_with(Instant::now).elapsed() > ONE_ACT {
                end_with(mark(), "KILL");
                process::exit(130);
            }
        }
    });
    Ok(())
}

/// Whether somebody has stopped this command.
pub fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// The error of a command that somebody stopped.
pub fn stopped() -> Trouble {
    Trouble::new("stopped", "")
}

/// By this variable every program is known that this command started, and every one that those started, whatever became of their parents.
const MARK: &str = "LAKZEGEL_RUN";

fn mark() -> &'static str {
    static OWN: OnceLock<String> = OnceLock::new();
    OWN.get_or_init(|| {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        format!("{}-{}", process::id(), since.as_nanos())
    })
}

/// Marks a program that is about to be started as this command's own, so that [`sweep`] finds it and its descendants.
pub fn marked(command: &mut Command) -> &mut Command {
    command.env(MARK, mark())
}

/// Ends whatever this command started and still runs: asks first, and waits a little.
pub fn sweep() {
    end_with(mark(), "TERM");
}

/// Sends a signal to programs. Those that have ended meanwhile do not matter.
pub fn signal(name: &str, ids: &[u32]) {
    // The standard library only knows the signal that cannot be caught, and only for its own children; and a bare Debian has no program for this.
    let mut command = Command::new("sh");
    command.args(["-c", "kill \"$@\"", "sh", "-s", name]).args(ids.iter().map(u32::to_string));
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// The programs in whose environment a variable has this value: their process numbers and names.
pub fn running_with(variable: &str, value: &str) -> Vec<(u32, String)> {
    let wanted = format!("{variable}={value}");
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(|id| *id != process::id());
    let is_ours = |id: &u32| {
        let variables = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        variables.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    };
    let name = |id| (id, fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default().trim().to_owned());
    numbers.filter(is_ours).map(name).collect()
}

/// Ends the programs with this mark: by this signal, and what does not heed it in a while by one that nothing can.
fn end_with(mark: &str, name: &str) {
    let start = Instant::now();
    let mut quiet = 0;
    // A program that is just turning into another one has no environment for a moment, so one look that finds nothing says little.
    while quiet < 2 {
        let running: Vec<u32> = running_with(MARK, mark).into_iter().map(|(id, _)| id).collect();
        if running.is_empty() {
            quiet += 1;
        } else {
            quiet = 0;
            signal(if start.elapsed() < GRACE { name } else { "KILL" }, &running);
        }
        if start.elapsed() > 2 * GRACE {
            return;
        }
        thread::sleep(if name == "KILL" { LOOK / 10 } else { LOOK });
    }
}

#[cfg(test)]
mod tests {
    use std::{
        process::{Command, Stdio},
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::{Duration, Instant},
    };

    use super::{
        MARK, Progress, Result, Trouble, answer, clock, end_with, is_progress, running_with, side_by_side, worth_showing,
    };

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
    fn of_tap_a_person_sees_which_test_is_under_way() {
        assert_eq!(worth_showing("    # Subtest: a letter waits"), Some("a letter waits"));
        assert_eq!(worth_showing("    ok 3 - a letter waits"), None);
        assert_eq!(worth_showing("      duration_ms: 12"), None);
        assert_eq!(worth_showing("   Compiling serde v1.0.0"), Some("Compiling serde v1.0.0"));
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

    #[test]
    fn what_is_done_side_by_side_is_under_way_at_the_same_time() {
        let begun = AtomicUsize::new(0);
        let part = || -> Result {
            begun.fetch_add(1, Ordering::Relaxed);
            let start = Instant::now();
            while begun.load(Ordering::Relaxed) < 3 {
                if start.elapsed() > PATIENCE {
                    return Err(Trouble::new("the others have not begun", ""));
                }
                thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        };
        assert!(side_by_side([&part, &part, &part]).is_ok());
        assert!(side_by_side([&part, &|| Err(Trouble::new("no", ""))]).is_err());
    }

    /// How long something may take to come true on a slow machine.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// A program that outlives its parent is found by its mark, and ended.
    #[test]
    fn nothing_is_left_running() {
        // Not this process's own mark: other tests start programs at the same time.
        let mark = format!("{}-test", super::mark());
        let mut orphan = Command::new("sh");
        orphan.args(["-c", "sleep 600 & true"]).env(MARK, &mark).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(orphan.status().is_ok_and(|status| status.success()));
        let sleeps = || running_with(MARK, &mark).iter().filter(|(_, name)| name == "sleep").count();
        // The shell's child is a shell itself at first, and whoever waits for the shell does not wait for that to change.
        let start = Instant::now();
        while sleeps() == 0 {
            assert!(start.elapsed() < PATIENCE, "the orphan was never seen");
            thread::sleep(Duration::from_millis(10));
        }
        end_with(&mark, "TERM");
        assert_eq!(sleeps(), 0);
    }
}
