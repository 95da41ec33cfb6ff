"""ASNs at the desk: the list, the form, in transit, closing short, the barcode."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.errors import LessThanReceived, ReceiptClosed
from inventory.master_errors import SkuInactive
from inventory.models import InboundReceipt, SkuStock
from inventory.operations import AsnLine, close_receipt, edit_asn, open_asn, receive_units
from tests.core.paper.thermal import scan_all
from tests.factories.inventory import BarcodeFactory, SkuFactory
from tests.floor import CAUSE
from tests.inventory.desk import at_desk
from tests.inventory.floor import House, do, house
from wms.core.models import AuditEntry
from wms.core.states import Role


def announced(small: House, number: str = "A-100", units: int = 10, **facts: object) -> InboundReceipt:
    lines = [AsnLine(sku=small.sku, expected_units=units)]
    opened = do(lambda: open_asn(cause=CAUSE, warehouse=small.warehouse, number=number, lines=lines, **facts))
    return opened.receipt


def receive(small: House, receipt: InboundReceipt, units: int) -> None:
    facts = {"sku": small.sku, "quantity": units, "into": small.dock, "allow_over": True}
    do(lambda: receive_units(cause=CAUSE, receipt=receipt, **facts))


def coming(small: House) -> int:
    return SkuStock.objects.get(warehouse=small.warehouse, sku=small.sku).in_transit


def form_of(*lines: tuple[str, str], **head: str) -> dict[str, str]:
    form = {"line-TOTAL_FORMS": str(len(lines)), "line-INITIAL_FORMS": "0", **head}
    for index, (sku, units) in enumerate(lines):
        form |= {f"line-{index}-sku": sku, f"line-{index}-units": units}
    return form


def test_the_list_sums_expected_received_over_and_short(small: House) -> None:
    receipt = announced(small, expected_on=datetime.date(2020, 1, 1), supplier="义乌")
    announced(small, "B-200")
    receive(small, receipt, 12)
    desk = at_desk(small.warehouse)
    (row,) = desk.get("/inbound/?text=a-1").context["page"]
    assert (row.line_count, row.expected, row.received, row.over, row.short) == (1, 10, 12, 2, 0)
    assert [row.number for row in desk.get("/inbound/?state=expected").context["page"]] == ["B-200"]
    assert [row.number for row in desk.get(f"/inbound/?sku={small.sku.code}").context["page"]] == ["B-200", "A-100"]
    assert list(desk.get("/inbound/?late=true&text=B").context["page"]) == []


def test_the_list_asks_as_often_for_many_asns_as_for_few(small: House) -> None:
    desk, counts = at_desk(small.warehouse), []
    for turn in range(2):
        for index in range(4):
            announced(small, f"N-{turn}-{index}")
        desk.get("/inbound/")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/inbound/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_m10_a_new_asn_is_in_transit_at_once(small: House) -> None:
    other = SkuFactory()
    BarcodeFactory(sku=other, value="06900000100011", kind="gtin")
    lines = ((small.sku.code.lower(), "8"), ("6900000100011", "5"), ("", ""))
    answer = at_desk(small.warehouse).post("/inbound/new/", form_of(*lines, number="A-1", expected_on="2026-12-01"))
    receipt = InboundReceipt.objects.get(number="A-1")
    assert answer.headers["Location"] == f"/inbound/{receipt.pk}/"
    assert sorted(receipt.lines.values_list("sku__code", "expected_units")) == sorted(
        [(small.sku.code, 8), (other.code, 5)]
    )
    assert coming(small) == 8
    again = at_desk(small.warehouse).post("/inbound/new/", form_of(*lines, number="A-1"))
    assert (again.status_code, "单号已有" in again.content.decode()) == (409, True)


@pytest.mark.parametrize(
    "lines", [(("NOTHING", "1"),), (("{sku}", ""),), (("{sku}", "0"),), (("{sku}", "1"), ("{sku}", "2")), (("", ""),)]
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_announced(
    small: House, lines: tuple[tuple[str, str], ...]
) -> None:
    given = [(sku.format(sku=small.sku.code), units) for sku, units in lines]
    answer = at_desk(small.warehouse).post("/inbound/new/", form_of(*given, number="A-1"))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not InboundReceipt.objects.exists()


def edit(receipt: InboundReceipt, *lines: AsnLine) -> None:
    do(lambda: edit_asn(cause=CAUSE, receipt=receipt, supplier="义乌", expected_on=None, lines=lines))


def test_m10_in_transit_follows_a_corrected_asn(small: House) -> None:
    receipt, other = announced(small), SkuFactory()
    receive(small, receipt, 4)
    version = InboundReceipt.objects.get(pk=receipt.pk).work_version
    edit(receipt, AsnLine(sku=small.sku, expected_units=6), AsnLine(sku=other, expected_units=3))
    receipt.refresh_from_db()
    assert (coming(small), receipt.state, receipt.supplier) == (2, "receiving", "义乌")
    assert receipt.work_version == version + 1
    assert SkuStock.objects.get(sku=other).in_transit == 3
    edit(receipt, AsnLine(sku=small.sku, expected_units=4))
    receipt.refresh_from_db()
    assert (coming(small), SkuStock.objects.get(sku=other).in_transit, receipt.state) == (0, 0, "received")
    entry = AuditEntry.objects.filter(action="receipt.changed").order_by("pk").first()
    assert entry.before["expected"] == f"{small.sku.code} × 10"


def test_a_line_below_what_has_come_is_refused_and_nothing_changes(small: House) -> None:
    receipt = announced(small)
    receive(small, receipt, 4)
    for lines in ([AsnLine(sku=small.sku, expected_units=3)], [AsnLine(sku=SkuFactory(), expected_units=3)]):
        with pytest.raises(LessThanReceived):
            edit(receipt, *lines)
    with pytest.raises(SkuInactive):
        edit(
            receipt,
            AsnLine(sku=small.sku, expected_units=10),
            AsnLine(sku=SkuFactory(is_active=False), expected_units=1),
        )
    assert coming(small) == 6
    assert receipt.lines.get().expected_units == 10
    do(lambda: close_receipt(cause=CAUSE, receipt=receipt))
    with pytest.raises(ReceiptClosed):
        edit(receipt, AsnLine(sku=small.sku, expected_units=10))


def test_what_came_over_stays_as_it_was_announced(small: House) -> None:
    receipt = announced(small)
    receive(small, receipt, 12)
    edit(receipt, AsnLine(sku=small.sku, expected_units=10))
    assert (coming(small), receipt.lines.get().expected_units) == (0, 10)


def test_the_form_shows_what_is_announced_and_saves_it(small: House) -> None:
    receipt = announced(small)
    desk = at_desk(small.warehouse)
    assert f'value="{small.sku.code}"' in desk.get(f"/inbound/{receipt.pk}/edit/").content.decode()
    desk.post(f"/inbound/{receipt.pk}/edit/", form_of((small.sku.code, "7"), supplier="宁波"))
    receipt.refresh_from_db()
    assert (coming(small), receipt.supplier) == (7, "宁波")


def test_m10_closing_short_takes_the_rest_out_of_transit(small: House) -> None:
    receipt = announced(small)
    receive(small, receipt, 4)
    desk = at_desk(small.warehouse)
    page = desk.get(f"/inbound/{receipt.pk}/")
    assert (page.context["expected"], page.context["received"], page.context["short"]) == (10, 4, 6)
    desk.post(f"/inbound/{receipt.pk}/close/")
    receipt.refresh_from_db()
    assert (receipt.state, coming(small)) == ("closed", 0)
    assert "已关闭" in desk.post(f"/inbound/{receipt.pk}/close/", follow=True).content.decode()


@pytest.mark.parametrize(("number", "scanned"), [("A-100", "DA100"), ("到货", "到货"), ("X", "X")])
def test_the_label_scans_as_what_the_receive_screen_takes(small: House, number: str, scanned: str) -> None:
    receipt = announced(small, number)
    answer = at_desk(small.warehouse, Role.OPERATOR).get(f"/inbound/{receipt.pk}/label.pdf")
    if number == "到货":  # no Code 128 holds it: refused in words
        assert answer.status_code >= 400
        return
    assert scan_all(answer.content, 203)[0][0].startswith(scanned)


def test_an_operator_reads_and_a_foreign_asn_is_not_there(small: House) -> None:
    receipt, foreign = announced(small), announced(house())
    operator = at_desk(small.warehouse, Role.OPERATOR)
    assert operator.get(f"/inbound/{receipt.pk}/").status_code == 200
    assert operator.post(f"/inbound/{receipt.pk}/close/").status_code == 403
    desk = at_desk(small.warehouse)
    assert desk.get(f"/inbound/{foreign.pk}/").status_code == 404
    assert desk.post(f"/inbound/{foreign.pk}/close/").status_code == 404
