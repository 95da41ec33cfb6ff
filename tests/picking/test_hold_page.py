"""The order's page holds an order back with a reason and releases it; who did it and why is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from picking.models import Order
from tests.factories.core import PersonFactory, WarehouseFactory
from tests.picking.test_person_hold import order  # noqa: F401  a promised order
from wms.core.models import Assignment, AuditEntry
from wms.core.states import Role


@pytest.fixture
def desk(order: Order, client: Client) -> Client:  # noqa: F811
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=order.warehouse, role=Role.OPERATOR)
    client.force_login(person)
    client.cookies["warehouse"] = order.warehouse.code
    return client


def page(desk: Client, held: Order) -> str:
    return desk.get(reverse("reports:order", args=[held.pk])).content.decode()


def test_an_operator_holds_and_releases_at_the_orders_page(order: Order, desk: Client) -> None:  # noqa: F811
    hold, release = (reverse(f"picking:{name}_order", args=[order.pk]) for name in ("hold", "release"))
    assert (hold in page(desk, order), release in page(desk, order)) == (True, False)
    desk.post(hold, {"reason": " buyer  calls "})
    order.refresh_from_db()
    assert (order.state, order.hold_code, order.hold_facts) == ("held", "hold.by_person", {"reason": "buyer calls"})
    shown = page(desk, order)
    assert (hold in shown, release in shown, "buyer calls" in shown) == (False, True, True)
    desk.post(hold, {"reason": "once more"})
    desk.post(release)
    desk.post(release)
    order.refresh_from_db()
    assert (order.state, order.hold_code) == ("promised", "")
    kept = AuditEntry.objects.filter(subject=f"order:{order.number}").order_by("pk")
    assert [(row.action, row.after["reason"]) for row in kept] == [
        ("order.hold", "buyer calls"),
        ("order.release", "buyer calls"),
    ]


def test_without_a_reason_nothing_is_held(order: Order, desk: Client) -> None:  # noqa: F811
    answer = desk.post(reverse("picking:hold_order", args=[order.pk]), {"reason": " "}, follow=True)
    order.refresh_from_db()
    assert (order.state, "写明原因" in answer.content.decode()) == ("promised", True)
    assert not AuditEntry.objects.filter(action="order.hold").exists()


def test_an_order_on_the_floor_offers_neither(order: Order, desk: Client) -> None:  # noqa: F811
    Order.objects.filter(pk=order.pk).update(state="waved")
    shown = page(desk, order)
    assert all(reverse(f"picking:{name}_order", args=[order.pk]) not in shown for name in ("hold", "release"))


def test_another_warehouses_order_is_not_there(order: Order, desk: Client) -> None:  # noqa: F811
    Order.objects.filter(pk=order.pk).update(warehouse=WarehouseFactory())
    assert desk.post(reverse("picking:hold_order", args=[order.pk]), {"reason": "x"}).status_code == 404
