"""The administrator's entry of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry
from wms.core.states import Role

ENTRIES = (Entry("tokens", "api:tokens", "link", _("API tokens"), "house", 60, frozenset({Role.ADMINISTRATOR})),)
