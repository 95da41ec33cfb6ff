"""SKUs as a list: what they are, whether they are bound here, what is missing of them."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from inventory.models import Barcode, BindingComponent, Sku, SkuStock, StockBalance
from inventory.operations import normal_value
from inventory.states import BatteryKind, BindingState, LocationKind
from inventory.words import BINDING_STATES, SPECIAL_GOODS, special_marks
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.words import word

BEST_FIRST = (BindingState.VERIFIED, BindingState.UNVERIFIED, BindingState.REFUSED)
NOT_BOUND = "none"


class SkuFilter(ListFilter):
    """SKUs that were deactivated are shown only when they are asked for."""

    text = filters.CharFilter(label=_("SKU, name or barcode"), method="by_text")
    binding = filters.ChoiceFilter(label=_("Binding"), method="by_binding")
    barcodeless = filters.BooleanFilter(label=_("Without barcode"), method="narrow")
    placeless = filters.BooleanFilter(label=_("Without place"), method="narrow")
    zero = filters.BooleanFilter(label=_("Nothing available"), method="narrow")
    lots = filters.BooleanFilter(label=_("Lots"), field_name="tracks_lots")
    expiry = filters.BooleanFilter(label=_("Expiry"), field_name="tracks_expiry")
    serials = filters.BooleanFilter(label=_("Serial numbers"), field_name="tracks_serials")
    special = filters.BooleanFilter(label=_("Battery and special goods"), method="narrow")
    spu = filters.CharFilter(label="SPU", lookup_expr="iexact")
    closed = filters.BooleanFilter(label=_("Deactivated"), method="narrow")

    class Meta:
        model = Sku
        fields: tuple[str, ...] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.offer(binding=[*((code, word(BINDING_STATES, code)) for code in BEST_FIRST), (NOT_BOUND, _("not bound"))])

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Code, name, SPU, or a barcode: a GTIN of any length is one."""
        text = value.strip()
        coded = Exists(Barcode.objects.filter(sku=OuterRef("pk"), value=normal_value(text)[0]))
        named = Q(code__icontains=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(spu=text)
        return rows.filter(named | Q(coded))

    def by_binding(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        here = BindingComponent.objects.filter(sku=OuterRef("pk"), binding__warehouse=self.warehouse)
        if value == NOT_BOUND:
            return rows.filter(~Exists(here))
        return rows.filter(Exists(here.filter(binding__state=value)))

    def narrow(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        if not value:
            return rows
        if name == "barcodeless":
            return rows.filter(~Exists(Barcode.objects.filter(sku=OuterRef("pk"))))
        if name == "placeless":
            there = StockBalance.objects.filter(sku=OuterRef("pk"), on_hand__gt=0, location__kind=LocationKind.STORAGE)
            return rows.filter(~Exists(there.filter(location__warehouse=self.warehouse)))
        if name == "zero":
            shown = F("reserved") + F("waiting") + F("threshold_units")
            stock = SkuStock.objects.filter(sku=OuterRef("pk"), warehouse=self.warehouse, on_hand_sellable__gt=shown)
            return rows.filter(~Exists(stock))
        if name == "special":
            return rows.exclude(battery=BatteryKind.NONE, **dict.fromkeys(SPECIAL_GOODS, False))
        return rows.filter(is_active=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("closed") else rows.filter(is_active=True)


class SkuList(DeskList):
    key = "skus"
    title = _("SKUs")
    template = "inventory/skus.html"
    filters = SkuFilter
    sort = "item"
    empty, empty_icon = _("No such SKUs"), "box"
    columns = (
        Column("item", _("Item"), ("code",), "code"),
        Column("spu", "SPU", ("spu", "code"), "spu"),
        Column("barcodes", _("Barcodes"), cell="barcode_count", is_number=True),
        Column("binding", _("Binding"), cell=lambda row: word(BINDING_STATES, row.binding)),
        Column("tracks", _("Tracked"), cell=lambda row: " ".join(_tracked(row))),
        Column("weight", _("Weight (g)"), ("weight_grams",), "weight_grams", is_number=True),
        Column("available", _("Available"), cell="available", is_number=True),
        Column("on_hand", _("On hand"), cell="on_hand", is_number=True),
        Column("places", _("Places"), cell="place_count", is_number=True),
    )
    file_columns = (
        Column("name_zh", _("Name in Chinese"), cell="name_zh"),
        Column("variant_zh", _("Chinese variant"), cell="variant_zh"),
        Column("name_en", _("Name in English"), cell="name_en"),
        Column("variant_en", _("English variant"), cell="variant_en"),
        Column("length", _("Length (mm)"), cell="length_mm"),
        Column("width", _("Width (mm)"), cell="width_mm"),
        Column("height", _("Height (mm)"), cell="height_mm"),
        Column("customs_zh", _("Declared name in Chinese"), cell="customs_name_zh"),
        Column("customs_en", _("Declared name in English"), cell="customs_name_en"),
        Column("customs_value", _("Declared value (USD)"), cell="customs_value_usd"),
        Column("hs_code", _("HS code"), cell="hs_code"),
        Column("special", _("Battery and special goods"), cell=lambda row: " ".join(special_marks(row))),
    )
    acts = (Act("labels", _("Print labels"), "inventory:print_skus", "printer", in_new_tab=True),)

    def rows(self) -> QuerySet[Sku]:
        return Sku.objects.all()

    def dress(self, rows: list[Sku]) -> None:
        """Barcodes, bindings, numbers and places of the page's SKUs: four queries, whatever their number."""
        ids = [row.pk for row in rows]
        barcodes = dict(Barcode.objects.filter(sku__in=ids).order_by().values_list("sku").annotate(Count("pk")))
        stocks = {row.sku_id: row for row in SkuStock.objects.filter(warehouse=self.warehouse, sku__in=ids)}
        lying = StockBalance.objects.filter(location__warehouse=self.warehouse, sku__in=ids, on_hand__gt=0)
        places = dict(lying.order_by().values_list("sku").annotate(Count("location", distinct=True)))
        bound = BindingComponent.objects.filter(sku__in=ids, binding__warehouse=self.warehouse).order_by()
        states: dict[int, set[str]] = {}
        for sku_id, state in bound.values_list("sku", "binding__state"):
            states.setdefault(sku_id, set()).add(state)
        for row in rows:
            stock, mine = stocks.get(row.pk), states.get(row.pk, set())
            row.barcode_count = barcodes.get(row.pk, 0)
            row.binding = next((state for state in BEST_FIRST if state in mine), "")
            row.available = stock.available if stock else 0
            row.on_hand = stock.on_hand_sellable if stock else 0
            row.place_count = places.get(row.pk, 0)


def _tracked(row: Sku) -> list[str]:
    names = (("tracks_lots", _("Lots")), ("tracks_expiry", _("Expiry")), ("tracks_serials", _("Serial numbers")))
    return [str(text) for name, text in names if getattr(row, name)]
