"""Acts on chosen orders and exceptions: each by itself, never another warehouse's, and why others were left alone."""

from __future__ import annotations

import pytest
from django.test import Client

from picking.models import Order
from picking.operations.promises import BY_PERSON
from picking.states import OrderState
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.reports import rows
from tests.reports.test_work_items import claim, make_item, resolve
from wms.core.messages import say
from wms.core.models import AuditEntry, Person, Warehouse, WorkItem

HOLD, RELEASE = "/orders/chosen/hold/", "/orders/chosen/release/"
CLAIM, RESOLVE = "/work/chosen/claim/", "/work/chosen/resolve/"


def held(house: Warehouse) -> list[Order]:
    return list(Order.objects.filter(warehouse=house, hold_code=BY_PERSON).order_by("pk"))


def title(code: str, **facts: object) -> str:
    return str(say(code, facts, "zh-hans").title)


def ticked(*chosen: Order | WorkItem) -> dict[str, list[int]]:
    return {"pk": [row.pk for row in chosen]}


def test_chosen_orders_are_held_for_one_reason_and_let_go_again(house: Warehouse, desk: Client) -> None:
    first, second = rows.order(house), rows.order(house, state=OrderState.WAITING)
    gone = rows.order(house, state=OrderState.SHIPPED)
    foreign = rows.order(StockedWarehouseFactory())
    chosen = ticked(first, second, gone, foreign)
    asked = desk.post(f"{HOLD}?sort=due", chosen)
    assert (asked.status_code, asked.context["names"]) == (200, [first.number, second.number, gone.number])
    assert held(house) == []
    told = desk.post(f"{HOLD}?sort=due", {**chosen, "reason": " 等  客服 "}, follow=True)
    assert told.redirect_chain == [("/orders/?sort=due", 302)]
    assert "3 单中 2 单已挂起" in told.content.decode()
    assert f"{title('order.on_the_floor', order=gone.number, state='shipped')} 1" in told.content.decode()
    assert [(order.pk, order.hold_facts["reason"]) for order in held(house)] == [
        (first.pk, "等 客服"),
        (second.pk, "等 客服"),
    ]
    assert held(foreign.warehouse) == []
    told = desk.post(RELEASE, ticked(first, gone, foreign), follow=True)
    assert "2 单中 1 单已放行" in told.content.decode()
    assert title("order.not_held", order=gone.number) in told.content.decode()
    assert held(house) == [second]
    assert AuditEntry.objects.filter(action="order.hold").count() == 2
    assert AuditEntry.objects.filter(action="order.release").count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 121])
def test_a_reason_that_cannot_be_is_asked_for_again(house: Warehouse, desk: Client, reason: str) -> None:
    order = rows.order(house)
    answer = desk.post(HOLD, {**ticked(order), "reason": reason})
    assert answer.status_code == 400
    assert "1 到 120 字" in answer.content.decode()
    assert held(house) == []


def test_all_of_the_filter_is_held_and_nothing_beside_it(
    house: Warehouse, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    yanwen = [rows.order(house, carrier="YANWEN") for _ in range(2)]
    rows.order(house, carrier="CAINIAO")
    asked = desk.post(f"{HOLD}?carrier=YANWEN", {"every": "1"})
    assert asked.context["keys"] == [order.pk for order in yanwen]
    desk.post(f"{HOLD}?carrier=YANWEN", {"pk": asked.context["keys"], "reason": "等"})
    assert held(house) == yanwen
    monkeypatch.setattr("wms.core.desk.each.MOST_AT_ONCE", 1)
    told = desk.post(f"{RELEASE}?carrier=YANWEN", {"every": "1"}, follow=True)
    assert title("list.too_many_chosen", limit=1) in told.content.decode()
    assert held(house) == yanwen


def test_chosen_exceptions_are_claimed_unless_somebody_has_them(
    house: Warehouse, manager: Person, desk: Client
) -> None:
    free, taken, done = (make_item(house, number) for number in range(3))
    everybodys, foreign = make_item(None, 4, kind="message_parked"), make_item(StockedWarehouseFactory(), 5)
    claim(taken, PersonFactory(name="陈伟"))
    resolve(done, manager, "x")
    told = desk.post(f"{CLAIM}?stage=", ticked(free, taken, done, everybodys, foreign), follow=True)
    text = told.content.decode()
    assert "4 条异常中 2 条已认领" in text
    for why in (title("work.taken", owner="陈伟"), title("work.resolved")):
        assert f"{why} 1" in text
    assert set(WorkItem.objects.filter(owner=manager, state="claimed")) == {free, everybodys}
    foreign.refresh_from_db()
    assert (foreign.state, foreign.owner) == ("open", None)


def test_chosen_exceptions_are_resolved_with_the_same_words(house: Warehouse, manager: Person, desk: Client) -> None:
    first, second, done = (make_item(house, number) for number in range(3))
    foreign = make_item(StockedWarehouseFactory(), 5)
    resolve(done, manager, "before")
    chosen = ticked(first, second, done, foreign)
    asked = desk.post(f"{RESOLVE}?owner=me", chosen)
    assert asked.context["keys"] == [first.pk, second.pk, done.pk]
    assert desk.post(RESOLVE, {**chosen, "resolution": "x" * 201}).status_code == 400
    assert not WorkItem.objects.filter(state="resolved").exclude(pk=done.pk).exists()
    told = desk.post(f"{RESOLVE}?owner=me", {**chosen, "resolution": "已补货"}, follow=True)
    assert told.redirect_chain == [("/work/?owner=me", 302)]
    assert "3 条异常中 2 条已解决" in told.content.decode()
    assert set(WorkItem.objects.filter(resolution="已补货", owner=manager)) == {first, second}
    assert not WorkItem.objects.filter(pk=foreign.pk, state="resolved").exists()


@pytest.mark.parametrize("address", [HOLD, RELEASE, CLAIM, RESOLVE])
def test_without_a_ticked_row_nothing_is_done_and_it_is_told(house: Warehouse, desk: Client, address: str) -> None:
    order, item = rows.order(house), make_item(house)
    told = desk.post(address, {"reason": "x", "resolution": "x"}, follow=True)
    assert title("list.nothing_chosen") in told.content.decode()
    assert (held(house), WorkItem.objects.get().state, Order.objects.get().state) == ([], item.state, order.state)


def test_lists_offer_their_acts_with_a_tick_in_each_row(house: Warehouse, desk: Client) -> None:
    order, item = rows.order(house), make_item(house)
    for address, row, acts in (("/orders/", order, (HOLD, RELEASE)), ("/work/", item, (CLAIM, RESOLVE))):
        html = desk.get(address).content.decode()
        assert f'name="pk" value="{row.pk}"' in html
        assert all(f'formaction="{act}?' in html for act in acts)
