"""Lanes whose work may be old with good reason: a ban, an open breaker, a missing authorisation."""

from __future__ import annotations

from collections.abc import Callable

_excuses: dict[str, Callable[[], set[str]]] = {}


def lane_excuse(name: str, lanes: Callable[[], set[str]]) -> None:
    """Register, in AppConfig.ready(), who knows of lanes that are held on purpose right now."""
    _excuses[name] = lanes


def excused_lanes() -> set[str]:
    return set().union(*(lanes() for lanes in _excuses.values()))
