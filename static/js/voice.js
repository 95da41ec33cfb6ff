// Says place, quantity and slot aloud (design/UI.md section 7): a setting of this device, silent where it has no voice.

const KEY = "voice";
const TOO_LONG = 8000; // some engines never report the end: silence them

let waiting = 0;

export function isVoiceOn() {
  return localStorage.getItem(KEY) === "on";
}

// Each button that switches the voice says how it stands.
export function drawVoice(body) {
  body.querySelectorAll('[data-local="voice"]').forEach((button) => button.setAttribute("aria-pressed", String(isVoiceOn())));
}

export function switchVoice(body) {
  localStorage.setItem(KEY, isVoiceOn() ? "off" : "on");
  hush();
  drawVoice(body);
}

// Whatever is being said, or waits to be, ends: a tone never sounds together with the voice.
export function hush() {
  clearTimeout(waiting);
  if (window.speechSynthesis) window.speechSynthesis.cancel();
}

export function say(text, after) {
  if (!text || !isVoiceOn() || !window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
  waiting = setTimeout(() => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = document.documentElement.lang || "zh-CN";
    window.speechSynthesis.speak(utterance);
    waiting = setTimeout(() => window.speechSynthesis.cancel(), TOO_LONG);
  }, after || 0);
}
