"""What the channel stops stays stopped, whatever else happens to the order on the floor, until it is let go."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from picking.models import Order, OrderLine, Wave
from picking.operations.cancel import request_cancel
from picking.operations.channel_hold import record_channel_hold
from picking.operations.refund import refund_lines
from picking.operations.serve import top_up_short_orders
from picking.states import AbortWay
from tests.picking.conftest import CAUSE, Floor, Picker, make_picker
from tests.picking.test_ship_part import part, refusal
from tests.picking.test_ship_part import short as short  # a fixture
from tests.picking.walks import begin, decide, place
from tests.picking.walls import orders, pick_all, sort_one, wall_floor
from tests.picking.waves_at_desk import cancel
from wms.core.models import WorkItem
from wms.core.transactions import run

FROZEN = "channel.frozen"


def say(order: Order, code: str) -> bool:
    return run(partial(record_channel_hold, cause=CAUSE, order_id=order.pk, code=code))


def held(order: Order) -> tuple[str, str, str]:
    order.refresh_from_db()
    return order.state, order.hold_code, order.channel_stop


def stopped() -> int:
    return WorkItem.objects.filter(kind="order.stopped_by_channel").exclude(state="resolved").count()


def test_frozen_on_its_walk_and_then_short_it_is_not_sent_in_part(floor: Floor, picker: Picker) -> None:
    floor.put("A01-01-01", 0, 3)
    (order,) = begin(floor, picker, ((0, 3),))
    say(order, FROZEN)
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.command("SHORT")
    decide(picker, "NOSTOCK")
    picker.scan(floor.totes[0].barcode)
    assert held(order) == ("held", "pick.short", FROZEN)
    assert order.hold_facts["missing"] == {floor.skus[0].code: 2}
    assert refusal(lambda: part(order)) == "part.frozen"
    assert (say(order, ""), say(order, ""), stopped()) == (True, False, 0)
    assert part(order).units == 1


def test_while_it_is_frozen_nobody_is_sent_for_the_rest(floor: Floor, short: Order) -> None:
    floor.put("A02-01-01", 0, 2)
    say(short, FROZEN)
    assert (top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse), stopped()) == ([], 1)
    say(short, "")
    assert (top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse), stopped()) == ([short.pk], 0)


def test_frozen_before_the_walk_for_its_rest_begins_it_is_still_frozen_after_it(
    floor: Floor, short: Order, picker: Picker
) -> None:
    floor.put("A02-01-01", 0, 2)
    top_up_short_orders(cause=CAUSE, warehouse=floor.warehouse)
    say(short, FROZEN)
    picker.scan(floor.carts[0].barcode)
    picker.scan(floor.totes[0].barcode)
    assert held(short) == ("picking", FROZEN, FROZEN)
    for raw in (place(floor, "A02-01-01"), floor.skus[0].code, floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    assert held(short) == ("picked", FROZEN, FROZEN)


def test_frozen_and_whole_without_what_was_refunded_it_is_still_frozen(short: Order) -> None:
    say(short, FROZEN)
    line = OrderLine.objects.filter(order=short, quantity=3).get()
    short.refresh_from_db()
    run(partial(refund_lines, cause=CAUSE, parts=[short], platform_lines=[line.platform_line]))
    assert held(short) == ("picked", FROZEN, FROZEN)


def test_frozen_and_put_back_with_its_wave_it_is_still_frozen(floor: Floor, short: Order) -> None:
    say(short, FROZEN)
    cancel(floor, Wave.objects.get(), AbortWay.PUT_BACK)
    assert held(short) == ("held", FROZEN, FROZEN)
    assert not WorkItem.objects.filter(kind="pick.short").exclude(state="resolved").exists()
    assert stopped() == 0, "it is off the floor: the import tells when it goes on"


@pytest.mark.django_db
def test_frozen_and_short_at_a_wall_it_is_still_frozen_when_more_is_missing() -> None:
    floor = wall_floor()
    pick_all(floor, make_picker(floor))
    order = orders()[0]
    Order.objects.filter(pk=order.pk).update(state="held", hold_code="pick.short", hold_facts={"missing": {}})
    say(order, FROZEN)
    sorter = make_picker(floor, "put_wall", "tote")
    sorter.scan(floor.totes[0].barcode)
    sort_one(sorter, floor.skus[0].code)
    assert sorter.command("MISSING")["code"] == "wall.tote_empty"
    assert held(order) == ("held", "pick.short", FROZEN)
    assert order.hold_facts["missing"] == {floor.skus[0].code: 1, floor.skus[1].code: 1}


def test_frozen_when_its_wave_is_aborted_it_is_held_and_waits_for_a_wave_once_it_is_let_go(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    frozen, other = floor.order((0, 2), number="F-1"), floor.order((0, 3))
    floor.wave()
    say(frozen, FROZEN)
    cancel(floor, Wave.objects.get())
    assert held(frozen) == ("held", FROZEN, FROZEN)
    assert (held(other), frozen.wave, stopped()) == (("promised", "", ""), None, 0)
    assert floor.state(0) == (9, 5, 0)
    floor.wave()
    assert (held(frozen)[0], held(other)[0]) == ("held", "waved")
    floor.order((0, 2), number="F-1", modified_at=frozen.platform_modified_at + timedelta(minutes=1))
    assert held(frozen) == ("promised", "", "")
    assert floor.state(0) == (9, 5, 0)


def test_frozen_and_then_cancelled_it_is_nobody_s_work_any_more(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    order = floor.order((0, 2))
    floor.wave()
    say(order, FROZEN)
    assert stopped() == 1
    run(partial(request_cancel, cause=CAUSE, order=order))
    assert (held(order)[0], stopped()) == ("cancelled", 0)
