// The intake's answers and the page's own defences, seen by a real browser: one exact policy everywhere, and it is in force.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { POLICY, missing } from "./lib/policy.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { all } from "./lib/words.mjs";

let deployment, browser, context, page;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser);
  page = await context.newPage();
});
afterEach(() => context.close());

test("every answer carries the same policy: pages, files, data, and every kind of refusal", async () => {
  const files = [];
  page.on("response", (response) => files.push(new URL(response.url()).pathname));
  await steps.open(page, deployment);
  // The late module is the last to come, and its words after it.
  const late = [/^\/rest\..*\.js$/, /^\/rest\..*\.wasm$/, /^\/strings\/nl-rest\./];
  await until("all of the client has come", () => late.every((file) => files.some((path) => file.test(path))));
  const id = "0".repeat(64);
  const asked = [
    ...[...new Set(files)].map((path) => ["GET", path, 200]),
    ...["/write", "/status", "/checkpoint", "/openapi.json", "/healthz", "/robots.txt", "/demo/identity/jwks.json"].map((path) => ["GET", path, 200]),
    ["GET", "/nergens", 404], ["GET", `/v1/receipts/${id}`, 404], ["GET", `/v1/statuses/${id}`, 404], ["GET", "/demo/identity", 400],
    ["GET", `/v1/envelopes/${id}`, 405], ["DELETE", "/v1/manifest", 405], ["POST", "/", 405],
    ["PUT", `/v1/envelopes/${id}`, 415], ["POST", "/v1/identity/callback", 415], ["OPTIONS", "/v1/manifest", 204],
  ];
  assert.ok(files.length >= 6);
  const wrong = [];
  for (const [method, path, status] of asked) {
    const answer = await fetch(deployment.url + path, { method });
    assert.equal(answer.status, status, `${method} ${path}`);
    wrong.push(...missing(`${method} ${path}`, Object.fromEntries(answer.headers)));
    await answer.arrayBuffer();
  }
  // An answer that nothing has changed says it, too.
  const etag = (await fetch(deployment.url)).headers.get("etag");
  const unchanged = await fetch(deployment.url, { headers: { "if-none-match": etag } });
  assert.equal(unchanged.status, 304);
  wrong.push(...missing("304", Object.fromEntries(unchanged.headers)));
  assert.deepEqual(wrong, []);
});

test("the policy is in force in the page: no markup, no script from text, no frame, no request elsewhere", async () => {
  await steps.goTo(page, deployment, "write");
  const tried = await page.evaluate(async () => {
    const outcome = async (act) => {
      try {
        await act();
        return "done";
      } catch (error) {
        return error.name;
      }
    };
    /** Whether it is this directive that stops it: without the policy, the request would merely find nobody there. */
    const stoppedBy = (directive, act) =>
      new Promise((done) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => effectiveDirective === directive && done(true));
        // The browser tells of it about when it stops it; it is given a time that no machine needs.
        outcome(act).then(() => setTimeout(done, 60_000, false));
      });
    const script = document.createElement("script");
    return {
      markup: await outcome(() => (document.createElement("div").innerHTML = "<b>x</b>")),
      script: await outcome(() => (script.textContent = "globalThis.ran = true")),
      address: await outcome(() => (script.src = "/x.js")),
      policy: await outcome(() => trustedTypes.createPolicy("default", { createHTML: (html) => html })),
      again: await outcome(() => trustedTypes.createPolicy("lakzegel", { createScriptURL: (address) => address })),
      elsewhere: await stoppedBy("connect-src", () => fetch("http://localhost:9/")),
      ran: globalThis.ran ?? false,
    };
  });
  assert.deepEqual(tried, { markup: "TypeError", script: "TypeError", address: "TypeError", policy: "TypeError", again: "TypeError", elsewhere: true, ran: false });
});

test("an inline script, a style and a form that got into the page do nothing", async () => {
  await page.route(`${deployment.url}/`, async (route) => {
    const answer = await route.fetch();
    const injected = '<script>globalThis.ran = 1</script><style>h1 { color: rgb(1, 2, 3) }</style><form action="/nergens"><button id="leak">x</button></form>';
    await route.fulfill({ response: answer, body: (await answer.text()).replace("<body>", `<body>${injected}`) });
  });
  const violated = [];
  page.on("console", (message) => violated.push(message.text()));
  await page.goto(deployment.url);
  await steps.arrive(page, "start");
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.notEqual(await page.locator("main h1").evaluate((h1) => getComputedStyle(h1).color), "rgb(1, 2, 3)");
  const blocked = page.waitForEvent("console", (message) => message.text().includes("form-action"));
  await page.evaluate(() => document.getElementById("leak").click());
  await blocked;
  assert.equal(page.url(), `${deployment.url}/`);
  await becomes(() => ["script-src", "style-src"].filter((directive) => !violated.some((text) => text.includes(directive))), []);
});

test("the page cannot be put into another one's frame", async () => {
  const framed = async () => {
    await page.goto("http://elsewhere.invalid/");
    return page.frames()[1].content();
  };
  await page.route("http://elsewhere.invalid/", (route) => route.fulfill({ contentType: "text/html", body: `<iframe src="${deployment.url}/"></iframe>` }));
  let policy = true;
  await page.route(`${deployment.url}/`, async (route) => {
    const answer = await route.fetch();
    const { "content-security-policy": csp, ...headers } = answer.headers();
    await route.fulfill({ response: answer, headers: policy ? { ...headers, "content-security-policy": csp } : headers });
  });
  assert.ok(!(await framed()).includes("id=\"app\""));
  // It is the policy that keeps it out.
  policy = false;
  assert.ok((await framed()).includes("id=\"app\""));
});

test("every script, style, module and table of words has its hash in the page or in the script", async () => {
  const html = await (await fetch(deployment.url)).text();
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*(?:src|href)="([^"]+)"[^>]*>/g)];
  // What is fetched ahead is checked when it is used.
  const files = tags.filter(([tag, file]) => /\.(js|css|wasm)$/.test(file) && !tag.includes('rel="preload"'));
  assert.ok(files.length >= 2);
  for (const [tag] of files) assert.match(tag, /integrity="sha(256|384|512)-/, tag);
  const script = await (await fetch(deployment.url + files.find(([, file]) => file.endsWith(".js"))[1])).text();
  const hashes = script.match(/sha(256|384|512)-[A-Za-z0-9+/=]{43,}/g);
  assert.equal(hashes.length, 3 + all.length, "both modules, the late one's script, and the first half of each language's words");
  const words = [...script.matchAll(/\["(\/strings\/[^"]+)","sha384-([^"]+)"\]/g)];
  assert.equal(words.length, all.length);
  for (const [, path, hash] of words) {
    const table = Buffer.from(await (await fetch(deployment.url + path)).arrayBuffer());
    assert.equal(createHash("sha384").update(table).digest("base64"), hash, path);
  }
});

test("the policy has no way around it", () => {
  // The icon stands in the page itself. An image in an address loads nothing and tells nobody.
  const strict = POLICY.replace("img-src 'self' data:", "img-src 'self'");
  for (const word of ["'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", "*", "http:", "https:", "nonce-", "strict-dynamic"]) {
    assert.ok(!strict.split(/[ ;]+/).some((part) => part.startsWith(word)), word);
  }
});
