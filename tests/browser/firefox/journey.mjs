// Walks a journey on a page in Firefox: node journey.mjs '<JSON>', with
//   program    Firefox's path
//   url        the page, http: or file:
//   journeys   {name: steps}, see ../journeys.py
//   offline    whether the network is to be off
//   private    whether in a private window
// Prints JSON: {asked: addresses, complaints: [text]}. Fails with the page's own words if Python does not start, and
// where a step cannot be done.
import { tell, untilPythonRuns, walk } from "./driver.mjs";

const { program, url, journeys, offline, private: isPrivate } = JSON.parse(process.argv[2]);
// A proxy that is not there: whatever is asked for fails.
const NO_NETWORK = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
};
const preferences = { "browser.privatebrowsing.autostart": isPrivate, ...(offline ? NO_NETWORK : {}) };

await tell({ program, preferences }, async (page) => {
  await page.goto(url);
  await untilPythonRuns(page);
  for (const [name, steps] of Object.entries(journeys)) {
    try {
      await walk(page, steps);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
  }
});
