"""How a sentence is filled with its facts: pairs, codes, numbers with their nouns."""

from __future__ import annotations

import pytest

from wms.core.messages import say


@pytest.mark.parametrize(
    ("code", "facts", "chinese", "english"),
    [
        ("order.not_ready", {"order": "8190", "state": "picking"}, "订单 8190：拣货中", "Order 8190: Picking"),
        ("order.not_ready", {"order": "8190", "state": "unheard"}, "订单 8190：unheard", "Order 8190: unheard"),
        (
            "part.frozen",
            {"order": "8", "hold": "channel.sent"},
            "订单 8：平台显示已发货，不再作业",
            "Order 8: Sent already, says the platform: not again",
        ),
        ("carrier.field", {"field": "number_pattern"}, "缺 单号规则", "Missing: Number pattern"),
        ("person.wrong_pin", {"left": 1}, "还可试 1 次", "1 try left"),
        ("person.wrong_pin", {"left": 4}, "还可试 4 次", "4 tries left"),
    ],
)
def test_facts_are_told_as_people_say_them(code: str, facts: dict[str, object], chinese: str, english: str) -> None:
    assert (say(code, facts, "zh-hans").note, say(code, facts, "en").note) == (chinese, english)


def test_thousands_are_set_apart_and_a_line_of_a_file_is_none() -> None:
    assert say("racks.too_large", {"count": 12_000, "limit": 5_000}, "zh-hans").title == (
        "12,000 个库位，一次最多 5,000 个"
    )
    assert say("intake.out_of_range", {"low": 0, "high": 10_000_000}, "en").title == "Must be from 0 to 10,000,000"
    assert say("intake.duplicate", {"line": 12_000}, "en").title == "The same as line 12000"


def test_a_fact_that_is_not_there_is_shown_by_its_name() -> None:
    assert say("intake.has_bad_rows", {}, "en").title == "{bad} rows are bad"
    assert say("intake.duplicate", {}, "en").title == "The same as line {line}"
