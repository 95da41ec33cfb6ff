"""Who may make, change, switch off and give rights to whom; and what each change leaves behind."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.core.people.conftest import House, by, person_with, signed_in
from wms.core.errors import CodeTaken, LastAdministrator, NotAccepted, NotYours, OwnRights
from wms.core.models import Assignment, AuditEntry, Person
from wms.core.operations import people
from wms.core.states import Role
from wms.core.transactions import run

pytestmark = pytest.mark.django_db


def create(house: House, who: Person, **changes: Any) -> Person:
    facts = {"username": "zhoumin", "name": "周敏", "badge": "U000777", "role": Role.PICKER, "warehouse": house.here}
    return run(partial(people.create_person, cause=by(who), **{**facts, **changes}))


def test_a_new_person_has_a_role_and_can_sign_in_nowhere_yet(house: House) -> None:
    person = create(house, house.admin)
    assert (person.username, person.name, person.badge, person.pin_hash) == ("zhoumin", "周敏", "U000777", "")
    assert not check_password("", person.password)
    assert [(row.role, row.warehouse) for row in person.assignments.all()] == [(Role.PICKER, house.here)]
    kept = AuditEntry.objects.filter(subject="person:zhoumin").order_by("pk")
    assert [(entry.action, entry.person) for entry in kept] == [
        ("person.create", house.admin),
        ("person.grant_role", house.admin),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a"),
        ("username", "zhou min!"),
        ("name", "  "),
        ("name", "长" * 61),
        ("badge", "U77"),
        ("badge", "T000001"),
        ("language", "fr"),
        ("role", "king"),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_made(house: House, field: str, value: str) -> None:
    before = Person.objects.count()
    with pytest.raises(NotAccepted):
        create(house, house.admin, **{field: value})
    assert (Person.objects.count(), AuditEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize(("field", "value"), [("username", "PICKER"), ("badge", "")])
def test_user_names_and_badges_are_given_once(house: House, field: str, value: str) -> None:
    with pytest.raises(CodeTaken):
        create(house, house.admin, **{field: value or house.picker.badge})


def test_the_next_free_badge_is_proposed(house: House) -> None:
    create(house, house.admin, badge="U000900")
    assert people.next_badge() == "U000901"


@pytest.mark.parametrize(
    ("who", "role", "where", "is_allowed"),
    [
        ("chief", Role.ADMINISTRATOR, None, True),
        ("chief", Role.MANAGER, "there", True),
        ("admin", Role.ADMINISTRATOR, "here", True),
        ("admin", Role.PICKER, "there", False),
        ("admin", Role.PICKER, None, False),
        ("manager", Role.PACKER, "here", True),
        ("manager", Role.STOCK_KEEPER, "here", True),
        ("manager", Role.OPERATOR, "here", False),
        ("manager", Role.MANAGER, "here", False),
        ("manager", Role.PACKER, "there", False),
        ("picker", Role.PICKER, "here", False),
    ],
)
def test_who_may_give_which_role(house: House, who: str, role: Role, where: str | None, is_allowed: bool) -> None:
    place = getattr(house, where) if where else None
    work = partial(create, house, getattr(house, who), role=role, warehouse=place)
    if is_allowed:
        assert work().assignments.get().role == role
        return
    with pytest.raises(NotYours):
        work()
    assert not Person.objects.filter(username="zhoumin").exists()


@pytest.mark.parametrize(
    ("who", "whom", "is_allowed"),
    [
        ("chief", "foreign", True),
        ("admin", "picker", True),
        ("admin", "manager", True),
        ("admin", "chief", False),
        ("admin", "foreign", False),
        ("manager", "picker", True),
        ("manager", "admin", False),
        ("manager", "foreign", False),
    ],
)
def test_whom_one_may_change(house: House, who: str, whom: str, is_allowed: bool) -> None:
    target: Person = getattr(house, whom)
    facts = {"username": target.username, "name": "新名", "badge": target.badge or ""}
    work = partial(run, partial(people.edit_person, cause=by(getattr(house, who)), person_id=target.pk, **facts))
    if is_allowed:
        assert work().name == "新名"
        return
    with pytest.raises(NotYours):
        work()
    target.refresh_from_db()
    assert target.name != "新名"


def test_a_person_with_one_role_elsewhere_is_not_the_managers(house: House) -> None:
    both = person_with((Role.PICKER, house.here), (Role.PICKER, house.there))
    with pytest.raises(NotYours):
        run(partial(people.set_active, cause=by(house.manager), person_id=both.pk, is_active=False))


def test_nobody_raises_or_switches_off_himself(house: House) -> None:
    grant = partial(people.grant_role, cause=by(house.admin), person_id=house.admin.pk)
    with pytest.raises(OwnRights):
        run(partial(grant, role=Role.MANAGER, warehouse=house.here))
    with pytest.raises(OwnRights):
        run(partial(people.set_active, cause=by(house.chief), person_id=house.chief.pk, is_active=False))
    assert Assignment.objects.filter(person=house.admin).count() == 1


def test_the_last_administrator_of_a_warehouse_stays(house: House) -> None:
    """There has only the chief; here also has its own."""
    other = person_with((Role.ADMINISTRATOR, None), username="other")
    run(partial(people.set_active, cause=by(other), person_id=house.chief.pk, is_active=False))
    held = other.assignments.get()
    withdraw = partial(people.withdraw_role, cause=by(other), person_id=other.pk, assignment_id=held.pk)
    with pytest.raises(LastAdministrator) as refused:
        run(withdraw)
    assert refused.value.facts["warehouse"] == [house.there.name_zh, house.there.name_en]
    assert other.assignments.get() == held
    person_with((Role.ADMINISTRATOR, house.there))
    run(withdraw)
    assert not other.assignments.exists()


def test_an_inactive_administrator_does_not_count(house: House) -> None:
    house.chief.assignments.all().delete()
    person_with((Role.ADMINISTRATOR, house.here), is_active=False)
    held = house.admin.assignments.get()
    with pytest.raises(LastAdministrator):
        run(partial(people.withdraw_role, cause=by(house.admin), person_id=house.admin.pk, assignment_id=held.pk))


def test_a_role_is_given_once_and_its_withdrawal_is_kept(house: House) -> None:
    grant = partial(people.grant_role, cause=by(house.admin), person_id=house.picker.pk, warehouse=house.here)
    first, again = run(partial(grant, role=Role.PACKER)), run(partial(grant, role=Role.PACKER))
    assert first.pk == again.pk
    run(partial(people.withdraw_role, cause=by(house.admin), person_id=house.picker.pk, assignment_id=first.pk))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.before) == ("person.withdraw_role", {"role": "packer", "warehouse": "SZ"})
    assert (entry.warehouse, entry.person) == (house.here, house.admin)


def test_the_list_shows_the_people_of_ones_warehouses_only(house: House) -> None:
    def names(who: Person, query: str = "") -> set[str]:
        return {person.username for person in signed_in(who).get(f"/people/{query}").context["page"].rows}

    assert names(house.chief) == {"chief", "admin", "manager", "picker", "foreign"}
    assert names(house.manager) == {"chief", "admin", "manager", "picker"}
    assert names(house.chief, "?role=picker&at=GZ") == {"foreign"}
    assert names(house.chief, f"?text={house.picker.badge}") == {"picker"}
    run(partial(people.set_active, cause=by(house.chief), person_id=house.picker.pk, is_active=False))
    assert "picker" not in names(house.chief)
    assert names(house.chief, "?active=no") == {"picker"}


def test_the_list_asks_the_same_however_many_it_shows(house: House) -> None:
    client = signed_in(house.chief)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/people/")
        return len(asked)

    queries()  # what is cached for a while is asked for once
    few = queries()
    for _ in range(20):
        person_with((Role.PICKER, house.here), (Role.PACKER, house.there))
    assert queries() == few


def test_a_foreign_person_is_not_there(house: House) -> None:
    client = signed_in(house.admin)
    assert client.get(f"/people/{house.foreign.pk}/").status_code == 404
    assert client.post(f"/people/{house.foreign.pk}/pin/").status_code == 404
    assert client.post(f"/people/{house.foreign.pk}/activity/", {"active": "no"}).status_code == 404


def test_the_form_keeps_what_was_typed_when_it_is_refused(house: House) -> None:
    form = {"username": "picker", "name": "新人", "badge": "U000901", "language": "en", "role": "packer", "at": "SZ"}
    answer = signed_in(house.admin).post("/people/new/", form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "用户名 picker 已被使用" in html
    assert 'value="新人"' in html
    assert signed_in(house.admin).post("/people/new/", {**form, "username": "xin"}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "picker"}, "username"),
        ({"username": "新 人"}, "username"),
        ({"badge": "901"}, "badge"),
        ({"name": " ", "username": "picker"}, "name"),
        ({"at": "NOWHERE"}, "at"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(house: House, wrong: dict[str, str], field: str) -> None:
    form = {"username": "xin", "name": "新人", "badge": "U000901", "language": "en", "role": "packer", "at": "SZ"}
    answer = signed_in(house.admin).post("/people/new/", form | wrong)
    shown = answer.context["form"]
    assert (answer.status_code in {400, 409}, list(shown.errors)) == (True, [field])
    summary = answer.context["refused"]
    assert summary is None or str(shown.fields[field].label) in summary.title


def test_badges_are_printed_for_those_whom_one_sees(house: House) -> None:
    answer = signed_in(house.admin).get(f"/people/badges.pdf?id={house.picker.pk}")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert signed_in(house.admin).get(f"/people/badges.pdf?id={house.foreign.pk}").status_code == 400
    assert signed_in(house.picker).get("/people/badges.pdf").status_code == 403
