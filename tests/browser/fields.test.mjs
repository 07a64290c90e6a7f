// Fields: what stands in each is what is reviewed, kept, asked and sent, whoever put it there and whether an event told of it or not. In Chromium
// and in Firefox.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import { announcedCode, sendReviewed } from "./lib/login.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const BROWSERS = ["Chromium", "Firefox"];
/** What a tool makes of the letter. */
const DICTATED = { number: "7654321", name: "Bram Gedicteerd", sender: "Anneke Ingesproken", body: "Lieve Bram,\n\nDit is ingesproken.\n\nLiefs,\nmama" };

let deployment;
const browsers = {};

before(async () => {
  let firefox;
  [deployment, browsers.Chromium, firefox] = await Promise.all([deploy({ screening: true }), launch(), launchFirefox()]);
  browsers.Firefox = firefox;
});

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser?.close()));
  await deployment?.end();
});

/** A page without a past. The caller closes its context. */
const newPage = async (name) => (await (name === "Firefox" ? browsers.Firefox.newContext() : visitor(browsers.Chromium))).newPage();

/** Fills fields in as a tool does that tells nobody: no event comes of it. */
const put = (page, values) =>
  page.evaluate((values) => {
    for (const [id, value] of Object.entries(values)) document.getElementById(id).value = value;
  }, values);

/** What the pages that hold them say of these fields. */
const values = (page, ids) => page.evaluate((ids) => ids.map((id) => document.getElementById(id).value), ids);

/** Walks to a step; at the demo's provider in a way that every browser's page here knows. */
async function goTo(page, step) {
  await steps.goTo(page, deployment, "identity");
  await steps.shown(page).getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await page.waitForFunction(() => location.pathname === "/demo/identity" && document.querySelector("main nav a") !== null);
  await page.evaluate(() => document.querySelector("main nav a").click());
  await steps.arriveFocused(page, "recipient");
  if (step !== "recipient") await steps.recipient(page);
}

/** When each letter that is kept was kept, and what is kept of it, encrypted. */
const kept = async (page) => JSON.stringify((await stored(page)).indexedDB.filter(([name]) => name.startsWith("lakzegel-draft")));

for (const name of BROWSERS) {
  test(`what a tool put into the fields of the recipient and of the letter, without an event, is reviewed and sealed (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "recipient");
    await steps.fillRecipient(page);
    const { body, ...recipient } = DICTATED;
    await put(page, recipient);
    await steps.button(page, "next").click();
    await steps.arriveFocused(page, "write");
    await page.locator("#letter").fill(steps.LETTER.body);
    await put(page, { letter: body });
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
    const reviewed = await steps.shown(page).innerText();
    for (const line of [...Object.values(recipient), "Dit is ingesproken."]) assert.ok(reviewed.includes(line), `${line} in ${reviewed}`);
    const { letter } = await deployment.released(await sendReviewed(page));
    assert.equal(letter.body, body);
    await page.context().close();
  });

  test(`what a tool put there is judged, and not what stood there before; whoever goes back by the browser has it still (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "write");
    await page.locator("#letter").fill(steps.LETTER.body);
    await put(page, { letter: "" });
    await steps.button(page, "write.next").click();
    await page.waitForFunction((text) => document.getElementById("main").innerText.includes(text), nl.t("write.empty"));
    await put(page, { letter: DICTATED.body });
    await steps.travel(page, "back");
    await steps.arriveFocused(page, "recipient");
    await put(page, { sender: DICTATED.sender });
    await steps.travel(page, "forward");
    await steps.arriveFocused(page, "write");
    assert.deepEqual(await values(page, ["letter"]), [DICTATED.body]);
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
    assert.ok((await steps.shown(page).innerText()).includes(DICTATED.sender));
    await page.context().close();
  });

  test(`a letter that a tool put there is counted and kept, though nobody presses anything (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "write");
    const before = await kept(page);
    await put(page, { letter: DICTATED.body });
    await steps.settled(page);
    await until("the letter is kept", async () => ![before, "[]"].includes(await kept(page)));
    await page.context().close();
  });

  test(`a visitor code that a password manager filled in counts, and so does a reference (${name})`, async () => {
    const code = announcedCode(deployment, "Ingevulde Bezoekster");
    const page = await newPage(name);
    await steps.goTo(page, deployment, "identity");
    await put(page, await code);
    await steps.button(page, "visitor.next").click();
    await steps.arriveFocused(page, "recipient");

    await page.goto(`${deployment.url}/status`);
    await steps.arrive(page, "status");
    await put(page, { reference: "niets" });
    await steps.button(page, "status.ask").click();
    await page.waitForFunction((text) => document.getElementById("main").innerText.includes(text), nl.t("status.reference_wrong"));
    await page.context().close();
  });

  test(`a choice that a tool ticked, without an event, holds: nothing is kept on a device that others use (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "write");
    await page.locator("#letter").fill(steps.LETTER.body);
    await until("the letter is kept", async () => (await kept(page)) !== "[]");
    await page.evaluate(() => void (document.querySelector("main input[type=checkbox]").checked = true));
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
    await becomes(() => kept(page), "[]");
    assert.equal(await page.evaluate(() => localStorage.getItem("lakzegel-shared")), "1");
    await page.context().close();
  });
}

test("whoever leaves the page with a letter that a tool has just put there is asked", async () => {
  const page = await newPage("Chromium");
  await goTo(page, "write");
  await page.locator("#letter").click();
  await put(page, { letter: DICTATED.body });
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  assert.deepEqual(await values(page, ["letter"]), [DICTATED.body]);
  await page.context().close();
});

/** Far more than any letter has. */
const FLOOD = 2_000_000;

for (const name of BROWSERS) {
  test(`two million characters are refused at once, whoever put them there, with the reason, and the letter stays (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "write");
    await page.locator("#letter").fill(steps.LETTER.body);
    const told = nl.t("paste.too_long", { n: "8.000" });
    const isToldAfter = async (act) => {
      await page.evaluate(act, FLOOD);
      await page.waitForFunction((text) => [...document.querySelectorAll("main .notice")].some((notice) => notice.innerText.includes(text)), told);
      assert.deepEqual(await values(page, ["letter"]), [steps.LETTER.body]);
      assert.ok(await page.evaluate((most) => document.querySelector(".mirror").textContent.length < most, FLOOD), "nothing of it was laid out behind the field");
      // The next word takes the sentence away.
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.setData("text/plain", "x");
        document.getElementById("letter").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, dataType: "text/plain", data: data.getData("text/plain"), cancelable: true, bubbles: true }));
      });
      await page.waitForFunction((text) => ![...document.querySelectorAll("main .notice")].some((notice) => notice.innerText.includes(text)), told);
    };
    for (const kind of ["paste", "drop"]) {
      await page.evaluate((kind) => void (globalThis.kind = kind), kind);
      await isToldAfter((length) => {
        const data = new DataTransfer();
        data.setData("text/plain", "x ".repeat(length / 2));
        const event = globalThis.kind === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, dataType: "text/plain", data: data.getData("text/plain"), cancelable: true, bubbles: true })
          : new DragEvent("drop", { dataTransfer: data, cancelable: true, bubbles: true });
        if (document.getElementById("letter").dispatchEvent(event)) throw new Error("the browser was let put it into the field");
      });
    }
    await isToldAfter((length) => {
      const field = document.getElementById("letter");
      field.value = "x ".repeat(length / 2);
      field.dispatchEvent(new InputEvent("input"));
    });
    // What comes without an event is laid out by the browser before anybody can look: less of it will do.
    await isToldAfter((length) => void (document.getElementById("letter").value = "x ".repeat(length / 20)));
    // A letter that is only too long is taken, and its sender told how much too long.
    // Put there at once: one browser here types letter by letter.
    await put(page, { letter: "woord ".repeat(2_000) });
    await page.waitForFunction(() => document.querySelector(".count.over") !== null);
    await page.context().close();
  });

  test(`a field of one line takes nothing that is far too long, and says so (${name})`, async () => {
    const page = await newPage(name);
    await goTo(page, "recipient");
    await steps.fillRecipient(page);
    await page.evaluate((length) => {
      const field = document.getElementById("name");
      field.value = "x".repeat(length);
      field.dispatchEvent(new InputEvent("input"));
    }, FLOOD);
    await page.waitForFunction((text) => document.querySelector(".error")?.innerText.includes(text), nl.t("paste.field_too_long"));
    assert.deepEqual(await values(page, ["name"]), [steps.LETTER.name]);
    await steps.button(page, "next").click();
    await steps.arriveFocused(page, "write");
    await page.context().close();
  });
}
