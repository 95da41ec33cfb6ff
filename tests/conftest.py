"""What every test stands on: a database file of its own, no nudge that leaves the process, and no silent skips."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# deadline and too_slow go by the wall clock, which a busy machine stretches: no verdict about the code.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
HERE = Path(__file__).parent
# Compiled kernels are kept between runs and shared by all processes; numba looks once, when it is first imported.
os.environ.setdefault("NUMBA_CACHE_DIR", str(HERE.parent / ".pytest_cache" / "numba"))
OF_SUMS_AND_TEXTS = [HERE / "architecture", HERE / "picking" / "planning"]  # the planner knows no Django


def _absent(item: pytest.Item) -> str:
    """What this test needs and this run has not; empty when it can run."""
    if item.get_closest_marker("postgres") and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return "PostgreSQL (DATABASE_URL)"
    if item.get_closest_marker("redis") and not os.environ.get("REDIS_URL"):
        return "Redis (REDIS_URL)"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """With REQUIRE_ALL=1 a test that cannot run is a failure, else it is named as skipped."""
    absent = _absent(item)
    if absent and REQUIRE_ALL:
        pytest.fail(f"REQUIRE_ALL=1, and this run has no {absent}", pytrace=False)
    if absent:
        pytest.skip(f"this run has no {absent}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is pure; files with slow tests first: begun last, they would leave one worker at work alone."""
    for item in items:
        asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
        if not asks and any(folder in item.path.parents for folder in OF_SUMS_AND_TEXTS):
            item.add_marker("pure")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_unconfigure(config: pytest.Config) -> None:
    """tests/settings.py makes a DATA_DIR for each process; leave none behind."""
    folder = Path(os.environ.get("DATA_DIR", ""))
    if folder.name.startswith("zhunjian-tests-"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as the product has it: a shared memory database knows neither WAL nor a busy timeout."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / f"tests-{os.getpid()}.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """A copy of the schema that an earlier run kept is taken as it is; it goes with this run's DATA_DIR or server."""
    from django.db import connection

    from tests import schema

    if request.config.getvalue("create_db"):
        return False
    return schema.copy_to(connection, connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The next run need not migrate from nothing."""
    from django.db import connection

    from tests import schema

    schema.keep(connection, connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def _badges_from_the_first() -> None:
    """Made badges count from U000000 in each test: however many people others made, none meets a badge named here."""
    from tests.factories.core import PersonFactory

    PersonFactory.reset_sequence()


@pytest.fixture(scope="session", autouse=True)
def _quick_to_empty(django_db_setup: None) -> Iterator[None]:
    """Tests with real commits leave an empty database, at little cost."""
    from django.test import TransactionTestCase

    from tests.emptying import empty_tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """The one driver of this process. Chromium's absence is a skip, and a failure with REQUIRE_ALL=1."""
    from playwright.sync_api import sync_playwright

    from tests.tools import require

    require("chromium")
    with sync_playwright() as running:
        yield running


@pytest.fixture
def scan_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scan of the test stays within its queries (PROTOCOLS 2, "Cost")."""
    from tests.budget import watch_scans

    watch_scans(monkeypatch)


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lanes that were nudged, in order. Nothing reaches a broker; a nudge is once a second per lane, as always."""
    from django.conf import settings

    lanes: list[str] = []
    if not settings.configured:  # the sandbox's tests also run with -p no:django
        return lanes

    from django.core.cache import cache

    from wms.celery import app

    def record(name: str, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        if name == "core.drain":
            lanes.append(args[0])

    cache.clear()
    monkeypatch.setattr(app, "send_task", record)
    return lanes
