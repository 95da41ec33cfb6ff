"""[M10] What each method profile can carry, and whether a shop may switch to it: for the shops' and the health page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wms.aliexpress.models import ProfileCheck, ShopAccount
from wms.aliexpress.payloads.profiles import PROFILES, Capacity, capacity_of
from wms.aliexpress.states import MethodProfile

NAMES = {
    MethodProfile.WHOLE_STATE: gettext_lazy("Whole stock message"),
    MethodProfile.CHOICE_OVERSEAS: gettext_lazy("Choice overseas stock"),
    MethodProfile.BATCH: gettext_lazy("Batch update"),
    MethodProfile.SKU_STOCKS: gettext_lazy("Update by SKU attribute"),
    MethodProfile.SEMI_MANAGED: gettext_lazy("Semi-managed stock by warehouse"),
}
PROBLEMS = {
    "no_verified_binding": "No verified SKU to try with",
    "sku_not_in_product": "A SKU is not in its product",
    "sku_named_otherwise": "SKUs go by another name there",
}


@dataclass(frozen=True)
class Choice:
    """One profile as a shop sees it. `check` is its newest dry run."""

    profile: MethodProfile
    capacity: Capacity
    is_used: bool
    check: ProfileCheck | None

    @property
    def label(self) -> str:
        """The profile's name in the page's language."""
        return str(NAMES[self.profile])

    @property
    def problem(self) -> str:
        """What the newest dry run stumbled over, in words where it is ours, else the platform's code."""
        code = self.check.first_problem if self.check else ""
        return _(PROBLEMS[code]) if code in PROBLEMS else code


def choices_of(account: ShopAccount) -> list[Choice]:
    """All profiles, in the order in which they are declared. One query."""
    newest: dict[str, ProfileCheck] = {}
    for check in ProfileCheck.objects.filter(account=account).order_by("pk"):
        newest[check.profile] = check
    return [
        Choice(MethodProfile(name), capacity_of(name), name == account.method_profile, newest.get(name))
        for name in PROFILES
    ]
