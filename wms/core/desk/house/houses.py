"""Warehouses and shops (仓库、店铺): their lists and forms, for administrators."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.doors import cause_of
from wms.core.desk.frame import desk
from wms.core.desk.house import words
from wms.core.desk.house.kept_forms import KeptForm, kept_page
from wms.core.models import Shop, Warehouse
from wms.core.operations import houses as operations
from wms.core.reach import reach_of
from wms.core.rights import desk_page
from wms.core.states import Role


class HouseForm(KeptForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=16,
        help_text=gettext_lazy("2 to 16 capitals, digits, - or _; kept for good"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(words.WAREHOUSE_KINDS.items()), initial="own")
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=80)
    platform_code = forms.CharField(label=gettext_lazy("Platform code"), max_length=40, required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    certified_until_on = forms.DateField(
        label=gettext_lazy("Certified until"),
        required=False,
        help_text=gettext_lazy("Choice and X-day orders leave only from a certified warehouse"),
    )
    pickup_contact = forms.CharField(
        label=gettext_lazy("Pickup contact"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Whom the carrier calls that comes for bags"),
    )
    pickup_phone = forms.CharField(label=gettext_lazy("Pickup phone"), max_length=30, required=False)
    pickup_country = forms.CharField(
        label=gettext_lazy("Country (two letters)"), max_length=2, required=False, initial="CN"
    )
    pickup_province = forms.CharField(label=gettext_lazy("Province"), max_length=60, required=False)
    pickup_city = forms.CharField(label=gettext_lazy("City"), max_length=60, required=False)
    pickup_district = forms.CharField(label=gettext_lazy("District"), max_length=60, required=False)
    pickup_street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    pickup_postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    has_serials_at_receipt = forms.BooleanField(
        label=gettext_lazy("Serial numbers at receipt"),
        required=False,
        help_text=gettext_lazy("The bench then takes only numbers that were received here"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]

    def clean_certified_until_on(self) -> str:
        """As the operation takes it."""
        day = self.cleaned_data["certified_until_on"]
        return day.isoformat() if day else ""


class ShopForm(KeptForm):
    code = HouseForm.base_fields["code"]
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[("aliexpress", "AliExpress"), ("manual", gettext_lazy("By hand"))]
    )
    once = ("code", "channel")


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
    form = HouseForm(request.POST or None, initial={"time_zone": warehouse.time_zone})

    def work(given: dict[str, Any]) -> Warehouse:
        return operations.create_warehouse(cause=cause_of(request, "houses"), **given)

    return kept_page(request, warehouse, form, kind="warehouse", here="houses", title=_("New warehouse"), work=work)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def house(request: HttpRequest, warehouse: Warehouse, warehouse_id: int) -> HttpResponse:
    found = get_object_or_404(_administered(request), pk=warehouse_id)
    form = HouseForm(request.POST or None, found=found)

    def work(given: dict[str, Any]) -> bool:
        return operations.edit_warehouse(cause=cause_of(request, "houses"), warehouse=found, **given)

    return kept_page(request, warehouse, form, kind="warehouse", here="houses", title="", work=work, found=found)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def new_shop(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    def work(given: dict[str, Any]) -> Shop:
        return operations.create_shop(cause=cause_of(request, "houses"), warehouse=warehouse, **given)

    form = ShopForm(request.POST or None)
    return kept_page(request, warehouse, form, kind="shop", here="houses", title=_("New shop"), work=work)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def shop(request: HttpRequest, warehouse: Warehouse, shop_id: int) -> HttpResponse:
    found = get_object_or_404(Shop.objects.select_related("warehouse"), pk=shop_id, warehouse=warehouse)

    def work(given: dict[str, Any]) -> bool:
        return operations.edit_shop(cause=cause_of(request, "houses"), shop=found, **given)

    form = ShopForm(request.POST or None, found=found)
    return kept_page(request, warehouse, form, kind="shop", here="houses", title="", work=work, found=found)


def _administered(request: HttpRequest) -> Any:
    """The warehouses, closed ones too, that the one at the desk administers."""
    places = reach_of(request.user).administers  # type: ignore[arg-type]
    rows = Warehouse.objects.all()
    return rows if None in places else rows.filter(pk__in=[place for place in places if place is not None])
