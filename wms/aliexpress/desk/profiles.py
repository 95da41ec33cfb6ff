"""[M10] By which method a shop's stock goes: what each can carry, a dry run of another, and the switch."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from wms.aliexpress.desk.connect import MAY_CONNECT, tell
from wms.aliexpress.dry_run import try_profile
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.operations.profiles import switch_profile
from wms.aliexpress.selectors.profiles import choices_of
from wms.aliexpress.states import MethodProfile
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page
from wms.core.transactions import run


def _account(warehouse: Warehouse, account_id: int) -> ShopAccount:
    return get_object_or_404(
        ShopAccount.objects.select_related("shop__warehouse"), pk=account_id, shop__warehouse=warehouse
    )


@require_GET
@desk_page(*MAY_CONNECT)
def methods(request: HttpRequest, warehouse: Warehouse, account_id: int) -> HttpResponse:
    """Every way, what it carries, how many products a minute, and what its last dry run found."""
    account = _account(warehouse, account_id)
    return desk(request, warehouse, "desk/methods.html", "shops", {"account": account, "choices": choices_of(account)})


@require_POST
@desk_page(*MAY_CONNECT)
def try_out(request: HttpRequest, warehouse: Warehouse, account_id: int, profile: str) -> HttpResponse:
    """Dry run: nothing is pushed."""
    account = _account(warehouse, account_id)
    chosen = MethodProfile(profile)
    check = try_profile(account, chosen, cause=_cause(request))
    if check.is_fine:
        tell(request, "platform.profile_checked", {"profile": str(chosen.label)}, messages.SUCCESS)
    else:
        tell(request, "platform.profile_unfit", {"profile": str(chosen.label), "code": check.first_problem})
    return redirect("aliexpress:methods", account.pk)


@require_POST
@desk_page(*MAY_CONNECT)
def switch(request: HttpRequest, warehouse: Warehouse, account_id: int, profile: str) -> HttpResponse:
    """The shop's stock goes this way from now on."""
    account = _account(warehouse, account_id)
    chosen = MethodProfile(profile)
    try:
        run(partial(switch_profile, cause=_cause(request), account_id=account.pk, profile=chosen))
    except OperationRefused as refusal:
        tell(request, refusal.code, refusal.facts)
    else:
        facts = {"shop": account.shop.name, "profile": str(chosen.label)}
        tell(request, "platform.profile_switched", facts, messages.SUCCESS)
    return redirect("aliexpress:methods", account.pk)


def _cause(request: HttpRequest) -> Cause:
    return Cause(source="desk", person=request.user, reference="methods")  # type: ignore[arg-type]
