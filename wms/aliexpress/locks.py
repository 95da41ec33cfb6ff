"""The only place in aliexpress that locks rows: account before pushes, each by pk, after everything of lower rooms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from wms.aliexpress.models import Recipient, ShopAccount, StockPush


def lock_account(account_id: int) -> ShopAccount:
    return ShopAccount.objects.select_for_update().get(pk=account_id)


def lock_pushes(condition: Q | None = None, **filters: Any) -> list[int]:
    """The ids of the rows that match, locked in pk order: many subscribers and one finisher meet here."""
    rows = StockPush.objects.select_for_update().filter(condition or Q(), **filters).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def lock_bindings_pushes(binding_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(row id, binding id) of these bindings' rows."""
    rows = StockPush.objects.select_for_update().filter(binding_id__in=list(binding_ids)).order_by("pk")
    return list(rows.values_list("pk", "binding_id"))


def lock_recipient(order_id: int) -> Recipient:
    """The order's recipient, made empty when there is none yet."""
    Recipient.objects.get_or_create(order_id=order_id, defaults={"fetched_at": timezone.now()})
    return Recipient.objects.select_for_update().get(order_id=order_id)
