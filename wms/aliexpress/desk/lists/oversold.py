"""[M20] Orders without goods: those that wait now, or (show=past) those that did within thirty days."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from picking.selectors.oversold import called, oversold_now, oversold_since
from picking.states import OrderState
from wms.aliexpress.desk.words import SHORTAGE_ENDS, shortage_end
from wms.aliexpress.selectors.exposure import Exposure, rule_of, shop_ids, stakes, sum_up
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Column, DeskList
from wms.core.models import Shop, Warehouse

if TYPE_CHECKING:
    from picking.models import Order

DAYS = 30


class OversoldFilter(ListFilter):
    text = filters.CharFilter(label=_("Order number, SKU or barcode"), method="by_text")
    shop = filters.ChoiceFilter(label=_("Shop"), field_name="shop_id")
    end = filters.ChoiceFilter(label=_("What became of it"), choices=list(SHORTAGE_ENDS.items()), method="ended_as")
    choice = filters.BooleanFilter(label="Choice", field_name="is_choice")
    since = FromDay(label=_("Due from"), field_name="due_at")
    until = ToDay(label=_("Due until"), field_name="due_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = Shop.objects.filter(pk__in=shops_here(self.warehouse)).order_by("name")
        self.offer(shop=shops.values_list("pk", "name"))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return called(rows, value)

    def ended_as(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        own = {"short": OrderState.WAITING, "cancelled": OrderState.CANCELLED}
        return rows.filter(state=own[value]) if value in own else rows.exclude(state__in=own.values())


class OversoldList(DeskList):
    key = "oversold"
    title = _("Oversold")
    template = "aliexpress/oversell.html"
    filters = OversoldFilter
    sort = "due"
    empty, empty_icon = _("No order without goods"), "check"
    columns = (
        Column("order", _("Order"), ("number",), "number"),
        Column("shop", _("Shop"), ("shop__name",), "shop.name"),
        Column("amount", _("Amount"), ("currency", "amount"), lambda row: f"{row.currency} {row.amount}", True),
        Column("stake", _("At stake"), cell="penalty", is_number=True),
        Column("short", _("Short since"), ("short_at",), "short_at"),
        Column("due", _("Due"), ("due_at",), "due_at"),
        Column("end", _("What became of it"), cell="end"),
    )

    @property
    def is_past(self) -> bool:
        return self.request.GET.get("show") == "past"

    @cached_property
    def shop_ids(self) -> list[int]:
        return shops_here(self.warehouse)

    @cached_property
    def waiting(self) -> QuerySet[Order]:
        return oversold_now(warehouse_id=self.warehouse.pk, shop_ids=self.shop_ids)

    @cached_property
    def past(self) -> QuerySet[Order]:
        since = timezone.now() - timedelta(days=DAYS)
        return oversold_since(warehouse_id=self.warehouse.pk, shop_ids=self.shop_ids, since=since)

    def rows(self) -> QuerySet[Order]:
        return self.past if self.is_past else self.waiting

    def dress(self, rows: list[Any]) -> None:
        rule = rule_of(self.warehouse)
        waits = stakes(rule, self.waiting, [row for row in rows if row.state == OrderState.WAITING])
        for row in rows:
            row.penalty = waits[row.pk] if row.pk in waits else rule.penalty(row.amount, row.currency)
            row.end = shortage_end(row.state)

    @cached_property
    def exposure(self) -> Exposure:
        """Of all that wait, whatever the list is narrowed to."""
        return sum_up(rule_of(self.warehouse), self.waiting)


def shops_here(warehouse: Warehouse) -> list[int]:
    return shop_ids([account.pk for account in accounts_of(warehouse)])
