"""The entries of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry
from wms.core.reach import KEEPERS

ENTRIES = (
    Entry("notices", "notices:notices", "bell", _("Notices"), "floor", 40),
    Entry("notice_rules", "notices:rules", "bell", _("Who is told"), "house", 60, KEEPERS),
)
