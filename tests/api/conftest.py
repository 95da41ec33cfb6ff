"""Two warehouses and an integrator of one of them."""

from __future__ import annotations

import pytest

from tests.api.kit import Integrator
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.models import Warehouse


@pytest.fixture
def here(db: None) -> Warehouse:
    return StockedWarehouseFactory(code="HERE")


@pytest.fixture
def there(db: None) -> Warehouse:
    return StockedWarehouseFactory(code="THERE")


@pytest.fixture
def erp(here: Warehouse) -> Integrator:
    return Integrator(here)
