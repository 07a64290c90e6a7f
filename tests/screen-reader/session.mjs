// A real screen reader at a real browser, driven as its user does: by keyboard, knowing only what is said. Here are the session (a screen
// of its own, Orca and the browser) and what can be done in it; what is made of the words is in words.mjs.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_CHROMIUM, LAKZEGEL_FIREFOX.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { end, newFolder, remove, start, startAll } from "../browser/lib/children.mjs";

const run = promisify(execFile);
/** How long something may take to be said. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;

const FIREFOX_SETTINGS = {
  "intl.accept_languages": "nl-NL, nl",
  "accessibility.force_disabled": -1,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.preonboarding.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,none",
  "termsofuse.bypassNotification": true,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** How long a key that is answered with nothing is waited for: then it was answered with silence. Milliseconds. */
const SILENCE = 15_000;

/**
 * How each browser is started, and what its profile must have before; whether it keeps what is for a time without a network.
 * The window is known by its class.
 */
export const BROWSERS = {
  chromium: {
    window: "chromium",
    prepare(profile) {
      mkdirSync(join(profile, "Default"), { recursive: true });
      // The bubble that offers a translation would speak over the page.
      const preferences = { intl: { accept_languages: "nl-NL,nl", selected_languages: "nl-NL,nl" }, translate: { enabled: false } };
      writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
    },
    keeps: (profile) => existsSync(join(profile, "Default", "Service Worker", "CacheStorage")),
    // Nothing of the browser's own may come over the page and take the keyboard from it: no help, no choice, and on a slow machine no question
    // whether to wait for a page that does not answer. A page that was left is not kept: Orca took it for the present one, and told of its links.
    command: (profile, page) => [
      process.env.LAKZEGEL_CHROMIUM ?? "/usr/bin/chromium", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--no-default-browser-check", "--disable-hang-monitor", "--propagate-iph-for-testing", "--disable-search-engine-choice-screen",
      "--disable-field-trial-config", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-features=Translate,MediaRouter,BackForwardCache", "--password-store=basic", "--force-renderer-accessibility", "--ozone-platform=x11",
      "--lang=nl", `--user-data-dir=${profile}`, page,
    ],
  },
  firefox: {
    window: "firefox",
    prepare(profile) {
      mkdirSync(profile, { recursive: true });
      const line = ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`;
      writeFileSync(join(profile, "user.js"), Object.entries(FIREFOX_SETTINGS).map(line).join(""));
    },
    keeps(profile) {
      const sites = join(profile, "storage", "default");
      return existsSync(sites) && readdirSync(sites).some((site) => existsSync(join(sites, site, "cache")));
    },
    command: (profile, page) => [process.env.LAKZEGEL_FIREFOX ?? "/usr/bin/firefox-esr", "--no-remote", "--profile", profile, page],
  },
};

/** The title of the page that a session begins with, once keys come to it, and what its links are called. */
const [OPEN, DOOR] = ["De deur is open", "Naar de brief"];
/** How long a key is waited for that a browser or screen reader that has just started may have missed. Milliseconds. */
const A_WHILE = 5_000;

/** A page with two links to an address; Tab goes from one to the other. Its title says when keys come to it. */
const doorTo = (address) => `<!doctype html>
<html lang="nl">
<meta charset="utf-8">
<title>De deur is dicht</title>
<p><a href="${address}">${DOOR}</a> <a href="${address}">${DOOR}</a></p>
<script>
  const links = document.querySelectorAll("a");
  const look = () => {
    if (document.hasFocus()) document.title = "${OPEN}";
  };
  addEventListener("focus", look);
  addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    event.preventDefault();
    links[document.activeElement === links[0] ? 1 : 0].focus();
  });
  look();
</script>
</html>
`;

/** A screen that nobody looks at. Gives its name, and what ends it. */
export async function startScreen() {
  // Without -noreset it starts anew when its last client goes, and refuses whoever comes in that moment.
  const server = start("Xvfb", ["-displayfd", "1", "-noreset", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await Promise.race([
    once(server.stdout, "data"),
    once(server, "exit").then(() => Promise.reject(new Error("Xvfb does not start"))),
  ]);
  return { display: `:${String(number).trim()}`, end: () => end(server) };
}

/** A browser at an address, on a desktop with a screen reader. */
export class Session {
  #folder = newFolder("lakzegel-speech");
  #screen;
  #desktop;
  #keeps;
  /** For a page that was spoilt: whether all has happened after which there should be something to hear. */
  isOver;
  /** Everything that was written down so far, and how many of its lines were listened to. */
  records = [];
  #heard = 0;

  /** Starts one and opens a page; `browser` is a name of BROWSERS. */
  static async start(browser, address) {
    const session = new Session();
    try {
      session.#keeps = BROWSERS[browser].keeps;
      await session.#start(BROWSERS[browser], address);
      return session;
    } catch (error) {
      error.message += `\n${session.log()}`;
      await session.end();
      throw error;
    }
  }

  async #start({ window, prepare, command }, address) {
    this.#screen = await startScreen();
    const profile = join(this.#folder, "profile");
    prepare(profile);
    const door = join(this.#folder, "door.html");
    writeFileSync(door, doorTo(address));
    const script = fileURLToPath(new URL("session.sh", import.meta.url));
    const environment = { ...process.env, DISPLAY: this.#screen.display };
    this.#desktop = startAll("bash", [script, this.#folder, ...command(profile, `file://${door}`)], { env: environment, stdio: "ignore" });
    await this.#until("the browser's window is there", async () => {
      if (this.#desktop.exitCode !== null) throw new Error("the session ended by itself");
      // It says no as long as there is none.
      return this.#xdotool("search", "--onlyvisible", "--class", window, "windowactivate").catch(() => undefined);
    });
    // To activate a window is a request, which the window manager fulfils later: keys that come before it go nowhere.
    await this.#until("the browser has the keyboard", async () => (await this.title().catch(() => "")).startsWith(OPEN));
    // The page is opened as people do it, by a link on a page that is there: of a page that came with the window nothing was said sometimes,
    // and beside the field for addresses lists open and close, of which a slow screen reader hears when the page is there already.
    const hasHeard = () => this.#read() ?? this.records.some(({ text }) => text === DOOR);
    await this.#until("the screen reader is there", async () => {
      await this.#xdotool("key", "Tab");
      const end = Date.now() + A_WHILE;
      return this.#until("that key was answered", () => hasHeard() || Date.now() > end).then(hasHeard);
    });
    await this.#until("it has said all", () => this.#read() ?? this.records.at(-1).op === "rest");
    this.#heard = this.records.length;
    await this.#xdotool("key", "Return");
  }

  /** What stands in the window's title bar. A listener does not need it; it tells a test how far a page is of which nothing is heard. */
  async title() {
    return (await this.#xdotool("getactivewindow", "getwindowname")).stdout.trim();
  }

  /** What the programs complained of. */
  log() {
    const logs = ["session.log", "bus.log", "window-manager.log", "orca.log", "browser.log"].map((name) => join(this.#folder, name)).filter(existsSync);
    return logs.map((file) => `${file}\n${readFileSync(file, "utf8")}`).join("\n");
  }

  #xdotool(...what) {
    return run("xdotool", what, { env: { ...process.env, DISPLAY: this.#screen.display } });
  }

  async #until(what, met) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const result = await met();
      if (result) return result;
      if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
      await new Promise((done) => setTimeout(done, 30));
    }
  }

  /** Waits until the client has started. Nothing is said of that: it is when the browser begins to keep it for a time without a network. */
  clientStarted() {
    return this.#until("the client has started", () => this.#keeps(join(this.#folder, "profile")));
  }

  #read() {
    const file = join(this.#folder, "speech");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean);
    this.records.push(...lines.slice(this.records.length).map((line) => JSON.parse(line)));
  }

  /**
   * Listens until what was said since the last time satisfies `enough`, and then until nothing more is coming. Gives it. `isOver` tells, for
   * a page that was spoilt, that all has happened of which something could be said: what was not said by then is waited for in vain.
   */
  async listen(enough, what) {
    const begin = Date.now();
    enough ??= (said) => said.length > 0 || Date.now() - begin > SILENCE;
    const said = () => this.records.slice(this.#heard).filter(({ op }) => op === "say");
    const rests = () => {
      this.#read();
      return this.records.at(-1)?.op === "rest" && this.records.length > this.#heard;
    };
    try {
      await this.#until(what, async () => {
        if (rests() && enough(said())) return true;
        if (!(await this.isOver?.())) return false;
        // A key that means nothing: when the screen reader rests after it, it has told all that it was told before.
        const before = this.records.length;
        await this.#xdotool("key", "Shift_L");
        await this.#until("the screen reader rests", () => rests() && this.records.length > before);
        if (enough(said())) return true;
        throw new Error(`waited in vain until ${what}`);
      });
    } catch (error) {
      const title = await this.title().catch(() => "none");
      throw new Error(`${error.message}; heard: ${JSON.stringify(said().map(({ text }) => text))}; the window that has the keyboard is "${title}"`);
    }
    const heard = said();
    this.#heard = this.records.length;
    return heard;
  }

  /** Presses a key, and listens. */
  async press(key, ...listen) {
    await this.#xdotool("key", key);
    return this.listen(...listen);
  }

  /** Types, key by key and without a halt at the end of a line, and listens. */
  async type(text, ...listen) {
    const line = (line) => (line ? ["type", "--delay", "15", "--args", "1", line] : []);
    await this.#xdotool(...text.split("\n").flatMap((text, at) => [...(at > 0 ? ["key", "Return"] : []), ...line(text)]));
    return this.listen(...(listen.length > 0 ? listen : [() => true, "it is quiet"]));
  }

  /** Ends the browser, the screen reader and the screen. */
  async end() {
    await end(this.#desktop);
    await this.#screen?.end();
    remove(this.#folder);
  }
}
