//! The log's calls: checkpoint, tiles, entry bundles (c2sp.org/tlog-tiles) and receipts.

use std::sync::Arc;

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{EnvelopeId, log::TILE_WIDTH};

use crate::{
    answer::{BYTES, FOREVER, NO_CACHE, TEXT},
    log::{Log, Tile},
    problem::Problem,
    request::Id,
    store::{Entry, Store},
};

/// `GET /checkpoint`
pub async fn get_checkpoint(State(log): State<Arc<Log>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, NO_CACHE)], log.checkpoint())
}

/// `GET /v1/receipts/{id}`
pub async fn get_receipt(
    State(store): State<Arc<Store>>,
    State(log): State<Arc<Log>>,
    Id(id): Id<EnvelopeId>,
) -> Result<impl IntoResponse, Problem> {
    let Entry { number, .. } = store.find(&id).await?.ok_or(ProblemType::NotFound)?;
    let receipt = match log.newest_receipt(number) {
        Some(receipt) => Some(receipt),
        // Another intake has stored it; or this one has, and has not published it yet.
        None => {
            log.follow(&store).await?;
            log.newest_receipt(number)
        }
    };
    Ok(([(CONTENT_TYPE, TEXT)], receipt.ok_or(ProblemType::NotFound)?))
}

/// `GET /tile/<L>/<N>[.p/<W>]` and `GET /tile/entries/<N>[.p/<W>]`
pub async fn get_tile(
    State(store): State<Arc<Store>>,
    State(log): State<Arc<Log>>,
    path: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Path(path) = path.map_err(|_| ProblemType::NotFound)?;
    let tile = parse_tile(&path).ok_or(ProblemType::NotFound)?;
    let bytes = match log.tile(&store, &tile).await? {
        Some(bytes) => Some(bytes),
        // A client that got a checkpoint from another intake asks for what this one may not know yet.
        None => {
            log.follow(&store).await?;
            log.tile(&store, &tile).await?
        }
    };
    let bytes = bytes.ok_or(ProblemType::NotFound)?;
    Ok(([(CONTENT_TYPE, BYTES), (CACHE_CONTROL, FOREVER)], bytes))
}

/// Reads a tile's name, after `/tile/`, in the one way in which c2sp.org/tlog-tiles writes it.
fn parse_tile(path: &str) -> Option<Tile> {
    let (level, rest) = path.split_once('/')?;
    let level = match level {
        "entries" => None,
        level => Some(u8::try_from(decimal(level)?).ok().filter(|level| *level < 64)?),
    };
    let (index, width) = match rest.split_once(".p/") {
        None => (rest, TILE_WIDTH),
        Some((index, width)) => (index, usize::try_from(decimal(width)?).ok().filter(|width| (1..TILE_WIDTH).contains(width))?),
    };
    Some(Tile { level, index: tile_number(index)?, width })
}

/// `x001/x234/067` is 1,234,067: groups of three digits, an `x` before all but the last, no group of zeroes in front.
fn tile_number(text: &str) -> Option<u64> {
    let (front, last) = text.rsplit_once('/').map_or((None, text), |(front, last)| (Some(front), last));
    let group = |digits: &str| {
        (digits.len() == 3).then(|| digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()))??
    };
    let mut number = 0_u64;
    for part in front.into_iter().flat_map(|front| front.split('/')) {
        number = number.checked_mul(1000)?.checked_add(group(part.strip_prefix('x')?)?)?;
        if number == 0 {
            return None;
        }
    }
    number.checked_mul(1000)?.checked_add(group(last)?)
}

/// A decimal number without sign or leading zeroes.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|digit| digit.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Tile, parse_tile};

    fn parse(path: &str) -> Option<(Option<u8>, u64, usize)> {
        parse_tile(path).map(|Tile { level, index, width }| (level, index, width))
    }

    #[test]
    fn tiles_are_named_as_in_the_standard() {
        assert_eq!(parse("0/000"), Some((Some(0), 0, 256)));
        assert_eq!(parse("entries/067"), Some((None, 67, 256)));
        assert_eq!(parse("2/x001/x234/067.p/8"), Some((Some(2), 1_234_067, 8)));
        assert_eq!(parse("63/999.p/255"), Some((Some(63), 999, 255)));
    }

    #[test]
    fn a_tile_has_one_name_only() {
        for wrong in [
            "",
            "0",
            "0/",
            "0/0",
            "0/00",
            "0/0000",
            "0/x000/001",
            "0/001/067",
            "0/x001/x067",
            "0/x001",
            "00/000",
            "64/000",
            "-1/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "0/000.p",
            "0/+01",
            "entries/000/",
            "Entries/000",
            "0/x001//067",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
