"""What inventory listens to: its own news. Each is called in a unit of work of its own, at least once."""

from __future__ import annotations

from typing import Any

from inventory.ledger import OVER_PROMISED
from inventory.operations.count import COUNT_WANTED, open_count
from inventory.operations.over_promise import settle_over_promise
from inventory.selectors.by_id import place_by_id
from wms.core.cause import Cause
from wms.core.outbox import subscribe


def on_over_promised(key: str, facts: dict[str, Any]) -> None:
    warehouse_id, sku_id = map(int, key.split(":"))
    settle_over_promise(cause=Cause.told(facts["cause"]), warehouse_id=warehouse_id, sku_id=sku_id)


def on_count_wanted(key: str, facts: dict[str, Any]) -> None:
    open_count(cause=Cause.told(facts["cause"]), location=place_by_id(int(key)), why=facts["why"])


def subscribe_all() -> None:
    subscribe(OVER_PROMISED, "inventory.over_promise", on_over_promised)
    subscribe(COUNT_WANTED, "inventory.count", on_count_wanted)
