// Digits by finger or key for a quantity, sent as one keyed scan. Any [data-keypad] in the main region works.

const LONGEST = 5; // the kit reads at most five digits as a quantity

export class Keypad {
  // send(text) sends what was keyed. The pad lives in a region, so it is looked up anew on each press.
  constructor(body, send) {
    this.body = body;
    this.send = send;
    body.addEventListener("click", (event) => {
      const button = event.target.closest && event.target.closest("[data-pad-key]");
      if (button) this.press(button.dataset.padKey);
    });
  }

  pad() {
    return this.body.querySelector("[data-keypad]");
  }

  // Digits typed faster than one by one. True when all of it was for the pad.
  take(text) {
    return /^[0-9]+$/.test(text) && Boolean(this.pad()) && Array.from(text).every((digit) => this.press(digit));
  }

  // True when there is a pad and the key means something to it.
  press(key) {
    const pad = this.pad();
    if (!pad) return false;
    const shown = pad.querySelector("[data-pad-shown]");
    const digits = shown.dataset.digits || "";
    if (/^[0-9]$/.test(key)) this.write(shown, (digits + key).slice(-LONGEST).replace(/^0+(?=.)/, ""));
    else if (key === "clear" || key === "Escape") this.write(shown, "");
    else if (key === "Backspace") this.write(shown, digits.slice(0, -1));
    else if ((key === "enter" || key === "Enter") && digits) {
      this.write(shown, "");
      this.send((pad.dataset.keypad || "") + digits);
    } else return false;
    return true;
  }

  write(shown, digits) {
    shown.dataset.digits = digits;
    shown.textContent = digits || "0";
  }
}
