// Screenshots of every step for people to look at, at three widths, light and dark: `node tests/browser/shots.mjs`, after
// `cargo xtask demo --prepare-only > target/test/deployment.json`. They land in target/shots. Not a test.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { nl } from "./lib/words.mjs";

const folder = resolve(process.env.LAKZEGEL_TARGET ?? "target", "shots");
const [WIDTHS, SCHEMES] = [[360, 768, 1280], ["light", "dark"]];
const PARAGRAPH =
  "Hoe gaat het met je? Hier is alles goed. Oma heeft gisteren appeltaart gebakken en er is een stuk over voor jou, maar dat kan helaas " +
  "niet in deze envelop.\n\n";
const LONG = { ...steps.LETTER, name: "Björn Šimić", body: `Lieve Björn,\n\n${PARAGRAPH.repeat(11)}Liefs,\nmama` };
const DOUBTFUL = "Lieve Björn,\n\nBel me op 06-12345678 of kijk op www.example.nl.\n\u202eomgekeerd\u202c en o\u200bnzichtbaar\n\nLiefs,\nmama";

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const deployment = await deploy({ screening: true });
const browser = await launch();
let taken = 0;

/** Takes a picture of the whole page in each width and scheme. */
async function shot(page, name) {
  const number = String((taken += 1)).padStart(2, "0");
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${number}-${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

try {
  const page = await (await visitor(browser)).newPage();
  await page.route("**/v1/manifest", (route) => route.abort());
  await steps.open(page, deployment);
  await shot(page, "refused");
  await page.unrouteAll();
  await steps.button(page, "refused.again").click();
  await steps.button(page, "start.begin").waitFor();
  await shot(page, "start");
  await steps.begin(page);
  await steps.button(page, "privileged.yes").click();
  await page.locator("#privileged-leave").waitFor();
  await shot(page, "privileged-leave");
  await steps.button(page, "back").click();
  await steps.arriveFocused(page, "start");
  await steps.begin(page);
  await shot(page, "privileged");
  await steps.ordinary(page);
  await shot(page, "identity");
  await steps.leaveForProvider(page);
  await shot(page, "provider");
  await page.locator(".cancel a").click();
  await page.locator("#login-message").waitFor();
  await shot(page, "identity-cancelled");
  await steps.logIn(page);
  await steps.button(page, "next").click();
  await page.locator("#errors").waitFor();
  await shot(page, "recipient-errors");
  await steps.fillRecipient(page, LONG);
  await shot(page, "recipient");
  await steps.recipient(page, LONG);
  await shot(page, "write");
  await page.locator("#letter").fill(DOUBTFUL);
  await steps.button(page, "write.next").click();
  await page.locator("#errors").waitFor();
  await shot(page, "write-findings");
  await page.locator("#letter").fill(PARAGRAPH.repeat(60));
  await page.locator(".count.over").waitFor();
  await shot(page, "write-too-long");
  await steps.write(page, LONG);
  await shot(page, "review");
  await page.route("**/v1/envelopes/*", (route) => route.abort());
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await shot(page, "unsent");
  await page.unrouteAll();
  await steps.button(page, "unsent.send_again").click();
  await steps.arriveFocused(page, "receipt");
  await shot(page, "receipt-stored");
  await page.getByRole("heading", { name: nl.t("receipt.seen_title"), exact: true }).waitFor({ timeout: 60_000 });
  await steps.button(page, "status.ask").click();
  await page.locator("[data-state]:not([data-state=unknown])").waitFor();
  await shot(page, "receipt-seen");
  const reference = await steps.reference(page);
  const [download] = await Promise.all([page.waitForEvent("download"), steps.button(page, "receipt.proof").click()]);
  const proof = readFileSync(await download.path(), "utf8");
  await page.emulateMedia({ media: "print" });
  await shot(page, "receipt-printed");
  await page.emulateMedia({ media: "screen" });
  const later = await (await visitor(browser)).newPage();
  await steps.open(later, deployment);
  await steps.button(later, "start.status").click();
  await steps.arriveFocused(later, "status");
  await later.locator("#reference").fill(reference);
  await steps.button(later, "status.ask").click();
  await later.locator("[data-state]").waitFor();
  await shot(later, "status");
  await steps.button(later, "receipt.check").click();
  await steps.arriveFocused(later, "check");
  await shot(later, "check");
  for (const [kind, content] of [["other", "iets"], ["broken", `${proof}x`], ["foreign", proof.replaceAll("demo.invalid", "elders.invalid")], ["proof", proof]]) {
    await later.locator("#receipt-file").setInputFiles({ name: "lakzegel.tlog-proof", mimeType: "text/plain", buffer: Buffer.from(content) });
    await later.getByText(nl.t(`check.${kind}`), { exact: true }).waitFor();
    await shot(later, `check-${kind}`);
  }
  const without = await (await visitor(browser, { javaScriptEnabled: false })).newPage();
  await without.goto(deployment.url);
  await shot(without, "no-javascript");
  console.log(`${taken} pages, ${taken * WIDTHS.length * SCHEMES.length} pictures in ${folder}`);
} finally {
  await browser.close();
  await deployment.end();
}
