"""What every step of the pick screen says of its task, on the page and to a driver of it."""

from __future__ import annotations

from typing import Any

from picking.models import PickTask
from picking.operations.pick import order_of
from picking.selectors.walks import Position
from wms.scan.screen import Actor


def task_of(position: Position) -> PickTask:
    """The present task, at a step that is about one."""
    assert position.task is not None  # noqa: S101  these steps exist only because of a task
    return position.task


def data_of(position: Position, speech: str) -> dict[str, Any]:
    """What a driver of the screen needs to know; the same that the page shows."""
    task = task_of(position)
    tote = task.slot.handling_unit
    return {
        "location": task.location.code,
        "sku": task.sku.code,
        "lot": task.lot.code if task.lot else "",
        "wanted": position.wanted,
        "scanned": position.scanned,
        "tote": tote.code if tote else "",
        "slot": task.slot.position,
        "order": order_of(position.group),
        "orders": len(position.group),
        "is_bulk": task.slot.is_shared,
        "speech": speech,
    }


def spoken(actor: Actor, zh: str, en: str) -> str:
    """What the device says aloud, in its person's language."""
    return zh if actor.language.startswith("zh") else en.replace("，", ", ")
