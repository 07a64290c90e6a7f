// Writing: the field grows and keeps the place of writing in view; what is found, and what is too much, is marked where it stands, repaired
// and undone; pasting loses nothing in silence; every script stands as its readers expect.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, hears, pictures, remembersTold } from "./lib/waits.mjs";
import { stored, withoutVersion } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

let deployment, browser, context, page, letter;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser, { viewport: { width: 360, height: 640 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: deployment.url });
  await remembersTold(context);
  page = await context.newPage();
  await steps.goTo(page, deployment, "write");
  letter = page.locator("#letter");
});
afterEach(() => context.close());

/** Waits until what stands behind the field is the letter as it is now. */
const settled = () => steps.settled(page);
/** Puts a letter into the field, and waits for that. */
const types = (text) => steps.types(page, text);
/** What is marked in the letter as it is now. */
const marked = (kind) => settled().then(() => page.locator(`.mirror .${kind}`).allTextContents());
/** Waits until this is what stands in the field. */
const hasBecome = (text) => becomes(() => letter.inputValue(), text);
/** Waits until this is what is selected in the field, which has the focus. */
const isSelected = (text) => becomes(() => letter.evaluate((area) => [document.activeElement.id, area.value.slice(area.selectionStart, area.selectionEnd)]), ["letter", text]);
const undo = () => steps.button(page, "findings.undo");
const finding = (rule) => page.locator(".finding", { has: page.getByRole("heading", { name: nl.t(rule), exact: true }) });
/** Where the field's place of writing is in the window, by the text behind it, and what of the window can be seen. */
const place = () =>
  page.evaluate(() => {
    const area = document.getElementById("letter");
    const before = area.value.slice(0, area.selectionEnd);
    const number = before.split("\n").length - 1;
    const { top, bottom } = document.querySelectorAll(".mirror > *")[number].getBoundingClientRect();
    return { top, bottom, seen: document.querySelector(".count").getBoundingClientRect().top };
  });
/** Puts things on the clipboard, by their types, and pastes them as a person does. */
async function paste(things) {
  await page.evaluate(async (things) => {
    const blobs = Object.entries(things).map(([type, content]) => {
      const bytes = type.startsWith("image/") ? Uint8Array.from(atob(content), (byte) => byte.charCodeAt(0)) : content;
      return [type, new Blob([bytes], { type })];
    });
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }, things);
  await letter.focus();
  await page.keyboard.press("Control+V");
}

test("the field grows with the letter, the page alone scrolls, and the place of writing stays in view", async () => {
  await letter.focus();
  for (let number = 1; number <= 40; number++) {
    await page.keyboard.type(`regel ${number}`);
    await page.keyboard.press("Enter");
  }
  await page.keyboard.type("tot gauw");
  await settled();
  const isWhole = (area) => ({ lines: area.value.split("\n").length, hides: area.scrollHeight > area.clientHeight });
  await becomes(() => letter.evaluate(isWhole), { lines: 41, hides: false });
  await until("the place of writing is in view", async () => {
    const { top, bottom, seen } = await place();
    return top > 0 && bottom <= seen;
  });
});

test("who scrolls away after the last word is not brought back when the pause is over", async () => {
  await types("regel\n".repeat(80));
  await page.waitForFunction(() => scrollY > 500);
  await pictures(page);
  await page.evaluate(() => scrollTo(0, 0));
  // The count is told after the pause, and two pictures later everything has been done that was to be done then.
  await page.waitForFunction(() => document.querySelector(".field + [aria-live]").innerText.trim() === document.querySelector(".count").innerText);
  await pictures(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test("who goes on before the letter is judged sees the next page from its top, however slow the device is", async () => {
  // Late pictures: what is done after them comes when this page is beside the next one for a moment.
  await page.evaluate(() => {
    const real = requestAnimationFrame;
    globalThis.requestAnimationFrame = (act) => setTimeout(() => real(act), 200);
  });
  await letter.fill("regel\n".repeat(80));
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test("a long letter that is pasted is wholly there, in the field and in view where it ends", async () => {
  const text = Array.from({ length: 120 }, (_, number) => `Alinea ${number} met een paar woorden die op een telefoon meer dan een regel lang zijn.`).join("\n");
  await paste({ "text/plain": text });
  assert.ok(text.length > 8_000);
  await hasBecome(text);
  await settled();
  await page.waitForFunction(() => scrollY > 3_000);
  await until("the end is in view", async () => {
    const { bottom, seen } = await place();
    return bottom <= seen + 1;
  });
  await becomes(() => letter.evaluate((area) => area.scrollHeight > area.clientHeight), false);
  assert.equal((await marked("too-much")).join("\n"), text.slice(8_000));
  await page.getByText(nl.t("write.all_there"), { exact: true }).waitFor();
});

test("each line behind the field stands where it stands in the field", async () => {
  const words = "Lieve Bram, hoe gaat het? Oma heeft appeltaart gebakken. سلام يا أبي كيف حالك اليوم 😀 supercalifragilisticexpialidocious ".repeat(12);
  for (const width of [320, 360, 768, 1280]) {
    await page.setViewportSize({ width, height: 640 });
    await types(words);
    // The field is made as low as what is in it, for a moment; then both heights are those of their lines.
    const [field, mirror] = await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("#letter { min-block-size: 0; align-self: start; block-size: 0; padding-block: 0 } .mirror { padding-block: 0; align-self: start }");
      document.adoptedStyleSheets = [sheet];
      const heights = [document.getElementById("letter").scrollHeight, document.querySelector(".mirror").getBoundingClientRect().height];
      document.adoptedStyleSheets = [];
      return heights;
    });
    assert.ok(mirror > 300 && Math.abs(field - mirror) < 2, `${width} pixels wide: ${field} and ${mirror} high`);
  }
});

test("marks move along with their words, and go when those are put right", async () => {
  await types("Bel 06-12345678.\nO\u200bma");
  assert.deepEqual([await marked("doubtful"), await marked("wrong")], [["06-12345678"], ["\u200b"]]);
  await letter.evaluate((area) => area.setSelectionRange(0, 0));
  await page.keyboard.type("Lieve Bram,\n\n");
  assert.deepEqual([await marked("doubtful"), await marked("wrong")], [["06-12345678"], ["\u200b"]]);
  const mark = await page.locator(".mirror .wrong").evaluate((mark) => {
    const { outlineStyle, visibility } = getComputedStyle(mark);
    return { height: mark.getBoundingClientRect().height, outlineStyle, visibility };
  });
  assert.ok(mark.height > 10 && mark.outlineStyle === "solid" && mark.visibility === "visible", "what has no width is marked all the same");
  await letter.press("End");
  await types("Lieve Bram,");
  assert.deepEqual([await marked("doubtful"), await marked("wrong")], [[], []]);
});

test("typing past the limit is allowed, and only what is too much is marked", async () => {
  await types("a".repeat(8_000));
  assert.deepEqual(await marked("too-much"), []);
  await letter.press("Control+End");
  await page.keyboard.type(" te veel");
  assert.deepEqual(await marked("too-much"), [" te veel"]);
  const said = nl.count("write.too_many", 8);
  await becomes(() => page.locator(".count").innerText(), said);
  await page.locator("[aria-live]", { hasText: said }).waitFor({ state: "attached" });
  await steps.button(page, "write.next").click();
  await becomes(() => page.locator("#error-list a").allInnerTexts(), [said]);
});

test("a finding far away in a long letter is shown: selected, and in view", async () => {
  await types(`${"Lieve Bram, dit is een lange brief.\n".repeat(60)}Bel 06-12345678.\n${"En nog meer.\n".repeat(60)}`);
  const found = finding("rule.phone_number_title");
  await found.waitFor();
  await found.getByRole("button", { name: nl.t("findings.show") }).click();
  await isSelected("06-12345678");
  await until("the place that was found is in view", async () => {
    const { top, bottom, seen } = await place();
    return top >= 0 && bottom <= seen;
  });
});

test("what one rule finds stands together, each place with the words around it", async () => {
  await types(Array.from({ length: 7 }, (_, number) => `Nummer ${number}: 06-1234567${number}.`).join("\n"));
  const found = finding("rule.phone_number_title");
  await becomes(async () => [await found.count(), await found.locator("q").count()], [1, 5]);
  await found.getByText(nl.t("findings.more"), { exact: true }).waitFor();
  const [second] = (await found.getByRole("button", { name: nl.t("findings.show") }).all()).slice(1);
  const described = await second.evaluate((button) => document.getElementById(button.getAttribute("aria-describedby")).innerText);
  assert.ok(described.includes("06-12345671"), described);
  await second.click();
  await isSelected("06-12345671");
  await page.locator("[aria-live]", { hasText: nl.count("findings.below", 1) }).waitFor({ state: "attached" });
});

test("a repair can be undone, by its button and by the browser's own undo", async () => {
  const [hidden, clean] = ["Dag \u202eBram\u202c,\n\nO\u200bma groet je.", "Dag Bram,\n\nO\u200bma groet je."];
  await letter.focus();
  await page.keyboard.insertText(hidden);
  const repair = finding("rule.bidi_title").getByRole("button", { name: nl.t("findings.repair") });
  await repair.click();
  await hasBecome(clean);
  await page.waitForFunction(() => document.activeElement.id === "letter");
  await undo().click();
  await hasBecome(hidden);
  await hears(page, nl.t("findings.undone"));
  await undo().waitFor({ state: "detached" });
  await repair.click();
  await hasBecome(clean);
  await undo().waitFor();
  await page.keyboard.press("Control+Z");
  await hasBecome(hidden);
  assert.deepEqual(await marked("wrong"), ["\u202e", "\u202c", "\u200b"]);
  // Once the letter is another one, there is nothing to go back to.
  await repair.click();
  await undo().waitFor();
  await page.keyboard.type("x");
  await undo().waitFor({ state: "detached" });
});

test("of what is pasted, all text comes along, and what cannot come is named", async () => {
  const text = "Lieve Bram\n1\t2\nvet en een link";
  const html = "<p>Lieve Bram</p><img src='x.png'><table><tr><td>1<td>2</table><p><b>vet</b> en een <a href='https://example.org'>link</a></p>";
  await paste({ "text/plain": text, "text/html": html });
  await page.locator(".notice").getByText(nl.t("paste.text"), { exact: true }).waitFor();
  await hasBecome(text);
  const named = ["paste.pictures", "paste.tables", "paste.links", "paste.styles"].map((key) => nl.t(key));
  await becomes(() => page.locator(".notice:has(li) li").allInnerTexts(), named);
  await hears(page, `${nl.t("paste.text")} ${named.join(", ")}`);
  // Plain text loses nothing, and nothing is said.
  await types("");
  await paste({ "text/plain": "gewoon", "text/html": "<meta charset='utf-8'><span style='color:red'>gewoon</span>" });
  await page.getByText(nl.t("paste.text"), { exact: true }).waitFor({ state: "detached" });
  await hasBecome("gewoon");
});

test("a picture that is pasted, and a file that is dropped, are refused in words, and the page stays", async () => {
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await types("Dag");
  await paste({ "image/png": png });
  await page.getByText(nl.t("paste.nothing"), { exact: true }).first().waitFor();
  assert.equal(await letter.inputValue(), "Dag");
  const stopped = await letter.evaluate((area) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "foto.jpg", { type: "image/jpeg" }));
    return ["dragover", "drop"].map((type) => !area.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
  });
  assert.deepEqual(stopped, [true, true]);
  assert.equal(await letter.inputValue(), "Dag");
});

test("each paragraph has its own direction, in the field and behind it", async () => {
  await types("Dag papa\nسلام يا أبي\nשלום אבא\nABC");
  const sides = await page.locator(".mirror").evaluate((mirror) =>
    [...mirror.children].map(({ firstChild }) => {
      const range = document.createRange();
      range.selectNodeContents(firstChild);
      const [text, whole] = [range.getBoundingClientRect(), mirror.getBoundingClientRect()];
      return text.left - whole.left < whole.right - text.right ? "left" : "right";
    }),
  );
  assert.deepEqual(sides, ["left", "right", "right", "left"]);
  assert.deepEqual(await letter.evaluate((area) => [area.dir, getComputedStyle(area).unicodeBidi]), ["auto", "plaintext"]);
});

test("letters that come in pieces stay as they came in the field, where a finding is still found, and are put together in what is kept and sealed", async () => {
  const [pieces, whole] = ["een cafe\u0301 in Hue\u0302\u0301\nBel 06-12345678, e\u0301e\u0301n keer", "een café in Huế\nBel 06-12345678, één keer"];
  await letter.focus();
  await page.keyboard.insertText(pieces);
  await hasBecome(pieces);
  await becomes(() => page.locator(".mirror > *").allTextContents(), whole.split("\n"));
  await becomes(() => page.locator(".count").innerText(), nl.count("write.left", 8_000 - whole.length));
  await finding("rule.phone_number_title").getByRole("button", { name: nl.t("findings.show") }).click();
  await isSelected("06-12345678");
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await becomes(async () => (await page.locator(".sheet-text .line").allInnerTexts()).map((line) => line.trimEnd()), whole.split("\n"));
});

test("the browser's spell checking is off, is the sender's to choose, and the choice lasts as long as the visit", async () => {
  const spelling = (on) => becomes(() => letter.getAttribute("spellcheck"), on);
  await spelling("false");
  await page.getByText(nl.t("spelling.why"), { exact: true }).waitFor();
  await steps.button(page, "spelling.on").click();
  await spelling("true");
  await steps.write(page);
  await steps.button(page, "review.change_letter").click();
  await steps.arriveFocused(page, "write");
  await spelling("true");
  // The draft is there (drafts.test.mjs); nothing says how it was written.
  await becomes(async () => withoutVersion({ ...(await stored(page)), indexedDB: [] }), []);
  await steps.button(page, "spelling.off").click();
  await spelling("false");
});

test("in forced colours the marks are still there, and the letter is read as before", async () => {
  await page.emulateMedia({ forcedColors: "active" });
  await types("Bel 06-12345678. O\u200bma");
  const styles = await page.locator(".mirror mark").evaluateAll((marks) =>
    marks.map((mark) => {
      const { color, backgroundColor, textDecorationLine, outlineStyle, outlineColor, textDecorationColor } = getComputedStyle(mark);
      return { hidden: [color, backgroundColor].every((color) => color === "rgba(0, 0, 0, 0)"), textDecorationLine, outlineStyle, ink: [outlineColor, textDecorationColor] };
    }),
  );
  assert.equal(styles.length, 2);
  assert.ok(styles.every(({ hidden }) => hidden), "nothing lies over the letter");
  assert.ok(styles[0].textDecorationLine === "underline" && styles[1].outlineStyle === "solid", JSON.stringify(styles));
});
