"""Places of a warehouse as a list: what is blocked, empty, full, or given up."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy

from inventory.models import Location, StockBalance, Zone
from inventory.states import LocationKind
from inventory.words import LOCATION_KINDS
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.reach import KEEPERS
from wms.core.words import choices_of, word

OURS = (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK)
FILLED = StockBalance.objects.filter(location=OuterRef("pk"), on_hand__gt=0)


class PlaceFilter(ListFilter):
    """Places that were given up are shown only when they are asked for."""

    text = filters.CharFilter(label=gettext_lazy("Place code"), method="by_code")
    zone = filters.ChoiceFilter(label=gettext_lazy("Zone"), field_name="zone_id")
    kind = filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=choices_of(LOCATION_KINDS, OURS))
    aisle = filters.CharFilter(label=gettext_lazy("Aisle"), field_name="aisle", lookup_expr="iexact")
    blocked = filters.BooleanFilter(label=gettext_lazy("Blocked"), method="narrow")
    empty = filters.BooleanFilter(label=gettext_lazy("Empty"), method="narrow")
    full = filters.BooleanFilter(label=gettext_lazy("Full"), method="narrow")
    closed = filters.BooleanFilter(label=gettext_lazy("Given up"), method="narrow")

    class Meta:
        model = Location
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = Zone.objects.filter(warehouse=self.warehouse).values_list("pk", "code")
        self.offer(zone=zones)

    def by_code(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(code__icontains=value.strip()) | Q(barcode=value.strip().upper()))

    def narrow(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        if not value:
            return rows
        if name == "empty":
            return rows.filter(~Exists(FILLED))
        if name == "full":
            units = FILLED.order_by().values("location").annotate(units=Sum("on_hand")).values("units")
            return rows.filter(capacity_units__lte=Subquery(units))
        return rows.filter(is_active=False) if name == "closed" else rows.filter(is_blocked=True, is_active=True)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("closed") else rows.filter(is_active=True)


class PlaceList(DeskList):
    key = "places"
    title = gettext_lazy("Places")
    template = "inventory/places.html"
    filters = PlaceFilter
    sort = "walk"
    empty, empty_icon = gettext_lazy("No such places"), "pin"
    columns = (
        Column("code", gettext_lazy("Place"), ("code",), "code"),
        Column("zone", gettext_lazy("Zone"), ("zone__code",), "zone.code"),
        Column("kind", gettext_lazy("Kind"), ("kind",), lambda row: word(LOCATION_KINDS, row.kind)),
        Column("walk", gettext_lazy("Walk"), ("walk_order", "code"), "walk_order", is_number=True),
        Column("skus", "SKU", cell="sku_count", is_number=True),
        Column("units", gettext_lazy("Units"), cell="units", is_number=True),
        Column("capacity", gettext_lazy("Room for"), ("capacity_units",), "capacity_units", is_number=True),
        Column("state", gettext_lazy("State"), cell="blocked_reason"),
    )
    acts = (
        Act("labels", gettext_lazy("Print labels"), "inventory:print_places", "printer", in_new_tab=True),
        Act(
            "block",
            gettext_lazy("Block"),
            "inventory:block_places",
            "lock",
            gettext_lazy("asks for the reason first; what lies there stays"),
            KEEPERS,
        ),
    )

    def rows(self) -> QuerySet[Location]:
        return Location.objects.filter(warehouse=self.warehouse, kind__in=OURS).select_related("zone")

    def dress(self, rows: list[Location]) -> None:
        filled = StockBalance.objects.filter(location__in=[row.pk for row in rows], on_hand__gt=0)
        sums = filled.order_by().values_list("location").annotate(Sum("on_hand"), Count("sku", distinct=True))
        found = {place: (units, skus) for place, units, skus in sums}
        for row in rows:
            row.units, row.sku_count = found.get(row.pk, (0, 0))
