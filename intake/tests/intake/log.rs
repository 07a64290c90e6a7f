//! The log as others read it: tiles and checkpoints that somebody else's implementation accepts, and a proof of consistency over them.

use std::collections::HashMap;

use lakzegel_contract::ProblemType;
use lakzegel_crypto::{
    log::{Checkpoint, parse_entry_bundle, verify_checkpoint},
    note::Note,
};
use tlog_tiles::{Hash, Tile, TileHashReader, TileReader};

use crate::common::{Call, Deployment, Sealed, bytes, expect_problem, grant, header, text};

/// Tiles that were fetched beforehand, for a reader that does not wait.
struct Tiles(HashMap<String, Vec<u8>>);

impl TileReader for Tiles {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        Ok(tiles.iter().map(|tile| self.0.get(&path(tile)).expect("every tile of the log was fetched").clone()).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The standard's name for a tile: the reference implementation has the tile's height in front of it.
fn path(tile: &Tile) -> String {
    let path = tile.path();
    let (height, rest) = path.strip_prefix("tile/").and_then(|path| path.split_once('/')).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(height, "8");
    format!("/tile/{rest}")
}

async fn checkpoint(call: &Call) -> (Note, Checkpoint) {
    let note = Note::parse(&text(call.get("/checkpoint").await).await).expect("the checkpoint is a note");
    let checkpoint = Checkpoint::parse(note.text()).expect("it is a checkpoint");
    (note, checkpoint)
}

/// Uploads made at a time: on a slow machine the intake would refuse some of more.
const AT_A_TIME: usize = 16;

async fn grow(deployment: &Deployment, call: &Call, numbers: std::ops::Range<u64>) -> Checkpoint {
    deployment.add_grants(numbers.clone()).await;
    let mut uploads = tokio::task::JoinSet::new();
    for number in numbers {
        if uploads.len() == AT_A_TIME {
            uploads.join_next().await.expect("there are some").expect("it is stored");
        }
        let call = call.clone();
        uploads.spawn(async move { call.store(&Sealed::new(number), &grant(number)).await });
    }
    uploads.join_all().await;
    let (note, checkpoint) = checkpoint(call).await;
    verify_checkpoint(&note, &deployment.manifest()).expect("the log key signed it");
    checkpoint
}

#[tokio::test(flavor = "multi_thread")]
async fn another_implementation_reads_the_log() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let old = grow(&deployment, &server.call, 0..100).await;
    let new = grow(&deployment, &server.call, 100..600).await;
    assert_eq!((old.size, new.size), (100, 600));

    let mut tiles = HashMap::new();
    for tile in Tile::new_tiles(8, 0, new.size) {
        let answer = server.call.get(&path(&tile)).await;
        assert_eq!(answer.status(), 200, "{}", path(&tile));
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
        tiles.insert(path(&tile), bytes(answer).await);
    }
    let tiles = Tiles(tiles);
    let reader = TileHashReader::new(new.size, Hash(new.root), &tiles);
    let proof = tlog_tiles::prove_tree(new.size, old.size, &reader).expect("the tiles are those of the checkpoint");
    tlog_tiles::check_tree(&proof, new.size, Hash(new.root), old.size, Hash(old.root)).expect("the old log begins the new one");
    let mut entries = Vec::new();
    for tile in ["000", "001", "002.p/88"] {
        let bundle = bytes(server.call.get(&format!("/tile/entries/{tile}")).await).await;
        entries.extend(parse_entry_bundle(&bundle).expect("each entry is an envelope id"));
    }
    for number in [0_u64, 99, 100, 255, 256, 599] {
        let proof = tlog_tiles::prove_record(new.size, number, &reader).expect("the entry is in the log");
        let leaf = tlog_tiles::record_hash(entries[number as usize].as_bytes());
        tlog_tiles::check_record(&proof, new.size, Hash(new.root), number, leaf).expect("and the proof holds");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_that_has_not_grown_yet_is_not_there() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let (_, empty) = checkpoint(&server.call).await;
    assert_eq!(empty.size, 0, "a log without entries has a checkpoint too");
    grow(&deployment, &server.call, 0..5).await;
    for there in ["/tile/0/000.p/5", "/tile/0/000.p/1", "/tile/entries/000.p/5", "/tile/entries/000.p/3"] {
        assert_eq!(server.call.get(there).await.status(), 200, "{there}");
    }
    for missing in [
        "/tile/0/000",
        "/tile/0/000.p/6",
        "/tile/1/000.p/1",
        "/tile/entries/000",
        "/tile/entries/000.p/6",
        "/tile/entries/001.p/1",
        "/tile/0/0",
        "/tile/",
        "/tile/entries/%ff",
        "/tile/63/x999/x999/x999/x999/999",
        "/tile/entries/x018/x446/x744/x073/x709/551/615",
    ] {
        expect_problem(server.call.get(missing).await, ProblemType::NotFound).await;
    }
}
