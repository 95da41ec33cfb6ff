"""Barcodes, bindings, and what a scan can mean among places and goods."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from inventory.errors import (
    BindingNotVerifiable,
    BindingSharesTooMuch,
    DayNotOver,
    MoveTaskEnded,
    QuantityNotPositive,
    ReasonRequired,
)
from inventory.models import DailySnapshot, SkuBinding
from inventory.operations import (
    Snapshot,
    abandon_move_task,
    add_barcode,
    finish_move_task,
    import_snapshot,
    normal_value,
    open_move_task,
    propose_binding,
    refuse_binding,
    set_components,
    set_move_task,
    set_share,
    switch_negative_outbound,
    take_daily_snapshot,
    verify_binding,
)
from inventory.selectors import history, where_is
from inventory.states import MoveKind
from tests.factories.core import PersonFactory, ShopFactory
from tests.factories.inventory import HandlingUnitFactory, LocationFactory, LotFactory, SkuBindingFactory, SkuFactory
from tests.floor import CAUSE
from tests.inventory.floor import House, do
from wms.core.cause import Cause
from wms.core.models import AuditEntry, WorkItem
from wms.scan.barcode import read
from wms.scan.resolvers import Resolved, resolve


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4006381333931", ("04006381333931", "gtin")),
        ("96385074", ("00000096385074", "gtin")),
        ("036000291452", ("00036000291452", "gtin")),
        ("4006381333930", ("4006381333930", "other")),
        ("ab-12", ("AB-12", "other")),
    ],
    ids=["ean-13", "ean-8", "upc-a", "wrong-check-digit", "free-text"],
)
def test_a_gtin_of_any_length_is_one_number(value: str, expected: tuple[str, str]) -> None:
    assert normal_value(value) == expected


def test_a_barcode_is_added_once_and_raises_the_master_version(small: House) -> None:
    for quantity, version in ((1, 2), (1, 2), (6, 3)):
        barcode = add_barcode(sku=small.sku, value="4006381333931", pack_quantity=quantity)
        small.sku.refresh_from_db()
        assert (barcode.pack_quantity, small.sku.master_version) == (quantity, version)
    with pytest.raises(QuantityNotPositive):
        add_barcode(sku=small.sku, value="4006381333931", pack_quantity=0)


def look(small: House, raw: str, *kinds: str) -> Resolved:
    actor = SimpleNamespace(warehouse=small.warehouse)
    return resolve(read(raw), kinds, actor)  # type: ignore[arg-type]


def found(small: House, raw: str, *kinds: str) -> list[tuple[str, int, int]]:
    return [(one.kind, one.id, one.pack_quantity) for one in look(small, raw, *kinds).candidates]


def test_every_form_of_a_gtin_finds_its_sku_with_its_pack(small: House) -> None:
    add_barcode(sku=small.sku, value="036000291452", pack_quantity=6)
    for raw in ("036000291452", "0036000291452", "00036000291452", "]C10100036000291452"):
        assert found(small, raw, "sku") == [("sku", small.sku.pk, 6)]
    assert found(small, small.sku.code.lower(), "sku") == [("sku", small.sku.pk, 1)]


def test_one_barcode_on_two_skus_is_ambiguous(small: House) -> None:
    other = SkuFactory()
    for sku in (small.sku, other):
        add_barcode(sku=sku, value="036000291452")
    assert {pk for _, pk, _ in found(small, "036000291452", "sku")} == {small.sku.pk, other.pk}


def test_places_and_totes_are_found_by_their_barcodes_only(small: House) -> None:
    tote = small.tote.handling_unit
    assert found(small, small.shelf.barcode, "location") == [("location", small.shelf.pk, 1)]
    assert found(small, small.shelf.code, "location") == []
    assert found(small, tote.barcode, "handling_unit") == [("handling_unit", tote.pk, 1)]
    cart = HandlingUnitFactory(warehouse=small.warehouse, cart=True)
    assert found(small, cart.barcode, "cart") == [("cart", cart.pk, 1)]


def test_a_scan_of_the_wrong_kind_is_named_for_what_it_is(small: House) -> None:
    resolved = look(small, small.shelf.barcode, "sku")
    assert resolved.candidates == []
    assert [(other.kind, other.id) for other in resolved.others] == [("location", small.shelf.pk)]


def test_another_warehouse_s_place_is_unknown_here(small: House) -> None:
    foreign = LocationFactory()
    assert found(small, foreign.barcode, "location") == []


def test_a_lot_is_found_as_the_supplier_printed_it(small: House) -> None:
    lot = LotFactory(code="b7-x")
    assert found(small, "b7-x", "lot") == [("lot", lot.pk, 1)]


def proposal(small: House, seller_sku: str, **more: object) -> SkuBinding:
    named = {"shop": ShopFactory(warehouse=small.warehouse), "warehouse": small.warehouse, "product_id": "1005"}
    return do(lambda: propose_binding(cause=CAUSE, seller_sku=seller_sku, **{**named, **more})).binding


def test_a_product_is_proposed_for_the_sku_of_the_same_code_and_verified_by_a_person(small: House) -> None:
    person = PersonFactory()
    binding = proposal(small, small.sku.code)
    assert (binding.state, [row.sku_id for row in binding.components.all()]) == ("unverified", [small.sku.pk])
    verified = do(lambda: verify_binding(cause=Cause(source="scan", person=person), binding=binding))
    assert (verified.state, verified.verified_by_id) == ("verified", person.pk)
    do(lambda: set_components(cause=CAUSE, binding=binding, components={small.sku.pk: 2}))
    binding.refresh_from_db()
    assert (binding.state, binding.verified_by_id) == ("unverified", None)
    do(lambda: refuse_binding(cause=CAUSE, binding=binding, reason="other colour"))
    binding.refresh_from_db()
    assert (binding.state, binding.proposal_reason) == ("refused", "other colour")
    assert AuditEntry.objects.filter(action__startswith="binding.").count() == 3


def test_a_triple_is_known_once(small: House) -> None:
    shop = ShopFactory(warehouse=small.warehouse)
    first = proposal(small, "X", shop=shop)
    again = proposal(small, "X", shop=shop, platform_sku_id="14:366")
    assert (first.pk, again.platform_sku_id) == (again.pk, "14:366")
    with pytest.raises(BindingNotVerifiable):
        do(lambda: verify_binding(cause=CAUSE, binding=again))


def test_fixed_shares_of_one_sku_stay_within_a_hundred(small: House) -> None:
    first, second = (SkuBindingFactory(shop=ShopFactory(warehouse=small.warehouse), sku=small.sku) for _ in range(2))
    do(lambda: set_share(cause=CAUSE, binding=first, share_percent=60, threshold_units=None))
    with pytest.raises(BindingSharesTooMuch):
        do(lambda: set_share(cause=CAUSE, binding=second, share_percent=50, threshold_units=None))
    second.refresh_from_db()
    assert second.share_percent is None


def test_negative_outbound_is_an_audited_loud_act(small: House) -> None:
    assert small.warehouse.allows_negative_outbound is False
    with pytest.raises(ReasonRequired):
        do(lambda: switch_negative_outbound(cause=CAUSE, warehouse=small.warehouse, is_on=True, reason=""))

    def switch(on: bool) -> bool:
        return do(lambda: switch_negative_outbound(cause=CAUSE, warehouse=small.warehouse, is_on=on, reason="move"))

    assert [switch(True), switch(True)] == [True, False]
    assert WorkItem.objects.get(kind="stock.negative_outbound").state == "open"
    assert switch(False) is True
    assert WorkItem.objects.get(kind="stock.negative_outbound").state == "resolved"
    assert AuditEntry.objects.filter(action="stock.negative_outbound").count() == 2


def test_a_day_s_snapshot_is_kept_once(small: House) -> None:
    small.stock(5)
    small.promise("1", 2)
    today = timezone.now().astimezone(small.warehouse.zone).date()
    assert take_daily_snapshot(warehouse=small.warehouse, day=today) == 1
    small.stock(4)
    assert take_daily_snapshot(warehouse=small.warehouse, day=today) == 0
    row = DailySnapshot.objects.get()
    assert (row.on_hand_sellable, row.reserved, row.in_transit, row.available) == (5, 2, 0, 3)
    with pytest.raises(DayNotOver):
        take_daily_snapshot(warehouse=small.warehouse, day=today + datetime.timedelta(days=1))


def test_history_from_before_the_system_never_overwrites_a_day(small: House) -> None:
    small.stock(5)
    today = timezone.now().astimezone(small.warehouse.zone).date()
    take_daily_snapshot(warehouse=small.warehouse, day=today)
    for day in (today, today - datetime.timedelta(days=1)):
        numbers = {"on_hand_sellable": 1, "reserved": 0, "in_transit": 0, "available": 1}
        import_snapshot(warehouse=small.warehouse, snapshot=Snapshot(sku_id=small.sku.pk, day=day, **numbers))
    assert list(DailySnapshot.objects.order_by("day").values_list("on_hand_sellable", "is_imported")) == [
        (1, True),
        (5, False),
    ]


def test_a_move_task_survives_the_handheld_and_ends_once(small: House) -> None:
    small.stock(5)
    cause = Cause(source="scan", person=PersonFactory())
    first, again = (
        do(lambda: open_move_task(cause=cause, warehouse=small.warehouse, kind=MoveKind.MOVE)) for _ in range(2)
    )
    assert first.pk == again.pk
    task = do(lambda: set_move_task(cause=cause, task=first, source=small.shelf, sku=small.sku, quantity=2))
    assert task.work_version == 2
    do(lambda: finish_move_task(cause=cause, task=task, target=small.other_shelf))
    assert (small.row(small.shelf), small.row(small.other_shelf)) == ((3, 0), (2, 0))
    with pytest.raises(MoveTaskEnded):
        do(lambda: abandon_move_task(cause=cause, task=task))


def test_where_it_is_and_what_happened_to_it(small: House) -> None:
    small.stock(5)
    small.stock(1, at=small.tote)
    assert [row.location for row in where_is(small.sku, small.warehouse)] == [small.tote, small.shelf]
    newest, oldest = history(warehouse=small.warehouse, sku=small.sku)
    assert (newest.target_location, oldest.target_location) == (small.tote, small.shelf)
    assert history(warehouse=small.warehouse, location=small.tote) == [newest]
