// The floor's sounds and vibrations (design/UI.md section 7), synthesised: nothing to load, nothing to miss offline.

const HIGH = 1760;
const MIDDLE = 1320;
const VOLUME = 0.5;

// Each tone: notes of [start ms, length ms, Hz, wave], and the vibration pattern beside it.
const TONES = {
  ok: { notes: [[0, 80, HIGH, "sine"]], buzz: [40] },
  more: { notes: [[0, 60, HIGH, "sine"]], buzz: [25] },
  line: { notes: [[0, 90, MIDDLE, "sine"], [110, 110, HIGH, "sine"]], buzz: [40, 40, 40] },
  order: { notes: [[0, 90, 1047, "sine"], [110, 90, MIDDLE, "sine"], [220, 140, HIGH, "sine"]], buzz: [80] },
  wrong: { notes: [[0, 160, 220, "square"], [190, 160, 220, "square"]], buzz: [120, 60, 120] },
  hazard: { notes: [[0, 200, 220, "square"], [200, 200, 880, "square"], [400, 200, 220, "square"]], buzz: [300] },
  queued: { notes: [[0, 60, 880, "sine"], [120, 60, 880, "sine"]], buzz: [25, 40, 25] },
  choice: { notes: [[0, 150, 660, "sine"]], buzz: [60] },
};

let context = null;

// Made while the page is idle: made lazily, it would cost the first scan an eighth of a second.
export function prepare() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context || context) return;
  context = new Context();
  const wake = () => {
    if (context.state === "suspended") context.resume();
  };
  ["pointerdown", "touchend", "keydown"].forEach((name) => document.addEventListener(name, wake, true));
}

function note([start, length, frequency, wave]) {
  const from = context.currentTime + start / 1000;
  const until = from + length / 1000;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = wave;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(VOLUME, from + 0.005);
  gain.gain.setValueAtTime(VOLUME, until - 0.01);
  gain.gain.linearRampToValueAtTime(0, until);
  oscillator.connect(gain);
  gain.connect(context.destination);
  oscillator.start(from);
  oscillator.stop(until);
}

// Before the first touch a browser refuses to vibrate, and complains.
function isTouched() {
  return !navigator.userActivation || navigator.userActivation.hasBeenActive;
}

// Returns how long the tone lasts, so that the voice can wait for its end.
export function play(name) {
  const tone = TONES[name];
  if (!tone) return 0;
  document.dispatchEvent(new CustomEvent("floor:tone", { detail: name })); // a wrapper may sound its own
  if (navigator.vibrate && isTouched()) navigator.vibrate(tone.buzz);
  if (context && context.state === "running") tone.notes.forEach(note);
  const last = tone.notes[tone.notes.length - 1];
  return last[0] + last[1];
}
