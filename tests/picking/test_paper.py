"""The A4 pick list: each stop once, with each slot's share, and the list's number as a barcode."""

from __future__ import annotations

import pytest

from picking.models import PickList, PickTask
from picking.paper import pick_list_document, pick_list_pdf
from tests.factories.core import PersonFactory
from tests.picking.conftest import Floor
from wms.core.paper.errors import NothingToPrint
from wms.scan.codes import split


def test_a_row_is_a_stop_with_its_slots(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.put("A02-01-01", 1, 9)
    floor.order((0, 2), (1, 1))
    floor.order((0, 3), (1, 4))
    floor.wave()
    walk = PickList.objects.get()
    document = pick_list_document(walk, made_by=PersonFactory(name="李明霞"), language="zh-hans")
    assert [
        (
            row.stop,
            row.location,
            row.sku_code,
            row.quantity_units,
            [(share.number, share.units) for share in row.shares],
        )
        for row in document.rows
    ] == [
        (1, "A01-01-01", floor.skus[0].code, 5, [("1", 2), ("2", 3)]),
        (2, "A02-01-01", floor.skus[1].code, 5, [("1", 1), ("2", 4)]),
    ]
    code = split(document.head.barcode)
    assert code is not None
    assert (code.kind, code.is_valid, document.head.number) == ("document", True, walk.number)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_a_pdf(floor: Floor, language: str) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.order((0, 2))
    floor.wave()
    assert pick_list_pdf(PickList.objects.get(), made_by=PersonFactory(), language=language).startswith(b"%PDF-")


def test_a_list_with_nothing_left_is_not_printed(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.order((0, 2))
    floor.wave()
    PickTask.objects.update(state="dropped")
    with pytest.raises(NothingToPrint):
        pick_list_pdf(PickList.objects.get(), made_by=PersonFactory(), language="en")
