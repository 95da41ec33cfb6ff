// What the page shows: swaps the answer's regions in, remembers what was seen, and never touches the scan line.

const SAVED = "screen:";
const AFTERMATH = "scan.chain_broken";

function region(root, name) {
  return root.querySelector('[data-region="' + name + '"]');
}

export class Screen {
  constructor(body) {
    this.body = body;
    this.path = location.pathname;
    this.answers = 0;
    const data = body.dataset;
    this.shown = { work: data.work || null, step: data.step || "", version: Number(data.version) || 0 };
    this.prompt = body.querySelector("[data-prompt]");
    this.restore();
    this.dress();
  }

  seen() {
    return { work: this.shown.work, step: this.shown.step, version: this.shown.version };
  }

  // An answer to this screen: its html is the whole truth. One without html (a refusal at the door) has only words.
  show(answer) {
    this.answers += 1;
    if (!answer.html) {
      this.local(answer.code, answer.text, answer.act);
      return;
    }
    const stopped = this.isStopped() ? region(this.body, "main") : null;
    this.shown = { work: answer.work || null, step: answer.step, version: answer.version };
    this.swap(answer.html);
    if (stopped && answer.code === AFTERMATH) this.keepReason(stopped);
    this.setPrompt(answer.data && answer.data.prompt);
    this.save(answer);
    this.dress();
  }

  swap(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    template.content.querySelectorAll("[data-region]").forEach((fresh) => {
      const old = region(this.body, fresh.dataset.region);
      if (old) old.replaceWith(fresh);
    });
  }

  // Scans made after the one that was refused only say so again; the reason itself must stay in sight.
  keepReason(main) {
    const fresh = region(this.body, "main");
    const also = this.body.querySelector('template[data-words="aftermath"]');
    if (also && !main.querySelector("[data-aftermath]")) main.appendChild(also.content.cloneNode(true));
    fresh.replaceWith(main);
  }

  setPrompt(text) {
    if (!text || !this.prompt) return;
    this.prompt.textContent = text;
    this.body.querySelectorAll("[data-scan-input]").forEach((input) => input.setAttribute("aria-label", text));
  }

  isStopped() {
    return this.body.classList.contains("is-stop") || this.body.classList.contains("is-hazard");
  }

  // The whole face follows the main region: red for a stop, amber for one by the platform.
  dress() {
    const main = region(this.body, "main");
    const stop = main ? main.dataset.stop : "";
    this.body.classList.toggle("is-stop", stop === "stop");
    this.body.classList.toggle("is-hazard", stop === "hazard");
    this.body.classList.toggle("has-pad", Boolean(main && main.querySelector("[data-keypad]")));
    this.body.dispatchEvent(new CustomEvent("floor:shown"));
  }

  // A stop that the device itself found. It moves no goods and sends nothing.
  local(code, title, act) {
    const known = this.body.querySelector('template[data-local="' + code + '"]');
    const general = this.body.querySelector('template[data-local="general"]');
    const content = (known || general).content.cloneNode(true);
    const main = content.firstElementChild;
    const fill = (name, text) => {
      const place = main.querySelector('[data-slot="' + name + '"]');
      if (place && (text || !known)) place.textContent = text || "";
    };
    if (!known || title) fill("title", title);
    if (!known || act) fill("act", act);
    region(this.body, "main").replaceWith(main);
    this.dress();
  }

  // Offline, a reload brings the page as it was when it was opened. The last answer is newer: show that.
  save(answer) {
    const kept = { at: answer.heardAt || 0, html: answer.html, shown: this.shown, prompt: answer.data.prompt };
    try {
      sessionStorage.setItem(SAVED + this.path, JSON.stringify(kept));
    } catch (problem) {
      sessionStorage.removeItem(SAVED + this.path); // full: an older one would be worse than none
    }
  }

  restore() {
    const text = sessionStorage.getItem(SAVED + this.path);
    if (!text) return;
    const kept = JSON.parse(text);
    if (!kept.at || kept.at <= Date.parse(this.body.dataset.serverTime || "")) return;
    this.swap(kept.html);
    this.shown = kept.shown;
    this.setPrompt(kept.prompt);
  }
}
