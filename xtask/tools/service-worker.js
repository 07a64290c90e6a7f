// What works without a network: this client's own files, one release of them, and what waits to be sent. Plain, and served as it stands
// here, so that anybody can read it; the words in capitals are filled in by xtask/src/client.rs.
//
// A release is taken in whole: each file is compared with the hash that was built in here before it is kept. Until all are there, and as
// long as a page of the release before it is open, that one goes on. Nothing else is kept: no answer to a call, nothing of a sender, and a
// kiosk's page is none of its addresses (docs/decisions/0013-offline.md).

/** The name under which this release is kept: a hash of the list below. */
const RELEASE = "RELEASE_NAME";
/** The addresses of the client's files, each with its content's hash. */
const FILES = new Map(FILE_LIST);
/** The addresses of the client's steps: one page shows them all. */
const STEPS = STEP_LIST;
/** How the name of every release begins. */
const OURS = "lakzegel-release-";

/** Takes in what is not there yet, one after the other: what the page itself asks for meanwhile goes first. */
async function takeIn() {
  const release = await caches.open(RELEASE);
  for (const [address, integrity] of FILES) {
    if (await release.match(address)) continue;
    // The browser compares, and fails if it is anything else. What the page has fetched already comes out of the browser's own cache.
    const answer = await fetch(address, { integrity, credentials: "omit", redirect: "error" });
    if (!answer.ok) throw new Error(`${address}: status ${answer.status}`);
    await release.put(address, answer);
  }
}

/** Forgets the releases before this one, whose last page was closed. */
async function forgetOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== RELEASE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** A file as it was kept. Somebody may have emptied the browser's storage: then the intake has it. */
const kept = async (address, request) => (await caches.match(address, { cacheName: RELEASE })) ?? fetch(request);

/** The address of the step that is meant by another one, as the intake understands it: in capitals, or with something behind it. */
const meant = (pathname) => {
  const parts = pathname.replaceAll("%20", " ").toLowerCase().replace(/[/.,; ]+$/, "").split("/");
  const own = `/${parts.filter((part) => part).join("/")}`;
  return own !== pathname && STEPS.includes(own) ? own : undefined;
};

addEventListener("install", (event) => event.waitUntil(takeIn()));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const own = request.mode === "navigate" && origin === location.origin && meant(pathname);
  if (own) return event.respondWith(Response.redirect(own));
  const address = request.mode === "navigate" && STEPS.includes(pathname) ? "/" : pathname;
  if (request.method === "GET" && origin === location.origin && FILES.has(address)) event.respondWith(kept(address, request));
});

/** Where letters wait: app/src/flows/late/outbox.rs puts them there. */
const OUTBOX = OUTBOX_STORE;
/** The names of what is in each. */
const [ID, ENVELOPE, GRANT, , PROBLEM, RECEIPT] = OUTBOX_FIELDS;
/** Where they are sent: an envelope's address without its id. */
const ENVELOPES = ENVELOPES_PATH;

/** What the browser does with a request to its database. */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Opens the outbox, does something with what is in it, and closes it. Where there is none, none is made, and nothing comes of it. */
async function withOutbox(mode, act) {
  const opening = indexedDB.open(OUTBOX);
  opening.onupgradeneeded = () => opening.transaction.abort();
  const database = await done(opening).catch(() => undefined);
  if (!database) return undefined;
  try {
    return await act(database.transaction(OUTBOX, mode).objectStore(OUTBOX));
  } finally {
    database.close();
  }
}

/** Whether this is a whole receipt by its form, from its first line to a signature: whoever stands in between answers with something else. */
const isReceipt = (text) => /^c2sp\.org\/tlog-proof@v1\n[^]*\n\u2014 \S+ \S+\n$/.test(text);
/** Whether this is a problem that the intake names. */
const isProblem = (text) => {
  try {
    return JSON.parse(text).type.startsWith(PROBLEM_BEGINS);
  } catch {
    return false;
  }
};

/**
 * Sends what waits, as it is, when there is a network and perhaps no page. What comes back is put beside the letter and not looked at but for its form:
 * it is the page that verifies it, and that says what was refused. Whatever fails for want of a network, or is not the intake's answer, fails here, and the
 * browser tries again.
 */
async function sendWhatWaits() {
  for (const letter of (await withOutbox("readonly", (store) => done(store.getAll()))) ?? []) {
    if (!letter[ENVELOPE] || letter[PROBLEM] || letter[RECEIPT]) continue;
    const headers = { "content-type": "application/octet-stream", authorization: `Bearer ${letter[GRANT]}` };
    const answer = await fetch(ENVELOPES + letter[ID], { method: "PUT", headers, body: letter[ENVELOPE], credentials: "omit", cache: "no-store", redirect: "manual" });
    const said = await answer.text();
    if (answer.status === 429 || answer.status >= 500 || !(answer.ok ? isReceipt : isProblem)(said)) throw new Error(`status ${answer.status}`);
    if (!answer.ok) continue;
    await withOutbox("readwrite", async (store) => {
      // A page may have been quicker.
      const now = await done(store.get(letter[ID]));
      if (now?.[ENVELOPE]) await done(store.put({ ...now, [RECEIPT]: said }, letter[ID]));
    });
  }
}

addEventListener("sync", (event) => {
  if (event.tag === OUTBOX) event.waitUntil(sendWhatWaits());
});
