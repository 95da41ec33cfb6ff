"""The floor map: heat of picks, stock or mix-ups by one switch, walks of a wave over it, a table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from inventory.selectors.floor import FloorPlace, storage_places
from picking.models import PickList, Wave
from picking.selectors import floor_map as floor
from picking.selectors.floor_map import FloorMap, Route, Scale
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page

MOST_ROUTES, TOP_STEP = 6, 5
BEFORE = "before"


@dataclass(frozen=True)
class Comparison:
    """The same orders first come, first on a cart, against the plan; both as drawn here, in millimetres."""

    before_mm: int
    after_mm: int
    before_walks: int

    @property
    def less_percent(self) -> int:
        return round(100 * (1 - self.after_mm / self.before_mm)) if self.before_mm else 0


@require_GET
@desk_page()
def floor_map(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """?show=picks|stock|mix_ups, ?wave= lays the wave's walks over it, ?list= two of them, ?plan=before compares."""
    now = timezone.now()
    kind = request.GET.get("show", floor.HEAT)
    kind = kind if kind in floor.KINDS else floor.HEAT
    wave = _wave(request, warehouse)
    found = floor.floor_map(warehouse, kind, now)
    context: dict[str, Any] = {
        "kind": kind,
        "map": found,
        "wave": wave,
        "waves": Wave.objects.filter(warehouse=warehouse, pick_lists__isnull=False).distinct().order_by("-pk")[:12],
        "days": floor.DAYS,
    }
    if found is not None:
        context |= {"cells": cells_svg(found), "rows": table_rows(found), "legend": legend_of(found)}
        if wave is not None:
            context |= _routes(request, warehouse, wave)
    else:
        context["places"] = storage_places(warehouse.pk)
    return desk(request, warehouse, "picking/floor_map.html", "map", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _wave(request: HttpRequest, warehouse: Warehouse) -> Wave | None:
    if not request.GET.get("wave"):
        return None
    return get_object_or_404(Wave, pk=_number(request.GET["wave"]), warehouse=warehouse)


def _routes(request: HttpRequest, warehouse: Warehouse, wave: Wave) -> dict[str, Any]:
    """The chosen lists' walks (at most two are drawn with numbers), or before and after."""
    lists = floor.lists_to_show(wave)
    stops = floor.stops_of(lists)
    places = {place.id: place for place in storage_places(warehouse.pk)}
    scale = Scale([place for place in places.values() if place.is_measured])
    is_before = request.GET.get("plan") == BEFORE
    context: dict[str, Any] = {"lists": lists, "is_before": is_before}
    before = floor.first_come_stops(wave, wave.trolley_slots)
    planned = [stops.get(walk.pk, []) for walk in lists]
    context["comparison"] = Comparison(
        floor.walk_length(before, places, scale), floor.walk_length(planned, places, scale), len(before)
    )
    if is_before:
        routes = [floor.route(_("Planned"), 1, planned[0], places, scale)] if planned else []
        if before:
            routes.append(floor.route(_("First come"), 2, before[0], places, scale))
        return {**context, "routes": routes, "chosen": []}
    wanted = {_number(each) for each in request.GET.getlist("list")}
    chosen = [walk for walk in lists if walk.pk in wanted][:2] or lists[:2]
    routes = [_route_of(walk, style, stops, places, scale) for style, walk in enumerate(chosen, start=1)]
    return {**context, "routes": routes, "chosen": [walk.pk for walk in chosen]}


def _route_of(
    walk: PickList,
    style: int,
    stops: dict[int, list[tuple[int, int]]],
    places: dict[int, FloorPlace],
    scale: Scale,
) -> Route:
    return floor.route(walk.number, style, stops.get(walk.pk, []), places, scale, walk.walk_mm)


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
