// What this device really does: its keys one by one, its scanner's suffix, speed and GS, input method, sounds, store.

import * as clock from "./clock.js";
import * as tones from "./tones.js";
import { keepFocus } from "./focus.js";
import { ScanInput } from "./scan-input.js";
import { ScanStore } from "./store.js";

const SHOWN = 60;
const SUFFIX_WAIT = 400;
const QUICK = 30; // ms a key: slower is taken for typing
const NAMES = { "\x1d": "<GS>", "\r": "<CR>", "\n": "<LF>", "\t": "<TAB>", "\x1e": "<RS>", "\x04": "<EOT>" };

function visible(text) {
  return Array.from(text).map((character) => NAMES[character] || character).join("");
}

class Diag {
  constructor(body) {
    this.body = body;
    this.words = body.dataset;
    this.proofs = {};
    body.querySelectorAll("[data-proof]").forEach((row) => {
      this.proofs[row.dataset.proof] = row.dataset.proofText;
    });
    this.lastAt = 0;
    this.times = [];
    this.suffix = "";
    this.isWhole = false;
  }

  part(name) {
    return this.body.querySelector("[data-" + name + "]");
  }

  start() {
    tones.prepare();
    const line = this.part("scan-input");
    ["keydown", "input", "compositionstart", "compositionend"].forEach((name) => {
      window.addEventListener(name, (event) => this.watch(name, event), true);
    });
    this.input = new ScanInput(line, {
      onScan: (text, how) => this.onScan(text, how.symbology),
      onTyped: () => false,
      onKey: () => false,
      onInputMethod: () => this.tick("ime", false, this.words.tImeOn),
    });
    keepFocus(line);
    window.rfScan = (text, how) => this.onScan(String(text), (how && how.symbology) || "");
    this.body.addEventListener("click", (event) => this.onClick(event));
    this.showDevice();
    this.ping();
    ["online", "offline"].forEach((name) => window.addEventListener(name, () => this.ping()));
    document.documentElement.dataset.ready = "yes";
  }

  watch(name, event) {
    const gap = this.lastAt ? Math.round(event.timeStamp - this.lastAt) : 0;
    this.lastAt = event.timeStamp;
    const row = document.createElement("li");
    const what = name === "keydown" ? visible(event.key) + " · " + event.code + " · " + event.keyCode : name + " " + visible(event.data || "");
    row.textContent = what + " · " + gap + " ms";
    const list = this.part("events");
    list.insertBefore(row, list.firstChild);
    if (list.children.length > SHOWN) list.removeChild(list.lastChild);
    if (name === "compositionstart" || event.keyCode === 229) this.tick("ime", false, this.words.tImeOn);
    if (name === "input" && event.data && event.data.length > 1) this.isWhole = true;
    if (name !== "keydown") return;
    if (event.key === "Enter" || event.key === "Tab") this.suffix = event.key;
    else if (gap > 200) this.times = [event.timeStamp];
    else this.times.push(event.timeStamp);
  }

  onScan(text, symbology) {
    const times = this.times;
    this.times = [];
    this.part("text").textContent = visible(text);
    tones.play("ok");
    setTimeout(() => {
      this.tick("suffix", this.suffix !== "", this.suffix || this.words.tNone);
      this.suffix = "";
    }, SUFFIX_WAIT);
    if (times.length > 2) {
      const pace = Math.round((10 * (times[times.length - 1] - times[0])) / (times.length - 1)) / 10;
      this.tick("speed", pace <= QUICK, this.words.tPace.replace("{n}", pace));
    } else if (this.isWhole) {
      this.tick("speed", true, this.words.tWhole);
    }
    if (/[\x1d|]/.test(text)) this.tick("gs", true, text.indexOf("\x1d") >= 0 ? "<GS>" : "|");
    this.prove(text);
    this.read(text, symbology);
  }

  // One of the sheet's own codes says more: what stands before it is a prefix, other letters are a wrong layout.
  prove(text) {
    const known = Object.keys(this.proofs).find((key) => text.toUpperCase().indexOf(this.proofs[key].toUpperCase()) >= 0);
    if (!known) {
      if (/TESTGSEND/.test(text)) this.tick("gs", false, this.words.tLost);
      return;
    }
    const proof = this.proofs[known];
    const at = text.toUpperCase().indexOf(proof.toUpperCase());
    const prefix = text.slice(0, at);
    this.tick("prefix", prefix === "" || /^\][A-Za-z][0-9]$/.test(prefix), prefix || this.words.tNone);
    this.tick("letters", text.indexOf(proof) >= 0, text.slice(at));
    if (known === "ime") this.tick("ime", true, this.words.tImeOff);
  }

  tick(key, isGood, text) {
    const row = this.body.querySelector('[data-proof="' + key + '"]');
    row.classList.toggle("is-good", isGood);
    row.classList.toggle("is-bad", !isGood);
    row.querySelector("[data-found]").textContent = (isGood ? "✓ " : "✕ ") + text;
  }

  read(raw, symbology) {
    const place = this.part("parsed");
    fetch(this.words.readUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Requested-With": "scan" },
      body: JSON.stringify({ raw, symbology }),
    })
      .then((response) => response.json())
      .then((answer) => this.fill(place, answer.rows || [[answer.code, answer.text]]))
      .catch(() => this.fill(place, [["", this.words.tUnreachable]]));
  }

  fill(place, rows) {
    place.textContent = "";
    rows.forEach(([label, value]) => {
      const name = document.createElement("dt");
      const text = document.createElement("dd");
      name.textContent = label;
      text.textContent = visible(String(value));
      place.appendChild(name);
      place.appendChild(text);
    });
  }

  onClick(event) {
    const button = event.target.closest && event.target.closest("[data-tone], [data-buzz], [data-voices], [data-again]");
    if (!button) return;
    if (button.dataset.tone) tones.play(button.dataset.tone);
    else if (button.hasAttribute("data-buzz")) this.buzz();
    else if (button.hasAttribute("data-again")) location.reload();
    else this.speak();
  }

  buzz() {
    const isDone = Boolean(navigator.vibrate) && navigator.vibrate([120, 60, 120]);
    this.part("buzz-found").textContent = isDone ? this.words.tYes : this.words.tNo;
  }

  speak() {
    const speech = window.speechSynthesis;
    const voices = speech ? speech.getVoices() : [];
    this.part("voice-found").textContent = voices.length
      ? voices.map((voice) => voice.name + " (" + voice.lang + ")").join(", ")
      : this.words.tNo;
    if (!speech) return;
    const words = new SpeechSynthesisUtterance(this.words.tSpeech);
    words.lang = document.documentElement.lang;
    speech.cancel();
    speech.speak(words);
  }

  showDevice() {
    this.part("secure").textContent = window.isSecureContext ? this.words.tYes : this.words.tNo;
    this.part("worker").textContent = navigator.serviceWorker && navigator.serviceWorker.controller ? this.words.tYes : this.words.tNo;
    this.part("screen").textContent = window.innerWidth + " × " + window.innerHeight + " @ " + (window.devicePixelRatio || 1);
    this.part("agent").textContent = navigator.userAgent;
    const kept = navigator.storage && navigator.storage.persisted ? navigator.storage.persisted() : Promise.resolve(false);
    kept.then((isKept) => {
      this.part("persisted").textContent = isKept ? this.words.tYes : this.words.tNo;
    });
  }

  ping() {
    ScanStore.waiting().then(
      (queue) => {
        this.part("store").textContent = this.words.tWaits.replace("{n}", queue);
        return queue;
      },
      () => {
        this.part("store").textContent = this.words.tBroken;
        return 0;
      }
    )
      .then((queue) => clock.ping(this.words.pingUrl, { queue, version: this.words.appVersion }))
      .then((isHeard) => {
        this.part("heard").textContent = isHeard ? this.words.tOnline : this.words.tUnreachable;
      });
  }
}

new Diag(document.body).start();
