// The letter that measurements are made with: what people write, as long as a letter may be.

/** How many characters a full letter has. */
export const FULL = 8000;

const TEXT =
  "Lieve oma, gisteren ben ik met de trein naar Groningen geweest. Het regende, maar 's middags scheen de zon over de "
  + "weilanden en zagen we drie ooievaars. Bel je me zaterdag? Mijn nummer is 06-12345678. Op www.voorbeeld.nl staat hoe laat het "
  + "bezoek begint; om kwart over twee, geloof ik. De kinderen groeien hard: Noor kan fietsen en Daan telt al tot honderd. Veel "
  + "liefs en tot gauw, we denken aan je. ";

/** So many characters of it. */
export const prose = (length) => TEXT.repeat(Math.ceil(length / TEXT.length)).slice(0, length);
