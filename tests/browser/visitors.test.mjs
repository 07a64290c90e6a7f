// Visitor codes: from the visiting desk's paper, typed over by somebody without a digital identity, to a released letter; and what is said
// to whoever types it wrongly, or comes with a code that is not good.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { markup, room, violations } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { ADMISSION, UPLOAD, contract } from "./lib/contract.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { sendLetter, told, typeCode as type } from "./lib/login.mjs";
import * as login from "./lib/login.mjs";
import { pdfText } from "./lib/pdf.mjs";
import * as steps from "./lib/steps.mjs";
import { Watch, placesOf, stored, withoutVersion } from "./lib/watch.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { en, nl } from "./lib/words.mjs";

const { LETTER } = steps;
const NAME = "Örnek Bezoekster";

let deployment, browser;
/** Every code that was on paper. */
const papers = [];

/** Has a code made, and keeps what was on its paper. */
async function noted(making) {
  papers.push(await making(deployment, NAME));
  return papers.at(-1);
}

const newCode = () => noted(login.newCode);
const announcedCode = () => noted(login.announcedCode);

before(async () => {
  [deployment, browser] = await Promise.all([deploy({ screening: true }), launch()]);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** Somebody at the page where a code can be typed. */
async function atDesk() {
  const context = await visitor(browser);
  const page = await context.newPage();
  const watch = new Watch(context);
  await steps.goTo(page, deployment, "identity");
  return { page, watch };
}

/** How often the intake was asked to admit somebody. */
const asked = (watch) => watch.requests.filter((request) => request.url().endsWith(contract.admissionPath)).length;

test("a code from the paper, however it was typed, goes all the way to a released letter under the desk's name, and its proof stays inside the seal", async () => {
  const code = await announcedCode();
  const { page, watch } = await atDesk();
  const arabic = (text) => text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)));
  await type(page, { admission: `\ufeff\u201c${code.admission.toLowerCase().replaceAll("-", " \u2013 ")}\u201d.`, proof: arabic(code.proof.replaceAll("-", "\u00a0")) });
  await steps.arriveFocused(page, "recipient");
  await steps.recipient(page, { ...LETTER, number: `${arabic("123")}\u202f${arabic("4567")}`, name: ` ${LETTER.name.replaceAll(" ", "\t")}\u200b`, sender: `\u2068${LETTER.sender}\u2069` });
  await steps.write(page);
  const envelope = await login.sendReviewed(page);
  const known = await deployment.released(envelope);
  const { recipient_number, recipient_name, sender_name } = known.letter;
  assert.deepEqual([recipient_number, recipient_name, sender_name], [LETTER.number, LETTER.name, LETTER.sender], "what is sealed is what was meant");
  assert.equal(known.evidence.kind, "visitor-code");
  assert.deepEqual(known.evidence.person, { name: NAME, source: "desk" });
  const print = pdfText(readFileSync(deployment.path("released", `${envelope}.pdf`)));
  assert.ok(print.includes("bezoekersbalie") && print.includes("DEMO"), print);

  const halves = [code.admission, code.admission.replaceAll("-", "")];
  const proofs = [code.proof, code.proof.replaceAll("-", "")];
  const sent = await watch.sent();
  assert.ok(leaks(halves, sent).length > 0, "the search does find things: the admission half was sent");
  assert.deepEqual(leaks(proofs, sent), [], "no request has the proof in sight");
  assert.deepEqual(leaks([...halves, ...proofs], placesOf(await stored(page))), [], "nothing of it is on the device");
  assert.deepEqual(watch.complaints(), []);
  await page.context().close();
});

for (const words of [nl, en]) {
  test(`typing errors are found, each with what to do, before anything is asked (page in ${words.lang})`, async () => {
    const code = await announcedCode();
    const { page, watch } = await atDesk();
    await steps.speak(page, words);
    const other = (character) => (character === "2" ? "3" : "2");
    const wrong = other(code.admission[0]) + code.admission.slice(1);
    const at = [...code.proof].findIndex((character, at) => at > 0 && !`${character}${code.proof[at - 1]}`.includes("-") && character !== code.proof[at - 1]);
    const swapped = [...code.proof].map((character, place) => (place === at ? code.proof[at - 1] : place === at - 1 ? code.proof[at] : character)).join("");
    for (const [typed, field, key, values] of [
      [{ ...code, admission: wrong }, "admission", "visitor.wrong_check"],
      [{ ...code, proof: swapped }, "proof", "visitor.wrong_check"],
      [{ ...code, admission: code.admission.slice(1) }, "admission", "visitor.wrong_length"],
      [{ ...code, proof: `0${code.proof.slice(1)}` }, "proof", "visitor.wrong_character", { character: "0" }],
      [{ ...code, proof: "" }, "proof", "visitor.wrong_length"],
    ]) {
      await type(page, typed, words);
      await page.waitForFunction(() => document.activeElement?.id === "errors");
      const text = words.t(key, values);
      await becomes(() => page.locator("#error-list").innerText(), text);
      await becomes(() => page.locator(`#${field}-error`).innerText(), `${words.t("errors.mark")} ${text}`);
      await becomes(async () => (await page.title()).startsWith(words.t("errors.mark")), true);
      await becomes(() => page.locator(`#${field}`).getAttribute("aria-invalid"), "true");
    }
    await type(page, { admission: code.proof, proof: code.admission }, words);
    await page.waitForFunction((text) => document.getElementById("error-list")?.innerText === text, Array(2).fill(words.t("visitor.wrong_half")).join("\n"));
    assert.equal(asked(watch), 0);
    await page.context().close();
  });
}

test("a code that was used, or that admits nobody today, is told as that, and another code can be typed", async () => {
  const used = papers[0];
  const { page } = await atDesk();
  await type(page, used);
  await says(await told(page), nl.t("visitor.used"));
  // Made, but the intake has not heard of it: announced to nobody, for screening is closed.
  await deployment.stopServers();
  await deployment.startIntake();
  const unknown = await newCode();
  await type(page, unknown);
  await page.getByText(nl.t("visitor.unknown"), { exact: true }).waitFor();
  await says(await told(page), nl.t("identity.failed_title"));
  await deployment.startScreening();
  await deployment.logged("screening", { message: "the intake knows new visitor codes" });
  await type(page, unknown);
  await steps.arriveFocused(page, "recipient");
  await page.context().close();
});

test("after an answer that was lost the same code is shown again, and still admits", async () => {
  const code = await announcedCode();
  const { page, watch } = await atDesk();
  // The intake gets the request and answers; the answer does not arrive.
  await page.route(ADMISSION, async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await type(page, code);
  await page.getByText(nl.t("identity.unreachable"), { exact: true }).waitFor();
  await steps.button(page, "visitor.next").click();
  await steps.arriveFocused(page, "recipient");
  assert.equal(asked(watch), 2);
  const { evidence } = await deployment.released(await sendLetter(page));
  assert.equal(evidence.person.name, NAME);
  await page.context().close();
});

/** Writes a letter with a code, and is told that it could not be sent: no upload gets through in this browser any more. */
async function cannotSend(page, code) {
  await type(page, code);
  await steps.arriveFocused(page, "recipient");
  await steps.recipient(page);
  await steps.write(page);
  await page.context().route(UPLOAD, (route) => route.abort());
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
}

test("with a visitor code a letter waits on the device once its reference was noted, without it, and goes by itself", async () => {
  const code = await announcedCode();
  const { page, watch } = await atDesk();
  const context = page.context();
  const waiting = async (page) => (await stored(page)).indexedDB.filter(([name]) => name.startsWith(contract.outbox));
  await cannotSend(page, code);
  const reference = await steps.reference(page);
  assert.match(reference, /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  await steps.shown(page).getByText(nl.t("unsent.reference"), { exact: true }).waitFor();
  assert.deepEqual((await Promise.all([violations(page), markup(page, nl), room(page)])).flat(), []);
  assert.equal(await page.getByText(nl.t("outbox.open_only")).count(), 0, "it may wait, and nothing says that it may not");
  // Shown is not noted: nothing is kept before its sender says so, and the browser asks whoever closes the page.
  assert.deepEqual(await waiting(page), []);
  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  await (await asked).dismiss();
  await closing.catch(() => {});
  // By keyboard alone.
  await steps.button(page, "unsent.noted").focus();
  await page.keyboard.press("Enter");
  await steps.shown(page).getByText(nl.t("unsent.waits"), { exact: true }).waitFor();
  await steps.shown(page).getByText(nl.t("outbox.safe"), { exact: true }).waitFor();
  assert.equal(await steps.reference(page), reference, "it can still be copied");
  await becomes(async () => (await waiting(page)).length, 1);
  const kept = await stored(page);
  const secret = [...steps.SECRETS, reference, reference.replaceAll("-", ""), code.admission, code.proof, code.proof.replaceAll("-", "")];
  assert.deepEqual(leaks(secret, placesOf(kept)), []);
  assert.ok(!/"reference":/.test((await waiting(page))[0][1]), "not encrypted either: nobody could have the key");
  assert.deepEqual((await Promise.all([violations(page), markup(page, nl), room(page)])).flat(), []);

  // The page is closed, which nobody is asked about, and whoever comes next sees that a letter waits, and no more.
  await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
  const next = await context.newPage();
  await next.goto(`${deployment.url}/outbox`);
  await steps.arrive(next, "outbox");
  const card = (state) => next.locator(`main [data-state=${state}]`);
  await card("waits").getByText(nl.t("outbox.code"), { exact: true }).waitFor();
  for (const key of ["outbox.save", "outbox.log_in_now", "outbox.show"]) assert.equal(await steps.button(next, key).count(), 0, key);
  await context.unroute(UPLOAD);
  const put = next.waitForRequest((request) => request.method() === "PUT");
  await steps.button(next, "outbox.send").click();
  const id = new URL((await put).url()).pathname.split("/").at(-1);
  await card("stored").getByText(nl.t("outbox.stored_code"), { exact: true }).waitFor();
  for (const key of ["outbox.save", "outbox.log_in_now", "outbox.show"]) assert.equal(await steps.button(next, key).count(), 0, key);
  assert.ok(!(await next.locator("main").innerText()).includes(id), "nor which letter it was");
  assert.deepEqual((await Promise.all([violations(next), markup(next, nl), room(next)])).flat(), []);
  const { evidence } = await deployment.released(id);
  assert.equal(evidence.person.name, NAME);
  // Its sender, who has the reference, asks with it as always.
  await steps.button(next, "status.ask").click();
  await steps.arriveFocused(next, "status");
  await next.locator("#reference").fill(reference);
  await steps.button(next, "status.ask").click();
  await next.locator(".status").first().waitFor();
  assert.deepEqual(leaks(secret, placesOf(await stored(next))), []);
  assert.deepEqual(watch.complaints().filter((line) => !line.includes("ERR_FAILED")), []);
  await context.close();
});

for (const [how, notes] of Object.entries({
  "is saved": async (page) => Promise.all([page.waitForEvent("download"), steps.button(page, "receipt.save").click()]),
  "is copied": (page) => steps.button(page, "receipt.copy").click(),
  "is printed": (page) => steps.button(page, "receipt.print").click(),
})) {
  test(`a reference that ${how} is noted, and one that could not be is not`, async () => {
    const code = await announcedCode();
    const { page } = await atDesk();
    const context = page.context();
    await context.grantPermissions(["clipboard-write"], { origin: deployment.url });
    await page.evaluate(() => (globalThis.print = () => {}));
    await cannotSend(page, code);
    if (how === "is copied") {
      const refuse = () => (navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")));
      await page.evaluate(refuse);
      await notes(page);
      await steps.shown(page).getByText(nl.t("receipt.not_copied"), { exact: true }).waitFor();
      assert.equal(await steps.shown(page).getByText(nl.t("unsent.waits"), { exact: true }).count(), 0);
      await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.resolve()));
    }
    await notes(page);
    await steps.shown(page).getByText(nl.t("unsent.waits"), { exact: true }).waitFor();
    await becomes(async () => (await stored(page)).indexedDB.filter(([name]) => name.startsWith(contract.outbox)).length, 1);
    // Nothing waits any more once it was sent from this page, whose receipt has the reference.
    await context.unroute(UPLOAD);
    await steps.button(page, "unsent.send_again").click();
    await steps.arriveFocused(page, "receipt");
    await until("nothing is kept", async () => withoutVersion(await stored(page)).length === 0);
    await context.close();
  });
}

test("on a device that others use, too, a letter with a visitor code does not wait, and its page says so", async () => {
  const code = await announcedCode();
  const { page } = await atDesk();
  await page.evaluate(() => localStorage.setItem("lakzegel-shared", "1"));
  await page.reload();
  await steps.goTo(page, deployment, "identity");
  await cannotSend(page, code);
  await steps.shown(page).getByText(nl.t("outbox.open_only"), { exact: true }).waitFor();
  assert.equal(await steps.button(page, "unsent.noted").count(), 0);
  assert.equal(await page.locator(".reference").count(), 0);
  await becomes(async () => (await stored(page)).indexedDB, []);
  await page.context().close();
});

test("a letter with a visitor code that the browser cannot keep says so on the page, to everybody", async () => {
  const code = await announcedCode();
  const { page } = await atDesk();
  await cannotSend(page, code);
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("Not here.", "SecurityError");
    };
  });
  await steps.button(page, "unsent.noted").click();
  await steps.shown(page).getByText(nl.t("draft.failed"), { exact: true }).waitFor();
  assert.equal(await steps.shown(page).getByText(nl.t("unsent.waits"), { exact: true }).count(), 0);
  await page.context().close();
});

test("the intake has no half of any code, in its log or in its files", async () => {
  await deployment.stopServers();
  const halves = papers.flatMap(({ admission, proof }) => [admission, proof]).flatMap((half) => [half, half.replaceAll("-", "")]);
  assert.ok(halves.length > 8);
  assert.deepEqual(leaks([...halves, NAME], [{ name: "intake.log", content: deployment.log("intake") }, ...filesIn(deployment.path("intake"))]), []);
});
