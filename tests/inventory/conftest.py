"""The small warehouse as a fixture."""

from __future__ import annotations

import pytest

from tests.inventory.floor import House, house


@pytest.fixture
def small(db: None) -> House:
    return house()
