//! Envelopes that stay closed: kept as they came, reported, counted; and the next one goes on.

use lakzegel_crypto::{ENVELOPE_BYTES, EnvelopeId, OpeningKey, PADDED_LETTER_BYTES};

use crate::common::{Office, make_sealing_key, padded, random, said, seal, seal_raw};

#[test]
fn what_does_not_open_is_kept_and_the_next_one_goes_on() {
    let office = Office::new();
    let visit = office.visit();
    let letter = office.letter(&visit);
    let mut cases: Vec<(&str, EnvelopeId)> = Vec::new();
    let mut put = |reason, bytes: &[u8]| cases.push((reason, office.intake.add_bytes(bytes)));

    // Not an envelope of this version; the intake would have refused it, but who says that this is our intake?
    put("envelope-form", &[0; 100]);
    let mut version = office.seal(&visit, &letter).as_bytes().to_vec();
    version[1] = 2;
    put("envelope-form", &version);
    // To a key that nobody here ever had.
    put("key-unknown", seal(&visit, &letter, OpeningKey::from_seed(9, [9; 32]).config()).as_bytes());
    // Garbage of the right size, with our key's name; and a good envelope with one bit changed.
    let mut garbage = office.seal(&visit, &letter).as_bytes().to_vec();
    getrandom::fill(&mut garbage[10..]).expect("there is randomness");
    put("seal", &garbage);
    let mut changed = office.seal(&visit, &letter).as_bytes().to_vec();
    changed[ENVELOPE_BYTES / 2] ^= 1;
    put("seal", &changed);
    // Sealed as it must be, by somebody who has the public key; but what is in it is no letter.
    let good = padded(&visit, &letter, &office.key);
    put("content", &seal_raw(vec![0; PADDED_LETTER_BYTES], &office.key));
    put("content", &seal_raw(random::<PADDED_LETTER_BYTES>().to_vec(), &office.key));
    // Something is hidden behind the letter.
    for place in [PADDED_LETTER_BYTES - 1, PADDED_LETTER_BYTES / 2] {
        let mut hidden = good.clone();
        hidden[place] = 1;
        put("fill", &seal_raw(hidden, &office.key));
    }
    // Signed by another key than the visit's; and the words changed after signing.
    let mut stranger = office.letter(&visit);
    stranger.visit_key = office.visit().public_key();
    put("signature", &seal_raw(padded(&visit, &stranger, &office.key), &office.key));
    let mut changed = good.clone();
    let place = changed.windows(4).position(|window| window == b"papa").expect("the letter says papa");
    changed[place..place + 4].copy_from_slice(b"mama");
    put("signature", &seal_raw(changed, &office.key));
    // Written and sealed for another key of ours, and sealed again to this one by whoever opened it there.
    let other = make_sealing_key(&office.path("keys"));
    put("signature", &seal_raw(padded(&visit, &letter, &other), &office.key));
    // Of another deployment.
    let mut elsewhere = office.letter(&visit);
    elsewhere.origin = "demo.invalid/elders".to_owned();
    put("origin", &seal_raw(padded(&visit, &elsewhere, &office.key), &office.key));
    // To a key that was destroyed.
    let destroyed = make_sealing_key(&office.path("keys"));
    put("key-destroyed", seal(&visit, &letter, &destroyed).as_bytes());
    let id = destroyed.key_id().to_string();
    assert!(said(office.command(&["keys", "destroy", &id, "--keys"]).arg(office.path("keys"))).success);

    // By hand, all of it is as it must be.
    let by_hand = office.intake.add_bytes(&seal_raw(good, &office.key));
    let next = office.send();

    let round = office.good_round();
    let list = office.list();
    for (place, (reason, id)) in cases.iter().enumerate() {
        assert_eq!(list.letters[id], format!("kept {reason}"), "case {place}");
        let line = round.errors.lines().find(|line| line.contains(&id.to_string())).expect("it is reported");
        assert!(line.contains("\"level\":\"WARN\"") && line.contains(&format!("\"reason\":\"{reason}\"")), "{line}");
        let count = cases.iter().filter(|case| case.0 == *reason).count();
        assert_eq!(list.counts[&format!("kept {reason}")], count as u64, "counted");
    }
    assert_eq!((&list.letters[&by_hand], &list.letters[&next.id]), (&"released".to_owned(), &"released".to_owned()));
    assert_eq!(office.released().len(), 4);
    // Held is held, and so it is cosigned.
    assert_eq!(office.cosigned(), [cases.len() as u64 + 2]);

    let shown = office.person(&["show", &cases[0].1.to_string()]);
    assert!(!shown.success && shown.errors.contains("cannot be opened"), "{}", shown.errors);
}

#[test]
fn a_letter_to_a_key_that_is_brought_later_is_opened_then() {
    let office = Office::new();
    let visit = office.visit();
    let key = make_sealing_key(&office.path("elsewhere"));
    let id = office.intake.add(&seal(&visit, &office.letter(&visit), &key));
    office.good_round();
    assert_eq!(office.state_of(id), "kept key-unknown");
    let file = format!("{}.seed", key.key_id());
    std::fs::copy(office.path("elsewhere").join(&file), office.path("keys").join(&file)).expect("the key is brought");
    office.good_round();
    assert_eq!(office.state_of(id), "released");
}

#[test]
fn a_key_file_that_cannot_be_read_holds_up_its_own_letters_only() {
    let office = Office::new();
    let visit = office.visit();
    let key = make_sealing_key(&office.path("keys"));
    let id = office.intake.add(&seal(&visit, &office.letter(&visit), &key));
    let seed = office.path("keys").join(format!("{}.seed", key.key_id()));
    let content = std::fs::read(&seed).expect("the key is there");
    std::fs::write(&seed, "half of a fi").expect("it can be broken");
    let next = office.send();
    let round = office.round();
    assert!(!round.success && round.errors.contains("the letter waits"), "{}", round.errors);
    assert_eq!((office.state_of(id), office.state_of(next.id)), ("pending".to_owned(), "released".to_owned()));
    std::fs::write(&seed, content).expect("it can be mended");
    office.good_round();
    assert_eq!(office.state_of(id), "released");
}
