// "As the computer has it": sets the page's theme before anything is drawn, and again when the computer changes its mind.
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = function () {
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
  };
  follow();
  if (dark.addEventListener) dark.addEventListener("change", follow);
})();
