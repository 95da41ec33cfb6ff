// Tells a scanner's keys from a hand's, and whether this device ends its scans with a key.

const GAP = 80; // keys further apart belong to different bursts
const MEAN = 30; // nobody types three keys this fast
const LEAST = 3;
export const STALL = 300; // by the keys' own times: a scanner may stop this long in the middle of a scan
// How long silence must last before it ends a scan. Keys can also come late to the page though the scanner made them
// in time, so the more is known about the device, the less is guessed.
const SILENCE = { none: 50, unknown: 300, yes: 2000 };
const BELIEVED_AFTER = 3;
const KEY = "scan-suffix";

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

// Whether this device ends its scans with Enter or Tab: "yes", "none" or not yet known.
export class Suffix {
  constructor() {
    this.state = localStorage.getItem(KEY) || "unknown";
    this.missed = 0;
  }

  get silence() {
    return SILENCE[this.state] || SILENCE.unknown;
  }

  seen() {
    this.missed = 0;
    this.learn("yes");
  }

  // A few scans without suffix in a row, and its absence is believed.
  wasMissing() {
    this.missed += 1;
    if (this.missed >= BELIEVED_AFTER) this.learn("none");
  }

  learn(state) {
    if (this.state === state) return;
    this.state = state;
    localStorage.setItem(KEY, state);
  }
}
