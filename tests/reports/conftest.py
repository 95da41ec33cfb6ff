"""A warehouse with its people at the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.models import Assignment, Person, Warehouse
from wms.core.states import Role


@pytest.fixture
def house(db: None) -> Warehouse:
    return StockedWarehouseFactory(code="SZ", name_zh="深圳仓", name_en="Shenzhen")


@pytest.fixture
def manager(house: Warehouse) -> Person:
    person = PersonFactory(name="周敏")
    Assignment.objects.create(person=person, warehouse=house, role=Role.MANAGER)
    return person


@pytest.fixture
def desk(manager: Person, client: Client) -> Client:
    """A browser in which the manager is signed in."""
    client.force_login(manager)
    return client
