"""Putaway step by step [M31][M35]: an item of the tote, its place, how many of it; unknown barcodes are bound here."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.errors import QuantityNotPositive
from inventory.floor_errors import NoOtherPlace, UnusualPlace
from inventory.models import Location, Lot, MoveTask, Sku
from inventory.operations.carry_work import PutDown, lock_tote, present_goods, settle_hands
from inventory.operations.checks import check_bound, check_shelf, check_two_places
from inventory.operations.goods import add_barcode
from inventory.operations.hands import free_of, keep, sku_of, source_of
from inventory.operations.move import carry_free_units
from inventory.operations.putaway import put_away
from inventory.selectors.channel import bindings_of_sku
from inventory.selectors.hands import good_at
from inventory.selectors.suggestions import suggest_place
from inventory.states import Reason
from wms.core.cause import Cause
from wms.core.models import AuditEntry
from wms.core.work_items import close_work_items, raise_work_item

UNKNOWN_BARCODE = "putaway.unknown_barcode"
NOT_BOUND = "putaway.not_bound"


@dataclass(frozen=True)
class ItemInHand:
    """`units` lie in the tote; `place` is proposed (None: no place fits, any allowed one may be scanned)."""

    units: int
    needs_lot: bool
    place: Location | None


def take_item(*, cause: Cause, task: MoveTask, sku: Sku, lot_code: str = "") -> ItemInHand:
    """The item that goes to a shelf next; proposes its place. The task is locked.

    Refuses with NotThere, LotNotThere, SkuNotBound [M31].
    """
    there = free_of(task=task, sku=sku, lot_code=lot_code, balances=good_at(source_of(task).pk))
    check_bound(sku, task.warehouse_id)
    if len(there) > 1 and sku.tracks_lots:
        units = sum(balance.free for balance in there)
        keep(cause=cause, task=task, sku=sku, lot=None, quantity=units, remembered="")
        return ItemInHand(units, needs_lot=True, place=None)
    lot, units = there[0].lot, there[0].free
    place = suggest_place(sku=sku, lot=lot, warehouse_id=task.warehouse_id)
    keep(cause=cause, task=task, sku=sku, lot=lot, quantity=units, suggested=place, remembered="")
    return ItemInHand(units, needs_lot=False, place=place)


def name_putaway_lot(*, cause: Cause, task: MoveTask, lot_code: str) -> Lot | None:
    """Of which of the tote's lots the item is; proposes its place. Refuses with LotNotThere. The task is locked."""
    there = free_of(task=task, sku=sku_of(task), lot_code=lot_code, balances=good_at(source_of(task).pk))
    lot = there[0].lot
    place = suggest_place(sku=sku_of(task), lot=lot, warehouse_id=task.warehouse_id)
    keep(cause=cause, task=task, lot=lot, quantity=there[0].free, suggested=place)
    return lot


def suggest_other(*, cause: Cause, task: MoveTask) -> Location:
    """Propose the next place, after the last one the first again. Refuses with NoOtherPlace. The task is locked."""
    goods = {"sku": sku_of(task), "lot": task.lot, "warehouse_id": task.warehouse_id}
    place = suggest_place(**goods, after=task.suggested) or suggest_place(**goods)  # type: ignore[arg-type]
    if place is None or (task.suggested is not None and place.pk == task.suggested_id):
        raise NoOtherPlace(sku=sku_of(task).code)
    keep(cause=cause, task=task, suggested=place)
    return place


def choose_place(*, cause: Cause, task: MoveTask, target: Location, is_confirmed: bool) -> bool:
    """The place was scanned. True when the goods may go there; with one unit in hand there is nothing more to ask.

    Refuses with what put_away refuses of a place, then UnusualPlace where it is not the proposed one, unless
    `is_confirmed`. The task is locked; locks the tote, then the place.
    """
    check_two_places(source_of(task), target)
    lock_tote(task)
    check_shelf(sku=sku_of(task), lot=task.lot, target=target, quantity=1)
    if task.suggested is not None and task.suggested_id != target.pk and not is_confirmed:
        raise UnusualPlace(
            location=task.suggested.code,
            scanned_location=target.code,
            versus={"wanted": place_card(task.suggested), "scanned": place_card(target)},
        )
    if task.quantity > 1:
        keep(cause=cause, task=task, target=target)
    return task.quantity == 1


def shelve(*, cause: Cause, task: MoveTask, target: Location, units: int | None = None) -> PutDown:
    """`units` of the item in hand (None: all) go to the place; the task goes on while the source holds more.

    Refuses with QuantityNotPositive, LotNotThere, NotEnoughStock and what put_away refuses. The task is locked; locks
    both balances.
    """
    there = good_at(source_of(task).pk)
    wanted = present_goods(task, there).free if units is None else units
    if wanted < 1:
        raise QuantityNotPositive(quantity=wanted)
    lock_tote(task)
    moved = put_away(
        cause=cause, sku=sku_of(task), lot=task.lot, quantity=wanted, source=source_of(task), target=target
    )
    left = sum(balance.free for balance in there) - wanted
    return PutDown(moved.movement_id, wanted, settle_hands(cause=cause, task=task, left=left))


def shelve_single(*, cause: Cause, task: MoveTask, target: Location) -> PutDown:
    """The one unit in hand goes to a place that choose_place has judged and locked in this transaction. Locks both
    balances.
    """
    moved = carry_free_units(
        cause=cause,
        sku=sku_of(task),
        lot=task.lot,
        quantity=1,
        source=source_of(task),
        target=target,
        reason=Reason.PUT_AWAY,
    )
    return PutDown(moved.movement_id, 1, settle_hands(cause=cause, task=task))


def remember_unknown(*, cause: Cause, task: MoveTask, raw: str, may_bind: bool) -> None:
    """[M31] What stays of a refused, unknown barcode: a work item, and for those who may bind it, the next step."""
    raise_work_item(
        cause=cause,
        kind=UNKNOWN_BARCODE,
        warehouse_id=source_of(task).warehouse_id,
        subject_type="barcode",
        subject_id=raw[:40],
        subject_label=raw[:60],
        facts={"location": source_of(task).code, "raw": raw},
        stage="putaway",
    )
    if may_bind:
        keep(cause=cause, task=task, remembered=raw)


def ask_for_binding(*, cause: Cause, task: MoveTask, sku_code: str) -> None:
    """[M31] Goods in the house that no platform product stands for: somebody must bind them."""
    raise_work_item(
        cause=cause,
        kind=NOT_BOUND,
        warehouse_id=source_of(task).warehouse_id,
        subject_type="sku",
        subject_id=sku_code,
        subject_label=sku_code,
        facts={"location": source_of(task).code},
        stage="putaway",
    )


def bind_barcode(*, cause: Cause, task: MoveTask, sku: Sku) -> ItemInHand:
    """[M31] The remembered barcode means this SKU, and so its platform product, from now on. Audited.

    Refuses with NotThere (the goods must lie in the tote), LotNotThere, SkuNotBound. The task is locked.
    """
    raw = task.remembered
    in_hand = take_item(cause=cause, task=task, sku=sku)
    barcode = add_barcode(sku=sku, value=raw)
    products = sorted({binding.product_id for binding in bindings_of_sku(sku.pk, task.warehouse_id)})
    AuditEntry.objects.create(
        warehouse_id=task.warehouse_id,
        action="barcode.bound",
        subject=barcode.value,
        before={},
        after={"sku": sku.code, "products": products},
        **cause.columns,
    )
    close_work_items(kind=UNKNOWN_BARCODE, subject_type="barcode", subject_id=raw[:40], resolution=sku.code)
    return in_hand


def place_card(location: Location) -> dict[str, object]:
    """A place as a stop screen's card shows it."""
    return {"picture": "", "name": [location.code, location.code], "variant": "", "code": location.code}
