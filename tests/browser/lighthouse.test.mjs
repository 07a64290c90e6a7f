// Lighthouse for phones: a hundred of a hundred for accessibility and for best practices, on the first page as it opens and on the pages
// after it as they are. How fast the first page is, `cargo xtask bench` measures: no test of ours depends on a clock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { visitor } from "./lib/browser.mjs";
import { deploy } from "./lib/deployment.mjs";
import { asItIs, launchWithPort, opened } from "./lib/lighthouse.mjs";
import * as steps from "./lib/steps.mjs";

const CATEGORIES = ["accessibility", "best-practices"];
const FULL = { accessibility: 100, "best-practices": 100 };

let deployment, browser, port;

before(async () => {
  deployment = await deploy();
  ({ browser, port } = await launchWithPort());
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});

test("the first page, opened on a phone, has a hundred of a hundred for accessibility and for best practices", async () => {
  const { scores, lost, looked } = await opened(`${deployment.url}/`, port, CATEGORIES);
  assert.deepEqual({ scores, lost }, { scores: FULL, lost: [] });
  assert.ok(looked >= 20, `Lighthouse looked at ${looked} things only`);
});

test("so has every page on a letter's way, as it is when the sender is there", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  const found = {};
  await steps.open(page, deployment);
  for (const [step, next] of steps.WAY) {
    await next(page);
    const { scores, lost } = await asItIs(page.url(), port, CATEGORIES);
    found[step] = { scores, lost };
  }
  assert.deepEqual(found, Object.fromEntries(Object.keys(found).map((step) => [step, { scores: FULL, lost: [] }])));
  assert.equal(Object.keys(found).length, 6);
  await context.close();
});

test("Lighthouse does find what is wrong", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await steps.goTo(page, deployment, "privileged");
  await page.evaluate(() => document.getElementById("main").append(document.createElement("button")));
  const { scores, lost } = await asItIs(page.url(), port, CATEGORIES);
  assert.ok(scores.accessibility < 100 && lost.some((line) => line.startsWith("button-name")), JSON.stringify({ scores, lost }));
  await context.close();
});
