// How fast the first page is as Lighthouse reckons it for a middling phone on slow 4G: from a measured visit it computes the times, and from these
// a score of a hundred. An empty cache each time.
//
// Environment: that of browser.mjs and of tests/browser/lib.
import { deploy } from "../browser/lib/deployment.mjs";
import { launchWithPort, opened } from "../browser/lib/lighthouse.mjs";
import { median, tell } from "./browser.mjs";

const [WARM_UP, RUNS] = [1, 5];

const deployment = await deploy();
const { browser, port } = await launchWithPort();
try {
  const visits = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) visits.push(await opened(`${deployment.url}/`, port, ["performance"]));
  const counted = visits.slice(WARM_UP);
  tell("lighthouse performance", median(counted.map(({ scores }) => scores.performance)));
  tell("lighthouse index", median(counted.map(({ index }) => index)));
} finally {
  await browser.close();
  await deployment.end();
}
