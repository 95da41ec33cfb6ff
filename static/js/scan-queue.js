// Every scan goes through here: kept first, then sent one at a time in order, deleted only after its answer.

import { uuid } from "./store.js";
import { send } from "./send.js";

const BACK_OFF = [500, 1000, 2000, 4000, 5000];
const BUGS_UNTIL_GIVING_UP = 3;

export class ScanQueue {
  // page: {url, seen(), person(), now(), bugWait}. Hooks: onAnswer(scan, body), onPause(body), onChange(), onLost(scan).
  constructor(page, hooks) {
    this.page = page;
    this.hooks = hooks;
    this.line = []; // scans without an answer, in the order of sending
    this.store = null;
    this.isKnown = false; // whether what was left from before has been read: until then nobody can say how many wait
    this.isSending = false;
    this.sentAt = 0;
    this.failures = 0;
    this.isPaused = false;
    this.isReachable = navigator.onLine !== false;
    this.retryTimer = 0;
    this.ready = null;
    window.addEventListener("online", () => this.retry());
    window.addEventListener("offline", () => this.reached(false));
  }

  // Takes up what is left from before; scans made meanwhile line up behind it.
  start(opening) {
    this.ready = opening.then(async (store) => {
      const left = await store.load();
      this.store = store;
      this.line = left.concat(this.line);
      this.chainFirst(left);
      this.hooks.onChange();
      this.pump();
    });
    const known = () => {
      this.isKnown = true;
      this.hooks.onChange();
    };
    this.ready.then(known, known);
    return this.ready;
  }

  // The first scan made before the left-overs were read follows the last of them.
  chainFirst(left) {
    const next = this.line[left.length];
    if (left.length && next && !next.after) next.after = left[left.length - 1].id;
  }

  capture(raw, symbology) {
    const last = this.line[this.line.length - 1];
    const scan = {
      id: uuid(),
      run: "",
      seq: 0,
      seen: this.page.seen(),
      after: last ? last.id : null,
      raw,
      symbology,
      captured_at: this.page.now().toISOString(),
      person: this.page.person(),
      url: this.page.url,
      bugs: 0,
    };
    this.line.push(scan);
    this.hooks.onChange();
    this.ready
      .then(() => this.store.add(scan))
      .then(() => this.pump(), () => this.drop(scan));
    return scan;
  }

  drop(scan) {
    this.line = this.line.filter((other) => other !== scan);
    this.hooks.onLost(scan);
    this.hooks.onChange();
  }

  retry() {
    clearTimeout(this.retryTimer);
    this.retryTimer = 0;
    this.failures = 0;
    this.pump();
  }

  reached(yes) {
    if (this.isReachable !== yes) {
      this.isReachable = yes;
      this.hooks.onChange();
    }
  }

  async pump() {
    if (this.isSending || this.isPaused || this.retryTimer || !this.store) return;
    this.isSending = true;
    try {
      while (this.line.length && this.line[0].seq && (await this.sendFirst())) this.hooks.onChange();
    } finally {
      this.isSending = false;
      this.sentAt = 0;
      this.hooks.onChange();
    }
  }

  // True when the next one may follow at once.
  async sendFirst() {
    const scan = this.line[0];
    this.sentAt = Date.now();
    this.hooks.onChange();
    const result = await send(scan, scan.bugs >= BUGS_UNTIL_GIVING_UP);
    this.reached(result.kind !== "unreachable");
    if (result.kind === "final") return this.finish(scan, result.body);
    if (result.kind === "gap") return this.closeGap(scan, result.body);
    if (result.kind === "signed_out") {
      this.isPaused = true;
      this.hooks.onPause(result.body);
      return false;
    }
    if (result.kind === "bug") return this.afterBug(scan);
    this.later(BACK_OFF[Math.min(this.failures, BACK_OFF.length - 1)]);
    return false;
  }

  async finish(scan, body) {
    await this.store.remove(scan);
    this.failures = 0;
    this.line.shift(); // with the new screen, in one go: no scan may be made between the two
    this.hooks.onAnswer(scan, body);
    return true;
  }

  // Numbers are sent in order, so a missing one is not here any more: what is left starts counting anew.
  async closeGap(scan, body) {
    if (scan.seq === 1) {
      this.hooks.onAnswer(scan, body);
      this.later(BACK_OFF[BACK_OFF.length - 1]);
      return false;
    }
    await this.store.renumber(this.line.filter((other) => other.run === scan.run && other.seq));
    return true;
  }

  async afterBug(scan) {
    scan.bugs += 1;
    await this.store.keep(scan);
    if (scan.bugs === BUGS_UNTIL_GIVING_UP) return true;
    this.later(this.page.bugWait);
    return false;
  }

  later(wait) {
    this.failures += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      this.retryTimer = 0;
      this.pump();
    }, wait);
  }
}
