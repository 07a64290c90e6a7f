//! The command line: reads the configuration, starts the intake, and stops it on a signal. Everything else is in the library.

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use lakzegel_intake::{Settings, check, journal, start};
use tokio::signal::unix::{SignalKind, signal};

/// The public server of Lakzegel: serves the client, stores sealed envelopes, gives receipts.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration; intake/intake.example.toml explains it
    #[arg(long, value_name = "FILE", default_value = "intake.toml", global = true)]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Say everything that is wrong with the configuration, and ask the providers whether they answer; serve nothing
    CheckConfig,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {
        None => {
            journal::start();
            serve(arguments.config).await.map_or_else(
                |error| {
                    tracing::error!("cannot start: {error}");
                    ExitCode::FAILURE
                },
                |()| ExitCode::SUCCESS,
            )
        }
        Some(Command::CheckConfig) => check_config(arguments.config).await,
    }
}

/// Serves until SIGINT or SIGTERM.
async fn serve(config: PathBuf) -> Result<(), Box<dyn Error>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let intake = start(Settings::read(&config)?).await?;
    tracing::info!(listen = %intake.public, screening_listen = %intake.screening, "ready");
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping");
    intake.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Prints one line for each mistake.
async fn check_config(config: PathBuf) -> ExitCode {
    let wrong: Vec<String> = match Settings::read(&config) {
        Err(error) => vec![error.to_string()],
        Ok(settings) => check(&settings).await.iter().map(ToString::to_string).collect(),
    };
    wrong.iter().for_each(|mistake| println!("{mistake}"));
    if wrong.is_empty() {
        println!("{} is right: the intake would start, and every provider answers.", config.display());
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
