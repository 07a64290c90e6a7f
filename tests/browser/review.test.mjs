// The review shows the letter as it will be printed: the same lines in the same places as in the PDF that screening prints, with the same
// frame, in the same fonts, which are fetched for nothing else; and what those fonts lack is told before sending.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import { pdfPieces } from "./lib/pdf.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

let deployment, browser, context, page;

before(async () => ([deployment, browser] = await Promise.all([deploy({ screening: true }), launch({ whole: true })])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser, { viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
});
afterEach(() => context.close());

/** Waits until every font that the page wants is there. It begins to want them when its lines are laid out. */
const fontsAreThere = () =>
  page.waitForFunction(() => document.body.offsetHeight > 0 && document.fonts.status === "loaded" && [...document.fonts].some(({ status }) => status === "loaded"));

/** Sends the letter that is reviewed, and gives what screening made of it. */
async function send() {
  const put = page.waitForRequest((request) => request.method() === "PUT");
  await steps.send(page);
  const id = new URL((await put).url()).pathname.split("/").at(-1);
  await steps.arriveFocused(page, "receipt");
  const files = await until("the letter is released", () => {
    const files = filesIn(deployment.path("released")).filter(({ name }) => name.startsWith(id));
    return files.length === 2 && files;
  });
  const content = (extension) => files.find(({ name }) => name.endsWith(extension)).content;
  return { record: JSON.parse(content("json")), pdf: content("pdf") };
}

/** Every text of the preview: its page, where it starts from the left and its baseline, in points, and what it says. */
const previewed = () =>
  page.evaluate(() =>
    [...document.querySelectorAll(".sheet")].flatMap((sheet, number) => {
      const paper = sheet.getBoundingClientRect();
      const point = paper.width / 595.28;
      return [...sheet.querySelectorAll(".label, .line")].map((element) => {
        const text = element.textContent;
        const range = document.createRange();
        range.selectNodeContents(element);
        const [first] = [...range.getClientRects()].sort((a, b) => a.top - b.top || a.left - b.left);
        // Nothing, standing on the baseline.
        const foot = document.createElement("span");
        foot.style.display = "inline-block";
        element.prepend(foot);
        const y = (foot.getBoundingClientRect().bottom - paper.top) / point;
        foot.remove();
        return { page: number, text, x: first ? (first.left - paper.left) / point : undefined, y, kind: element.className.split(" ")[0] };
      });
    }),
  );

const packed = (text) => text.replace(/\s/g, "");
const letters = (text) => [...packed(text)].sort().join("");
/** Hebrew is printed in the order of its glyphs; of Arabic a print's fonts only say the bodies of letters, without their dots. */
const [hebrew, arabic] = [/\p{Script=Hebrew}/u, /\p{Script=Arabic}/u];
const says = (said, text) => {
  if (arabic.test(text)) return packed(said).length === packed(text).length && arabic.test(said);
  return hebrew.test(text) ? letters(said) === letters(text) : packed(said) === packed(text);
};

const PARAGRAPH = "Hoe gaat het met je? Hier is alles goed, al mis ik je. Oma heeft gisteren appeltaart gebakken en er is een stuk over voor jou. ";
const LETTER = {
  number: "48151623",
  name: "Bram van der Verzonnen-Önder",
  sender: "Σοφία Voorbeeld",
  body: [
    "Lieve Bram,",
    "",
    PARAGRAPH.repeat(9),
    "Sevgili oğlum, nasılsın? Kochany synku, piszę z Łodzi. Дорогой сын, у нас всё хорошо. Αγαπημένε μου γιε.",
    "",
    "עזיזי, מה שלומך? כולנו בסדר וחושבים עליך כל יום ומחכים לך בבית. ".repeat(5) + "ABC 123",
    "كتاب سلام عليكم ".repeat(24) + "Bram",
    "Een zin met كتاب erin, en met 你好，汉字 en een hart ♥ en 😀.",
    "",
    PARAGRAPH.repeat(12),
    "\tNa een tab, en met  twee  blanco's.",
    `${"regel\n".repeat(30)}Liefs,`,
    "mama",
  ].join("\n"),
};

test("the preview has every text of the print in the print's own place, line by line", async () => {
  await steps.goTo(page, deployment, "review", LETTER);
  await fontsAreThere();
  const preview = await previewed();
  const { record, pdf } = await send();
  const pieces = pdfPieces(pdf);
  const pages = preview.at(-1).page + 1;
  assert.ok(pages > 2 && record.print.pages === pages, `${pages} pages, ${record.print.pages} printed`);
  assert.equal(record.print.squeezed_lines, 0);
  const wrong = [];
  let compared = 0;
  for (const { page, text, x, y, kind } of preview) {
    if (text.trim() === "") continue;
    const own = pieces.filter((piece) => piece.page === page && Math.abs(piece.y - y) < 1.5);
    // Labels stand beside each other on one baseline; a line of the letter has its baseline for itself.
    const beside = kind === "label" ? own.filter((piece) => packed(text).includes(packed(piece.text))) : own;
    const printed = beside.sort((a, b) => a.x - b.x);
    const said = printed.map((piece) => piece.text).join("").replaceAll("\uFFFD", "");
    if (!says(said, text)) wrong.push(`page ${page + 1} at ${y.toFixed(1)}: ${JSON.stringify(text)} is printed ${JSON.stringify(said)}`);
    else if (Math.abs(printed[0].x - x) > 2) wrong.push(`${JSON.stringify(text)} starts at ${x.toFixed(1)}, printed at ${printed[0].x.toFixed(1)}`);
    compared += 1;
  }
  assert.deepEqual(wrong, []);
  const lines = preview.filter(({ kind }) => kind === "line");
  assert.ok(compared > 90 && lines.length > 75, `${compared} of ${preview.length} texts were compared`);
  const ofFirst = preview.filter(({ page, kind }) => page === 0 && kind === "label").map(({ text }) => text);
  assert.deepEqual(ofFirst, ["DJI controleert deze brief", "Voor", `${LETTER.name} (${LETTER.number})`, "Van", LETTER.sender, "DEMO", `Pagina 1 van ${pages}`]);
  // And the other way round: the print has no line that the preview has not.
  const [top, foot] = [130, 790];
  const printed = new Set(pieces.filter(({ y }) => y > top && y < foot).map(({ page, y }) => `${page} ${Math.round(y)}`));
  assert.equal(printed.size, lines.filter(({ text }) => text.trim()).length);
});

test("no line of the preview is wider than the print has room for, in the printing font", async () => {
  await steps.goTo(page, deployment, "review", LETTER);
  await fontsAreThere();
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll(".line")].map((line) => {
      const range = document.createRange();
      range.selectNodeContents(line);
      return range.getBoundingClientRect().width / line.getBoundingClientRect().width;
    }),
  );
  assert.ok(wide.every((part) => part <= 1.001), `${Math.max(...wide)}`);
  assert.ok(wide.some((part) => part > 0.95), "long lines were measured");
});

test("the printing fonts are fetched at the review and not before, and no other than the letter needs", async () => {
  const fetched = new Map();
  page.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/fonts/")) fetched.set(pathname.split("/").at(-1).split(".")[0], Number((await response.allHeaders())["content-length"]));
  });
  const areFetched = (names) => becomes(() => [...fetched.keys()].sort(), names);
  await steps.goTo(page, deployment, "write");
  assert.deepEqual([...fetched.keys()], []);
  await steps.write(page);
  await fontsAreThere();
  await page.waitForFunction(() => document.fonts.check('16px "Lakzegel print"'));
  await areFetched(["latin", "latin-bold"]);
  const bytes = [...fetched.values()].reduce((sum, bytes) => sum + bytes, 0);
  assert.ok(bytes > 40_000 && bytes < 75_000, `${bytes} bytes`);
  await steps.button(page, "review.change_letter").click();
  await steps.arriveFocused(page, "write");
  await steps.write(page, { ...steps.LETTER, body: "Dag 😀 سلام" });
  await fontsAreThere();
  await areFetched(["arabic", "faces", "latin", "latin-bold"]);
});

test("what the printing fonts lack is told before sending, with its place, and screening finds the very same", async () => {
  const body = "Lieve Bram,\n\nDag ሰላም en ეს.\nTot gauw \u{12000}";
  await steps.goTo(page, deployment, "review", { ...steps.LETTER, body });
  const notice = page.locator(".notice-warning", { hasText: nl.t("unprinted.title") });
  await notice.getByText(nl.t("unprinted.text"), { exact: true }).waitFor();
  const place = (line) => nl.t("unprinted.place", { n: 1, line });
  await becomes(() => notice.locator("li").allInnerTexts(), [`ሰላም – ${place(3)}`, `ეს – ${place(3)}`, `\u{12000} – ${place(4)}`]);
  const marked = ["ሰላም", "ეს", "\u{12000}"];
  await becomes(() => page.locator(".line .unprinted").allInnerTexts(), marked);
  // It is the sender's to decide.
  const { record } = await send();
  const missing = record.print.characters_without_glyph;
  assert.deepEqual([...missing].sort(), [...new Set(marked.join(""))].sort());
});

test("a name that cannot be printed is told, too, and leads to where it is changed", async () => {
  await steps.goTo(page, deployment, "review", { ...steps.LETTER, name: "ሰላም Verzonnen" });
  const notice = page.locator(".notice-warning", { hasText: nl.t("unprinted.title") });
  await becomes(() => notice.locator("li").allInnerTexts(), [`ሰላም – ${nl.t("review.recipient")}`]);
  await notice.getByRole("button", { name: nl.t("review.change_recipient") }).click();
  await steps.arriveFocused(page, "recipient");
  await page.locator("#name").fill("Bram Verzonnen");
  await steps.button(page, "next").click();
  await steps.arriveFocused(page, "write");
  await steps.write(page);
  await becomes(() => notice.count(), 0);
});

test("a paragraph keeps its direction on every line, and on the next page", async () => {
  const arabic = `${"كتاب سلام عليكم ".repeat(7)}ABC `.repeat(40);
  await steps.goTo(page, deployment, "review", { ...steps.LETTER, body: `${"Dag\n".repeat(30)}${arabic}\nEn tot gauw` });
  await fontsAreThere();
  const lines = await page.locator(".line").evaluateAll((lines) => lines.map((line) => [line.textContent, getComputedStyle(line).direction]));
  const ofArabic = lines.filter(([text]) => /كتاب/.test(text));
  assert.ok(ofArabic.length > 20 && (await page.locator(".sheet").count()) > 1);
  assert.deepEqual([...new Set(ofArabic.map(([, direction]) => direction))], ["rtl"]);
  assert.ok(ofArabic.some(([text]) => text.startsWith("ABC")), "one of them begins in Latin script");
  assert.deepEqual(lines.filter(([text]) => /^(Dag|En)/.test(text)).every(([, direction]) => direction === "ltr"), true);
});
