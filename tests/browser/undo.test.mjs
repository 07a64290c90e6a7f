// Undo: what the browser can take back, it can take back, whatever was pasted or refused. With real keys, in Chromium and in Firefox.
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

/** A letter with an accent of its own, as a Mac's files have it; and the same as one character. */
const [PIECES, WHOLE] = ["cafe\u0301", "caf\u00e9"];

let deployment;
const browsers = {};

before(async () => ([deployment, browsers.Chromium, browsers.Firefox] = await Promise.all([deploy(), launch(), launchFirefox()])));
after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser?.close()));
  await deployment?.end();
});

/** A page without a past, in which text can be pasted. The caller closes its context. */
const newPage = async (name) => (await (name === "Firefox" ? browsers.Firefox.newContext() : visitor(browsers.Chromium))).newPage();

/** Presses a key with Control. */
const control = (page, key) => page.keyboard.press(`Control+${key}`);
/** Puts a text on the clipboard and pastes it into a field, in the place of all that stands there, by the keys that people press. */
async function paste(page, id, text) {
  await page.evaluate((text) => {
    const other = document.createElement("textarea");
    other.id = "other";
    other.value = text;
    document.body.append(other);
    other.select();
  }, text);
  await control(page, "c");
  await page.evaluate((id) => {
    document.getElementById("other").remove();
    document.getElementById(id).focus();
  }, id);
  await control(page, "a");
  await control(page, "v");
}
const value = (page, id) => page.evaluate((id) => document.getElementById(id).value, id);

/** Walks to a step. */
async function goTo(page, step) {
  await steps.open(page, deployment);
  for (const [name, act] of steps.WAY) {
    await act(page);
    if (name === step) return;
  }
}

for (const name of ["Chromium", "Firefox"]) {
  test(`a letter that was pasted over, in pieces, is there again after Ctrl+Z, and what was pasted after Ctrl+Y (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "write");
    await page.locator("#letter").click();
    await page.keyboard.type("Lieve Bram");
    await paste(page, "letter", PIECES);
    await becomes(() => value(page, "letter"), PIECES);
    await becomes(() => page.evaluate(() => document.querySelector(".mirror").textContent), WHOLE);
    await control(page, "z");
    await becomes(() => value(page, "letter"), "Lieve Bram");
    await becomes(() => page.evaluate(() => document.querySelector(".mirror").textContent), "Lieve Bram");
    await control(page, "y");
    await becomes(() => value(page, "letter"), PIECES);
    await becomes(() => page.evaluate(() => document.querySelector(".mirror").textContent), WHOLE);
    // And further back, to an empty field, though the text has been looked at in between.
    for (const _ of "Lieve Bram..") await control(page, "z");
    await becomes(() => value(page, "letter"), "");
    await page.context().close();
  });

  test(`what a field refused for its length is not there, and what was typed before it can be undone (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "recipient");
    await page.locator("#name").click();
    await page.keyboard.type("Bram");
    await paste(page, "name", PIECES);
    await becomes(() => value(page, "name"), PIECES);
    await paste(page, "name", "x".repeat(3_000));
    await page.waitForFunction((text) => document.querySelector(".error")?.innerText.includes(text), nl.t("paste.field_too_long"));
    await becomes(() => value(page, "name"), PIECES);
    await control(page, "z");
    await becomes(() => value(page, "name"), "Bram");
    await page.context().close();
  });
}
