//! `cargo xtask evidence`: a dated report of which test shows which security control, with the test's result and the commit.
//!
//! The controls are those of BIO2 (the Dutch government's baseline, after ISO/IEC 27002:2022) that touch this software. [`CONTROLS`] is
//! the whole mapping. A control that no passing test shows, or that names a test which does not exist, fails the command.

use std::{path::PathBuf, process::Command};

use crate::{
    files,
    report::{Outcome, Test},
    run::{Result, Trouble, answer},
    test,
};

/// A test: which runner, and its name as that runner gives it.
type Name = (&'static str, &'static str);

/// One control.
struct Control {
    /// Its number in BIO2.
    number: &'static str,
    /// Its title.
    title: &'static str,
    /// What it asks of this software, in one sentence.
    asks: &'static str,
    /// The tests that show it. Every one of them must pass.
    tests: &'static [Name],
}

const APP: &str = "lakzegel-app";
const BROWSER: &str = "browser";
const CRYPTO: &str = "lakzegel-crypto";
const INTAKE: &str = "lakzegel-intake";
const LETTER: &str = "lakzegel-letter";
const SCREENING: &str = "lakzegel-screening";
const XTASK: &str = "xtask";

/// The controls and the tests that show them.
const CONTROLS: [Control; 10] = [
    Control {
        number: "5.14",
        title: "Information transfer",
        asks: "A letter is protected on its whole way: nobody between the sender's browser and screening can read or change it, and its \
               arrival can be proved.",
        tests: &[
            (CRYPTO, "an_envelope_that_was_changed_anywhere_does_not_open"),
            (CRYPTO, "an_envelope_for_another_key_or_deployment_does_not_open"),
            (CRYPTO, "a_receipt_proves_its_own_envelope_and_no_other"),
            (SCREENING, "lies::an_envelope_that_is_not_the_one_that_the_log_names"),
            (SCREENING, "line::only_an_intake_of_the_one_authority_and_of_its_own_name_is_told_the_token"),
            (SCREENING, "line::who_shows_no_certificate_or_anothers_is_not_let_through"),
            (SCREENING, "line::plain_http_is_for_this_machine_only"),
            (INTAKE, "uploads::an_envelope_is_stored_and_the_receipt_proves_it"),
            (INTAKE, "screening::envelopes_go_to_screening_and_to_nobody_else"),
            (BROWSER, "the letter arrives, as it was written, in the released JSON and the printed PDF, and only once"),
            (BROWSER, "no request carries a word of the letter, its recipient or its sender, in any disguise"),
        ],
    },
    Control {
        number: "5.17",
        title: "Authentication information",
        asks: "What proves who somebody is cannot be used by another, is kept as a hash or not at all, and counts once.",
        tests: &[
            (CRYPTO, "a_signature_by_another_key_or_over_another_letter_does_not_open"),
            (SCREENING, "refusals::each_refusal_has_its_name_and_the_next_letter_goes_on"),
            (SCREENING, "attacks::who_stole_the_intakes_data_cannot_write_in_anybodys_name"),
            (SCREENING, "attacks::an_intake_taken_over_after_the_login_cannot_use_it"),
            (SCREENING, "notices::the_first_letter_in_a_name_is_marked_and_its_person_is_told_of_the_login_and_of_nothing_else"),
            (BROWSER, "an intake that keeps logins raises an alarm at the second one, whatever it says, and also after a reload"),
            (INTAKE, "login::tests::a_cookie_that_was_changed_or_cut_is_none"),
            (INTAKE, "demo::a_login_gives_a_token_for_the_visit_key_and_grants"),
            (SCREENING, "attacks::a_token_of_one_provider_says_nothing_for_another"),
            (INTAKE, "demo::a_code_counts_once_and_in_its_own_browser"),
            (INTAKE, "demo::a_login_counts_once_whichever_intakes_it_comes_back_to"),
            (INTAKE, "providers::one_provider_cannot_speak_for_another"),
            (INTAKE, "visitors::a_code_admits_one_visit_with_as_many_grants_as_the_manifest_says"),
            (INTAKE, "visitors::who_guesses_is_stopped_after_thirty_tries"),
            (INTAKE, "tries::tests::thirty_tries_one_a_second_are_what_a_network_has_and_a_kiosks_twice_that"),
            (SCREENING, "visitors::a_code_that_is_not_good_here_and_now_has_its_letter_withheld_for_a_named_reason"),
            (SCREENING, "visitors::the_codes_are_on_paper_and_nowhere_else"),
            (INTAKE, "uploads::grants_are_kept_as_hashes_without_time_or_order"),
            (INTAKE, "uploads::one_grant_stores_one_envelope"),
            (INTAKE, "several::a_grant_counts_once_at_whichever_intake"),
            (INTAKE, "several::after_tidying_nothing_tells_which_grants_came_together_or_were_used"),
            (INTAKE, "screening::without_the_token_nothing_is_there"),
            (BROWSER, "the address never shows what was typed, and the login's code does not stay in the history"),
            (BROWSER, "the address that a login came back to works once: not again, not in another tab, not in another browser"),
            (BROWSER, "the login's cookie is tied to this very host, out of every script's reach, and gone after the return"),
            (BROWSER, "a letter crosses the second login encrypted, is there after it, and nothing of it stays on the device"),
            (
                BROWSER,
                "a code from the paper, however it was typed, goes all the way to a released letter under the desk's name, and its proof stays inside the seal",
            ),
        ],
    },
    Control {
        number: "5.20",
        title: "Information security within supplier agreements",
        asks: "The operator can show what the supplier's software does, and can leave: formats are specified, and other software reads them.",
        tests: &[
            (CRYPTO, "hpke_rs_opens_what_we_seal"),
            (CRYPTO, "the_oracle_reads_our_notes_and_we_read_its"),
            (CRYPTO, "vectors_03_envelope"),
            (INTAKE, "log::another_implementation_reads_the_log"),
            (INTAKE, "answers::the_document_and_the_calls_are_the_same"),
            (BROWSER, "a receipt proves its envelope to the second reader, before and after screening has seen it"),
        ],
    },
    Control {
        number: "5.33",
        title: "Protection of records",
        asks: "What was acknowledged is neither lost nor changed unseen, and what must be destroyed can be destroyed for good.",
        tests: &[
            (INTAKE, "kill::nothing_acknowledged_is_lost_when_the_process_is_killed"),
            (INTAKE, "several::two_intakes_make_one_log"),
            (INTAKE, "several::an_intake_that_is_killed_loses_nothing_and_the_other_goes_on"),
            (INTAKE, "several::every_commit_waits_for_the_disk_whatever_the_server_is_set_to"),
            (INTAKE, "several::a_database_that_has_lost_what_was_shown_is_not_added_to"),
            (SCREENING, "kill::each_letter_is_released_once_whatever_is_killed_when"),
            (SCREENING, "lies::a_log_that_is_rolled_back"),
            (SCREENING, "lies::another_history_of_the_same_size"),
            (INTAKE, "store::database::tests::every_commit_waits_for_the_disk"),
            (INTAKE, "start::a_log_that_does_not_match_what_was_signed_is_refused"),
            (BROWSER, "a line cut after storing: the retry gets the same receipt, and there is one entry"),
            (CRYPTO, "every_size_is_the_beginning_of_every_later_size"),
            (SCREENING, "keys::tests::a_destroyed_key_is_gone_at_once_and_said_to_be_destroyed"),
            (SCREENING, "keys::what_a_destroyed_key_opened_cannot_be_shown_any_more"),
            (SCREENING, "own_data::a_key_that_was_destroyed_is_gone_from_the_running_programs_memory_after_a_round"),
            (SCREENING, "own_data::who_wrote_is_keyed_and_is_gone_from_the_files_when_its_term_is_over"),
        ],
    },
    Control {
        number: "8.6",
        title: "Capacity management",
        asks: "Nobody can take so much that others get nothing: not one machine, not one network that guesses, not a provider that is down.",
        tests: &[
            (INTAKE, "attacks::sockets_that_say_nothing_keep_nobody_out"),
            (INTAKE, "attacks::sockets_that_read_nothing_keep_nobody_out"),
            (INTAKE, "attacks::forms_that_never_come_keep_nobody_out"),
            (INTAKE, "attacks::an_upload_without_a_right_is_answered_before_its_body"),
            (INTAKE, "attacks::full_rooms_of_one_kind_are_not_anothers"),
            (INTAKE, "attacks::a_provider_that_does_not_answer_keeps_nobody_out_and_is_asked_once"),
            (INTAKE, "proxy::many_addresses_keep_nobody_out"),
            (INTAKE, "visitors::a_guesser_on_one_network_keeps_no_visitor_out"),
            (INTAKE, "visitors::guessers_on_fifty_networks_keep_no_visitor_out"),
        ],
    },
    Control {
        number: "8.8",
        title: "Management of technical vulnerabilities",
        asks: "Hostile input is tried against every part, again at every change, and is refused without harm.",
        tests: &[
            (CRYPTO, "every_length_that_lies_is_refused_even_when_its_sender_signed_the_lie"),
            (CRYPTO, "every_decoder_refuses_hostile_bytes_without_a_panic"),
            (CRYPTO, "a_letter_cut_at_any_byte_is_refused_even_when_its_sender_signed_the_cut"),
            (INTAKE, "refusals::a_bad_upload_gets_its_problem_and_stores_nothing"),
            (INTAKE, "refusals::a_thousand_connections_are_served_or_told_to_come_back"),
            (LETTER, "whatever_the_letter_findings_are_exact_ordered_and_bounded"),
            (XTASK, "tools::tests::everything_from_a_registry_is_pinned_by_its_hash"),
            (INTAKE, "config::the_intakes_own_keys_are_eddsa_or_es256_and_no_others"),
            (SCREENING, "closed::what_does_not_open_is_kept_and_the_next_one_goes_on"),
            (SCREENING, "bounds::a_log_that_claims_more_than_can_be_is_an_alarm_and_nothing_of_it_is_taken"),
            (SCREENING, "bounds::an_answer_without_an_end_is_cut_off_whatever_was_asked_for"),
            (SCREENING, "people::a_name_that_somebody_else_gives_cannot_hide_anything_wherever_it_is_shown"),
        ],
    },
    Control {
        number: "8.15",
        title: "Logging",
        asks: "Each log line says action, object, result and time, and never a fact about a sender or a letter.",
        tests: &[
            (INTAKE, "quiet::the_log_has_no_fact_about_a_sender"),
            (INTAKE, "demo::a_login_leaves_no_trace_in_the_log"),
            (BROWSER, "the intake has nothing of the letter in its log or in its files"),
            (BROWSER, "screening's log has nothing of the letter either"),
            (SCREENING, "quiet::nothing_of_a_letter_is_in_the_log"),
            (SCREENING, "register::no_name_is_in_the_database_or_in_the_log"),
        ],
    },
    Control {
        number: "8.24",
        title: "Use of cryptography",
        asks: "There is one set of algorithms, written down, checked against other implementations, and keys have owners, periods and an end.",
        tests: &[
            (CRYPTO, "a_key_config_names_exactly_the_one_suite"),
            (CRYPTO, "the_kem_is_the_drafts_x_wing"),
            (CRYPTO, "we_open_what_hpke_rs_seals"),
            (CRYPTO, "two_of_three_root_keys_make_a_manifest"),
            (CRYPTO, "clients_seal_to_the_first_key_whose_time_is_not_over"),
            (CRYPTO, "nothing_secret_is_printed"),
            (SCREENING, "keys::keys_are_made_listed_and_destroyed"),
            (SCREENING, "superseded::a_letter_to_a_withdrawn_key_is_flagged_everywhere_and_not_withheld"),
            (XTASK, "test::tests::opening_is_off"),
        ],
    },
    Control {
        number: "8.27",
        title: "Secure system architecture and engineering principles",
        asks: "The design keeps damage small: least privilege, safe defaults, and every check that fails closes.",
        tests: &[
            (XTASK, "test::tests::opening_is_off"),
            (INTAKE, "answers::every_answer_has_the_one_policy"),
            (INTAKE, "start::a_manifest_that_the_root_keys_do_not_vouch_for_is_refused"),
            (SCREENING, "modes::whatever_is_made_is_for_its_own_user_only_however_the_shell_is_set"),
            (SCREENING, "modes::what_others_can_read_or_change_is_refused_and_the_remedy_that_is_said_mends_it"),
            (SCREENING, "manifests::a_manifest_that_is_forged_older_or_another_deployments_is_refused_with_an_alarm"),
            (BROWSER, "a manifest signed by one root key only is refused"),
            (BROWSER, "no request goes to another origin, and every answer carries the exact policy"),
            (APP, "model::step::tests::without_a_manifest_there_is_only_the_first_page"),
            (XTASK, "html::tests::everything_that_the_policy_forbids_is_found"),
            (BROWSER, "a site with the same bytes is found out by any header that an honest one does not send"),
            (BROWSER, "a site with the same bytes is found out by any header that is missing, or is another"),
            (BROWSER, "a site is found out that is honest with most visitors"),
            (BROWSER, "a site is found out that is honest with everybody but a real browser"),
        ],
    },
    Control {
        number: "8.31",
        title: "Separation of development, test and production environments",
        asks: "Tests run with made-up people in a deployment of their own, and nothing of it can get into a release.",
        tests: &[
            (XTASK, "dist::tests::a_release_is_refused_with_the_demos_keys_or_none"),
            (XTASK, "dist::tests::every_trace_of_the_demo_is_found"),
            (INTAKE, "demo::there_is_no_demo_identity_outside_a_demo"),
            (CRYPTO, "a_letter_for_another_deployment_is_refused_although_it_was_sealed_for_this_one"),
        ],
    },
];

/// `cargo xtask evidence`.
pub fn run() -> Result {
    let results = test::results()?;
    let git = |arguments: &[&str]| answer(Command::new("git").args(arguments).current_dir(files::root()));
    let commit = git(&["rev-parse", "HEAD"]).map(|commit| commit.trim().to_owned());
    let changed = git(&["status", "--porcelain"]).is_none_or(|changes| !changes.is_empty());
    let state = State { date: now("+%F %H:%M UTC")?, commit, changed, sources: files::sources()? };
    let (text, open) = report(&CONTROLS, &results, &state);
    let path = folder().join(format!("{}.md", now("+%F-%H%M")?));
    files::write(&path, &text)?;
    println!("\n{text}\nWritten to {}.", files::shown(&path));
    if open.is_empty() { Ok(()) } else { Err(Trouble::new("not every control is shown:", open.join("\n"))) }
}

/// Where reports are.
fn folder() -> PathBuf {
    files::target().join("evidence")
}

/// Now, in UTC.
fn now(format: &str) -> Result<String> {
    let date = answer(Command::new("date").args(["-u", format])).ok_or_else(|| Trouble::new("`date` cannot be run", ""))?;
    Ok(date.trim().to_owned())
}

/// Of what the report is.
struct State {
    date: String,
    /// `None` before the first commit.
    commit: Option<String>,
    /// Whether the files differ from the commit.
    changed: bool,
    /// Stands for the files themselves.
    sources: String,
}

/// What was found of a test. One name may stand for several runs, for example with and without a feature: all of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Passed,
    NotRun,
    Failed,
    Missing,
}

impl Shown {
    const fn text(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::NotRun => "**not run**",
            Self::Failed => "**failed**",
            Self::Missing => "**there is no such test**",
        }
    }
}

fn look_up((runner, name): Name, results: &[Test]) -> Shown {
    let outcomes: Vec<Outcome> =
        results.iter().filter(|test| test.runner == runner && test.name == name).map(|test| test.outcome).collect();
    if outcomes.contains(&Outcome::Failed) {
        Shown::Failed
    } else if outcomes.contains(&Outcome::Passed) {
        Shown::Passed
    } else if outcomes.is_empty() {
        Shown::Missing
    } else {
        Shown::NotRun
    }
}

/// The report as Markdown, and what is open: a line for each control that no test shows, and for each test that does not show its own.
fn report(controls: &[Control], results: &[Test], state: &State) -> (String, Vec<String>) {
    let mut open = Vec::new();
    let mut details = String::new();
    let mut summary = String::from("| control | | tests | shown |\n|---|---|---:|---|\n");
    for Control { number, title, asks, tests } in controls {
        details += &format!("\n## {number} {title}\n\n{asks}\n\n");
        let before = open.len();
        if tests.is_empty() {
            open.push(format!("{number}: no test shows it"));
            details += "No test shows it.\n";
        }
        for &(runner, name) in *tests {
            let shown = look_up((runner, name), results);
            details += &format!("- `{runner}`: {name}: {}\n", shown.text());
            if shown != Shown::Passed {
                open.push(format!("{number}: {runner}: {name}: {}", shown.text().trim_matches('*')));
            }
        }
        let sign = if open.len() == before { "yes" } else { "**no**" };
        summary += &format!("| {number} | {title} | {} | {sign} |\n", tests.len());
    }
    let State { date, commit, changed, sources } = state;
    let commit = match (commit, changed) {
        (Some(commit), false) => format!("commit `{commit}`, without changes"),
        (Some(commit), true) => format!("commit `{commit}`, **with changes that are not in it**"),
        (None, _) => "**no commit yet**".to_owned(),
    };
    let count = |outcome| results.iter().filter(|test| test.outcome == outcome).count();
    let text = format!(
        "# Which test shows which control\n\n\
         {date}; {commit}; SHA-256 over all sources `{sources}`.\n\
         The last whole run of these sources: {} tests passed, {} failed, {} not run.\n\n{summary}{details}",
        count(Outcome::Passed),
        count(Outcome::Failed),
        count(Outcome::Ignored),
    );
    (text, open)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{BROWSER, CONTROLS, Control, Outcome, Shown, State, Test, files, look_up, report};

    const SHOWN: Control = Control {
        number: "5.14",
        title: "Transfer",
        asks: "It arrives.",
        tests: &[("browser", "the whole way"), ("intake", "log::it_is_there")],
    };
    const BARE: Control = Control { number: "8.8", title: "Testing", asks: "It is tested.", tests: &[] };

    fn results(outcome: Outcome) -> Vec<Test> {
        let test = |runner: &str, name: &str, outcome| Test {
            runner: runner.to_owned(),
            name: name.to_owned(),
            outcome,
            why: String::new(),
        };
        vec![test("browser", "the whole way", Outcome::Passed), test("intake", "log::it_is_there", outcome)]
    }

    fn state() -> State {
        State {
            date: "2026-11-25".to_owned(),
            commit: Some("0011aabb".to_owned()),
            changed: false,
            sources: "2233ccdd".to_owned(),
        }
    }

    fn open(controls: &[Control], results: &[Test]) -> Vec<String> {
        report(controls, results, &state()).1
    }

    #[test]
    fn a_control_is_shown_if_all_its_tests_pass() {
        let (text, open) = report(&[SHOWN], &results(Outcome::Passed), &state());
        assert!(open.is_empty(), "{open:?}");
        assert!(text.contains("| 5.14 | Transfer | 2 | yes |"), "{text}");
        assert!(text.contains("- `browser`: the whole way: passed"), "{text}");
        assert!(text.contains("2026-11-25; commit `0011aabb`, without changes; SHA-256 over all sources `2233ccdd`."), "{text}");
    }

    #[test]
    fn a_control_without_a_test_is_open() {
        assert_eq!(open(&[SHOWN, BARE], &results(Outcome::Passed)), ["8.8: no test shows it"]);
    }

    #[test]
    fn a_test_that_failed_or_was_not_run_shows_nothing() {
        assert_eq!(open(&[SHOWN], &results(Outcome::Failed)), ["5.14: intake: log::it_is_there: failed"]);
        assert_eq!(open(&[SHOWN], &results(Outcome::Ignored)), ["5.14: intake: log::it_is_there: not run"]);
        assert!(report(&[SHOWN], &results(Outcome::Failed), &state()).0.contains("| 5.14 | Transfer | 2 | **no** |"));
    }

    #[test]
    fn a_test_that_is_gone_shows_nothing() {
        assert_eq!(open(&[SHOWN], &results(Outcome::Passed)[..1]), ["5.14: intake: log::it_is_there: there is no such test"]);
        // The same name elsewhere is another test.
        let mut moved = results(Outcome::Passed);
        moved[1].runner = "screening".to_owned();
        assert_eq!(open(&[SHOWN], &moved).len(), 1);
    }

    #[test]
    fn a_test_that_ran_twice_must_pass_twice() {
        let name = ("intake", "log::it_is_there");
        let twice = |one, other| [results(one), results(other)].concat();
        assert_eq!(look_up(name, &twice(Outcome::Passed, Outcome::Failed)), Shown::Failed);
        assert_eq!(look_up(name, &twice(Outcome::Failed, Outcome::Passed)), Shown::Failed);
        assert_eq!(look_up(name, &twice(Outcome::Passed, Outcome::Ignored)), Shown::Passed);
    }

    #[test]
    fn the_report_says_when_the_files_are_not_the_commits() {
        let text = |state: State| report(&[SHOWN], &results(Outcome::Passed), &state).0;
        assert!(text(State { changed: true, ..state() }).contains("**with changes that are not in it**"));
        assert!(text(State { commit: None, ..state() }).contains("**no commit yet**"));
    }

    /// The controls of BIO2 that touch this software, by number.
    #[test]
    fn every_control_that_touches_this_software_is_there_with_tests() {
        let numbers: Vec<&str> = CONTROLS.iter().map(|control| control.number).collect();
        assert_eq!(numbers, ["5.14", "5.17", "5.20", "5.33", "8.6", "8.8", "8.15", "8.24", "8.27", "8.31"]);
        for Control { number, asks, tests, .. } in &CONTROLS {
            assert!(!tests.is_empty() && !asks.is_empty(), "{number}");
        }
    }

    /// So that a test that is renamed is noticed at once, and not only by whoever needs the report.
    #[test]
    fn every_named_test_is_in_the_sources() {
        for &(runner, name) in CONTROLS.iter().flat_map(|control| control.tests) {
            let (folder, text) = match runner {
                BROWSER => ("tests/browser", format!("test(\"{name}\"")),
                _ => (runner.trim_start_matches("lakzegel-"), format!("fn {}(", name.rsplit("::").next().unwrap_or_default())),
            };
            // A test's name begins with the modules that it is in, and so with its file.
            let modules: Vec<&str> = name.split("::").filter(|module| *module != "tests").collect();
            let place = modules[..modules.len() - 1].join("/") + ".rs";
            let folder = files::root().join(folder);
            let there = |file: PathBuf| {
                (runner == BROWSER || modules.len() == 1 || file.ends_with(&place))
                    && files::read(&folder.join(file)).is_ok_and(|source| source.contains(&text))
            };
            assert!(files::list(&folder).into_iter().any(there), "{runner}: {name}");
        }
    }
}
