// Asks a site as different visitors do, by HTTP/1.1 and HTTP/2, and keeps all that comes back: what came before the answer and after it, each
// header as often as it was sent, and the bytes as they came.
import { Agent as PlainAgent, request as askPlain } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { Agent as TlsAgent, request as askTls } from "node:https";
import { connect as connectTls } from "node:tls";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

/** How long an answer may take, and how long all may take that come late or not at all, in milliseconds. */
const [PATIENCE, WHOLE_PATIENCE] = [30_000, 180_000];
/** The longest answer that is read, in bytes, as it comes and decompressed. */
const LONGEST = 32 * 1024 * 1024;
/** How many questions are under way at once. */
export const AT_ONCE = 6;
/** How often a site that has no time is asked again, and how long it may ask us to wait, in seconds. */
const [TRIES, LONGEST_WAIT] = [5, 10];

/** What the browsers say of themselves. The last one says nothing of what its requests are for, as old ones do. */
export const BROWSERS = [
  {
    name: "Chromium",
    encodings: ["gzip", "deflate", "br", "zstd"],
    headers: {
      "sec-ch-ua": '"Chromium";v="142", "Not_A Brand";v="99"', "sec-ch-ua-mobile": "?0", "sec-ch-ua-platform": '"Windows"',
      "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    },
  },
  {
    name: "Firefox",
    encodings: ["gzip", "deflate", "br"],
    headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
  },
  {
    name: "Safari",
    encodings: ["gzip", "deflate", "br"],
    headers: {
      "user-agent":
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    },
  },
  {
    name: "an old browser",
    isOld: true,
    encodings: ["gzip"],
    headers: { "user-agent": "Mozilla/5.0 (Linux; Android 9; SM-G960F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/74.0.3729.157 Mobile Safari/537.36" },
  },
];
/** Something that is no browser. */
export const TOOL = { name: "a tool", isOld: true, encodings: [], headers: {} };

/** What a browser says a request is for (Fetch Metadata), by the media type of what is there. */
const PURPOSES = [
  [/^text\/javascript/, "script"], [/^text\/css/, "style"], [/^image\//, "image"], [/^font\//, "font"], [/^text\/html/, "document"],
];

/** The headers of a visitor's request for what has this media type. `from` is where the link stood that led there, if it was a link. */
export function headersOf(visitor, language, mediaType, { from, isWorker = false } = {}) {
  const purpose = PURPOSES.find(([kind]) => kind.test(mediaType))?.[1] ?? "empty";
  const isPage = purpose === "document";
  const accept = isPage ? "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" : "*/*";
  const site = isPage ? (from ? "cross-site" : "none") : "same-origin";
  const metadata = {
    "sec-fetch-dest": isWorker ? "serviceworker" : purpose,
    "sec-fetch-mode": isPage ? "navigate" : isWorker ? "same-origin" : "cors",
    "sec-fetch-site": site,
    ...(isPage && { "sec-fetch-user": "?1", "upgrade-insecure-requests": "1" }),
  };
  return {
    ...visitor.headers,
    accept,
    ...(visitor.encodings.length > 0 && { "accept-encoding": visitor.encodings.join(", ") }),
    ...(language && { "accept-language": language === "en" ? "en" : `${language},en;q=0.5` }),
    ...(!visitor.isOld && metadata),
    ...(isWorker && { "service-worker": "script" }),
    ...(from && { referer: from }),
  };
}

/** A site, and the lines to it. The caller closes it. */
export class Site {
  #agent;
  #http2;
  /** Whether it speaks HTTP/2. */
  #offers = false;
  /** How long it was waited for what did not come. */
  #waited = 0;

  constructor(address) {
    this.url = new URL(address);
    this.tls = this.url.protocol === "https:";
    this.#agent = new (this.tls ? TlsAgent : PlainAgent)({ keepAlive: true, maxSockets: AT_ONCE });
  }

  /** Finds out whether it speaks HTTP/2, as browsers then do with it. */
  async open() {
    this.#offers = this.tls && (await this.#offersHttp2());
  }

  /** The line for HTTP/2: a new one if the last has ended, as servers end one after so many questions. */
  #line() {
    if (this.#http2 && !this.#http2.closed && !this.#http2.destroyed) return this.#http2;
    this.#http2 = connectHttp2(this.url.origin);
    this.#http2.on("error", () => {});
    // What is pushed was not asked for, and nobody would look at it.
    this.#http2.on("stream", (stream) => {
      this.pushed = true;
      stream.on("error", () => {}).close(constants.NGHTTP2_CANCEL);
    });
    return this.#http2;
  }

  /** How the site can be spoken to: as browsers would first. */
  get protocols() {
    return this.#offers ? ["HTTP/2", "HTTP/1.1"] : ["HTTP/1.1"];
  }

  close() {
    this.#agent.destroy();
    this.#http2?.destroy();
  }

  #offersHttp2() {
    const { hostname, port } = this.url;
    return new Promise((done) => {
      const socket = connectTls({ host: bare(hostname), port: port || 443, servername: nameOf(hostname), ALPNProtocols: ["h2", "http/1.1"] });
      const end = (offered) => (socket.destroy(), done(offered));
      socket.setTimeout(PATIENCE, () => end(false));
      // Whoever asks next is told what is wrong.
      socket.on("error", () => end(false)).on("secureConnect", () => end(socket.alpnProtocol === "h2"));
    });
  }

  /**
   * What it answers to a GET: `status`, `headers`, `early`, `trailers`, `raw` and `body`, or `error` if that is no answer. A site that has no time
   * is asked again, and everything that it said until then is in `busy`.
   */
  async ask(address, headers, protocol) {
    const busy = [];
    for (;;) {
      // A site that answers nobody any more would otherwise be asked for hours.
      if (this.#waited > WHOLE_PATIENCE) return { error: "no answer: too many came late", busy };
      const answer = await this.#askOnce(address, headers, protocol);
      if (![429, 503].includes(answer.status) || busy.length === TRIES) return { ...answer, busy };
      busy.push(answer);
      const asked = Number(answer.headers.find(([name]) => name === "retry-after")?.[1] ?? 1);
      const wait = 1000 * Math.min(asked > 0 ? asked : 1, LONGEST_WAIT);
      this.#waited += wait;
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  async #askOnce(address, headers, protocol, isSecondTry = false) {
    const begun = Date.now();
    try {
      const answer = await (protocol === "HTTP/2" ? this.#askHttp2(address, headers) : this.#askHttp1(address, headers));
      return { ...answer, body: decompressed(answer) };
    } catch (error) {
      this.#waited += Date.now() - begun;
      // A line that an honest server ends just when it is used again costs nothing. Who cuts it on purpose cuts the next one, too.
      if (!isSecondTry && error.name !== "AbortError" && error.name !== "TimeoutError") return this.#askOnce(address, headers, protocol, true);
      return { error: `no answer: ${error.code ?? error.message}` };
    }
  }

  #askHttp1(address, headers) {
    return new Promise((done, failed) => {
      const early = [];
      const options = { agent: this.#agent, headers, timeout: PATIENCE, signal: AbortSignal.timeout(PATIENCE) };
      const request = (this.tls ? askTls : askPlain)(new URL(address, this.url), options);
      request.on("error", failed).on("information", ({ statusCode }) => early.push(statusCode));
      request.on("upgrade", ({ statusCode }, socket) => (socket.destroy(), failed(new Error(`status ${statusCode}, another protocol`))));
      request.on("response", async (response) => {
        try {
          const raw = await all(response);
          const { statusCode: status, rawHeaders, rawTrailers } = response;
          done({ status, headers: pairs(rawHeaders), trailers: pairs(rawTrailers), early, raw });
        } catch (error) {
          failed(error);
        }
      });
      request.end();
    });
  }

  #askHttp2(address, headers) {
    return new Promise((done, failed) => {
      const [early, trailers] = [[], []];
      const { pathname, search } = new URL(address, this.url);
      const stream = this.#line().request({ ":path": pathname + search, ...headers }, { signal: AbortSignal.timeout(PATIENCE) });
      stream.on("error", failed).on("headers", (told) => early.push(told[":status"]));
      stream.on("trailers", (told, _flags, raw) => trailers.push(...pairs(raw ?? Object.entries(told).flat())));
      stream.on("response", async (told, _flags, raw) => {
        try {
          const found = pairs(raw ?? Object.entries(told).flat()).filter(([name]) => !name.startsWith(":"));
          done({ status: told[":status"], headers: found, trailers, early, raw: await all(stream) });
        } catch (error) {
          failed(error);
        }
      });
      stream.end();
    });
  }
}

/** A host as sockets take it: an address of IPv6 without its brackets. */
const bare = (hostname) => hostname.replace(/^\[|\]$/g, "");
/** The name to ask a certificate for: addresses have none. */
const nameOf = (hostname) => (/^[\d.]+$|^\[/.test(hostname) ? undefined : hostname);

/** A flat list of names and values, in pairs, names in lower case. */
function pairs(flat) {
  const names = flat.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name.toLowerCase(), String(flat[2 * index + 1])]);
}

/** All that a stream has. */
async function all(stream) {
  const parts = [];
  let length = 0;
  for await (const part of stream) {
    if ((length += part.length) > LONGEST) throw new Error("it has no end");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The bytes that a browser makes of an answer, or undefined. */
function decompressed({ headers, raw }) {
  const encoding = headers.find(([name]) => name === "content-encoding")?.[1];
  try {
    if (encoding === undefined) return raw;
    if (raw.length === 0) return raw;
    return { br: brotliDecompressSync, gzip: gunzipSync }[encoding]?.(raw, { maxOutputLength: LONGEST });
  } catch {
    return undefined;
  }
}
