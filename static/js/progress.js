// While the server waits for the platform (a waybill, a label), asks how far it is. No scan, no number.

const EVERY = 500;

export function watchProgress(body, queue, screen, onNews) {
  let isAsking = false;

  function asksFor() {
    const place = body.querySelector("[data-progress]");
    return place && !queue.line.length && queue.isReachable && !document.hidden ? body.dataset.progressUrl : "";
  }

  // A scan made while the answer was on its way is judged first: its own answer brings the newer screen.
  function take(answer, answersBefore) {
    if (!answer || queue.line.length || screen.answers !== answersBefore) return;
    const shown = screen.seen();
    const isSame = shown.work === answer.work && shown.step === answer.step && shown.version === answer.version;
    const told = body.querySelector("[data-progress]");
    if (isSame && answer.data.waiting && told && told.dataset.progress === (answer.data.news || "")) return;
    screen.show(answer);
    onNews(answer);
  }

  setInterval(() => {
    const url = asksFor();
    if (!url || isAsking) return;
    isAsking = true;
    const answersBefore = screen.answers;
    fetch(url, { credentials: "same-origin", cache: "no-store", headers: { "X-Requested-With": "scan" } })
      .then((response) => (response.ok ? response.json() : null))
      .then((answer) => take(answer, answersBefore))
      .catch(() => undefined)
      .then(() => {
        isAsking = false;
      });
  }, EVERY);
}
