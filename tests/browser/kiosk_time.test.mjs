// What a kiosk does by itself when nobody is there: it says beforehand how long it waits, asks, and wipes everything.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { leaks } from "./lib/disguises.mjs";
import { IDLE, LETTER, SECRETS, atKioskWithClock, deployKiosk, goTo, heapOf, kept, limit, question, stopClock } from "./lib/kiosk.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

/** What the client makes of the intake's word for whoever wants more time, in minutes. */
const MORE = 4 * IDLE;

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deployKiosk(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

test("the time limit is stated before the start, and whoever wants has more time", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  await steps.button(page, "kiosk.time_more").click();
  await limit(page, MORE).waitFor();
  await goTo(page, deployment, "recipient");
  await stopClock(page);
  await page.locator("#name").fill(LETTER.name);
  await page.clock.runFor((MORE - 1) * 60_000);
  assert.equal(await question(page).isVisible(), false);
  await page.clock.runFor(70_000);
  await question(page).waitFor();
  await context.close();
});

test("two minutes ahead the kiosk asks whether anybody is there, as often as nobody is; one key goes on", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  await goTo(page, deployment, "write");
  await stopClock(page);
  await page.locator("#letter").fill(LETTER.body);
  for (const key of ["Enter", "Escape", "Space", "Enter"]) {
    await page.clock.runFor(IDLE * 60_000 - 10_000);
    assert.equal(await question(page).isVisible(), false, "it is not asked too early");
    await page.locator("#letter").focus();
    await page.clock.runFor(15_000);
    await question(page).waitFor();
    const inside = () => page.evaluate(() => document.activeElement.innerText);
    const { name, description } = await page.evaluate(() => {
      const dialog = document.querySelector("dialog[open]");
      const text = (attribute) => dialog.getAttribute(attribute).split(" ").map((id) => document.getElementById(id).innerText).join(" ");
      return { name: text("aria-labelledby"), description: text("aria-describedby") };
    });
    assert.equal(name, nl.t("kiosk.idle_title"));
    assert.equal(description, `${nl.t("kiosk.idle")}\n\n${nl.t("kiosk.idle_unsent")}`);
    await becomes(inside, nl.t("kiosk.go_on"), "going on has the focus");
    await page.keyboard.press(key);
    await question(page).waitFor({ state: "hidden" });
    // The client hears a moment later that its question was closed, and counts from then on.
    await page.getByText(nl.t("kiosk.idle_unsent"), { exact: true }).waitFor({ state: "detached" });
    await becomes(() => page.evaluate(() => document.activeElement.id), "letter", "the focus is back where it was");
    await becomes(() => page.locator("#letter").inputValue(), LETTER.body);
  }
  await context.close();
});

test("the time that is left is seen all the while, and spoken at one minute, half a minute and ten seconds; then all is wiped and said", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  await goTo(page, deployment, "write");
  await stopClock(page);
  await page.locator("#letter").fill(LETTER.body);
  await page.clock.runFor(IDLE * 60_000 + 1000);
  await question(page).waitFor();
  const left = (key, n) => nl.t("kiosk.left", { time: nl.count(key, n) });
  let at = await page.locator(".kiosk-clock").innerText();
  assert.match(at, /^(2:00|1:5\d)$/);
  const seconds = (clock) => clock.split(":").reduce((minutes, seconds) => 60 * minutes + Number(seconds), 0);
  const heard = new Map();
  while (await question(page).isVisible()) {
    await page.clock.runFor(1000);
    const now = await page.evaluate(() => [document.querySelector("#kiosk-idle[open] .kiosk-clock")?.textContent, document.querySelector("#kiosk-idle [aria-live]")?.textContent]).catch(() => []);
    if (!now[0]) break;
    assert.equal(seconds(now[0]), seconds(at) - 1);
    [at] = now;
    if (now[1] && !heard.has(now[1])) heard.set(now[1], at);
  }
  assert.deepEqual([...heard], [[left("kiosk.minutes", 1), "1:00"], [left("kiosk.seconds", 30), "0:30"], [left("kiosk.seconds", 10), "0:10"]]);
  await page.clock.resume();
  await steps.arriveFocused(page, "ended");
  await says(steps.shown(page), ...["kiosk.ended_idle", "kiosk.ended_unsent", "kiosk.ended_code"].map((key) => nl.t(key)));
  assert.deepEqual(leaks(SECRETS, [{ name: "heap", content: await heapOf(page) }]), []);
  await becomes(() => kept(page), []);
  // And after a while the first screen is there again by itself.
  await page.clock.runFor(40_000);
  await steps.arrive(page, "start");
  await context.close();
});

test("a first screen that somebody changed and left is as it was after a while; one that nobody touched is left alone", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  await page.evaluate(() => (globalThis.sameDocument = true));
  await page.clock.runFor((IDLE + 3) * 60_000);
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
  await steps.button(page, "kiosk.contrast_high").click();
  await page.clock.runFor(IDLE * 60_000 + 2000);
  await page.waitForFunction(() => !globalThis.sameDocument && document.documentElement.dataset.contrast === "0");
  await context.close();
});
