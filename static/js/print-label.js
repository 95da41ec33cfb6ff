// Prints a parcel's label once when it appears: the frame that shows it names the waybill. A reprint is a counted
// command (P), whose answer asks for it by data-print-again.

const PRINTED = "printed-labels";

function printed() {
  try {
    return JSON.parse(sessionStorage.getItem(PRINTED) || "[]");
  } catch (error) {
    return [];
  }
}

function remember(key) {
  const keys = printed().filter((other) => other !== key);
  sessionStorage.setItem(PRINTED, JSON.stringify(keys.concat(key).slice(-50)));
}

function printFrame(frame) {
  const key = frame.dataset.print + "#" + (frame.dataset.copy || "1");
  if (printed().indexOf(key) !== -1) return;
  frame.addEventListener("load", () => {
    if (printed().indexOf(key) !== -1) return;
    remember(key);
    frame.contentWindow.focus();
    frame.contentWindow.print();
    const line = document.querySelector("[data-scan-input]");
    if (line) line.focus();
  });
}

function watch() {
  const found = () => document.querySelectorAll("iframe[data-print]").forEach((frame) => {
    if (frame.dataset.watched) return;
    frame.dataset.watched = "yes";
    printFrame(frame);
  });
  new MutationObserver(found).observe(document.body, { childList: true, subtree: true });
  found();
}

watch();
