"""Stock by place (库位库存): the list, one balance, putting it right, blocking and releasing it."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

import django_filters as filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inventory.models import Barcode, StockBalance, StockCount
from inventory.operations import adjust_at_desk, change_condition, normal_value
from inventory.selectors import history
from inventory.states import PHYSICAL_KINDS, Condition, CountState
from inventory.words import CONDITIONS
from wms.core.desk.chips import ListFilter
from wms.core.desk.doors import act, attempt, cause_of, tell
from wms.core.desk.forms import number_in
from wms.core.desk.frame import desk
from wms.core.desk.lists import Column, DeskList, show_list
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.words import choices_of, word

SOON_DAYS, MOST_MOVEMENTS, REASON_LIMIT = 30, 20, 120
LARGEST_COUNT = 100_000_000
CHANGES = (Condition.GOOD, Condition.BLOCKED, Condition.DAMAGED)


class BalanceFilter(ListFilter):
    text = filters.CharFilter(label=gettext_lazy("SKU, name or barcode"), method="by_text")
    place = filters.CharFilter(label=gettext_lazy("Place"), field_name="location__code", lookup_expr="istartswith")
    lot = filters.CharFilter(label=gettext_lazy("Lot"), field_name="lot__code", lookup_expr="iexact")
    condition = filters.MultipleChoiceFilter(label=gettext_lazy("Condition"), choices=choices_of(CONDITIONS))
    expires = filters.DateFilter(label=gettext_lazy("Expires until"), field_name="lot__expires_on", lookup_expr="lte")
    soon = filters.BooleanFilter(label=gettext_lazy("Expires within 30 days"), method="expiring")
    held = filters.BooleanFilter(label=gettext_lazy("Allocated"), method="allocated_there")

    class Meta:
        model = StockBalance
        fields: tuple[str, ...] = ()

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        coded = Barcode.objects.filter(value=normal_value(text)[0]).values("sku")
        named = Q(sku__code__icontains=text) | Q(sku__name_zh__icontains=text) | Q(sku__name_en__icontains=text)
        return rows.filter(named | Q(sku__in=coded))

    def expiring(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        today = timezone.now().astimezone(self.warehouse.zone).date()
        last = today + datetime.timedelta(days=SOON_DAYS)
        return rows.filter(lot__expires_on__lte=last) if value else rows

    def allocated_there(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(allocated__gt=0) if value else rows


class BalanceList(DeskList):
    key = "balances"
    title = gettext_lazy("Stock by place")
    template = "inventory/balances.html"
    filters = BalanceFilter
    sort = "place"
    empty, empty_icon = gettext_lazy("Nothing lies there"), "shelf"
    columns = (
        Column("item", gettext_lazy("Item"), ("sku__code",), "sku.code"),
        Column("place", gettext_lazy("Place"), ("location__code",), "location.code"),
        Column("lot", gettext_lazy("Lot"), ("lot__code",), "lot.code"),
        Column("expiry", gettext_lazy("Expiry"), ("lot__expires_on",), "lot.expires_on"),
        Column("condition", gettext_lazy("Condition"), (), lambda row: word(CONDITIONS, row.condition)),
        Column("on_hand", gettext_lazy("On hand"), ("on_hand",), "on_hand", is_number=True),
        Column("allocated", gettext_lazy("Allocated"), ("allocated",), "allocated", is_number=True),
        Column("since", gettext_lazy("In the house since"), ("aged_from",), "aged_from"),
    )

    def rows(self) -> QuerySet[StockBalance]:
        rows = StockBalance.objects.filter(location__warehouse=self.warehouse, on_hand__gt=0)
        return rows.select_related("sku", "location", "lot")


@require_GET
@desk_page()
def balances(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    today = timezone.now().astimezone(warehouse.zone).date()
    return show_list(request, warehouse, BalanceList, here="balances", context={"today": today})


@require_GET
@desk_page()
def balance(request: HttpRequest, warehouse: Warehouse, balance_id: int) -> HttpResponse:
    """What lies at one place of one SKU, lot and condition, and what a person may do about it."""
    found = balance_of(warehouse, balance_id)
    reviews = StockCount.objects.filter(location=found.location, state__in=(CountState.OPEN, CountState.REVIEW))
    context = {
        "balance": found,
        "limit": int(figure("adjust_second_person_units", warehouse=warehouse)),
        "movements": history(warehouse=warehouse, sku=found.sku, location=found.location, limit=MOST_MOVEMENTS),
        "conditions": [(code, word(CONDITIONS, code)) for code in CHANGES if code != found.condition],
        "review": reviews.first(),
    }
    return desk(request, warehouse, "inventory/balance.html", "balances", context)


@require_POST
@desk_page(*KEEPERS)
def adjust(request: HttpRequest, warehouse: Warehouse, balance_id: int) -> HttpResponse:
    """POST units, reason: what really lies there."""
    found = balance_of(warehouse, balance_id)
    work = partial(
        adjust_at_desk,
        cause=cause_of(request, "stock"),
        location=found.location,
        sku=found.sku,
        lot=found.lot,
        condition=found.condition,
        to_on_hand=min(number_in(request, "units", -1), LARGEST_COUNT),
        reason=reason_in(request),
    )
    done, refusal = attempt(work)
    if refusal or done is None:
        tell(request, refusal)  # type: ignore[arg-type]
    elif done.count_id is not None:
        messages.warning(request, _("Nothing is changed yet: a second person must approve it"))
        return HttpResponseRedirect(reverse("reports:count", args=[done.count_id]))
    else:
        messages.success(request, _("Adjusted by %(n)s units") % {"n": f"{done.difference:+,}"})
    return HttpResponseRedirect(_page_of(found))


@require_POST
@desk_page(*KEEPERS)
def turn(request: HttpRequest, warehouse: Warehouse, balance_id: int) -> HttpResponse:
    """POST units, condition, reason: block, mark as damaged, or release as good."""
    found = balance_of(warehouse, balance_id)
    wanted: Any = request.POST.get("condition", "")
    if wanted not in CHANGES or wanted == found.condition:
        return HttpResponseRedirect(_page_of(found))
    work = partial(
        change_condition,
        cause=cause_of(request, "stock"),
        location=found.location,
        sku=found.sku,
        lot=found.lot,
        quantity=number_in(request, "units", 0),
        from_condition=found.condition,
        to_condition=wanted,
        reason=reason_in(request),
    )
    return act(request, work, _("Changed"), _page_of(found))


def balance_of(warehouse: Warehouse, balance_id: int) -> StockBalance:
    rows = StockBalance.objects.select_related("sku", "lot", "location__warehouse", "location__zone")
    return get_object_or_404(rows, pk=balance_id, location__warehouse=warehouse, location__kind__in=PHYSICAL_KINDS)


def reason_in(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").split())[:REASON_LIMIT]


def _page_of(found: StockBalance) -> str:
    return reverse("inventory:balance", args=[found.pk])
