"""Packing's entry of the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wms.core.desk.frame import Entry

ENTRIES = (Entry("manifests", "packing:manifests", "box", _("Handover"), "floor", 35),)
