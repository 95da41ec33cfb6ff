"""How the demo's orders become walks: types of carts, zones with pass points and people, wave rules."""

from __future__ import annotations

from functools import partial
from typing import Any

from picking.models import TrolleyType, WaveRule
from picking.operations.trolleys import save_trolley_type
from picking.operations.zones import save_pick_zone
from picking.states import OrderClass, OrderTag, PickMode
from wms.core.models import Person
from wms.core.states import Role
from wms.ops.demo.world import CAUSE, Site

SEVERAL = [OrderClass.SINGLE_SKU, OrderClass.MIXED]


def build_walks(site: Site, *, is_quick: bool) -> None:
    """Single units in bulk, Choice first, eight slots a trolley [M30]; one carrier over the wall, one passed on.

    `is_quick`: for simulate, which waits for nothing: a wave as soon as there is an order, and Choice one by one, so
    that every way to pick is walked.
    """
    trolley_type = None if is_quick else _build_trolleys(site)
    _set_zones(site, has_people=is_quick)
    rule = partial(WaveRule.objects.create, warehouse=site.warehouse, schedule_seconds=5 if is_quick else 300)
    if is_quick:
        rule(
            name_zh="优选单拣",
            name_en="Choice one by one",
            rank=3,
            tags=[OrderTag.CHOICE],
            classes=SEVERAL,
            pick_mode=PickMode.ORDER,
        )
    rule(
        name_zh="燕文分播",
        name_en="Yanwen over the wall",
        rank=5,
        carriers=["YANWEN_JYT"],
        classes=SEVERAL,
        pick_mode=PickMode.WALL,
        max_orders=20,
        min_orders=1 if is_quick else 4,
    )
    rule(
        name_zh="简易接力",
        name_en="Saver from zone to zone",
        rank=7,
        carriers=["CAINIAO_ECONOMY"],
        classes=SEVERAL,
        pick_mode=PickMode.ZONE_PASS,
        trolley_type=trolley_type,
        trolley_slots=8,
        max_orders=40,
    )
    rule(
        name_zh="常规波次",
        name_en="Standard",
        rank=10,
        trolley_type=trolley_type,
        trolley_slots=8,
        max_orders=120,
        is_bulk=True,
    )


def _build_trolleys(site: Site) -> TrolleyType:
    """Carts of eight slots, which the standard rule asks for, and two large ones of twelve."""
    common: dict[str, Any] = {
        "cause": CAUSE,
        "warehouse": site.warehouse,
        "trolley_type": None,
        "modes": PickMode.values,
    }
    codes = [cart.code for cart in site.carts]
    large = {"name_zh": "十二格大车", "name_en": "Large cart", "slots": 12, "volume_litres": 600, "weight_kg": 250}
    save_trolley_type(**common, **large, carts=codes[-2:])
    usual = {"name_zh": "八格车", "name_en": "Eight-slot cart", "slots": 8, "volume_litres": 400, "weight_kg": 180}
    return save_trolley_type(**common, **usual, carts=codes[:-2])


def _set_zones(site: Site, *, has_people: bool) -> None:
    """Each zone with its pass point. With people of their own, every third picker still goes everywhere, the first one
    too: whoever simulates with a single picker gets along.
    """
    names = [row["username"] for row in site.people if has_people and Role.PICKER in row["roles"]]
    ids = dict(Person.objects.filter(username__in=names).values_list("username", "pk"))
    turns = len(site.zones) + 1
    for number, (zone, point) in enumerate(zip(site.zones, site.points, strict=True), start=1):
        people = [ids[name] for turn, name in enumerate(names) if turn % turns == number]
        save_pick_zone(cause=CAUSE, warehouse=site.warehouse, zone=zone, point=point.code, people=people)
