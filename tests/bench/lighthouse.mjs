// How fast the first page is as Lighthouse reckons it for a middling phone on slow 4G: from a measured visit it computes the times, and from these
// a score of a hundred. An empty cache each time; once on a phone in Dutch, in which the page is served, and once on one in another language, on
// which the largest text comes with the client.
//
// Environment: that of browser.mjs and of tests/browser/lib.
import { deploy } from "../browser/lib/deployment.mjs";
import { launchWithPort, opened } from "../browser/lib/lighthouse.mjs";
import { median, tell } from "./browser.mjs";

const [WARM_UP, RUNS] = [1, 5];

const deployment = await deploy();
const indices = [];
try {
  for (const lang of ["nl", "en"]) {
    const { browser, port } = await launchWithPort(lang);
    const visits = [];
    try {
      for (let run = 0; run < WARM_UP + RUNS; run++) visits.push(await opened(`${deployment.url}/`, port, ["performance"]));
    } finally {
      await browser.close();
    }
    const counted = visits.slice(WARM_UP);
    tell(`lighthouse ${lang}`, median(counted.map(({ scores }) => scores.performance)));
    indices.push(...counted.map(({ index }) => index));
  }
  tell("lighthouse index", median(indices));
} finally {
  await deployment.end();
}
