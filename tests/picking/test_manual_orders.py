"""[M1] Manual orders and reships enter by form or file and take the same way; their addresses are kept encrypted."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from packing.manual import ManualCarrier
from packing.ports import carrier_for
from picking.errors import ManualOrderInvalid, OrderNotReady
from picking.intake import ManualOrderTable
from picking.models import ManualRecipient, Order, OrderItem
from picking.operations.manual_orders import (
    Address,
    ManualFacts,
    address_of,
    make_manual_order,
    purge_manual_recipients,
    reship,
)
from tests.factories.core import PersonFactory
from tests.picking.conftest import CAUSE, Floor
from wms.core.models import Assignment
from wms.core.states import Role
from wms.core.templatetags.zhunjian import in_fours
from wms.core.transactions import run
from wms.intake.kinds import Row

ADDRESS = Address(name="Ana Exemplo", country="es", city="Madrid", street="Calle del Ensayo 1", phone="+34600")


def facts(floor: Floor, units: int = 2, **changes: object) -> ManualFacts:
    given = ManualFacts(
        units={floor.skus[0]: units}, address=ADDRESS, carrier="YANWEN", due_at=timezone.now() + timedelta(days=1)
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def made(floor: Floor, **changes: object) -> Order:
    return run(partial(make_manual_order, cause=CAUSE, warehouse=floor.warehouse, facts=facts(floor, **changes)))


def test_it_has_a_number_of_our_own_and_takes_its_stock_like_every_order(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    order = made(floor)
    assert (order.number, order.state, order.shop.channel) == (f"MO{order.pk:08d}", "promised", "manual")
    assert floor.state(0) == (5, 2, 0)
    assert (order.country, order.buyer_name, order.order_class) == ("ES", "A*** E***", "single_sku")
    floor.wave()
    order.refresh_from_db()
    assert order.state == "waved"


def test_for_a_shop_of_the_platform_it_still_has_no_platform(floor: Floor) -> None:
    order = made(floor, shop=floor.shop)
    assert (order.shop, order.state) == (floor.shop, "waiting")
    assert isinstance(carrier_for(order), ManualCarrier)


def test_the_address_is_never_in_the_database_in_clear(floor: Floor) -> None:
    order = made(floor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM picking_manualrecipient")
        (kept,) = cursor.fetchone()
    assert "Ensayo" not in kept
    assert address_of(order.pk) == ADDRESS


def test_the_address_is_purged_when_it_has_served(floor: Floor) -> None:
    order = made(floor)
    assert run(purge_manual_recipients) == 0
    Order.objects.filter(pk=order.pk).update(state="shipped", state_since=timezone.now() - timedelta(days=400))
    assert run(purge_manual_recipients) == 1
    assert address_of(order.pk) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"units": {}}, "lines"),
        ({"carrier": " "}, "carrier"),
        ({"due_at": timezone.now() - timedelta(days=1)}, "due"),
        ({"address": replace(ADDRESS, country="Spain")}, "country"),
        ({"address": replace(ADDRESS, street=" ")}, "address"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_kept(
    floor: Floor, changes: dict[str, object], problem: str
) -> None:
    wrong = replace(facts(floor), **changes)  # type: ignore[arg-type]
    with pytest.raises(ManualOrderInvalid) as refusal:
        run(partial(make_manual_order, cause=CAUSE, warehouse=floor.warehouse, facts=wrong))
    assert refusal.value.facts["problem"] == problem
    assert (Order.objects.count(), ManualRecipient.objects.count()) == (0, 0)


def test_a_reship_names_its_original_and_its_reason_and_never_more_than_was_sent(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    original = floor.order((0, 2))
    again = partial(reship, cause=CAUSE, original_id=original.pk, reason="lost on the way")
    with pytest.raises(OrderNotReady):
        run(partial(again, facts=facts(floor, 1)))
    Order.objects.filter(pk=original.pk).update(state="shipped")
    with pytest.raises(ManualOrderInvalid):
        run(partial(again, facts=facts(floor, 3)))
    order = run(partial(again, facts=facts(floor, 1)))
    assert (order.number[:2], order.reship_of, order.reship_reason) == ("RS", original, "lost on the way")
    assert [row.code for row in original.history.order_by("pk")][-1] == "order.reshipped"
    assert list(OrderItem.objects.filter(order=order).values_list("quantity", flat=True)) == [1]


@pytest.fixture
def desk(floor: Floor, client: Client) -> Client:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=floor.warehouse, role=Role.OPERATOR)
    client.force_login(person)
    return client


def typed(floor: Floor, **changes: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=2)
    return {
        "lines": f"{floor.skus[0].code} 2\n{floor.skus[1].code}×1",
        "name": "Ana",
        "country": "es",
        "city": "Madrid",
        "street": "Calle 1",
        "carrier": "YANWEN",
        "ship_by": day.isoformat(),
        "shop": "",
        **changes,
    }


def test_the_form_makes_an_order_and_leads_to_its_page(floor: Floor, desk: Client) -> None:
    answer = desk.post(reverse("picking:manual_order"), typed(floor))
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("reports:order", args=[order.pk]))
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [(floor.skus[0], 2), (floor.skus[1], 1)]
    assert desk.get(answer["Location"]).status_code == 200


def test_an_unknown_sku_is_named_and_what_was_typed_stays(floor: Floor, desk: Client) -> None:
    answer = desk.post(reverse("picking:manual_order"), typed(floor, lines="NOBODYS 1"))
    assert answer.status_code == 400
    assert "NOBODYS" in answer.content.decode()
    assert not Order.objects.exists()


def test_the_form_of_a_reship_begins_with_what_was_sent(floor: Floor, desk: Client) -> None:
    floor.put("A01-01-01", 0, 9)
    original = floor.order((0, 2))
    address = reverse("picking:reship", args=[original.pk])
    assert desk.get(address)["Location"] == reverse("reports:order", args=[original.pk])
    Order.objects.filter(pk=original.pk).update(state="shipped")
    page = desk.get(address).content.decode()
    assert f"{floor.skus[0].code} 2" in page
    assert f"{in_fours(original.number)}</h1>" in page
    desk.post(address, typed(floor, lines=f"{floor.skus[0].code} 1", reason="broken"))
    assert Order.objects.get(reship_of=original).reship_reason == "broken"


@pytest.mark.parametrize(("role", "is_shown"), [(Role.MANAGER, False), (Role.OPERATOR, True)])
def test_m21_an_address_is_used_by_who_may_not_see_it(
    floor: Floor, desk: Client, role: Role, *, is_shown: bool
) -> None:
    Assignment.objects.update(role=role)
    floor.put("A01-01-01", 0, 9)
    original = made(floor)
    Order.objects.filter(pk=original.pk).update(state="shipped")
    address = reverse("picking:reship", args=[original.pk])
    page = desk.get(address).content.decode()
    assert (ADDRESS.street in page, ADDRESS.name in page, ADDRESS.phone in page) == (is_shown,) * 3
    form = typed(floor, lines=f"{floor.skus[0].code} 1", reason="broken")
    desk.post(address, form if is_shown else {name: form[name] for name in form if name not in asdict(ADDRESS)})
    sent = address_of(Order.objects.get(reship_of=original).pk)
    assert sent is not None
    assert (sent == replace(ADDRESS, country="ES"), sent.street == form["street"]) == (not is_shown, is_shown)


def table_row(floor: Floor, line: int, place: int, **changes: object) -> Row:
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    head = {"name": "Ana", "country": "es", "city": "Madrid", "street": "Calle 1", "carrier": "YANWEN", "ship_by": day}
    values = {"reference": "R-1", "sku": floor.skus[place].code, "units": 1, **head, **changes}
    return Row(line, values)


def test_a_table_makes_one_order_of_the_lines_of_a_number_and_takes_it_back(floor: Floor) -> None:
    kind = ManualOrderTable()
    rows = [table_row(floor, 2, 0), table_row(floor, 3, 1, name=None, street=None)]
    judged = kind.checker(floor.warehouse, CAUSE).judge(rows)
    assert [each.status for each in judged] == ["new", "new"]
    journal = run(partial(kind.apply, cause=CAUSE, warehouse=floor.warehouse, rows=rows))
    order = Order.objects.get()
    assert (order.reference, order.lines.count(), order.number[:2]) == ("R-1", 2, "MO")
    (again,) = kind.checker(floor.warehouse, CAUSE).judge(rows[:1])
    assert again.problems[0].code == "intake.order_taken"
    kind.check_undo(warehouse=floor.warehouse, journal=journal)
    run(partial(kind.undo, cause=CAUSE, warehouse=floor.warehouse, journal=journal))
    order.refresh_from_db()
    assert order.state == "cancelled"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sku": "NOBODYS"}, "intake.sku_unknown"),
        ({"street": None}, "intake.order_head"),
        ({"ship_by": "2020-01-01"}, "intake.order_due"),
    ],
)
def test_a_row_that_cannot_be_sent_says_why(floor: Floor, changes: dict[str, object], code: str) -> None:
    (judged,) = ManualOrderTable().checker(floor.warehouse, CAUSE).judge([table_row(floor, 2, 0, **changes)])
    assert judged.problems[0].code == code


def test_rows_of_one_number_agree_about_the_address(floor: Floor) -> None:
    rows = [table_row(floor, 2, 0), table_row(floor, 3, 1, street="Calle 2")]
    judged = ManualOrderTable().checker(floor.warehouse, CAUSE).judge(rows)
    assert judged[1].problems[0].code == "intake.order_differs"
