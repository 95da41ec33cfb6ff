"""Who is asked what a scan means, in which order, and when one reading shuts out another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from wms.scan import resolvers
from wms.scan.barcode import Candidate, ScanText, read
from wms.scan.codes import make, split
from wms.scan.resolvers import Resolved, resolve

WAYBILL = "LA014812052CN"  # a carrier's number that happens to end in the check character of a place
ACTOR: Any = SimpleNamespace()


def knows(kind: str, *texts: str) -> Callable[[ScanText, Any], Iterator[Candidate]]:
    def resolver(text: ScanText, actor: Any) -> Iterator[Candidate]:
        if text.upper in texts:
            yield Candidate(kind, 1, text.upper)

    return resolver


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[..., Any]]:
    place = make("location", "A03-02-15")
    rows = {
        "location": knows("location", place),
        "waybill": knows("waybill", WAYBILL, place),
        "sku": knows("sku", "TEE"),
    }
    monkeypatch.setattr(resolvers, "_resolvers", rows)
    return rows


def kinds(found: Resolved) -> tuple[list[str], list[str]]:
    return [row.kind for row in found.candidates], [row.kind for row in found.others]


def test_a_foreign_code_with_our_check_character_by_chance_is_still_found(known: dict[str, Any]) -> None:
    own = split(WAYBILL)
    assert own is not None
    assert (own.kind, own.is_valid) == ("location", True)
    assert kinds(resolve(read(WAYBILL), ("waybill",), ACTOR)) == (["waybill"], [])
    assert kinds(resolve(read(WAYBILL), ("location", "waybill"), ACTOR)) == (["waybill"], [])


def test_the_wrong_step_is_told_what_a_foreign_code_was(known: dict[str, Any]) -> None:
    assert kinds(resolve(read(WAYBILL), ("location",), ACTOR)) == ([], ["waybill"])


def test_our_own_code_means_itself_and_nothing_else(known: dict[str, Any]) -> None:
    place = make("location", "A03-02-15")
    assert kinds(resolve(read(place), ("location", "waybill"), ACTOR)) == (["location"], [])


def test_our_own_code_is_never_taken_for_free_text(known: dict[str, Any]) -> None:
    assert kinds(resolve(read(make("location", "A03-02-15")), ("text",), ACTOR)) == ([], ["location"])
    assert kinds(resolve(read("anything"), ("text",), ACTOR)) == (["text"], [])
