"""[M18] Papers saved, their ends told in time; and the certification's date, which is the warehouse's [M2]."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from picking.operations.certification import CERTIFIED
from wms.aliexpress.models import OnboardingPaper
from wms.aliexpress.papers import KeptPaper
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Shop, Warehouse
from wms.core.outbox import publish
from wms.core.work_items import close_work_items, raise_work_item

EXPIRES = "paper_expires"
WARN_DAYS = (30, 7, 1)
Kind = OnboardingPaper.Kind


def save_paper(
    *,
    cause: Cause,
    shop: Shop,
    warehouse: Warehouse,
    kind: str,
    number: str,
    expires_on: date | None,
    kept: KeptPaper | None,
) -> tuple[OnboardingPaper, str]:
    """Write one paper, over the former one of its kind; without a new file the old one stays. Audited.

    Returns it and the name of a file that nobody needs any more. A certification's date becomes the warehouse's, and
    orders that waited for it are told. Locks nothing: the last one who saves is right.
    """
    before = OnboardingPaper.objects.filter(shop=shop, warehouse=warehouse, kind=kind).first()
    facts = {"number": number[:120], "expires_on": expires_on, **cause.columns}
    if kept is not None:
        facts |= {
            "file": kept.file,
            "original_name": kept.original_name,
            "content_type": kept.content_type,
            "size_bytes": kept.size_bytes,
            "sha256": kept.sha256,
        }
    paper, _ = OnboardingPaper.objects.update_or_create(shop=shop, warehouse=warehouse, kind=kind, defaults=facts)
    audit.record(
        cause=cause,
        action="onboarding.paper",
        subject=f"shop:{shop.code}/{kind}",
        before=_told(before) if before else {},
        after=_told(paper),
        warehouse=warehouse,
    )
    if kind == Kind.CERTIFICATION:
        _certify(cause, warehouse, expires_on)
    warn(cause=cause, paper=paper)
    old = before.file if before and kept is not None else ""
    return paper, old


def _told(paper: OnboardingPaper) -> dict[str, str]:
    until = paper.expires_on.isoformat() if paper.expires_on else ""
    return {"number": paper.number, "expires_on": until, "file": paper.sha256}


def _certify(cause: Cause, warehouse: Warehouse, until: date | None) -> None:
    if audit.changed(
        cause=cause,
        action="warehouse.certified",
        subject=f"warehouse:{warehouse.code}",
        row=warehouse,
        values={"certified_until_on": until},
        warehouse=warehouse,
    ):
        publish(CERTIFIED, str(warehouse.pk))


def warn(*, cause: Cause, paper: OnboardingPaper) -> int | None:
    """Make a paper's end a person's work from 30 days before it on; urgent from 7. Returns the days that are left.

    A renewed paper closes it.
    """
    if paper.expires_on is None:
        left = None
    else:
        left = (paper.expires_on - timezone.localdate(timezone=paper.warehouse.zone)).days
    if left is None or left > WARN_DAYS[0]:
        close_work_items(kind=EXPIRES, subject_type="paper", subject_id=paper.pk, resolution="renewed")
        return left
    raise_work_item(
        cause=cause,
        kind=EXPIRES,
        warehouse_id=paper.warehouse_id,
        subject_type="paper",
        subject_id=paper.pk,
        subject_label=paper.shop.name,
        facts={
            "shop": paper.shop.name,
            "paper": [str(Kind(paper.kind).label), paper.kind],
            "days": max(left, 0),
            "on": paper.expires_on.isoformat() if paper.expires_on else "",
        },
        is_urgent=left <= WARN_DAYS[1],
    )
    return left
