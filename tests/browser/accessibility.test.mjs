// Every page for everybody: axe, headings, targets and reflow at several widths, light and dark; and the whole way by keyboard alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { shortcomings, violations } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { all, nl } from "./lib/words.mjs";

const { LETTER } = steps;
/** A word as long as Dutch ones can be, and findings of every kind of severity. */
const DIFFICULT = "Arbeidsongeschiktheidsverzekeringsmaatschappijdirecteur\u202e, bel 06-12345678 of kijk op www.voorbeeld.nl\u202c.";

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** Walks through every page there is, in each of its states, and lets `look` at each. */
async function everyPage(page, look) {
  await page.route("**/v1/manifest", (route) => route.abort());
  await steps.open(page, deployment);
  await look("refused");
  await page.unrouteAll();
  await steps.button(page, "refused.again").click();
  await steps.button(page, "start.begin").waitFor();
  await look("start");
  await steps.begin(page);
  await look("privileged");
  await steps.button(page, "privileged.yes").click();
  await page.locator("#privileged-leave").waitFor();
  await look("privileged, leaving");
  await steps.ordinary(page);
  await look("identity");
  await page.locator("#admission").fill("0");
  await steps.button(page, "visitor.next").click();
  await page.locator("#errors").waitFor();
  await look("identity, with errors");
  await steps.leaveForProvider(page);
  await look("provider");
  await page.locator(".cancel a").click();
  await page.locator("#login-message").waitFor();
  await look("identity, cancelled");
  await steps.logIn(page);
  await look("recipient");
  await steps.button(page, "next").click();
  await page.locator("#errors").waitFor();
  await look("recipient, with errors");
  await steps.recipient(page);
  await look("write");
  await page.locator("#letter").fill(DIFFICULT);
  await steps.button(page, "write.next").click();
  await page.locator("#errors").waitFor();
  await look("write, with errors and findings");
  await page.locator("#letter").fill(`${DIFFICULT.replace(/[\u202e\u202c]/g, "")}\n${"Een regel.\n".repeat(60)}`);
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await look("review");
  await page.route("**/v1/envelopes/*", (route) => route.abort(), { times: 1 });
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await look("unsent");
  await steps.button(page, "unsent.send_again").click();
  await steps.arriveFocused(page, "receipt");
  await look("receipt");
  await steps.button(page, "status.ask").click();
  await page.getByText(nl.t("status.nothing"), { exact: true }).waitFor();
  await look("receipt, with a status");
  const [download] = await Promise.all([page.waitForEvent("download"), steps.button(page, "receipt.proof").click()]);
  const proof = readFileSync(await download.path(), "utf8");
  const reference = await steps.reference(page);
  await steps.button(page, "receipt.end").click();
  await steps.arrive(page, "start");
  await steps.button(page, "start.status").click();
  await steps.arriveFocused(page, "status");
  await look("status");
  await page.locator("#reference").fill("XXXX");
  await steps.button(page, "status.ask").click();
  await page.locator("#errors").waitFor();
  await look("status, with errors");
  await page.locator("#reference").fill(reference);
  await steps.button(page, "status.ask").click();
  await page.getByText(nl.t("status.nothing"), { exact: true }).waitFor();
  await look("status, with an answer");
  await steps.button(page, "receipt.check").click();
  await steps.arriveFocused(page, "check");
  await look("check");
  for (const [kind, content] of [["broken", `${proof}x`], ["proof", proof]]) {
    await page.locator("#receipt-file").setInputFiles({ name: "lakzegel.tlog-proof", mimeType: "text/plain", buffer: Buffer.from(content) });
    await page.getByText(nl.t(`check.${kind}`), { exact: true }).waitFor();
    await look(`check, ${kind}`);
  }
}

test("axe finds nothing on any page, at 360 and 1280 pixels, light, dark and in forced colours", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  const found = [];
  let looks = 0;
  await everyPage(page, async (name) => {
    for (const [width, colorScheme, forcedColors] of [
      [360, "light", "none"], [1280, "dark", "none"], [1280, "light", "none"], [360, "dark", "none"], [360, "light", "active"],
    ]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: "reduce" });
      found.push(...(await violations(page)).map((line) => `${name}, ${width}, ${colorScheme}, forced colours ${forcedColors}: ${line}`));
      looks += 1;
    }
  });
  assert.ok(looks >= 22 * 5);
  assert.deepEqual(found, []);
  await context.close();
});

test("axe does find what is wrong", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await steps.open(page, deployment);
  await page.evaluate(() => {
    const button = document.createElement("button");
    const picture = document.createElement("img");
    document.querySelector("main").append(button, picture);
    document.querySelector("main .lead").style.color = "#bbb";
    // Enough for level AA, and not for AAA.
    document.querySelector("main h2").style.color = "#6b6b6b";
  });
  const rules = new Set((await violations(page)).map((line) => line.split(" ")[0]));
  for (const rule of ["button-name", "image-alt", "color-contrast", "color-contrast-enhanced"]) assert.ok(rules.has(rule), `${rule} is not in ${[...rules]}`);
  await context.close();
});

test("no page is wider than a window of 320 pixels, and targets, headings and fields are as they should be", async () => {
  const context = await visitor(browser, { viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const found = [];
  await everyPage(page, async (name) => found.push(...(await shortcomings(page)).map((line) => `${name}: ${line}`)));
  assert.deepEqual(found, []);
  await context.close();
});

test("with text twice as large, and with the spacing that readers may ask for, nothing is cut off or overlaps sideways", async () => {
  const context = await visitor(browser, { viewport: { width: 640, height: 800 } });
  const page = await context.newPage();
  const found = [];
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const styles = {
    "twice as large": "html { font-size: 225% !important; }",
    "with spacing": "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }",
  };
  await everyPage(page, async (name) => {
    for (const [what, css] of Object.entries(styles)) {
      await page.evaluate((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
      }, css);
      const over = await wide();
      if (over > 0) found.push(`${name}, ${what}: ${over} pixels too wide`);
    }
    await page.evaluate(() => (document.adoptedStyleSheets = []));
  });
  assert.deepEqual(found, []);
  await context.close();
});

test("where motion is not wanted, nothing moves", async () => {
  const context = await visitor(browser, { reducedMotion: "reduce" });
  const page = await context.newPage();
  const found = [];
  await everyPage(page, async (name) => {
    const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
    if (moving > 0) found.push(`${name}: ${moving} animations run`);
  });
  assert.deepEqual(found, []);
  await context.close();
});

/** Presses Tab until something has the focus that `matches`, and checks on the way that every stop can be seen. */
async function tabTo(page, what, matches) {
  const stops = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      const { top, bottom, width, height } = element.getBoundingClientRect();
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const marked = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
      const shown = bottom > 0 && top < innerHeight && width > 0 && height > 0;
      return { id: element.id, tag: element.tagName, text: element.innerText?.trim() ?? "", marked, shown };
    });
    stops.push(`${stop.tag}#${stop.id} ${stop.text}`);
    assert.ok(stop.tag === "BODY" || (stop.marked && stop.shown), `the focus cannot be seen: ${JSON.stringify(stop)}`);
    if (matches(stop)) return;
  }
  assert.fail(`${what} is not reached by Tab; the stops were:\n${stops.join("\n")}`);
}

const tabToButton = (page, text) => tabTo(page, text, (stop) => stop.tag === "BUTTON" && stop.text === text);
const tabToField = (page, id) => tabTo(page, id, (stop) => stop.id === id);

test("the whole way can be gone by keyboard alone, and the focus is always seen", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  const press = async (text) => {
    await tabToButton(page, text);
    await page.keyboard.press("Enter");
  };
  await steps.open(page, deployment);
  // The first stop leads past the frame.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip-link");
  assert.ok(await page.locator(".skip-link").evaluate((link) => link.getBoundingClientRect().top >= 0));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "h-start");
  await press(nl.t("start.begin"));
  await steps.arriveFocused(page, "privileged");
  await press(nl.t("privileged.no"));
  await steps.arriveFocused(page, "identity");
  await press(nl.t("identity.with", { name: "Demo" }));
  await page.waitForURL("**/demo/identity?**");
  await tabTo(page, "a person", (stop) => stop.tag === "A" && stop.text.startsWith("Anneke"));
  await page.keyboard.press("Enter");
  await steps.arriveFocused(page, "recipient");
  await press(nl.t("next"));
  await page.waitForFunction(() => document.activeElement?.id === "errors");
  await tabTo(page, "the first error", (stop) => stop.tag === "A" && stop.text === nl.t("recipient.number_wrong"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "number");
  await page.keyboard.type(LETTER.number);
  await tabToField(page, "name");
  await page.keyboard.type(LETTER.name);
  await tabToField(page, "sender");
  await page.keyboard.press("Enter");
  await steps.arriveFocused(page, "write");
  await tabToField(page, "letter");
  await page.keyboard.type("Dag Bram,\n\ntot gauw!");
  await press(nl.t("write.next"));
  await steps.arriveFocused(page, "review");
  await press(nl.t("send"));
  await steps.arriveFocused(page, "receipt");
  await press(nl.t("status.ask"));
  await page.getByText(nl.t("status.nothing"), { exact: true }).waitFor();
  await press(nl.t("receipt.end"));
  await steps.arrive(page, "start");
  await context.close();
});

test("Tab goes through everything on a page in the order in which it is read, and out of it again", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await steps.goTo(page, deployment, "write");
  await page.locator("#letter").fill("Bel 06-12345678.");
  await page.locator(".finding").waitFor();
  const all = await page.evaluate(() => {
    const controls = [...document.querySelectorAll("a[href], button, input, textarea")];
    controls.forEach((control, at) => (control.dataset.at = at));
    return controls.length;
  });
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => document.querySelector(".skip-link").focus());
  const order = [0];
  for (let i = 1; i < all; i++) {
    await page.keyboard.press("Tab");
    order.push(Number(await page.evaluate(() => document.activeElement.dataset.at)));
  }
  assert.deepEqual(order, Array.from({ length: all }, (_, at) => at));
  await context.close();
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
  await steps.open(page, deployment);
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
  await steps.open(page, deployment);
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
