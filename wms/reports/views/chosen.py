"""Acts on chosen orders and exceptions of their lists: held with a reason, released, claimed, resolved with words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from picking.operations.person_hold import REASON_LIMIT, hold_order, release_hold
from wms.core.desk.ask import Question, ask
from wms.core.desk.doors import cause_of, tell
from wms.core.desk.each import do_each, keys_chosen, tell_tally
from wms.core.desk.lists import DeskList
from wms.core.models import Warehouse
from wms.core.operations.work_items import RESOLUTION_LIMIT, claim_work_item, resolve_work_item
from wms.core.refusals import InvalidInput
from wms.core.rights import desk_page
from wms.reports.lists.orders import OrderList
from wms.reports.lists.work import WorkList

NAMED_BY = {"orders": "number", "work": "subject_label"}  # what the page that asks calls a row of each list


@require_POST
@desk_page()
def hold_orders(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """First the reason is asked for; then each of them that may be held back is."""
    question = Question(
        title=_("Hold %(n)s orders back"),
        note=_("No wave takes them until they are released. What is on the floor or over is left alone"),
        label=_("Why they are held back"),
        field="reason",
        limit=REASON_LIMIT,
        button=_("Hold back"),
        icon="lock",
    )
    cause = cause_of(request, "orders:hold")

    def work(reason: str, pk: int) -> None:
        hold_order(cause=cause, order_id=pk, reason=reason)

    told = _("Held back: %(n)s of %(all)s orders")
    return _each_with_words(request, warehouse, OrderList(request, warehouse), question, work, told)


@require_POST
@desk_page()
def release_orders(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Those that a person holds go on as far as they can."""
    cause = cause_of(request, "orders:release")

    def work(pk: int) -> None:
        release_hold(cause=cause, order_id=pk)

    return _each(request, OrderList(request, warehouse), work, _("Released: %(n)s of %(all)s orders"))


@require_POST
@desk_page()
def claim_items(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The person becomes the owner of those that nobody else has."""
    cause = cause_of(request, "work")

    def work(pk: int) -> None:
        claim_work_item(cause=cause, person=request.user, item_id=pk)  # type: ignore[arg-type]

    return _each(request, WorkList(request, warehouse), work, _("Claimed: %(n)s of %(all)s exceptions"))


@require_POST
@desk_page()
def resolve_items(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """First it is asked how they ended; then each that is still open is resolved so."""
    question = Question(
        title=_("Resolve %(n)s exceptions"),
        note=_("The same words are kept with each of them. What is resolved already is left alone"),
        label=_("How they ended"),
        field="resolution",
        limit=RESOLUTION_LIMIT,
        button=_("Resolve"),
        icon="check",
    )
    cause = cause_of(request, "work")

    def work(resolution: str, pk: int) -> None:
        resolve_work_item(cause=cause, item_id=pk, resolution=resolution)

    told = _("Resolved: %(n)s of %(all)s exceptions")
    return _each_with_words(request, warehouse, WorkList(request, warehouse), question, work, told)


def _each_with_words(
    request: HttpRequest,
    warehouse: Warehouse,
    shown: DeskList,
    question: Question,
    work: Callable[[str, int], None],
    told: str,
) -> HttpResponse:
    """Ask, naming the chosen rows; with the words do `work` for each of them."""
    if words := question.words_in(request):
        return _each(request, shown, partial(work, words), told)
    keys = _keys(request, shown)
    if not keys:
        return HttpResponseRedirect(_address(request, shown))
    names = [getattr(row, NAMED_BY[shown.key]) for row in shown.rows().filter(pk__in=keys).order_by("pk")]
    return ask(request, warehouse, question, here=shown.key, leave=_address(request, shown), names=names, keys=keys)


def _each(request: HttpRequest, shown: DeskList, work: Callable[[int], None], told: str) -> HttpResponse:
    """Do `work` for each chosen row by itself, and tell how many were done."""
    if keys := _keys(request, shown):
        tally = do_each(partial(work, pk) for pk in keys)
        tell_tally(request, tally, told % {"n": tally.done, "all": len(keys)})
    return HttpResponseRedirect(_address(request, shown))


def _keys(request: HttpRequest, shown: DeskList) -> list[int]:
    """None, and it is told, when no row or too many were chosen."""
    try:
        return keys_chosen(shown)
    except InvalidInput as refusal:
        tell(request, refusal)
        return []


def _address(request: HttpRequest, shown: DeskList) -> str:
    return f"{reverse(f'reports:{shown.key}')}?{request.GET.urlencode()}"
