"""The audit's page: every change by a person, narrowed by person, action, subject and days; also as a file."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from wms.core.desk.house.lists.audit import AuditList
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page


@require_GET
@desk_page(*KEEPERS)
def audit(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, AuditList, here="audit")
