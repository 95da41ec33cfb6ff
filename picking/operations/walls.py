"""Put walls are laid out at the desk: made with all their slots, renamed, given up and taken into use again."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError

from inventory.models import HandlingUnit
from inventory.operations.handling_units import make_wall_slots
from inventory.states import HandlingUnitState
from picking.models import PutWall, WallSlot, WaveRule
from picking.selectors.walls import mark_of_column
from picking.states import PickMode
from picking.wall_errors import WallInUse, WallInvalid
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.transactions import unit_of_work

CODE = re.compile(r"[A-Z0-9]{1,4}")
SLOTS_MOST, NUMBER_MOST, TRIES = 99, 9999, 3


def make_wall(
    *, cause: Cause, warehouse: Warehouse, code: str, rows: int, columns: int, name_zh: str = "", name_en: str = ""
) -> PutWall:
    """A wall with rows × columns free slots (at most 99): A-01, A-02, … along the rows from the top left. Audited.

    Refuses with wall.invalid, location.code_taken. Locks nothing: of two at once the database turns the later one
    back, who is refused as if he had come later, or gets the next number when only that was taken.
    """
    code = "".join(code.upper().split())
    if not CODE.fullmatch(code):
        raise WallInvalid(field="code", problem="unfit")
    if rows < 1 or columns < 1 or rows * columns > SLOTS_MOST:
        raise WallInvalid(field="columns", problem="size")
    values = {"code": code, "name_zh": name_zh, "name_en": name_en, "rows": rows, "columns": columns}
    wall = _build(warehouse, values)
    after = {"rows": rows, "columns": columns}
    audit.record(cause=cause, action="wall.made", subject=subject_of(wall), after=after, warehouse=warehouse)
    return wall


def _build(warehouse: Warehouse, values: dict[str, Any]) -> PutWall:
    for tries_left in reversed(range(TRIES)):
        if PutWall.objects.filter(warehouse=warehouse, code=values["code"]).exists():
            raise WallInvalid(field="code", problem="taken")
        number = _next_number()
        try:
            with unit_of_work():
                return _write(PutWall(warehouse=warehouse, number=number, **values))
        except IntegrityError:  # somebody took the code, a slot's name or the number a moment ago: looked at anew
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def _write(wall: PutWall) -> PutWall:
    wall.save()
    names = {number: f"{wall.code}-{number:02}" for number in range(1, wall.size + 1)}
    marks = {number: mark_of_column((number - 1) % wall.columns + 1) for number in names}
    units = make_wall_slots(warehouse=wall.warehouse, wall=wall.number, names=names, marks=marks)
    WallSlot.objects.bulk_create(WallSlot(wall=wall, number=at, handling_unit=unit) for at, unit in units.items())
    return wall


def rename_wall(*, cause: Cause, wall: PutWall, name_zh: str, name_en: str) -> bool:
    """Other words for a wall; its code and size stand on its labels. Audited; whether anything changed."""
    values = {"name_zh": name_zh, "name_en": name_en}
    subject = subject_of(wall)
    return audit.changed(
        cause=cause, action="wall.changed", subject=subject, row=wall, values=values, warehouse=wall.warehouse
    )


def switch_wall(*, cause: Cause, wall: PutWall, is_active: bool) -> PutWall:
    """Take an empty wall out of use, or into use again; its slots keep their labels. Audited.

    Refuses with wall.in_use while goods stand in it, or while an active rule needs a wall and this is the only one.
    """
    if not is_active:
        _refuse_if_used(wall)
    units = HandlingUnit.objects.filter(pk__in=wall.slots.values("handling_unit"))
    was, becomes = HandlingUnitState.FREE, HandlingUnitState.RETIRED
    if is_active:
        was, becomes = becomes, was
    units.filter(state=was).update(state=becomes)
    audit.changed(
        cause=cause,
        action="wall.switched",
        subject=subject_of(wall),
        row=wall,
        values={"is_active": is_active},
        warehouse=wall.warehouse,
    )
    return wall


def subject_of(wall: PutWall) -> str:
    return f"put_wall:{wall.code}"


def _refuse_if_used(wall: PutWall) -> None:
    used = wall.slots.exclude(handling_unit__state__in=[HandlingUnitState.FREE, HandlingUnitState.RETIRED]).count()
    if used:
        raise WallInUse(wall=wall.code, what=(f"{used} 格里有货", f"goods stand in {used} of its slots"))
    others = PutWall.objects.filter(warehouse=wall.warehouse_id, is_active=True).exclude(pk=wall.pk)
    rules = WaveRule.objects.filter(warehouse=wall.warehouse_id, is_active=True, pick_mode=PickMode.WALL)
    rule = rules.first()
    if rule is not None and not others.exists():
        raise WallInUse(wall=wall.code, what=(f"规则“{rule.name_zh}”只有这面墙", f"rule “{rule.name_en}” has no other"))


def _next_number() -> int:
    """The smallest that no wall of any warehouse has; barcodes carry it."""
    taken = set(PutWall.objects.values_list("number", flat=True))
    number = next((each for each in range(1, NUMBER_MOST + 1) if each not in taken), None)
    if number is None:
        raise WallInvalid(field="code", problem="too_many")
    return number
