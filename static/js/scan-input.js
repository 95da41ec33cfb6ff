// Turns keystrokes, committed text and wrapper calls into whole scans, in the order in which they were made.
//
// A wedge scanner types faster than any hand (wedge.js). Enter or Tab ends its scan; without a suffix silence does.
// Whatever is typed slower is offered as a shortcut first, then shown on the scan line and sent by Enter.

import { scannedText, STALL, Suffix } from "./wedge.js";

const LOOK = 50; // what has come is looked at after this much silence
const ALONE = 80; // a key is a shortcut only with this much silence before and after it
const LATE_TIMER = 25; // a timer this late means a busy page: keys may still be waiting to be read
const INPUT_METHOD_QUIET = 200;
const SUFFIX_AFTER = 300; // an Enter this soon after a scan is its late suffix, never a click
const GROUP_SEPARATOR = "\x1d";

function characterOf(event) {
  if (event.ctrlKey && !event.altKey && (event.key === "]" || event.code === "BracketRight")) return GROUP_SEPARATOR;
  const composed = event.getModifierState && event.getModifierState("AltGraph");
  if ((event.ctrlKey || event.altKey || event.metaKey) && !composed) return "";
  return event.key.length === 1 ? event.key : "";
}

function isForeignField(target) {
  return Boolean(target && target.matches && target.matches("textarea, select, input:not([data-scan-input])"));
}

export class ScanInput {
  // input: the scan line. Hooks: onScan(text, how), onTyped(text) -> taken, onKey(name) -> taken, onInputMethod().
  constructor(input, hooks) {
    this.input = input;
    this.hooks = hooks;
    this.keys = [];
    this.suffix = new Suffix();
    this.lastAt = -Infinity;
    this.scannedAt = -Infinity;
    this.timer = 0;
    this.inputMethodTimer = 0;
    this.isManual = false;
    document.addEventListener("keydown", (event) => this.onKeydown(event), true);
    input.addEventListener("input", (event) => this.onInput(event));
    input.addEventListener("compositionstart", () => this.onComposition());
    input.addEventListener("compositionend", () => this.onComposition());
    if (input.form) input.form.addEventListener("submit", (event) => this.onSubmit(event));
  }

  // On: an on-screen keyboard may open and every key is text. Off: a wedge is expected and single keys are shortcuts.
  setManual(on) {
    this.isManual = on;
    this.input.setAttribute("inputmode", on ? "text" : "none");
    this.clear();
  }

  clear() {
    clearTimeout(this.timer);
    this.keys = [];
    this.show("");
  }

  show(text) {
    this.input.value = text;
    if (this.input.form) this.input.form.classList.toggle("has-text", text !== "" || this.isManual);
  }

  onKeydown(event) {
    if (isForeignField(event.target)) return;
    if (!this.isManual && (event.isComposing || event.key === "Process")) {
      event.preventDefault();
      this.onComposition();
      return;
    }
    if (event.key === "Enter" || event.key === "Tab") {
      this.end(event);
      return;
    }
    const character = characterOf(event);
    if (character) {
      if (!this.isManual) event.preventDefault();
      this.push(character, event.timeStamp);
    } else {
      this.named(event);
    }
  }

  named(event) {
    const name = event.key;
    if (event.ctrlKey || event.altKey || event.metaKey || name === "Unidentified") return;
    if (this.isManual && name !== "Escape") return;
    const isQuiet = event.timeStamp - this.lastAt > ALONE;
    if (name === "Backspace" && this.keys.length) {
      event.preventDefault();
      this.keys.pop();
      this.show(this.text());
    } else if (name === "Escape" && (this.keys.length || this.isManual)) {
      event.preventDefault();
      this.setManual(false);
    } else if (isQuiet && !event.repeat && this.hooks.onKey(name)) {
      event.preventDefault();
    }
  }

  text() {
    return this.keys.map((key) => key.character).join("");
  }

  push(character, at) {
    if (this.keys.length && at - this.lastAt > STALL && scannedText(this.keys) && !this.isManual) this.withoutSuffix();
    this.keys.push({ character, at });
    this.lastAt = at;
    this.arm(LOOK, () => this.afterSilence());
  }

  // Runs `then` after `wait`, but never while keys may still be queued behind a busy main thread.
  arm(wait, then) {
    clearTimeout(this.timer);
    const armedAt = performance.now();
    this.timer = setTimeout(() => {
      if (performance.now() - armedAt > wait + LATE_TIMER) this.arm(Math.min(wait, LOOK), then);
      else then();
    }, wait);
  }

  afterSilence() {
    if (this.isManual) return;
    if (!scannedText(this.keys)) this.arm(ALONE - LOOK, () => this.afterGap());
    else this.arm(this.suffix.silence - LOOK, () => this.withoutSuffix());
  }

  withoutSuffix() {
    this.suffix.wasMissing();
    this.commit("");
  }

  afterGap() {
    if (!this.keys.length) return;
    if (this.hooks.onTyped(this.text())) this.clear();
    else this.show(this.text());
  }

  commit(fallback) {
    const run = scannedText(this.keys);
    const text = run || fallback;
    this.clear();
    if (this.isManual) this.setManual(false);
    if (!text) return;
    this.scannedAt = performance.now();
    // Letters that no width folding turns into ASCII were made by an input method out of a scanner's keys.
    if (run && /[^\x00-\x7f]/.test(text.normalize("NFKC"))) this.hooks.onInputMethod();
    else this.hooks.onScan(text, { symbology: run ? "" : "keyed" });
  }

  end(event) {
    if (this.inputMethodTimer) {
      event.preventDefault();
      return;
    }
    const typed = this.isManual ? this.input.value : this.text();
    const isSuffix = performance.now() - this.scannedAt < SUFFIX_AFTER;
    if (isSuffix || scannedText(this.keys)) this.suffix.seen();
    if (typed || isSuffix || (event.key === "Enter" && event.target === this.input)) event.preventDefault();
    if (typed) this.commit(typed);
    else if (!isSuffix && event.key === "Enter") this.named(event);
  }

  onSubmit(event) {
    event.preventDefault();
    this.commit(this.input.value);
  }

  // Text that came without keydown: a handheld that commits its scan as a whole, or a paste.
  onInput(event) {
    if (this.isManual || event.isComposing || this.inputMethodTimer) return;
    if (event.inputType === "insertText" && event.data) {
      const at = event.timeStamp;
      Array.from(event.data).forEach((character) => this.push(character, at));
      this.show("");
    } else {
      this.keys = Array.from(this.input.value).map((character) => ({ character, at: -Infinity }));
      this.show(this.input.value);
    }
  }

  // An input method is eating the keys. What it makes of them is worthless: drop it, say so once it is quiet.
  onComposition() {
    if (this.isManual) return;
    clearTimeout(this.inputMethodTimer);
    this.keys = [];
    clearTimeout(this.timer);
    this.inputMethodTimer = setTimeout(() => {
      this.inputMethodTimer = 0;
      this.clear();
      this.input.blur(); // ends the composition, so that its text does not join the next scan
      this.input.focus();
      this.hooks.onInputMethod();
    }, INPUT_METHOD_QUIET);
  }
}
