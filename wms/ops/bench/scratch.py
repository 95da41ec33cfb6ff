"""A database and a DATA_DIR that live as long as one bench: whatever DATABASE_URL names keeps its data."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from wms.env import env_text


@contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """The environment of processes that work on the scratch: settings as in production, SQLite when no DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="zhunjian-bench-"))
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DEMO": "0",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "wms.settings",
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", str(settings.DATA_DIR / "numba")),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(settings.BASE_DIR), os.environ.get("PYTHONPATH")])),
    }
    (folder / "broker").mkdir()
    try:
        with _database(env_text("DATABASE_URL", ""), folder) as url:
            yield {**environment, "DATABASE_URL": url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(url: str, folder: Path) -> Iterator[str]:
    """A database of its own beside the named one on the same server, or a file; gone afterwards."""
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    import psycopg
    from psycopg import sql

    name = f"zhunjian_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def run_in_scratch(module: str, arguments: Sequence[str], **more: str) -> str:
    """What `python -m <module>` prints, started on a fresh scratch; `more` goes into its environment.

    Raises CalledProcessError.
    """
    with scratch() as environment:
        environment |= more
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
