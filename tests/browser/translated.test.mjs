// A page that the browser's translator has rewritten: it puts elements of its own in the place of every text, and what the client changes afterwards must
// still be seen. Every text that changes does so with the language: so each page is rewritten, spoken in another language, and compared with itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import { PAGES, everyPage, nameOf } from "./lib/pages.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { en, nl } from "./lib/words.mjs";

const MARK = " (vertaald)";

let deployment, browser, firefox;

before(async () => ([deployment, browser, firefox] = await Promise.all([deploy(), launch(), launchFirefox()])));
after(async () => {
  await Promise.all([browser?.close(), firefox?.close()]);
  await deployment?.end();
});

/**
 * Rewrites the page as a translator does: every text in two elements of its own, except where translation is off. With `wholly`, everything in an element that
 * has nothing but text is made anew.
 */
const translate = (page, wholly = false) =>
  page.evaluate(({ mark, wholly }) => {
    const walker = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts.filter((text) => text.data.trim() && !text.parentElement.closest("[translate=no], textarea"))) {
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      outer.append(inner);
      inner.append(text.data + mark);
      const { parentElement } = text;
      if (wholly && parentElement.childElementCount === 0) parentElement.replaceChildren(outer);
      else text.replaceWith(outer);
    }
  }, { mark: MARK, wholly });

/** Takes the translator's elements away again, where they are left: texts that never change. */
const restore = (page) =>
  page.evaluate((mark) => {
    for (const outer of document.querySelectorAll("font")) if (!outer.parentElement.closest("font")) outer.replaceWith(outer.textContent.replaceAll(mark, ""));
  }, MARK);

/** What is read on the page, line by line. */
const read = (page) =>
  page.evaluate(
    (mark) => [".page-header", "main", ".page-footer"].flatMap((part) => document.querySelector(part).innerText.replaceAll(mark, "").split("\n")).map((line) => line.trim()).filter((line) => line),
    MARK,
  );

/** Has the page speak a language, without moving the focus. */
async function speak(page, words) {
  await page.evaluate((lang) => document.querySelector(`.languages [lang=${lang}]`).click(), words.lang);
  await page.waitForFunction((lang) => document.documentElement.lang === lang, words.lang);
}

/** Compares a page with itself after it was rewritten. */
async function survives(page, name, wholly) {
  await speak(page, en);
  const expected = await read(page);
  await speak(page, nl);
  await translate(page, wholly);
  assert.ok(await page.evaluate(() => document.querySelectorAll("main font").length > 1), `${name} was rewritten`);
  await speak(page, en);
  await becomes(() => read(page), expected, name);
  await speak(page, nl);
  await restore(page);
}

test("every text of every page that changes is changed, also where a translator has put its own in its place", async () => {
  const context = await visitor(browser, { serviceWorkers: "block" });
  const page = await context.newPage();
  let looked = 0;
  const isOurs = ([step]) => !step.startsWith("(");
  await everyPage(page, { deployment }, async (row) => {
    if (!isOurs(row)) return;
    await survives(page, nameOf(row), looked % 2 === 1);
    looked += 1;
  }, PAGES);
  assert.equal(looked, PAGES.filter(isOurs).length);
  await context.close();
});

/** What changes on the page for writing: the count, what is told of it, what a button does, and what is found. */
async function changesWhileWriting(page) {
  const types = (text) => page.locator("#letter").fill(text);
  await translate(page);
  for (const body of ["a", "Bel 06-12345678.", "Lieve Bram,"]) {
    await types(body);
    const said = nl.count("write.left", 8_000 - body.length);
    await becomes(() => page.locator(".count").innerText(), said);
    await becomes(async () => (await page.evaluate(() => document.querySelector(".field + [aria-live]").textContent)).startsWith(said), true);
    await becomes(() => page.evaluate(() => document.querySelectorAll(".finding").length), body.includes("06") ? 1 : 0);
    await restore(page);
    await translate(page);
  }
  for (const [now, then] of [["spelling.on", "spelling.off"], ["spelling.off", "spelling.on"]]) {
    await restore(page);
    await translate(page);
    await page.getByRole("button", { name: nl.t(now) + MARK, exact: true }).click();
    await steps.button(page, then).waitFor();
  }
  await restore(page);
}

for (const [name, open] of Object.entries({
  Chromium: async () => (await visitor(browser)).newPage(),
  Firefox: async () => (await firefox.newContext()).newPage(),
})) {
  test(`in ${name} the whole way is gone on rewritten pages, and count, findings and buttons change while somebody writes`, async () => {
    const page = await open();
    await steps.open(page, deployment);
    await survives(page, "start", true);
    for (const [step, act] of steps.WAY) {
      await act(page);
      await survives(page, step, step.length % 2 === 0);
      if (step === "write") await changesWhileWriting(page);
    }
    await page.context().close();
  });
}
