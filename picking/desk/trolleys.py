"""Cart types (车型) of a warehouse: what each carries, its carts, the rules that name it; the form of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from picking.desk.menu import ROUTERS
from picking.models import TrolleyType
from picking.operations.trolleys import SLOTS_MOST, codes_in, codes_of, save_trolley_type
from picking.selectors.trolleys import carts_without_type, spans, trolley_types
from picking.states import PickMode
from wms.core.desk.doors import cause_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.core.templatetags.zhunjian import named

MODES = (
    (PickMode.CLUSTER, gettext_lazy("Cluster")),
    (PickMode.ORDER, gettext_lazy("By order")),
    (PickMode.WALL, gettext_lazy("Put wall")),
    (PickMode.ZONE_PASS, gettext_lazy("Zone pass")),
)


class TrolleyForm(DeskForm):
    """A kind of cart, and which carts are of it."""

    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=60, required=False)
    slots = forms.IntegerField(
        label=gettext_lazy("Slots"),
        min_value=1,
        max_value=SLOTS_MOST,
        initial=8,
        help_text=gettext_lazy("one order each"),
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)
    volume_litres = forms.IntegerField(
        label=gettext_lazy("Carries, l"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("empty: no limit"),
    )
    weight_kg = forms.IntegerField(
        label=gettext_lazy("Carries, kg"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("empty: no limit"),
    )
    modes = forms.MultipleChoiceField(
        label=gettext_lazy("Picked with it"),
        choices=MODES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=[mode for mode, _name in MODES],
    )
    carts = forms.CharField(
        label=gettext_lazy("Carts"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("all carts of this type, like C0001–C0012, C0020"),
    )
    wide = ("modes", "carts")


@require_GET
@desk_page(*ROUTERS)
def types(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Every type, those in use first, and the carts that are of none."""
    rows = [
        (row, [name for mode, name in MODES if mode in row.trolley_type.modes]) for row in trolley_types(warehouse.pk)
    ]
    loose = carts_without_type(warehouse.pk)
    context = {"rows": rows, "loose": loose, "loose_spans": spans(loose)}
    return desk(request, warehouse, "picking/trolleys.html", "trolleys", context)


@require_http_methods(["GET", "POST"])
@desk_page(*ROUTERS)
def trolley_type(request: HttpRequest, warehouse: Warehouse, type_id: int | None = None) -> HttpResponse:
    """One type's form; without an id a new one."""
    found = get_object_or_404(TrolleyType, pk=type_id, warehouse=warehouse) if type_id else None
    initial = {name: getattr(found, name) for name in TrolleyForm.base_fields if name != "carts"} if found else {}
    if found:
        initial["carts"] = spans(codes_of(found))

    def work(given: dict[str, Any]) -> TrolleyType:
        values = {**given, "carts": codes_in(given["carts"])}
        return save_trolley_type(cause=cause_of(request, "trolleys"), warehouse=warehouse, trolley_type=found, **values)

    return form_page(
        request,
        warehouse,
        TrolleyForm(request.POST or None, initial=initial),
        work=work,
        back=_to_types,
        done=_("Saved; waves that are made keep the cart that they were planned for"),
        title=named(found) if found else _("New cart type"),
        here="trolleys",
        leave=reverse("picking:trolley_types"),
    )


def _to_types(_saved: object) -> str:
    return reverse("picking:trolley_types")
