"""What a person decides for himself: his mail address, and when no mail shall come."""

from __future__ import annotations

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.models import Person
from wms.core.operations.people import subject_of
from wms.notices.errors import MailWrong
from wms.notices.models import Quiet
from wms.notices.operations.channels import quiet_pair


def choose_mine(*, cause: Cause, person: Person, mail: str, starts: time | None, ends: time | None) -> None:
    """Keep the person's own mail address (empty: none) and quiet hours (both or neither).

    Refuses with MailWrong, QuietHalf. Audited; the address itself stays out of the audit.
    """
    hours = quiet_pair(starts, ends)
    address = mail.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise MailWrong(mail=address[:80]) from None
    was_set, before = bool(person.email), Quiet.objects.filter(person=person).first()
    if person.email != address:
        person.email = address
        person.save(update_fields=["email"])
        record(
            cause=cause,
            action="person.mail",
            subject=subject_of(person),
            before={"mail": was_set},
            after={"mail": bool(address)},
            reason="" if was_set != bool(address) else "changed",
        )
    told = f"{before.starts:%H:%M}-{before.ends:%H:%M}" if before else ""
    if hours["quiet_from"] is None or hours["quiet_until"] is None:
        Quiet.objects.filter(person=person).delete()
    else:
        fresh = {"starts": hours["quiet_from"], "ends": hours["quiet_until"]}
        Quiet.objects.update_or_create(person=person, defaults=fresh)
    now = f"{starts:%H:%M}-{ends:%H:%M}" if starts and ends else ""
    record(
        cause=cause,
        action="person.quiet",
        subject=subject_of(person),
        before={"quiet": told},
        after={"quiet": now},
    )
