// A letter has one day and one time for people: on the sender's receipt, wherever the device is, and on paper. They are those of the manifest's time zone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { sendReviewed } from "./lib/login.mjs";
import { pdfText } from "./lib/pdf.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

const ZONE = "Europe/Amsterdam";

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deploy({ screening: true }), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** What stands on the receipt behind this word. */
const fact = (page, key) => page.locator("dt", { hasText: nl.t(key) }).locator("xpath=following-sibling::dd[1]").innerText();

/** A moment in seconds since 1970, as a person reads it in this zone. */
const written = (time, timeZone) => new Date(time * 1000).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone });

/** The same as it stands on paper: the zone's sign behind it is not looked at. */
function onPaper(time) {
  const parts = new Intl.DateTimeFormat("nl", { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: ZONE }).formatToParts(time * 1000);
  const { day, month, year, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `Verzegeld op ${day}-${month}-${year} ${hour}:${minute} CE`;
}

for (const [where, timezoneId, sign] of [
  ["in the same zone", ZONE, ""],
  ["on Curaçao", "America/Curacao", ` (${ZONE})`],
  ["where it is tomorrow", "Pacific/Kiritimati", ` (${ZONE})`],
]) {
  test(`a device ${where} tells the time at which a letter was sealed as the paper does`, async () => {
    const context = await visitor(browser, { timezoneId });
    const page = await context.newPage();
    await steps.goTo(page, deployment, "review");
    const id = await sendReviewed(page);
    const { letter } = await deployment.released(id);
    await becomes(() => fact(page, "receipt.sealed"), written(letter.sealed_at, ZONE) + sign);
    const download = page.waitForEvent("download");
    await steps.button(page, "receipt.save").click();
    const saved = readFileSync(await (await download).path(), "utf8");
    assert.ok(saved.includes(`${nl.t("receipt.sealed")}: ${written(letter.sealed_at, ZONE)}${sign}\n`), saved);
    const paper = pdfText(readFileSync(deployment.path("released", `${id}.pdf`))).replace(/\s+/g, " ");
    assert.ok(paper.includes(onPaper(letter.sealed_at)), paper);
    await context.close();
  });
}

for (const timezoneId of ["America/Curacao", "UTC"]) test(`a browser that does not know the zone shows UTC, and says so: on a device whose zone is ${timezoneId}`, async () => {
  const context = await visitor(browser, { timezoneId });
  await context.addInitScript((zone) => {
    const write = Date.prototype.toLocaleString;
    Date.prototype.toLocaleString = function (locale, options) {
      if (options?.timeZone === zone) throw new RangeError(`Invalid time zone specified: ${zone}`);
      return write.call(this, locale, options);
    };
  }, ZONE);
  const page = await context.newPage();
  await steps.goTo(page, deployment, "review");
  const { letter } = await deployment.released(await sendReviewed(page));
  await becomes(() => fact(page, "receipt.sealed"), `${written(letter.sealed_at, "UTC")} (UTC)`);
  await context.close();
});
