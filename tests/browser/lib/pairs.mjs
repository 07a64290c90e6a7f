// Which combinations are tried where several things can be one or another: not every combination, but for every two of the things each of
// their combinations. What goes wrong goes wrong in one language, in one window, or in one language in one window; hardly ever only when a
// third thing comes to it. `cargo xtask test --full` sets LAKZEGEL_FULL=1 and tries all.

/** Whether everything is tried that can be. */
export const full = process.env.LAKZEGEL_FULL === "1";

/** Every combination of one value of each factor. `factors` are values by name; what is given are objects with the same names. */
export const product = (factors) =>
  Object.entries(factors).reduce((rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))), [{}]);

/** The same, but only as many that every two values of two factors come together in one of them. The same in every run. */
export function pairs(factors) {
  const names = Object.keys(factors);
  const id = (name, value) => `${name} ${factors[name].indexOf(value)}`;
  const together = (row, name) => names.filter((other) => other !== name && other in row).map((other) => [id(other, row[other]), id(name, row[name])].toSorted().join());
  const apart = new Set(product(factors).flatMap((row) => names.flatMap((name) => together(row, name))));
  const met = (row) => names.flatMap((name) => together(row, name)).filter((pair) => apart.has(pair)).length;
  const rows = [];
  while (apart.size > 0) {
    // Begins with two that have not met, and takes of every other factor the value that brings most together.
    const [pair] = apart;
    const first = pair.split(",").map((one) => one.split(" "));
    const row = Object.fromEntries(first.map(([name, at]) => [name, factors[name][at]]));
    for (const name of names.filter((name) => !(name in row))) {
      const worth = factors[name].map((value) => met({ ...row, [name]: value }));
      row[name] = factors[name][worth.indexOf(Math.max(...worth))];
    }
    for (const name of names) together(row, name).forEach((pair) => apart.delete(pair));
    rows.push(row);
  }
  return rows;
}

/** What is tried: pairs, or everything where that is asked for. */
export const combinations = full ? product : pairs;
