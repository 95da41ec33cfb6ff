"""What picking listens to. Each is called in a unit of work of its own, at least once (wms.core.outbox)."""

from __future__ import annotations

from typing import Any

from picking.operations.certification import CERTIFIED, retry_certified
from picking.operations.destination import DESTINATION_KNOWN
from picking.operations.progress import WAVE_PROGRESS, settle_wave
from picking.operations.promises import DEMAND_TYPE
from picking.operations.returned import serve_returned
from picking.operations.routing import route_to_destination
from picking.operations.serve import (
    SERVE_WAITING,
    SETTLE_HELD,
    rank_of_facts,
    retry_held,
    serve_waiting,
    settle_held,
)
from wms.core.cause import Cause
from wms.core.outbox import subscribe


def on_stock_raised(key: str, facts: dict[str, Any]) -> None:
    warehouse_id, sku_id = map(int, key.split(":"))
    serve_waiting(cause=Cause.task("stock.raised"), warehouse_id=warehouse_id, sku_id=sku_id)


def on_serve_waiting(key: str, facts: dict[str, Any]) -> None:
    warehouse_id, sku_id = map(int, key.split(":"))
    serve_waiting(
        cause=Cause.task(SERVE_WAITING),
        warehouse_id=warehouse_id,
        sku_id=sku_id,
        after=rank_of_facts(facts.get("after")),
    )


def on_binding_changed(key: str, facts: dict[str, Any]) -> None:
    retry_held(binding_id=int(key))


def on_certified(key: str, facts: dict[str, Any]) -> None:
    retry_certified(warehouse_id=int(key))


def on_settle_held(key: str, facts: dict[str, Any]) -> None:
    settle_held(cause=Cause.task(SETTLE_HELD), order_id=int(key))


def on_allocation_returned(key: str, facts: dict[str, Any]) -> None:
    demand_type, _, demand_id = key.partition(":")
    if demand_type == DEMAND_TYPE:
        serve_returned(
            cause=Cause.task("allocation.returned"),
            order_item_id=int(demand_id),
            allocation_id=int(facts["allocation_id"]),
        )


def on_wave_progress(key: str, facts: dict[str, Any]) -> None:
    settle_wave(cause=Cause.task(WAVE_PROGRESS), wave_id=int(key))


def on_destination(key: str, facts: dict[str, Any]) -> None:
    route_to_destination(cause=Cause.task(DESTINATION_KNOWN), order_id=int(key))


def subscribe_all() -> None:
    subscribe(DESTINATION_KNOWN, "picking.routing", on_destination)
    subscribe("stock.raised", "picking.waiting", on_stock_raised)
    subscribe(SERVE_WAITING, "picking.waiting", on_serve_waiting)
    subscribe("binding.changed", "picking.held", on_binding_changed)
    subscribe(CERTIFIED, "picking.held", on_certified)
    subscribe(SETTLE_HELD, "picking.held", on_settle_held)
    subscribe("allocation.returned", "picking.tasks", on_allocation_returned)
    subscribe(WAVE_PROGRESS, "picking.waves", on_wave_progress)
