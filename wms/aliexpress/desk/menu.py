"""The channel's entries of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry
from wms.core.states import Role

KEEPERS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})

ENTRIES = (
    Entry("sync", "aliexpress:sync", "sync", _("Sync health"), "stock", 30),
    Entry("oversell", "aliexpress:oversell", "warning", _("Oversold"), "stock", 45),
    Entry("shops", "aliexpress:shops", "link", _("Shops"), "stock", 60, KEEPERS),
    Entry("evidence", "aliexpress:evidence", "lock", _("Evidence"), "quality", 40),
)
