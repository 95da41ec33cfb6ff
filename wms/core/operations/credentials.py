"""What people prove themselves with: PIN and badge on the floor, a password at the desk."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.errors import LinkUsed, NoBadge, PasswordWeak, PasswordWrong, PersonInactive, not_accepted
from wms.core.fields import WORDS
from wms.core.models import BadgeLock, Person
from wms.core.operations.people import person_to_change, subject_of

PIN_LENGTH = 4
PIN_RULE = ("4 位数字，不要连号或全同", "4 digits, not in a row, not all alike")
ROWS_OF_DIGITS = "01234567890", "09876543210"
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is taken for something else when read out


def set_pin(*, cause: Cause, person_id: int, pin: str = "") -> str:
    """Give a PIN, drawn unless one is chosen; returned to be shown once; the old one ends.

    Refuses with NotYours, NoBadge, PersonInactive, NotAccepted. A locked badge is unlocked with it.
    """
    person = person_to_change(cause, person_id)
    _demand_badge(person)
    chosen = pin.strip() or draw_pin()
    if not is_good_pin(chosen):
        raise not_accepted(WORDS["pin"], PIN_RULE)
    was_set = bool(person.pin_hash)
    person.pin_hash = make_password(chosen)
    person.save(update_fields=["pin_hash"])
    BadgeLock.objects.filter(badge=person.badge).delete()
    record(
        cause=cause,
        action="person.set_pin",
        subject=subject_of(person),
        before={"pin": "set" if was_set else "none"},
        after={"pin": "new"},
    )
    return chosen


def unlock_badge(*, cause: Cause, person_id: int) -> int:
    """Let a badge that wrong PINs have locked try again, on every device. Returns how many locks went.

    Refuses with NotYours, NoBadge.
    """
    person = person_to_change(cause, person_id)
    if not person.badge:
        raise NoBadge(name=person.name)
    locks = BadgeLock.objects.filter(badge=person.badge)
    devices = sorted(locks.values_list("device__code", flat=True))
    locks.delete()
    if devices:
        record(cause=cause, action="person.unlock", subject=subject_of(person), before={"locked_on": devices})
    return len(devices)


def give_temporary_password(*, cause: Cause, person_id: int) -> str:
    """A drawn password, returned to be shown once; it opens nothing but the page that changes it.

    All desk sessions of the person end. Refuses with NotYours, PersonInactive.
    """
    person = person_to_change(cause, person_id)
    _demand_active(person)
    password = "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    record(cause=cause, action="person.password", subject=subject_of(person), after={"password": "temporary"})
    return password


def make_password_link(*, cause: Cause, person_id: int) -> str:
    """A path where the person sets a password: good for a day, and until it is used or another password is set.

    Refuses with NotYours, PersonInactive.
    """
    person = person_to_change(cause, person_id)
    _demand_active(person)
    record(cause=cause, action="person.password", subject=subject_of(person), after={"password": "link"})
    who = urlsafe_base64_encode(str(person.pk).encode())
    return f"/password/{who}/{default_token_generator.make_token(person)}/"


def person_of_link(who: str, token: str) -> Person:
    """The person whose password a link sets. Refuses with LinkUsed a used, old or forged one."""
    try:
        person = Person.objects.filter(pk=int(urlsafe_base64_decode(who)), is_active=True).first()
    except (ValueError, OverflowError):
        person = None
    if person is None or not default_token_generator.check_token(person, token):
        raise LinkUsed
    return person


def set_password_by_link(*, who: str, token: str, password: str) -> Person:
    """The person sets a password by his link. Refuses with LinkUsed, PasswordWeak."""
    person = person_of_link(who, token)
    _store_password(Cause(source="desk", person=person, reference="password link"), person, password)
    return person


def change_own_password(*, cause: Cause, present: str, password: str) -> Person:
    """One's own password, the present one given again. Refuses with PasswordWrong, PasswordWeak."""
    if cause.person is None:
        raise PasswordWrong
    person = Person.objects.get(pk=cause.person.pk)
    if not check_password(present, person.password):
        raise PasswordWrong
    _store_password(cause, person, password)
    return person


def draw_pin() -> str:
    while not is_good_pin(pin := f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"):
        pass
    return pin


def is_good_pin(pin: str) -> bool:
    """Four digits that are not the first that anybody tries."""
    if len(pin) != PIN_LENGTH or not pin.isascii() or not pin.isdigit():
        return False
    return len(set(pin)) > 1 and not any(pin in row for row in ROWS_OF_DIGITS)


def _store_password(cause: Cause, person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise PasswordWeak(why=" ".join(problem.messages)) from None
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record(cause=cause, action="person.password", subject=subject_of(person), after={"password": "own"})


def _demand_active(person: Person) -> None:
    if not person.is_active:
        raise PersonInactive(name=person.name)


def _demand_badge(person: Person) -> None:
    _demand_active(person)
    if not person.badge:
        raise NoBadge(name=person.name)
