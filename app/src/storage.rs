//! The browser's storage for what must outlive a page: IndexedDB, which can hold keys that no script can read.
//!
//! Each database here has one store, of its own name. Whoever keeps something has a database to himself, so that forgetting is deleting it.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

/// An entry of a database. `None` if there is none, or the browser stores nothing. Looking makes no database.
pub async fn get(name: &str, entry: &str) -> Option<JsValue> {
    let value = ask(name, |store| store.get(&entry.into()).ok()).await?;
    (!value.is_undefined()).then_some(value)
}

/// Puts an entry into a database, which is made if there is none. `None` if the browser does not do it; one answers a failed write with
/// silence, so what matters is read back.
pub async fn put(name: &str, entry: &str, value: &JsValue) -> Option<()> {
    change(name, |store| store.put_with_key(value, &entry.into()).ok()).await
}

/// A database being deleted, whoever waits for it and whenever.
pub struct Deleting(Option<(IdbRequest, Promise)>);

impl Deleting {
    /// Begins at once.
    pub fn begin(name: &str) -> Self {
        let factory = window().indexed_db().ok().flatten();
        let request = factory.and_then(|factory| factory.delete_database(name).ok());
        Self(request.map(|request| (request.clone().unchecked_into(), settled(&request))))
    }

    /// There is nothing to delete.
    pub const fn nothing() -> Self {
        Self(None)
    }

    /// Waits until it is gone.
    pub async fn end(self) {
        if let Some((_request, gone)) = self.0 {
            let _ = JsFuture::from(gone).await;
        }
    }
}

/// Reads from a database, if there is one.
async fn ask(name: &str, act: impl FnOnce(&IdbObjectStore) -> Option<IdbRequest>) -> Option<JsValue> {
    let database = open(name, false).await?;
    let store = database.transaction_with_str(name).ok()?.object_store(name).ok()?;
    let answer = done(act(&store)?).await;
    database.close();
    answer
}

/// Changes a database.
async fn change(name: &str, act: impl FnOnce(&IdbObjectStore) -> Option<IdbRequest>) -> Option<()> {
    let database = open(name, true).await?;
    let transaction = database.transaction_with_str_and_mode(name, IdbTransactionMode::Readwrite).ok()?;
    let changed = done(act(&transaction.object_store(name).ok()?)?).await;
    database.close();
    changed.map(drop)
}

/// Opens a database. Where there is none, it is made if that is wanted; looking makes none.
async fn open(name: &str, make: bool) -> Option<IdbDatabase> {
    let request: IdbOpenDbRequest = window().indexed_db().ok()??.open(name).ok()?;
    let opening = request.clone();
    let name = name.to_owned();
    let create = Closure::once_into_js(move || {
        if !make {
            let aborted = opening.transaction().map(|making| making.abort().is_ok());
            // In one browser an empty one stays all the same.
            drop(Deleting::begin(&name));
            return aborted;
        }
        let database: Option<IdbDatabase> = opening.result().ok().map(|result| result.unchecked_into());
        database.map(|database| database.create_object_store(&name).is_ok())
    });
    request.set_onupgradeneeded(Some(create.unchecked_ref()));
    Some(done(request.unchecked_into()).await?.unchecked_into())
}

/// Waits for a database request; `None` if it failed.
async fn done(request: IdbRequest) -> Option<JsValue> {
    JsFuture::from(settled(&request)).await.ok()?;
    request.result().ok()
}

/// Is kept when a database request has succeeded, and broken when it has failed.
fn settled(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
}
