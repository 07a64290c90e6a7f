// A browser that lacks something, or a file that does not come or comes changed: the page says so, and what can be done.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { all, nl } from "./lib/words.mjs";

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

/** The static page is there, with what every reader must know, and what to do. */
async function isStatic() {
  await becomes(() => page.locator("#first-screen h1").innerText(), nl.t("start.title"));
  for (const text of ["supervision.text", "start.privileged", "start.post"]) await page.getByText(nl.t(text), { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Start het formulier niet?" }).waitFor();
  assert.equal(await page.locator("form, input, textarea, #app *").count(), 0);
}

/** The static page says that the form does not start, on the screen and to a screen reader. */
async function saysThatItFailed() {
  const said = page.locator(".failed-text");
  await said.waitFor();
  await isStatic();
  await page.locator(".loading").waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.getElementById("load-status").textContent === document.querySelector(".failed-text").textContent);
}

/** The static page's parts for those who do not read Dutch, by language: words of what this is, why the form does not start, how to write by post. */
const PARTS = {
  en: ["Dutch Custodial Institutions Agency", "a new browser", "on the envelope"],
  tr: ["mektup", "yeni bir tarayıcı", "Zarf"],
  ar: ["رسالة", "ومتصفح حديث", "على الظرف"],
  pl: ["list", "nowa przeglądarka", "Na kopercie"],
  es: ["carta", "un navegador reciente", "en el sobre"],
  pap: ["karta", "un browser nobo", "e envelòp"],
};

/** Every language at the top leads to a part of the page in its own words and direction. */
async function speaksEveryLanguage() {
  const links = await page.locator(".languages a").evaluateAll((links) => links.map(({ lang, hash }) => [lang, hash]));
  assert.deepEqual(links.map(([lang]) => lang), all.map(({ lang }) => lang), "each language leads to its part");
  await becomes(() => page.locator("html").getAttribute("lang"), "nl");
  for (const [lang, hash] of links.slice(1)) {
    await page.locator(`.languages [lang=${lang}]`).click();
    const part = page.locator(`main section[lang=${lang}]`);
    await becomes(() => part.evaluate((part) => [`#${part.id}`, getComputedStyle(part).direction]), [hash, lang === "ar" ? "rtl" : "ltr"]);
    await becomes(() => part.evaluate((part) => part.getBoundingClientRect().top < innerHeight), true, `${lang} is in view`);
    await says(part, "DJI", "JavaScript", "Lockdown Mode", "dji.nl", "112", ...PARTS[lang]);
  }
}

test("without JavaScript the page says in every language what this is, why the form does not start, and how to write by post", async () => {
  await context.close();
  context = await visitor(browser, { javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
  page = await context.newPage();
  await page.goto(deployment.url);
  await speaksEveryLanguage();
});

test("without JavaScript the page says so, and what can be done", async () => {
  await context.close();
  context = await visitor(browser, { javaScriptEnabled: false });
  page = await context.newPage();
  await page.goto(deployment.url);
  await page.locator("noscript p, .start .error").first().waitFor();
  await says(page.locator(".start"), "JavaScript staat uit");
  await isStatic();
  // Nothing pretends to be loading.
  await page.locator(".loading").waitFor({ state: "hidden" });
});

test("the static page reads like the first step, so that nothing jumps", async () => {
  await page.route("**/*.wasm", () => {});
  await page.goto(deployment.url);
  await page.locator("#first-screen h1").waitFor();
  const texts = () => page.locator("main h1, main .lead, main .notice, main ol li").allInnerTexts();
  const before = await texts();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.goto(deployment.url);
  await steps.arrive(page, "start");
  await becomes(texts, before);
});

/** Browsers in which the form cannot start, and what is missing in each. */
const OLD = {
  "without WebAssembly": () => delete globalThis.WebAssembly,
  "that cannot compile the program": () => {
    // As a browser that does not know what the module uses: reference types came in 2021.
    const refuse = () => Promise.reject(new WebAssembly.CompileError("invalid value type 0x6f"));
    Object.assign(WebAssembly, { compileStreaming: refuse, instantiateStreaming: refuse, compile: refuse, instantiate: refuse });
  },
};

for (const [what, make] of Object.entries(OLD)) {
  test(`a browser ${what} says that the form does not start, and why and what else, in every language`, async () => {
    await page.addInitScript(make);
    await page.goto(deployment.url);
    await saysThatItFailed();
    await speaksEveryLanguage();
  });
}

test("a browser too old for the script says so by itself after a while", async () => {
  // A script with words that it does not know is as good as none.
  await page.route("**/client.*.js", (route) => route.abort());
  // The while is of twenty seconds. Until it has looked, the test lets none of them pass.
  const session = await context.newCDPSession(page);
  await session.send("Animation.enable");
  await session.send("Animation.setPlaybackRate", { playbackRate: 0 });
  await page.goto(deployment.url);
  assert.equal(await page.locator(".failed-text").isVisible(), false);
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.effect.getComputedTiming().iterations === 1 && animation.finish()));
  await page.locator(".failed-text").waitFor();
  await page.locator(".loading").waitFor({ state: "hidden" });
  await isStatic();
  await speaksEveryLanguage();
});

for (const [what, files] of Object.entries({ "the program": "**/client.*.wasm", "the table of words": "**/strings/*" })) {
  test(`when ${what} does not come, the page says that the form does not start`, async () => {
    await page.route(files, (route) => route.abort());
    await page.goto(deployment.url);
    await saysThatItFailed();
  });

  test(`when ${what} comes changed, it is not used`, async () => {
    await page.route(files, async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      // One bit, in a place that keeps it a module, or a table.
      body[body.length - 3] ^= 1;
      await route.fulfill({ response: answer, body });
    });
    await page.goto(deployment.url);
    await saysThatItFailed();
  });
}

test("a script that comes changed is not run", async () => {
  await page.route("**/client.*.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `document.title = "veranderd";${await answer.text()}` });
  });
  const refused = page.waitForEvent("console", (message) => message.text().includes("integrity"));
  await page.goto(deployment.url);
  await refused;
  await isStatic();
  assert.notEqual(await page.title(), "veranderd");
});

for (const [half, files] of Object.entries({ "late module": "**/rest.*.wasm", "late module's script": "**/rest.*.js" })) {
  test(`when the ${half} does not come, nobody gets further, nothing can be typed, and trying again mends it`, async () => {
    await page.route(files, (route) => route.abort());
    await steps.open(page, deployment);
    await steps.begin(page);
    await steps.button(page, "privileged.no").click();
    await page.locator("#h-start", { hasText: nl.t("refused.title") }).waitFor();
    await page.getByText(nl.t("refused.unreachable"), { exact: true }).waitFor();
    await becomes(() => page.locator("input, textarea").count(), 0);
    await page.unrouteAll();
    await steps.button(page, "refused.again").click();
    await steps.button(page, "start.begin").waitFor();
    await steps.begin(page);
    await steps.ordinary(page);
    await steps.logIn(page);
  });

  test(`when the ${half} comes changed, it is not run`, async () => {
    await page.route(files, async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[body.length - 3] ^= 1;
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${deployment.url}/status`);
    await page.locator("#h-start", { hasText: nl.t("refused.title") }).waitFor();
    await becomes(() => page.locator("input, textarea").count(), 0);
  });
}

test("a browser that cannot make the visit key is told so before anything is typed", async () => {
  await page.addInitScript(() => {
    for (const name of ["generateKey", "importKey"]) {
      SubtleCrypto.prototype[name] = () => Promise.reject(new DOMException("", "NotSupportedError"));
    }
  });
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await page.getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await page.getByText(nl.t("identity.unsupported"), { exact: true }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "login-message");
  await becomes(() => new URL(page.url()).pathname, "/identity");
});

test("whose browser refuses cookies is told that before leaving for a login that could not be finished", async () => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "cookieEnabled", { get: () => false }));
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await page.getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await page.getByText(nl.t("identity.refused_storage"), { exact: true }).waitFor();
  await becomes(() => new URL(page.url()).pathname, "/identity");
});

test("whose browser refuses to keep the key of a login on the device is told so, before leaving", async () => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("", "SecurityError");
    };
  });
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await page.getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await page.getByText(nl.t("identity.refused_storage"), { exact: true }).waitFor();
});

test("a browser that stores nothing at all still sends a letter", async () => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("", "SecurityError");
      },
    });
  });
  await steps.goTo(page, deployment, "receipt");
});
