"""Goods come in against an ASN: in transit until then, promised at once, never past their date."""

from __future__ import annotations

import datetime

import pytest

from inventory.errors import (
    ExpiryRequired,
    LocationBlocked,
    LocationFull,
    LocationNotPhysical,
    LocationWrongKind,
    LookAlikesWouldAdjoin,
    LotDiffers,
    LotExpired,
    LotRequired,
    LotsWouldMix,
    MoreThanExpected,
    NotEnoughStock,
    NotOnReceipt,
    ReceiptClosed,
    ReceiptNumberTaken,
    SamePlace,
    SkuNotBound,
)
from inventory.models import InboundReceipt, SkuBinding
from inventory.operations import (
    AsnLine,
    close_receipt,
    move_stock,
    open_asn,
    open_lot,
    put_away,
    receive_units,
)
from inventory.selectors import outer_location, suggest_location
from tests.factories.core import ShopFactory
from tests.factories.inventory import LocationFactory, LotFactory, SkuBindingFactory, SkuFactory
from tests.floor import CAUSE, on_hand, stock
from tests.inventory.floor import House, do

TODAY = datetime.date(2026, 11, 28)


def asn(small: House, *lines: AsnLine, number: str = "ASN-1") -> InboundReceipt:
    rows = list(lines) or [AsnLine(sku=small.sku, expected_units=5)]
    return do(lambda: open_asn(cause=CAUSE, warehouse=small.warehouse, number=number, lines=rows)).receipt


def receive(small: House, receipt: InboundReceipt, units: int, **more: object) -> object:
    goods = {"receipt": receipt, "sku": small.sku, "quantity": units, "into": small.dock, **more}
    return do(lambda: receive_units(cause=CAUSE, **goods))


def test_what_is_announced_is_in_transit_until_it_comes_or_never_comes(small: House) -> None:
    receipt = asn(small)
    assert small.sums() == (0, 0, 0, 5)
    received = receive(small, receipt, 3)
    assert (received.received_units, received.expected_units, received.is_receipt_complete) == (3, 5, False)
    assert small.sums() == (3, 0, 0, 2)
    closed = do(lambda: close_receipt(cause=CAUSE, receipt=receipt))
    assert closed.short == {small.sku.pk: 2}
    assert small.sums() == (3, 0, 0, 0)
    with pytest.raises(ReceiptClosed):
        receive(small, receipt, 1)


def test_each_receiving_raises_the_work_version_of_the_receipt_only(small: House) -> None:
    receipt, other = asn(small), asn(small, number="ASN-2")
    receive(small, receipt, 1)
    receipt.refresh_from_db()
    other.refresh_from_db()
    assert (receipt.work_version, receipt.state, other.work_version, other.state) == (2, "receiving", 1, "expected")


def test_too_many_are_refused_unless_somebody_allows_it(small: House) -> None:
    receipt = asn(small)
    with pytest.raises(MoreThanExpected) as caught:
        receive(small, receipt, 6)
    assert caught.value.facts["expected"] == 5
    assert small.sums() == (0, 0, 0, 5)
    received = receive(small, receipt, 6, allow_over=True)
    assert received.is_receipt_complete
    assert small.sums() == (6, 0, 0, 0)


def test_goods_that_nobody_announced_are_refused(small: House) -> None:
    receipt = asn(small)
    with pytest.raises(NotOnReceipt):
        receive(small, receipt, 1, sku=SkuFactory())
    with pytest.raises(ReceiptNumberTaken):
        asn(small)
    assert small.sums() == (0, 0, 0, 5)


def test_lots_are_asked_for_and_expired_ones_stay_outside(small: House) -> None:
    sku = SkuFactory(with_expiry=True)
    receipt = asn(small, AsnLine(sku=sku, expected_units=5))
    with pytest.raises(LotRequired):
        receive(small, receipt, 1, sku=sku)
    old = LotFactory(sku=sku, expires_on=datetime.date(2020, 1, 1))
    with pytest.raises(LotExpired):
        receive(small, receipt, 1, sku=sku, lot=old)
    fresh = do(lambda: open_lot(sku=sku, code="B7", expires_on=datetime.date(2090, 1, 1), today=TODAY))
    receive(small, receipt, 1, sku=sku, lot=fresh)
    assert on_hand(small.dock, sku, fresh) == 1


def test_a_lot_has_one_expiry_date(small: House) -> None:
    sku = SkuFactory(with_expiry=True)
    with pytest.raises(ExpiryRequired):
        do(lambda: open_lot(sku=sku, code="B7", today=TODAY))
    lot = do(lambda: open_lot(sku=sku, code="B7", expires_on=datetime.date(2090, 1, 1), today=TODAY))
    assert do(lambda: open_lot(sku=sku, code="B7", today=TODAY)).pk == lot.pk
    with pytest.raises(LotDiffers):
        do(lambda: open_lot(sku=sku, code="B7", expires_on=datetime.date(2090, 1, 2), today=TODAY))


def test_two_lots_of_one_sku_fill_their_own_lines(small: House) -> None:
    sku = SkuFactory(with_lots=True)
    lines = [AsnLine(sku=sku, expected_units=2, lot_code=code) for code in ("A", "B")]
    receipt = asn(small, *lines)
    lots = {code: do(lambda code=code: open_lot(sku=sku, code=code, today=TODAY)) for code in ("A", "B", "C")}
    receive(small, receipt, 2, sku=sku, lot=lots["B"])
    with pytest.raises(MoreThanExpected):
        receive(small, receipt, 1, sku=sku, lot=lots["B"])
    with pytest.raises(NotOnReceipt):
        receive(small, receipt, 1, sku=sku, lot=lots["C"])
    assert receive(small, receipt, 2, sku=sku, lot=lots["A"]).is_receipt_complete


def shelve(small: House, target: object = None, **more: object) -> object:
    goods = {"sku": small.sku, "lot": None, "quantity": 2, "source": small.dock, "target": target or small.shelf}
    return do(lambda: put_away(cause=CAUSE, **{**goods, **more}))


def test_unbound_goods_cannot_be_shelved(small: House) -> None:
    small.stock(2, at=small.dock)
    SkuBinding.objects.all().delete()
    with pytest.raises(SkuNotBound):
        shelve(small)
    assert small.row(small.dock) == (2, 0)
    shelve(small, requires_binding=False)
    assert small.row(small.shelf) == (2, 0)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"is_blocked": True}, LocationBlocked),
        ({"capacity_units": 1}, LocationFull),
        ({"dock": True}, LocationWrongKind),
    ],
)
def test_a_place_that_takes_no_goods_is_refused(
    small: House, facts: dict[str, object], refusal: type[Exception]
) -> None:
    small.stock(2, at=small.dock)
    with pytest.raises(refusal):
        shelve(small, LocationFactory(warehouse=small.warehouse, **facts))
    assert small.row(small.dock) == (2, 0)


def test_goods_do_not_leave_for_the_place_they_are_at_nor_for_an_outer_end(small: House) -> None:
    small.stock(2, at=small.dock)
    with pytest.raises(SamePlace):
        shelve(small, small.dock)
    with pytest.raises(LocationNotPhysical):
        shelve(small, outer_location(small.warehouse.pk, "loss"))
    with pytest.raises(NotEnoughStock):
        shelve(small, quantity=3)
    assert small.row(small.dock) == (2, 0)


def test_lots_do_not_mix_at_a_place_unless_it_allows_them(small: House) -> None:
    sku = SkuFactory(with_lots=True)
    SkuBindingFactory(shop=ShopFactory(warehouse=small.warehouse), sku=sku)
    first, second = LotFactory.create_batch(2, sku=sku)
    stock(small.shelf, sku, 1, first)
    stock(small.dock, sku, 4, second)
    with pytest.raises(LotsWouldMix):
        shelve(small, sku=sku, lot=second)
    mixed = LocationFactory(warehouse=small.warehouse, allows_mixed_lots=True)
    stock(mixed, sku, 1, first)
    shelve(small, mixed, sku=sku, lot=second)
    assert on_hand(mixed, sku, second) == 2


def test_look_alikes_never_adjoin(small: House) -> None:
    black, clear = (SkuFactory(look_alike_group="case-15p") for _ in range(2))
    places = [LocationFactory(warehouse=small.warehouse, aisle="A", side="L", bay=bay, level=1) for bay in (1, 2, 3)]
    for sku in (black, clear):
        SkuBindingFactory(shop=ShopFactory(warehouse=small.warehouse), sku=sku)
    stock(places[0], black, 1)
    stock(small.dock, clear, 2)
    for place in places[:2]:
        with pytest.raises(LookAlikesWouldAdjoin) as caught:
            shelve(small, place, sku=clear)
        assert caught.value.facts["neighbour"] == black.code
    shelve(small, places[2], sku=clear)
    assert on_hand(places[2], clear) == 2


def test_the_suggestion_joins_the_same_goods_and_keeps_look_alikes_apart(small: House) -> None:
    black, clear = (SkuFactory(look_alike_group="case-15p") for _ in range(2))
    stock(small.other_shelf, black, 1)
    named = {"lot": None, "warehouse": small.warehouse, "quantity": 1}
    assert suggest_location(sku=black, **named) == small.other_shelf
    assert suggest_location(sku=clear, **named) == small.shelf


def test_held_units_stay_where_they_are(small: House) -> None:
    small.stock(5)
    small.placed("1", 4)
    goods = {"sku": small.sku, "lot": None, "source": small.shelf, "target": small.other_shelf}
    with pytest.raises(NotEnoughStock) as caught:
        do(lambda: move_stock(cause=CAUSE, quantity=2, **goods))
    assert caught.value.facts["free"] == 1
    assert do(lambda: move_stock(cause=CAUSE, quantity=1, **goods)).left_at_source == 4
