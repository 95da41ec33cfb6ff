"""What the put wall's screen shows at each step: the tote, then a unit, then one slot as large as the screen allows."""

from __future__ import annotations

from typing import Any

from inventory.states import HandlingUnitState
from picking.models import PutWall, WallSort
from picking.operations.sort import code_of, in_hand_of
from picking.selectors.walls import batch_totes, mark_of_column, slots_of_wall, units_at_wall
from wms.scan.screen import Action, Actor, Pair, View

TITLE: Pair = ("分播", "Sort")
UNDO = Action("2", "UNDO", ("撤回", "Undo"), "undo")
MISSING = Action("1", "MISSING", ("箱空了", "Tote is empty"), "warning")
PARK = Action("2", "PARK", ("放一边", "Set aside"), "pause")
CELL_W, CELL_H, CELL_GAP = 13, 9, 3


def wall_view(actor: Actor, sort: WallSort | None, step: str) -> View:
    """The view of a sorting at a step; without one, which totes wait."""
    if sort is None or step == "tote":
        return _totes(actor)
    if step == "wall":
        return _which_wall(actor, sort)
    return _unit(actor, sort) if step == "unit" else _slot(actor, sort, step)


def _totes(actor: Actor) -> View:
    waiting = batch_totes(actor.warehouse.pk)
    return View(
        TITLE,
        detail={"step": "tote", "totes": waiting, "is_fill": not waiting},
        data={"totes": [tote.code for tote in waiting], "speech": ""},
    )


def _which_wall(actor: Actor, sort: WallSort) -> View:
    return View(
        TITLE,
        subtitle=sort.tote.code,
        actions=(PARK,),
        detail={"step": "wall", "sort": sort, "is_fill": True},
        data={"tote": sort.tote.code, "speech": _say(actor, "扫这面墙的任一格", "Scan any slot of your wall")},
    )


def _unit(actor: Actor, sort: WallSort) -> View:
    left = sort.waiting
    return View(
        TITLE,
        subtitle=_name(actor, sort.wall),
        done=sort.units_done,
        total=sort.units_done + left,
        actions=(MISSING, UNDO if sort.trail else PARK),
        detail={"step": "unit", "sort": sort, "left": left, "is_fill": True},
        data={"tote": sort.tote.code, "wall": _code(sort.wall), "left": left, "speech": ""},
    )


def _slot(actor: Actor, sort: WallSort, step: str) -> View:
    """The slot's sign; when the order was cancelled meanwhile, the tote that the units go back into."""
    task, slot = in_hand_of(sort)
    code = code_of(slot)
    base: dict[str, Any] = {"title": TITLE, "subtitle": _name(actor, sort.wall)}
    data = {
        "slot": code,
        "tote": sort.tote.code,
        "sku": task.sku.code,
        "order": task.order.number,
        "units": sort.in_hand,
        "wall": _code(sort.wall),
    }
    if step == "return":
        speech = _say(actor, "取消了，放回箱里", "Cancelled, back into the tote")
        detail = {"step": "return", "sort": sort, "task": task, "is_fill": True}
        prompt = (f"放回箱里，扫 {sort.tote.code}", f"Put it back, scan {sort.tote.code}")
        return View(**base, prompt=prompt, detail=detail, data={**data, "speech": speech, "hazard": True})
    there, wanted = units_at_wall(task.order_id)
    return View(
        **base,
        prompt=(f"扫格口 {code}", f"Scan slot {code}"),
        actions=(UNDO,),
        detail={
            "step": "slot",
            "sort": sort,
            "task": task,
            "code": code,
            "there": there,
            "wanted": wanted,
            "left": wanted - there - sort.in_hand,
            "is_fill": True,
            **_map(sort, slot.position),
        },
        data={**data, "speech": _say(actor, f"放 {code.replace('-', '，')}", f"Into {code.replace('-', ' ')}")},
    )


def _map(sort: WallSort, here: int) -> dict[str, Any]:
    """The wall from its front: a cell a slot, the one that is meant, those in use."""
    wall = sort.wall
    if wall is None:
        return {"cells": []}
    slots = getattr(sort, "slots", None) or slots_of_wall(wall.pk)
    used = {slot.number for slot in slots if slot.handling_unit.state != HandlingUnitState.FREE} | {here}
    cells = [
        {
            "x": 1.5 + (CELL_W + CELL_GAP) * ((slot.number - 1) % wall.columns),
            "y": 1.5 + (CELL_H + CELL_GAP) * ((slot.number - 1) // wall.columns),
            "is_here": slot.number == here,
            "is_full": slot.number in used,
        }
        for slot in slots
    ]
    row, column = divmod(here - 1, wall.columns)
    return {
        "cells": cells,
        "map_width": wall.columns * (CELL_W + CELL_GAP),
        "map_height": wall.rows * (CELL_H + CELL_GAP),
        "row": row + 1,
        "column": column + 1,
        "mark": mark_of_column(column + 1),
        "used": len(used),
        "size": len(slots),
    }


def _name(actor: Actor, wall: PutWall | None) -> str:
    if wall is None:
        return ""
    is_chinese = actor.language.startswith("zh")
    return (wall.name_zh if is_chinese else wall.name_en) or (f"墙 {wall.code}" if is_chinese else f"Wall {wall.code}")


def _code(wall: PutWall | None) -> str:
    return wall.code if wall else ""


def _say(actor: Actor, zh: str, en: str) -> str:
    return zh if actor.language.startswith("zh") else en
