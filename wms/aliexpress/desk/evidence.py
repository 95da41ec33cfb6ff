"""[M15] Evidence: found by SKU, order, request ID, time, outcome or method; one exchange whole; CSV and signed PDF."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wms.aliexpress import evidence as kept
from wms.aliexpress.desk.lists.evidence import EvidenceList
from wms.aliexpress.models import Evidence, EvidenceKey
from wms.aliexpress.paper import evidence_bundle
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.aliexpress.signatures import own_public_key, signed, verify
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.intake.uploads import takes_file

MOST_BUNDLED = 100
MOST_UPLOAD = 30_000_000


@require_GET
@desk_page()
def evidence(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, EvidenceList, here="evidence", context={"days": int(figure("evidence_days"))})


@require_GET
@desk_page()
def exchange(request: HttpRequest, warehouse: Warehouse, evidence_id: int) -> HttpResponse:
    """One exchange in full, as it was kept: masked when it was written."""
    rows = Evidence.objects.filter(account__in=_ids(warehouse)).select_related("account__shop", "person", "device")
    row = get_object_or_404(rows, pk=evidence_id)
    context = {
        "row": row,
        "keys": list(EvidenceKey.objects.filter(evidence=row).order_by("kind", "value")),
        "sent": _pretty(row.request),
        "answered": _pretty(row.response),
    }
    return desk(request, warehouse, "aliexpress/exchange.html", "evidence", context)


@require_GET
@desk_page()
def bundle(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """All exchanges about one order or one SKU, oldest first, as a signed PDF."""
    kind = "order" if request.GET.get("order") else "sku"
    value = kept.order_key(request.GET.get(kind, ""))[:80]
    if not value:
        raise Http404
    asked = {"order": value} if kind == "order" else {"sku": value}
    found = kept.find(account_ids=_ids(warehouse), order=asked.get("order", ""), sku=asked.get("sku", ""))
    rows = list(found.select_related("device").order_by("-sent_at", "-pk")[:MOST_BUNDLED])[::-1]
    if not rows:
        raise Http404
    now = timezone.now()
    content = evidence_bundle(
        kind=kind,
        value=value,
        warehouse=warehouse,
        rows=rows,
        total=found.count(),
        made_by=str(request.user),
        at=now,
        language=getattr(request, "LANGUAGE_CODE", "zh-hans"),
        public_key=own_public_key(),
    )
    answer = HttpResponse(
        signed(content, subject=f"{kind}:{value}", exchanges=len(rows), at=now), content_type="application/pdf"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence-{kind}-{_safe(value)}.pdf"'
    return answer


@require_http_methods(["GET", "POST"])
@takes_file(MOST_UPLOAD)
@desk_page()
def check(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Judge a bundle that somebody brings."""
    context: dict[str, Any] = {"public_key": own_public_key()}
    upload = request.FILES.get("file")
    if request.method == "POST" and upload is not None:
        too_big = (upload.size or 0) > MOST_UPLOAD
        context |= {"name": upload.name, "too_big": too_big}
        if not too_big:
            context["verdict"] = verify(upload.read())
    elif request.method == "POST":
        context["no_file"] = True
    return desk(request, warehouse, "aliexpress/evidence_check.html", "evidence", context)


def _ids(warehouse: Warehouse) -> list[int]:
    return list(accounts_of(warehouse).order_by().values_list("pk", flat=True))


def _pretty(value: object) -> str:
    """JSON as people read it; values that are JSON themselves are opened."""
    return json.dumps(_opened(value), ensure_ascii=False, indent=2)


def _opened(value: object) -> object:
    if isinstance(value, dict):
        return {key: _opened(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_opened(part) for part in value]
    if isinstance(value, str) and value[:1] in "{[" and value[-1:] in "}]":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _safe(text: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in text)
