"""Stock by place, movements and counts at the desk."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.desk.movements import MovementList
from inventory.errors import CountUnderWay
from inventory.models import StockBalance, StockCount, StockMovement
from inventory.operations import Counted, adjust_at_desk, change_condition, open_count, record_count
from inventory.states import Reason
from tests.factories.inventory import LocationFactory, LotFactory, SkuFactory, ZoneFactory
from tests.floor import CAUSE, on_hand, stock
from tests.inventory.desk import at_desk, person_at
from tests.inventory.floor import House, do, house
from wms.core.cause import Cause
from wms.core.models import Person, WorkItem
from wms.core.states import Role
from wms.ops.ledger import differences


def listed(small: House, address: str) -> list[object]:
    return list(at_desk(small.warehouse).get(address).context["page"])


def balance_at(small: House) -> StockBalance:
    return StockBalance.objects.get(location=small.shelf, sku=small.sku, condition="good")


def test_balances_are_found_by_goods_place_lot_condition_and_expiry(small: House) -> None:
    small.stock(5)
    sku = SkuFactory(with_expiry=True, code="CREAM")
    today = timezone.now().date()
    soon = LotFactory(sku=sku, code="L1", expires_on=today + datetime.timedelta(days=10))
    late = LotFactory(sku=sku, code="L2", expires_on=today + datetime.timedelta(days=90))
    first, second = LocationFactory(warehouse=small.warehouse), LocationFactory(warehouse=small.warehouse)
    stock(first, sku, 4, soon)
    stock(second, sku, 6, late)
    do(
        lambda: change_condition(
            cause=CAUSE, location=second, sku=sku, lot=late, quantity=2, to_condition="blocked", reason="leaks"
        )
    )
    here = "/stock/balances/"
    assert len(listed(small, here)) == 4
    assert [row.location_id for row in listed(small, f"{here}?text={small.sku.code}")] == [small.shelf.pk]
    assert [row.on_hand for row in listed(small, f"{here}?condition=blocked")] == [2]
    assert [row.lot.code for row in listed(small, f"{here}?soon=true")] == ["L1"]
    assert {row.lot.code for row in listed(small, f"{here}?expires={late.expires_on}")} == {"L1", "L2"}
    assert [row.on_hand for row in listed(small, f"{here}?lot=l1&place={first.code}")] == [4]
    ordered = [row.lot and row.lot.code for row in listed(small, f"{here}?sort=expiry")]
    assert ordered == ["L1", "L2", "L2", None]  # what never expires comes last


@pytest.mark.parametrize("address", ["/stock/balances/", "/stock/movements/", "/counts/"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(small: House, address: str) -> None:
    desk, counts = at_desk(small.warehouse), []
    for _ in range(2):
        for _ in range(4):
            place = LocationFactory(warehouse=small.warehouse)
            stock(place, SkuFactory(), 3)
            do(lambda place=place: open_count(cause=CAUSE, location=place, why="cycle"))
        desk.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_small_difference_becomes_the_books_at_once_with_its_reason(small: House) -> None:
    small.stock(10)
    desk, balance = at_desk(small.warehouse), balance_at(small)
    desk.post(f"/stock/balances/{balance.pk}/adjust/", {"units": "7", "reason": "掉了三件"})
    assert on_hand(small.shelf, small.sku) == 7
    movement = StockMovement.objects.latest("pk")
    assert (movement.reason, movement.note, movement.source) == ("adjust", "掉了三件", "desk")
    for wrong in ({"units": "-1", "reason": "x"}, {"units": "5", "reason": " "}, {"units": "x", "reason": "y"}):
        desk.post(f"/stock/balances/{balance.pk}/adjust/", wrong)
    assert on_hand(small.shelf, small.sku) == 7


def test_m34_a_large_difference_waits_for_a_second_person(small: House) -> None:
    small.stock(100)
    first, second = person_at(small.warehouse), person_at(small.warehouse)
    desk = at_desk(small.warehouse, person=first)
    answer = desk.post(f"/stock/balances/{balance_at(small).pk}/adjust/", {"units": "60", "reason": "rack fell"})
    count = StockCount.objects.get()
    assert answer.headers["Location"] == f"/counts/{count.pk}/"
    assert (count.state, on_hand(small.shelf, small.sku)) == ("review", 100)
    assert WorkItem.objects.get(kind="stock.count_review").facts["why"] == "rack fell"
    desk.post(f"/counts/{count.pk}/approve/")
    count.refresh_from_db()
    assert (count.state, on_hand(small.shelf, small.sku)) == ("review", 100)
    at_desk(small.warehouse, person=second).post(f"/counts/{count.pk}/approve/")
    count.refresh_from_db()
    assert (count.state, on_hand(small.shelf, small.sku)) == ("done", 60)
    assert not WorkItem.objects.filter(kind="stock.count_review", state="open").exists()
    assert differences() == []


def test_a_place_that_is_being_counted_takes_no_large_adjustment(small: House) -> None:
    small.stock(100)
    do(lambda: open_count(cause=CAUSE, location=small.shelf, why="cycle"))
    facts = {"location": small.shelf, "sku": small.sku, "lot": None, "condition": "good", "reason": "x"}
    with pytest.raises(CountUnderWay):
        do(lambda: adjust_at_desk(cause=CAUSE, to_on_hand=1, **facts))
    assert (StockCount.objects.count(), on_hand(small.shelf, small.sku)) == (1, 100)


def test_stock_is_blocked_and_released_with_a_reason(small: House) -> None:
    small.stock(5)
    desk, balance = at_desk(small.warehouse), balance_at(small)
    address = f"/stock/balances/{balance.pk}/condition/"
    desk.post(address, {"units": "2", "condition": "blocked", "reason": "label missing"})
    assert (on_hand(small.shelf, small.sku), on_hand(small.shelf, small.sku, condition="blocked")) == (3, 2)
    blocked = StockBalance.objects.get(condition="blocked", on_hand=2)
    desk.post(f"/stock/balances/{blocked.pk}/condition/", {"units": "2", "condition": "good", "reason": "labelled"})
    assert on_hand(small.shelf, small.sku) == 5
    told = desk.post(address, {"units": "9", "condition": "blocked", "reason": "x"}, follow=True)
    assert "数量不够" in told.content.decode()
    desk.post(address, {"units": "1", "condition": "put_back", "reason": "x"})
    assert on_hand(small.shelf, small.sku) == 5


def test_movements_are_found_by_reason_place_goods_and_document(small: House) -> None:
    small.stock(5)
    stock(small.other_shelf, SkuFactory(code="OTHER"), 2)
    here = "/stock/movements/"
    assert [row.quantity for row in listed(small, here)] == [2, 5]
    assert [row.quantity for row in listed(small, f"{here}?text=other")] == [2]
    assert [row.quantity for row in listed(small, f"{here}?place={small.shelf.code}")] == [5]
    assert len(listed(small, f"{here}?document=opening stock&reason=adjust")) == 2
    assert listed(small, f"{here}?reason=ship") == listed(small, f"{here}?until=2020-01-01") == []


def counted(small: House, person: Person, units: int) -> StockCount:
    count = do(lambda: open_count(cause=CAUSE, location=small.shelf, why="cycle"))
    cause = Cause(source="scan", person=person)
    do(lambda: record_count(cause=cause, count=count, counted=[Counted(sku=small.sku, units=units)]))
    count.refresh_from_db()
    return count


@pytest.mark.parametrize(("address", "again"), [("reject", False), ("recount", True)])
def test_a_count_that_is_not_believed_changes_nothing(small: House, address: str, again: bool) -> None:
    small.stock(100)
    count = counted(small, person_at(small.warehouse, Role.STOCK_KEEPER), 10)
    at_desk(small.warehouse).post(f"/counts/{count.pk}/{address}/", {"reason": "数错层了"})
    count.refresh_from_db()
    assert (count.state, on_hand(small.shelf, small.sku)) == ("cancelled", 100)
    assert StockCount.objects.filter(location=small.shelf, state="open").exists() is again
    assert WorkItem.objects.filter(kind="stock.count", state="open").exists() is again


def test_the_page_of_a_count_says_units_and_nothing_without_a_price(small: House) -> None:
    small.stock(100)
    count = counted(small, person_at(small.warehouse, Role.STOCK_KEEPER), 10)
    page = at_desk(small.warehouse).get(f"/counts/{count.pk}/")
    assert (page.context["units"], page.context["value"], page.context["unpriced"]) == (-90, 0, 1)


def test_counts_are_asked_for_by_place_by_sku_and_by_zone(small: House) -> None:
    desk = at_desk(small.warehouse)
    zone = ZoneFactory(warehouse=small.warehouse)
    zoned = LocationFactory(warehouse=small.warehouse, zone=zone)
    small.stock(3, at=small.other_shelf)
    form = {"places": f"{small.shelf.code.lower()}，", "sku": small.sku.code, "zone": str(zone.pk), "why": "月盘"}
    assert desk.post("/counts/new/", form).headers["Location"] == "/counts/?state=open"
    places = set(StockCount.objects.filter(state="open").values_list("location", flat=True))
    assert places == {small.shelf.pk, small.other_shelf.pk, zoned.pk}
    desk.post("/counts/new/", form)  # asked for once
    assert StockCount.objects.count() == 3
    wrong = desk.post("/counts/new/", {"places": "NOWHERE", "sku": "NOTHING", "why": "x"})
    assert set(wrong.context["form"].errors) == {"places", "sku"}
    assert "NOWHERE" in wrong.content.decode()


def test_an_operator_reads_and_does_not_write(small: House) -> None:
    small.stock(100)
    count = counted(small, person_at(small.warehouse, Role.STOCK_KEEPER), 10)
    desk, balance = at_desk(small.warehouse, Role.OPERATOR), balance_at(small)
    for address in ("/stock/balances/", f"/stock/balances/{balance.pk}/", "/stock/movements/", f"/counts/{count.pk}/"):
        assert desk.get(address).status_code == 200
    for address in (f"/counts/{count.pk}/approve/", f"/stock/balances/{balance.pk}/adjust/", "/counts/new/"):
        assert desk.post(address).status_code == 403


def test_a_foreign_warehouses_stock_is_not_there(small: House) -> None:
    foreign = house()
    foreign.stock(3)
    desk, balance = at_desk(small.warehouse), balance_at(foreign)
    assert desk.get(f"/stock/balances/{balance.pk}/").status_code == 404
    assert desk.post(f"/stock/balances/{balance.pk}/adjust/", {"units": "1", "reason": "x"}).status_code == 404
    assert desk.get(f"/stock/movements/{StockMovement.objects.latest('pk').pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "index"), [("document=ASN-1", "movement_document"), ("reason=found&reason=loss", "movement_rare")]
)
def test_what_is_rare_in_the_ledger_is_found_by_its_own_index(small: House, query: str, index: str) -> None:
    small.stock(1)
    written = StockMovement.objects.latest("pk")
    several = [copy(written, note="", reason=Reason.TAKE) for _ in range(3000)]
    StockMovement.objects.bulk_create([*several, copy(written, note="ASN-1"), copy(written, reason=Reason.LOSS)])
    with connection.cursor() as cursor:  # or what it knows of the table is chance: never, or after another test
        cursor.execute("ANALYZE inventory_stockmovement")
    request = RequestFactory().get(f"/stock/movements/?{query}")
    shown = MovementList(request, small.warehouse)
    rows = shown.found.order_by("-created_at", "-pk")[:50]
    assert index in rows.explain()


def copy(written: StockMovement, **changes: object) -> StockMovement:
    """The same movement once more, not saved."""
    names = [field.attname for field in StockMovement._meta.concrete_fields if not field.primary_key]
    return StockMovement(**{name: getattr(written, name) for name in names} | changes)
