// The client's own words, read from its tables, so that a test names a text by its key and not by its present wording.
import { readFileSync } from "node:fs";

/** By which locale the browser writes a language's numbers and dates: app/build.rs says why. */
const LOCALES = { en: "en-GB", ar: "ar-u-nu-latn", pap: "nl" };

/** The texts of a language by key, with values put into their places and plural forms chosen. */
export function words(lang) {
  const half = (name) => readFileSync(new URL(`../../../app/strings/${lang}${name}.txt`, import.meta.url), "utf8");
  const file = half("") + half("-rest");
  const lines = file.split("\n").filter((line) => line && !line.startsWith("#"));
  const table = new Map(lines.map((line) => [line.slice(0, line.indexOf(" = ")), line.slice(line.indexOf(" = ") + 3)]));
  /** A text. */
  const t = (key, values = {}) => {
    const text = table.get(key);
    if (text === undefined) throw new Error(`${lang}.txt has no ${key}`);
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
