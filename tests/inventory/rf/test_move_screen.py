"""Move: what is in hand is a promise of the scanner; the books change with the target's scan."""

from __future__ import annotations

from inventory.models import HandlingUnit, MoveTask, StockMovement
from inventory.operations import take
from inventory.states import HandlingUnitState
from tests.factories.inventory import BarcodeFactory, HandlingUnitFactory, LotFactory, SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do
from tests.inventory.rf.conftest import Hand, code_of, cost, hand_at, shelf_at
from wms.core.states import Role
from wms.ops.ledger import differences


def begun(hand: Hand, small: House) -> Hand:
    hand.at("move")
    assert hand.scan(code_of(small.shelf)) == ("ok", "move.begun", "item")
    return hand


def moved() -> int:
    return StockMovement.objects.filter(reason="move").count()


def test_the_whole_walk(small: House, hand: Hand) -> None:
    small.stock(5)
    begun(hand, small)
    assert hand.scan(small.sku.code) == ("ok", "move.counted", "target")
    assert hand.scan(small.sku.code) == ("ok", "move.counted", "target")
    assert (hand.data["units"], moved()) == (2, 0)
    assert hand.scan(code_of(small.other_shelf)) == ("ok", "move.put", "item")
    assert (small.row(small.shelf), small.row(small.other_shelf)) == ((3, 0), (2, 0))
    hand.scan(small.sku.code)
    assert hand.key(3) == ("ok", "move.counted", "target")
    assert hand.scan(code_of(small.tote)) == ("ok", "move.emptied", "source")
    assert (small.row(small.tote), moved(), differences()) == ((3, 0), 2, [])


def test_a_tote_that_is_moved_empty_is_free_again(small: House, hand: Hand) -> None:
    small.stock(1, at=small.tote)
    HandlingUnit.objects.filter(location=small.tote).update(state=HandlingUnitState.IN_USE)
    hand.at("move")
    hand.scan(code_of(small.tote))
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.shelf)) == ("ok", "move.emptied", "source")
    assert HandlingUnit.objects.get(location=small.tote).state == HandlingUnitState.FREE


def test_no_loose_goods_get_among_those_of_an_order(small: House, hand: Hand) -> None:
    small.stock(4)
    held = small.placed("A", 1)
    do(lambda: take(cause=CAUSE, allocation_id=held, quantity=1, into=small.tote))
    carton = HandlingUnitFactory(warehouse=small.warehouse, kind="carton")
    HandlingUnit.objects.filter(pk=carton.pk).update(state=HandlingUnitState.IN_USE)
    slot = HandlingUnitFactory(warehouse=small.warehouse, kind="wall")
    begun(hand, small)
    hand.scan(small.sku.code)
    for unit in (small.tote.handling_unit, carton, slot):
        assert hand.scan(unit.barcode) == ("refused", "receive.tote_in_use", "target")
    assert (moved(), small.row(small.tote)) == (0, (1, 1))


def test_a_tote_that_takes_goods_is_in_use(small: House, hand: Hand) -> None:
    small.stock(2)
    begun(hand, small)
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.tote)) == ("ok", "move.put", "item")
    assert HandlingUnit.objects.get(location=small.tote).state == HandlingUnitState.IN_USE
    hand.command("PARK")
    hand.at("move")
    hand.scan(code_of(small.tote))
    hand.scan(small.sku.code)
    assert hand.scan(code_of(small.other_tote)) == ("ok", "move.emptied", "source")
    states = dict(HandlingUnit.objects.values_list("location", "state"))
    assert (states[small.tote.pk], states[small.other_tote.pk]) == ("free", "in_use")


def test_only_free_units_can_be_taken(small: House, hand: Hand) -> None:
    small.stock(3)
    small.placed("A", 2)
    begun(hand, small)
    assert hand.scan(small.sku.code) == ("ok", "move.counted", "target")
    assert hand.scan(small.sku.code) == ("refused", "stock.not_enough", "target")
    assert hand.key(2) == ("refused", "stock.not_enough", "target")
    assert (hand.data["units"], moved()) == (1, 0)


def test_units_that_are_promised_to_a_picker_meanwhile_stay(small: House, hand: Hand) -> None:
    small.stock(2)
    begun(hand, small)
    hand.scan(small.sku.code)
    hand.scan(small.sku.code)
    small.placed("A", 1)
    assert hand.scan(code_of(small.other_shelf)) == ("refused", "stock.not_enough", "target")
    assert (small.row(small.shelf), moved()) == ((2, 1), 0)
    assert hand.key(1) == ("ok", "move.counted", "target")
    assert hand.scan(code_of(small.other_shelf)) == ("ok", "move.put", "item") or hand.facts["left"] == 0


def test_a_pack_takes_its_pack(small: House, hand: Hand) -> None:
    small.stock(20)
    BarcodeFactory(sku=small.sku, value="PACK12", pack_quantity=12)
    begun(hand, small)
    assert hand.scan("PACK12") == ("ok", "move.counted", "target")
    assert hand.data["units"] == 12
    assert hand.scan("PACK12") == ("refused", "stock.not_enough", "target")


def test_wrong_item_other_item_and_wrong_target(small: House, hand: Hand) -> None:
    small.stock(2)
    other = SkuFactory()
    begun(hand, small)
    assert hand.scan(other.code) == ("refused", "floor.not_there", "item")
    hand.scan(small.sku.code)
    stock(small.shelf, other, 1)
    assert hand.scan(other.code) == ("refused", "floor.other_item", "target")
    assert hand.scan(code_of(small.shelf)) == ("refused", "stock.same_place", "target")
    blocked = shelf_at(small.warehouse, "B09-01-01", is_blocked=True)
    assert hand.scan(code_of(blocked)) == ("refused", "location.blocked", "target")
    assert moved() == 0


def test_the_lot_in_hand_is_the_lot_that_moves(small: House, hand: Hand) -> None:
    tea = SkuFactory(with_lots=True)
    BarcodeFactory(sku=tea, value="04006381333931", kind="gtin")
    one, two = LotFactory(sku=tea, code="L1"), LotFactory(sku=tea, code="L2")
    stock(small.dock, tea, 2, one)
    stock(small.dock, tea, 2, two)
    hand.at("move")
    hand.scan(code_of(small.dock))
    assert hand.scan(tea.code) == ("ok", "move.lot_asked", "lot")
    assert hand.scan("L2") == ("ok", "move.lot_named", "target")
    assert hand.scan("]d201040063813339311" + "0L1") == ("refused", "floor.other_lot", "target")
    assert hand.scan("]d201040063813339311" + "0L2") == ("ok", "move.counted", "target")
    assert hand.scan(code_of(small.tote)) == ("ok", "move.put", "item")
    assert StockMovement.objects.get(reason="move").lot == two


def test_an_empty_place_and_putting_back(small: House, hand: Hand) -> None:
    hand.at("move")
    assert hand.scan(code_of(small.shelf)) == ("refused", "floor.nothing_there", "source")
    small.stock(1)
    begun(hand, small)
    hand.scan(small.sku.code)
    assert hand.command("CANCEL") == ("ok", "floor.put_back", "item")
    assert hand.command("PARK") == ("ok", "floor.left", "source")
    assert (moved(), MoveTask.objects.get().state) == (0, "abandoned")


def test_a_typed_place_needs_its_check_digits(small: House, hand: Hand) -> None:
    small.stock(1)
    hand.at("move")
    assert hand.key(small.shelf.code) == ("refused", "scan.unknown", "source")
    assert hand.key(f"{small.shelf.code} {small.shelf.check_digits}") == ("ok", "move.begun", "item")


def test_a_foreign_place_is_unknown(small: House) -> None:
    from tests.inventory.floor import house

    stranger = hand_at(house().warehouse, Role.STOCK_KEEPER)
    stranger.at("move")
    assert stranger.scan(code_of(small.shelf)) == ("refused", "scan.unknown", "source")


def test_a_scan_costs_few_queries(small: House, hand: Hand) -> None:
    small.stock(3)
    hand.at("move")
    assert cost(lambda: hand.scan(code_of(small.shelf))) <= 18
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
    assert cost(lambda: hand.scan(code_of(small.other_shelf))) <= 22
