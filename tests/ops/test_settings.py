"""The environment: what the code reads is what .env.example tells, and a wrong value stops the start."""

from __future__ import annotations

import ast
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.catalogues import ROOT, project_files
from wms import env

READERS = {"env_text", "env_bool", "env_int", "env_float", "env_list", "env_one_of"}
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def variables_read() -> set[str]:
    """The first argument of each env_...() call of the product."""
    names = set()
    for path in project_files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in READERS and node.args:
                names.add(ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else "")
    return names - {""}


def variables_told() -> list[str]:
    return re.findall(r"^([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE)


def test_every_variable_is_told_once_and_no_other() -> None:
    told = variables_told()
    assert sorted(told) == sorted(variables_read())


def test_every_variable_says_what_it_is_for() -> None:
    pairs = itertools.pairwise(EXAMPLE.splitlines())
    silent = [line for before, line in pairs if re.match(r"[A-Z_]+=", line) and not before.startswith("# ")]
    assert silent == []


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | variables
    code = "import django; django.setup(); from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    environment["DJANGO_SETTINGS_MODULE"] = "wms.settings"
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_without_a_secret_production_does_not_start(tmp_path: Path) -> None:
    refused = start(DATA_DIR=str(tmp_path))
    assert refused.returncode != 0
    assert "SECRET_KEY is not set" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_example_as_it_stands_starts_once_its_secret_is_given(tmp_path: Path) -> None:
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, flags=re.MULTILINE))
    started = start(**example | {"SECRET_KEY": "x" * 50, "DATA_DIR": str(tmp_path)})
    assert started.returncode == 0, started.stderr
    assert started.stdout == "['127.0.0.1', 'localhost']\n"


@pytest.mark.parametrize(
    ("reader", "raw", "said"),
    [
        (lambda: env.env_bool("PROBE", default=False), "maybe", "must be one of"),
        (lambda: env.env_int("PROBE", default=1), "4.5", "must be a whole number"),
        (lambda: env.env_float("PROBE", default=1.0), "soon", "must be a number"),
    ],
)
def test_a_wrong_value_never_becomes_the_default(
    monkeypatch: pytest.MonkeyPatch, reader: object, raw: str, said: str
) -> None:
    monkeypatch.setenv("PROBE", raw)
    with pytest.raises(ImproperlyConfigured, match=f"PROBE {said}"):
        reader()  # type: ignore[operator]


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    monkeypatch.setenv("PROBE", "from the environment")
    monkeypatch.setenv("PROBE_FILE", str(secret))
    assert env.env_text("PROBE") == "from the file"
