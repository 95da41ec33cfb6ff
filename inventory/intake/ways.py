"""What brings data in by a page of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from inventory.intake.master import MANAGERS
from wms.intake.kinds import Way

RACKS = Way(
    "racks",
    _("Rack layout"),
    _("Aisles, bays and levels become places, with the floor drawn while you type."),
    "map",
    "inventory:racks",
    MANAGERS,
    35,
)
