"""[M10] By which method a shop's stock goes: a setting, switched only after a dry run of the new one has passed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from wms.aliexpress.errors import ProfileNotChecked
from wms.aliexpress.locks import lock_account
from wms.aliexpress.models import ProfileCheck, ShopAccount
from wms.aliexpress.operations.stock_push import want_all
from wms.aliexpress.states import MethodProfile
from wms.core.cause import Cause
from wms.core.models import AuditEntry

GOOD_FOR = timedelta(hours=24)


def switch_profile(*, cause: Cause, account_id: int, profile: MethodProfile) -> ShopAccount:
    """Let the shop's stock go by `profile` from now on; its whole present state goes out anew. Audited.

    Refuses with ProfileNotChecked unless this profile's newest dry run passed within a day. Locks the account.
    """
    account = lock_account(account_id)
    if account.method_profile == profile:
        return account
    newest = ProfileCheck.objects.filter(account=account, profile=profile).order_by("-pk").first()
    if newest is None or not newest.is_fine or newest.checked_at < timezone.now() - GOOD_FOR:
        raise ProfileNotChecked(shop=account.shop.name, profile=profile.label)
    before, account.method_profile = account.method_profile, profile
    account.save(update_fields=["method_profile"])
    AuditEntry.objects.create(
        warehouse=account.shop.warehouse,
        action="platform.profile_switched",
        subject=f"shop:{account.shop.code}",
        before={"profile": before},
        after={"profile": str(profile), "check": newest.pk},
        **cause.columns,
    )
    want_all(account=account, since=timezone.now())
    return account
