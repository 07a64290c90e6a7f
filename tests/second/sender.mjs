// A sender's calls to an intake, without a browser: manifest, login, admission, upload, receipt, status (docs/protocol.md, sections 3.3, 3.5 and 12). A
// person is chosen at the demo's provider as somebody would on its page.
import { randomBytes } from "node:crypto";
import { acceptAnswer } from "./freshness.mjs";

const LOGIN = { "content-type": "application/vnd.lakzegel.login" };

const later = (one, other) => (one > other ? one : other);

/** An answer that was not expected. */
async function expected(response, status) {
  if (response.status === status) return response;
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
}

/** The name of a refusal: the end of its problem's type. */
export const problemOf = async (response) => (await response.json()).type.split(":").at(-1);

export class Sender {
  /** The highest version of a manifest that was accepted, and the newest time that was seen signed. */
  #highest = 0n;
  #newest = 0n;

  /** `root` is what a client is built with: origin and root keys. */
  constructor(url, root) {
    this.url = url;
    this.root = root;
  }

  /** The manifest, if it is accepted, and the server's time in seconds. Throws what `acceptAnswer` throws. */
  async manifest() {
    const response = await expected(await fetch(`${this.url}/v1/manifest`), 200);
    const time = Math.floor(Date.parse(response.headers.get("date")) / 1000);
    const now = [Math.floor(Date.now() / 1000), time].map(BigInt).reduce(later, this.#newest);
    const sees = (time) => (this.#newest = later(this.#newest, time));
    const { manifest } = acceptAnswer(Buffer.from(await response.arrayBuffer()), this.root, now, { highest: this.#highest, sees });
    this.#highest = manifest.version;
    return { manifest, time };
  }

  /** Logs a person in for this nonce: the ID token, the grants, and what else the answer has. */
  async login(nonce, person, provider = "demo") {
    const travelKey = randomBytes(32).toString("base64url");
    const body = new URLSearchParams({ nonce, travel_key: travelKey }).toString();
    const begun = await expected(await fetch(`${this.url}/v1/identity/${provider}/start`, { method: "POST", headers: LOGIN, body }), 200);
    const cookie = begun.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
    const { location } = await begun.json();
    const page = await (await expected(await fetch(new URL(location, this.url)), 200)).text();
    const links = [...page.matchAll(/href="([^"]*\/choose\/[^"]*)"/g)].map(([, link]) => link.replaceAll("&amp;", "&"));
    const chosen = await expected(await fetch(new URL(links[person], new URL(location, this.url)), { redirect: "manual" }), 303);
    const back = new URL(chosen.headers.get("location"), this.url).search.slice(1);
    const callback = { method: "POST", headers: { ...LOGIN, cookie }, body: `nonce=${nonce}&${back}` };
    return (await expected(await fetch(`${this.url}/v1/identity/callback`, callback), 200)).json();
  }

  /** Asks to be admitted with the admission half of a visitor code; any answer is one. */
  admission(half, nonce) {
    const body = new URLSearchParams({ admission: half, nonce }).toString();
    return fetch(`${this.url}/v1/admission`, { method: "POST", headers: LOGIN, body });
  }

  /** Asks to store an envelope; any answer is one. */
  upload(id, envelope, grant, headers = {}) {
    const authorization = grant === undefined ? {} : { authorization: `Bearer ${grant}` };
    const all = { "content-type": "application/octet-stream", ...authorization, ...headers };
    return fetch(`${this.url}/v1/envelopes/${id.toString("hex")}`, { method: "PUT", headers: all, body: envelope });
  }

  /** The newest receipt of an envelope. */
  async receipt(id) {
    const response = await expected(await fetch(`${this.url}/v1/receipts/${id.toString("hex")}`), 200);
    return Buffer.from(await response.arrayBuffer());
  }

  /** The published status under a look-up id, or undefined. */
  async status(lookup) {
    const response = await fetch(`${this.url}/v1/statuses/${lookup.toString("hex")}`);
    if (response.status === 404) return undefined;
    return Buffer.from(await (await expected(response, 200)).arrayBuffer());
  }
}
