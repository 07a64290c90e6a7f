// What was true when it was begun and is otherwise by now: a receipt whose log key was retired, a notice of supervision that changed, and
// witnesses who sign later. The intake really goes on under another log key here.
import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { MANIFEST, UPLOAD, contract, problem } from "./lib/contract.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

/** Where the newest receipt of an envelope is, for a page's `route`. */
const RECEIPTS = "**/v1/receipts/*";

let deployment, browser, context, page;
/** How many keys were made. */
let made = 0;

before(async () => {
  // One after the other: where the servers do not start, no browser is left over.
  deployment = await deploy();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser);
  page = await context.newPage();
});
afterEach(() => context.close());

/** Makes a key of the office's kind `note` or `cosigner`, and gives its file and its public half. */
async function makeKey(name, kind) {
  const file = `keys/made-${(made += 1)}.key`;
  return { file, verifier: (await deployment.office("note-key", "make", "--name", name, "--kind", kind, "--out", file)).trim() };
}

/** A manifest of the next version, changed by `change`. Gives the note; serves nothing. */
const nextManifest = (change) =>
  deployment.manifestWith((text) => change(text).replace(/^version (\d+)$/m, (_, version) => `version ${Number(version) + 1}`));

/** Starts the intake anew with this manifest, and perhaps with other settings. */
async function startWith(manifest, settings = {}) {
  await deployment.stopServers();
  writeFileSync(deployment.manifestFile, manifest);
  Object.assign(deployment.settings, settings);
  deployment.makeIntakeConfig([]);
  await deployment.startIntake();
}

/** The log's key is retired at the newest checkpoint, which covers a letter more than all that was stored until now. */
async function retireLogKey() {
  const other = await visitor(browser);
  await steps.goTo(await other.newPage(), deployment, "receipt");
  await other.close();
  const [name, size, root] = (await (await fetch(`${deployment.intakeUrl}/checkpoint`)).text()).split("\n");
  const { file, verifier } = await makeKey(name, "note");
  await startWith(await nextManifest((text) => text.replace(/^log-key (.*)$/m, `log-key ${verifier}\nretired-log-key $1 ${size} ${root}`)), { log_key: file });
  return Number(size);
}

/** The one letter on the page about letters that wait, when it is in this state. */
const letter = (state) => page.locator(`main [data-state=${state}]`);

/** What the browser keeps of its one letter in the outbox. */
const kept = async () => JSON.parse((await stored(page)).indexedDB.find(([name]) => name.startsWith(contract.outbox))[1]);

/** Over how many entries the checkpoint of a receipt is. */
const sizeOf = (receipt) => Number(receipt.split("\n\n")[1].split("\n")[1]);

/** Opens the page about letters that wait, as its next visitor. */
async function comesBack() {
  await page.goto(`${deployment.url}/outbox`);
  await steps.arrive(page, "outbox");
}

/** Writes a letter, sends it, hears nothing of the answer, and leaves. Gives what is kept of it. Whether the letter comes to the intake is chosen. */
async function losesTheAnswer({ arrives = true } = {}) {
  await steps.goTo(page, deployment, "review");
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  // However often the page tries, until it is left.
  await page.route(UPLOAD, async (route) => {
    if (arrives) await route.fetch();
    await route.abort("connectionreset");
  });
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await until("the letter waits on the device", async () => (await stored(page)).indexedDB.some(([name]) => name.startsWith(contract.outbox)));
  const waiting = await kept();
  await page.goto("about:blank");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  return waiting;
}

test("an upload whose log key was retired before its answer came: the newest receipt is asked for, and until it is there nothing is called false", async () => {
  await losesTheAnswer();
  const size = await retireLogKey();
  await context.route(RECEIPTS, (route) => route.fulfill(problem("busy", 503)));
  await comesBack();
  await letter("waits").getByText(nl.t("unsent.trouble"), { exact: true }).waitFor();
  assert.ok("envelope" in (await kept()), "it is not given up");
  await context.unroute(RECEIPTS);
  await comesBack();
  await letter("stored").waitFor();
  assert.equal(sizeOf((await kept()).receipt), size);
  assert.equal(await deployment.logSize(), size, "it is in the log once");

  // Its sender has the receipt that counts.
  await steps.button(page, "outbox.log_in_now").click();
  await steps.arriveFocused(page, "privileged");
  await steps.ordinary(page);
  await steps.leaveForProvider(page);
  await page.locator("main nav a").first().click();
  await steps.arriveFocused(page, "outbox");
  await steps.button(page, "outbox.show").click();
  await steps.arriveFocused(page, "receipt");
  const [download] = await Promise.all([page.waitForEvent("download"), steps.button(page, "receipt.proof").click()]);
  assert.equal(sizeOf(readFileSync(await download.path(), "utf8")), size);
});

test("a receipt on the device whose log key is retired is renewed there; a letter that was stored neither waits nor is too late meanwhile", async () => {
  await losesTheAnswer();
  await comesBack();
  await letter("stored").waitFor();
  const { receipt } = await kept();
  const size = await retireLogKey();
  assert.ok(sizeOf(receipt) < size);
  let asked = 0;
  await context.route(RECEIPTS, (route) => {
    asked += 1;
    return route.abort();
  });
  await comesBack();
  await until("the newest receipt is asked for, and what comes of that is shown", () => asked >= 2);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await steps.shown(page).getByText(nl.t("outbox.none"), { exact: true }).waitFor();
  assert.equal(await page.locator("main [data-state]").count(), 0);
  await context.unroute(RECEIPTS);
  await comesBack();
  await letter("stored").waitFor();
  await until("the newest receipt is kept", async () => sizeOf((await kept()).receipt) === size);
  assert.deepEqual(Object.keys(await kept()).filter((name) => ["envelope", "grant", "problem"].includes(name)), []);
  // It is enough by itself: nobody is asked again.
  await context.setOffline(true);
  await comesBack();
  await letter("stored").waitFor();
});

test("a notice of supervision that changes while a page stands open: no letter is sealed under one that its sender was not shown", async () => {
  await steps.open(page, deployment);
  // From now on the page goes by the manifest that it has kept, until the network is said to be back.
  await page.route(MANIFEST, (route) => route.abort());
  await steps.goTo(page, deployment, "review");
  await page.locator(".strip-waits", { hasText: nl.t("outbox.offline") }).waitFor();
  await steps.shown(page).getByText(nl.t("supervision.rules"), { exact: true }).waitFor();
  const size = await deployment.logSize();
  const changed = await nextManifest((text) => text.replace(/^supervision .*$/m, "supervision read"));
  await page.unroute(MANIFEST);
  await page.route(MANIFEST, (route) => route.fulfill({ body: deployment.answer(changed), headers: { "content-type": "text/plain; charset=utf-8", date: new Date().toUTCString() } }));
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.locator(".strip-waits", { hasText: nl.t("outbox.offline") }).waitFor({ state: "detached" });

  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await steps.shown(page).getByText(nl.t("unsent.other_notice"), { exact: true }).waitFor();
  await steps.shown(page).getByText(nl.t("advice.other_notice"), { exact: true }).waitFor();
  assert.equal(await deployment.logSize(), size);
  await steps.button(page, "unsent.back").click();
  await steps.arriveFocused(page, "write");
  await steps.shown(page).getByText(nl.t("supervision.read"), { exact: true }).waitFor();
  assert.equal(await page.locator("#letter").inputValue(), steps.LETTER.body);
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  assert.equal(await deployment.logSize(), size + 1);
});

test("a letter that was sealed before the notice changed is sent as it was sealed, with the notice that its sender was shown", async () => {
  const sealed = await losesTheAnswer({ arrives: false });
  const size = await deployment.logSize();
  await startWith(await nextManifest((text) => text.replace(/^notice (\d+)$/m, (_, version) => `notice ${Number(version) + 1}`)));
  const put = page.waitForRequest((request) => request.method() === "PUT");
  await comesBack();
  const request = await put;
  assert.ok(request.url().endsWith(sealed.id));
  assert.equal(request.postDataBuffer().toString("hex"), sealed.envelope);
  await letter("stored").waitFor();
  assert.equal(await deployment.logSize(), size + 1);
});

/** Hands the intake a cosignature (c2sp.org/tlog-cosignature) of the log's newest checkpoint, by the key in this file, at this time. */
async function cosign(file, time) {
  const [, name, id, encoded] = readFileSync(deployment.path(file), "utf8").trim().match(/^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.*)$/);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(encoded, "base64").subarray(1)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const note = await (await fetch(`${deployment.intakeUrl}/checkpoint`)).text();
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(time));
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${note.split("\n\n")[0]}\n`), key);
  const line = `— ${name} ${Buffer.concat([Buffer.from(id, "hex"), moment, signature]).toString("base64")}\n`;
  const token = readFileSync(deployment.path("screening-token"), "utf8").trim();
  const headers = { "content-type": "text/plain; charset=utf-8", authorization: `Bearer ${token}` };
  const answer = await fetch(`${deployment.screeningUrl}/v1/cosignatures`, { method: "POST", headers, body: note + line });
  assert.equal(answer.status, 204, await answer.text());
}

test("a letter is called witnessed when as many witnesses have signed as the manifest wants, and not before; nobody counts whom it does not name", async () => {
  const before = deployment.manifest;
  const witnesses = [];
  for (const number of [1, 2, 3]) witnesses.push(await makeKey(`witness-${number}.invalid`, "cosigner"));
  const lines = witnesses.map(({ verifier }) => `witness ${verifier}\n`).join("");
  await startWith(await nextManifest((text) => text.replace(/^visitor-codes/m, `${lines}quorum 2\nvisitor-codes`)));
  await steps.goTo(page, deployment, "receipt");
  const envelope = await page.locator(".facts dd").last().innerText();

  /** Checks the newest receipt, as the sender saves it, on the page of somebody else who goes by this manifest. Gives what that says. */
  const checked = async (manifest) => {
    const other = await visitor(browser);
    const checker = await other.newPage();
    await checker.route(MANIFEST, (route) => route.fulfill({ body: deployment.answer(manifest), contentType: "text/plain; charset=utf-8" }));
    await checker.goto(`${deployment.url}/check`);
    await steps.arrive(checker, "check");
    // With every signature that there is, also those that are too few for the intake to put into a receipt.
    const [receipt, checkpoint] = await Promise.all([`/v1/receipts/${envelope}`, "/checkpoint"].map(async (path) => (await fetch(deployment.intakeUrl + path)).text()));
    assert.equal(sizeOf(receipt), sizeOf(`\n\n${checkpoint}`));
    const named = `${receipt.split("\n\n")[0].replace("\n", `\nextra ${Buffer.from(envelope, "hex").toString("base64")}\n`)}\n\n${checkpoint}`;
    await checker.locator("#receipt-file").setInputFiles({ name: "lakzegel.tlog-proof", mimeType: "application/octet-stream", buffer: Buffer.from(named) });
    await steps.shown(checker).getByRole("heading", { name: nl.t("check.proof_title"), exact: true }).waitFor();
    const said = await checker.locator("#checked").innerText();
    await other.close();
    return said;
  };
  const at = (time) => nl.t("check.witnessed", { time: new Date(time * 1000).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" }) });
  const [anyTime] = nl.t("check.witnessed", { time: "\n" }).split("\n");

  // A minute apart: it is witnessed since the second has signed.
  const time = Math.floor(Date.now() / 1000) - 600;
  assert.ok(!(await checked(deployment.manifest)).includes(anyTime));
  await cosign(witnesses[0].file, time);
  // The same one again is no second one.
  await cosign(witnesses[0].file, time + 30);
  assert.ok(!(await checked(deployment.manifest)).includes(anyTime));
  assert.equal(await steps.shown(page).getByText(nl.t("receipt.witnessed"), { exact: true }).count(), 0);
  await cosign(witnesses[2].file, time + 60);
  assert.ok((await checked(deployment.manifest)).includes(at(time + 60)));
  await steps.shown(page).getByText(nl.t("receipt.witnessed"), { exact: true }).waitFor();
  assert.ok(!(await checked(before)).includes(anyTime), "by a manifest that names no witnesses nobody has witnessed it");
});
