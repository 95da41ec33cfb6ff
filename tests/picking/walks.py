"""Steps of a walk that many tests take."""

from __future__ import annotations

from picking.models import Order, PickSlot
from tests.picking.conftest import Floor, Picker


def triple(answer: dict[str, object]) -> tuple[object, object, object]:
    return answer["verdict"], answer["code"], answer["step"]


def begin(floor: Floor, picker: Picker, *orders: tuple[tuple[int, int], ...]) -> list[Order]:
    """Orders for (sku, units) pairs, waved, on the cart, a tote in each slot."""
    made = [floor.order(*wanted) for wanted in orders]
    floor.wave()
    assert triple(picker.scan(floor.carts[0].barcode)) == ("ok", "pick.started", "slot")
    for position in range(PickSlot.objects.filter(pick_list__person=picker.person).count()):
        answer = picker.scan(floor.totes[position].barcode)
    assert triple(answer) == ("ok", "pick.ready", "location")
    return made


def decide(picker: Picker, reason: str, choice: str = "ELSEWHERE") -> dict[str, object]:
    """Say why a place gives less, then what to do about it."""
    assert triple(picker.command(reason)) == ("ok", "pick.short_told", "choose")
    return picker.command(choice)


def place(floor: Floor, code: str) -> str:
    return str(floor.places[code].barcode)
