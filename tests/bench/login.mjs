// What a sender waits for on the way back from the provider: from the return with the code to the next step. The real intake with its
// made-up people stands for every provider: what a provider and the network take is not ours, and is taken out. Each run has an empty
// browser, whose cache was filled on the way to the provider, as every sender's is.
//
// Environment: that of browser.mjs and of tests/browser/lib.
import { launch, visitor } from "../browser/lib/browser.mjs";
import { deploy } from "../browser/lib/deployment.mjs";
import * as steps from "../browser/lib/steps.mjs";
import { median, slowDown, tell } from "./browser.mjs";

const [WARM_UP, RUNS] = [1, 7];

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

/** Logs in and gives how many requests the return took after its own, and how many milliseconds of them were ours. */
async function returned(browser, deployment) {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.addInitScript(watch);
  await steps.goTo(page, deployment, "identity");
  await steps.leaveForProvider(page);
  await slowDown(page, 6);
  const link = page.locator("main nav a").first();
  const requests = [];
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const fromCache = new Set();
  session.on("Network.requestServedFromCache", ({ requestId }) => fromCache.add(requestId));
  session.on("Network.requestWillBeSent", ({ requestId, request, type }) => requests.push({ requestId, url: request.url, type }));
  session.on("Network.responseReceived", ({ requestId, response }) => response.fromDiskCache && fromCache.add(requestId));
  await link.click();
  await page.waitForFunction(() => window.lakzegelBench?.there > 0);
  const { there, begins } = await page.evaluate(() => {
    const resource = (end) => performance.getEntriesByType("resource").find(({ name }) => name.endsWith(end));
    // The driver's own script runs first in every page, and slowed down it takes a while. Our script's first act is to ask for the module.
    return { there: window.lakzegelBench.there, begins: resource(".wasm").startTime };
  });
  await context.close();
  const sent = requests.filter(({ requestId, type, url }) => !fromCache.has(requestId) && type !== "Document" && !url.startsWith("data:"));
  return { own: there - begins, requests: new Set(sent.map(({ requestId }) => requestId)).size, urls: sent.map(({ url }) => url) };
}

const deployment = await deploy();
const browser = await launch();
try {
  const runs = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) runs.push(await returned(browser, deployment));
  if (process.env.LAKZEGEL_EXPLAIN) console.error(runs);
  tell("return requests", Math.max(...runs.map(({ requests }) => requests)));
  tell("return own time", median(runs.slice(WARM_UP).map(({ own }) => own)));
} finally {
  await browser.close();
  await deployment.end();
}
