"""The queue and the printers at the desk: seen, narrowed, decided, printed again; labels sent to a printer."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.core.people.conftest import person_with, signed_in
from tests.core.printing.conftest import raw_printer
from tests.core.printing.peers import PAPER_OUT, RawPrinter, pictures_of
from tests.factories.core import PrinterFactory, PrintJobFactory, StationFactory, WarehouseFactory
from tests.servers import free_port
from wms.core.models import Printer, PrintJob, Warehouse
from wms.core.states import Role
from wms.core.tasks import drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(here: Warehouse) -> Client:
    return signed_in(person_with((Role.MANAGER, here)))


@pytest.fixture
def printer(here: Warehouse) -> Printer:
    return raw_printer(here, f"127.0.0.1:{free_port()}")


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_narrowed_by_printer_and_state_and_costs_the_same(
    desk: Client, here: Warehouse, printer: Printer
) -> None:
    for number, state in enumerate(["printed", "unknown", "failed"]):
        PrintJobFactory(warehouse=here, title=f"JOB-{number}", state=state, error="print.stalled", printer=printer)
    PrintJobFactory(warehouse=here, title="OTHER", state="unknown")
    PrintJobFactory(warehouse=WarehouseFactory(), title="ELSEWHERE")
    shown = page(desk, f"/prints/?printer={printer.code}&state=unknown")
    assert [name for name in ("JOB-0", "JOB-1", "JOB-2", "OTHER", "ELSEWHERE") if name in shown] == ["JOB-1"]
    shown = page(desk, "/prints/?open=true")
    assert [name for name in ("JOB-0", "JOB-1", "JOB-2", "OTHER") if name in shown] == ["JOB-1", "JOB-2", "OTHER"]
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(desk, "/prints/")
        costs.append(len(asked))
        for _ in range(5):
            PrintJobFactory(warehouse=here, printer=printer)
    assert costs[0] == costs[1]


def test_a_person_decides_what_nobody_could_know(desk: Client, here: Warehouse, printer: Printer) -> None:
    job = PrintJobFactory(warehouse=here, state="unknown", error="print.cut_off", printer=printer)
    assert "送的时候断了线" in page(desk, f"/prints/{job.pk}/")
    assert desk.post(f"/prints/{job.pk}/settle/").status_code == 302
    job.refresh_from_db()
    assert job.state == "printed"


def test_print_again_asks_for_a_reason_and_own_words(desk: Client, here: Warehouse, printer: Printer) -> None:
    job = PrintJobFactory(warehouse=here, state="unknown", printer=printer)
    desk.post(f"/prints/{job.pk}/again/", {"reason": "other", "words": "", "printer": printer.code})
    assert PrintJob.objects.count() == 1
    form = {"reason": "other", "words": "纸歪了", "printer": printer.code}
    desk.post(f"/prints/{job.pk}/again/", form)
    again = PrintJob.objects.get(copy=2)
    assert (again.words, again.state, again.printer) == ("纸歪了", "queued", printer)
    assert "纸歪了" in page(desk, f"/prints/{again.pk}/")
    assert desk.get(f"/prints/{again.pk}/paper.pdf")["Content-Type"] == "application/pdf"


def test_several_papers_are_printed_again_for_one_reason_each_counted(
    desk: Client, here: Warehouse, printer: Printer
) -> None:
    jobs = [PrintJobFactory(warehouse=here, state="printed", printer=printer, title=f"L-{n}") for n in range(2)]
    busy = PrintJobFactory(warehouse=here, state="sending", printer=printer, title="L-2")
    chosen = {"pk": [job.pk for job in [*jobs, busy]]}
    asked = desk.post("/prints/again/", chosen)
    assert (asked.status_code, [job.title for job in asked.context["jobs"]]) == (200, ["L-0", "L-1", "L-2"])
    refused = desk.post("/prints/again/", {**chosen, "reason": "other", "words": ""})
    assert (refused.status_code, PrintJob.objects.count()) == (400, 3)
    told = desk.post("/prints/again/", {**chosen, "reason": "other", "words": "卷纸歪了"}, follow=True)
    again = PrintJob.objects.filter(copy=2)
    assert {(job.subject, job.words, job.printer, job.state) for job in again} == {
        (job.subject, "卷纸歪了", printer, "queued") for job in jobs
    }
    assert "已重新排队 2 张" in told.content.decode()
    desk.post("/prints/again/", {"pk": [again[0].pk], "reason": "other", "words": "x", "printer": "NONE"})
    assert PrintJob.objects.count() == 5


def test_chosen_jobs_are_taken_back_and_what_has_begun_stays(desk: Client, here: Warehouse, printer: Printer) -> None:
    jobs = [PrintJobFactory(warehouse=here, state=state, printer=printer) for state in ("queued", "sending", "failed")]
    desk.post("/prints/cancel/", {"pk": [job.pk for job in jobs]})
    for job in jobs:
        job.refresh_from_db()
    assert [job.state for job in jobs] == ["cancelled", "sending", "cancelled"]


def test_a_failed_job_is_sent_to_another_printer(desk: Client, here: Warehouse, printer: Printer) -> None:
    job = PrintJobFactory(warehouse=here, state="failed", error="printer.refused", printer=printer)
    other = raw_printer(here, "10.0.0.9:9100")
    foreign = PrinterFactory(warehouse=WarehouseFactory())
    assert desk.post(f"/prints/{job.pk}/retry/", {"printer": foreign.code}).status_code == 404
    desk.post(f"/prints/{job.pk}/retry/", {"printer": other.code})
    job.refresh_from_db()
    assert (job.state, job.printer, job.copy) == ("queued", other, 1)


def test_a_printer_is_set_up_looked_at_and_prints_a_test_page(desk: Client, here: Warehouse) -> None:
    peer = RawPrinter(answer=PAPER_OUT)
    form = {"code": "P0077", "name": "Zebra", "dpi": "300", "way": "raw", "address": peer.address}
    assert desk.post("/printers/new/", form).status_code == 302
    printer = Printer.objects.get(code="P0077")
    desk.post(f"/printers/{printer.pk}/look/")
    assert "打印机缺纸" in page(desk, f"/printers/{printer.pk}/")
    assert "打印机缺纸" in page(desk, "/stations/")
    peer.answer = None
    desk.post(f"/printers/{printer.pk}/trial/")
    drain(f"prints:{printer.pk}")
    assert (PrintJob.objects.get().state, len(pictures_of(peer.labels[0]))) == ("printed", 1)
    assert "打印机缺纸" not in page(desk, f"/printers/{printer.pk}/")
    peer.close()


def test_a_bad_address_is_told_and_nothing_is_made(desk: Client, here: Warehouse) -> None:
    form = {"code": "P0077", "name": "Zebra", "dpi": "300", "way": "ipp", "address": "http://printer"}
    assert desk.post("/printers/new/", form).status_code == 400
    assert Printer.objects.count() == 0


def test_labels_go_to_a_printer_drawn_for_its_dots(desk: Client, here: Warehouse, printer: Printer) -> None:
    StationFactory(warehouse=here, code="W0001")
    Printer.objects.filter(pk=printer.pk).update(dpi=300)
    assert printer.code in page(desk, "/stations/labels.pdf?code=W0001")
    assert desk.get("/stations/labels.pdf?code=W0001&pdf=1")["Content-Type"] == "application/pdf"
    desk.post("/stations/labels.pdf?code=W0001", {"printer": printer.code, "copies": "2"})
    job = PrintJob.objects.get()
    assert (job.kind, job.title, job.copies, job.printer, job.reprint) == ("station", "W0001", 2, printer, 0)
    desk.post("/stations/labels.pdf?code=W0001", {"printer": printer.code, "copies": "900"})
    assert PrintJob.objects.count() == 1


def test_without_such_printers_labels_are_the_pdf_as_ever(desk: Client, here: Warehouse) -> None:
    StationFactory(warehouse=here, code="W0001")
    assert desk.get("/stations/labels.pdf?code=W0001")["Content-Type"] == "application/pdf"
