"""Every kind of work that the code raises stands in the catalogue, and has its words."""

from __future__ import annotations

import ast
import re

from tests.catalogues import project_files
from wms.core.messages import WORDINGS
from wms.notices.catalogue import CATALOGUE, kind_of
from wms.notices.states import Severity
from wms.notices.wording import code_of

CONSTANTS = re.compile(r'^((?:[A-Z_]+, )*[A-Z_]+) = ("[^\n]*")$', re.MULTILINE)


def raised_kinds() -> set[str]:
    """The constant kinds of raise_work_item calls; names are looked up among the constants of all modules."""
    texts = [path.read_text(encoding="utf-8") for path in project_files(".py")]
    names: dict[str, set[str]] = {}
    for text in texts:
        for left, right in CONSTANTS.findall(text):
            for name, value in zip(left.split(", "), re.findall(r'"([^"]*)"', right), strict=False):
                names.setdefault(name, set()).add(value)
    kinds: set[str] = set()
    for text in texts:
        if "raise_work_item(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "raise_work_item":
                for kind in (keyword.value for keyword in node.keywords if keyword.arg == "kind"):
                    for leaf in ast.walk(kind):
                        kinds |= names.get(getattr(leaf, "id", ""), set())
                        kinds |= {leaf.value} if isinstance(leaf, ast.Constant) else set()
    return {kind for kind in kinds if kind in WORDINGS or f"work.{kind}" in WORDINGS}


def test_every_kind_that_is_raised_has_a_line() -> None:
    found = raised_kinds()
    assert {"pack.mismatch", "stock_late", "lane_stuck", "exchange_parked", "message_parked"} <= found
    assert found - set(CATALOGUE) == set()


def test_every_work_wording_has_a_line_and_every_line_its_words() -> None:
    words = {code.removeprefix("work.") for code in WORDINGS if code.startswith("work.")} - {"taken", "resolved"}
    assert words - set(CATALOGUE) == set()
    assert [kind for kind in CATALOGUE if code_of(kind) not in WORDINGS] == []


def test_what_must_alert_alerts() -> None:
    """DOMAIN.md: [M33], [M14], [M22], [M41], a lapsed certification, oversell."""
    urgent = ["pack.mismatch", "stock_breaker", "stock.negative_outbound", "wave.late_days", "lane_stuck"]
    urgent += ["order.certification_expired", "stock.over_promised"]
    assert {kind: kind_of(kind).severity for kind in urgent} == dict.fromkeys(urgent, Severity.URGENT)
    assert all(kind_of(kind).roles for kind in urgent)


def test_an_ending_authorisation_is_told_anew_at_14_7_3_and_1_days() -> None:
    kind = kind_of("platform_life_ends")
    rungs = [kind.rung({"days": days}, Severity.WARNING) for days in (15, 14, 8, 7, 4, 3, 2, 1, 0)]
    assert rungs == sorted(rungs)
    assert [rungs.index(rung) for rung in sorted(set(rungs))] == [0, 1, 3, 5, 7]
