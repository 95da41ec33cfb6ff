"""A lost Redis keeps nothing and raises nothing."""

from __future__ import annotations

from wms.core.forgiving_cache import ForgivingRedis


def test_nothing_raises_when_nobody_listens() -> None:
    cache = ForgivingRedis("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.05}})
    assert cache.get("a", "other") == "other"
    cache.set("a", 1, timeout=5)
    assert cache.add("a", 1) is True
    assert cache.delete("a") is False
    assert cache.has_key("a") is False
