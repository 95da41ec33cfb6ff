// The device's own memory of scans not yet answered: IndexedDB, so that a reload or a dead battery loses none.
//
// A run is one numbered series (seq from 1, no gap). Each tab has its own, kept over reloads; what a closed tab left
// behind is taken over by the next one.

const NAME = "zhunjian-floor";
const RUN_KEY = "scan-run";
const CHANNEL = "zhunjian-runs";
const ANSWER_WAIT = 150; // how long another tab may take to say that a run is its own

export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => (byte + 0x100).toString(16).slice(1)).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("scans", { keyPath: ["run", "seq"] });
    request.result.createObjectStore("runs", { keyPath: "run" });
  };
  return settled(request);
}

export class ScanStore {
  // Resolves to a store that owns its run and knows which left-over runs to send first.
  static async open() {
    const store = new ScanStore();
    store.database = await openDatabase();
    await store.claimRun();
    return store;
  }

  // How many scans of this device wait for an answer, whoever made them.
  static async waiting() {
    const database = await openDatabase();
    const count = await settled(database.transaction("scans", "readonly").objectStore("scans").count());
    database.close();
    return count;
  }

  async claimRun() {
    const kept = sessionStorage.getItem(RUN_KEY);
    this.channel = window.BroadcastChannel ? new BroadcastChannel(CHANNEL) : null;
    const taken = await this.livingRuns();
    this.run = kept && !taken.has(kept) ? kept : uuid();
    sessionStorage.setItem(RUN_KEY, this.run);
    this.others = taken;
    if (this.channel) {
      this.channel.onmessage = (event) => {
        if (event.data.ask) this.channel.postMessage({ mine: this.run });
      };
    }
  }

  // The runs of other open tabs. Asked only when there is something to take over, or a copied tab to tell apart.
  async livingRuns() {
    const living = new Set();
    const waiting = await settled(this.scans("readonly").count());
    if (!this.channel || (!waiting && !sessionStorage.getItem(RUN_KEY))) return living;
    this.channel.onmessage = (event) => {
      if (event.data.mine) living.add(event.data.mine);
    };
    this.channel.postMessage({ ask: true });
    await new Promise((resolve) => setTimeout(resolve, ANSWER_WAIT));
    return living;
  }

  scans(mode) {
    return this.database.transaction("scans", mode).objectStore("scans");
  }

  // Every scan that this tab has to send: what closed tabs left, by time, then its own, by number.
  async load() {
    const all = (await settled(this.scans("readonly").getAll())).filter((scan) => !this.others.has(scan.run));
    const age = {};
    all.forEach((scan) => {
      if (!age[scan.run] || scan.captured_at < age[scan.run]) age[scan.run] = scan.captured_at;
    });
    const rank = (scan) => (scan.run === this.run ? "~" : age[scan.run] + scan.run);
    return all.sort((a, b) => (rank(a) === rank(b) ? a.seq - b.seq : rank(a) < rank(b) ? -1 : 1));
  }

  // Gives the scan its run and the next number, and keeps it. Calls are carried out in the order of their making.
  async add(scan) {
    const transaction = this.database.transaction(["scans", "runs"], "readwrite");
    const done = finished(transaction);
    const runs = transaction.objectStore("runs");
    const run = this.run;
    const reading = runs.get(run);
    reading.onsuccess = () => {
      const seq = (reading.result ? reading.result.seq : 0) + 1;
      runs.put({ run, seq });
      transaction.objectStore("scans").put(Object.assign({}, scan, { run, seq }));
      done.then(() => Object.assign(scan, { run, seq }), () => undefined);
    };
    await done;
    return scan;
  }

  async keep(scan) {
    await settled(this.scans("readwrite").put(scan));
  }

  async remove(scan) {
    await settled(this.scans("readwrite").delete([scan.run, scan.seq]));
  }

  // A number that the server waits for is gone for good: the scans that are left begin a run of their own.
  async renumber(scans) {
    const run = uuid();
    const wasOwn = scans.some((scan) => scan.run === this.run);
    if (wasOwn) this.run = run;
    const transaction = this.database.transaction(["scans", "runs"], "readwrite");
    const done = finished(transaction);
    const kept = transaction.objectStore("scans");
    scans.forEach((scan, index) => {
      kept.delete([scan.run, scan.seq]);
      Object.assign(scan, { run, seq: index + 1 });
      kept.put(scan);
    });
    transaction.objectStore("runs").put({ run, seq: scans.length });
    await done;
    if (wasOwn) sessionStorage.setItem(RUN_KEY, run);
  }
}
