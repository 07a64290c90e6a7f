//! `cargo xtask`: set-up, demo, test, lint, bench, evidence and dist. This file is its command line.
//!
//! [`tools`] pins and installs what is needed, [`client`] builds the sender client, and each command has a file of its own.

mod bench;
mod browsers;
mod client;
mod demo;
mod disk;
mod dist;
mod doctor;
mod documents;
mod evidence;
mod files;
mod html;
mod lint;
mod report;
mod run;
mod test;
mod tools;

use std::{
    env,
    process::{Command, ExitCode},
};

use browsers::Files;
use run::{Result, Trouble, Underway};
use test::{Extent, Part};

const USAGE: &str = "\
cargo xtask COMMAND

  demo      build everything, start intake and screening, and say what to open
            --port N (8080)   --data DIR (target/demo)   --fresh (forget letters and log, keep the keys)
  test      every check and every test, real browsers included
            --quick (lint, host, one way in a browser)   --full (for a release: whole matrices)
            --only lint|host|wasm|browser   --file PART-OF-A-NAME (of a browser test)
  endure    browser tests again and again, with a tally that goes on where it was stopped
            --file PART-OF-A-NAME   --times N (10)   --busy N (0: busy loops beside them)
  lint      whether every file keeps to its floor, and whether what the documents cite exists; in a second
  doctor    what is present, missing or of the wrong version, and what to do
  client    build the sender client alone
            --root-keys FILE (none: a client that refuses to send)
  bench     measure the client
  evidence  which test shows which security control, with its result
  dist      release artefacts in dist/
            --root-keys FILE (needed; the demo's are refused)";

/// The word by which this program is told to look after another run of itself. It is for nobody's command line.
const LOOK_AFTER: &str = "look-after";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments == [LOOK_AFTER] {
        run::end_after();
        return ExitCode::SUCCESS;
    }
    match begin().and_then(|underway| carry_out(arguments).map(|()| underway.over())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Begins a command. What looks after it is this program.
fn begin() -> Result<Underway> {
    let own = env::current_exe().map_err(|error| Trouble::new(format!("xtask cannot be found: {error}"), ""))?;
    Underway::begin(Command::new(own).arg(LOOK_AFTER))
}

fn carry_out(arguments: Vec<String>) -> Result {
    let mut words = arguments.into_iter();
    let command = words.next().unwrap_or_default();
    let mut options = Options(words.collect());
    match command.as_str() {
        "demo" => {
            // For the browser tests, which start both servers themselves.
            let prepare_only = options.flag("--prepare-only");
            let folder = || if prepare_only { demo::tests_folder() } else { files::target().join("demo") };
            let wanted = demo::Wanted {
                port: options.number("--port")?.unwrap_or(8080),
                data: options.value("--data")?.map_or_else(folder, files::absolute),
                fresh: options.flag("--fresh"),
            };
            options.end()?;
            if prepare_only { demo::prepare_only(&wanted) } else { demo::run(&wanted) }
        }
        "test" => {
            let extent = extent(&mut options)?;
            options.end()?;
            test::run(&extent)
        }
        "endure" => {
            let which = options.value("--file")?.map_or(Files::All, Files::Named);
            let times = options.number("--times")?.unwrap_or(10);
            let busy = options.number("--busy")?.unwrap_or(0);
            options.end()?;
            test::endure(&which, times.into(), busy.into())
        }
        "lint" => options.end().and_then(|()| lint::run()),
        "doctor" => options.end().and_then(|()| doctor::run()),
        "client" => {
            let root_keys = options.value("--root-keys")?.map(|path| files::absolute(&path));
            options.end()?;
            client::run(root_keys.as_deref())
        }
        "bench" => options.end().and_then(|()| bench::run()),
        "evidence" => options.end().and_then(|()| evidence::run()),
        "dist" => {
            let root_keys = options.value("--root-keys")?.map(|path| files::absolute(&path));
            options.end()?;
            dist::run(root_keys.as_deref())
        }
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Trouble::new(format!("there is no command {other:?}"), USAGE)),
    }
}

/// How much `test` is to run.
fn extent(options: &mut Options) -> Result<Extent> {
    let only = options.value("--only")?.map(|part| Part::named(&part)).transpose()?;
    let file = options.value("--file")?;
    match (options.flag("--quick"), options.flag("--full"), only, file) {
        (false, false, None, None) => Ok(Extent::Default),
        (true, false, None, None) => Ok(Extent::Quick),
        (false, true, None, None) => Ok(Extent::Full),
        (false, false, Some(part), None) => Ok(Extent::Only(part, None)),
        (false, false, None | Some(Part::Browser), Some(file)) => Ok(Extent::Only(Part::Browser, Some(file))),
        _ => Err(Trouble::new("these do not go together", USAGE)),
    }
}

/// What stands behind the command. Each option is taken out as it is read; what is left at the end is a mistake.
struct Options(Vec<String>);

impl Options {
    fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|word| word == name);
        at.map(|at| self.0.remove(at)).is_some()
    }

    /// Both `--name value` and `--name=value`.
    fn value(&mut self, name: &str) -> Result<Option<String>> {
        if let Some(at) = self.0.iter().position(|word| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))) {
            return Ok(Some(self.0.remove(at)[name.len() + 1..].to_owned()));
        }
        let Some(at) = self.0.iter().position(|word| word == name) else { return Ok(None) };
        if at + 1 == self.0.len() {
            return Err(Trouble::new(format!("{name} needs a value"), USAGE));
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    fn number(&mut self, name: &str) -> Result<Option<u16>> {
        let Some(value) = self.value(name)? else { return Ok(None) };
        // Of a port the next number is used too, for screening.
        match value.parse::<u16>() {
            Ok(number @ 0..=65_534) => Ok(Some(number)),
            _ => Err(Trouble::new(format!("{name} needs a number up to 65534, not {value:?}"), USAGE)),
        }
    }

    fn end(self) -> Result {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(Trouble::new(format!("{word:?} is not understood here"), USAGE)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, Options, Part, carry_out};

    fn options(line: &str) -> Options {
        Options(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn options_are_read_in_any_order_and_both_forms() {
        let mut given = options("--fresh --data=elsewhere --port 9000");
        assert_eq!(given.number("--port").ok().flatten(), Some(9000));
        assert_eq!(given.value("--data").ok().flatten().as_deref(), Some("elsewhere"));
        assert!(given.flag("--fresh"));
        assert!(given.end().is_ok());
    }

    #[test]
    fn a_part_a_file_and_an_extent_go_together_only_where_that_means_something() {
        let extent = |line: &str| super::extent(&mut options(line)).ok();
        assert_eq!(extent(""), Some(Extent::Default));
        assert_eq!(extent("--quick"), Some(Extent::Quick));
        assert_eq!(extent("--file drafts"), Some(Extent::Only(Part::Browser, Some("drafts".to_owned()))));
        assert_eq!(extent("--only host"), Some(Extent::Only(Part::Host, None)));
        assert_eq!(extent("--only host --file drafts"), None);
        assert_eq!(extent("--quick --full"), None);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(options("--port").number("--port").is_err());
        assert!(options("--port 70000").number("--port").is_err());
        assert!(options("--port 65535").number("--port").is_err());
        assert!(options("--fresch").end().is_err());
        assert!(carry_out(vec!["demmo".to_owned()]).is_err());
        assert!(carry_out(vec!["doctor".to_owned(), "--all".to_owned()]).is_err());
    }
}
