"""What simulate holds for true: units move by hands alone, and each error is counted once, where it was met."""

from __future__ import annotations

import pytest

from wms.ops.simulate.world import Bought, World

TOTE, PARCEL = "tote:T1", "parcel:1"


@pytest.fixture
def world() -> World:
    filled = World()
    filled.make("TEE", "loc:A", 3)
    filled.make("CUP", "loc:B", 1)
    filled.accept(Bought("1", {"TEE": 2}, accepted_at=0.0))
    return filled


def pack(world: World, label: str, count: int) -> None:
    world.take("loc:A", label, PARCEL, count)
    world.take("loc:B", label, PARCEL, count)


def test_hands_take_what_lies_there_and_no_more(world: World) -> None:
    assert [unit.sku for unit in world.take("loc:A", "TEE", "hand:1", 5)] == ["TEE"] * 3
    assert world.take("loc:A", "TEE", "hand:1") == []
    assert world.move_all("hand:1", TOTE) == 3
    assert world.labels_at(TOTE) == {"TEE": 3}
    assert world.units_at("hand:1") == []


def test_a_neighbour_has_another_label_and_lies_elsewhere(world: World) -> None:
    found = world.neighbour("loc:A", "loc:", "TEE")
    assert found is not None
    assert (found.sku, found.place) == ("CUP", "loc:B")
    assert world.neighbour("loc:B", "loc:", "TEE") is None


def test_a_sale_without_a_free_unit_is_oversold(world: World) -> None:
    world.accept(Bought("2", {"TEE": 1}, accepted_at=0.0))
    assert world.counts.oversold == 0
    world.accept(Bought("3", {"TEE": 1}, accepted_at=0.0))
    assert world.counts.oversold == 1


def test_a_cancelled_order_gives_its_units_free_once(world: World) -> None:
    assert world.free_units()["TEE"] == 1
    world.release("1")
    world.release("1")
    assert world.free_units()["TEE"] == 3


def test_units_that_have_left_are_not_free(world: World) -> None:
    pack(world, "TEE", 2)
    world.hand_over("1", PARCEL, 5.0)
    assert world.free_units()["TEE"] == 1
    assert world.orders["1"].shipped_at == 5.0
    world.hand_over("1", PARCEL, 9.0)
    assert (world.counts.parcels, world.orders["1"].shipped_at) == (1, 5.0)


def test_a_right_parcel_is_neither_wrong_nor_unseen(world: World) -> None:
    pack(world, "TEE", 2)
    world.seal("1", PARCEL)
    world.hand_over("1", PARCEL, 1.0)
    assert (world.counts.parcels, world.counts.wrong_parcels, world.counts.unseen_errors) == (1, 0, 0)


@pytest.mark.parametrize(("label", "count"), [("TEE", 1), ("TEE", 3), ("CUP", 1)])
def test_a_parcel_whose_labels_were_wrong_at_its_last_scan_is_wrong(world: World, label: str, count: int) -> None:
    pack(world, label, count)
    world.seal("1", PARCEL)
    world.hand_over("1", PARCEL, 1.0)
    assert (world.counts.wrong_parcels, world.counts.unseen_errors) == (1, 0)


def test_a_lying_label_is_an_error_that_no_scan_sees(world: World) -> None:
    world.make("CUP", "loc:C", 1, label="TEE")
    pack(world, "TEE", 1)
    world.take("loc:C", "TEE", PARCEL)
    world.seal("1", PARCEL)
    world.hand_over("1", PARCEL, 1.0)
    assert (world.counts.wrong_parcels, world.counts.unseen_errors) == (0, 1)


def test_labels_changed_after_the_last_scan_are_unseen_for_both_parcels(world: World) -> None:
    world.accept(Bought("2", {"CUP": 1}, accepted_at=0.0))
    pack(world, "TEE", 2)
    world.take("loc:B", "CUP", "parcel:2")
    world.seal("1", PARCEL)
    world.seal("2", "parcel:2")
    world.swap(PARCEL, "parcel:2")
    world.hand_over("1", PARCEL, 1.0)
    world.hand_over("2", "parcel:2", 1.0)
    assert (world.counts.wrong_parcels, world.counts.unseen_errors) == (0, 2)


def test_a_lost_unit_is_caught_once_where_it_was_missed(world: World) -> None:
    world.lose("1", "TEE")
    assert world.counts.wrong_scans_made == 1
    assert not world.may_double("1", "TEE")
    world.met_missing("1", {"TEE": 1}, "pack")
    assert dict(world.counts.caught) == {"pack": 1}
    assert world.may_double("1", "TEE")


def test_units_that_nobody_lost_cannot_be_missing(world: World) -> None:
    world.lose("1", "TEE")
    with pytest.raises(AssertionError, match="2 of TEE are missing, 1 were lost"):
        world.met_missing("1", {"TEE": 2}, "pack")
    assert dict(world.counts.caught) == {}


def test_nothing_is_lost_of_an_order_that_will_be_cancelled_or_is_of_another_run(world: World) -> None:
    world.accept(Bought("2", {"CUP": 1}, accepted_at=0.0, will_cancel=True))
    assert world.may_lose("1")
    assert not world.may_lose("2")
    assert not world.may_lose("elsewhere")
    assert world.wants("elsewhere") == {}
