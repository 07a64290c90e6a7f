//! Visitor codes: from the visiting desk's sheet of paper to a released letter, and everything that a code is not good for.

use std::{fs, process::Command};

use lakzegel_crypto::{
    Evidence, Manifest, SealedLetter,
    visitor_code::{Admission, CodeHalf, Proof},
};
use serde_json::json;

use crate::common::{DAY, ORIGIN, Office, Said, Sent, TOLERANCE, VISIT_LIFE, Visit, hash_of, now, said, wait_for, within_a_day};

const NAME: &str = "Zoë Bezoekster";

/// A day since 1970 as the desk writes it. Another program's opinion of the calendar.
fn date(day: u64) -> String {
    let time = format!("@{}", day * DAY);
    let output = Command::new("date").args(["-u", "-d", &time, "+%F"]).output().expect("there is a date command");
    String::from_utf8(output.stdout).expect("a date is text").trim().to_owned()
}

/// The visiting desk at work.
fn desk(office: &Office, name: &str, date: &str, count: &str, out: &str) -> Said {
    let out = office.path(out);
    office.person(&["visitor-codes", "--name", name, "--date", date, "--count", count, "--out", &out.to_string_lossy()])
}

/// The text on a sheet, without blanks.
fn read_sheet(office: &Office, sheet: &str) -> String {
    let pdf = lopdf::Document::load(office.path(sheet)).expect("the sheet is a PDF");
    assert_eq!(pdf.get_pages().len(), 1, "it is one page");
    pdf.extract_text(&[1]).expect("its text can be read").chars().filter(|character| !character.is_whitespace()).collect()
}

/// A code as somebody types it over from the paper.
struct Paper {
    admission: CodeHalf<Admission>,
    proof: String,
}

/// Has codes made for a day, and reads them from the paper.
fn codes_for(office: &Office, day: u64, count: usize) -> Vec<Paper> {
    let sheet = format!("codes-{day}-{count}.pdf");
    let made = desk(office, NAME, &date(day), &count.to_string(), &sheet);
    assert!(made.success, "{}", made.errors);
    let text = read_sheet(office, &sheet);
    let halves = |mark: &str| -> Vec<String> { text.split(mark).skip(1).map(|rest| rest.chars().take(12).collect()).collect() };
    let papers = halves("toegang").into_iter().zip(halves("bewijs"));
    papers.map(|(admission, proof)| Paper { admission: CodeHalf::parse(&admission).expect("it is half a code"), proof }).collect()
}

/// An office that has had its first round, and so has a database.
fn office() -> Office {
    let office = Office::new();
    office.good_round();
    office
}

/// A letter of a visit whose evidence is a visitor code.
fn letter(office: &Office, visit: &Visit, proof: &str) -> SealedLetter {
    let mut letter = office.letter(visit);
    letter.evidence = Evidence::VisitorCode(proof.to_owned());
    letter
}

fn send(office: &Office, visit: &Visit, proof: &str) -> Sent {
    office.send_letter(visit, letter(office, visit, proof))
}

#[test]
fn a_code_from_the_desks_paper_vouches_for_a_letter_under_the_name_on_it() {
    within_a_day(|| {
        let office = office();
        let today = now() / DAY;
        let [first, second] = codes_for(&office, today, 2).try_into().unwrap_or_else(|_| panic!("the sheet has two codes"));
        let text = read_sheet(&office, &format!("codes-{today}-2.pdf"));
        let [year, month, day] =
            date(today).split('-').map(str::to_owned).collect::<Vec<_>>().try_into().expect("a date has three parts");
        for words in ["ZoëBezoekster", &format!("{day}-{month}-{year}"), "DEMO"] {
            assert_eq!(text.matches(words).count(), 2, "{words} is not on each slip of {text}");
        }

        office.good_round();
        let mut expected = [&first, &second].map(|paper| paper.admission.hash(ORIGIN, today));
        expected.sort_unstable();
        assert_eq!(office.intake.says().admissions, [(today, expected.to_vec())], "the intake knows both by hash");

        let visit = office.visit();
        let sent = send(&office, &visit, &first.proof.to_lowercase());
        office.good_round();
        assert_eq!(office.state_of(sent.id), "released");
        let known = office.released_json(sent.id);
        assert_eq!(known["evidence"]["kind"], "visitor-code");
        assert_eq!(known["evidence"]["person"], json!({ "name": NAME, "source": "desk" }));
        assert_eq!(known["letter"]["sender_name"], "Zoë Afzender", "what stands under the letter is the sender's to choose");
        assert!(!known.to_string().contains(&first.proof), "and the code is not told to whoever reads letters");
        assert_eq!(office.intake.says().admissions.len(), 1, "nothing is announced twice");
    });
}

#[test]
fn a_code_that_is_not_good_here_and_now_has_its_letter_withheld_for_a_named_reason() {
    within_a_day(|| {
        let office = office();
        let today = now() / DAY;
        let [used] = codes_for(&office, today, 1).try_into().unwrap_or_else(|_| panic!("the sheet has one code"));
        let [later] = codes_for(&office, today + 2, 1).try_into().unwrap_or_else(|_| panic!("the sheet has one code"));
        let owner = office.visit();
        let first = send(&office, &owner, &used.proof);
        let never_made = CodeHalf::<Proof>::from_random([9; 16]).to_string();
        let stranger = office.visit();
        let tried = [
            ("withheld visitor-code", send(&office, &stranger, &never_made)),
            ("withheld visitor-code", send(&office, &stranger, "2222-2222-2222")),
            ("withheld visitor-code", send(&office, &stranger, &used.admission.to_string())),
            ("withheld visitor-code-day", send(&office, &stranger, &later.proof)),
            // Shown by another visit first; that one may send more.
            ("withheld visitor-code-owner", send(&office, &stranger, &used.proof)),
            ("released", send(&office, &owner, &used.proof)),
            ("released", send(&office, &owner, &used.proof)),
            ("withheld visit-spent", send(&office, &owner, &used.proof)),
        ];
        office.good_round();
        assert_eq!(office.state_of(first.id), "released");
        for (at, (end, sent)) in tried.iter().enumerate() {
            assert_eq!(office.state_of(sent.id), *end, "attempt {at}");
        }
        let announced: Vec<u64> = office.intake.says().admissions.iter().map(|(day, _)| *day).collect();
        assert_eq!(announced, [today], "nobody can guess for days at what is announced a day ahead");
    });
}

#[test]
fn a_code_is_good_for_its_day_and_a_visit_that_began_on_it() {
    within_a_day(|| {
        let office = office();
        let today = now() / DAY;
        let [paper] = codes_for(&office, today, 1).try_into().unwrap_or_else(|_| panic!("the sheet has one code"));
        let visit = office.visit();
        let sealed = |at: u64| {
            let mut letter = letter(&office, &visit, &paper.proof);
            letter.sealed_at = at;
            office.send_letter(&visit, letter)
        };
        let ends = (today + 1) * DAY + VISIT_LIFE + TOLERANCE;
        let tried = [
            ("withheld visitor-code-day", sealed(today * DAY - TOLERANCE - 1)),
            ("withheld visitor-code-day", sealed(ends + 1)),
            ("released", sealed(now() + TOLERANCE)),
            ("withheld sealed-ahead", sealed(ends)),
        ];
        office.good_round();
        for (at, (end, sent)) in tried.iter().enumerate() {
            assert_eq!(office.state_of(sent.id), *end, "attempt {at}");
        }
        // The desk has seen who has a code, and there is no address to tell.
        assert_eq!((office.notices().len(), office.list().firsts.len()), (0, 0));
    });
}

#[test]
fn where_the_manifest_has_no_visitor_codes_a_code_is_no_evidence() {
    within_a_day(|| {
        let office = office();
        let [paper] = codes_for(&office, now() / DAY, 1).try_into().unwrap_or_else(|_| panic!("the sheet has one code"));
        let without = Manifest { version: office.manifest.version + 1, visitor_codes: false, ..office.manifest.clone() };
        office.publish(&without);
        office.good_round();
        let visit = office.visit();
        let mut named = letter(&office, &visit, &paper.proof);
        named.manifest_hash = hash_of(&without);
        let sent = office.send_letter(&visit, named);
        office.good_round();
        assert_eq!(office.state_of(sent.id), "withheld visitor-code");
    });
}

#[test]
fn the_desk_is_told_what_it_typed_wrongly_and_nothing_is_made() {
    within_a_day(|| {
        let office = office();
        let (today, out) = (date(now() / DAY), "codes.pdf");
        for (name, day, count, told) in [
            ("", today.as_str(), "1", "the name is empty"),
            (NAME, "28-11-2026", "1", "is not a date"),
            (NAME, "2026-11-31", "1", "is not a date"),
            (NAME, "2020-01-01", "1", "is over"),
            (NAME, &today, "0", "one to 4 codes fit on a sheet"),
            (NAME, &today, "5", "one to 4 codes fit on a sheet"),
        ] {
            let said = desk(&office, name, day, count, out);
            assert!(!said.success && said.errors.contains(told), "{told}: {}", said.errors);
            assert!(!office.path(out).exists());
        }
        office.write(out, "a sheet that somebody has");
        let said = desk(&office, NAME, &today, "1", out);
        assert!(!said.success && said.errors.contains("is there already"), "{}", said.errors);
        office.good_round();
        assert!(office.intake.says().admissions.is_empty());
    });
}

#[test]
fn the_codes_are_on_paper_and_nowhere_else() {
    within_a_day(|| {
        let office = office();
        let [paper] = codes_for(&office, now() / DAY, 1).try_into().unwrap_or_else(|_| panic!("the sheet has one code"));
        let round = office.good_round();
        let admission = paper.admission.to_string();
        let mut places = vec![round.errors.into_bytes(), round.output.into_bytes()];
        for file in fs::read_dir(office.path("data")).expect("the folder can be read") {
            places.push(fs::read(file.expect("it can be read").path()).expect("it can be read"));
        }
        let found = |bytes: &[u8]| places.iter().any(|place| place.windows(bytes.len()).any(|window| window == bytes));
        assert!(found(NAME.as_bytes()), "the search does find things");
        for half in [admission, paper.proof] {
            for form in [half.clone(), half.replace('-', ""), half.to_lowercase()] {
                assert!(!found(form.as_bytes()));
            }
        }
    });
}

#[test]
fn what_the_intake_did_not_take_is_offered_again() {
    within_a_day(|| {
        let office = office();
        let [paper] = codes_for(&office, now() / DAY, 1).try_into().unwrap_or_else(|_| panic!("the sheet has one code"));
        let mut command = office.run_command(&["--once"]);
        let away = said(command.env("LAKZEGEL_SCREENING_INTAKE", "http://127.0.0.1:9"));
        assert!(!away.success && away.errors.contains("it is offered again"), "{}", away.errors);
        wait_for("the list", || {
            office.round();
            office.intake.says().admissions.first().cloned()
        });
        assert_eq!(office.intake.says().admissions[0].1, [paper.admission.hash(ORIGIN, now() / DAY)]);
    });
}
