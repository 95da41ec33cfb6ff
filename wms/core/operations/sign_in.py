"""Wrong sign-ins at the desk: kept in the audit, and counted there, per account and per address [M32].

The database counts, not the cache: all web processes see the same, and a lost cache neither locks anybody out nor
opens the door. Tries that are turned away are not counted on, so a lock ends by itself.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Person

TRIES_AN_ACCOUNT = 8
TRIES_AN_ADDRESS = 40  # a whole office may stand behind one address
WINDOW = timedelta(minutes=10)
REFUSED = "signin.refused"


def is_throttled(*, username: str, address: str) -> bool:
    """Too many wrong tries of this account since its last right one, or from this address, in the last ten minutes."""
    since = timezone.now() - WINDOW
    wrong = AuditEntry.objects.filter(action=REFUSED, created_at__gte=since)
    right_at = Person.objects.filter(username__iexact=username).values_list("last_login", flat=True).first()
    of_account = wrong.filter(subject=_subject(username), created_at__gte=max(since, right_at or since))
    if of_account[:TRIES_AN_ACCOUNT].count() >= TRIES_AN_ACCOUNT:
        return True
    return wrong.filter(reference=address[:120])[:TRIES_AN_ADDRESS].count() >= TRIES_AN_ADDRESS


def record_wrong_try(*, username: str, address: str) -> None:
    """Keep that somebody was turned away, for which account and from where; never what he typed as password."""
    cause = Cause(source="desk", reference=address[:120])
    record(cause=cause, action=REFUSED, subject=_subject(username), after={"address": address[:120]})


def _subject(username: str) -> str:
    return f"person:{username.strip().lower()[:60]}"
