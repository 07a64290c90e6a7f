//! The screening office as its intake, its senders and its staff meet it: the built program, followed through one letter's way.

mod attacks;
mod closed;
mod common;
mod config;
mod intake;
mod keys;
mod kill;
mod lies;
mod manifests;
mod people;
mod quiet;
mod refusals;
mod register;
mod visitors;
mod volume;
mod way;
