"""The channel's entries of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry
from wms.core.states import Role

KEEPERS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})

ENTRIES = (Entry("shops", "aliexpress:shops", "link", _("Shops"), "stock", 60, KEEPERS),)
