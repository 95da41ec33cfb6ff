"""[M24] What the newest comparison of each shop found different and nobody has cleared, with its likely cause."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wms.aliexpress.desk.words import DIFFERENCES
from wms.aliexpress.models import ShopAccount, StockDifference
from wms.aliexpress.operations.reconcile import SENT_AGAIN
from wms.aliexpress.selectors.agreement import Agreement, agreement, by_cause
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Act, Column, DeskList


class DifferenceFilter(ListFilter):
    text = filters.CharFilter(label=_("SKU or product"), method="by_text")
    cause = filters.ChoiceFilter(label=_("Likely cause"), choices=list(DIFFERENCES.items()))
    shop = filters.ChoiceFilter(label=_("Shop"), field_name="run__account")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(shop=[(account.pk, account.shop.name) for account in accounts_of(self.warehouse)])

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        told = "".join(value.split())
        return rows.filter(Q(binding__seller_sku__istartswith=told) | Q(binding__product_id__startswith=told))


class DifferenceList(DeskList):
    key = "differences"
    title = _("Reconciliation")
    template = "aliexpress/reconciliation.html"
    filters = DifferenceFilter
    sort = "sku"
    empty, empty_icon = _("Front and ledger agree"), "check"
    columns = (
        Column("sku", "SKU", ("binding__seller_sku",), "binding.seller_sku"),
        Column("shop", _("Shop"), ("run__account__shop__name",), "run.account.shop.name"),
        Column("ledger", _("Ledger"), ("ours",), "ours", is_number=True),
        Column("front", _("Front"), ("there",), "there", is_number=True),
        Column("told", _("Told last"), ("told",), "told", is_number=True),
        Column("count", _("Last count"), ("counted",), "counted", is_number=True),
        Column("cause", _("Likely cause"), ("cause",), lambda row: DIFFERENCES[row.cause]),
        Column("act", _("What mends it")),
    )
    file_columns = (
        Column("product", _("Product"), cell="binding.product_id"),
        Column("counted_at", _("Counted at"), cell="counted_at"),
        Column("compared_at", _("Compared at"), cell="run.ended_at"),
    )
    acts = (
        Act("send", _("Send anew"), "aliexpress:send_differences", "sync",
            _("whole present states; closes an open breaker")),
    )  # fmt: skip

    def rows(self) -> QuerySet[StockDifference]:
        found = StockDifference.objects.filter(run__in=self.told.runs, cleared_at=None)
        return found.select_related("binding", "run__account__shop")

    @cached_property
    def accounts(self) -> list[ShopAccount]:
        return list(accounts_of(self.warehouse))

    @cached_property
    def told(self) -> Agreement:
        return agreement([account.pk for account in self.accounts])

    @cached_property
    def causes(self) -> list[tuple[str, Any, int]]:
        """(code, words, how many), most first."""
        return [(code, DIFFERENCES[code], count) for code, count in by_cause(self.told.runs)]

    @property
    def sent_cause(self) -> str:
        """The cause that the list is narrowed to, if sending the whole present state mends it."""
        cause = self.request.GET.get("cause", "")
        return cause if cause in SENT_AGAIN else ""
