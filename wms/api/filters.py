"""What lists are narrowed by: one filter set a resource; a wrong value is told by name, an unknown one, too."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from inventory.models import Barcode, InboundReceipt, SerialNumber, Sku, SkuStock, StockBalance
from inventory.operations import normal_value
from inventory.states import Condition, ReceiptState, SerialState
from packing.models import Parcel
from packing.states import ParcelState
from picking.models import Order, Wave
from picking.states import OrderState, WaveState
from wms.core.models import WorkItem
from wms.core.states import WorkItemState


class MomentField(filters.fields.IsoDateTimeField):
    """A moment in UTC: databases know fewer offsets than the calendar does."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        try:
            return found and found.astimezone(UTC)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class Moment(filters.IsoDateTimeFilter):
    field_class = MomentField


class Filters(filters.FilterSet):
    class Meta:
        fields: tuple[str, ...] = ()


class SkuFilters(Filters):
    code = filters.CharFilter(max_length=64, help_text="Exactly this code.")
    spu = filters.CharFilter(max_length=64)
    barcode = filters.CharFilter(method="by_barcode", max_length=80, help_text="A printed code, GTINs of any length.")
    is_active = filters.BooleanFilter()

    class Meta(Filters.Meta):
        model = Sku

    def by_barcode(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=Barcode.objects.filter(value=normal_value(value)[0]).values("sku"))


class StockFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    sku = filters.CharFilter(field_name="sku__code", max_length=64)

    class Meta(Filters.Meta):
        model = SkuStock


class PlaceStockFilters(Filters):
    warehouse = filters.CharFilter(field_name="location__warehouse__code", max_length=16)
    location = filters.CharFilter(field_name="location__code", max_length=24)
    sku = filters.CharFilter(field_name="sku__code", max_length=64)
    lot = filters.CharFilter(field_name="lot__code", max_length=40)
    condition = filters.ChoiceFilter(choices=Condition.choices)

    class Meta(Filters.Meta):
        model = StockBalance


class SerialFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    sku = filters.CharFilter(field_name="sku__code", max_length=64)
    number = filters.CharFilter(method="by_number", max_length=40, help_text="Exactly this one, in any case.")
    order = filters.CharFilter(field_name="order_number", max_length=40)
    parcel = filters.CharFilter(field_name="document", max_length=40)
    state = filters.ChoiceFilter(choices=SerialState.choices)

    class Meta(Filters.Meta):
        model = SerialNumber

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(number=value.upper())


class AsnFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    number = filters.CharFilter(max_length=40)
    state = filters.ChoiceFilter(choices=ReceiptState.choices)

    class Meta(Filters.Meta):
        model = InboundReceipt


class OrderFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    shop = filters.CharFilter(field_name="shop__code", max_length=16)
    number = filters.CharFilter(max_length=40)
    state = filters.ChoiceFilter(choices=OrderState.choices)
    hold = filters.CharFilter(field_name="hold_code", max_length=60, help_text="A hold's code.")
    wave = filters.CharFilter(field_name="wave__number", max_length=24)
    placed_from = Moment(field_name="placed_at", lookup_expr="gte")
    placed_before = Moment(field_name="placed_at", lookup_expr="lt")

    class Meta(Filters.Meta):
        model = Order


class WaveFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    number = filters.CharFilter(max_length=24)
    state = filters.ChoiceFilter(choices=WaveState.choices)

    class Meta(Filters.Meta):
        model = Wave


class ParcelFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    number = filters.CharFilter(max_length=24)
    order = filters.CharFilter(field_name="order__number", max_length=40)
    state = filters.ChoiceFilter(choices=ParcelState.choices)
    tracking_number = filters.CharFilter(method="by_tracking", max_length=60)

    class Meta(Filters.Meta):
        model = Parcel

    def by_tracking(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(waybills__number=value).distinct()


class WorkFilters(Filters):
    warehouse = filters.CharFilter(field_name="warehouse__code", max_length=16)
    kind = filters.CharFilter(max_length=40)
    state = filters.ChoiceFilter(choices=WorkItemState.choices)
    is_urgent = filters.BooleanFilter()

    class Meta(Filters.Meta):
        model = WorkItem
