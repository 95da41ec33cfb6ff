// The server's clock as this device last heard it: captured_at must not follow a handheld's own drift.

const KEY = "clock-offset-ms";

export function now() {
  return new Date(Date.now() + Number(localStorage.getItem(KEY) || 0));
}

export function learn(serverTime, sentAt, heardAt) {
  const server = Date.parse(serverTime);
  if (!Number.isNaN(server)) localStorage.setItem(KEY, String(Math.round(server - (sentAt + heardAt) / 2)));
}

// A page may come from the service worker's cache, hours old: its time counts only when nothing better is known.
export function learnOnce(serverTime) {
  if (serverTime && localStorage.getItem(KEY) === null) learn(serverTime, Date.now(), Date.now());
}

// told: what the device says of itself, {queue: how many scans wait, version: of this page}.
export function ping(url, told) {
  const sentAt = Date.now();
  const words = "?queue=" + told.queue + "&version=" + encodeURIComponent(told.version || "");
  return fetch(url + words, { credentials: "same-origin", cache: "no-store" })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
    .then((body) => {
      learn(body.server_time, sentAt, Date.now());
      return true;
    })
    .catch(() => false);
}
