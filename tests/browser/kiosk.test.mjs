// A kiosk in a visiting hall: from the first screen to the end of a visit, with nothing left of it anywhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { apart } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { LETTER, SCREEN, SECRETS, atKiosk, deployKiosk, findMemory, goTo, heapOf, holdUp, isOver, kept, leave, memoryOf } from "./lib/kiosk.mjs";
import { announcedCode, typeCode } from "./lib/login.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { all, nl } from "./lib/words.mjs";

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deployKiosk(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** A code's halves, as they stand on paper and without hyphens. */
const halves = ({ admission, proof }) => [admission, proof].flatMap((half) => [half, half.replaceAll("-", "")]);

/** The addresses in the window's history. */
async function history(page) {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  await session.detach();
  return entries.map(({ url }) => url.replace(deployment.url, "")).filter((url) => url !== "about:blank");
}

test("what a kiosk looks like is said in the same tokens as elsewhere", () => {
  const style = (name) => readFileSync(new URL(`../../app/${name}`, import.meta.url), "utf8");
  const [elsewhere, here] = [style("style.css"), style("kiosk.css")];
  const named = [...new Set(here.match(/--[\w-]+/g))];
  assert.ok(named.length > 20);
  assert.deepEqual(named.filter((name) => !elsewhere.includes(`  ${name}:`)), []);
});

test("an intake for kiosks leads to one, with size, contrast and language on the first screen, which the next visitor finds as they were", async () => {
  const { context, page } = await atKiosk(browser, deployment);
  await becomes(() => new URL(page.url()).pathname, "/kiosk");
  const look = () => page.evaluate(() => [parseFloat(getComputedStyle(document.body).fontSize), getComputedStyle(document.body).color, document.documentElement.lang]);
  const [size, color, lang] = await look();
  assert.ok(size >= 18);
  assert.equal(lang, "nl");
  await steps.button(page, "kiosk.size_largest").click();
  await steps.button(page, "kiosk.contrast_high").click();
  await steps.speak(page, all[2]);
  await becomes(async () => {
    const [larger, white, other] = await look();
    return [larger >= 1.4 * size, white, other];
  }, [true, "rgb(255, 255, 255)", "tr"]);
  await becomes(() => page.locator("[aria-pressed=true]").allInnerTexts(), ["kiosk.size_largest", "kiosk.contrast_high", "kiosk.time_normal"].map((key) => all[2].t(key)));
  await steps.button(page, "start.begin", all[2]).click();
  await steps.arriveFocused(page, "privileged");
  await page.locator(".kiosk-bar button").click();
  await steps.arriveFocused(page, "ended");
  await becomes(async () => (await look())[2], "tr", "the last page still speaks the visitor's language");
  await steps.button(page, "kiosk.ended_new", all[2]).click();
  await steps.arrive(page, "start");
  await becomes(look, [size, color, "nl"]);
  // On a first screen where nothing has begun, the end is the same without many words.
  await steps.button(page, "kiosk.size_large").click();
  await steps.kioskEnd(page).click();
  await page.waitForFunction(() => document.documentElement.dataset.size === "0");
  await steps.arrive(page, "start");
  await context.close();
});

test("the whole way: large targets and type on every page, codes only, nothing kept, no way out but the end, and then nothing is left", async () => {
  const { context, page, watch } = await atKiosk(browser, deployment, {
    prepare: async (page) => {
      await page.addInitScript(findMemory);
      await page.addInitScript(() => (globalThis.print = () => (globalThis.printed = (globalThis.printed ?? 0) + 1)));
    },
  });
  const found = [];
  const look = async (name) => {
    found.push(...(await apart(page)).map((line) => `${name}: ${line}`));
    const box = await steps.kioskEnd(page).boundingBox();
    if (!(box && box.y >= 0 && box.y + box.height <= SCREEN.height)) found.push(`${name}: the end is out of reach`);
    const store = await kept(page);
    if (store.length > 0) found.push(`${name}: ${JSON.stringify(store)} is kept`);
  };
  await look("start");
  await steps.begin(page);
  await look("privileged");
  await steps.ordinary(page);
  await look("identity");
  assert.equal(await page.getByText(nl.t("identity.with", { name: "Demo" })).count(), 0, "nobody logs in elsewhere from here");
  await becomes(() => new URL(page.url()).pathname, "/kiosk/identity");
  await steps.button(page, "visitor.next").click();
  await page.locator("#errors").waitFor();
  await look("identity, with errors");
  const code = await announcedCode(deployment, "Örnek Bezoekster");
  const secrets = [...SECRETS, ...halves(code)];
  await typeCode(page, code);
  await steps.arriveFocused(page, "recipient");
  await look("recipient");
  await steps.recipient(page, LETTER);
  await look("write");
  await page.locator("#letter").fill("Bel 06-12345678 of kijk op www.voorbeeld.nl.\u202e");
  await steps.button(page, "write.next").click();
  await page.locator("#errors").waitFor();
  await look("write, with errors");
  await steps.write(page, LETTER);
  await look("review");
  assert.ok(leaks(secrets, [{ name: "memory", content: await memoryOf(page) }]).length >= SECRETS.length, "the search does find things");
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  await look("receipt");
  await steps.button(page, "receipt.print").click();
  await becomes(() => page.evaluate(() => globalThis.printed), 1);
  const reference = await steps.reference(page);
  secrets.push(reference, reference.replaceAll("-", ""));
  assert.deepEqual(found, []);

  const release = await holdUp(page);
  await steps.kioskEnd(page).click();
  await isOver(page);
  const memory = await memoryOf(page);
  assert.ok(memory.length > 1 << 20 && memory.every((byte) => byte === 0), "the program's memory is zeros");
  await becomes(() => page.locator("body").innerText(), `${nl.t("kiosk.ended_title")}\n\n${nl.t("kiosk.over")}`);
  release();
  await steps.arriveFocused(page, "ended");
  await says(steps.shown(page), nl.t("kiosk.ended_stored"));
  await becomes(() => page.url(), `${deployment.url}/kiosk/ended`, "the address is clean");
  await page.evaluate(() => (globalThis.stillHeld = ["een tekst die nog", "bewaard wordt, è"].join(" ")));
  const heap = await heapOf(page);
  assert.ok(heap.includes("een tekst die nog bewaard wordt, è"), "the search does find things");
  assert.deepEqual(leaks(secrets, [{ name: "heap", content: heap }]), []);
  await becomes(() => kept(page), []);
  await becomes(async () => new Set(await history(page)), new Set(["/kiosk", ...["privileged", "identity", "recipient", "write", "review", "ended"].map((step) => `/kiosk/${step}`)]));
  // Back shows a first page, and nothing of the visit.
  await page.goBack();
  await steps.arrive(page, "start");
  assert.deepEqual(leaks(secrets, [{ name: "page", content: await page.content() }, { name: "heap", content: await heapOf(page) }]), []);
  assert.deepEqual(await page.locator("input, textarea").count(), 0);
  assert.deepEqual(watch.complaints(), []);
  await context.close();
});

test("sabotage: without the wiping, the search finds the letter in the old memory and in the heap", async () => {
  const { context, page } = await atKiosk(browser, deployment, {
    prepare: async (page) => {
      await page.addInitScript(findMemory);
      await page.addInitScript(() => {
        Uint8Array.prototype.fill = function () {
          return this;
        };
      });
    },
  });
  const code = await goTo(page, deployment, "review");
  await page.evaluate((secret) => (globalThis.forgotten = secret), LETTER.name);
  assert.ok(leaks([LETTER.name], [{ name: "heap", content: await heapOf(page) }]).length > 0);
  const release = await holdUp(page);
  // Not by the button, for then each text is forgotten first: by a program that breaks.
  await page.evaluate(() => queueMicrotask(() => {
    throw new Error("spoilt");
  }));
  await isOver(page);
  const found = leaks([...SECRETS, ...halves(code)], [{ name: "memory", content: await memoryOf(page) }]);
  for (const secret of SECRETS) assert.ok(found.some((line) => line.includes(secret)), `${secret} is not in ${found.join("\n")}`);
  release();
  await context.close();
});

test("who wants to end a visit with a letter that is not sent is asked once, and can go back to the letter", async () => {
  const { context, page } = await atKiosk(browser, deployment);
  await goTo(page, deployment, "write");
  await page.locator("#letter").fill(LETTER.body);
  await steps.kioskEnd(page).click();
  const dialog = page.getByRole("dialog", { name: nl.t("kiosk.ask_title"), description: nl.t("kiosk.ask"), exact: true });
  await dialog.waitFor();
  await becomes(() => page.evaluate(() => document.activeElement.innerText), nl.t("kiosk.ask_back"));
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await becomes(() => page.locator("#letter").inputValue(), LETTER.body);
  await steps.kioskEnd(page).click();
  await dialog.getByRole("button", { name: nl.t("kiosk.ask_end"), exact: true }).click();
  await steps.arriveFocused(page, "ended");
  await says(steps.shown(page), nl.t("kiosk.ended_unsent"));
  await context.close();
});

test("a page that is left without ending the visit is wiped, though the browser keeps it; Back shows the first screen", async (t) => {
  const keeping = await launch({ keepsPages: true });
  t.after(() => keeping.close());
  const context = await visitor(keeping, { viewport: SCREEN });
  const page = await context.newPage();
  const shown = [];
  await page.exposeFunction("toldShown", (persisted) => shown.push(persisted));
  await page.addInitScript(() => addEventListener("pageshow", ({ persisted }) => toldShown(persisted), true));
  await steps.open(page, deployment);
  await goTo(page, deployment, "write");
  await page.locator("#letter").fill(LETTER.body);
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(`${deployment.url}/robots.txt`);
  await page.goBack();
  await steps.arrive(page, "start");
  await until("the browser had kept the page", () => shown.includes(true));
  assert.deepEqual(leaks(SECRETS, [{ name: "page", content: await page.content() }, { name: "heap", content: await heapOf(page) }]), []);
});

test("what is copied stays in the page, and nothing that was copied elsewhere comes into it", async () => {
  const { context, page } = await atKiosk(browser, deployment, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.evaluate(() => navigator.clipboard.writeText("van iemand anders"));
  await goTo(page, deployment, "write");
  const letter = page.locator("#letter");
  const hasBecome = (text) => becomes(() => letter.inputValue(), text);
  await letter.click();
  await page.keyboard.press("Control+V");
  // A key is heard after those before it.
  await page.keyboard.type("x");
  await hasBecome("x");
  await letter.fill("een twee ");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+X");
  await hasBecome("");
  await page.keyboard.press("Control+V");
  await page.keyboard.press("Control+V");
  await hasBecome("een twee een twee ");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "van iemand anders");
  // And the client heard of it.
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await says(steps.shown(page), "een twee een twee");
  await context.close();
});
