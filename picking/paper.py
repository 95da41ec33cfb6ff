"""What stands on the A4 pick list, for a walk without handhelds; the drawing is wms.core.paper's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone

from picking.models import PickList, PickTask
from picking.states import TaskState
from wms.core.models import Person
from wms.core.paper.documents import DocumentHead, PickListDocument, PickRow, SlotShare, pick_list
from wms.scan.codes import make

SLOT_MARKS = 8


def pick_list_pdf(walk: PickList, *, made_by: Person, language: str) -> bytes:
    """The open tasks of a list in walking order, one row a stop and SKU with each slot's share.

    Refuses with paper.nothing_to_print when nothing is left to fetch.
    """
    return pick_list(pick_list_document(walk, made_by=made_by, language=language), language=language)


def pick_list_document(walk: PickList, *, made_by: Person, language: str) -> PickListDocument:
    tasks = list(
        PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN)
        .select_related("location", "sku", "lot", "slot")
        .order_by("sequence", "pk")
    )
    rows = []
    for stop, (_, found) in enumerate(groupby(tasks, key=lambda t: (t.location_id, t.sku_id, t.lot_id)), start=1):
        rows.append(_row(stop, list(found), is_chinese=language.startswith("zh")))
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
