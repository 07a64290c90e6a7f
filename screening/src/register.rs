//! The sender's name. A token proves an identifier, and sometimes a name; if it has none, the office's own register is asked, which is a file
//! or a program. Its answer is shown and printed, and stored nowhere else. A visitor code has the name that the visiting desk wrote on it.

use std::{
    collections::HashMap,
    fs, io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use lakzegel_crypto::{Evidence, SealedLetter};
use serde::Deserialize;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
    time::timeout,
};

use crate::{
    evidence::Token,
    sender::{NameSource, SenderName},
    store::{Store, StoreError},
    visitors,
};

/// How long a program may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer of a program that is read, in bytes.
const LONGEST_ANSWER: u64 = 64 * 1024;
/// How long a program that failed is not asked, so that letters that need no answer do not wait behind those that do.
const LEFT_ALONE: Duration = Duration::from_secs(10);
/// How long it is not asked again about the person for whom it failed: others come first, for whom it may work.
const PERSON_LEFT_ALONE: Duration = Duration::from_secs(10 * 60);
/// How many wrong lines are named. The rest is counted.
const LINES_NAMED: usize = 10;

/// Where the register is: exactly one of the two.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterSettings {
    /// A file of lines: issuer, subject and name, with a TAB between them.
    pub file: Option<PathBuf>,
    /// A program and its arguments.
    pub program: Option<Vec<String>>,
}

/// Why the register cannot be used. Letters that need it wait. No message has anything in it that the register says.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Neither, or both.
    #[error("[register]: give either `file`, or `program` with the program's path first")]
    Either,
    /// The file, or the program's.
    #[error("register: {0} cannot be read: {1}; bring the file, or leave the table [register] out")]
    File(PathBuf, io::Error),
    /// Lines that are not as they must be, by their numbers.
    #[error("register: {0}: {1}; correct the file, and put it in place in one step")]
    Lines(PathBuf, String),
    /// The program is none.
    #[error("register: {0} is not a file that may be executed")]
    NoProgram(PathBuf),
    /// The program cannot be started, or broke off.
    #[error("register: {0} cannot be asked: {1}")]
    Program(PathBuf, io::Error),
    /// The program did not answer in time.
    #[error("register: {0} did not answer within {seconds} seconds", seconds = PATIENCE.as_secs())]
    Late(PathBuf),
    /// The program ended badly.
    #[error("register: {0} ended with {1}; with a look-up that succeeds it must end with 0")]
    Ended(PathBuf, std::process::ExitStatus),
    /// The program's answer is not one.
    #[error(r#"register: {0} must answer {{"name":"..."}}, or {{}} for somebody whom it does not know, and nothing else"#)]
    Answer(PathBuf),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The program failed a moment ago.
    #[error("register: the program failed a moment ago, and is left alone for a while")]
    LeftAlone,
}

/// The register that the office has, if it has one.
pub enum Register {
    /// There is none: only the names in tokens count.
    None,
    /// A file.
    File(NameFile),
    /// A program.
    Program(Program),
}

impl Register {
    /// Reads the file, or checks that the program can be executed.
    ///
    /// # Errors
    ///
    /// If there is neither or both, a line of the file is wrong, or the program cannot be executed.
    pub fn open(settings: Option<&RegisterSettings>) -> Result<Self, RegisterError> {
        let Some(RegisterSettings { file, program }) = settings else { return Ok(Self::None) };
        match (file, program.as_deref()) {
            (Some(file), None) => {
                let mut file = NameFile { path: file.clone(), read: None };
                file.names()?;
                Ok(Self::File(file))
            }
            (None, Some([path, arguments @ ..])) => Ok(Self::Program(Program::new(Path::new(path), arguments)?)),
            _ => Err(RegisterError::Either),
        }
    }

    /// The sender's name: the visiting desk's or the token's, else the register's, else none.
    ///
    /// # Errors
    ///
    /// If the register or the database cannot be asked now.
    pub async fn name(&mut self, store: &Store, letter: &SealedLetter) -> Result<Option<SenderName>, RegisterError> {
        if let Evidence::VisitorCode(typed) = &letter.evidence {
            let name = visitors::name(store, typed, &letter.origin).await?;
            return Ok(name.and_then(|name| SenderName::vouched(&name, NameSource::Desk)));
        }
        // A letter with an unreadable token is withheld before anybody asks for a name.
        let Some(token) = Token::of(letter) else { return Ok(None) };
        if let Some(name) = token.name().and_then(|name| SenderName::vouched(name, NameSource::Token)) {
            return Ok(Some(name));
        }
        let (Some(issuer), Some(subject)) = (token.issuer(), token.subject()) else { return Ok(None) };
        let name = self.look_up(issuer, subject).await?;
        Ok(name.and_then(|name| SenderName::vouched(&name, NameSource::Register)))
    }

    /// The name that the register has for a subject of an issuer. `None` if it does not know them.
    ///
    /// # Errors
    ///
    /// If the file became unreadable, or the program does not give an answer.
    pub async fn look_up(&mut self, issuer: &str, subject: &str) -> Result<Option<String>, RegisterError> {
        match self {
            Self::None => Ok(None),
            Self::File(file) => Ok(file.names()?.get(issuer).and_then(|names| names.get(subject)).cloned()),
            Self::Program(program) => program.look_up(issuer, subject).await,
        }
    }
}

/// Names by issuer and subject.
type Names = HashMap<String, HashMap<String, String>>;

/// A register in a file. It is read again when it changes.
pub struct NameFile {
    path: PathBuf,
    read: Option<(Stamp, Names)>,
}

/// What changes when a file does: its time with the nanoseconds, its length and its inode.
type Stamp = (i64, i64, u64, u64);

impl NameFile {
    fn names(&mut self) -> Result<&Names, RegisterError> {
        let failed = |error| RegisterError::File(self.path.clone(), error);
        // Taken before reading: a change while it is read is then noticed the next time.
        let about = fs::metadata(&self.path).map_err(failed)?;
        let stamp = (about.mtime(), about.mtime_nsec(), about.size(), about.ino());
        let names = match self.read.take() {
            Some((read, names)) if read == stamp => names,
            _ => {
                let bytes = fs::read(&self.path).map_err(failed)?;
                parse(&bytes).map_err(|lines| RegisterError::Lines(self.path.clone(), lines))?
            }
        };
        Ok(&self.read.insert((stamp, names)).1)
    }
}

/// Reads the lines. If one is wrong, none counts: else a missing TAB would turn somebody into a person without a name.
fn parse(bytes: &[u8]) -> Result<Names, String> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        format!("line {line} is not UTF-8")
    })?;
    // What spreadsheets put in front of UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut names, mut wrong) = (Names::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        match fields.as_slice() {
            [issuer, subject, name] if fields.iter().all(|field| !field.is_empty()) => {
                let of_issuer = names.entry((*issuer).to_owned()).or_default();
                if of_issuer.insert((*subject).to_owned(), (*name).to_owned()).is_some() {
                    wrong.push(format!("line {number} is about somebody who has a line already"));
                }
            }
            _ => wrong.push(format!("line {number} is not issuer TAB subject TAB name")),
        }
    }
    match wrong.len() {
        0 => Ok(names),
        1..=LINES_NAMED => Err(wrong.join(", ")),
        count => Err(format!("{}, and {} more lines", wrong[..LINES_NAMED].join(", "), count - LINES_NAMED)),
    }
}

/// A register behind a program, which is started for each look-up, without a shell.
pub struct Program {
    path: PathBuf,
    arguments: Vec<String>,
    /// When it may be asked again after a failure, and when about the people for whom it failed.
    quiet_until: Option<Instant>,
    failed: HashMap<(String, String), Instant>,
}

/// What a program answers. Anything else in it is a mistake, which must not be taken for "no name known".
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    name: Option<String>,
}

impl Program {
    fn new(path: &Path, arguments: &[String]) -> Result<Self, RegisterError> {
        let about = fs::metadata(path).map_err(|error| RegisterError::File(path.to_owned(), error))?;
        if !about.is_file() || about.permissions().mode() & 0o111 == 0 {
            return Err(RegisterError::NoProgram(path.to_owned()));
        }
        Ok(Self { path: path.to_owned(), arguments: arguments.to_vec(), quiet_until: None, failed: HashMap::new() })
    }

    async fn look_up(&mut self, issuer: &str, subject: &str) -> Result<Option<String>, RegisterError> {
        let begun = Instant::now();
        let person = (issuer.to_owned(), subject.to_owned());
        self.failed.retain(|_, until| *until > begun);
        if self.quiet_until.is_some_and(|until| until > begun) || self.failed.contains_key(&person) {
            return Err(RegisterError::LeftAlone);
        }
        let answer =
            timeout(PATIENCE, self.ask(issuer, subject)).await.unwrap_or_else(|_| Err(RegisterError::Late(self.path.clone())));
        if answer.is_err() {
            self.quiet_until = Some(Instant::now() + LEFT_ALONE);
            self.failed.insert(person, Instant::now() + PERSON_LEFT_ALONE);
        }
        answer
    }

    async fn ask(&self, issuer: &str, subject: &str) -> Result<Option<String>, RegisterError> {
        let failed = |error| RegisterError::Program(self.path.clone(), error);
        // Its standard error is dropped: it may have names in it, and screening's log has none.
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut question) = child.stdin.take() {
            // A program that answers without reading breaks the pipe. Its answer counts.
            let line = format!("{}\n", json!({ "issuer": issuer, "subject": subject }));
            let _unread = question.write_all(line.as_bytes()).await;
        }
        let mut answer = Vec::new();
        if let Some(output) = child.stdout.take() {
            output.take(LONGEST_ANSWER + 1).read_to_end(&mut answer).await.map_err(failed)?;
        }
        if answer.len() as u64 > LONGEST_ANSWER {
            return Err(RegisterError::Answer(self.path.clone()));
        }
        let status = child.wait().await.map_err(failed)?;
        if !status.success() {
            return Err(RegisterError::Ended(self.path.clone(), status));
        }
        let answer: Answer = serde_json::from_slice(&answer).map_err(|_| RegisterError::Answer(self.path.clone()))?;
        match answer.name.as_deref().map(str::trim) {
            Some("") => Err(RegisterError::Answer(self.path.clone())),
            name => Ok(name.map(str::to_owned)),
        }
    }
}
