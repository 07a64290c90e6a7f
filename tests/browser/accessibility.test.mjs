// Every page for everybody: each step in each of its states, in every language, in windows of every size, light, dark and in forced colours.
//
// On a device of one's own and at a kiosk, two visitors each walk through all pages once, each for some of the languages; language, window
// and colours are changed in place. The whole product would be some thousand looks by axe, of which most could find nothing new:
// - what axe says about structure is asked for each page and language in one window, and that the other windows and colours show the same
//   elements is checked for each;
// - what it says about colours does not depend on words: it is asked for each page, scheme and of two windows, in the first language and from
//   right to left;
// - sizes, and everything that axe does not look at, are asked for each page, language and window.
// sabotage.test.mjs shows that each of these gates can find something.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { READERS, TARGET, markup, motion, outline, room, styled, tabs, traces, violations } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { KIOSK_IDLE, KIOSK_PAGES, PAGES, STEPS, everyPage, nameOf, waits } from "./lib/pages.mjs";
import * as steps from "./lib/steps.mjs";
import { golden, goldens, rememberMoments, tree } from "./lib/tree.mjs";
import { all, nl, words } from "./lib/words.mjs";

const { LETTER } = steps;

/** Looks at the page as it is with these media and this contrast of a kiosk's. */
const scheme = (media, contrast = 0) => async (page) => {
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce", ...media });
  await page.evaluate((contrast) => document.documentElement.dataset.contrast && (document.documentElement.dataset.contrast = contrast), contrast);
};
const LIGHT = ["light", scheme({})];
const SCHEMES = [LIGHT, ["dark", scheme({ colorScheme: "dark" })], ["forced colours", scheme({ forcedColors: "active" })]];

/** Where the client is used: with which pages, in which windows and schemes, and with how large targets, in pixels. */
const PLACES = {
  /** A phone, a larger one, a tablet, a desktop. */
  own: { pages: PAGES, windows: [[320, 640], [360, 740], [768, 1024], [1280, 900]], schemes: SCHEMES, target: TARGET, settings: {} },
  /** Screens as kiosks have them; and as much of one as somebody sees who has its browser show everything three times as large. */
  kiosk: {
    pages: KIOSK_PAGES,
    windows: [[360, 740], [1280, 1024], [1080, 1920]],
    schemes: [...SCHEMES, ["strong contrast", scheme({}, 1)]],
    target: 48,
    settings: { kiosk: true, kiosk_idle_minutes: KIOSK_IDLE },
  },
};
/** Which languages each visitor looks at. The first and the last are those in which colours and the keyboard are tried. */
const LANGUAGES = [["nl", "en", "tr", "pl"], ["ar", "es", "pap"]];
const VISITORS = Object.keys(PLACES).flatMap((place) => LANGUAGES.map((languages) => ({ place, languages })));

let browser, deployments;
/** By gate: what was wrong, and how often it looked. */
const gates = {};
/** By file: what a screen reader is given. */
const trees = {};

/** Notes what a gate found. */
function note(gate, where, found) {
  const noted = (gates[gate] ??= { found: [], looks: 0 });
  noted.looks += 1;
  noted.found.push(...found.map((line) => `${where}: ${line}`));
}

/** Changes the language without moving the focus. */
async function speak(page, { lang }) {
  await page.evaluate((lang) => document.querySelector(`.languages [lang=${lang}]`).click(), lang);
  await page.waitForFunction((lang) => document.documentElement.lang === lang, lang);
}

const resize = (page, [width, height]) => page.setViewportSize({ width, height });

/** What of a page is compared with a tree: a question that is asked over the page, or the page with what waits above it. */
async function treeOf(page, session, row) {
  const question = (await page.locator("dialog[open]").count()) > 0;
  if (question) return tree(page, session, "dialog[open]");
  const above = waits(row) && (await page.locator(".strip-waits").count()) > 0 ? await tree(page, session, ".strip-waits") : "";
  return above + (await tree(page, session, "#main"));
}

/** Looks at a page in every way. */
async function look(page, session, row, { place, languages }) {
  const { windows, schemes, target } = PLACES[place];
  const [step] = row;
  const ours = !step.startsWith("(");
  const [smallest, largest] = [windows[0], windows.at(-1)];
  for (const lang of ours ? languages : languages.slice(0, 1)) {
    const where = `${place}, ${nameOf(row)}, ${lang}`;
    const thorough = lang === languages[0];
    if (ours) {
      await speak(page, words(lang));
      // What two pages share is kept once; a kiosk's pages are kept in one file.
      const file = place === "kiosk" ? `kiosk.${lang}.txt` : `${step}.${lang}.txt`;
      trees[file] = `${trees[file] ?? ""}# ${nameOf(row)}: ${await page.title()}\n${await treeOf(page, session, row)}`;
      // Without a manifest nobody knows that this is a demo; a question is asked over everything; and after a visit there is nothing to end.
      if (row[1] !== "refused" && step !== "ended" && (await page.locator(".strip-waits, dialog[open]").count()) === 0) {
        const parts = [".page-header", ...(place === "kiosk" ? [".kiosk-bar"] : []), ".page-footer"];
        let frame = "";
        for (const part of parts) frame += await tree(page, session, part);
        const file = `${place === "kiosk" ? "kiosk-" : ""}frame.${lang}.txt`;
        trees[file] ??= frame;
        note("frame", where, frame === trees[file] ? [] : ["the frame is another than before"]);
      }
      note("markup", where, await markup(page, words(lang)));
    }
    note("structure", where, await violations(page, "structure"));
    const shown = await outline(page);
    for (const window of windows) {
      await resize(page, window);
      const at = `${where}, ${window[0]} pixels`;
      note("room", at, await room(page, target));
      note("size", at, await violations(page, "size"));
      note("outline", at, (await outline(page)) === shown ? [] : ["other elements are seen than in other windows"]);
      if (!thorough || ![smallest, largest].includes(window)) continue;
      for (const [name, show] of schemes) {
        await show(page);
        note("colour", `${at}, ${name}`, await violations(page, "colour"));
        note("outline", `${at}, ${name}`, (await outline(page)) === shown ? [] : ["other elements are seen than in other colours"]);
        // With a narrow window in some colours, and a wide one in the others.
        if ((window === smallest) === (name !== "dark")) note("tabs", `${at}, ${name}`, await tabs(page));
      }
      await LIGHT[1](page);
      note("motion", at, await motion(page));
    }
    await resize(page, [640, 800]);
    note("readers", `${where}, twice as large`, await styled(page, READERS["twice as large"], () => room(page)));
    await resize(page, [320, 640]);
    note("readers", `${where}, with spacing`, await styled(page, READERS["with spacing"], () => room(page)));
  }
  if (ours) await speak(page, nl);
  note("traces", `${place}, ${nameOf(row)}`, await traces(page));
}

/** Lets one of the visitors walk through all pages. */
async function visit(deployment, { place, languages }) {
  // A worker would send by itself what is to wait while it is looked at.
  const context = await visitor(browser, { viewport: { width: 320, height: 640 }, reducedMotion: "reduce", serviceWorkers: "block" });
  const page = await context.newPage();
  await rememberMoments(page);
  // A kiosk does things by itself that take time: nobody is to wait for them, and they are not to happen while it is looked at.
  if (place === "kiosk") await page.clock.setFixedTime(Date.now());
  const session = await context.newCDPSession(page);
  await session.send("Accessibility.enable");
  await everyPage(page, { deployment }, (row) => look(page, session, row, { place, languages }), PLACES[place].pages);
  await context.close();
}

before(async () => {
  // The first letter of each visitor is the first in a log: what the pages say of that is the same in every run.
  [browser, ...deployments] = await Promise.all([launch(), ...VISITORS.map(({ place }) => deploy({ settings: PLACES[place].settings }))]);
  await Promise.all(VISITORS.map((visitor, at) => visit(deployments[at], visitor)));
});
after(async () => {
  await browser?.close();
  await Promise.all((deployments ?? []).map((deployment) => deployment.end()));
});

test("the tables of pages have every step of the client, and every language has its visitor", () => {
  assert.ok(STEPS.length >= 9, `the client's list was not found: ${STEPS}`);
  const looked = [...PAGES, ...KIOSK_PAGES].map(([step]) => step).filter((step) => !step.startsWith("("));
  assert.deepEqual([...new Set(looked)].toSorted(), STEPS.toSorted());
  assert.deepEqual(LANGUAGES.flat().toSorted(), all.map(({ lang }) => lang).toSorted());
});

/** How often at least each gate looks, over all places; what is not a step has no languages. */
const sum = (count) => Object.values(PLACES).reduce((sum, place) => sum + count(place), 0);
const ours = ({ pages }) => pages.filter(([step]) => !step.startsWith("(")).length;
const inEachLanguage = (place) => ours(place) * all.length;
for (const [gate, least, what] of [
  ["structure", sum(inEachLanguage), "axe finds nothing wrong with the structure of any page in any language, by all rules of WCAG 2.2, levels A, AA and AAA"],
  ["colour", sum(({ pages, schemes }) => 4 * schemes.length * pages.length), "axe finds no contrast too low on any page, narrow and wide, light, dark, in forced colours and in a kiosk's strong contrast"],
  ["size", sum((place) => place.windows.length * inEachLanguage(place)), "axe finds no target too small or too near to another in any language and window"],
  ["outline", sum((place) => place.windows.length * inEachLanguage(place)), "every window and every scheme shows the same elements: what holds for one's structure holds for all"],
  ["markup", sum(inEachLanguage), "headings, ids, fields, live regions, title, language, and what is not to be translated are as they should be"],
  ["room", sum((place) => place.windows.length * inEachLanguage(place)), "no page is wider than its window from 320 pixels on, nothing is cut off, and targets have 44 pixels, at a kiosk 48"],
  ["readers", sum((place) => 2 * inEachLanguage(place)), "with text twice as large, and with the spacing that readers may ask for, nothing is too wide or cut off"],
  ["tabs", sum(({ pages, schemes }) => 2 * schemes.length * pages.length), "Tab stops at everything that can be pressed, in the order of reading, with a focus that is seen and not covered"],
  ["motion", sum(({ pages }) => 4 * pages.length), "where motion is not wanted, nothing moves"],
  ["traces", sum(({ pages }) => 2 * pages.length), "nothing readable is left on the device, whatever the page"],
  ["frame", sum((place) => (ours(place) - 4) * all.length), "what surrounds the pages is the same on all of them"],
]) {
  test(what, () => {
    const { found, looks } = gates[gate] ?? { found: [], looks: 0 };
    assert.deepEqual(found, []);
    assert.ok(looks >= least, `looked ${looks} times only, not ${least}`);
  });
}

for (const part of [...new Set(PAGES.map(([step]) => step).filter((step) => !step.startsWith("("))), "frame", "kiosk", "kiosk-frame"]) {
  test(`a screen reader is given the same tree as before in every language: ${part} (goldens/tree)`, () => {
    for (const { lang } of all) golden(`tree/${part}.${lang}.txt`, trees[`${part}.${lang}.txt`]);
  });
}

test("there is a tree for each step and for what surrounds it, in each language, and no other", () => goldens("tree", Object.keys(trees)));

test("a page that the browser's translator has rewritten still works, and the letter is not translated", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  /** As translators do: every text in two elements of its own, except where translation is off. */
  const translate = () =>
    page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      for (const text of texts.filter((text) => text.data.trim() && !text.parentElement.closest("[translate=no], textarea"))) {
        const [outer, inner] = [document.createElement("font"), document.createElement("font")];
        text.replaceWith(outer);
        outer.append(inner);
        inner.append(`${text.data} (vertaald)`);
      }
    });
  await steps.open(page, deployments[0]);
  const press = async (selector) => {
    await translate();
    await page.locator(`main > :not(.leaving) ${selector}`).first().click();
  };
  await press(".button-primary");
  await steps.arriveFocused(page, "privileged");
  await press(".button-primary");
  await steps.arriveFocused(page, "identity");
  await steps.logIn(page);
  await steps.fillRecipient(page);
  await press("[type=submit]");
  await steps.arriveFocused(page, "write");
  await page.locator("#letter").fill(LETTER.body);
  await press("[type=submit]");
  await steps.arriveFocused(page, "review");
  await translate();
  const lines = await page.locator(".sheet-text .line").allInnerTexts();
  assert.deepEqual(lines.map((line) => line.trimEnd()), LETTER.body.split("\n"), "what is sealed is what is shown");
  assert.deepEqual(await page.locator(".summary bdi").allInnerTexts(), [LETTER.name, LETTER.number, LETTER.sender]);
  await page.locator("main .button-primary").click();
  await steps.arriveFocused(page, "receipt");
  assert.match(await steps.reference(page), /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  await context.close();
});

test("each page says its language, and parts in another one say theirs", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await steps.open(page, deployments[0]);
  const marked = () => page.locator(".languages button").evaluateAll((buttons) => buttons.map(({ lang, ariaCurrent }) => [lang, ariaCurrent]));
  const only = (chosen) => all.map(({ lang }) => [lang, lang === chosen.lang ? "true" : null]);
  assert.deepEqual(await marked(), only(nl));
  for (const words of all) {
    await steps.speak(page, words);
    assert.deepEqual(await marked(), only(words));
    assert.equal(await page.locator("html").getAttribute("dir"), words.dir);
  }
  await context.close();
});
