"""Wrong scans stopped at their stage, each over the attempts of the same kind: raw material is the scan event."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from inventory.models import Sku
from wms.core.models import Person, ScanEvent
from wms.core.states import Verdict
from wms.reports.periods import Period
from wms.reports.rates import Counts

STAGES = ("receive", "putaway", "move", "count", "pick", "pack", "handover")
JUDGED = (Verdict.OK, Verdict.REFUSED)
WRONG = Count("pk", filter=Q(is_wrong=True))
MOST = 10


@dataclass(frozen=True)
class Tally:
    """Wrong scans over attempts of one stage, person, SKU or place. `key` narrows the list of scans to these."""

    key: str
    label: str
    counts: Counts


@dataclass(frozen=True)
class SkuTally(Tally):
    sku: Sku | None
    share_percent: float  # of all wrong scans at SKUs, this one and the ones above it


@dataclass(frozen=True)
class Pair:
    """`scanned` was scanned where `wanted` was asked for."""

    wanted: Sku | None
    wanted_code: str
    scanned: Sku | None
    scanned_code: str
    times: int


def attempts(period: Period) -> QuerySet[ScanEvent]:
    """Scans that were judged on their content. Typed commands are no attempt at anything, stale ones none at this."""
    rows = ScanEvent.objects.filter(
        warehouse=period.warehouse, received_at__gte=period.starts_at, received_at__lt=period.ends_at
    )
    is_no_command = ~Q(parsed__has_key="own") | ~Q(parsed__own="command")  # most texts are no code of ours
    return rows.filter(is_no_command, verdict__in=JUDGED).exclude(stage="lookup")


def by_stage(period: Period) -> list[Tally]:
    """Every stage of the chain in its order, also the ones without scans."""
    rows = attempts(period).order_by().values_list("stage").annotate(wrong=WRONG, base=Count("pk"))
    found = {stage: Counts(wrong, base) for stage, wrong, base in rows}
    stages = [*STAGES, *sorted(set(found) - set(STAGES))]
    return [Tally(stage, stage, found.get(stage, Counts())) for stage in stages]


def by_person(period: Period) -> list[Tally]:
    """Everybody who scanned, most wrong scans first."""
    rows = attempts(period).order_by().values_list("person").annotate(wrong=WRONG, base=Count("pk"))
    found = sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))[:MOST]
    names = dict(Person.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "name"))
    return [Tally(str(pk), names.get(pk, ""), Counts(wrong, base)) for pk, wrong, base in found]


def by_location(period: Period) -> list[Tally]:
    """The places with most wrong scans, over all scans made for them."""
    rows = attempts(period).exclude(location_code="").order_by().values_list("location_code")
    found = [row for row in rows.annotate(wrong=WRONG, base=Count("pk")) if row[1]]
    found.sort(key=lambda row: (-row[1], row[0]))
    return [Tally(code, code, Counts(wrong, base)) for code, wrong, base in found[:MOST]]


def by_sku(period: Period) -> list[SkuTally]:
    """Pareto: the SKUs that were wanted when something else was scanned, over all scans made for them."""
    rows = attempts(period).exclude(sku_code="").order_by().values_list("sku_code")
    found = [row for row in rows.annotate(wrong=WRONG, base=Count("pk")) if row[1]]
    found.sort(key=lambda row: (-row[1], row[0]))
    wrong_in_all = sum(row[1] for row in found)
    skus = _skus({row[0] for row in found[:MOST]})
    tallies, running = [], 0
    for code, wrong, base in found[:MOST]:
        running += wrong
        tallies.append(SkuTally(code, code, Counts(wrong, base), skus.get(code), 100 * running / wrong_in_all))
    return tallies


def pairs(period: Period, *, limit: int = 5) -> list[Pair]:
    """Which SKU is taken for which, the commonest first."""
    rows = (
        attempts(period)
        .filter(is_wrong=True)
        .exclude(sku_code="")
        .exclude(scanned_sku_code="")
        .order_by()
        .values_list("sku_code", "scanned_sku_code")
        .annotate(Count("pk"))
    )
    found = sorted(rows, key=lambda row: (-row[2], row[0], row[1]))[:limit]
    skus = _skus({code for row in found for code in row[:2]})
    return [Pair(skus.get(one), one, skus.get(other), other, times) for one, other, times in found]


def prevented(period: Period) -> Counts:
    """Wrong scans that were stopped, over all attempts: a figure of its own, never part of [M40]."""
    found = attempts(period).aggregate(wrong=WRONG, base=Count("pk"))
    return Counts(found["wrong"], found["base"])


def _skus(codes: set[str]) -> dict[str, Sku]:
    return {sku.code: sku for sku in Sku.objects.filter(code__in=codes)}
