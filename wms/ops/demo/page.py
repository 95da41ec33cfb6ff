"""The demo's labels as a page of the desk: to read, to type, or to scan off the screen. Only the demo has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wms.core.desk.frame import Entry, desk
from wms.core.models import Warehouse
from wms.core.paper.pictures import barcode_svg
from wms.core.rights import desk_page
from wms.ops.demo.labels import sheets

ENTRY = Entry("demo", "demo_labels", "barcode", _("Demo labels"), rank=15)


@require_GET
@desk_page()
def labels(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET /demo/labels/?text=: what the next scans of this warehouse would find; with `text` what is called so."""
    text = request.GET.get("text", "")[:40]
    shown = [
        (sheet.title, [(label, barcode_svg(label.code)) for label in sheet.labels]) for sheet in sheets(warehouse, text)
    ]
    return desk(request, warehouse, "ops/demo_labels.html", ENTRY.key, {"sheets": shown, "text": text})
