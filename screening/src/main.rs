//! The screening office: the only program that opens letters. This file is its command line; the office itself is `run.rs`.
//!
//! One letter's way through the files: `follow` (the log), `open`, `evidence`, `decide`, `register` (the sender's name), `flags`, `notice`, `release` with
//! `describe` and `pdf`, and `status`. Beside it goes `freshness`: what is the newest.
//!
//! # The floors
//!
//! No file uses one of a floor above its own, and no two use each other.
//!
//! 7. `main`: the command line
//! 6. `run`, `human`, `health`, `check`: the office at work; what its people see and decide; whether it works; what is wrong with a
//!    configuration
//! 5. `config`: what the office is told
//! 4. `follow`, `open`, `evidence`, `visitors`, `decide`, `register`, `flags`, `notice`, `describe`, `release`, `status`: a letter's way, one step a file;
//!    `freshness`: what is the newest; `manifest`, `client`, `missing`: the notes that root keys sign
//! 3. `store/`, `pdf/`, `keys`, `intake`: what is remembered, what is printed, keys on disk, the intake's calls
//! 2. `letter`, `sender`, `refusal`: the words of the domain, pure
//! 1. `time`, `files`, `http`, `escape`, `system`, `trust`: the system and the terminal, wrapped once

#![deny(clippy::print_stdout, clippy::print_stderr)]

mod check;
mod client;
mod config;
mod decide;
mod describe;
mod escape;
mod evidence;
mod files;
mod flags;
mod follow;
mod freshness;
mod health;
mod http;
mod human;
mod intake;
mod keys;
mod letter;
mod manifest;
mod missing;
mod notice;
mod open;
mod pdf;
mod reference;
mod refusal;
mod register;
mod release;
mod run;
mod sender;
mod status;
mod store;
mod supervision;
mod system;
mod time;
mod trust;
mod visitors;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand, ValueEnum};
use client::Draft;
use config::{ConfigError, Settings};
use escape::{Escaping, escaped};
use health::Health;
use intake::Intake;
use lakzegel_crypto::{KeyId, note::Algorithm};
use letter::Withheld;
use pdf::Printer;
use store::Store;
use visitors::CodeRequest;

use crate::time::{DAY, now};

/// The screening office of Lakzegel: opens letters, checks them, releases or withholds them.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Follow the intake's log, open, judge, deliver and publish.
    Run {
        #[command(flatten)]
        configured: Configured,
        /// One round, and then the end; it fails if anything in the round did.
        #[arg(long)]
        once: bool,
    },
    /// Say everything that is wrong with the configuration, and ask intake and providers whether they answer; change nothing.
    CheckConfig(Configured),
    /// Say whether the office works, how letters are supervised and how many wait; it fails if the office does not work.
    Health(Configured),
    /// List every letter and what became of it.
    List(Configured),
    /// Show everything known about a letter, its text included.
    Show {
        /// The envelope's id, or its first digits.
        id: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Release a letter that waits.
    Release {
        /// The envelope's id, or its first digits.
        id: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Withhold a letter that waits.
    Withhold {
        /// The envelope's id, or its first digits.
        id: String,
        #[command(flatten)]
        configured: Configured,
        /// One of the four grounds of article 36(4) Penitentiaire beginselenwet.
        #[arg(long)]
        ground: Ground,
    },
    /// Make visitor codes for a name and a day, and print them on one sheet.
    VisitorCodes {
        /// Whom they are for, as the desk has established it.
        #[arg(long)]
        name: String,
        /// The day on which they admit, as 2026-11-28. Days end and begin at midnight in UTC.
        #[arg(long)]
        date: String,
        /// How many; four fit on a sheet.
        #[arg(long, default_value_t = 1)]
        count: usize,
        /// Where the sheet goes, a PDF; nothing may be there yet. It holds the codes in plain sight: delete it when it is printed.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
    /// Sealing keys: make, list, destroy.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Note keys: for the log, cosigning, verdicts and roots.
    #[command(subcommand)]
    NoteKey(NoteKeyCommand),
    /// Manifests: draft, sign, check.
    #[command(subcommand)]
    Manifest(ManifestCommand),
    /// Statements that envelopes of the log are lost: draft, sign, publish.
    #[command(subcommand)]
    Missing(MissingCommand),
    /// The signed list of the client's files, with which anybody can compare a site (tests/site.mjs): draft, sign.
    #[command(subcommand)]
    Client(ClientCommand),
}

#[derive(clap::Args)]
struct Configured {
    /// The configuration; screening.example.toml explains it.
    #[arg(long, value_name = "FILE", default_value = "screening.toml")]
    config: PathBuf,
}

impl Configured {
    fn read(&self) -> Result<Settings, ConfigError> {
        Settings::read(&self.config)
    }

    /// Opens a database that exists: a person's command must not make an empty one in a mistyped folder.
    async fn existing(&self) -> Result<(Store, Settings), Box<dyn Error>> {
        let settings = self.read()?;
        if !settings.data.join(store::FILE_NAME).is_file() {
            let (data, config) = (settings.data.display(), self.config.display());
            return Err(format!(
                "{data} is not the data folder of a screening; is {config} the configuration that it runs with?"
            )
            .into());
        }
        settings.check_trust()?;
        Ok((Store::open(&settings.data).await?, settings))
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Ground {
    /// Order and safety in the institution.
    Order,
    /// Public order and national security.
    PublicOrder,
    /// Preventing and detecting offences.
    Offences,
    /// Protecting victims and others.
    Victims,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Make a sealing key and print its id.
    Make {
        /// The folder with the sealing keys.
        #[arg(long)]
        keys: PathBuf,
    },
    /// List the sealing keys and when each was made.
    List {
        /// The folder with the sealing keys.
        #[arg(long)]
        keys: PathBuf,
    },
    /// Destroy a sealing key. Whatever was sealed to it and is not delivered yet stays sealed for ever.
    Destroy {
        /// The key's id.
        id: KeyId,
        /// The folder with the sealing keys.
        #[arg(long)]
        keys: PathBuf,
    },
}

#[derive(Subcommand)]
enum NoteKeyCommand {
    /// Make a note key: FILE holds the secret half, FILE.pub the public one.
    Make {
        /// The key's name, for example ORIGIN/log.
        #[arg(long)]
        name: String,
        /// What it signs.
        #[arg(long)]
        kind: NoteKeyKind,
        /// Where it goes; nothing may be there yet.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum NoteKeyKind {
    /// Notes: manifests, checkpoints, statuses.
    Note,
    /// Cosignatures of checkpoints, with their time.
    Cosigner,
}

#[derive(Subcommand)]
enum ClientCommand {
    /// Write the unsigned list of a built client's files.
    Draft {
        /// The folder with the built client.
        #[arg(long)]
        client: PathBuf,
        /// Origin and root keys, four lines.
        #[arg(long)]
        root_keys: PathBuf,
        /// What people call the release, in one line. Its number is the client's own.
        #[arg(long)]
        version: String,
        /// For how many days the list counts, at most 400.
        #[arg(long, default_value_t = client::USUAL_DAYS)]
        days: u64,
        /// Where the list goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// Add a root key's signature, in place.
    Sign {
        /// The secret root key.
        #[arg(long)]
        key: PathBuf,
        /// The list.
        #[arg(long)]
        note: PathBuf,
    },
}

#[derive(Subcommand)]
enum MissingCommand {
    /// Write an unsigned statement that the envelopes of these letters are lost. Look for them in every backup first.
    Draft {
        /// The envelopes' ids, or their first digits: letters that `list` calls missing.
        #[arg(required = true)]
        ids: Vec<String>,
        /// Where the statement goes.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
    /// Add a root key's signature, in place.
    Sign {
        /// The secret root key.
        #[arg(long)]
        key: PathBuf,
        /// The statement.
        #[arg(long)]
        note: PathBuf,
    },
    /// Hand a statement that two root keys signed to the intake, which shows it to everybody for ever.
    Publish {
        /// The statement.
        #[arg(long)]
        note: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Subcommand)]
enum ManifestCommand {
    /// Write an unsigned manifest from a TOML file (see manifest.example.toml) and the sealing keys.
    Draft {
        /// The TOML file.
        #[arg(long)]
        config: PathBuf,
        /// The folder with the sealing keys.
        #[arg(long)]
        keys: PathBuf,
        /// Where the manifest goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// Add a root key's signature, in place.
    Sign {
        /// The secret root key.
        #[arg(long)]
        key: PathBuf,
        /// The manifest.
        #[arg(long)]
        note: PathBuf,
    },
    /// Check a signed manifest as a client does, and print it.
    Check {
        /// Origin and root keys, four lines.
        #[arg(long)]
        root_keys: PathBuf,
        /// The manifest.
        #[arg(long)]
        note: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let level = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(level)
        .with_writer(|| Escaping(std::io::stderr()))
        .init();
    // Rust's own report of a panic may quote the text at hand, which can be a letter. Only the place in the program is logged.
    std::panic::set_hook(Box::new(|defect| {
        let place = defect.location().map(ToString::to_string);
        tracing::error!(place, "a defect in this program; please report the place");
    }));
    if let Err(error) = system::close_off() {
        complain(&format!("the system does not let this program close itself off: {error}"));
        return ExitCode::FAILURE;
    }
    match carry_out(Arguments::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Says this to whoever reads the terminal. There is no other way to print: what strangers wrote may be in any of it.
#[expect(clippy::print_stdout, reason = "it is the one place")]
fn say(text: &str) {
    print!("{}", escaped(text));
}

/// Says what went wrong.
#[expect(clippy::print_stderr, reason = "it is the one place")]
fn complain(text: &str) {
    eprintln!("lakzegel-screening: {}", escaped(text));
}

/// Prints a line for each problem.
async fn check_config(config: &Path) -> ExitCode {
    let (wrong, tells_people): (Vec<String>, bool) = match Settings::read(config) {
        Err(error) => (vec![error.to_string()], false),
        Ok(settings) => (check::check(&settings).await.iter().map(ToString::to_string).collect(), settings.notices.is_some()),
    };
    wrong.iter().for_each(|mistake| say(&format!("{mistake}\n")));
    if wrong.is_empty() {
        say(&format!("{} is right: screening would start, and the intake and every provider answer.\n", config.display()));
        if !tells_people {
            say(&format!("{}\n", notice::NONE));
        }
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn carry_out(command: Command) -> Result<ExitCode, Box<dyn Error>> {
    match command {
        Command::Run { configured, once } => run::run(&configured.read()?, once).await?,
        Command::CheckConfig(configured) => return Ok(check_config(&configured.config).await),
        Command::List(configured) => {
            let (store, settings) = configured.existing().await?;
            say(&human::list(&store, settings.supervision).await?);
        }
        Command::Health(configured) => {
            let (store, settings) = configured.existing().await?;
            let health = Health::of(&store, &settings, now()).await?;
            say(&health.to_string());
            return Ok(if health.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Show { id, configured } => {
            let (store, settings) = configured.existing().await?;
            say(&human::show(&store, &settings, &id).await?);
        }
        Command::Release { id, configured } => {
            let id = human::release(&configured.existing().await?.0, &id, now()).await?;
            say(&format!("{id} is released; the running screening delivers it\n"));
        }
        Command::Withhold { id, configured, ground } => {
            let ground = match ground {
                Ground::Order => Withheld::Order,
                Ground::PublicOrder => Withheld::PublicOrder,
                Ground::Offences => Withheld::Offences,
                Ground::Victims => Withheld::Victims,
            };
            let id = human::withhold(&configured.existing().await?.0, &id, ground, now()).await?;
            say(&format!("{id} is withheld: {}\n", ground.as_str()));
        }
        Command::VisitorCodes { name, date, count, out, configured } => {
            let (store, settings) = configured.existing().await?;
            let day = visitors::day_of(&date, now() / DAY)?;
            let mut printer = Printer::load(&settings.fonts)?;
            let request = CodeRequest { name: &name, day, count, out: &out };
            visitors::make(&store, &mut printer, &settings.root_keys()?.origin, &request).await?;
            say(&format!(
                "{} has {count} for {date}; print it and delete it. The running screening tells the intake.\n",
                out.display()
            ));
        }
        Command::Keys(KeysCommand::Make { keys }) => say(&format!("{}\n", keys::make(&keys, now())?)),
        Command::Keys(KeysCommand::List { keys }) => {
            for file in keys::list(&keys)? {
                say(&format!("{}  made {}\n", file.key.config().key_id(), file.made));
            }
        }
        Command::Keys(KeysCommand::Destroy { id, keys }) => {
            keys::destroy(&keys, id, now())?;
            say(&format!("{id} is destroyed\n"));
        }
        Command::NoteKey(NoteKeyCommand::Make { name, kind, out }) => {
            let algorithm = match kind {
                NoteKeyKind::Note => Algorithm::Ed25519,
                NoteKeyKind::Cosigner => Algorithm::Cosignature,
            };
            say(&format!("{}\n", keys::make_note_key(&name, algorithm, &out)?));
        }
        Command::Client(ClientCommand::Draft { client, root_keys, version, days, out }) => {
            let draft = Draft { client: &client, root_keys: &root_keys, version: &version, days, out: &out };
            client::draft(&draft, now())?;
        }
        Command::Client(ClientCommand::Sign { key, note }) => client::sign(&key, &note)?,
        Command::Missing(MissingCommand::Draft { ids, out, configured }) => {
            let (store, settings) = configured.existing().await?;
            missing::draft(&human::each(&store, &ids).await?, &settings.root_keys()?.origin, &out, now())?;
        }
        Command::Missing(MissingCommand::Sign { key, note }) => missing::sign(&key, &note)?,
        Command::Missing(MissingCommand::Publish { note, configured }) => {
            let (store, settings) = configured.existing().await?;
            let intake = Intake::new(&settings.address()?, &settings.token()?, settings.certificates()?)?;
            missing::publish(&note, &intake, &store, &settings.root_keys()?).await?;
            say("published; the running screening takes it from the intake\n");
        }
        Command::Manifest(ManifestCommand::Draft { config, keys, out }) => manifest::draft(&config, &keys, &out, now())?,
        Command::Manifest(ManifestCommand::Sign { key, note }) => manifest::sign(&key, &note)?,
        Command::Manifest(ManifestCommand::Check { root_keys, note }) => {
            say(&manifest::check(&root_keys, &note, now())?.to_text());
        }
    }
    Ok(ExitCode::SUCCESS)
}
