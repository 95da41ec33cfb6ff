// Keeps the scan line focused, for devices that commit text only into a focused field.

const RETURN_AFTER = 5000; // a keyboard user may walk to a button; after this the scan line has it back

export function keepFocus(input) {
  let timer = 0;

  function focus() {
    if (document.activeElement !== input) input.focus({ preventScroll: true });
  }

  function elsewhere() {
    const active = document.activeElement;
    return active && active !== document.body && active !== input;
  }

  document.addEventListener("focusout", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!elsewhere()) focus();
      else if (!document.activeElement.matches("input, textarea, select")) timer = setTimeout(focus, RETURN_AFTER);
    }, 0);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("input, textarea, select, a, summary")) focus();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) focus();
  });
  window.addEventListener("pageshow", focus);
  focus();
  return focus;
}
