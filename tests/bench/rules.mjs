// How long the rules and the page layout take at a keystroke, on a full letter and on ones that are longer, and how the cost grows:
// what the client does at every input event, the crossing from JavaScript included.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../browser/lib/browser.mjs";
import { EMPTY, TIMING, median, serve, slowDown, target, tell } from "./browser.mjs";
import { FULL, prose } from "./letters.mjs";

const [ROUNDS, WARM_UP, PAGES] = [5, 8, 5];
const SLOWDOWN = 6;
/** A processor is slowed by stopping it now and then: what is timed must last for many stops. Milliseconds. */
const AT_LEAST = 30;
/** So many times a full letter. */
const TIMES = [1, 2, 4, 8];

/** Letters of other kinds than what people write, each of which a rule or a line break could stumble over. */
const kinds = {
  "one word": "a",
  digits: "1",
  dots: "a.",
  "at signs": "a@",
  spaces: " ",
  "empty lines": "\n",
  accents: "e\u0301",
  emoji: "👩\u200d👧 ",
  arabic: "السلام عليكم ",
};
/** As many whole repetitions as fit into so many units of UTF-16. */
const fill = (kind, length) => (kind === "letter" ? prose(length) : kinds[kind].repeat(length / kinds[kind].length));

const folder = join(target, "bench/rules");
const { origin, close } = await serve({
  "/": EMPTY,
  "/rules.js": ["text/javascript", readFileSync(join(folder, "bench_rules.js"))],
  "/rules.wasm": ["application/wasm", readFileSync(join(folder, "bench_rules_bg.wasm"))],
});

/** Milliseconds in one fresh page, for a letter of each length. `call` is `check` or `lines`. */
async function measure(browser, call, letters) {
  const page = await browser.newPage();
  await page.goto(origin);
  await slowDown(page, SLOWDOWN);
  const times = await page.evaluate(`(async () => {
    ${TIMING}
    const rules = await import("/rules.js");
    await rules.default({ module_or_path: "/rules.wasm" });
    const times = [];
    for (const letter of ${JSON.stringify(letters)}) {
      const once = await time(() => rules.${call}(letter), 1, ${WARM_UP});
      const calls = Math.ceil(${AT_LEAST} / once);
      const many = () => { for (let i = 0; i < calls; i++) rules.${call}(letter); };
      times.push(await time(many, ${ROUNDS}, 1) / calls);
    }
    return { times, usage: [...rules.usage(${JSON.stringify(letters[0])})] };
  })()`);
  await page.close();
  return times;
}

/** The medians over several pages, and how much dearer a character is in the longest letter than in the first: 1 is linear. */
async function medians(browser, call, letters) {
  const pages = [];
  for (let page = 0; page < PAGES; page++) pages.push(await measure(browser, call, letters));
  const growth = ({ times }) => times.at(-1) / times[0] / (TIMES.at(-1) / TIMES[0]);
  const times = letters.map((_, at) => median(pages.map(({ times }) => times[at])));
  return { times, growth: median(pages.map(growth)), usage: pages[0].usage };
}

const browser = await launch({ whole: true });
try {
  const letters = (kind) => TIMES.map((times) => fill(kind, FULL * times));
  const { times, growth, usage: [characters, bytes, pages] } = await medians(browser, "check", letters("letter"));
  if (characters !== FULL || pages > 4) throw new Error(`the letter has ${characters} characters and ${pages} pages: not a full one`);
  times.forEach((time, at) => tell(`rules letter ${TIMES[at]}`, time));
  tell("rules letter growth", growth);
  for (const kind of Object.keys(kinds)) {
    const { times, growth } = await medians(browser, "check", letters(kind));
    tell(`rules ${kind} 1`, times[0]);
    tell(`rules ${kind} growth`, growth);
  }
} finally {
  await browser.close();
  close();
}
