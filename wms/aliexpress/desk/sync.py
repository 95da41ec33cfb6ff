"""[M17] Sync health: the breaker first, then lanes, pace, and each unhealthy SKU with its cause, fix and Re-sync."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress.desk.charts import three_lines
from wms.aliexpress.desk.words import tell, tell_refusal, trouble_tone, trouble_words
from wms.aliexpress.errors import NothingChosen
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.operations.stock_push import resync
from wms.aliexpress.selectors.agreement import agreement
from wms.aliexpress.selectors.exposure import exposure
from wms.aliexpress.selectors.lanes import capacity_of, lanes_of, may_close
from wms.aliexpress.selectors.pace import live_pace, pace_by_day
from wms.aliexpress.selectors.resync import preview
from wms.aliexpress.selectors.shop_sync import accounts_of, shop_sync
from wms.aliexpress.selectors.sync_health import causes, unhealthy, with_trouble
from wms.aliexpress.selectors.timeline import last_sent, push_of, timeline, updates_of
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.transactions import run

PAGE, MOST_CHOSEN = 25, 2_000


@require_GET
@desk_page()
def sync(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    now = timezone.now()
    every = list(accounts_of(warehouse))
    chosen = _chosen(every, request.GET.get("shop", ""))
    sick = unhealthy(chosen)
    counted = causes(sick)
    cause = request.GET.get("cause", "")
    rows = with_trouble(sick, cause).select_related("account__shop", "binding")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        **_summary(warehouse, chosen),
        "accounts": every,
        "chosen": request.GET,
        "shops": [_shop(account, now) for account in chosen],
        "causes": [(code, count, trouble_tone(code)) for code, count in counted],
        "sick_count": sum(count for _, count in counted),
        "page": page,
        "rows": [_sick_row(push) for push in page],
        "query": _query(request),
        **_selected(chosen, request.GET.get("sku", ""), page),
    }
    return desk(request, warehouse, "aliexpress/sync.html", "sync", context)


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
    ids = _binding_ids(request)
    if request.GET.get("scope") != "all" and not ids:
        tell_refusal(request, NothingChosen())
        return HttpResponseRedirect(reverse("aliexpress:sync"))
    previews = [preview(account, ids or None) for account in accounts]
    context = {
        "previews": [shown for shown in previews if shown.count],
        "total": sum(shown.count for shown in previews),
        "is_all": not ids,
        "ids": ids,
        "shop": request.GET.get("shop", ""),
    }
    return desk(request, warehouse, "aliexpress/resync.html", "sync", context)


@require_POST
@desk_page()
def do_resync(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """[M14] A person has asked, seen what goes, and said yes; closes an open breaker."""
    cause = Cause(source="desk", person=request.user, reference="resync")  # type: ignore[arg-type]
    ids = _posted_ids(request)
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


def _binding_ids(request: HttpRequest) -> list[int]:
    return _whole(request.GET.getlist("b"))


def _posted_ids(request: HttpRequest) -> list[int]:
    return _whole(request.POST.getlist("b"))


def _whole(texts: list[str]) -> list[int]:
    return sorted({int(text) for text in texts if text.isdigit()})[:MOST_CHOSEN]


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("sku", None)
    return query.urlencode()


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


def _sick_row(push: Any) -> dict[str, Any]:
    return {"push": push, "words": trouble_words(push.trouble), "tone": trouble_tone(push.trouble)}


def _selected(accounts: list[ShopAccount], wanted: str, page: Any) -> dict[str, Any]:
    """The SKU whose way is shown beside the list: the one asked for, else the list's first, else the last one sent."""
    ids = [account.pk for account in accounts]
    binding_id = int(wanted) if wanted.isdigit() else next((push.binding_id for push in page), None)
    push = push_of(ids, binding_id) if binding_id is not None else last_sent(ids)
    return _timeline(push, 8) if push is not None else {}


def _timeline(push: StockPush, limit: int) -> dict[str, Any]:
    updates = updates_of(push)
    return {"push": push, "events": timeline(push, limit=limit), "chart": three_lines(updates), "updates": updates}
