// Registers the service worker where the browser allows one (a secure origin), so that a reload works without network.

export function keepPages(body) {
  if (!window.isSecureContext || !navigator.serviceWorker || !body.dataset.workerUrl) return;
  navigator.serviceWorker.register(body.dataset.workerUrl, { scope: "/" }).catch(() => undefined);
}

// Nobody's work may be read by the next one who picks up the device without network.
export function forgetPages() {
  if (navigator.serviceWorker && navigator.serviceWorker.controller) {
    navigator.serviceWorker.controller.postMessage("forget-pages");
  }
}
