"""The other two sides of a run: the imitated platform's control calls, and the system's own view of SIM."""

from __future__ import annotations

import time
from typing import Any

import httpx


class Platform:
    """The sandbox's control door: buys, cancels, and tells what the front shows."""

    def __init__(self, gateway: dict[str, Any], shop: str) -> None:
        self.shop = shop
        self.client = httpx.Client(
            base_url=gateway["url"], timeout=10, headers={"X-Sandbox-Control": gateway["control_token"]}
        )

    def buy(self, lines: dict[str, int], carrier: str, *, is_choice: bool) -> str | None:
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
    """/ops/sim/ of the running system."""

    def __init__(self, url: str, token: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, headers={"X-Sim-Token": token})

    def begin(self, units: dict[str, int]) -> dict[str, Any]:
        answer = self.client.post("/ops/sim/begin", json={"units": units})
        answer.raise_for_status()
        return dict(answer.json())

    def state(self, seconds: float = 120.0) -> dict[str, Any]:
        """Asked until answered: the web server may just be down."""
        ends = time.monotonic() + seconds
        while True:
            try:
                answer = self.client.get("/ops/sim/state")
                if answer.status_code == 200:
                    return dict(answer.json())
            except httpx.TransportError:
                pass
            if time.monotonic() > ends:
                raise TimeoutError("/ops/sim/state")
            time.sleep(0.3)
