"""Who scans: the enrolled device (its token kept only as a hash) and the signed person token that each scan carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from wms.core.enrolment import enrol as enrol
from wms.core.enrolment import enrolment_link as enrolment_link
from wms.core.enrolment import hash_token
from wms.core.figures import figure
from wms.core.logs import bind
from wms.core.models import Assignment, BadgeLock, Device, Person
from wms.core.prepared import Prepared
from wms.core.transactions import run
from wms.scan.errors import (
    BadgeLocked,
    DeviceRevoked,
    DeviceUnknown,
    NoRights,
    SignedOut,
    UnknownBadge,
    WrongPin,
)
from wms.scan.screen import Actor

DEVICE_COOKIE = "device"
PERSON_COOKIE = "person"
TOKEN_SALT = "scan.person"  # noqa: S105  a salt names a purpose, it is no secret
SHIFT = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class PersonToken:
    """What a sign-in gave: it proves who scanned even hours later, when the queue of a dead zone arrives."""

    person_id: int
    device_id: int
    issued_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.issued_at + SHIFT

    def sign(self) -> str:
        return signing.dumps(
            [self.person_id, self.device_id, self.issued_at.timestamp()], salt=TOKEN_SALT, compress=True
        )


def _here(person: int, warehouse: int) -> QuerySet[Assignment]:
    here = Q(warehouse=warehouse) | Q(warehouse=None)
    return Assignment.objects.select_related("person").filter(here, person=person, person__is_active=True)


_devices: Prepared[Device] = Prepared(
    lambda token_hash: Device.objects.select_related("warehouse", "station__printer").filter(token_hash=token_hash),
    token_hash=str,
)
_assignments: Prepared[Assignment] = Prepared(_here, person=int, warehouse=int)


def device_of(request: HttpRequest) -> Device:
    """The enrolled device behind a request: `Authorization: Device …`, else the cookie. Refuses unknown and revoked."""
    header = request.headers.get("Authorization", "")
    token = header[7:] if header.startswith("Device ") else request.COOKIES.get(DEVICE_COOKIE, "")
    if not token:
        raise DeviceUnknown
    found = _devices(token_hash=hash_token(token))
    if not found:
        raise DeviceUnknown
    device = found[0]
    bind(device=device.code, warehouse=device.warehouse.code)
    if not device.is_active:
        raise DeviceRevoked
    if device.last_seen_at is None or timezone.now() - device.last_seen_at > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=timezone.now())
    return device


def read_person_token(text: str, device: Device) -> PersonToken:
    """The token's facts, when we signed it and for this device. Its end is judged against the scan's own time."""
    try:
        person_id, device_id, issued = signing.loads(text, salt=TOKEN_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise SignedOut from None
    if device_id != device.pk:
        raise SignedOut
    return PersonToken(person_id, device_id, datetime.fromtimestamp(issued, tz=timezone.get_default_timezone()))


def actor_of(device: Device, token: PersonToken, language: str) -> Actor:
    """The active person behind a token with the roles that he holds at the device's warehouse: one query."""
    rows = _assignments(person=token.person_id, warehouse=device.warehouse_id)
    if not rows or (rows[0].person.tokens_from and token.issued_at < rows[0].person.tokens_from):
        raise SignedOut
    bind(person=token.person_id)
    return Actor(rows[0].person, device, device.warehouse, frozenset(row.role for row in rows), language)


def demand_role(actor: Actor, roles: frozenset[str]) -> None:
    if not actor.roles & roles:
        raise NoRights


def sign_in(*, device: Device, badge: str, pin: str) -> tuple[Person, PersonToken]:
    """Badge and PIN on an enrolled device. Five wrong PINs lock this badge on this device only [M32].

    The failure is counted in a transaction of its own: a refusal must not roll it back.
    """
    now = timezone.now()
    lock = BadgeLock.objects.filter(badge=badge, device=device).first()
    if lock and lock.locked_until and lock.locked_until > now:
        raise BadgeLocked(minutes=max(1, round((lock.locked_until - now).total_seconds() / 60)))
    person = Person.objects.filter(badge=badge, is_active=True).first()
    if person is None:
        raise UnknownBadge
    if not check_password(pin, person.pin_hash):
        _count_failure(device, badge)
    if lock:
        BadgeLock.objects.filter(pk=lock.pk).update(failures=0, locked_until=None)
    token = PersonToken(person.pk, device.pk, now)
    actor_of(device, token, person.language)
    Device.objects.filter(pk=device.pk).update(person=person)
    return person, token


def set_pin(person: Person, pin: str) -> None:
    person.pin_hash = make_password(pin)
    person.save(update_fields=["pin_hash"])


def _count_failure(device: Device, badge: str) -> None:
    attempts = int(figure("pin_attempts", warehouse=device.warehouse))
    minutes = int(figure("pin_lock_minutes", warehouse=device.warehouse))

    def count() -> int:
        lock, _ = BadgeLock.objects.select_for_update().get_or_create(badge=badge, device=device)
        lock.failures += 1
        if lock.failures >= attempts:
            lock.failures, lock.locked_until = 0, timezone.now() + timedelta(minutes=minutes)
        lock.save()
        return 0 if lock.locked_until and lock.locked_until > timezone.now() else attempts - lock.failures

    left = run(count)
    if left == 0:
        raise BadgeLocked(minutes=minutes)
    raise WrongPin(left=left)
