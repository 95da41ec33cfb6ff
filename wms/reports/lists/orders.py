"""Orders of a warehouse."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from picking.models import Order
from picking.operations.promises import BY_PERSON, OTHERS_SHIP, TOLD_HOLDS, UNBOUND
from picking.states import SHORT
from wms.aliexpress.payloads.orders import HOLDS, SENT_HOLD
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.messages.codes import ORDER_STATES
from wms.core.models import Shop
from wms.core.words import choices_of, word
from wms.reports.words import note_words

HOLD_CODES = tuple(dict.fromkeys((SHORT, UNBOUND, *HOLDS.values(), SENT_HOLD, *TOLD_HOLDS, OTHERS_SHIP, BY_PERSON)))


def hold_choices() -> list[tuple[str, str]]:
    """Why an order can be held, in the words that its page uses."""
    return [(code, note_words(code, {})) for code in HOLD_CODES]


class OrderFilter(ListFilter):
    text = filters.CharFilter(label=_("Order number"), method="by_number")
    state = filters.MultipleChoiceFilter(label=_("State"), choices=choices_of(ORDER_STATES))
    carrier = filters.ChoiceFilter(label=_("Carrier"))
    shop = filters.ChoiceFilter(label=_("Shop"), field_name="shop_id")
    promise = filters.BooleanFilter(label="Choice", method="with_promise")
    since = FromDay(label=_("Placed from"), field_name="placed_at")
    until = ToDay(label=_("Placed until"), field_name="placed_at")
    hold = filters.MultipleChoiceFilter(label=_("Held because"), field_name="hold_code", choices=hold_choices)

    class Meta:
        model = Order
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Order.objects.filter(warehouse=self.warehouse).order_by()
        carriers = here.exclude(carrier="").values_list("carrier", flat=True).distinct()
        shops = Shop.objects.filter(pk__in=here.values("shop")).order_by("name").values_list("pk", "name")
        self.offer(carrier=sorted((name, name) for name in set(carriers)), shop=shops)

    def with_promise(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        """Order.has_promise, as the database can tell it."""
        return rows.filter(Q(is_choice=True) | Q(promise_days__isnull=False) | Q(has_subsidy=True)) if value else rows

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The whole number, its beginning, or its last digits as people read them out; gaps do not matter."""
        digits = "".join(value.split())
        return rows.filter(Q(number__startswith=digits) | Q(number__endswith=digits))


class OrderList(DeskList):
    key = "orders"
    title = _("Orders")
    template = "desk/orders.html"
    filters = OrderFilter
    sort = "-placed"
    empty, empty_icon = _("No such orders"), "document"
    acts = (
        Act("hold", _("Hold back"), "reports:hold_orders", "lock", _("asks for the reason first; no wave takes them")),
        Act("release", _("Release"), "reports:release_orders", "check", _("what a person holds goes on")),
    )
    columns = (
        Column("order", _("Order"), ("number",), "number"),
        Column("state", _("State"), cell=lambda order: word(ORDER_STATES, order.state)),
        Column("shop", _("Shop"), ("shop__name",), "shop.name"),
        Column("carrier", _("Carrier"), ("carrier",), "carrier"),
        Column("to", _("To"), ("country",), "country"),
        Column("placed", _("Placed"), ("placed_at",), "placed_at"),
        Column("due", _("Due"), ("due_at",), "due_at"),
        Column("wave", _("Wave"), ("wave__number",), "wave.number"),
    )

    def rows(self) -> QuerySet[Order]:
        return Order.objects.filter(warehouse=self.warehouse).select_related("shop", "wave")
