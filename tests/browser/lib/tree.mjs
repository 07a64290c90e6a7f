// What a screen reader is given: the browser's own accessibility tree, as text for people, and the files in which it is kept.
//
// With LAKZEGEL_WRITE_GOLDENS=1 in the environment the files are written instead of compared.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { styled } from "./accessibility.mjs";
import { keyed, say } from "./keys.mjs";
import { all } from "./words.mjs";

const folder = fileURLToPath(new URL("../goldens/", import.meta.url));
const writing = process.env.LAKZEGEL_WRITE_GOLDENS === "1";

/** The file that says how something was; nothing if it is not there. `name` is below goldens/. */
const before = (name) => (existsSync(folder + name) ? readFileSync(folder + name, "utf8") : "");

function write(name, text) {
  mkdirSync(dirname(folder + name), { recursive: true });
  writeFileSync(folder + name, text);
}

/** Compares a text with the file that says how it was; `name` is below goldens/. */
export function golden(name, text) {
  if (writing) write(name, text);
  else same(text, before(name), `${name} is another. Is that what was meant? LAKZEGEL_WRITE_GOLDENS=1 writes it anew`);
}

/** Compares a text in every language, in the order of `all`, with the one file that says with keys in the place of words how it was. */
export function goldenInEvery(name, texts) {
  if (writing) write(name, keyed(texts));
  else all.forEach((words, at) => same(texts[at], say(before(name), words), `${name} is another in ${words.lang}. Is that what was meant? LAKZEGEL_WRITE_GOLDENS=1 writes it anew`));
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

/**
 * What only holds other things, what labels a field that has its name from it, and how words look. Which of these are listed, and how they are
 * called, is another with every version of the browser.
 */
const SILENT = ["none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "LabelText", "DescriptionList", "strong", "emphasis"];
/** What is something to go to only if it has a name. */
const NAMED = ["form", "region"];
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

/** Marks around what is quoted: which ones a browser takes for a language is another with its version. */
const QUOTES = `q { quotes: "‘" "’" }`;

/** Texts beside each other as one. Words of two elements are two words, whether or not something is written between them. */
const joined = (texts) => texts.reduce((one, next) => one + (/[\p{L}\p{N}]$/u.test(one) && /^[\p{L}\p{N}]/u.test(next) ? " " : "") + next, "").replace(/\s+/g, " ").trim();

/**
 * The trees below the first element that fits each selector, line by line: role, name, states, description and value, texts as they are read.
 * What changes from run to run has a name in ‹›; what changes from one version of a browser to another is not in them.
 */
export async function trees(page, session, selectors) {
  const { nodes, moments, origin } = await styled(page, QUOTES, async () => ({
    nodes: (await session.send("Accessibility.getFullAXTree")).nodes,
    ...(await page.evaluate(() => ({ moments: [...(window.lakzegelMoments ?? [])], origin: location.origin }))),
  }));
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  const idOf = async (nodeId) => (await session.send("DOM.describeNode", { nodeId })).node.backendNodeId;
  // The protocol does not tell which of several is the current one.
  const marked = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "[aria-current]" });
  const current = new Set(await Promise.all(marked.nodeIds.map(idOf)));
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const plain = (text) => {
    let named = text.replace(/\s+/g, " ").replace(/\b([0-9A-Z]{4}[ -]?){6}[0-9A-Z]{4}\b/g, "‹reference›").replace(/\b[0-9a-f]{64}\b/g, "‹message id›").replaceAll(origin, "‹address›");
    for (const moment of moments) named = named.replaceAll(moment.replace(/\s+/g, " "), "‹moment›");
    return named;
  };
  const childrenOf = ({ childIds = [] }) => childIds.map((id) => byId.get(id)).filter(Boolean);
  const hasFocus = ({ properties = [] }) => properties.some(({ name, value }) => name === "focused" && value.value);
  const nameOf = (node) => plain(node.name?.value ?? "").trim();
  const isSilent = (node) => node.ignored || ((SILENT.includes(node.role?.value) || (NAMED.includes(node.role?.value) && !nameOf(node))) && !hasFocus(node));
  /** What is heard of a node: itself, or if it is silent what is in it. */
  const heard = (node) => (isSilent(node) ? childrenOf(node).flatMap(heard) : [node]);
  const isText = ({ role }) => role.value === "StaticText";
  const read = (texts) => plain(joined(texts.map(({ name }) => name.value)));
  /** Nodes one below the other, with what is in them; texts beside each other are one. */
  const write = (nodes, depth) => {
    const lines = [];
    const line = (parts) => lines.push("  ".repeat(depth) + parts.join(" "));
    let run = [];
    const flush = () => {
      if (read(run)) line([read(run)]);
      run = [];
    };
    for (const node of nodes) {
      if (isText(node)) {
        run.push(node);
        continue;
      }
      flush();
      const role = node.role.value;
      const property = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
      const states = Object.keys(STATES).filter((state) => ![undefined, false, "false", "off"].includes(property[state])).map((state) => (property[state] === true || property[state] === "true" ? STATES[state] : `${STATES[state]} ${property[state]}`));
      if (current.has(node.backendDOMNodeId)) states.push("current");
      const inside = childrenOf(node).flatMap(heard);
      const name = nameOf(node);
      const parts = [role === "heading" ? `heading ${property.level}` : role];
      if (name) parts.push(`"${name}"`);
      if (states.length > 0) parts.push(`(${states.join(", ")})`);
      if (node.description?.value) parts.push(`described as "${plain(node.description.value).trim()}"`);
      if (node.value?.value !== undefined && role.includes("text")) parts.push(`with "${plain(String(node.value.value)).slice(0, 60)}"`);
      // What is told in passing comes when it comes.
      const inPassing = property.live && property.live !== "off";
      const onlyText = inside.every(isText);
      const same = (one, other) => one.replace(/\s+/g, "") === other.replace(/\s+/g, "");
      if (onlyText && !inPassing && !role.includes("textbox") && read(inside) && !same(read(inside), name)) parts.push(read(inside));
      line(parts);
      if (!inPassing && !onlyText && role !== "textbox") lines.push(...write(inside, depth + 1));
    }
    flush();
    return lines;
  };
  /** The same line again and again is counted. */
  const counted = (lines) => {
    const counted = [];
    for (let at = 0, end; at < lines.length; at = end) {
      for (end = at + 1; lines[end] === lines[at]; end++);
      counted.push(end > at + 1 ? `${lines[at]} (${end - at} times)` : lines[at]);
    }
    return `${counted.join("\n")}\n`;
  };
  const below = async (selector) => {
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    const id = await idOf(nodeId);
    return counted(write(heard(nodes.find(({ backendDOMNodeId }) => backendDOMNodeId === id)), 0));
  };
  return Promise.all(selectors.map(below));
}

/** The tree below the first element that fits. */
export const tree = async (page, session, selector) => (await trees(page, session, [selector]))[0];
