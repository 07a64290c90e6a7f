// Visitor codes: from the visiting desk's paper, typed over by somebody without a digital identity, to a released letter; and what is said
// to whoever types it wrongly, or comes with a code that is not good.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { ADMISSION, contract } from "./lib/contract.mjs";
import { deploy, filesIn } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { sendLetter, told, typeCode as type } from "./lib/login.mjs";
import * as login from "./lib/login.mjs";
import { pdfText } from "./lib/pdf.mjs";
import * as steps from "./lib/steps.mjs";
import { Watch, placesOf, stored } from "./lib/watch.mjs";
import { en, nl } from "./lib/words.mjs";

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

test("a code from the paper goes all the way to a released letter under the desk's name, and its proof stays inside the seal", async () => {
  const code = await announcedCode();
  const { page, watch } = await atDesk();
  await type(page, { admission: code.admission.toLowerCase(), proof: code.proof.replaceAll("-", "") });
  await steps.arriveFocused(page, "recipient");
  const envelope = await sendLetter(page);
  const known = await deployment.released(envelope);
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
      assert.equal(await page.locator("#error-list").innerText(), text);
      assert.equal(await page.locator(`#${field}-error`).innerText(), `${words.t("errors.mark")} ${text}`);
      assert.match(await page.title(), new RegExp(`^${words.t("errors.mark")}`));
      assert.equal(await page.locator(`#${field}`).getAttribute("aria-invalid"), "true");
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
  let message = await told(page);
  assert.ok((await message.innerText()).includes(nl.t("visitor.used")));
  // Made, but the intake has not heard of it: announced to nobody, for screening is closed.
  await deployment.stopServers();
  await deployment.startIntake();
  const unknown = await newCode();
  await type(page, unknown);
  await page.getByText(nl.t("visitor.unknown"), { exact: true }).waitFor();
  message = await told(page);
  assert.equal(await message.locator("h2").innerText(), nl.t("identity.failed_title"));
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

test("the intake has no half of any code, in its log or in its files", async () => {
  await deployment.stopServers();
  const halves = papers.flatMap(({ admission, proof }) => [admission, proof]).flatMap((half) => [half, half.replaceAll("-", "")]);
  assert.ok(halves.length > 8);
  assert.deepEqual(leaks([...halves, NAME], [{ name: "intake.log", content: deployment.log("intake") }, ...filesIn(deployment.path("intake"))]), []);
});
