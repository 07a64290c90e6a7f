// A letter goes all the way: from the first page to the printed PDF, and its receipt into the sender's hands. What is secret in it is
// looked for everywhere that it must not be, in every disguise.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, launchWith, visitor } from "./lib/browser.mjs";
import { newFolder, remove } from "./lib/children.mjs";
import { contract } from "./lib/contract.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import { disguises, leaks } from "./lib/disguises.mjs";
import { pdfText } from "./lib/pdf.mjs";
import { missing } from "./lib/policy.mjs";
import { readReceipt } from "./lib/receipt.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { Watch, placesOf, stored, withoutVersion } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const SECRET = { number: "48151623QX", name: "Bram Zégelgeheim", sender: "Oma Wasgeheim-Önder", sentence: "Zo groen als een paarse giraf è" };
const SECRETS = Object.values(SECRET);
const LETTER = { ...SECRET, body: `Lieve Bram,\n\n${SECRET.sentence}, weet je nog?\n\nLiefs,\noma` };
/** The size of every envelope, whatever is in it. Bytes. */
const ENVELOPE = 42_106;

let deployment, browser, page, watch;
/** What was seen on the way. */
const seen = {};

const heading = (key) => page.getByRole("heading", { name: nl.t(key), exact: true });

/** Presses a button that saves a file, and gives its name and where it landed. */
async function save(key) {
  const [download] = await Promise.all([page.waitForEvent("download"), steps.button(page, key).click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

before(async () => {
  // Screening is closed until what the page says before it has cosigned was seen.
  [deployment, browser] = await Promise.all([deploy(), launch({ whole: true })]);
  const context = await visitor(browser);
  watch = new Watch(context);
  page = await context.newPage();

  await steps.goTo(page, deployment, "review", LETTER);
  seen.storageWithLetter = await stored(page);
  const put = page.waitForRequest((request) => request.method() === "PUT");
  await steps.send(page);
  seen.put = await put;
  await steps.arriveFocused(page, "receipt");
  seen.firstSaid = await steps.shown(page).locator(".notice h2").first().innerText();
  seen.reference = await steps.reference(page);
  seen.storageWithReceipt = await until("of what was kept only the receipt and the reference are left", async () => {
    const storage = await stored(page);
    return storage.indexedDB.length === 1 && storage.indexedDB[0][1].includes('"receipt":') && !storage.indexedDB[0][1].includes('"envelope":') && storage;
  });
  seen.envelope = new URL(seen.put.url()).pathname.split("/").at(-1);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
});

test("the receipt page first says stored, and then, once screening has cosigned, seen by screening", async () => {
  assert.equal(seen.firstSaid, nl.t("receipt.stored_title"));
  seen.storedReceipt = (await save("receipt.proof")).path;
  await steps.button(page, "receipt.save").focus();
  await deployment.startScreening();
  await heading("receipt.seen_title").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.innerText), nl.t("receipt.save"), "nobody's focus is lost");
  await heading("receipt.stored_title").waitFor({ state: "detached" });
  seen.seenReceipt = (await save("receipt.proof")).path;
});

test("the saved receipt is proved by a second program, before and after screening has seen the letter", async () => {
  const manifest = deployment.path("served-manifest.txt");
  writeFileSync(manifest, await (await fetch(`${deployment.url}/v1/manifest`)).text());
  const first = readReceipt(seen.storedReceipt, seen.envelope, manifest, deployment.rootKeys);
  assert.equal(first.refused, "");
  assert.match(first.said, /^stored: entry 0 of the 1 in the signed log\nnot yet seen by screening\n$/);
  const then = readReceipt(seen.seenReceipt, seen.envelope, manifest, deployment.rootKeys);
  assert.equal(then.refused, "");
  assert.match(then.said, /^stored: entry 0 of the 1 in the signed log\nseen by screening: at 20/);
  const other = readReceipt(seen.storedReceipt, seen.envelope.replace(/^./, (digit) => (digit === "0" ? "1" : "0")), manifest, deployment.rootKeys);
  assert.equal(other.code, 1, "a receipt proves no other envelope");
});

test("the letter arrives, as it was written, in the released JSON and the printed PDF, and only once", async () => {
  const files = await until("the letter is released", () => {
    const files = filesIn(deployment.path("released"));
    return files.some(({ name }) => name.endsWith(".json")) && files;
  });
  assert.deepEqual(files.map(({ name }) => name).sort(), [`${seen.envelope}.json`, `${seen.envelope}.pdf`]);
  const [json, pdf] = ["json", "pdf"].map((extension) => files.find(({ name }) => name.endsWith(extension)).content);
  const { letter, evidence, decision } = JSON.parse(json);
  assert.equal(decision.state, "released");
  assert.deepEqual(
    { number: letter.recipient_number, name: letter.recipient_name, sender: letter.sender_name, body: letter.body },
    { number: LETTER.number, name: LETTER.name, sender: LETTER.sender, body: LETTER.body },
  );
  assert.equal(evidence.claims.name, "Anneke Voorbeeld-van Proef", "who logged in is proved, whatever name stands under the letter");
  const print = pdfText(pdf);
  for (const secret of SECRETS) assert.ok(print.includes(secret), `${secret} is not in the print:\n${print}`);
  // The search that must find nothing elsewhere does find things.
  assert.deepEqual(leaks(SECRETS, [{ name: "JSON", content: json }]).length >= SECRETS.length, true);
});

test("with the reference, and nothing else, another device learns that the letter was screened", async () => {
  const context = await visitor(browser);
  const later = await context.newPage();
  await steps.open(later, deployment);
  await steps.button(later, "start.status").click();
  await steps.arriveFocused(later, "status");
  // As somebody types it who does not care about hyphens and capitals.
  await later.locator("#reference").fill(seen.reference.replaceAll("-", "").toLowerCase());
  await until("the status is screened", async () => {
    await steps.button(later, "status.ask").click();
    await later.locator("[data-state]:not([data-state=unknown])").or(later.getByText(nl.t("status.nothing"))).first().waitFor();
    return (await later.locator("[data-state]").getAttribute("data-state")) === "screened";
  });
  await later.getByText(nl.t("status.screened"), { exact: true }).waitFor();
  await becomes(async () => withoutVersion(await stored(later)), []);
  await context.close();
});

test("no request carries a word of the letter, its recipient or its sender, in any disguise", async () => {
  const sent = await watch.sent();
  const uploads = sent.filter(({ name }) => name.startsWith("PUT "));
  assert.equal(uploads.length, 1);
  assert.equal(seen.put.postDataBuffer().length, ENVELOPE, "the body that was searched is the whole envelope");
  assert.ok(sent.some(({ name }) => name.startsWith("POST ") && name.endsWith(contract.identityCallbackPath)));
  assert.deepEqual(leaks(SECRETS, sent), []);
});

test("the upload takes no cookies along, and the reference is in no request", async () => {
  const headers = await seen.put.allHeaders();
  assert.equal(headers.cookie, undefined);
  assert.equal(headers.referer, undefined);
  assert.deepEqual(leaks([seen.reference, seen.reference.replaceAll("-", "")], await watch.sent()), []);
});

test("no request goes to another origin, and every answer carries the exact policy", async () => {
  const origins = new Set(watch.requests.map((request) => new URL(request.url()).origin));
  assert.deepEqual([...origins], [deployment.url]);
  assert.ok(watch.responses.length >= 10, "answers were seen");
  const wrong = await Promise.all(watch.responses.map(async (response) => missing(response.url(), await response.allHeaders())));
  assert.deepEqual(wrong.flat(), []);
});

test("the console says nothing of the letter, and has no error and no warning on the whole way", () => {
  assert.deepEqual(leaks(SECRETS, watch.said()), []);
  assert.deepEqual(watch.complaints(), []);
});

test("nothing of the letter is ever stored in the browser for anybody to read, and once it is sent only its receipt and reference", () => {
  for (const [when, storage] of Object.entries({ "with the letter written": seen.storageWithLetter, "with the receipt": seen.storageWithReceipt })) {
    assert.deepEqual(leaks([...SECRETS, seen.reference], placesOf(storage)), [], when);
    // The letter itself, encrypted, while it is being written: drafts.test.mjs. Its reference, encrypted, until somebody has it: found_again.test.mjs.
    const of = when === "with the receipt" ? "lakzegel-outbox" : "lakzegel-draft";
    const others = storage.indexedDB.filter(([name]) => !name.startsWith(of));
    assert.deepEqual(withoutVersion({ ...storage, indexedDB: others }), [], when);
  }
});

test("the address never shows what was typed, and the login's code does not stay in the history", async () => {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  const addresses = entries.map(({ url, title }) => ({ name: "history", content: `${url}\n${title}` }));
  assert.ok(addresses.length >= 5);
  assert.deepEqual(leaks([...SECRETS, seen.reference], addresses), []);
  assert.deepEqual(entries.map(({ url }) => url).filter((url) => url.includes("code=")), []);
});

test("the end of the visit leaves nothing in storage and nothing behind Back", async () => {
  await steps.button(page, "receipt.end").click();
  await steps.arrive(page, "start");
  await becomes(async () => withoutVersion(await stored(page)), []);
  for (let back = 0; back < 8; back++) {
    // What the client shows at an address it has shown when there is one page only. A provider's page, and an empty one, are not the client's.
    await page.waitForFunction(() => document.readyState === "complete" && !document.getElementById("first-screen") && (document.getElementById("main")?.children.length ?? 1) === 1);
    // Without the hashes of files, in which four signs of a reference may stand by chance.
    const [before, text] = [page.url(), (await page.content()).replace(/ (integrity|src|href)="[^"]*"/g, "")];
    assert.deepEqual(leaks([...SECRETS, seen.reference, ...seen.reference.split("-")], [{ name: before, content: text }]), []);
    if ((await page.goBack().catch(() => null)) === null && page.url() === before) break;
  }
});

test("the intake has nothing of the letter in its log or in its files", async () => {
  await deployment.stopServers();
  const log = deployment.log("intake");
  assert.match(log, /"action":"store","object":"envelope","result":"stored"/, "the log of the upload is complete");
  const files = filesIn(deployment.path("intake"));
  assert.ok(files.reduce((sum, { content }) => sum + content.length, 0) > ENVELOPE, "the envelope is in the files that were searched");
  const places = [{ name: "intake.log", content: log }, ...files];
  assert.deepEqual(leaks([...SECRETS, seen.reference], places), []);
  // Who logged in is a fact about a sender, too.
  assert.deepEqual(leaks(["Anneke Voorbeeld-van Proef"], places), []);
});

test("screening's log has nothing of the letter either", () => {
  const log = deployment.log("screening");
  assert.match(log, /"message":"delivered"/);
  assert.deepEqual(leaks([...SECRETS, seen.reference], [{ name: "screening.log", content: log }]), []);
});

test("a browser that keeps its profile has nothing of the letter on its disk", async () => {
  const profile = newFolder("lakzegel-profile");
  const own = await deploy();
  try {
    const context = await launchWith(profile);
    try {
      await steps.goTo(await context.newPage(), own, "receipt", LETTER);
    } finally {
      await context.close();
    }
    const files = filesIn(profile);
    assert.ok(leaks([new URL(own.url).host], files).length > 0, "the visit left its traces in the files that were searched");
    assert.deepEqual(leaks(SECRETS, files), []);
  } finally {
    await own.end();
    remove(profile);
  }
});

test("the search finds every disguise, wherever it stands", () => {
  const text = SECRET.sentence;
  const all = Object.entries(disguises(text));
  assert.ok(all.length > 20);
  for (const [name, bytes] of all) {
    const place = { name: "place", content: Buffer.concat([Buffer.from("voor "), bytes, Buffer.from(" na")]) };
    assert.ok(leaks([text], [place]).some((line) => line.endsWith(name)), name);
  }
  // Independent of how the disguises are made: real encoders, and the text in the middle of others.
  for (const before of ["", "a", "ab", "abc"]) {
    const whole = `${before}${text}, en verder`;
    const encoded = {
      base64: Buffer.from(whole).toString("base64"),
      base64url: Buffer.from(whole).toString("base64url"),
      "base64 of UTF-16": Buffer.from(whole, "utf16le").toString("base64"),
      "a query": new URLSearchParams({ whole }).toString(),
      "a path": new URL(`http://x.invalid/${whole}`).href.replaceAll("%20", "%20"),
      "UTF-16": Buffer.from(whole, "utf16le"),
      hex: Buffer.from(whole).toString("hex"),
      JSON: JSON.stringify({ whole }),
    };
    for (const [name, content] of Object.entries(encoded)) assert.ok(leaks([text], [{ name, content }]).length > 0, `${name} after "${before}"`);
  }
  assert.deepEqual(leaks([text], [{ name: "another text", content: "Zo groen als een paarse olifant" }]), []);
});
