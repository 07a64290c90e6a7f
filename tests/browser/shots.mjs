// Pictures of every page for people to look at, at three widths, light and dark, of the receipt on paper, and of a kiosk's pages in both contrasts:
// `node tests/browser/shots.mjs`, after `cargo xtask demo --prepare-only > target/test/deployment.json`. They land in target/shots. Not a test.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { KIOSK_IDLE, KIOSK_PAGES, PAGES, everyPage, nameOf } from "./lib/pages.mjs";

const folder = resolve(process.env.LAKZEGEL_TARGET ?? "target", "shots");
const WIDTHS = [360, 768, 1280];
const KIOSK = { width: 1080, height: 1920 };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const browser = await launch({ whole: true });
let taken = 0;

/** The beginning of a picture's name. */
const named = (place, row) => `${place}-${String((taken += 1)).padStart(2, "0")}-${nameOf(row).replaceAll(/[^a-z]+/g, "-")}`;

/** Takes pictures of the whole page in each width and scheme. */
async function shoot(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

/** The room on a sheet of paper, A4, between the margins of app/style.css, in CSS pixels. */
const PAPER = 658;

/** Takes a picture of a page as it is printed. */
async function shootPrinted(page, name) {
  await page.setViewportSize({ width: PAPER, height: 900 });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.screenshot({ path: join(folder, `${name}-printed.png`), fullPage: true });
  await page.emulateMedia({ media: null });
}

/** Takes pictures of a kiosk's page. */
async function shootKiosk(page, name) {
  for (const [contrast, scheme] of [["1", "strong"], ["0", "ordinary"]]) {
    await page.evaluate((contrast) => (document.documentElement.dataset.contrast = contrast), contrast);
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`) });
  }
}

/** Walks through a table of pages with the intake's settings, and lets `take` take pictures of each. */
async function walk(place, pages, settings, viewport, take) {
  const deployment = await deploy({ settings });
  try {
    const page = await (await visitor(browser, { viewport, serviceWorkers: "block" })).newPage();
    if (place === "kiosk") await page.clock.setFixedTime(Date.now());
    const look = async (row) => {
      const name = named(place, row);
      await take(page, name);
      if (place === "own" && row[0] === "receipt" && !row[1]) await shootPrinted(page, name);
    };
    await everyPage(page, { deployment }, look, pages);
    if (place !== "own") return;
    const without = await (await visitor(browser, { javaScriptEnabled: false })).newPage();
    await without.goto(deployment.url);
    await take(without, named(place, ["without scripts"]));
  } finally {
    await deployment.end();
  }
}

try {
  await walk("own", PAGES, {}, { width: 360, height: 740 }, shoot);
  await walk("kiosk", KIOSK_PAGES, { kiosk: true, kiosk_idle_minutes: KIOSK_IDLE }, KIOSK, shootKiosk);
  console.log(`${taken} pages in ${folder}`);
} finally {
  await browser.close();
}
