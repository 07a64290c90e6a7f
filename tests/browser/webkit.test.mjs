// WebKitGTK goes the whole way of a letter, from the start page to the receipt that screening has cosigned, with the same steps as the
// other browsers; axe finds nothing on any of its pages there; and a letter waits there, unfinished or sealed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./lib/accessibility.mjs";
import { contract } from "./lib/contract.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { launchWebKit } from "./lib/webkit.mjs";
import { nl } from "./lib/words.mjs";

let deployment, browser, page;

before(async () => {
  [deployment, browser] = await Promise.all([deploy({ screening: true }), launchWebKit()]);
  page = await browser.newPage();
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** Identity: logs in as a made-up person. */
async function logIn() {
  await steps.shown(page).getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await page.waitForFunction(() => location.pathname === "/demo/identity");
  await page.getByRole("link", { name: "Anneke" }).click();
  await steps.arriveFocused(page, "recipient");
}

/** From the start to the page after the login. */
async function goToRecipient() {
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await logIn();
}

/** Waits until as many things are kept in a database; none, and there is no database. */
const keeps = (name, count) =>
  page.waitForFunction(async ({ name, count }) => {
    const done = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
    // To look at a database makes one.
    const there = (await indexedDB.databases()).some((known) => known.name === name);
    if (!there || count === 0) return !there && count === 0;
    const database = await done(indexedDB.open(name));
    try {
      const [store] = database.objectStoreNames;
      return (await done(database.transaction(store).objectStore(store).count())) === count;
    } finally {
      database.close();
    }
  }, { name, count });

test("a letter goes the whole way in WebKitGTK, and axe finds nothing on any page of it", async () => {
  const found = [];
  const look = async (name) => found.push(...(await violations(page)).map((line) => `${name}: ${line}`));
  await steps.open(page, deployment);
  await look("start");
  await steps.begin(page);
  await look("privileged");
  await steps.ordinary(page);
  await look("identity");
  await logIn();
  await steps.button(page, "next").click();
  await page.waitForFunction(() => document.activeElement?.id === "errors");
  await look("recipient, with errors");
  await steps.recipient(page);
  await look("write");
  await steps.write(page);
  await becomes(() => steps.missing(page), []);
  await look("review");
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  await look("receipt");
  // Only a receipt that the client has verified says this.
  await page.getByRole("heading", { name: nl.t("receipt.seen_title"), exact: true }).waitFor();
  await look("receipt, seen by screening");
  assert.match(await steps.reference(page), /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  assert.deepEqual(found, []);
});

test("screening prints what was written in WebKitGTK", async () => {
  const files = await until("the letter is released", () => {
    const files = filesIn(deployment.path("released"));
    return files.some(({ name }) => name.endsWith(".json")) && files;
  });
  const { letter } = JSON.parse(files.find(({ name }) => name.endsWith(".json")).content);
  assert.equal(letter.body, steps.LETTER.body);
});

test("the end of the visit in WebKitGTK leaves nothing on the page and nothing in storage", async () => {
  const reference = await steps.reference(page);
  await steps.button(page, "receipt.end").click();
  await steps.arrive(page, "start");
  const text = await page.evaluate(() => document.documentElement.outerHTML);
  assert.ok(!text.includes(reference.slice(0, 9).replace("-", " ")));
  await becomes(() => page.evaluate(() => Object.keys(sessionStorage)), []);
  // The new page looks for letters that wait, and this browser makes a database for the time of such a look.
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
});

test("an unfinished letter survives a reload in WebKitGTK, a sealed one waits for the intake, and goes at the next visit", async () => {
  const size = await deployment.logSize();
  await goToRecipient();
  await steps.recipient(page);
  // At once and not key by key, so that what is kept first is the whole of it.
  await page.evaluate((body) => {
    document.getElementById("letter").focus();
    document.execCommand("insertText", false, body);
  }, steps.LETTER.body);
  await keeps("lakzegel-draft", 1);
  await goToRecipient();
  await steps.button(page, "draft.go_on").click();
  await steps.arriveFocused(page, "write");
  await becomes(() => page.evaluate(() => document.getElementById("letter").value), steps.LETTER.body);
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await deployment.stopServers();
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  // Its text is there for the case that it is refused.
  await keeps("lakzegel-draft", 1);
  await keeps(contract.outbox, 1);
  // Whoever comes back finds it there, also while there is still no intake.
  await steps.open(page, deployment);
  await page.locator(".strip-waits a").click();
  await steps.arriveFocused(page, "outbox");
  await deployment.startIntake();
  // It goes by itself; its receipt is for its sender's login.
  await goToRecipient();
  await page.locator(".strip-waits a").click();
  await steps.arriveFocused(page, "outbox");
  await page.getByRole("button", { name: nl.t("outbox.show"), exact: true }).click();
  await steps.arriveFocused(page, "receipt");
  assert.match(await steps.reference(page), /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  assert.equal(await deployment.logSize(), size + 1);
  await keeps("lakzegel-draft", 0);
});
