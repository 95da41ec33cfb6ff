"""[M10] What each method profile can carry, and whether a shop may switch to it: for the shops' and the health page."""

from __future__ import annotations

from dataclasses import dataclass

from wms.aliexpress.models import ProfileCheck, ShopAccount
from wms.aliexpress.payloads.profiles import PROFILES, Capacity, capacity_of
from wms.aliexpress.states import MethodProfile


@dataclass(frozen=True)
class Choice:
    """One profile as a shop sees it. `check` is its newest dry run."""

    profile: MethodProfile
    capacity: Capacity
    is_used: bool
    check: ProfileCheck | None


def choices_of(account: ShopAccount) -> list[Choice]:
    """All profiles, in the order in which they are declared. One query."""
    newest: dict[str, ProfileCheck] = {}
    for check in ProfileCheck.objects.filter(account=account).order_by("pk"):
        newest[check.profile] = check
    return [
        Choice(MethodProfile(name), capacity_of(name), name == account.method_profile, newest.get(name))
        for name in PROFILES
    ]
