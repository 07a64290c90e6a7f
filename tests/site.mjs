// Compares a site with the client that the root keys signed: whether what it serves, now and to you, is that client and no other, with the
// headers that go with it and no others, and whether the office states that this is the newest.
//
//     node tests/site.mjs SITE NOTE ROOT_KEYS [--kiosk] [--browser CHROMIUM]
//
// SITE is the address, NOTE the signed list of the client's files that goes with a release (`lakzegel-screening client`), ROOT_KEYS the four
// lines that the client was built with. `--kiosk` says that the site is for kiosks only; `--browser` goes there with that Chromium as well. It needs
// nothing but Node, and none of the project's programs. It asks as different browsers do, in each language, for the first time and again. It says what it compared and ends with 0, or
// what is different and ends with 1. A site can serve somebody else another client than it serves you: compare from where you are, and more
// than once.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Refused } from "./note.mjs";
import { AT_ONCE, BROWSERS, Site, TOOL, headersOf } from "./site/ask.mjs";
import { browse } from "./site/browser.mjs";
import { MANIFEST, MISSING, SignedList } from "./site/list.mjs";

const USAGE = "usage: node tests/site.mjs SITE NOTE ROOT_KEYS [--kiosk] [--browser CHROMIUM]";
/** How many faults are told one by one. A site can have as many as it likes. */
const TOLD = 200;
/** A language that no client speaks. */
const FOREIGN = "de";
/** What a link from elsewhere, and the return from an identity provider, put behind an address. */
const SUFFIXES = ["?utm_source=elsewhere", "?code=a1b2c3&state=d4e5f6&iss=https%3A%2F%2Flogin.example"];

/** A name that nothing has. */
const nowhere = () => randomBytes(9).toString("hex");

/** Every question that is asked: address, visitor, language, and what else a request says. */
function* questions(list) {
  const languages = [...list.languages, FOREIGN];
  const pages = [...list.pages, ...list.kioskPages];
  const missing = ["/", "/kiosk/", "/strings/"].map((folder) => `${folder}${nowhere()}`);
  const type = (path) => list.expected(path).headers.get("content-type");
  for (const path of pages) {
    yield { path, visitor: TOOL, mediaType: type(path) };
    for (const visitor of BROWSERS) for (const language of languages) yield { path, visitor, language, mediaType: type(path) };
    for (const suffix of SUFFIXES) yield { path, suffix, visitor: BROWSERS[0], language: languages[0], mediaType: type(path), from: "https://elsewhere.example/" };
  }
  let turn = 0;
  for (const path of [...list.hashes.keys(), MANIFEST, MISSING, ...missing]) {
    const isWorker = path === "/service-worker.js";
    yield { path, visitor: TOOL, mediaType: type(path) };
    for (const visitor of BROWSERS) yield { path, visitor, language: languages[turn++ % languages.length], mediaType: type(path), isWorker };
    // Where nothing is, people get the page, and no other one.
    if (missing.includes(path)) for (const visitor of BROWSERS) yield { path, visitor, language: languages[turn++ % languages.length], mediaType: type("/") };
  }
}

/** Asks one question, and once more as somebody who was here before: gives what is wrong, a line for each fault. */
async function compare(site, list, kioskOnly, question, protocol) {
  const { path, suffix = "", visitor, language, mediaType } = question;
  const expected = list.expected(path, kioskOnly, mediaType.startsWith("text/html"));
  const headers = headersOf(visitor, language, mediaType, question);
  const asked = { tls: site.tls, encodings: visitor.encodings };
  const judge = async (headers, asked) => {
    const answer = await site.ask(path + suffix, headers, protocol);
    const busy = answer.busy.flatMap((told) => list.faults({ ...told, asked }, { status: told.status, headers: list.everyAnswer }));
    if (answer.error) return { faults: [...busy, answer.error] };
    return { answer, faults: [...busy, ...list.faults({ ...answer, asked }, expected)] };
  };
  const first = await judge(headers, asked);
  if (first.faults.length > 0 || expected.status !== 200) return first.faults;
  const again = first.answer.headers.find(([name]) => name === "etag")?.[1];
  const second = await judge({ ...headers, "cache-control": "max-age=0", ...(again && { "if-none-match": again }) }, { ...asked, again });
  return second.faults.map((fault) => `${fault} (at a second visit)`);
}

/** Asks everything, some at once. Gives each fault as a line, with whom it met if it did not meet everybody. */
async function compareAll(site, list, kioskOnly) {
  const met = new Map();
  const asked = new Map();
  const all = [...questions(list)].flatMap((question) => site.protocols.map((protocol) => [question, protocol]));
  const answer = async () => {
    for (let next = all.shift(); next; next = all.shift()) {
      const [question, protocol] = next;
      const { path, suffix, visitor, language } = question;
      asked.set(path, (asked.get(path) ?? 0) + 1);
      for (const fault of await compare(site, list, kioskOnly, question, protocol)) {
        const line = `${path}: ${fault}`;
        if (!met.has(line)) met.set(line, { path, whom: [] });
        met.get(line).whom.push([visitor.name, language, site.protocols.length > 1 && protocol, suffix].filter(Boolean).join(", "));
      }
    }
  };
  const count = all.length;
  await Promise.all(Array.from({ length: AT_ONCE }, answer));
  const lines = [...met].map(([line, { path, whom }]) => {
    if (whom.length === asked.get(path)) return line;
    return `${line} (${whom.length} of ${asked.get(path)} visitors: ${whom.slice(0, 3).join("; ")}${whom.length > 3 ? "; ..." : ""})`;
  });
  if (site.pushed) lines.push("what nobody asked for is pushed");
  return { lines, count };
}

/** The arguments, or nothing if they are not what the command takes. */
function read() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { kiosk: { type: "boolean" }, browser: { type: "string" } } });
    const [address, ...files] = positionals;
    return files.length === 2 && { site: new Site(address), files, ...values };
  } catch {
    return undefined;
  }
}

const told = read();
if (!told) {
  console.error(USAGE);
  process.exit(2);
}
const { site, files, kiosk = false, browser } = told;
try {
  const { hostname, pathname, search } = site.url;
  if (!site.tls && !["127.0.0.1", "localhost", "[::1]"].includes(hostname)) throw new Refused("not https: anybody on the way can change it");
  if (pathname !== "/" || search !== "") throw new Refused("give the site's address without a path");
  const [note, rootKeys] = files.map((file) => readFileSync(file, "utf8"));
  const list = new SignedList(note, rootKeys);
  await site.open();
  const { lines, count } = await compareAll(site, list, kiosk);
  const seen = browser ? await browse(browser, site, list, kiosk, `/${nowhere()}`) : { lines: [] };
  lines.push(...seen.lines);
  if (lines.length > TOLD) lines.splice(TOLD, Infinity, `and ${lines.length - TOLD} more`);
  if (lines.length > 0) throw new Refused(`this is not the newest signed client, as it should be:\n  ${lines.join("\n  ")}`);
  const addresses = list.pages.length + list.kioskPages.length + list.hashes.size;
  console.log(`the newest signed client: release ${list.release}, ${list.version}, ${list.hashes.size} files, ${addresses} addresses compared by ${count} questions${browser ? `, and by ${seen.count} answers to a browser` : ""}`);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
} finally {
  site.close();
}
