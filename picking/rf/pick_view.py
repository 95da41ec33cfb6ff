"""What the pick screen shows at each step: one sign, one thing to scan, at most two exceptions."""

from __future__ import annotations

from typing import Any

from inventory.selectors.neighbours import look_alike_near
from picking.models import PickList, PickSlot
from picking.rf.cart_view import TITLE, cart_view
from picking.rf.short_view import choose_view, short_view
from picking.rf.view_parts import data_of, spoken, task_of
from picking.selectors.walks import Position, slots_of
from wms.scan.screen import Action, Actor, View

UNITS_DRAWN = 8  # above it the squares say less than the numbers
UNDO = Action("2", "UNDO", ("撤回", "Undo"), "undo")
MISSING = Action("1", "MISSING", ("箱不在", "Not here"), "warning")
SKIP = Action("2", "SKIP", ("跳过", "Skip"), "skip")
FULL = Action("1", "FULL", ("箱满了", "Tote full"), "box")
SHORT = Action("1", "SHORT", ("少货", "Short"), "warning")


def pick_view(actor: Actor, walk: PickList | None, position: Position) -> View:
    """The view of a walk at a position; without a walk, what there is to do."""
    if walk is None:
        return cart_view(actor)
    build = {
        "slot": _slot,
        "location": _location,
        "item": _item,
        "units": _item,
        "tote": _tote,
        "lead": _lead,
        "full": _full,
        "short": short_view,
        "choose": choose_view,
        "return": _return,
    }[position.step]
    return build(actor, walk, position)


def _base(walk: PickList, **changes: Any) -> dict[str, Any]:
    return {"title": TITLE, "subtitle": walk.number, "done": walk.tasks_done, "total": walk.tasks_total, **changes}


def _slot(actor: Actor, walk: PickList, position: Position) -> View:
    slot = position.slot
    assert slot is not None  # noqa: S101  the step exists only because of a slot
    known = slot.handling_unit.code if slot.is_tote_known and slot.handling_unit else ""
    prompt = (f"扫 {slot.position} 号格的箱", f"Scan tote {slot.position}")
    speech = spoken(actor, f"{slot.position} 号格，放周转箱", f"Slot {slot.position}, put a tote in")
    if walk.is_bulk:
        prompt, speech = ("扫一个空箱", "Scan one empty tote"), spoken(actor, "放一个空周转箱", "Put one empty tote on")
    if slot.is_late:
        speech = spoken(actor, f"加一单，放 {slot.position} 号格", f"One more order, slot {slot.position}")
    if known:
        prompt = (f"扫 {known}", f"Scan {known}")
    return View(
        **_base(walk),
        prompt=prompt,
        actions=(MISSING, UNDO) if known and walk.laid_place_id else (UNDO,),
        detail={
            "step": "slot",
            "slot": slot,
            "mark": mark_of(slot),
            "known": known,
            "is_bulk": walk.is_bulk,
            "is_wall": walk.is_wall,
            "is_late": slot.is_late,
            "is_fill": True,
        },
        data={
            "slot": slot.position,
            "tote": known,
            "order": "" if walk.is_bulk else slot.order.number,
            "is_bulk": walk.is_bulk,
            "is_late": slot.is_late,
            "speech": speech,
        },
    )


def _location(actor: Actor, walk: PickList, position: Position) -> View:
    task = task_of(position)
    front, back = parts_of(task.location.code)
    return View(
        **_base(walk),
        actions=(SKIP,),
        detail={
            "step": "location",
            "task": task,
            "front": front,
            "back": back,
            "left": position.wanted - position.scanned,
            "ahead": position.ahead[0] if position.ahead else None,
        },
        data=data_of(position, spoken(actor, _spoken_code(task.location.code), _spoken_code(task.location.code))),
    )


def _item(actor: Actor, walk: PickList, position: Position) -> View:
    task = task_of(position)
    beside = look_alike_near(sku=task.sku, location=task.location)
    left = position.wanted - position.scanned
    return View(
        **_base(walk, subtitle=task.location.code),
        actions=(SHORT, UNDO),
        detail={
            "step": "item",
            "task": task,
            "wanted": position.wanted,
            "scanned": position.scanned,
            "orders": len(position.group) if walk.is_bulk else 0,
            "units": _squares(position),
            "beside": beside.sku if beside else None,
        },
        data=data_of(position, spoken(actor, f"取 {left} 件", f"Take {left}")),
    )


def _tote(actor: Actor, walk: PickList, position: Position) -> View:
    task = task_of(position)
    speech = spoken(actor, f"放 {task.slot.position} 号格", f"Into slot {task.slot.position}")
    if walk.is_bulk:
        speech = spoken(actor, "放进周转箱", "Into the tote")
    return View(
        **_base(walk, subtitle=task.location.code),
        actions=(FULL, UNDO),
        detail={
            "step": "tote",
            "task": task,
            "slot": task.slot,
            "mark": mark_of(task.slot),
            "wanted": position.wanted,
            "orders": len(position.group) if walk.is_bulk else 0,
            "map": [] if walk.is_bulk else _map(slots_of(walk), task.slot.position),
            "is_fill": True,
        },
        data=data_of(position, speech),
    )


def _full(actor: Actor, walk: PickList, position: Position) -> View:
    """A fresh tote for the slot whose own is full."""
    task = task_of(position)
    speech = spoken(actor, "箱满了，放一个空箱", "The tote is full, put an empty one in")
    return View(
        **_base(walk, subtitle=task.location.code),
        actions=(Action("0", "BACK", ("还放得下", "It still fits"), "back"),),
        detail={
            "step": "full",
            "task": task,
            "slot": task.slot,
            "mark": mark_of(task.slot),
            "is_bulk": walk.is_bulk,
            "is_fill": True,
        },
        data=data_of(position, speech),
    )


def _lead(actor: Actor, walk: PickList, position: Position) -> View:
    """The same wrong scan three times: nobody goes on before a lead has looked."""
    return View(
        **_base(walk),
        detail={"step": "lead", "wrong": walk.wrong_scans, "is_fill": True},
        data={"wrong": walk.wrong_scans, "speech": ""},
    )


def _return(actor: Actor, walk: PickList, position: Position) -> View:
    task = task_of(position)
    front, back = parts_of(task.location.code)
    code = _spoken_code(task.location.code)
    speech = spoken(actor, f"放回 {code}", f"Put back at {code}")
    return View(
        **_base(walk),
        prompt=(f"扫 {task.location.code}", f"Scan {task.location.code}"),
        detail={"step": "return", "task": task, "front": front, "back": back},
        data={**data_of(position, speech), "hazard": True},
    )


def mark_of(slot: PickSlot) -> int:
    """The slot's colour and shape, 1 to 8; larger trolleys use them again, told apart by their number."""
    if slot.is_shared:
        return 1
    return (slot.position - 1) % 8 + 1


def _squares(position: Position) -> dict[str, Any] | None:
    """One square a unit, filled when scanned; none when there are too many to be seen at a glance."""
    if position.wanted > UNITS_DRAWN:
        return None
    squares = [{"x": 1 + 20 * number, "is_filled": number < position.scanned} for number in range(position.wanted)]
    return {"width": 20 * position.wanted - 4, "squares": squares}


def _map(slots: list[PickSlot], here: int) -> list[dict[str, Any]]:
    """The cart from above, four slots a row: x and y of each square, which one is meant, which hold a tote."""
    return [
        {
            "x": 1.5 + 17 * ((slot.position - 1) % 4),
            "y": 1.5 + 17 * ((slot.position - 1) // 4),
            "is_here": slot.position == here,
            "is_full": slot.handling_unit_id is not None,
        }
        for slot in slots
    ]


def parts_of(code: str) -> tuple[str, str]:
    """A03-02-15 -> ("A03-", "02-15"): the aisle is light, the rest is bold."""
    front, dash, back = code.partition("-")
    return (front + dash, back) if back else ("", front)


def _spoken_code(code: str) -> str:
    return code.replace("-", "，")
