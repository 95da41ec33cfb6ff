"""The platform's own messages: signed, at least once, in no promised order, to the address that the application set.

Body and signature as published: `{"data", "message_type", "seller_id", "site", "timestamp"}` with seconds, and in
`Authorization` the lower-case hex HMAC-SHA256 of application key and raw body. Not 200 means once more, 12 times.
"""

import hashlib
import hmac
import json
import threading
import urllib.error
import urllib.request
from collections import deque

from wms.aliexpress.sandbox.faults import Faults
from wms.aliexpress.sandbox.state import World

ORDER_CHANGED = 53
TRIES = 12
DEADLINE_SECONDS = 3.0
EVENTS = {
    "PLACE_ORDER_SUCCESS": "OrderCreated",
    "WAIT_SELLER_SEND_GOODS": "PaymentAuthorized",
    "WAIT_BUYER_ACCEPT_GOODS": "OrderShipped",
    "FINISH": "OrderClosed",
}


def sign(world: World, body: bytes) -> str:
    """What goes into the `Authorization` header."""
    return hmac.new(world.app_secret.encode(), world.app_key.encode() + body, hashlib.sha256).hexdigest()


def message(world: World, shop: str, order_id: int, status: str) -> bytes:
    """One message about an order."""
    data = {"orderId": order_id, "orderStatus": EVENTS.get(status, status)}
    told = {
        "seller_id": world.shops[shop].seller_id, "message_type": ORDER_CHANGED, "data": data,
        "timestamp": int(world.now()), "site": "ae_global",
    }  # fmt: skip
    return json.dumps(told, separators=(",", ":")).encode()


class Pusher:
    """Sends what the world's orders have done, from a thread of its own; idle while no address is set."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world, self._faults = world, faults
        self._again: deque[tuple[float, int, bytes]] = deque()
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="pusher", daemon=True)
        self.sent = 0
        self.answers: deque[int] = deque(maxlen=200)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for it."""
        self._is_ending = True
        self._world.news_woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_ending:
            self._world.news_woken.wait(self._rest())
            self._world.news_woken.clear()
            self.step()

    def _rest(self) -> float | None:
        return max(0.0, self._again[0][0] - self._world.now()) if self._again else None

    def step(self) -> None:
        """Send what is due (a test can call it by itself)."""
        with self._world.lock:
            news = list(self._world.news)
            self._world.news.clear()
        url = self._world.push_url
        if not url:
            return
        bodies = [message(self._world, *told) for told in news]
        if bodies and self._faults.hit("reordered_pushes"):
            bodies.reverse()
        copies = int(self._faults.hit("duplicated_pushes") or 1)
        now = self._world.now()
        due = [(tries, body) for when, tries, body in self._again if when <= now]
        self._again = deque(entry for entry in self._again if entry[0] > now)
        for tries, body in [*due, *((1, body) for body in bodies for _ in range(copies))]:
            if self._send(url, body) != 200 and tries < TRIES:
                self._again.append((now + self._world.settings["push_retry_seconds"], tries + 1, body))

    def _send(self, url: str, body: bytes) -> int:
        headers = {"Content-Type": "application/json;charset=utf-8", "Authorization": sign(self._world, body)}
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310  set by control
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as answer:  # noqa: S310
                status = int(answer.status)
        except urllib.error.HTTPError as refused:
            status = refused.code
        except OSError:
            status = 0
        self.sent += 1
        self.answers.append(status)
        return status
