// Says place, quantity and slot aloud where the page asks for it (data-voice) and the device has a voice.

const TOO_LONG = 8000; // some engines never report the end: silence them

export function say(text, after) {
  const body = document.body;
  if (!text || body.dataset.voice !== "on" || !window.speechSynthesis) return;
  setTimeout(() => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = document.documentElement.lang || "zh-CN";
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(utterance);
    setTimeout(() => window.speechSynthesis.cancel(), TOO_LONG);
  }, after || 0);
}
