// Judges pages in a running Chromium: node lighthouse.mjs PORT desk|floor URL...; one line of JSON a page on stdout:
// {url, scores: {category: 0..100}, faults: [audit ids that cost points]}.
import lighthouse, { desktopConfig } from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const TRIES = 3;
const [port, surface, ...urls] = process.argv.slice(2);
const config = surface === "desk" ? desktopConfig : undefined; // the other is a slow phone on a slow network

// A run whose trace breaks off gives no verdict (null is no score): it is made again, and what it gives then counts.
async function judged(url) {
  const flags = { port: Number(port), onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "silent" };
  for (let left = TRIES; ; left -= 1) {
    const { lhr } = await lighthouse(url, flags, config);
    if (left === 1 || Object.values(lhr.categories).every(({ score }) => score !== null)) return lhr;
  }
}

for (const url of urls) {
  const lhr = await judged(url);
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
