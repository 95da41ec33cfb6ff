"""Ctrl-C while the demo is made: the next start throws the half away, and never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from wms.ops.demo import unfinished
from wms.ops.plan import CannotStart


class Database:
    """As much of a connection as the mark needs to know."""

    def __init__(self, vendor: str, name: str) -> None:
        self.vendor = vendor
        self.settings_dict = {"NAME": name, "HOST": "127.0.0.1", "PORT": 5432, "PASSWORD": "hidden"}

    def close(self) -> None:
        return None


@pytest.fixture
def data_dir(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    for name in ("zhunjian.sqlite3", "zhunjian.sqlite3-wal", "access.json", "sandbox.state", "secret_key"):
        (tmp_path / name).write_text("half")
    monkeypatch.setattr(unfinished, "connection", Database("sqlite", str(tmp_path / "zhunjian.sqlite3")))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_cut_off_demo_has_left_is_thrown_away(data_dir: Path) -> None:
    unfinished.begin()
    assert unfinished.throw_away()
    assert names(data_dir) == ["secret_key"]
    assert not unfinished.throw_away()


def test_a_finished_demo_stays(data_dir: Path) -> None:
    before = names(data_dir)
    unfinished.begin()
    unfinished.finish()
    assert not unfinished.throw_away()
    assert names(data_dir) == before


def test_another_database_is_never_touched(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished.begin()
    monkeypatch.setattr(unfinished, "connection", Database("sqlite", str(data_dir / "other.sqlite3")))
    before = names(data_dir)
    assert not unfinished.throw_away()
    assert names(data_dir) == before


def test_a_server_s_database_is_a_person_s_decision(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "connection", Database("postgresql", "zhunjian"))
    unfinished.begin()
    before = names(data_dir)
    with pytest.raises(CannotStart, match="give it an empty database"):
        unfinished.throw_away()
    assert names(data_dir) == before
    assert "hidden" not in (data_dir / unfinished.MARK).read_text()


def test_the_mark_names_this_very_database(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    unfinished.begin()
    assert str(connection.settings_dict["NAME"]) in (tmp_path / unfinished.MARK).read_text()
