//! What a program withholds by itself, each by its name: letters that are sealed and signed as they must be, by somebody who does not
//! use our client.

use std::collections::BTreeSet;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_crypto::{Evidence, Ground, SealedLetter, State, TechnicalReason, visit_nonce};
use serde_json::{Value, json};

use crate::common::{DAY, OUTBOX_LIFE, Office, Sent, TOLERANCE, VISIT_LIFE, Visit, now, provider_jwk, random, wait_for};

/// One letter that must be withheld.
struct Case {
    reason: &'static str,
    told: TechnicalReason,
    sent: Sent,
}

struct Cases<'a> {
    office: &'a Office,
    all: Vec<Case>,
}

impl Cases<'_> {
    /// A letter that is good but for what `spoil` does to it.
    fn letter(&mut self, reason: &'static str, told: TechnicalReason, spoil: impl FnOnce(&mut SealedLetter)) {
        let visit = self.office.visit();
        let mut letter = self.office.letter(&visit);
        spoil(&mut letter);
        let sent = self.office.send_letter(&visit, letter);
        self.all.push(Case { reason, told, sent });
    }

    /// A letter with a token that is good but for what `spoil` does to it.
    fn token(&mut self, reason: &'static str, spoil: impl FnOnce(&mut Visit)) {
        let mut visit = self.office.visit();
        spoil(&mut visit);
        let sent = self.office.send_letter(&visit, self.office.letter(&visit));
        self.all.push(Case { reason, told: TechnicalReason::Identity, sent });
    }

    /// A letter with this text in place of a token.
    fn raw_token(&mut self, reason: &'static str, token: impl FnOnce(&Visit) -> String) {
        let visit = self.office.visit();
        let mut letter = self.office.letter(&visit);
        letter.evidence = Evidence::IdToken(token(&visit));
        let sent = self.office.send_letter(&visit, letter);
        self.all.push(Case { reason, told: TechnicalReason::Identity, sent });
    }

    /// A letter of a visit that began when `issued` says, sealed when `sealed_at` says.
    fn times(&mut self, reason: &'static str, issued: u64, sealed_at: u64) {
        let visit = Visit::begun(&self.office.manifest.providers[0], issued);
        let mut letter = self.office.letter(&visit);
        letter.sealed_at = sealed_at;
        let sent = self.office.send_letter(&visit, letter);
        self.all.push(Case { reason, told: TechnicalReason::Identity, sent });
    }
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

#[test]
fn each_refusal_has_its_name_and_the_next_letter_goes_on() {
    use TechnicalReason::{Identity, Rules, Unreadable};
    let office = Office::new();
    // The fixed times begin now, so that statuses follow; and the provider is seen to take a key out of use.
    office.intake.says().provider_keys = vec![provider_jwk(0x41), provider_jwk(0x44)];
    office.good_round();
    let manifest = &office.manifest;
    let mut cases = Cases { office: &office, all: Vec::new() };
    let first_good = office.send();

    // Which manifest, rules and notice.
    cases.letter("manifest-unknown", Unreadable, |letter| letter.manifest_hash = [0x62; 32]);
    cases.letter("manifest-outdated", Unreadable, |letter| letter.sealed_at = manifest.issued - TOLERANCE - 1);
    cases.letter("manifest-outdated", Unreadable, |letter| letter.sealed_at = manifest.expires + TOLERANCE + 1);
    cases.letter("rules-version", Unreadable, |letter| letter.rules_version += 1);
    cases.letter("notice-version", Unreadable, |letter| letter.notice_version += 1);

    // Who vouches.
    cases.raw_token("token-form", |_| "not a token".to_owned());
    cases.raw_token("token-form", |visit| visit.unsigned_token());
    cases.raw_token("token-form", |visit| format!("{}.more", visit.token()));
    cases.token("token-form", |visit| drop(visit.header.remove("alg")));
    cases.token("token-form", |visit| drop(visit.header.insert("crit".to_owned(), json!(["exp"]))));
    cases.token("token-form", |visit| drop(visit.claims.remove("iss")));
    cases.token("token-form", |visit| drop(visit.claims.remove("iat")));
    cases.token("token-form", |visit| drop(visit.claims.remove("sub")));
    cases.token("issuer", |visit| drop(visit.claims.insert("iss".to_owned(), text("https://elders.invalid"))));
    cases.token("audience", |visit| drop(visit.claims.insert("aud".to_owned(), text("somebody-else"))));
    // OpenID Connect Core 3.1.3.7: of several audiences, we must be the one that it was made for.
    cases.token("audience", |visit| drop(visit.claims.insert("aud".to_owned(), json!(["lakzegel-test", "somebody-else"]))));
    cases.token("audience", |visit| drop(visit.claims.insert("azp".to_owned(), text("somebody-else"))));

    // A token of a time to come, sealed as if it were then.
    cases.times("sealed-ahead", now() + 7_200, now() + 7_260);
    cases.times("sealed-ahead", now(), now() + TOLERANCE + 600);

    // By which signature.
    cases.raw_token("algorithm", |visit| {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"none"}"#);
        let claims = visit.unsigned_token().split_once('.').expect("a token has parts").1.to_owned();
        format!("{header}.{claims}.")
    });
    for algorithm in ["none", "HS256", "HS512", "ES256", "RS256", "eddsa", "EdDSA "] {
        cases.token("algorithm", |visit| drop(visit.header.insert("alg".to_owned(), text(algorithm))));
    }
    cases.token("provider-key", |visit| drop(visit.header.insert("kid".to_owned(), text("key-1"))));
    cases.token("token-signature", |visit| visit.signer = 0x43);
    cases.raw_token("token-signature", |visit| {
        // The signature is of a token that the provider did sign; what it says was changed.
        let signature = visit.token().rsplit_once('.').expect("a token has parts").1.to_owned();
        let mut forged = Visit::begun(&manifest.providers[0], visit.issued);
        forged.claims.insert("nonce".to_owned(), text(&visit_nonce(&visit.public_key())));
        forged.claims.insert("sub".to_owned(), text("burger-2"));
        format!("{}.{signature}", forged.unsigned_token())
    });
    cases.token("provider-key-retired", |visit| {
        // Issued by the clock of whoever stole the key, long after it was seen to be gone.
        visit.signer = 0x44;
        visit.issued = now() + 2 * TOLERANCE;
        visit.claims.insert("iat".to_owned(), json!(visit.issued));
        visit.header.insert("kid".to_owned(), text("key-68"));
    });

    // At which level, for whom.
    cases.token("level", |visit| drop(visit.claims.insert("acr".to_owned(), text("urn:test:low"))));
    cases.token("level", |visit| drop(visit.claims.remove("acr")));
    cases.token("login-not-fresh", |visit| drop(visit.claims.remove("auth_time")));
    cases.token("login-not-fresh", |visit| drop(visit.claims.insert("auth_time".to_owned(), json!(visit.issued - 3 * 3600))));
    cases.token("login-not-fresh", |visit| drop(visit.claims.insert("auth_time".to_owned(), json!(visit.issued + 3600))));
    cases.token("nonce", |visit| {
        // A token that vouches for another visit.
        visit.claims.insert("nonce".to_owned(), text(&visit_nonce(&random())));
    });
    cases.token("nonce", |visit| drop(visit.claims.remove("nonce")));

    // When.
    let login = now() - 3 * VISIT_LIFE;
    cases.times("sealed-before-login", login, login - TOLERANCE - 1);
    cases.times("sealed-after-visit", login, login + VISIT_LIFE + TOLERANCE + 1);
    let long_ago = now() - OUTBOX_LIFE - VISIT_LIFE - DAY;
    cases.times("arrived-too-late", long_ago, long_ago + 60);

    // What it says, and to whom.
    cases.letter("recipient-number", Rules, |letter| letter.recipient_number = "12-34".to_owned());
    cases.letter("recipient-name", Rules, |letter| letter.recipient_name = "Jan\nPiet".to_owned());
    cases.letter("sender-name", Rules, |letter| letter.sender_name = "\u{202e}naJ".to_owned());
    for body in [
        "  \n",
        "Dag \u{1b}[2J",
        "Dag \u{202e}apap",
        "da\u{200b}g",
        "dag \u{e000}",
        &"x\n".repeat(165),
        &"a\u{301}".repeat(8_001),
    ] {
        cases.letter("rules", Rules, |letter| letter.body = body.to_owned());
    }

    // The same message with other words, and one letter more than a visit may send.
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    let original = office.send_letter(&visit, letter.clone());
    letter.body = "Iets heel anders.\n".to_owned();
    // The same reference too, as a client would have it; its sender is told about the first one.
    let other_content = office.send_letter(&visit, letter);
    let visit = office.visit();
    let within: Vec<Sent> = (0..manifest.letters_per_visit).map(|_| office.send_letter(&visit, office.letter(&visit))).collect();
    let spent = office.send_letter(&visit, office.letter(&visit));
    cases.all.push(Case { reason: "visit-spent", told: Identity, sent: spent });
    let last_good = office.send();
    let cases = cases.all;

    office.intake.says().provider_keys = vec![provider_jwk(0x41)];
    let round = office.good_round();
    let list = office.list();
    let state = |sent: &Sent| list.letters[&sent.id].as_str();
    for (place, Case { reason, sent, .. }) in cases.iter().enumerate() {
        assert_eq!(state(sent), format!("withheld {reason}"), "case {place}");
        // Reported, by number and name.
        let line = round.errors.lines().find(|line| line.contains(&sent.id.to_string())).expect("it is in the log");
        assert!(line.contains(&format!("\"reason\":\"{reason}\"")), "{line}");
    }
    assert_eq!(state(&other_content), "withheld other-content");
    for good in [&first_good, &original, &last_good].into_iter().chain(&within) {
        assert_eq!(state(good), "released");
    }
    // Every refusal that there is was met.
    let met: BTreeSet<&str> = cases.iter().map(|case| case.reason).chain(["other-content"]).collect();
    // Those for visitor codes are in visitors.rs, where there are codes.
    let elsewhere = ["visitor-code", "visitor-code-day", "visitor-code-owner"];
    let known = include_str!("../../src/refusal.rs");
    let known = known.split_once("pub const fn as_str").expect("names").1.split_once("pub const fn technical").expect("names").0;
    assert_eq!(met.len() + elsewhere.len(), known.matches("=> \"").count(), "a refusal has no case here: {met:?}");
    // Counted.
    for reason in &met {
        let count = cases.iter().filter(|case| case.reason == *reason).count().max(1);
        assert_eq!(list.counts[&format!("withheld {reason}")], count as u64);
    }
    // Nothing but the good ones is in the folder.
    assert_eq!(office.released().len(), 2 * (3 + within.len()));

    // The senders are told what kind of reason it was, and no more.
    wait_for("every status", || {
        office.good_round();
        cases.iter().all(|case| !office.statuses(&case.sent).is_empty()).then_some(())
    });
    for Case { reason, told, sent } in &cases {
        let status = office.statuses(sent).pop().expect("it was waited for");
        assert_eq!((status.state, status.envelope), (State::Withheld(Ground::Technical(*told)), sent.id), "{reason}");
    }
    assert_eq!(
        office.statuses(&original).pop().map(|status| (status.state, status.envelope)),
        Some((State::Screened, original.id))
    );
}

#[test]
fn another_content_under_a_reference_of_its_own_is_called_a_duplicate() {
    let office = Office::new();
    office.good_round();
    let visit = office.visit();
    let mut letter = office.letter(&visit);
    office.send_letter(&visit, letter.clone());
    letter.body = "Iets heel anders.\n".to_owned();
    letter.reference = lakzegel_crypto::Reference::from_bytes(random());
    let other = office.send_letter(&visit, letter);
    office.good_round();
    assert_eq!(office.state_of(other.id), "withheld other-content");
    assert_eq!(office.told(&other).state, State::Withheld(Ground::Technical(TechnicalReason::Duplicate)));
}

#[test]
fn the_bounds_themselves_are_within() {
    let office = Office::new();
    office.good_round();
    let provider = &office.manifest.providers[0];
    let mut sent = Vec::new();
    let login = now() - 3 * VISIT_LIFE;
    for sealed_at in [login - TOLERANCE, login, login + VISIT_LIFE + TOLERANCE] {
        let visit = Visit::begun(provider, login);
        let mut letter = office.letter(&visit);
        letter.sealed_at = sealed_at;
        sent.push(office.send_letter(&visit, letter));
    }
    // A token for several, made for us; one of the other accepted level; one with its time as a fraction; one without a key's name.
    let spoil: [&dyn Fn(&mut Visit); 4] = [
        &|visit| {
            visit.claims.insert("aud".to_owned(), json!(["somebody-else", "lakzegel-test"]));
            visit.claims.insert("azp".to_owned(), text("lakzegel-test"));
        },
        &|visit| drop(visit.claims.insert("acr".to_owned(), text("urn:test:high"))),
        &|visit| drop(visit.claims.insert("iat".to_owned(), json!(visit.issued as f64 + 0.5))),
        &|visit| drop(visit.header.remove("kid")),
    ];
    for change in spoil {
        let mut visit = office.visit();
        change(&mut visit);
        sent.push(office.send_letter(&visit, office.letter(&visit)));
    }
    office.good_round();
    let list = office.list();
    for (place, sent) in sent.iter().enumerate() {
        assert_eq!(list.letters[&sent.id], "released", "case {place}");
    }
}
