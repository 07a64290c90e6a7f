// What a screen reader is given: the browser's own accessibility tree, as text for people, and the files in which it is kept.
//
// With LAKZEGEL_WRITE_GOLDENS=1 in the environment the files are written instead of compared.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../goldens/", import.meta.url));
const writing = process.env.LAKZEGEL_WRITE_GOLDENS === "1";

/** Compares a text with the file that says how it was; `name` is below goldens/. */
export function golden(name, text) {
  const file = folder + name;
  if (writing) {
    mkdirSync(dirname(file), { recursive: true });
    return writeFileSync(file, text);
  }
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  same(text, before, `${name} is another. Is that what was meant? LAKZEGEL_WRITE_GOLDENS=1 writes it anew`);
}

/** How many lines are shown of two texts that differ. */
const SHOWN = 20;

/** Checks that two texts are one. If not, the message has the lines from the first that is another to the last, and one before them. */
export function same(text, before, message) {
  if (text === before) return;
  const [is, was] = [text, before].map((whole) => whole.split("\n"));
  let [first, end] = [0, 0];
  while (is[first] === was[first]) first += 1;
  while (end < Math.min(is.length, was.length) - first && is.at(-1 - end) === was.at(-1 - end)) end += 1;
  const lines = (all, sign) => {
    const changed = all.slice(first, all.length - end);
    const more = changed.length > SHOWN ? [`${sign} and ${changed.length - SHOWN} lines more`] : [];
    return [...changed.slice(0, SHOWN).map((line) => `${sign} ${line}`), ...more];
  };
  const around = first > 0 ? [`  ${is[first - 1]}`] : [];
  throw new assert.AssertionError({ message: [message, `from line ${first + 1} on:`, ...around, ...lines(was, "-"), ...lines(is, "+")].join("\n") });
}

/** Checks that a folder of goldens has these files and no other. */
export function goldens(name, files) {
  const there = existsSync(folder + name) ? readdirSync(folder + name) : [];
  if (writing) there.filter((file) => !files.includes(file)).forEach((file) => rmSync(`${folder}${name}/${file}`));
  else assert.deepEqual(there.toSorted(), files.toSorted(), "a file for each, and no other");
}

/** What is only there to hold other things. */
const SILENT = ["none", "generic", "InlineTextBox", "LineBreak", "ListMarker"];
/** States that are told, and how. */
const STATES = { focused: "focused", invalid: "invalid", required: "required", checked: "checked", expanded: "expanded", disabled: "disabled", modal: "modal", multiline: "multiline", live: "live", busy: "busy", pressed: "pressed", selected: "selected" };

/** Lets the page remember every moment that it writes, for these change from run to run. To be called before it is opened. */
export const rememberMoments = (page) =>
  page.addInitScript(() => {
    const moments = (window.lakzegelMoments = new Set());
    const real = Date.prototype.toLocaleString;
    Date.prototype.toLocaleString = function (...given) {
      const moment = real.apply(this, given);
      moments.add(moment);
      return moment;
    };
  });

/**
 * The tree below the first element that fits, line by line: role, name, states, description and value, texts as they are read. What changes from
 * run to run has a name in ‹›.
 */
export async function tree(page, session, selector) {
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { node } = await session.send("DOM.describeNode", { nodeId });
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const { moments, origin } = await page.evaluate(() => ({ moments: [...(window.lakzegelMoments ?? [])], origin: location.origin }));
  // The protocol does not tell which of several is the current one.
  const marked = await session.send("DOM.querySelectorAll", { nodeId, selector: "[aria-current]" });
  const described = await Promise.all(marked.nodeIds.map((nodeId) => session.send("DOM.describeNode", { nodeId })));
  const current = new Set(described.map(({ node }) => node.backendNodeId));
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const plain = (text) => {
    let named = text.replace(/\s+/g, " ").replace(/\b([0-9A-Z]{4}[ -]?){6}[0-9A-Z]{4}\b/g, "‹reference›").replace(/\b[0-9a-f]{64}\b/g, "‹message id›").replaceAll(origin, "‹address›");
    for (const moment of moments) named = named.replaceAll(moment.replace(/\s+/g, " "), "‹moment›");
    return named;
  };
  const childrenOf = ({ childIds = [] }) => childIds.map((id) => byId.get(id)).filter(Boolean);
  const hasFocus = ({ properties = [] }) => properties.some(({ name, value }) => name === "focused" && value.value);
  const isSilent = (node) => node.ignored || (SILENT.includes(node.role?.value) && !hasFocus(node));
  /** Children, those of silent ones in their place. */
  const heard = (node) => childrenOf(node).flatMap((child) => (isSilent(child) ? heard(child) : [child]));
  const lines = [];
  const write = (node, depth) => {
    const role = node.role.value;
    const property = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
    const states = Object.keys(STATES).filter((state) => ![undefined, false, "false", "off"].includes(property[state])).map((state) => (property[state] === true || property[state] === "true" ? STATES[state] : `${STATES[state]} ${property[state]}`));
    if (current.has(node.backendDOMNodeId)) states.push("current");
    const children = heard(node);
    const isText = ({ role }) => role.value === "StaticText";
    const texts = children.filter(isText).map(({ name }) => name.value).join("");
    const name = node.name?.value ?? "";
    const parts = [role === "heading" ? `heading ${property.level}` : role];
    if (name) parts.push(JSON.stringify(plain(name)));
    if (states.length > 0) parts.push(`(${states.join(", ")})`);
    if (node.description?.value) parts.push(`described as ${JSON.stringify(plain(node.description.value))}`);
    if (node.value?.value !== undefined && role.includes("text")) parts.push(`with ${JSON.stringify(plain(String(node.value.value)).slice(0, 60))}`);
    // What is told in passing comes when it comes.
    if (property.live && property.live !== "off") return lines.push("  ".repeat(depth) + parts.join(" "));
    const onlyText = children.every(isText);
    const same = (one, other) => one.replace(/\s+/g, "") === other.replace(/\s+/g, "");
    if (onlyText && texts.trim() && !same(texts, name) && !role.includes("textbox")) parts.push(plain(texts).trim());
    lines.push("  ".repeat(depth) + parts.join(" "));
    if (onlyText || role === "textbox") return;
    // Texts beside each other are one.
    let run = "";
    const flush = () => {
      if (run.trim()) lines.push("  ".repeat(depth + 1) + plain(run).trim());
      run = "";
    };
    for (const child of children) {
      if (isText(child)) run += child.name.value;
      else {
        flush();
        write(child, depth + 1);
      }
    }
    flush();
  };
  const start = nodes.find(({ backendDOMNodeId }) => backendDOMNodeId === node.backendNodeId);
  write(start, 0);
  // The same line again and again is counted.
  const counted = [];
  for (let at = 0, end; at < lines.length; at = end) {
    for (end = at + 1; lines[end] === lines[at]; end++);
    counted.push(end > at + 1 ? `${lines[at]} (${end - at} times)` : lines[at]);
  }
  return `${counted.join("\n")}\n`;
}
