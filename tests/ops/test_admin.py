"""The tables under /admin/: every one can be looked at, none written, and no secret or personal value stands there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from picking.models import Order
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.rights.world import BUYER, objects_of
from wms.aliexpress.models import ShopAccount
from wms.core.models import Assignment, Person
from wms.core.secrets import EncryptedTextField
from wms.core.states import Role
from wms.notices.models import Channel
from wms.ops.admin import PERSONAL, site
from wms.ops.table_names import ROOMS, TABLES

pytestmark = pytest.mark.django_db

CHINESE = re.compile("[\u4e00-\u9fff]")
SECRETS = ("app-secret-7", "access-token-7", "refresh-token-7", "signing-secret-7", "pbkdf2", "argon2", "link-hash-7")


def signed_in(role: Role, everywhere: bool = True) -> Client:
    person, client = PersonFactory(), Client()
    house = None if everywhere else StockedWarehouseFactory(code=f"H{person.pk}")
    Assignment.objects.create(person=person, warehouse=house, role=role)
    client.force_login(person)
    return client


def address(model: type[models.Model], page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def test_an_administrator_opens_every_table_and_row_and_finds_no_secret() -> None:
    here = StockedWarehouseFactory(code="HERE")
    objects_of(here)
    ShopAccount.objects.update(
        app_secret="app-secret-7", access_token="access-token-7", refresh_token="refresh-token-7"
    )
    Channel.objects.update(secret="signing-secret-7")
    here.devices.update(link_hash="link-hash-7")
    boss, rows_seen = signed_in(Role.ADMINISTRATOR), 0
    for model in site._registry:
        pages = [boss.get(address(model, "changelist"))]
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            rows_seen += 1
            pages.append(boss.get(address(model, "change", row.pk)))
        assert {page.status_code for page in pages} == {200}, model
        text = "".join(page.content.decode() for page in pages)
        assert [value for value in (*SECRETS, *BUYER.values()) if len(value) > 2 and value in text] == [], model
    assert rows_seen > 40


def test_every_table_and_room_is_named_in_both_languages() -> None:
    assert {model._meta.label for model in site._registry} == set(TABLES)
    assert {model._meta.app_label for model in site._registry} == set(ROOMS)
    listed = signed_in(Role.ADMINISTRATOR).get("/admin/").context["app_list"]
    shown = [name for app in listed for name in (app["name"], *(table["name"] for table in app["models"]))]
    with override("zh-hans"):
        assert {str(name) for name in shown if not CHINESE.search(str(name))} == {"AliExpress", "SKU"}
    with override("en"):
        assert [name for name in shown if CHINESE.search(str(name))] == []


@pytest.mark.parametrize(
    ("language", "word", "other"), [("zh-hans", "拣货员", ">picker<"), ("en", ">picker<", "拣货员")]
)
def test_states_and_kinds_are_said_in_the_pages_language(language: str, word: str, other: str) -> None:
    boss = signed_in(Role.ADMINISTRATOR)
    held = Assignment.objects.create(person=PersonFactory(), warehouse=StockedWarehouseFactory(), role=Role.PICKER)
    boss.cookies["language"] = language
    for page in (boss.get(address(Assignment, "changelist")), boss.get(address(Assignment, "change", held.pk))):
        text = page.content.decode()
        assert (word in text, other in text) == (True, False)


def test_nothing_is_added_changed_or_deleted_there() -> None:
    boss, person = signed_in(Role.ADMINISTRATOR), PersonFactory(name="before")
    before = Person.objects.count()
    asked = boss.get("/admin/core/").wsgi_request
    for model, table in site._registry.items():
        assert table.get_model_perms(asked) == {"add": False, "change": False, "delete": False, "view": True}, model
    for path in (address(Person, "add"), address(Person, "change", person.pk), address(Person, "delete", person.pk)):
        assert boss.post(path, {"name": "after", "post": "yes"}).status_code == 403, path
    acted = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    boss.post(address(Person, "changelist"), acted)
    person.refresh_from_db()
    assert (person.name, Person.objects.count()) == ("before", before)


def test_no_closed_column_is_among_those_shown() -> None:
    closed = EncryptedTextField | models.BinaryField | models.JSONField
    assert len(site._registry) > 70
    for model, table in site._registry.items():
        columns = [*table.fields, *table.list_display, *table.search_fields, *table.list_filter]
        named = {one[0] if isinstance(one, tuple) else getattr(one, "__name__", one) for one in columns}
        for field in model._meta.concrete_fields:
            if isinstance(field, closed) or f"{model._meta.label}.{field.name}" in PERSONAL:
                assert field.name not in named, field
        assert not named & {"password", "pin_hash", "token_hash", "link_hash", "lease_token", "digest"}, model


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Person, {"password__startswith": "pbkdf2"}),
        (Person, {"pin_hash": ""}),
        (Order, {"buyer_name__startswith": "A"}),
        (Assignment, {"person__password__startswith": "pbkdf2"}),
    ],
)
def test_a_closed_column_is_not_guessed_by_narrowing_a_list(model: type[models.Model], asked: dict[str, str]) -> None:
    assert signed_in(Role.ADMINISTRATOR).get(address(model, "changelist"), asked).status_code == 400


def test_a_list_is_narrowed_by_what_it_shows() -> None:
    boss, person = signed_in(Role.ADMINISTRATOR), PersonFactory()
    asked = {"person__id__exact": person.pk, "role__exact": "picker"}
    assert boss.get(address(Assignment, "changelist"), asked).status_code == 200


def test_every_personal_column_is_one() -> None:
    known = {f"{model._meta.label}.{field.name}" for model in site._registry for field in model._meta.concrete_fields}
    assert known >= PERSONAL


@pytest.mark.parametrize(
    ("role", "everywhere"), [(Role.MANAGER, True), (Role.OPERATOR, True), (Role.ADMINISTRATOR, False)]
)
def test_nobody_else_opens_it_not_even_as_staff(role: Role, everywhere: bool) -> None:
    client = signed_in(role, everywhere)
    Person.objects.filter(pk=client.session["_auth_user_id"]).update(is_staff=True, is_superuser=True)
    paths = ("/admin/", "/admin/core/", address(Person, "changelist"), address(Person, "change", 1))
    assert {client.get(path).status_code for path in paths} == {403}


def test_the_only_way_in_is_the_desks_sign_in(client: Client) -> None:
    person = PersonFactory()
    person.set_password("a-long-password")
    person.save()
    assert client.get("/admin/core/person/").headers["Location"] == "/signin/?next=/admin/core/person/"
    told = client.post("/admin/login/", {"username": person.username, "password": "a-long-password"})
    assert told.headers["Location"] == "/signin/?next=/admin/"
    assert "_auth_user_id" not in client.session


def test_passwords_and_signing_out_are_the_desks_own() -> None:
    boss = signed_in(Role.ADMINISTRATOR)
    assert boss.get("/admin/password_change/").headers["Location"] == "/password/"
    Person.objects.filter(pk=boss.session["_auth_user_id"]).update(must_change_password=True)
    assert boss.get("/admin/").headers["Location"] == "/password/"
    Person.objects.update(must_change_password=False)
    assert boss.post("/admin/logout/").headers["Location"] == "/signin/"
    assert boss.get("/admin/").status_code == 302


def test_a_row_is_found_by_its_id_or_by_the_start_of_its_code() -> None:
    for code in ("TEE-1", "TEE-2", "CAP-1"):
        StockedWarehouseFactory(code=code)
    boss, model = signed_in(Role.ADMINISTRATOR), Assignment._meta.get_field("warehouse").related_model
    found = {
        term: [row.code for row in boss.get(address(model, "changelist"), {"q": term}).context["cl"].result_list]
        for term in ("TEE", str(model.objects.get(code="CAP-1").pk), "9" * 30, "nothing")
    }
    assert list(found.values()) == [["TEE-2", "TEE-1"], ["CAP-1"], [], []]


def test_a_list_costs_the_same_however_many_rows_it_shows() -> None:
    boss, counts = signed_in(Role.ADMINISTRATOR), []
    for _ in range(2):
        for _ in range(3):
            Assignment.objects.create(person=PersonFactory(), warehouse=StockedWarehouseFactory(), role=Role.PICKER)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            boss.get(address(Assignment, "changelist"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
