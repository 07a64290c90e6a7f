// What a browser's profile has in its files, as they are and decompressed, and where secrets occur in it.
import { decompressed } from "./compressed.mjs";
import { filesIn } from "./deployment.mjs";
import { leaks, searchFor } from "./disguises.mjs";

/** Where Chromium and Firefox have what a page stores. */
const DATABASES = /[/](IndexedDB|Local Storage|Session Storage|Service Worker|idb|ls)[/]/;

/** All that can be read in a profile: its files, and what comes out of its databases when they are decompressed, as names and contents. */
export function placesIn(profile) {
  const files = filesIn(profile);
  const databases = files.filter(({ path }) => DATABASES.test(path.slice(profile.length)));
  return [...files, ...databases.map(({ name, content }) => ({ name: `${name}, decompressed`, content: decompressed(content) }))];
}

/** Where any of `secrets` occurs, a line for each: texts in any disguise, keys (rows of bytes) as they are. */
export function found(places, secrets) {
  const [texts, bytes] = [secrets.filter((secret) => typeof secret === "string"), secrets.filter((secret) => typeof secret !== "string")];
  // A private key's last 32 bytes are its seed (RFC 8410, section 7); all others have 32.
  const keys = bytes.map((key) => Buffer.from(key).subarray(-32));
  const search = searchFor(keys);
  const seen = places.flatMap(({ name, content }) => keys.filter((key) => search(content).has(key)).map(() => `${name}: a key`));
  return [...leaks(texts, places), ...seen];
}
