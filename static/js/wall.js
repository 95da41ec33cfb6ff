// The wall screen tells how old what it shows is: counted here, so that a dead server cannot hide it.
const wall = document.querySelector("[data-wall]");
const staleSeconds = Number(wall.dataset.stale);
let answeredAt = performance.now();

document.body.addEventListener("htmx:afterSwap", () => {
  answeredAt = performance.now();
  show();
});

function show() {
  const seconds = Math.floor((performance.now() - answeredAt) / 1000);
  const age = wall.querySelector("[data-age]");
  if (age) {
    age.textContent = `${seconds} ${age.dataset.unit}`;
  }
  wall.classList.toggle("is-old", seconds > staleSeconds);
}

setInterval(show, 1000);
