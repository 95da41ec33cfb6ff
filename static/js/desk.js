// Keys of the desk (design/UI.md 8): "/" finds, "g" and a letter goes, "j" and "k" walk the rows, Enter opens, "?" tells
// them all. Never while somebody types or a scanner fires. "x" is desk-select.js.
import { onQuietKey } from "./desk-quiet.js";

const PLACES = {
  t: "/", o: "/orders/", w: "/waves/", e: "/work/", s: "/stock/", p: "/people/", d: "/devices/", a: "/audit/",
};

function find() {
  const field = document.querySelector("[data-find]");
  if (field) field.focus();
}

// Only where the menu leads: a page without rights is no place to go.
function go(letter) {
  const link = PLACES[letter] && document.querySelector('.side a[href="' + PLACES[letter] + '"]');
  if (link) link.click();
}

function rowLink(row) {
  return row && row.querySelector("a[href]");
}

// The next row in the table becomes the current one; its link takes the focus, so that Enter opens it.
function walk(step) {
  const rows = Array.from(document.querySelectorAll("tr[data-row]"));
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.classList.contains("is-now"));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1)];
  rows.forEach((row) => row.classList.toggle("is-now", row === next));
  next.scrollIntoView({ block: "nearest" });
  if (rowLink(next)) rowLink(next).focus({ preventScroll: true });
}

// The focus may have gone elsewhere meanwhile (a tick, the page itself): the current row still opens. What has the
// focus and takes Enter itself keeps it.
function open(event) {
  const link = rowLink(document.querySelector("tr[data-row].is-now"));
  return link && !event.target.closest("a, button, summary") ? () => link.click() : null;
}

function toggleKeys() {
  const sheet = document.querySelector("[data-keys]");
  if (!sheet) return;
  if (sheet.open) sheet.close();
  else sheet.showModal();
}

// The menu is longer than a low screen: where one is stands in sight.
const here = document.querySelector(".side [aria-current]");
if (here) here.scrollIntoView({ block: "nearest" });

const KEYS = { "/": find, j: () => walk(1), k: () => walk(-1), "?": toggleKeys };

onQuietKey((event, before) => {
  if (before === "g" && PLACES[event.key]) return () => go(event.key);
  return event.key === "Enter" ? open(event) : KEYS[event.key];
});

// What opens beyond the screen's right edge opens to the left.
document.addEventListener("toggle", (event) => {
  const drop = event.target.matches("details.pick[open]") && event.target.querySelector(".drop");
  if (drop && drop.getBoundingClientRect().right > document.documentElement.clientWidth) event.target.classList.add("right");
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-show-keys]") || event.target.matches("[data-keys]")) toggleKeys();
});
