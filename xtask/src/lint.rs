//! `cargo xtask lint`: what the compiler does not see and takes no compiling. Files keep to their floors, documents are true, and browser tests wait
//! for what they want to see.
//!
//! A crate is a house. The ground floor is the lowest number and knows nothing of the others; a file imports files of its own floor and of
//! those below. So a crate can be read from the ground up, and what stands on a floor can be changed without looking below it.
//! [`HOUSES`] is the whole table. A new file in a folder that is in the table needs nothing; any other is an error until it has a floor.

mod floors;
mod imports;
mod waits;

use std::path::Path;

use crate::{
    documents, files,
    run::{Result, Trouble},
};
use floors::{Findings, House};

/// The crates with their floors, the top floor first. Where several entries fit a file, the longest counts.
const HOUSES: [House; 8] = [
    House {
        package: "app",
        floors: &[
            (8, &["main.rs", "frame.rs"]),
            (7, &["pages.rs", "pages/"]),
            (6, &["flows.rs", "flows/"]),
            (5, &["app.rs"]),
            (4, &["ui.rs", "ui/"]),
            (3, &["late_module.rs", "model.rs", "model/"]),
            (2, &["words.rs"]),
            (1, &["browser.rs", "browser/"]),
        ],
    },
    House {
        package: "intake",
        floors: &[
            (8, &["main.rs", "lib.rs", "start.rs"]),
            (7, &["api.rs"]),
            (6, &["calls.rs", "calls/"]),
            (5, &["app.rs", "answer.rs"]),
            (4, &["provider.rs", "openid.rs", "demo.rs", "writer.rs", "grant.rs"]),
            (3, &["address.rs", "discovery.rs", "log.rs", "manifest.rs", "login.rs", "request.rs", "rooms.rs", "tries.rs"]),
            (3, &["journal.rs"]),
            (2, &["store.rs", "store/"]),
            (1, &["client.rs", "config.rs", "serve.rs", "line.rs", "places.rs", "network.rs"]),
            (1, &["problem.rs", "token.rs", "random.rs", "time.rs"]),
        ],
    },
    House {
        package: "screening",
        floors: &[
            (7, &["main.rs"]),
            (6, &["run.rs", "human.rs", "health.rs", "check.rs"]),
            (5, &["config.rs"]),
            (
                4,
                &[
                    "follow.rs",
                    "open.rs",
                    "evidence.rs",
                    "visitors.rs",
                    "decide.rs",
                    "register.rs",
                    "flags.rs",
                    "notice.rs",
                    "freshness.rs",
                ],
            ),
            (4, &["describe.rs", "release.rs", "status.rs", "freshness.rs", "manifest.rs", "client.rs", "missing.rs"]),
            (3, &["store.rs", "store/", "pdf.rs", "pdf/", "keys.rs", "reference.rs", "intake.rs"]),
            (2, &["letter.rs", "sender.rs", "refusal.rs"]),
            (1, &["time.rs", "files.rs", "http.rs", "escape.rs", "supervision.rs", "system.rs", "trust.rs"]),
        ],
    },
    // Few enough files to need no floors; a circle is wrong here too.
    House { package: "contract", floors: &[] },
    House { package: "crypto", floors: &[] },
    House { package: "letter", floors: &[] },
    House { package: "words", floors: &[] },
    House { package: "xtask", floors: &[] },
];

/// `cargo xtask lint`.
pub fn run() -> Result {
    let problems = problems()?;
    for problem in &problems {
        println!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        count => Err(Trouble::new(format!("lint: {count} of these are wrong"), "")),
    }
}

/// Where the browser tests are.
const BROWSER_TESTS: &str = "tests/browser";

/// Everything that is wrong, a line each; prints a line for each crate and one for the documents.
///
/// # Errors
/// A file that cannot be read.
pub fn problems() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for house in &HOUSES {
        let Findings { problems: found, imports } = check(&files::root(), house)?;
        println!("{}: {imports} imports between its files, {} wrong", house.package, found.len());
        problems.extend(found);
    }
    for file in files::list(&files::root().join(BROWSER_TESTS))
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "mjs"))
    {
        let path = Path::new(BROWSER_TESTS).join(file);
        problems.extend(waits::problems(&path.display().to_string(), &files::read(&files::root().join(&path))?));
    }
    problems.extend(documents::problems(&files::root())?);
    Ok(problems)
}

fn check(root: &Path, house: &House) -> Result<Findings> {
    let folder = root.join(house.package).join("src");
    let names = files::list(&folder).into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let read = |file: std::path::PathBuf| Ok((file.display().to_string(), files::read(&folder.join(&file))?));
    let texts = names.map(read).collect::<Result<Vec<_>>>()?;
    let sources: Vec<_> = texts.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    Ok(house.check(&sources))
}
