"""[M24] How far front and ledger agreed at the last comparison."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from wms.aliexpress.models import Reconciliation, StockDifference


@dataclass(frozen=True)
class Agreement:
    """Over the newest ended run of each shop; nothing is known while there is none."""

    ran_at: datetime | None
    compared: int
    differences: int
    runs: tuple[Reconciliation, ...]

    @property
    def percent(self) -> float | None:
        return 100.0 * (self.compared - self.differences) / self.compared if self.compared else None


def agreement(account_ids: Collection[int]) -> Agreement:
    """Three queries."""
    ended = Reconciliation.objects.filter(account__in=account_ids, ended_at__isnull=False)
    newest = ended.order_by().values("account").annotate(last=Max("pk")).values("last")
    runs = tuple(Reconciliation.objects.filter(pk__in=newest).select_related("account__shop").order_by("-ended_at"))
    open_rows = StockDifference.objects.filter(run__in=runs, cleared_at=None).count()
    return Agreement(
        ran_at=max((run.ended_at for run in runs if run.ended_at), default=None),
        compared=sum(run.compared for run in runs),
        differences=open_rows,
        runs=runs,
    )


def by_cause(runs: Collection[Reconciliation]) -> list[tuple[str, int]]:
    """(cause, how many are open), most first."""
    rows = StockDifference.objects.filter(run__in=runs, cleared_at=None).order_by()
    return sorted(rows.values_list("cause").annotate(Count("pk")), key=lambda row: (-row[1], row[0]))
