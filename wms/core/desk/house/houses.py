"""Warehouses and shops (仓库、店铺): their lists and forms, for administrators."""

from __future__ import annotations

import zoneinfo
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.doors import cause_of
from wms.core.desk.frame import desk
from wms.core.desk.house import words
from wms.core.desk.house.kept_forms import KeptForms
from wms.core.models import Shop, Warehouse
from wms.core.operations import houses as operations
from wms.core.reach import reach_of
from wms.core.rights import desk_page
from wms.core.states import Role

FIELDS = ("name_zh", "name_en", "kind", "platform_code", "time_zone", "certified_until_on")


def _choices(warehouse: Warehouse) -> dict[str, Any]:
    return {
        "kinds": words.WAREHOUSE_KINDS.items(),
        "channels": [("aliexpress", "AliExpress"), ("manual", _("By hand"))],
        "zones": sorted(zoneinfo.available_timezones()),
    }


FORMS = KeptForms("core/houses/form.html", "houses", _choices)


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
        return FORMS.show(request, warehouse, "warehouse", form)
    form = {name: request.POST.get(name, "") for name in ("code", *FIELDS)}
    work = partial(operations.create_warehouse, cause=cause_of(request, "houses"), **form)
    return FORMS.save(request, warehouse, work, "warehouse", form)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def house(request: HttpRequest, warehouse: Warehouse, warehouse_id: int) -> HttpResponse:
    found = get_object_or_404(_administered(request), pk=warehouse_id)
    form: dict[str, Any] = {name: getattr(found, name) for name in (*FIELDS, "is_active")}
    form["certified_until_on"] = found.certified_until_on.isoformat() if found.certified_until_on else ""
    if request.method == "GET":
        return FORMS.show(request, warehouse, "warehouse", form, found)
    form |= {name: request.POST.get(name, "") for name in FIELDS}
    form["is_active"] = request.POST.get("is_active") == "yes"
    work = partial(operations.edit_warehouse, cause=cause_of(request, "houses"), warehouse=found, **form)
    return FORMS.save(request, warehouse, work, "warehouse", form, found)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def new_shop(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    if request.method == "GET":
        return FORMS.show(request, warehouse, "shop", {"channel": "aliexpress"})
    form = {name: request.POST.get(name, "") for name in ("code", "name", "channel")}
    work = partial(operations.create_shop, cause=cause_of(request, "houses"), warehouse=warehouse, **form)
    return FORMS.save(request, warehouse, work, "shop", form)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def shop(request: HttpRequest, warehouse: Warehouse, shop_id: int) -> HttpResponse:
    found = get_object_or_404(Shop.objects.select_related("warehouse"), pk=shop_id, warehouse=warehouse)
    form: dict[str, Any] = {name: getattr(found, name) for name in ("name", "channel", "is_active")}
    if request.method == "GET":
        return FORMS.show(request, warehouse, "shop", form, found)
    form["name"], form["is_active"] = request.POST.get("name", ""), request.POST.get("is_active") == "yes"
    facts = {"name": form["name"], "is_active": form["is_active"]}
    work = partial(operations.edit_shop, cause=cause_of(request, "houses"), shop=found, **facts)
    return FORMS.save(request, warehouse, work, "shop", form, found)


def _administered(request: HttpRequest) -> Any:
    """The warehouses, closed ones too, that the one at the desk administers."""
    places = reach_of(request.user).administers  # type: ignore[arg-type]
    rows = Warehouse.objects.all()
    return rows if None in places else rows.filter(pk__in=[place for place in places if place is not None])
