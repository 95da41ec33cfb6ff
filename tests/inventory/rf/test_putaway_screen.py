"""Putaway with layer 1 [M31]: no unknown barcode reaches a shelf, and no place that the rules forbid is taken."""

from __future__ import annotations

import pytest

from inventory.models import Barcode, HandlingUnit, Location, MoveTask, Sku, StockMovement
from inventory.operations import refuse_binding
from inventory.states import HandlingUnitState
from tests.factories.inventory import (
    BarcodeFactory,
    HandlingUnitFactory,
    LotFactory,
    SkuBindingFactory,
    SkuFactory,
)
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do
from tests.inventory.rf.conftest import Hand, code_of, cost, hand_at, shelf_at
from wms.core.models import AuditEntry, ScanEvent, WorkItem
from wms.core.states import Role
from wms.ops.ledger import differences


def begun(hand: Hand, tote: Location) -> Hand:
    hand.at("putaway")
    assert hand.scan(code_of(tote)) == ("ok", "putaway.begun", "item")
    return hand


def bound(small: House, **facts: object) -> Sku:
    sku = SkuFactory(**facts)
    shop = small.warehouse.shops.first()
    SkuBindingFactory(shop=shop, warehouse=small.warehouse, sku=sku)
    return sku


def moved() -> int:
    """Movements since the opening stock."""
    return StockMovement.objects.exclude(reason="adjust").count()


def test_the_whole_walk_from_tote_to_empty_tote(small: House, hand: Hand) -> None:
    small.stock(5, at=small.tote)
    HandlingUnit.objects.filter(location=small.tote).update(state=HandlingUnitState.IN_USE)
    begun(hand, small.tote)
    assert hand.scan(small.sku.code) == ("ok", "putaway.item", "location")
    assert (hand.data["suggested"], hand.data["units"]) == (small.shelf.code, 5)
    assert "空位" in hand.html
    assert hand.scan(code_of(small.shelf)) == ("ok", "putaway.place", "quantity")
    assert moved() == 0
    assert hand.key(2) == ("ok", "putaway.put", "item")
    assert (small.row(small.shelf), small.row(small.tote), hand.facts["left"]) == ((2, 0), (3, 0), 3)
    assert hand.scan(small.sku.code) == ("ok", "putaway.item", "location")
    assert "已有同款 2 件" in hand.html
    assert hand.scan(code_of(small.shelf)) == ("ok", "putaway.place", "quantity")
    assert hand.command("ALL") == ("ok", "putaway.emptied", "source")
    assert (small.row(small.shelf), small.row(small.tote), differences()) == ((5, 0), (0, 0), [])
    assert HandlingUnit.objects.get(location=small.tote).state == HandlingUnitState.FREE


def test_scanning_the_place_again_means_all_of_it(small: House, hand: Hand) -> None:
    small.stock(3, at=small.dock)
    begun(hand, small.dock)
    hand.scan(small.sku.code)
    hand.scan(code_of(small.shelf))
    assert hand.scan(code_of(small.shelf)) == ("ok", "putaway.emptied", "source")
    assert small.row(small.shelf) == (3, 0)


def test_a_single_unit_goes_in_with_the_place_scan(small: House, hand: Hand) -> None:
    small.stock(1, at=small.tote)
    begun(hand, small.tote)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.shelf)) == ("ok", "putaway.emptied", "source")
    assert small.row(small.shelf) == (1, 0)


def test_another_place_than_the_proposed_one_is_scanned_twice(small: House, hand: Hand) -> None:
    small.stock(1, at=small.tote)
    begun(hand, small.tote)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.other_shelf)) == ("refused", "putaway.unusual_place", "location")
    assert (hand.facts["location"], hand.facts["scanned_location"]) == (small.shelf.code, small.other_shelf.code)
    assert small.other_shelf.code in hand.html
    assert moved() == 0
    assert hand.scan(code_of(small.other_shelf)) == ("ok", "putaway.emptied", "source")
    assert small.row(small.other_shelf) == (1, 0)


def test_change_proposes_the_next_place_and_then_the_first_again(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    begun(hand, small.tote)
    hand.scan(small.sku.code)
    assert hand.command("CHANGE") == ("ok", "putaway.suggested", "location")
    assert hand.data["suggested"] == small.other_shelf.code
    assert hand.command("CHANGE") == ("ok", "putaway.suggested", "location")
    assert hand.data["suggested"] == small.shelf.code
    Location.objects.filter(pk=small.other_shelf.pk).update(is_blocked=True)
    assert hand.command("CHANGE") == ("refused", "putaway.no_other_place", "location")


def test_blocked_full_wrong_kind_and_the_source_itself_are_refused(small: House, hand: Hand) -> None:
    small.stock(5, at=small.dock)
    full = shelf_at(small.warehouse, "B01-01-01", capacity_units=3)
    stock(full, SkuFactory(), 3)
    blocked = shelf_at(small.warehouse, "B01-01-02", is_blocked=True)
    other_dock = shelf_at(small.warehouse, "DOCK-X", kind="receiving_dock")
    begun(hand, small.dock)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(full)) == ("refused", "location.full", "location")
    assert hand.scan(code_of(blocked)) == ("refused", "location.blocked", "location")
    assert hand.scan(code_of(other_dock)) == ("refused", "location.wrong_kind", "location")
    assert hand.scan(code_of(small.dock)) == ("refused", "stock.same_place", "location")
    assert moved() == 0
    assert MoveTask.objects.get().target is None


def test_more_than_the_place_holds_is_refused_and_fewer_fit(small: House, hand: Hand) -> None:
    small.stock(5, at=small.tote)
    Location.objects.filter(pk=small.shelf.pk).update(capacity_units=3)
    begun(hand, small.tote)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.shelf)) == ("ok", "putaway.place", "quantity")
    assert hand.command("ALL") == ("refused", "location.full", "quantity")
    assert hand.key(9) == ("refused", "location.full", "quantity")
    assert hand.key(0) == ("refused", "stock.quantity_not_positive", "quantity")
    assert moved() == 0
    assert hand.key(3) == ("ok", "putaway.put", "item")


def test_more_than_lies_in_the_tote_is_refused(small: House, hand: Hand) -> None:
    small.stock(5, at=small.tote)
    begun(hand, small.tote)
    hand.scan(small.sku.code)
    hand.scan(code_of(small.shelf))
    assert hand.key(6) == ("refused", "stock.not_enough", "quantity")
    assert moved() == 0


def test_lots_are_not_mixed(small: House, hand: Hand) -> None:
    tea = bound(small, with_lots=True)
    one, two = LotFactory(sku=tea, code="L1"), LotFactory(sku=tea, code="L2")
    stock(small.shelf, tea, 1, one)
    stock(small.tote, tea, 2, two)
    begun(hand, small.tote)
    hand.scan(tea.code)
    assert hand.data["suggested"] == small.other_shelf.code
    assert hand.scan(code_of(small.shelf)) == ("refused", "location.lots_would_mix", "location")
    assert moved() == 0


def test_of_several_lots_in_the_tote_the_right_one_is_asked_for(small: House, hand: Hand) -> None:
    tea = bound(small, with_lots=True)
    one, two = LotFactory(sku=tea, code="L1"), LotFactory(sku=tea, code="L2")
    LotFactory(code="L2")
    stock(small.tote, tea, 3, one)
    stock(small.tote, tea, 4, two)
    begun(hand, small.tote)
    assert hand.scan(tea.code) == ("ok", "putaway.lot_asked", "lot")
    assert hand.scan("L9") == ("refused", "scan.unknown", "lot")
    assert hand.scan("L2") == ("ok", "putaway.lot_named", "location")
    assert (hand.data["lot"], hand.data["units"]) == ("L2", 4)
    hand.scan(code_of(small.shelf))
    assert hand.command("ALL") == ("ok", "putaway.put", "item")
    assert StockMovement.objects.get(reason="put_away").lot == two


def test_look_alikes_never_adjoin(small: House, hand: Hand) -> None:
    black = bound(small, look_alike_group="case", variant_zh="黑色", variant_en="Black")
    clear = SkuFactory(look_alike_group="case", variant_zh="透明", variant_en="Clear")
    beside = shelf_at(small.warehouse, "C01-01-01", aisle="C01", bay=1, level=1, side="L")
    near = shelf_at(small.warehouse, "C01-02-01", aisle="C01", bay=2, level=1, side="L")
    stock(beside, clear, 1)
    stock(small.tote, black, 2)
    begun(hand, small.tote)
    assert hand.scan(black.code) == ("ok", "putaway.item", "location")
    assert "透明在 C01-01-01，不挨着放" in hand.html
    assert hand.scan(code_of(near)) == ("refused", "location.look_alikes", "location")
    assert hand.facts["neighbour_location"] == "C01-01-01"
    assert moved() == 0


def test_an_unknown_barcode_is_bound_by_a_stock_keeper_and_then_known(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    begun(hand, small.tote)
    assert hand.scan("6901234567892") == ("refused", "putaway.unknown_barcode", "bind")
    assert (Barcode.objects.count(), moved()) == (0, 0)
    assert WorkItem.objects.get(kind="putaway.unknown_barcode").state != "resolved"
    assert hand.scan("6901234567892") == ("refused", "scan.unknown", "bind")
    assert hand.scan(small.sku.code) == ("ok", "putaway.bound", "location")
    barcode = Barcode.objects.get()
    assert (barcode.value, barcode.sku, barcode.kind) == ("06901234567892", small.sku, "gtin")
    entry = AuditEntry.objects.get(action="barcode.bound")
    binding = small.sku.binding_components.get().binding
    assert entry.after == {"sku": small.sku.code, "products": [binding.product_id]}
    assert entry.person == hand.person
    assert WorkItem.objects.get(kind="putaway.unknown_barcode").state == "resolved"
    hand.command("CANCEL")
    assert hand.scan("6901234567892") == ("ok", "putaway.item", "location")


def test_binding_can_be_given_up(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    begun(hand, small.tote)
    hand.scan("WHATISTHIS")
    assert hand.command("CANCEL") == ("ok", "floor.put_back", "item")
    assert Barcode.objects.count() == 0


def test_a_barcode_is_bound_only_to_what_lies_in_the_tote(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    elsewhere = bound(small)
    begun(hand, small.tote)
    hand.scan("WHATISTHIS")
    assert hand.scan(elsewhere.code) == ("refused", "floor.not_there", "bind")
    assert Barcode.objects.count() == 0


def test_a_receiver_cannot_bind_and_the_barcode_stays_unknown(small: House) -> None:
    small.stock(2, at=small.tote)
    receiver = begun(hand_at(small.warehouse, Role.RECEIVER), small.tote)
    assert receiver.scan("6901234567892") == ("refused", "putaway.unknown_barcode", "item")
    assert WorkItem.objects.get(kind="putaway.unknown_barcode").subject_label == "06901234567892"
    assert (Barcode.objects.count(), moved()) == (0, 0)


def test_goods_without_a_platform_product_are_not_shelved(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    do(lambda: refuse_binding(cause=CAUSE, binding=small.sku.binding_components.get().binding, reason="other goods"))
    begun(hand, small.tote)
    assert hand.scan(small.sku.code) == ("refused", "putaway.not_bound", "item")
    assert WorkItem.objects.get(kind="putaway.not_bound").subject_label == small.sku.code
    assert MoveTask.objects.get().sku is None


def test_goods_of_elsewhere_are_a_wrong_scan_with_both_cards(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    other = bound(small)
    begun(hand, small.tote)
    assert hand.scan(other.code) == ("refused", "floor.not_there", "item")
    event = ScanEvent.objects.order_by("-pk")[0]
    assert (event.is_wrong, event.sku_code, event.scanned_sku_code) == (True, small.sku.code, other.code)
    assert event.location_code == small.tote.code
    assert hand.facts["versus"]["wanted"]["code"] == small.sku.code


def test_an_empty_tote_and_one_whose_goods_are_held_have_nothing_to_put_away(small: House, hand: Hand) -> None:
    hand.at("putaway")
    assert hand.scan(code_of(small.tote)) == ("refused", "floor.nothing_there", "source")
    assert MoveTask.objects.count() == 0


def test_one_barcode_of_two_items_means_the_one_in_the_tote(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    BarcodeFactory(sku=small.sku, value="SAME")
    other = bound(small)
    BarcodeFactory(sku=other, value="SAME")
    begun(hand, small.tote)
    assert hand.scan("SAME") == ("ok", "putaway.item", "location")
    hand.command("CANCEL")
    stock(small.tote, other, 1)
    assert hand.scan("SAME") == ("refused", "scan.ambiguous", "item")


def test_a_mistyped_code_of_ours_is_no_unknown_barcode(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    begun(hand, small.tote)
    wrong = code_of(small.tote)[:-1] + ("A" if not code_of(small.tote).endswith("A") else "B")
    assert hand.scan(wrong) == ("refused", "scan.check_character", "item")
    assert hand.scan(code_of(small.shelf)) == ("refused", "scan.wrong_kind", "item")
    assert WorkItem.objects.count() == 0


def test_leaving_moves_nothing(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    begun(hand, small.tote)
    hand.scan(small.sku.code)
    assert hand.command("CANCEL") == ("ok", "floor.put_back", "item")
    assert hand.command("PARK") == ("ok", "floor.left", "source")
    assert (moved(), small.row(small.tote)) == (0, (2, 0))


def test_goods_that_are_gone_meanwhile_are_not_put_away_twice(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    begun(hand, small.tote)
    other = begun(hand_at(small.warehouse, Role.STOCK_KEEPER, name="王磊"), small.tote)
    for one in (hand, other):
        one.scan(small.sku.code)
        one.scan(code_of(small.shelf))
    assert hand.command("ALL") == ("ok", "putaway.emptied", "source")
    assert other.command("ALL") == ("refused", "floor.lot_not_there", "quantity")
    assert (small.row(small.shelf), differences()) == ((2, 0), [])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_proposal_speaks_both_languages(small: House, language: str) -> None:
    small.stock(2, at=small.tote)
    hand = begun(hand_at(small.warehouse, Role.STOCK_KEEPER, language=language), small.tote)
    hand.scan(small.sku.code)
    wanted = {"zh-hans": ["放到", "空位"], "en": ["Put to", "Empty"]}[language]
    assert all(word in hand.html for word in wanted)


def test_a_scan_costs_few_queries(small: House, hand: Hand) -> None:
    small.stock(2, at=small.tote)
    HandlingUnitFactory(warehouse=small.warehouse)
    hand.at("putaway")
    assert cost(lambda: hand.scan(code_of(small.tote))) <= 18
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
    assert cost(lambda: hand.scan(code_of(small.shelf))) <= 18
    assert cost(lambda: hand.command("ALL")) <= 22  # shelving a batch books it: once a batch, not once a scan
