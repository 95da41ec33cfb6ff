"""[M12] [M17] [M45] How well a shop's stock reaches the front: the share of late updates, and each sick binding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from inventory.states import BindingState
from wms.aliexpress.models import PlatformBlock, ShopAccount, StockPush, StockUpdate
from wms.aliexpress.operations.stock_push import MAX_ROUNDS
from wms.aliexpress.selectors.shop_sync import changes
from wms.aliexpress.states import PushState
from wms.core.figures import figure


@dataclass(frozen=True)
class LateShare:
    """Updates over the threshold, of all that were answered. A share of nothing is not known."""

    late: int
    total: int

    @property
    def percent(self) -> float | None:
        return 100.0 * self.late / self.total if self.total else None


def late_share(account: ShopAccount, *, since: datetime) -> LateShare:
    """[M45] Changes that were answered late from `since` on; what is still unanswered stands in `unhealthy`."""
    counted = changes(StockUpdate.objects.filter(account=account, answered_at__gte=since)).aggregate(
        total=Count("pk"), late=Count("pk", filter=Q(is_late=True))
    )
    return LateShare(late=counted["late"], total=counted["total"])


def unhealthy(accounts: Sequence[ShopAccount]) -> QuerySet[Any]:
    """[M17] Bindings that a person should look at, oldest trouble first; `trouble` is the code of what it is.

    Refused by the platform (its own code), read back otherwise three times (DIFFERS), changed longer ago than the
    threshold [M12] allows (why nothing goes: BREAKER_OPEN, BANNED, NOT_AUTHORISED, BLOCKED, TIMEOUT, NO_ANSWER, else
    LATE), or not verified, so that the front shows zero [M11] (UNVERIFIED).
    """
    now = timezone.now()
    is_overdue = Q(pk__in=[])
    for account in accounts:
        threshold = float(figure("sync_threshold_seconds", shop=account.shop))
        before = now - timedelta(seconds=threshold)
        is_overdue |= Q(account=account) & (Q(since__lt=before) | Q(sending_since__lt=before))
    differs = Q(is_suspect=True, suspect_rounds__gte=MAX_ROUNDS)
    parked = Q(state=PushState.PARKED)
    unverified = Q(binding__state=BindingState.UNVERIFIED)
    trouble = Case(
        When(parked & ~Q(last_code=""), then=F("last_code")),
        When(parked, then=Value("REFUSED")),
        When(differs, then=Value("DIFFERS")),
        When(unverified, then=Value("UNVERIFIED")),
        When(account__opened_at__isnull=False, then=Value("BREAKER_OPEN")),
        When(account__needs_authorisation_since__isnull=False, then=Value("NOT_AUTHORISED")),
        When(Exists(PlatformBlock.objects.filter(account=OuterRef("account"))), then=Value("BLOCKED")),
        When(account__banned_until__gt=now, then=Value("BANNED")),
        When(account__is_active=False, then=Value("SHOP_OFF")),
        When(Q(last_code="transport.deadline") | Q(last_code__contains="timeout"), then=Value("TIMEOUT")),
        When(Q(last_code__startswith="transport.") | Q(last_code__startswith="answer."), then=Value("NO_ANSWER")),
        When(last_code="", then=Value("LATE")),
        default=F("last_code"),
        output_field=CharField(),
    )
    sick = StockPush.objects.filter(is_overdue | differs | parked | unverified, account__in=accounts)
    worst = Coalesce(F("sending_since"), F("since"), F("confirmed_at"), F("binding__created_at"))
    return sick.annotate(trouble=trouble, sick_since=worst).order_by("sick_since", "pk")


def with_trouble(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Those of `unhealthy` with this trouble; all without a code."""
    return rows.filter(Q(("trouble", code))) if code else rows


def causes(rows: QuerySet[Any]) -> list[tuple[str, int]]:
    """(trouble, how many) of `unhealthy`, most first. One query."""
    counted = rows.order_by().values_list("trouble").annotate(count=Count("pk"))
    return sorted(((code, count) for code, count in counted), key=lambda row: (-row[1], row[0]))
