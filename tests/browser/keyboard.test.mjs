// The whole way by keyboard alone, from the first page to the end of the visit: no mouse, and no script that moves the focus. How many keys it
// takes is kept in goldens/keys.txt, and at no control is Tab pressed more often than there are controls up to it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { controlsUpTo, countFrom } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { golden } from "./lib/tree.mjs";
import { becomes } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

const { LETTER } = steps;

let deployment, browser, context, page;

before(async () => {
  [deployment, browser] = await Promise.all([deploy(), launch()]);
  context = await visitor(browser);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** What was pressed, as lines for people; and how often. */
const way = [];
const pressed = { Tab: 0, Enter: 0, letters: 0 };

/** What has the focus. */
const focused = () =>
  page.evaluate(() => {
    const { tagName, id, labels, innerText, className } = document.activeElement;
    return { tag: tagName, id, className, text: (labels?.[0] ?? { innerText }).innerText?.trim().replace(/\s+/g, " ") ?? "" };
  });

/** Presses Tab until something has the focus that `matches`. */
async function tabTo(what, matches) {
  await countFrom(page);
  for (let tabs = 1; tabs <= 60; tabs++) {
    await page.keyboard.press("Tab");
    if (!matches(await focused())) continue;
    const controls = await controlsUpTo(page);
    assert.ok(tabs <= controls, `${what}: ${tabs} Tabs, and only ${controls} controls up to it`);
    way.push(`  Tab ${tabs} of ${controls}: ${what}`);
    pressed.Tab += tabs;
    return;
  }
  assert.fail(`${what} is not reached by Tab`);
}

/** Goes to a button or a link with this text, and presses Enter. */
async function press(text) {
  await tabTo(`"${text}", Enter`, (stop) => ["BUTTON", "A"].includes(stop.tag) && stop.text === text);
  await page.keyboard.press("Enter");
  pressed.Enter += 1;
}

/** Goes to a field, and types. What stands in it is replaced: a field that Tab reaches is selected. */
async function type(id, text) {
  await tabTo(`the field "${await page.locator(`#${id}-label`).innerText()}", ${[...text].length} keys`, (stop) => stop.id === id);
  await page.keyboard.type(text);
  pressed.letters += [...text].length;
}

/** Notes a new page, whose heading has the focus. */
async function arrive(step) {
  await steps.arriveFocused(page, step);
  way.push((await page.locator(`#h-${step}`).innerText()).replace(/\s+/g, " "));
}

test("the whole way by keyboard alone, with at most as many Tabs as there are controls, and no more keys than before (goldens/keys.txt)", async () => {
  await steps.open(page, deployment);
  way.push(nl.t("start.title"));
  await press(nl.t("start.begin"));
  await arrive("privileged");
  await press(nl.t("privileged.no"));
  await arrive("identity");
  await press(nl.t("identity.with", { name: "Demo" }));
  await page.waitForURL("**/demo/identity?**");
  way.push("(the demo's provider)");
  await press(await page.locator("main nav a").first().innerText().then((text) => text.trim().replace(/\s+/g, " ")));
  await arrive("recipient");
  await type("number", LETTER.number);
  await type("name", LETTER.name);
  await press(nl.t("next"));
  await arrive("write");
  await type("letter", LETTER.body);
  await press(nl.t("write.next"));
  await arrive("review");
  await press(nl.t("send"));
  await arrive("receipt");
  await press(nl.t("status.ask"));
  await page.getByText(nl.t("status.nothing"), { exact: true }).waitFor();
  await press(nl.t("receipt.end"));
  await steps.arrive(page, "start");
  way.push(`${pressed.Tab} times Tab, ${pressed.Enter} times Enter, ${pressed.letters} letters`, "");
  golden("keys.txt", way.join("\n"));
});

test("the link past the frame is the first stop, comes into sight, and leads to the content", async () => {
  await steps.open(page, deployment);
  await page.keyboard.press("Tab");
  await becomes(async () => (await focused()).className, "skip-link");
  await becomes(() => page.locator(".skip-link").evaluate((link) => link.getBoundingClientRect().top >= 0), true);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "h-start");
  await tabTo("the first button of the page", (stop) => stop.text === nl.t("start.begin"));
});

test("from an error in the summary Enter leads to its field", async () => {
  await steps.goTo(page, deployment, "recipient");
  await tabTo("the button", (stop) => stop.text === nl.t("next"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "errors");
  await press(nl.t("recipient.number_wrong"));
  await page.waitForFunction(() => document.activeElement?.id === "number");
});

test("a stop too many is noticed", async () => {
  await steps.open(page, deployment);
  await page.evaluate(() => {
    const stop = document.createElement("p");
    stop.tabIndex = 0;
    document.getElementById("main").before(stop);
  });
  await assert.rejects(tabTo("begin", (stop) => stop.text === nl.t("start.begin")), /Tabs, and only/);
});

test("who has the focus while the client starts keeps it: on the link past the frame, on a language, in a language's part, and past the frame", async () => {
  const begun = await visitor(browser, { serviceWorkers: "block" });
  const english = ".languages [lang=en]";
  const places = [
    [["Tab"], ".skip-link", "nl"],
    [["Tab", "Tab", "Tab"], english, "nl"],
    // Who reads the English part reads on in English.
    [["Tab", "Tab", "Tab", "Enter"], english, "en"],
    [["Tab", "Enter"], "#h-start", "nl"],
  ];
  for (const [keys, selector, lang] of places) {
    const page = await begun.newPage();
    // The client chooses a language for the reader by pressing its button.
    await page.addInitScript(() => {
      globalThis.chosen = [];
      addEventListener("click", ({ target }) => target.matches("#app .languages [lang]") && chosen.push(target.lang), true);
    });
    let start;
    const held = new Promise((resolve) => (start = resolve));
    await page.route("**/*.wasm", (route) => held.then(() => route.continue()));
    await page.goto(deployment.url);
    for (const key of keys) await page.keyboard.press(key);
    assert.ok(await page.evaluate(() => document.getElementById("first-screen").contains(document.activeElement)));
    start();
    await steps.arrive(page, "start");
    // It has done so by then, if it does.
    assert.deepEqual(await page.evaluate(() => chosen), lang === "nl" ? [] : [lang]);
    await page.waitForFunction(([selector, lang]) => document.activeElement?.matches(`#app ${selector}`) && document.documentElement.lang === lang, [selector, lang]);
    await page.close();
  }
  await begun.close();
});
