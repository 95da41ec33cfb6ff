// Choosing rows of a list (design/UI.md 3, 8): a tick, shift and a tick, "x" on the row that is current, the head's
// tick for the page; the bulk bar says how many. Lists without acts have no ticks, and then this only opens rows.
import { onQuietKey } from "./desk-quiet.js";

let lastTick = null;

function ticksOf(list) {
  return Array.from(list.querySelectorAll("[data-tick]"));
}

function show(list) {
  const ticks = ticksOf(list);
  const chosen = ticks.filter((tick) => tick.checked);
  const every = list.querySelector("[data-bulk-every]");
  const bar = list.querySelector("[data-bulk]");
  const head = list.querySelector("[data-tick-all]");
  ticks.forEach((tick) => tick.closest("tr").classList.toggle("is-chosen", tick.checked));
  if (head) {
    head.checked = chosen.length === ticks.length && ticks.length > 0;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }
  if (!bar) {
    return;
  }
  if (every && every.checked && chosen.length < ticks.length) {
    every.checked = false;
  }
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-bulk-count]").textContent = String(chosen.length);
  const link = bar.querySelector("[data-bulk-export]");
  const address = new URL(link.dataset.plain || link.href);
  link.dataset.plain = address.href;
  if (!(every && every.checked)) {
    chosen.forEach((tick) => address.searchParams.append("pk", tick.value));
  }
  link.href = address.href;
}

function tickTo(list, tick) {
  const ticks = ticksOf(list);
  const [from, to] = [ticks.indexOf(lastTick), ticks.indexOf(tick)].sort((one, other) => one - other);
  if (from >= 0) {
    ticks.slice(from, to + 1).forEach((one) => {
      one.checked = tick.checked;
    });
  }
}

function currentRow() {
  const here = document.activeElement ? document.activeElement.closest("tr[data-row]") : null;
  return document.querySelector("tr[data-row].is-now, tr[data-row][aria-selected='true']") || here || document.querySelector("tr[data-row]:hover");
}

document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-list]");
  if (!event.target.closest("details.pick")) {
    document.querySelectorAll("details.pick[open]").forEach((open) => open.removeAttribute("open"));
  }
  if (!list) {
    return;
  }
  const tick = event.target.closest("[data-tick]");
  if (tick) {
    if (event.shiftKey && lastTick) {
      tickTo(list, tick);
    }
    lastTick = tick;
    show(list);
  } else if (event.target.matches("[data-tick-all]")) {
    ticksOf(list).forEach((one) => {
      one.checked = event.target.checked;
    });
    show(list);
  } else if (event.target.matches("[data-bulk-every]")) {
    if (event.target.checked) {
      ticksOf(list).forEach((one) => {
        one.checked = true;
      });
    }
    show(list);
  } else if (event.target.closest("tr[data-row]") && !event.target.closest("a, button, input, label, select, summary")) {
    const link = event.target.closest("tr[data-row]").querySelector("a[href]");
    if (link && !window.getSelection().toString()) {
      link.click();
    }
  }
});

// A chip near the right edge opens to the left.
document.addEventListener("toggle", (event) => {
  const drop = event.target.matches("details.pick[open]:not(.right)") && event.target.querySelector(".drop");
  if (drop && drop.getBoundingClientRect().right > document.documentElement.clientWidth) {
    event.target.classList.add("right");
  }
}, true);

document.addEventListener("mouseover", (event) => {
  const act = event.target.closest("[data-bulk] [data-note]");
  if (act) {
    act.closest("[data-bulk]").querySelector(".r").textContent = act.dataset.note;
  }
});

function choose() {
  const row = currentRow();
  const tick = row ? row.querySelector("[data-tick]") : null;
  if (tick) {
    tick.checked = !tick.checked;
    lastTick = tick;
    show(tick.closest("[data-list]"));
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.pick[open]").forEach((open) => open.removeAttribute("open"));
  }
});

onQuietKey((event) => (event.key === "x" ? choose : null));

document.querySelectorAll("[data-list]").forEach(show);
