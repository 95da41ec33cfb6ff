"""Reads settings from the environment, strictly: a wrong value stops the start, it never becomes a default."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def env_text(name: str, default: str | None = None) -> str:
    """The text of NAME, or the content of the file that NAME_FILE points to (container secrets)."""
    from_file = os.environ.get(f"{name}_FILE")
    if from_file:
        return Path(from_file).read_text(encoding="utf-8").strip()
    value = os.environ.get(name)
    if value is not None and value != "":
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    raw = env_text(name, "").lower()
    if raw == "":
        return default
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1/0/true/false/yes/no/on/off, not {raw!r}")


def env_int(name: str, *, default: int) -> int:
    raw = env_text(name, str(default))
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}") from None


def env_float(name: str, *, default: float) -> float:
    raw = env_text(name, str(default))
    try:
        return float(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {raw!r}") from None


def env_one_of(name: str, allowed: tuple[str, ...], *, default: str) -> str:
    value = env_text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {'/'.join(allowed)}, not {value!r}")
    return value


def env_list(name: str, *, default: list[str]) -> list[str]:
    raw = env_text(name, ",".join(default))
    return [part.strip() for part in raw.split(",") if part.strip()]
