"""The frame of every desk page: each sees the entries of his roles, in their groups."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.core import PersonFactory, WarehouseFactory
from wms.core.models import Assignment
from wms.core.states import Role

pytestmark = pytest.mark.django_db


def entries_of(role: Role, client: Client) -> list[str]:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=WarehouseFactory(), role=role)
    client.force_login(person)
    return [item["url"] for group in client.get("/").context["nav"] for item in group["items"]]


def test_a_person_sees_the_entries_of_his_roles(client: Client) -> None:
    assert "/aliexpress/shops/" in entries_of(Role.OPERATOR, client)
    assert "/aliexpress/shops/" not in entries_of(Role.MANAGER, client)


def test_the_menu_begins_with_today_and_keeps_its_order(client: Client) -> None:
    entries = entries_of(Role.MANAGER, client)
    assert entries[0] == "/"
    assert entries.index("/orders/") < entries.index("/waves/") < entries.index("/work/") < entries.index("/stock/")
