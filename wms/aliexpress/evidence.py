"""[M15] Keeping what was said to the platform and what it answered, whatever becomes of the caller's work."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from picking.states import ENDED
from wms.aliexpress.models import Evidence, EvidenceKey, EvidenceOutcome, PushMessage, Recipient, ShopAccount
from wms.aliexpress.payloads.masking import masked
from wms.core.append_only import retention_door
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.transactions import run

MAX_KEYS = 500
PURGE_BATCH = 500


def record(
    account: ShopAccount,
    method: str,
    subject_skus: Iterable[str],
    order_numbers: Iterable[str],
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    request_id: str,
    sent_at: datetime,
    answered_at: datetime,
    outcome: str,
    cause: Cause,
    versions: Mapping[int, int] | None = None,
    *,
    code: str = "",
    our_id: uuid.UUID | None = None,
) -> Evidence:
    """Keep one exchange in a transaction of its own; joins the one that is open. Masks; `outcome`: EvidenceOutcome."""
    row = Evidence(
        account_id=account.pk,
        our_id=our_id or uuid.uuid4(),
        method=method[:100],
        request=masked(dict(request)),
        response=masked(dict(response)),
        request_id=request_id[:64],
        sent_at=sent_at,
        answered_at=answered_at,
        outcome=EvidenceOutcome(outcome),
        code=code[:80],
        versions={str(key): version for key, version in (versions or {}).items()},
        **cause.columns,
    )
    keys = [(EvidenceKey.Kind.SKU, value) for value in subject_skus]
    keys += [(EvidenceKey.Kind.ORDER, value) for value in order_numbers]
    return run(partial(_write, row, sorted(set(keys))[:MAX_KEYS]))


def _write(row: Evidence, keys: list[tuple[EvidenceKey.Kind, str]]) -> Evidence:
    row.pk = None  # the transaction may be tried again
    row.save(force_insert=True)
    EvidenceKey.objects.bulk_create([EvidenceKey(evidence=row, kind=kind, value=value[:80]) for kind, value in keys])
    return row


def file_under(evidence_id: int, order_number: str) -> None:
    """The exchange was about this order too, as its answer has told. In the open unit of work."""
    EvidenceKey.objects.create(evidence_id=evidence_id, kind=EvidenceKey.Kind.ORDER, value=order_number[:80])


def find(
    *,
    account_ids: Iterable[int],
    sku: str = "",
    order: str = "",
    request_id: str = "",
    method: str = "",
    outcome: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Any:
    """The exchanges of these accounts that match everything given, newest first; a lazy queryset."""
    rows = Evidence.objects.filter(account_id__in=list(account_ids)).select_related("account__shop", "person")
    for kind, value in ((EvidenceKey.Kind.SKU, sku), (EvidenceKey.Kind.ORDER, order)):
        if value:
            rows = about(rows, kind, value)
    if request_id:
        rows = rows.filter(request_id=request_id)
    if method:
        rows = rows.filter(method=method)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if since is not None:
        rows = rows.filter(sent_at__gte=since)
    if until is not None:
        rows = rows.filter(sent_at__lte=until)
    return rows


def about(rows: QuerySet[Evidence], kind: str, value: str) -> QuerySet[Evidence]:
    """Those of `rows` that were about one SKU or order."""
    return rows.filter(pk__in=EvidenceKey.objects.filter(kind=kind, value=value).values("evidence"))


def order_key(text: str) -> str:
    """An order's number as it is kept; people write it in groups."""
    return "".join(text.split())


def purge(*, now: datetime | None = None) -> int:
    """Delete at most PURGE_BATCH exchanges past their retention (figure evidence_days, 180 at least). Returns how many.

    In a unit of work: the door stands open for its transaction only.
    """
    moment = (now or timezone.now()) - timedelta(days=float(figure("evidence_days")))
    ids = list(
        Evidence.objects.filter(sent_at__lt=moment).order_by("sent_at").values_list("pk", flat=True)[:PURGE_BATCH]
    )
    if ids:
        with retention_door():
            EvidenceKey.objects.filter(evidence__in=ids).delete()
            Evidence.objects.filter(pk__in=ids).delete()
    return len(ids)


def purge_pushes(*, now: datetime | None = None) -> int:
    """Delete at most PURGE_BATCH push messages past the evidence's retention. Returns how many."""
    moment = (now or timezone.now()) - timedelta(days=float(figure("evidence_days")))
    rows = PushMessage.objects.filter(received_at__lt=moment).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:PURGE_BATCH])
    PushMessage.objects.filter(pk__in=ids).delete()
    return len(ids)


def purge_recipients(*, now: datetime | None = None) -> int:
    """Delete at most PURGE_BATCH addresses that have served: of orders that ended figure address_days ago, and any
    older than all evidence. Returns how many.
    """
    moment = now or timezone.now()
    served = Q(order__state__in=ENDED, order__state_since__lt=moment - timedelta(days=float(figure("address_days"))))
    forgotten = Q(fetched_at__lt=moment - timedelta(days=float(figure("evidence_days"))))
    ids = list(Recipient.objects.filter(served | forgotten).order_by("pk").values_list("pk", flat=True)[:PURGE_BATCH])
    Recipient.objects.filter(pk__in=ids).delete()
    return len(ids)
