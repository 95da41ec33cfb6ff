"""The print queue (打印队列) at the desk: the list, one print with its paper, and what a person may decide of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from wms.core.desk.doors import act, attempt, cause_of
from wms.core.desk.frame import desk
from wms.core.desk.house.lists.prints import DECIDE, PrintList
from wms.core.desk.lists import show_list
from wms.core.desk.pdf import pdf_answer, printed, printers_of
from wms.core.models import Printer, PrintJob, Warehouse
from wms.core.operations.printing import (
    ask_print,
    cancel_print,
    print_again,
    retry_print,
    settle_print,
    show_print,
)
from wms.core.printing.handler import paper_of
from wms.core.printing.keeping import look_at
from wms.core.printing.kinds import REASONS, TRIAL
from wms.core.printing.words import WAYS
from wms.core.reach import KEEPERS
from wms.core.refusals import InvalidInput
from wms.core.rights import desk_page
from wms.core.states import PrinterWay, PrintState
from wms.core.transactions import run

FREE = {PrintState.QUEUED, PrintState.FAILED}
MOVED_ON = {PrintState.QUEUED, PrintState.SENDING}


def to_decide(warehouse: Warehouse, shown: dict[str, Any]) -> tuple[int, bool]:
    """For the menu: prints that wait for a person."""
    count = PrintJob.objects.filter(warehouse=warehouse, state__in=DECIDE).count()
    return count, count > 0


@require_GET
@desk_page()
def prints(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    unknown = PrintJob.objects.filter(warehouse=warehouse, state=PrintState.UNKNOWN).count()
    ailing = Printer.objects.filter(warehouse=warehouse, is_active=True).exclude(trouble="").order_by("code")
    return show_list(request, warehouse, PrintList, here="prints", context={"unknown": unknown, "ailing": ailing})


@require_GET
@desk_page()
def one_print(request: HttpRequest, warehouse: Warehouse, print_id: int) -> HttpResponse:
    job = _job(warehouse, print_id)
    others = PrintJob.objects.filter(subject=job.subject).select_related("printer", "person").defer("content")
    latest = others.order_by("-copy").first()
    context = {
        "job": job,
        "others": others.order_by("-copy"),
        "is_free": job.state in FREE,
        "may_settle": job.state in DECIDE,
        "may_print_again": latest is not None and latest.state not in MOVED_ON,
        "printers": printers_of(warehouse),
        "reasons": REASONS.items(),
    }
    return desk(request, warehouse, "core/prints/print.html", "prints", context)


@require_GET
@desk_page(*KEEPERS)
def paper(request: HttpRequest, warehouse: Warehouse, print_id: int) -> HttpResponse:
    """GET: the paper of a print as it comes out, mark included. Where the browser prints, showing it is its print."""
    job = _job(warehouse, print_id)
    answer = printed(lambda language: paper_of(job), f"print-{job.pk}.pdf")
    if answer.status_code == 200 and job.goes_by_browser:
        run(partial(show_print, job_id=job.pk))
    return answer


@require_POST
@desk_page()
def cancel(request: HttpRequest, warehouse: Warehouse, print_id: int) -> HttpResponse:
    job = _job(warehouse, print_id)
    work = partial(cancel_print, cause=cause_of(request, "prints"), job_id=job.pk)
    return act(request, work, _("Taken back"), _to(job))


@require_POST
@desk_page()
def cancel_some(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The chosen rows of the list; what has begun meanwhile stays as it is."""
    try:
        ids = list(PrintList(request, warehouse).chosen().filter(state__in=FREE).values_list("pk", flat=True))
    except InvalidInput:
        ids = []
    cause = cause_of(request, "prints")
    taken = sum(1 for pk in ids if attempt(partial(cancel_print, cause=cause, job_id=pk))[1] is None)
    text = ngettext("%(n)d print taken back", "%(n)d prints taken back", taken) % {"n": taken}
    messages.success(request, text) if taken else messages.error(request, _("None of them can be taken back"))
    return HttpResponseRedirect(f"{reverse('core:prints')}?{request.GET.urlencode()}")


@require_POST
@desk_page()
def settle(request: HttpRequest, warehouse: Warehouse, print_id: int) -> HttpResponse:
    job = _job(warehouse, print_id)
    work = partial(settle_print, cause=cause_of(request, "prints"), job_id=job.pk)
    return act(request, work, _("Noted: it printed"), _to(job))


@require_POST
@desk_page()
def retry(request: HttpRequest, warehouse: Warehouse, print_id: int) -> HttpResponse:
    job = _job(warehouse, print_id)
    printer = printer_asked(request, warehouse)
    work = partial(retry_print, cause=cause_of(request, "prints"), job_id=job.pk, printer=printer)
    return act(request, work, _("Back in the queue"), _to(job))


@require_POST
@desk_page()
def again(request: HttpRequest, warehouse: Warehouse, print_id: int) -> HttpResponse:
    job = _job(warehouse, print_id)
    made, refusal = attempt(
        partial(
            print_again,
            cause=cause_of(request, "prints"),
            subject=job.subject,
            printer=printer_asked(request, warehouse),
            reason=request.POST.get("reason", ""),
            words=request.POST.get("words", ""),
        )
    )
    if refusal or made is None:
        return act(request, partial(_raise, refusal), "", _to(job))
    messages.success(request, _("In the queue as reprint %(n)s") % {"n": made.reprint})
    return HttpResponseRedirect(_to(made))


@require_POST
@desk_page(*KEEPERS)
def trial(request: HttpRequest, warehouse: Warehouse, printer_id: int) -> HttpResponse:
    """POST: a test page on this printer; one that is reached by the browser shows it."""
    printer = get_object_or_404(Printer, pk=printer_id, warehouse=warehouse)
    language = translation.get_language() or "zh-hans"
    content = trial_paper(printer, language)
    if printer.way == PrinterWay.BROWSER:
        return pdf_answer(content, f"{printer.code}-test.pdf")
    count = PrintJob.objects.filter(kind=TRIAL, printer=printer).count()
    work = partial(
        ask_print,
        cause=cause_of(request, "stations"),
        warehouse=warehouse,
        kind=TRIAL,
        subject=f"trial:{printer.pk}:{count + 1}",
        title=printer.code,
        printer=printer,
        content=content,
    )
    return act(request, work, _("A test page is on its way"), reverse("core:printer", args=[printer.pk]))


@require_POST
@desk_page(*KEEPERS)
def look(request: HttpRequest, warehouse: Warehouse, printer_id: int) -> HttpResponse:
    """POST: ask the printer now how it is."""
    printer = get_object_or_404(Printer, pk=printer_id, warehouse=warehouse)
    look_at(printer)
    return HttpResponseRedirect(reverse("core:printer", args=[printer.pk]))


def trial_paper(printer: Printer, language: str) -> bytes:
    from wms.core.paper.trial import trial_page  # few processes draw

    way = WAYS[printer.way]
    bars = printer.code.replace("-", "")
    return trial_page(
        name=printer.name, code=printer.code, barcode=bars, dpi=printer.dpi, way=str(way), language=language
    )


def _raise(refusal: Exception) -> None:
    raise refusal


def _job(warehouse: Warehouse, print_id: int) -> PrintJob:
    rows = PrintJob.objects.select_related("printer", "station", "person", "device", "warehouse")
    return get_object_or_404(rows, pk=print_id, warehouse=warehouse)


def printer_asked(request: HttpRequest, warehouse: Warehouse) -> Printer | None:
    """The printer that was chosen; none: by the browser. One that is not here is a 404."""
    code = request.POST.get("printer", "")
    if not code:
        return None
    found = Printer.objects.filter(Q(warehouse=warehouse), code=code).first()
    if found is None:
        raise Http404
    return found


def _to(job: PrintJob) -> str:
    return reverse("core:print", args=[job.pk])
