// Goes to a site with a real browser, and looks at all that it does there: what it asks for and gets, what it runs, where it is led. It is steered by
// the DevTools protocol through a pipe, for which nothing but Node and a Chromium is needed (docs/decisions/0024-comparing-a-site.md).
import { spawn, spawnSync } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refused, sha256 } from "../note.mjs";
import { printable } from "./list.mjs";

/** How long a page may take until all that it asks for is there, and how long the whole may take, in milliseconds. */
const [PATIENCE, WHOLE_PATIENCE] = [60_000, 300_000];
/** How long a browser may take to end, in milliseconds. */
const END = 10_000;
/** How many people use the browser at once. */
const AT_ONCE = 5;
/** The content encodings that this browser may have asked for and that an honest site has. */
const ENCODINGS = ["br", "gzip"];
/** What a page loads in an address of its own, without asking anybody. */
const FROM_NOBODY = /^(data|about):/;

/** A running browser with an empty profile, which is gone with it. */
class Browser extends EventEmitter {
  #child;
  #folder = mkdtempSync(join(tmpdir(), "lakzegel-site-"));
  #clear = () => rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  #waiting = new Map();
  #last = 0;

  constructor(program, options) {
    super();
    this.setMaxListeners(0);
    process.on("exit", this.#clear);
    const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const given = ["--headless", "--remote-debugging-pipe", `--user-data-dir=${this.#folder}`, ...QUIET, ...root, ...options, "about:blank"];
    this.#child = spawn(program, given, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.#child.on("error", (error) => this.#end(`the browser cannot be started: ${error.code ?? error.message}`));
    this.#child.on("exit", () => this.#end("the browser has ended"));
    this.#child.stdio[3].on("error", () => {});
    let rest = Buffer.alloc(0);
    this.#child.stdio[4].on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.#told(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
  }

  #told({ id, result, error, method, params, sessionId }) {
    if (method) return this.emit("told", method, params, sessionId);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.failed(new Error(error.message));
    else waiting?.done(result);
  }

  #end(why) {
    this.ended ??= new Refused(why);
    for (const { failed } of this.#waiting.values()) failed(this.ended);
    this.#waiting.clear();
    this.emit("end");
  }

  /** Has the browser do something, in the page or worker of this session if one is given. */
  send(method, params = {}, sessionId = undefined) {
    return new Promise((done, failed) => {
      if (this.ended) return failed(this.ended);
      const id = (this.#last += 1);
      // A browser that was led away in this moment may answer nothing at all.
      const late = setTimeout(() => this.#waiting.delete(id) && failed(new Error(`has ended: no answer to ${method}`)), PATIENCE).unref();
      const over = (end) => (value) => (clearTimeout(late), end(value));
      this.#waiting.set(id, { done: over(done), failed: over(failed) });
      this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Ends it, and waits until it is gone: it is asked first, for its other processes go with it then. */
  async end() {
    if (!this.ended) {
      const gone = new Promise((done) => this.once("end", done));
      const late = setTimeout(() => this.#child.kill("SIGKILL"), END);
      this.send("Browser.close").catch(() => {});
      await gone;
      clearTimeout(late);
    }
    this.#child.stdio.slice(3).forEach((pipe) => pipe.destroy());
    this.#clear();
    process.off("exit", this.#clear);
  }
}

/** A browser that asks nobody for anything of its own accord, and does not say that it is steered. */
const QUIET = [
  "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
  "--disable-default-apps", "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--disable-gpu", "--no-pings",
  "--disable-blink-features=AutomationControlled", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--disable-extensions", "--disable-component-extensions-with-background-pages", "--metrics-recording-only", "--password-store=basic",
  "--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
];
/**
 * Whom Chromium calls all the same when it starts, whatever site it is for: its maker, about accounts, updates and forms. A page that calls one of
 * them is seen by its request.
 */
const MAKER = /^(https?:\/\/)?((accounts|clients\d*|www)\.google\.com|(update|content-autofill|optimizationguide-pa|safebrowsing)\.googleapis\.com)[:/]/;

/** Has every page, frame and worker wait until it is looked at, but for these kinds. */
const attachBut = (kinds) => ({
  autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [...kinds.map((type) => ({ type, exclude: true })), {}],
});
/** What the browser shows around pages is none of a site's. */
const AROUND = ["browser", "browser_ui", "tab"];

/** Where the browser goes with all that is not for the site: nowhere. Says to whom it would have gone. */
async function startTrap(caught) {
  const server = createServer((socket) => {
    socket.on("error", () => {}).once("data", (bytes) => {
      const [, method, target] = bytes.toString("latin1").match(/^(\S+) (\S+) HTTP/) ?? [];
      if (!MAKER.test(target)) caught(method === "CONNECT" ? target : (target ?? "somebody"));
      socket.destroy();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { port: server.address().port, close: () => server.close() };
}

/** One person's use of the browser: an empty profile, a language, one page after the other. */
class Person {
  #browser;
  #look;
  #language;
  #context;
  #session;
  /** The address that the person opened last, and its documents since. */
  #at;
  #documents = 0;
  /** What is being looked at. */
  #open = new Set();
  #workers = new Map();
  #sessions = new Set();
  /** The addresses whose answers were looked at whole. */
  #held = new Set();
  /** The address of each request, by its number. */
  #asked = new Map();
  #idle = false;

  constructor(browser, language, look) {
    this.#browser = browser;
    this.#language = language;
    this.#look = look;
  }

  /** Comes, with nothing behind. */
  async come() {
    this.#browser.on("told", this.#told);
    this.#browser.on("end", this.#changed);
    ({ browserContextId: this.#context } = await this.#browser.send("Target.createBrowserContext"));
    await this.#browser.send("Browser.setDownloadBehavior", { behavior: "deny", browserContextId: this.#context });
    const ready = new Promise((done) => (this.#isReady = done));
    await this.#browser.send("Target.createTarget", { url: "about:blank", browserContextId: this.#context });
    await ready;
  }

  #isReady;
  #changed = () => this.#wake?.();
  #wake;

  /** Goes away, and takes everything along. */
  async leave() {
    this.#browser.off("told", this.#told);
    this.#browser.off("end", this.#changed);
    if (!this.#browser.ended) await this.#browser.send("Target.disposeBrowserContext", { browserContextId: this.#context });
  }

  /** Opens an address, and waits until nothing more comes. `bypass` is whether the site is asked although its worker could answer. */
  async open(address, bypass) {
    await this.#browser.send("Network.setBypassServiceWorker", { bypass }, this.#session);
    [this.#at, this.#documents, this.#idle] = [address.href, 0, false];
    const navigate = this.#browser.send("Page.navigate", { url: address.href }, this.#session);
    const { errorText } = await navigate.catch((error) => {
      if (this.#browser.ended) throw error;
      return { errorText: error.message };
    });
    if (errorText) this.#say(address, `no answer: ${errorText}`);
    const end = Date.now() + PATIENCE;
    for (;;) {
      const isQuiet = this.#idle && this.#open.size === 0 && [...this.#workers.values()].every((state) => ["activated", "redundant"].includes(state));
      if (isQuiet || errorText || this.#browser.ended) return;
      if (Date.now() > end) return this.#say(address, "it does not come to rest");
      await new Promise((done) => {
        const timer = setTimeout(done, end + 1 - Date.now());
        this.#wake = () => (clearTimeout(timer), done());
      });
    }
  }

  #say(address, fault) {
    const { pathname, origin, href } = new URL(address);
    this.#look.say(origin === this.#look.origin ? pathname : href, fault, this.#language);
  }

  #told = (method, params, session) => {
    if (method === "Target.attachedToTarget") return this.#attached(params);
    // An empty page comes first.
    if (!this.#sessions.has(session) || this.#at === undefined) return;
    this.#heard(method, params, session).then(this.#changed, (error) => {
      // A page that has gone cannot be asked any more.
      if (!/closed|not found|No resource|Invalid InterceptionId|No script|No target|ended|Inspected target|has ended/i.test(error.message)) throw error;
      this.#changed();
    });
  };

  #attached({ sessionId, targetInfo, waitingForDebugger }) {
    if (targetInfo.browserContextId !== this.#context) return;
    const isOurs = targetInfo.type === "page" && this.#session === undefined;
    this.#sessions.add(sessionId);
    if (isOurs) this.#session = sessionId;
    else if (targetInfo.type === "page") this.#say(this.#at, `opens another page: ${printable(targetInfo.url)}`);
    const send = (method, params) => this.#browser.send(method, params, sessionId).catch(() => {});
    const patterns = [{ urlPattern: "*", requestStage: "Request" }, { urlPattern: "*", requestStage: "Response" }];
    // Nobody waits for the answers: a worker gives none before it runs. They count in their order.
    const done = [
      send("Network.enable"), send("Debugger.enable"), send("Fetch.enable", { patterns }), send("Page.enable"), send("ServiceWorker.enable"),
      send("Page.setLifecycleEventsEnabled", { enabled: true }), send("Target.setAutoAttach", attachBut([...AROUND, "service_worker"])),
      send("Emulation.setUserAgentOverride", { ...this.#look.userAgent, acceptLanguage: this.#language === "en" ? "en" : `${this.#language},en` }),
    ];
    if (waitingForDebugger) done.push(send("Runtime.runIfWaitingForDebugger"));
    if (isOurs) Promise.all(done).then(this.#isReady);
  }

  async #heard(method, params, session) {
    const send = (method, more) => this.#browser.send(method, more, session);
    switch (method) {
      case "Fetch.requestPaused":
        return this.#paused(params, send);
      case "Page.lifecycleEvent":
        if (params.name === "networkIdle" && session === this.#session && this.#documents > 0) this.#idle = true;
        return undefined;
      case "Page.frameNavigated": {
        const { url, parentId } = params.frame;
        if (parentId || session !== this.#session) return this.#say(this.#at, `shows a frame: ${printable(url)}`);
        if ((this.#documents += 1) > 1 || url !== this.#at) this.#say(this.#at, `leads to ${printable(url)}`);
        return undefined;
      }
      case "Page.navigatedWithinDocument":
        if (!this.#look.isPage(new URL(params.url))) this.#say(this.#at, `calls itself ${printable(params.url)}`);
        return undefined;
      case "Page.frameScheduledNavigation":
      case "Page.frameRequestedNavigation":
        // A kiosk that does not start is loaded anew: this is in the list, and called off.
        if (params.reason !== "httpHeaderRefresh" || !this.#look.isKiosk(new URL(this.#at))) this.#say(this.#at, `wants to lead to ${printable(params.url)}`);
        return undefined;
      case "Page.javascriptDialogOpening":
        this.#say(this.#at, `asks: ${printable(params.message)}`);
        return send("Page.handleJavaScriptDialog", { accept: false });
      case "Page.downloadWillBegin":
        return this.#say(this.#at, `gives a file to keep: ${printable(params.url)}`);
      case "Network.webSocketCreated":
      case "Network.webTransportCreated":
        return this.#say(this.#at, `opens a line of its own to ${printable(params.url)}`);
      case "Network.requestWillBeSent":
        this.#asked.set(params.requestId, params.request.url);
        return undefined;
      case "Network.responseReceived": {
        // A worker's own script comes to nobody's hands. Its bytes are looked at when it runs.
        const { url, status, headers, fromServiceWorker } = params.response;
        if (params.type !== "Script" || session === this.#session || fromServiceWorker || this.#held.has(url)) return undefined;
        const pairs = Object.entries(headers).flatMap(([name, values]) => values.split("\n").map((value) => [name.toLowerCase(), value]));
        return this.#look.answered(new URL(url), { status, headers: pairs, isUnread: true }, this.#language);
      }
      case "Network.responseReceivedExtraInfo": {
        // The one header that is kept from whoever holds a request.
        const cookie = Object.entries(params.headers).find(([name]) => name.toLowerCase() === "set-cookie")?.[1];
        if (cookie !== undefined) this.#say(this.#asked.get(params.requestId) ?? this.#at, `set-cookie: ${printable(cookie)} is not in the list`);
        return undefined;
      }
      case "Network.responseReceivedEarlyHints":
        return this.#say(this.#at, "an answer 103 before the answer");
      case "Debugger.scriptParsed":
        return this.#script(params, send);
      case "ServiceWorker.workerVersionUpdated":
        for (const { versionId, status } of params.versions) this.#workers.set(versionId, status);
        return undefined;
      default:
        return undefined;
    }
  }

  /** A request that goes out or has been answered: it waits until it has been looked at. */
  async #paused({ requestId, request, responseStatusCode, responseErrorReason, responseHeaders }, send) {
    const address = new URL(request.url);
    if (FROM_NOBODY.test(address.href)) return send("Fetch.continueRequest", { requestId });
    if (responseStatusCode === undefined && !responseErrorReason) {
      if (address.origin !== this.#look.origin) {
        this.#say(this.#at, `asks somebody else: ${printable(request.url)}`);
        return send("Fetch.failRequest", { requestId, errorReason: "BlockedByClient" });
      }
      if (request.method !== "GET") this.#say(address, `is sent something, by ${request.method}`);
      return send("Fetch.continueRequest", { requestId });
    }
    this.#open.add(requestId);
    try {
      if (responseErrorReason) {
        this.#say(address, `no answer: ${responseErrorReason}`);
      } else {
        this.#held.add(request.url);
        const headers = responseHeaders.map(({ name, value }) => [name.toLowerCase(), value]);
        const isRedirect = [301, 302, 303, 307, 308].includes(responseStatusCode);
        const { body, base64Encoded } = isRedirect ? { body: "" } : await send("Fetch.getResponseBody", { requestId });
        this.#look.answered(address, { status: responseStatusCode, headers, body: Buffer.from(body, base64Encoded ? "base64" : "utf8") }, this.#language);
      }
      await send("Fetch.continueRequest", { requestId });
    } finally {
      this.#open.delete(requestId);
    }
  }

  /** A script that is about to run: only those of the list are right, each at its address. */
  async #script({ scriptId, url, scriptLanguage, hash: known }, send) {
    // The engine's own SHA-256 of a script says whether it has been looked at.
    const name = `${known} ${url}`;
    if (/^[0-9a-f]{64}$/.test(known) && this.#look.isGood.has(name)) return;
    this.#open.add(send);
    const source = await send("Debugger.getScriptSource", { scriptId }).catch(() => undefined);
    this.#open.delete(send);
    if (!source) return this.#say(this.#at, `ran a script that was gone before it could be looked at, of ${printable(url) || "nowhere"}`);
    const { scriptSource, bytecode } = source;
    const isModule = scriptLanguage === "WebAssembly";
    const hash = sha256(isModule ? Buffer.from(bytecode ?? "", "base64") : scriptSource).toString("hex");
    if (this.#look.isListed(url, hash, isModule)) return this.#look.isGood.add(name);
    const begins = isModule ? "" : `: ${printable(scriptSource.slice(0, 60))}`;
    return this.#say(this.#at, `runs a script that is not in the list, of ${printable(url) || "nowhere"}${begins}`);
  }
}

/**
 * Goes to the site's pages with `program`, a Chromium: once in each language and once more, and once to every page. Gives what is wrong, as lines, and how
 * many answers were looked at. `kioskOnly` is a site for kiosks. Throws `Refused` if there is no browser.
 */
export async function browse(program, site, list, kioskOnly, nowhere) {
  const met = new Map();
  let count = 0;
  const { origin, hostname } = site.url;
  const tls = site.tls;
  const look = {
    origin,
    isGood: new Set(),
    say(where, fault, language) {
      const line = `${where}: ${fault}`;
      if (!met.has(line)) met.set(line, new Set());
      met.get(line).add(language);
    },
    answered(address, answer, language) {
      count += 1;
      const asked = { tls, encodings: ENCODINGS };
      for (const fault of list.faults({ ...answer, asked }, list.expected(address.pathname, kioskOnly))) look.say(address.pathname, fault, language);
    },
    isPage: (address) => address.origin === origin && [...list.pages, ...list.kioskPages].includes(address.pathname),
    isKiosk: (address) => list.kioskPages.includes(address.pathname),
    isListed(url, hash, isModule) {
      if (isModule) return [...list.hashes.values()].includes(hash);
      const address = URL.canParse(url) ? new URL(url) : undefined;
      return address?.origin === origin && list.hashes.get(address.pathname) === hash;
    },
  };
  look.userAgent = userAgentOf(program);
  const trap = await startTrap((target) => look.say(target, "is called by the browser", "any"));
  const port = site.url.port || (tls ? 443 : 80);
  const named = `--user-agent=${look.userAgent.userAgent}`;
  const browser = new Browser(program, [named, `--proxy-server=127.0.0.1:${trap.port}`, `--proxy-bypass-list=<-loopback>;${hostname}:${port}`]);
  const late = setTimeout(() => browser.end(), WHOLE_PATIENCE);
  try {
    await browser.send("Target.setAutoAttach", attachBut(AROUND));
    const pages = [...(kioskOnly ? [] : list.pages), ...list.kioskPages, nowhere];
    const languages = [...list.languages];
    const first = kioskOnly ? list.kioskPages[0] : list.pages[0];
    const ways = languages.map((language, turn) => [language, [first, ...pages.filter((_, index) => index % languages.length === turn), first]]);
    const use = async () => {
      for (let way = ways.shift(); way && !browser.ended; way = ways.shift()) {
        const [language, addresses] = way;
        const person = new Person(browser, language, look);
        await person.come();
        // The last one is opened as by somebody who was here before: its worker has a copy of everything.
        for (const [index, address] of addresses.entries()) await person.open(new URL(address, origin), index < addresses.length - 1);
        await person.leave();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, use));
    if (browser.ended) throw browser.ended;
  } finally {
    clearTimeout(late);
    await browser.end();
    trap.close();
  }
  const lines = [...met].map(([line, whom]) => `${line} (in a browser: ${[...whom].slice(0, 3).join(", ")}${whom.size > 3 ? ", ..." : ""})`);
  return { lines, count };
}

/** How the browser calls itself when nobody steers it. Throws `Refused` if it is none. */
function userAgentOf(program) {
  const [, version] = spawnSync(program, ["--version"], { encoding: "utf8", timeout: PATIENCE }).stdout?.match(/(\d+)\.\d+\.\d+\.\d+/) ?? [];
  if (!version) throw new Refused(`${program} is not a Chromium`);
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
  const brands = [{ brand: "Chromium", version }, { brand: "Not_A Brand", version: "99" }];
  const userAgentMetadata = { brands, fullVersion: `${version}.0.0.0`, platform: "Linux", platformVersion: "", architecture: "x86", model: "", mobile: false };
  return { userAgent, userAgentMetadata };
}
