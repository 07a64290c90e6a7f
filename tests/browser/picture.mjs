// The picture in README.md, of the page on which a letter is written, on a phone: `node tests/browser/picture.mjs`, after
// `cargo xtask demo --prepare-only > target/test/deployment.json`. Not a test.
import { fileURLToPath } from "node:url";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";

const PICTURE = fileURLToPath(new URL("../../docs/images/write-360-light.png", import.meta.url));
/** A narrow phone, in CSS pixels, but so high that nothing is scrolled out of sight; and how much of it is shown. */
const PHONE = { width: 360, height: 1800 };
const SHOWN = { ...PHONE, height: 1220, x: 0, y: 0 };
const LETTER = `Lieve Björn,

Hoe gaat het met je? Hier is alles goed. Oma heeft gisteren appeltaart gebakken. Een stuk staat voor jou in de vriezer.

De tuin staat vol bladeren en de kat slaapt de hele dag op jouw stoel.
`;

const browser = await launch({ whole: true });
const deployment = await deploy();
try {
  const page = await (await visitor(browser, { viewport: PHONE, colorScheme: "light", serviceWorkers: "block" })).newPage();
  await steps.goTo(page, deployment, "write");
  await page.locator("#letter").fill(LETTER);
  // The place of writing blinks.
  await page.evaluate(() => document.activeElement.blur());
  await page.screenshot({ path: PICTURE, clip: SHOWN });
  console.log(PICTURE);
} finally {
  await deployment.end();
  await browser.close();
}
