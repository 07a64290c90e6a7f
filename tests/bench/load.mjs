// What a sender waits for: the first visit with an empty browser, and a later one from its cache. The real intake serves the real
// client. *Usable* is the moment at which the button of the first step is painted and the page is free to answer it; each run then
// presses it and sees the second step. *Sealable* is the moment from which on nothing more is needed to seal a letter: usable, and every
// module of the client has started.
//
// Beside it, in the same run: the smallest client that Leptos makes (app/examples/bench_hello.rs), compressed alike.
//
// Environment: that of browser.mjs and of tests/browser/lib.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { launch, launchWith, visitor } from "../browser/lib/browser.mjs";
import { deploy } from "../browser/lib/deployment.mjs";
import { SLOW_4G, median, serve, slowDown, target, tell, withProfile } from "./browser.mjs";

const [WARM_UP, RUNS] = [1, 7];
/** How long nothing may happen until a visit counts as settled: long tasks until then are part of starting. Milliseconds. */
const QUIET = 500;

/** Runs in the page before anything else: notes when it is usable, when its modules have started, and its longest task. */
function watch() {
  const seen = (window.lakzegelBench = { usable: 0, modules: 0, longestTask: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const started = await real.apply(WebAssembly, given);
      seen.modules = performance.now();
      return started;
    };
  }
  const observer = new MutationObserver(() => {
    if (document.getElementById("first-screen") || !document.querySelector("#app .start button")) return;
    observer.disconnect();
    // The next frame paints it, and what runs after that frame runs when the page is free.
    requestAnimationFrame(() => setTimeout(() => (seen.usable = performance.now())));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Notes every request of a page that goes over the line: when it ended (milliseconds since 1970), and its bytes, headers included. */
function follow(session) {
  const requests = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, wallTime, timestamp }) => {
    // The browser counts its later times from another moment.
    requests.set(requestId, { since1970: (wallTime - timestamp) * 1000, ended: Infinity, bytes: 0 });
  });
  session.on("Network.responseReceived", ({ requestId, response }) => response.fromDiskCache && requests.delete(requestId));
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { ended: request.since1970 + timestamp * 1000, bytes: encodedDataLength });
  });
  return requests;
}

/** At the second step. */
const atSecondStep = (page) => page.waitForURL("**/privileged").then(() => page.waitForSelector("#app h1"));

/** Opens the page, waits until it is usable and has settled, presses the button, waits for what that does, and gives what was seen on the way. */
async function visit(context, url, slowdown, pressed = atSecondStep) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  const requests = follow(await slowDown(page, slowdown, SLOW_4G));
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => window.lakzegelBench?.usable > 0);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(QUIET);
  const { usable, modules, ...seen } = await page.evaluate(() => {
    const wasm = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { ...window.lakzegelBench, paint: paint.startTime, wasm: wasm.responseEnd, opened: performance.timeOrigin };
  });
  await page.click("#app .start button");
  await pressed(page);
  await page.close();
  const all = [...requests.values()];
  // What comes after it is usable was not needed for it.
  const first = all.filter(({ ended }) => ended < seen.opened + usable);
  const sum = (some) => some.reduce((bytes, request) => bytes + request.bytes, 0);
  return { ...seen, usable, sealable: Math.max(usable, modules), requests: first.length, bytes: sum(first), allRequests: all.length, allBytes: sum(all) };
}

/** The median of each figure over the runs, without the first ones. */
const medians = (runs) => Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.slice(WARM_UP).map((run) => run[key]))]));

async function firstVisits(url, pressed) {
  const runs = [];
  const browser = await launch({ whole: true });
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const context = await visitor(browser);
    runs.push(await visit(context, url, 6, pressed));
    await context.close();
  }
  await browser.close();
  return medians(runs);
}

/** Each visit in a browser that was closed and started again since the last one. */
function laterVisits(url) {
  return withProfile(async (profile) => {
    const runs = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const context = await launchWith(profile);
      // The browser's own start is no part of the visit.
      await context.pages()[0]?.waitForTimeout(QUIET);
      runs.push(await visit(context, url, 4));
      await context.close();
    }
    return medians(runs);
  });
}

/** The smallest client, served as the intake serves the real one: its parts known to the page, and compressed. */
function serveHello() {
  const part = (name) => brotliCompressSync(readFileSync(join(target, "bench/hello", name)));
  const page = `<!doctype html><html lang="en"><title>Hello</title><link rel="icon" href="data:,"><link rel="modulepreload" href="/hello.js">
    <link rel="preload" href="/hello.wasm" as="fetch" type="application/wasm" crossorigin><div id="app"></div>
    <script type="module">import init from "/hello.js"; init("/hello.wasm");</script>`;
  return serve({
    "/": ["text/html", brotliCompressSync(page)],
    "/hello.js": ["text/javascript", part("bench_hello.js")],
    "/hello.wasm": ["application/wasm", part("bench_hello_bg.wasm")],
  }, { "content-encoding": "br" });
}

const deployment = await deploy();
const hello = await serveHello();
try {
  const least = await firstVisits(hello.origin, (page) => page.waitForFunction(() => document.querySelector(".start button").innerText === "1"));
  for (const figure of ["bytes", "requests", "paint", "usable"]) tell(`hello ${figure}`, least[figure]);
  const first = await firstVisits(deployment.url);
  tell("load bytes", first.bytes);
  tell("load requests", first.requests);
  tell("load all bytes", first.allBytes);
  tell("load all requests", first.allRequests);
  tell("load paint", first.paint);
  tell("load wasm", first.wasm);
  tell("load usable", first.usable);
  tell("load sealable", first.sealable);
  tell("load longest task", first.longestTask);
  tell("repeat sealable", (await laterVisits(deployment.url)).sealable);
} finally {
  hello.close();
  await deployment.end();
}
