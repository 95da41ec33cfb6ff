"""The floor map: heat of picks, stock or mix-ups by one switch, walks of a wave over it, a table behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from inventory.selectors.floor import storage_places
from picking.models import PickList, Wave
from picking.selectors import floor_map as floor
from picking.selectors.floor_map import FloorMap
from picking.selectors.floor_walks import Drawing, Route
from picking.selectors.halts import first_come_stops, lists_to_show, stops_of
from picking.selectors.zone_walks import Part, parts_of_walk
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page

MOST_ROUTES, TOP_STEP = 6, 5
BEFORE = "before"


@dataclass(frozen=True)
class Comparison:
    """The same orders first come, first on a cart, against the plan, both as the planner measured them; millimetres."""

    before_mm: int
    after_mm: int

    @classmethod
    def of(cls, wave: Wave) -> Comparison | None:
        """None when the planner has not measured both: no coordinates, or the wave was split or merged since."""
        if wave.first_come_mm is None or wave.walk_mm is None:
            return None
        return cls(wave.first_come_mm, wave.walk_mm)

    @property
    def less_percent(self) -> int:
        return round(100 * (1 - self.after_mm / self.before_mm)) if self.before_mm else 0


@require_GET
@desk_page()
def floor_map(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """?show=picks|stock|mix_ups, ?floor= which one; ?wave= lays the wave's walks over it, ?list= two of them,
    ?plan=before compares.
    """
    now = timezone.now()
    kind = request.GET.get("show", floor.HEAT)
    kind = kind if kind in floor.KINDS else floor.HEAT
    wave = _wave(request, warehouse)
    drawing = floor.drawing_of(warehouse.pk)
    context: dict[str, Any] = {
        "kind": kind,
        "map": None,
        "wave": wave,
        "waves": Wave.objects.filter(warehouse=warehouse, pick_lists__isnull=False).distinct().order_by("-pk")[:12],
        "days": floor.DAYS,
    }
    if not drawing.floors:
        return desk(
            request, warehouse, "picking/floor_map.html", "map", {**context, "places": storage_places(warehouse.pk)}
        )
    walks = _walks(request, wave) if wave is not None else Walks()
    shown = _floor(request, drawing, walks)
    found = floor.floor_map(warehouse, kind, now, drawing, shown)
    routes = walks.routes(drawing, shown)
    context |= {"map": found, "cells": cells_svg(found), "rows": table_rows(found), "legend": legend_of(found)}
    context |= {"floor": shown, "tabs": _tabs(request, drawing, walks, shown), "lifts": _lifts(drawing, shown)}
    context |= {"walks": walks, "routes": routes, "to": _addresses(request, wave, shown)}
    return desk(request, warehouse, "picking/floor_map.html", "map", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _wave(request: HttpRequest, warehouse: Warehouse) -> Wave | None:
    if not request.GET.get("wave"):
        return None
    return get_object_or_404(Wave, pk=_number(request.GET["wave"]), warehouse=warehouse)


@dataclass(frozen=True)
class Walks:
    """What is laid over the floors: at most two walks, in parts where they are passed on, and what one may choose."""

    drawn: tuple[Part, ...] = ()
    lists: tuple[PickList, ...] = ()
    chosen: tuple[int, ...] = ()
    comparison: Comparison | None = None
    is_before: bool = False

    def routes(self, drawing: Drawing, shown: str) -> list[Route]:
        return [
            (drawing.within(part.site) if part.site else drawing).route(
                part.label, part.style, part.halts, shown, part.walk_mm
            )
            for part in self.drawn
        ]

    @property
    def is_as_drawn(self) -> bool:
        """Whether the lengths told are those of the drawing."""
        return self.is_before or any(part.walk_mm is None for part in self.drawn)


def _walks(request: HttpRequest, wave: Wave) -> Walks:
    """The chosen lists' walks, or before and after."""
    lists = lists_to_show(wave)
    stops = stops_of(lists)
    compared = Comparison.of(wave)
    if request.GET.get("plan") == BEFORE:
        planned = [stops.get(walk.pk, []) for walk in lists]
        both = [(_("Planned"), planned), (_("First come"), first_come_stops(wave, wave.trolley_slots))]
        shown = [(label, walks[0]) for label, walks in both if walks]
        drawn = tuple(Part(label, halts, None, style) for style, (label, halts) in enumerate(shown, start=1))
        return Walks(drawn, tuple(lists), (), compared, is_before=True)
    wanted = {_number(each) for each in request.GET.getlist("list")}
    chosen = [walk for walk in lists if walk.pk in wanted][:2] or lists[:2]
    parts = [parts_of_walk(walk, stops.get(walk.pk, []), style) for style, walk in enumerate(chosen, start=1)]
    drawn = tuple(part for each in parts for part in each)
    if len(chosen) == 1:  # of one list alone each zone's part is told from the next
        drawn = tuple(replace(part, style=at % 2 + 1) for at, part in enumerate(drawn))
    return Walks(drawn, tuple(lists), tuple(walk.pk for walk in chosen), compared)


def _floor(request: HttpRequest, drawing: Drawing, walks: Walks) -> str:
    """The asked one, else where the first walk has its first stop, else the first by name."""
    asked = request.GET.get("floor")
    if asked in drawing.scales:
        return asked
    halts = (pk for part in walks.drawn for pk, _units in part.halts if pk in drawing.places)
    first = next(halts, None)
    return drawing.places[first].floor if first is not None else drawing.floors[0]


def _tabs(request: HttpRequest, drawing: Drawing, walks: Walks, shown: str) -> list[dict[str, Any]]:
    """One a floor, with how many of the walks' stops lie there; none where there is one floor alone."""
    if len(drawing.floors) < 2:
        return []
    stops = Counter(
        drawing.places[pk].floor for part in walks.drawn for pk, _units in part.halts if pk in drawing.places
    )
    return [
        {"name": name, "query": _query(request, floor=name), "is_on": name == shown, "stops": stops[name]}
        for name in drawing.floors
    ]


def _lifts(drawing: Drawing, shown: str) -> list[dict[str, Any]]:
    """The connectors of a floor as they are drawn."""
    scale = drawing.scales[shown]
    return [
        {"ride": ride, "x": scale.x(ride.at.x_mm), "y": scale.y(ride.at.y_mm)} for ride in drawing.rides_from(shown)
    ]


def _addresses(request: HttpRequest, wave: Wave | None, shown: str) -> dict[str, str]:
    """Where the page's switches lead: the same floor and wave, another kind of heat or other walks."""
    kept = {"floor": shown, **({"wave": str(wave.pk)} if wave is not None else {})}
    kinds = {kind: urlencode({"show": kind, **kept}) for kind in floor.KINDS}
    now = {"show": request.GET.get("show", floor.HEAT), **kept}
    return {**kinds, "lists": urlencode(now), "both": urlencode({**now, "plan": BEFORE})}


def _query(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


def cells_svg(found: FloorMap) -> SafeString:
    """Each place: a link, its name and number as title, lightness by step, hatch on the highest. Made at once: a
    template's loop over thousands of places would cost a second.
    """
    prefix = reverse("reports:place", args=[0]).rsplit("0", 1)[0]
    cells = format_html_join(
        "",
        '<a href="{}{}/"><title>{} · {}</title>'
        '<rect class="cell h{}" x="{}" y="{}" width="{}" height="{}" rx="1"/></a>',
        ((prefix, c.place.id, c.codes, c.number, c.step, c.x, c.y, c.width, c.height) for c in found.cells),
    )
    hatch = format_html_join(
        "",
        '<rect class="hatched" fill="url(#hatch)" x="{}" y="{}" width="{}" height="{}"/>',
        ((c.x, c.y, c.width, c.height) for c in found.cells if c.step == TOP_STEP),
    )
    return mark_safe(cells + hatch)  # noqa: S308  both are escaped by format_html_join


def table_rows(found: FloorMap) -> SafeString:
    """The same as a table, the highest numbers first."""
    prefix = reverse("reports:place", args=[0]).rsplit("0", 1)[0]
    ranked = sorted(found.cells, key=_by_number)
    rows = ((prefix, c.place.id, c.codes, c.place.aisle, c.number) for c in ranked)
    return format_html_join("", '<tr><td><a href="{}{}/">{}</a></td><td>{}</td><td class="num">{}</td></tr>', rows)


def _by_number(cell: floor.Cell) -> tuple[int, str]:
    return -cell.number, cell.place.code


def legend_of(found: FloorMap) -> list[tuple[int, str]]:
    """(step, range) for each lightness."""
    starts = (0, *found.bounds)
    ends = [str(bound - 1) for bound in found.bounds]
    named = [str(low) if str(low) == high else f"{low}–{high}" for low, high in zip(starts, ends, strict=False)]
    return [*enumerate(named), (TOP_STEP, f"≥ {found.bounds[-1]}")]
