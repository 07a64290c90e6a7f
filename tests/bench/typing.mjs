// How soon a keystroke is seen: from a key pressed in a full letter to the next paint, as the browser itself counts interactions (Interaction
// to Next Paint). The real client on the page for writing, with 8,000 characters of what people write, findings among them; keys as a
// keyboard sends them, at a fast typist's pace, in the middle of the letter and at its end.
//
// Environment: that of browser.mjs and of tests/browser/lib.
import { launch, visitor } from "../browser/lib/browser.mjs";
import { deploy } from "../browser/lib/deployment.mjs";
import * as steps from "../browser/lib/steps.mjs";
import { FULL, prose } from "./letters.mjs";
import { median, slowDown, tell } from "./browser.mjs";

const [WARM_UP, RUNS, SLOWDOWN] = [1, 5, 6];
/** Keys at each place, and how long from one to the next: a hundred words a minute. Milliseconds. */
const [KEYS, PACE] = [25, 120];

/** Runs in the page: notes the longest of each interaction's events. */
function watch() {
  const interactions = (window.lakzegelBench = new Map());
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId > 0) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0));
    }
  }).observe({ type: "event", durationThreshold: 16 });
}

/** Types into a full letter, and gives the longest interaction, in milliseconds: of fewer than fifty, that is the page's figure. */
async function typed(browser, deployment, width) {
  const context = await visitor(browser, { viewport: { width, height: 740 } });
  const page = await context.newPage();
  await steps.goTo(page, deployment, "write");
  const area = page.locator("#letter");
  // Room for what will be typed.
  await area.fill(prose(FULL - 2 * KEYS));
  await area.press("Control+Home");
  await page.evaluate(watch);
  await slowDown(page, SLOWDOWN);
  for (const place of [FULL / 2, FULL - KEYS]) {
    await area.evaluate((area, place) => area.setSelectionRange(place, place), place);
    for (const letter of "Tot zaterdag, lieve oma! ".slice(0, KEYS)) {
      await page.keyboard.press(letter === " " ? "Space" : letter);
      await page.waitForTimeout(PACE);
    }
  }
  await page.waitForTimeout(1000);
  const durations = await page.evaluate(() => [...window.lakzegelBench.values()]);
  const length = await area.evaluate(({ value }) => value.length);
  if (length !== FULL) throw new Error(`the letter has ${length} characters, not ${FULL}`);
  await context.close();
  return { longest: Math.max(0, ...durations), seen: durations.length };
}

const deployment = await deploy();
const browser = await launch({ whole: true });
try {
  for (const [name, width] of [["phone", 360], ["desktop", 1280]]) {
    const runs = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) runs.push(await typed(browser, deployment, width));
    const counted = runs.slice(WARM_UP);
    // The browser tells of those that took 16 ms and more: of all, where nothing is that quick.
    tell(`typing ${name}`, median(counted.map(({ longest }) => longest)));
    tell(`typing ${name} seen`, median(counted.map(({ seen }) => seen)));
  }
} finally {
  await browser.close();
  await deployment.end();
}
