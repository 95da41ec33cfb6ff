// Keys and taps: each does what its button says, by sending the button's command as if it were scanned.

const DOUBLE_TAP = 700;

function isVisible(element) {
  return element.offsetParent !== null;
}

export class Shortcuts {
  // send(command) sends a command barcode; local(name) does what needs no server.
  constructor(body, send, local) {
    this.body = body;
    this.send = send;
    this.local = local;
    this.last = { command: "", at: -Infinity };
    body.addEventListener("click", (event) => this.onClick(event));
  }

  find(key) {
    const wanted = key.length === 1 ? key.toUpperCase() : key;
    const all = Array.from(this.body.querySelectorAll("[data-key]"));
    const meant = all.filter((element) => element.dataset.key.split(" ").indexOf(wanted) >= 0 && isVisible(element));
    return meant.find((element) => element.dataset.command) || meant[0]; // a screen's own action before the way back
  }

  press(key) {
    const element = this.find(key);
    if (element) element.click();
    return Boolean(element);
  }

  onClick(event) {
    const element = event.target.closest && event.target.closest("[data-command], [data-local]");
    if (!element || element.tagName === "TEMPLATE") return;
    event.preventDefault();
    if (element.dataset.local) {
      this.local(element.dataset.local, element);
      return;
    }
    const command = element.dataset.command;
    const isDouble = command === this.last.command && event.timeStamp - this.last.at < DOUBLE_TAP;
    this.last = { command, at: event.timeStamp };
    if (!isDouble) this.send(command);
  }
}
