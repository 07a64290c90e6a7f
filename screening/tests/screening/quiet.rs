//! What the program says about letters: that they are there, and nothing of what is in them.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use lakzegel_crypto::{Evidence, SealedLetter};

use crate::common::{Office, TOKEN, Visit, padded, said, seal_raw, wait_for};

/// Stands wherever a sender can put something.
const SENTINEL: &str = "zegelsentinel4711";

fn marked(office: &Office, visit: &mut Visit) -> SealedLetter {
    visit.claims.insert("sub".to_owned(), SENTINEL.into());
    visit.claims.insert("name".to_owned(), SENTINEL.into());
    let mut letter = office.letter(visit);
    letter.body = format!("Lieve papa, {SENTINEL}.\n");
    letter.recipient_number = SENTINEL.to_owned();
    letter.recipient_name = format!("Voorbeeld {SENTINEL}");
    letter.sender_name = format!("Afzender {SENTINEL}");
    letter
}

#[test]
fn nothing_of_a_letter_is_in_the_log() {
    let office = Office::new();
    office.good_round();
    let mut secrets: Vec<String> = vec![TOKEN.to_owned()];
    let mut send = |spoil: &dyn Fn(&mut Visit, &mut SealedLetter)| {
        let mut visit = office.visit();
        let mut letter = marked(&office, &mut visit);
        spoil(&mut visit, &mut letter);
        let Evidence::IdToken(token) = &letter.evidence else { panic!("it is a token") };
        secrets.push(token.rsplit('.').next().unwrap_or(token).to_owned());
        secrets.push(base16ct::lower::encode_string(letter.reference.as_bytes()));
        secrets.push(letter.reference.to_string());
        office.send_letter(&visit, letter)
    };
    // Released, and withheld for reasons of every kind.
    let good = send(&|_, _| {});
    send(&|_, letter| letter.body.push('\u{202e}'));
    send(&|_, letter| letter.recipient_name.push('\n'));
    send(&|_, letter| letter.recipient_number.push('-'));
    send(&|_, letter| letter.manifest_hash = [1; 32]);
    send(&|_, letter| letter.evidence = Evidence::IdToken(format!("{SENTINEL}.{SENTINEL}.{SENTINEL}")));
    for (part, name) in
        [("kid", "header"), ("alg", "header"), ("iss", "claims"), ("aud", "claims"), ("acr", "claims"), ("nonce", "claims")]
    {
        send(&|visit, letter| {
            let fields = if name == "header" { &mut visit.header } else { &mut visit.claims };
            fields.insert(part.to_owned(), SENTINEL.into());
            letter.evidence = Evidence::IdToken(visit.token());
        });
    }
    // And one that is kept for what is hidden behind it.
    let mut visit = office.visit();
    let letter = marked(&office, &mut visit);
    let mut hidden = padded(&visit, &letter, &office.key);
    let end = hidden.len();
    hidden[end - SENTINEL.len()..].copy_from_slice(SENTINEL.as_bytes());
    let kept = office.intake.add_bytes(&seal_raw(hidden, &office.key));

    // The most talkative that it can be.
    let mut output = String::new();
    wait_for("the statuses", || {
        let round = said(office.run_command(&["--once"]).env("RUST_LOG", "trace"));
        output.push_str(&round.output);
        output.push_str(&round.errors);
        (office.statuses(&good).len() == 1).then_some(())
    });
    output.push_str(&office.person(&["list"]).output);
    assert_eq!((office.state_of(good.id), office.state_of(kept)), ("released".to_owned(), "kept fill".to_owned()));
    assert!(output.contains("delivered") && output.contains("\"level\":\"TRACE\""), "there is something to search");

    let disguises = [
        SENTINEL.to_owned(),
        base16ct::lower::encode_string(SENTINEL.as_bytes()),
        Base64::encode_string(SENTINEL.as_bytes()),
        Base64UrlUnpadded::encode_string(SENTINEL.as_bytes()),
        "Lieve".to_owned(),
    ];
    for secret in secrets.iter().chain(&disguises) {
        let around = output.find(secret.as_str()).map(|at| &output[at.saturating_sub(200)..(at + 100).min(output.len())]);
        assert_eq!(around, None, "{secret}");
    }
    // The file beside it does say it: the search would have found it.
    assert!(office.released_json(good.id).to_string().contains(SENTINEL));
}

#[test]
fn nothing_of_a_letter_is_in_the_database() {
    let office = Office::new();
    let mut visit = office.visit();
    let letter = marked(&office, &mut visit);
    let sent = office.send_letter(&visit, letter);
    office.good_round();
    assert_eq!(office.state_of(sent.id), "released");
    let sentinel = SENTINEL.as_bytes();
    for entry in std::fs::read_dir(office.path("data")).expect("the data folder is there") {
        let path = entry.expect("it can be read").path();
        let content = std::fs::read(&path).expect("it can be read");
        assert!(!content.windows(sentinel.len()).any(|window| window == sentinel), "{}", path.display());
    }
}
