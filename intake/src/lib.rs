//! The public server: serves the client, logs senders in, stores sealed envelopes in an append-only log and gives receipts.
//!
//! It has no key that opens anything, and never parses a letter. A reader who follows one letter through: [`api`] has every call,
//! `calls/identity` and `calls/visitors` give the grants, `calls/upload` takes the envelope, `writer` stores it, `log` proves it,
//! `calls/screening` hands it on, and `calls/status` says how it fares. What may be logged stands in [`journal`], what is stored in `store`.
//!
//! No file imports one of a floor above its own, and there is no circle on a floor (`cargo xtask lint` holds it). From the top floor to the ground:
//!
//! - 8: `start`: reads the configuration's files, opens the listeners
//! - 7: `api`: the table of calls, and what every answer carries
//! - 6: `calls/`: HTTP, and nothing else
//! - 5: `app`, `answer`: the state that calls share, and what their answers share
//! - 4: `provider`, `openid`, `demo`, `writer`, `grant`: what is done for a sender
//! - 3: `address`, `discovery`, `log`, `manifest`, `login`, `request`, `rooms`, `tries`, `journal`: what that rests on
//! - 2: `store/`: the database
//! - 1: `client`, `config`, `serve` with `line` and `places`, `network`, `problem`, `token`, `random`, `time`: know nothing of the others

mod address;
mod answer;
pub mod api;
mod app;
mod calls;
mod client;
pub mod config;
#[cfg(feature = "demo")]
mod demo;
mod discovery;
mod grant;
pub mod journal;
mod line;
mod log;
mod login;
mod manifest;
mod network;
mod openid;
mod places;
mod problem;
mod provider;
mod random;
mod request;
mod rooms;
mod serve;
mod start;
mod store;
mod time;
mod token;
mod tries;
mod writer;

pub use config::Settings;
pub use problem::Problem;
pub use serve::Limits;
pub use start::{Intake, StartError, check, start};
