"""Devices (设备): what each one tells of itself, enrolling by QR, renaming, moving, revoking."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wms.core.desk.doors import act, attempt, cause_of, no_store, tell
from wms.core.desk.forms import DeskForm, form_page
from wms.core.desk.frame import desk
from wms.core.desk.house import words
from wms.core.desk.house.lists.devices import DeviceList
from wms.core.desk.lists import show_list
from wms.core.enrolment import LINK_LIFE
from wms.core.models import AuditEntry, Device, Station, Warehouse
from wms.core.operations import devices as operations
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.states import DeviceKind
from wms.core.templatetags.zhunjian import named
from wms.core.version import app_version

FRESH = timedelta(minutes=3)  # a handheld pings twice a minute while its page is open
HISTORY = 30


def device_here(warehouse: Warehouse, device_id: int) -> Device:
    return get_object_or_404(
        Device.objects.select_related("warehouse", "station", "person"), pk=device_id, warehouse=warehouse
    )


@require_GET
@desk_page(*KEEPERS)
def devices(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, DeviceList, here="devices", context=_present())


class DeviceForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(words.DEVICE_KINDS.items()))
    code = forms.CharField(label=gettext_lazy("Code"), max_length=16)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("What people call it, for example its sticker's number"),
    )
    station = forms.ChoiceField(label=gettext_lazy("Bench"), required=False)

    def __init__(self, *args: Any, warehouse: Warehouse, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warehouse = warehouse
        rows = [(row.code, f"{row.code} {named(row)}") for row in _stations(warehouse)]
        self.fields["station"].choices = [("", _("no bench")), *rows]  # type: ignore[attr-defined]

    def clean_station(self) -> Station | None:
        return _station(self.warehouse, self.cleaned_data["station"])


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_device(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    kind = DeviceKind.STATION if request.GET.get("kind") == DeviceKind.STATION else DeviceKind.HANDHELD
    initial = {"kind": kind, "code": operations.next_code(kind)}

    def work(given: dict[str, Any]) -> Device:
        return operations.create_device(cause=cause_of(request, "devices"), warehouse=warehouse, **given)

    return form_page(
        request,
        warehouse,
        DeviceForm(request.POST or None, warehouse=warehouse, initial=initial),
        work=work,
        back=lambda made: reverse("core:device", args=[made.pk]),
        done=_("Created. Show its code and open it on the device"),
        title=_("New device"),
        here="devices",
        leave=reverse("core:devices"),
    )


@require_GET
@desk_page(*KEEPERS)
def device(request: HttpRequest, warehouse: Warehouse, device_id: int) -> HttpResponse:
    return _page(request, warehouse, device_here(warehouse, device_id))


@require_POST
@desk_page(*KEEPERS)
def edit(request: HttpRequest, warehouse: Warehouse, device_id: int) -> HttpResponse:
    found = device_here(warehouse, device_id)
    work = partial(
        operations.edit_device,
        cause=cause_of(request, "devices"),
        device=found,
        name=request.POST.get("name", ""),
        station=_station(warehouse, request.POST.get("station", "")),
    )
    return act(request, work, _("Saved"), reverse("core:device", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def link(request: HttpRequest, warehouse: Warehouse, device_id: int) -> HttpResponse:
    """Show the QR code that makes whichever browser opens it this device; it is never shown again."""
    found = device_here(warehouse, device_id)
    path, refusal = attempt(partial(operations.make_link, cause=cause_of(request, "devices"), device=found))
    if refusal or path is None:
        if refusal:
            tell(request, refusal)
        return HttpResponseRedirect(reverse("core:device", args=[found.pk]))
    address = request.build_absolute_uri(path)
    return _page(request, warehouse, found, {"address": address, "qr": qr_code(address)})


@require_POST
@desk_page(*KEEPERS)
def unlink(request: HttpRequest, warehouse: Warehouse, device_id: int) -> HttpResponse:
    found = device_here(warehouse, device_id)
    work = partial(operations.withdraw_link, cause=cause_of(request, "devices"), device=found)
    return act(request, work, _("Link withdrawn"), reverse("core:device", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def revoke(request: HttpRequest, warehouse: Warehouse, device_id: int) -> HttpResponse:
    found = device_here(warehouse, device_id)
    lost, refusal = attempt(partial(operations.revoke_device, cause=cause_of(request, "devices"), device=found))
    if refusal:
        tell(request, refusal)
    elif lost:
        text = ngettext("Revoked. %(n)s scan that it held is lost", "Revoked. %(n)s scans that it held are lost", lost)
        messages.warning(request, text % {"n": lost})
    else:
        messages.success(request, _("Revoked. It held no scans"))
    return HttpResponseRedirect(reverse("core:device", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def restore(request: HttpRequest, warehouse: Warehouse, device_id: int) -> HttpResponse:
    found = device_here(warehouse, device_id)
    work = partial(operations.restore_device, cause=cause_of(request, "devices"), device=found)
    return act(request, work, _("Brought back. Enrol it anew"), reverse("core:device", args=[found.pk]))


def qr_code(text: str) -> str:
    """The text as an inline SVG of black modules on white, with its quiet zone."""
    drawn = segno.make(text, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=5, border=4, light="#ffffff", svgclass="qr", lineclass=None, omitsize=True))  # noqa: S308


def _page(
    request: HttpRequest, warehouse: Warehouse, found: Device, extra: dict[str, Any] | None = None
) -> HttpResponse:
    kept = AuditEntry.objects.filter(subject=operations.subject_of(found)).select_related("person").order_by("-pk")
    context = {
        "device": found,
        "stations": _stations(warehouse),
        "kept": list(kept[:HISTORY]),
        "has_link": bool(found.link_hash and found.link_until and found.link_until > timezone.now()),
        "link_minutes": int(LINK_LIFE.total_seconds() // 60),
        **_present(),
        **(extra or {}),
    }
    return no_store(desk(request, warehouse, "core/devices/device.html", "devices", context))


def _present() -> dict[str, Any]:
    """What a device is compared with: since when it counts as fresh, and the version that is served now."""
    return {"fresh_since": timezone.now() - FRESH, "version": app_version()}


def _stations(warehouse: Warehouse) -> list[Station]:
    return list(Station.objects.filter(warehouse=warehouse, is_active=True).order_by("code"))


def _station(warehouse: Warehouse, code: str) -> Station | None:
    return get_object_or_404(Station, warehouse=warehouse, code=code) if code else None
