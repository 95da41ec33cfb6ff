// One scan over the wire, and what its answer means for the queue.

const DEADLINE = 10000;
const FIELDS = ["id", "run", "seq", "seen", "after", "raw", "symbology", "captured_at", "person"];

function post(url, body) {
  return fetch(url, {
    method: "POST",
    credentials: "same-origin",
    cache: "no-store",
    headers: { "Content-Type": "application/json", "X-Requested-With": "scan" },
    body: JSON.stringify(body),
  });
}

function within(wait, promise) {
  return Promise.race([
    promise,
    new Promise((resolve, reject) => setTimeout(() => reject(new Error("deadline")), wait)),
  ]);
}

// Only an answer in our own form may end a scan: a hotel's login page answers 200, 403 and 404 as well.
async function ours(response) {
  try {
    const body = await response.json();
    return body && typeof body.code === "string" ? body : null;
  } catch (problem) {
    return null;
  }
}

function judge(status, body) {
  if (status === 500) return { kind: "bug" };
  if (status > 500 || body === null) return { kind: "unreachable" }; // a gateway speaks: the application was not reached
  if (status === 401) return { kind: "signed_out", body };
  if (body.verdict === "gap") return { kind: "gap", body };
  return { kind: "final", body };
}

// kind: final | gap | signed_out | bug | unreachable.
export async function send(scan, givesUp) {
  const body = {};
  FIELDS.forEach((field) => {
    body[field] = scan[field];
  });
  if (givesUp) body.give_up = true;
  try {
    const response = await within(DEADLINE, post(scan.url, body));
    const answer = await within(DEADLINE, ours(response));
    if (answer) answer.heardAt = Date.parse(response.headers.get("Date") || "") || 0;
    return judge(response.status, answer);
  } catch (problem) {
    return { kind: "unreachable" };
  }
}
