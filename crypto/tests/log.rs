//! The log and the receipts from it. `tlog_tiles` is the oracle: another implementation of the same standards.

mod common;

use common::{
    NOW, checkpoint, consistency_key, cosigner, entry, log_key, manifest, root_key, tree, verdict_key, witness, witnesses,
};
use lakzegel_crypto::{
    EnvelopeId, MAX_RECEIPT_BYTES, Manifest, Receipt, ReceiptError,
    log::{
        BundleError, Checkpoint, CheckpointError, Cosigned, Frontier, TileAt, Tree, consistency_from_tiles, cosign, entry_bundle,
        parse_entry_bundle, tiles_for_consistency, verify_checkpoint, verify_consistency, verify_inclusion,
    },
    manifest::{LogKey, Retired},
    note::{Algorithm, Note, NoteError, SigningKey},
};

const SIZES: u64 = 70;

fn receipt(tree: &Tree, index: u64) -> Receipt {
    let proof = tree.prove_inclusion(index, tree.size()).expect("it is in the tree");
    Receipt { envelope: None, continues: Vec::new(), index, proof, checkpoint: checkpoint(tree).sign(&log_key()) }
}

#[test]
fn every_entry_of_every_size_has_a_proof_and_no_other_entry_has_it() {
    let tree = tree(SIZES);
    for size in 1..=SIZES {
        let root = tree.root_at(size).expect("the tree was that large");
        for index in 0..size {
            let proof = tree.prove_inclusion(index, size).expect("it is in the tree");
            assert!(verify_inclusion(&entry(index), index, &proof, size, &root), "{index} of {size}");
            assert!(!verify_inclusion(&entry(index + 1), index, &proof, size, &root), "{index} of {size}: another entry");
            assert!(!verify_inclusion(&entry(index), index + 1, &proof, size, &root), "{index} of {size}: another place");
            let longer = [proof.as_slice(), &[[0; 32]]].concat();
            assert!(!verify_inclusion(&entry(index), index, &longer, size, &root), "{index} of {size}: a longer proof");
            if let Some((_, shorter)) = proof.split_last() {
                assert!(!verify_inclusion(&entry(index), index, shorter, size, &root), "{index} of {size}: a shorter proof");
            }
        }
        assert!(tree.prove_inclusion(size, size).is_none());
    }
    assert!(tree.prove_inclusion(0, SIZES + 1).is_none());
}

#[test]
fn every_size_is_the_beginning_of_every_later_size() {
    let tree = tree(SIZES);
    let mut forked = self::tree(SIZES - 1);
    forked.push(&EnvelopeId::of(b"something else"));
    for new in 1..=SIZES {
        let new_root = tree.root_at(new).expect("the tree was that large");
        for old in 1..=new {
            let old_root = tree.root_at(old).expect("the tree was that large");
            let proof = tree.prove_consistency(old, new).expect("both were sizes of it");
            assert!(verify_consistency(old, &old_root, &proof, new, &new_root), "{old} of {new}");
            assert!(!verify_consistency(old, &[0; 32], &proof, new, &new_root), "{old} of {new}: another past");
        }
    }
    let proof = forked.prove_consistency(SIZES - 2, SIZES).expect("both were sizes of it");
    let old_root = tree.root_at(SIZES - 2).expect("the tree was that large");
    assert!(verify_consistency(SIZES - 2, &old_root, &proof, SIZES, &forked.root()));
    assert!(!verify_consistency(SIZES - 2, &old_root, &proof, SIZES, &tree.root()), "a fork is not the same future");
}

#[cfg(not(target_family = "wasm"))]
mod oracle {
    use std::cell::RefCell;

    use tlog_tiles::{Error, Hash, HashReader, record_hash, stored_hashes_for_record_hash, tree_hash};

    use super::*;

    /// The oracle's own store of hashes.
    #[derive(Default)]
    struct Stored(RefCell<Vec<Hash>>);

    impl HashReader for Stored {
        fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
            Ok(indexes.iter().map(|index| self.0.borrow()[*index as usize]).collect())
        }
    }

    fn stored(size: u64) -> Stored {
        let stored = Stored::default();
        for number in 0..size {
            let hash = record_hash(entry(number).as_bytes());
            let new = stored_hashes_for_record_hash(number, hash, &stored).expect("it appends");
            stored.0.borrow_mut().extend(new);
        }
        stored
    }

    #[test]
    fn our_roots_proofs_and_tiles_are_the_oracles() {
        let size = 600;
        let (ours, theirs) = (tree(size), stored(size));
        for size in 1..=size {
            assert_eq!(ours.root_at(size), Some(tree_hash(size, &theirs).expect("it has a root").0));
        }
        for index in (0..size).step_by(37) {
            let proof = tlog_tiles::prove_record(size, index, &theirs).expect("it is there");
            let proof: Vec<_> = proof.iter().map(|hash| hash.0).collect();
            assert_eq!(ours.prove_inclusion(index, size), Some(proof));
        }
        for old in (1..size).step_by(41) {
            let proof = tlog_tiles::prove_tree(size, old, &theirs).expect("it is there");
            let proof: Vec<_> = proof.iter().map(|hash| hash.0).collect();
            assert_eq!(ours.prove_consistency(old, size), Some(proof), "{old} of {size}");
        }
        for (level, index, width) in [(0, 0, 256), (0, 1, 256), (0, 2, 88), (1, 0, 2)] {
            let tile = tlog_tiles::Tile::new(8, level, index, width, false);
            let data = tile.read_data(&theirs).expect("it has the tile");
            assert_eq!(ours.tile(level, index, width as usize), Some(data));
        }
        assert_eq!(ours.tile(0, 2, 89), None, "a tile of entries that are not there yet");
        assert_eq!(ours.tile(2, 0, 1), None);
    }

    #[test]
    fn our_checkpoint_is_the_oracles() {
        let text = checkpoint(&tree(5)).to_text();
        let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).expect("it is a checkpoint");
        assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), ("test.invalid/lakzegel/log", 5, tree(5).root()));
        assert_eq!(theirs.to_bytes(), text.as_bytes());
    }
}

#[test]
fn a_checkpoint_is_signed_by_the_log_under_its_own_name() {
    let statement = checkpoint(&tree(5));
    let note = statement.sign(&log_key());
    let verified = verify_checkpoint(&note, &manifest()).expect("the log signed it");
    assert_eq!((verified.checkpoint, verified.cosigned), (statement.clone(), Cosigned::default()));

    let by_another = statement.sign(&root_key(1));
    assert_eq!(verify_checkpoint(&by_another, &manifest()).err(), Some(CheckpointError::NotSigned));
    let other_origin = Checkpoint { origin: "test.invalid/other".to_owned(), ..statement };
    assert_eq!(verify_checkpoint(&other_origin.sign(&log_key()), &manifest()).err(), Some(CheckpointError::NotSigned));
}

#[test]
fn a_receipt_of_another_log_or_another_deployment_is_refused() {
    let key = |name: &str, algorithm, seed| SigningKey::from_seed(name, algorithm, [seed; 32]).expect("the name is valid");
    let (ours, ours_is) = (log_key(), manifest());
    let elsewhere = "test.invalid/elsewhere";
    // Another deployment's log may have the same key by a mistake, and a thief's has our name.
    let same_key = key(&format!("{elsewhere}/log"), Algorithm::Ed25519, 0x21);
    let same_name = key(ours.verifier().name(), Algorithm::Ed25519, 0x66);
    assert_eq!(same_key.verifier().public_key(), ours.verifier().public_key());
    let tree = tree(7);
    let of = |origin: &str, signers: &[&SigningKey]| {
        let mut checkpoint =
            Note::new(Checkpoint { origin: origin.to_owned(), ..checkpoint(&tree) }.to_text()).expect("it is text");
        signers.iter().for_each(|signer| checkpoint.add(signer.sign(checkpoint.text())));
        Receipt {
            envelope: None,
            continues: Vec::new(),
            index: 3,
            proof: tree.prove_inclusion(3, 7).expect("it is in the tree"),
            checkpoint,
        }
    };
    let (here, there) = (ours.verifier().name(), same_key.verifier().name());
    assert!(of(here, &[&ours]).verify(&entry(3), &ours_is).is_ok());
    let refused = Some(ReceiptError::Checkpoint(CheckpointError::NotSigned));
    for (origin, signers) in [
        (there, &[&same_key][..]),
        (there, &[&ours]),
        (there, &[&same_key, &ours]),
        (here, &[&same_key]),
        (here, &[&same_name]),
        (here, &[]),
        (here, &[&verdict_key()]),
    ] {
        assert_eq!(of(origin, signers).verify(&entry(3), &ours_is).err(), refused, "{origin}");
    }
    // And ours is nobody else's, though its client has the same root keys and the same log key.
    let mut theirs_is = ours_is.clone();
    theirs_is.origin = elsewhere.to_owned();
    theirs_is.log_keys = vec![LogKey { key: same_key.verifier().clone(), retired_at: None }];
    assert!(of(there, &[&same_key]).verify(&entry(3), &theirs_is).is_ok());
    assert_eq!(of(here, &[&ours]).verify(&entry(3), &theirs_is).err(), refused);

    // What another office has seen, ours has not.
    let mut seen_elsewhere = of(here, &[&ours]);
    let other_office = key(&format!("{elsewhere}/screening"), Algorithm::Cosignature, 0x22);
    seen_elsewhere.checkpoint.add(cosign(seen_elsewhere.checkpoint.text(), &other_office, NOW));
    let verified = seen_elsewhere.verify(&entry(3), &ours_is).expect("the log is ours");
    assert_eq!(verified.cosigned.seen_by_screening, None);
}

/// A checkpoint over five entries, cosigned by these keys at these times.
fn cosigned_by(keys: &[(SigningKey, u64)]) -> Note {
    let mut note = checkpoint(&tree(5)).sign(&log_key());
    for (key, time) in keys {
        note.add(cosign(note.text(), key, *time));
    }
    note
}

#[test]
fn each_cosignature_says_one_thing_and_its_time() {
    let said =
        |keys: &[(SigningKey, u64)]| verify_checkpoint(&cosigned_by(keys), &manifest()).expect("the log signed it").cosigned;
    assert!(said(&[]).is_nothing());
    let seen = said(&[(cosigner(), NOW)]);
    assert_eq!(seen, Cosigned { seen_by_screening: Some(NOW), ..Cosigned::default() }, "and not that it is consistent");
    let consistent = said(&[(consistency_key(), NOW)]);
    assert_eq!(consistent, Cosigned { consistent: Some(NOW), ..Cosigned::default() }, "and not that screening has the envelopes");
    let both = said(&[(consistency_key(), NOW), (cosigner(), NOW + 9)]);
    assert_eq!(both, Cosigned { seen_by_screening: Some(NOW + 9), consistent: Some(NOW), witnessed: None });
    assert!(said(&[(witness(1), NOW)]).is_nothing(), "nobody whom the manifest does not name is a witness");
    assert!(both.covers(&seen) && both.covers(&consistent) && !seen.covers(&both) && !seen.covers(&consistent));
}

#[test]
fn witnessed_needs_as_many_outsiders_as_the_manifest_wants_each_counted_once() {
    let manifest = Manifest { witnesses: witnesses(5, 3), ..manifest() };
    let when = |keys: &[(SigningKey, u64)]| {
        verify_checkpoint(&cosigned_by(keys), &manifest).expect("the log signed it").cosigned.witnessed
    };
    assert_eq!(when(&[]), None);
    assert_eq!(when(&[(cosigner(), NOW), (consistency_key(), NOW)]), None, "screening is no outsider");
    assert_eq!(when(&[(witness(1), NOW), (witness(2), NOW)]), None);
    assert_eq!(when(&[(witness(1), NOW), (witness(2), NOW), (witness(2), NOW + 1)]), None, "twice the same");
    assert_eq!(when(&[(witness(1), NOW), (witness(2), NOW), (witness(6), NOW)]), None, "one of them is nobody's");
    assert_eq!(when(&[(witness(4), NOW + 7), (witness(1), NOW), (witness(2), NOW + 3)]), Some(NOW + 7), "when the third did");
    let all = [5, 4, 3, 2, 1].map(|number| (witness(number), NOW + u64::from(number)));
    assert_eq!(when(&all), Some(NOW + 3), "and not when the last did");
}

#[test]
fn a_false_cosignature_of_a_key_of_the_manifests_refuses_whatever_it_says() {
    let manifest = Manifest { witnesses: witnesses(3, 2), ..manifest() };
    for key in [cosigner(), consistency_key(), witness(3)] {
        let mut over_another = cosigned_by(&[(witness(1), NOW), (witness(2), NOW)]);
        over_another.add(cosign(&checkpoint(&tree(6)).to_text(), &key, NOW));
        let refused = verify_checkpoint(&over_another, &manifest).err();
        assert_eq!(refused, Some(CheckpointError::Note(NoteError::Signature)), "{}", key.verifier().name());
    }
}

#[test]
fn cosignatures_that_came_one_by_one_are_put_together_each_once() {
    let manifest = manifest();
    let mut note = cosigned_by(&[(consistency_key(), NOW)]);
    note.take_over(
        &cosigned_by(&[(consistency_key(), NOW + 5), (cosigner(), NOW + 5), (witness(1), NOW)]),
        manifest.cosigning_keys(),
    );
    assert_eq!(note, cosigned_by(&[(consistency_key(), NOW), (cosigner(), NOW + 5)]));
}

#[test]
fn a_retired_log_key_counts_up_to_its_last_checkpoint() {
    let mut manifest = manifest();
    manifest.log_keys[0].retired_at = Some(Retired { size: 5, root: tree(5).root() });
    let verdict = |size| verify_checkpoint(&checkpoint(&tree(size)).sign(&log_key()), &manifest).err();
    assert_eq!(verdict(4), None);
    assert_eq!(verdict(5), None);
    assert_eq!(verdict(6), Some(CheckpointError::Retired));
    let other_root = Checkpoint { root: [0; 32], ..checkpoint(&tree(5)) };
    assert_eq!(verify_checkpoint(&other_root.sign(&log_key()), &manifest).err(), Some(CheckpointError::Retired));
}

/// A receipt for entry 3 at this size, and the manifest in which its log key is retired at 13 entries.
fn of_a_retired_key(size: u64) -> (Receipt, Manifest) {
    let mut manifest = manifest();
    manifest.log_keys[0].retired_at = Some(Retired { size: 13, root: tree(13).root() });
    (receipt(&tree(size), 3), manifest)
}

#[test]
fn a_receipt_under_a_retired_log_key_counts_with_a_cosignature_or_a_proof_and_not_without() {
    for size in 4..13 {
        let (alone, manifest) = of_a_retired_key(size);
        let last = Retired { size: 13, root: tree(13).root() };
        assert_eq!(alone.verify(&entry(3), &manifest), Err(ReceiptError::Unconfirmed { size, last }));
        for key in [cosigner(), consistency_key()] {
            let mut cosigned = alone.clone();
            cosigned.checkpoint.add(cosign(alone.checkpoint.text(), &key, NOW));
            assert!(cosigned.verify(&entry(3), &manifest).is_ok(), "{}", key.verifier().name());
        }
        let continues = tree(13).prove_consistency(size, 13).expect("both were sizes");
        let proved = Receipt { envelope: Some(entry(3)), continues, ..alone.clone() };
        let read = Receipt::parse(&proved.to_string()).expect("it was written by us");
        assert_eq!(read, proved);
        assert!(read.verify(&entry(3), &manifest).is_ok(), "{size}");
        // A tree that the thief of the key made, and a proof of another size.
        let mut other = Tree::new();
        (0..size).for_each(|number| other.push(&entry(number + u64::from(number == size - 1))));
        let forged = Receipt { envelope: Some(entry(3)), continues: proved.continues.clone(), ..receipt(&other, 0) };
        assert!(matches!(forged.verify(&entry(0), &manifest), Err(ReceiptError::Unconfirmed { .. })), "{size}");
        let mut cut = proved;
        cut.continues.pop();
        assert!(matches!(cut.verify(&entry(3), &manifest), Err(ReceiptError::Unconfirmed { .. })), "{size}");
    }
    let (at_its_end, manifest) = of_a_retired_key(13);
    assert!(at_its_end.verify(&entry(3), &manifest).is_ok(), "the last checkpoint is in the manifest");
}

#[test]
fn the_proof_that_a_log_continues_is_made_from_tiles_of_any_log_that_is_longer() {
    // Large enough for tiles on two levels, full ones and one that is not.
    let sizes = [1, 2, 3, 255, 256, 257, 511, 512, 700, 768, 1_000, 1_023, 1_024, 66_000];
    let tree = tree(66_000);
    for (at, new) in sizes.into_iter().enumerate() {
        for old in sizes.into_iter().take(at + 1) {
            for size in [new, 66_000] {
                let wanted = tiles_for_consistency(old, new, size);
                let tiles: Vec<_> =
                    wanted.iter().map(|at| tree.tile(at.level, at.index, at.width).expect("the log has it")).collect();
                let tile = |at: &TileAt| wanted.iter().position(|other| other == at).map(|place| tiles[place].as_slice());
                let proof = consistency_from_tiles(old, new, size, tile).expect("every tile is there");
                assert_eq!(Some(proof), tree.prove_consistency(old, new), "{old} of {new}, read from {size}");
                if !wanted.is_empty() {
                    assert_eq!(consistency_from_tiles(old, new, size, |_| None), None);
                    assert_eq!(consistency_from_tiles(old, new, size, |_| Some(&[7; 31])), None);
                }
            }
        }
    }
    for (old, new, size) in [(0, 5, 5), (6, 5, 6), (1, 7, 6), (0, 0, 0)] {
        assert!(tiles_for_consistency(old, new, size).is_empty());
        assert_eq!(consistency_from_tiles(old, new, size, |_| Some(&[0; 8192])), None);
    }
}

#[test]
fn a_tile_has_its_path() {
    for (index, width, path) in [
        (0, 256, "/tile/0/000"),
        (5, 7, "/tile/0/005.p/7"),
        (1_234, 256, "/tile/0/x001/234"),
        (12_003_456, 1, "/tile/0/x012/x003/456.p/1"),
    ] {
        assert_eq!(TileAt { level: 0, index, width }.to_string(), path);
    }
}

#[test]
fn checkpoints_have_one_form() {
    let text = checkpoint(&tree(5)).to_text();
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint(&tree(5))));
    for cut in 0..text.len() {
        assert_eq!(Checkpoint::parse(&text[..cut]).err(), Some(CheckpointError::Form), "cut at {cut}");
    }
    for wrong in
        [text.replace("\n5\n", "\n05\n"), text.replace("\n5\n", "\n-5\n"), format!("{text}extension\n"), format!("\n{text}")]
    {
        assert_eq!(Checkpoint::parse(&wrong).err(), Some(CheckpointError::Form), "{wrong}");
    }
}

#[test]
fn a_receipt_proves_its_own_envelope_and_no_other() {
    let tree = tree(13);
    for index in 0..13 {
        let receipt = receipt(&tree, index);
        let read = Receipt::parse(&receipt.to_string()).expect("it was written by us");
        assert_eq!(read, receipt);
        let verified = read.verify(&entry(index), &manifest()).expect("it is this envelope's");
        assert_eq!((verified.index, verified.size, verified.cosigned), (index, 13, Cosigned::default()));
        assert_eq!(read.verify(&entry(index + 1), &manifest()).err(), Some(ReceiptError::Proof));
    }
}

#[test]
fn a_receipt_says_when_screening_has_seen_it() {
    let mut receipt = receipt(&tree(3), 1);
    let text = receipt.checkpoint.text().to_owned();
    receipt.checkpoint.add(cosign(&text, &cosigner(), NOW));
    let read = Receipt::parse(&receipt.to_string()).expect("it was written by us");
    assert_eq!(read.verify(&entry(1), &manifest()).expect("it is this envelope's").cosigned.seen_by_screening, Some(NOW));
}

#[test]
fn a_receipt_with_any_byte_changed_or_cut_proves_nothing() {
    let text = receipt(&tree(13), 6).to_string();
    for place in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[place] ^= 1;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        let verified = Receipt::parse(&changed).and_then(|receipt| receipt.verify(&entry(6), &manifest()));
        assert!(verified.is_err(), "byte {place}");
        if text.is_char_boundary(place) {
            let cut = Receipt::parse(&text[..place]).and_then(|receipt| receipt.verify(&entry(6), &manifest()));
            assert!(cut.is_err(), "cut at {place}");
        }
    }
    assert_eq!(Receipt::parse(&"x".repeat(MAX_RECEIPT_BYTES + 1)).err(), Some(ReceiptError::TooLong));
}

#[test]
fn a_receipt_may_carry_an_extra_line_which_says_nothing() {
    let text = receipt(&tree(13), 6).to_string();
    let with_extra = text.replace("index 6", "extra aGFsbG8=\nindex 6");
    assert!(Receipt::parse(&with_extra).expect("extra is allowed").verify(&entry(6), &manifest()).is_ok());
    assert_eq!(Receipt::parse(&text.replace("index 6", "extra ???\nindex 6")).err(), Some(ReceiptError::Form));
    assert_eq!(Receipt::parse(&with_extra).expect("extra is allowed").envelope, None, "five bytes are no envelope's id");
}

#[test]
fn a_receipt_that_names_its_envelope_says_so_in_its_text_and_proves_no_other() {
    let saved = Receipt { envelope: Some(entry(6)), ..receipt(&tree(13), 6) };
    let read = Receipt::parse(&saved.to_string()).expect("it is a receipt");
    assert_eq!(read, saved);
    assert!(read.verify(&entry(6), &manifest()).is_ok());
    let other = Receipt { envelope: Some(entry(7)), ..saved };
    let named = Receipt::parse(&other.to_string()).expect("it is a receipt").envelope.expect("it names one");
    assert_eq!(other.verify(&named, &manifest()), Err(ReceiptError::Proof), "a name put in its place proves nothing");
}

#[test]
fn an_entry_bundle_is_ids_and_nothing_else() {
    let ids: Vec<_> = (0..256).map(entry).collect();
    let bytes = entry_bundle(&ids);
    assert_eq!(parse_entry_bundle(&bytes), Ok(ids));
    for cut in (0..bytes.len()).filter(|cut| cut % 34 != 0 || *cut == 0) {
        assert_eq!(parse_entry_bundle(&bytes[..cut]), Err(BundleError), "cut at {cut}");
    }
    assert_eq!(parse_entry_bundle(&[bytes.as_slice(), &bytes[..34]].concat()), Err(BundleError), "257 entries");
    let mut other_length = bytes;
    other_length[1] = 31;
    assert_eq!(parse_entry_bundle(&other_length), Err(BundleError));
}

/// A follower's tree has the roots of the whole one, at every size.
#[test]
fn a_frontier_has_the_same_roots_as_the_tree() {
    let (mut tree, mut frontier) = (Tree::new(), Frontier::new());
    assert_eq!(frontier.root(), tree.root());
    for number in 0..1_100_u32 {
        let mut id = [7; 32];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let entry = EnvelopeId::from_bytes(id);
        tree.push(&entry);
        frontier.push(&entry);
        assert_eq!((frontier.size(), frontier.root()), (tree.size(), tree.root()), "{number}");
    }
}
