"""The planner's kernels are compiled once a DATA_DIR, by a process of its own, and only when they must be."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from picking.planning import warm as kernels
from wms.ops import warm
from wms.ops.plan import make_plan
from wms.ops.supervisor import Child, Supervisor

HOST = "127.0.0.1"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where kernels were compiled to; the compiler itself is tested by every plan that the suite makes."""
    folders: list[str] = []
    monkeypatch.setattr(kernels, "warm_up", lambda: folders.append(os.environ[warm.CACHE_VARIABLE]))
    monkeypatch.setenv(warm.CACHE_VARIABLE, "elsewhere")
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    return folders


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """It blocks signals in its process, which here is everybody's."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, set())
    made = Supervisor(say=lambda line: None)
    yield made
    made.stop()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_a_cache_is_warm_when_everything_is_compiled_and_not_before(tmp_path: Path, compiled: list[str]) -> None:
    cache = tmp_path / "numba"
    assert not warm.is_warm(cache)
    warm.main(cache)
    assert warm.is_warm(cache)
    assert compiled == [str(cache)]
    assert "NUMBA_DISABLE_JIT" not in os.environ


def test_it_is_seen_at_work_and_not_before_or_after(
    tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, seen = tmp_path / "numba", []
    monkeypatch.setattr(kernels, "warm_up", lambda: seen.append(warm.is_compiling(cache)))
    assert not warm.is_compiling(cache)
    warm.main(cache)
    assert seen == [True]
    assert not warm.is_compiling(cache)
    warm.main(cache)
    assert seen == [True]  # whoever waited finds it done


def test_cut_off_it_leaves_no_mark(tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(kernels, "warm_up", cut_off)
    with pytest.raises(KeyboardInterrupt):
        warm.main(tmp_path / "numba")
    assert not warm.is_warm(tmp_path / "numba")


def test_another_planner_needs_another_cache(
    tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = tmp_path / "planning"
    planner.mkdir()
    (planner / "kernel.py").write_text("one")
    monkeypatch.setattr(warm, "PLANNER", planner)
    warm.main(tmp_path / "numba")
    assert warm.is_warm(tmp_path / "numba")
    (planner / "kernel.py").write_text("another")
    assert not warm.is_warm(tmp_path / "numba")
    warm.main(tmp_path / "numba")
    assert len(list((tmp_path / "numba").glob("*.ready"))) == 1


def test_up_compiles_only_into_a_cold_data_dir(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    plan = make_plan(host=HOST, port=8000, wants_demo=False)
    assert plan["commands"]["warm"][1:] == ["-m", "wms.ops.warm", str(tmp_path / "numba")]
    warm.mark_of(tmp_path / "numba").parent.mkdir()
    warm.mark_of(tmp_path / "numba").touch()
    assert "warm" not in make_plan(host=HOST, port=8000, wants_demo=False)["commands"]


@pytest.mark.parametrize("code", [0, 1])
def test_a_job_runs_once_beside_the_others_and_is_forgotten(supervisor: Supervisor, tmp_path: Path, code: int) -> None:
    job = Child("job", [sys.executable, "-c", f"import sys; sys.exit({code})"], tmp_path / "job.log")
    supervisor.begin(job)
    assert supervisor.wait_until(lambda: supervisor.is_over(job), 20.0)
    assert supervisor.jobs == []
    assert supervisor.children == []


def test_a_job_ends_with_the_supervisor(supervisor: Supervisor, tmp_path: Path) -> None:
    job = Child("job", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "job.log")
    supervisor.begin(job)
    assert not supervisor.is_over(job)
    supervisor.stop()
    assert job.process is not None
    assert job.process.poll() is not None
