"""Movements (库存流水): every line of the ledger, found by period, reason, person, SKU, place, lot and document."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from inventory.desk.named import skus_called
from inventory.models import Location, Lot, StockMovement
from inventory.states import Reason
from inventory.words import CONDITIONS, REASONS, WHYS
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Column, DeskList, show_list
from wms.core.models import Person, Warehouse
from wms.core.rights import desk_page
from wms.core.words import choices_of, word

COMMON_REASONS = (Reason.RECEIVE, Reason.PUT_AWAY, Reason.MOVE, Reason.TAKE, Reason.CARRY, Reason.SHIP)
SEEN = ("sku", "lot", "source_location", "target_location", "person", "device")


class MovementFilter(ListFilter):
    """Names are looked up first, so that the ledger itself is only asked by key."""

    text = filters.CharFilter(label=_("SKU or barcode"), method="by_sku")
    since = FromDay(label=_("From day"), field_name="created_at")
    until = ToDay(label=_("Until day"), field_name="created_at")
    reason = filters.MultipleChoiceFilter(label=_("Why"), choices=choices_of(REASONS), method="by_reason")
    place = filters.CharFilter(label=_("Place"), method="by_place")
    person = filters.ChoiceFilter(label=_("Person"), field_name="person_id")
    lot = filters.CharFilter(label=_("Lot"), method="by_lot")
    document = filters.CharFilter(label=_("Document"), method="by_document")

    class Meta:
        model = StockMovement
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Q(assignments__warehouse=self.warehouse) | Q(assignments__warehouse=None, assignments__isnull=False)
        self.offer(person=Person.objects.filter(here).distinct().order_by("name").values_list("pk", "name"))

    def by_sku(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(sku__in=[sku.pk for sku in skus_called(value)])

    def by_reason(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Rare reasons are said to be rare, so that their own index serves them."""
        if not value:
            return rows
        found = rows.filter(reason__in=value)
        return (
            found
            if set(value) & set(COMMON_REASONS)
            else found.exclude(reason__in=[_written(reason) for reason in COMMON_REASONS])
        )

    def by_place(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip().upper()
        places = Location.objects.filter(Q(code=text) | Q(barcode=text), warehouse=self.warehouse)
        ids = list(places.values_list("pk", flat=True))
        return rows.filter(Q(source_location__in=ids) | Q(target_location__in=ids))

    def by_lot(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(lot__in=list(Lot.objects.filter(code__iexact=value.strip()).values_list("pk", flat=True)))

    def by_document(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The ASN, the manifest, the reason: what stands on the movement, as a whole."""
        return rows.filter(note=value.strip()).exclude(note=_written(""))


class MovementList(DeskList):
    key = "movements"
    title = _("Movements")
    template = "inventory/movements.html"
    filters = MovementFilter
    sort = "-time"
    empty, empty_icon = _("Nothing has moved"), "box"
    columns = (
        Column("time", _("Time"), ("created_at",), "created_at"),
        Column("why", _("Why"), cell=lambda row: word(REASONS, row.reason)),
        Column("item", "SKU", cell="sku.code"),
        Column("from", _("From → to"), cell="source_location.code"),
        Column("units", _("Units"), cell="quantity", is_number=True),
        Column("lot", _("Lot"), cell="lot.code"),
        Column("document", _("Document"), cell=lambda row: word(WHYS, row.note)),
        Column("person", _("Person"), cell=lambda row: row.person.name if row.person else row.source),
    )
    file_columns = (
        Column("to", _("To place"), cell="target_location.code"),
        Column("from_condition", _("Condition before"), cell=lambda row: word(CONDITIONS, row.source_condition)),
        Column("to_condition", _("Condition after"), cell=lambda row: word(CONDITIONS, row.target_condition)),
        Column("device", _("Device"), cell="device.code"),
        Column("scan", _("Scan"), cell="scan_id"),
    )

    def rows(self) -> QuerySet[StockMovement]:
        return StockMovement.objects.filter(warehouse=self.warehouse).select_related(*SEEN)


def _written(text: str) -> RawSQL:
    """A constant as it stands in the index's condition: SQLite does not recognise it in a parameter."""
    return RawSQL(f"'{text}'", ())  # noqa: S611  only this module's constants


@require_GET
@desk_page()
def movements(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, MovementList, here="movements")
