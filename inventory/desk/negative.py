"""[M22] The switch that lets outbound go below zero: an act with a reason and the warehouse's code, typed."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from inventory.operations.policies import switch_negative_outbound
from wms.core.desk.doors import attempt, cause_of, said_of
from wms.core.desk.frame import desk
from wms.core.errors import NotConfirmed
from wms.core.models import AuditEntry, Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.states import Role

HISTORY = 20


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def negative_outbound(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """POST on=yes|no&reason=…; to switch it on, confirm=<the warehouse's code>, too."""
    if request.method == "GET":
        return _page(request, warehouse, None)
    is_on, reason = request.POST.get("on") == "yes", " ".join(request.POST.get("reason", "").split())[:200]
    if is_on and request.POST.get("confirm", "").strip().upper() != warehouse.code.upper():
        return _page(request, warehouse, NotConfirmed(code=warehouse.code))
    cause = cause_of(request, "negative outbound")
    work = partial(switch_negative_outbound, cause=cause, warehouse=warehouse, is_on=is_on, reason=reason)
    _changed, refusal = attempt(work)
    if refusal:
        return _page(request, warehouse, refusal)
    messages.success(request, _("Switched on; a note stands on every page") if is_on else _("Switched off"))
    return HttpResponseRedirect(reverse("inventory:negative_outbound"))


def _page(request: HttpRequest, warehouse: Warehouse, refusal: OperationRefused | None) -> HttpResponse:
    kept = AuditEntry.objects.filter(warehouse=warehouse, action="stock.negative_outbound")
    context = {
        "kept": list(kept.select_related("person").order_by("-pk")[:HISTORY]),
        "reason": request.POST.get("reason", ""),
        "said": said_of(refusal) if refusal else None,
    }
    status = refusal.http_status if refusal else 200
    return desk(request, warehouse, "core/houses/negative.html", "houses", context, status=status)
