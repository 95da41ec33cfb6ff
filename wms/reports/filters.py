"""Filters of the desk's lists: what the address says, nothing kept elsewhere."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from picking.models import Order
from picking.states import OrderState
from wms.core.models import ScanEvent, Shop, WorkItem
from wms.core.states import WorkItemState


class ScanFilter(filters.FilterSet):
    stage = filters.CharFilter()
    person = filters.NumberFilter(field_name="person_id")
    sku = filters.CharFilter(field_name="sku_code")
    scanned = filters.CharFilter(field_name="scanned_sku_code")
    location = filters.CharFilter(field_name="location_code")
    order = filters.CharFilter(field_name="order_number")
    wrong = filters.BooleanFilter(field_name="is_wrong")

    class Meta:
        model = ScanEvent
        fields: tuple[str, ...] = ()


class WorkFilter(filters.FilterSet):
    """Unless the address names a state, what is not resolved."""

    state = filters.ChoiceFilter(choices=[("all", "all"), *WorkItemState.choices], method="in_state")
    kind = filters.CharFilter()
    stage = filters.CharFilter()
    urgent = filters.BooleanFilter(field_name="is_urgent")

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = ()

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.filter(state=value)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.exclude(state=WorkItemState.RESOLVED)


class OrderFilter(filters.FilterSet):
    number = filters.CharFilter(method="by_number")
    state = filters.MultipleChoiceFilter(choices=OrderState.choices)
    carrier = filters.CharFilter()
    shop = filters.ModelChoiceFilter(queryset=Shop.objects.none())
    hold = filters.CharFilter(field_name="hold_code")

    class Meta:
        model = Order
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, shops: QuerySet[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["shop"].queryset = shops

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The whole number, its beginning, or its last digits as people read them out; gaps do not matter."""
        digits = "".join(value.split())
        return rows.filter(Q(number__startswith=digits) | Q(number__endswith=digits))
