// Letters that wait in the browser: sealed, and the intake cannot be reached. They go by themselves when it can, from an open page, from the
// browser when no page is open, at the next visit, or from another device; and nothing is called sent before its receipt was verified. How
// long the servers take a letter that waited is in outbox.test.mjs. The intake is really stopped here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { markup, room, violations } from "./lib/accessibility.mjs";
import { launch, launchWith, visitor } from "./lib/browser.mjs";
import { UPLOAD, contract, problem } from "./lib/contract.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { changeKept, outbox, texts } from "./lib/outbox.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { placesOf, stored, withoutVersion } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const OUTBOX = contract.outbox;
const DAY = 24 * 60 * 60_000;

let deployment, browser, context, page, size;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser);
  page = await context.newPage();
  size = await deployment.logSize();
});
afterEach(async () => {
  await context.close();
  await deployment.stopServers();
  await deployment.startIntake();
});

/** Waits until the browser can open the client without a network. */
const keptForOffline = () => page.evaluate(async () => void (await navigator.serviceWorker.ready));

/** Writes a letter and seals it while there is no network and no intake; it has no receipt then. */
async function seal(in_ = context) {
  await steps.goTo(page, deployment, "review");
  await keptForOffline();
  await in_.setOffline(true);
  await deployment.stopServers();
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
}

/** The network is there again, and so is the intake. */
async function online(in_ = context) {
  await deployment.startIntake();
  await in_.setOffline(false);
}

/** Closes the page, which nobody is asked about, and opens the client anew. */
async function nextVisit(path = "/outbox", in_ = context) {
  const asked = [];
  page.on("dialog", (dialog) => asked.push(dialog.type()) && dialog.accept());
  const closed = page.waitForEvent("close");
  await page.close({ runBeforeUnload: true });
  await closed;
  assert.deepEqual(asked, [], "what waits on the device is not lost with the page");
  page = await in_.newPage();
  await page.goto(deployment.url + path);
  await steps.arrive(page, path === "/" ? "start" : "outbox");
}

/** The one letter on the page about letters that wait, when it is in this state. */
const letter = (state) => page.locator(`main [data-state=${state}]`);

const strip = () => page.locator(".strip-waits");

/** Logs in as one of the made-up people, and looks at the letters that wait. */
async function logsIn(number) {
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await steps.leaveForProvider(page);
  await steps.chooseSomebody(page, number);
  await strip().getByRole("link").click();
  await steps.arriveFocused(page, "outbox");
}

/** Presses the button of a letter that waits, or was sent while it waited: logs in, and is at the letters again. */
async function logsInFromThere(number) {
  await steps.button(page, "outbox.log_in_now").click();
  await steps.arriveFocused(page, "privileged");
  await steps.ordinary(page);
  await steps.leaveForProvider(page);
  await page.locator("main nav a").nth(number).click();
  await steps.arriveFocused(page, "outbox");
}

/** Looks at the receipt of a letter that was stored while it waited: it is for the login that sealed the letter, and for nobody else. */
async function seesReceipt() {
  const isForItsSender = async () => {
    await letter("stored").getByText(nl.t("outbox.stored_log_in"), { exact: true }).waitFor();
    assert.equal(await steps.button(page, "outbox.show").count(), 0);
  };
  await isForItsSender();
  await logsIn(1);
  await isForItsSender();
  // Who is logged in has been through that; the next visitor is not.
  assert.equal(await steps.button(page, "outbox.log_in_now").count(), 0);
  await page.reload();
  await steps.arrive(page, "outbox");
  await logsInFromThere(0);
  await steps.button(page, "outbox.show").click();
  await steps.arriveFocused(page, "receipt");
  assert.match(await steps.reference(page), /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  await steps.note(page);
  await until("nothing is kept", async () => (await outbox(page)).length === 0);
}

/** What is shown can be used by everybody, as far as a program can tell. */
const isAccessible = async (page) => assert.deepEqual((await Promise.all([violations(page), markup(page, nl), room(page)])).flat(), []);

const text = () => page.locator("main").innerText();

test("a letter that cannot be sent waits on the device, sealed, and goes by itself when the network is back", async () => {
  await seal();
  await says(page.locator("main"), nl.t("unsent.unreachable"), nl.t("outbox.safe"));
  await page.getByText(nl.t("outbox.by_itself")).or(page.getByText(nl.t("outbox.next"))).first().waitFor();
  await becomes(() => strip().innerText(), nl.count("outbox.strip", 1));
  const waiting = await stored(page);
  const [[, entry]] = await outbox(page);
  assert.match(entry, /"envelope":/);
  const { id } = JSON.parse(entry);
  await becomes(async () => (await texts(page)).map(({ sealed }) => sealed), [id], "its text is there for the case that it is refused");
  assert.equal(await deployment.logSize().catch(() => "nobody"), "nobody");

  await online();
  await steps.arriveFocused(page, "receipt");
  assert.equal(await deployment.logSize(), size + 1);
  const reference = await steps.reference(page);
  // What lay there while it waited: neither the letter nor the reference, in any form.
  const secret = [...steps.SECRETS, reference, reference.replaceAll("-", "")];
  assert.deepEqual(leaks(secret, placesOf(waiting)), []);
  await steps.note(page);
  await until("nothing is kept", async () => withoutVersion(await stored(page)).length === 0);
  await strip().waitFor({ state: "detached" });
});

test("as long as a letter waits its text is offered to nobody, also not to its sender; when it has gone its text is gone", async () => {
  await seal();
  await context.route(UPLOAD, (route) => route.abort());
  await nextVisit();
  await online();
  await logsIn(0);
  await letter("waits").waitFor();
  assert.equal(await page.getByText(nl.t("outbox.text")).count(), 0);
  await steps.travel(page, "back");
  await steps.arrive(page, "recipient");
  assert.equal(await steps.button(page, "draft.go_on").count(), 0);
  assert.equal((await texts(page)).length, 1);
  await context.unroute(UPLOAD);
  await strip().getByRole("link").click();
  await steps.arriveFocused(page, "outbox");
  await steps.button(page, "outbox.send").click();
  await letter("stored").waitFor();
  await becomes(() => texts(page), []);
  assert.equal(await deployment.logSize(), size + 1);
});

test("a letter that is refused at a later visit is found as it was written, by its sender alone", async () => {
  await seal();
  await context.route(UPLOAD, (route) => route.fulfill(problem("outdated-key", 409)));
  await nextVisit();
  await online();
  await letter("refused").getByText(nl.t("outbox.text"), { exact: true }).waitFor();
  await isAccessible(page);
  await logsInFromThere(1);
  await letter("refused").getByText(nl.t("outbox.text"), { exact: true }).waitFor();
  assert.equal(await steps.button(page, "draft.go_on").count(), 0, "it is another person's");
  await nextVisit();
  await logsInFromThere(0);
  await steps.button(page, "draft.go_on").click();
  await steps.arriveFocused(page, "recipient");
  await steps.button(page, "draft.go_on").click();
  await steps.arriveFocused(page, "write");
  await becomes(() => page.locator("#letter").inputValue(), steps.LETTER.body);
  await context.unroute(UPLOAD);
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await becomes(() => steps.missing(page), []);
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  assert.equal(await deployment.logSize(), size + 1);
  await becomes(() => texts(page), []);
});

test("whose page was closed finds the letter at the next visit, also without a network, and it goes then", async () => {
  await seal();
  await nextVisit("/");
  await strip().getByText(nl.t("outbox.offline")).waitFor();
  await strip().getByRole("link", { name: nl.count("outbox.strip", 1) }).click();
  await steps.arriveFocused(page, "outbox");
  await letter("waits").waitFor();
  await says(page.locator("main"), ...["outbox.waits", "outbox.next_title", "outbox.log_in"].map((key) => nl.t(key)));
  assert.ok(!(await text()).includes(nl.t("outbox.stored")));
  assert.equal(await steps.button(page, "outbox.save").count(), 0, "a file with the reference is for its sender");
  await isAccessible(page);
  await online();
  await letter("stored").waitFor();
  assert.equal(await deployment.logSize(), size + 1);
  await becomes(() => strip().innerText(), nl.count("outbox.strip_stored", 1));
  await isAccessible(page);
  // Envelope and grant have done their work; the reference waits for its reader.
  await becomes(async () => (await outbox(page)).map(([, kept]) => ["envelope", "grant", "receipt"].map((name) => kept.includes(`"${name}":`))), [[false, false, true]]);
  await seesReceipt();
});

test("who ends the visit over a letter that is not sent chooses whether it waits or goes, and a slip throws nothing away", async () => {
  await seal();
  await steps.button(page, "draft.stop_throw").click();
  await steps.button(page, "draft.sure_no").click();
  assert.equal((await outbox(page)).length, 1);
  await steps.button(page, "unsent.stop").click();
  await steps.arrive(page, "start");
  await becomes(() => strip().innerText(), `${nl.t("outbox.offline")} ${nl.count("outbox.strip", 1)}`);
  assert.equal((await outbox(page)).length, 1);
  assert.deepEqual(leaks(steps.SECRETS, [{ name: "page", content: await page.content() }]), []);
  await online();
  await seal();
  await steps.button(page, "draft.stop_throw").click();
  await steps.button(page, "draft.sure_yes").click();
  await steps.arrive(page, "start");
  await until("only the first letter is there", async () => (await outbox(page)).every(([, entries]) => entries.split("\n").length === 1));
});

test("a try that comes by itself takes nobody's place on the page: the focus stays on its button, and what did not change is not made anew", async () => {
  // A worker would send the letter past the answers given here.
  await context.close();
  context = await visitor(browser, { serviceWorkers: "block" });
  page = await context.newPage();
  await steps.goTo(page, deployment, "review");
  await page.route(UPLOAD, (route) => route.abort());
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await strip().getByRole("link").click();
  await steps.arriveFocused(page, "outbox");
  /** The page tries again by itself, and is given this answer. */
  const tries = async (answer) => {
    // In the place of the answer before, from one moment to the next: a try may come at any time.
    await page.route(UPLOAD, answer);
    const tried = page.waitForRequest((request) => request.method() === "PUT");
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await tried;
  };
  const mark = (control) => control.evaluate((control) => ((control.isMarked = true), control.focus()));
  const isMarked = (control) => control.evaluate((control) => control.isMarked === true);
  const has = (control) => control.evaluate((control) => control === document.activeElement);
  // A letter of this page is under way at each try.
  await asksToWipe();
  const no = steps.button(page, "outbox.sure_no");
  await mark(no);
  await tries((route) => route.fulfill(problem("busy", 503)));
  const shown = (key) => letter("waits").getByText(nl.t(key), { exact: true }).waitFor();
  await shown("unsent.trouble");
  assert.ok(await isMarked(no), "the question is the same as before");
  assert.ok(await has(no));
  // So is one of an earlier page, which has less to do with this one.
  await page.reload();
  await steps.arrive(page, "outbox");
  await tries((route) => route.abort());
  await shown("unsent.unreachable");
  const discard = steps.button(page, "outbox.discard");
  await mark(discard);
  await tries((route) => route.fulfill(problem("busy", 503)));
  await shown("unsent.trouble");
  assert.ok(!(await isMarked(discard)), "the card was made anew");
  assert.ok(await has(discard), "its button has the focus again");
});

test("a letter whose answer was lost is found again, and is in the log once", async () => {
  await steps.goTo(page, deployment, "review");
  let first;
  await page.route(UPLOAD, async (route) => {
    const answer = await route.fetch();
    first = { status: answer.status(), receipt: await answer.text() };
    await route.abort("connectionreset");
  }, { times: 1 });
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  assert.equal(first.status, 201);
  await nextVisit();
  await letter("stored").waitFor();
  assert.equal(await deployment.logSize(), size + 1);
  await seesReceipt();
});

test("a receipt that proves nothing is not called sent, whoever brought it: the letter waits on", async () => {
  await seal();
  const forge = (receipt) => receipt.replace(/^index (\d+)$/m, (_, index) => `index ${Number(index) + 1}`);
  await context.route(UPLOAD, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: forge(await answer.text()) });
  });
  await deployment.startIntake();
  await context.setOffline(false);
  await page.getByText(nl.t("unsent.false_receipt"), { exact: true }).waitFor();
  await nextVisit();
  await letter("waits").getByText(nl.t("unsent.false_receipt"), { exact: true }).waitFor();
  assert.ok(!(await text()).includes(nl.t("outbox.stored")));
  // The worker, which brings a receipt without looking at it, could have brought one like that.
  await changeKept(page, { receipt: "ontvangen, dank u wel\n" });
  await nextVisit();
  await letter("waits").getByText(nl.t("unsent.false_receipt"), { exact: true }).waitFor();
  await context.unrouteAll();
  await steps.button(page, "outbox.send").click();
  await letter("stored").waitFor();
  assert.equal(await deployment.logSize(), size + 1);
});

for (const [name, status, words] of [
  ["spent-grant", 403, "outbox.spent"],
  ["outdated-key", 422, "outbox.outdated"],
  ["unknown-key", 422, "outbox.outdated"],
  ["wrong-hash", 400, "outbox.refused"],
]) {
  test(`a letter that the intake refuses for ${name} is said to be, for as long as it lies there, and is thrown away on request`, async () => {
    await seal();
    let asked = 0;
    await context.route(UPLOAD, (route) => {
      asked += 1;
      return route.fulfill(problem(name, status));
    });
    await nextVisit();
    await online();
    await letter("refused").getByText(nl.t(words), { exact: true }).waitFor();
    await nextVisit();
    await letter("refused").getByText(nl.t(words), { exact: true }).waitFor();
    assert.equal(asked, 1, "it is not sent again");
    await steps.button(page, "outbox.discard").click();
    await page.waitForFunction(() => document.activeElement?.id === "outbox-sure");
    await steps.button(page, "outbox.sure_no").click();
    await letter("refused").waitFor();
    await steps.button(page, "outbox.discard").click();
    await steps.button(page, "outbox.sure_yes").click();
    await page.getByText(nl.t("outbox.none"), { exact: true }).waitFor();
    await until("nothing is kept", async () => (await outbox(page)).length === 0);
    await becomes(() => texts(page), [], "nobody can get it back");
  });
}

test("the page warns before the letter's time is over, and says so when it is", async () => {
  await seal();
  await nextVisit();
  const [[, kept]] = await outbox(page);
  const end = JSON.parse(kept).until * 1000;
  const life = Number(deployment.manifest.match(/^outbox-life (\d+)$/m)[1]) * 1000;
  assert.ok(Math.abs(end - Date.now() - life) < 10 * 60_000, "a letter may wait as long as the manifest says");
  const at = async (time) => {
    await page.clock.setFixedTime(time);
    await page.reload();
    await steps.arrive(page, "outbox");
  };
  await at(end - 3 * DAY);
  await letter("waits").waitFor();
  assert.equal(await page.getByText(nl.t("outbox.soon")).count(), 0);
  const moment = new Date(end).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" });
  await page.getByText(nl.t("outbox.until", { time: moment }), { exact: true }).waitFor();
  await at(end - DAY);
  await page.getByText(nl.t("outbox.soon"), { exact: true }).waitFor();
  await at(end + 1000);
  await letter("too-late").getByText(nl.t("outbox.too_late"), { exact: true }).waitFor();
  assert.equal(await steps.button(page, "outbox.send").count(), 0);
});

test("a browser that throws away after seven days what a page keeps is said to", async () => {
  await context.addInitScript(() => (globalThis.GestureEvent = class GestureEvent extends Event {}));
  await seal();
  await nextVisit();
  const [[, kept]] = await outbox(page);
  const moment = new Date(JSON.parse(kept)["sealed-at"] * 1000 + 7 * DAY).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" });
  await page.getByText(nl.t("outbox.forgets", { time: moment }), { exact: true }).waitFor();
});

test("saved as a file, the letter is sent from another device, which gets its receipt; it is in the log once", async () => {
  await seal();
  const download = page.waitForEvent("download");
  await steps.button(page, "outbox.save").click();
  const file = await (await download).path();
  const content = readFileSync(file);
  assert.match(content.toString(), new RegExp(`^${nl.t("outbox.file_text")}\n\nlakzegel waiting letter v1\n`));
  assert.deepEqual(leaks(steps.SECRETS, [{ name: "the file", content }]), []);
  await deployment.startIntake();

  const other = await visitor(browser);
  const elsewhere = await other.newPage();
  await elsewhere.goto(`${deployment.url}/outbox`);
  await steps.arrive(elsewhere, "outbox");
  // A damaged one first.
  const damaged = content.toString().slice(0, -100);
  await elsewhere.locator("#waiting-file").setInputFiles({ name: "brief.txt", mimeType: "text/plain", buffer: Buffer.from(damaged) });
  await elsewhere.locator("#file-error", { hasText: nl.t("outbox.open_wrong") }).waitFor();
  await isAccessible(elsewhere);
  // As a mail program and an editor leave it.
  const mailed = `\ufeff${content.toString().replaceAll("\n", " \r\n")}\r\n\r\n`;
  await elsewhere.locator("#waiting-file").setInputFiles({ name: "brief.txt", mimeType: "text/plain", buffer: Buffer.from(mailed) });
  await elsewhere.locator("main [data-state=stored]").waitFor();
  assert.equal(await elsewhere.locator("#file-error").count(), 0);
  assert.equal(await deployment.logSize(), size + 1);
  await steps.button(elsewhere, "outbox.show").click();
  await steps.arriveFocused(elsewhere, "receipt");
  const reference = await steps.reference(elsewhere);
  await other.close();

  // The device that it came from gets the same receipt.
  await context.setOffline(false);
  await steps.arriveFocused(page, "receipt");
  await becomes(() => steps.reference(page), reference);
  assert.equal(await deployment.logSize(), size + 1);
  assert.ok(content.toString().includes(`reference ${reference}`), "the file has the reference as a receipt has");
});

test("where the browser keeps nothing, the page says that it must stay open, asks before it closes, and sends by itself", async () => {
  await context.addInitScript((outbox) => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name, ...more) {
      if (name === outbox) throw new DOMException("no room", "QuotaExceededError");
      return open.call(this, name, ...more);
    };
  }, OUTBOX);
  await seal();
  await says(page.locator("main"), nl.t("safe.sealed"), nl.t("outbox.open_only"));
  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await closing.catch(() => {});
  assert.deepEqual(await outbox(page), []);
  await online();
  await steps.arriveFocused(page, "receipt");
  assert.equal(await deployment.logSize(), size + 1);
});

test("when no page is open, the browser sends by itself; the next page verifies what came back, and says so only then", async () => {
  // Background Sync is for profiles that are kept.
  await context.close();
  context = await launchWith(deployment.path("profile"));
  page = await context.newPage();
  await context.grantPermissions(["background-sync"], { origin: deployment.url }).catch(() => {});
  await seal();
  await page.getByText(nl.t("outbox.by_itself"), { exact: true }).waitFor();
  // By a device's clock that is wrong the letter's time is over: whether it is, the intake says.
  await changeKept(page, { until: Math.floor(Date.now() / 1000) - 60 });
  await page.goto("about:blank");
  const session = await context.newCDPSession(page);
  const registered = new Promise((done) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(deployment.url));
      if (ours) done(ours.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  await online();
  await session.send("ServiceWorker.dispatchSyncEvent", { origin: deployment.url, registrationId, tag: OUTBOX, lastChance: false });
  await until("the letter is in the log", async () => (await deployment.logSize()) === size + 1);
  const puts = [];
  page.on("request", (request) => request.method() === "PUT" && puts.push(request.url()));
  await page.goto(`${deployment.url}/outbox`);
  await letter("stored").waitFor();
  assert.deepEqual(puts, [], "the page had nothing to send");
  await seesReceipt();
});

/** Opens the question whether the device is to be wiped, on the page with letters that wait. */
async function asksToWipe() {
  await steps.button(page, "wipe.title").click();
  await page.waitForFunction(() => document.activeElement?.id === "wipe-sure");
  await says(page.locator("main"), ...["wipe.drafts", "wipe.receipts", "wipe.copy"].map((key) => nl.t(key)));
}

/** Answers it, and waits for the last words of the page. */
async function wipes(last) {
  await steps.button(page, "wipe.title").click();
  await page.getByRole("heading", { name: nl.t("wipe.done_title"), exact: true, level: 1 }).waitFor();
  await says(page.locator("main"), nl.t(last));
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await becomes(async () => (await page.title()).startsWith(`${nl.t("wipe.done_title")} – `), true);
}

/** What the browser keeps of this site; `[]` is nothing at all. */
async function left() {
  const workers = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => ["worker", scope]));
  return Object.entries({ ...(await stored(page)), workers }).filter(([, entries]) => entries.length > 0);
}

test("who wipes the device keeps a letter that waits, which goes later; without one nothing of ours is left, and the intake says so to the browser", async () => {
  await seal();
  await nextVisit();
  await letter("waits").waitFor();
  await asksToWipe();
  await page.getByLabel(nl.count("wipe.letters", 1)).waitFor();
  await isAccessible(page);
  await steps.button(page, "outbox.sure_no").click();
  await page.waitForFunction(() => document.activeElement?.id === "wipe-title");
  assert.equal((await outbox(page)).length, 1);
  await page.evaluate(() => localStorage.setItem("lakzegel-shared", "1"));
  await asksToWipe();
  await wipes("wipe.done_letters");
  assert.equal((await outbox(page)).length, 1, "it was not chosen");
  await becomes(async () => (await left()).map(([kind]) => kind).sort(), ["caches", "indexedDB", "localStorage", "workers"], "with what it needs");
  await becomes(async () => withoutVersion(await stored(page)).map(([kind]) => kind), ["indexedDB"]);

  await online();
  await nextVisit();
  await letter("stored").waitFor();
  assert.equal(await deployment.logSize(), size + 1);
  // A letter that was begun, too, and a login that is under way in another tab.
  const other = await context.newPage();
  await steps.goTo(other, deployment, "identity");
  await steps.leaveForProvider(other);
  await steps.goTo(page, deployment, "write");
  await page.locator("#letter").fill(steps.LETTER.body);
  await until("it is kept", async () => (await stored(page)).indexedDB.some(([name]) => name.startsWith("lakzegel-draft")));
  // Whoever is offered what was begun is led there.
  await page.goto("about:blank");
  await steps.goTo(page, deployment, "recipient");
  await steps.button(page, "draft.go_on").waitFor();
  await steps.button(page, "wipe.title").click();
  await page.waitForFunction(() => document.activeElement?.id === "wipe-title");
  await asksToWipe();
  assert.equal(await steps.shown(page).locator("section input[type=checkbox]").count(), 0, "there is nothing to choose");
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === contract.wipePath);
  await wipes("wipe.done");
  assert.equal((await (await answer).allHeaders())["clear-site-data"], '"cache", "storage"');
  await becomes(async () => (await left()).filter(([kind]) => kind !== "cookies"), [], "but for the cookie of the login in the other tab, which only intakes can read");
  await other.close();
});

test("a letter that waits goes with the device's wiping when that was chosen by itself, also without a network", async () => {
  await seal();
  await nextVisit();
  await letter("waits").waitFor();
  await asksToWipe();
  await page.getByLabel(nl.count("wipe.letters", 1)).check();
  await wipes("wipe.done");
  await becomes(left, []);
  await online();
  page = await context.newPage();
  await page.goto(`${deployment.url}/outbox`);
  await page.getByText(nl.t("outbox.none"), { exact: true }).waitFor();
  assert.equal(await deployment.logSize(), size);
});

/** The device's clock is wrong from now on by so many days, and goes on as a clock does. */
const setWrong = (days) => page.clock.setSystemTime(Date.now() + days * DAY);

test("on a device whose clock is ahead a letter waits as long as elsewhere, and is sent when a clock of three weeks ahead is right again", async () => {
  // Of a clock that is a day ahead or more, the service's newest word is too old.
  await setWrong(0.9);
  await seal();
  const [[, entry]] = await outbox(page);
  const { until: end, "sealed-at": sealedAt } = JSON.parse(entry);
  const life = Number(deployment.manifest.match(/^outbox-life (\d+)$/m)[1]);
  assert.ok(Math.abs(sealedAt - Date.now() / 1000) < 600, "it was sealed by the service's clock");
  assert.equal(end - sealedAt, life);
  // By the device's clock its time was over long ago, and so was everything that the service says.
  await page.goto("about:blank");
  await setWrong(21);
  await online();
  await page.goto(`${deployment.url}/outbox`);
  await page.getByText(nl.t("advice.clock"), { exact: true }).waitFor();
  await setWrong(0);
  await context.route(UPLOAD, (route) => route.abort());
  await page.goto(`${deployment.url}/outbox`);
  await letter("waits").getByText(nl.t("unsent.unreachable"), { exact: true }).waitFor();
  assert.equal(await steps.shown(page).getByText(nl.t("outbox.soon"), { exact: true }).count(), 0);
  await context.unroute(UPLOAD);
  await page.reload();
  await letter("stored").waitFor();
  assert.equal(await deployment.logSize(), size + 1);
});

test("on a device whose clock is three weeks behind a letter waits no longer than elsewhere", async () => {
  await seal();
  await page.goto("about:blank");
  await setWrong(-21);
  try {
    deployment.ahead = (8 * DAY) / 1000;
    await online();
    const puts = [];
    page.on("request", (request) => request.method() === "PUT" && puts.push(request.url()));
    await page.goto(`${deployment.url}/outbox`);
    await letter("too-late").getByText(nl.t("outbox.too_late"), { exact: true }).waitFor();
    assert.equal(await steps.button(page, "outbox.send").count(), 0);
    assert.deepEqual(puts, []);
  } finally {
    deployment.ahead = 0;
  }
});

test("what another tab holds open is not called wiped: it goes when that tab is closed", async () => {
  await seal();
  await nextVisit();
  await letter("waits").waitFor();
  const other = await context.newPage();
  await other.goto(`${deployment.url}/outbox`);
  await steps.arrive(other, "outbox");
  // Held as a tab holds it that was put to sleep: nobody there closes it.
  await other.evaluate((name) => new Promise((held) => (indexedDB.open(name).onsuccess = ({ target }) => held((globalThis.held = target.result)))).then(() => undefined), OUTBOX);
  await asksToWipe();
  await page.getByLabel(nl.count("wipe.letters", 1)).check();
  await steps.button(page, "wipe.title").click();
  await page.getByRole("heading", { name: nl.t("wipe.failed_title"), exact: true, level: 1 }).waitFor();
  await other.close();
  page = await context.newPage();
  await page.goto(`${deployment.url}/outbox`);
  await page.getByText(nl.t("outbox.none"), { exact: true }).waitFor();
  assert.deepEqual(await outbox(page), []);
});

test("who was on the way to a letter that waits, and begins another one instead, is led to that after the login", async () => {
  await seal();
  await nextVisit();
  await online();
  await letter("stored").waitFor();
  await steps.button(page, "outbox.log_in_now").click();
  await steps.arriveFocused(page, "privileged");
  await steps.travel(page, "back");
  await steps.arrive(page, "outbox");
  await steps.button(page, "back").click();
  await steps.arrive(page, "start");
  await steps.begin(page);
  await steps.ordinary(page);
  await steps.logIn(page);
});
