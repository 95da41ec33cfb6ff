"""The rack generator: a form, the floor as it would be while one types, and places that are made like an import."""

from __future__ import annotations

import csv
import io
import re
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.desk.labels import location_pdf
from inventory.desk.rack_picture import draw
from inventory.intake.locations import LocationTable
from inventory.models import Location, Zone
from inventory.racks import BOTH, LEFT, ONE_WAY, RIGHT, SERPENTINE, RackPlan
from inventory.selectors.racks import check_room, next_walk_order, standing
from inventory.words import ZONE_KINDS
from wms.core.desk.doors import cause_of
from wms.core.desk.forms import DeskForm
from wms.core.desk.frame import desk
from wms.core.messages import Said, say
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.states import Role
from wms.core.transactions import run
from wms.core.words import choices_of
from wms.intake.models import Import, ImportStep
from wms.intake.operations.bring import bring_file
from wms.intake.store import keep

BUILDERS = (Role.MANAGER, Role.ADMINISTRATOR)
SHELF_ZONES = ("pick_face", "storage", "quarantine")
MM_MAX = 5_000_000


def whole(label: Any, initial: int, low: int, high: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(min_value=low, max_value=high, label=label, initial=initial, help_text=help_text)


class RackForm(DeskForm):
    """Everything has a value to begin with, so that the picture is there at once."""

    zone = forms.CharField(max_length=16, label=_("Zone code"), initial="PICK")
    zone_kind = forms.ChoiceField(label=_("Kind of a new zone"), choices=choices_of(ZONE_KINDS, SHELF_ZONES))
    pattern = forms.CharField(
        max_length=60,
        label=_("Numbering pattern"),
        initial="A{aisle:2}-{bay:2}-{level}{side}",
        help_text=_("{aisle:2} = aisle in two digits; also {bay}, {level}, {side} (1 left, 2 right)"),
    )
    aisles = whole(_("How many aisles"), 4, 1, 200)
    bays = whole(_("Bays an aisle"), 10, 1, 500)
    levels = whole(_("Levels"), 3, 1, 20)
    sides = forms.ChoiceField(
        label=_("Sides"), choices=((BOTH, _("both sides")), (LEFT, _("left only")), (RIGHT, _("right only")))
    )
    first_aisle = whole(_("First aisle's number"), 1, 0, 9_999)
    first_bay = whole(_("First bay's number"), 1, 0, 9_000)
    first_level = whole(_("First level's number"), 1, 0, 79)
    walk = forms.ChoiceField(
        label=_("Walking order"),
        choices=((SERPENTINE, _("serpentine: up one aisle, down the next")), (ONE_WAY, _("one way: up each aisle"))),
    )
    cross_after = forms.RegexField(
        r"^\s*\d{1,3}(\s*[,，、\s]\s*\d{1,3})*\s*$",
        label=_("Cross aisles behind bays"),
        required=False,
        help_text=_("counted from the aisle's beginning, like 10, 20"),
    )
    x_mm = whole(_("First aisle's middle, X (mm)"), 0, -MM_MAX, MM_MAX)
    y_mm = whole(_("First bay's middle, Y (mm)"), 0, -MM_MAX, MM_MAX)
    aisle_pitch_mm = whole(_("Aisle to aisle (mm)"), 3_600, 500, 50_000)
    bay_mm = whole(_("Bay to bay (mm)"), 1_200, 100, 20_000)
    half_width_mm = whole(_("Aisle's middle to a place (mm)"), 700, 100, 20_000)
    cross_width_mm = whole(_("Cross aisle's width (mm)"), 2_400, 500, 50_000)
    capacity_units = forms.IntegerField(
        min_value=1, max_value=10_000_000, label=_("Room for"), required=False, help_text=_("units; empty: no limit")
    )
    check_digits = forms.TypedChoiceField(
        label=_("Check digits"),
        coerce=int,
        choices=((2, _("two digits")), (3, _("three digits")), (0, _("no check digits"))),
    )
    wide = ("pattern", "walk", "cross_after")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        pitch, half = given.get("aisle_pitch_mm"), given.get("half_width_mm")
        if pitch and half and pitch < 2 * half:
            self.add_error("aisle_pitch_mm", _("Aisles would overlap: at least twice the distance to a place"))
        return given

    def plan(self, first_walk: int) -> RackPlan:
        given = self.cleaned_data
        names = ("pattern", "aisles", "bays", "levels", "sides", "first_aisle", "first_bay", "first_level", "walk")
        lengths = ("x_mm", "y_mm", "aisle_pitch_mm", "bay_mm", "half_width_mm", "cross_width_mm", "check_digits")
        crossed = {int(number) for number in re.findall(r"\d+", given["cross_after"] or "")}
        cross = tuple(sorted(number for number in crossed if 0 < number < given["bays"]))
        return RackPlan(**{name: given[name] for name in (*names, *lengths)}, cross_after=cross, first_walk=first_walk)


@require_http_methods(["GET", "POST"])
@desk_page(*BUILDERS)
def racks(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET: the form and its picture. POST: make the places, as an import that has been seen already."""
    form = RackForm(request.POST or _first_wishes(warehouse))
    context = picture_context(warehouse, form)
    if request.method == "POST" and context.get("plan") and not context["refused"]:
        row = _make(request, warehouse, form, context["plan"])
        return HttpResponseRedirect(f"{reverse('intake:import', args=[row.pk])}?w={warehouse.code}")
    return desk(request, warehouse, "inventory/racks.html", "places", {"form": form, **context})


@require_GET
@desk_page(*BUILDERS)
def picture(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The picture, the count and the first and last codes of what the form says right now."""
    context = picture_context(warehouse, RackForm(request.GET))
    return render(request, "inventory/_rack_picture.html", context)


@require_GET
@desk_page(*BUILDERS)
def labels(request: HttpRequest, warehouse: Warehouse, import_id: int, step: int) -> HttpResponse:
    """The labels of the places that one chunk of an import made, and that are still there."""
    row = get_object_or_404(Import, pk=import_id, warehouse=warehouse, kind=LocationTable.name)
    journal = get_object_or_404(ImportStep, of=row, number=step, undone_at=None).journal
    codes = list(Location.objects.filter(pk__in=journal["made"]).order_by("walk_order").values_list("code", flat=True))
    if not codes:
        raise Http404
    return location_pdf(request, warehouse, codes)


def _first_wishes(warehouse: Warehouse) -> dict[str, Any]:
    """What the form begins with: right of whatever stands, numbered on."""
    wishes = {name: field.initial for name, field in RackForm.base_fields.items() if field.initial is not None}
    there = standing(warehouse)
    wishes["zone_kind"], wishes["sides"], wishes["walk"], wishes["check_digits"] = "pick_face", BOTH, SERPENTINE, 2
    if there:
        wishes["x_mm"] = max(x for x, _ in there) + int(wishes["aisle_pitch_mm"])
        wishes["y_mm"] = min(y for _, y in there)
        wishes["pattern"] = "B" + str(wishes["pattern"])[1:]
    return wishes


def picture_context(warehouse: Warehouse, form: RackForm) -> dict[str, Any]:
    if not form.is_valid():
        return {"refused": None, "wrong": [(form.fields[name].label, said[0]) for name, said in form.errors.items()]}
    plan = form.plan(next_walk_order(warehouse))
    refused: Said | None = None
    try:
        places = plan.places
        check_room(warehouse, places)
    except OperationRefused as refusal:
        refused = say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")
        places = ()
    is_drawable = plan.aisles * plan.bays <= 40_000
    drawn = draw(plan, standing(warehouse)) if is_drawable else None
    first, last = (places[0].code, places[-1].code) if places else ("", "")
    return {"plan": plan, "refused": refused, "picture": drawn, "first": first, "last": last, "count": plan.count}


def _make(request: HttpRequest, warehouse: Warehouse, form: RackForm, plan: RackPlan) -> Import:
    """The same road as a file: a table of locations, checked, written in chunks, undoable."""
    first, last = plan.aisle_name(plan.first_aisle), plan.aisle_name(plan.first_aisle + plan.aisles - 1)
    table = LocationTable()
    act = partial(
        bring_file,
        cause=cause_of(request, "racks"),
        kind=table,
        warehouse=warehouse,
        kept=keep([_table_of(warehouse, form, plan)]),
        name=f"{first}–{last} ({plan.count}).csv",
        accepts_itself=True,
    )
    return run(act)


def _table_of(warehouse: Warehouse, form: RackForm, plan: RackPlan) -> bytes:
    given = form.cleaned_data
    is_new = not Zone.objects.filter(warehouse=warehouse, code=given["zone"]).exists()
    names = ("code", "aisle", "bay", "level", "side", "x_mm", "y_mm", "walk_order", "check_digits")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*names, "zone", "zone_kind", "capacity_units"])
    rest = [given["zone"], given["zone_kind"] if is_new else "", given["capacity_units"] or ""]
    writer.writerows([*(getattr(place, name) for name in names), *rest] for place in plan.places)
    return text.getvalue().encode()
