"""A registry of its own for each test: subscribers and handlers that other apps registered stay out of it."""

from __future__ import annotations

import pytest

from wms.core.outbox import registry


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_subscribers", {})
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_sources", {})
