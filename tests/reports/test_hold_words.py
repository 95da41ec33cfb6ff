"""Why an order waits is told in both languages, whoever made it wait."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from tests.reports import rows
from wms.core.models import Warehouse
from wms.reports.lists.orders import HOLD_CODES
from wms.reports.words import note_words


@pytest.mark.parametrize("code", HOLD_CODES)
def test_every_hold_has_words(code: str) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(note_words(code, {"missing": {}, "warehouse": "SZ1", "until": "", "seller_skus": []}))
    assert code not in said
    assert all(said)
    assert said[0] != said[1]


def test_the_chip_says_the_reason_in_words(house: Warehouse, desk: Client) -> None:
    held = rows.order(house, state="held", hold_code="channel.risk")
    rows.order(house, state="held", hold_code="hold.by_person")
    page = desk.get("/orders/?hold=channel.risk")
    assert [order.pk for order in page.context["page"]] == [held.pk]
    (chip,) = [chip for chip in page.context["shown"].chips if chip.name == "hold"]
    assert (chip.words, chip.is_on) == ("平台风控审核中", True)
    assert {option.text for option in chip.options} >= {"全部", "人工挂起", "平台风控审核中"}
