"""Logistics (物流): which services a shop's parcels may go by, and the warehouse's own carriers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from packing.operations.own_carrier import CarrierFacts, save_carrier
from packing.selectors.carriers import own_carriers_at
from wms.aliexpress.models import LogisticsRule
from wms.aliexpress.operations.logistics import save_rule
from wms.core.desk.doors import cause_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.models import Shop, Warehouse
from wms.core.rights import desk_page


class RuleForm(DeskForm):
    """A shop's services, one a line."""

    wide = ("preferred",)
    preferred = forms.CharField(
        label=gettext_lazy("Preferred services, one a line"),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("The order's promised service comes first; an own carrier can always be had"),
    )

    first_mile = forms.ChoiceField(
        label=gettext_lazy("First mile"),
        required=False,
        choices=(
            ("", gettext_lazy("Single parcels, no batches")),
            (LogisticsRule.FirstMile.PICKUP, gettext_lazy("Cainiao picks bags up")),
            (LogisticsRule.FirstMile.POST, gettext_lazy("Bags are posted")),
            (LogisticsRule.FirstMile.SEND, gettext_lazy("Bags are brought")),
        ),
        help_text=gettext_lazy("Batches are committed when a manifest is closed"),
    )
    hs_countries = forms.CharField(
        label=gettext_lazy("Countries that need HS codes"),
        required=False,
        max_length=110,
        help_text=gettext_lazy("Such as ES, FR; * for all. Without its HS code a SKU gets no waybill there"),
    )


class CarrierForm(DeskForm):
    """One of the warehouse's own carriers; its service is its name everywhere: asked only when it is made."""

    service = forms.CharField(
        max_length=60, label=gettext_lazy("Service"), help_text=gettext_lazy("The platform's name of it, such as DHL")
    )
    name = forms.CharField(max_length=80, label=gettext_lazy("Name"))
    number_pattern = forms.CharField(
        max_length=120,
        label=gettext_lazy("Number pattern"),
        help_text=gettext_lazy("A regular expression that a whole tracking number matches, such as [0-9]{10}"),
    )
    tracking_website = forms.URLField(
        max_length=200,
        label=gettext_lazy("Tracking website"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Services that begin with OTHER_ need it"),
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["service"]


@require_GET
@desk_page()
def logistics(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Each shop's services in order, and the carriers that the warehouse has contracts with."""
    shops = Shop.objects.filter(warehouse=warehouse, channel=Shop.Channel.ALIEXPRESS, is_active=True).order_by("name")
    rules = {rule.shop_id: rule for rule in LogisticsRule.objects.filter(shop__in=shops)}
    found = [{"shop": shop, "rule": rules.get(shop.pk)} for shop in shops]
    context = {"shops": found, "carriers": own_carriers_at(warehouse.pk)}
    return desk(request, warehouse, "aliexpress/logistics.html", "logistics", context)


@require_http_methods(["GET", "POST"])
@desk_page()
def rule(request: HttpRequest, warehouse: Warehouse, shop_id: int) -> HttpResponse:
    shop = get_object_or_404(Shop, pk=shop_id, warehouse=warehouse, channel=Shop.Channel.ALIEXPRESS)
    known = LogisticsRule.objects.filter(shop=shop).first()
    initial = {"preferred": "\n".join(known.preferred), "first_mile": known.first_mile} if known else {}
    initial |= {"hs_countries": known.hs_countries} if known else {}
    form = RuleForm(request.POST or None, initial=initial)

    def work(given: dict[str, Any]) -> LogisticsRule:
        cause, lines = cause_of(request, "logistics"), given["preferred"].splitlines()
        more = {name: given[name] for name in ("first_mile", "hs_countries")}
        return save_rule(cause=cause, shop=shop, preferred=lines, **more)

    return _form(request, warehouse, form, work, shop.name)


@require_http_methods(["GET", "POST"])
@desk_page()
def new_carrier(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = CarrierForm(request.POST or None, is_new=True)
    return _form(request, warehouse, form, partial(_save, request, warehouse), _("New own carrier"))


@require_http_methods(["GET", "POST"])
@desk_page()
def carrier(request: HttpRequest, warehouse: Warehouse, carrier_id: int) -> HttpResponse:
    row = get_object_or_404(warehouse.own_carriers, pk=carrier_id)
    initial = {name: getattr(row, name) for name in CarrierForm.base_fields}
    form = CarrierForm(request.POST or None, is_new=False, initial=initial)
    work = partial(_save, request, warehouse, service=row.service)
    return _form(request, warehouse, form, work, f"{row.name} · {row.service}")


def _save(request: HttpRequest, warehouse: Warehouse, given: dict[str, Any], service: str = "") -> object:
    facts = CarrierFacts(**{**given, "service": service or given["service"].strip().upper()})
    return save_carrier(cause=cause_of(request, "logistics"), warehouse=warehouse, facts=facts)


def _form(request: HttpRequest, warehouse: Warehouse, form: DeskForm, work: Any, title: str) -> HttpResponse:
    home = reverse("aliexpress:logistics")
    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=lambda _made: home,
        done=_("Saved"),
        title=title,
        here="logistics",
        leave=home,
    )
