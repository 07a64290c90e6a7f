// Every gate of accessibility.test.mjs can find something: each is shown a page that was spoilt on purpose, and a page that was not.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { READERS, markup, motion, outline, room, styled, tabs, traces, violations } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { golden, same, tree } from "./lib/tree.mjs";
import { nl } from "./lib/words.mjs";

let deployment, browser, context, page;

before(async () => {
  [deployment, browser] = await Promise.all([deploy(), launch()]);
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser, { viewport: { width: 320, height: 640 }, reducedMotion: "reduce" });
  page = await context.newPage();
  await steps.open(page, deployment);
  await steps.button(page, "start.status").click();
  await steps.arriveFocused(page, "status");
});
afterEach(() => context.close());

/** Lays a style over the page, whatever the page's policy says of others' styles. */
const style = (css) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, css);

/** Does something to the element that a selector finds. */
const spoil = (selector, act) => page.locator(selector).first().evaluate(act);

for (const [what, gate, damage, says] of [
  ["a picture without a text", () => violations(page, "structure"), () => spoil("main", (main) => main.append(document.createElement("img"))), /^image-alt/],
  ["a button without a name", () => violations(page, "structure"), () => spoil("main", (main) => main.append(document.createElement("button"))), /^button-name/],
  ["a contrast below level AA", () => violations(page, "colour"), () => style("main .lead { color: #bbb }"), /^color-contrast at/],
  ["a contrast below level AAA alone", () => violations(page, "colour"), () => style("main .lead { color: #6b6b6b }"), /^color-contrast-enhanced at/],
  ["a target of twenty pixels beside another", () => violations(page, "size"), () => style(".languages ul { display: block } .languages button { min-block-size: 0; padding: 0; font-size: .5rem; line-height: 1 } .languages li { margin: 0 }"), /^target-size/],
  ["two headings of the first level", () => markup(page, nl), () => spoil("main", (main) => main.append(document.createElement("h1"))), /exactly one h1/],
  ["a level of headings left out", () => markup(page, nl), () => spoil("main h1", (h1) => h1.after(Object.assign(document.createElement("h4"), { textContent: "x" }))), /an h4 follows an h1/],
  ["an id twice", () => markup(page, nl), () => spoil("main", (main) => main.append(Object.assign(document.createElement("p"), { id: "reference" }))), /two elements are #reference/],
  ["another language", () => markup(page, nl), () => spoil("html", (html) => (html.lang = "en")), /says that it is en/],
  ["another direction", () => markup(page, nl), () => spoil("html", (html) => (html.dir = "rtl")), /says that it is nl, rtl/],
  ["a title that is not the page's", () => markup(page, nl), () => page.evaluate(() => (document.title = "Lakzegel")), /title is not that of the page/],
  ["a field that a screen reader calls wrong from the start", () => markup(page, nl), () => spoil("#reference", (field) => (field.required = true)), /has required/],
  ["a field that cuts off what is typed", () => markup(page, nl), () => spoil("#reference", (field) => (field.maxLength = 3)), /cuts off/],
  ["a region that interrupts", () => markup(page, nl), () => spoil("main .lead", (lead) => lead.setAttribute("role", "alert")), /interrupts/],
  ["a letter that would be translated", () => markup(page, nl), () => spoil("main", (main) => main.append(document.createElement("textarea"))), /would be translated/],
  ["a page wider than its window", () => room(page), () => style("main { min-inline-size: 400px }"), /^the page is \d+ wide in a window of 320/],
  ["a text that is cut off", () => room(page), () => style("main .lead { block-size: 1em; overflow: hidden }"), /is cut off/],
  ["a target of thirty pixels", () => room(page), () => style("main .button { min-block-size: 0; block-size: 30px; padding-block: 0 }"), /^button .* by 30 pixels/],
  ["a target that is large enough, but not at a kiosk", () => room(page, 48), () => style("main .button { min-block-size: 0; block-size: 46px; padding-block: 0 }"), /^button .* by 46 pixels/],
  ["something that moves", () => motion(page), () => spoil("main .lead", (lead) => void lead.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 60_000 })), /^lead moves/],
  ["a secret in storage", () => traces(page), () => page.evaluate((name) => sessionStorage.setItem("x", `aan ${name}`), steps.LETTER.name), /sessionStorage has "Bram/],
  ["a focus without an outline", () => tabs(page), () => style(":focus-visible { outline: none !important }"), /has no outline of two pixels/],
  ["an outline that cannot be told from what is behind it", () => tabs(page), () => style(":focus-visible { outline-color: #f7f5f1 !important; box-shadow: none !important }"), /does not stand out/],
  ["a focus under something", () => tabs(page), () => spoil("body", (body) => body.append(Object.assign(document.createElement("div"), { id: "bar" }))).then(() => style("#bar { position: fixed; inset-block-end: 0; inset-inline: 0; block-size: 50vh; background: #000 }")), / is covered by div#bar/],
  ["a button that Tab does not reach", () => tabs(page), () => spoil("main .button-primary", (button) => (button.tabIndex = -1)), /^stop \d+ is .*, not button "Kijk hoe het gaat"/],
  ["a stop too many", () => tabs(page), () => spoil("main .lead", (lead) => (lead.tabIndex = 0)), /^stop \d+ is p /],
  ["a stop too many at the end", () => tabs(page), () => spoil("body", (body) => body.append(Object.assign(document.createElement("p"), { tabIndex: 0, textContent: "x" }))), /is a stop, and is no control/],
  ["an order of its own", () => tabs(page), () => spoil("#reference", (field) => (field.tabIndex = 1)), /^stop \d+ is .*, not/],
  ["fields that are seen in another order than they are read", () => tabs(page), () => style("main form { display: flex; flex-direction: column-reverse }"), /is seen above what comes before it/],
]) {
  test(`it is noticed: ${what}`, async () => {
    assert.deepEqual((await gate()).filter((line) => says.test(line)), [], "not before");
    await damage();
    const found = await gate();
    assert.ok(found.some((line) => says.test(line)), `found only ${JSON.stringify(found)}`);
  });
}

for (const [how, css] of Object.entries(READERS)) {
  test(`it is noticed: a box that does not grow with its text, ${how}`, async () => {
    const { height } = await page.locator("main .lead").boundingBox();
    await style(`main .lead { block-size: ${height}px; overflow: hidden }`);
    assert.deepEqual(await room(page), []);
    assert.ok((await styled(page, css, () => room(page))).some((line) => /is cut off/.test(line)));
    assert.deepEqual(await room(page), [], "the reader's style is gone again");
  });
}

test("it is noticed: without colours of its own a focus that was a shadow is none", async () => {
  await page.emulateMedia({ forcedColors: "active" });
  assert.deepEqual(await tabs(page), []);
  await style(":focus-visible { outline: none !important; box-shadow: 0 0 0 3px #000 !important }");
  assert.ok((await tabs(page)).length > 0);
});

test("it is noticed: something that is seen in wide windows alone", async () => {
  const narrow = await outline(page);
  await style("@media (min-width: 700px) { main .lead { display: none } }");
  assert.equal(await outline(page), narrow);
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.notEqual(await outline(page), narrow);
});

test("it is noticed: another name, another role, another state in the tree; and the tree says who has the focus", async () => {
  const session = await context.newCDPSession(page);
  await session.send("Accessibility.enable");
  const now = () => tree(page, session, "#main");
  const first = await now();
  assert.match(first, /heading 1 "[^"]+" \(focused\)/);
  assert.equal(await now(), first, "twice the same");
  const seen = new Set([first]);
  for (const change of [
    () => spoil("main .button-primary", (button) => button.setAttribute("aria-label", "Weg")),
    () => spoil("main .button-primary", (button) => button.setAttribute("role", "link")),
    () => spoil("#reference", (field) => field.setAttribute("aria-invalid", "true")),
    () => spoil("#reference", (field) => field.removeAttribute("aria-describedby")),
    () => spoil("main .lead", (lead) => lead.setAttribute("aria-hidden", "true")),
  ]) {
    await change();
    seen.add(await now());
  }
  assert.equal(seen.size, 6, "each change is another tree");
});

test("it is noticed: a golden that is another, and one that is not there", { skip: process.env.LAKZEGEL_WRITE_GOLDENS === "1" }, () => {
  assert.throws(() => golden("keys.txt", "geen toetsen\n"), /keys.txt is another/);
  assert.throws(() => golden("tree/nothing.nl.txt", "x\n"), /nothing.nl.txt is another/);
  assert.throws(() => same("a\nb\nc\n", "a\nc\n", "Not the same,"), { message: "Not the same,\nfrom line 2 on:\n  a\n+ b" });
  assert.throws(() => same("b\nc", "a\nb\nd", "Not the same,"), { message: "Not the same,\nfrom line 1 on:\n- a\n- b\n- d\n+ b\n+ c" });
});
