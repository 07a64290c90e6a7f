//! The command line: reads the arguments, starts the intake and stops it again. All else is in the library.

use std::{error::Error, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use lakzegel_intake::{Limits, Settings, journal, start};
use tokio::signal::unix::{SignalKind, signal};

/// The public server of Lakzegel: serves the client, stores sealed envelopes, gives receipts.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Folder of the database; made if it is missing
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Folder of the built client
    #[arg(long, value_name = "DIR")]
    client: PathBuf,
    /// The signed manifest; read again when it changes
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// The origin and the three root keys
    #[arg(long, value_name = "FILE")]
    root_keys: PathBuf,
    /// The key that signs the log's checkpoints
    #[arg(long, value_name = "FILE")]
    log_key: PathBuf,
    /// The token that screening shows, at least 32 characters
    #[arg(long, value_name = "FILE")]
    screening_token: PathBuf,
    /// How browsers reach this server, for example https://brief.example
    #[arg(long, value_name = "URL")]
    public_url: String,
    /// Where to listen for browsers
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where to listen for screening
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    screening_listen: SocketAddr,
    /// Key of the demo's made-up people; only under a demo.invalid/ origin
    #[cfg(feature = "demo")]
    #[arg(long, value_name = "FILE")]
    demo_identity_key: Option<PathBuf>,
}

impl From<Arguments> for Settings {
    fn from(given: Arguments) -> Self {
        Self {
            data: given.data,
            client: given.client,
            manifest: given.manifest,
            root_keys: given.root_keys,
            log_key: given.log_key,
            screening_token: given.screening_token,
            public_url: given.public_url,
            listen: given.listen,
            screening_listen: given.screening_listen,
            #[cfg(feature = "demo")]
            demo_identity_key: given.demo_identity_key,
            limits: Limits::default(),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    journal::start();
    match run(arguments.into()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until SIGINT or SIGTERM.
async fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let intake = start(settings).await?;
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
