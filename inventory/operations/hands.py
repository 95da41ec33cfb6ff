"""What every flow does with a task in hand: keep what a scan has said, end it, pick up goods from a place.

The task is locked: the screens lock it before a scan is judged (inventory/locks), and these take no other lock.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from inventory.floor_errors import LotNotThere, NotThere
from inventory.models import InboundReceipt, Location, MoveTask, Sku, StockBalance
from inventory.selectors.items import sku_card
from inventory.states import MOVE_TASK_MOVES, MoveTaskState
from wms.core.cause import Cause
from wms.core.states import move_to

EMPTY_HANDS: dict[str, object] = {
    "sku": None,
    "lot": None,
    "quantity": 0,
    "suggested": None,
    "target": None,
    "remembered": "",
    "serials": [],
}


def keep(*, cause: Cause, task: MoveTask, **facts: object) -> MoveTask:
    """Write down what a scan has said; raises the work version. The task is locked."""
    for name, value in facts.items():
        setattr(task, name, value)
    task.touch(cause)
    task.save(update_fields=[*facts, *MoveTask.WORK_FIELDS])
    return task


def put_out_of_hand(*, cause: Cause, task: MoveTask) -> MoveTask:
    """Nothing is in hand any more, the source stays: the next item can be scanned. The task is locked."""
    return keep(cause=cause, task=task, **EMPTY_HANDS)


def end_task(*, cause: Cause, task: MoveTask, state: str = MoveTaskState.DONE) -> MoveTask:
    """Done, or given up: the goods are where the books have them. The task is locked."""
    move_to(task, state, MOVE_TASK_MOVES)
    return keep(cause=cause, task=task, state=task.state, done_at=timezone.now(), **EMPTY_HANDS)


def free_of(*, task: MoveTask, sku: Sku, lot_code: str = "", balances: Collection[StockBalance]) -> list[StockBalance]:
    """The free, good goods of a SKU (and lot) at the task's source.

    Refuses with NotThere, LotNotThere. `balances` = good_at(source), read once a scan.
    """
    of_sku = [balance for balance in balances if balance.sku_id == sku.pk]
    place = source_of(task)
    if not of_sku:
        wanted = {balance.sku_id: balance.sku for balance in balances}
        only = next(iter(wanted.values())) if len(wanted) == 1 else None
        raise NotThere(
            sku=only.code if only else "",
            scanned_sku=sku.code,
            location=place.code,
            versus={"wanted": sku_card(only), "scanned": sku_card(sku)} if only else None,
        )
    of_lot = [balance for balance in of_sku if not lot_code or (balance.lot and balance.lot.code == lot_code)]
    if not of_lot:
        raise LotNotThere(sku=sku.code, lot=lot_code, location=place.code)
    return of_lot


def goods_in_hand(task: MoveTask, balances: Collection[StockBalance]) -> StockBalance | None:
    """The balance that the task's goods come from; None when they are no longer there."""
    for balance in balances:
        if (balance.sku_id, balance.lot_id) == (task.sku_id, task.lot_id):
            return balance
    return None


def source_of(task: MoveTask) -> Location:
    """Where the goods lie that the task is about; a task without one is a bug."""
    assert task.source is not None  # noqa: S101  narrows the type
    return task.source


def sku_of(task: MoveTask) -> Sku:
    """What is in hand; asked only when something is."""
    assert task.sku is not None  # noqa: S101  narrows the type
    return task.sku


def receipt_of(task: MoveTask) -> InboundReceipt:
    """The ASN of a receiver's task, which is made with it."""
    assert task.receipt is not None  # noqa: S101  narrows the type
    return task.receipt
