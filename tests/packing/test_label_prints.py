"""The label's print at the bench: once where the parcel lies, told when it fails, again only for a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inventory.models import Sku
from packing.models import Parcel, Waybill
from packing.operations.label import void_waybill
from tests.core.paper.thermal import page_texts, scan_all
from tests.core.printing.peers import PAPER_OUT, RawPrinter, pictures_of
from tests.factories.core import PrinterFactory
from tests.factories.packing import picked_order
from tests.packing.conftest import Bench, label, make_bench
from wms.core.models import Printer, PrintJob
from wms.core.tasks import drain
from wms.core.transactions import unit_of_work
from wms.scan.codes import make
from wms.scan.testing import Handheld

pytestmark = pytest.mark.django_db
COMMANDS = ("REPRINT", "TORN", "BACK", "PRINTED", "AGAIN", "TRY", "HERE", "PARK", "UNREADABLE")
REPRINT, TORN, BACK, PRINTED, AGAIN, TRY, HERE, PARK, UNREADABLE = (make("command", name) for name in COMMANDS)


@pytest.fixture
def peer(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawPrinter]:
    settings.PRINTER_SEND_SECONDS = 0.3
    monkeypatch.setattr("wms.core.printing.raw.END_SECONDS", 0.3)
    printer = RawPrinter()
    yield printer
    printer.close()


@pytest.fixture
def printer(bench: Bench, peer: RawPrinter) -> Printer:
    found = PrinterFactory(warehouse=bench.warehouse, way="raw", address=peer.address, dpi=300)
    bench.station.printer = found
    bench.station.save()
    return found


def labelled(bench: Bench, black: Sku) -> Handheld:
    order = picked_order(bench.warehouse, {black: 1})
    scanner = bench.at()
    scanner.scan(order.slots.get().handling_unit.barcode)
    assert scanner.scan(label(black))["step"] == "close"
    return scanner


def served(printer: Printer) -> PrintJob:
    drain(f"prints:{printer.pk}")
    return PrintJob.objects.order_by("-copy").first()


def look(bench: Bench) -> dict:
    return bench.client.get("/station/pack/progress").json()


def test_the_label_is_printed_by_the_server_at_the_benches_printer(
    bench: Bench, black: Sku, printer: Printer, peer: RawPrinter
) -> None:
    labelled(bench, black)
    job = served(printer)
    number = Waybill.objects.get().number
    assert (job.state, job.title, job.station, job.copy) == ("printed", number, bench.station, 1)
    [(picture, copies)] = pictures_of(peer.labels[0])
    from tests.core.paper.thermal import scanned

    assert (scanned(picture), copies) == ([number], 1)
    assert picture.width > 1100, "drawn for the 300 dots an inch of this printer"
    html = look(bench)["html"]
    assert "data-print=" not in str(html), "the browser does not print it too"


def test_where_no_printer_is_reached_the_bench_prints_as_ever(bench: Bench, black: Sku) -> None:
    labelled(bench, black)
    assert (PrintJob.objects.get().state, PrintJob.objects.get().exchange) == ("queued", None)
    assert "data-print=" in str(look(bench)["html"])


def test_a_reprint_asks_for_its_reason_and_marks_the_paper(bench: Bench, black: Sku) -> None:
    scanner = labelled(bench, black)
    url = look(bench)["data"]["label_url"]
    bench.client.get(url)
    asked = scanner.scan(REPRINT)
    assert (asked["code"], asked["step"], PrintJob.objects.count()) == ("pack.asks_reason", "reprint", 1)
    done = scanner.scan(TORN)
    assert (done["code"], done["step"]) == ("pack.reprinted", "close")
    job = PrintJob.objects.order_by("-copy").first()
    assert (job.copy, job.reason, job.person, job.scan_id is not None) == (2, "torn", bench.person, True)
    paper = bench.client.get(url).content
    assert "补打 1" in page_texts(paper)[0]
    assert scan_all(paper, 203) == [[Waybill.objects.get().number]]


def test_a_reprint_that_is_not_wanted_after_all_counts_nothing(bench: Bench, black: Sku) -> None:
    scanner = labelled(bench, black)
    bench.client.get(look(bench)["data"]["label_url"])
    scanner.scan(REPRINT)
    assert scanner.scan(BACK)["step"] == "close"
    scanner.scan(REPRINT)
    closed = scanner.scan(Waybill.objects.get().number)
    assert (closed["code"], PrintJob.objects.count(), Parcel.objects.get().asks_reason) == ("pack.closed", 1, False)


def test_the_bench_asks_whether_it_printed_and_goes_by_the_answer(
    bench: Bench, black: Sku, printer: Printer, peer: RawPrinter
) -> None:
    peer.fault, peer.after = "reset", 100
    scanner = labelled(bench, black)
    job = served(printer)
    shown = look(bench)
    assert (job.state, shown["data"]["news"], shown["data"]["waiting"]) == (
        "unknown",
        f"{job.pk}:unknown:print.cut_off",
        False,
    )
    peer.fault = ""
    assert scanner.scan(AGAIN)["code"] == "pack.reprinted"
    again = served(printer)
    assert (again.state, again.copy, again.reason) == ("printed", 2, "not_printed")
    assert len(peer.labels) == 2


def test_who_found_the_label_says_so_or_scans_it(bench: Bench, black: Sku, printer: Printer, peer: RawPrinter) -> None:
    peer.fault, peer.after = "reset", 100
    scanner = labelled(bench, black)
    served(printer)
    assert scanner.scan(PRINTED)["code"] == "pack.print_settled"
    assert PrintJob.objects.get().state == "printed"
    PrintJob.objects.update(state="unknown")
    assert scanner.scan(Waybill.objects.get().number)["code"] == "pack.closed"
    assert (PrintJob.objects.get().state, len(peer.labels)) == ("printed", 1)


def test_a_printer_in_trouble_is_told_and_does_not_hold_the_parcel(
    bench: Bench, black: Sku, printer: Printer, peer: RawPrinter
) -> None:
    peer.answer = PAPER_OUT
    scanner = labelled(bench, black)
    job = served(printer)
    assert (job.state, job.error) == ("queued", "printer.paper_out")
    assert "打印机缺纸" in str(look(bench)["html"])
    here = scanner.scan(HERE)
    assert (here["code"], PrintJob.objects.get().printer) == ("pack.printing", None)
    assert bench.client.get(here["data"]["label_url"]).status_code == 200
    job = PrintJob.objects.get()
    assert (job.state, job.copy, peer.labels) == ("printed", 1, [])
    served(printer)
    assert peer.labels == []


def test_try_again_goes_to_the_printer_and_is_no_reprint(
    bench: Bench, black: Sku, printer: Printer, peer: RawPrinter
) -> None:
    scanner = labelled(bench, black)
    PrintJob.objects.update(state="failed", error="printer.refused")
    assert scanner.scan(TRY)["code"] == "pack.printing"
    assert (served(printer).copy, PrintJob.objects.get().state, len(peer.labels)) == (1, "printed", 1)


@pytest.mark.parametrize("command", [PRINTED, AGAIN, TRY])
def test_what_does_not_fit_the_print_is_refused(bench: Bench, black: Sku, command: str) -> None:
    scanner = labelled(bench, black)
    bench.client.get(look(bench)["data"]["label_url"])
    answer = scanner.scan(command)
    if command == AGAIN:
        assert answer["code"] == "pack.reprinted", "a printed label may be printed again"
        return
    assert (answer["verdict"], answer["code"]) == ("refused", "print.settled")
    assert PrintJob.objects.get().state == "printed"


def test_a_label_that_came_while_nobody_had_the_parcel_is_printed_where_it_is_opened(bench: Bench, black: Sku) -> None:
    scanner = labelled(bench, black)
    scanner.scan(PARK)
    PrintJob.objects.all().delete()
    other = make_bench(bench.warehouse, "wang")
    assert other.at().scan(Waybill.objects.get().number)["code"] == "pack.resumed"
    assert PrintJob.objects.get().station == other.station
    other.at().scan(PARK)
    bench.at().scan(Waybill.objects.get().number)
    assert PrintJob.objects.count() == 1, "printed once, wherever it is opened again"


def test_the_label_of_a_void_waybill_does_not_come_out_any_more(
    bench: Bench, black: Sku, printer: Printer, peer: RawPrinter
) -> None:
    labelled(bench, black)
    with unit_of_work():
        void_waybill(parcel=Parcel.objects.get())
    assert served(printer).state == "cancelled"
    assert peer.labels == []


def test_the_orders_history_tells_each_print_and_why(bench: Bench, black: Sku) -> None:
    from packing.models import Parcel
    from wms.reports.selectors.orders import happenings, parcels_of

    scanner = labelled(bench, black)
    bench.client.get(look(bench)["data"]["label_url"])
    scanner.scan(REPRINT)
    scanner.scan(UNREADABLE)
    order = Parcel.objects.get().order
    told = [row.facts["job"] for row in happenings(order, parcels_of(order)) if row.kind == "print"]
    assert [(job.reprint, job.reason) for job in told] == [(1, "unreadable"), (0, "")]
