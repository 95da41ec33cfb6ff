"""Every sentence exists in Chinese and in English, once."""

from __future__ import annotations

import importlib
import re
from collections import Counter

from django.apps import apps

from tests import catalogues
from wms.core.messages import DONE, OK, ROOMS, STOP, WORDINGS, WRONG, facts_in
from wms.core.refusals import all_refusals


def loaded_refusals() -> list[type]:
    """Every app's files of refusals are imported first: a class that nobody imports would not be seen."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in catalogues.ROOMS:
            for path in (catalogues.ROOT / config.name.replace(".", "/")).glob("*errors.py"):
                importlib.import_module(f"{config.name}.{path.stem}")
    return [refusal for refusal in all_refusals() if not refusal.__module__.startswith("tests.") and refusal.code]


def test_every_refusal_has_a_wording() -> None:
    assert sorted({refusal.code for refusal in loaded_refusals()} - set(WORDINGS)) == []


def test_every_reason_to_leave_an_order_out_of_a_wave_has_a_wording() -> None:
    from picking.operations import building, left_out
    from picking.planning.model import Reason

    reasons = {*Reason, building.LOST_STOCK, building.TAKEN, left_out.TOO_FEW, left_out.NO_RULE}
    assert sorted({f"left_out.{reason}" for reason in reasons} - set(WORDINGS)) == []


def test_every_note_of_a_plan_has_a_word_at_the_desk() -> None:
    from picking.wave_plans import LAYOUT_WRONG, NOT_IMPROVED, PLANNER_FAILED
    from wms.reports.words import PLAN_NOTES

    assert {LAYOUT_WRONG, NOT_IMPROVED, PLANNER_FAILED, "swept"} == set(PLAN_NOTES)


def test_no_code_is_used_by_two_refusals() -> None:
    used = Counter(refusal.code for refusal in loaded_refusals())
    assert [code for code, count in used.items() if count > 1] == []


def test_every_refusal_in_the_apps_names_its_code() -> None:
    loaded_refusals()
    nameless = [
        refusal.__qualname__
        for refusal in all_refusals()
        if not refusal.code and not refusal.__subclasses__() and not refusal.__module__.startswith("tests.")
    ]
    assert nameless == []


def test_no_code_is_worded_in_two_rooms() -> None:
    assert [
        code for code, rooms in Counter(code for room in ROOMS for code in room.WORDINGS).items() if rooms > 1
    ] == []


def is_complete(pair: tuple[str, str]) -> bool:
    chinese, english = pair
    return bool(chinese.strip() and english.strip()) and set(facts_in(chinese)) == set(facts_in(english))


def test_every_wording_speaks_both_languages_with_the_same_facts() -> None:
    pairs = [(code, pair) for code, words in WORDINGS.items() for pair in (words.title, words.note, words.act) if pair]
    assert [(code, pair) for code, pair in pairs if not is_complete(pair)] == []
    assert {words.tone for words in WORDINGS.values()} <= {OK, WRONG, STOP, DONE}


def test_every_text_of_pages_and_code_has_its_chinese() -> None:
    known = catalogues.translated()
    missing = {
        f"{path.relative_to(catalogues.ROOT)}: {text!r}"
        for path in catalogues.project_files(".html", ".txt", ".py")
        for context, text in catalogues.said_in(path)
        if text and (context, text) not in known
    }
    assert sorted(missing) == []


def test_translations_keep_the_placeholders() -> None:
    placeholder = re.compile(r"%\(\w+\)s|%[sd]")
    broken = {
        english: chinese
        for (_, english), chinese in catalogues.translated().items()
        if set(placeholder.findall(english)) != set(placeholder.findall(chinese))
    }
    assert broken == {}


def test_compiled_catalogues_are_their_sources_twins() -> None:
    stale = [
        str(path.relative_to(catalogues.ROOT)) for path in catalogues.catalogue_files() if catalogues.is_stale(path)
    ]
    assert stale == [], "run: make messages"


def test_one_text_has_one_chinese_in_all_catalogues() -> None:
    chinese: dict[catalogues.Key, set[str]] = {}
    for path in catalogues.catalogue_files():
        for message in catalogues.read(path):
            if message.id and isinstance(message.id, str) and isinstance(message.string, str) and message.string:
                chinese.setdefault((message.context or "", message.id), set()).add(message.string)
    assert {english: texts for english, texts in chinese.items() if len(texts) > 1} == {}
