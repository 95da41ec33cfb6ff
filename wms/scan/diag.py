"""/rf/diag/: what this device's scanner, keyboard, sound and store really do. It needs no person, only the device."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View as PageView
from django.views.decorators.csrf import csrf_exempt

from wms.core.refusals import InvalidInput, OperationRefused
from wms.scan.barcode import ScanText, read
from wms.scan.desk.sheet import SETTINGS
from wms.scan.session import device_of
from wms.scan.views import read_body, speaking, to_sign_in

TONES = ("ok", "more", "line", "order", "wrong", "hazard", "queued", "choice")
LONGEST = 4096


class Diag(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            device = device_of(request)
        except OperationRefused as refusal:
            return to_sign_in("rf", refusal)
        proofs = [(setting.key, setting.proof) for setting in SETTINGS]
        return render(request, "rf/diag.html", {"device": device, "tones": _tones(), "proofs": proofs})


@method_decorator(csrf_exempt, name="dispatch")
class Read(PageView):
    """POST {raw, symbology}: how the server reads these bytes. Looks nothing up, writes nothing."""

    @method_decorator(speaking)
    def post(self, request: HttpRequest) -> HttpResponse:
        device_of(request)
        body = read_body(request)
        raw = body.get("raw")
        if not isinstance(raw, str) or not raw or len(raw) > LONGEST:
            raise InvalidInput(field="raw", problem="text_expected")
        return JsonResponse({"rows": _rows(read(raw, str(body.get("symbology") or "")[:16]))})


def _rows(text: ScanText) -> list[tuple[str, Any]]:
    """What was read, as rows of words; what a scan does not hold is left out."""
    own = f"{text.own.text} ✓" if text.own and text.own.is_valid else ""
    mistyped = f"{text.own.text} ✕" if text.own and not text.own.is_valid else ""
    rows = [
        (_("Our own code"), own),
        (_("Our own code, mistyped"), mistyped),
        ("GTIN", text.gtin),
        ("SSCC", text.sscc),
        (_("Lot"), text.lot_code),
        (_("Serial number"), text.serial),
        (_("Expires"), text.expires_on.isoformat() if text.expires_on else ""),
        (_("Count"), text.count or ""),
        (_("Plain text"), text.plain),
        (_("Input method"), _("it has mangled this") if text.is_input_method else ""),
        (_("Length"), _("too long") if text.is_too_long else ""),
    ]
    return [(str(label), value) for label, value in rows if value]


def _tones() -> list[tuple[str, str]]:
    words = {
        "ok": _("right"),
        "more": _("one more"),
        "line": _("line done"),
        "order": _("order done"),
        "wrong": _("wrong"),
        "hazard": _("stopped"),
        "queued": _("queued"),
        "choice": _("a choice"),
    }
    return [(name, words[name]) for name in TONES]
