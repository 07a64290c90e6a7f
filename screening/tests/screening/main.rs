//! The screening office as its intake, its senders and its staff meet it: the built program, followed through one letter's way.

mod attacks;
mod bounds;
mod closed;
mod common;
mod config;
mod freshness;
mod intake;
mod keys;
mod kill;
mod lies;
mod line;
mod manifests;
mod missing;
mod modes;
mod notices;
mod own_data;
mod people;
mod quiet;
mod refusals;
mod register;
mod superseded;
mod visitors;
mod volume;
mod way;
