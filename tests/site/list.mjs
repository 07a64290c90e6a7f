// The signed list of a client's files, and what an honest site answers by it. Nothing here asks anybody: see ask.mjs and browser.mjs.
import { Refused, decimal, readMissing, sha256, signedByRoots } from "../note.mjs";
import { at, faultsOfManifest, now } from "./manifest.mjs";

/** The address under which the client is a kiosk. */
const KIOSK = "/kiosk";
/** Where the manifest is. It is signed by itself, so the list has its headers only; what is behind it says whether the list is the newest. */
export const MANIFEST = "/v1/manifest";
/** Where the statements about lost envelopes are: signed by themselves, too, and there are more of them with time. */
export const MISSING = "/v1/missing";
/** What a list says before its addresses, and which kinds of lines come then, each in this order. */
const [HEAD, KINDS] = [["origin", "release", "version", "issued", "expires"], ["page", "kiosk", "header", "file"]];
/** For how many seconds a list may count at most: 400 days. */
const LONGEST = 400n * 86_400n;
/** How many seconds at least a browser is to keep to TLS: a year. */
const LEAST_HSTS = 31_536_000;

/**
 * Headers that make a browser do nothing, and that servers and proxies add by themselves: what their value must look like. Any other that the
 * list does not have is refused, known or not. `docs/operations.md` names them for operators.
 */
const HARMLESS = {
  age: /^\d+$/,
  connection: /^(keep-alive|close)$/i,
  "content-length": /^\d+$/,
  date: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  "keep-alive": /^[a-z]+=\d+(, ?[a-z]+=\d+)*$/,
  server: /^[\x20-\x7e]*$/,
  "transfer-encoding": /^chunked$/i,
  via: /^[\x20-\x7e]*$/,
};

/** docs/protocol.md, section 10: a release of the client, and how a site must serve it. */
export class SignedList {
  /** Each file's hash, by its address. */
  hashes = new Map();
  /** The addresses of the page, and those of a kiosk's. */
  pages = [];
  kioskPages = [];
  #headers = new Map();
  #rootKeys;

  /** Reads the list, and believes it if two of the root keys signed it, now. Throws `Refused`. */
  constructor(note, rootKeys) {
    const { origin, lines } = signedByRoots(note, rootKeys);
    this.#rootKeys = rootKeys;
    /** The name of the list in a statement of freshness. */
    this.hash = sha256(lines.join("\n"));
    const [first, ...rest] = lines.slice(0, -1);
    if (first !== "lakzegel client v1") throw new Refused("not a list of a client's files");
    const [of, release, version, issued, expires] = HEAD.map((name, index) => {
      const [, value] = rest[index]?.match(new RegExp(`^${name} (.+)$`)) ?? [];
      if (!value) throw new Refused(`the list does not have its ${name} in its place: ask for one that was made anew`);
      return value;
    });
    this.version = version;
    this.release = decimal(release);
    const [from, until] = [decimal(issued), decimal(expires)];
    if (this.release >= 2n ** 32n || until <= from || until - from > LONGEST) throw new Refused("the list has a number or a time that none can have");
    let place = 0;
    for (const line of rest.slice(HEAD.length)) place = this.#read(line, place);
    if (!this.hashes.has("/index.html") || this.pages.length === 0) throw new Refused("the list has no page");
    if (this.hashes.get("/release.txt") !== sha256(`${release}\n`).toString("hex")) throw new Refused("the list has another release than its client");
    if (!this.#headers.has("*")) throw new Refused("the list says nothing about headers");
    if (of !== origin) throw new Refused("the list of another deployment's client");
    if (now() < from) throw new Refused(`the list does not count before ${at(from)}`);
    if (now() >= until) throw new Refused(`the list counted until ${at(until)}: ask for a newer one`);
  }

  /** Reads a line behind those of the kind at `place`, or of that kind. Gives the place of its kind. */
  #read(line, place) {
    const [, hash, file] = line.match(/^file ([0-9a-f]{64}) (\/\S+)$/) ?? [];
    const [, kind, page] = line.match(/^(page|kiosk) (\/\S*)$/) ?? [];
    const [, where, name, value] = line.match(/^header (\*|404|\/\S+) ([a-z0-9-]+): ([\x20-\x7e]+)$/) ?? [];
    const own = KINDS.indexOf(line.split(" ")[0]);
    if (own >= 0 && own < place) throw new Refused(`not in its place in the list: ${line}`);
    if (file) {
      const last = [...this.hashes.keys()].at(-1) ?? "";
      if (Buffer.compare(Buffer.from(last), Buffer.from(file)) >= 0) throw new Refused(`not in the order of addresses: ${line}`);
      this.hashes.set(file, hash);
    } else if (page) (kind === "page" ? this.pages : this.kioskPages).push(page);
    else if (where && !this.#at(where).has(name)) this.#at(where).set(name, value);
    else throw new Refused(`not a line of a list: ${line}`);
    return own;
  }

  #at(place) {
    if (!this.#headers.has(place)) this.#headers.set(place, new Map());
    return this.#headers.get(place);
  }

  /** The headers that every answer has. */
  get everyAnswer() {
    return this.#at("*");
  }

  /** The languages that the client speaks, by the names of its tables of words. */
  get languages() {
    const names = [...this.hashes.keys()].map((address) => address.match(/^\/strings\/([a-z]{2,3})\.[0-9a-f]+\.txt$/)?.[1]);
    return names.filter((name) => name);
  }

  /**
   * What an honest site answers at a path: its status, its headers, and the hash of its bytes if the list has them. `kioskOnly` is a site for
   * kiosks, which leads there from every other page. `navigates` is whether a browser asked for something to show in its window: where nothing is,
   * it gets the page.
   */
  expected(path, kioskOnly = false, navigates = false) {
    const with_ = (...places) => new Map(["*", ...places].flatMap((place) => [...this.#at(place)]));
    if (this.pages.includes(path) && kioskOnly) {
      const headers = with_().set("location", KIOSK).set("cache-control", this.#at("404").get("cache-control"));
      return { status: 307, headers, hash: sha256("").toString("hex") };
    }
    if (this.pages.includes(path)) return { status: 200, headers: with_("/index.html"), hash: this.hashes.get("/index.html") };
    if (this.kioskPages.includes(path)) {
      return { status: 200, headers: with_("/index.html", KIOSK), hash: this.hashes.get("/index.html"), isKiosk: true };
    }
    if (this.hashes.has(path)) return { status: 200, headers: with_(path), hash: this.hashes.get(path) };
    if (path === MISSING) return { status: 200, headers: with_(MISSING), faultsOf: (body) => refusal(() => readMissing(body, this.#rootKeys) && []) };
    if (path === MANIFEST) return { status: 200, headers: with_(MANIFEST), faultsOf: (body) => refusal(() => faultsOfManifest(body, this.#rootKeys, this)) };
    if (!navigates) return { status: 404, headers: with_("404") };
    const isKiosk = path === KIOSK || path.startsWith(`${KIOSK}/`);
    if (kioskOnly && !isKiosk) return this.expected("/", true);
    const headers = with_("404").set("content-type", this.#at("/index.html").get("content-type"));
    const ofKiosk = isKiosk ? [...this.#at(KIOSK)] : [];
    return { status: 404, headers: new Map([...headers, ...ofKiosk]), hash: this.hashes.get("/index.html"), isKiosk };
  }

  /**
   * What is wrong with an answer: a line for each fault, none if it is an honest site's. The answer has `status`, `headers` (pairs of name and
   * value as they came), `early` (the status of each answer before it), `trailers` (as headers), `raw` (its bytes as they came, if they are known)
   * and `body` (these decompressed, or undefined if they cannot be) or `isUnread` if nobody has them, and `asked`: whether by TLS, which content encodings were taken, and whether it was
   * asked only for what is newer than the last answer.
   */
  faults(answer, expected) {
    const { status, headers, asked } = answer;
    const found = (answer.early ?? []).map((early) => `an answer ${early} before the answer`);
    for (const [name] of answer.trailers ?? []) found.push(`${name} comes after the body`);
    const counts = new Map();
    for (const [name] of headers) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, count] of counts) if (count > 1) found.push(`${name} comes ${count} times`);
    const unchanged = status === 304 && asked.again && expected.status === 200;
    const answered = status === expected.status || unchanged;
    if (!answered) {
      const to = headers.find(([name]) => name === "location")?.[1];
      found.push(`status ${status}${to === undefined ? "" : `, to ${printable(to)}`}`);
    }
    for (const [name, value] of new Map(headers)) {
      if (expected.headers.has(name) || (name === "location" && !answered)) continue;
      const why = this.#faultOf(name, value, answer, expected);
      if (why) found.push(`${name}: ${printable(value)} ${why}`);
    }
    // Of an answer that should not be one, this is enough.
    if (!answered) return found;
    for (const [name, value] of expected.headers) {
      // Nothing comes along that could have a type.
      if (unchanged && name === "content-type") continue;
      const got = new Map(headers).get(name);
      if (got === undefined) found.push(`${name} is missing`);
      else if (got !== value) found.push(`${name} is ${printable(got)}, not ${value}`);
    }
    if (asked.tls && !counts.has("strict-transport-security")) found.push("strict-transport-security is missing");
    if (unchanged) return answer.raw.length > 0 ? [...found, "bytes with a status that has none"] : found;
    if (answer.isUnread) return found;
    if (answer.body === undefined) found.push("bytes that cannot be decompressed");
    else if (expected.hash && sha256(answer.body).toString("hex") !== expected.hash) found.push("other bytes");
    return expected.faultsOf && answer.body ? [...found, ...expected.faultsOf(answer.body.toString())] : found;
  }

  /** Why a header is not one that this answer may have besides those of the list, or undefined. */
  #faultOf(name, value, answer, expected) {
    if (HARMLESS[name]) return HARMLESS[name].test(value) ? undefined : "is not what this header looks like";
    switch (name) {
      case "strict-transport-security": {
        const [, age] = value.match(/^max-age=(\d{1,12})(; ?includeSubDomains)?(; ?preload)?$/i) ?? [];
        return Number(age) >= LEAST_HSTS ? undefined : "does not keep a browser to TLS for a year";
      }
      case "content-encoding":
        // What comes in several encodings says so.
        return expected.headers.has("vary") && answer.asked.encodings.includes(value) ? undefined : "was not asked for";
      case "etag": {
        // A name of their own for each visitor would be a cookie.
        if (answer.status === 304) return value === answer.asked.again ? undefined : "is not the name that was asked for";
        if (expected.hash && answer.raw === undefined) return /^"[0-9a-f]{32}"$/.test(value) ? undefined : "does not look like a name of bytes";
        return expected.hash && value === `"${sha256(answer.raw).toString("hex", 0, 16)}"` ? undefined : "is not the name of these bytes";
      }
      case "kiosk-idle-minutes":
        return expected.isKiosk && /^[1-9]\d{0,4}$/.test(value) ? undefined : "is for kiosks only, in whole minutes";
      default:
        return "is not in the list, and not a header that is known to do nothing";
    }
  }
}

/** The faults that `read` finds, or why it read nothing: pages believe only what is signed, so a site that serves anything else keeps everybody out. */
function refusal(read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [error.message];
  }
}

/** What a site sent, fit for a terminal. */
export const printable = (value) => value.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
