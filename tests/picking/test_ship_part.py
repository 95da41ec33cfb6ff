"""A manager sends what is there of a short order: the rest is a part of its own that follows, or ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from inventory.models import Allocation
from picking.models import Order, OrderHistory, OrderItem, OrderLine, PickList
from picking.operations.channel_hold import record_channel_hold
from picking.operations.orders import import_order
from picking.operations.ship_part import Parted, end_rest, ship_part
from picking.selectors.parts import goods_there
from tests.factories.core import PersonFactory
from tests.factories.inventory import SkuBindingFactory
from tests.factories.picking import line_facts, order_facts
from tests.picking.conftest import CAUSE, Floor, Picker, deliver_all
from tests.picking.walks import begin, decide, place
from wms.core.models import Assignment, AuditEntry, WorkItem
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.core.transactions import run
from wms.ops.ledger import differences

WHY = "buyer agrees"


def part(order: Order, *, follows: bool = True, reason: str = WHY) -> Parted:
    return run(partial(ship_part, cause=CAUSE, order_id=order.pk, reason=reason, rest_follows=follows))


def refusal(work: Callable[[], object]) -> str:
    """The code that it refuses with; nothing has changed."""
    before = list(Order.objects.values_list("pk", "state", "hold_code")), AuditEntry.objects.count()
    with pytest.raises(OperationRefused) as refused:
        work()
    assert (list(Order.objects.values_list("pk", "state", "hold_code")), AuditEntry.objects.count()) == before
    return str(refused.value.code)


def goods(order: Order) -> list[tuple[int, int]]:
    return list(OrderItem.objects.filter(order=order).order_by("sku").values_list("sku", "quantity"))


@pytest.fixture
def short(floor: Floor, picker: Picker) -> Order:
    """Wants 3 and 1; one of the three is all that its place gives. Both lie in its tote."""
    floor.put("A01-01-01", 0, 3)
    floor.put("A01-02-01", 1, 5)
    (order,) = begin(floor, picker, ((0, 3), (1, 1)))
    picker.scan(place(floor, "A01-01-01"))
    picker.scan(floor.skus[0].code)
    picker.command("SHORT")
    decide(picker, "NOSTOCK")
    picker.scan(floor.totes[0].barcode)
    picker.scan(place(floor, "A01-02-01"))
    picker.scan(floor.skus[1].code)
    assert picker.scan(floor.totes[0].barcode)["work"] is None
    order.refresh_from_db()
    assert (order.state, order.hold_code) == ("held", "pick.short")
    return order


def test_what_lies_in_the_tote_goes_to_a_bench_and_the_rest_waits_for_its_goods(floor: Floor, short: Order) -> None:
    first, second = floor.skus[0].pk, floor.skus[1].pk
    parted = part(short)
    short.refresh_from_db()
    assert (parted.units, parted.rest_units, short.state, short.hold_code) == (2, 2, "picked", "")
    assert (goods(short), goods(parted.rest)) == ([(first, 1), (second, 1)], [(first, 2)])
    assert (parted.rest.part, parted.rest.number, parted.rest.state) == (2, short.number, "waiting")
    assert (floor.state(0), floor.state(1)) == ((1, 1, 2), (5, 1, 0))
    assert [line.quantity for line in OrderLine.objects.order_by("platform_line", "order")] == [1, 2, 1]
    assert not WorkItem.objects.filter(kind="pick.short").exclude(state="resolved").exists()
    assert differences() == []


def test_the_rest_is_promised_when_its_goods_come(floor: Floor, short: Order) -> None:
    rest = part(short).rest
    floor.put("A02-01-01", 0, 2)
    deliver_all()
    rest.refresh_from_db()
    assert (rest.state, rest.due_at, floor.state(0)) == ("promised", short.due_at, (3, 3, 0))
    assert differences() == []


def test_a_rest_that_does_not_come_holds_nothing(floor: Floor, short: Order) -> None:
    rest = part(short, follows=False).rest
    rest.refresh_from_db()
    assert (rest.state, rest.cancel_reason, floor.state(0)) == ("cancelled", WHY, (1, 1, 0))
    assert differences() == []


def test_who_decided_and_why_stand_in_the_history_and_the_audit(short: Order) -> None:
    rest = part(short).rest
    kept = OrderHistory.objects.get(order=short, code="order.part_ships", facts__reason=WHY)
    assert kept.facts == {"units": 2, "rest": 2, "part": 2, "reason": WHY}
    assert list(OrderHistory.objects.filter(order=rest).values_list("code", "became")) == [
        ("order.part_made", "held"),
        ("", "waiting"),
    ]
    entry = AuditEntry.objects.get(action="order.part_ships")
    assert (entry.subject, entry.after["units"], entry.after["reason"]) == (f"order:{short.number}", 2, WHY)


def test_before_its_walk_what_can_be_promised_goes(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 2)
    order = floor.order((0, 5), (1, 1))
    parted = part(order)
    order.refresh_from_db()
    assert (order.state, parted.rest.state, order.order_class) == ("promised", "waiting", "single_sku")
    assert (goods(order), goods(parted.rest)) == (
        [(floor.skus[0].pk, 2)],
        [(floor.skus[0].pk, 3), (floor.skus[1].pk, 1)],
    )
    assert (floor.state(0), floor.state(1)) == ((2, 2, 3), (0, 0, 1))
    assert (order.amount, parted.rest.amount) == (Decimal("3.96"), Decimal("15.84"))  # two fifths of a line of 9.90
    assert differences() == []


def test_a_gift_that_is_short_follows_and_the_platforms_line_is_counted_once(floor: Floor) -> None:
    binding = SkuBindingFactory(shop=floor.shop, sku=floor.skus[2])
    binding.components.create(sku=floor.skus[3], quantity=1, is_gift=True)
    floor.put("A01-01-01", 2, 4)
    facts = order_facts(line_facts(binding, 2))
    told = partial(import_order, cause=CAUSE, shop=floor.shop)
    order = run(partial(told, facts=facts)).order
    rest = part(order).rest
    (line,) = OrderLine.objects.filter(order=rest)
    assert (goods(order), goods(rest)) == ([(floor.skus[2].pk, 2)], [(floor.skus[3].pk, 2)])
    assert (line.is_cut, line.amount, OrderLine.objects.get(order=order).quantity) == (True, 0, 2)
    run(partial(told, facts=replace(facts, modified_at=facts.modified_at + timedelta(minutes=5))))
    assert not WorkItem.objects.filter(kind="order.changed_late").exists()
    assert list(Order.objects.order_by("part").values_list("state", flat=True)) == ["promised", "waiting"]
    assert differences() == []


def test_a_cut_rest_is_parted_again_and_the_platforms_line_is_still_counted_once(floor: Floor) -> None:
    binding = SkuBindingFactory(shop=floor.shop, sku=floor.skus[2])
    binding.components.create(sku=floor.skus[3], quantity=1, is_gift=True)
    floor.put("A01-01-01", 2, 4)
    facts = order_facts(line_facts(binding, 2))
    told = partial(import_order, cause=CAUSE, shop=floor.shop)
    rest = part(run(partial(told, facts=facts)).order).rest
    floor.put("A01-02-01", 3, 1)  # one of the two gifts
    last = part(rest).rest
    assert (goods(rest), goods(last)) == ([(floor.skus[3].pk, 1)], [(floor.skus[3].pk, 1)])
    assert list(OrderLine.objects.order_by("order").values_list("is_cut", flat=True)) == [False, True, True]
    run(partial(told, facts=replace(facts, modified_at=facts.modified_at + timedelta(minutes=5))))
    assert not WorkItem.objects.filter(kind="order.changed_late").exists()
    assert list(Order.objects.order_by("part").values_list("state", flat=True)) == ["promised", "promised", "waiting"]
    assert differences() == []


def test_a_process_that_knows_no_cut_sets_still_writes_lines_while_all_are_updated(floor: Floor) -> None:
    columns = "order_id, platform_line, product_id, seller_sku, quantity, amount, skip_reason"
    values = [floor.order((0, 1)).pk, "old", "", "", 1, 0, ""]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO picking_orderline ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)", values)
    assert OrderLine.objects.get(platform_line="old").is_cut is False


def test_a_part_may_be_parted_again_and_numbers_go_on(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 1)
    order = floor.order((0, 4))
    rest = part(order).rest
    floor.put("A01-02-01", 0, 1)  # whoever waits is served wholly or not at all: it still waits
    deliver_all()
    assert [row.units for row in goods_there(rest)] == [1]
    again = part(rest).rest
    assert (again.part, goods(again), floor.state(0)) == (3, [(floor.skus[0].pk, 2)], (2, 2, 2))
    assert sum(OrderLine.objects.values_list("quantity", flat=True)) == 4
    assert differences() == []


def test_it_refuses_what_cannot_be_parted(floor: Floor) -> None:
    order = floor.order((0, 2))
    assert refusal(lambda: part(order, reason=" ")) == "order.hold_reason"
    assert refusal(lambda: part(order)) == "part.nothing_there"
    floor.put("A01-01-01", 0, 2)
    assert refusal(lambda: part(order)) == "part.nothing_lacks"
    deliver_all()
    assert refusal(lambda: part(order)) == "part.nothing_lacks"
    for state, code in (("waved", "order.not_ready"), ("packing", "order.not_ready"), ("packed", "part.sealed"),
                        ("shipped", "part.sealed"), ("cancelled", "order.cancelled")):  # fmt: skip
        Order.objects.update(state=state)
        assert refusal(lambda: part(order)) == code


def test_it_refuses_what_the_platform_holds_or_ships(floor: Floor) -> None:
    frozen = floor.order((0, 2), hold_code="channel.frozen")
    assert refusal(lambda: part(frozen)) == "part.frozen"
    theirs = run(
        partial(
            import_order,
            cause=CAUSE,
            shop=floor.shop,
            facts=order_facts(floor.line(0, 1, skip_reason="platform_ships")),
        )
    ).order
    assert refusal(lambda: part(theirs)) == "part.platform_ships"


def test_a_freeze_that_comes_while_it_is_short_stops_the_part(short: Order) -> None:
    freeze = partial(record_channel_hold, cause=CAUSE, order_id=short.pk)
    assert run(partial(freeze, code="channel.frozen")) is True
    assert run(partial(freeze, code="channel.frozen")) is False
    assert refusal(lambda: part(short)) == "part.frozen"
    run(partial(freeze, code=""))
    assert part(short).units == 2


def test_while_somebody_walks_for_the_rest_nothing_is_parted(floor: Floor, short: Order) -> None:
    PickList.objects.update(state="open")
    assert refusal(lambda: part(short)) == "order.not_ready"


def test_a_rest_ends_when_another_part_goes_on(floor: Floor, short: Order) -> None:
    ends = partial(end_rest, cause=CAUSE, reason=WHY)
    assert refusal(lambda: run(partial(ends, order_id=short.pk))) == "part.no_rest"
    rest = part(short).rest
    run(partial(ends, order_id=rest.pk))
    rest.refresh_from_db()
    assert (rest.state, OrderHistory.objects.filter(order=rest, code="order.rest_ends").count()) == ("cancelled", 1)
    assert refusal(lambda: run(partial(ends, order_id=short.pk))) == "part.no_rest"
    assert refusal(lambda: run(partial(ends, order_id=rest.pk))) == "part.no_rest"
    assert not Allocation.objects.filter(state="waiting").exists()


@pytest.fixture
def desk(floor: Floor, client: Client) -> Client:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=floor.warehouse, role=Role.MANAGER)
    client.force_login(person)
    client.cookies["warehouse"] = floor.warehouse.code
    return client


def test_the_orders_page_and_its_work_item_show_what_is_there_and_ask(short: Order, desk: Client) -> None:
    item = WorkItem.objects.get(kind="pick.short")
    send = reverse("picking:ship_part", args=[short.pk])
    for address in (reverse("reports:order", args=[short.pk]), reverse("reports:work_item", args=[item.pk])):
        page = desk.get(address).content.decode()
        assert (send in page, "2 / 4 件" in page) == (True, True)
    desk.post(send, {"reason": WHY, "rest": "follows"})
    rest = Order.objects.get(part=2)
    end = reverse("picking:end_rest", args=[rest.pk])
    page = desk.get(reverse("reports:order", args=[rest.pk])).content.decode()
    assert (send in page, end in page, "缺的 2 件另发" in page) == (False, True, False)
    assert (
        "先发有货的 2 件，缺的 2 件另发：buyer agrees"
        in desk.get(reverse("reports:order", args=[short.pk])).content.decode()
    )
    desk.post(end, {"reason": WHY})
    rest.refresh_from_db()
    assert rest.state == "cancelled"


def test_an_operator_sees_what_is_there_and_no_button(short: Order, desk: Client) -> None:
    Assignment.objects.update(role=Role.OPERATOR)
    page = desk.get(reverse("reports:order", args=[short.pk])).content.decode()
    assert (reverse("picking:ship_part", args=[short.pk]) in page, "2 / 4 件" in page) == (False, True)
