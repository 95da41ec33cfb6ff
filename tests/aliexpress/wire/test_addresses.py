"""[M21] Clear addresses: unmasked once, encrypted at rest, seen by who may, audited, purged when served."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from picking.models import Order
from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.aliexpress.wire.test_desk_connect import signed_in
from tests.factories.inventory import StockedWarehouseFactory
from tests.floor import CAUSE
from wms.aliexpress import evidence
from wms.aliexpress.addresses import DECRYPT, clear_address, keep_recipient
from wms.aliexpress.errors import NoStandIn
from wms.aliexpress.exchanges import detail_of
from wms.aliexpress.models import Evidence, Recipient
from wms.aliexpress.session import Session
from wms.core.models import AuditEntry
from wms.core.states import Role
from wms.core.transactions import run


@pytest.fixture
def number(wire: Wire) -> str:
    wire.sell(BLACK, 5)
    number = wire.buy()
    wire.pull()
    wire.drain("orders")
    return number


def buyer(wire: Wire, number: str) -> dict[str, str]:
    return dict(wire.sandbox.world.orders[number]["buyer"])


def test_it_is_masked_until_asked_for_then_clear_encrypted_and_asked_for_once(wire: Wire, number: str) -> None:
    order = wire.order(number)
    assert "*" in Recipient.objects.get().address

    told = clear_address(wire.account, cause=CAUSE, order_id=order.pk, number=number)
    again = clear_address(wire.account, cause=CAUSE, order_id=order.pk, number=number)

    assert told == again
    assert "*" not in "".join(told.values())
    assert told["mobile_no"] in str(buyer(wire, number))
    assert wire.calls(DECRYPT) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM aliexpress_recipient")
        assert told["mobile_no"] not in str(cursor.fetchone()[0])
    kept = str(Evidence.objects.filter(method=DECRYPT).values_list("request", "response"))
    assert told["mobile_no"] not in kept
    assert told["detail_address"] not in kept


def test_the_same_masked_address_keeps_the_clear_one_and_another_takes_its_place(wire: Wire, number: str) -> None:
    order = wire.order(number)
    clear_address(wire.account, cause=CAUSE, order_id=order.pk, number=number)
    detail = detail_of(Session(wire.account, CAUSE), number)
    assert run(partial(keep_recipient, order.pk, detail)) is False
    assert Recipient.objects.get().is_clear
    wire.sandbox.world.orders[number]["buyer"]["city"] = "Elsewhere"
    other = detail_of(Session(wire.account, CAUSE), number)
    assert run(partial(keep_recipient, order.pk, other)) is True
    assert not Recipient.objects.get().is_clear


def test_without_a_stand_in_nothing_is_asked(wire: Wire, number: str) -> None:
    Recipient.objects.all().delete()
    with pytest.raises(NoStandIn):
        clear_address(wire.account, cause=CAUSE, order_id=wire.order(number).pk, number=number)
    assert wire.calls(DECRYPT) == 0


def test_who_has_no_right_never_sees_one(wire: Wire, number: str) -> None:
    order = wire.order(number)
    address = f"/aliexpress/orders/{order.pk}/address/"
    assert signed_in(wire.warehouse, Role.MANAGER).post(address).status_code == 403
    elsewhere = StockedWarehouseFactory()
    assert signed_in(elsewhere).post(address).status_code == 404
    page = signed_in(wire.warehouse, Role.MANAGER).get(f"/orders/{order.pk}/").content.decode()
    assert "查看地址" not in page
    assert not AuditEntry.objects.filter(action="address.shown").exists()
    assert wire.calls(DECRYPT) == 0


def test_who_may_sees_it_once_and_is_written_down(wire: Wire, number: str) -> None:
    order = wire.order(number)
    client = signed_in(wire.warehouse)
    assert "查看地址" in client.get(f"/orders/{order.pk}/").content.decode()
    answer = client.post(f"/aliexpress/orders/{order.pk}/address/")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert clear_address(wire.account, cause=CAUSE, order_id=order.pk, number=number)["mobile_no"] in (
        answer.content.decode()
    )
    assert AuditEntry.objects.filter(action="address.shown", person__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("state", "days", "is_kept"), [("shipped", 31, False), ("shipped", 29, True), ("promised", 60, True)]
)
def test_an_address_goes_when_its_order_has_ended_long_enough(
    wire: Wire, number: str, state: str, days: int, is_kept: bool
) -> None:
    Order.objects.update(state=state, state_since=timezone.now() - timedelta(days=days))
    run(evidence.purge_recipients)
    assert Recipient.objects.exists() is is_kept
