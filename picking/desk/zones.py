"""Zones of zone pass (分区接力) at the desk: where totes wait for each, who picks there, what waits now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from picking.desk.waves import MAY_ACT, may_act
from picking.models import PickZone
from picking.operations.wave_control import pickers_of
from picking.operations.zones import save_pick_zone
from picking.selectors.zones import zone_rows
from wms.core.desk.doors import cause_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.core.templatetags.zhunjian import named


class ZoneForm(DeskForm):
    """The warehouse's pickers are offered; nobody ticked means everybody."""

    point = forms.CharField(
        label=gettext_lazy("Pass point"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("a place's code; the zone before lays its totes there"),
    )
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who picks here"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("who is ticked in no zone picks in all of them"),
    )
    wide = ("people",)

    def __init__(self, warehouse: Warehouse, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (person.pk, person.name) for person in pickers_of(warehouse)
        ]


@require_GET
@desk_page()
def zones(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Every zone that people pick in, in the order in which totes go through them."""
    context = {"rows": zone_rows(warehouse.pk), "may_act": may_act(request, warehouse)}
    return desk(request, warehouse, "picking/zones.html", "waves", context)


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_ACT)
def zone(request: HttpRequest, warehouse: Warehouse, zone_id: int) -> HttpResponse:
    """One zone's pass point and people."""
    found = get_object_or_404(warehouse.zones, pk=zone_id)
    row = PickZone.objects.filter(zone=found).select_related("point").first()
    initial = {}
    if row is not None:
        initial = {
            "point": row.point.code if row.point else "",
            "people": list(row.people.values_list("pk", flat=True)),
        }

    def work(given: dict[str, Any]) -> PickZone:
        return save_pick_zone(cause=cause_of(request, "zones"), warehouse=warehouse, zone=found, **given)

    return form_page(
        request,
        warehouse,
        ZoneForm(warehouse, request.POST or None, initial=initial),
        work=work,
        back=_to_zones,
        done=_("Saved; totes that wait stay where they were laid"),
        title=f"{found.code} {named(found)}",
        here="waves",
        leave=reverse("picking:zones"),
    )


def _to_zones(_saved: object) -> str:
    return reverse("picking:zones")
