// How it looks, where that is a promise: tokens by the names of NL Design System that a theme can take the place of, no font and no picture
// fetched, more contrast for who asks for it, and nothing that moves for who does not want that.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { UPLOAD } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";

const STYLE = readFileSync(new URL("../../app/style.css", import.meta.url), "utf8");
/** What may have colours of its own: wax, paper, envelope and their shadows, the demo's strip, and print. */
const DRAWN = /\.(seal|sheet|envelope|strip-demo|receipt)\b|dialog::backdrop|^body/;

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

async function open(settings) {
  const context = await visitor(browser, settings);
  return context.newPage();
}

/** Names of custom properties in the style sheet, by a pattern. */
const names = (pattern) => [...new Set([...STYLE.matchAll(pattern)].map(([, name]) => name))].sort();

test("every token is named as NL Design System names it, is set once for light, and is used", () => {
  const used = names(/var\((--[\w-]+)/g);
  const set = names(/^ {2}(--[\w-]+):/gm);
  assert.ok(used.length > 20);
  assert.deepEqual(used, set);
  assert.deepEqual(set.filter((name) => !name.startsWith("--utrecht-")), []);
});

test("a colour stands in a token, or in a drawing", () => {
  const rules = STYLE.replace(/\/\*[^]*?\*\//g, "").split("\n").filter((line) => /#[0-9a-f]{3,8}\b|\brgb\(/.test(line));
  const outside = rules.filter((line) => !/^\s*--utrecht-/.test(line) && !DRAWN.test(line.trim()));
  assert.deepEqual(outside, []);
});

test("a theme that sets the tokens is taken over by the page: document, header, link, button, field, notice", async () => {
  const page = await open();
  await steps.goTo(page, deployment, "recipient");
  const theme = {
    "--utrecht-document-background-color": "rgb(1, 0, 0)", "--utrecht-document-color": "rgb(2, 0, 0)", "--utrecht-link-color": "rgb(3, 0, 0)",
    "--utrecht-button-primary-action-background-color": "rgb(4, 0, 0)", "--utrecht-button-primary-action-color": "rgb(5, 0, 0)",
    "--utrecht-textbox-background-color": "rgb(6, 0, 0)", "--utrecht-textbox-border-color": "rgb(7, 0, 0)",
    "--utrecht-form-field-description-color": "rgb(8, 0, 0)", "--utrecht-page-header-background-color": "rgb(9, 0, 0)",
    "--utrecht-document-font-family": "Thema", "--utrecht-heading-font-family": "Kop", "--utrecht-button-border-radius": "13px",
  };
  const seen = await page.evaluate((theme) => {
    for (const [name, value] of Object.entries(theme)) document.documentElement.style.setProperty(name, value);
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    const button = style("main .button-primary");
    return {
      "--utrecht-document-background-color": style("html").backgroundColor, "--utrecht-document-color": style("body").color,
      "--utrecht-link-color": style("main .back").color,
      "--utrecht-button-primary-action-background-color": button.backgroundColor, "--utrecht-button-primary-action-color": button.color,
      "--utrecht-textbox-background-color": style("#number").backgroundColor, "--utrecht-textbox-border-color": style("#number").borderTopColor,
      "--utrecht-form-field-description-color": style(".hint").color,
      "--utrecht-page-header-background-color": style(".page-header").backgroundImage.match(/rgb\([^)]*\)/)[0],
      "--utrecht-document-font-family": style("body").fontFamily, "--utrecht-heading-font-family": style("h1").fontFamily,
      "--utrecht-button-border-radius": button.borderTopLeftRadius,
    };
  }, theme);
  assert.deepEqual(seen, theme);
  await page.context().close();
});

test("no font and no picture is fetched before the review, which has the print's own fonts", async () => {
  const page = await open();
  const fetched = [];
  page.on("request", (request) => ["font", "image", "media"].includes(request.resourceType()) && fetched.push(request.url()));
  await steps.goTo(page, deployment, "write");
  assert.deepEqual(fetched.filter((url) => !url.startsWith("data:")), []);
  await page.context().close();
});

test("who asks for more contrast gets it: what was subtle is as strong as the text, and lines are too", async () => {
  const page = await open({ contrast: "more" });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, contrast: "more" });
    await page.goto(deployment.url);
    await steps.arrive(page, "start");
    const colours = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const token = (name) => {
        const probe = document.createElement("i");
        probe.style.color = style.getPropertyValue(`--utrecht-${name}`);
        document.body.append(probe);
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour;
      };
      return ["form-field-description-color", "separator-color", "textbox-border-color"].map(token).concat(getComputedStyle(document.body).color);
    });
    assert.equal(new Set(colours).size, 1, colours.join());
  }
  await page.context().close();
});

/** What moves while the client is loaded and while a letter is sealed and sent: the names of the animations. */
async function moving(reducedMotion) {
  const page = await open({ reducedMotion });
  const animation = (selector, pseudo) => page.locator(selector).evaluate((element, pseudo) => getComputedStyle(element, pseudo).animationName, pseudo);
  await page.route("**/*.wasm", () => {});
  await page.goto(deployment.url);
  const loading = await animation("#first-screen .loading", "::before");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await steps.goTo(page, deployment, "review");
  await page.route(UPLOAD, () => {});
  await steps.send(page);
  const sealing = await animation(".sealing[data-state=sealed] .seal");
  await page.context().close();
  return { loading, sealing };
}

test("sealing is a moment worth seeing, and nothing moves for who wants that", async () => {
  assert.deepEqual(await moving("no-preference"), { loading: "turn", sealing: "press" });
  assert.deepEqual(await moving("reduce"), { loading: "none", sealing: "none" });
});
