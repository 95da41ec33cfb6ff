"""PROTOCOLS 3, proven by kills: each effect once, the front right again, never more than ten calls a second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from inventory.models import BindingComponent, Sku, SkuBinding, SkuStock
from tests.servers import free_port
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Exchange, Message, Shop, Warehouse
from wms.core.outbox import enqueue, publish
from wms.core.transactions import unit_of_work

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
HANG_SECONDS = 90.0  # nothing here is a measure


def until(true: Callable[[], Any], seconds: float = HANG_SECONDS) -> Any:
    """The first true answer; fails when there is none in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        answer = true()
        if answer:
            return answer
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s")


class Platform:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def state(self) -> dict[str, Any]:
        return httpx.get(self.url + "/state", timeout=2).json()

    def strike(self, path: str, fault: str, seconds: float) -> None:
        httpx.post(self.url + "/control", json={"path": path, "fault": fault, "seconds": seconds}, timeout=2)

    def has_struck(self) -> bool:
        return self.state()["faults_left"] == 0

    def worst_second(self) -> int:
        times = sorted(row[0] for row in self.state()["log"])
        return max(sum(1 for other in times if start <= other < start + 1.0) for start in times)


@pytest.fixture
def platform() -> Iterator[Platform]:
    process = subprocess.Popen(
        [sys.executable, "tests/faults/gateway_process.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Platform(int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


class Floor:
    """A shop with bindings, their sums, and the processes that serve it."""

    def __init__(self, platform: Platform) -> None:
        self.warehouse = Warehouse.objects.create(code="W1", name_zh="一", name_en="One", platform_code="W1")
        shop = Shop.objects.create(code="S1", name="S", warehouse=self.warehouse)
        self.account = ShopAccount.objects.create(
            shop=shop,
            app_key="k",
            app_secret="s",
            gateway_url=platform.url,
            method_profile="sku_stocks",
            orders_seen_until=timezone.now(),
        )
        self.bindings = [self._binding(shop, number) for number in range(1)]
        self.processes: list[subprocess.Popen[str]] = []

    def _binding(self, shop: Shop, number: int) -> SkuBinding:
        sku = Sku.objects.create(code=f"SKU-{number}", name_zh="货", name_en="Goods")
        binding = SkuBinding.objects.create(
            shop=shop, warehouse=self.warehouse, product_id=f"P{number}", seller_sku=sku.code, state="verified"
        )
        BindingComponent.objects.create(binding=binding, sku=sku, quantity=1)
        SkuStock.objects.create(warehouse=self.warehouse, sku=sku, on_hand_sellable=9)
        return binding

    def more_bindings(self, count: int) -> None:
        first = len(self.bindings)
        self.bindings += [self._binding(self.account.shop, number) for number in range(first, first + count)]

    def start(self, role: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        db = connection.settings_dict
        url = f"postgresql://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}"
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "OUTBOX_LEASE_SECONDS": "1.5",
            "OUTBOX_SWEEP_SECONDS": "0.2",
            "OUTBOX_RETRY_LADDER_SECONDS": "0,0.3,1,2,3",
            "ALIEXPRESS_DEADLINE_SECONDS": "0.3",
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.outbox_process", role, *arguments],
            cwd=ROOT,
            env={**os.environ, **settings, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def worker(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = self.start("work", *arguments, **environment)
        assert process.stdout.readline() == "ready\n"
        return process

    def change(self, units: int, number: int = 0) -> None:
        with unit_of_work():
            stock = SkuStock.objects.select_for_update().order_by("pk")[number]
            stock.on_hand_sellable, stock.version = units, stock.version + 1
            stock.save()
            publish("stock.changed", f"{stock.warehouse_id}:{stock.sku_id}", version=stock.version)

    def call(self, subject: str = "order:1", kind: str = "interactive") -> Exchange:
        with unit_of_work():
            return enqueue(lane=self.account.lane(kind), handler="create", subject=subject, cause=Cause.task("test"))

    def is_settled(self) -> bool:
        return (
            not Exchange.objects.exclude(state="done").exists()
            and not Message.objects.exclude(state="done").exists()
            and not StockPush.objects.exclude(state="idle", is_suspect=False).exists()
        )

    def shows(self, platform: Platform, units: int, number: int = 0) -> bool:
        return platform.state()["front"].get(str(self.bindings[number].pk)) == units

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()


@pytest.fixture
def floor(platform: Platform) -> Iterator[Floor]:
    made = Floor(platform)
    try:
        yield made
    finally:
        made.stop()


def is_frozen(process: subprocess.Popen[str]) -> bool:
    return Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"


def assert_each_effect_once(platform: Platform) -> None:
    assert set(platform.state()["effects"].values()) <= {1}
    subjects = list(AuditEntry.objects.filter(action="created").values_list("subject", flat=True))
    assert sorted(subjects) == sorted(Exchange.objects.values_list("subject", flat=True))
    assert platform.worst_second() <= 10


def test_killed_between_commit_and_nudge_nothing_is_lost(floor: Floor, platform: Platform) -> None:
    writer = floor.start("write", "--units", "4", "--dies")
    assert writer.wait(HANG_SECONDS) == -signal.SIGKILL
    assert Message.objects.filter(state="pending").count() == 1
    assert Exchange.objects.filter(state="pending").count() == 1
    floor.worker()
    until(lambda: floor.shows(platform, 4) and floor.is_settled())
    assert_each_effect_once(platform)
    assert platform.state()["effects"] == {"order:1": 1}


def test_a_worker_killed_mid_call_leaves_its_call_to_be_looked_up(floor: Floor, platform: Platform) -> None:
    patient = {"ALIEXPRESS_DEADLINE_SECONDS": "2", "OUTBOX_LEASE_SECONDS": "3.5"}
    platform.strike("/create", "hold", 30)
    platform.strike("/push", "hold", 30)
    floor.call()
    floor.change(4)
    first, second = floor.worker(**patient), floor.worker(**patient)
    until(platform.has_struck)
    first.kill()
    second.kill()
    floor.change(3)
    floor.worker()
    until(lambda: floor.shows(platform, 3) and floor.is_settled())
    assert_each_effect_once(platform)
    assert Exchange.objects.get().outcome == "found"


@pytest.mark.parametrize("point", ["answer/create", "answer/push", "send"])
def test_a_worker_frozen_past_its_lease_ends_nothing_when_it_wakes(
    floor: Floor, platform: Platform, point: str
) -> None:
    frozen = floor.worker("--freeze-at", point)
    floor.change(4)
    floor.call()
    until(lambda: is_frozen(frozen))
    floor.change(3)
    floor.worker()
    until(lambda: floor.shows(platform, 3) and floor.is_settled())
    latencies = StockUpdate.objects.count()
    pushes = sum(1 for row in platform.state()["log"] if row[1] == "/push")
    os.kill(frozen.pid, signal.SIGCONT)
    time.sleep(1.0)  # what it would do wrong, it would do now
    assert floor.shows(platform, 3)
    assert floor.is_settled()
    assert StockUpdate.objects.count() == latencies
    assert sum(1 for row in platform.state()["log"] if row[1] == "/push") == pushes
    assert_each_effect_once(platform)


@pytest.mark.parametrize("scheme", ["redis", "files"])
def test_without_a_broker_a_commit_takes_no_longer_and_the_sweep_finds_its_work(
    floor: Floor, platform: Platform, scheme: str, tmp_path: Path
) -> None:
    gone = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    if scheme == "files":
        (tmp_path / "broker").write_text("not a folder")
        gone = {"DATA_DIR": str(tmp_path)}
    writer = floor.start("write", "--units", "4", "--real-broker", **gone)
    answer, _ = writer.communicate(timeout=HANG_SECONDS)
    first, again = (float(line) for line in answer.split())
    assert first < 1.0
    assert again < 0.3
    floor.worker()
    until(lambda: floor.shows(platform, 4) and floor.is_settled())
    assert_each_effect_once(platform)


def test_a_change_while_the_row_is_leased_reaches_the_front_too(floor: Floor, platform: Platform) -> None:
    floor.worker()
    platform.strike("/push", "hold", 0.3)
    floor.change(4)
    until(platform.has_struck)
    assert StockPush.objects.get().state == "leased"
    floor.change(3)
    until(lambda: floor.shows(platform, 3) and floor.is_settled())
    assert [row[1] for row in platform.state()["log"]].count("/push") == 2


def test_a_timed_out_write_that_is_applied_five_seconds_later_is_found_and_put_right(
    floor: Floor, platform: Platform
) -> None:
    floor.worker(ALIEXPRESS_DEADLINE_SECONDS="3", OUTBOX_LEASE_SECONDS="4.5")
    platform.strike("/push", "late", 5)
    floor.change(4)
    until(platform.has_struck)
    floor.change(2)
    until(lambda: floor.shows(platform, 2))
    until(lambda: floor.shows(platform, 4))  # the stale one slips through
    until(lambda: floor.shows(platform, 2))
    assert platform.worst_second() <= 10


def test_four_processes_never_call_more_than_ten_times_a_second_and_people_go_first(
    floor: Floor, platform: Platform
) -> None:
    floor.more_bindings(24)
    for _ in range(4):
        floor.start("work")
    for process in floor.processes:
        assert process.stdout.readline() == "ready\n"
    for number in range(25):
        floor.change(5, number)
        floor.call(f"orders:{number % 12}", "orders")
    until(lambda: len(platform.state()["log"]) > 5)
    asked = []
    for number in range(4):
        asked.append((f"bench:{number}", time.monotonic()))
        floor.call(f"bench:{number}")
        time.sleep(0.4)
    until(lambda: all(floor.shows(platform, 5, number) for number in range(25)) and floor.is_settled())
    state = platform.state()
    assert platform.worst_second() <= 10
    assert all(state["effects"][subject] == 1 for subject, _ in asked)
    people = [row[0] for row in state["log"] if row[2] == "interactive"]
    assert len(people) == 4
    for (_, asked_at), came_at in zip(asked, people, strict=True):
        assert came_at - asked_at < 3.0, "a sweep, the second that a worker has in hand, and the next slots"
