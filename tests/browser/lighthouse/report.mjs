// Lighthouse on one page, as a phone or as a desktop: prints what it found as JSON.
//   node report.mjs CHROME ADDRESS phone|desktop CATEGORY...
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [chromePath, address, device, ...onlyCategories] = process.argv.slice(2);
const MEASURES = {
  firstPaint: "first-contentful-paint",
  largestPaint: "largest-contentful-paint",
  blocking: "total-blocking-time",
  shift: "cumulative-layout-shift",
};

const chrome = await launch({ chromePath, chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu"] });
try {
  const config = device === "desktop" ? desktopConfig : undefined;
  const flags = { port: chrome.port, logLevel: "error", output: "json", onlyCategories };
  const { lhr } = await lighthouse(address, flags, config);
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const failed = ({ auditRefs }) =>
    auditRefs
      .map(({ id, weight }) => ({ weight, ...lhr.audits[id] }))
      .filter(({ score, weight }) => weight && score !== null && score < 1)
      .map(({ id, title, details }) => ({ id, title, items: (details?.items ?? []).slice(0, 5).map(described) }));
  const described = (item) => item.node?.snippet ?? item.source ?? item.url ?? JSON.stringify(item).slice(0, 200);
  const categories = Object.values(lhr.categories);
  console.log(
    JSON.stringify({
      scores: Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(100 * score)])),
      measures: Object.fromEntries(
        Object.entries(MEASURES)
          .filter(([, id]) => lhr.audits[id])
          .map(([name, id]) => [name, lhr.audits[id].numericValue]),
      ),
      failed: Object.fromEntries(categories.map((category) => [category.id, failed(category)])),
    }),
  );
} finally {
  chrome.kill();
}
