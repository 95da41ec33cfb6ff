"""SKUs with the three numbers of a warehouse."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from inventory.models import Barcode, SkuStock
from inventory.operations import normal_value
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Column, DeskList
from wms.reports.selectors.stock import places_by_sku

SHOWN = F("on_hand_sellable") - F("reserved") - F("waiting") - F("threshold_units")


class StockFilter(ListFilter):
    text = filters.CharFilter(label=_("SKU, name or barcode"), method="by_text")
    zero = filters.BooleanFilter(label=_("Nothing available"), method="with_nothing")
    waiting = filters.BooleanFilter(label=_("Orders waiting"), method="with_waiting")
    transit = filters.BooleanFilter(label=_("In transit"), method="on_the_way")

    class Meta:
        model = SkuStock
        fields: tuple[str, ...] = ()

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        coded = Barcode.objects.filter(sku=OuterRef("sku"), value=normal_value(value)[0])
        named = Q(sku__code__icontains=value) | Q(sku__name_zh__icontains=value) | Q(sku__name_en__icontains=value)
        return rows.filter(named | Q(Exists(coded)))

    def with_nothing(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.alias(shown=SHOWN).filter(shown__lte=0) if value else rows

    def with_waiting(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(waiting__gt=0) if value else rows

    def on_the_way(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(in_transit__gt=0) if value else rows


class StockList(DeskList):
    key = "stock"
    title = _("Stock")
    template = "desk/stock.html"
    filters = StockFilter
    sort = "item"
    empty, empty_icon = _("No such goods here"), "box"
    columns = (
        Column("item", _("Item"), ("sku__code",), "sku.code"),
        Column("available", _("Available"), ("front",), "available", is_number=True),
        Column("reserved", _("Reserved"), ("reserved",), "reserved", is_number=True),
        Column("in_transit", _("In transit"), ("in_transit",), "in_transit", is_number=True),
        Column("threshold", _("Threshold"), ("threshold_units",), "threshold_units", is_number=True),
        Column("on_hand", _("On hand"), ("on_hand_sellable",), "on_hand_sellable", is_number=True),
        Column("waiting", _("Orders waiting"), ("waiting",), "waiting", is_number=True),
        Column("places", _("Places"), cell="place_count", is_number=True),
    )

    def rows(self) -> QuerySet[SkuStock]:
        rows = SkuStock.objects.filter(warehouse=self.warehouse).select_related("sku")
        return rows.annotate(front=SHOWN)

    def dress(self, rows: list[SkuStock]) -> None:
        places = places_by_sku(self.warehouse, [row.sku_id for row in rows])
        for row in rows:
            row.place_count = places.get(row.sku_id, 0)
