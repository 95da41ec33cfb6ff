"""Two warehouses with their administrators and managers, and one administrator of everything."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.factories.core import PersonFactory, WarehouseFactory
from wms.core.cause import Cause
from wms.core.models import Assignment, Person, Warehouse
from wms.core.states import Role


def person_with(*held: tuple[Role, Warehouse | None], **columns: object) -> Person:
    person = PersonFactory(**columns)
    Assignment.objects.bulk_create([Assignment(person=person, role=role, warehouse=place) for role, place in held])
    return person


def by(person: Person) -> Cause:
    return Cause(source="desk", person=person, reference="test")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@dataclass
class House:
    here: Warehouse
    there: Warehouse
    chief: Person
    admin: Person
    manager: Person
    picker: Person
    foreign: Person


@pytest.fixture
def house(db: None) -> House:
    here, there = WarehouseFactory(code="SZ"), WarehouseFactory(code="GZ")
    return House(
        here,
        there,
        chief=person_with((Role.ADMINISTRATOR, None), username="chief"),
        admin=person_with((Role.ADMINISTRATOR, here), username="admin"),
        manager=person_with((Role.MANAGER, here), username="manager"),
        picker=person_with((Role.PICKER, here), username="picker"),
        foreign=person_with((Role.PICKER, there), username="foreign"),
    )
