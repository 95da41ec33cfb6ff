"""What is new about work items becomes notices: opened, counted up, told anew, settled."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from wms.core.models import Shop, WorkItem
from wms.core.states import WorkItemState
from wms.notices.catalogue import kind_of
from wms.notices.models import Notice
from wms.notices.operations.tell import tell


def take_in(*, item_id: int, now: datetime) -> Notice | None:
    """Take the last raising of a work item in. None when somebody else has, or when it is resolved already.

    One open notice an item: a repeat counts up, and is told anew only on a higher rung; then nobody has acknowledged
    it any more. Locks the item by a conditional UPDATE, so that no raising is lost and none counts twice.
    """
    if not WorkItem.objects.filter(pk=item_id, is_told=False).update(is_told=True):
        return None
    item = WorkItem.objects.select_related("warehouse").get(pk=item_id)
    if item.state == WorkItemState.RESOLVED:
        return None
    kind = kind_of(item.kind)
    severity = kind.gravity(is_urgent=item.is_urgent)
    rung = kind.rung(item.facts, severity)
    notice = Notice.objects.filter(item=item, closed_at=None).first()
    if notice is None:
        notice = _open(item, severity, rung, now)
    else:
        is_news = rung > notice.rung
        _count_up(notice, item, severity, rung, now)
        if not is_news:
            return notice
    tell(notice=notice, now=now)
    return notice


def settle(*, now: datetime) -> int:
    """Close the notices whose work is resolved; whose work a person has claimed is acknowledged by him."""
    open_ones = Notice.objects.filter(closed_at=None)
    done = open_ones.filter(item__state=WorkItemState.RESOLVED).values("pk")
    settled = Notice.objects.filter(pk__in=list(done.values_list("pk", flat=True))).update(closed_at=now)
    claimed = open_ones.filter(acknowledged_at=None, item__state=WorkItemState.CLAIMED).select_related("item")
    for notice in claimed:
        settled += Notice.objects.filter(pk=notice.pk, acknowledged_at=None).update(
            acknowledged_at=now, acknowledged_by=notice.item.owner_id
        )
    return settled


def _open(item: WorkItem, severity: int, rung: int, now: datetime) -> Notice:
    return Notice.objects.create(
        item=item,
        kind=item.kind,
        severity=severity,
        warehouse=item.warehouse,
        shop=_shop_of(item),
        subject_label=item.subject_label,
        facts=item.facts,
        rung=rung,
        first_at=now,
        last_at=now,
        told_at=now,
    )


def _count_up(notice: Notice, item: WorkItem, severity: int, rung: int, now: datetime) -> None:
    fresh = {"facts": item.facts, "subject_label": item.subject_label, "last_at": now, "severity": severity}
    if rung > notice.rung:
        fresh |= {"rung": rung, "told_at": now, "acknowledged_at": None, "acknowledged_by": None}
    Notice.objects.filter(pk=notice.pk).update(**fresh, times=F("times") + 1)
    notice.refresh_from_db()


def _shop_of(item: WorkItem) -> Shop | None:
    """The shop that a work item is about: its subject, or the name or code among its facts."""
    if item.subject_type in {"shop", "shop_method"}:
        key = item.subject_id.split(":", 1)[0]
        return Shop.objects.filter(pk=key).first() if key.isdecimal() else None
    given = item.facts.get("shop")
    if not isinstance(given, str) or not given:
        return None
    found = list(Shop.objects.filter(code=given)[:2]) or list(Shop.objects.filter(name=given)[:2])
    return found[0] if len(found) == 1 else None
