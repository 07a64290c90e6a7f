// The real browser: Debian's Chromium, driven by playwright-core, each test in an empty profile (docs/decisions/0020-headless-shell.md).
//
// Environment, set by `cargo xtask test`: LAKZEGEL_NPM (playwright-core and axe-core), LAKZEGEL_CHROMIUM, LAKZEGEL_CHROMIUM_SHELL.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { after } from "node:test";
import { end, start } from "./children.mjs";

/** Finds the packages of xtask/tools. */
export const npm = createRequire(join(resolve(process.env.LAKZEGEL_NPM ?? "target/tools/npm"), "x.js"));
const { chromium } = npm("playwright-core");

/** The browser as people have it, with all that stands around a page. */
const WHOLE = process.env.LAKZEGEL_CHROMIUM ?? "/usr/bin/chromium";
/** The same browser without that: what it does with a page, it does with half of the processor's time. */
const SHELL = process.env.LAKZEGEL_CHROMIUM_SHELL ?? WHOLE;

const options = {
  executablePath: WHOLE,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
};
/** A sender in the Netherlands, with a small laptop. */
const SENDER = { locale: "nl-NL", timezoneId: "Europe/Amsterdam", viewport: { width: 1280, height: 900 } };

/** How long a condition may take to come true. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;

/**
 * A browser without a past: its shell, unless it is to be the `whole` one. It trusts those certificate authorities whose `pins` it is given
 * besides the system's, can be steered by others at a `port`, and prefers a language, `lang`, in pages that are not of a context of ours. With
 * `keepsPages` it keeps a page that was left for a while, as whole browsers do for people and not for tests. The caller closes it.
 */
export async function launch({ pins = [], port, lang, keepsPages = false, whole = keepsPages } = {}) {
  const trust = pins.length > 0 ? [`--ignore-certificate-errors-spki-list=${pins.join()}`] : [];
  const steered = port ? [`--remote-debugging-port=${port}`] : [];
  const prefers = lang ? [`--accept-lang=${lang}`] : [];
  const browser = await chromium.launch({
    executablePath: whole ? WHOLE : SHELL,
    args: [...options.args, ...trust, ...steered, ...prefers],
    ignoreDefaultArgs: keepsPages ? ["--disable-back-forward-cache"] : [],
  });
  const close = browser.close.bind(browser);
  browser.close = async () => {
    open.delete(browser);
    await Promise.all(browser.contexts().map((context) => context.close()));
    await close();
  };
  open.add(browser);
  return browser;
}

/** The browsers that nobody has closed. Where the servers did not start, a file never came to know of its browser, which would keep it going for ever. */
const open = new Set();
if (process.env.NODE_TEST_CONTEXT) after(() => Promise.all([...open].map((browser) => browser.close())));

/** A whole browser that keeps its profile in a folder. The caller closes it. */
export async function launchWith(profile) {
  const context = await chromium.launchPersistentContext(profile, { ...options, ...SENDER });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

/** The same as a process that can be killed: gives its one context, and `kill`, after which nothing of it has had time for anything. */
export async function launchToKill(profile) {
  const where = ["--remote-debugging-port=0", `--user-data-dir=${profile}`, `--lang=${SENDER.locale}`, `--accept-lang=${SENDER.locale}`];
  const child = start(options.executablePath, [...options.args, ...where, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const address = await new Promise((found, failed) => {
    child.on("exit", () => failed(new Error(`the browser ended: ${said}`)));
    child.stderr.on("data", (text) => {
      const [, address] = (said += text).match(/DevTools listening on (ws:\S+)/) ?? [];
      if (address) found(address);
    });
  });
  const browser = await chromium.connectOverCDP(address, { timeout: PATIENCE });
  const [context] = browser.contexts();
  context.setDefaultTimeout(PATIENCE);
  return { context, kill: () => end(child) };
}

/** An empty profile in a running browser: nothing stored, nothing in the cache. */
export async function visitor(browser, settings = {}) {
  const context = await browser.newContext({ ...SENDER, ...settings });
  context.setDefaultTimeout(PATIENCE);
  const close = context.close.bind(context);
  // A request that a test still holds in its hands when it is over has nobody left to answer it.
  context.close = async () => {
    await Promise.all([context, ...context.pages()].map((routed) => routed.unrouteAll({ behavior: "ignoreErrors" })));
    await close();
  };
  return context;
}
