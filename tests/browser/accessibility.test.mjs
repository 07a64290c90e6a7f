// Every page for everybody: each step in each of its states, in every language, in windows of every size, light, dark and in forced colours.
//
// On a device of one's own and at a kiosk, a visitor walks through all pages once; language, window and colours are changed in place. The whole
// product would be some thousand looks, of which most could find nothing new:
// - what changes with words is asked of each page in each language, each window and each size of letters, and of each two of these on one page
//   or another (lib/pairs.mjs); what is too wide, of each page in each language where there is least room: twice as large or with spacing;
// - what changes with colours does not change with words: it is asked in the same way, from left to right and from right to left;
// - that a page shows the same elements in all of these is a gate, too.
// With LAKZEGEL_FULL=1 both are asked in every combination.
// sabotage.test.mjs shows that each of these gates can find something.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { READERS, TARGET, apart, markup, motion, outline, room, styled, tabs, traces, violations } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { KIOSK_IDLE, KIOSK_PAGES, PAGES, STEPS, everyPage, nameOf, waits } from "./lib/pages.mjs";
import { keyed, say } from "./lib/keys.mjs";
import { combinations, pairs } from "./lib/pairs.mjs";
import * as steps from "./lib/steps.mjs";
import { goldenInEvery, goldens, rememberMoments, trees } from "./lib/tree.mjs";
import { becomes } from "./lib/waits.mjs";
import { all, nl } from "./lib/words.mjs";

const { LETTER } = steps;

/** Where the client is used: with which pages, windows, schemes and sizes of letters, and with how large targets, in pixels. */
const PLACES = {
  /** A phone, a larger one, a tablet, a desktop. */
  own: { pages: PAGES, windows: [[320, 640], [360, 740], [768, 1024], [1280, 900]], schemes: ["light", "dark", "forced colours"], letters: ["0"], target: TARGET, settings: {} },
  /** Screens as kiosks have them; and as much of one as somebody sees who has its browser show everything three times as large. */
  kiosk: {
    pages: KIOSK_PAGES,
    windows: [[360, 740], [1280, 1024], [1080, 1920]],
    schemes: ["light", "dark", "forced colours", "strong contrast"],
    letters: ["0", "2"],
    target: 48,
    settings: { kiosk: true, kiosk_idle_minutes: KIOSK_IDLE },
  },
};

/** Whether a page is one of the client's. */
const isOurs = ([step]) => !step.startsWith("(");

let browser, deployments;
/** By gate: what was wrong, and how often it looked. */
const gates = {};
/** By file and language: what a screen reader is given. */
const given = {};

/** Shows the page as a look wants it, without moving the focus; `before` is the look before, on the same page. */
async function show(page, { row, words, window, scheme, letters }, before = {}) {
  const [width, height] = window;
  if (before.window !== window) await page.setViewportSize({ width, height });
  if (before.scheme !== scheme) await page.emulateMedia({ colorScheme: scheme === "dark" ? "dark" : "light", forcedColors: scheme === "forced colours" ? "active" : "none", reducedMotion: "reduce" });
  if (!isOurs(row) || (before.words === words && before.scheme === scheme && before.letters === letters)) return;
  await page.evaluate(({ lang, contrast, letters }) => {
    const { dataset } = document.documentElement;
    // A kiosk's page has these two.
    if (dataset.contrast) Object.assign(dataset, { contrast, size: letters });
    if (document.documentElement.lang !== lang) document.querySelector(`.languages [lang=${lang}]`).click();
  }, { lang: words.lang, contrast: scheme === "strong contrast" ? "1" : "0", letters });
  if (before.words !== words) await page.waitForFunction((lang) => document.documentElement.lang === lang, words.lang);
}

/** Takes down what a screen reader is given: the page, or the question that is asked over it, and what surrounds all pages. */
async function readAloud({ page, session, row, words, place }) {
  const { question, waiting, title, current } = await page.evaluate(() => ({
    question: document.querySelector("dialog[open]") !== null,
    waiting: document.querySelector(".strip-waits") !== null,
    title: document.title,
    current: [...document.querySelectorAll(".languages [aria-current]")].map(({ lang }) => lang).join(),
  }));
  const ofPage = question ? ["dialog[open]"] : [...(waits(row) && waiting ? [".strip-waits"] : []), "#main"];
  // Without a manifest nobody knows that this is a demo; a question is asked over everything; and after a visit there is nothing to end.
  const [step, state] = row;
  const surrounded = state !== "refused" && step !== "ended" && !question && !waiting;
  const around = surrounded ? [".page-header", ...(place === "kiosk" ? [".kiosk-bar"] : []), ".page-footer"] : [];
  const read = await trees(page, session, [...ofPage, ...around]);
  // What two pages share is kept once; a kiosk's pages are kept in one file.
  const file = (given[place === "kiosk" ? "kiosk" : step] ??= {});
  file[words.lang] = `${file[words.lang] ?? ""}# ${nameOf(row)}: ${title}\n${read.slice(0, ofPage.length).join("")}`;
  if (!surrounded) return [];
  // Which of the languages is the current one is another in each.
  const frame = read.slice(ofPage.length).join("").replace(" (current)", "");
  const frames = (given[place === "kiosk" ? "kiosk-frame" : "frame"] ??= {});
  frames[words.lang] ??= frame;
  return [...(current === words.lang ? [] : [`${current} is marked as the current language`]), ...(frame === frames[words.lang] ? [] : ["the frame is another than before"])];
}

/** How readers change a page, and in which window it must have room then: the narrowest, or as much of one as is left of a larger one. */
const CHANGED = { "twice as large": [640, 800], "with spacing": [320, 640] };

/** Looks whether a page has room as a reader changes it. */
async function changed({ page, window, reader }) {
  const size = ([width, height]) => page.setViewportSize({ width, height });
  await size(CHANGED[reader]);
  const found = await styled(page, READERS[reader], () => room(page));
  await size(window);
  return found.map((line) => `${reader}: ${line}`);
}

/** The outline of each page in its first look. */
const outlines = new Map();

/** Whether a page shows what it showed in its first look. */
async function showsTheSame({ page, place, row }) {
  const [seen, of] = [await outline(page), `${place} ${nameOf(row)}`];
  if (!outlines.has(of)) outlines.set(of, seen);
  return seen === outlines.get(of) ? [] : ["other elements are seen than before"];
}

/**
 * What is asked of a page and changes with its words, the window, the size of the letters and what readers do to it, but not with colours.
 * A gate whose answer depends on some of these alone says `by` which.
 */
const IN_WORDS = {
  frame: { by: ["words"], ours: true, look: readAloud, what: "what surrounds the pages is the same on all of them, and says which language is the current one" },
  markup: { by: ["words"], ours: true, look: ({ page, words }) => markup(page, words), what: "headings, ids, fields, live regions, title, language, and what is not to be translated are as they should be" },
  structure: { by: ["words"], look: ({ page }) => violations(page, "structure"), what: "axe finds nothing wrong with the structure of any page in any language, by all rules of WCAG 2.2, levels A, AA and AAA" },
  readers: { by: ["words", "reader"], look: changed, what: "with text twice as large, and with the spacing that readers may ask for, nothing is too wide or cut off" },
  outline: { look: showsTheSame, what: "every language and window shows the same elements: what holds for one's structure holds for all" },
  size: { by: ["words", "window", "letters"], look: ({ page }) => violations(page, "size"), what: "axe finds no target too small or too near to another in any language and window" },
  room: { by: ["words", "window", "letters"], look: ({ page, place }) => room(page, PLACES[place].target), what: "no page is wider than its window from 320 pixels on, nothing is cut off, and targets have 44 pixels, at a kiosk 48" },
  kiosk: { by: ["words", "window", "letters"], ours: true, place: "kiosk", look: ({ page }) => apart(page), what: "at a kiosk targets are 8 pixels apart, letters have 18 pixels, nothing is filled in by the browser, and no link leads away" },
};
/** What is asked of a page and changes with colours, with a narrow or a wide window and with the direction, but not with words. */
const IN_COLOURS = {
  coloured: { look: showsTheSame, what: "every scheme shows the same elements" },
  colour: { look: ({ page }) => violations(page, "colour"), what: "axe finds no contrast too low on any page, narrow and wide, light, dark, in forced colours and in a kiosk's strong contrast" },
  tabs: { look: ({ page }) => tabs(page), what: "Tab stops at everything that can be pressed, in the order of reading, with a focus that is seen and not covered" },
  motion: { look: ({ page }) => motion(page), what: "where motion is not wanted, nothing moves" },
  traces: { look: ({ page }) => traces(page), what: "nothing readable is left on the device, whatever the page" },
};
const GATES = { ...IN_WORDS, ...IN_COLOURS };

/** A language from left to right and one from right to left. */
const DIRECTIONS = [nl, all.find(({ dir }) => dir === "rtl")];

/** In what a place's pages are looked at, and what is asked there: first in each language, then in colours. */
const inWords = ({ pages, windows, letters }) => ({ row: pages, words: all, window: windows, letters, reader: Object.keys(CHANGED) });
const inColours = ({ pages, windows, schemes }) => ({ row: pages, words: DIRECTIONS, window: [windows[0], windows.at(-1)], scheme: schemes, letters: ["0"] });
/** The same with larger letters, where there are any: a colour that is enough for one size may be behind another thing in the next. */
const inLargeLetters = ({ pages, windows, schemes, letters }) => ({ row: pages, words: [nl], window: windows, scheme: schemes, letters: letters.filter((size) => size !== "0") });
const looksAt = (place) => [
  ...combinations(inWords(place)).map((look) => ({ ...look, scheme: "light", gates: IN_WORDS })),
  ...combinations(inColours(place)).map((look) => ({ ...look, gates: IN_COLOURS })),
  ...(place.letters.length > 1 ? combinations(inLargeLetters(place)).map((look) => ({ ...look, gates: { colour: IN_COLOURS.colour } })) : []),
];

/** Whether a gate has a say on a page. */
const concerns = ({ ours, place }, look) => (!ours || isOurs(look.row)) && (!place || place === look.place);

/** What of a look a gate's answer depends on. Where all of it was there before, the gate need not look again. */
const dependsOn = ({ by = ["words", "window", "scheme", "letters"] }, { place, row, words, ...look }) => [place, nameOf(row), ...by.map((what) => (what === "words" ? words.lang : look[what]))].join();

/** Looks at a page in every way, and leaves it as it was. */
async function lookAt(page, session, place, row, looks) {
  let before;
  for (const look of looks) {
    // What is not ours has a language of its own.
    const here = { ...look, page, session, place, ...(isOurs(row) ? {} : { words: nl }) };
    await show(page, here, before);
    before = here;
    const where = [place, nameOf(row), here.words.lang, `${here.window[0]} pixels`, here.scheme, `letters ${here.letters}`, here.reader].filter(Boolean);
    for (const [name, gate] of Object.entries(look.gates).filter(([, gate]) => concerns(gate, here))) {
      const noted = (gates[name] ??= { found: [], looked: new Set() });
      const asked = dependsOn(gate, here);
      if (noted.looked.has(asked)) continue;
      noted.looked.add(asked);
      noted.found.push(...(await gate.look(here)).map((line) => `${where.join(", ")}: ${line}`));
    }
  }
  await show(page, { row, words: nl, window: PLACES[place].windows[0], scheme: "light", letters: "0" });
}

/** Lets somebody walk through all pages of a place. */
async function visit(deployment, place) {
  // A worker would send by itself what is to wait while it is looked at.
  const context = await visitor(browser, { viewport: { width: 320, height: 640 }, reducedMotion: "reduce", serviceWorkers: "block" });
  const page = await context.newPage();
  await rememberMoments(page);
  // A kiosk does things by itself that take time: nobody is to wait for them, and they are not to happen while it is looked at.
  if (place === "kiosk") await page.clock.setFixedTime(Date.now());
  const session = await context.newCDPSession(page);
  await session.send("Accessibility.enable");
  const looks = looksAt(PLACES[place]);
  await everyPage(page, { deployment }, (row) => lookAt(page, session, place, row, looks.filter((look) => look.row === row)), PLACES[place].pages);
  await context.close();
}

before(async () => {
  // The first letter of each visitor is the first in a log: what the pages say of that is the same in every run.
  const places = Object.keys(PLACES);
  [browser, ...deployments] = await Promise.all([launch(), ...places.map((place) => deploy({ settings: PLACES[place].settings }))]);
  await Promise.all(places.map((place, at) => visit(deployments[at], place)));
});
after(async () => {
  await browser?.close();
  await Promise.all((deployments ?? []).map((deployment) => deployment.end()));
});

test("the tables of pages have every step of the client", () => {
  assert.ok(STEPS.length >= 9, `the client's list was not found: ${STEPS}`);
  const looked = [...PAGES, ...KIOSK_PAGES].filter(isOurs).map(([step]) => step);
  assert.deepEqual([...new Set(looked)].toSorted(), STEPS.toSorted());
});

test("pairs: every two values come together, in far fewer rows than there are combinations, and every time in the same", () => {
  for (const factors of Object.values(PLACES).flatMap((place) => [inWords(place), inColours(place), ...(place.letters.length > 1 ? [inLargeLetters(place)] : [])])) {
    const rows = pairs(factors);
    for (const [one, ones] of Object.entries(factors)) {
      for (const [other, others] of Object.entries(factors).filter(([other]) => other !== one)) {
        for (const value of ones) for (const met of others) assert.ok(rows.some((row) => row[one] === value && row[other] === met), `${one} and ${other}`);
      }
    }
    const [most, second] = Object.values(factors).map(({ length }) => length).toSorted((one, other) => other - one);
    assert.ok(rows.length <= 1.1 * most * second, `${rows.length} rows, and ${most * second} could do`);
    assert.deepEqual(pairs(factors), rows);
  }
});

for (const [name, gate] of Object.entries(GATES)) {
  test(gate.what, () => {
    const { found, looked } = gates[name] ?? { found: [], looked: new Set() };
    assert.deepEqual(found, []);
    // It has looked at every page, and what changes with the words in every language.
    const pages = Object.entries(PLACES).flatMap(([place, { pages }]) => pages.filter((row) => concerns(gate, { row, place })));
    const least = pages.reduce((sum, row) => sum + (isOurs(row) && name in IN_WORDS ? all.length : 1), 0);
    assert.ok(least > 0 && looked.size >= least, `looked ${looked.size} times only, not ${least}`);
  });
}

const PARTS = [...new Set(PAGES.filter(isOurs).map(([step]) => step)), "frame", "kiosk", "kiosk-frame"];
for (const part of PARTS) {
  test(`a screen reader is given the same tree as before, in every language: ${part} (goldens/tree)`, () => goldenInEvery(`tree/${part}.txt`, all.map(({ lang }) => given[part][lang])));
}

test("there is a tree for each step and for what surrounds it, and no other", () => {
  assert.deepEqual(Object.keys(given).toSorted(), PARTS.toSorted());
  goldens("tree", PARTS.map((part) => `${part}.txt`));
});

test("a golden notices another role, a text that is missing and one that stands in another place, in whatever language; and no new sentence", { skip: process.env.LAKZEGEL_WRITE_GOLDENS === "1" }, () => {
  const inEach = all.map(({ lang }) => given.start[lang]);
  const spoilt = (words, spoil) => inEach.map((text, at) => (all[at] === words ? spoil(text, words) : text));
  for (const words of all) {
    for (const [from, to] of [
      [`heading 2 "${words.t("start.how_title")}"`, `heading 3 "${words.t("start.how_title")}"`],
      [`listitem ${words.t("start.how_seal")}`, "listitem"],
      [words.t("start.how_write"), words.t("start.how_identity")],
    ]) {
      const texts = spoilt(words, (text) => text.replace(from, to));
      assert.notDeepEqual(texts, inEach, `${words.lang}: ${from} was there`);
      assert.throws(() => goldenInEvery("tree/start.txt", texts), new RegExp(`start.txt is another in ${words.lang}`));
    }
  }
  // Another sentence in the table and on the page.
  const renewed = { ...nl, t: (key, values) => (key === "start.lead" ? "Iets heel anders." : nl.t(key, values)) };
  const golden = keyed(inEach);
  assert.equal(say(golden, nl), inEach[0]);
  assert.equal(say(golden, renewed), inEach[0].replace(nl.t("start.lead"), "Iets heel anders."));
});

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
  const lines = async () => (await page.locator(".sheet-text .line").allInnerTexts()).map((line) => line.trimEnd());
  await becomes(lines, LETTER.body.split("\n"), "what is sealed is what is shown");
  await becomes(() => page.locator(".summary bdi").allInnerTexts(), [LETTER.name, LETTER.number, LETTER.sender]);
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
  await becomes(marked, only(nl));
  for (const words of all) {
    await steps.speak(page, words);
    await becomes(marked, only(words));
    await becomes(() => page.locator("html").getAttribute("dir"), words.dir);
  }
  await context.close();
});
