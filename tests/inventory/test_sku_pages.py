"""SKUs at the desk: the list, the form, barcodes, the threshold, deactivation."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.master_errors import (
    BarcodeCheckDigitWrong,
    BarcodeOfOtherSku,
    SkuCodeTaken,
    SkuExpiryNeedsLots,
    SkuHasStock,
    SkuInUse,
)
from inventory.models import Barcode, Sku, SkuStock
from inventory.operations import (
    AsnLine,
    add_printed_barcode,
    create_sku,
    deactivate_sku,
    edit_sku,
    open_asn,
    reactivate_sku,
)
from tests.core.paper.thermal import scan_all
from tests.factories.core import ShopFactory
from tests.factories.inventory import BarcodeFactory, LocationFactory, SkuBindingFactory, SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.desk import at_desk
from tests.inventory.floor import House, do
from wms.core.models import AuditEntry
from wms.core.refusals import InvalidInput
from wms.core.states import Role


def codes(small: House, query: str) -> list[str]:
    return [row.code for row in at_desk(small.warehouse).get(f"/skus/?{query}").context["page"]]


def test_the_list_finds_what_is_missing(small: House) -> None:
    shop = ShopFactory(warehouse=small.warehouse)
    bare = SkuFactory(code="BARE")
    bound = SkuFactory(code="BOUND", tracks_lots=True, tracks_expiry=True)
    SkuBindingFactory(shop=shop, sku=bound, unverified=True)
    BarcodeFactory(sku=bound, value="06900000100011", kind="gtin")
    gone = SkuFactory(code="GONE", is_active=False)
    small.stock(2)
    assert codes(small, "") == sorted([bare.code, bound.code, small.sku.code])
    assert codes(small, "binding=verified") == [small.sku.code]
    assert codes(small, "binding=unverified") == [bound.code]
    assert codes(small, "binding=none") == [bare.code]
    assert bound.code not in codes(small, "barcodeless=true")
    assert codes(small, "placeless=true") == codes(small, "zero=true") == [bare.code, bound.code]
    assert codes(small, "lots=true") == codes(small, "expiry=true") == [bound.code]
    assert codes(small, "closed=true") == [gone.code]


@pytest.mark.parametrize("text", ["6900000100011", "06900000100011", "TEE-B", "tee-b", "蓝色 T 恤", "SPU-9"])
def test_a_sku_is_found_by_code_name_spu_and_by_a_gtin_of_any_length(small: House, text: str) -> None:
    SkuFactory(code="OTHER")
    sku = SkuFactory(code="TEE-B", name_zh="蓝色 T 恤", spu="SPU-9")
    BarcodeFactory(sku=sku, value="06900000100011", kind="gtin")
    assert codes(small, f"text={text}") == [sku.code]


def test_the_list_asks_as_often_for_many_skus_as_for_few(small: House) -> None:
    desk, counts = at_desk(small.warehouse), []
    shop = ShopFactory(warehouse=small.warehouse)
    for _ in range(2):
        for _ in range(4):
            sku = SkuFactory()
            SkuBindingFactory(shop=shop, sku=sku)
            BarcodeFactory(sku=sku)
            stock(LocationFactory(warehouse=small.warehouse), sku, 2)
        desk.get("/skus/")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/skus/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


FORM = {
    "code": "NEW-1",
    "name_zh": "新品",
    "name_en": "New",
    "weight_grams": "120",
    "tracks_lots": "on",
    "battery": "none",
}


def test_a_sku_is_made_once_and_changed_with_its_version(small: House) -> None:
    desk = at_desk(small.warehouse)
    desk.post("/skus/new/", FORM)
    sku = Sku.objects.get(code="NEW-1")
    assert (sku.weight_grams, sku.tracks_lots, sku.master_version) == (120, True, 1)
    taken = desk.post("/skus/new/", FORM | {"code": "new-1"})
    assert (taken.status_code, "new-1 已有" in taken.content.decode()) == (409, True)
    desk.post(f"/skus/{sku.pk}/", FORM | {"weight_grams": "130"})
    sku.refresh_from_db()
    assert (sku.code, sku.weight_grams, sku.master_version) == ("NEW-1", 130, 2)
    assert AuditEntry.objects.get(action="sku.changed").after == {"weight_grams": 130}


def test_battery_and_special_goods_are_marked_shown_and_found(small: House) -> None:
    desk = at_desk(small.warehouse)
    desk.post("/skus/new/", FORM | {"battery": "alone", "is_special_goods": "on"})
    sku = Sku.objects.get(code="NEW-1")
    assert (sku.battery, sku.is_solid_cosmetic, sku.is_fragile, sku.is_special_goods) == ("alone", False, False, True)
    for address in (f"/stock/{sku.pk}/", "/skus/?special=true&export=csv"):
        told = b"".join(desk.get(address)).decode()
        assert "纯电池" in told
        assert "特货" in told
    assert small.sku.code not in desk.get("/skus/?special=true").content.decode()
    assert desk.post("/skus/new/", FORM | {"code": "NEW-2", "battery": "huge"}).status_code == 400


def test_a_code_that_is_printed_on_other_goods_is_refused(small: House) -> None:
    BarcodeFactory(sku=small.sku, value="06900000100011", kind="gtin")
    with pytest.raises(BarcodeOfOtherSku) as refused:
        do(lambda: create_sku(cause=CAUSE, code="6900000100011", name_zh="x", name_en="x"))
    assert refused.value.facts["other"] == small.sku.code
    with pytest.raises(SkuCodeTaken):
        do(lambda: create_sku(cause=CAUSE, code=small.sku.code, name_zh="x", name_en="x"))


def test_what_is_tracked_does_not_change_under_stock(small: House) -> None:
    small.stock(3)
    with pytest.raises(SkuHasStock):
        do(lambda: edit_sku(cause=CAUSE, sku=small.sku, tracks_lots=True))
    with pytest.raises(SkuExpiryNeedsLots):
        do(lambda: edit_sku(cause=CAUSE, sku=SkuFactory(), tracks_expiry=True))
    assert do(lambda: edit_sku(cause=CAUSE, sku=small.sku, weight_grams=9))
    assert not Sku.objects.filter(tracks_lots=True).exists()


def add(sku: Sku, value: str, pack: int = 1) -> Barcode:
    return do(lambda: add_printed_barcode(cause=CAUSE, sku=sku, value=value, pack_quantity=pack))


def test_a_barcode_is_bound_with_its_pack_and_raises_the_master_data_version(small: House) -> None:
    barcode = add(small.sku, " 6900000100011 ", 12)
    small.sku.refresh_from_db()
    assert (barcode.value, barcode.pack_quantity, small.sku.master_version) == ("06900000100011", 12, 2)
    assert add(small.sku, "06900000100011", 6).pk == barcode.pk
    barcode.refresh_from_db()
    assert barcode.pack_quantity == 6


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ("6900000100012", BarcodeCheckDigitWrong),
        ("12345678", BarcodeCheckDigitWrong),
        ("", InvalidInput),
        ("x" * 81, InvalidInput),
        ("6900000100028", BarcodeOfOtherSku),
        ("other-code", BarcodeOfOtherSku),
    ],
)
def test_a_barcode_that_cannot_mean_this_sku_alone_is_refused(small: House, value: str, refusal: type) -> None:
    other = SkuFactory(code="OTHER-CODE")
    BarcodeFactory(sku=other, value="06900000100028", kind="gtin")
    with pytest.raises(refusal):
        add(small.sku, value)
    small.sku.refresh_from_db()
    assert (small.sku.barcodes.count(), small.sku.master_version) == (0, 1)


def test_the_page_names_the_sku_that_has_the_barcode(small: House) -> None:
    BarcodeFactory(sku=SkuFactory(code="OTHER"), value="06900000100028", kind="gtin")
    desk = at_desk(small.warehouse)
    answer = desk.post(f"/skus/{small.sku.pk}/barcodes/", {"value": "6900000100028", "pack_quantity": "1"}, follow=True)
    assert "6900000100028 是 OTHER 的条码" in answer.content.decode()
    desk.post(f"/skus/{small.sku.pk}/barcodes/", {"value": "6900000100011", "pack_quantity": "1"})
    barcode = small.sku.barcodes.get()
    desk.post(f"/skus/{small.sku.pk}/barcodes/{barcode.pk}/remove/")
    assert small.sku.barcodes.count() == 0
    assert AuditEntry.objects.get(action="barcode.removed").before["barcode"] == "06900000100011"


def test_m19_the_threshold_is_set_per_warehouse(small: House) -> None:
    small.stock(10)
    desk = at_desk(small.warehouse)
    desk.post(f"/skus/{small.sku.pk}/threshold/", {"units": "4"})
    assert SkuStock.objects.get(warehouse=small.warehouse, sku=small.sku).available == 6
    for wrong in ("-1", "x", ""):
        assert (
            "数量要大于 0"
            in desk.post(f"/skus/{small.sku.pk}/threshold/", {"units": wrong}, follow=True).content.decode()
        )
    assert SkuStock.objects.get(warehouse=small.warehouse, sku=small.sku).threshold_units == 4


def test_a_sku_in_use_is_not_deactivated_and_one_is_told_why(small: House) -> None:
    small.stock(5)
    small.promise("a", 2)
    do(
        lambda: open_asn(
            cause=CAUSE, warehouse=small.warehouse, number="A1", lines=[AsnLine(sku=small.sku, expected_units=7)]
        )
    )
    with pytest.raises(SkuInUse) as refused:
        do(lambda: deactivate_sku(cause=CAUSE, sku=small.sku, reason="end of line"))
    code = small.warehouse.code
    assert refused.value.facts["what"][1] == f"5 lie in {code} · open orders want 2 · 7 in transit"
    assert Sku.objects.get(pk=small.sku.pk).is_active
    sku = SkuFactory()
    do(lambda: deactivate_sku(cause=CAUSE, sku=sku, reason="end of line"))
    assert not Sku.objects.get(pk=sku.pk).is_active
    do(lambda: reactivate_sku(cause=CAUSE, sku=sku, reason="back"))
    assert Sku.objects.get(pk=sku.pk).master_version == 3


def test_labels_of_chosen_skus(small: House) -> None:
    answer = at_desk(small.warehouse, Role.OPERATOR).post("/skus/labels/", {"pk": [small.sku.pk]})
    assert scan_all(answer.content, 203) == [[small.sku.code]]


@pytest.mark.parametrize("address", ["/skus/new/", "/skus/{}/", "/skus/{}/threshold/", "/skus/{}/deactivate/"])
def test_an_operator_reads_and_does_not_write(small: House, address: str) -> None:
    desk = at_desk(small.warehouse, Role.OPERATOR)
    assert desk.get("/skus/").status_code == desk.get(f"/stock/{small.sku.pk}/").status_code == 200
    assert desk.post(address.format(small.sku.pk)).status_code == 403
    assert "Deactivate" not in desk.get(f"/stock/{small.sku.pk}/", headers={"accept-language": "en"}).content.decode()
