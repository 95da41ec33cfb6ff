// A key of the desk is one only with silence before and after it (design/UI.md 8): neither the keys of a scanner's
// burst nor the Enter that ends it act, whatever has the focus.
const QUIET_MS = 80;

function isFree(event) {
  const isTyped = event.target.closest("textarea, select, input:not([type=checkbox])") !== null;
  return !isTyped && !event.ctrlKey && !event.metaKey && !event.altKey;
}

// actOf(event, before): what this key does, as a function, or nothing. `before`: the key pressed before it, alone too.
export function onQuietKey(actOf) {
  let lastAt = -Infinity;
  let last = "";
  let timer = 0;
  let waiting = null;

  function act() {
    const ripe = waiting;
    waiting = null;
    if (ripe) ripe();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift") return; // half of "?"
    const isQuiet = event.timeStamp - lastAt > QUIET_MS;
    const isOne = isQuiet && isFree(event);
    const before = isOne ? last : "";
    lastAt = event.timeStamp;
    last = isOne ? event.key : "";
    clearTimeout(timer);
    if (isQuiet) act(); // a busy page's timer comes late
    waiting = isOne ? actOf(event, before) : null;
    if (waiting) timer = setTimeout(act, QUIET_MS);
    if (waiting || (!isQuiet && event.key === "Enter" && isFree(event))) event.preventDefault();
  });
}
