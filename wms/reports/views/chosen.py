"""Acts on chosen orders and exceptions of their lists: held with a reason, released, claimed, resolved with words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from picking.models import Order
from picking.operations.person_hold import REASON_LIMIT, hold_order, release_hold
from wms.core.desk.doors import cause_of, tell
from wms.core.desk.each import do_each, keys_chosen, tell_tally
from wms.core.desk.frame import desk
from wms.core.desk.lists import DeskList
from wms.core.models import Warehouse, WorkItem
from wms.core.operations.work_items import RESOLUTION_LIMIT, claim_work_item, resolve_work_item
from wms.core.refusals import InvalidInput
from wms.core.rights import desk_page
from wms.reports.lists.orders import OrderList
from wms.reports.lists.work import WorkList


@dataclass(frozen=True)
class Question:
    """What is asked before an act: words of 1 to `limit` characters, the same for all the rows that `names` name."""

    title: str
    note: str
    label: str
    field: str
    limit: int
    button: str
    icon: str
    names: list[str]


@require_POST
@desk_page()
def hold_orders(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """First the reason is asked for; then each of them that may be held back is."""
    keys = _keys(request, OrderList(request, warehouse))
    if not keys:
        return _back(request, "orders")
    reason = _words(request, "reason", REASON_LIMIT)
    if not reason:
        numbers = Order.objects.filter(pk__in=keys).order_by("number").values_list("number", flat=True)
        question = Question(
            title=_("Hold %(n)s orders back") % {"n": len(keys)},
            note=_("No wave takes them until they are released. What is on the floor or over is left alone"),
            label=_("Why they are held back"),
            field="reason",
            limit=REASON_LIMIT,
            button=_("Hold back"),
            icon="lock",
            names=list(numbers),
        )
        return _ask(request, warehouse, "orders", keys, question)
    cause = cause_of(request, "orders:hold")
    tally = do_each(partial(hold_order, cause=cause, order_id=pk, reason=reason) for pk in keys)
    tell_tally(request, tally, _("Held back: %(n)s of %(all)s orders") % {"n": tally.done, "all": len(keys)})
    return _back(request, "orders")


@require_POST
@desk_page()
def release_orders(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Those that a person holds go on as far as they can."""
    if keys := _keys(request, OrderList(request, warehouse)):
        cause = cause_of(request, "orders:release")
        tally = do_each(partial(release_hold, cause=cause, order_id=pk) for pk in keys)
        tell_tally(request, tally, _("Released: %(n)s of %(all)s orders") % {"n": tally.done, "all": len(keys)})
    return _back(request, "orders")


@require_POST
@desk_page()
def claim_items(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The person becomes the owner of those that nobody else has."""
    if keys := _keys(request, WorkList(request, warehouse)):
        work = partial(claim_work_item, cause=cause_of(request, "work"), person=request.user)  # type: ignore[arg-type]
        tally = do_each(partial(work, item_id=pk) for pk in keys)
        tell_tally(request, tally, _("Claimed: %(n)s of %(all)s exceptions") % {"n": tally.done, "all": len(keys)})
    return _back(request, "work")


@require_POST
@desk_page()
def resolve_items(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """First it is asked how they ended; then each that is still open is resolved so."""
    keys = _keys(request, WorkList(request, warehouse))
    if not keys:
        return _back(request, "work")
    words = _words(request, "resolution", RESOLUTION_LIMIT)
    if not words:
        labels = WorkItem.objects.filter(pk__in=keys).order_by("subject_label").values_list("subject_label", flat=True)
        question = Question(
            title=_("Resolve %(n)s exceptions") % {"n": len(keys)},
            note=_("The same words are kept with each of them. What is resolved already is left alone"),
            label=_("How they ended"),
            field="resolution",
            limit=RESOLUTION_LIMIT,
            button=_("Resolve"),
            icon="check",
            names=list(labels),
        )
        return _ask(request, warehouse, "work", keys, question)
    cause = cause_of(request, "work")
    tally = do_each(partial(resolve_work_item, cause=cause, item_id=pk, resolution=words) for pk in keys)
    tell_tally(request, tally, _("Resolved: %(n)s of %(all)s exceptions") % {"n": tally.done, "all": len(keys)})
    return _back(request, "work")


def _keys(request: HttpRequest, shown: DeskList) -> list[int]:
    """None, and it is told, when no row or too many were chosen."""
    try:
        return keys_chosen(shown)
    except InvalidInput as refusal:
        tell(request, refusal)
        return []


def _words(request: HttpRequest, field: str, limit: int) -> str:
    """What the person wrote; empty when nothing, or too much."""
    words = " ".join(request.POST.get(field, "").split())
    return words if len(words) <= limit else ""


def _ask(request: HttpRequest, warehouse: Warehouse, here: str, keys: list[int], question: Question) -> HttpResponse:
    """The page that asks; it names the rows one by one, so that what is done is what was shown."""
    is_again = question.field in request.POST
    context = {"ask": question, "keys": keys, "is_again": is_again, "back": _address(request, here)}
    return desk(request, warehouse, "desk/ask_all.html", here, context, status=400 if is_again else 200)


def _address(request: HttpRequest, here: str) -> str:
    return f"{reverse(f'reports:{here}')}?{request.GET.urlencode()}"


def _back(request: HttpRequest, here: str) -> HttpResponse:
    return HttpResponseRedirect(_address(request, here))
