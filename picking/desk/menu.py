"""Picking's entries of the desk's menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from picking.models import Wave
from picking.states import LIVE_WAVES
from wms.core.desk.frame import Entry
from wms.core.models import Warehouse
from wms.core.states import Role

ROUTERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


def live_waves(warehouse: Warehouse, shown: dict[str, Any]) -> tuple[int, bool]:
    return Wave.objects.filter(warehouse=warehouse, state__in=LIVE_WAVES).count(), False


ENTRIES = (
    Entry("waves", "picking:waves", "layers", _("Waves"), "floor", 20, count=live_waves),
    Entry("map", "picking:map", "map", _("Floor map"), "floor", 40),
    Entry("routing", "picking:routing", "truck", _("Order routing"), "floor", 50, ROUTERS),
    Entry("trolleys", "picking:trolley_types", "tote", _("Cart types"), "house", 45, ROUTERS),
)
