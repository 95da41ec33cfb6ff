"""The desk's bench: a large seller's warehouse in small, every list of it measured."""

from __future__ import annotations

import pytest

from inventory.models import Barcode, Sku, StockBalance, StockMovement
from wms.ops.bench import desk
from wms.scan.barcode import gtin_14


@pytest.mark.django_db
def test_every_list_is_measured_on_what_was_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "TRIES", 1)
    desk.LargeHouse(skus=60, balances=120, movements=200, seed=1)
    assert (Sku.objects.count(), StockBalance.objects.count(), StockMovement.objects.count()) == (60, 120, 200)
    assert all(gtin_14(value) == value for value in Barcode.objects.values_list("value", flat=True))
    records = {record["list"]: record for record in desk.measure(1)}
    acts = {f"mapping, {act} 200" for act in desk.ACTS}
    assert set(records) == {*desk.LISTS, *(f"{name}, page 2" for name in desk.DEEP), *acts}
    assert all(record["queries"] and record["p50_ms"] for record in records.values())
