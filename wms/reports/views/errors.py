"""The error report, its CSV, and the list of scans behind every number of it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wms.core.desk.csv_files import csv_answer
from wms.core.desk.frame import desk
from wms.core.desk.lists import query_of
from wms.core.figures import figure
from wms.core.models import Person, ScanEvent, Warehouse
from wms.core.rights import desk_page
from wms.reports import charts, rates
from wms.reports.filters import ScanFilter
from wms.reports.periods import LENGTHS, Period, period_of
from wms.reports.selectors import errors, quality
from wms.reports.selectors import scans as scan_rows
from wms.reports.words import MISMATCHES, STAGES, VERDICTS, word, wording

TREND_DAYS, PAGE, MOST_CSV_ROWS = 30, 50, 50_000


def chosen(request: HttpRequest, warehouse: Warehouse) -> tuple[str, Period]:
    """The period of the address: 1, 7 or 30 days; anything else is today."""
    days = request.GET.get("days", "1")
    days = days if days in LENGTHS else "1"
    return days, period_of(warehouse, timezone.now(), LENGTHS[days])


@require_GET
@desk_page()
def report(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    days, period = chosen(request, warehouse)
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
def report_csv(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Every table of the page, one row a line: table, key, count, base, percent."""
    _days, period = chosen(request, warehouse)
    found = _report(warehouse, period)
    rows: list[list[object]] = [["table", "key", "wrong", "base", "percent"]]
    rows += [["stage", word(STAGES, row.key), *_numbers(row.counts)] for row in found["stages"]]
    rows += [["day", row.day.isoformat(), *_numbers(row.counts)] for row in found["trend"]]
    rows += [["person", row.label, *_numbers(row.counts)] for row in found["people"]]
    rows += [["sku", row.code, *_numbers(row.counts)] for row in found["skus"]]
    rows += [["location", row.label, *_numbers(row.counts)] for row in found["places"]]
    rows += [["pair", f"{row.wanted_code} > {row.scanned_code}", row.times, "", ""] for row in found["pairs"]]
    return csv_answer(f"errors-{warehouse.code}-{period.first}-{period.last}.csv", rows)


def _numbers(counts: rates.Counts) -> list[object]:
    return [counts.count, counts.base, "" if counts.percent is None else f"{counts.percent:.4f}"]


def _scans(request: HttpRequest, warehouse: Warehouse) -> tuple[str, Period, ScanFilter]:
    days, period = chosen(request, warehouse)
    rows = ScanEvent.objects.filter(
        warehouse=warehouse, received_at__gte=period.starts_at, received_at__lt=period.ends_at
    )
    found = ScanFilter(request.GET, queryset=rows.select_related("person", "device").order_by("-pk"))
    return days, period, found


@require_GET
@desk_page()
def scans(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    days, period, found = _scans(request, warehouse)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.said = wording(row.code, row.facts).title
    return desk(
        request,
        warehouse,
        "desk/scans.html",
        "scans",
        {"days": days, "period": period, "chips": _chips(found), "page": page, "query": query_of(request)},
    )


def _chips(found: ScanFilter) -> list[tuple[str, str]]:
    """What the list is narrowed to, in words."""
    if not found.form.is_valid():
        return []
    chosen_values = found.form.cleaned_data
    labels = {"sku": "SKU", "scanned": _("Scanned"), "location": _("Place"), "order": _("Order")}
    chips = [(label, chosen_values[name]) for name, label in labels.items() if chosen_values[name]]
    if chosen_values["stage"]:
        chips.append((_("Stage"), word(STAGES, chosen_values["stage"])))
    if chosen_values["person"]:
        name = Person.objects.filter(pk=chosen_values["person"]).values_list("name", flat=True).first()
        chips.append((_("Person"), name or "–"))
    if chosen_values["wrong"]:
        chips.append((_("Wrong scans"), ""))
    return chips


@require_GET
@desk_page()
def scans_csv(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    _days, period, found = _scans(request, warehouse)
    names = ("stage", "step", "raw", "code", "sku_code", "scanned_sku_code", "location_code", "order_number")
    rows: list[list[object]] = [["time", "person", "device", "verdict", "is_wrong", *names]]
    events: QuerySet[ScanEvent] = found.qs[:MOST_CSV_ROWS]
    for row in events.iterator(chunk_size=2000):
        when = row.received_at.astimezone(warehouse.zone).isoformat(timespec="milliseconds")
        who = [row.person.name, row.device.code, word(VERDICTS, row.verdict), int(row.is_wrong)]
        rows.append([when, *who, *(getattr(row, name) for name in names)])
    return csv_answer(f"scans-{warehouse.code}-{period.first}-{period.last}.csv", rows)
