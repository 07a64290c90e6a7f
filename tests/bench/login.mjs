// What a sender waits for on the way back from the provider: from the return with the code to the next step. The real intake with its
// made-up people stands for every provider. *Own time* is what the page's main thread spends on scripts and Wasm, on style and on layout, as
// the browser counts it: what is ours to make shorter. *Whole time* is what a clock on the wall says from the page's script on, with what
// the browser, the network on this machine and the provider take. Each run has an empty browser, whose cache was filled on the way to the
// provider, as every sender's is.
//
// Environment: that of browser.mjs and of tests/browser/lib.
import { launch, visitor } from "../browser/lib/browser.mjs";
import { deploy } from "../browser/lib/deployment.mjs";
import * as steps from "../browser/lib/steps.mjs";
import { median, slowDown, tell } from "./browser.mjs";

const [WARM_UP, RUNS] = [1, 9];

/** Runs in the page before anything else: notes when the next step is painted and the page is free to answer. */
function watch() {
  if (location.pathname !== "/identity" || !location.search) return;
  window.lakzegelBench = { there: 0 };
  const observer = new MutationObserver(() => {
    if (!document.getElementById("h-recipient")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => (window.lakzegelBench.there = performance.now())));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Milliseconds that the page's main thread has spent on what is ours. */
async function ownTime(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const ours = metrics.filter(({ name }) => ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"].includes(name));
  return ours.reduce((sum, { value }) => sum + value * 1000, 0);
}

/** Logs in and gives how many requests the return took after its own, and its times. */
async function returned(browser, deployment) {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.addInitScript(watch);
  await steps.goTo(page, deployment, "identity");
  await steps.leaveForProvider(page);
  const session = await slowDown(page, 6);
  await session.send("Performance.enable");
  const link = page.locator("main nav a").first();
  const sent = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
    if (type !== "Document" && !request.url.startsWith("data:")) sent.set(requestId, request.url);
  });
  session.on("Network.requestServedFromCache", ({ requestId }) => sent.delete(requestId));
  session.on("Network.responseReceived", ({ requestId, response }) => response.fromDiskCache && sent.delete(requestId));
  const before = await ownTime(session);
  await link.click();
  await page.waitForFunction(() => window.lakzegelBench?.there > 0);
  const own = (await ownTime(session)) - before;
  const whole = await page.evaluate(() => {
    // The driver's own script runs first in every page, and slowed down it takes a while. Our script's first act is to ask for the module.
    const module = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    return window.lakzegelBench.there - module.startTime;
  });
  await context.close();
  return { own, whole, requests: sent.size };
}

const deployment = await deploy();
const browser = await launch({ whole: true });
try {
  const runs = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) runs.push(await returned(browser, deployment));
  const counted = runs.slice(WARM_UP);
  tell("return requests", Math.max(...runs.map(({ requests }) => requests)));
  tell("return own time", median(counted.map(({ own }) => own)));
  tell("return whole time", median(counted.map(({ whole }) => whole)));
} finally {
  await browser.close();
  await deployment.end();
}
