//! Three intakes play against the office: one whose data was stolen, one that was taken over after somebody had logged in, and one that
//! was taken over while somebody logs in. Each tries to have a letter released by somebody who did not write it. What fails, fails for
//! the reason that is named here; what succeeds is shown too, with the flag that it raises (docs/threat-model.md).

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lakzegel_crypto::{
    Evidence, SealedLetter,
    manifest::Provider,
    visit_nonce,
    visitor_code::{CodeHalf, Proof},
};
use serde_json::{Value, json};

use crate::common::{
    Office, PROVIDER_KEY, Sent, TOKEN, TOLERANCE, VISIT_LIFE, Visit, hash_of, log_key, make_sealing_key, now, padded,
    provider_jwk, seal_raw,
};

/// The seeds of the intake's client key, and of its log key as [`log_key`] has it.
const CLIENT_KEY: u8 = 0x55;
const LOG_KEY: u8 = 0x21;

/// An honest sender with a letter that was released, and what an attacker makes of it.
struct Game {
    office: Office,
    /// The sender's visit. Only its token and its public key ever left the device.
    honest: Visit,
    letter: SealedLetter,
    sent: Sent,
    /// What was tried, and as what it must end.
    tried: Vec<(&'static str, Sent)>,
}

impl Game {
    fn new() -> Self {
        let office = Office::new();
        let honest = office.visit();
        let letter = office.letter(&honest);
        let sent = office.send_letter(&honest, letter.clone());
        office.good_round();
        assert_eq!(office.state_of(sent.id), "released");
        Self { office, honest, letter, sent, tried: Vec::new() }
    }

    /// A visit of the attacker's own: a key that he has, and a token with `change` in its claims, signed by the real provider.
    fn own_visit(&self, change: &[(&str, Value)]) -> Visit {
        let mut visit = self.office.visit();
        change.iter().for_each(|(claim, value)| drop(visit.claims.insert((*claim).to_owned(), value.clone())));
        visit
    }

    /// Claims the honest sender's identity.
    fn as_honest(&self) -> (&'static str, Value) {
        ("sub", self.honest.claims["sub"].clone())
    }

    /// Sends a letter in which `visit` signs; its evidence is `token`.
    fn try_with(&mut self, end: &'static str, visit: &Visit, token: String, change: impl FnOnce(&mut SealedLetter)) {
        let mut letter = self.office.letter(visit);
        letter.evidence = Evidence::IdToken(token);
        change(&mut letter);
        let sent = self.office.send_letter(visit, letter);
        self.tried.push((end, sent));
    }

    /// Sends these bytes, sealed to the office's key.
    fn try_bytes(&mut self, end: &'static str, padded: Vec<u8>) {
        let id = self.office.intake.add_bytes(&seal_raw(padded, &self.office.key));
        self.tried.push((end, Sent { id, letter: self.letter.clone() }));
    }

    /// The office works, and everything ends as it must: nothing but the honest letter is in the folder.
    fn end(&self) {
        self.office.good_round();
        for (at, (end, sent)) in self.tried.iter().enumerate() {
            assert_eq!(self.office.state_of(sent.id), *end, "attempt {at}");
        }
        assert_eq!(self.office.released(), [format!("{}.json", self.sent.id), format!("{}.pdf", self.sent.id)]);
    }
}

/// A token as `visit` has it, but signed with a secret that lies with the intake.
fn signed_with(secret: &[u8], visit: &Visit) -> String {
    let key = EncodingKey::from_secret(secret);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &visit.claims, &key).expect("it signs")
}

#[test]
fn who_stole_the_intakes_data_cannot_write_in_anybodys_name() {
    let mut game = Game::new();
    let forged = game.own_visit(&[game.as_honest()]);

    // Whoever has the client secret is not the provider. Nor is who has the login key, the day's salt or what screening shows, or knows the public
    // key of the provider.
    let log_key = log_key().to_text();
    let public_key = provider_jwk(PROVIDER_KEY)["x"].as_str().expect("it is text").to_owned();
    for secret in [
        b"the client secret of the intake".as_slice(),
        &[0xa5; 32],
        "a5".repeat(32).as_bytes(),
        &[0x5a; 32],
        TOKEN.as_bytes(),
        log_key.as_bytes(),
        public_key.as_bytes(),
        b"",
    ] {
        game.try_with("withheld algorithm", &forged, signed_with(secret, &forged), |_| ());
    }
    // Nor who has the client key, by which the intake shows providers who it is (`private_key_jwt`), or the log key: under the name of the provider's
    // key, under its own, and under none.
    for seed in [CLIENT_KEY, LOG_KEY] {
        for (end, key_id) in [
            ("withheld token-signature", Some(format!("key-{PROVIDER_KEY}"))),
            ("withheld provider-key", Some(format!("key-{seed}"))),
            ("withheld token-signature", None),
        ] {
            let mut signed = game.own_visit(&[game.as_honest()]);
            signed.signer = seed;
            signed.header.remove("kid");
            key_id.map(|key_id| signed.header.insert("kid".to_owned(), key_id.into()));
            game.try_with(end, &signed, signed.token(), |_| ());
        }
    }
    // What the intake says of itself with that key (RFC 7523) is no token of anybody.
    let audience = game.office.manifest.providers[0].audience.clone();
    let of_itself = [("iss", json!(audience)), ("sub", json!(audience)), ("aud", game.honest.claims["iss"].clone())];
    let mut assertion = game.own_visit(&of_itself);
    assertion.signer = CLIENT_KEY;
    game.try_with("withheld issuer", &assertion, assertion.token(), |_| ());
    let unsigned = Header { alg: Algorithm::HS256, ..Header::default() };
    let none = serde_json::to_string(&unsigned).expect("it is JSON").replace("HS256", "none");
    let none =
        forged.unsigned_token().replacen(forged.unsigned_token().split('.').next().unwrap_or_default(), &base64url(&none), 1);
    game.try_with("withheld algorithm", &forged, format!("{none}."), |_| ());
    // A key of his own, under the name of the provider's.
    let mut own_key = game.own_visit(&[game.as_honest()]);
    own_key.signer = 0x66;
    game.try_with("withheld token-signature", &own_key, own_key.token(), |_| ());
    // Real tokens by the same provider for another client, and by another provider.
    let other_client = game.own_visit(&[game.as_honest(), ("aud", json!("a-web-shop"))]);
    game.try_with("withheld audience", &other_client, other_client.token(), |_| ());
    let other_issuer = game.own_visit(&[game.as_honest(), ("iss", json!("https://elders.invalid"))]);
    game.try_with("withheld issuer", &other_issuer, other_issuer.token(), |_| ());
    // The admission half of a visitor code, guessed from the stolen hashes with as many machines as it takes: the half that proves is not
    // among what was stolen, and is no shorter to guess.
    let visitor = game.own_visit(&[]);
    let proof = CodeHalf::<Proof>::from_random([3; 16]).to_string();
    game.try_with("withheld visitor-code", &visitor, String::new(), |letter| letter.evidence = Evidence::VisitorCode(proof));
    // The stolen envelope once more: the same bytes are the same letter, which is not delivered twice.
    let stolen = game.office.seal(&game.honest, &game.letter);
    let again = game.office.intake.add(&stolen);
    game.tried.push(("ignored", Sent { id: again, letter: game.letter.clone() }));
    game.end();
}

#[test]
fn a_token_of_one_provider_says_nothing_for_another() {
    const OTHER_KEY: u8 = 0x45;
    let mut game = Game::new();
    let one = game.office.manifest.providers[0].clone();
    // Another provider, and the first one's other client, as a broker has one for each means of logging in.
    let other = Provider {
        id: "ander".to_owned(),
        issuer: one.issuer.replace("/provider", "/other"),
        audience: "client-of-other".to_owned(),
        acr: vec!["urn:other:high".to_owned()],
        ..one.clone()
    };
    let third = Provider {
        id: "derde".to_owned(),
        audience: "third-client".to_owned(),
        acr: vec!["urn:third:high".to_owned()],
        ..one.clone()
    };
    game.office.intake.says().other_keys = vec![provider_jwk(OTHER_KEY)];
    game.office.manifest.version += 1;
    game.office.manifest.providers.extend([other.clone(), third.clone()]);
    game.office.publish(&game.office.manifest);
    game.office.good_round();

    let kid = |seed: u8| Some(format!("key-{seed}"));
    // Whose name, for whose client, at whose level, by whose key under which name: all but the right ones end here.
    for (end, iss, aud, acr, signer, key_id) in [
        ("withheld token-signature", &one, &one, &one, OTHER_KEY, None),
        ("withheld token-signature", &one, &one, &one, OTHER_KEY, kid(PROVIDER_KEY)),
        ("withheld provider-key", &one, &one, &one, OTHER_KEY, kid(OTHER_KEY)),
        ("withheld token-signature", &other, &other, &other, PROVIDER_KEY, None),
        ("withheld token-signature", &other, &other, &other, PROVIDER_KEY, kid(OTHER_KEY)),
        ("withheld provider-key", &other, &other, &other, PROVIDER_KEY, kid(PROVIDER_KEY)),
        ("withheld audience", &one, &other, &one, PROVIDER_KEY, kid(PROVIDER_KEY)),
        ("withheld audience", &one, &other, &other, OTHER_KEY, kid(OTHER_KEY)),
        ("withheld audience", &other, &one, &one, PROVIDER_KEY, kid(PROVIDER_KEY)),
        ("withheld audience", &other, &third, &other, OTHER_KEY, kid(OTHER_KEY)),
        ("withheld token-signature", &third, &third, &third, OTHER_KEY, None),
        ("withheld level", &one, &one, &other, PROVIDER_KEY, kid(PROVIDER_KEY)),
        ("withheld level", &one, &one, &third, PROVIDER_KEY, kid(PROVIDER_KEY)),
        ("withheld level", &third, &third, &one, PROVIDER_KEY, kid(PROVIDER_KEY)),
        ("withheld level", &other, &other, &one, OTHER_KEY, kid(OTHER_KEY)),
    ] {
        let of = [("iss", json!(iss.issuer)), ("aud", json!(aud.audience)), ("acr", json!(acr.acr[0]))];
        let mut visit = game.own_visit(&of);
        visit.signer = signer;
        visit.header.remove("kid");
        key_id.map(|key_id| visit.header.insert("kid".to_owned(), key_id.into()));
        game.try_with(end, &visit, visit.token(), |_| ());
    }
    for (end, change) in [
        ("withheld issuer", ("iss", json!(format!("{}/", one.issuer)))),
        ("withheld token-form", ("iss", json!([one.issuer, other.issuer]))),
        ("withheld audience", ("aud", json!([one.audience, other.audience]))),
        ("withheld audience", ("azp", json!(other.audience))),
    ] {
        let visit = game.own_visit(&[change]);
        game.try_with(end, &visit, visit.token(), |_| ());
    }
    game.end();

    // Each for itself is believed; and the same name at two providers is two people, of whom neither is flagged for the other.
    let subject = game.honest.claims["sub"].clone();
    let mut released = Vec::new();
    for (provider, signer) in [(&other, OTHER_KEY), (&third, PROVIDER_KEY)] {
        let mut visit = Visit::begun(provider, now() - 90);
        visit.signer = signer;
        visit.header.insert("kid".to_owned(), format!("key-{signer}").into());
        let name = if signer == OTHER_KEY { subject.clone() } else { json!("somebody else") };
        visit.claims.insert("sub".to_owned(), name);
        released.push(game.office.send_letter(&visit, game.office.letter(&visit)));
    }
    let round = game.office.good_round();
    released.iter().for_each(|sent| assert_eq!(game.office.state_of(sent.id), "released"));
    assert!(!round.errors.contains("flagged"), "{}", round.errors);
}

#[test]
fn an_intake_taken_over_after_the_login_cannot_use_it() {
    let mut game = Game::new();
    let token = game.honest.token();
    let attacker = game.own_visit(&[]);

    // The honest token, with a key of the attacker's; and with the honest key, which he does not have.
    game.try_with("withheld nonce", &attacker, token.clone(), |_| ());
    let mut stranger = game.office.letter(&attacker);
    (stranger.visit_key, stranger.evidence) = (game.honest.public_key(), Evidence::IdToken(token.clone()));
    game.try_bytes("kept signature", padded(&attacker, &stranger, &game.office.key));
    // The honest signature, moved to other words, and to another recipient.
    let honest = padded(&game.honest, &game.letter, &game.office.key);
    game.try_bytes("kept signature", replaced(&honest, b"papa", b"mama"));
    game.try_bytes("kept signature", replaced(&honest, b"1234567", b"7654321"));
    // The honest letter, opened at one key of the office and sealed again to another.
    let other_key = make_sealing_key(&game.office.path("keys"));
    game.try_bytes("kept signature", padded(&game.honest, &game.letter, &other_key));
    // The honest sender's device, used when the visit is over, and once more than the visit allows.
    let mut late = Visit::begun(&game.office.manifest.providers[0], now() - 2 * VISIT_LIFE);
    late.claims.insert("sub".to_owned(), game.honest.claims["sub"].clone());
    game.try_with("withheld sealed-after-visit", &late, late.token(), |letter| {
        letter.sealed_at = late.issued + VISIT_LIFE + TOLERANCE + 1;
    });
    // A letter that names a manifest whose time is over when it is sealed: screening has that manifest, and knows its time.
    let mut old = game.office.manifest.clone();
    (old.version, old.issued, old.expires) = (old.version + 1, now() - 20, now() + 600);
    game.office.publish(&old);
    game.office.good_round();
    game.try_with("withheld manifest-outdated", &attacker, attacker.token(), |letter| {
        letter.manifest_hash = hash_of(&old);
        letter.sealed_at = old.expires + TOLERANCE + 1;
    });
    game.end();
}

#[test]
fn one_letter_more_than_the_visit_may_send_is_withheld_whoever_sends_it() {
    let game = Game::new();
    let more: Vec<Sent> = (0..game.office.manifest.letters_per_visit)
        .map(|_| game.office.send_letter(&game.honest, game.office.letter(&game.honest)))
        .collect();
    game.office.good_round();
    let (spent, within) = more.split_last().expect("a visit may send letters");
    within.iter().for_each(|sent| assert_eq!(game.office.state_of(sent.id), "released"));
    assert_eq!(game.office.state_of(spent.id), "withheld visit-spent");
}

#[test]
fn who_takes_a_login_over_writes_in_its_owners_name_and_is_flagged_beside_the_owners_letter() {
    let game = Game::new();
    // It sends the provider the nonce of a key of its own while the honest sender logs in. The token that comes back is real. (An honest
    // client sees that it is not its own, and alarms: tests/browser/steps.test.mjs.)
    let taken = game.own_visit(&[game.as_honest()]);
    assert_ne!(visit_nonce(&taken.public_key()), visit_nonce(&game.honest.public_key()));
    let false_letter = game.office.send_letter(&taken, game.office.letter(&taken));
    let round = game.office.good_round();

    assert_eq!(game.office.state_of(false_letter.id), "released", "no check can tell it from an honest letter");
    assert!(round.errors.contains("flagged: the same person wrote with another visit key within the hour"), "{}", round.errors);
    let flags = game.office.released_json(false_letter.id)["evidence"]["letters_of_other_visits_within_the_hour"].clone();
    assert_eq!(flags, json!([0]), "and whoever reads it sees which letters to compare");
}

fn base64url(text: &str) -> String {
    use base64ct::Encoding as _;
    base64ct::Base64UrlUnpadded::encode_string(text.as_bytes())
}

/// These bytes with one part replaced by another of the same length.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("it is there");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}
