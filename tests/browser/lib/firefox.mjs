// The other real browser: Debian's Firefox, driven by puppeteer-core over WebDriver BiDi, for playwright-core drives only a Firefox of its
// own. A page here has those few methods of a page of playwright-core that the steps of a sender take, under the same names.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_NPM (puppeteer-core), LAKZEGEL_FIREFOX.
import { fileURLToPath } from "node:url";
import { npm } from "./browser.mjs";
import { until } from "./deployment.mjs";
import { Locator, onItsWay } from "./locator.mjs";

const { launch: launchBrowser } = npm("puppeteer-core");
/** How long something may take. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;
/** Starts the browser so that it ends with this process. puppeteer-core can be told a program, and not what stands before it. */
const TIED_BROWSER = fileURLToPath(new URL("tied.sh", import.meta.url));

/** A tab. */
class Page {
  #context;
  #tab;

  constructor(context, tab) {
    this.#context = context;
    this.#tab = tab;
    // Whoever goes on is asked by some pages, and says yes, as playwright-core does by itself.
    tab.on("dialog", (dialog) => dialog.accept().catch(() => {}));
  }

  context() {
    return this.#context;
  }

  url() {
    return this.#tab.url();
  }

  /** Its keys: a text typed key by key, or keys pressed together, which are named with a plus between them. */
  get keyboard() {
    const { keyboard } = this.#tab;
    return {
      type: (text) => keyboard.type(text),
      press: async (together) => {
        const keys = together.split("+");
        for (const key of keys) await keyboard.down(key);
        for (const key of keys.reverse()) await keyboard.up(key);
      },
    };
  }

  /** Goes there. That a page has come, and that all is loaded, Firefox does not always say; asked, it knows. */
  async goto(address) {
    await this.evaluate(() => void (globalThis.isLeft = true));
    let failed;
    this.#tab.goto(address, { waitUntil: "domcontentloaded" }).catch((error) => (failed = error));
    await until(`${address} is there`, () => {
      if (failed && failed.name !== "TimeoutError") throw failed;
      return this.evaluate(() => !globalThis.isLeft && document.readyState !== "loading").catch(onItsWay);
    });
  }

  evaluate(act, value) {
    return this.#tab.evaluate(act, value);
  }

  /** The element that `act` gives, if it gives one. */
  async handle(act, value) {
    return (await this.#tab.evaluateHandle(act, value)).asElement();
  }

  waitForFunction(met, value) {
    return until(`${met} of ${JSON.stringify(value)}`, () => this.evaluate(met, value).catch(onItsWay));
  }

  /** Waits until the address is like this, in which two stars are anything. */
  waitForURL(pattern) {
    const wanted = new RegExp(`^${pattern.split("**").map((part) => part.replace(/[.?+*]/g, "\\$&")).join(".*")}$`);
    return until(`${pattern} is there`, () => wanted.test(this.url()));
  }

  waitForRequest(wanted) {
    return this.#tab.waitForRequest(wanted);
  }

  locator(css) {
    return new Locator(this).locator(css);
  }

  getByRole(role, called) {
    return new Locator(this).getByRole(role, called);
  }
}

/** An empty profile. */
class Context {
  #context;

  constructor(context) {
    this.#context = context;
  }

  async newPage() {
    const tab = await this.#context.newPage();
    tab.setDefaultTimeout(PATIENCE);
    return new Page(this, tab);
  }

  cookies() {
    return this.#context.cookies();
  }

  close() {
    return this.#context.close();
  }
}

/** How Firefox is started, with a profile of its own or in that folder. */
const start = (userDataDir) =>
  launchBrowser({
    browser: "firefox",
    executablePath: TIED_BROWSER,
    env: { ...process.env, LAKZEGEL_FIREFOX: process.env.LAKZEGEL_FIREFOX ?? "/usr/bin/firefox-esr" },
    headless: true,
    timeout: PATIENCE,
    protocolTimeout: PATIENCE,
    acceptInsecureCerts: true,
    userDataDir,
    extraPrefsFirefox: { "intl.accept_languages": "nl-NL, nl", "intl.locale.requested": "nl-NL" },
  });

/** A Firefox without a past, which trusts every certificate: what it is shown is the test's own. The caller closes it. */
export async function launchFirefox() {
  const browser = await start();
  return {
    newContext: async () => new Context(await browser.createBrowserContext()),
    close: () => browser.close(),
  };
}

/** A Firefox that keeps its profile in a folder. The caller closes it. */
export async function launchFirefoxWith(profile) {
  const browser = await start(profile);
  const context = new Context(browser.defaultBrowserContext());
  return { newPage: () => context.newPage(), close: () => browser.close() };
}
