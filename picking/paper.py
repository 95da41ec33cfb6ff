"""What stands on the A4 pick list, for a walk without handhelds; the drawing is wms.core.paper's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

from picking.models import PickList, PickTask
from picking.selectors.zones import points_of
from picking.states import TaskState
from wms.core.models import Person
from wms.core.paper.documents import DocumentHead, PickListDocument, PickRow, SlotShare, pick_list
from wms.scan.codes import make

if TYPE_CHECKING:
    from inventory.models import Location, Zone

SLOT_MARKS = 8


def pick_list_pdf(walk: PickList, *, made_by: Person, language: str) -> bytes:
    """The open tasks of a list in walking order, one row a stop and SKU with each slot's share.

    Refuses with paper.nothing_to_print when nothing is left to fetch.
    """
    return pick_list(pick_list_document(walk, made_by=made_by, language=language), language=language)


def pick_list_document(walk: PickList, *, made_by: Person, language: str) -> PickListDocument:
    tasks = list(
        PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN)
        .select_related("location__zone", "sku", "lot", "slot")
        .order_by("sequence", "pk")
    )
    rows = []
    for stop, (_, found) in enumerate(groupby(tasks, key=lambda t: (t.location_id, t.sku_id, t.lot_id)), start=1):
        rows.append(_row(stop, list(found), is_chinese=language.startswith("zh")))
    if walk.zone_id is not None:
        rows = _under_zones(walk, rows, [task.location for task in tasks], language)
    head = DocumentHead(
        number=walk.number,
        barcode=make("document", walk.number),
        warehouse=walk.warehouse.name_zh if language.startswith("zh") else walk.warehouse.name_en,
        made_at=timezone.now().astimezone(walk.warehouse.zone),
        made_by=made_by.name,
    )
    return PickListDocument(head=head, rows=tuple(rows))


def _row(stop: int, tasks: Sequence[PickTask], *, is_chinese: bool) -> PickRow:
    first = tasks[0]
    return PickRow(
        stop=stop,
        location=first.location.code,
        sku_code=first.sku.code,
        name=first.sku.name_zh if is_chinese else first.sku.name_en,
        variant=first.sku.variant_zh if is_chinese else first.sku.variant_en,
        quantity_units=sum(task.quantity for task in tasks),
        lot=first.lot.code if first.lot else "",
        shares=tuple(
            SlotShare(
                mark=(task.slot.position - 1) % SLOT_MARKS + 1, number=str(task.slot.position), units=task.quantity
            )
            for task in tasks
        ),
    )


def _under_zones(walk: PickList, rows: Sequence[PickRow], places: Sequence[Location], language: str) -> list[PickRow]:
    """Each zone's first row says so, and where the totes wait for whoever picks in it."""
    zone_of = {place.code: place.zone for place in places if place.zone is not None}
    points = points_of({zone.pk for zone in zone_of.values()})
    found: list[PickRow] = []
    last: Zone | None = None
    for row in rows:
        zone = zone_of.get(row.location)
        if zone is not None and zone != last:
            name = zone.name_zh if language.startswith("zh") else zone.name_en
            is_passed = zone.pk in points and (bool(found) or walk.laid_place_id is not None)
            point = points[zone.pk].code if is_passed else ""
            found.append(replace(row, zone=f"{zone.code} {name}".strip(), zone_point=point))
        else:
            found.append(row)
        last = zone or last
    return found
