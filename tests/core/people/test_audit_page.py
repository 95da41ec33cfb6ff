"""The audit's page shows a warehouse's entries, and those about people whom one may see; it can only be read."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.core.people.conftest import House, by, signed_in
from wms.core.models import AuditEntry, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(house: House) -> dict[str, AuditEntry]:
    rows = {
        "here": {"warehouse": house.here, "action": "device.revoke", "subject": "device:PDA-1"},
        "there": {"warehouse": house.there, "action": "device.revoke", "subject": "device:PDA-2"},
        "picker": {"action": "person.edit", "subject": "person:picker"},
        "foreign": {"action": "person.edit", "subject": "person:foreign"},
    }
    facts = {"before": {"name": "=A1"}, "after": {"name": "B", "reason": "moved"}}
    return {name: AuditEntry.objects.create(**row, **facts, **by(house.chief).columns) for name, row in rows.items()}


def seen(who: Person, query: str = "") -> set[str]:
    return {row.subject for row in signed_in(who).get(f"/audit/{query}").context["page"].rows}


def test_one_sees_ones_warehouse_and_its_people_only(house: House, kept: dict[str, AuditEntry]) -> None:
    assert seen(house.admin) == {"device:PDA-1", "person:picker"}
    assert seen(house.chief, "?w=GZ") == {"device:PDA-2", "person:picker", "person:foreign"}
    assert signed_in(house.picker).get("/audit/").status_code == 403


def test_it_is_narrowed_by_person_action_subject_and_days(house: House, kept: dict[str, AuditEntry]) -> None:
    assert seen(house.admin, "?action=device.revoke") == {"device:PDA-1"}
    assert seen(house.admin, "?text=person:") == {"person:picker"}
    assert seen(house.admin, f"?person={house.chief.pk}") == {"device:PDA-1", "person:picker"}
    assert seen(house.admin, "?until=2001-01-01") == set()
    assert seen(house.admin, "?since=2001-01-01") == {"device:PDA-1", "person:picker"}


def test_the_page_says_from_what_to_what_in_words(house: House, kept: dict[str, AuditEntry]) -> None:
    html = signed_in(house.admin).get("/audit/").content.decode()
    for text in ("停用设备", "修改人员", "=A1 → B", "moved"):
        assert text in html


def test_the_file_holds_no_formula(house: House, kept: dict[str, AuditEntry]) -> None:
    answer = signed_in(house.admin).get("/audit/?export=csv")
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]
    lines = text.splitlines()
    assert len(lines) == 3
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))


def test_a_visitor_is_sent_to_sign_in(house: House) -> None:
    assert Client().get("/audit/").headers["Location"] == "/signin/?next=/audit/"
