"""[M11] The mapping workbench: which platform SKU is which goods, proposed by rule, verified by people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from celery import current_app
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inventory.errors import GoodsNotUnderstood
from inventory.operations import refuse_binding, set_components, set_overlap, set_share, verify_binding
from inventory.operations.bindings import (
    Bulk,
    bind_candidates,
    note_conflicts,
    settle_conflict,
    unbind_bindings,
    verify_bindings,
)
from inventory.selectors.bindings import (
    STANDINGS,
    binding_at,
    binding_parts,
    rivals_of,
    shares_of,
    standing_of,
    standings,
)
from inventory.selectors.items import skus_by_code
from picking.selectors.orders import held_by_pair
from wms.aliexpress.desk.lists.bindings import BindingList
from wms.aliexpress.desk.words import SKIPPED, STANDING_WORDS
from wms.core.cause import Cause
from wms.core.desk.doors import act, attempt, cause_of, tell
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.rights import desk_page

log = logging.getLogger(__name__)

PARTS = 8  # lines of the form that says what a platform SKU consists of


@require_GET
@desk_page()
def mapping(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    counted = standings(warehouse)
    context = {
        "counted": [(name, STANDING_WORDS[name], counted[name]) for name in STANDINGS],
        "not_shown": counted["unbound"] + counted["proposed"],
        "held_orders": sum(held_by_pair(warehouse.pk).values()),
    }
    return show_list(request, warehouse, BindingList, here="mapping", context=context)


@require_POST
@desk_page()
def bind_many(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    return _many(request, warehouse, bind_candidates)


@require_POST
@desk_page()
def verify_many(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    return _many(request, warehouse, verify_bindings)


@require_POST
@desk_page()
def unbind_many(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    return _many(request, warehouse, unbind_bindings)


@require_GET
@desk_page()
def binding(request: HttpRequest, warehouse: Warehouse, binding_id: int) -> HttpResponse:
    """One triple beside the goods, and beside every binding that it does not fit together with."""
    row = _found(warehouse, binding_id)
    rivals = rivals_of(row)
    parts = binding_parts([row.pk, *(rival.pk for rival in rivals)])
    mine = parts.get(row.pk, [])
    lines = [{"code": part.sku.code, "quantity": part.quantity, "is_gift": part.is_gift} for part in mine]
    context: dict[str, Any] = {
        "row": row,
        "parts": mine,
        "standing": standing_of(row, bool(mine)),
        "rivals": [
            {"row": rival, "parts": parts.get(rival.pk, []), "standing": standing_of(rival, bool(parts.get(rival.pk)))}
            for rival in rivals
        ],
        "lines": lines + [{"code": "", "quantity": 1, "is_gift": False}] * max(1, PARTS // 2 - len(lines)),
        "held": held_by_pair(warehouse.pk, [row.seller_sku]).get((row.shop_id, row.product_id, row.seller_sku), 0),
    }
    if len(mine) == 1:
        stock, shares = shares_of(mine[0].sku, warehouse)
        context |= {"stock": stock, "shares": shares, "shared_sku": mine[0].sku}
        context["shown_sum"] = sum(share.shown * share.quantity for share in shares)
    return desk(request, warehouse, "aliexpress/binding.html", "mapping", context)


@require_POST
@desk_page()
def save_share(request: HttpRequest, warehouse: Warehouse, binding_id: int) -> HttpResponse:
    """The fixed share of one binding, or none: by sales; and what it withholds."""
    row = _found(warehouse, binding_id)

    def save() -> None:
        share = _whole(request, "share_percent", 100)
        threshold = _whole(request, "threshold_units", 1_000_000)
        cause = cause_of(request, "mapping")
        set_share(cause=cause, binding=row, share_percent=share, threshold_units=threshold)

    return act(request, save, _("Saved: the fronts show the new shares"), _back(request, row.pk))


@require_POST
@desk_page()
def save_overlap(request: HttpRequest, warehouse: Warehouse, binding_id: int) -> HttpResponse:
    """How far the shops together may show more than there is of this binding's goods."""
    row = _found(warehouse, binding_id)
    parts = binding_parts([row.pk]).get(row.pk, [])
    if len(parts) != 1:
        raise Http404

    def save() -> None:
        percent = _whole(request, "overlap_percent", 100) or 0
        set_overlap(cause=cause_of(request, "mapping"), warehouse=warehouse, sku=parts[0].sku, percent=percent)

    return act(request, save, _("Saved: the fronts show the new shares"), _here(row.pk))


def _whole(request: HttpRequest, name: str, most: int) -> int | None:
    """A whole number from 0 to `most`; None for an empty field. Refuses with GoodsNotUnderstood."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) > most:
        raise GoodsNotUnderstood(sku=text[:20], problem=(f"要 0 到 {most} 的整数", f"must be 0 to {most}"))
    return int(text)


@require_POST
@desk_page()
def save_goods(request: HttpRequest, warehouse: Warehouse, binding_id: int) -> HttpResponse:
    """What the platform SKU consists of: one code, a bundle, gifts."""
    row = _found(warehouse, binding_id)

    def save() -> None:
        components, gifts = _told_goods(request)
        set_components(cause=cause_of(request, "mapping"), binding=row, components=components, gifts=gifts)
        note_conflicts(binding_ids=[row.pk])

    return act(request, save, _("Saved: verify it, and the front shows its stock"), _here(row.pk))


@require_POST
@desk_page()
def decide(request: HttpRequest, warehouse: Warehouse, binding_id: int, verdict: str) -> HttpResponse:
    """verify | refuse | unbind | settle, for one binding; `back` names the page to return to."""
    row = _found(warehouse, binding_id)
    cause = cause_of(request, "mapping")
    done = {
        "verify": _("Verified: its stock is shown and its orders go on"),
        "refuse": _("Refused: the front shows zero"),
        "unbind": _("Unbound: the front shows zero"),
        "settle": _("Both are right: the conflict is settled"),
    }[verdict]
    return act(request, partial(_decide, verdict, cause, warehouse, row), done, _back(request, row.pk))


def _decide(verdict: str, cause: Cause, warehouse: Warehouse, row: Any) -> None:
    if verdict == "verify":
        verify_binding(cause=cause, binding=row)
    elif verdict == "refuse":
        refuse_binding(cause=cause, binding=row, reason="by_person")
        note_conflicts(binding_ids=[row.pk])
    elif verdict == "unbind":
        unbind_bindings(cause=cause, warehouse=warehouse, binding_ids=[row.pk])
    else:
        settle_conflict(cause=cause, binding=row)


@require_POST
@desk_page()
def pull(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Have a worker meet the shops' products now; it does so every six hours by itself."""
    try:
        current_app.send_task(
            "aliexpress.pull_products", queue="default", expires=3600, retry=True, retry_policy={"max_retries": 0}
        )
    except Exception as error:
        log.warning("product pull was not asked for (%s)", error)
        messages.error(request, _("No worker can be reached now: try again in a while"))
    else:
        messages.success(request, _("Products are pulled: new ones show here within minutes"))
    return HttpResponseRedirect(reverse("aliexpress:mapping"))


def _many(request: HttpRequest, warehouse: Warehouse, work: Callable[..., Bulk]) -> HttpResponse:
    """One bulk act over what the list says was chosen, and what became of it in one sentence."""

    def do() -> Bulk:
        ids = list(BindingList(request, warehouse).chosen().order_by().values_list("pk", flat=True))
        return work(cause=cause_of(request, "mapping"), warehouse=warehouse, binding_ids=ids)

    result, refusal = attempt(do)
    if refusal is not None:
        tell(request, refusal)
    elif result is not None:
        left = " · ".join(f"{SKIPPED.get(name, name)} {count}" for name, count in sorted(result.skipped.items()))
        told = _("%(n)s bindings changed") % {"n": result.done}
        level = messages.SUCCESS if result.done else messages.WARNING
        messages.add_message(request, level, told + (_(" · left alone: %(why)s") % {"why": left} if left else ""))
    return HttpResponseRedirect(f"{reverse('aliexpress:mapping')}?{request.GET.urlencode()}")


def _told_goods(request: HttpRequest) -> tuple[dict[int, int], Collection[int]]:
    """({SKU id: units}, gifts) of the form. Refuses with GoodsNotUnderstood."""
    codes = [code.strip() for code in request.POST.getlist("code")]
    quantities = request.POST.getlist("quantity")
    marked = set(request.POST.getlist("gift"))
    known = skus_by_code([code for code in codes if code])
    components: dict[int, int] = {}
    gifts: set[int] = set()
    for number, code in enumerate(codes):
        if not code:
            continue
        quantity = quantities[number] if number < len(quantities) else ""
        if code not in known or known[code].pk in components:
            problem = ("没有这个 SKU", "no such SKU") if code not in known else ("写了两次", "named twice")
            raise GoodsNotUnderstood(sku=code, problem=problem)
        if not quantity.isdecimal() or not 1 <= int(quantity) <= 9_999:
            raise GoodsNotUnderstood(sku=code, problem=("件数要 1 到 9999", "units must be 1 to 9,999"))
        components[known[code].pk] = int(quantity)
        if str(number) in marked:
            gifts.add(known[code].pk)
    if components and not set(components) - gifts:
        raise GoodsNotUnderstood(sku=codes[0], problem=("不能全是赠品", "gifts alone are no goods"))
    return components, gifts


def _found(warehouse: Warehouse, binding_id: int) -> Any:
    row = binding_at(warehouse, binding_id)
    if row is None:
        raise Http404
    return row


def _here(binding_id: int) -> str:
    return reverse("aliexpress:binding", args=[binding_id])


def _back(request: HttpRequest, binding_id: int) -> str:
    wanted = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and is_ours else _here(binding_id)
