"""The wall screen: waves and clocks, never names; big enough to read; its inside alone when it asks for itself."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.reports import rows
from tests.reports.rows import Scanner
from wms.core.models import Warehouse
from wms.reports.selectors.wall import wall_figures

ADDRESS = "/waves/board/"


def fill(house: Warehouse, count: int) -> None:
    now = timezone.now()
    for _ in range(count):
        order = rows.order(house, state="picked", carrier="燕文", due_at=now + timedelta(hours=2))
        order.wave = rows.wave(house, state="picking", due_at=now + timedelta(hours=1), carrier="燕文")
        order.save()


def test_it_shows_waves_and_clocks_and_nobodys_name(house: Warehouse, desk: Client) -> None:
    fill(house, 3)
    page = desk.get(ADDRESS).content.decode()
    assert 'data-theme="dark"' in page
    assert page.count("<tr") == 4
    assert "燕文" in page
    assert "周敏" not in page
    assert not re.search(r"<[^>]+\sstyle=", page)


def test_it_asks_for_its_inside_alone(house: Warehouse, desk: Client) -> None:
    fill(house, 1)
    inside = desk.get(ADDRESS, headers={"HX-Request": "true"}).content.decode()
    assert inside.lstrip().startswith("<header")
    assert 'hx-trigger="every 10s"' in desk.get(ADDRESS).content.decode()


def test_many_waves_cost_what_few_do(house: Warehouse, desk: Client) -> None:
    counts = []
    for _ in range(2):
        fill(house, 4)
        desk.get(ADDRESS)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert "<table" in desk.get(ADDRESS).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_empty_floor_is_said(house: Warehouse, desk: Client) -> None:
    assert "没有在拣的波次" in desk.get(ADDRESS).content.decode()


def test_nothing_on_it_is_smaller_than_20_px() -> None:
    sheets = Path(settings.BASE_DIR) / "static" / "css"
    rules = (sheets / "wall.css").read_text() + "".join(
        re.findall(r"^.*wb.*$", (sheets / "desk.css").read_text(), re.M)
    )
    sizes = [int(size) for size in re.findall(r"font(?:-size)?: (?:\d+ )?(\d+)px", rules)]
    assert sizes != []
    assert min(sizes) >= 20


def test_figures_need_enough_to_say_a_number(house: Warehouse) -> None:
    now = timezone.now()
    assert wall_figures(house, now).p95_ms is None
    assert wall_figures(house, now).seconds_an_order is None
    Scanner(house).scans(20)
    assert wall_figures(house, timezone.now()).p95_ms is not None
