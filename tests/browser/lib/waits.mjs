// Waiting for what a page comes to show, and a browser to keep. What an act changes may come after the next picture, a timer or an answer: on a
// slow machine a test that looks once looks too soon, by chance. So what follows from an act is compared with these, and not at once with what is
// read. That something did not happen can only be said after the moment at which it would have.
import assert from "node:assert/strict";
import { onItsWay } from "./locator.mjs";

/** How long something may take to come true. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;
/** How long until the next look. Milliseconds. */
const PAUSE = 50;

/** Waits until what `read` gives is deeply equal to this. Throws with the difference if it never is, after `message` if there is one. */
export async function becomes(read, expected, message) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await Promise.resolve().then(read).catch(onItsWay);
    try {
      return assert.deepEqual(found, expected);
    } catch (error) {
      if (Date.now() > end) throw Object.assign(error, message && { message: `${message}: ${error.message}` });
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

/** Waits until what a locator finds has all of these texts. Throws with those that are not there, and with what is. */
export async function says(locator, ...texts) {
  let said;
  const lacks = async () => {
    said = await locator.innerText();
    return texts.filter((text) => !said.includes(text));
  };
  await becomes(lacks, []).catch((error) => {
    throw Object.assign(error, { message: `${error.message}\nin:\n${said}` });
  });
}

/** Closes the page as a person does, and says whether the browser asked: then it stays. */
export async function asksWhoCloses(page) {
  const asked = page.waitForEvent("dialog").then(async (dialog) => [dialog.type(), await dialog.dismiss()][0], () => "gone");
  const closed = page.waitForEvent("close").then(() => "closed", () => "gone");
  await page.close({ runBeforeUnload: true });
  return (await Promise.race([asked, closed])) === "beforeunload";
}

/** Lets a page, or every page of a context, remember what a screen reader is told in passing: it stands there for seconds only. Before it is opened. */
export const remembersTold = (where) =>
  where.addInitScript(() => {
    globalThis.lakzegelTold = [];
    const isTold = ({ target, addedNodes }) => target.id === "spoken" && lakzegelTold.push(...[...addedNodes].map(({ textContent }) => textContent));
    new MutationObserver((changes) => changes.forEach(isTold)).observe(document, { childList: true, subtree: true });
  });

/** Waits until a screen reader has been told this, since the page was opened. */
export const hears = (page, text) => page.waitForFunction((text) => lakzegelTold.some((told) => told.includes(text)), text);

/** Waits until the page has shown two pictures more: what was to be done with the next one is done. */
export const pictures = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Lets a page note which databases it opens. Before it is opened. */
export const notesDatabases = (page) =>
  page.addInitScript(() => {
    globalThis.lakzegelOpened = [];
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, ...more) {
      lakzegelOpened.push(name);
      return open.call(this, name, ...more);
    };
  });

/**
 * Waits until a page that notes its databases has looked into this one, and has done what it then had to do: it is our turn with the database after that.
 * To be called once after the page was opened, before the test itself looks.
 */
export async function hasLookedInto(page, name) {
  await page.waitForFunction((name) => lakzegelOpened.includes(name), name);
  await page.evaluate(async (name) => {
    // Whoever asked before is answered before.
    const opening = indexedDB.open(name);
    const database = await new Promise((done, failed) => ((opening.onsuccess = () => done(opening.result)), (opening.onerror = failed)));
    const [store] = database.objectStoreNames;
    if (store) await new Promise((done) => (database.transaction(store).objectStore(store).getAll().onsuccess = done));
    database.close();
    await navigator.locks.request(name, () => {});
  }, name);
}
