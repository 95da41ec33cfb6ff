// Tells the truth about time: what waits, whether anybody hears, and when an answer takes long.

const SLOW = 800;
const CALM = 1500; // a scan on its way is no news; one that waits this long is
const SHOWN = 5;

function clock(iso) {
  return new Date(iso).toTimeString().slice(0, 8);
}

export class Status {
  constructor(body, queue) {
    this.body = body;
    this.queue = queue;
    this.words = body.dataset;
    this.strip = body.querySelector("[data-offline]");
    this.list = body.querySelector("[data-queue]");
    this.form = body.querySelector("[data-scan]");
    this.prompt = body.querySelector("[data-prompt]");
    this.waitingSince = 0;
    body.addEventListener("floor:shown", () => this.draw());
    setInterval(() => this.draw(), 400);
  }

  draw() {
    const queue = this.queue;
    const count = queue.line.length;
    const now = Date.now();
    if (!count) this.waitingSince = 0;
    else if (!this.waitingSince) this.waitingSince = now;
    const isLate = count > 0 && now - this.waitingSince > CALM;
    const isOff = !queue.isReachable || queue.isPaused;
    this.drawBusy(!isOff && queue.sentAt > 0 && now - queue.sentAt > SLOW);
    this.drawNet(isOff, count);
    this.drawStrip(isOff || (isLate && queue.failures > 0), count);
    if (queue.isKnown) document.documentElement.dataset.waiting = String(count);
  }

  drawBusy(isBusy) {
    if (!this.form || this.form.classList.contains("is-busy") === isBusy) return;
    this.form.classList.toggle("is-busy", isBusy);
    if (isBusy) {
      this.prompt.dataset.calm = this.prompt.textContent;
      this.prompt.textContent = this.words.tBusy;
    } else if (this.prompt.textContent === this.words.tBusy) {
      this.prompt.textContent = this.prompt.dataset.calm;
    }
  }

  drawNet(isOff, count) {
    const net = this.body.querySelector("[data-net]");
    if (!net || (net.classList.contains("is-off") === isOff && net.dataset.count === String(count))) return;
    net.classList.toggle("is-off", isOff);
    net.dataset.count = String(count);
    net.querySelector("[data-net-text]").textContent = isOff ? String(count) : this.words.tOnline;
  }

  drawStrip(isShown, count) {
    this.body.classList.toggle("is-offline", isShown);
    if (this.strip) {
      this.strip.hidden = !isShown;
      this.strip.querySelector("[data-count]").textContent = count ? String(count) : "";
    }
    if (!this.list) return;
    this.list.hidden = !isShown || !count;
    const signature = this.queue.line.map((scan) => scan.id).join();
    if (this.list.hidden || this.list.dataset.drawn === signature) return;
    this.list.dataset.drawn = signature;
    this.list.querySelector("[data-queue-title]").textContent = this.words.tQueue.replace("{n}", count);
    const rows = this.list.querySelector("ol");
    rows.textContent = "";
    this.queue.line.slice(-SHOWN).forEach((scan) => rows.appendChild(this.row(scan)));
  }

  row(scan) {
    const item = document.createElement("li");
    [["tm", clock(scan.captured_at)], ["what", scan.raw], ["st", this.words.tWaiting]].forEach(([name, text]) => {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      item.appendChild(part);
    });
    return item;
  }
}
