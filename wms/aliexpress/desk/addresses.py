"""[M21] One order's clear address, for who must write it on something or talk to the carrier about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wms.aliexpress.addresses import clear_address
from wms.aliexpress.desk.connect import tell
from wms.aliexpress.errors import PlatformUnreachable
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.models import ShopAccount
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import MAY_SEE_ADDRESSES, desk_page


@require_POST
@never_cache
@desk_page(*MAY_SEE_ADDRESSES)
def address(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """Unmask and show it, once; who looked is audited, and nothing of it stays in the browser's cache."""
    account = get_object_or_404(
        ShopAccount.objects.select_related("shop"), shop__orders=order_id, shop__orders__warehouse=warehouse
    )
    order = account.shop.orders.get(pk=order_id)
    cause = Cause(source="desk", person=request.user, reference="address")  # type: ignore[arg-type]
    try:
        told = clear_address(account, cause=cause, order_id=order.pk, number=order.number)
    except OperationRefused as refusal:
        tell(request, refusal.code, refusal.facts)
    except PlatformFailure as failure:
        tell(request, PlatformUnreachable.code, {"shop": account.shop.name, "reason": failure.code})
    else:
        return desk(request, warehouse, "desk/address.html", "orders", {"order": order, "address": told})
    return redirect("reports:order", order.pk)
