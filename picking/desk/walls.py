"""Put walls (分播墙) at the desk: what stands in each slot now, a wall made or renamed, its labels."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.paper import handling_unit_contents
from picking.desk.waves import MAY_ACT, may_act
from picking.models import PutWall
from picking.operations.walls import SLOTS_MOST, make_wall, rename_wall, switch_wall
from picking.selectors.walls import COLLECTING, COMPLETE, FREE, PUT_BACK, SlotFacts, batch_totes, wall_picture
from wms.core.desk.doors import act, cause_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.desk.pdf import dpi_of, printed
from wms.core.models import Warehouse
from wms.core.paper.labels import handling_unit_labels
from wms.core.rights import desk_page

SIDE_MOST = 33
CELL_WIDTH, CELL_HEIGHT, CELL_GAP = 88, 48, 6


class WallForm(DeskForm):
    """A new wall. Its code and size stand on its labels, and never change."""

    code = forms.RegexField(
        r"^\s*[A-Za-z0-9]{1,4}\s*$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("1 to 4 letters or digits; slots are called A-01, A-02, …"),
    )
    rows = forms.IntegerField(label=gettext_lazy("Rows"), min_value=1, max_value=SIDE_MOST, initial=4)
    columns = forms.IntegerField(label=gettext_lazy("Columns"), min_value=1, max_value=SIDE_MOST, initial=6)
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("rows") or 0) * (given.get("columns") or 0) > SLOTS_MOST:
            self.add_error("columns", _("At most %(limit_value)s") % {"limit_value": f"{SLOTS_MOST} {_('slots')}"})
        return given


class WallNameForm(DeskForm):
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=60, required=False)


@require_GET
@desk_page()
def walls(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Every wall as it stands, and the totes that wait for one."""
    rows = PutWall.objects.filter(warehouse=warehouse).order_by("-is_active", "code")
    context = {
        "walls": [_shown(wall) for wall in rows],
        "totes": batch_totes(warehouse.pk),
        "may_act": may_act(request, warehouse),
    }
    return desk(request, warehouse, "picking/walls.html", "waves", context)


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_ACT)
def new_wall(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    def work(given: dict[str, Any]) -> PutWall:
        return make_wall(cause=cause_of(request, "walls"), warehouse=warehouse, **given)

    return form_page(
        request,
        warehouse,
        WallForm(request.POST or None),
        work=work,
        back=_to_walls,
        done=_("The wall is made: print its labels"),
        title=_("New put wall"),
        here="waves",
        leave=reverse("picking:walls"),
    )


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_ACT)
def wall(request: HttpRequest, warehouse: Warehouse, wall_id: int) -> HttpResponse:
    """Other words for a wall."""
    found = get_object_or_404(PutWall, pk=wall_id, warehouse=warehouse)

    def work(given: dict[str, Any]) -> bool:
        return rename_wall(cause=cause_of(request, "walls"), wall=found, **given)

    initial = {"name_zh": found.name_zh, "name_en": found.name_en}
    return form_page(
        request,
        warehouse,
        WallNameForm(request.POST or None, initial=initial),
        work=work,
        back=_to_walls,
        done=_("Saved"),
        title=_("Put wall %(code)s") % {"code": found.code},
        here="waves",
        leave=reverse("picking:walls"),
    )


@require_POST
@desk_page(*MAY_ACT)
def switch(request: HttpRequest, warehouse: Warehouse, wall_id: int) -> HttpResponse:
    """In use, or not."""
    found = get_object_or_404(PutWall, pk=wall_id, warehouse=warehouse)
    work = partial(switch_wall, cause=cause_of(request, "walls"), wall=found, is_active=not found.is_active)
    done = _("The wall is out of use") if found.is_active else _("The wall is in use")
    return act(request, work, done, reverse("picking:walls"))


@require_GET
@desk_page(*MAY_ACT)
def labels(request: HttpRequest, warehouse: Warehouse, wall_id: int) -> HttpResponse:
    """GET ?dpi=203: one label a slot, with its colour and shape, its number, and its check character in the bars."""
    found = get_object_or_404(PutWall, pk=wall_id, warehouse=warehouse)
    codes = list(found.slots.values_list("handling_unit__code", flat=True))

    def made(language: str) -> bytes:
        contents = handling_unit_contents(warehouse, codes, language=language)
        return handling_unit_labels(contents, dpi=dpi_of(request), language=language)

    return printed(made, f"{warehouse.code}-wall-{found.code}.pdf")


def _shown(found: PutWall) -> dict[str, Any]:
    picture = wall_picture(found)
    counts = {state: sum(slot.state == state for slot in picture) for state in (COLLECTING, COMPLETE, PUT_BACK, FREE)}
    return {
        "wall": found,
        "counts": counts,
        "cells": [_cell(slot) for slot in picture],
        "used": [slot for slot in picture if slot.state != FREE],
        "width": found.columns * (CELL_WIDTH + CELL_GAP) - CELL_GAP + 2,
        "height": found.rows * (CELL_HEIGHT + CELL_GAP) - CELL_GAP + 2,
    }


def _cell(facts: SlotFacts) -> dict[str, Any]:
    left = (CELL_WIDTH + CELL_GAP) * (facts.slot.column - 1)
    top = (CELL_HEIGHT + CELL_GAP) * (facts.slot.row - 1)
    return {
        "facts": facts,
        "x": left,
        "y": top,
        "code_x": left + CELL_WIDTH // 2,
        "code_y": top + 20,
        "note_y": top + 37,
    }


def _to_walls(_done: object) -> str:
    return reverse("picking:walls")
