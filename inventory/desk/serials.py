"""Serial numbers (序列号): every single unit that was scanned, where it is, and what happened to it."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.desk.named import skus_called
from inventory.models import SerialNumber, Sku
from inventory.models.serials import SERIAL_LIMIT
from inventory.operations.serials import BOOKINGS, book_serial, receive_serials
from inventory.resolvers import normal_serial
from inventory.selectors.serials import serial_history
from inventory.states import SerialEventKind
from inventory.words import SERIAL_STATES
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.doors import act, cause_of
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.desk.lists import Column, DeskList, show_list
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.words import choices_of, word

NOTE_LIMIT = 120
MOST_TYPED = 100_000


class NewSerialsForm(DeskForm):
    """Numbers of units that lie here already."""

    wide = ("numbers", "note")

    sku = forms.CharField(max_length=80, label=gettext_lazy("SKU or barcode"))
    numbers = forms.CharField(
        max_length=MOST_TYPED,
        label=gettext_lazy("Serial numbers, one a line"),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    note = forms.CharField(max_length=NOTE_LIMIT, label=gettext_lazy("Note"), required=False)

    def clean_sku(self) -> Sku:
        found = skus_called(self.cleaned_data["sku"])
        if len(found) != 1:
            raise forms.ValidationError(_("No SKU is called so") if not found else _("Several SKUs are called so"))
        return found[0]

    def clean_numbers(self) -> list[str]:
        """In upper case, each once."""
        lines = [normal_serial(line) for line in self.cleaned_data["numbers"].splitlines()]
        numbers = list(dict.fromkeys(line for line in lines if line))
        if any(len(number) > SERIAL_LIMIT for number in numbers):
            raise forms.ValidationError(_("At most %(n)s characters a number") % {"n": SERIAL_LIMIT})
        return numbers


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
        return rows.filter(sku__in=[sku.pk for sku in skus_called(value)])

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
    context: dict[str, Any] = {
        "serial": found,
        "history": serial_history(found),
        "bookings": [str(kind) for kind, (before, _after) in BOOKINGS.items() if before == found.state],
    }
    return desk(request, warehouse, "inventory/serial.html", "serials", context)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_serials(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """What lies here and was never scanned: before a warehouse begins to take numbers in at receipt, for instance."""
    form = NewSerialsForm(request.POST or None, initial={"sku": request.GET.get("sku", "")})
    cause = cause_of(request, "serials")

    def work(given: dict[str, Any]) -> Sku:
        receive_serials(cause=cause, warehouse=warehouse, document="", **given)
        return given["sku"]

    def back(sku: Sku) -> str:
        return f"{reverse('inventory:serials')}?{urlencode({'sku': sku.code})}"

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=back,
        done=_("Entered: they lie here now"),
        title=_("Enter serial numbers"),
        here="serials",
        leave=reverse("inventory:serials"),
    )


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
