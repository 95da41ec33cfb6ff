"""An order that filled two totes: the bench opens by either, names the other one and asks for it before the label."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inventory.models import HandlingUnit, Sku, StockBalance
from inventory.operations import carry
from inventory.states import HandlingUnitState
from packing.models import Waybill
from picking.models import Order, PickSlot, PickTask, PutBack
from picking.operations.cancel import request_cancel
from tests.factories.inventory import HandlingUnitFactory
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label
from tests.packing.test_pack_screen import triple
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences

pytestmark = pytest.mark.django_db
Lies = tuple[Order, HandlingUnit, HandlingUnit]


@pytest.fixture
def lies(bench: Bench, black: Sku, clear: Sku) -> Lies:
    """A picked order: the black one in its first tote, the clear one in its second."""
    order = picked_order(bench.warehouse, {black: 1, clear: 1})
    first = order.slots.get()
    second = HandlingUnitFactory(warehouse=bench.warehouse)
    HandlingUnit.objects.filter(pk=second.pk).update(state=HandlingUnitState.IN_USE)
    PickSlot.objects.filter(pk=first.pk).update(full_at=timezone.now())
    slot = PickSlot.objects.create(
        pick_list=first.pick_list, position=1, order=order, handling_unit=second, is_tote_confirmed=True
    )
    task = PickTask.objects.get(order=order, sku=clear)
    PickTask.objects.filter(pk=task.pk).update(slot=slot)
    with unit_of_work():
        carry(cause=CAUSE, allocation_ids=[task.allocation_id], target=second.location)
    return order, first.handling_unit, second


def test_the_other_tote_is_named_and_scanned_before_the_label(bench: Bench, lies: Lies, black: Sku, clear: Sku) -> None:
    _, first, second = lies
    scanner = bench.at()
    opened = scanner.scan(first.barcode)
    assert opened["data"]["missing_totes"] == [second.code]
    scanner.scan(label(black))
    assert triple(scanner.scan(label(clear))) == ("ok", "verify", "pack.verified")
    assert Waybill.objects.count() == 0
    assert triple(scanner.scan(second.barcode)) == ("ok", "close", "pack.complete")
    assert triple(scanner.scan(Waybill.objects.get().number)) == ("ok", "open", "pack.closed")
    states = HandlingUnit.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)
    assert set(states) == {HandlingUnitState.FREE}
    assert differences() == []


def test_either_tote_opens_it_and_the_other_may_come_at_any_time(
    bench: Bench, lies: Lies, black: Sku, clear: Sku
) -> None:
    _, first, second = lies
    scanner = bench.at()
    assert scanner.scan(second.barcode)["data"]["missing_totes"] == [first.code]
    assert triple(scanner.scan(first.barcode)) == ("ok", "verify", "pack.tote_joined")
    scanner.scan(label(clear))
    assert triple(scanner.scan(label(black))) == ("ok", "close", "pack.complete")


def test_a_foreign_tote_is_refused(bench: Bench, lies: Lies) -> None:
    _, first, _ = lies
    scanner = bench.at()
    scanner.scan(first.barcode)
    other = HandlingUnitFactory(warehouse=bench.warehouse)
    assert triple(scanner.scan(other.barcode)) == ("refused", "verify", "pack.not_its_tote")


def test_cancelled_at_the_bench_all_goes_into_one_tote_and_the_other_is_free(bench: Bench, lies: Lies) -> None:
    order, first, second = lies
    scanner = bench.at()
    scanner.scan(first.barcode)
    with unit_of_work():
        request_cancel(cause=CAUSE, order=order)
    bench.look(scanner)
    assert triple(scanner.scan(first.barcode)) == ("ok", "open", "pack.intercepted")
    assert PutBack.objects.get().handling_unit_id == first.pk
    assert HandlingUnit.objects.get(pk=second.pk).state == HandlingUnitState.FREE
    assert sum(StockBalance.objects.filter(location=first.location).values_list("on_hand", flat=True)) == 2
    assert differences() == []
