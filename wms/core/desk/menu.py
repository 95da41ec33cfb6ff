"""The administrator's entries of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry
from wms.core.desk.house.prints import to_decide
from wms.core.reach import KEEPERS
from wms.core.states import Role

ENTRIES = (
    Entry("people", "core:people", "person", _("People"), "house", 10, KEEPERS),
    Entry("devices", "core:devices", "frame", _("Devices"), "house", 20, KEEPERS),
    Entry("stations", "core:stations", "printer", _("Benches and printers"), "house", 30, KEEPERS),
    Entry("prints", "core:prints", "printer", _("Print queue"), "house", 35, count=to_decide),
    Entry("houses", "core:houses", "shelf", _("Warehouses and shops"), "house", 40, frozenset({Role.ADMINISTRATOR})),
    Entry("settings", "core:settings", "settings", _("Settings"), "house", 50, frozenset({Role.ADMINISTRATOR})),
    Entry("audit", "core:audit", "list", _("Audit"), "house", 90, KEEPERS),
)
