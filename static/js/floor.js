// The floor page: scan line, queue, screen, sounds and keys, wired together.

import * as clock from "./clock.js";
import * as person from "./person.js";
import * as tones from "./tones.js";
import { keepFocus } from "./focus.js";
import { Keypad } from "./keypad.js";
import { watchProgress } from "./progress.js";
import { ScanInput } from "./scan-input.js";
import { ScanQueue } from "./scan-queue.js";
import { Screen } from "./screen.js";
import { Shortcuts } from "./shortcuts.js";
import { Status } from "./status.js";
import { ScanStore } from "./store.js";
import { drawVoice, hush, say, switchVoice } from "./voice.js";
import { forgetPages, keepPages } from "./offline.js";

const PING_EVERY = 30000;
const SOUNDS = { ok: "ok", done: "line", wrong: "wrong", stop: "wrong" };
const AFTERMATH = "scan.chain_broken";

class Floor {
  constructor(body) {
    this.body = body;
    this.words = body.dataset;
    this.screen = new Screen(body);
    this.queue = new ScanQueue(
      {
        url: body.dataset.scanUrl,
        bugWait: Number(body.dataset.bugWait) || 10000,
        seen: () => this.screen.seen(),
        person: person.token,
        now: clock.now,
      },
      {
        onAnswer: (scan, answer) => this.onAnswer(scan, answer),
        onPause: (answer) => this.onPause(answer),
        onChange: () => this.status && this.status.draw(),
        onLost: () => this.refuse("scan.not_kept"),
      }
    );
    this.status = new Status(body, this.queue);
    this.shortcuts = new Shortcuts(body, (command) => this.capture(command, "tap"), (name) => this.local(name));
    this.keypad = new Keypad(body, (text) => this.capture(text, "keyed"));
    this.lastCode = "";
  }

  start() {
    clock.learnOnce(this.words.serverTime);
    tones.prepare();
    const line = this.body.querySelector("[data-scan-input]");
    this.input = new ScanInput(line, {
      onScan: (text, how) => this.capture(text, how.symbology),
      onTyped: (text) => this.keypad.take(text) || (text.length === 1 && this.shortcuts.press(text)),
      onKey: (name) => this.keypad.press(name) || this.shortcuts.press(name),
      onInputMethod: () => this.refuse("scan.input_method"),
    });
    this.focus = keepFocus(line);
    window.rfScan = (text, how) => this.capture(String(text), (how && how.symbology) || "");
    this.queue.start(ScanStore.open()).catch(() => this.refuse("scan.not_kept"));
    watchProgress(this.body, this.queue, this.screen, (answer) => answer.data.sound && this.sound(answer));
    setInterval(() => this.ping(), PING_EVERY);
    window.addEventListener("online", () => this.ping());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    drawVoice(this.body);
    keepPages(this.body);
    this.takeCarried();
    document.documentElement.dataset.ready = "yes";
  }

  capture(text, symbology) {
    if (!this.queue.page.url) {
      this.carry(text);
      return;
    }
    if (this.queue.isPaused) {
      this.toSignIn(text);
      return;
    }
    this.queue.capture(text, symbology);
    if (!this.queue.isReachable) tones.play("queued");
  }

  // The menu has nothing to scan for itself: the look-up takes whatever comes.
  carry(text) {
    if (!this.words.carryUrl) {
      this.wrong();
      return;
    }
    sessionStorage.setItem("carried", text);
    location.assign(this.words.carryUrl);
  }

  takeCarried() {
    const text = sessionStorage.getItem("carried");
    if (!text || !this.queue.page.url) return;
    sessionStorage.removeItem("carried");
    this.capture(text, "");
  }

  onAnswer(scan, answer) {
    if (scan.url !== this.queue.page.url) {
      if (answer.verdict !== "ok") this.screen.local("general", answer.text, answer.act);
      this.sound(answer);
      return;
    }
    this.screen.show(answer);
    this.sound(answer);
    if (answer.data && answer.data.goto) location.assign(answer.data.goto);
  }

  // The same news twice in a row makes one sound: what follows a refused scan is refused with it.
  sound(answer) {
    const data = answer.data || {};
    const isEcho = answer.code === AFTERMATH && this.lastCode !== "";
    this.lastCode = answer.verdict === "ok" ? "" : answer.code;
    if (isEcho) return;
    hush();
    const long = tones.play(data.sound || (data.hazard && answer.tone === "stop" ? "hazard" : SOUNDS[answer.tone] || "ok"));
    say(data.speech, long);
  }

  onPause(answer) {
    this.screen.local(answer.code, answer.text, answer.act);
    this.screen.setPrompt(this.words.tSignIn);
    this.wrong();
  }

  // A verdict of the device itself: it stops the person, sends nothing and moves no goods.
  refuse(code) {
    this.screen.local(code);
    this.wrong();
  }

  wrong() {
    hush();
    tones.play("wrong");
  }

  toSignIn(badge) {
    if (badge) sessionStorage.setItem("badge", badge);
    sessionStorage.setItem("return-to", location.pathname + location.search);
    location.assign(this.words.signinUrl);
  }

  ping() {
    if (this.queue.isSending || document.hidden) return;
    clock.ping(this.words.pingUrl, { queue: this.queue.line.length, version: this.words.appVersion }).then((isHeard) => {
      this.queue.reached(isHeard);
      if (isHeard && this.queue.line.length) this.queue.retry();
    });
  }

  local(name) {
    if (name === "retry") this.queue.retry();
    else if (name === "sound") tones.play("order");
    else if (name === "voice") switchVoice(this.body);
    else if (name === "keyboard") this.keyboard();
    else if (name === "signin") this.toSignIn("");
    else if (name === "signout") this.signOut();
    else if (name === "reload") location.reload();
    else if (name === "keys") this.body.querySelector("[data-keys]").hidden = !this.body.querySelector("[data-keys]").hidden;
  }

  keyboard() {
    this.input.setManual(!this.input.isManual);
    this.input.input.blur();
    this.input.input.focus();
  }

  signOut() {
    person.forget();
    forgetPages();
    fetch(this.words.signoutUrl, { method: "POST", credentials: "same-origin", headers: { "X-Requested-With": "scan" } })
      .catch(() => undefined)
      .then(() => location.assign(this.words.signinUrl));
  }
}

new Floor(document.body).start();
