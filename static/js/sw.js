// Floor pages without network: the last page and its parts from the cache; scans themselves never pass through here.

const PAGES = "floor-pages-1";
const PARTS = "floor-parts-1";
const ABORT_AFTER = 3000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const current = [PAGES, PARTS];
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => !current.includes(name)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

function isFloorPage(request, url) {
  return request.mode === "navigate" && /^\/(rf|station)\//.test(url.pathname);
}

function keep(name, request, response) {
  if (response.ok && !response.redirected && response.type === "basic") {
    const copy = response.clone();
    caches.open(name).then((cache) => cache.put(request, copy));
  }
  return response;
}

function afterDeadline() {
  return new Promise((resolve, reject) => setTimeout(() => reject(new Error("deadline")), ABORT_AFTER));
}

// The network first, for at most three seconds; then what was there last time. Parts too: a page and its scripts
// must be of one version.
async function freshOrKept(name, request) {
  const fetching = fetch(request).then((response) => keep(name, request, response));
  try {
    return await Promise.race([fetching, afterDeadline()]);
  } catch (problem) {
    const kept = await caches.match(request, { ignoreSearch: true });
    return kept || fetching;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isFloorPage(event.request, url)) event.respondWith(freshOrKept(PAGES, event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(freshOrKept(PARTS, event.request));
});

self.addEventListener("message", (event) => {
  if (event.data === "forget-pages") event.waitUntil(caches.delete(PAGES));
});
