// What the browser keeps of letters that wait, and of those that were sent and whose reference nobody has noted yet.
import { contract } from "./contract.mjs";
import { stored } from "./watch.mjs";

const OUTBOX = contract.outbox;

/** The entries, each as the name of its place and its text. */
export const outbox = async (page) => (await stored(page)).indexedDB.filter(([name]) => name.startsWith(OUTBOX));

/** The texts of letters, encrypted, each as what its entry says of it. */
export const texts = async (page) => {
  const places = (await stored(page)).indexedDB.filter(([name]) => name.startsWith("lakzegel-draft"));
  return places.flatMap(([, text]) => text.split("\n").filter((line) => line !== "")).map((entry) => JSON.parse(entry));
};

/** Changes fields of the one letter that is kept. */
export const changeKept = (page, fields) =>
  page.evaluate(async ([name, fields]) => {
    const database = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
    const store = database.transaction(name, "readwrite").objectStore(name);
    const [entry] = await new Promise((done) => (store.getAll().onsuccess = ({ target }) => done(target.result)));
    await new Promise((done) => (store.put({ ...entry, ...fields }, entry.id).onsuccess = done));
    database.close();
  }, [OUTBOX, fields]);
