"""`make test` tells the truth: what ran, what could not, and whether anything failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import run as runner


def test_the_closing_line_has_pytests_own_form() -> None:
    totals = runner.Totals()
    totals.counts.update(failed=1, passed=3, skipped=2)
    assert totals.closing(1.5).strip("=") == " 1 failed, 3 passed, 2 skipped in 1.50s "


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    (tmp_path / "test_good.py").write_text("def test_a(): pass\ndef test_b(): pass\n")
    (tmp_path / "test_bad.py").write_text("def test_c(): assert 1 == 2\n")
    return tmp_path


def test_counts_of_several_runs_are_summed_and_a_failure_stays(samples: Path) -> None:
    totals = runner.Totals()
    plain = ["-p", "no:django", "-c", "/dev/null", f"--rootdir={samples}"]
    runner.run_pytest("bad", [*plain, str(samples / "test_bad.py")], {}, totals)
    runner.run_pytest("good", [*plain, str(samples / "test_good.py")], {}, totals)
    assert totals.counts == {"failed": 1, "passed": 2}
    assert totals.status == 1
    assert totals.lines[1].startswith("good: 2 passed in ")


def test_a_run_that_dies_without_a_closing_line_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = runner.Totals()
    runner.run_pytest("broken", ["--no-such-option"], {}, totals)
    assert totals.status == 4
    assert totals.lines == ["broken: pytest ended with 4"]


def test_what_is_missing_fails_only_when_all_is_required(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = runner.Tool("an abacus", lambda: False, ("abacus",))
    monkeypatch.setattr(runner, "TOOLS", [absent])
    monkeypatch.setattr(runner, "install", lambda tools: None)
    monkeypatch.setattr(runner, "run_all", lambda *args, **options: runner.Totals())
    monkeypatch.setattr(runner.signal, "signal", lambda *args: None)

    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    assert runner.main([]) == 0
    assert "not run, missing here: an abacus" in capsys.readouterr().out

    monkeypatch.setenv("REQUIRE_ALL", "1")
    assert runner.main([]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert " 1 error in " in last
