"""No sentence shows a code: a fact that is one, and stands in its wording, has words there in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from packing.states import ParcelState, WaybillState
from picking.states import OrderState
from tests import catalogues
from tests.architecture.test_messages import loaded_refusals
from wms.core.messages import PROBLEMS, WORDINGS, facts_in
from wms.core.messages.codes import HOLDS, IMPORT_STATES, INPUT_FIELDS, ORDER_STATES, PACK_STATES, PARCEL_STATES
from wms.core.messages.wording import Wording
from wms.intake.states import ImportState
from wms.reports.lists.orders import HOLD_CODES

# What a broken program sent is named as it named it; nobody who works here reads these.
OF_PROGRAMS = ("wms/scan/", "wms/ops/", "wms/api/")
HELD_BY = {"hold_code", "channel_stop"}  # columns of codes without choices


def code_columns() -> set[str]:
    """The names of all columns that hold a code of a few."""
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return {field.name for field in fields if getattr(field, "choices", None)} | HELD_BY


def shown_facts(wording: Wording) -> set[str]:
    return set(facts_in(*(pair[0] for pair in (wording.title, wording.note, wording.act) if pair)))


def told() -> Iterator[tuple[str, str, str, ast.expr]]:
    """Where a refusal is raised, its code, and each fact that its sentence shows, as it is written there."""
    codes = {refusal.__name__: refusal.code for refusal in loaded_refusals()}  # type: ignore[attr-defined]
    for path in catalogues.project_files(".py"):
        place = path.relative_to(catalogues.ROOT).as_posix()
        if place.startswith(OF_PROGRAMS) or "/migrations/" in place:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            code = codes.get(getattr(node.func, "id", "")) if isinstance(node, ast.Call) else None
            for keyword in node.keywords if code and isinstance(node, ast.Call) else ():
                if keyword.arg in shown_facts(WORDINGS[code]):
                    yield f"{place}:{node.lineno}", code, str(keyword.arg), keyword.value


def bare(value: ast.expr) -> ast.expr:
    """Without the str() around it."""
    is_str = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "str" and len(value.args) == 1
    return value.args[0] if is_str else value  # type: ignore[attr-defined]


def has_words(code: str, name: str, constant: Any = None) -> bool:
    words = PROBLEMS.get(code) if name == "problem" else WORDINGS[code].codes.get(name)
    return words is not None and (constant is None or constant in words)


def test_a_state_or_kind_is_told_in_words() -> None:
    columns = code_columns()
    wordless = {
        f"{place}: {code} {{{name}}} = {ast.unparse(value)}"
        for place, code, name, value in told()
        if isinstance(bare(value), ast.Attribute) and bare(value).attr in columns and not has_words(code, name)  # type: ignore[attr-defined]
    }
    assert sorted(wordless) == []


def test_what_stands_in_the_code_as_a_code_is_told_in_words() -> None:
    wordless = {
        f"{place}: {code} {{{name}}} = {value.value}"
        for place, code, name, value in told()
        if isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and value.value.isidentifier()
        and not has_words(code, name, value.value)
    }
    assert sorted(wordless) == []


def test_every_code_of_a_table_has_its_words() -> None:
    assert set(ORDER_STATES) == set(OrderState)
    assert set(PARCEL_STATES) == set(ParcelState)
    assert set(PACK_STATES) == {*OrderState, *ParcelState, *WaybillState}
    assert set(IMPORT_STATES) == set(ImportState)
    assert set(HOLDS) >= set(HOLD_CODES)


def test_words_of_codes_are_in_both_languages_and_stand_for_a_fact_that_is_shown() -> None:
    tables = [table for wording in WORDINGS.values() for table in wording.codes.values()]
    assert all(all(part.strip() for part in pair) for table in tables for pair in table.values())
    assert all(set(wording.codes) <= shown_facts(wording) for wording in WORDINGS.values())
    assert INPUT_FIELDS
