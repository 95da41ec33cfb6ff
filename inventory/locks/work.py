"""What somebody works at: receipts, counts, move tasks. The first that a scan locks of inventory."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from inventory.models import InboundReceipt, MoveTask, StockCount
from inventory.states import CountState, MoveKind, MoveTaskState
from wms.core.prepared import Prepared

IN_HAND = ("warehouse", "receipt", "source__handling_unit", "source__warehouse", "sku", "lot", "suggested", "target")


def lock_receipt(receipt_id: int) -> InboundReceipt:
    return InboundReceipt.objects.select_for_update().get(pk=receipt_id)


def lock_receipts(ids: Collection[int]) -> list[InboundReceipt]:
    return list(InboundReceipt.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def lock_count(count_id: int) -> StockCount:
    rows = StockCount.objects.select_for_update(of=("self",)).select_related("location", "warehouse")
    return rows.get(pk=count_id)


def lock_move_task(task_id: int) -> MoveTask:
    return MoveTask.objects.select_for_update().get(pk=task_id)


def tasks_in_hand(person: int, kind: str, warehouse: int) -> QuerySet[MoveTask]:
    """The open task of one person and kind, with all that a screen shows of it."""
    rows = MoveTask.objects.filter(person=person, kind=kind, warehouse=warehouse, state=MoveTaskState.OPEN)
    return rows.select_related(*IN_HAND).order_by("pk")


def _receivings(person: int, warehouse: int) -> QuerySet[MoveTask]:
    rows = tasks_in_hand(person, MoveKind.RECEIVE, warehouse).filter(receipt__warehouse=warehouse)
    return rows.select_for_update(of=("receipt", "self"))


_lock_receivings: Prepared[MoveTask] = Prepared(_receivings, person=int, warehouse=int)
_lock_tasks: Prepared[MoveTask] = Prepared(
    lambda person, kind, warehouse: tasks_in_hand(person, kind, warehouse).select_for_update(of=("self",)),
    person=int,
    kind=str,
    warehouse=int,
)


def lock_task_in_hand(person_id: int, kind: str, warehouse_id: int) -> MoveTask | None:
    """The open task of one person and kind, locked, with all that a screen shows of it: one query."""
    found = _lock_tasks(person=person_id, kind=kind, warehouse=warehouse_id)
    return found[0] if found else None


def lock_receiving(person_id: int, warehouse_id: int) -> MoveTask | None:
    """A receiver's open task; its receipt is locked first, in the same statement."""
    found = _lock_receivings(person=person_id, warehouse=warehouse_id)
    return found[0] if found else None


def lock_count_in_hand(person_id: int, warehouse_id: int) -> StockCount | None:
    """The count that this person has begun and not ended, locked, with its place and warehouse."""
    rows = StockCount.objects.select_for_update(of=("self",)).select_related("location", "warehouse")
    rows = rows.filter(warehouse=warehouse_id, counted_by=person_id, state=CountState.OPEN).exclude(begun_at=None)
    return rows.order_by("pk").first()


def lock_count_at(location_id: int) -> StockCount | None:
    """The count of a place that is open or in review, locked."""
    rows = StockCount.objects.select_for_update(of=("self",)).select_related("location", "counted_by")
    return rows.filter(location=location_id, state__in=(CountState.OPEN, CountState.REVIEW)).order_by("pk").first()
