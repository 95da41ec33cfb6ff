"""The search box: any code or number leads to its page; one that means several things gives the choice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.reports.selectors.found import things_called


@require_GET
@desk_page()
def find(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:80]
    found = things_called(text, warehouse, request.user)  # type: ignore[arg-type]
    if len(found) == 1:
        return HttpResponseRedirect(found[0].url)
    return desk(request, warehouse, "desk/find.html", "", {"q": text, "found": found})
