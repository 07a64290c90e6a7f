// What leaves a browser, and what stays in it: every request and answer, every console line, everything stored.

/** Listens to a context from now on. */
export class Watch {
  /** Each request with its body. */
  requests = [];
  /** Each answer. */
  responses = [];
  /** Each console line, and each error that nobody caught. */
  lines = [];

  constructor(context) {
    context.on("request", (request) => this.requests.push(request));
    context.on("response", (response) => this.responses.push(response));
    context.on("console", (message) => this.lines.push({ type: message.type(), text: `${message.text()} (${message.location().url})` }));
    context.on("weberror", (error) => this.lines.push({ type: "uncaught", text: String(error.error()?.stack ?? error.error()) }));
  }

  /** Everything that was sent, as places to search: address, headers and body of each request. */
  async sent() {
    const places = await Promise.all(
      this.requests.map(async (request) => {
        const name = `${request.method()} ${request.url()}`;
        const headers = Object.entries(await request.allHeaders()).map((header) => header.join(": "));
        const body = request.postDataBuffer() ?? Buffer.alloc(0);
        return { name, content: Buffer.concat([Buffer.from([name, ...headers, ""].join("\n")), body]) };
      }),
    );
    return places;
  }

  /** Everything that was written to the console, as places to search. */
  said() {
    return this.lines.map(({ type, text }) => ({ name: `console ${type}`, content: text }));
  }

  /** Lines that a whole visit must not have. */
  complaints() {
    return this.lines.filter(({ type }) => ["error", "warning", "assert", "uncaught"].includes(type)).map(({ type, text }) => `${type}: ${text}`);
  }
}

/** Everything that a page's origin has stored: each kind of storage with its content as text. */
export async function stored(page) {
  const inPage = await page.evaluate(async () => {
    const entries = (storage) => Object.entries({ ...storage });
    const databases = [];
    for (const { name } of await indexedDB.databases()) {
      // One that was deleted in this moment is not to be made by looking at it.
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onupgradeneeded = () => {
          request.transaction.abort();
          request.onerror = () => resolve(indexedDB.deleteDatabase(name) && undefined);
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      if (!database) continue;
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        const values = await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
        // What is not text or bytes, for example a key, is only named.
        const text = (value) => JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join("") : part));
        databases.push([`${name}/${store}`, values.map(text).join("\n")]);
      }
      database.close();
      if (database.objectStoreNames.length === 0) databases.push([name, ""]);
    }
    const caches_ = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) caches_.push([name, request.url]);
    }
    return {
      localStorage: entries(localStorage),
      sessionStorage: entries(sessionStorage),
      indexedDB: databases,
      caches: caches_,
      "history state": history.state === null ? [] : [["state", JSON.stringify(history.state)]],
      "window name": window.name === "" ? [] : [["name", window.name]],
    };
  });
  const cookies = (await page.context().cookies()).map(({ name, value }) => [name, value]);
  return { ...inPage, cookies };
}

/** The same, as places to search. */
export const placesOf = (storage) =>
  Object.entries(storage).flatMap(([kind, entries]) => entries.map((entry) => ({ name: kind, content: entry.join("\n") })));

/** What the client may leave on a device after a visit: the manifest, its version, and its own files of one release. Gives what else there is. */
export function withoutVersion(storage) {
  const manifest = { "lakzegel-manifest-version": /^\d+$/, "lakzegel-manifest": /^lakzegel manifest v1\n/ };
  const localStorage = storage.localStorage.filter(([name, value]) => !manifest[name]?.test(value));
  const releases = new Set(storage.caches.map(([name]) => name));
  const isFile = (url) => /^\/((client|print|rest|style)[-.]\S*|strings\/\S+)?$/.test(new URL(url).pathname);
  const caches = storage.caches.filter(([name, url]) => releases.size > 1 || !/^lakzegel-release-[0-9a-f]{16}$/.test(name) || !isFile(url));
  return Object.entries({ ...storage, localStorage, caches }).filter(([, entries]) => entries.length > 0);
}
