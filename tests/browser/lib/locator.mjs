// Where on a page something is, for browsers that playwright-core does not drive: those few methods of its locators that the steps of a
// sender take, under the same names. The page gives `handle(act, value)`, an element that can be clicked, typed into and asked.
import { until } from "./deployment.mjs";

/** How an element of a role is found. The client uses elements that have their roles by nature. */
const ROLES = { button: "button", heading: "h1, h2, h3", link: "a" };

/** In the page: the one visible element to which a path leads, each of its parts inside what the one before it has found; or how many. */
function find({ path, counted }) {
  const found = path.reduce(
    (within, { css, name, exact, first }) => {
      if (first) return within.slice(0, 1);
      const called = (element) => element.textContent.trim().replace(/\s+/g, " ");
      const fits = (element) => name === undefined || (exact ? called(element) === name : called(element).includes(name));
      return within.flatMap((root) => [...root.querySelectorAll(css)]).filter((element) => element.checkVisibility() && fits(element));
    },
    [document],
  );
  if (counted) return found.length;
  return found.length === 1 ? found[0] : undefined;
}

/** In the page: whether an element is after two pictures where it was before. */
function standsStill(element) {
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(place() === before))));
}

/** Where on a page something is. It is looked for anew each time, and waited for, except by `count`. */
export class Locator {
  #page;
  #path;

  constructor(page, path = []) {
    this.#page = page;
    this.#path = path;
  }

  locator(css) {
    return new Locator(this.#page, [...this.#path, { css }]);
  }

  getByRole(role, { name, exact = false }) {
    return new Locator(this.#page, [...this.#path, { css: ROLES[role], name, exact }]);
  }

  first() {
    return new Locator(this.#page, [...this.#path, { first: true }]);
  }

  count() {
    return this.#page.evaluate(find, { path: this.#path, counted: true });
  }

  /** The element, when there is exactly one. */
  waitFor() {
    return until(`there is one ${JSON.stringify(this.#path)}`, () => this.#page.handle(find, { path: this.#path }).catch(onItsWay));
  }

  /** Clicks it, once it stands still; the one in its place, if it was taken away before the click. */
  click() {
    const gone = (error) => {
      if (!/stale element|no such node/i.test(error.message)) throw error;
    };
    return until(`${JSON.stringify(this.#path)} is clicked`, async () => {
      const element = await this.waitFor();
      return (await element.evaluate(standsStill).catch(gone)) && element.click().then(() => true, gone);
    });
  }

  /** Types over what is there, key by key. */
  async fill(text) {
    const field = await this.waitFor();
    await field.evaluate((field) => field.select());
    await field.type(text);
  }

  async innerText() {
    return (await this.waitFor()).evaluate((element) => element.innerText);
  }
}

/** Nothing, for a page that is just being left has nothing to tell. All else that goes wrong goes on. */
export function onItsWay(error) {
  if (/no such (handle|node|frame)|stale element|context was destroyed|navigation/i.test(error.message)) return undefined;
  throw error;
}
