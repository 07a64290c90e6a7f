// The third real browser: WebKitGTK, the engine that every browser on an iPhone is made of, in the small browser that comes with it and on
// a screen of its own, driven by its own WebDriver in plain requests. A page here has those few methods of a page of playwright-core that
// the steps of a sender take, under the same names.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_WEBKIT_DRIVER, LAKZEGEL_WEBKIT.
import { createServer } from "node:net";
import { startScreen } from "../../screen-reader/session.mjs";
import { end, newFolder, remove, startAll } from "./children.mjs";
import { until } from "./deployment.mjs";
import { Locator, onItsWay } from "./locator.mjs";

const DRIVER = process.env.LAKZEGEL_WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
const BROWSER = process.env.LAKZEGEL_WEBKIT ?? "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
/** What the driver calls an element in what it is told and in what it answers. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const ENTER = "\ue007";
/** How long a script or a page may take. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;
/** In the page: waits for what an act gives, for this driver does not. */
const WAITS = (act) => `const [value, done] = arguments; Promise.resolve().then(() => (${act})(value)).then((got) => done({ got }), (error) => done({ error: String(error) }));`;

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The driver, and the browser that it has started. */
class Driver {
  #address;
  #session = "";

  constructor(address) {
    this.#address = address;
  }

  /** Asks the driver for something. */
  async ask(method, path, body) {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.#address}${this.#session}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  async begin() {
    await until("WebKitGTK's driver is there", () => this.ask("GET", "/status").catch(() => undefined));
    const options = { binary: BROWSER, args: ["--automation"] };
    const { sessionId } = await this.ask("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } });
    this.#session = `/session/${sessionId}`;
    await this.ask("POST", "/timeouts", { script: PATIENCE, pageLoad: PATIENCE });
  }

  /** Runs a script in the page, and gives what it comes to. */
  async run(act, value) {
    const { got, error } = await this.ask("POST", "/execute/async", { script: WAITS(act), args: [value ?? null] });
    if (error) throw new Error(error);
    return got;
  }
}

/** An element on the page. */
class Element {
  #driver;
  #id;

  constructor(driver, id) {
    this.#driver = driver;
    this.#id = id;
  }

  click() {
    return this.#driver.ask("POST", `/element/${this.#id}/click`, {});
  }

  /** A line ends with the key Enter, or it does not end. */
  type(text) {
    return this.#driver.ask("POST", `/element/${this.#id}/value`, { text: text.replaceAll("\n", ENTER) });
  }

  evaluate(act) {
    return this.#driver.run(act, { [ELEMENT]: this.#id });
  }
}

/** The browser's one page. */
class Page {
  #driver;

  constructor(driver) {
    this.#driver = driver;
  }

  async goto(address) {
    await this.#driver.ask("POST", "/url", { url: address });
  }

  url() {
    return this.#driver.ask("GET", "/url");
  }

  /** What a function gives, or nothing for a text, which is only run. */
  evaluate(act, value) {
    return this.#driver.run(typeof act === "string" ? `() => { ${act}\n }` : act, value);
  }

  /** The element that `act` gives, if it gives one. */
  async handle(act, value) {
    const found = await this.#driver.run(act, value);
    return found && new Element(this.#driver, found[ELEMENT]);
  }

  waitForFunction(met, value) {
    return until(`${met} of ${JSON.stringify(value)}`, () => this.evaluate(met, value).catch(onItsWay));
  }

  locator(css) {
    return new Locator(this).locator(css);
  }

  getByRole(role, called) {
    return new Locator(this).getByRole(role, called);
  }
}

/** A WebKitGTK without a past. The caller closes it. */
export async function launchWebKit() {
  const [screen, port, home] = [await startScreen(), await freePort(), newFolder("lakzegel-webkit")];
  const environment = { ...process.env, DISPLAY: screen.display, HOME: home, XDG_RUNTIME_DIR: home, LANG: "C.UTF-8", LANGUAGE: "nl" };
  delete environment.WAYLAND_DISPLAY;
  const child = startAll("dbus-run-session", ["--", DRIVER, `--port=${port}`], { env: environment, stdio: "ignore" });
  const driver = new Driver(`http://127.0.0.1:${port}`);
  const close = async () => {
    await driver.ask("DELETE", "").catch(() => {});
    await end(child);
    await screen.end();
    remove(home);
  };
  try {
    await driver.begin();
  } catch (error) {
    await close();
    throw error;
  }
  return { newPage: async () => new Page(driver), close };
}
