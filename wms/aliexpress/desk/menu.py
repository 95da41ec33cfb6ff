"""The channel's entries of the desk's menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.selectors.bindings import bindings_at
from inventory.states import BindingState
from wms.core.desk.frame import Entry
from wms.core.models import Warehouse
from wms.core.states import Role

KEEPERS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


def to_bind(warehouse: Warehouse, shown: dict[str, Any]) -> tuple[int, bool]:
    """What shows zero at the front until somebody acts. One query."""
    count = bindings_at(warehouse).filter(state=BindingState.UNVERIFIED).order_by().count()
    return count, count > 0


ENTRIES = (
    Entry("mapping", "aliexpress:mapping", "link", _("SKU mapping"), "platform", 20, count=to_bind),
    Entry("sync", "aliexpress:sync", "sync", _("Sync health"), "platform", 30),
    Entry("reconciliation", "aliexpress:reconciliation", "scale", _("Reconciliation"), "platform", 40),
    Entry("oversell", "aliexpress:oversell", "warning", _("Oversold"), "platform", 45),
    Entry("logistics", "aliexpress:logistics", "truck", _("Logistics"), "platform", 57),
    Entry("onboarding", "aliexpress:onboarding", "list", _("Onboarding"), "platform", 55),
    Entry("shops", "aliexpress:shops", "settings", _("Shops"), "platform", 60, KEEPERS),
    Entry("evidence", "aliexpress:evidence", "lock", _("Evidence"), "platform", 50),
)
