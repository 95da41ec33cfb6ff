"""[M20] Oversold orders: what each may cost while its goods are missing, and what happened in the last thirty days."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from wms.aliexpress.desk.lists.oversold import DAYS, OversoldList
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.rights import desk_page


@require_GET
@desk_page()
def oversell(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    context = {"days": DAYS, "moment": timezone.now()}
    return show_list(request, warehouse, OversoldList, here="oversell", context=context)
