// Keys of the desk (design/UI.md 8): "/" finds, "g" and a letter goes. Never while somebody types or a scanner fires.
const QUIET_MS = 80;
const PLACES = { t: "/", o: "/orders/", w: "/waves/", e: "/work/" };
let lastKeyAt = 0;
let wantsPlace = false;

function isTyping(target) {
  return target.closest("input, textarea, select") !== null;
}

document.addEventListener("keydown", (event) => {
  const quiet = event.timeStamp - lastKeyAt > QUIET_MS;
  lastKeyAt = event.timeStamp;
  if (!quiet || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    wantsPlace = false;
    return;
  }
  if (event.key === "/") {
    const find = document.querySelector("[data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
    }
  } else if (wantsPlace && PLACES[event.key]) {
    window.location.assign(PLACES[event.key]);
  }
  wantsPlace = event.key === "g";
});
