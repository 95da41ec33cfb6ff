"""Every address x every role x own and foreign objects: who may open what stands in tests/rights/."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from tests.factories.core import DeviceFactory, PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.rights import GUARDS, LETTERS
from tests.rights.world import BUYER, EVERYWHERE, NAMES, OWN_ONLY, PLAIN, QUERIES, objects_of
from wms.core.enrolment import enrol
from wms.core.models import Assignment
from wms.core.states import Role
from wms.scan.session import PERSON_COOKIE, set_pin, sign_in

ROOMS = ("core", "intake", "notices", "scan", "reports", "inventory", "picking", "packing", "aliexpress", "api", "ops")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")
# The form of a reship is filled with an address that was unmasked already, for who may see addresses [M21].
ASKED = {"A": {"picking:reship"}, "O": {"picking:reship"}}
NOT_LET_IN = {401, 403, 404, 405}


@dataclass(frozen=True)
class Address:
    room: str
    name: str  # its name, or its path where it has none
    path: str
    view: Any

    @property
    def full_name(self) -> str:
        return f"{self.room}:{self.name}"

    @property
    def parameters(self) -> list[str]:
        return [first or second for first, second in GROUP.findall(self.path)]

    @property
    def expected(self) -> str:
        return TABLES[self.room].get(self.name, "")

    def with_values(self, values: dict[str, Any]) -> str:
        known = {**PLAIN, "name": NAMES.get(self.room, "x"), **values}
        path = GROUP.sub(lambda found: str(known[found[1] or found[2]]), self.path)
        query = QUERIES.get(self.full_name, "").format(**values)
        return "/" + path.replace("^", "").replace("$", "").replace("\\", "") + query


def addresses(patterns: list[Any] | None = None, prefix: str = "", room: str = "ops") -> Iterator[Address]:
    """Every address of ours; Django's own site for administrators is tried by itself."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from addresses(one.url_patterns, prefix + str(one.pattern), one.namespace or room)
        elif isinstance(one, URLPattern):
            path = prefix + str(one.pattern)
            yield Address(room, one.name or path, path, one.callback)


TABLES = {room: importlib.import_module(f"tests.rights.{room}").TABLE for room in ROOMS}
ALL = list(addresses())
DESK = [one for one in ALL if getattr(one.view, "guard", "") == "desk"]


@dataclass
class Trial:
    """One browser, whose tries leave nothing behind."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)  # addresses that showed whom an order goes to

    def status(self, address: Address, values: dict[str, Any]) -> int:
        """The answer to a GET, or to an empty POST where only that is taken."""
        path = address.with_values(values)
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        for method in (self.client.get, self.client.post):
            with transaction.atomic():  # noqa: TID251  nothing of a try may stay
                answer = method(path)
                status = answer.status_code
                self._read(address.full_name, answer)
                transaction.set_rollback(True)
            if status != 405:
                return status
        return status

    def _read(self, name: str, answer: Any) -> None:
        content = b"".join(answer) if answer.streaming else answer.content
        if any(text.encode() in content for text in BUYER.values() if len(text) > 2):
            self.told.add(name)


class World:
    def __init__(self) -> None:
        self.here, self.there = StockedWarehouseFactory(code="HERE"), StockedWarehouseFactory(code="THERE")
        self.own, self.foreign = objects_of(self.here), objects_of(self.there)
        self.floor = DeviceFactory(warehouse=self.here)
        self.floor_token = enrol(self.floor)
        self.people = {role: self.person(role) for role in Role}

    def person(self, role: Role) -> Trial:
        person = PersonFactory()
        Assignment.objects.create(person=person, warehouse=self.here, role=role)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        return Trial(client)

    def at_device(self) -> Trial:
        """A packer, signed in at a device of this warehouse."""
        person = PersonFactory()
        Assignment.objects.create(person=person, warehouse=self.here, role=Role.PACKER)
        set_pin(person, "2468")
        _, token = sign_in(device=self.floor, badge=person.badge or "", pin="2468")
        client = Client(raise_request_exception=False, headers={"Authorization": f"Device {self.floor_token}"})
        return Trial(client, {PERSON_COOKIE: token.sign()})


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_every_address_stands_in_its_rooms_table_and_no_other_does() -> None:
    found = {room: {one.name for one in ALL if one.room == room} for room in {one.room for one in ALL}}
    assert set(found) - set(TABLES) == set(), "a new room: add tests/rights/<room>.py and name it in ROOMS"
    missing = {f"{room}:{name}" for room, names in found.items() for name in names - set(TABLES[room])}
    assert missing == set(), "say who may open it: one line in tests/rights/<room>.py"
    gone = {f"{room}:{name}" for room, table in TABLES.items() for name in set(table) - found.get(room, set())}
    assert gone == set()


def test_every_view_has_the_guard_that_its_table_names() -> None:
    """A desk page is wrapped by desk_page with exactly these roles; everything else names another guard."""
    wrong = []
    for one in ALL:
        if getattr(one.view, "guard", "") == "desk":
            declared = {letter for letter, role in LETTERS.items() if role in one.view.roles}
            if set(one.expected) != declared:
                wrong.append(f"{one.full_name} is for {''.join(sorted(declared))}, its table says {one.expected}")
        elif one.expected not in GUARDS:
            wrong.append(f"{one.full_name} has no desk_page around it, and its table says {one.expected!r}")
    assert wrong == []


def test_every_number_in_an_address_has_an_object_to_try(world: World) -> None:
    known = {*PLAIN, *world.own, "name"}
    unknown = {f"{one.full_name} <{name}>" for one in ALL for name in one.parameters if name not in known}
    assert unknown == set(), "add it to tests/rights/world.py"
    assert get_converters() != {}


def test_nobody_opens_a_desk_page_without_signing_in(world: World) -> None:
    stranger = Trial(Client(raise_request_exception=False))
    found = {one.full_name: stranger.status(one, world.own) for one in DESK}
    assert {name: status for name, status in found.items() if status != 302} == {}


def test_a_role_opens_what_the_tables_say_and_nothing_else(world: World) -> None:
    wrong = {}
    for letter, role in LETTERS.items():
        for one in DESK:
            status = world.people[role].status(one, world.own)
            is_let_in = status not in NOT_LET_IN and status < 500
            is_expected = letter in one.expected
            if one.full_name in OWN_ONLY and is_expected:
                is_let_in = status == 404
            if is_let_in != is_expected or (not is_let_in and status != 403):
                wrong[f"{letter} {one.full_name}"] = status
    assert wrong == {}
    told = {letter: world.people[role].told for letter, role in LETTERS.items()}
    assert {letter: names for letter, names in told.items() if names - ASKED.get(letter, set())} == {}


def test_no_lists_file_tells_whom_an_order_goes_to(world: World) -> None:
    """[M21] What a page does not show, its CSV does not hold either."""
    manager, files = world.people[Role.MANAGER], 0
    for one in DESK:
        if one.parameters or "M" not in one.expected:
            continue
        answer = manager.client.get(f"{one.with_values(world.own)}?export=csv")
        if answer.get("Content-Type", "").startswith("text/csv"):
            files += 1
            manager._read(one.full_name, answer)
    assert (files > 15, manager.told) == (True, set())


def test_an_object_of_a_foreign_warehouse_is_not_there(world: World) -> None:
    wrong = {}
    for one in DESK:
        if not (set(one.parameters) & set(world.own)) - EVERYWHERE and one.full_name not in QUERIES:
            continue
        for letter in one.expected:
            status = world.people[LETTERS[letter]].status(one, world.foreign)
            if status != 404:
                wrong[f"{letter} {one.full_name}"] = status
    assert wrong == {}


def test_the_floor_opens_to_enrolled_devices_with_a_person(world: World) -> None:
    stranger, at_device = Trial(Client(raise_request_exception=False)), world.at_device()
    wrong = {}
    for one in ALL:
        statuses = stranger.status(one, world.own), at_device.status(one, world.own)
        is_right = {
            "device page": statuses[0] == 302 and statuses[1] in {200, 403},
            "device": statuses[0] in {400, 401} and statuses[1] in {200, 400, 403},
            "bench paper": statuses[0] == 404 and at_device.status(one, world.foreign) == 404,
            "signed in": statuses[0] == 302,
            "token": statuses == (401, 401),
            "operator": statuses[0] < 500 or statuses[0] == 503,
            "open": statuses[0] < 500,
        }.get(one.expected, True)
        if not is_right:
            wrong[one.full_name] = statuses
    assert wrong == {}


def test_the_tables_are_for_administrators_of_every_warehouse(world: World) -> None:
    for path in ("/admin/", "/admin/core/person/"):
        assert {person.client.get(path).status_code for person in world.people.values()} == {403}
