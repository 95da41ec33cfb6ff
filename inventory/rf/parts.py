"""What the screens of this app share: the task in hand, confirming by the same scan again, texts about goods."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone

from inventory.locks import lock_task_in_hand
from inventory.models import Location, Lot, MoveTask, Sku
from inventory.selectors.hands import task_in_hand
from inventory.states import LocationKind, MoveKind, MoveTaskState
from wms.core.models import ScanEvent
from wms.core.states import Role
from wms.scan.screen import Action, Actor, Barcode, Outcome, Pair, ScanScreen, Tile
from wms.scan.work import Work

FLOOR_ROLES = frozenset({Role.RECEIVER, Role.STOCK_KEEPER, Role.MANAGER})

CANCEL = Action("1", "CANCEL", ("放下这件", "Put it back"), "undo")
PARK = Action("1", "PARK", ("先不做", "Leave it"), "pause")


class TaskScreen(ScanScreen):
    """A screen whose work is this person's open task of one kind."""

    kind: ClassVar[MoveKind]
    roles = FLOOR_ROLES

    def open_work(self, actor: Actor) -> MoveTask | None:
        return task_in_hand(actor.person.pk, self.kind, actor.warehouse.pk)

    def lock(self, actor: Actor) -> MoveTask | None:
        return lock_task_in_hand(actor.person.pk, self.kind, actor.warehouse.pk)

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        """Every operation changes the very task that was locked, and a person has one of a kind."""
        if not isinstance(work, MoveTask):
            return self.open_work(actor)
        return work if work.state == MoveTaskState.OPEN else None

    def tile(self, actor: Actor) -> Tile:
        task = self.open_work(actor)
        return Tile() if task is None else Tile(resumes=True, note=self.resume_note(task))

    def resume_note(self, task: MoveTask) -> Pair:
        code = task.source.code if task.source else ""
        return (code, code)


def is_scanned_again(actor: Actor, work: Work | None, screen: str, code: str, barcode: Barcode) -> bool:
    """Was the last scan of this work (on this screen) by this person the same text, refused with `code`?

    The confirmation is read from the events, so that another device, or a scan in between, cannot fake it. One query.
    """
    events = ScanEvent.objects.filter(person=actor.person, device=actor.device, screen=screen)
    if work is not None:
        events = events.filter(work=work.work_key)
    last = events.order_by("-pk").values_list("code", "raw").first()
    return last == (code, barcode.text.raw)


def row_of(barcode: Barcode) -> Any:
    """The row that the resolver has read."""
    return barcode.candidate.facts["row"]


def place_of(barcode: Barcode) -> Location:
    """The location of a scanned place, or of a scanned tote."""
    row = row_of(barcode)
    return row if isinstance(row, Location) else row.location


def lot_of(barcode: Barcode) -> tuple[str, date | None]:
    """What the scan itself said of lot and expiry."""
    facts = barcode.candidate.facts
    return str(facts["lot_code"]), facts["expires_on"]  # type: ignore[return-value]


def today(actor: Actor) -> date:
    return timezone.now().astimezone(actor.warehouse.zone).date()


def data_of(task: MoveTask | None) -> dict[str, Any]:
    """The task as the answer's data carries it, for tests and for programs that drive the floor."""
    if task is None:
        return {}
    return {
        "receipt": task.receipt.number if task.receipt else "",
        "source": task.source.code if task.source else "",
        "sku": task.sku.code if task.sku else "",
        "lot": task.lot.code if task.lot else "",
        "units": task.quantity,
        "suggested": task.suggested.code if task.suggested else "",
        "target": task.target.code if task.target else "",
    }


def split_code(code: str) -> tuple[str, str]:
    """The aisle part, shown light, and the last two segments, which the eye needs."""
    segments = code.split("-")
    if len(segments) < 3:
        return "", code
    return "-".join(segments[:-2]) + "-", "-".join(segments[-2:])


def lot_words(lot: Lot | None) -> Pair:
    if lot is None:
        return ("", "")
    until = f" · {lot.expires_on.isoformat()}" if lot.expires_on else ""
    return (f"批次 {lot.code}{until}", f"Lot {lot.code}{until}")


def goods_of(sku: Sku, lot: Lot | None, units: int) -> dict[str, Any]:
    """What rf/goods/_next_item.html shows of goods in hand."""
    return {"sku": sku, "lot": lot_words(lot), "units": units}


def is_dock(location: Location) -> bool:
    return location.kind == LocationKind.RECEIVING_DOCK
