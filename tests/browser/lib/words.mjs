// The client's own words, read from the tables that it is served, so that a test names a text by its key and not by its present wording.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { prepared } from "./deployment.mjs";

/** Where the prepared client's tables are. Their names have a hash in them: `nl.HASH.txt`, `nl-rest.HASH.txt`. */
const TABLES = join(prepared.client, "strings");

/** By which locale the browser writes a language's numbers and dates: words/src/lib.rs says why. */
const LOCALES = { en: "en-GB", ar: "ar-u-nu-latn", pap: "nl" };

/** The texts of a language by key, with values put into their places and plural forms chosen. */
export function words(lang) {
  const half = (name) => readFileSync(join(TABLES, readdirSync(TABLES).find((file) => file.startsWith(`${lang}${name}.`) && file.endsWith(".txt"))), "utf8");
  const lines = (half("") + half("-rest")).split("\n").filter(Boolean);
  const table = new Map(lines.map((line) => [line.slice(0, line.indexOf(" = ")), line.slice(line.indexOf(" = ") + 3)]));
  /** A text. */
  const t = (key, values = {}) => {
    const text = table.get(key);
    if (text === undefined) throw new Error(`${lang} has no ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  /** A whole number as the language writes it. */
  const locale = LOCALES[lang] ?? lang;
  const number = (n) => n.toLocaleString(locale);
  /** A text in its plural form for `n`. */
  const count = (key, n) => {
    const category = new Intl.PluralRules(locale).select(n);
    const forms = table.get(key).split("|").map((form) => form.trim().match(/^(\w+): (.*)$/).slice(1));
    const [, form] = forms.find(([name]) => name === category) ?? forms.at(-1);
    return form.replace("{n}", number(n));
  };
  return { lang, dir: lang === "ar" ? "rtl" : "ltr", t, count, number, table };
}

/** Dutch, which the tests speak. */
export const nl = words("nl");
/** English. */
export const en = words("en");
/** Every language, in the order in which they are offered. */
export const all = [nl, en, ...["tr", "ar", "pl", "es", "pap"].map(words)];
