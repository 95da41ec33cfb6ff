"""The error report, its CSV, and the list of scans behind every number of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from wms.core.desk.csv_files import csv_answer
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.reports import charts, rates
from wms.reports.lists.scans import ScanList, chosen_period
from wms.reports.periods import Period, period_of
from wms.reports.selectors import errors, quality
from wms.reports.selectors import scans as scan_rows
from wms.reports.words import MISMATCHES, STAGES, word

TREND_DAYS = 30


@require_GET
@desk_page()
def report(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    days, period = chosen_period(request, warehouse)
    return desk(request, warehouse, "desk/errors.html", "errors", {"days": days, **_report(warehouse, period)})


def _report(warehouse: Warehouse, period: Period) -> dict[str, Any]:
    target = figure("wrong_pick_percent", warehouse=warehouse)
    day_limit = int(figure("wrong_orders_a_day", warehouse=warehouse))
    month = quality.wrong_picks(period_of(warehouse, timezone.now(), TREND_DAYS))
    wrong = sum((counts for day, counts in month.items() if day >= period.first), rates.Counts())
    orders_today = errors.wrong_orders(period_of(warehouse, timezone.now(), 1))
    trend = errors.trend(month)
    stages, skus = scan_rows.by_stage(period), scan_rows.by_sku(period)
    bench = errors.stopped_at_bench(period)
    prevented = scan_rows.prevented(period)
    return {
        "period": period,
        "wrong": wrong,
        "status": rates.status(wrong, target, is_upper_limit=True, least_base=errors.LEAST_BASE),
        "target": rates.limit_text(target),
        "least_base": errors.LEAST_BASE,
        "orders_today": orders_today,
        "day_limit": day_limit,
        "is_day_over": orders_today > day_limit,
        "prevented": prevented,
        "prevented_per_1000": f"{1000 * prevented.count / prevented.base:.1f}" if prevented.base else "–",
        "bench": [(word(MISMATCHES, kind), bench[kind]) for kind in MISMATCHES if kind in bench],
        "bench_total": sum(bench.values()),
        "cost": errors.cost(wrong),
        "stages": stages,
        "funnel": charts.funnel(stages),
        "trend": trend,
        "chart": charts.control_chart(trend, float(target)),
        "out_days": [day for day in trend if day.is_out],
        "skus": skus,
        "pareto": charts.pareto(skus),
        "pairs": scan_rows.pairs(period),
        "people": scan_rows.by_person(period),
        "places": scan_rows.by_location(period),
    }


@require_GET
@desk_page()
def report_csv(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    """Every table of the page, one row a line: table, key, count, base, percent."""
    _days, period = chosen_period(request, warehouse)
    found = _report(warehouse, period)
    rows: list[list[object]] = [["table", "key", "wrong", "base", "percent"]]
    rows += [["stage", word(STAGES, row.key), *_numbers(row.counts)] for row in found["stages"]]
    rows += [["day", row.day.isoformat(), *_numbers(row.counts)] for row in found["trend"]]
    rows += [["person", row.label, *_numbers(row.counts)] for row in found["people"]]
    rows += [["sku", row.key, *_numbers(row.counts)] for row in found["skus"]]
    rows += [["location", row.label, *_numbers(row.counts)] for row in found["places"]]
    rows += [["pair", f"{row.wanted_code} > {row.scanned_code}", row.times, "", ""] for row in found["pairs"]]
    return csv_answer(f"errors-{warehouse.code}-{period.first}-{period.last}.csv", rows)


def _numbers(counts: rates.Counts) -> list[object]:
    return [counts.count, counts.base, "" if counts.percent is None else f"{counts.percent:.4f}"]


@require_GET
@desk_page()
def scans(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, ScanList, here="scans")
