"""How simulate's people act: one unit is in one hand, one tote on one bench, and who went wrong calls a lead."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from wms.ops.simulate.bench import Packer
from wms.ops.simulate.picker import Picker
from wms.ops.simulate.receiver import Receiver
from wms.ops.simulate.site import EXCEPTIONS, FLOOR, Site
from wms.ops.simulate.world import Bought, World

TOTE, LABEL, LEAD = "T1X", "6900000000017", "U1X"
PLACE = {"location": "A", "sku": "TEE", "tote": "T1", "wanted": 2, "scanned": 0, "is_bulk": True, "order": ""}
Shown = dict[str, Any]


class Screen:
    """A device whose answers are given one by one; `meanwhile` happens while its scan is under way."""

    badge = "U2X"

    def __init__(self, *answers: Shown, name: str = "li") -> None:
        self.answers, self.name, self.raws = list(answers), name, list[str]()
        self.meanwhile: Callable[[], object] | None = None
        self.shown = shown("open", ready=[{"tote": "T1"}])

    def looks(self, screen: str) -> Shown:
        return self.shown

    def scans(self, screen: str, raw: str) -> Shown:
        self.raws.append(raw)
        if self.meanwhile and raw == LABEL:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        self.shown = self.answers.pop(0)
        return self.shown

    def commands(self, screen: str, name: str) -> Shown:
        return self.scans(screen, name)


class Dice(random.Random):
    """Throws what it is told, one after the other, and chooses the first."""

    def __init__(self, *throws: float) -> None:
        super().__init__(1)
        self.throws = list(throws)

    def random(self) -> float:
        return self.throws.pop(0)

    def choice(self, seq: Any) -> Any:
        return seq[0]


def shown(step: str, code: str = "", verdict: str = "ok", **data: Any) -> Shown:
    return {"verdict": verdict, "step": step, "code": code, "data": data}


@pytest.fixture
def site() -> Site:
    people = [{"badge": "U2X", "roles": ["picker"]}, {"badge": LEAD, "roles": ["manager"]}]
    told = {
        "locations": {"A": "LA", "B": "LB"},
        "points": {"P-02": "LP"},
        "totes": [TOTE, "T2X"],
        "carts": ["C1X"],
        "people": people,
    }
    return Site(told, {"TEE": {"barcode": LABEL}})


@pytest.fixture
def world() -> World:
    filled = World()
    filled.make("TEE", f"tote:{TOTE}", 2)
    for number in "12":
        filled.accept(Bought(number, {"TEE": 1}, accepted_at=0.0))
    return filled


def packer(screen: Screen, world: World, site: Site) -> Packer:
    return Packer(screen, world, site, random.Random(1), 0.0)  # type: ignore[arg-type]


def picker(screen: Screen, world: World, site: Site, rate: float = 0.0) -> Picker:
    return Picker(screen, world, site, random.Random(1), rate, cart="C1X")  # type: ignore[arg-type]


def bulk_bench(order: str, name: str) -> Screen:
    """One unit out of the bulk tote for an order, from the tote's scan to the label's."""
    return Screen(
        shown("unit", tote=TOTE, orders=["1", "2"], skus=[{"sku": "TEE", "units": 2}]),
        shown("close", "pack.unit_taken", order=order, tote=TOTE, waybill=f"W{order}"),
        shown("open", "pack.closed", ready=[]),
        name=name,
    )


def test_a_bulk_tote_lies_on_one_bench_until_it_is_worked_off(world: World, site: Site) -> None:
    first, second = bulk_bench("1", "li"), bulk_bench("2", "wu")
    other = packer(second, world, site)
    at_once: list[bool] = []
    first.meanwhile = lambda: at_once.append(other.work())
    assert packer(first, world, site).work()
    assert (at_once, second.raws) == ([False], [])
    assert other.work()
    assert second.raws == [TOTE, LABEL, "W2"]


def test_a_unit_is_in_one_hand_so_that_two_benches_never_pack_the_same(world: World, site: Site) -> None:
    first, second = bulk_bench("1", "li"), bulk_bench("2", "wu")
    benches = packer(first, world, site), packer(second, world, site)
    data = first.answers.pop(0)["data"]
    second.answers.pop(0)
    first.meanwhile = lambda: benches[1].at_unit(data)
    benches[0].at_unit(data)
    for number, bench in zip("12", benches, strict=True):
        bench.at_close({"order": number, "tote": TOTE, "waybill": f"W{number}"})
        world.hand_over(number, f"parcel:{number}", 1.0)
    assert (world.counts.parcels, world.counts.wrong_parcels) == (2, 0)


def test_what_was_a_bulk_tote_once_is_emptied_like_any_other(world: World, site: Site) -> None:
    world.accept(Bought("3", {"TEE": 2}, accepted_at=0.0))
    world.move(world.units_at(f"tote:{TOTE}")[0], "parcel:3")
    world.lose("3", "TEE")  # the first was scanned twice: the second still lies in the tote
    screen = Screen(
        shown("close", "pack.resumed", order="3", tote=TOTE, waybill="W3"),
        shown("close", "scan.not_here", "refused", order="3", tote=TOTE, waybill="W3"),
        shown("open", "pack.closed", ready=[]),
    )
    bench = packer(screen, world, site)
    bench.bulk_tote = TOTE
    assert bench.work()
    assert screen.raws == [TOTE, LABEL, "W3"]
    world.hand_over("3", "parcel:3", 1.0)
    assert (world.counts.wrong_parcels, dict(world.counts.caught)) == (0, {"pack": 1})


def test_an_empty_bulk_tote_is_declared_and_its_lost_units_are_met(world: World, site: Site) -> None:
    place = f"tote:{TOTE}"
    for unit in world.units_at(place):
        world.move(unit, FLOOR)
        world.lose(place, "TEE")
    screen = Screen(shown("open", "pack.tote_empty", ready=[]))
    answer = packer(screen, world, site).at_unit({"tote": TOTE, "skus": [{"sku": "TEE", "units": 2}]})
    assert answer is not None
    assert (answer["code"], screen.raws) == ("pack.tote_empty", ["MISSING"])
    assert dict(world.counts.caught) == {"pack": 2}


def test_a_unit_that_nobody_waits_for_is_laid_aside_and_met_once(world: World, site: Site) -> None:
    place = f"tote:{TOTE}"
    world.add_extra(place, "TEE")
    screen = Screen(shown("unit", "pack.no_order_waits", "refused"), shown("unit", "pack.no_order_waits", "refused"))
    bench = packer(screen, world, site)
    for _ in range(2):
        bench.at_unit({"tote": TOTE, "skus": []})
    assert (world.units_at(place), len(world.units_at(EXCEPTIONS))) == ([], 2)
    assert (world.counts.wrong_scans_made, dict(world.counts.caught)) == (1, {"pack": 1})


def test_what_is_left_in_a_tote_that_is_done_is_met(world: World) -> None:
    world.add_extra(f"tote:{TOTE}", "TEE")
    world.clear(f"tote:{TOTE}", EXCEPTIONS, "pack")
    assert (len(world.units_at(EXCEPTIONS)), dict(world.counts.caught)) == (2, {"pack": 1})


@pytest.mark.parametrize("order", ["", "1"], ids=["of many orders", "of one order"])
def test_a_unit_dropped_beside_a_bulk_tote_is_no_one_orders(world: World, site: Site, order: str) -> None:
    world.make("TEE", "hand:li", 1)
    walker = picker(Screen(), world, site, rate=1.0)
    walker._drops_into(TOTE, {**PLACE, "order": order})
    assert (len(world.units_at(FLOOR)), world.lost[f"tote:{TOTE}"]["TEE"]) == (1, 1)
    assert world.may_double("1", "TEE")


def test_one_more_in_a_bulk_tote_never_hides_one_that_was_lost(world: World, site: Site) -> None:
    place = f"tote:{TOTE}"
    world.make("TEE", "loc:A", 2)
    walker = picker(Screen(), world, site, rate=1.0)
    walker._drops_into(TOTE, PLACE)
    assert (world.labels_at(place)["TEE"], world.extra[place]["TEE"]) == (3, 1)
    assert not world.may_upset(place, "TEE", world.extra)
    world.lose(place, "CUP")
    assert not world.may_upset(place, "CUP", world.lost)


def test_units_of_a_bulk_tote_are_not_lost_when_an_order_for_the_like_will_be_cancelled(world: World) -> None:
    assert world.may_upset("tote:1", "TEE", world.extra)
    world.accept(Bought("3", {"TEE": 1}, accepted_at=0.0, will_cancel=True))
    assert not world.may_upset("tote:1", "TEE", world.extra)


def test_a_tote_that_becomes_a_bulk_tote_is_its_last_orders_no_more(world: World, site: Site) -> None:
    site.order_of_tote[TOTE] = "1"
    assert picker(Screen(shown("location")), world, site)._puts(TOTE, "")["verdict"] == "ok"
    assert site.order_of_tote == {}


def test_wrong_scans_in_a_row_end_when_the_screen_asks_for_a_lead(world: World, site: Site) -> None:
    steps = ("location", "location", "lead")
    screen = Screen(*(shown(step, "pick.wrong_location", "refused", **PLACE) for step in steps))
    assert picker(screen, world, site, rate=1.0).at_location(PLACE) is None
    assert screen.raws == ["LB"] * 3
    assert (world.counts.wrong_scans_made, dict(world.counts.caught)) == (3, {"pick": 3})


def test_after_wrong_scans_in_a_row_a_lead_scans_a_badge(world: World, site: Site) -> None:
    screen = Screen(shown("location", "pick.lead_seen"))
    answer = picker(screen, world, site).at_lead({"wrong": 3})
    assert answer is not None
    assert (answer["code"], screen.raws) == ("pick.lead_seen", [LEAD])


def test_a_pickers_own_badge_is_refused_and_counted(world: World, site: Site) -> None:
    screen = Screen(shown("lead", "pick.not_a_lead", "refused"), shown("location", "pick.lead_seen"))
    answer = picker(screen, world, site, rate=1.0).at_lead({"wrong": 3})
    assert answer is not None
    assert (answer["code"], screen.raws) == ("pick.lead_seen", ["U2X", LEAD])
    assert (world.counts.wrong_scans_made, dict(world.counts.caught)) == (1, {"pick": 1})


def test_at_a_pass_point_another_place_is_refused_and_counted_before_the_totes_are_laid_down(
    world: World, site: Site
) -> None:
    wrong = shown("pass", "pick.wrong_pass_point", "refused", location="P-02")
    screen = Screen(wrong, shown("cart", "pick.passed_on"))
    walker = picker(screen, world, site, rate=0.5)
    walker.rng = Dice(0.0, 1.0, 1.0)  # wrong once, then right, and nobody goes on himself
    answer = walker.at_pass({"location": "P-02", "zone": "PICK-2"})
    assert answer is not None
    assert (answer["code"], screen.raws[1]) == ("pick.passed_on", "LP")
    assert (world.counts.wrong_scans_made, dict(world.counts.caught)) == (1, {"pick": 1})
    assert world.counts.passed_on == 1


def test_where_no_pass_point_is_the_same_picker_goes_on(world: World, site: Site) -> None:
    screen = Screen(shown("location", "pick.zone_begun"))
    assert picker(screen, world, site).at_pass({"location": "", "zone": ""}) == screen.shown
    assert (screen.raws, world.counts.passed_on) == (["GOON"], 0)


def test_the_next_picker_scans_the_tote_that_waits_and_a_strange_one_is_refused(world: World, site: Site) -> None:
    site.order_of_tote[TOTE] = "1"
    data = {"tote": "T1", "order": "1"}
    screen = Screen(shown("slot", "pick.wrong_slot_tote", "refused", **data), shown("location", "pick.ready"))
    walker = picker(screen, world, site, rate=0.5)
    walker.rng = Dice(0.0, 1.0, 1.0)  # wrong once, then right, and nothing is overlooked
    walker.at_slot(data)
    assert screen.raws == ["T2X", TOTE]
    assert (world.counts.wrong_scans_made, dict(world.counts.caught)) == (1, {"pick": 1})


def test_a_tote_that_was_told_missing_is_found_and_its_list_taken_up_again(world: World, site: Site) -> None:
    screen = Screen(shown("cart", "pick.tote_missing"), shown("cart", "pick.list_kept"), shown("cart", "pick.started"))
    walker = picker(screen, world, site)
    walker.rng = Dice(1.0, 0.0)
    walker.at_slot({"tote": "T1", "order": "1"})
    screen.shown = shown("cart", waiting=1)
    screen.answers[0]["data"]["waiting"] = 1
    walker.work()
    assert screen.raws == ["MISSING", TOTE, "C1X"]


def test_of_two_look_alikes_the_second_is_shelved_in_the_far_zone_unless_its_like_lies_somewhere(
    world: World, site: Site
) -> None:
    receiver = Receiver(Screen(), world, site, random.Random(1), 0.0)  # type: ignore[arg-type]
    assert [receiver._place_for(sku, "A") for sku in ("SIM-001", "SIM-002")] == ["A", "B"]
    world.make("SIM-002", "loc:A", 1)
    assert receiver._place_for("SIM-002", "A") == "A"
