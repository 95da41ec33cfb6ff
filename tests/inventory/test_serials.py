"""Serial numbers at the desk: the list, one unit's history, what a person books; and two benches at one number."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import SerialNumber
from inventory.operations import serials as operations
from inventory.operations.serials import book_serial, capture_serial, ship_serials
from inventory.serial_errors import SerialElsewhere, SerialNotThere
from inventory.states import SerialEventKind
from tests.factories.core import WarehouseFactory
from tests.floor import CAUSE
from tests.inventory.desk import at_desk
from tests.inventory.floor import House, do
from wms.core.states import Role

ORDER = "8190552133470001"


def captured(small: House, number: str, parcel: int = 1) -> SerialNumber:
    held = {"holder": f"parcel:{parcel}", "order_number": ORDER, "document": f"P-{parcel}"}
    return do(lambda: capture_serial(cause=CAUSE, warehouse=small.warehouse, sku=small.sku, number=number, **held))


def shipped(small: House, number: str) -> SerialNumber:
    made = captured(small, number)
    do(lambda: ship_serials(cause=CAUSE, holder="parcel:1"))
    return made


def numbers(small: House, query: str) -> list[str]:
    return [row.number for row in at_desk(small.warehouse).get(f"/serials/?{query}").context["page"]]


def test_the_list_narrows_by_number_sku_state_order_and_parcel(small: House) -> None:
    shipped(small, "SN-0001")
    captured(small, "SN-0002", parcel=2)
    SerialNumber.objects.create(sku=small.sku, number="AB-1", warehouse=small.warehouse)
    SerialNumber.objects.create(sku=small.sku, number="SN-0009", warehouse=WarehouseFactory())
    assert sorted(numbers(small, "")) == ["AB-1", "SN-0001", "SN-0002"]
    assert sorted(numbers(small, "text=sn-")) == ["SN-0001", "SN-0002"]
    assert numbers(small, "state=shipped") == ["SN-0001"]
    assert numbers(small, "document=p-2") == ["SN-0002"]
    assert sorted(numbers(small, f"order={ORDER}")) == ["SN-0001", "SN-0002"]
    assert len(numbers(small, f"sku={small.sku.code}")) == 3
    assert numbers(small, "sku=NOTHING") == []


def test_the_file_has_what_the_list_shows(small: House) -> None:
    shipped(small, "SN-0001")
    answer = at_desk(small.warehouse).get("/serials/?export=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert all(text in lines[1] for text in ("SN-0001", small.sku.code, "已发出", "P-1"))


def test_a_longer_list_asks_no_more(small: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/serials/").status_code == 200
        return len(seen)

    client = at_desk(small.warehouse)
    captured(small, "SN-0001")
    queries()  # the first page of a session notes it
    few = queries()
    for number in range(2, 7):
        captured(small, f"SN-{number:04d}", parcel=number)
    assert queries() == few


def test_one_unit_tells_its_order_its_parcel_and_its_history(small: House) -> None:
    made = shipped(small, "SN-0001")
    html = at_desk(small.warehouse).get(f"/serials/{made.pk}/").content.decode()
    assert all(text in html for text in ("SN-0001", "核对装箱", "发出", "P-1", "退回来了"))
    html = at_desk(small.warehouse, Role.OPERATOR).get(f"/serials/{made.pk}/").content.decode()
    assert "退回来了" not in html


def test_what_comes_back_may_be_shipped_again(small: House) -> None:
    made = shipped(small, "SN-0001")
    answer = at_desk(small.warehouse).post(f"/serials/{made.pk}/returned/", {"note": " box  open "})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.holder, made.order_number) == ("in_stock", "", "")
    event = made.events.last()
    assert (event.kind, event.note, event.order_number, event.source) == ("returned", "box open", ORDER, "desk")
    again = captured(small, "SN-0001", parcel=2)
    assert (again.pk, again.state) == (made.pk, "packed")


def test_only_what_lies_here_is_lost_and_only_lost_is_found(small: House) -> None:
    made = shipped(small, "SN-0001")
    for kind in (SerialEventKind.LOST, SerialEventKind.FOUND):
        with pytest.raises(SerialNotThere):
            do(partial(book_serial, cause=CAUSE, serial_id=made.pk, kind=kind))
    assert made.events.count() == 2
    for kind, state in (("RETURNED", "in_stock"), ("LOST", "lost"), ("FOUND", "in_stock")):
        booked = do(partial(book_serial, cause=CAUSE, serial_id=made.pk, kind=SerialEventKind[kind]))
        assert booked.state == state


def test_of_two_benches_that_scan_a_new_number_at_once_one_gets_it(
    small: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other has looked a moment too early: the table's own rule tells it, and it looks again."""
    captured(small, "SN-0001")
    looks, look = [], operations._known

    def early(*args: object, **kwargs: object) -> object:
        looks.append(args)
        return None if len(looks) == 1 else look(*args, **kwargs)

    monkeypatch.setattr(operations, "_known", early)
    with pytest.raises(SerialElsewhere):
        captured(small, "SN-0001", parcel=2)
    assert len(looks) == 2
    assert SerialNumber.objects.get().holder == "parcel:1"
