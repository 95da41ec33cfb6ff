"""Wrong scans over their own attempts: by stage, person, SKU, place, pair; the p chart; the CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.inventory import SkuFactory
from tests.reports.rows import Scanner
from wms.core.desk.csv_files import neutral
from wms.core.models import Warehouse
from wms.reports import charts
from wms.reports.periods import Period, period_of
from wms.reports.rates import Counts
from wms.reports.selectors import errors, scans
from wms.reports.words import STEPS
from wms.scan.registry import screens_of


@pytest.fixture
def day(house: Warehouse) -> Period:
    return period_of(house, timezone.now(), 1)


def test_each_stage_has_its_own_attempts_and_stages_without_scans_stay(house: Warehouse, day: Period) -> None:
    li = Scanner(house)
    li.scans(8)
    li.scans(2, wrong=True)
    li.scans(1, wrong=True, stage="pack")
    li.scans(4, stage="lookup")  # looking something up is no attempt
    li.scans(1, verdict="stale")  # the screen was old: nothing was judged
    li.scans(3, parsed={"own": "command"})  # a button is no attempt at anything
    found = {row.key: row.counts for row in scans.by_stage(day)}
    assert found["pick"] == Counts(2, 10)
    assert found["pack"] == Counts(1, 1)
    assert found["receive"] == Counts(0, 0)
    assert "lookup" not in found
    assert scans.prevented(day) == Counts(3, 11)


def test_people_and_places_carry_their_own_denominators(house: Warehouse, day: Period) -> None:
    li, wang = Scanner(house, "李明霞"), Scanner(house, "王磊")
    li.scans(3, location_code="A01")
    li.scans(1, wrong=True, location_code="A01")
    wang.scans(5, location_code="A02")
    assert [(row.label, row.counts) for row in scans.by_person(day)] == [
        ("李明霞", Counts(1, 4)),
        ("王磊", Counts(0, 5)),
    ]
    assert [(row.label, row.counts) for row in scans.by_location(day)] == [("A01", Counts(1, 4))]


def test_the_pareto_runs_up_to_all_wrong_scans(house: Warehouse, day: Period) -> None:
    black, clear = SkuFactory(code="BLK"), SkuFactory(code="CLR")
    li = Scanner(house)
    li.scans(3, wrong=True, sku_code="BLK", scanned_sku_code="CLR")
    li.scans(1, wrong=True, sku_code="CLR", scanned_sku_code="BLK")
    li.scans(7, sku_code="BLK")
    rows = scans.by_sku(day)
    assert [(row.sku, row.counts, row.share_percent) for row in rows] == [
        (black, Counts(3, 10), 75.0),
        (clear, Counts(1, 1), 100.0),
    ]
    assert [(row.wanted, row.scanned, row.times) for row in scans.pairs(day)] == [(black, clear, 3), (clear, black, 1)]


def test_scans_of_another_warehouse_or_day_are_left_out(house: Warehouse, day: Period) -> None:
    from tests.factories.inventory import StockedWarehouseFactory

    Scanner(StockedWarehouseFactory()).scans(1, wrong=True)
    Scanner(house).scans(1, wrong=True, received_at=day.starts_at - timedelta(seconds=1))
    assert scans.prevented(day) == Counts(0, 0)


def test_the_p_chart_steps_its_limit_by_the_days_base() -> None:
    days = {date(2026, 11, 1): Counts(1, 100), date(2026, 11, 2): Counts(0, 400), date(2026, 11, 3): Counts()}
    first, second, empty = errors.trend(days)
    # mean 1/500; 3 sigma at 100 is 1.3403 points, at 400 0.6701
    assert first.limit_percent == pytest.approx(0.2 + 1.3403, abs=1e-3)
    assert second.limit_percent == pytest.approx(0.2 + 0.6701, abs=1e-3)
    assert (empty.limit_percent, empty.is_out) == (None, False)
    assert (first.is_out, second.is_out) == (False, False)
    out = errors.trend(
        {date(2026, 11, index): Counts(0, 1000) for index in range(1, 9)} | {date(2026, 11, 9): Counts(9, 1000)}
    )
    assert [day.is_out for day in out] == [False] * 8 + [True]


def test_a_chart_of_nothing_draws_its_axes() -> None:
    chart = charts.control_chart(errors.trend({date(2026, 11, 1): Counts()}), 0.25)
    assert (chart["points"], chart["line"], chart["limit"], chart["mean_y"]) == ([], "", "", None)
    assert charts.funnel([])["bars"] == []
    assert charts.pareto([])["columns"] == []
    assert charts.spark_path([None, 3.0], 1.0) == ""


def test_m48_the_cost_follows_the_rate_and_needs_its_base() -> None:
    assert errors.cost(Counts(1, 499)) is None
    assert errors.cost(Counts(5, 500)) == (pytest.approx(0.8), pytest.approx(0.35))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert (neutral("A-1"), neutral(-1)) == ("A-1", -1)


def test_the_scans_behind_a_number_can_be_listed_and_exported(house: Warehouse, desk: Client) -> None:
    li = Scanner(house)
    li.scans(2, wrong=True, sku_code="BLK", raw="=cmd()")
    li.scans(3, sku_code="BLK")
    page = desk.get("/errors/scans/", {"wrong": "true", "sku": "BLK", "person": li.person.pk})
    assert page.context["page"].total == 2
    rows = lines_of(desk, "/errors/scans/?wrong=true&export=csv")
    assert len(rows) == 3
    assert rows[1][rows[0].index("扫到")] == "'=cmd()"
    report = lines_of(desk, "/errors/report.csv")
    assert ["sku", "BLK", "2", "5", "40.0000"] in report


def lines_of(desk: Client, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(desk.get(address).getvalue().decode("utf-8-sig"))))


def test_under_500_units_the_report_gives_no_verdict(house: Warehouse, desk: Client) -> None:
    page = desk.get("/errors/?days=30")
    assert page.context["status"] == "few"
    assert "样本少" in page.content.decode()


def test_every_step_of_a_screen_has_a_word() -> None:
    screens = [*screens_of("rf"), *screens_of("station")]
    ours = [screen for screen in screens if not type(screen).__module__.startswith("tests.")]
    steps = {step for screen in ours for step in screen.steps}
    assert len(steps) > 20
    assert steps - set(STEPS) == set()
