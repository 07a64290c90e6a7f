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
    if (method) {
      if (method === "Target.detachedFromTarget") this.#gone(params.sessionId);
      return this.emit("told", method, params, sessionId);
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.failed(new Error(error.message));
    else waiting?.done(result);
  }

  /** Whoever still waits for something that this session was asked would wait in vain: Chromium answers for none that has ended. */
  #gone(session) {
    for (const [id, { sessionId, failed }] of this.#waiting) {
      if (sessionId !== session) continue;
      this.#waiting.delete(id);
      failed(new Error("its session has ended"));
    }
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
      // A page that is busy for ever answers nothing at all.
      const late = setTimeout(() => this.#waiting.delete(id) && failed(new Error(`has ended: no answer to ${method}`)), PATIENCE).unref();
      const over = (end) => (value) => (clearTimeout(late), end(value));
      this.#waiting.set(id, { sessionId, done: over(done), failed: over(failed) });
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

/**
 * A browser that asks nobody for anything of its own accord, and does not say that it is steered. The pages of a person share a process, as they would if
 * they were one: each compiles the same program otherwise.
 */
const QUIET = [
  "--renderer-process-limit=1",
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

/** A page with nothing. */
const EMPTY = "about:blank";
/** What the browser says of an address that gave it no document, and of which it shows no error. */
const ABORTED = "net::ERR_ABORTED";
/** Who goes elsewhere within so many seconds is waited for: no page is called idle sooner than half a second after its last answer. */
const SOON = 1;

/**
 * A page, and how far it has come. Each address has a page of its own, which is closed before the next one is opened. One page for all would be
 * given an address while it is still being led away from the last, or while an error of the browser's takes its place, and what belongs to one
 * address would be said of the other.
 */
class Page {
  isReady = false;
  isLeft = false;
  /** Its session, and its frame's name. */
  session;
  frame;
  /** Its document, and the last one that was idle, by the browser's names. */
  document;
  idle;
  /** Whether another document is on its way: it is being loaded, it was asked for, it will be soon. */
  isLoading = false;
  isRequested = false;
  isDue = false;
  /** Why no document came, the status of the answer, and how many files there were instead. */
  error;
  status;
  files = 0;

  /** `at` is its address. */
  constructor(at) {
    this.at = at;
  }

  /** Whether nothing more comes. */
  get isAtRest() {
    if (this.isLoading || this.isRequested || this.isDue) return false;
    if (this.document !== undefined) return this.idle === this.document;
    if (this.error !== ABORTED) return this.error !== undefined && !this.error.startsWith("net::");
    // An answer that is no document is a file to keep, if it is not empty. The browser tells so later than that no document comes.
    const isFile = this.status >= 200 && this.status < 300 && ![204, 205].includes(this.status);
    return this.files > 0 || !isFile;
  }
}

/** One person's use of the browser: an empty profile, a language, one page after the other. */
class Person {
  #browser;
  #look;
  #language;
  #context;
  /** The page that was opened last. */
  #page;
  /** What is being looked at, and where it is from: its page, frame and name on the network. */
  #open = new Set();
  #workers = new Map();
  /** The sessions of all pages, frames and workers, with the page at which each came. */
  #sessions = new Map();
  /** The addresses whose answers were looked at whole. */
  #held = new Set();
  /** The address of each request, by its number. */
  #asked = new Map();
  #wake;
  #changed = () => this.#wake?.();

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
  }

  /** Goes away, and takes everything along. */
  async leave() {
    if (!this.#browser.ended) await this.#browser.send("Target.disposeBrowserContext", { browserContextId: this.#context });
    // Until then: a worker that starts now waits for us, too.
    this.#browser.off("told", this.#told);
    this.#browser.off("end", this.#changed);
  }

  /**
   * Opens an address in a page of its own, waits until nothing more comes, and closes it. `bypass` is whether the site is asked although its worker
   * could answer.
   */
  async open(address, bypass) {
    const page = (this.#page = new Page(address.href));
    // Each new page is told of all workers. Of those that went while there was no page nobody is told.
    this.#workers.clear();
    await this.#browser.send("Target.createTarget", { url: EMPTY, browserContextId: this.#context });
    if (!(await this.#until(() => page.isReady))) return this.#say(address, "the browser has no page for it");
    await this.#ask(page, "Network.setBypassServiceWorker", { bypass });
    const { errorText } = await this.#ask(page, "Page.navigate", { url: address.href });
    page.error = errorText;
    if (errorText) this.#say(address, `no answer: ${errorText}`);
    const areSettled = () => [...this.#workers.values()].every((state) => ["activated", "redundant"].includes(state));
    const isQuiet = () => page.isAtRest && this.#open.size === 0 && areSettled();
    if (!(await this.#until(isQuiet))) this.#say(address, "it does not come to rest");
    // What it sends when it is left is to be seen, too.
    page.isLeft = true;
    await this.#ask(page, "Page.navigate", { url: EMPTY });
    await this.#close();
  }

  /** Closes all pages of this person: the site may have opened others. */
  async #close() {
    const { targetInfos } = await this.#browser.send("Target.getTargets");
    const pages = targetInfos.filter(({ type, browserContextId }) => type === "page" && browserContextId === this.#context);
    await Promise.all(pages.map(({ targetId }) => this.#browser.send("Target.closeTarget", { targetId }).catch(() => {})));
  }

  /** Has a page do something: gives what comes of it, or the `errorText`. Throws only if the browser has ended. */
  #ask(page, method, params) {
    return this.#browser.send(method, params, page.session).catch((error) => {
      if (this.#browser.ended) throw error;
      return { errorText: error.message };
    });
  }

  /** Waits until this is so, or the browser has ended; gives whether it did not take too long. */
  async #until(isSo) {
    const end = Date.now() + PATIENCE;
    while (!isSo() && !this.#browser.ended) {
      if (Date.now() > end) return false;
      await new Promise((done) => {
        const timer = setTimeout(done, end + 1 - Date.now());
        this.#wake = () => (clearTimeout(timer), done());
      });
    }
    return true;
  }

  #say(address, fault) {
    const { pathname, origin, href } = new URL(address);
    this.#look.say(origin === this.#look.origin ? pathname : href, fault, this.#language);
  }

  #told = (method, params, session) => {
    if (method === "Target.attachedToTarget") return this.#attached(params, session);
    if (method === "Target.detachedFromTarget") return this.#sessions.delete(params.sessionId);
    if (!this.#sessions.has(session)) return;
    this.#heard(method, params, session).then(this.#changed, (error) => {
      // A page that has gone cannot be asked any more.
      const hasGone = /closed|not found|No resource|Invalid InterceptionId|No script|No target|ended|Inspected target/i.test(error.message);
      if (!hasGone) this.#say(this.#page.at, `cannot be looked at: ${printable(error.message)}`);
      this.#changed();
    });
  };

  #attached({ sessionId, targetInfo, waitingForDebugger }, opener) {
    // What a page of this person has is this person's, whether the browser says so or not: it waits for us.
    const isMine = this.#sessions.has(opener) || (this.#context !== undefined && targetInfo.browserContextId === this.#context);
    if (!isMine) return;
    const page = this.#sessions.get(opener) ?? this.#page;
    const isOurs = targetInfo.type === "page" && page.session === undefined;
    this.#sessions.set(sessionId, page);
    if (isOurs) [page.session, page.frame] = [sessionId, targetInfo.targetId];
    else if (targetInfo.type === "page") this.#say(page.at, `opens another page: ${printable(targetInfo.url)}`);
    const send = (method, params) => this.#browser.send(method, params, sessionId).catch(() => {});
    const patterns = [{ urlPattern: "*", requestStage: "Request" }, { urlPattern: "*", requestStage: "Response" }];
    // Nobody waits for the answers: a worker gives none before it runs. They count in their order.
    const done = [
      send("Network.enable"), send("Debugger.enable"), send("Fetch.enable", { patterns }), send("Page.enable"), send("ServiceWorker.enable"),
      send("Page.setLifecycleEventsEnabled", { enabled: true }), send("Target.setAutoAttach", attachBut([...AROUND, "service_worker"])),
      send("Emulation.setUserAgentOverride", { ...this.#look.userAgent, acceptLanguage: this.#language === "en" ? "en" : `${this.#language},en` }),
    ];
    if (waitingForDebugger) done.push(send("Runtime.runIfWaitingForDebugger"));
    if (isOurs) Promise.all(done).then(() => ((page.isReady = true), this.#changed()));
  }

  async #heard(method, params, session) {
    const send = (method, more) => this.#browser.send(method, more, session);
    const page = this.#sessions.get(session);
    const isMain = session === page.session && params.frameId === page.frame;
    switch (method) {
      case "Fetch.requestPaused":
        return this.#paused(params, send, page);
      case "Page.lifecycleEvent":
        if (params.name === "networkIdle" && isMain) page.idle = params.loaderId;
        return undefined;
      case "Page.frameStartedLoading":
      case "Page.frameStoppedLoading":
        if (isMain) [page.isLoading, page.isRequested] = [method === "Page.frameStartedLoading", false];
        return undefined;
      case "Page.frameClearedScheduledNavigation":
        if (isMain) page.isDue = false;
        return undefined;
      case "Page.frameNavigated": {
        const { id, url, loaderId } = params.frame;
        // What the new document has asked for already keeps it from being idle.
        this.#goneBy((looked) => looked.page === page && looked.frameId === id);
        if (session !== page.session || id !== page.frame) return this.#say(page.at, `shows a frame: ${printable(url)}`);
        // It begins empty, and is empty again when it is left.
        if (url === EMPTY && (page.document === undefined || page.isLeft)) return undefined;
        if (page.document !== undefined || url !== page.at) this.#say(page.at, `leads to ${printable(url)}`);
        page.document = loaderId;
        return undefined;
      }
      case "Page.navigatedWithinDocument":
        if (!this.#look.isPage(new URL(params.url))) this.#say(page.at, `calls itself ${printable(params.url)}`);
        return undefined;
      case "Page.frameScheduledNavigation":
      case "Page.frameRequestedNavigation":
        if (isMain && method === "Page.frameRequestedNavigation") page.isRequested = true;
        else if (isMain && params.delay <= SOON) page.isDue = true;
        // A kiosk that does not start is loaded anew: this is in the list, and called off.
        if (params.reason !== "httpHeaderRefresh" || !this.#look.isKiosk(new URL(page.at))) this.#say(page.at, `wants to lead to ${printable(params.url)}`);
        return undefined;
      case "Page.javascriptDialogOpening":
        this.#say(page.at, `asks: ${printable(params.message)}`);
        return send("Page.handleJavaScriptDialog", { accept: false });
      case "Page.downloadWillBegin":
        page.files += 1;
        return this.#say(page.at, `gives a file to keep: ${printable(params.url)}`);
      case "Network.webSocketCreated":
      case "Network.webTransportCreated":
        return this.#say(page.at, `opens a line of its own to ${printable(params.url)}`);
      case "Page.frameDetached":
        return this.#goneBy((looked) => looked.page === page && looked.frameId === params.frameId);
      case "Network.loadingFailed":
        if (session === page.session && params.requestId === page.document) {
          // A document that is cut off is never called idle.
          page.idle = page.document;
          this.#say(page.at, `no answer: ${params.errorText}`);
        }
        return this.#goneBy((looked) => looked.page === page && looked.networkId === params.requestId);
      case "Network.requestWillBeSent":
        this.#asked.set(params.requestId, params.request.url);
        return undefined;
      case "Network.responseReceived": {
        // A worker's own script comes to nobody's hands. Its bytes are looked at when it runs.
        const { url, status, headers, fromServiceWorker } = params.response;
        if (params.type !== "Script" || session === page.session || fromServiceWorker || this.#held.has(url)) return undefined;
        const pairs = Object.entries(headers).flatMap(([name, values]) => values.split("\n").map((value) => [name.toLowerCase(), value]));
        return this.#look.answered(new URL(url), { status, headers: pairs, isUnread: true }, this.#language);
      }
      case "Network.responseReceivedExtraInfo": {
        // The one header that is kept from whoever holds a request.
        const cookie = Object.entries(params.headers).find(([name]) => name.toLowerCase() === "set-cookie")?.[1];
        if (cookie !== undefined) this.#say(this.#asked.get(params.requestId) ?? page.at, `set-cookie: ${printable(cookie)} is not in the list`);
        return undefined;
      }
      case "Network.responseReceivedEarlyHints":
        return this.#say(page.at, "an answer 103 before the answer");
      case "Debugger.scriptParsed":
        return this.#script(params, send, page);
      case "ServiceWorker.workerVersionUpdated":
        for (const { versionId, status } of params.versions) this.#workers.set(versionId, status);
        return undefined;
      default:
        return undefined;
    }
  }

  /** A request that goes out or has been answered: it waits until it has been looked at. */
  async #paused({ requestId, networkId, request, resourceType, frameId, responseStatusCode, responseErrorReason, responseHeaders }, send, page) {
    const address = new URL(request.url);
    if (FROM_NOBODY.test(address.href)) return send("Fetch.continueRequest", { requestId });
    if (responseStatusCode === undefined && !responseErrorReason) {
      if (address.origin !== this.#look.origin) {
        this.#say(page.at, `asks somebody else: ${printable(request.url)}`);
        return send("Fetch.failRequest", { requestId, errorReason: "BlockedByClient" });
      }
      if (request.method !== "GET") this.#say(address, `is sent something, by ${request.method}`);
      return send("Fetch.continueRequest", { requestId });
    }
    if (resourceType === "Document" && frameId === page.frame) page.status = responseStatusCode;
    const looked = { page, frameId, networkId };
    this.#open.add(looked);
    try {
      if (responseErrorReason) this.#say(address, `no answer: ${responseErrorReason}`);
      else await this.#answered(address, { requestId, responseStatusCode, responseHeaders }, send, resourceType === "Document");
    } finally {
      // Whatever is wrong with it: a request that waits for us for ever would keep its page from coming to rest.
      await send("Fetch.continueRequest", { requestId }).finally(() => this.#open.delete(looked));
    }
  }

  /** Looks at the answer of a request that waits. */
  async #answered(address, { requestId, responseStatusCode, responseHeaders }, send, navigates) {
    const headers = responseHeaders.map(({ name, value }) => [name.toLowerCase(), value]);
    const isRedirect = [301, 302, 303, 307, 308].includes(responseStatusCode);
    const { body, base64Encoded } = isRedirect ? { body: "" } : await send("Fetch.getResponseBody", { requestId });
    this.#held.add(address.href);
    this.#look.answered(address, { status: responseStatusCode, headers, body: Buffer.from(body, base64Encoded ? "base64" : "utf8") }, this.#language, navigates);
  }

  /** Nothing more comes of these answers. Chromium does not say so to whoever waits for their bytes: it gives no answer to `Fetch.getResponseBody` then. */
  #goneBy(isGone) {
    for (const looked of this.#open) if (isGone(looked)) this.#open.delete(looked);
  }

  /** A script that is about to run: only those of the list are right, each at its address. */
  async #script({ scriptId, url, scriptLanguage, hash: known }, send, page) {
    // The engine's own SHA-256 of a script says whether it has been looked at.
    const name = `${known} ${url}`;
    if (/^[0-9a-f]{64}$/.test(known) && this.#look.isGood.has(name)) return;
    const looked = { page };
    this.#open.add(looked);
    const source = await send("Debugger.getScriptSource", { scriptId }).catch(() => undefined);
    this.#open.delete(looked);
    if (!source) return this.#say(page.at, `ran a script that was gone before it could be looked at, of ${printable(url) || "nowhere"}`);
    const { scriptSource, bytecode } = source;
    const isModule = scriptLanguage === "WebAssembly";
    const hash = sha256(isModule ? Buffer.from(bytecode ?? "", "base64") : scriptSource).toString("hex");
    if (this.#look.isListed(url, hash, isModule)) return this.#look.isGood.add(name);
    const begins = isModule ? "" : `: ${printable(scriptSource.slice(0, 60))}`;
    return this.#say(page.at, `runs a script that is not in the list, of ${printable(url) || "nowhere"}${begins}`);
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
    answered(address, answer, language, navigates = false) {
      count += 1;
      const asked = { tls, encodings: ENCODINGS };
      for (const fault of list.faults({ ...answer, asked }, list.expected(address.pathname, kioskOnly, navigates))) look.say(address.pathname, fault, language);
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
    await Promise.all(Array.from({ length: AT_ONCE }, use)).catch((error) => {
      if (error !== browser.ended) throw error;
    });
    if (browser.ended && met.size === 0) throw browser.ended;
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
