// What a screen reader said, as a person reads it: under each key that was pressed the page's own words, in their order, with roles in our
// words; without what the reader says of itself, and without what is another every time.

/** What Orca says of its own accord about where one is and what it does. It is not the page's, and not the same in two browsers. */
const ABOUT_ITSELF = [
  /^Screen reader on\.$/, /^(Browse|Focus) mode$/, /^Loading\. {2}Please wait\.$/, /^Finished loading New Tab/, /^leaving /, /^(frame|document web)\.$/,
  /^(main content|banner|navigation|form|content info|region|(description )?list with \d+ (items?|terms?)|description value)( form)?\.?$/i,
];
/** The browser's own name, said of its window. */
const WINDOW = /^(Chromium|Mozilla Firefox)$/;

/** What is said when a page has been loaded. Around it is said what stood first on the page when Orca looked, or had just gone. */
const LOADED = /^Finished loading (.*)\.$/;

/** How Orca says what something is and what is the matter with it, and how we do. */
const ROLES = [
  [/^heading level (\d)/, "kop $1"],
  [/^push button/, "knop"],
  [/^link/, "link"],
  [/^entry/, "invoerveld"],
  [/^required/, "verplicht"],
  [/^invalid entry/, "onjuist ingevuld"],
  [/^grayed/, "niet beschikbaar"],
  [/^check box/, "keuzevakje"],
  [/^not checked/, "niet aangekruist"],
  [/^checked/, "aangekruist"],
  [/^radio button/, "keuzerondje"],
  [/^not selected/, "niet gekozen"],
  [/^selected/, "gekozen"],
  [/^dialog/, "venster"],
  [/^list item/, "punt"],
];

/** What is another every time, and what stands for it. */
const CHANGING = [
  [/\b(?:[0-9A-HJKMNP-TV-Z]{4}[- ]){6}[0-9A-HJKMNP-TV-Z]{4}\b/g, "{referentie}"],
  [/\b[0-9a-f]{64}\b/g, "{kenmerk}"],
  [/\b\d{1,2} [a-z]+ 20\d\d(?:,? (?:om )?\d{1,2}:\d\d)?/g, "{moment}"],
  [/\b\d{1,2}:\d\d\b/g, "{tijd}"],
];

/** Roles and states in our words; nothing, if any of it is something else. */
function roles(text) {
  const found = [];
  let rest = text.replace(/[.\s]+$/, "");
  while (rest) {
    const role = ROLES.find(([says]) => says.test(rest));
    if (!role) return undefined;
    const [said] = rest.match(role[0]);
    found.push(said.replace(...role));
    rest = rest.slice(said.length).trimStart();
  }
  return found.join(", ");
}

/** What was said, in lines: each text with what it is, in brackets. */
export function lines(said) {
  let told = [];
  for (const { text, voice } of said) {
    const own = voice === "system";
    if (own ? ABOUT_ITSELF.some((pattern) => pattern.test(text)) : WINDOW.test(text)) continue;
    const role = own ? roles(text) : undefined;
    const title = own && text.match(LOADED)?.[1];
    if (title) told.push({ text: title, roles: ["pagina"] });
    else if (role && told.length > 0) told.at(-1).roles.push(role);
    else told.push({ text: CHANGING.reduce((text, change) => text.replaceAll(...change), text), roles: [] });
  }
  // Of a page that was loaded, the heading that it gave the focus to. Without one its title: with one, that is the title at the moment when Orca
  // came to look, the served page's or already the client's.
  const is = (role) => told.filter(({ roles }) => roles.includes(role));
  if (is("pagina").length > 0) told = is("kop 1").length > 0 ? is("kop 1") : is("pagina");
  return told.map(({ text, roles }) => (roles.length > 0 ? `${text} (${roles.join(", ")})` : text));
}

/** A way, as it is kept: what was done, and under it what was heard. */
export const transcript = (way) => way.map(({ did, said }) => [did, ...lines(said).map((line) => `    ${line}`)].join("\n")).join("\n") + "\n";

/** The same to the letter, with who said it when: in seconds since the beginning. */
export function raw(way) {
  const begin = way.find(({ said }) => said.length > 0).said[0].t;
  const line = ({ t, voice, text }) => `    ${(t - begin).toFixed(2).padStart(6)} ${voice.padEnd(9)} ${text}`;
  return way.map(({ did, said }) => [did, ...said.map(line)].join("\n")).join("\n") + "\n";
}
