"""The walls of DESIGN.md and the habits of STYLE.md, as far as a machine can see them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogues import ROOT, project_files

LONGEST_FILE, LONGEST_FUNCTION = 500, 70
# A scan locks its own device's run with the receipt, before any room's locks (PROTOCOLS 1).
HOLDS_LOCKS = re.compile(
    r"(inventory/locks/\w+|(picking|packing|wms/aliexpress|wms/core|wms/intake|wms/api)/locks|wms/scan/session)\.py"
)
OPENS_TRANSACTIONS = "wms/core/transactions.py"
MIGRATION = re.compile(r"^\d{4}_(?!auto_)[a-z][a-z0-9_]+$")
MACHINE_PATH = re.compile(r"/(tmp|work|root|home)/[a-z]")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_migration(path: Path) -> bool:
    return path.parent.name == "migrations"


def modules() -> list[Path]:
    return project_files(".py")


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """The last name of each call in a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            yield getattr(function, "attr", getattr(function, "id", "")), node.lineno
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:  # @transaction.atomic, without a call
                yield getattr(decorator, "attr", getattr(decorator, "id", "")), decorator.lineno


def test_imports_flow_one_way() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    verdict = subprocess.run([script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout


def test_every_migration_says_what_it_does() -> None:
    names = [path for path in modules() if is_migration(path) and path.stem != "__init__"]
    assert names != []
    assert [name_of(path) for path in names if not MIGRATION.match(path.stem)] == []


def test_only_the_unit_of_work_opens_a_transaction() -> None:
    opened = [
        f"{name_of(path)}:{line}"
        for path in modules()
        if name_of(path) != OPENS_TRANSACTIONS and not is_migration(path)
        for name, line in calls(path)
        if name == "atomic"
    ]
    assert opened == []


def test_rows_are_locked_only_in_locks() -> None:
    locked = [
        f"{name_of(path)}:{line}"
        for path in modules()
        if not HOLDS_LOCKS.fullmatch(name_of(path))
        for name, line in calls(path)
        if name == "select_for_update"
    ]
    assert locked == []


def test_files_stay_readable() -> None:
    longest = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in project_files(".py", ".html")
        if not is_migration(path)
    }
    assert {name: lines for name, lines in longest.items() if lines > LONGEST_FILE} == {}


def test_functions_stay_readable() -> None:
    long = []
    for path in modules():
        if is_migration(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{name_of(path)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        name_of(path)
        for path in modules()
        if not is_migration(path)
        and path.read_text(encoding="utf-8").strip()
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


BANNED_IN_OPERATIONS = ("django.http", "rest_framework", "celery", "httpx", "requests")


@pytest.mark.parametrize(
    "room", ["inventory", "picking", "packing", "wms/core", "wms/aliexpress", "wms/intake", "wms/notices", "wms/api"]
)
def test_operations_know_no_request_no_queue_and_no_network(room: str) -> None:
    found = []
    for path in modules():
        if not name_of(path).startswith(f"{room}/operations/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name_of(path)}: {name}" for name in names if name.startswith(BANNED_IN_OPERATIONS)]
    assert found == []


def test_locks_name_no_host() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [lock.name for lock in locks] == ["run.lock", "test.lock"]
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert re.findall(r"https?://\S*|.*index-url.*|.*find-links.*", text) == []
        pinned = re.findall(r"^[a-z0-9][\w.\-]*(?:\[.*\])?==", text, flags=re.MULTILINE | re.IGNORECASE)
        assert pinned != []
        assert text.count("--hash=sha256:") >= len(pinned)


def test_documents_name_no_path_of_a_machine() -> None:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [
        f"{name}: {line}"
        for name in names
        if (ROOT / name).is_file()
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_every_task_names_itself_its_queue_and_its_end() -> None:
    """STYLE 8: a name that a schedule can spell, a queue that some worker serves, and `expires`."""
    wrong = []
    for path in modules():
        if path.name != "tasks.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "shared_task":
                given = {keyword.arg for keyword in node.keywords}
                if not {"name", "queue", "expires"} <= given:
                    wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


def test_beat_sends_only_what_a_worker_knows() -> None:
    from wms.celery import app
    from wms.celery_settings import task_queues
    from wms.schedule import BEAT

    app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT.values()} - set(app.tasks) == set()
    assert {entry["options"]["queue"] for entry in BEAT.values()} <= {queue.name for queue in task_queues}
    assert [name for name, entry in BEAT.items() if "expires" not in entry["options"]] == []
