"""Each write calls the room's own operation, tells who caused it, and refuses with the room's code."""

from __future__ import annotations

import pytest

from inventory.models import Barcode, InboundReceipt, Sku, SkuStock, StockBalance, StockCount, StockMovement
from picking.models import Order, OrderHistory
from picking.operations.orders import import_order
from tests.api.kit import Integrator, codes, wrong
from tests.factories.core import ShopFactory
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory
from tests.factories.picking import line_facts, order_facts
from tests.floor import CAUSE, stock
from wms.core.models import AuditEntry, Warehouse, WorkItem
from wms.core.transactions import unit_of_work


def sku_body(**changes: object) -> dict[str, object]:
    return {"code": "CASE-1", "name_zh": "壳", "name_en": "Case", **changes}


def test_a_sku_is_made_changed_and_bound_to_a_barcode(erp: Integrator) -> None:
    made = erp.post("skus/", sku_body(weight_grams=42))
    assert made.status_code == 201
    address = made["Location"].removeprefix("/api/v1/")
    assert (made.json()["code"], made.json()["version"]) == ("CASE-1", 1)
    changed = erp.patch(address, {"weight_grams": 45})
    assert (changed.json()["weight_grams"], changed.json()["version"]) == (45, 2)
    bound = erp.post(f"{address}barcodes/", {"value": "6901234567892", "pack_quantity": 10})
    assert (bound.status_code, bound.json()["value"], bound.json()["kind"]) == (201, "06901234567892", "gtin")
    assert erp.get("skus/", {"barcode": "6901234567892"}).json()["results"][0]["code"] == "CASE-1"
    entry = AuditEntry.objects.get(action="sku.created")
    assert (entry.source, entry.person) == ("api", erp.keeper)
    assert entry.reference == f"token {erp.token.prefix} · request {made['X-Request-ID']}"


def test_what_a_waybill_declares_of_a_sku_is_read_and_written(erp: Integrator) -> None:
    declared = {"customs_name_zh": "壳", "customs_name_en": "Case", "customs_value_usd": "4.50", "hs_code": "392690"}
    declared |= {"battery": "inside", "is_solid_cosmetic": False, "is_fragile": True, "is_special_goods": True}
    made = erp.post("skus/", sku_body(**declared)).json()
    assert {name: made[name] for name in declared} == declared
    refused = erp.patch(f"skus/{made['id']}/", {"hs_code": "12", "customs_value_usd": "0", "battery": "big"})
    assert sorted(wrong(refused)) == ["#/battery", "#/customs_value_usd", "#/hs_code"]
    assert erp.patch(f"skus/{made['id']}/", {"customs_value_usd": None}).json()["customs_value_usd"] is None


def test_what_a_room_refuses_is_told_with_its_code_and_changes_nothing(erp: Integrator) -> None:
    SkuFactory(code="CASE-1")
    refused = erp.post("skus/", sku_body())
    assert codes(refused) == (409, "sku.code_taken")
    assert refused["Content-Type"] == "application/problem+json"
    assert Sku.objects.count() == 1
    other = Barcode.objects.create(sku=SkuFactory(), value="ABC")
    taken = erp.post(f"skus/{Sku.objects.get(code='CASE-1').pk}/barcodes/", {"value": "abc"})
    assert codes(taken) == (409, "barcode.other_sku")
    assert Barcode.objects.get() == other


def test_a_small_difference_is_written_and_a_large_one_waits_for_somebody_else(
    erp: Integrator, here: Warehouse
) -> None:
    place, sku = LocationFactory(warehouse=here), SkuFactory()
    stock(place, sku, 500)
    body = {"warehouse": "HERE", "location": place.code, "sku": sku.code, "to_on_hand_units": 499, "reason": "counted"}
    small = erp.post("stock/adjustments/", body)
    assert (small.status_code, small.json()) == (200, {"state": "adjusted", "difference_units": -1, "count": None})
    movement = StockMovement.objects.latest("pk")
    assert (movement.source, movement.person, movement.quantity) == ("api", erp.keeper, 1)
    large = erp.post("stock/adjustments/", {**body, "to_on_hand_units": 3})
    count = StockCount.objects.get()
    assert large.status_code == 202
    assert large.json() == {"state": "waits_for_approval", "difference_units": -496, "count": count.pk}
    assert count.counted_by == erp.keeper, "who answers for the token is no second person"
    assert StockBalance.objects.get(location=place, sku=sku).on_hand == 499


def test_an_adjustment_names_what_it_does_not_find(erp: Integrator, here: Warehouse, there: Warehouse) -> None:
    place, sku = LocationFactory(warehouse=there), SkuFactory()
    body = {"warehouse": "HERE", "location": place.code, "sku": sku.code, "to_on_hand_units": 1, "reason": "x"}
    assert wrong(erp.post("stock/adjustments/", body)) == {"#/location": "does_not_exist"}
    assert wrong(erp.post("stock/adjustments/", {**body, "warehouse": "THERE"})) == {"#/warehouse": "does_not_exist"}
    assert wrong(erp.post("stock/adjustments/", {**body, "sku": "NO"})) == {"#/sku": "does_not_exist"}


def test_an_asn_is_announced_and_cancelled(erp: Integrator, here: Warehouse) -> None:
    sku = SkuFactory()
    body = {"number": "PO-1", "warehouse": "HERE", "lines": [{"sku": sku.code, "expected_units": 30}]}
    made = erp.post("asns/", body)
    assert (made.status_code, made.json()["state"], made.json()["lines"][0]["to_come_units"]) == (201, "expected", 30)
    assert SkuStock.objects.get(sku=sku).in_transit == 30
    assert codes(erp.post("asns/", body)) == (409, "receipt.number_taken")
    cancelled = erp.post(f"asns/{made.json()['id']}/cancel/", {"reason": "supplier is out"})
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "closed")
    assert cancelled.json()["lines"][0]["to_come_units"] == 0
    assert SkuStock.objects.get(sku=sku).in_transit == 0
    assert AuditEntry.objects.get(action="receipt.cancelled").after["reason"] == "supplier is out"
    assert codes(erp.post(f"asns/{made.json()['id']}/cancel/", {"reason": "again"})) == (409, "receipt.closed")


def test_an_asn_that_has_begun_to_come_is_not_cancelled(erp: Integrator, here: Warehouse) -> None:
    body = {"number": "PO-1", "warehouse": "HERE", "lines": [{"sku": SkuFactory().code, "expected_units": 30}]}
    receipt = InboundReceipt.objects.get(pk=erp.post("asns/", body).json()["id"])
    receipt.lines.update(received_units=1)
    assert codes(erp.post(f"asns/{receipt.pk}/cancel/", {"reason": "x"})) == (409, "receipt.receiving_begun")
    receipt.refresh_from_db()
    assert receipt.state == "expected"


def test_one_sku_and_lot_stands_once_in_an_asn(erp: Integrator) -> None:
    line = {"sku": SkuFactory().code, "expected_units": 1}
    body = {"number": "PO-1", "warehouse": "HERE", "lines": [line, {**line, "lot": "B"}, line]}
    assert wrong(erp.post("asns/", body)) == {"#/lines/2/sku": "repeated"}
    assert not InboundReceipt.objects.exists()


@pytest.fixture
def order(here: Warehouse) -> Order:
    shop = ShopFactory(warehouse=here)
    place, sku = LocationFactory(warehouse=here), SkuFactory()
    stock(place, sku, 5)
    binding = SkuBindingFactory(shop=shop, sku=sku)
    with unit_of_work():
        return import_order(cause=CAUSE, shop=shop, facts=order_facts(line_facts(binding, 2))).order


def test_an_order_is_held_back_with_its_stock_and_released(erp: Integrator, order: Order) -> None:
    held = erp.post(f"orders/{order.pk}/hold/", {"reason": "new address"})
    assert (held.status_code, held.json()["state"]) == (200, "held")
    assert held.json()["hold"] == {
        "code": "hold.by_person",
        "title": "Held by a person",
        "facts": {"reason": "new address"},
    }
    assert SkuStock.objects.get(warehouse=order.warehouse).reserved == 2, "what was promised stays promised"
    assert OrderHistory.objects.filter(order=order).latest("pk").source == "api"
    assert codes(erp.post(f"orders/{order.pk}/hold/", {"reason": ""})) == (400, "api.malformed")
    free = erp.post(f"orders/{order.pk}/release/", {})
    assert (free.json()["state"], free.json()["hold"]) == ("promised", None)
    assert codes(erp.post(f"orders/{order.pk}/release/", {})) == (409, "order.not_held")


@pytest.mark.parametrize(
    ("state", "hold", "code"), [("waved", "", "order.on_the_floor"), ("held", "order.unbound", "order.held_already")]
)
def test_too_late_or_held_otherwise_is_refused(erp: Integrator, order: Order, state: str, hold: str, code: str) -> None:
    Order.objects.filter(pk=order.pk).update(state=state, hold_code=hold)
    assert codes(erp.post(f"orders/{order.pk}/hold/", {"reason": "x"})) == (409, code)
    order.refresh_from_db()
    assert (order.state, order.hold_code) == (state, hold)


def test_a_work_item_is_resolved_with_words(erp: Integrator, here: Warehouse) -> None:
    item = WorkItem.objects.create(
        warehouse=here,
        kind="stock.negative_outbound",
        subject_type="x",
        subject_id="1",
        subject_label="x",
        source="task",
    )
    done = erp.post(f"work-items/{item.pk}/resolve/", {"resolution": "settled"})
    assert (done.status_code, done.json()["state"], done.json()["resolution"]) == (200, "resolved", "settled")
    assert codes(erp.post(f"work-items/{item.pk}/resolve/", {"resolution": "again"})) == (409, "work.resolved")
