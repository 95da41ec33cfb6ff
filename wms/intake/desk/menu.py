"""The entry of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry
from wms.core.states import Role

IMPORTERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR})
ENTRIES = (Entry("intake", "intake:imports", "inbox", _("Data in"), "house", 20, IMPORTERS),)
