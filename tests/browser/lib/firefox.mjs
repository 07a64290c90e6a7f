// The other real browser: Debian's Firefox, driven by puppeteer-core over WebDriver BiDi, for playwright-core drives only a Firefox of its
// own. A page here has those few methods of a page of playwright-core that the steps of a sender take, under the same names.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_NPM (puppeteer-core), LAKZEGEL_FIREFOX.
import { npm } from "./browser.mjs";
import { until } from "./deployment.mjs";

const { launch: launchBrowser } = npm("puppeteer-core");

/** How an element of a role is found. The client uses elements that have their roles by nature. */
const ROLES = { button: "button", heading: "h1, h2, h3" };

/** In the page: the one visible element to which a path leads, each of its parts inside what the one before it has found; or how many. */
function find({ path, counted }) {
  const found = path.reduce(
    (within, { css, name, exact }) => {
      const called = (element) => element.textContent.trim().replace(/\s+/g, " ");
      const fits = (element) => name === undefined || (exact ? called(element) === name : called(element).includes(name));
      return within.flatMap((root) => [...root.querySelectorAll(css)]).filter((element) => element.checkVisibility() && fits(element));
    },
    [document],
  );
  if (counted) return found.length;
  return found.length === 1 ? found[0] : undefined;
}

/** Where on a page something is. It is looked for anew each time, and waited for, except by `count`. */
class Locator {
  #page;
  #path;

  constructor(page, path) {
    this.#page = page;
    this.#path = path;
  }

  locator(css) {
    return new Locator(this.#page, [...this.#path, { css }]);
  }

  getByRole(role, { name, exact = false }) {
    return new Locator(this.#page, [...this.#path, { css: ROLES[role], name, exact }]);
  }

  count() {
    return this.#page.evaluate(find, { path: this.#path, counted: true });
  }

  /** The element, when there is exactly one. */
  waitFor() {
    const one = async () => (await this.#page.handle(find, { path: this.#path })).asElement();
    return until(`there is one ${JSON.stringify(this.#path)}`, () => one().catch(onItsWay));
  }

  async click() {
    await (await this.waitFor()).click();
  }

  /** Types over what is there, key by key. */
  async fill(text) {
    const field = await this.waitFor();
    await field.evaluate((field) => field.select());
    await field.type(text);
  }

  async innerText() {
    return (await this.waitFor()).evaluate((element) => element.innerText);
  }
}

/** Nothing, for a page that is just being left has nothing to tell. All else that goes wrong goes on. */
function onItsWay(error) {
  if (/no such (handle|node|frame)|context was destroyed|navigation/i.test(error.message)) return undefined;
  throw error;
}

/** A tab. */
class Page {
  #context;
  #tab;

  constructor(context, tab) {
    this.#context = context;
    this.#tab = tab;
  }

  context() {
    return this.#context;
  }

  url() {
    return this.#tab.url();
  }

  async goto(address) {
    await this.#tab.goto(address);
  }

  evaluate(act, value) {
    return this.#tab.evaluate(act, value);
  }

  /** What `act` gives, as it is in the page. */
  handle(act, value) {
    return this.#tab.evaluateHandle(act, value);
  }

  waitForFunction(met, value) {
    return until(`${met} of ${JSON.stringify(value)}`, () => this.evaluate(met, value).catch(onItsWay));
  }

  waitForRequest(wanted) {
    return this.#tab.waitForRequest(wanted);
  }

  locator(css) {
    return new Locator(this, []).locator(css);
  }

  getByRole(role, called) {
    return new Locator(this, []).getByRole(role, called);
  }
}

/** An empty profile. */
class Context {
  #context;

  constructor(context) {
    this.#context = context;
  }

  async newPage() {
    return new Page(this, await this.#context.newPage());
  }

  cookies() {
    return this.#context.cookies();
  }

  close() {
    return this.#context.close();
  }
}

/** A Firefox without a past, which trusts every certificate: what it is shown is the test's own. The caller closes it. */
export async function launchFirefox() {
  const browser = await launchBrowser({
    browser: "firefox",
    executablePath: process.env.LAKZEGEL_FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    acceptInsecureCerts: true,
    extraPrefsFirefox: { "intl.accept_languages": "nl-NL, nl", "intl.locale.requested": "nl-NL" },
  });
  return {
    newContext: async () => new Context(await browser.createBrowserContext()),
    close: () => browser.close(),
  };
}
