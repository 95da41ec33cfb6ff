"""[M24] Reconciliation at the desk: run it now, see each difference with its likely cause, mend a kind at once."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress.desk.words import DIFFERENCES, tell
from wms.aliexpress.models import Reconciliation, StockDifference
from wms.aliexpress.operations.reconcile import SENT_AGAIN, clear_by_sending
from wms.aliexpress.selectors.agreement import agreement, by_cause
from wms.aliexpress.selectors.first_sync import first_sync
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.core.desk.csv_files import csv_answer
from wms.core.desk.doors import attempt, cause_of
from wms.core.desk.doors import tell as tell_refusal
from wms.core.desk.frame import desk
from wms.core.desk.lists import page_of, query_of
from wms.core.models import Warehouse
from wms.core.rights import desk_page

log = logging.getLogger(__name__)


@require_GET
@desk_page()
def reconciliation(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    accounts = list(accounts_of(warehouse))
    told = agreement([account.pk for account in accounts])
    cause = request.GET.get("cause", "")
    rows = StockDifference.objects.filter(run__in=told.runs, cleared_at=None)
    rows = rows.filter(cause=cause) if cause else rows
    under_way = Reconciliation.objects.filter(account__in=accounts, ended_at=None).order_by("-pk").first()
    newest = max((run.pk for run in told.runs), default=0)
    context: dict[str, Any] = {
        "told": told,
        "under_way": under_way if under_way is not None and under_way.pk > newest else None,
        "causes": [(code, DIFFERENCES[code], count) for code, count in by_cause(told.runs)],
        "chosen": cause,
        "can_send": cause in SENT_AGAIN,
        "page": page_of(request, rows.select_related("binding", "run__account__shop")),
        "query": query_of(request),
        "firsts": [first_sync(account) for account in accounts],
    }
    return desk(request, warehouse, "aliexpress/reconciliation.html", "reconciliation", context)


@require_POST
@desk_page()
def run_now(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Have a worker compare each shop of the warehouse now."""
    try:
        for account in accounts_of(warehouse):
            current_app.send_task(
                "aliexpress.reconcile", args=[account.pk, request.user.pk], queue="default", expires=3600, retry=True,
                retry_policy={"max_retries": 0},
            )  # fmt: skip
    except Exception as error:
        log.warning("reconciliation was not asked for (%s)", error)
        messages.error(request, _("No worker can be reached now: try again in a while"))
    else:
        messages.success(request, _("The front is read and compared: the result shows here within minutes"))
    return HttpResponseRedirect(reverse("aliexpress:reconciliation"))


@require_POST
@desk_page()
def clear(request: HttpRequest, warehouse: Warehouse, cause: str) -> HttpResponse:
    """Send whole present states for every open difference of one kind."""
    told = agreement([account.pk for account in accounts_of(warehouse)])
    if cause not in SENT_AGAIN:
        return HttpResponseRedirect(reverse("aliexpress:reconciliation"))
    for found in told.runs:
        work = partial(clear_by_sending, cause=cause_of(request, "reconciliation"), run=found, kinds=[cause])
        if not found.differences.filter(cause=cause, cleared_at=None).exists():
            continue
        done, refusal = attempt(work)
        if refusal is not None:
            tell_refusal(request, refusal)
        elif done is not None:
            code = "sync.resynced_closed" if done.has_closed_breaker else "sync.resynced"
            tell(request, messages.SUCCESS, code, {"bindings": done.bindings})
    return HttpResponseRedirect(reverse("aliexpress:reconciliation"))


@require_GET
@desk_page()
def snapshots(request: HttpRequest, warehouse: Warehouse, account_id: int) -> Any:
    """[M16] The days that a first sync is about, one line a SKU and day."""
    account = get_object_or_404(accounts_of(warehouse), pk=account_id)
    told = first_sync(account, with_rows=True)
    head = ("day", "sku", "available_quantity", "reserved_quantity", "in_transit_quantity", "on_hand", "imported")
    return csv_answer(f"first-sync-{account.shop.code}.csv", [head, *told.lines()], warehouse.zone)
