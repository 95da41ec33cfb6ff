"""Floors (楼层): how the planner walks them, what it has against them, and the forms that set both right."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.operations.floor_plans import DOWN, UP, WALLS, remove_connector, save_connector, save_floor_plan
from inventory.selectors.floor_plans import FloorFacts, connectors_of, floors_of
from inventory.words import CONNECTOR_KINDS
from picking.desk.waves import may_act
from picking.floors import cross_aisles_of, problems_of
from wms.core.desk.doors import act, cause_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.messages import PROBLEMS, say
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.words import choices_of, word

MM_MAX = 10_000_000
FLOOR_PROBLEMS = PROBLEMS["floor_plan.invalid"]
WHOLE = re.compile(r"-?\d{1,8}")
WAY = re.compile(r"^\s*(-?\d{1,8})[\s,，]+(-?\d{1,8})[\s,，]+(-?\d{1,8})[\s,，]+(-?\d{1,8})\s*(>?)\s*$")


def _mm(label: Any, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(min_value=-MM_MAX, max_value=MM_MAX, label=label, required=required)


class FloorForm(DeskForm):
    """How one floor is walked; everything may be left empty."""

    start_x_mm = _mm(gettext_lazy("Walks begin at, X (mm)"))
    start_y_mm = _mm(gettext_lazy("Walks begin at, Y (mm)"))
    end_x_mm = _mm(gettext_lazy("Walks end at, X (mm)"))
    end_y_mm = _mm(gettext_lazy("Walks end at, Y (mm)"))
    wall_left_mm = _mm(gettext_lazy("Left wall, X (mm)"))
    wall_right_mm = _mm(gettext_lazy("Right wall, X (mm)"))
    wall_front_mm = _mm(gettext_lazy("Front wall, Y (mm)"))
    wall_back_mm = _mm(gettext_lazy("Back wall, Y (mm)"))
    cross_aisles = forms.RegexField(
        r"^\s*-?\d{1,8}([\s,，、]+-?\d{1,8})*\s*$",
        max_length=600,
        label=gettext_lazy("Cross aisles at Y (mm)"),
        required=False,
        help_text=gettext_lazy("empty: where the bays leave a gap"),
    )
    up = forms.CharField(
        max_length=600,
        label=gettext_lazy("One-way aisles, towards growing Y"),
        required=False,
        help_text=gettext_lazy("like A01, A03"),
    )
    down = forms.CharField(
        max_length=600,
        label=gettext_lazy("One-way aisles, towards falling Y"),
        required=False,
        help_text=gettext_lazy("like A02, A04"),
    )
    ways = forms.CharField(
        max_length=20_000,
        label=gettext_lazy("Ways of an irregular floor"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line: X Y X Y in mm, and > behind it when it is one-way. With any way, one walks along them only"
        ),
    )
    wide = ("cross_aisles", "up", "down", "ways")
    sections = (
        (gettext_lazy("Where walks begin and end"), ("start_x_mm", "start_y_mm", "end_x_mm", "end_y_mm")),
        (gettext_lazy("Walls"), ("wall_left_mm", "wall_right_mm", "wall_front_mm", "wall_back_mm")),
        (gettext_lazy("Aisles and ways"), ("cross_aisles", "up", "down", "ways")),
    )

    def clean_ways(self) -> list[tuple[int, int, int, int, bool]]:
        found = []
        for number, line in enumerate(self.cleaned_data["ways"].splitlines(), start=1):
            if not line.strip():
                continue
            match = WAY.match(line)
            if match is None:
                raise forms.ValidationError(_("Line %(n)d: four numbers, as X Y X Y") % {"n": number})
            x, y, other_x, other_y = map(int, match.groups()[:4])
            found.append((x, y, other_x, other_y, bool(match[5])))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for end in ("start", "end"):
            if (given.get(f"{end}_x_mm") is None) != (given.get(f"{end}_y_mm") is None):
                self.add_error(f"{end}_y_mm", _("X and Y, or neither"))
        both = set(_names(given.get("up", ""))) & set(_names(given.get("down", "")))
        if both:
            self.add_error("down", _("%(aisle)s cannot be one-way both ways") % {"aisle": min(both)})
        return given

    def plan(self) -> dict[str, Any]:
        """What save_floor_plan takes."""
        given = self.cleaned_data
        flows = {name: flow for flow in (UP, DOWN) for name in _names(given[flow])}
        return {
            "cross_aisles_mm": [int(number) for number in WHOLE.findall(given["cross_aisles"])],
            "one_way": flows,
            "ways": given["ways"],
            "walls": {side: given[f"wall_{side}_mm"] for side in WALLS},
            **{
                end: None if given[f"{end}_x_mm"] is None else (given[f"{end}_x_mm"], given[f"{end}_y_mm"])
                for end in ("start", "end")
            },
        }


class ConnectorForm(DeskForm):
    """A lift, stair or ramp: from where to where, and what taking it costs."""

    name = forms.CharField(max_length=20, label=gettext_lazy("Name"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=choices_of(CONNECTOR_KINDS))
    floor = forms.ChoiceField(label=gettext_lazy("From floor"), required=False)
    other_floor = forms.ChoiceField(label=gettext_lazy("To floor"), required=False)
    x_mm = _mm(gettext_lazy("There at X (mm)"), required=True)
    other_x_mm = _mm(gettext_lazy("Out at X (mm)"), required=True)
    y_mm = _mm(gettext_lazy("There at Y (mm)"), required=True)
    other_y_mm = _mm(gettext_lazy("Out at Y (mm)"), required=True)
    seconds = forms.IntegerField(min_value=0, max_value=3600, label=gettext_lazy("Seconds a ride"), required=False)
    metres = forms.DecimalField(
        min_value=0, max_value=1000, decimal_places=1, label=gettext_lazy("Or metres to walk"), required=False
    )
    is_one_way = forms.BooleanField(label=gettext_lazy("One way only"), required=False)

    def __init__(self, *args: Any, floors: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("floor", "other_floor"):
            self.fields[name].choices = [(floor, floor or "–") for floor in floors]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("seconds") is None) == (given.get("metres") is None) and not self.errors:
            self.add_error("metres", word(FLOOR_PROBLEMS, "one_cost"))
        return given


@require_GET
@desk_page()
def floors(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Each floor as the planner walks it, the connectors, and everything that it has against them."""
    language = translation.get_language() or "zh-hans"
    problems = [(say(p.code, p.facts, language), p) for p in problems_of(warehouse.pk)]
    context = {
        "floors": [_shown(facts) for facts in floors_of(warehouse.pk).values()],
        "connectors": connectors_of(warehouse.pk),
        "problems": problems,
        "may_act": may_act(request, warehouse),
    }
    return desk(request, warehouse, "picking/floors.html", "map", context)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def floor(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """?floor= how this floor is walked."""
    name = request.GET.get("floor", "")
    facts = get_floor(warehouse, name)
    form = FloorForm(request.POST or None, initial=_initial(facts))

    def work(given: dict[str, Any]) -> None:
        save_floor_plan(cause=cause_of(request, "floors"), warehouse=warehouse, floor=name, **form.plan())

    return _page(request, warehouse, form, work, _("Floor %(name)s") % {"name": name or "–"})


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def connector(request: HttpRequest, warehouse: Warehouse, connector_id: int | None = None) -> HttpResponse:
    """One connector's form; without an id a new one."""
    found = get_object_or_404(connectors_of(warehouse.pk), pk=connector_id) if connector_id else None
    names = list(floors_of(warehouse.pk)) or [""]
    initial = {name: getattr(found, name) for name in ConnectorForm.base_fields if name != "metres"} if found else {}
    if found and found.length_mm is not None:
        initial["metres"] = found.length_mm / 1000
    form = ConnectorForm(request.POST or None, initial=initial, floors=names)

    def work(given: dict[str, Any]) -> None:
        facts = dict(given)
        metres = facts.pop("metres")
        length = None if metres is None else round(metres * 1000)
        cause = cause_of(request, "floors")
        save_connector(cause=cause, warehouse=warehouse, connector=found, length_mm=length, **facts)

    return _page(request, warehouse, form, work, found.name if found else _("New connector"))


@require_POST
@desk_page(*KEEPERS)
def remove(request: HttpRequest, warehouse: Warehouse, connector_id: int) -> HttpResponse:
    found = get_object_or_404(connectors_of(warehouse.pk), pk=connector_id)
    work = partial(remove_connector, cause=cause_of(request, "floors"), connector=found)
    return act(request, work, _("%(name)s is gone") % {"name": found.name}, reverse("picking:floors"))


def get_floor(warehouse: Warehouse, name: str) -> FloorFacts:
    """The floor of this name; one that nothing lies on yet may be set up beforehand only where a zone has it."""
    return floors_of(warehouse.pk).get(name) or FloorFacts(name[:8])


def _page(request: HttpRequest, warehouse: Warehouse, form: DeskForm, work: Any, title: str) -> HttpResponse:
    back = reverse("picking:floors")
    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=partial(_to, back),
        done=_("Saved"),
        title=title,
        here="map",
        leave=back,
    )


def _to(back: str, _result: None) -> str:
    return back


def _names(text: str) -> list[str]:
    return [name for name in re.split(r"[\s,，、]+", text.strip().upper()) if name]


def _initial(facts: FloorFacts) -> dict[str, Any]:
    plan = facts.plan
    if plan is None:
        return {}
    names = ("start_x_mm", "start_y_mm", "end_x_mm", "end_y_mm", *(f"wall_{side}_mm" for side in WALLS))
    found = {name: getattr(plan, name) for name in names}
    lines = [" ".join(map(str, way[:4])) + (" >" if way[4] else "") for way in plan.ways]
    return {
        **found,
        "cross_aisles": ", ".join(map(str, plan.cross_aisles_mm)),
        UP: ", ".join(name for name, flow in plan.one_way.items() if flow == UP),
        DOWN: ", ".join(name for name, flow in plan.one_way.items() if flow == DOWN),
        "ways": "\n".join(lines),
    }


def _shown(facts: FloorFacts) -> dict[str, Any]:
    return {
        "facts": facts,
        "query": urlencode({"floor": facts.floor}),
        "cross_aisles": cross_aisles_of(facts),
        "one_way": sorted((facts.plan.one_way if facts.plan else {}).items()),
        "ways": len(facts.plan.ways) if facts.plan else 0,
        "start": None if facts.plan is None else facts.plan.start_x_mm,
        "end": None if facts.plan is None else facts.plan.end_x_mm,
    }
