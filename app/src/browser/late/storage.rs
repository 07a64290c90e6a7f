//! The browser's storage for what must outlive a page: IndexedDB, which can hold keys that no script can read.
//!
//! Each database here has one store, of its own name. Whoever keeps something has a database to himself, so that forgetting is deleting it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use crate::browser::clock;

/// Longest time in milliseconds for a change, also on a slow phone. A page that holds its turn longer has been put to sleep.
const PATIENCE: i32 = 3000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = IdbDatabase)]
    type Database;

    /// `transaction` with options; `web-sys` has it only as an unstable API.
    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(this: &Database, store: &str, mode: &str, options: &Object) -> Result<IdbTransaction, JsValue>;

    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;
}

/// Reads an entry of a database. Returns `None` if there is none, or if the browser stores nothing. Creates no database.
pub async fn get(name: &str, entry: &str) -> Option<JsValue> {
    let value = ask(name, |store| store.get(&entry.into()).ok()).await?;
    (!value.is_undefined()).then_some(value)
}

/// Reads every entry of a database. Creates no database.
pub async fn all(name: &str) -> Array {
    let entries = ask(name, |store| store.get_all().ok()).await;
    entries.and_then(|entries| entries.dyn_into().ok()).unwrap_or_default()
}

/// Writes an entry into a database, which is created if there is none. Returns `None` if the browser fails. One browser reports no error for a
/// failed write, so callers read back what matters.
pub async fn put(name: &str, entry: &str, value: &JsValue) -> Option<()> {
    change(name, true, |store| store.put_with_key(value, &entry.into()).ok()).await
}

/// Takes an entry out of a database, and deletes the database with its last entry. For databases in which several pages keep something:
/// each of them waits for its [`turn`] before it changes anything.
pub async fn remove(name: &str, entry: &str) {
    let removed = change(name, false, |store| store.delete(&entry.into()).ok()).await;
    if removed.is_some() && all(name).await.length() == 0 {
        let _ = Deleting::begin(name).end().await;
    }
}

/// A lock on something that several tabs change. Others wait until it is dropped.
pub struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            let _ = end.call0(&JsValue::NULL);
        }
    }
}

/// Waits for the lock of this name. Browsers before 2022 have no such locks; there it does nothing.
///
/// A page that the sender has left may have been put to sleep while it holds the lock. So after [`PATIENCE`] the lock is taken from it.
pub async fn turn(name: &str) -> Turn {
    let mut end = None;
    let ended = Promise::new(&mut |resolve, _| end = Some(resolve));
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(|locks| locks.is_object());
    let Some(locks) = locks else { return Turn(None) };
    for steal in [false, true] {
        let options = Object::new();
        let _ = Reflect::set(&options, &"steal".into(), &steal.into());
        let mut asked = None;
        let granted = Promise::new(&mut |resolve, _| {
            let ended = ended.clone();
            // The lock is released when the promise that this returns is settled.
            let grant = Closure::once_into_js(move || {
                let _ = resolve.call1(&JsValue::NULL, &JsValue::TRUE);
                JsValue::from(ended)
            });
            asked = locks.unchecked_ref::<Locks>().request(name, &options, &grant).ok();
        });
        let waited = clock::timer(PATIENCE);
        // If the browser refuses the lock, everybody goes on without.
        let first = asked.map(|asked| JsFuture::from(Promise::race(&Array::of3(&granted, &asked, &waited))));
        let Some(first) = first else { break };
        if !matches!(first.await, Ok(value) if value.is_undefined()) {
            break;
        }
    }
    Turn(end)
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

    /// Waits until it is gone, as long as any change may take: a page that was put to sleep may have it open. Returns whether it is gone: while
    /// it is not, nobody can open it.
    pub async fn end(self) -> bool {
        let Some((_request, gone)) = self.0 else { return false };
        // An event from the one, and nothing from the other.
        let first = JsFuture::from(Promise::race(&Array::of2(&gone, &clock::timer(PATIENCE)))).await;
        first.is_ok_and(|first| !first.is_undefined())
    }
}

/// Reads from a database, if there is one.
async fn ask(name: &str, act: impl FnOnce(&IdbObjectStore) -> Option<IdbRequest>) -> Option<JsValue> {
    let database = open(name, false).await?;
    let store = database.transaction_with_str(name).and_then(|reading| reading.object_store(name));
    let answer = match store.ok().and_then(|store| act(&store)) {
        Some(request) => done(request).await,
        None => None,
    };
    database.close();
    answer
}

/// Changes a database, and waits until the change is on the disk: a battery may be empty in the next moment.
async fn change(name: &str, make: bool, act: impl FnOnce(&IdbObjectStore) -> Option<IdbRequest>) -> Option<()> {
    let database = open(name, make).await?;
    let begin = || {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into()).ok()?;
        let changing = database.unchecked_ref::<Database>().transaction_with_options(name, "readwrite", &options).ok()?;
        act(&changing.object_store(name).ok()?)?;
        Some(Promise::new(&mut |resolve, reject| {
            changing.set_oncomplete(Some(&resolve));
            changing.set_onabort(Some(&reject));
        }))
    };
    let changed = match begin() {
        Some(committed) => JsFuture::from(committed).await.ok(),
        None => None,
    };
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
            // One browser leaves an empty database behind.
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

/// A promise that is fulfilled when a database request succeeds, and rejected when it fails.
fn settled(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
}
