"""A walk carries where it stands: read once a scan, asked by every step of the pick screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from picking.models import PickList, PickSlot, PickTask
from picking.selectors.walks import Position, position_of
from picking.states import PickListState
from wms.scan.screen import Outcome


def ended(walk: PickList, code: str, facts: dict[str, Any]) -> Outcome:
    """Nothing is left to fetch: in the walk, or in its zone alone."""
    if walk.state != PickListState.PICKING:
        return Outcome(code, facts, ended=True)
    return Outcome("pick.zone_done", facts, ended=True, work=with_position(walk, []))


def with_position(
    walk: PickList | None, tasks: list[PickTask], slots: Sequence[PickSlot] | None = None
) -> PickList | None:
    """The walk, carrying where it stands."""
    if walk is not None:
        walk.position = position_of(walk, tasks, slots)  # type: ignore[attr-defined]
    return walk


def position_at(walk: PickList) -> Position:
    """Where the walk stands."""
    position: Position = walk.position  # type: ignore[attr-defined]
    return position


def task_at(walk: PickList) -> PickTask:
    """The present task, at a step that is about one."""
    task = position_at(walk).task
    assert task is not None  # noqa: S101  these steps exist only because of a task
    task.pick_list = walk
    return task


def group_at(walk: PickList) -> tuple[PickTask, ...]:
    """The present task with what is fetched together with it."""
    task_at(walk)
    return position_at(walk).group
