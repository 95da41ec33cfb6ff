"""SKUs (商品): the list, their form, barcodes, threshold, deactivation, labels."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.desk.labels import chosen_labels, sku_pdf
from inventory.desk.sku_list import SkuList
from inventory.models import Sku
from inventory.operations import (
    add_printed_barcode,
    create_sku,
    deactivate_sku,
    edit_sku,
    reactivate_sku,
    remove_barcode,
    set_threshold,
)
from inventory.words import BATTERIES
from wms.core.desk.doors import act, attempt, cause_of, tell
from wms.core.desk.forms import DeskForm, form_page, number_in
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.words import choices_of

LARGEST_MM, LARGEST_GRAMS, MOST_WITHHELD = 100_000, 10_000_000, 100_000_000


class SkuForm(DeskForm):
    """One SKU. Its code is its name everywhere: asked only when it is made."""

    sections = (
        (gettext_lazy("Name"), ("code", "spu", "name_zh", "name_en", "variant_zh", "variant_en")),
        (gettext_lazy("Size and weight"), ("length_mm", "width_mm", "height_mm", "weight_grams")),
        (
            gettext_lazy("Declared to customs"),
            ("customs_name_zh", "customs_name_en", "customs_value_usd", "hs_code"),
        ),
        (
            gettext_lazy("Battery and special goods"),
            ("battery", "is_solid_cosmetic", "is_fragile", "is_special_goods"),
        ),
        (gettext_lazy("On the shelf"), ("look_alike_group", "tracks_lots", "tracks_expiry", "tracks_serials")),
    )

    code = forms.CharField(max_length=64, label=gettext_lazy("SKU code"))
    spu = forms.CharField(max_length=64, label="SPU", required=False)
    name_zh = forms.CharField(max_length=200, label=gettext_lazy("Name in Chinese"))
    name_en = forms.CharField(max_length=200, label=gettext_lazy("Name in English"))
    variant_zh = forms.CharField(max_length=80, label=gettext_lazy("Chinese variant"), required=False)
    variant_en = forms.CharField(max_length=80, label=gettext_lazy("English variant"), required=False)
    length_mm = forms.IntegerField(min_value=1, max_value=LARGEST_MM, label=gettext_lazy("Length (mm)"), required=False)
    width_mm = forms.IntegerField(min_value=1, max_value=LARGEST_MM, label=gettext_lazy("Width (mm)"), required=False)
    height_mm = forms.IntegerField(min_value=1, max_value=LARGEST_MM, label=gettext_lazy("Height (mm)"), required=False)
    weight_grams = forms.IntegerField(
        min_value=1, max_value=LARGEST_GRAMS, label=gettext_lazy("Weight (g)"), required=False
    )
    customs_name_zh = forms.CharField(
        max_length=100,
        label=gettext_lazy("Declared name in Chinese"),
        required=False,
        help_text=gettext_lazy("Empty: the SKU's own name"),
    )
    customs_name_en = forms.CharField(
        max_length=100,
        label=gettext_lazy("Declared name in English"),
        required=False,
        help_text=gettext_lazy("Empty: the SKU's own name"),
    )
    customs_value_usd = forms.DecimalField(
        min_value=Decimal("0.01"),
        max_value=Decimal(1_000_000),
        decimal_places=2,
        label=gettext_lazy("Declared value (USD)"),
        required=False,
        help_text=gettext_lazy("Empty: what the buyer paid"),
    )
    hs_code = forms.RegexField(
        r"^[0-9]{6,10}$",
        label=gettext_lazy("HS code"),
        required=False,
        help_text=gettext_lazy("6 to 10 digits"),
    )
    battery = forms.ChoiceField(label=gettext_lazy("Lithium battery"), choices=choices_of(BATTERIES))
    is_solid_cosmetic = forms.BooleanField(
        label=gettext_lazy("Cosmetic, not liquid"),
        required=False,
        help_text=gettext_lazy("Powder, balm, lipstick"),
    )
    is_fragile = forms.BooleanField(label=gettext_lazy("Fragile"), required=False)
    is_special_goods = forms.BooleanField(
        label=gettext_lazy("Special goods"),
        required=False,
        help_text=gettext_lazy("Magnets, powders, blades: what a carrier must know"),
    )
    look_alike_group = forms.CharField(
        max_length=64,
        label=gettext_lazy("Look-alikes"),
        required=False,
        help_text=gettext_lazy("SKUs of one group never lie side by side"),
    )
    tracks_lots = forms.BooleanField(label=gettext_lazy("Lots"), required=False)
    tracks_expiry = forms.BooleanField(label=gettext_lazy("Expiry"), required=False)
    tracks_serials = forms.BooleanField(label=gettext_lazy("Serial numbers"), required=False)

    def __init__(self, *args: Any, sku: Sku | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sku is not None:
            del self.fields["code"]


@require_GET
@desk_page()
def skus(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, SkuList, here="skus")


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_sku(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = SkuForm(request.POST or None)

    def work(given: dict[str, Any]) -> Sku:
        return create_sku(cause=cause_of(request, "skus"), **given)

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=page_of_sku,
        done=_("Saved. Bind its barcodes below"),
        title=_("New SKU"),
        here="skus",
        leave=reverse("inventory:skus"),
    )


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def edit(request: HttpRequest, warehouse: Warehouse, sku_id: int) -> HttpResponse:
    sku = get_object_or_404(Sku, pk=sku_id)
    form = SkuForm(request.POST or None, sku=sku, initial={name: getattr(sku, name) for name in SkuForm.base_fields})

    def work(given: dict[str, Any]) -> Sku:
        edit_sku(cause=cause_of(request, "skus"), sku=sku, **given)
        return sku

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=page_of_sku,
        done=_("Saved"),
        title=sku.code,
        here="skus",
        leave=page_of_sku(sku),
    )


@require_POST
@desk_page(*KEEPERS)
def add_barcode(request: HttpRequest, warehouse: Warehouse, sku_id: int) -> HttpResponse:
    """POST value, pack_quantity."""
    sku = get_object_or_404(Sku, pk=sku_id)
    work = partial(
        add_printed_barcode,
        cause=cause_of(request, "skus"),
        sku=sku,
        value=request.POST.get("value", ""),
        pack_quantity=number_in(request, "pack_quantity", 1),
    )
    return act(request, work, _("Barcode bound"), page_of_sku(sku))


@require_POST
@desk_page(*KEEPERS)
def drop_barcode(request: HttpRequest, warehouse: Warehouse, sku_id: int, barcode_id: int) -> HttpResponse:
    sku = get_object_or_404(Sku, pk=sku_id)
    work = partial(remove_barcode, cause=cause_of(request, "skus"), sku=sku, barcode_id=barcode_id)
    return act(request, work, _("Barcode removed"), page_of_sku(sku))


@require_POST
@desk_page(*KEEPERS)
def threshold(request: HttpRequest, warehouse: Warehouse, sku_id: int) -> HttpResponse:
    """[M19] POST units: what the front does not see of this SKU at this warehouse."""
    sku = get_object_or_404(Sku, pk=sku_id)
    units = min(number_in(request, "units", -1), MOST_WITHHELD)
    work = partial(set_threshold, cause=cause_of(request, "skus"), warehouse=warehouse, sku=sku, units=units)
    return act(request, work, _("Threshold set"), page_of_sku(sku))


@require_POST
@desk_page(*KEEPERS)
def turn(request: HttpRequest, warehouse: Warehouse, sku_id: int, is_active: bool) -> HttpResponse:
    """POST reason: deactivate, or take into use again."""
    sku = get_object_or_404(Sku, pk=sku_id)
    reason = " ".join(request.POST.get("reason", "").split())[:120]
    work = partial(reactivate_sku if is_active else deactivate_sku, cause=cause_of(request, "skus"), sku=sku)
    done = _("In use again") if is_active else _("Deactivated: no scan finds it any more")
    return act(request, partial(work, reason=reason), done, page_of_sku(sku))


@require_POST
@desk_page()
def print_skus(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """One label of each chosen SKU, as one PDF."""
    chosen, refusal = attempt(lambda: list(SkuList(request, warehouse).chosen().values_list("code", flat=True)))
    if refusal:
        tell(request, refusal)
        return HttpResponseRedirect(reverse("inventory:skus"))
    return chosen_labels(warehouse, chosen or [], "inventory:sku_labels") or sku_pdf(request, warehouse, chosen or [])


def page_of_sku(sku: Sku) -> str:
    return reverse("reports:sku", args=[sku.pk])
