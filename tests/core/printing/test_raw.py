"""Raw printing: what arrives is the label; what breaks after the first byte is unknown and not sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.core.paper.thermal import scanned
from tests.core.printing.conftest import ask, drained, raw_printer
from tests.core.printing.peers import HEAD_OPEN, PAPER_OUT, RawPrinter, pictures_of
from tests.servers import free_port
from wms.core.models import Exchange, Printer, Warehouse
from wms.core.printing.keeping import look_at
from wms.core.printing.raw import read_status

pytestmark = pytest.mark.django_db
Peer = Callable[..., RawPrinter]


def due_again() -> None:
    Exchange.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def test_the_label_arrives_once_and_is_printed(here: Warehouse, peer: Peer) -> None:
    printer = peer()
    job = drained(ask(raw_printer(here, printer.address)))
    assert (job.state, job.error, job.attempts) == ("printed", "", 1)
    assert drained(job).state == "printed"
    [(picture, copies)] = pictures_of(printer.labels[0])
    assert (scanned(picture), copies, len(printer.labels)) == (["P0001"], 1, 1)
    assert Exchange.objects.get().state == "done"


def test_copies_are_the_printers_business(here: Warehouse, peer: Peer) -> None:
    printer = peer()
    drained(ask(raw_printer(here, printer.address), copies=3))
    assert [copies for _, copies in pictures_of(printer.labels[0])] == [3]


@pytest.mark.parametrize("how", [{"answer": None}, {"fault": "open"}], ids=["tells nothing", "keeps its end open"])
def test_printers_that_say_little_print_all_the_same(here: Warehouse, peer: Peer, how: dict[str, object]) -> None:
    printer = peer(**how)
    assert drained(ask(raw_printer(here, printer.address))).state == "printed"


@pytest.mark.parametrize(("fault", "code"), [("stall", "print.stalled"), ("reset", "print.cut_off")])
def test_a_send_that_breaks_is_unknown_and_not_sent_again(here: Warehouse, peer: Peer, fault: str, code: str) -> None:
    noise = many_pages() if fault == "stall" else None  # more than all buffers on the way hold
    printer = peer(fault=fault, after=200)
    job = drained(ask(raw_printer(here, printer.address), content=noise))
    assert (job.state, job.error) == ("unknown", code)
    printer.fault = ""
    due_again()
    assert drained(job).state == "unknown"
    assert len(printer.labels) == 1


def test_a_worker_that_was_lost_mid_send_leaves_a_question_not_a_second_label(here: Warehouse, peer: Peer) -> None:
    printer = peer()
    job = ask(raw_printer(here, printer.address))
    type(job).objects.filter(pk=job.pk).update(state="sending", sent_at=timezone.now())
    Exchange.objects.update(state="leased", lease_until=timezone.now(), next_at=timezone.now())
    job = drained(job)
    assert (job.state, job.error, printer.labels) == ("unknown", "print.sender_lost", [])


def test_what_never_reached_the_printer_waits_for_it_and_is_told_at_once(here: Warehouse, peer: Peer) -> None:
    printer = raw_printer(here, f"127.0.0.1:{free_port()}")
    job = drained(ask(printer))
    assert (job.state, job.error) == ("queued", "printer.refused")
    printer.refresh_from_db()
    assert printer.trouble == "printer.refused"
    stand_in = peer()
    Printer.objects.update(address=stand_in.address)
    due_again()
    assert drained(job).state == "printed"
    printer.refresh_from_db()
    assert (printer.trouble, len(stand_in.labels)) == ("", 1)


def test_a_printer_that_stays_off_fails_the_job_when_the_ladder_is_used_up(here: Warehouse, settings) -> None:
    settings.OUTBOX_RETRY_LADDER_SECONDS = [0.0, 0.0]
    job = ask(raw_printer(here, f"127.0.0.1:{free_port()}"))
    job = drained(job)
    due_again()
    job = drained(job)
    assert (job.state, job.error) == ("failed", "printer.refused")
    assert Exchange.objects.get().state == "done"


@pytest.mark.parametrize(
    ("answer", "code"), [(PAPER_OUT, "printer.paper_out"), (HEAD_OPEN, "printer.open")], ids=["paper", "head"]
)
def test_a_printer_in_trouble_is_sent_nothing(here: Warehouse, peer: Peer, answer: bytes, code: str) -> None:
    printer = peer(answer=answer)
    job = drained(ask(raw_printer(here, printer.address)))
    assert (job.state, job.error, printer.labels) == ("queued", code, [])


def test_a_line_that_is_closed_before_a_byte_is_no_question(here: Warehouse, peer: Peer) -> None:
    job = drained(ask(raw_printer(here, peer(fault="deaf").address)))
    assert (job.state, job.error) == ("queued", "printer.hung_up")


def test_looking_at_a_printer_tells_and_prints_nothing(here: Warehouse, peer: Peer) -> None:
    stand_in = peer(answer=PAPER_OUT)
    printer = raw_printer(here, stand_in.address)
    assert look_at(printer) == "printer.paper_out"
    stand_in.answer = None
    assert look_at(printer) == ""
    printer.refresh_from_db()
    assert (printer.trouble, stand_in.labels) == ("", [])
    assert printer.looked_at is not None


def test_a_paper_that_cannot_be_drawn_is_told_and_holds_up_no_other(here: Warehouse, peer: Peer) -> None:
    stand_in = peer()
    printer = raw_printer(here, stand_in.address)
    broken = ask(printer, content=b"%PDF-1.4 and then nothing")
    good = ask(printer, "paper:2")
    broken = drained(broken)
    good.refresh_from_db()
    assert (broken.state, broken.error, good.state, len(stand_in.labels)) == ("failed", "print.no_paper", "printed", 1)


def test_a_garbled_status_is_no_trouble() -> None:
    assert read_status(b"\x02\x03\r\nnonsense").trouble == ""
    assert read_status(b"").state == ""


def many_pages() -> bytes:
    """A paper of noise, which hardly packs: several megabytes."""
    import io

    import numpy
    from PIL import Image

    rows = numpy.random.default_rng(7).integers(0, 2, (1200, 1200), dtype=numpy.uint8) * 255
    buffer = io.BytesIO()
    pages = [Image.fromarray(numpy.roll(rows, step, axis=0)) for step in range(6)]
    pages[0].save(buffer, "PDF", resolution=203, save_all=True, append_images=pages[1:])
    return buffer.getvalue()
