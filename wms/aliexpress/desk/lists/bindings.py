"""[M11] Every platform SKU with the goods that it is: by state, sureness and conflict, and what holds orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from inventory.selectors.bindings import binding_parts, bindings_at, in_standing, standing_of
from picking.selectors.orders import held_by_pair
from wms.aliexpress.desk.words import CONFLICTS, STANDING_WORDS
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.models import Shop


class BindingFilter(ListFilter):
    text = filters.CharFilter(label=_("SKU, product or title"), method="by_text")
    standing = filters.ChoiceFilter(label=_("State"), method="by_standing")
    shop = filters.ChoiceFilter(label=_("Shop"), field_name="shop_id")
    conflict = filters.ChoiceFilter(label=_("Conflict"), choices=list(CONFLICTS.items()))
    stuck = filters.BooleanFilter(label=_("Holds orders"), method="by_stuck")
    sure = filters.BooleanFilter(label=_("Sure above 85 %"), method="by_sureness")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Shop.objects.filter(bindings__warehouse=self.warehouse).distinct().order_by("name")
        self.offer(shop=here.values_list("pk", "name"), standing=list(STANDING_WORDS.items()))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The beginning of the seller's code or of the product's number, else words of the title."""
        told = value.strip()
        digits = "".join(told.split())
        found = Q(seller_sku__startswith=told) | Q(product_id__startswith=digits)
        return rows.filter(found | Q(title__icontains=told)) if len(told) >= 3 else rows.filter(found)

    def by_standing(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return in_standing(rows, value)

    def by_stuck(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        codes = {seller_sku for _shop, _product, seller_sku in held_by_pair(self.warehouse.pk)}
        return rows.filter(seller_sku__in=codes) if value else rows.exclude(seller_sku__in=codes)

    def by_sureness(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(match_percent__gt=85) if value else rows.exclude(match_percent__gt=85)


class BindingList(DeskList):
    key = "bindings"
    title = _("SKU mapping")
    template = "aliexpress/mapping.html"
    filters = BindingFilter
    sort = "sku"
    empty, empty_icon = _("No such binding"), "link"
    columns = (
        Column("sku", _("Platform SKU"), ("seller_sku",), "seller_sku"),
        Column("shop", _("Shop"), ("shop__name",), "shop.name"),
        Column("goods", _("Our goods"), cell=lambda row: row.goods_text),
        Column("sure", _("Sure"), ("match_percent",), "match_percent"),
        Column("why", _("Why"), cell="proposal_reason"),
        Column("stuck", _("Orders held"), cell=lambda row: row.stuck, is_number=True),
        Column("state", _("State"), cell=lambda row: row.standing),
    )
    file_columns = (
        Column("product", _("Product"), cell="product_id"),
        Column("attribute", _("Platform SKU ID"), cell="platform_sku_id"),
        Column("code", _("Warehouse code"), cell="warehouse_code"),
        Column("title", _("Title"), cell="title"),
        Column("conflict", _("Conflict"), cell="conflict"),
        Column("share", _("Share, %"), cell="share_percent"),
        Column("gifts", _("Gifts"), cell=lambda row: row.gifts_text),
    )
    acts = (
        Act("bind", _("Bind as proposed"), "aliexpress:bind_many", "link",
            _("Only proposals above 85 % are bound; a person still verifies before the front shows stock")),
        Act("verify", _("Verify"), "aliexpress:verify_many", "check",
            _("Their stock is shown and their orders go on")),
        Act("unbind", _("Unbind"), "aliexpress:unbind_many", "cross",
            _("The front shows zero and their orders are held")),
    )  # fmt: skip

    def rows(self) -> QuerySet:
        return bindings_at(self.warehouse)

    def dress(self, rows: list[Any]) -> None:
        parts = binding_parts([row.pk for row in rows])
        held = held_by_pair(self.warehouse.pk, {row.seller_sku for row in rows})
        for row in rows:
            row.parts = parts.get(row.pk, [])
            row.goods_text = _goods_text(part for part in row.parts if not part.is_gift)
            row.gifts_text = _goods_text(part for part in row.parts if part.is_gift)
            row.standing = standing_of(row, bool(row.parts))
            row.stuck = held.get((row.shop_id, row.product_id, row.seller_sku), 0)


def _goods_text(parts: Iterable[Any]) -> str:
    """As the table of mappings reads it again."""
    return " + ".join(f"{part.quantity} x {part.sku.code}" for part in parts)
