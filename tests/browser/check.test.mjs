// The receipt in the sender's hands: kept as a file, on paper, on the clipboard or sent to oneself; checked later by anybody, without a
// request; and what becomes of the letter, in words.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { MANIFEST, contract } from "./lib/contract.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { readReceipt } from "./lib/receipt.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, hears, remembersTold, says } from "./lib/waits.mjs";
import { all, nl } from "./lib/words.mjs";
import { vectors } from "../second/vectors.mjs";

const { LETTER, SECRETS } = steps;
const FOREIGN = new URL("../../crypto/tests/vectors/06_receipt.txt", import.meta.url);

let deployment, browser, page, reference, envelope;
/** The receipt files that the sender saved: before screening had cosigned, and after. */
const saved = {};

/** Presses a button that saves a file, and gives its name and content. */
async function save(key) {
  const [download] = await Promise.all([page.waitForEvent("download"), steps.button(page, key).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const heading = (page, key, words = nl) => steps.shown(page).getByRole("heading", { name: words.t(key), exact: true });

/** The page for checking, opened by somebody who has nothing but a file. */
async function checker(settings = {}, words = nl) {
  const context = await visitor(browser, settings);
  await remembersTold(context);
  const page = await context.newPage();
  await page.goto(`${deployment.url}/check`);
  await steps.arrive(page, "check");
  if (words !== nl) await steps.speak(page, words);
  return page;
}

const asFile = (text, name = "lakzegel.tlog-proof") => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
let chosen = 0;

/** Gives a file to be checked, and waits until the page has looked at it: what it says of two files may be the same, but not their names. */
async function choose(page, text) {
  const name = `proef-${(chosen += 1)}.tlog-proof`;
  await page.locator("#receipt-file").setInputFiles(asFile(text, name));
  await steps.shown(page).getByText(name).first().waitFor();
}

before(async () => {
  [deployment, browser] = await Promise.all([deploy(), launch()]);
  const context = await visitor(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await remembersTold(context);
  page = await context.newPage();
  await steps.goTo(page, deployment, "receipt");
  reference = await steps.reference(page);
  saved.stored = await save("receipt.proof");
  envelope = await page.locator(".facts dd").last().innerText();
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});

test("the reference is kept in a file that says where to ask, and nothing of letter, recipient or sender", async () => {
  const { name, text } = await save("receipt.save");
  assert.equal(name, "lakzegel.txt");
  for (const known of [reference, `${deployment.url}/status`, envelope]) assert.ok(text.includes(known), `${known} in ${text}`);
  assert.deepEqual(leaks([...SECRETS, LETTER.number], [{ name, content: text }]), []);
});

test("the reference is copied as it is, and the page says so, to a screen reader too", async () => {
  await steps.button(page, "receipt.copy").click();
  await steps.shown(page).getByText(nl.t("receipt.copied"), { exact: true }).waitFor();
  await becomes(() => page.evaluate(() => navigator.clipboard.readText()), reference);
  await hears(page, nl.t("receipt.copied"));
});

test("where the clipboard refuses, the page says what to do instead", async () => {
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await steps.button(page, "receipt.copy").click();
  await steps.shown(page).getByText(nl.t("receipt.not_copied"), { exact: true }).waitFor();
});

test("what is sent to oneself is the reference and the address for asking; a browser that cannot share has no such button", async () => {
  assert.equal(await steps.button(page, "receipt.share").count(), 0, "this browser cannot");
  const context = await visitor(browser);
  const phone = await context.newPage();
  await phone.addInitScript(() => {
    navigator.share = (what) => Promise.resolve((window.shared = what));
  });
  await steps.goTo(phone, deployment, "receipt");
  await steps.button(phone, "receipt.share").click();
  const shared = await phone.waitForFunction(() => window.shared);
  assert.deepEqual(await shared.jsonValue(), { text: `${await steps.reference(phone)}\n${deployment.url}/status` });
  await context.close();
});

test("on paper stand the reference and what happens next, and nothing of the letter, its recipient, or how to press buttons", async () => {
  await page.emulateMedia({ media: "print" });
  const print = await page.locator("body").innerText();
  for (const text of [reference.replaceAll("-", " "), nl.t("receipt.keep"), nl.t("receipt.next"), `${deployment.url}/status`, envelope]) {
    assert.ok(print.replace(/\s+/g, " ").includes(text), `${text} in ${print}`);
  }
  assert.deepEqual(leaks([...SECRETS, LETTER.number], [{ name: "print", content: print }]), []);
  assert.equal(await page.locator("button:visible, a:visible, input:visible").count(), 0);
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, "one sheet");
  await page.emulateMedia({ media: "screen" });
});

test("anybody with the file sees that the letter was stored, that screening has not signed, and what is not proved; nothing is sent", async () => {
  const other = await checker();
  const sent = [];
  other.on("request", (request) => sent.push(request.url()));
  await choose(other, saved.stored.text);
  await heading(other, "check.proof_title").waitFor();
  await other.getByText(nl.t("check.unseen"), { exact: true }).waitFor();
  for (const key of ["check.not", "check.demo_here"]) await other.getByText(nl.t(key), { exact: true }).waitFor();
  await says(other.locator(".facts"), envelope);
  await hears(other, nl.t("check.proof"));
  assert.deepEqual(sent, []);
  await other.context().close();
});

test("a reference that came through a program for messages asks for the same letter, and a wrong one is found out", async () => {
  const context = await visitor(browser);
  const asker = await context.newPage();
  await asker.goto(`${deployment.url}/status`);
  await steps.arrive(asker, "status");
  const asks = async (typed) => {
    await asker.locator("#reference").fill(typed);
    const asked = asker.waitForRequest((request) => request.url().includes("/v1/statuses/"));
    await steps.button(asker, "status.ask").click();
    const request = await asked;
    await request.response();
    await asker.locator(".status").filter({ hasNotText: nl.t("status.busy_title") }).waitFor();
    return request.url();
  };
  const meant = await asks(reference);
  const digits = reference.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)));
  const wide = reference.replace(/./g, (character) => String.fromCodePoint(character.codePointAt(0) + 0xfee0));
  for (const typed of [`\u201c${reference.replaceAll("-", "\u2013")}\u201d.`, `\ufeff\u2068${reference.toLowerCase().replaceAll("-", "\u00a0")}\u2069`, digits, wide]) {
    assert.equal(await asks(typed), meant, typed);
  }
  await asker.locator("#reference").fill(`${reference}\u2013\u0661`);
  await steps.button(asker, "status.ask").click();
  await asker.locator("#error-list a", { hasText: nl.t("status.reference_wrong") }).waitFor();
  await context.close();
});

test("a receipt file that came by mail, with other line ends, a byte order mark and blanks, proves the same; one that was quoted does not", async () => {
  const other = await checker();
  const crlf = saved.stored.text.replaceAll("\n", " \r\n");
  for (const mailed of [crlf, `\ufeff${crlf}\r\n`, saved.stored.text.trimEnd()]) {
    await choose(other, mailed);
    await heading(other, "check.proof_title").waitFor();
    await says(other.locator(".facts"), envelope);
    await choose(other, mailed.replaceAll("\n", "\n> "));
    await heading(other, "check.broken_title").waitFor();
  }
  await other.context().close();
});

test("a button in the page's own language opens the device's files, by keyboard too", async () => {
  const words = all.find(({ lang }) => lang === "tr");
  const other = await checker({}, words);
  const asked = other.waitForEvent("filechooser");
  // By the time that the focus is there, the browser knows that the test wants to hear of it.
  await steps.button(other, "check.file", words).focus();
  await other.keyboard.press("Enter");
  const opened = await asked;
  await opened.setFiles(asFile(saved.stored.text));
  await heading(other, "check.proof_title", words).waitFor();
  await other.context().close();
});

test("a file can be dropped anywhere on the page", async () => {
  const other = await checker();
  const dropped = await other.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "gesleept.tlog-proof"));
    return transfer;
  }, saved.stored.text);
  await other.locator("#h-check").dispatchEvent("drop", { dataTransfer: dropped });
  await heading(other, "check.proof_title").waitFor();
  await other.getByText("gesleept.tlog-proof").waitFor();
  await other.context().close();
});

test("what proves nothing is told apart, in words, in every language", async () => {
  const { text } = saved.stored;
  const foreign = readFileSync(FOREIGN, "utf8").match(/^saved <<<\n([^]*?\n)>>>$/m)[1];
  const service = text.match(/\n\n(.*)\/log\n/)[1];
  const forged = (line) => text.replace(line, (found) => found.slice(0, -6) + (found.at(-6) === "A" ? "B" : "A") + found.slice(-5));
  const cases = [
    ["broken", forged(/^[\w+/]{43}=$/m)],
    ["broken", forged(/^— .*$/m)],
    ["broken", text.slice(0, -30)],
    ["broken", text.replace(/^extra .*$/m, `extra ${Buffer.alloc(32).toString("base64")}`)],
    ["demo", text.replaceAll(service, `${contract.demoOrigins}elders`)],
    ["foreign", foreign],
    ["unnamed", text.replace(/^extra .*\n/m, "")],
    ["other", "Lieve Bram,\n"],
    ["other", "x".repeat(100_000)],
  ];
  for (const words of all) {
    const other = await checker({}, words);
    for (const [kind, file] of cases) {
      await choose(other, "");
      await heading(other, "check.other_title", words).waitFor();
      await choose(other, file);
      await other.getByText(words.t(`check.${kind}`), { exact: true }).waitFor();
      await heading(other, `check.${kind}_title`, words).waitFor();
      await becomes(() => other.locator(".notice-success").count(), 0, kind);
    }
    await other.context().close();
  }
});

test("once screening has cosigned, the file that is saved proves that too, and when; the second reader agrees", async () => {
  await deployment.startScreening("read");
  await heading(page, "receipt.seen_title").waitFor();
  saved.seen = await save("receipt.proof");
  for (const [name, content] of [["seen.tlog-proof", saved.seen.text], ["served.txt", deployment.manifest]]) writeFileSync(deployment.path(name), content);
  const read = readReceipt(deployment.path("seen.tlog-proof"), "-", deployment.path("served.txt"), deployment.rootKeys);
  const time = read.said.match(/^seen by screening: at (\S+)$/m)?.[1];
  assert.ok(time, read.said + read.refused);
  const other = await checker();
  await choose(other, saved.seen.text);
  await heading(other, "check.proof_title").waitFor();
  const moment = new Date(time).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" });
  await other.getByText(nl.t("check.seen", { time: moment }), { exact: true }).waitFor();
  await other.context().close();
});

/** A statement that these root keys signed: the envelope of an entry is lost. */
async function statement(issued, number, id, roots = ["root-1", "root-2"]) {
  const [origin] = readFileSync(deployment.rootKeys, "utf8").split("\n");
  const file = deployment.path("lost.txt");
  writeFileSync(file, `lakzegel missing v1\norigin ${origin}\nissued ${issued}\nmissing ${number} ${id}\n`);
  for (const root of roots) await deployment.office("missing", "sign", "--key", `keys/${root}.key`, "--note", file);
  return readFileSync(file, "utf8");
}

/** The page for checking, where this is what the intake says of lost envelopes. */
async function told(missing, words = nl) {
  const context = await visitor(browser);
  await remembersTold(context);
  const other = await context.newPage();
  await other.route("**/v1/missing", (route) => route.fulfill({ body: missing, contentType: "text/plain; charset=utf-8" }));
  const answered = other.waitForResponse("**/v1/missing");
  await other.goto(`${deployment.url}/check`);
  await steps.arrive(other, "check");
  await answered;
  if (words !== nl) await steps.speak(other, words);
  return other;
}

test("who holds the receipt of a lost letter is told, in every language, by two root keys and not by one; screening's earlier word contradicts it", async () => {
  const seenAt = Date.parse(readReceipt(deployment.path("seen.tlog-proof"), "-", deployment.path("served.txt"), deployment.rootKeys).said.match(/^seen by screening: at (\S+)$/m)[1]) / 1000;
  const lost = await statement(seenAt - 10, 0, envelope);
  const second = (file, missing) => {
    for (const [name, content] of [["stored.tlog-proof", saved.stored.text], ["missing.txt", missing]]) writeFileSync(deployment.path(name), content);
    return readReceipt(deployment.path(file), "-", deployment.path("served.txt"), deployment.rootKeys, deployment.path("missing.txt"));
  };
  for (const words of all) {
    const other = await told(lost, words);
    await choose(other, saved.stored.text);
    await heading(other, "check.lost_title", words).waitFor();
    await other.getByText(words.t("check.lost"), { exact: true }).waitFor();
    await becomes(() => other.locator(".notice-success").count(), 0);
    if (words === nl) await hears(other, nl.t("check.lost"));
    // Screening signed later, and for the others only.
    await choose(other, saved.seen.text);
    await heading(other, "check.lost_title", words).waitFor();
    const moment = new Date(seenAt * 1000).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" });
    assert.ok(!(await steps.shown(other).innerText()).includes(nl.t("check.seen", { time: moment })));
    await other.context().close();
  }
  for (const file of ["stored.tlog-proof", "seen.tlog-proof"]) {
    const { code, said } = second(file, lost);
    assert.match(said, /^lost: two root keys/m);
    assert.ok(!said.includes("seen by screening"), said);
    assert.equal(code, 0);
  }

  // A statement of the time after screening had signed, or about another envelope at this place, is false.
  const late = await statement(seenAt + 10, 0, envelope);
  const other = await told(lost + late);
  await choose(other, saved.seen.text);
  await heading(other, "check.contradicted_title").waitFor();
  await choose(other, saved.stored.text);
  await heading(other, "check.lost_title").waitFor();
  await other.context().close();
  const contradicted = second("seen.tlog-proof", late);
  assert.match(contradicted.said, /^seen by screening/m);
  assert.match(contradicted.refused, /^refused: .*the statement is false/);
  assert.equal(contradicted.code, 1);
  assert.match(second("stored.tlog-proof", await statement(seenAt, 0, "0".repeat(64))).refused, /another envelope.*false/);

  // One root key says nothing, nor does a statement about another entry.
  for (const missing of [await statement(seenAt, 0, envelope, ["root-1"]), await statement(seenAt, 1, envelope), "", "no statement"]) {
    const honest = await told(missing);
    await choose(honest, saved.stored.text);
    await heading(honest, "check.proof_title").waitFor();
    await honest.context().close();
  }
});

test("the second reader reads the statement of the vectors, and refuses each that is to be refused", () => {
  const [{ manifest, root_keys: roots }, { stored, envelope_id: id }, { missing, ...others }] = ["04_manifest", "06_receipt", "09_missing"].map((name) => vectors(`${name}.txt`));
  const read = (statements) => {
    const files = Object.entries({ stored, manifest, roots, statements }).map(([name, content]) => (writeFileSync(deployment.path(name), content), deployment.path(name)));
    return readReceipt(files[0], id, ...files.slice(1));
  };
  assert.match(read(missing).said, /^lost: two root keys/m);
  assert.match(read("").said, /^not yet seen by screening/m);
  const refused = Object.entries(others).filter(([name]) => name.startsWith("refused_"));
  assert.equal(refused.length, 7);
  for (const [name, statement] of refused) {
    for (const statements of [statement, missing + statement]) assert.match(read(statements).refused, /^refused: /, name);
  }
});

test("a new receipt is not called seen by DJI where two root keys state that its letter is lost: screening signed without it", async () => {
  const context = await visitor(browser);
  await remembersTold(context);
  const sender = await context.newPage();
  let state;
  const stated = new Promise((done) => (state = done));
  await sender.route("**/v1/missing", async (route) => route.fulfill({ body: await stated, contentType: "text/plain; charset=utf-8" }));
  await steps.goTo(sender, deployment, "receipt");
  const id = await sender.locator(".facts dd").last().innerText();
  const receipt = await (await fetch(`${deployment.url}/v1/receipts/${id}`)).text();
  state(await statement(1, Number(receipt.match(/^index (\d+)$/m)[1]), id));
  await heading(sender, "check.lost_title").waitFor();
  await hears(sender, nl.t("check.lost"));
  assert.equal(await heading(sender, "receipt.seen_title").count(), 0);
  await context.close();
});

test("a receipt of a retired log key counts with somebody else's signature, or with what the log says now; alone it is not called right", async () => {
  const [name, size, root] = (await (await fetch(`${deployment.url}/checkpoint`)).text()).split("\n");
  assert.ok(Number(size) > 1, "the log has grown since");
  const key = (await deployment.office("note-key", "make", "--name", name, "--kind", "note", "--out", "keys/log-2.key")).trim();
  const retired = (text) => text.replace(/^log-key (.*)$/m, (_, old) => `log-key ${key}\nretired-log-key ${old} ${size} ${root}`);
  const note = await deployment.manifestWith((text) => retired(text).replace(/^version .*$/m, "version 1001"));
  const context = await visitor(browser);
  const other = await context.newPage();
  await other.route(MANIFEST, (route) => route.fulfill({ body: deployment.answer(note), contentType: "text/plain; charset=utf-8" }));
  await other.goto(`${deployment.url}/check`);
  await steps.arrive(other, "check");
  const sent = [];
  other.on("request", (request) => sent.push(new URL(request.url()).pathname));

  await choose(other, saved.seen.text);
  await heading(other, "check.proof_title").waitFor();
  await choose(other, saved.stored.text);
  await heading(other, "check.retired_title").waitFor();
  await becomes(() => other.locator(".notice-success").count(), 0);
  assert.deepEqual(sent, [], "nothing is asked before somebody wants it");

  await other.route("**/checkpoint", (route) => route.abort());
  await steps.button(other, "check.look_up").click();
  await steps.shown(other).getByText(nl.t("check.not_found"), { exact: true }).waitFor();
  await other.unroute("**/checkpoint");
  await steps.button(other, "check.look_up").click();
  await heading(other, "check.proof_title").waitFor();
  const [download] = await Promise.all([other.waitForEvent("download"), steps.button(other, "receipt.proof").click()]);
  const whole = readFileSync(await download.path(), "utf8");

  // With what was looked up, the file is enough by itself: for the page without a network, and for other software.
  sent.length = 0;
  await choose(other, "");
  await heading(other, "check.other_title").waitFor();
  await choose(other, whole);
  await heading(other, "check.proof_title").waitFor();
  assert.deepEqual(sent, []);
  for (const [file, content] of [["alone.tlog-proof", saved.stored.text], ["whole.tlog-proof", whole], ["retired.txt", note]]) writeFileSync(deployment.path(file), content);
  const second = (file) => readReceipt(deployment.path(file), "-", deployment.path("retired.txt"), deployment.rootKeys);
  assert.match(second("alone.tlog-proof").refused, /^refused: .*cannot be confirmed/);
  assert.match(second("whole.tlog-proof").said, /^stored: entry 0 of the 1 in the signed log/);
  await context.close();
});

/** Asks on the sender's page until the letter is in a state, and gives what the page says of it. */
async function asked(state) {
  const status = steps.shown(page).locator(".status");
  await until(`the status is ${state}`, async () => {
    await steps.button(page, "status.ask").click();
    await page.locator(".status:not([data-state=unknown])").or(page.getByText(nl.t("status.nothing"))).first().waitFor();
    return (await status.getAttribute("data-state")) === state;
  });
  const phases = await status.locator("ol > li").evaluateAll((items) => items.map((item) => [item.textContent, item.classList.contains("done"), item.ariaCurrent]));
  return { text: await status.innerText(), phases };
}

test("while somebody is looking at the letter, the list of phases shows where it is", async () => {
  const { text, phases } = await asked("screening");
  assert.deepEqual(phases, [
    [nl.t("receipt.stored_title"), true, null],
    [nl.t("status.received_title"), true, null],
    [nl.t("status.screening_title"), false, "step"],
    [nl.t("status.decision"), false, null],
  ]);
  assert.ok(text.includes(nl.t("status.later")));
});

test("a withheld letter names its ground, the law, and what can be done; nothing is said about the recipient", async () => {
  await deployment.office("withhold", envelope, "--ground", "victims", "--config", "screening.toml");
  const { text, phases } = await asked("withheld");
  for (const key of ["ground.victims", "status.law", "status.withheld_do", "status.complain", "status.ombudsman", "status.name"]) {
    assert.ok(text.includes(nl.t(key)), `${key} in ${text}`);
  }
  assert.deepEqual(phases.at(-1), [nl.t("status.withheld_title"), true, "step"]);
  assert.ok(text.includes(envelope), "the name for a complaint");
  assert.deepEqual(leaks([...SECRETS, LETTER.number, reference], [{ name: "status", content: text }]), []);
  for (const words of all) {
    await steps.speak(page, words);
    await says(steps.shown(page).locator(".status"), ...["ground.victims", "status.law", "status.complain"].map((key) => words.t(key)));
    const said = await steps.shown(page).locator(".status").innerText();
    assert.ok(!/ontvanger|recipient/i.test(said), said);
  }
});
