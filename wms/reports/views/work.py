"""Exceptions and tasks for people (异常工单): the list, one item with its facts, claiming, resolving."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from picking.models import Order
from picking.selectors.orders import whole_of
from picking.states import SHORT
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.messages import say
from wms.core.models import AuditEntry, Warehouse, WorkItem
from wms.core.operations.work_items import claim_work_item, resolve_work_item
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.states import WorkItemState
from wms.core.transactions import run
from wms.core.words import word
from wms.reports.item_words import FACTS, UNTOLD, fact_words
from wms.reports.lists.work import WorkList, items_of
from wms.reports.selectors.subjects import page_of
from wms.reports.views.parts import may_lead, part_panel


@require_GET
@desk_page()
def work(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, WorkList, here="work")


@require_GET
@desk_page()
def work_item(request: HttpRequest, warehouse: Warehouse, item_id: int) -> HttpResponse:
    item = get_object_or_404(items_of(warehouse), pk=item_id)
    kept = AuditEntry.objects.filter(subject=f"work_item:{item.pk}").select_related("person").order_by("-pk")
    kept_facts = {name: value for name, value in item.facts.items() if value not in ("", None, [], {})}
    facts = [(word(FACTS, name), fact_words(name, value)) for name, value in kept_facts.items() if name not in UNTOLD]
    short = _short_order(item, warehouse)
    panel = part_panel(short, whole_of(short.pk), leads=may_lead(request, warehouse)) if short else {}
    context = panel | {"item": item, "kept": list(kept), "facts": facts, "subject_url": page_of(item, warehouse)}
    return desk(request, warehouse, "desk/work_item.html", "work", context)


def _short_order(item: WorkItem, warehouse: Warehouse) -> Order | None:
    """The order that an open item about a short pick is about."""
    if item.kind != SHORT or item.state == WorkItemState.RESOLVED:
        return None
    return Order.objects.filter(pk=item.subject_id, warehouse=warehouse).first()


@require_POST
@desk_page()
def claim(request: HttpRequest, warehouse: Warehouse, item_id: int) -> HttpResponse:
    item = get_object_or_404(items_of(warehouse), pk=item_id)
    cause = Cause(source="desk", person=request.user, reference="work")  # type: ignore[arg-type]
    try:
        run(partial(claim_work_item, cause=cause, item_id=item.pk, person=request.user))
    except OperationRefused as refusal:
        _tell(request, refusal)
    return HttpResponseRedirect(reverse("reports:work_item", args=[item.pk]))


@require_POST
@desk_page()
def resolve(request: HttpRequest, warehouse: Warehouse, item_id: int) -> HttpResponse:
    item = get_object_or_404(items_of(warehouse), pk=item_id)
    cause = Cause(source="desk", person=request.user, reference="work")  # type: ignore[arg-type]
    words = request.POST.get("resolution", "")
    try:
        run(partial(resolve_work_item, cause=cause, item_id=item.pk, resolution=words))
    except OperationRefused as refusal:
        _tell(request, refusal)
        return HttpResponseRedirect(reverse("reports:work_item", args=[item.pk]))
    messages.success(request, _("Resolved"))
    return HttpResponseRedirect(reverse("reports:work"))


def _tell(request: HttpRequest, refusal: OperationRefused) -> None:
    if refusal.code == "input.invalid":
        messages.error(request, _("Say how it ended, in 200 characters at most"))
        return
    messages.error(request, say(refusal.code, refusal.facts, translation.get_language() or "zh-hans").text)
