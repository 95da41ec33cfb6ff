"""A browser at the desk of the small warehouse, with a role."""

from __future__ import annotations

from django.test import Client

from tests.factories.core import PersonFactory
from wms.core.models import Assignment, Person, Warehouse
from wms.core.states import Role


def person_at(warehouse: Warehouse, role: str = Role.MANAGER) -> Person:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=warehouse, role=role)
    return person


def at_desk(warehouse: Warehouse, role: str = Role.MANAGER, person: Person | None = None) -> Client:
    client = Client()
    client.force_login(person or person_at(warehouse, role))
    return client
