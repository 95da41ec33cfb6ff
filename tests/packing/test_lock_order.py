"""A bench that loses goods of several SKUs, and a parcel that leaves, lock in the one order (PROTOCOLS 1)."""

from __future__ import annotations

import pytest

from inventory.models import Sku
from packing.models import Waybill
from tests.factories.packing import picked_order
from tests.lock_watch import lock_watch
from tests.packing.conftest import Bench, label
from tests.packing.test_handover_screen import CLOSE, sealed
from tests.packing.test_pack_screen import MISSING, tote_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def test_missing_units_of_two_goods_are_lost_at_once(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 2, clear: 1})
    scanner = bench.at()
    scanner.scan(tote_of(order))
    scanner.scan(label(black))
    with lock_watch() as watch:
        assert scanner.scan(MISSING)["code"] == "pack.missing"
    assert watch.too_late == []


def test_a_tote_is_freed_before_its_goods_are_carried_into_the_carton(bench: Bench, black: Sku, clear: Sku) -> None:
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    scanner = bench.at()
    for text in (tote_of(order), label(black), label(clear)):
        scanner.scan(text)
    with lock_watch() as watch:
        assert scanner.scan(Waybill.objects.get().number)["code"] == "pack.closed"
    assert watch.too_late == []


def test_parcels_leave_before_their_cartons_are_retired(bench: Bench, black: Sku) -> None:
    (_, first), (_, second) = sealed(bench, black), sealed(bench, black)
    scanner = bench.at("handover")
    for text, code in ((first, "handover.scanned"), (second, "handover.scanned"), (CLOSE, "handover.closed")):
        with lock_watch() as watch:  # from the second on the manifest is locked, too
            assert scanner.scan(text)["code"] == code
        assert watch.too_late == []
