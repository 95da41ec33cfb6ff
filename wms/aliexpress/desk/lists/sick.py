"""[M17] Every SKU whose stock does not reach the front as it should: by trouble, shop and code, longest first."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wms.aliexpress.desk.words import trouble_tone, trouble_words
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.aliexpress.selectors.sync_health import causes, unhealthy, with_trouble
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Act, Column, DeskList


class SickFilter(ListFilter):
    text = filters.CharFilter(label=_("SKU or product"), method="by_text")
    trouble = filters.ChoiceFilter(label=_("Cause"), method="by_trouble")
    shop = filters.ChoiceFilter(label=_("Shop"), field_name="account")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = [(account.pk, account.shop.name) for account in accounts_of(self.warehouse)]
        self.offer(trouble=[(code, code) for code, _count in causes(self.queryset)], shop=shops)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        told = "".join(value.split())
        return rows.filter(Q(binding__seller_sku__istartswith=told) | Q(product_id__startswith=told))

    def by_trouble(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return with_trouble(rows, value)


class SickList(DeskList):
    key = "sick-skus"
    title = _("Unhealthy SKUs")
    template = "aliexpress/sick.html"
    filters = SickFilter
    sort = "since"
    empty, empty_icon = _("Every SKU is where it should be"), "check"
    columns = (
        Column("sku", "SKU", ("binding__seller_sku",), "binding.seller_sku"),
        Column("shop", _("Shop"), ("account__shop__name",), "account.shop.name"),
        Column("trouble", _("Cause and fix"), ("trouble",), "trouble"),
        Column("since", pgettext_lazy("duration", "For"), ("sick_since",), "sick_since", is_number=True),
        Column("act", ""),
    )
    file_columns = (
        Column("product", _("Product"), cell="product_id"),
        Column("what", _("What it means"), cell="words.title"),
        Column("fix", _("What to do"), cell="words.act"),
        Column("available", _("Front was told"), cell="shown_available"),
    )
    acts = (
        Act("resync", "Re-sync", "aliexpress:resync_sick", "sync", _("You see what goes before it goes")),
    )  # fmt: skip

    def rows(self) -> QuerySet:
        return unhealthy(list(accounts_of(self.warehouse))).select_related("account__shop", "binding")

    def dress(self, rows: list[Any]) -> None:
        dress_sick(rows)


def dress_sick(pushes: list[Any]) -> None:
    """Give each row of `unhealthy` its trouble in words, and how loud it is."""
    for push in pushes:
        push.words, push.tone = trouble_words(push.trouble), trouble_tone(push.trouble)
