// Judges pages in a running Chromium: node lighthouse.mjs PORT desk|floor URL...; one line of JSON a page on stdout:
// {url, scores: {category: 0..100}, faults: [audit ids that cost points]}.
import lighthouse, { desktopConfig } from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const [port, surface, ...urls] = process.argv.slice(2);
const config = surface === "desk" ? desktopConfig : undefined; // the other is a slow phone on a slow network

for (const url of urls) {
  const flags = { port: Number(port), onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "silent" };
  const { lhr } = await lighthouse(url, flags, config);
  const scores = {};
  const faults = [];
  for (const [name, category] of Object.entries(lhr.categories)) {
    scores[name] = Math.round(category.score * 100);
    for (const { id, weight } of category.auditRefs) {
      if (weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9) faults.push(id);
    }
  }
  process.stdout.write(`${JSON.stringify({ url: lhr.finalDisplayedUrl, scores, faults })}\n`);
}
