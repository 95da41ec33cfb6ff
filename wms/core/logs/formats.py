"""Two forms of the same line: JSON for machines, words for a person before a terminal. Both are cleaned."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from wms.core.logs.context import facts
from wms.core.logs.redact import clean_facts, clean_text


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, then what is known; the traceback as `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(line_of(record), ensure_ascii=False, default=str)


class Words(logging.Formatter):
    """`time LEVEL logger event key=value …`, the traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record)
        head = " ".join(str(line.pop(key)) for key in ("time", "level", "logger", "event"))
        trace = line.pop("exception", "")
        known = "".join(f" {key}={value}" for key, value in line.items())
        return f"{head}{known}\n{trace}" if trace else f"{head}{known}"


def line_of(record: logging.LogRecord) -> dict[str, object]:
    """The record as it may be written. `extra={"facts": {…}}` of the call joins the facts that hold now."""
    said = _message(record)
    line: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": clean_text(said),
    }
    known = {**facts(), **getattr(record, "facts", {})}
    line |= {key: value for key, value in clean_facts(known).items() if key not in line}
    if record.exc_info:
        line["exception"] = clean_text(logging.Formatter().formatException(record.exc_info))
    if record.stack_info:
        line["stack"] = clean_text(record.stack_info)
    return line


def _message(record: logging.LogRecord) -> str:
    """A wrong number of arguments must not lose the line."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"
