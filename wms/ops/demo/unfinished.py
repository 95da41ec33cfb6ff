"""A demo that was cut off half-way is made anew: nobody can have worked in it, since the web server starts after it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from wms.ops.plan import ACCESS_NAME, SANDBOX_STATE_NAME, CannotStart

MARK = "demo.unfinished"
SIDE_FILES = ("", "-wal", "-shm", "-journal")


def begin() -> None:
    """From here on the database holds a part of the demo; the mark remembers which database that is."""
    _mark().write_text(_database(), encoding="utf-8")


def finish() -> None:
    _mark().unlink(missing_ok=True)


def throw_away() -> bool:
    """Remove what an unfinished demo has left: database file, platform's state, access. True when there was any.

    Refuses with CannotStart when the database is no file of ours: to empty a server's is a person's decision.
    """
    mark = _mark()
    if not mark.exists() or mark.read_text(encoding="utf-8") != _database():
        return False
    if connection.vendor != "sqlite":
        raise CannotStart("演示数据没有做完，请换一个空数据库 · the demo was cut off: give it an empty database")
    connection.close()
    database = str(connection.settings_dict["NAME"])
    for path in [Path(database + end) for end in SIDE_FILES]:
        path.unlink(missing_ok=True)
    for path in [settings.DATA_DIR / ACCESS_NAME, *settings.DATA_DIR.glob(f"{SANDBOX_STATE_NAME}*")]:
        path.unlink(missing_ok=True)
    finish()
    return True


def _mark() -> Path:
    return Path(settings.DATA_DIR) / MARK


def _database() -> str:
    """Which database this is, without its password."""
    told = connection.settings_dict
    return f"{connection.vendor} {told.get('HOST', '')}:{told.get('PORT', '')} {told['NAME']}"
