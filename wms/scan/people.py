"""A badge as a scan: whoever it belongs to, when he works here."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from wms.core.models import Person
from wms.scan.barcode import Candidate, ScanText
from wms.scan.screen import Actor


def resolve_badge(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """The active person of this badge with any role at the actor's warehouse."""
    if text.own is None or text.own.kind != "badge":
        return
    here = Q(assignments__warehouse=actor.warehouse) | Q(assignments__warehouse=None, assignments__isnull=False)
    rows = Person.objects.filter(here, badge=text.own.text, is_active=True).distinct()
    for person in rows[:1]:
        yield Candidate("badge", person.pk, person.name)
