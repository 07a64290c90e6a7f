//! `cargo xtask doctor`: what is present, missing or of the wrong version, and what to do.

use crate::{
    disk,
    run::{Result, Trouble},
    tools::{FOR_CLIENT, FOR_TESTS, State, Tool, can_install_from_debian, programs},
};

/// Prints a line for everything that is needed. Fails if a program is missing that xtask does not install itself.
pub fn run() -> Result {
    println!("On this machine:");
    let mut missing = 0;
    for program in programs() {
        let (sign, found) = match program.found {
            Some(found) if program.good => ("ok", found),
            Some(found) => ("too old", format!("{found}; {}", program.remedy)),
            None => ("MISSING", program.remedy.to_owned()),
        };
        missing += u32::from(!program.good);
        println!("  {sign:8} {:8} {found}", program.name);
    }
    if let Some(warning) = disk::warning().or_else(disk::is_full) {
        println!("  {:8} {warning}", "disk");
    }
    println!("Installed by cargo xtask:");
    let mut install = 0;
    for tool in FOR_CLIENT.into_iter().chain(FOR_TESTS) {
        let (sign, note) = match tool.state() {
            State::Ready(version) => ("ok", with_known(tool, version)),
            State::Missing => ("missing", remedy(tool)),
            State::Other(found) => ("wrong", format!("found {found}; {}", remedy(tool))),
        };
        if sign != "ok" && tool.debian().is_some() && !can_install_from_debian() {
            missing += 1
        } else {
            install += u32::from(sign != "ok")
        }
        println!("  {sign:8} {}{}{note}", tool.name(), if note.is_empty() { "" } else { ": " });
    }
    match (missing, install) {
        (0, 0) => println!("Everything is there."),
        (0, _) => println!("Nothing else is needed: what is missing is installed when it is first used."),
        _ => {}
    }
    if missing == 0 { Ok(()) } else { Err(Trouble::new("something is needed that is not there", "See the lines above.")) }
}

/// A version, and whether all tests have passed with it.
fn with_known(tool: Tool, version: String) -> String {
    let known = tool.known();
    let first = version.split('.').next().unwrap_or_default();
    if known.is_empty() || known.contains(&first) {
        return version;
    }
    format!("{version}; the tests were passed with {}, and should with this", known.join(" and "))
}

fn remedy(tool: Tool) -> String {
    match (tool, tool.debian()) {
        (_, Some((packages, _))) => {
            format!("`cargo xtask test` installs it on Debian as root; else: apt-get install --no-install-recommends {packages}")
        }
        (Tool::Rustfmt | Tool::Clippy, _) => "`cargo xtask test` installs it".to_owned(),
        _ => "`cargo xtask demo` installs it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Tool, with_known};

    #[test]
    fn a_version_that_nobody_has_tried_is_said_to_be_one() {
        assert_eq!(with_known(Tool::Postgres, "15.18".to_owned()), "15.18");
        assert!(with_known(Tool::Postgres, "99.1".to_owned()).contains("passed with 15"));
        assert_eq!(with_known(Tool::Openssl, "3.0.19".to_owned()), "3.0.19");
    }
}
