"""Places and zones (库位、库区): the lists, their forms, blocking, giving up, labels."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.desk.labels import chosen_labels, location_pdf
from inventory.desk.place_list import OURS, PlaceList
from inventory.models import Location, Zone
from inventory.operations import (
    block_location,
    create_location,
    edit_location,
    give_up_location,
    reopen_location,
    save_zone,
)
from inventory.words import LOCATION_KINDS, SIDES, ZONE_KINDS
from wms.core.desk.ask import Question, ask
from wms.core.desk.doors import act, attempt, cause_of, tell
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.words import choices_of

REASON_LIMIT = 120


class PlaceForm(DeskForm):
    """One place. Its code is printed on it: asked only when it is made."""

    code = forms.CharField(max_length=24, label=gettext_lazy("Place code"), help_text="A03-02-15")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=choices_of(LOCATION_KINDS, OURS))
    zone = forms.ChoiceField(label=gettext_lazy("Zone"), required=False)
    aisle = forms.CharField(max_length=8, label=gettext_lazy("Aisle"), required=False)
    bay = forms.IntegerField(min_value=0, max_value=32000, label=gettext_lazy("Bay"), required=False)
    level = forms.IntegerField(min_value=0, max_value=32000, label=gettext_lazy("Level"), required=False)
    side = forms.ChoiceField(label=gettext_lazy("Side"), required=False)
    walk_order = forms.IntegerField(min_value=0, max_value=2_000_000_000, label=gettext_lazy("Walk"), initial=0)
    x_mm = forms.IntegerField(min_value=-10_000_000, max_value=10_000_000, label="X (mm)", initial=0)
    y_mm = forms.IntegerField(min_value=-10_000_000, max_value=10_000_000, label="Y (mm)", initial=0)
    capacity_units = forms.IntegerField(
        min_value=1,
        max_value=10_000_000,
        label=gettext_lazy("Room for"),
        required=False,
        help_text=gettext_lazy("units; empty: no limit"),
    )
    check_digits = forms.RegexField(
        r"^\d{2,3}$",
        label=gettext_lazy("Check digits"),
        required=False,
        help_text=gettext_lazy("2 or 3 digits, printed beside the code"),
    )
    allows_mixed_lots = forms.BooleanField(label=gettext_lazy("Several lots may lie here"), required=False)

    def __init__(self, *args: Any, warehouse: Warehouse, place: Location | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warehouse = warehouse
        zones = Zone.objects.filter(warehouse=warehouse).values_list("pk", "code")
        self.fields["zone"].choices = [("", "–"), *((str(pk), code) for pk, code in zones)]  # type: ignore[attr-defined]
        self.fields["side"].choices = [("", "–"), *choices_of(SIDES)()]  # type: ignore[attr-defined]
        if place is not None:
            del self.fields["code"], self.fields["kind"]

    def clean_zone(self) -> Zone | None:
        chosen = self.cleaned_data["zone"]
        return Zone.objects.get(pk=chosen, warehouse=self.warehouse) if chosen else None


class ZoneForm(DeskForm):
    code = forms.CharField(max_length=16, label=gettext_lazy("Zone code"))
    kind = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=choices_of(ZONE_KINDS))
    name_zh = forms.CharField(max_length=60, label=gettext_lazy("Name in Chinese"))
    name_en = forms.CharField(max_length=60, label=gettext_lazy("Name in English"))
    floor = forms.CharField(
        max_length=8,
        label=pgettext_lazy("storey", "Floor"),
        required=False,
        help_text=gettext_lazy("like 2F; each floor has coordinates of its own"),
    )


@require_GET
@desk_page()
def places(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, PlaceList, here="places")


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_place(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = PlaceForm(request.POST or None, warehouse=warehouse)

    def work(given: dict[str, Any]) -> Location:
        return create_location(cause=cause_of(request, "places"), warehouse=warehouse, **given)

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=_page_of,
        done=_("Saved"),
        title=_("New place"),
        here="places",
        leave=reverse("inventory:places"),
    )


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def edit_place(request: HttpRequest, warehouse: Warehouse, location_id: int) -> HttpResponse:
    place = place_of(warehouse, location_id)
    initial = {name: getattr(place, name) for name in PlaceForm.base_fields if name not in {"code", "zone"}}
    initial["zone"] = str(place.zone_id or "")
    form = PlaceForm(request.POST or None, warehouse=warehouse, place=place, initial=initial)

    def work(given: dict[str, Any]) -> Location:
        edit_location(cause=cause_of(request, "places"), location=place, **given)
        return place

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=_page_of,
        done=_("Saved"),
        title=place.code,
        here="places",
        leave=_page_of(place),
    )


@require_POST
@desk_page(*KEEPERS)
def turn_place(request: HttpRequest, warehouse: Warehouse, location_id: int, how: str) -> HttpResponse:
    """POST reason: block, unblock, give_up, reopen."""
    place = place_of(warehouse, location_id)
    cause, reason = cause_of(request, "places"), " ".join(request.POST.get("reason", "").split())[:REASON_LIMIT]
    works = {
        "block": partial(block_location, cause=cause, location=place, is_blocked=True, reason=reason),
        "unblock": partial(block_location, cause=cause, location=place, is_blocked=False, reason=reason),
        "give_up": partial(give_up_location, cause=cause, location=place, reason=reason),
        "reopen": partial(reopen_location, cause=cause, location=place, reason=reason),
    }
    done = {
        "block": _("Blocked: nothing is shelved here, nothing new is placed here"),
        "unblock": _("Open again"),
        "give_up": _("Given up"),
        "reopen": _("In use again"),
    }
    return act(request, works[how], done[how], _page_of(place))


@require_POST
@desk_page(*KEEPERS)
def block_places(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The chosen places: first the reason is asked for, then all are blocked, or none."""
    back = reverse("inventory:places")
    leave = f"{back}?{request.GET.urlencode()}"
    try:
        chosen = list(PlaceList(request, warehouse).chosen().filter(is_active=True).order_by("walk_order", "code"))
    except OperationRefused as refusal:
        tell(request, refusal)
        return HttpResponseRedirect(leave)
    question = Question(
        title=_("Block %(n)s places"),
        note=_("Nothing is shelved or newly placed there. What is placed already may still be picked"),
        label=_("Reason"),
        field="reason",
        limit=REASON_LIMIT,
        button=_("Block"),
        icon="lock",
    )
    reason = question.words_in(request)
    if not reason:
        keys = None if request.POST.get("every") == "1" else [place.pk for place in chosen]
        names = [place.code for place in chosen]
        return ask(request, warehouse, question, here="places", leave=leave, names=names, keys=keys)

    def work() -> None:
        for place in chosen:
            block_location(cause=cause_of(request, "places"), location=place, is_blocked=True, reason=reason)

    return act(request, work, _("%(n)s places blocked") % {"n": len(chosen)}, f"{back}?blocked=true")


@require_POST
@desk_page()
def print_places(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The labels of the chosen places as one PDF, in walking order."""
    chosen, refusal = attempt(lambda: list(PlaceList(request, warehouse).chosen().values_list("code", flat=True)))
    if refusal:
        tell(request, refusal)
        return HttpResponseRedirect(reverse("inventory:places"))
    return chosen_labels(warehouse, chosen or [], "inventory:location_labels") or location_pdf(
        request, warehouse, chosen or []
    )


@require_GET
@desk_page()
def zones(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    storage = Count("locations", filter=Q(locations__is_active=True, locations__kind__in=OURS))
    blocked = Count("locations", filter=Q(locations__is_active=True, locations__is_blocked=True))
    rows = Zone.objects.filter(warehouse=warehouse).annotate(places=storage, blocked=blocked).order_by("code")
    return desk(request, warehouse, "inventory/zones.html", "places", {"zones": rows})


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def zone(request: HttpRequest, warehouse: Warehouse, zone_id: int | None = None) -> HttpResponse:
    """One zone's form; without an id a new one."""
    found = get_object_or_404(Zone, pk=zone_id, warehouse=warehouse) if zone_id else None
    initial = {name: getattr(found, name, "") for name in ZoneForm.base_fields}
    form = ZoneForm(request.POST or None, initial=initial)

    def work(given: dict[str, Any]) -> Zone:
        return save_zone(cause=cause_of(request, "places"), warehouse=warehouse, zone=found, **given)

    def back(saved: Zone) -> str:
        return reverse("inventory:zones")

    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=back,
        done=_("Saved"),
        title=found.code if found else _("New zone"),
        here="places",
        leave=reverse("inventory:zones"),
    )


def place_of(warehouse: Warehouse, location_id: int) -> Location:
    return get_object_or_404(
        Location.objects.select_related("warehouse", "zone"), pk=location_id, warehouse=warehouse, kind__in=OURS
    )


def _page_of(place: Location) -> str:
    return reverse("reports:place", args=[place.pk])
