"""A warehouse with one handheld and one signed-in person, in front of the tally screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.scan.kit.models import Tally
from wms.core.models import Assignment, Device, Person, Warehouse
from wms.core.states import Role
from wms.scan.session import enrol, set_pin, sign_in
from wms.scan.testing import Handheld, django_post


@dataclass
class Floor:
    warehouse: Warehouse
    device: Device
    device_token: str
    person: Person
    token: str
    client: Client

    def handheld(self, **changes: Any) -> Handheld:
        return Handheld(post=django_post(self.client, self.device_token), person=self.token, **changes)

    def at_tally(self, tally: Tally | None, step: str = "piece") -> Handheld:
        work, version = (tally.work_key, tally.work_version) if tally else (None, 0)
        return self.handheld().open("kit", work=work, step=step, version=version)


def make_floor(code: str = "SZ") -> Floor:
    warehouse = Warehouse.objects.create(code=code, name_zh="深圳", name_en="Shenzhen")
    device = Device.objects.create(warehouse=warehouse, code=f"RF-{code}", name="RF 1")
    token = enrol(device)
    person = Person.objects.create(username=f"li-{code}", name="李明霞", badge={"SZ": "U000001", "GZ": "U000002"}[code])
    set_pin(person, "2468")
    Assignment.objects.create(person=person, warehouse=warehouse, role=Role.PICKER)
    _, person_token = sign_in(device=device, badge=person.badge or "", pin="2468")
    return Floor(warehouse, device, token, person, person_token.sign(), Client(raise_request_exception=False))


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


@pytest.fixture
def tally(floor: Floor) -> Tally:
    return Tally.objects.create(warehouse=floor.warehouse, goal=3)
