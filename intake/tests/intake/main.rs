//! The intake as its clients and its operators meet it: a real server on a loopback port, called by a real HTTP client.

mod answers;
mod attacks;
mod cluster;
mod common;
mod config;
#[cfg(feature = "demo")]
mod demo;
mod freshness;
mod kill;
mod log;
mod lost;
#[cfg(feature = "demo")]
mod providers;
mod proxy;
mod quiet;
mod refusals;
mod schema;
mod screening;
mod several;
mod start;
mod uploads;
mod visitors;
