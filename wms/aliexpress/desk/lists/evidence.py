"""[M15] Exchanges with the platform: found by order, SKU or any of its barcodes, request ID, method, outcome, time."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wms.aliexpress import evidence as kept
from wms.aliexpress.desk.words import OUTCOMES, cause_word
from wms.aliexpress.models import Evidence, EvidenceKey
from wms.aliexpress.selectors.shop_sync import accounts_of, seller_skus_called
from wms.core.desk.chips import FromMoment, ListFilter, ToMoment
from wms.core.desk.lists import Column, DeskList

LATELY = 500  # methods that were called lately; a list of all would read the whole table


class EvidenceFilter(ListFilter):
    text = filters.CharFilter(label=_("Order, SKU, barcode or request ID"), method="by_text")
    shop = filters.ChoiceFilter(label=_("Shop"), field_name="account__shop_id")
    method = filters.ChoiceFilter(label=_("Method"))
    outcome = filters.ChoiceFilter(label=_("Outcome"), choices=list(OUTCOMES.items()))
    since = FromMoment(label=pgettext_lazy("time", "From"), field_name="sent_at")
    until = ToMoment(label=pgettext_lazy("time", "Until"), field_name="sent_at")
    order = filters.CharFilter(label=_("Order"), method="by_order")
    sku = filters.CharFilter(label="SKU", method="by_sku")
    request_id = filters.CharFilter(label=_("Request ID"))

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lately = self.queryset.order_by("-pk").values_list("method", flat=True)[:LATELY]
        shops = accounts_of(self.warehouse).order_by("shop__name").values_list("shop_id", "shop__name")
        self.offer(method=[(name, name) for name in sorted(set(lately))], shop=shops)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        skus = [value, *seller_skus_called(value, self.warehouse)]
        order = Q(kind=EvidenceKey.Kind.ORDER, value=kept.order_key(value))
        keys = EvidenceKey.objects.filter(order | Q(kind=EvidenceKey.Kind.SKU, value__in=skus))
        return rows.filter(Q(pk__in=keys.values("evidence")) | Q(request_id=value))

    def by_order(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return kept.about(rows, EvidenceKey.Kind.ORDER, kept.order_key(value))

    def by_sku(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return kept.about(rows, EvidenceKey.Kind.SKU, value)


def _json(name: str) -> Any:
    def cell(row: Evidence) -> str:
        return json.dumps(getattr(row, name), ensure_ascii=False)

    return cell


class EvidenceList(DeskList):
    key = "evidence"
    title = _("Evidence")
    template = "aliexpress/evidence.html"
    filters = EvidenceFilter
    sort = "-sent"
    empty, empty_icon = _("No exchange matches"), "lock"
    columns = (
        Column("sent", pgettext_lazy("exchange", "Sent"), ("sent_at",), "sent_at"),
        Column("shop", _("Shop"), cell="account.shop.name"),
        Column("method", _("Method"), cell="method"),
        Column("outcome", _("Outcome"), cell=lambda row: str(OUTCOMES.get(row.outcome, row.outcome))),
        Column("request_id", _("Request ID"), cell="request_id"),
        Column("milliseconds", "ms", cell="milliseconds", is_number=True),
        Column("cause", _("Caused by"), cell=lambda row: cause_word(row.reference or row.source)),
        Column("open", _("Details"), is_number=True),
    )
    file_columns = (
        Column("answered", _("Answered"), cell="answered_at"),
        Column("code", _("Code"), cell="code"),
        Column("our_id", _("Our ID"), cell="our_id"),
        Column("reference", _("Reference"), cell="reference"),
        Column("person", _("Person"), cell="person.name"),
        Column("request", _("Request"), cell=_json("request")),
        Column("response", pgettext_lazy("exchange", "Answer"), cell=_json("response")),
    )

    def rows(self) -> QuerySet[Evidence]:
        ids = list(accounts_of(self.warehouse).order_by().values_list("pk", flat=True))
        rows = Evidence.objects.filter(account__in=ids)
        rows = rows.select_related("account__shop", "person")
        return rows if "export" in self.request.GET else rows.defer("request", "response")

    @property
    def bundled(self) -> str:
        """The address of the signed PDF about the one order or SKU that is asked for; empty when none is."""
        asked = [(name, self.request.GET.get(name, "")) for name in ("order", "sku")]
        given = next((urlencode({name: value}) for name, value in asked if value), "") or self._typed()
        return f"?{given}" if given and self.page.rows else ""

    def _typed(self) -> str:
        """What was typed into the search, where it is the number of an order, or a SKU as it stands in evidence."""
        text = self.request.GET.get("text", "").strip()
        for kind, value in ((EvidenceKey.Kind.ORDER, kept.order_key(text)), (EvidenceKey.Kind.SKU, text)):
            if value and EvidenceKey.objects.filter(kind=kind, value=value).exists():
                return urlencode({kind.value: value})
        return ""
