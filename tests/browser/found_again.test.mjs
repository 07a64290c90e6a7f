// The reference of a letter that is stored is the sender's only way to ask how it fares. Until somebody has it, it lies on the device: encrypted, for the
// login that sealed the letter, for seven days at most. Where nothing may be kept the browser asks instead (uploads.test.mjs).
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { changeKept, outbox } from "./lib/outbox.mjs";
import * as steps from "./lib/steps.mjs";
import { asksWhoCloses, becomes } from "./lib/waits.mjs";
import { placesOf, stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const WEEK = 7 * 24 * 60 * 60;

let deployment, browser, context, page;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  // Of letters that the browser sends by itself is waiting.test.mjs.
  context = await visitor(browser, { serviceWorkers: "block" });
  page = await context.newPage();
});
afterEach(() => context.close());

/** The references that lie on the device: of each the names of what it has. */
const kept = async () => {
  const entries = (await outbox(page)).flatMap(([, text]) => text.split("\n").filter((line) => line !== ""));
  return entries.map((entry) => Object.keys(JSON.parse(entry)).toSorted());
};

/** Waits until so many receipts with their references lie on the device, and nothing that could be sent. */
const keeps = (count) => becomes(kept, Array(count).fill(["id", "receipt", "reference", "sealed-at", "stored-at", "until"]));

/** Sends a letter from the review, and gives its reference. */
async function sends(count = 1) {
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  await keeps(count);
  return steps.reference(page);
}

/** Writes and sends a letter, and gives its reference. */
async function writes() {
  await steps.goTo(page, deployment, "review");
  return sends();
}

/** Another visit, which begins at the letters that wait. */
async function nextVisit() {
  page.on("dialog", (dialog) => assert.fail(dialog.message()));
  const closed = page.waitForEvent("close");
  await page.close({ runBeforeUnload: true });
  await closed;
  page = await context.newPage();
  await page.goto(`${deployment.url}/outbox`);
  await steps.arrive(page, "outbox");
}

/** Logs in from the letters that wait as one of the made-up people, and is there again. */
async function logsInFromThere(number) {
  await steps.button(page, "outbox.log_in_now").first().click();
  await steps.arriveFocused(page, "privileged");
  await steps.ordinary(page);
  await steps.leaveForProvider(page);
  await page.locator("main nav a").nth(number).click();
  await steps.arriveFocused(page, "outbox");
}

/** The letters that are stored and can be looked at by whoever is logged in. */
const shown = () => steps.button(page, "outbox.show");

const strip = () => page.locator(".strip-waits");

test("whose page is gone finds the reference again after the login, until it is saved; nobody else does, and nobody is asked", async () => {
  const reference = await writes();
  const until = await page.evaluate((time) => new Date(1000 * time).toLocaleString("nl", { dateStyle: "long", timeStyle: "short" }), JSON.parse((await outbox(page))[0][1])["stored-at"] + WEEK);
  await steps.shown(page).getByText(nl.t("receipt.found_again", { time: until }), { exact: true }).waitFor();
  assert.equal(await strip().count(), 0, "what the page shows is no news");
  assert.deepEqual(leaks([reference, reference.replaceAll("-", ""), ...steps.SECRETS, steps.LETTER.number], placesOf(await stored(page))), []);

  await nextVisit();
  await strip().getByText(nl.count("outbox.strip_stored", 1), { exact: true }).waitFor();
  await page.getByText(nl.t("outbox.stored_log_in"), { exact: true }).waitFor();
  await logsInFromThere(1);
  assert.equal(await shown().count(), 0, "it is another person's");
  await nextVisit();
  await logsInFromThere(0);
  await shown().click();
  await steps.arriveFocused(page, "receipt");
  assert.equal(await steps.reference(page), reference);

  // Looked at is not noted.
  await nextVisit();
  await logsInFromThere(0);
  await shown().click();
  await steps.arriveFocused(page, "receipt");
  assert.equal(await steps.reference(page), reference);
  await steps.note(page);
  await keeps(0);
  assert.equal(await asksWhoCloses(page), false);
});

for (const [how, notes] of Object.entries({
  "is copied": async () => {
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.resolve()));
    await steps.button(page, "receipt.copy").click();
  },
  "is printed": async () => {
    await page.evaluate(() => (globalThis.print = () => {}));
    await steps.button(page, "receipt.print").click();
  },
  "is printed from the browser's menu": () => page.evaluate(() => dispatchEvent(new Event("afterprint"))),
  "is left by its own button": async () => {
    await steps.button(page, "receipt.end").click();
    await steps.arrive(page, "start");
  },
})) {
  test(`a reference that ${how} leaves the device`, async () => {
    await writes();
    await notes();
    await keeps(0);
  });
}

test("a copy that does not work leaves the reference where it is", async () => {
  await writes();
  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await steps.button(page, "receipt.copy").click();
  await steps.shown(page).getByText(nl.t("receipt.not_copied"), { exact: true }).waitFor();
  await keeps(1);
});

test("another letter begins at once; both references are found again, one after the other", async () => {
  const first = await writes();
  await steps.another(page);
  await strip().getByText(nl.count("outbox.strip_stored", 1), { exact: true }).waitFor();
  await steps.recipient(page);
  await steps.write(page);
  const second = await sends(2);
  assert.notEqual(second, first);
  await strip().getByRole("link").click();
  await steps.arriveFocused(page, "outbox");
  const found = [];
  for (const number of [0, 1]) {
    await shown().nth(number).click();
    await steps.arriveFocused(page, "receipt");
    found.push(await steps.reference(page));
    await strip().getByRole("link").click();
    await steps.arriveFocused(page, "outbox");
  }
  assert.deepEqual(found.toSorted(), [first, second].toSorted());
});

test("after seven days a reference is not found any more, and gone from the device as soon as the page is opened", async () => {
  await writes();
  const ago = (seconds) => Math.floor(Date.now() / 1000) - seconds;
  await changeKept(page, { "stored-at": ago(WEEK - 3600) });
  await nextVisit();
  await strip().waitFor();
  await keeps(1);
  await changeKept(page, { "stored-at": ago(WEEK + 60) });
  await nextVisit();
  await keeps(0);
  await page.getByText(nl.t("outbox.none"), { exact: true }).waitFor();
});
