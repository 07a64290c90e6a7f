//! The sender's client: the files that were built, read once at the start and served from memory.
//!
//! `x.br` and `x.gz` beside `x` are its compressed forms, made at build time. A file with a hash in its name never changes and may be
//! kept for ever; everything else is asked for again each time.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use axum::{
    body::Bytes,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use sha2::{Digest as _, Sha256};

use crate::{
    Shared,
    api::{NO_CACHE, counted_as},
    problem::Problem,
};

/// The addresses of the client's steps: one page shows them all.
const STEPS: [&str; 9] = ["/", "/privileged", "/identity", "/recipient", "/write", "/review", "/receipt", "/status", "/check"];
/// The page that shows them.
const PAGE: &str = "/index.html";
/// How many hexadecimal digits in a row are taken for a hash.
const HASH_DIGITS: usize = 12;

/// Why there is no client to serve.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A folder or a file cannot be read.
    #[error("the client's files in {0} cannot be read: {1}")]
    Read(PathBuf, io::Error),
    /// Nothing was built there.
    #[error("there is no index.html in {0}: build the client first (cargo xtask client), or name its folder with --client")]
    NoPage(PathBuf),
}

/// All files, by address.
pub struct Client {
    files: HashMap<String, File>,
}

struct File {
    media_type: &'static str,
    /// Its name has a hash in it.
    for_ever: bool,
    plain: Form,
    brotli: Option<Form>,
    gzip: Option<Form>,
}

/// One form of a file, with a name for its bytes.
struct Form {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Form {
    fn new(bytes: Vec<u8>) -> Self {
        let digits: String = Sha256::digest(&bytes)[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let etag = HeaderValue::try_from(format!("\"{digits}\"")).expect("hexadecimal digits may stand in a header");
        Self { bytes: bytes.into(), etag }
    }
}

impl Client {
    /// Reads everything in a folder.
    pub fn read(folder: &Path) -> Result<Self, ClientError> {
        let mut contents = HashMap::new();
        read_folder(folder, "", &mut contents).map_err(|error| ClientError::Read(folder.to_owned(), error))?;
        let names: Vec<String> = contents.keys().cloned().collect();
        let mut files = HashMap::new();
        for name in names {
            let of = |suffix| name.strip_suffix(suffix).is_some_and(|plain| contents.contains_key(plain));
            if of(".br") || of(".gz") {
                continue;
            }
            let form = |suffix: &str| contents.get(&format!("{name}{suffix}")).cloned().map(Form::new);
            let Some(plain) = form("") else { continue };
            let (brotli, gzip) = (form(".br"), form(".gz"));
            files.insert(name.clone(), File { media_type: media_type(&name), for_ever: has_hash(&name), plain, brotli, gzip });
        }
        if files.contains_key(PAGE) { Ok(Self { files }) } else { Err(ClientError::NoPage(folder.to_owned())) }
    }
}

fn read_folder(folder: &Path, address: &str, into: &mut HashMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // An address that is not text cannot be asked for.
        let Some(name) = entry.file_name().to_str().map(|name| format!("{address}/{name}")) else { continue };
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &name, into)?;
        } else {
            into.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "txt" | "pub" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    }
}

/// Whether the build tool put a hash into the name: a part of hexadecimal digits only, and many of them.
fn has_hash(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.split(['-', '.', '_']).any(|part| part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Everything that is no call: the client's page and files.
pub async fn get(State(app): State<Shared>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let address = if STEPS.contains(&uri.path()) { PAGE } else { uri.path() };
    let answer = match app.client.files.get(address) {
        None => Problem::NotFound.into_response(),
        Some(file) => match method {
            Method::GET | Method::HEAD => file.answer(&headers),
            Method::OPTIONS => (StatusCode::NO_CONTENT, [(ALLOW, "GET, HEAD")]).into_response(),
            _ => ([(ALLOW, "GET, HEAD")], Problem::WrongMethod).into_response(),
        },
    };
    counted_as("read", "client", answer)
}

impl File {
    fn answer(&self, headers: &HeaderMap) -> Response {
        let (encoding, form) = self.form(headers);
        let kept = if self.for_ever { "public, max-age=31536000, immutable" } else { NO_CACHE };
        let common = [
            (ETAG, form.etag.clone()),
            (CACHE_CONTROL, HeaderValue::from_static(kept)),
            (VARY, HeaderValue::from_static("Accept-Encoding")),
        ];
        let tags = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
        let known = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == form.etag.as_bytes();
        if tags.flat_map(|tags| tags.split(',')).any(|tag| known(tag.trim())) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let mut response = (common, [(CONTENT_TYPE, self.media_type)], form.bytes.clone()).into_response();
        if let Some(encoding) = encoding {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    /// The smallest form that the browser takes.
    fn form(&self, headers: &HeaderMap) -> (Option<&'static str>, &Form) {
        [("br", &self.brotli), ("gzip", &self.gzip)]
            .into_iter()
            .find_map(|(name, form)| form.as_ref().filter(|_| accepts(headers, name)).map(|form| (Some(name), form)))
            .unwrap_or((None, &self.plain))
    }
}

/// Whether `Accept-Encoding` (RFC 9110 section 12.5.3) takes this one: named, or `*`, and not with a weight of zero.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    let mut any = false;
    for item in values.flat_map(|value| value.split(',')) {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(0.0);
        if name.trim().eq_ignore_ascii_case(encoding) {
            return weight > 0.0;
        }
        any |= name.trim() == "*" && weight > 0.0;
    }
    any
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::ACCEPT_ENCODING};

    use super::{accepts, has_hash};

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for hashed in
            ["/lakzegel-app-1f2e3d4c5b6a7988.js", "/lakzegel-app-1f2e3d4c5b6a7988_bg.wasm", "/strings/nl.0011223344556677.txt"]
        {
            assert!(has_hash(hashed), "{hashed}");
        }
        for plain in ["/index.html", "/service-worker.js", "/favicon.svg", "/facade.css", "/1f2e3d4c5b6a7988/index.html"] {
            assert!(!has_hash(plain), "{plain}");
        }
    }

    #[test]
    fn a_browser_gets_only_what_it_takes() {
        let takes = |value: &'static str, encoding| {
            accepts(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]), encoding)
        };
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("GZIP;q=0.5", "gzip"));
        assert!(takes("*", "br"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("br;q=0, *", "br"));
        assert!(!takes("*;q=0", "gzip"));
        assert!(!takes("identity", "gzip"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
