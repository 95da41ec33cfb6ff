"""People and work items: taking one on, giving it back, and saying how it ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.models import Person, WorkItem
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.states import WORK_ITEM_MOVES, WorkItemState, move_to

RESOLUTION_LIMIT = 200


class WorkItemTaken(OperationRefused):
    """Somebody else has claimed it."""

    code: ClassVar[str] = "work.taken"
    fields = ("owner",)


class WorkItemResolved(OperationRefused):
    """It has been resolved already, by a person or by the facts."""

    code: ClassVar[str] = "work.resolved"
    fields = ("item",)


def claim_work_item(*, cause: Cause, item_id: int, person: Person) -> WorkItem:
    """Make the person its owner; claiming one's own again changes nothing.

    Refuses with WorkItemTaken, WorkItemResolved. Locks nothing: the state is taken by a conditional UPDATE.
    """
    item = _open(item_id)
    if item.state == WorkItemState.CLAIMED and item.owner_id == person.pk:
        return item
    if item.state == WorkItemState.CLAIMED:
        raise WorkItemTaken(owner=str(item.owner or ""))
    was = item.state
    move_to(item, WorkItemState.CLAIMED, WORK_ITEM_MOVES)
    item.owner = person
    _write(item, was, owner=person)
    _keep(cause, item, "work_item.claim", was)
    return item


def resolve_work_item(*, cause: Cause, item_id: int, resolution: str) -> WorkItem:
    """Close it with words on how it ended (1 to 200 characters).

    Refuses with InvalidInput (no words, or too many), WorkItemResolved, WorkItemTaken (claimed at this moment).
    """
    words = " ".join(resolution.split())
    if not words:
        raise InvalidInput(field="resolution", problem="empty")
    if len(words) > RESOLUTION_LIMIT:
        raise InvalidInput(field="resolution", problem="too_long")
    item = _open(item_id)
    was = item.state
    move_to(item, WorkItemState.RESOLVED, WORK_ITEM_MOVES)
    item.resolution, item.resolved_at = words, timezone.now()
    item.owner = item.owner or cause.person
    _write(item, was, owner=item.owner, resolution=words, resolved_at=item.resolved_at)
    _keep(cause, item, "work_item.resolve", was)
    return item


def _open(item_id: int) -> WorkItem:
    item = WorkItem.objects.select_related("owner", "warehouse").get(pk=item_id)
    if item.state == WorkItemState.RESOLVED:
        raise WorkItemResolved(item=item.subject_label)
    return item


def _write(item: WorkItem, was: str, **columns: Any) -> None:
    """One conditional UPDATE: whoever was faster keeps it, and the slower one hears who that is."""
    if WorkItem.objects.filter(pk=item.pk, state=was).update(state=item.state, **columns):
        return
    now = _open(item.pk)
    raise WorkItemTaken(owner=str(now.owner or ""))


def _keep(cause: Cause, item: WorkItem, action: str, was: str) -> None:
    record(
        cause=cause,
        action=action,
        subject=f"work_item:{item.pk}",
        before={"state": str(was)},
        after={"state": str(item.state), "owner": str(item.owner or ""), "resolution": item.resolution},
        warehouse=item.warehouse,
    )
