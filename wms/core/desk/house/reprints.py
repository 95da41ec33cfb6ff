"""Several papers printed again at once: one reason for all, each counted and marked like any reprint."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wms.core.desk.doors import attempt, cause_of, tell
from wms.core.desk.each import Tally, do_each, tell_tally
from wms.core.desk.frame import desk
from wms.core.desk.house.lists.prints import PrintList
from wms.core.desk.house.prints import printer_asked
from wms.core.desk.pdf import printers_of
from wms.core.models import PrintJob, Warehouse
from wms.core.operations.printing import print_again
from wms.core.printing.kinds import REASONS
from wms.core.rights import desk_page

MOST = 100
WHERE_IT_WAS = "same"


@require_POST
@desk_page()
def again_some(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """POST of the print list: the chosen papers, asked for a reason; with `reason`: each is printed again."""
    jobs, refusal = attempt(partial(_chosen, request, warehouse))
    if refusal or jobs is None:
        if refusal:
            tell(request, refusal)
        return HttpResponseRedirect(_back(request))
    if len(jobs) > MOST:
        messages.error(request, _("At most %(n)s papers at once: narrow the list") % {"n": MOST})
        return HttpResponseRedirect(_back(request))
    if "reason" not in request.POST:
        return _page(request, warehouse, jobs)
    tally = _print_all(request, warehouse, jobs)
    if not tally.done:
        return _page(request, warehouse, jobs, left=dict(tally.left))
    done = tally.done
    told = ngettext("%(n)d paper is in the queue again", "%(n)d papers are in the queue again", done) % {"n": done}
    tell_tally(request, tally, told)
    return HttpResponseRedirect(_back(request))


def _chosen(request: HttpRequest, warehouse: Warehouse) -> list[PrintJob]:
    """The latest print of each paper that was chosen, whichever of its prints was ticked."""
    subjects = PrintList(request, warehouse).chosen().order_by().values_list("subject", flat=True)
    wanted = list(dict.fromkeys(subjects[: MOST * 10]))
    rows = PrintJob.objects.filter(warehouse=warehouse, subject__in=wanted).select_related("printer").defer("content")
    latest: dict[str, PrintJob] = {}
    for job in rows.order_by("copy"):
        latest[job.subject] = job
    return sorted(latest.values(), key=lambda job: job.pk)


def _print_all(request: HttpRequest, warehouse: Warehouse, jobs: list[PrintJob]) -> Tally:
    is_where_it_was = request.POST.get("printer", WHERE_IT_WAS) == WHERE_IT_WAS
    other = None if is_where_it_was else printer_asked(request, warehouse)
    return do_each(
        partial(
            print_again,
            cause=cause_of(request, "prints"),
            subject=job.subject,
            printer=job.printer if is_where_it_was else other,
            reason=request.POST["reason"],
            words=request.POST.get("words", ""),
        )
        for job in jobs
    )


def _page(request: HttpRequest, warehouse: Warehouse, jobs: list[PrintJob], **more: Any) -> HttpResponse:
    context = {
        "jobs": jobs,
        "reasons": REASONS.items(),
        "printers": printers_of(warehouse),
        "typed": request.POST,
        "back": _back(request),
        **more,
    }
    return desk(request, warehouse, "core/prints/again.html", "prints", context, status=400 if more else 200)


def _back(request: HttpRequest) -> str:
    return f"{reverse('core:prints')}?{request.GET.urlencode()}"
