"""Counts (盘点): the list, asking for counts, approving, rejecting or repeating what a blind count found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Abs
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.desk.balances import reason_in
from inventory.models import CountLine, Location, Sku, StockCount, Zone
from inventory.operations import approve_count, open_counts_at, reject_count
from inventory.states import CountState, LocationKind
from inventory.words import COUNT_STATES, WHYS
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.doors import act, attempt, cause_of, tell
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.lists import Column, DeskList, show_list
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.words import choices_of, word

OURS = (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK, LocationKind.HANDLING_UNIT)


class CountFilter(ListFilter):
    text = filters.CharFilter(label=gettext_lazy("Place code"), field_name="location__code", lookup_expr="istartswith")
    state = filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=choices_of(COUNT_STATES))
    zone = filters.ChoiceFilter(label=gettext_lazy("Zone"), field_name="location__zone_id")
    since = FromDay(label=gettext_lazy("From day"), field_name="created_at")
    until = ToDay(label=gettext_lazy("Until day"), field_name="created_at")

    class Meta:
        model = StockCount
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(zone=Zone.objects.filter(warehouse=self.warehouse).values_list("pk", "code"))


class CountList(DeskList):
    key = "counts"
    title = gettext_lazy("Counts")
    template = "inventory/counts.html"
    filters = CountFilter
    sort = "-asked"
    empty, empty_icon = gettext_lazy("No counts yet"), "count"
    columns = (
        Column("place", gettext_lazy("Place"), ("location__code",), "location.code"),
        Column("state", gettext_lazy("State"), ("state",), lambda row: word(COUNT_STATES, row.state)),
        Column("why", gettext_lazy("Why"), cell=lambda row: word(WHYS, row.why)),
        Column("asked", gettext_lazy("Asked for"), ("created_at",), "created_at"),
        Column("counted_by", gettext_lazy("Counted by"), cell="counted_by.name"),
        Column("lines", gettext_lazy("Lines"), cell="line_count", is_number=True),
        Column("off", gettext_lazy("Off by"), cell="off_units", is_number=True),
        Column("done", gettext_lazy("Ended"), ("done_at",), "done_at"),
    )

    def rows(self) -> QuerySet[StockCount]:
        return StockCount.objects.filter(warehouse=self.warehouse).select_related("location", "counted_by")

    def dress(self, rows: list[StockCount]) -> None:
        off = Sum(Abs(F("counted_units") - F("book_units")))
        sums = CountLine.objects.filter(count__in=[row.pk for row in rows]).order_by().values_list("count")
        found = {pk: (lines, units) for pk, lines, units in sums.annotate(lines=Count("pk"), off=off)}
        for row in rows:
            row.line_count, row.off_units = found.get(row.pk, (None, None))


class CountForm(DeskForm):
    """Which places: named ones, those where a SKU lies, or those of a zone; at least one of the three."""

    wide = ("places", "why")

    places = forms.CharField(
        label=gettext_lazy("Places"),
        required=False,
        widget=forms.Textarea,
        max_length=8000,
        help_text=gettext_lazy("place codes, one a line or with commas between them"),
    )
    sku = forms.CharField(
        label="SKU", required=False, max_length=64, help_text=gettext_lazy("every place where it lies")
    )
    zone = forms.ChoiceField(label=gettext_lazy("Zone"), required=False)
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=40)

    def __init__(self, *args: Any, warehouse: Warehouse, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warehouse = warehouse
        zones = Zone.objects.filter(warehouse=warehouse).values_list("pk", "code")
        self.fields["zone"].choices = [("", "–"), *((str(pk), code) for pk, code in zones)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`found`: the places, in walking order. A code that is no place here is named."""
        given = super().clean() or {}
        here = Location.objects.filter(warehouse=self.warehouse, kind__in=OURS, is_active=True)
        codes = {code.upper() for code in given.get("places", "").replace(",", " ").replace("，", " ").split()}
        known = set(here.filter(code__in=codes).values_list("code", flat=True))
        if unknown := sorted(codes - known):
            self.add_error("places", _("No such places: %(codes)s") % {"codes": ", ".join(unknown[:5])})
        sku = Sku.objects.filter(code__iexact=given.get("sku", "")).first() if given.get("sku") else None
        if given.get("sku") and sku is None:
            self.add_error("sku", _("No such SKU"))
        wanted = Q(code__in=known)
        if sku is not None:
            wanted |= Q(balances__sku=sku, balances__on_hand__gt=0)
        if given.get("zone"):
            wanted |= Q(zone=given["zone"])
        found = list(here.filter(wanted).distinct().order_by("walk_order", "code"))
        if not self.errors and not found:
            self.add_error("places", _("Name at least one place, a SKU that lies somewhere, or a zone with places"))
        return {**given, "found": found}


@require_GET
@desk_page()
def counts(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    waiting = StockCount.objects.filter(warehouse=warehouse, state=CountState.REVIEW).count()
    return show_list(request, warehouse, CountList, here="counts", context={"waiting": waiting})


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_counts(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    initial = {"places": request.GET.get("place", ""), "sku": request.GET.get("sku", "")}
    form = CountForm(request.POST or None, warehouse=warehouse, initial=initial)

    def work(given: dict[str, Any]) -> Sequence[StockCount]:
        return open_counts_at(cause=cause_of(request, "counts"), locations=given["found"], why=given["why"])

    def back(made: Sequence[StockCount]) -> str:
        return f"{reverse('inventory:counts')}?state=open"

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=back,
        done=_("Asked for: the handhelds show them"),
        title=_("Ask for counts"),
        here="counts",
        leave=reverse("inventory:counts"),
    )


@require_POST
@desk_page(*KEEPERS)
def open_at(request: HttpRequest, warehouse: Warehouse, location_id: int) -> HttpResponse:
    """Ask for the count of one place, from its page."""
    place = get_object_or_404(Location, pk=location_id, warehouse=warehouse, kind__in=OURS)
    work = partial(open_counts_at, cause=cause_of(request, "counts"), locations=[place], why="desk")
    return act(request, work, _("Asked for: the handhelds show it"), reverse("reports:place", args=[place.pk]))


@require_POST
@desk_page(*KEEPERS)
def approve(request: HttpRequest, warehouse: Warehouse, count_id: int) -> HttpResponse:
    """The differences become the books; whoever counted cannot approve."""
    count = count_of(warehouse, count_id)
    cause = cause_of(request, "counts")
    work = partial(approve_count, cause=cause, count=count, approver=request.user)  # type: ignore[arg-type]
    return act(request, work, _("Approved: the books follow"), reverse("reports:count", args=[count.pk]))


@require_POST
@desk_page(*KEEPERS)
def reject(request: HttpRequest, warehouse: Warehouse, count_id: int, again: bool) -> HttpResponse:
    """POST reason: nothing is changed; `again` asks for a new count."""
    count = count_of(warehouse, count_id)
    cause, reason = cause_of(request, "counts"), reason_in(request)
    made, refusal = attempt(partial(reject_count, cause=cause, count=count, reason=reason, again=again))
    if refusal:
        tell(request, refusal)
    target = made.pk if made else count.pk
    return HttpResponseRedirect(reverse("reports:count", args=[target]))


def count_of(warehouse: Warehouse, count_id: int) -> StockCount:
    return get_object_or_404(StockCount.objects.select_related("location__warehouse"), pk=count_id, warehouse=warehouse)
