"""[M15] Evidence: found by SKU, order, request ID, time, outcome or method; one exchange whole; CSV and signed PDF."""

from __future__ import annotations

import json
from typing import Any

import django_filters as filters
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wms.aliexpress import evidence as kept
from wms.aliexpress.models import Evidence, EvidenceKey, EvidenceOutcome
from wms.aliexpress.paper import evidence_bundle
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.aliexpress.signatures import own_public_key, signed, verify
from wms.core.desk.csv_files import csv_answer
from wms.core.desk.frame import desk
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.rights import desk_page

PAGE, MOST_ROWS, MOST_BUNDLED = 50, 10_000, 100
MOST_UPLOAD = 30_000_000
HEAD = (
    "sent_at", "answered_at", "milliseconds", "shop", "method", "outcome", "code", "request_id", "our_id", "source",
    "reference", "person", "request", "response",
)  # fmt: skip


class EvidenceFilter(filters.FilterSet):
    """What the address says, handed to the one search."""

    sku = filters.CharFilter(method="ignore")
    order = filters.CharFilter(method="ignore")
    request_id = filters.CharFilter(method="ignore")
    method = filters.CharFilter(method="ignore")
    outcome = filters.ChoiceFilter(choices=EvidenceOutcome.choices, method="ignore")
    since = filters.IsoDateTimeFilter(method="ignore")
    until = filters.IsoDateTimeFilter(method="ignore")

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = ()

    def ignore(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows

    def found(self, warehouse: Warehouse) -> QuerySet[Evidence]:
        """Times are the warehouse's. Nothing for a value that is none; the page says that it was not understood."""
        with timezone.override(warehouse.zone):
            if not self.is_valid():
                return Evidence.objects.none()
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        if "order" in asked:
            asked["order"] = "".join(asked["order"].split())
        return kept.find(account_ids=_ids(warehouse), **asked)


@require_GET
@desk_page()
def evidence(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    asked = EvidenceFilter(request.GET, queryset=Evidence.objects.none())
    rows = asked.found(warehouse).defer("request", "response")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "chosen": request.GET,
        "outcomes": EvidenceOutcome.values,
        "methods": _methods(warehouse),
        "days": int(figure("evidence_days")),
        "is_wrong": bool(request.GET) and not asked.is_valid(),
        "can_bundle": bool(request.GET.get("sku") or request.GET.get("order")),
    }
    return desk(request, warehouse, "aliexpress/evidence.html", "evidence", context)


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
def export(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    """What the search finds, at most 10,000 exchanges, as CSV."""
    rows = EvidenceFilter(request.GET, queryset=Evidence.objects.none()).found(warehouse)[:MOST_ROWS]
    return csv_answer(f"evidence-{warehouse.code}.csv", [HEAD, *(_line(row) for row in rows)])


@require_GET
@desk_page()
def bundle(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """All exchanges about one order or one SKU, oldest first, as a signed PDF."""
    kind = "order" if request.GET.get("order") else "sku"
    value = "".join(request.GET.get(kind, "").split())[:80]
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


def _methods(warehouse: Warehouse) -> list[str]:
    """The methods that were called lately; a list of all would read the whole table."""
    lately = Evidence.objects.filter(account__in=_ids(warehouse)).order_by("-pk").values_list("method", flat=True)[:500]
    return sorted(set(lately))


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


def _line(row: Evidence) -> list[object]:
    return [
        row.sent_at.isoformat(timespec="milliseconds"),
        row.answered_at.isoformat(timespec="milliseconds"),
        row.milliseconds,
        row.account.shop.name,
        row.method,
        row.outcome,
        row.code,
        row.request_id,
        str(row.our_id),
        row.source,
        row.reference,
        row.person.name if row.person else "",
        json.dumps(row.request, ensure_ascii=False),
        json.dumps(row.response, ensure_ascii=False),
    ]


def _safe(text: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in text)
