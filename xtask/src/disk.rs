//! How much room the disk has. A full one makes compilers, databases and browsers fail in words that say nothing of it, so it is said beside them.

use std::{env, path::Path, process::Command};

use crate::files;

/// What `cargo xtask test` writes from a clean clone, in bytes: what is compiled, tools, and the tests' own files. Measured, and rounded up.
const A_WHOLE_RUN: u64 = 9_000_000_000;
/// Room in bytes below which what failed may have failed for want of it.
const FULL: u64 = 500_000_000;

/// A sentence for whoever begins, if what is built may not have room.
pub fn warning() -> Option<String> {
    // What is compiled already has its room.
    let is_built = files::target().join("debug/deps").is_dir();
    let free = free()?;
    (!is_built && free < A_WHOLE_RUN)
        .then(|| format!("The disk has {} free; from a clean clone a run needs {}.", said(free), said(A_WHOLE_RUN)))
}

/// A sentence for whoever looks for the reason of a failure, if the disk is full.
pub fn is_full() -> Option<String> {
    let free = free()?;
    (free < FULL).then(|| {
        format!("The disk has only {} free: what failed may have failed for that. Make room, and run it again.", said(free))
    })
}

/// Bytes that are free where things are built, or where temporary files are: whichever is less. `None` if this system's `df` does not say it.
fn free() -> Option<u64> {
    [files::root(), env::temp_dir()].iter().filter_map(|place| free_at(place)).min()
}

/// By POSIX `df -Pk`: a line of headings, then one whose fourth word is what is free in blocks of 1,024 bytes.
fn free_at(place: &Path) -> Option<u64> {
    let answer = Command::new("df").arg("-Pk").arg(place).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    parse(&text)
}

fn parse(text: &str) -> Option<u64> {
    let blocks: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    blocks.checked_mul(1024)
}

fn said(bytes: u64) -> String {
    format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10)
}

#[cfg(test)]
mod tests {
    use super::{free, parse, said};

    #[test]
    fn what_df_says_is_read_and_nothing_else_is_taken_for_it() {
        let text = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda         263174212 66060288  28311552      70% /\n";
        assert_eq!(parse(text), Some(28_311_552 * 1024));
        for other in ["", "df: no such file", "Filesystem\n/dev/vda 1 2\n", "Filesystem\n/dev/vda 1 2 many 3% /\n"] {
            assert_eq!(parse(other), None, "{other}");
        }
        assert!(free().is_some_and(|bytes| bytes > 0), "this machine says it");
    }

    #[test]
    fn bytes_are_said_as_people_read_them() {
        assert_eq!(said(0), "0.0 GB");
        assert_eq!(said(2_899_000_000), "2.8 GB");
    }
}
