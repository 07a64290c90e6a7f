// What a page must be for everybody: axe-core's rules, and what axe does not look at. Each gate looks at the page as it is at this moment
// and gives a line for each thing that is wrong; sabotage.test.mjs shows that each can find something.
import { readFileSync } from "node:fs";
import { npm } from "./browser.mjs";
import { SECRETS } from "./steps.mjs";
import { placesOf, stored } from "./watch.mjs";

const AXE = { name: "axe", text: readFileSync(npm.resolve("axe-core/axe.min.js"), "utf8") };
/** WCAG 2.0, 2.1 and 2.2, all levels. */
const TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"];
/** The one rule of these levels that is not asked: it takes the reference, in bold figures, for a heading. */
const LEFT_OUT = ["p-as-heading"];
/** Which of axe's rules look at what: `colour` changes with the scheme alone, `size` with the window, `structure` with neither. */
const KINDS = { colour: ["color-contrast", "color-contrast-enhanced", "link-in-text-block"], size: ["target-size"] };
/** How large what is pressed must be, in pixels: WCAG 2.5.5, level AAA. */
export const TARGET = 44;

/** What axe finds: all of it, or by the rules of one kind. */
export async function violations(page, kind) {
  const found = await ask(
    page,
    AXE,
    async ({ tags, out, kinds, kind }) => {
      // Named one by one, rules are asked that axe leaves out of its own accord, too.
      const all = axe.getRules(tags).map(({ ruleId }) => ruleId).filter((id) => !out.includes(id));
      const apart = Object.values(kinds).flat();
      const values = kind ? (kinds[kind] ?? all.filter((id) => !apart.includes(id))) : all;
      const { violations, passes } = await axe.run(document, { runOnly: { type: "rule", values }, resultTypes: ["violations"], preload: false, iframes: false });
      return { violations: violations.map(({ id, nodes }) => ({ id, nodes })), passes: passes.length };
    },
    { tags: TAGS, out: LEFT_OUT, kinds: KINDS, kind },
  );
  if (found.passes < (kind in KINDS ? 1 : 10)) throw new Error(`axe looked at ${found.passes} rules only`);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}

/** What is wrong with the stop that has the focus now, which should be number `at`, or none if that was the `last`. Runs in the page. */
function checkStop(at, last) {
  const { name, stops } = lakzegel;
  const element = document.activeElement;
  if (last) return element === document.body || element === stops[0] ? [] : [`${name(element)} is a stop, and is no control that can be seen`];
  if (element !== stops[at]) return [`stop ${at + 1} is ${element === document.body ? "outside the page" : name(element)}, not ${name(stops[at])}`];
  const wrong = [];
  const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) wrong.push(`${name(element)} has no outline of two pixels`);
  // Either of the two lines must stand out from what is behind it.
  const rgb = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour) => rgb(colour).slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
  let behind = element.parentElement;
  while (behind.parentElement && (rgb(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
  const ground = getComputedStyle(behind).backgroundColor;
  const lines = [outlineColor, ...(boxShadow === "none" ? [] : [boxShadow.match(/rgba?\([^)]*\)/)?.[0] ?? outlineColor])];
  if (!lines.some((line) => contrast(line, ground) >= 3)) wrong.push(`the focus of ${name(element)} does not stand out: ${lines} on ${ground}`);
  // Of a field that is higher than the window the browser shows where the cursor is.
  const points = [...element.getClientRects()].flatMap(({ left, top, right, bottom }) =>
    [left + 4, (left + right) / 2, right - 4].flatMap((x) => [top + 4, (top + bottom) / 2, bottom - 4].map((y) => [x, y])),
  );
  const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  if (inside.length < (element.tagName === "TEXTAREA" ? 3 : points.length)) wrong.push(`${name(element)} has the focus and is out of the window`);
  const over = inside.map(([x, y]) => document.elementFromPoint(x, y)).find((top) => !element.contains(top) && !top?.contains(element));
  if (over) wrong.push(`${name(element)} has the focus and is covered by ${name(over)}`);
  return wrong;
}

/** What the gates below need in the page. */
const TOOLS = { name: "lakzegel", text: `window.lakzegel = {
  /** What an element is called in a line. */
  name: (element) => element.tagName.toLowerCase() + (element.id && "#" + element.id) + " \\"" + element.textContent.trim().slice(0, 30) + "\\"",
  /** Whether somebody sees it, now or when it has the focus. */
  visible: (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden, .leaving, [inert]"),
  /** Everything that can be pressed or typed into, as it stands in the document; with an open dialog, what is in that. */
  controls: () => {
    const within = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
    const controls = [...within.querySelectorAll("a[href], button, input, textarea, select, summary")];
    const first = (radio) => [...document.querySelectorAll('input[type=radio][name="' + radio.name + '"]')].find((one, _, all) => one.checked || !all.some(({ checked }) => checked));
    return controls.filter((control) => !control.disabled && lakzegel.visible(control) && (control.type !== "radio" || first(control) === control));
  },
  checkStop: ${checkStop},
};` };

/** Asks the page, which is given what it needs for an answer if it does not have it yet: most pages are asked many things. */
async function ask(page, needs, question, given) {
  const answer = () => page.evaluate(question, given);
  try {
    return await answer();
  } catch (error) {
    // Each engine has words of its own for a name that is not there.
    if (!new RegExp(`\\b${needs.name} is not defined|find variable: ${needs.name}\\b`).test(String(error))) throw error;
    // Text that the test brings along is not held up by the page's policy.
    await page.evaluate(needs.text);
    return answer();
  }
}

const inPage = (page, gate, given) => ask(page, TOOLS, gate, given);

/** Headings, ids, fields, live regions, title, language, and what must not be translated. */
export const markup = (page, words) =>
  inPage(
    page,
    ({ lang, dir, service, mark }) => {
      const found = [];
      const { name, visible } = lakzegel;
      const html = document.documentElement;
      if (html.lang !== lang || html.dir !== dir) found.push(`the page says that it is ${html.lang}, ${html.dir}`);
      const formats = document.querySelector("meta[name=format-detection]")?.content ?? "";
      if (!["telephone", "date", "address", "email"].every((kind) => formats.includes(`${kind}=no`))) found.push("numbers and names are made into links");
      const [h1, ...others] = document.querySelectorAll("h1");
      if (!h1 || others.length > 0) found.push("there is not exactly one h1");
      const title = document.title.split(" – ");
      // A text that changes has comments round it.
      const heading = [...(h1?.childNodes ?? [])].findLast(({ nodeType }) => nodeType !== Node.COMMENT_NODE)?.textContent ?? "";
      if (heading.trim() === "") found.push("the h1 has no text");
      if (title.at(-1) !== service) found.push(`the title does not end with the service: ${document.title}`);
      if (!document.title.includes(heading.trim())) found.push(`the title is not that of the page: ${document.title}`);
      if (title[0].startsWith(mark) !== (document.getElementById("errors") !== null)) found.push(`the title does not agree with the form: ${document.title}`);
      const levels = [...document.querySelectorAll("h1, h2, h3, h4")].filter(visible).map((heading) => Number(heading.tagName[1]));
      levels.slice(1).forEach((level, at) => level > levels[at] + 1 && found.push(`an h${level} follows an h${levels[at]}`));
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`two elements are #${id}`));
      for (const field of [...document.querySelectorAll("input, textarea")].filter(visible)) {
        if (field.required) found.push(`${name(field)} has required, which some screen readers speak as an error before anything is typed`);
        if (field.maxLength >= 0) found.push(`${name(field)} cuts off what is typed`);
        const typed = !["checkbox", "radio", "file"].includes(field.type);
        // What is no word of a language is corrected by nobody, and no browser sends it to its maker for that. The letter's spelling is its sender's choice.
        const secret = { autocomplete: "off", writingsuggestions: "false", ...(field.tagName === "INPUT" && { autocorrect: "off", spellcheck: "false" }) };
        for (const [attribute, off] of typed ? Object.entries(secret) : []) {
          if (field.getAttribute(attribute) !== off) found.push(`${name(field)} has ${attribute}=${field.getAttribute(attribute)}`);
        }
        if (field.tagName === "INPUT" && typed && !["words", "characters"].includes(field.getAttribute("autocapitalize"))) found.push(`${name(field)} does not say with what it begins`);
        if (typed && field.getAttribute("aria-required") !== "true") found.push(`${name(field)} does not say that it is needed`);
      }
      for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live=assertive]")) found.push(`${name(region)} interrupts`);
      for (const typed of document.querySelectorAll("textarea, .sheet-text, .reference, main q, main bdi")) {
        if (typed.translate) found.push(`${name(typed)} would be translated`);
      }
      return found;
    },
    { lang: words.lang, dir: words.dir, service: words.t("service"), mark: words.t("errors.mark") },
  );

/** Whether all is within the window, nothing is cut off, and what is pressed is large enough. */
export const room = (page, target = TARGET) =>
  inPage(
    page,
    (target) => {
      const found = [];
      const { name, visible, controls } = lakzegel;
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
      for (const element of [...document.querySelectorAll("body *")].filter((element) => visible(element) && !element.closest("[aria-hidden], textarea, input"))) {
        const { overflowX, overflowY } = getComputedStyle(element);
        const cut = (overflow, whole, shown) => ["hidden", "clip"].includes(overflow) && whole > shown + 1;
        if (cut(overflowX, element.scrollWidth, element.clientWidth) || cut(overflowY, element.scrollHeight, element.clientHeight)) found.push(`${name(element)} is cut off`);
      }
      // A link in a sentence is as high as the sentence: the rule leaves it out.
      for (const control of controls().filter((control) => !control.matches("p a, li a:not(.link, .choice, .languages a, .error-summary a)"))) {
        const boxes = [control, ...(["checkbox", "radio"].includes(control.type) ? (control.labels ?? []) : [])].map((box) => box.getBoundingClientRect());
        const [width, height] = [["left", "right"], ["top", "bottom"]].map(([from, to]) => Math.max(...boxes.map((box) => box[to])) - Math.min(...boxes.map((box) => box[from])));
        if (width < target - 0.5 || height < target - 0.5) found.push(`${name(control)} is ${Math.round(width)} by ${Math.round(height)} pixels`);
      }
      return found;
    },
    target,
  );

/** What is asked of a kiosk's page besides: targets of 48 pixels, 8 apart, letters of 18 pixels, nothing for the browser to fill in or to check, no way out. */
export const apart = (page) =>
  page.evaluate(() => {
    const found = [];
    const name = (element) => `${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 30)}"`;
    const visible = (element) => element.checkVisibility() && !element.closest(".visually-hidden, .skip-link, .leaving");
    // Behind an open dialog nothing can be reached.
    const within = document.querySelector("dialog[open]") ?? document;
    const targets = [...within.querySelectorAll("a[href], button, input, textarea, summary, select")].filter(visible);
    const boxes = targets.map((element) => ({ element, box: element.getBoundingClientRect() }));
    for (const { element, box } of boxes) {
      if (box.width < 48 || box.height < 48) found.push(`${name(element)} is ${box.width} by ${box.height} pixels`);
    }
    // The bar lies over the page, and moves with it.
    const still = boxes.filter(({ element }) => !element.closest(".kiosk-bar"));
    still.forEach(({ element, box }, at) => {
      for (const other of still.slice(at + 1)) {
        const apart = Math.max(other.box.left - box.right, box.left - other.box.right, other.box.top - box.bottom, box.top - other.box.bottom);
        if (apart < 7.99) found.push(`${name(element)} and ${name(other.element)} are ${apart} pixels apart`);
      }
    });
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement: parent } = texts.currentNode;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      // The frame of the printed sheet is as large as it will be on paper; what it says stands beside it, too.
      if (data.trim() && visible(parent) && !parent.closest(".sheet-frame") && size < 18) found.push(`${name(parent)} is written ${size} pixels large`);
    }
    for (const field of document.querySelectorAll("input, textarea")) {
      if (field.autocomplete !== "off") found.push(`${name(field)} may be filled in by the browser`);
      if (field.tagName === "TEXTAREA" && field.spellcheck) found.push(`${name(field)} is checked for spelling`);
    }
    for (const link of document.querySelectorAll("a")) {
      if (!link.getAttribute("href")?.startsWith("#")) found.push(`${name(link)} leads to ${link.href}`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
    return found;
  });

/** What readers may do to a page's texts, as styles: twice as large (the page's own size is 112.5 %), and the spacing of WCAG 1.4.12. */
export const READERS = {
  "twice as large": "html { font-size: 225% !important; }",
  "with spacing": "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }",
};

/** Lays a style over the page while `look` looks. */
export async function styled(page, css, look) {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }, css);
  try {
    return await look();
  } finally {
    await page.evaluate(() => void document.adoptedStyleSheets.pop());
  }
}

/** What is seen of the page: two windows in which this is the same have the same structure. What is told in passing comes and goes by itself. */
export const outline = (page) =>
  inPage(page, () => [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-live]")).map((element) => element.tagName + element.id).join(" "));

/** What moves. */
export const motion = (page) =>
  page.evaluate(() =>
    document.getAnimations().filter(({ playState }) => playState === "running").map(({ effect }) => `${effect.target.className || effect.target.tagName} moves`),
  );

/** What a device keeps that somebody could read who finds it. */
export const traces = async (page) => placesOf(await stored(page)).flatMap(({ name, content }) => SECRETS.filter((secret) => content.includes(secret)).map((secret) => `${name} has "${secret}"`));

/**
 * Presses Tab from the first control to beyond the last: every control that can be seen is a stop, in the order in which it is read, and
 * nothing else is; at each the focus is seen by an outline, of which nothing is covered. Leaves the focus where it was.
 */
export async function tabs(page) {
  const all = await inPage(page, () => {
    lakzegel.focus = document.activeElement;
    lakzegel.stops = lakzegel.controls();
    lakzegel.stops[0]?.focus();
    return lakzegel.stops.map(lakzegel.name);
  });
  // The browser shows the focus to those who use the keyboard.
  for (const key of ["Tab", "Shift+Tab"]) await page.keyboard.press(key);
  const found = [];
  for (let at = 0; at <= all.length; at++) {
    if (at > 0) await page.keyboard.press("Tab");
    found.push(...(await page.evaluate(([at, last]) => lakzegel.checkStop(at, last), [at, at === all.length])));
  }
  // Read as it is seen: what comes later is not wholly above what came before.
  found.push(
    ...(await page.evaluate(() => {
      // What stays in sight while the page moves is above what it is read after, or below it, as the page happens to be scrolled.
      const stays = (element) => element && (["sticky", "fixed"].includes(getComputedStyle(element).position) || stays(element.parentElement));
      const stops = lakzegel.stops.slice(1).filter((stop) => !stays(stop)).map((stop) => [stop, stop.getBoundingClientRect()]);
      const wrong = stops.slice(1).filter(([, box], at) => box.bottom <= stops[at][1].top).map(([stop]) => `${lakzegel.name(stop)} is seen above what comes before it`);
      lakzegel.focus?.focus({ preventScroll: true });
      return wrong;
    })),
  );
  return found;
}

/** Notes where the focus is now, for `controlsUpTo`. */
export const countFrom = (page) => inPage(page, () => void (lakzegel.from = document.activeElement));

/** How many controls there are after where the focus was noted, up to the one that has it now. */
export const controlsUpTo = (page) =>
  inPage(page, () => {
    const { from, controls } = lakzegel;
    const after = (control) => from === document.body || from.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING;
    return controls().filter(after).indexOf(document.activeElement) + 1;
  });
