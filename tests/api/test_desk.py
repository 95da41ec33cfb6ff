"""The administrator's pages: the token is shown once, then never; the reference is made from the schema."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.kit import Integrator, codes
from tests.factories.core import PersonFactory
from wms.api.models import ApiToken
from wms.core.models import Assignment, Warehouse
from wms.core.states import Role

SECRET = re.compile(r"zjt_[0-9a-f]{8}_[\w-]{43}")


@pytest.fixture
def desk(here: Warehouse) -> Client:
    person = PersonFactory(name="Lin Yue")
    Assignment.objects.create(person=person, warehouse=here, role=Role.ADMINISTRATOR)
    client = Client()
    client.force_login(person)
    client.cookies["language"] = "en"
    return client


def test_a_token_is_shown_once_and_works(desk: Client) -> None:
    shown = desk.post("/tokens/new/", {"name": "ERP", "places": ["HERE"], "scopes": ["skus:read", "orders:write"]})
    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    (secret,) = set(SECRET.findall(shown.content.decode()))
    token = ApiToken.objects.get()
    assert (token.scopes, [house.code for house in token.warehouses.all()]) == (["skus:read", "orders:write"], ["HERE"])
    assert (token.keeper.name, token.expires_at) == ("Lin Yue", None)
    called = Client().get("/api/v1/token/", headers={"Authorization": f"Bearer {secret}"})
    assert called.json()["name"] == "ERP"
    page = desk.get(f"/tokens/{token.pk}/").content.decode()
    assert secret not in page
    assert token.prefix in page
    assert called["X-Request-ID"] in page


def test_the_last_day_counts_to_its_end_in_the_warehouses_zone(desk: Client, here: Warehouse) -> None:
    day = timezone.now().astimezone(here.zone).date() + timedelta(days=3)
    desk.post("/tokens/new/", {"name": "ERP", "places": ["HERE"], "scopes": ["skus:read"], "expires_on": day})
    end = ApiToken.objects.get().expires_at
    assert end is not None
    assert end.astimezone(here.zone).isoformat().startswith(f"{day + timedelta(days=1)}T00:00:00")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Fill this in"),
        ({"scopes": []}, "No scope is chosen"),
        ({"places": []}, "No warehouse is chosen"),
        ({"places": ["THERE"]}, "Not one of the choices"),
        ({"places": ["*"]}, "Not one of the choices"),
        ({"scopes": ["everything"]}, "Not one of the choices"),
        ({"expires_on": "2020-01-01"}, "That day is over"),
    ],
)
def test_a_form_that_cannot_be_is_told_and_makes_nothing(
    desk: Client, there: Warehouse, change: dict[str, object], words: str
) -> None:
    good = {"name": "ERP", "places": ["HERE"], "scopes": ["skus:read"]}
    answer = desk.post("/tokens/new/", {**good, **change})
    assert answer.status_code in {400, 403}
    assert words in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_revoked_token_leaves_the_list_and_its_calls_are_refused(desk: Client, here: Warehouse) -> None:
    erp = Integrator(here)
    assert erp.token.prefix in desk.get("/tokens/").content.decode()
    desk.post(f"/tokens/{erp.token.pk}/revoke/")
    assert codes(erp.get("token/")) == (401, "api.token_revoked")
    assert erp.token.prefix not in desk.get("/tokens/").content.decode()
    assert erp.token.prefix in desk.get("/tokens/?active=no").content.decode()


def test_a_token_that_reaches_beyond_is_not_there(desk: Client, here: Warehouse, there: Warehouse) -> None:
    for wide in (Integrator(here, there), Integrator(there), Integrator()):
        assert desk.get(f"/tokens/{wide.token.pk}/").status_code == 404
        assert wide.token.prefix not in desk.get("/tokens/").content.decode()


def test_the_reference_shows_every_call_and_loads_nothing_from_elsewhere(desk: Client) -> None:
    page = desk.get("/api/v1/docs/").content.decode()
    for call in ("skus_create", "stock_adjust", "events_follow", "work_items_resolve"):
        assert f'id="{call}"' in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_the_schema_opens_to_tokens_and_administrators(desk: Client, here: Warehouse) -> None:
    assert desk.get("/api/v1/schema/").status_code == 200
    assert Integrator(here).get("schema/").json()["openapi"] == "3.1.0"
    assert codes(Client().get("/api/v1/schema/")) == (401, "api.token_missing")
    assert Client().get("/api/schema/")["Location"] == "/api/v1/schema/"
    picker = PersonFactory()
    Assignment.objects.create(person=picker, warehouse=here, role=Role.PICKER)
    client = Client()
    client.force_login(picker)
    assert client.get("/api/v1/schema/").status_code == 401
