"""The search box: any code or number leads to its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.reports.selectors.subjects import page_for


@require_GET
@desk_page()
def find(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:80]
    target = page_for(text, warehouse)
    if target:
        return HttpResponseRedirect(target)
    return desk(request, warehouse, "desk/find.html", "", {"q": text})
