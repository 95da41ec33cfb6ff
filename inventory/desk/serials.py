"""Serial numbers (序列号): every single unit that was scanned, where it is, and what happened to it."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inventory.models import Barcode, SerialNumber, Sku
from inventory.operations import normal_value
from inventory.operations.serials import BOOKINGS, book_serial
from inventory.selectors.serials import serial_history
from inventory.states import SerialEventKind
from inventory.words import SERIAL_STATES
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.doors import act, cause_of
from wms.core.desk.frame import desk
from wms.core.desk.lists import Column, DeskList, show_list
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page, roles_at
from wms.core.words import choices_of, word

NOTE_LIMIT = 120


class SerialFilter(ListFilter):
    """Names are looked up first, so that the numbers themselves are only asked by key."""

    text = filters.CharFilter(label=gettext_lazy("Serial number or its beginning"), method="by_number")
    state = filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=choices_of(SERIAL_STATES))
    sku = filters.CharFilter(label=gettext_lazy("SKU or barcode"), method="by_sku")
    order = filters.CharFilter(label=gettext_lazy("Order"), method="by_order")
    document = filters.CharFilter(label=gettext_lazy("Parcel"), lookup_expr="iexact")
    since = FromDay(label=gettext_lazy("From day"), field_name="changed_at")
    until = ToDay(label=gettext_lazy("Until day"), field_name="changed_at")

    class Meta:
        model = SerialNumber
        fields: tuple[str, ...] = ()

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(number__startswith=value.strip().upper())

    def by_sku(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        coded = Barcode.objects.filter(value=normal_value(text)[0]).values_list("sku", flat=True)
        return rows.filter(sku__in=Sku.objects.filter(Q(code__iexact=text) | Q(pk__in=list(coded))))

    def by_order(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The whole number; gaps do not matter."""
        return rows.filter(order_number="".join(value.split()))


class SerialList(DeskList):
    key = "serials"
    title = gettext_lazy("Serial numbers")
    template = "inventory/serials.html"
    filters = SerialFilter
    sort = "-changed"
    empty, empty_icon = gettext_lazy("No such serial numbers"), "barcode"
    columns = (
        Column("number", gettext_lazy("Serial number"), ("number",), "number"),
        Column("item", "SKU", ("sku__code",), "sku.code"),
        Column("state", gettext_lazy("State"), ("state",), lambda row: word(SERIAL_STATES, row.state)),
        Column("order", gettext_lazy("Order"), ("order_number",), "order_number"),
        Column("document", gettext_lazy("Parcel"), ("document",), "document"),
        Column("changed", gettext_lazy("Last change"), ("changed_at",), "changed_at"),
    )
    file_columns = (
        Column("name_zh", gettext_lazy("Name in Chinese"), cell="sku.name_zh"),
        Column("name_en", gettext_lazy("Name in English"), cell="sku.name_en"),
    )

    def rows(self) -> QuerySet[SerialNumber]:
        return SerialNumber.objects.filter(warehouse=self.warehouse).select_related("sku")


@require_GET
@desk_page()
def serials(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, SerialList, here="serials")


@require_GET
@desk_page()
def serial(request: HttpRequest, warehouse: Warehouse, serial_id: int) -> HttpResponse:
    found = get_object_or_404(SerialNumber.objects.select_related("sku"), pk=serial_id, warehouse=warehouse)
    can_keep = bool(roles_at(request.user, warehouse) & KEEPERS)  # type: ignore[arg-type]
    context: dict[str, Any] = {
        "serial": found,
        "history": serial_history(found),
        "may_book": [str(kind) for kind, (before, _after) in BOOKINGS.items() if before == found.state and can_keep],
    }
    return desk(request, warehouse, "inventory/serial.html", "serials", context)


@require_POST
@desk_page(*KEEPERS)
def book(request: HttpRequest, warehouse: Warehouse, serial_id: int, kind: SerialEventKind) -> HttpResponse:
    """POST note: what became of one unit, as a person has seen it."""
    found = get_object_or_404(SerialNumber, pk=serial_id, warehouse=warehouse)
    note = " ".join(request.POST.get("note", "").split())[:NOTE_LIMIT]
    done = {
        SerialEventKind.RETURNED: _("Noted: it came back, and may be shipped again"),
        SerialEventKind.LOST: _("Noted: it is lost, and no bench takes it"),
        SerialEventKind.FOUND: _("Noted: it was found"),
    }
    work = partial(book_serial, cause=cause_of(request, "serials"), serial_id=found.pk, kind=kind, note=note)
    return act(request, work, done[kind], reverse("inventory:serial", args=[found.pk]))
