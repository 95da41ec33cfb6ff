"""Goods on their way in (到货单): the list, one ASN with its progress, its form, closing it short, its barcode."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters as filters
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.desk.asn_form import AsnForm
from inventory.models import InboundLine, InboundReceipt
from inventory.operations import close_receipt, edit_asn, open_asn
from inventory.paper import receipt_content
from inventory.states import OPEN_RECEIPT_STATES
from inventory.words import RECEIPT_STATES
from wms.core.desk.chips import ListFilter
from wms.core.desk.doors import act, cause_of
from wms.core.desk.forms import form_page
from wms.core.desk.frame import desk
from wms.core.desk.lists import Column, DeskList, show_list
from wms.core.desk.pdf import dpi_of, printed
from wms.core.models import AuditEntry, Warehouse
from wms.core.paper.labels import handling_unit_labels
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.words import choices_of, word

MOST_KEPT = 20


class InboundFilter(ListFilter):
    text = filters.CharFilter(label=gettext_lazy("ASN or supplier"), method="by_text")
    state = filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=choices_of(RECEIPT_STATES))
    late = filters.BooleanFilter(label=pgettext_lazy("asn", "Late"), method="overdue")
    sku = filters.CharFilter(label="SKU", method="with_sku")
    since = filters.DateFilter(label=gettext_lazy("Expected from"), field_name="expected_on", lookup_expr="gte")
    until = filters.DateFilter(label=gettext_lazy("Expected until"), field_name="expected_on", lookup_expr="lte")

    class Meta:
        model = InboundReceipt
        fields: tuple[str, ...] = ()

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(number__icontains=text) | Q(supplier__icontains=text))

    def overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        today = timezone.now().astimezone(self.warehouse.zone).date()
        return rows.filter(expected_on__lt=today, state__in=OPEN_RECEIPT_STATES) if value else rows

    def with_sku(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=InboundLine.objects.filter(sku__code__iexact=value.strip()).values("receipt"))


class InboundList(DeskList):
    key = "inbound"
    title = gettext_lazy("Inbound")
    template = "inventory/inbound.html"
    filters = InboundFilter
    sort = "-made"
    empty, empty_icon = gettext_lazy("No such ASN"), "inbox"
    columns = (
        Column("number", gettext_lazy("ASN"), ("number",), "number"),
        Column("supplier", gettext_lazy("Supplier"), ("supplier",), "supplier"),
        Column("state", gettext_lazy("State"), ("state",), lambda row: word(RECEIPT_STATES, row.state)),
        Column("expected", gettext_lazy("Expected on"), ("expected_on",), "expected_on"),
        Column("made", gettext_lazy("Announced"), ("created_at",), "created_at"),
        Column("lines", gettext_lazy("Lines"), cell="line_count", is_number=True),
        Column("units", gettext_lazy("Expected units"), cell="expected", is_number=True),
        Column("received", gettext_lazy("Received"), cell="received", is_number=True),
        Column("over", gettext_lazy("Over"), cell="over", is_number=True),
        Column("short", gettext_lazy("To come"), cell="short", is_number=True),
    )

    def rows(self) -> QuerySet[InboundReceipt]:
        return InboundReceipt.objects.filter(warehouse=self.warehouse)

    def dress(self, rows: list[InboundReceipt]) -> None:
        off = F("received_units") - F("expected_units")
        lines = InboundLine.objects.filter(receipt__in=[row.pk for row in rows]).order_by().values("receipt")
        sums = lines.annotate(
            lines=Count("pk"),
            expected=Sum("expected_units"),
            received=Sum("received_units"),
            over=Sum(Greatest(off, 0)),
            short=Sum(Greatest(-1 * off, 0)),
        )
        found = {line["receipt"]: line for line in sums}
        for row in rows:
            mine = found.get(row.pk, {})
            row.line_count = mine.get("lines", 0)
            row.expected, row.received = mine.get("expected", 0), mine.get("received", 0)
            row.over, row.short = mine.get("over", 0), mine.get("short", 0)


@require_GET
@desk_page()
def inbound(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    today = timezone.now().astimezone(warehouse.zone).date()
    return show_list(request, warehouse, InboundList, here="inbound", context={"today": today})


@require_GET
@desk_page()
def receipt(request: HttpRequest, warehouse: Warehouse, receipt_id: int) -> HttpResponse:
    """One ASN: expected, received, over and short of each line."""
    found = receipt_of(warehouse, receipt_id)
    lines = list(found.lines.select_related("sku").order_by("pk"))
    expected = sum(line.expected_units for line in lines)
    received = sum(line.received_units for line in lines)
    counted = sum(min(line.received_units, line.expected_units) for line in lines)
    subject = AuditEntry.objects.filter(warehouse=warehouse, subject=f"receipt:{found.number}")
    context = {
        "receipt": found,
        "lines": [(line, max(0, line.received_units - line.expected_units)) for line in lines],
        "expected": expected,
        "received": received,
        "over": received - counted,
        "short": expected - counted,
        "percent": 100 * counted // expected if expected else 0,
        "is_open": found.state in OPEN_RECEIPT_STATES,
        "kept": list(subject.select_related("person").order_by("-pk")[:MOST_KEPT]),
    }
    return desk(request, warehouse, "inventory/receipt.html", "inbound", context)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_receipt(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = AsnForm(request.POST or None, rows=request.GET.get("rows", ""))

    def work(given: dict[str, Any]) -> InboundReceipt:
        return open_asn(cause=cause_of(request, "inbound"), warehouse=warehouse, **given).receipt

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=_page_of,
        done=_("Announced: its units are in transit"),
        title=_("New ASN"),
        here="inbound",
        leave=reverse("inventory:inbound"),
        template="inventory/asn_form.html",
    )


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def edit_receipt(request: HttpRequest, warehouse: Warehouse, receipt_id: int) -> HttpResponse:
    found = receipt_of(warehouse, receipt_id)
    form = AsnForm(request.POST or None, receipt=found, rows=request.GET.get("rows", ""))

    def work(given: dict[str, Any]) -> InboundReceipt:
        return edit_asn(cause=cause_of(request, "inbound"), receipt=found, **given)

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=_page_of,
        done=_("Saved"),
        title=found.number,
        here="inbound",
        leave=_page_of(found),
        template="inventory/asn_form.html",
    )


@require_POST
@desk_page(*KEEPERS)
def close(request: HttpRequest, warehouse: Warehouse, receipt_id: int) -> HttpResponse:
    """Nothing more will come: what is missing is no longer in transit."""
    found = receipt_of(warehouse, receipt_id)
    work = partial(close_receipt, cause=cause_of(request, "inbound"), receipt=found)
    return act(request, work, _("Closed"), _page_of(found))


@require_GET
@desk_page()
def label(request: HttpRequest, warehouse: Warehouse, receipt_id: int) -> HttpResponse:
    """GET ?dpi=203: the ASN's barcode, which the receive screen takes."""
    found = receipt_of(warehouse, receipt_id)

    def made(language: str) -> bytes:
        labels = [receipt_content(found, language=language)]
        return handling_unit_labels(labels, dpi=dpi_of(request), language=language)

    return printed(made, f"{found.number}.pdf".replace('"', ""))


def receipt_of(warehouse: Warehouse, receipt_id: int) -> InboundReceipt:
    return get_object_or_404(InboundReceipt.objects.select_related("warehouse"), pk=receipt_id, warehouse=warehouse)


def _page_of(found: InboundReceipt) -> str:
    return reverse("inventory:receipt", args=[found.pk])
