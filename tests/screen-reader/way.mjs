// The whole way of a letter as somebody goes it who sees nothing: from the start page to the verified receipt and the end of the visit. It
// knows the controls by the names that are spoken, and how far it is by what is said.
import { nl } from "../browser/lib/words.mjs";

/** The letter. Plain letters only, for they are typed on a keyboard. */
const LETTER = { number: "1234567", name: "Bram Verzonnen", body: "Dag Bram,\n\nHoe gaat het? Tot gauw!\n\nAnneke" };
/** The language that the page is in, as the first link after the one past the frame calls it. */
const OWN_NAME = "Nederlands";
/** How many Tabs there may be to a control. */
const MANY = 60;

/** How long a letter may be. Characters. */
const ROOM = 8000;
/** What is said with the count when the whole letter is typed. */
const LEFT = nl.count("write.left", ROOM - LETTER.body.length);
/** A page whose title begins so. The same is said of the browser's own pages, an empty tab for example. */
const loads = (title) => [(said) => said.some(({ text }) => text.startsWith(`Finished loading ${title}`)), `"${title}" is loaded`];
const hears = (text) => [(said) => said.some((piece) => piece.text.includes(text)), `"${text}" is said`];
/** The heading of a step: the words, and that they are one. */
const arrives = (key) => {
  const title = nl.t(key);
  const heading = ({ text }, at, said) => text.endsWith(title) && said[at + 1]?.text.startsWith("heading level 1");
  return [(said) => said.some(heading), `the heading "${title}" is said`];
};

/** Without what Orca repeats of what is typed. The page's live regions are said in another voice. */
const notEchoed = (said) => said.filter(({ voice }) => voice === "system");

/**
 * Goes the whole way, or to the end of the step `last`. Gives what was done, and what was heard after it. `screens` starts
 * screening, and `released` waits until it has released the letter, so that the status is always the same one.
 */
export async function goTheWay(session, { last = "end", screens, released }) {
  const way = [];
  const note = (did, said) => {
    way.push({ did, said });
    return said;
  };
  const press = async (key, ...until) => note(key === "Return" ? "Enter" : key, await session.press(key, ...until));
  const type = async (text, ...until) => note(`typt: ${text.replace(/\n+/g, " / ")}`, notEchoed(await session.type(text, ...until)));
  /** Presses Tab until this is what is told first of what has the focus. */
  const to = async (name) => {
    for (let tabs = 1; tabs <= MANY; tabs++) {
      const said = await press("Tab");
      if (said.some(({ text, voice }) => voice !== "system" && text === name)) return;
    }
    throw new Error(`"${name}" is not reached by Tab`);
  };
  const on = async (name, ...until) => {
    await to(name);
    await press("Return", ...until);
  };
  const steps = {
    async start() {
      note("opent de pagina", await session.listen(...loads(nl.t("start.title"))));
      await session.clientStarted();
      // To the top, and past the frame. When a page comes Orca is sometimes on the page and sometimes on its first link already, and then says
      // nothing when that link gets the focus; and where the keys for the two ends of a page lead, it says as a thing or as a line, and was heard
      // to add the line below. So it is brought to the link from the other side, by the key of which it always says the same.
      await session.press("ctrl+End");
      await session.press("ctrl+Home", ...hears(nl.t("frame.skip")));
      await session.press("Tab", ...hears(OWN_NAME));
      await press("shift+Tab", ...hears(nl.t("frame.skip")));
      await press("Return", ...arrives("start.title"));
      await on(nl.t("start.begin"), ...arrives("privileged.title"));
    },
    async privileged() {
      await on(nl.t("privileged.no"), ...arrives("identity.title"));
    },
    async identity() {
      await on(nl.t("identity.with", { name: "Demo" }), ...loads("DEMO"));
      await on("Anneke Voorbeeld-van Proef", ...arrives("recipient.title"));
    },
    async recipient() {
      await on(nl.t("next"), ...hears(nl.t("recipient.name_wrong")));
      await on(nl.t("recipient.number_wrong"), ...hears(nl.t("recipient.number")));
      await type(LETTER.number);
      await to(nl.t("recipient.name"));
      await type(LETTER.name);
      await on(nl.t("next"), ...arrives("write.title"));
    },
    async write() {
      await to(nl.t("write.label"));
      await type(LETTER.body, ...hears(LEFT));
      await on(nl.t("write.next"), ...arrives("review.title"));
    },
    async review() {
      await on(nl.t("send"), ...arrives("receipt.title"));
    },
    async receipt() {
      // Only now is there somebody at work: what becomes of the letter would be told while a slow screen reader is on its way to the heading.
      await screens();
      note("wacht", await session.listen(...hears(nl.t("receipt.seen"))));
      await released();
      await on(nl.t("status.ask"), ...hears(nl.t("status.screened")));
    },
    async end() {
      await on(nl.t("receipt.end"), ...loads(nl.t("start.title")));
    },
  };
  for (const [name, go] of Object.entries(steps)) {
    await go();
    if (name === last) return way;
  }
  throw new Error(`there is no step ${last}`);
}
