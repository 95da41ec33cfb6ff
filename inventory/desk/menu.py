"""The entries of the desk's menu that are about goods and places."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.models import StockCount
from inventory.states import CountState
from wms.core.desk.frame import Entry
from wms.core.models import Warehouse


def reviews(warehouse: Warehouse, shown: dict[str, Any]) -> tuple[int, bool]:
    """How many counts wait for somebody's approval."""
    return StockCount.objects.filter(warehouse=warehouse, state=CountState.REVIEW).count(), False


ENTRIES = (
    Entry("skus", "inventory:skus", "list", _("SKUs"), "stock", 20),
    Entry("inbound", "inventory:inbound", "inbox", _("Inbound"), "stock", 21),
    Entry("balances", "inventory:balances", "shelf", _("Stock by place"), "stock", 22),
    Entry("movements", "inventory:movements", "right", _("Movements"), "stock", 24),
    Entry("serials", "inventory:serials", "barcode", _("Serial numbers"), "stock", 25),
    Entry("counts", "inventory:counts", "count", _("Counts"), "stock", 26, count=reviews),
    Entry("places", "inventory:places", "pin", _("Places"), "stock", 30),
)
