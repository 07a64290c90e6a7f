// Seven languages: each said in its own words, direction, numbers and plural forms on every page; chosen by the browser's wish, and changed
// at any step without losing anything.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { all, nl } from "./lib/words.mjs";

/** Few characters, so that what is left of them is soon counted on the fingers. */
const CHARACTERS = 150;
const LETTER = { ...steps.LETTER, body: "Lieve Bram, تحياتي لك.\nLiefs, mama" };

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deploy({ limits: [CHARACTERS, 30_000, 4] }), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** The pages on the way of a letter, and how to get from each to the next, in whatever language the page is. */
const WAY = [
  ["start", (page, words) => steps.button(page, "start.begin", words).click()],
  ["privileged", (page, words) => steps.button(page, "privileged.no", words).click()],
  ["identity", async (page, words) => {
    await steps.shown(page).getByRole("button", { name: words.t("identity.with", { name: "Demo" }) }).click();
    await page.waitForURL("**/demo/identity?**");
    await page.locator("main nav a").first().click();
  }],
  ["recipient", async (page, words) => {
    await steps.fillRecipient(page, LETTER);
    await steps.button(page, "next", words).click();
  }],
  ["write", async (page, words) => {
    await page.locator("#letter").fill(LETTER.body);
    await steps.button(page, "write.next", words).click();
  }],
  ["review", (page, words) => steps.button(page, "send", words).click()],
  ["receipt", async () => {}],
];

/** Waits until the page speaks a language: it says so, runs its way, and has its words in title and heading of the step. */
async function speaks(page, words, step) {
  const title = words.t(`${step}.title`);
  const heading = async () => (await page.locator(`#h-${step}`).innerText()).replace(/\s+/g, " ").includes(title);
  const said = async () => ({ ...(await language(page)), heading: await heading(), title: (await page.title()).includes(title) });
  await becomes(said, { lang: words.lang, dir: words.dir, heading: true, title: true }, step);
}

/** Which language a page says that it is in, and which way it runs. */
const language = (page) => page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

/** Walks the whole way in a language, and lets `look` at each page. */
async function walk(page, words, look) {
  for (const [step, next] of WAY) {
    await steps.arrive(page, step);
    await look(step);
    await next(page, words);
  }
}

/** A browser that asks for a language. */
const asking = (locale, settings = {}) => visitor(browser, { locale, ...settings });

for (const words of all) {
  test(`the whole way in ${words.lang}: its own words and direction`, async () => {
    const context = await asking(words.lang === "en" ? "en-US" : words.lang, { viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    await page.goto(deployment.url);
    await walk(page, words, async (step) => {
      await speaks(page, words, step);
      if (words !== nl) assert.ok(!(await page.locator("main").innerText()).includes(nl.t(`${step}.title`)), `${step}: Dutch is left`);
    });
    await context.close();
  });
}

test("a browser gets the first of its languages that there is, and Dutch if there is none", async () => {
  const wishes = [["tr-TR", "tr"], ["ar-MA", "ar"], ["pl-PL", "pl"], ["es-CO", "es"], ["en-GB", "en"], ["nl-BE", "nl"], ["fi-FI", "nl"]];
  await Promise.all(wishes.map(async ([locale, lang]) => {
    const context = await asking(locale);
    const page = await context.newPage();
    await steps.open(page, deployment);
    await becomes(() => page.locator("html").getAttribute("lang"), lang, locale);
    await context.close();
  }));
});

test("the language is changed on every page, and nothing that was typed is lost", async () => {
  const context = await asking("nl-NL");
  const page = await context.newPage();
  await page.goto(deployment.url);
  await walk(page, nl, async (step) => {
    for (const words of [...all.slice(1), nl]) {
      await steps.speak(page, words);
      await speaks(page, words, step);
    }
    if (step === "recipient") await page.locator("#name").fill(LETTER.name);
    if (step === "write") {
      await steps.types(page, LETTER.body);
      for (const words of [...all.slice(1), nl]) await steps.speak(page, words);
      await becomes(() => page.locator("#letter").inputValue(), LETTER.body);
    }
    if (step === "review") {
      await says(steps.shown(page), LETTER.name, LETTER.number, ...LETTER.body.split("\n"));
    }
  });
  await context.close();
});

test("a language that was chosen survives the way to the provider and back", async () => {
  const [, , , arabic] = all;
  assert.equal(arabic.lang, "ar");
  const context = await asking("nl-NL");
  const page = await context.newPage();
  await steps.goTo(page, deployment, "identity");
  await steps.speak(page, arabic);
  await WAY[2][1](page, arabic);
  await steps.arriveFocused(page, "recipient");
  await becomes(() => language(page), { lang: "ar", dir: "rtl" });
  await context.close();
});

test("what is left is counted in each language's own plural forms, the six Arabic ones among them", async () => {
  const context = await asking("nl-NL");
  const page = await context.newPage();
  await steps.goTo(page, deployment, "write", LETTER);
  // One of each Arabic form: none, one, two, a few, many, and all others.
  const lefts = [0, 1, 2, 3, 11, 100];
  for (const words of all) {
    await steps.speak(page, words);
    for (const left of lefts) {
      await page.locator("#letter").fill("a".repeat(CHARACTERS - left));
      await page.getByText(words.count("write.left", left), { exact: true }).and(page.locator(".count")).waitFor();
    }
  }
  const arabic = all[3];
  assert.equal(new Set(lefts.map((left) => arabic.count("write.left", left))).size, 6);
  await context.close();
});

test("a letter keeps its own direction on a page that runs the other way", async () => {
  const context = await asking("ar");
  const page = await context.newPage();
  const arabic = all[3];
  await page.goto(deployment.url);
  await walk(page, arabic, async (step) => {
    if (step !== "write") return;
    const runs = async (text, direction) => {
      await page.locator("#letter").fill(text);
      await becomes(() => page.locator("#letter").evaluate((area) => getComputedStyle(area).direction), direction);
    };
    await runs("Lieve Bram", "ltr");
    await runs("عزيزي", "rtl");
  });
  await context.close();
});
