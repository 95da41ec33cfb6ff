"""LOGGING for the settings: one handler, one form, quiet where a library tells each step."""

from __future__ import annotations

from typing import Any

FORMS = {"json": "wms.core.logs.formats.JsonLines", "words": "wms.core.logs.formats.Words"}
QUIET = ("httpx", "httpcore", "celery.beat", "celery.worker.strategy", "celery.app.trace")  # each call, each sweep


def logging_config(*, form: str, level: str) -> dict[str, Any]:
    """`form` json | words. Everything goes to stderr through the one formatter that cleans, Django's own lines too."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMS[form]}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            **{name: {"level": "WARNING"} for name in QUIET},
            "django": {"handlers": [], "level": level},
            "django.request": {"level": "ERROR"},  # refusals have their line: "answered"
        },
    }
