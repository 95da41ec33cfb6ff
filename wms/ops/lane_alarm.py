"""The alarm of lanes that stand still: nobody takes their work, so nobody else can tell of it."""

from __future__ import annotations

from collections.abc import Mapping

from wms.core.cause import Cause
from wms.core.models import WorkItem
from wms.core.states import WorkItemState
from wms.core.work_items import close_many, raise_work_item

STUCK = "lane_stuck"
SUBJECT = "lane"


def tell_stuck(*, stuck: Mapping[str, float]) -> int:
    """Raise `stuck` (lane: seconds that its oldest work has waited), close what moves again. Returns how many rose.

    A lane that people know of is not raised again: its age rises by itself.
    """
    open_ones = WorkItem.objects.filter(kind=STUCK, subject_type=SUBJECT).exclude(state=WorkItemState.RESOLVED)
    known = set(open_ones.values_list("subject_id", flat=True))
    named = {lane[:40]: lane for lane in stuck}
    moving = known - set(named)
    if moving:
        close_many(kinds=[STUCK], subject_type=SUBJECT, subject_ids=moving, resolution="moves again")
    fresh = sorted(set(named) - known)
    for name in fresh:
        lane = named[name]
        raise_work_item(
            cause=Cause.task("watch_lanes"),
            kind=STUCK,
            warehouse_id=None,
            subject_type=SUBJECT,
            subject_id=name,
            subject_label=lane[:120],
            facts={"lane": lane, "seconds": round(stuck[lane])},
            is_urgent=True,
        )
    return len(fresh)
