// Badge, then four digits. The badge may come from a scan, the keyboard, or the page that found nobody signed in.

import * as clock from "./clock.js";
import * as person from "./person.js";
import * as tones from "./tones.js";
import { keepFocus } from "./focus.js";
import { ScanInput } from "./scan-input.js";
import { Shortcuts } from "./shortcuts.js";
import { ScanStore } from "./store.js";

const PIN_LENGTH = 4;
const BADGE_AGAIN = ["person.unknown_badge", "person.badge_locked", "device.revoked", "device.unknown"];

class SignIn {
  constructor(body) {
    this.body = body;
    this.badge = "";
    this.pin = "";
    this.isSending = false;
  }

  part(name) {
    return this.body.querySelector("[data-" + name + "]");
  }

  start() {
    tones.prepare();
    const line = this.part("scan-input");
    this.shortcuts = new Shortcuts(this.body, () => undefined, (name, element) => this.local(name, element));
    this.input = new ScanInput(line, {
      onScan: (text) => this.onScan(text),
      onTyped: (text) => this.onTyped(text),
      onKey: (name) => this.press(name) || this.shortcuts.press(name),
      onInputMethod: () => tones.play("wrong"),
    });
    keepFocus(line);
    window.rfScan = (text) => this.onScan(String(text));
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest && event.target.closest("[data-pad-key]");
      if (button) this.press(button.dataset.padKey);
    });
    this.countWaiting();
    const carried = sessionStorage.getItem("badge");
    sessionStorage.removeItem("badge");
    if (carried) this.onScan(carried);
    ScanStore.waiting()
      .catch(() => 0)
      .then((queue) => clock.ping(this.body.dataset.pingUrl, { queue, version: this.body.dataset.appVersion }));
    document.documentElement.dataset.ready = "yes";
  }

  countWaiting() {
    const place = this.part("waiting-text");
    if (!place) return;
    ScanStore.waiting().then((count) => {
      place.textContent = count ? place.dataset.words.replace("{n}", count) : "";
    }, () => undefined);
  }

  onScan(text) {
    if (!this.part("pin-step")) return;
    if (this.badge && /^[0-9]{1,4}$/.test(text)) {
      if (text.length === PIN_LENGTH) this.pin = "";
      this.onTyped(text); // fewer digits are the rest of a PIN whose first keys came before a pause
      return;
    }
    this.badge = text.trim();
    this.pin = "";
    this.say("");
    this.show(true);
    tones.play("ok");
  }

  onTyped(text) {
    if (!this.badge || !/^[0-9]+$/.test(text)) return false;
    Array.from(text).forEach((digit) => this.press(digit));
    return true;
  }

  press(key) {
    if (!this.badge || this.isSending) return false;
    if (/^[0-9]$/.test(key)) this.pin = (this.pin + key).slice(0, PIN_LENGTH);
    else if (key === "Backspace") this.pin = this.pin.slice(0, -1);
    else if (key === "clear") this.pin = "";
    else if (key === "other" || key === "Escape") this.again();
    else return false;
    this.drawPin();
    if (this.pin.length === PIN_LENGTH) this.send();
    return true;
  }

  again() {
    this.badge = "";
    this.pin = "";
    this.show(false);
  }

  show(isPin) {
    this.part("badge-step").hidden = isPin;
    this.part("pin-step").hidden = !isPin;
    this.body.classList.toggle("is-pin", isPin);
    this.part("badge").textContent = this.badge;
    this.drawPin();
  }

  drawPin() {
    const dots = this.part("pin-dots");
    Array.from(dots.children).forEach((dot, index) => dot.classList.toggle("is-in", index < this.pin.length));
    dots.setAttribute("aria-label", this.pin.length + " / " + PIN_LENGTH);
  }

  say(text) {
    this.part("said").hidden = !text;
    this.part("said-text").textContent = text;
  }

  send() {
    this.isSending = true;
    const sentAt = Date.now();
    fetch(location.pathname, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Requested-With": "scan" },
      body: JSON.stringify({ badge: this.badge, pin: this.pin }),
    })
      .then((response) => response.json().then((answer) => this.onAnswer(response.ok, answer, sentAt)))
      .catch(() => this.fail(this.body.dataset.tUnreachable, false))
      .then(() => {
        this.isSending = false;
      });
  }

  onAnswer(isIn, answer, sentAt) {
    if (!isIn) {
      this.fail([answer.text, answer.act].filter(Boolean).join(" · "), BADGE_AGAIN.indexOf(answer.code) >= 0);
      return;
    }
    clock.learn(answer.server_time, sentAt, Date.now());
    person.remember(answer);
    tones.play("ok");
    const back = sessionStorage.getItem("return-to");
    sessionStorage.removeItem("return-to");
    location.assign(back || answer.next);
  }

  fail(text, isBadge) {
    this.pin = "";
    if (isBadge) this.again();
    else this.drawPin();
    this.say(text);
    tones.play("wrong");
  }

  local(name, element) {
    if (name === "sound") tones.play("order");
    else if (name === "keyboard") this.input.setManual(!this.input.isManual);
    else if (name === "language") {
      document.cookie = "language=" + element.dataset.language + ";path=/;max-age=31536000;samesite=lax";
      location.reload();
    }
  }
}

new SignIn(document.body).start();
