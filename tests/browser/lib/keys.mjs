// A text of the client by its keys. Goldens are kept with keys in the place of texts, once for all languages: `{start.begin}`, with values
// `{step_of n: 2, all: 5}`, and for a number in its plural form `{errors.title 3}`. What is not said in the reader's language stands as it is.
import { all } from "./words.mjs";

const [dutch] = all;
/** A number that the client writes as the language does. */
const NUMBER = /^\d+$/;

/** Puts a language's words in the place of keys. */
export function say(text, words) {
  const value = (given) => (NUMBER.test(given) ? words.number(Number(given)) : given);
  for (let before; before !== text; ) {
    before = text;
    // The innermost first: a value may be a text with a key of its own.
    text = text.replace(/\{([\w.]+)(?: ([^{}]*))?\}/g, (_, key, given = "") => {
      if (NUMBER.test(given)) return words.count(key, Number(given));
      const values = [...given.matchAll(/(?:^|, )(\w+): (.*?)(?=, \w+: |$)/g)].map(([, name, what]) => [name, value(what)]);
      return words.t(key, Object.fromEntries(values)).replace(/\s+/g, " ");
    });
  }
  return text;
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What finds a language's texts: for each key, in each of its forms, a pattern, and how what it finds is written with the key. */
function patterns(words) {
  return [...words.table].flatMap(([key, text]) => {
    const plural = /^\w+: /.test(text);
    const forms = plural ? text.split("|").map((form) => form.trim().replace(/^\w+: /, "")) : [text];
    return forms.map((form) => {
      const names = [];
      const source = escaped(form.replace(/\s+/g, " ")).replace(/\\\{(\w+)\\\}/g, (_, name) => {
        names.push(name);
        // A name in ‹› is one word.
        return "(‹[^›]*›|.+?)";
      });
      return { key, plural, names, length: form.length, pattern: new RegExp(`${source}(?![\\p{L}\\p{N}])`, "uy") };
    });
  });
}

/** A number in Dutch, in digits alone; nothing if a text is none. */
function number(text) {
  const digits = text.replaceAll(".", "");
  return NUMBER.test(digits) && dutch.number(Number(digits)) === text ? digits : undefined;
}

/** One line, given in every language, with keys in the place of words. */
function keyedLine(lines, known) {
  const written = ({ key, plural, names }, found) => {
    const values = names.map((name, at) => number(found[at]) ?? parsed(found[at]));
    if (plural) return `{${key} ${values[0] ?? 1}}`;
    return `{${[key, ...(names.length > 0 ? [names.map((name, at) => `${name}: ${values[at]}`).join(", ")] : [])].join(" ")}}`;
  };
  const inEvery = (key) => all.every((words, at) => lines[at].includes(say(key, words)));
  /** The longest key that all languages say, where a text goes on. */
  const begins = (text, at) => {
    for (const candidate of known) {
      candidate.pattern.lastIndex = at;
      const found = candidate.pattern.exec(text);
      const key = found && written(candidate, found.slice(1));
      if (key && inEvery(key)) return { key, length: found[0].length };
    }
  };
  const parsed = (text) => {
    let result = "";
    for (let at = 0; at < text.length; ) {
      const inWord = /^[\p{L}\p{N}]{2}/u.test(text.slice(Math.max(at - 1, 0), at + 1));
      const { key = text[at], length = 1 } = (!inWord && begins(text, at)) || {};
      result += key;
      at += length;
    }
    return result;
  };
  return parsed(lines[0]);
}

/**
 * Puts keys in the place of words in a text that is given in every language, in the order of `all`. What has the same words in all of them
 * stays as it is. Of several keys with the same text in all languages, that of the step is taken which a line above names as `# step`,
 * otherwise the first of the table. Throws if a line does not say the same in every language.
 */
export function keyed(texts) {
  const known = patterns(dutch);
  // The longest first: it says most.
  const ofStep = (step) => known.toSorted((one, other) => other.length - one.length || other.key.startsWith(`${step}.`) - one.key.startsWith(`${step}.`));
  const lines = texts.map((text) => text.split("\n"));
  const longer = lines.findIndex(({ length }) => length !== lines[0].length);
  if (longer >= 0) throw new Error(`in ${all[longer].lang} there are ${lines[longer].length} lines, in Dutch ${lines[0].length}`);
  let candidates = ofStep("");
  return lines[0].map((line, at) => {
    const [, step] = line.match(/^# (\w+)/) ?? [];
    if (step) candidates = ofStep(step);
    const inEach = lines.map((lines) => lines[at] ?? "");
    const result = keyedLine(inEach, candidates);
    const other = all.findIndex((words, at) => say(result, words) !== inEach[at]);
    if (other >= 0) throw new Error(`line ${at + 1} is in ${all[other].lang} not what it is in Dutch: ${result}\n${inEach[other]}`);
    return result;
  }).join("\n");
}
