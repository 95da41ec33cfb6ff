"""Why an order waits is told in both languages, whoever made it wait."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from picking.operations.promises import BY_PERSON, CERTIFICATION, OTHERS_SHIP, UNBOUND
from picking.states import SHORT
from wms.aliexpress.payloads.orders import HOLDS, SENT_HOLD
from wms.reports.words import note_words

HOLD_CODES = sorted({*HOLDS.values(), SENT_HOLD, BY_PERSON, OTHERS_SHIP, UNBOUND, CERTIFICATION, SHORT})


@pytest.mark.parametrize("code", HOLD_CODES)
def test_every_hold_has_words(code: str) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(note_words(code, {"missing": {}, "warehouse": "SZ1", "until": "", "seller_skus": []}))
    assert code not in said
    assert all(said)
    assert said[0] != said[1]
