"""The other two sides of a run: the imitated platform's control calls, and the system's own view of SIM."""

from __future__ import annotations

import time
from typing import Any

import httpx

GIVE_UP_SECONDS, RETRY_SECONDS = 180.0, 0.3


class Platform:
    """The sandbox's control door: buys, cancels, and tells what the front shows."""

    def __init__(self, gateway: dict[str, Any], shop: str) -> None:
        self.shop = shop
        self.client = httpx.Client(
            base_url=gateway["url"], timeout=10, headers={"X-Sandbox-Control": gateway["control_token"]}
        )

    def buy(self, lines: dict[str, int], carrier: str, is_choice: bool) -> str | None:
        """An order's number, or None when the front does not show enough."""
        body = {
            "shop": self.shop,
            "lines": [{"sku": sku, "quantity": units} for sku, units in lines.items()],
            "carrier": carrier,
            "choice": is_choice,
        }
        answer = self.client.post("/_control/orders", json=body)
        if answer.status_code == 409:
            return None
        answer.raise_for_status()
        return str(answer.json()["order_id"])

    def cancel(self, number: str) -> bool:
        """The buyer asks; False when the platform says that it is too late."""
        answer = self.client.post("/_control/cancel", json={"order_id": number})
        return answer.status_code == 200

    def tell_truth(self, units: dict[str, int]) -> None:
        self.client.post("/_control/truth", json={"shop": self.shop, "units": units}).raise_for_status()

    def front(self) -> dict[str, int]:
        """Shown stock by seller's SKU."""
        told = self.client.get("/_control/state").json()
        shops = told.get("shops", told)
        return {sku: int(shown) for sku, shown in shops[self.shop]["front"].items()}


class System:
    """/ops/sim/ of the running system; asked until it answers: its web server may just be down."""

    def __init__(self, url: str, token: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, headers={"X-Sim-Token": token})

    def begin(self, run: str, units: dict[str, int]) -> dict[str, Any]:
        """Announce goods; `run` names this call, so that asking twice announces once."""
        return self._until_answered("POST", "/ops/sim/begin", {"run": run, "units": units})

    def state(self) -> dict[str, Any]:
        """Where each order stands and what lies where."""
        return self._until_answered("GET", "/ops/sim/state")

    def audit(self) -> dict[str, Any]:
        """The state, with the ledger replayed."""
        return self._until_answered("GET", "/ops/sim/state?ledger=1")

    def _until_answered(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        ends = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                answer = self.client.request(method, path, json=body)
                if answer.status_code < 500:
                    answer.raise_for_status()
                    return dict(answer.json())
            except httpx.TransportError:
                if time.monotonic() > ends:
                    raise
            if time.monotonic() > ends:
                raise TimeoutError(path)
            time.sleep(RETRY_SECONDS)
