"""What Prometheus is told: rows as they are, and what the processes of a web server count together."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from picking.models import Wave
from picking.states import OrderClass, WaveState
from tests.catalogues import ROOT
from tests.factories.core import PrinterFactory, PrintJobFactory, ShopFactory, WarehouseFactory
from wms.aliexpress.models import ShopAccount
from wms.core.models import Exchange, Message, Throttle, WorkItem
from wms.core.states import DeliveryState, PrintState, WorkItemState
from wms.ops import meter_files, queues

RUNBOOKS = ("docs/runbook.md", "docs/runbook.zh-CN.md")
COUNTING = """
import sys
from django.conf import settings
settings.configure()
from wms.core.meters import count_scan
count_scan(*sys.argv[1:])
"""


def told(client: Client) -> dict[str, float]:
    """{series: figure} of the page."""
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(figure) for name, _, figure in (line.rpartition(" ") for line in lines if line[0] != "#")}


@pytest.mark.django_db
def test_the_outbox_and_open_work(client: Client) -> None:
    soon = timezone.now() + timedelta(seconds=60)
    due = timezone.now() - timedelta(seconds=10)
    for next_at, state in ((due, "pending"), (soon, "leased"), (due, "done"), (due, "parked")):
        Exchange.objects.create(lane="prints", handler="h", subject="s", next_at=next_at, state=state, source="test")
    Message.objects.create(topic="t", key="k", subscriber="s", lane="prints", next_at=soon, state=DeliveryState.PENDING)
    for subject, state in (("1", WorkItemState.OPEN), ("2", WorkItemState.CLAIMED), ("3", WorkItemState.RESOLVED)):
        WorkItem.objects.create(kind="sync", subject_type="sku", subject_id=subject, state=state, source="test")
    figures = told(client)
    assert figures['zhunjian_outbox_rows{lane="prints"}'] == 3
    assert figures['zhunjian_exchanges{handler="h",outcome="",state="parked"}'] == 1
    assert figures['zhunjian_open_work_items{kind="sync",warehouse=""}'] == 2
    assert figures['zhunjian_outbox_age_seconds{excused="false",lane="prints"}'] == pytest.approx(10, abs=5)


@pytest.mark.django_db
def test_shut_shops_say_why_and_bans_how_long(client: Client) -> None:
    now = timezone.now()
    account = ShopAccount.objects.create(shop=ShopFactory(code="MART"), app_key="501", opened_at=now)
    Throttle.objects.create(key="aliexpress:501", next_at=now, stock_next_at=now, banned_until=now + timedelta(hours=1))
    Throttle.objects.create(key="aliexpress:502", next_at=now, stock_next_at=now, banned_until=now - timedelta(hours=1))
    figures = told(client)
    assert figures['zhunjian_throttle_ban_seconds{application="aliexpress:501"}'] == pytest.approx(3600, abs=60)
    assert figures['zhunjian_throttle_ban_seconds{application="aliexpress:502"}'] == 0
    shut = {
        why: figures[f'zhunjian_shop_shut{{shop="MART",why="{why}"}}'] for why in ("breaker", "ban", "authorisation")
    }
    assert shut == {"breaker": 1, "ban": 0, "authorisation": 0}
    ShopAccount.objects.filter(pk=account.pk).update(is_active=False)
    assert 'zhunjian_shop_shut{shop="MART",why="breaker"}' not in told(client)


@pytest.mark.django_db
def test_waves_past_their_time_and_papers_that_are_not_out(client: Client) -> None:
    printer = PrinterFactory(code="P1")
    house, now = printer.warehouse, timezone.now()
    for number, (state, minutes) in enumerate(
        [(WaveState.RELEASED, -5), (WaveState.PICKING, -1), (WaveState.PICKING, 60), (WaveState.SORTED, -5)]
    ):
        due_at = now + timedelta(minutes=minutes)
        Wave.objects.create(
            warehouse=house,
            number=str(number),
            state=state,
            due_at=due_at,
            order_class=OrderClass.SINGLE_UNIT,
            source="test",
        )
    PrintJobFactory(warehouse=house, printer=printer, state=PrintState.FAILED)
    PrintJobFactory(warehouse=house, printer=printer, state=PrintState.PRINTED)
    PrintJobFactory(warehouse=house, printer=None, state=PrintState.QUEUED)
    figures = told(client)
    assert figures[f'zhunjian_late_waves{{warehouse="{house.code}"}}'] == 2
    papers = {name: figure for name, figure in figures.items() if name.startswith("zhunjian_print_jobs")}
    assert papers == {
        f'zhunjian_print_jobs{{printer="P1",state="failed",warehouse="{house.code}"}}': 1,
        f'zhunjian_print_jobs{{printer="",state="queued",warehouse="{house.code}"}}': 1,
    }


@pytest.mark.django_db
def test_more_rows_ask_no_more_queries(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/metrics")
        return len(captured)

    house, soon = WarehouseFactory(), timezone.now() + timedelta(hours=1)
    alone = queries()
    for number in range(5):
        ShopAccount.objects.create(shop=ShopFactory(warehouse=house), app_key=str(number))
        Exchange.objects.create(lane=f"l{number}", handler="h", subject="s", next_at=soon, source="test")
        PrintJobFactory(warehouse=house, printer=PrinterFactory(warehouse=house))
    assert queries() == alone


def test_tasks_wait_in_the_embedded_broker_s_folder(settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path
    for name in ("1_a.wave.msg", "2_b.exchange.msg", "3_c.exchange.msg", ".4_d.wave.msg", ".taken.5_e.wave.msg"):
        (tmp_path / name).touch()
    assert queues.queue_lengths() == {"default": 0, "exchange": 2, "wave": 1}
    settings.BROKER_DIR = tmp_path / "gone"
    assert queues.queue_lengths() is None


@pytest.mark.redis
def test_tasks_wait_in_redis() -> None:
    from redis import Redis

    with Redis.from_url(configured.REDIS_URL) as broker:
        before = queues.queue_lengths()
        broker.rpush("wave", "{}")
        try:
            after = queues.queue_lengths()
        finally:
            broker.lpop("wave")
    assert before is not None
    assert after == {**before, "wave": before["wave"] + 1}


@pytest.mark.django_db
def test_a_broker_that_is_gone_does_not_take_the_page_along(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    figures = told(client)
    assert figures["zhunjian_broker_up"] == 0
    assert not [name for name in figures if name.startswith("zhunjian_queue_length")]


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_address(client: Client) -> None:
    before = told(client)
    for address in ("/stock/1/", "/stock/2/", "/no-such-page/7/", "/static/none.css"):
        client.get(address)
    client.generic("BREW", "/healthz")
    after = told(client)

    def more(series: str) -> float:
        return after.get(series, 0) - before.get(series, 0)

    page = 'view="reports:sku"'
    assert more(f'zhunjian_requests_total{{method="GET",status="302",{page}}}') == 2
    assert more(f"zhunjian_request_seconds_count{{{page}}}") == 2
    assert more('zhunjian_requests_total{method="GET",status="404",view="unknown"}') == 1
    assert more('zhunjian_requests_total{method="GET",status="404",view="static"}') == 1
    assert more('zhunjian_requests_total{method="other",status="405",view="wms.ops.health.alive"}') == 1
    assert not [series for series in after if "/" in series]


@pytest.mark.django_db
def test_what_several_processes_count_is_added_up(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(meter_files.VARIABLE, str(tmp_path))
    for verdict in ("ok", "ok", "refused"):
        subprocess.run([sys.executable, "-c", COUNTING, "pick", verdict], cwd=ROOT, check=True)
    figures = told(client)
    assert figures['zhunjian_scans_total{screen="pick",verdict="ok"}'] == 2
    assert figures['zhunjian_scans_total{screen="pick",verdict="refused"}'] == 1


def test_a_web_server_counts_in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(meter_files.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setenv(meter_files.VARIABLE, "")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"{meter_files.PREFIX}{os.getuid()}-{ended.pid}"
    left.mkdir()
    for _ in range(2):  # a worker that is started anew finds what the first one left
        meter_files.count_together(os.getpid())
    folder = Path(os.environ[meter_files.VARIABLE])
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", RUNBOOKS)
def test_the_runbook_names_every_figure_and_no_other(name: str) -> None:
    """An operator finds each one with what a good answer is."""
    code = "".join((ROOT / name).read_text("utf-8") for name in ("wms/ops/exposition.py", "wms/core/meters.py"))
    runbook = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"\bzhunjian_[a-z_]+", runbook)) - {"zhunjian_postgres_restored"}
    assert {name.removesuffix("_bucket") for name in named} == set(re.findall(r'"(zhunjian_[a-z_]+)"', code))


@pytest.mark.parametrize("name", RUNBOOKS)
def test_the_alert_rules_are_rules(name: str) -> None:
    block = re.search(r"```yaml\n(groups:.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    (group,) = yaml.safe_load(block[1])["groups"]
    assert [set(rule) for rule in group["rules"]] == [{"alert", "expr", "for", "labels", "annotations"}] * 3
