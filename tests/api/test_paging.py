"""Pages hold while rows come and go, and cost the same number of queries whatever they hold."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Barcode, InboundLine, InboundReceipt, SerialEvent, SerialNumber, Sku
from tests.api.kit import Integrator
from tests.factories.core import ShopFactory
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory
from tests.floor import stock
from tests.reports import rows
from wms.core.models import Warehouse, WorkItem


def page(erp: Integrator, address: str, **query: str) -> tuple[list[str], str]:
    body = erp.get(address, query or None).json()
    following = body["next"]
    return [row["code"] for row in body["results"]], following.split("/api/v1/")[1] if following else ""


def test_a_walk_meets_every_row_once_while_others_come_and_go(erp: Integrator) -> None:
    for code in "ABCDEF":
        SkuFactory(code=code)
    first, following = page(erp, "skus/", limit="2")
    Sku.objects.filter(code__in=["A", "C"]).delete()  # one that was read, one that was not
    SkuFactory(code="G")
    second, following = page(erp, following)
    third, following = page(erp, following)
    assert (first, second, third, following) == (["A", "B"], ["D", "E"], ["F", "G"], "")


def test_newest_first_turns_the_walk_round(erp: Integrator) -> None:
    for code in "ABC":
        SkuFactory(code=code)
    first, following = page(erp, "skus/", limit="2", newest="true")
    SkuFactory(code="D")
    assert (first, page(erp, following)) == (["C", "B"], (["A"], ""))


def test_the_next_page_keeps_the_filters_and_stands_in_the_link_header(erp: Integrator) -> None:
    for code in "ABC":
        SkuFactory(code=code, spu="X" if code != "B" else "Y")
    answer = erp.get("skus/", {"spu": "X", "limit": "1"})
    following = answer.json()["next"]
    assert answer["Link"] == f'<{following}>; rel="next"'
    assert page(erp, following.split("/api/v1/")[1]) == (["C"], "")


def filled(here: Warehouse) -> None:
    sku, now = SkuFactory(), timezone.now()
    rows.wave(here)
    rows.parcel(rows.picked(here, now))
    WorkItem.objects.create(
        warehouse=here, kind="x", subject_type="x", subject_id=sku.pk, subject_label="x", source="task"
    )
    Barcode.objects.create(sku=sku, value=f"CODE{sku.pk}")
    shop = here.shops.first()
    SkuBindingFactory(shop=shop or ShopFactory(warehouse=here), components={sku: 1, SkuFactory(): 2})
    stock(LocationFactory(warehouse=here), sku, 3)
    serial = SerialNumber.objects.create(sku=sku, number=f"SN-{sku.pk}", warehouse=here)
    SerialEvent.objects.create(serial=serial, kind="received", warehouse=here, source="tests")
    receipt = InboundReceipt.objects.create(warehouse=here, number=f"Q{sku.pk}")
    InboundLine.objects.create(receipt=receipt, sku=sku, expected_units=1)


ADDRESSES = [
    "skus/",
    "stock/",
    "stock/places/",
    "serials/",
    "asns/",
    "orders/",
    "waves/",
    "parcels/",
    "work-items/",
    "warehouses/",
]


def test_a_page_of_many_rows_asks_no_more_than_a_page_of_few(erp: Integrator, here: Warehouse) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert erp.get(address).status_code == 200
        return len(seen)

    filled(here)
    erp.get("token/")  # its use is noted
    few = {address: queries(address) for address in ADDRESSES}
    filled(here)
    filled(here)
    many = {address: queries(address) for address in ADDRESSES}
    assert many == few
    assert max(few.values()) <= 10, few


@pytest.mark.parametrize("address", ["orders/", "parcels/"])
def test_a_page_without_rows_is_empty_and_the_last(erp: Integrator, address: str) -> None:
    assert erp.get(address).json() == {"results": [], "next": None}
