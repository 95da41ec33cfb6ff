"""A floor with a put wall, and what its people do there."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone

from inventory.models import HandlingUnit, StockBalance
from packing.models import Waybill
from picking.models import Order
from picking.operations.cancel import request_cancel
from picking.operations.walls import make_wall
from picking.states import PickMode
from tests.picking.conftest import CAUSE, Floor, Picker, make_floor
from tests.picking.walks import place
from wms.core.models import Shop
from wms.core.transactions import run, unit_of_work

WANTED = (((0, 2), (1, 1)), ((0, 1), (2, 1)), ((1, 1), (2, 1)))  # (SKU, units) of three orders


def wall_floor(wanted: tuple[tuple[tuple[int, int], ...], ...] = WANTED, columns: int = 3) -> Floor:
    """Mixed orders for a put wall of one row."""
    made = make_floor()
    Shop.objects.filter(pk=made.shop.pk).update(channel=Shop.Channel.MANUAL)
    made.shop.refresh_from_db()
    run(partial(make_wall, cause=CAUSE, warehouse=made.warehouse, code="A", rows=1, columns=columns))
    made.rule.pick_mode = PickMode.WALL
    made.rule.save()
    for number, code in enumerate(("A01-01-01", "A01-03-01", "A02-01-01")):
        made.put(code, number, 10)
    now = timezone.now()
    for number, each in enumerate(wanted):
        made.order(*each, due_at=now + timezone.timedelta(hours=2 + number))
    made.wave()
    return made


def pick_all(floor: Floor, picker: Picker, tote: int = 0) -> dict[str, Any]:
    """Fetch everything that the open list wants into one tote."""
    answer = picker.scan(floor.carts[0].barcode)
    if answer["step"] == "slot":
        answer = picker.scan(floor.totes[tote].barcode)
    while answer["step"] == "location":
        data = answer["data"]
        answer = picker.scan(place(floor, data["location"]))
        for _ in range(data["wanted"]):
            answer = picker.scan(data["sku"])
        answer = picker.scan(floor.totes[tote].barcode)
    return answer


def label(code: str) -> str:
    return HandlingUnit.objects.get(code=code).barcode


def orders() -> list[Order]:
    return list(Order.objects.order_by("pk"))


def in_slot(code: str) -> int:
    rows = StockBalance.objects.filter(location__code=code)
    return sum(rows.values_list("on_hand", flat=True))


def sort_one(sorter: Picker, sku: str) -> dict[str, Any]:
    """Scan a unit and the slot that the screen says."""
    told = sorter.scan(sku)
    assert told["step"] == "slot", told
    return sorter.scan(label(told["data"]["slot"]))


def cancel(number: int) -> None:
    with unit_of_work():
        request_cancel(cause=CAUSE, order=orders()[number])


def seal(scanner: Any) -> dict[str, Any]:
    answer: dict[str, Any] = scanner.scan(Waybill.objects.latest("pk").number)
    return answer
