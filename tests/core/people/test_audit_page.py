"""The audit's page shows a warehouse's entries, and those about people whom one may see; it can only be read."""

from __future__ import annotations

import ast
import re

import pytest
from django.test import Client
from django.utils.translation import override

from tests.catalogues import ROOT
from tests.core.people.conftest import House, by, signed_in
from wms.core.desk.house.audit_words import ACTIONS, subject_parts
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


def test_it_is_narrowed_by_the_kind_of_thing_and_by_one_thing(house: House, kept: dict[str, AuditEntry]) -> None:
    assert seen(house.admin, "?about=person") == {"person:picker"}
    assert seen(house.admin, "?about=device") == {"device:PDA-1"}
    assert seen(house.admin, "?text=device:PDA-1") == {"device:PDA-1"}
    html = signed_in(house.admin).get("/audit/").content.decode()
    assert '<span class="dim">设备</span> <a class="strong" href="?text=device%3APDA-1">PDA-1</a>' in html


def test_values_are_words_in_both_languages(house: House) -> None:
    told = {"role": "picker", "is_active": False, "roles": ["manager"], "weights": {"units": 3}, "profile": "batch"}
    told |= {"kind": "skus", "state": "claimed", "minutes": 15}
    told["access_until"] = "2026-12-28T20:57+00:00"
    AuditEntry.objects.create(
        warehouse=house.here,
        action="person.edit",
        subject="person:picker",
        before={},
        after=told,
        **by(house.chief).columns,
    )
    browser = signed_in(house.admin)
    for language, words in {
        "zh-hans": "角色 拣货员, 在用 否, 批量更新, SKU, 状态 处理中, 有效分钟 15, 2026-12-29 04:57",
        "en": "Role Picker, In use no, Batch update, Kind SKUs, State Claimed, Minutes it holds 15",
    }.items():
        browser.cookies["language"] = language
        shown = re.sub(r"<[^>]+>|– → ", "", browser.get("/audit/").content.decode())
        assert [word for word in words.split(", ") if word not in shown] == []
    assert "Units 3" in shown


def test_a_figure_goes_by_its_name_on_the_settings_page() -> None:
    with override("en"):
        assert subject_parts("figure:sync_threshold_seconds@SZ")[1] == "Stock sync threshold · SZ"
        assert subject_parts("figure:gone@SZ")[1] == "gone@SZ"


def actions_written() -> set[str]:
    """Every action that the code writes down, wherever `action` is handed to a function as a word of its own."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for room in ("wms", "inventory", "picking", "packing")
        for path in sorted((ROOT / room).rglob("*.py"))
    ]
    own = [_places_of_action(tree) for tree in trees]
    shared = {name: at for places in own for name, at in places.items() if not name.startswith("_")}
    found: set[str] = set()
    for tree, places in zip(trees, own, strict=True):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= _words_given(node, {**shared, **places})
    return {word for word in found if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)}


def _places_of_action(tree: ast.Module) -> dict[str, int]:
    """The functions of a module that take an `action`, and the place of that argument."""
    places = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            places |= {node.name: names.index("action")} if "action" in names else {}
    return places


def _words_given(call: ast.Call, places: dict[str, int]) -> set[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    given = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
    given += call.args[places[name] : places[name] + 1] if name in places else []
    constants = [each.value for one in given for each in ast.walk(one) if isinstance(each, ast.Constant)]
    return {word for word in constants if isinstance(word, str)}


def test_every_action_that_is_written_down_has_its_word() -> None:
    written = actions_written()
    assert len(written) > 60
    assert written - set(ACTIONS) == set()


def test_the_file_holds_no_formula(house: House, kept: dict[str, AuditEntry]) -> None:
    answer = signed_in(house.admin).get("/audit/?export=csv")
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]
    lines = text.splitlines()
    assert len(lines) == 3
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))


def test_a_visitor_is_sent_to_sign_in(house: House) -> None:
    assert Client().get("/audit/").headers["Location"] == "/signin/?next=/audit/"
