"""[M18] The three stages of having a warehouse admitted, each step with its state and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from inventory.selectors.bindings import bindings_at, standings_of
from wms.aliexpress.models import OnboardingPaper, ShopAccount, StockPush
from wms.aliexpress.operations.onboarding import WARN_DAYS
from wms.aliexpress.selectors.first_sync import first_sync
from wms.core.models import Shop, Warehouse

Kind = OnboardingPaper.Kind
WITH_FILE = (Kind.LICENCE, Kind.IDENTITY, Kind.LOGISTICS, Kind.ADDRESS, Kind.SCREENSHOT, Kind.CERTIFICATION)
WITH_END = (Kind.LICENCE, Kind.IDENTITY, Kind.LOGISTICS, Kind.CERTIFICATION)
FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class Step:
    """`state`: done | warn | missing. `lacks`: a code of what is missing; `facts` fill its words."""

    key: str
    state: str
    lacks: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    paper: OnboardingPaper | None = None


@dataclass(frozen=True)
class Stage:
    key: str
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.state != "missing" for step in self.steps)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.steps)


def stages(shop: Shop, warehouse: Warehouse, account: ShopAccount | None) -> tuple[Stage, ...]:
    """Papers, connection, mapping: as they are now."""
    papers = {
        paper.kind: paper
        for paper in OnboardingPaper.objects.filter(shop=shop, warehouse=warehouse).select_related("person")
    }
    qualification = tuple(_paper(kind, papers.get(kind), warehouse) for kind in Kind.values)
    return (
        Stage("qualification", qualification),
        Stage("connection", _connection(account)),
        Stage("mapping", _mapping(shop, warehouse)),
    )


def _paper(kind: str, paper: OnboardingPaper | None, warehouse: Warehouse) -> Step:
    if paper is None or (kind in WITH_FILE and not paper.file) or (kind == Kind.CONTACT and not paper.number):
        return Step(kind, "missing", "file" if kind in WITH_FILE else "text", paper=paper)
    if kind in WITH_END and paper.expires_on is None:
        return Step(kind, "missing", "end", paper=paper)
    if paper.expires_on is not None:
        left = (paper.expires_on - timezone.localdate(timezone=warehouse.zone)).days
        if left < 0:
            return Step(kind, "missing", "expired", {"days": -left}, paper)
        if left <= WARN_DAYS[0]:
            return Step(kind, "warn", "expires", {"days": left}, paper)
    return Step(kind, "done", paper=paper)


def _connection(account: ShopAccount | None) -> tuple[Step, ...]:
    if account is None:
        return tuple(
            Step(key, "missing", "not_connected") for key in ("authorised", "orders", "first_sync", "first_push")
        )
    now = timezone.now()
    seen = account.orders_seen_until
    checks: list[tuple[str, str, Callable[[], bool]]] = [
        ("authorised", "not_authorised", lambda: bool(account.access_token) and not account.needs_authorisation_since),
        ("orders", "not_pulled", lambda: seen is not None and now - seen < FRESH),
    ]
    steps = [
        Step(key, "done" if is_good() else "missing", "" if is_good() else lacks) for key, lacks, is_good in checks
    ]
    first = first_sync(account)
    lacks = {"waits": "days", "differs": "jumps"}.get(first.state, "")
    steps.append(
        Step("first_sync", "missing" if lacks else "done", lacks, {"days": len(first.missing), "n": len(first.jumps)})
    )
    pushes = StockPush.objects.filter(account=account)
    total, shown = pushes.count(), pushes.filter(confirmed__gt=0).count()
    is_shown = total > 0 and shown == total
    facts = {"n": shown, "of": total}
    steps.append(Step("first_push", "done" if is_shown else "missing", "" if is_shown else "not_shown", facts))
    return tuple(steps)


def _mapping(shop: Shop, warehouse: Warehouse) -> tuple[Step, ...]:
    counted = standings_of(bindings_at(warehouse).filter(shop=shop))
    total = sum(count for name, count in counted.items() if name not in ("conflict", "refused"))
    facts = {"n": counted["verified"], "of": total}
    is_verified = total > 0 and counted["verified"] == total
    verified = Step("verified", "done" if is_verified else "missing", "" if is_verified else "to_verify", facts)
    clash = counted["conflict"]
    return verified, Step("conflicts", "missing" if clash else "done", "clash" if clash else "", {"n": clash})
