// What a page must be for everybody: axe-core's rules, and what axe does not look at.
import { readFileSync } from "node:fs";
import { npm } from "./browser.mjs";

const AXE = readFileSync(npm.resolve("axe-core/axe.min.js"), "utf8");
/** WCAG 2.0, 2.1 and 2.2, all levels. */
const TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"];
/** Rules of these levels that axe leaves out unless asked. */
const OFF_BY_DEFAULT = ["color-contrast-enhanced", "identical-links-same-purpose", "meta-refresh-no-exceptions", "target-size"];

/** What axe finds on the page as it is now: a line for each element. */
export async function violations(page) {
  // Text that the test brings along is not held up by the page's policy.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(
    ({ tags, rules }) =>
      axe.run(document, { runOnly: tags, rules, resultTypes: ["violations"] }).then(({ violations, passes }) => ({ violations, passes: passes.length })),
    { tags: TAGS, rules: Object.fromEntries(OFF_BY_DEFAULT.map((rule) => [rule, { enabled: true }])) },
  );
  if (found.passes < 10) throw new Error(`axe looked at ${found.passes} rules only`);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}

/** What axe does not look at, on the page as it is now: a line for each thing that is wrong. */
export const shortcomings = (page) =>
  page.evaluate(() => {
    const found = [];
    const name = (element) => `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} "${element.textContent.trim().slice(0, 30)}"`;
    const visible = (element) => element.checkVisibility() && !element.closest(".visually-hidden, .skip-link");
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
    if (document.querySelectorAll("h1").length !== 1) found.push("there is not exactly one h1");
    const levels = [...document.querySelectorAll("h1, h2, h3, h4")].filter(visible).map((heading) => Number(heading.tagName[1]));
    levels.slice(1).forEach((level, at) => level > levels[at] + 1 && found.push(`an h${level} follows an h${levels[at]}`));
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`two elements are #${id}`));
    for (const element of [...document.querySelectorAll("button, input, textarea, .languages a, main a:not(p a)")].filter(visible)) {
      const { width, height } = element.getBoundingClientRect();
      if (height < 44 || width < 24) found.push(`${name(element)} is ${Math.round(width)} by ${Math.round(height)} pixels`);
    }
    for (const field of [...document.querySelectorAll("input, textarea")].filter(visible)) {
      if (field.required) found.push(`${name(field)} has required, which some screen readers speak as an error before anything is typed`);
      if (field.maxLength >= 0) found.push(`${name(field)} cuts off what is typed`);
      if (field.getAttribute("aria-required") !== "true") found.push(`${name(field)} does not say that it is needed`);
    }
    for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live=assertive]")) found.push(`${name(region)} interrupts`);
    return found;
  });
