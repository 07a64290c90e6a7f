// The numbered test vectors of crypto/tests/vectors: `name = value`, or lines between `name <<<` and `>>>`.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../crypto/tests/vectors/", import.meta.url));

/** The values of a file, by name, as texts; a value of several lines ends with a newline. */
export function vectors(file) {
  const text = readFileSync(FOLDER + file, "utf8");
  const all = text.matchAll(/^(\w+) (?:= (.*)|<<<\n([\s\S]*?\n)>>>)$/gm);
  return Object.fromEntries([...all].map(([, name, line, lines]) => [name, line ?? lines]));
}

export const hex = (text) => Buffer.from(text, "hex");
