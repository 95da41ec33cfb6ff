"""[M17] Sync health: the breaker first, then lanes, pace, and each unhealthy SKU with its cause, fix and Re-sync."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress.desk.charts import three_lines
from wms.aliexpress.desk.lists.sick import SickList, dress_sick
from wms.aliexpress.desk.words import tell, tell_refusal
from wms.aliexpress.errors import NothingChosen
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.operations.stock_push import resync
from wms.aliexpress.selectors.agreement import agreement
from wms.aliexpress.selectors.exposure import exposure
from wms.aliexpress.selectors.lanes import capacity_of, lanes_of, may_close
from wms.aliexpress.selectors.pace import live_pace, pace_by_day
from wms.aliexpress.selectors.resync import preview
from wms.aliexpress.selectors.shop_sync import accounts_of, shop_sync
from wms.aliexpress.selectors.sync_health import causes, unhealthy
from wms.aliexpress.selectors.timeline import last_sent, push_of, timeline, updates_of
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.desk.lists import MOST_CHOSEN, show_list
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.transactions import run

SHOWN = 8  # sick SKUs on the page itself; the list has them all


@require_GET
@desk_page()
def sync(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    now = timezone.now()
    every = list(accounts_of(warehouse))
    chosen = _chosen(every, request.GET.get("shop", ""))
    found = unhealthy(chosen)
    counted = causes(found)
    rows = list(found.select_related("account__shop", "binding")[:SHOWN])
    dress_sick(rows)
    context = {
        **_summary(warehouse, chosen),
        "accounts": every,
        "chosen": request.GET,
        "shops": [_shop(account, now) for account in chosen],
        "causes": counted,
        "sick_count": sum(count for _, count in counted),
        "rows": rows,
        **_selected(chosen, request.GET.get("sku", ""), rows),
    }
    return desk(request, warehouse, "aliexpress/sync.html", "sync", context)


@require_GET
@desk_page()
def sick(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, SickList, here="sync")


@require_POST
@desk_page()
def resync_sick(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """What a Re-sync of the chosen ones would send; the person says yes on that page. Never all of the shop,
    if the chosen ones are well by now.
    """
    try:
        ids = sorted(SickList(request, warehouse).chosen().order_by().values_list("binding_id", flat=True))
        if not ids:
            raise NothingChosen
    except OperationRefused as refusal:
        tell_refusal(request, refusal)
        return HttpResponseRedirect(f"{reverse('aliexpress:sick')}?{request.GET.urlencode()}")
    return _asked(request, warehouse, list(accounts_of(warehouse)), ids)


@require_GET
@desk_page()
def sku_timeline(request: HttpRequest, warehouse: Warehouse, binding_id: int) -> HttpResponse:
    """One binding's whole way to the front."""
    push = push_of([account.pk for account in accounts_of(warehouse)], binding_id)
    if push is None:
        raise Http404
    return desk(request, warehouse, "aliexpress/sku_timeline.html", "sync", _timeline(push, 200))


@require_GET
@desk_page()
def ask_resync(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """What exactly a Re-sync would send; nothing is changed by asking."""
    accounts = _chosen(list(accounts_of(warehouse)), request.GET.get("shop", ""))
    ids = _whole(request.GET.getlist("b"))
    if request.GET.get("scope") != "all" and not ids:
        tell_refusal(request, NothingChosen())
        return HttpResponseRedirect(reverse("aliexpress:sync"))
    return _asked(request, warehouse, accounts, ids)


def _asked(request: HttpRequest, warehouse: Warehouse, accounts: list[ShopAccount], ids: list[int]) -> HttpResponse:
    """The page that shows what goes: these bindings, or all without one."""
    previews = [preview(account, ids or None) for account in accounts]
    context = {
        "previews": [shown for shown in previews if shown.count],
        "total": sum(shown.count for shown in previews),
        "is_all": not ids,
        "ids": ",".join(map(str, ids)),
        "shop": request.GET.get("shop", ""),
    }
    return desk(request, warehouse, "aliexpress/resync.html", "sync", context)


@require_POST
@desk_page()
def do_resync(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """[M14] A person has asked, seen what goes, and said yes; closes an open breaker."""
    cause = Cause(source="desk", person=request.user, reference="resync")  # type: ignore[arg-type]
    ids = _whole(request.POST.get("b", "").split(","))
    try:
        if request.POST.get("scope") != "all" and not ids:
            raise NothingChosen
        for account in _chosen(list(accounts_of(warehouse)), request.POST.get("shop", "")):
            mine = ids or None
            if mine is not None and not account.shop.bindings.filter(pk__in=mine).exists():
                continue
            done = run(partial(resync, cause=cause, account=account, binding_ids=mine))
            code = "sync.resynced_closed" if done.has_closed_breaker else "sync.resynced"
            tell(request, messages.SUCCESS, code, {"bindings": done.bindings})
    except OperationRefused as refusal:
        tell_refusal(request, refusal)
    return HttpResponseRedirect(reverse("aliexpress:sync"))


def _chosen(accounts: list[ShopAccount], wanted: str) -> list[ShopAccount]:
    """The account of this id among those of the warehouse; all without one. A foreign one is not found."""
    if not wanted:
        return accounts
    found = [account for account in accounts if str(account.pk) == wanted]
    if not found:
        raise Http404
    return found


def _whole(texts: list[str]) -> list[int]:
    return sorted({int(text) for text in texts if text.isdecimal() and len(text) < 16})[:MOST_CHOSEN]


def _summary(warehouse: Warehouse, accounts: list[ShopAccount]) -> dict[str, Any]:
    ids = [account.pk for account in accounts]
    return {
        "live": live_pace(ids),
        "days": pace_by_day(warehouse, ids),
        "threshold": int(figure("sync_threshold_seconds", warehouse=warehouse)),
        "limit_minutes": int(figure("sync_limit_seconds", warehouse=warehouse)) // 60,
        "late_target": figure("late_update_percent", warehouse=warehouse),
        "bindings_total": StockPush.objects.filter(account__in=ids).count(),
        "exposure": exposure(warehouse, ids),
        "agreement": agreement(ids),
    }


def _shop(account: ShopAccount, now: Any) -> dict[str, Any]:
    line = shop_sync(account, now)
    return {
        "account": account,
        "line": line,
        "lanes": lanes_of(account, now),
        "capacity": capacity_of(account),
        "may_close": may_close(account) if line.state in ("open", "near") else [],
        "window_hours": int(figure("breaker_window_hours", shop=account.shop)),
    }


def _selected(accounts: list[ShopAccount], wanted: str, rows: list[Any]) -> dict[str, Any]:
    """The SKU whose way is shown beside the list: the one asked for, else the list's first, else the last one sent."""
    ids = [account.pk for account in accounts]
    binding_id = int(wanted) if wanted.isdigit() else next((push.binding_id for push in rows), None)
    push = push_of(ids, binding_id) if binding_id is not None else last_sent(ids)
    return _timeline(push, 8) if push is not None else {}


def _timeline(push: StockPush, limit: int) -> dict[str, Any]:
    updates = updates_of(push)
    return {"push": push, "events": timeline(push, limit=limit), "chart": three_lines(updates), "updates": updates}
