// What a sender waits for: the first visit with an empty browser, and a later one from its cache. The real intake serves the real
// client. Usable is the moment at which the button of the first step is painted and the page is free to answer it; each run then
// presses it and sees the second step.
//
// Environment: that of browser.mjs, and LAKZEGEL_DEPLOYMENT, the JSON of `cargo xtask demo --prepare-only`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SLOW_4G, launch, launchWith, median, slowDown, target, tell, withProfile } from "./browser.mjs";

const [WARM_UP, RUNS] = [1, 7];
/** How long after it is usable a long task still counts as part of starting. Milliseconds. */
const AFTERWARDS = 500;

const deployment = JSON.parse(readFileSync(process.env.LAKZEGEL_DEPLOYMENT, "utf8"));

/** Two free ports, for the intake's two listeners. */
async function freePorts() {
  const servers = [createServer(), createServer()];
  for (const server of servers) await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) await new Promise((done) => server.close(done));
  return ports;
}

/** Starts the intake, with nothing in its log, and waits until it says that it is ready. */
async function startIntake() {
  const [port, screeningPort] = await freePorts();
  const data = join(target, "bench/intake");
  rmSync(data, { recursive: true, force: true });
  const intake = spawn(deployment.intake, [
    "--data", data, "--client", deployment.client, "--manifest", deployment.manifest, "--root-keys", deployment.rootKeys,
    "--log-key", join(deployment.keys, "log.key"), "--screening-token", deployment.screeningToken, "--public-url", deployment.url,
    "--listen", `127.0.0.1:${port}`, "--screening-listen", `127.0.0.1:${screeningPort}`,
  ], { stdio: ["ignore", "ignore", "pipe"] });
  const log = createInterface({ input: intake.stderr });
  const ready = new Promise((resolve, reject) => {
    log.on("line", (line) => (line.includes('"message":"ready"') ? resolve() : line.includes('"level":"ERROR"') && reject(new Error(line))));
    log.on("close", () => reject(new Error("the intake did not start")));
  });
  await ready;
  return { intake, origin: `http://127.0.0.1:${port}/` };
}

/** Runs in the page before anything else: notes when it is usable, and its longest task. */
function watch() {
  const seen = (window.lakzegelBench = { usable: 0, longestTask: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });
  const observer = new MutationObserver(() => {
    if (document.getElementById("first-screen") || !document.querySelector("#app .start button")) return;
    observer.disconnect();
    // The next frame paints it, and what runs after that frame runs when the page is free.
    requestAnimationFrame(() => setTimeout(() => (seen.usable = performance.now())));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Opens the page, waits until it is usable, presses the button, and gives what was seen on the way. */
async function visit(context, origin, slowdown) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  const session = await slowDown(page, slowdown, SLOW_4G);
  const fetched = { requests: 0, bytes: 0 };
  // What comes from the cache is no request; bytes are those on the line, headers included.
  session.on("Network.responseReceived", ({ response }) => (fetched.requests += response.fromDiskCache ? 0 : 1));
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (fetched.bytes += encodedDataLength));
  await page.goto(origin, { waitUntil: "commit" });
  await page.waitForFunction(() => window.lakzegelBench?.usable > 0);
  await page.waitForTimeout(AFTERWARDS);
  const seen = await page.evaluate(() => {
    const wasm = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { ...window.lakzegelBench, paint: paint.startTime, wasm: wasm.responseEnd };
  });
  await page.click("#app .start button");
  await page.waitForURL("**/privileged");
  await page.waitForSelector("#app h1");
  await page.close();
  return { ...seen, ...fetched };
}

/** The median of each figure over the runs, without the first ones. */
const medians = (runs) => Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.slice(WARM_UP).map((run) => run[key]))]));

async function firstVisits(origin) {
  const runs = [];
  const browser = await launch();
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const context = await browser.newContext();
    runs.push(await visit(context, origin, 6));
    await context.close();
  }
  await browser.close();
  return medians(runs);
}

/** Each visit in a browser that was closed and started again since the last one. */
function laterVisits(origin) {
  return withProfile(async (profile) => {
    const runs = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const context = await launchWith(profile);
      // The browser's own start is no part of the visit.
      await context.pages()[0]?.waitForTimeout(AFTERWARDS);
      runs.push(await visit(context, origin, 4));
      await context.close();
    }
    return medians(runs);
  });
}

const { intake, origin } = await startIntake();
try {
  const first = await firstVisits(origin);
  tell("load bytes", first.bytes);
  tell("load requests", first.requests);
  tell("load paint", first.paint);
  tell("load wasm", first.wasm);
  tell("load usable", first.usable);
  tell("load longest task", first.longestTask);
  const later = await laterVisits(origin);
  tell("repeat usable", later.usable);
  tell("repeat bytes", later.bytes);
  tell("repeat longest task", later.longestTask);
} finally {
  intake.kill("SIGTERM");
  await once(intake, "exit");
}
