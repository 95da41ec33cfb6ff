"""Scans that lock much: they lock it in the one order (PROTOCOLS 1), whatever place is older than which."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from inventory.models import Allocation, Location
from inventory.operations import declare_loss
from picking.models import Order, PickList, Wave
from picking.operations import abort
from picking.operations.orders import import_order
from picking.operations.returned import serve_returned
from picking.states import AbortWay
from tests.factories.picking import order_facts
from tests.floor import CAUSE
from tests.lock_watch import lock_watch
from tests.picking.conftest import Floor, Picker
from tests.picking.test_bulk import begin as begin_bulk
from tests.picking.test_bulk import bulk  # noqa: F401  a fixture
from tests.picking.test_routing import TwoHouses, houses  # noqa: F401  a fixture
from tests.picking.walks import begin, decide, place
from wms.core.transactions import run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def at_the_younger_place(floor: Floor, picker: Picker) -> Floor:
    """The picker stands where two units should lie; a third lies at a place that has been stocked before."""
    floor.put("A02-01-01", 0, 1)
    older = Location.objects.filter(pk=floor.places["A02-01-01"].pk)
    older.update(is_blocked=True)
    floor.put("A01-01-01", 0, 2)
    begin(floor, picker, ((0, 2),))
    older.update(is_blocked=False)
    picker.scan(place(floor, "A01-01-01"))
    return floor


def test_a_short_is_settled_with_an_older_place_locked_first(at_the_younger_place: Floor, picker: Picker) -> None:
    picker.command("SHORT")
    with lock_watch() as watch:
        assert decide(picker, "NOSTOCK")["verdict"] == "ok"
    assert watch.too_late == []


def test_a_part_goes_into_the_tote_and_the_rest_is_damaged(at_the_younger_place: Floor, picker: Picker) -> None:
    picker.scan(at_the_younger_place.skus[0].code)
    picker.command("SHORT")
    decide(picker, "DAMAGED")
    with lock_watch() as watch:
        answer = picker.scan(at_the_younger_place.totes[0].barcode)
    assert (answer["verdict"], watch.too_late) == ("ok", [])


def test_a_short_part_whose_units_were_lost_meanwhile_is_refused(at_the_younger_place: Floor, picker: Picker) -> None:
    floor = at_the_younger_place
    picker.scan(floor.skus[0].code)
    picker.command("SHORT")
    decide(picker, "DAMAGED")
    lost = {"location": floor.places["A01-01-01"], "sku": floor.skus[0], "lot": None, "quantity": 2}
    run(partial(declare_loss, cause=CAUSE, reason="lost", **lost))
    with lock_watch() as watch:
        answer = picker.scan(floor.totes[0].barcode)
    assert (answer["code"], watch.too_late) == ("pick.allocation_moved", [])


def test_several_takes_are_undone_at_once(bulk: Floor, picker: Picker) -> None:  # noqa: F811
    begin_bulk(bulk, picker)
    picker.scan(place(bulk, "A01-01-01"))
    for _ in range(3):
        picker.scan(bulk.skus[0].code)
    picker.scan(bulk.totes[0].barcode)
    with lock_watch() as watch:
        assert picker.command("UNDO")["code"] == "scan.undone"
    assert watch.too_late == []


@pytest.mark.parametrize("missing", [0, 1], ids=["short at last", "short before the last"])
def test_a_walk_that_ends_short_leaves_the_tote_that_its_orders_share(
    bulk: Floor,  # noqa: F811
    picker: Picker,
    missing: int,
) -> None:
    begin_bulk(bulk, picker)
    tote = bulk.totes[0]
    for number, (code, sku, units) in enumerate((("A01-01-01", 0, 3), ("A01-03-01", 1, 2))):
        picker.scan(place(bulk, code))
        is_short = number == 1 - missing
        with lock_watch() as watch:
            if is_short:
                picker.command("SHORT")
                answer = decide(picker, "NOSTOCK", "HOLD")
            else:
                for _ in range(units):
                    picker.scan(bulk.skus[sku].code)
                answer = picker.scan(tote.barcode)
        assert answer["verdict"] == "ok"
    assert (answer["step"], watch.too_late) == ("cart", [])


def test_a_walk_that_ends_as_its_goods_are_gone_leaves_the_tote_that_its_orders_share(
    floor: Floor, picker: Picker
) -> None:
    floor.rule.is_bulk = True
    floor.rule.save()
    floor.put("A01-01-01", 0, 1)
    order = floor.order((0, 1))
    floor.wave()
    begin_bulk(floor, picker)
    lose = partial(declare_loss, cause=CAUSE, location=floor.places["A01-01-01"], sku=floor.skus[0], lot=None)
    run(partial(lose, quantity=1, reason="lost"))
    serve = partial(serve_returned, cause=CAUSE, order_item_id=order.items.get().pk)
    with lock_watch() as watch:
        assert run(partial(serve, allocation_id=Allocation.objects.get().pk)) == "short"
    assert (PickList.objects.get().state, watch.too_late) == ("picked", [])


def test_an_aborted_wave_takes_its_orders_totes_back_whatever_order_they_stand_in(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A01-03-01", 1, 5)
    for _ in range(2):
        floor.order((0, 1), (1, 1))
    floor.wave()
    for unit in (floor.carts[0], floor.totes[1], floor.totes[0]):
        picker.scan(unit.barcode)
    picker.scan(place(floor, "A01-01-01"))
    for tote in (1, 0):
        picker.scan(floor.skus[0].code)
        assert picker.scan(floor.totes[tote].barcode)["verdict"] == "ok"
    wave = Wave.objects.get()
    wave.abort_way = AbortWay.PUT_BACK
    with lock_watch() as watch:
        run(partial(abort._take_back, CAUSE, wave, PickList.objects.get().pk))
    assert (set(Order.objects.values_list("state", flat=True)), watch.too_late) == ({"promised"}, [])


@pytest.mark.parametrize(
    "told",
    [{"hold_code": "channel.risk"}, {"lines": slice(1, None)}],
    ids=["held by its channel", "of fewer lines"],
)
def test_an_order_in_two_parts_is_told_anew(houses: TwoHouses, told: dict[str, Any]) -> None:  # noqa: F811
    houses.put(0, home=5)
    houses.put(1, spain=5)
    facts = order_facts(houses.floor.line(0, 2), houses.floor.line(1), country="FR")
    tell = partial(import_order, cause=CAUSE, shop=houses.floor.shop)
    run(partial(tell, facts=facts))
    assert Order.objects.count() == 2
    news = {name: facts.lines[value] if name == "lines" else value for name, value in told.items()}
    later = replace(facts, modified_at=facts.modified_at + timedelta(minutes=1), **news)
    with lock_watch() as watch:
        run(partial(tell, facts=later))
    assert watch.too_late == []
