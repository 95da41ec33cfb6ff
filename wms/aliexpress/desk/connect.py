"""[M21] A person lets the application act for a shop: out to the platform's page, and back with a code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress.blocks import try_again
from wms.aliexpress.errors import AuthorisationRefused, AuthorisationStateWrong, PlatformUnreachable
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.oauth import authorise_address, redeem_code
from wms.aliexpress.operations.connect import store_tokens
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.messages import say
from wms.core.middleware import lets_forms_lead_to
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page, warehouses_of
from wms.core.states import Role
from wms.core.transactions import run

MAY_CONNECT = (Role.OPERATOR, Role.ADMINISTRATOR)
ASKED = "aliexpress_authorise"
PATIENCE_SECONDS = 1_800


@require_GET
@desk_page(*MAY_CONNECT)
def shops(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The shops of a warehouse, whether they are authorised, until when, and the way to authorise them anew."""
    accounts = ShopAccount.objects.filter(shop__warehouse=warehouse).select_related("shop").prefetch_related("blocks")
    page = desk(request, warehouse, "desk/shops.html", "shops", {"accounts": accounts})
    return lets_forms_lead_to(page, _platforms_pages(accounts))


def _platforms_pages(accounts: Iterable[ShopAccount]) -> Iterator[str]:
    """Where "authorise" will lead. An address that would be refused leads nowhere."""
    for account in accounts:
        with suppress(OperationRefused):
            yield authorise_address(account, redirect_uri="", state="")


@require_POST
@desk_page(*MAY_CONNECT)
def authorise(request: HttpRequest, warehouse: Warehouse, account_id: int) -> HttpResponse:
    """Send the person to the platform; only this browser may come back."""
    account = get_object_or_404(ShopAccount, pk=account_id, shop__warehouse=warehouse)
    state = secrets.token_urlsafe(24)
    request.session[ASKED] = {"state": state, "account": account.pk, "asked_at": timezone.now().timestamp()}
    back = request.build_absolute_uri(reverse("aliexpress:callback"))
    return HttpResponseRedirect(authorise_address(account, redirect_uri=back, state=state))


@require_POST
@desk_page(*MAY_CONNECT)
def again(request: HttpRequest, warehouse: Warehouse, account_id: int) -> HttpResponse:
    """A person has removed the cause of a refusal at the platform: ask again at once."""
    account = get_object_or_404(ShopAccount, pk=account_id, shop__warehouse=warehouse)
    cause = Cause(source="desk", person=request.user, reference="try_again")  # type: ignore[arg-type]
    run(partial(try_again, cause=cause, account=account))
    tell(request, "platform.tried_again", {"shop": account.shop.name}, messages.SUCCESS)
    return HttpResponseRedirect(reverse("aliexpress:shops"))


@require_GET
@login_required
def callback(request: HttpRequest) -> HttpResponse:
    """The platform sends the person back with a code, good for three minutes and once."""
    try:
        account = _asked_account(request)
        _redeem(request, account)
    except OperationRefused as refusal:
        tell(request, refusal.code, refusal.facts)
    else:
        tell(request, "platform.connected", {"shop": account.shop.name}, messages.SUCCESS)
    return HttpResponseRedirect(reverse("aliexpress:shops"))


def _asked_account(request: HttpRequest) -> ShopAccount:
    """The account that this browser asked for, once. Refuses with AuthorisationStateWrong."""
    asked = request.session.pop(ASKED, None) or {}
    is_same = secrets.compare_digest(str(asked.get("state", "")).encode(), request.GET.get("state", "").encode())
    is_soon = timezone.now().timestamp() - float(asked.get("asked_at", 0)) <= PATIENCE_SECONDS
    account = ShopAccount.objects.select_related("shop__warehouse").filter(pk=asked.get("account", 0)).first()
    if not asked or not is_same or not is_soon or account is None:
        raise AuthorisationStateWrong
    allowed = warehouses_of(request.user, frozenset(MAY_CONNECT))  # type: ignore[arg-type]
    if not allowed.filter(pk=account.shop.warehouse_id).exists():
        raise AuthorisationStateWrong
    return account


def _redeem(request: HttpRequest, account: ShopAccount) -> None:
    code = request.GET.get("code", "")[:200]
    cause = Cause(source="desk", person=request.user, reference="authorise")  # type: ignore[arg-type]
    if not code:
        raise AuthorisationRefused(shop=account.shop.name, reason=request.GET.get("error", "")[:60] or "no_code")
    try:
        pair = redeem_code(account, code, cause=cause)
    except PlatformFailure as failure:
        refused = failure.kind in {FailureKind.UNAUTHORISED, FailureKind.REFUSED}
        refusal = AuthorisationRefused if refused else PlatformUnreachable
        raise refusal(shop=account.shop.name, reason=failure.code) from failure
    run(partial(store_tokens, cause=cause, account_id=account.pk, pair=pair))


def tell(request: HttpRequest, code: str, facts: dict[str, Any], level: int = messages.ERROR) -> None:
    """Say the wording of a code at the head of the next page."""
    said = say(code, facts, translation.get_language() or "zh-hans")
    messages.add_message(request, level, " · ".join(part for part in (said.title, said.note, said.act) if part))
