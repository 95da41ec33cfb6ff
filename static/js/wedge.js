// Tells a scanner's keys from a hand's, and whether this device ends its scans with a key.

const GAP = 80; // keys further apart belong to different bursts
const MEAN = 30; // nobody types three keys this fast
const LEAST = 3;
export const SILENCE = 50; // ends a scan on a device that is known to send no suffix
export const STALL = 300; // any other device may stop this long in the middle of a scan, when it is busy
const BELIEVED_AFTER = 3;
const KEY = "scan-suffix";
const NONE = "none";

function isFast(burst) {
  return burst.length >= LEAST && (burst[burst.length - 1].at - burst[0].at) / (burst.length - 1) <= MEAN;
}

function bursts(keys) {
  const all = [];
  keys.forEach((key, index) => {
    if (index && key.at - keys[index - 1].at <= GAP) all[all.length - 1].push(key);
    else all.push([key]);
  });
  return all;
}

// The keys at the end that a scanner made; empty when a hand typed them. A scan that stalled is put together again:
// half a barcode must never pass for a whole one.
export function scannedText(keys) {
  const all = bursts(keys);
  let run = all.pop() || [];
  let isScan = isFast(run);
  while (all.length && isFast(all[all.length - 1])) {
    const before = all.pop();
    if (run[0].at - before[before.length - 1].at > STALL) break;
    run = before.concat(run);
    isScan = true;
  }
  return isScan ? run.map((key) => key.character).join("") : "";
}

export class Suffix {
  constructor() {
    this.isExpected = localStorage.getItem(KEY) !== NONE;
    this.missed = 0;
  }

  seen() {
    this.missed = 0;
    if (!this.isExpected) localStorage.removeItem(KEY);
    this.isExpected = true;
  }

  // A few scans without suffix in a row, and its absence is believed.
  wasMissing() {
    this.missed += 1;
    if (this.missed < BELIEVED_AFTER || !this.isExpected) return;
    this.isExpected = false;
    localStorage.setItem(KEY, NONE);
  }
}
