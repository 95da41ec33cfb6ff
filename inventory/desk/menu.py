"""The entries of the desk's menu that are about goods and places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry

ENTRIES = (
    Entry("skus", "inventory:skus", "list", _("SKUs"), "stock", 20),
    Entry("places", "inventory:places", "pin", _("Places"), "stock", 30),
)
