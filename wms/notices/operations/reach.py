"""How far a person's rules and channels may go: his warehouse; every warehouse for its administrator alone."""

from __future__ import annotations

from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.reach import reach_of
from wms.notices.errors import RuleAcross


def demand_reach(cause: Cause, *places: Warehouse | None) -> None:
    """Refuses with RuleAcross when one of the places (None: every warehouse) is not the person's to decide on."""
    if cause.person is None:
        return
    reach = reach_of(cause.person)
    for place in places:
        keeps = reach.administers | reach.manages
        if not reach.is_everywhere and (place is None or not keeps & {place.pk, None}):
            raise RuleAcross
