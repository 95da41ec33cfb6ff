"""Warehouses and shops (仓库、店铺): their lists and forms, for administrators."""

from __future__ import annotations

import zoneinfo
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.doors import attempt, cause_of, said_of
from wms.core.desk.frame import desk
from wms.core.desk.house import words
from wms.core.models import AuditEntry, Shop, Warehouse
from wms.core.operations import houses as operations
from wms.core.reach import reach_of
from wms.core.rights import desk_page
from wms.core.states import Role

HISTORY = 20
FIELDS = ("name_zh", "name_en", "kind", "platform_code", "time_zone", "certified_until_on")


@require_GET
@desk_page(Role.ADMINISTRATOR)
def houses(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    context = {
        "houses": _administered(request).order_by("-is_active", "code"),
        "shops": Shop.objects.filter(warehouse=warehouse).order_by("-is_active", "code"),
        "may_make": reach_of(request.user).is_everywhere,  # type: ignore[arg-type]
    }
    return desk(request, warehouse, "core/houses/list.html", "houses", context)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def new_house(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form: dict[str, Any] = {"time_zone": warehouse.time_zone, "kind": "own"}
    if request.method == "GET":
        return _form(request, warehouse, "warehouse", form)
    form = {name: request.POST.get(name, "") for name in ("code", *FIELDS)}
    work = partial(operations.create_warehouse, cause=cause_of(request, "houses"), **form)
    return _done(request, warehouse, work, "warehouse", form)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def house(request: HttpRequest, warehouse: Warehouse, warehouse_id: int) -> HttpResponse:
    found = get_object_or_404(_administered(request), pk=warehouse_id)
    form: dict[str, Any] = {name: getattr(found, name) for name in (*FIELDS, "is_active")}
    form["certified_until_on"] = found.certified_until_on.isoformat() if found.certified_until_on else ""
    if request.method == "GET":
        return _form(request, warehouse, "warehouse", form, found)
    form |= {name: request.POST.get(name, "") for name in FIELDS}
    form["is_active"] = request.POST.get("is_active") == "yes"
    work = partial(operations.edit_warehouse, cause=cause_of(request, "houses"), warehouse=found, **form)
    return _done(request, warehouse, work, "warehouse", form, found)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def new_shop(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    if request.method == "GET":
        return _form(request, warehouse, "shop", {"channel": "aliexpress"})
    form = {name: request.POST.get(name, "") for name in ("code", "name", "channel")}
    work = partial(operations.create_shop, cause=cause_of(request, "houses"), warehouse=warehouse, **form)
    return _done(request, warehouse, work, "shop", form)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def shop(request: HttpRequest, warehouse: Warehouse, shop_id: int) -> HttpResponse:
    found = get_object_or_404(Shop.objects.select_related("warehouse"), pk=shop_id, warehouse=warehouse)
    form: dict[str, Any] = {name: getattr(found, name) for name in ("name", "channel", "is_active")}
    if request.method == "GET":
        return _form(request, warehouse, "shop", form, found)
    form["name"], form["is_active"] = request.POST.get("name", ""), request.POST.get("is_active") == "yes"
    facts = {"name": form["name"], "is_active": form["is_active"]}
    work = partial(operations.edit_shop, cause=cause_of(request, "houses"), shop=found, **facts)
    return _done(request, warehouse, work, "shop", form, found)


def _administered(request: HttpRequest) -> Any:
    """The warehouses, closed ones too, that the one at the desk administers."""
    places = reach_of(request.user).administers  # type: ignore[arg-type]
    rows = Warehouse.objects.all()
    return rows if None in places else rows.filter(pk__in=[place for place in places if place is not None])


def _form(
    request: HttpRequest,
    warehouse: Warehouse,
    kind: str,
    form: dict[str, Any],
    found: Warehouse | Shop | None = None,
    **extra: Any,
) -> HttpResponse:
    subject = f"{kind}:{found.code}" if found else ""
    kept = AuditEntry.objects.filter(subject=subject).select_related("person").order_by("-pk")[:HISTORY]
    context = {
        "kind": kind,
        "form": form,
        "found": found,
        "kept": list(kept) if found else [],
        "kinds": words.WAREHOUSE_KINDS.items(),
        "channels": [("aliexpress", "AliExpress"), ("manual", _("By hand"))],
        "zones": sorted(zoneinfo.available_timezones()),
        "said": extra.get("said"),
    }
    return desk(request, warehouse, "core/houses/form.html", "houses", context, status=extra.get("status", 200))


def _done(
    request: HttpRequest,
    warehouse: Warehouse,
    work: Any,
    kind: str,
    form: dict[str, Any],
    found: Warehouse | Shop | None = None,
) -> HttpResponse:
    _result, refusal = attempt(work)
    if refusal:
        if found:
            found.refresh_from_db()
        return _form(request, warehouse, kind, form, found, said=said_of(refusal), status=refusal.http_status)
    messages.success(request, _("Saved"))
    return HttpResponseRedirect(reverse("core:houses"))
