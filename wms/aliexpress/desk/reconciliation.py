"""[M24] Reconciliation at the desk: run it now, see each difference with its likely cause, mend a kind at once."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress.desk.lists.differences import DifferenceList
from wms.aliexpress.desk.words import tell
from wms.aliexpress.models import Reconciliation
from wms.aliexpress.operations.reconcile import SENT_AGAIN, clear_by_sending
from wms.aliexpress.selectors.first_sync import first_sync
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.core.desk.csv_files import csv_answer
from wms.core.desk.doors import attempt, cause_of
from wms.core.desk.doors import tell as tell_refusal
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.refusals import InvalidInput
from wms.core.rights import desk_page

log = logging.getLogger(__name__)


@require_GET
@desk_page()
def reconciliation(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    """What differs, above it how far front and ledger agree, below it the first sync of each shop."""
    shown = DifferenceList(request, warehouse)
    under_way = Reconciliation.objects.filter(account__in=shown.accounts, ended_at=None).order_by("-pk").first()
    newest = max((run.pk for run in shown.told.runs), default=0)
    context: dict[str, Any] = {
        "under_way": under_way if under_way is not None and under_way.pk > newest else None,
        "firsts": [first_sync(account) for account in shown.accounts],
    }
    return show_list(request, warehouse, DifferenceList, here="reconciliation", context=context)


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
def send(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Send the whole present states of the chosen differences, as far as that mends them; a whole filter at any length.

    One shop after the other: what one refuses, another may still do.
    """
    shown = DifferenceList(request, warehouse)
    back = HttpResponseRedirect(f"{reverse('aliexpress:reconciliation')}?{request.GET.urlencode()}")
    try:
        chosen = shown.found if request.POST.get("every") == "1" else shown.chosen()
    except InvalidInput as refusal:
        tell_refusal(request, refusal)
        return back
    mended = chosen.filter(cause__in=SENT_AGAIN).order_by()
    runs = [run for run in shown.told.runs if mended.filter(run=run).exists()]
    if not runs:
        messages.warning(request, _("Sending anew mends none of these: see what each of them needs"))
    for run in runs:
        work = partial(clear_by_sending, cause=cause_of(request, "reconciliation"), run=run, chosen=mended)
        done, refused = attempt(work)
        if refused is not None:
            tell_refusal(request, refused)
        elif done is not None:
            code = "sync.resynced_closed" if done.has_closed_breaker else "sync.resynced"
            tell(request, messages.SUCCESS, code, {"bindings": done.bindings})
    return back


@require_GET
@desk_page()
def snapshots(request: HttpRequest, warehouse: Warehouse, account_id: int) -> Any:
    """[M16] The days that a first sync is about, one line a SKU and day."""
    account = get_object_or_404(accounts_of(warehouse), pk=account_id)
    told = first_sync(account, with_rows=True)
    head = ("day", "sku", "available_quantity", "reserved_quantity", "in_transit_quantity", "on_hand", "imported")
    return csv_answer(f"first-sync-{account.shop.code}.csv", [head, *told.lines()], warehouse.zone)
