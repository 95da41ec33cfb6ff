"""What the pick screen shows where a place gives less: the reasons, then what can be done about it [M34]."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from picking.models import PickList
from picking.rf.view_parts import data_of, task_of
from picking.selectors.shorts import HOLD, ShortOption, options_for
from picking.selectors.walks import Position
from wms.scan.screen import Action, Actor, Pair, View


def short_view(actor: Actor, walk: PickList, position: Position) -> View:
    """Why the place gives less."""
    choices = [
        Action("1", "NOSTOCK", ("库位没有了", "Nothing left here")),
        Action("2", "DAMAGED", ("货损坏", "Damaged")),
        Action("3", "WRONGITEM", ("放错了货", "Wrong goods here")),
    ]
    task = task_of(position)
    return _less(walk, position, {"step": "short", "task": task, "choices": choices}, data_of(position, ""))


def choose_view(actor: Actor, walk: PickList, position: Position) -> View:
    """What to do about it, the best for the order's clock first; what cannot be done is left out."""
    options = options_for(task_of(position), position.wanted - position.scanned, walk.short_reason, walk.zone_id)
    rows = []
    for key, option in enumerate(options, start=1):
        label, why = _words_of(option)
        rows.append({"action": Action(str(key), option.command, label), "why": why, "is_best": key == 1})
    due_at = min(each.order.due_at for each in position.group)
    detail = {"step": "choose", "due_at": due_at, "time_left": _time_left(due_at), "rows": rows}
    return _less(walk, position, detail, {**data_of(position, ""), "options": [option.command for option in options]})


def _less(walk: PickList, position: Position, detail: dict[str, Any], data: dict[str, Any]) -> View:
    return View(
        ("少货", "Short"),
        subtitle=task_of(position).location.code,
        done=walk.tasks_done,
        total=walk.tasks_total,
        actions=(Action("0", "FOUND", ("找到了", "Found it"), "back"),),
        detail={"is_choice": True, "left": position.wanted - position.scanned, **detail},
        data=data,
    )


def _words_of(option: ShortOption) -> tuple[Pair, Pair]:
    if option.command == HOLD:
        return ("这单先挂起", "Hold this order"), ("别的单先拣 · 有货再补", "Others go on · fetched when stock comes")
    if option.is_here:
        return ("拿别的", "Take others here"), (
            f"这里还有 {option.units} 件好的",
            f"{option.units} good ones left here",
        )
    way = "" if option.metres is None else f" · {option.metres} m"
    there = (f"那里有 {option.units} 件{way}", f"{option.units} there{way}")
    if option.zone:
        return (f"{option.zone} 区去拿", f"Zone {option.zone} fetches it"), there
    return (f"去 {option.place}", f"Go to {option.place}"), there


def _time_left(due_at: datetime) -> Pair:
    minutes = int((due_at - timezone.now()).total_seconds()) // 60
    if minutes < 0:
        return ("已过点", "overdue")
    hours, rest = divmod(minutes, 60)
    return (f"还有 {hours} 小时 {rest} 分", f"{hours} h {rest} min left")
